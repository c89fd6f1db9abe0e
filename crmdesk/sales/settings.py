"""The book's settings: its name, currency, language and words.  `book_settings` reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crmdesk.models import journal
from crmdesk.models.errors import DomainError
from crmdesk.models.settings import Setting
from crmdesk.sales import access, currencies, phones, rules
from crmdesk.sales.book_settings import DEFAULTS
from crmdesk.texts import LANGUAGES, Message, msg

if TYPE_CHECKING:
    from crmdesk.sales.changes import Changes
    from crmdesk.sales.desk import Desk

LONGEST_NAME, LONGEST_WORD = 100, 60


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
        raise DomainError(currencies.unknown(code), "currency")
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
