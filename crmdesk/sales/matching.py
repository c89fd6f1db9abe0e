"""Which contacts and companies a lead is likely to be already: same e-mail, phone, name, or company without legal form.

Sources: field-guide 3.7 and 3.10.  Nothing is linked by itself: matches are offered, the likeliest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from peewee import Expression, fn

from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.fold import digits, fold, fold_company
from crmdesk.models.people import Company, Contact, Lead
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk

EMAIL, PHONE, NAME, WORKS_THERE = "email", "phone", "name", "company"
"""Why a record is a match."""
_FEWEST_DIGITS, _COMPARED_DIGITS = 7, 9
_EXTENSION = re.compile(r"(?:x|ext\.?|#)\s*\d+\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Match:
    """A record that may be the same person or organisation.

    Attributes:
        detail: what tells it from others of the same name.
        why: some of `EMAIL`, `PHONE`, `NAME`, `WORKS_THERE`.
        company: where a contact works.
    """

    id: int
    name: str
    detail: str
    why: tuple[str, ...]
    company: int | None = None

    @property
    def is_sure(self) -> bool:
        """Enough to be proposed: the same e-mail, or the same name and a second thing in common."""
        return EMAIL in self.why or (NAME in self.why and len(self.why) > 1)


@dataclass(frozen=True, slots=True)
class Looked:
    """What of a lead is compared.

    Attributes:
        person: the folded name of the person; empty for an organisation alone.
        company: the folded name of the company without its legal form.
        phone: the last digits, without extension.
    """

    person: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Matches:
    """Likely contacts and companies of a lead, the likeliest first."""

    contacts: tuple[Match, ...] = ()
    companies: tuple[Match, ...] = ()


def looked_at(lead: Any) -> Looked:
    """What of a lead is compared with contacts and companies."""
    return Looked(
        fold(lead.name) if is_person(lead) else "",
        fold_company(lead.company_name or ""),
        fold(lead.email or ""),
        phone_key(lead.phone or ""),
    )


def is_person(lead: Any) -> bool:
    """Whether the lead is somebody: one known by a company's name alone is that company."""
    return bool(lead.first_name or lead.last_name) or fold(lead.name) != fold(lead.company_name or "")


def phone_key(phone: str) -> str:
    """The last digits of a number without its extension, in which national and international ones agree; or nothing."""
    found = digits(_EXTENSION.sub("", phone))
    return found[-_COMPARED_DIGITS:] if len(found) >= _FEWEST_DIGITS else ""


def matches(desk: Desk, leads: Sequence[Lead]) -> dict[int, Matches]:
    """The likely contacts and companies of each lead."""
    looked = {lead.id: looked_at(lead) for lead in leads}
    companies = _Companies(desk, looked.values())
    contacts = _Contacts(desk, looked.values())
    found: dict[int, Matches] = {}
    for lead, wanted in looked.items():
        there = companies.of(wanted)
        found[lead] = Matches(contacts.of(wanted, {match.id for match in there}), there)
    return found


@dataclass
class _Known:
    """Records by what is compared."""

    rows: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    by: dict[str, dict[str, list[int]]] = field(default_factory=lambda: {EMAIL: {}, PHONE: {}, NAME: {}})

    def add(self, record: int, row: tuple[Any, ...], **keys: str) -> None:
        if record in self.rows:
            return
        self.rows[record] = row
        for why, key in keys.items():
            if key:
                self.by[why].setdefault(key, []).append(record)

    def why(self, **keys: str) -> dict[int, list[str]]:
        """The records that have one of these in common, each with what."""
        found: dict[int, list[str]] = {}
        for why, key in keys.items():
            for record in self.by[why].get(key, ()) if key else ():
                found.setdefault(record, []).append(why)
        return found


class _Companies:
    def __init__(self, desk: Desk, looked: Iterable[Looked]) -> None:
        self._known = _Known()
        wanted = list(looked)
        names = {one.company for one in wanted} - {""}
        columns = (Company.id, Company.name, Company.city, Company.name_key, Company.email, Company.phone)
        for where in _conditions(Company, wanted, names):
            for record, name, city, key, email, phone in plain_tuples(
                Company.select(*columns).where(where, visible(desk, Company)).order_by(Company.id)
            ):
                keys = {EMAIL: fold(email or ""), PHONE: phone_key(phone or ""), NAME: fold_company(key)}
                self._known.add(record, (name, city or ""), **keys)

    def of(self, wanted: Looked) -> tuple[Match, ...]:
        """A company's name is enough: it is written in many ways, and the office has it once."""
        why = self._known.why(name=wanted.company, email=wanted.email, phone=wanted.phone)
        rows = self._known.rows
        found = [Match(known, rows[known][0], rows[known][1], tuple(reasons)) for known, reasons in why.items()]
        return tuple(sorted(found, key=lambda match: (NAME not in match.why, -len(match.why), match.id)))


class _Contacts:
    def __init__(self, desk: Desk, looked: Iterable[Looked]) -> None:
        self._known = _Known()
        wanted = list(looked)
        names = {one.person for one in wanted} - {""}
        columns = (Contact.id, Contact.name, Company.name, Company.id, Contact.name_key, Contact.email)
        for where in _conditions(Contact, wanted, names):
            query = (
                Contact.select(*columns, Contact.phone)
                .left_outer_join(Company, on=(Contact.company == Company.id) & visible(desk, Company))
                .where(where, visible(desk, Contact))
            )
            for record, name, works, company, key, email, phone in plain_tuples(query.order_by(Contact.id)):
                keys = {EMAIL: fold(email or ""), PHONE: phone_key(phone or ""), NAME: key}
                self._known.add(record, (name, works or "", company), **keys)

    def of(self, wanted: Looked, companies: set[int]) -> tuple[Match, ...]:
        if not wanted.person:
            return ()
        why = self._known.why(email=wanted.email, name=wanted.person, phone=wanted.phone)
        found = []
        for known, reasons in why.items():
            name, works, company = self._known.rows[known]
            there = (WORKS_THERE,) if company in companies else ()
            found.append(Match(known, name, works, (*reasons, *there), company))
        return tuple(sorted(found, key=lambda match: (not match.is_sure, -len(match.why), match.id)))


_MANY = 40


def _conditions(table: Any, wanted: Sequence[Looked], names: set[str]) -> list[Expression]:
    """Where the records are that may match: few are looked up, for many all that have an e-mail or phone are read."""
    found: list[Expression] = []
    name: Any = table.name_key
    if table is Company:
        # the names that begin alike, whatever legal form follows
        found += _in_groups([name.between(one, f"{one}\uffff") for one in sorted(names)])
    elif names:
        found.append(in_texts(name, names))
    if emails := {one.email for one in wanted} - {""}:
        found.append(in_texts(fn.LOWER(table.email), emails))
    if phones := {one.phone for one in wanted} - {""}:
        # the last two digits stand together in nearly every way of writing a number
        ends = sorted({phone[-2:] for phone in phones})
        few = reduce(or_, (table.phone.endswith(end) for end in ends)) if len(ends) <= _MANY else None
        found.append(table.phone.is_null(False) if few is None else few)
    return found


def _in_groups(conditions: Sequence[Expression]) -> list[Expression]:
    groups = (conditions[place : place + _MANY] for place in range(0, len(conditions), _MANY))
    return [reduce(or_, group) for group in groups]


def in_texts(column: Any, texts: set[str]) -> Expression:
    """The condition that a column is one of these texts, however many there are."""
    return in_ids(column, sorted(texts))  # type: ignore[arg-type]  # it takes whatever JSON keeps
