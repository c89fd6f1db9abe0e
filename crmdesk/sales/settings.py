"""The book's settings: its name, currency, language and words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crmdesk.models import journal
from crmdesk.models.database import plain_tuples
from crmdesk.models.errors import DomainError
from crmdesk.models.settings import Setting
from crmdesk.sales import access, currencies, definitions, phones, rules
from crmdesk.texts import LANGUAGES, Message, msg

if TYPE_CHECKING:
    from crmdesk.sales.changes import Changes
    from crmdesk.sales.definitions import Definition
    from crmdesk.sales.desk import Desk
    from crmdesk.sales.fields import Field

DEFAULTS: dict[str, Any] = {
    "name": "",
    "currency": "EUR",
    "language": "en",
    "country": "",
    "words": {},
    "ready_from": 50,
    "office_tax_id": "",
    "office_address": "",
    "office_contact": "",
    "logo": "",
    "quote_series": {},
    "note_series": {},
    "quote_days": 30,
    "quote_intro": {},
    "quote_terms": {},
    "note_terms": {},
    "paper_templates": {},
}
LONGEST_NAME, LONGEST_WORD = 100, 60


class BookSettings:
    """The settings and the office's own fields as they stand in the open book, read once and again after `forget`."""

    def __init__(self) -> None:
        self._values: dict[str, Any] | None = None
        self._definitions: tuple[Definition, ...] | None = None
        self._own: dict[str, tuple[Field, ...]] = {}

    def __getitem__(self, name: str) -> Any:
        if self._values is None:
            kept = {
                name: json.loads(value) for name, value in plain_tuples(Setting.select(Setting.name, Setting.value))
            }
            self._values = {**DEFAULTS, **kept}
        return self._values[name]

    @property
    def currency(self) -> str:
        return str(self["currency"])

    @property
    def language(self) -> str:
        return str(self["language"])

    @property
    def country(self) -> str:
        """The office's country as two letters, for phone numbers: as it was set, else as it is likely; "" unknown."""
        return str(self["country"]) or phones.guessed_country(self.currency, self.language)

    @property
    def name(self) -> str:
        return str(self["name"])

    @property
    def words(self) -> dict[str, dict[str, str]]:
        """Words the office chose: word to its singular, plural and gender."""
        return dict(self["words"])

    def definitions(self, kind: str) -> tuple[Definition, ...]:
        """The fields of the office's own that records of a kind have, in the office's order."""
        known = self._definitions
        if known is None:
            known = self._definitions = definitions.read()
        return tuple(one for one in known if one.kind == kind)

    def own_fields(self, kind: str) -> tuple[Field, ...]:
        """The same in the shape of the built-in fields."""
        found = self._own.get(kind)
        if found is None:  # kept in a variable too: a worker may ask while the window forgets
            found = self._own[kind] = tuple(one.field for one in self.definitions(kind))
        return found

    def forget(self) -> None:
        """Read again at the next question: somebody changed a setting or a field of the office's own."""
        self._values = None
        self._definitions = None
        self._own = {}


def change(desk: Desk, **values: Any) -> Changes:
    """Change settings of the book.

    Raises:
        DomainError: the currency of a book that already holds amounts, or a value that cannot be kept.
    """
    access.set_up(desk)
    unknown = set(values) - set(DEFAULTS)
    if unknown:
        raise KeyError(f"no such setting: {unknown}")
    if "currency" in values:
        values["currency"] = check_currency(values["currency"])
    if "name" in values:
        values["name"] = _check_name(values["name"])
    if "language" in values:
        _refuse_language(values["language"])
    if values.get("country"):
        values["country"] = _check_country(values["country"])
    for word in values.get("words", {}).values():
        _refuse_word(word)
    if values.get("currency", desk.currency) != desk.currency:
        _refuse_new_currency(desk.currency)
    label: Message = msg("Settings changed")
    known = {row.name: row for row in Setting.select().where(Setting.name.in_(list(values)))}
    with desk.step(label) as writing:
        for name, value in values.items():
            plain = json.dumps(value, ensure_ascii=False, sort_keys=True)
            if name in known:
                journal.edit(Setting, known[name].id, value=plain)
            else:
                journal.add(Setting, name=name, value=plain)
    desk.settings.forget()
    return writing.changes


def check_currency(code: str) -> str:
    """The ISO code in capitals.

    Raises:
        DomainError: it is not one.
    """
    currency = code.strip().upper()
    if currency not in currencies.CODES:
        raise DomainError(
            msg("“{value}” is not a currency. Write its three letters, such as EUR or MXN.", value=code), "currency"
        )
    return currency


def _check_name(name: str) -> str:
    kept = name.strip()
    if len(kept) > LONGEST_NAME:
        raise DomainError(msg("A name holds {most} characters at the most.", most=LONGEST_NAME), "name")
    if problem := rules.characters_problem(msg("Name"), kept, lines=False):
        raise DomainError(problem, "name")
    return kept


def _check_country(code: str) -> str:
    country = code.strip().upper()
    if country not in phones.countries():
        raise DomainError(
            msg("“{value}” is not a country. Write its two letters, such as ES or MX.", value=code), "country"
        )
    return country


def _refuse_language(language: str) -> None:
    if language not in LANGUAGES:
        raise DomainError(
            msg("“{value}” is not one of: {names}.", value=str(language), names=", ".join(LANGUAGES)), "language"
        )


def _refuse_word(word: Mapping[str, Any]) -> None:
    for text in (word["one"], word["many"]):
        if not text.strip():
            raise DomainError(msg("Write the word, and how it reads for several."), "words")
        if problem := rules.text_problem(msg("Word"), text, LONGEST_WORD, lines=False):
            raise DomainError(problem, "words")


def _refuse_new_currency(currency: str) -> None:
    from crmdesk.models.opportunities import Opportunity, Product

    if (
        Opportunity.select().where(Opportunity.amount_minor.is_null(False)).exists()
        or Product.select().where(Product.price_minor.is_null(False)).exists()
    ):
        raise DomainError(
            msg("This book already counts in {currency}. Make a new book for another currency.", currency=currency),
            "currency",
        )
