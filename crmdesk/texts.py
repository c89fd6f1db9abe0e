"""The one catalogue of texts, for the window, the command line and the messages kept in the book.

Source texts are English sentences with ``{name}`` places.  A `Message` keeps the source text and its values, so that
what was written by a Spanish program reads English in an English one.  Catalogues are compiled gettext files in
``resources/translations/<language>/LC_MESSAGES/crmdesk.mo``.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from crmdesk.resources import resource

LANGUAGES = ("es", "en")


class _Reader:
    """The language this process speaks.  One process has one reader: a window's user or a command line's caller."""

    language = "en"
    catalogue: gettext.NullTranslations = gettext.NullTranslations()
    show: Callable[[object], str] = str


def use(language: str) -> None:
    """Speak this language (one of `LANGUAGES`) from now on."""
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language}")
    _Reader.language = language
    _Reader.catalogue = _catalogue(language)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    file = resource("translations", language, "LC_MESSAGES", "crmdesk.mo")
    if not file.exists():
        return gettext.NullTranslations()
    with file.open("rb") as stream:
        return gettext.GNUTranslations(stream)


def in_language(message: Message, language: str) -> str:
    """A message without values in this language, whatever the reader's is."""
    return _catalogue(language).gettext(message.text)


def language() -> str:
    """The two letters of the language in use."""
    return _Reader.language


def show_values_with(show: Callable[[object], str]) -> None:
    """Say how days and amounts inside messages are written (by locale); command line and window each set theirs."""
    _Reader.show = show


@dataclass(frozen=True, slots=True)
class Amount:
    """Money inside a message: minor units and ISO currency, written by the reader's locale."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence in the source language with its values, rendered in the reader's language by `str`.

    Attributes:
        text: the English source text.
        values: what stands in its places: strings, numbers, days, `Amount` or other messages.
        plural: the English source for other numbers than one, chosen by ``values["n"]``.
    """

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)
    plural: str | None = None

    def __str__(self) -> str:
        if self.plural is None:
            template = _translated(self.text)
        else:
            template = _Reader.catalogue.ngettext(self.text, self.plural, self.values["n"])
        return template.format_map({name: _shown(value) for name, value in self.values.items()})

    def __hash__(self) -> int:
        return hash(self.text)


def msg(text: str, /, **values: Any) -> Message:
    """A message to be rendered later, perhaps by another program in another language."""
    return Message(text, values)


def msgn(text: str, plural: str, n: int, /, **values: Any) -> Message:
    """A message whose wording depends on the number `n`."""
    return Message(text, {"n": n, **values}, plural)


def _(text: str, /, **values: Any) -> str:
    """The text in the reader's language, now."""
    return str(Message(text, values)) if values else _translated(text)


def _n(text: str, plural: str, n: int, /, **values: Any) -> str:
    """The text for this number in the reader's language, now."""
    return str(Message(text, {"n": n, **values}, plural))


def _c(context: str, text: str) -> str:
    """The text in the reader's language where one English word has several meanings (``_c("stage", "Won")``)."""
    return _Reader.catalogue.pgettext(context, text)


def _translated(text: str) -> str:
    # gettext answers "" with the catalogue's header
    return _Reader.catalogue.gettext(text) if text else ""


def _shown(value: object) -> str:
    if isinstance(value, Message | str):
        return str(value)
    return _Reader.show(value)


def message_to_json(message: Message) -> dict[str, Any]:
    """The message as plain JSON values, as the journal keeps it."""
    plain: dict[str, Any] = {"text": message.text}
    if message.values:
        plain["values"] = {name: _value_to_json(value) for name, value in message.values.items()}
    if message.plural is not None:
        plain["plural"] = message.plural
    return plain


def message_from_json(plain: Mapping[str, Any]) -> Message:
    """The message that `message_to_json` kept."""
    values = {name: _value_from_json(value) for name, value in plain.get("values", {}).items()}
    return Message(plain["text"], values, plain.get("plural"))


def _value_to_json(value: Any) -> Any:
    if isinstance(value, Message):
        return {"message": message_to_json(value)}
    if isinstance(value, Amount):
        return {"minor": value.minor, "currency": value.currency}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value


def _value_from_json(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "message" in value:
        return message_from_json(value["message"])
    if "day" in value:
        return date.fromisoformat(value["day"])
    return Amount(value["minor"], value["currency"])
