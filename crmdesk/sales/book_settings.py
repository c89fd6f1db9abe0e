"""The book's settings and the office's own fields as every question and action reads them; `settings` changes them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from crmdesk.models.database import plain_tuples
from crmdesk.models.settings import Setting
from crmdesk.sales import definitions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmdesk.sales.activity_types import TypeRow
    from crmdesk.sales.definitions import Definition
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
    "paper_size": "",
}


class BookSettings:
    """The settings and the office's own fields as they stand in the open book, read once and again after `forget`."""

    def __init__(self) -> None:
        self._values: dict[str, Any] | None = None
        self._definitions: tuple[Definition, ...] | None = None
        self._own: dict[str, tuple[Field, ...]] = {}
        self._types: dict[str, TypeRow] | None = None

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
        from crmdesk.sales import phones  # late: a start meets no number

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

    @property
    def activity_types(self) -> Mapping[str, TypeRow]:
        """The types of activities by code, in the office's order."""
        from crmdesk.sales import activity_types  # it reads the settings itself

        found = self._types
        if found is None:
            found = self._types = {row.code: row for row in activity_types.read()}
        return found

    def forget(self) -> None:
        """Read again at the next question: somebody changed a setting, a type or a field of the office's own."""
        self._types = None
        self._values = None
        self._definitions = None
        self._own = {}
