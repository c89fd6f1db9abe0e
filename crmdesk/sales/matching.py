"""Which contacts and companies a lead is likely to be already: same e-mail, phone, name, or company without legal form.

Sources: field-guide 3.7 and 3.10.  Nothing is linked by itself: matches are offered, the likeliest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from peewee import Expression, fn

from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.fold import digits, fold, fold_company
from crmdesk.models.people import Company, Contact, ContactPoint, Lead
from crmdesk.sales import ways
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk
from crmdesk.sales.ways import Way

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
        emails: the addresses, the further ones too.
        phones: the last digits of the numbers, without extension.
    """

    person: str
    company: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """Likely contacts and companies of a lead, the likeliest first."""

    contacts: tuple[Match, ...] = ()
    companies: tuple[Match, ...] = ()


def looked_at(leads: Sequence[Lead]) -> dict[int, Looked]:
    """What of each lead is compared with contacts and companies."""
    further = ways.of_many(Lead.kind, [lead.id for lead in leads])
    return {
        lead.id: Looked(
            fold(lead.name) if is_person(lead) else "",
            fold_company(lead.company_name or ""),
            *_reached_by(lead.email, lead.phone, further.get(lead.id, {})),
        )
        for lead in leads
    }


def is_person(lead: Any) -> bool:
    """Whether the lead is somebody: one known by a company's name alone is that company."""
    return bool(lead.first_name or lead.last_name) or fold(lead.name) != fold(lead.company_name or "")


def phone_key(phone: str) -> str:
    """The last digits of a number without its extension, in which national and international ones agree; or nothing."""
    found = digits(_EXTENSION.sub("", phone))
    return found[-_COMPARED_DIGITS:] if len(found) >= _FEWEST_DIGITS else ""


def matches(desk: Desk, leads: Sequence[Lead]) -> dict[int, Matches]:
    """The likely contacts and companies of each lead."""
    looked = looked_at(leads)
    companies, contacts = _companies(desk, looked.values()), _contacts(desk, looked.values())
    found: dict[int, Matches] = {}
    for lead, wanted in looked.items():
        there = _companies_of(companies, wanted)
        found[lead] = Matches(_contacts_of(contacts, wanted, {match.id for match in there}), there)
    return found


def _reached_by(
    email: str | None, phone: str | None, further: Mapping[str, Sequence[Way]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The e-mail addresses and the numbers of somebody as they are compared, the primary ones first."""
    emails = [fold(email or ""), *(fold(one.value) for one in further.get("emails", ()))]
    phones = [phone_key(phone or ""), *(phone_key(one.value) for one in further.get("phones", ()))]
    return tuple(filter(None, emails)), tuple(filter(None, phones))


class _Known:
    """Records that may match, by what is compared."""

    def __init__(self) -> None:
        self.rows: dict[int, tuple[Any, ...]] = {}
        self._by: dict[tuple[str, str], list[int]] = {}

    def add(self, record: int, row: tuple[Any, ...], name: str, emails: Sequence[str], phones: Sequence[str]) -> None:
        self.rows[record] = row
        for key in _keys(name, emails, phones):
            self._by.setdefault(key, []).append(record)

    def why(self, name: str, wanted: Looked) -> dict[int, tuple[str, ...]]:
        """The records that have something in common, each with what."""
        found: dict[int, dict[str, None]] = {}
        for key in _keys(name, wanted.emails, wanted.phones):
            for record in self._by.get(key, ()):
                found.setdefault(record, {})[key[0]] = None
        return {record: tuple(why) for record, why in found.items()}


def _keys(name: str, emails: Sequence[str], phones: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield from ((EMAIL, email) for email in emails)
    if name:
        yield NAME, name
    yield from ((PHONE, phone) for phone in phones)


def _companies(desk: Desk, looked: Iterable[Looked]) -> _Known:
    wanted = list(looked)
    # the names that begin alike, whatever legal form follows
    names: Any = sorted({one.company for one in wanted} - {""})
    alike = _in_groups([Company.name_key.between(one, f"{one}\uffff") for one in names])
    query = Company.select(Company.id, Company.name_key, Company.email, Company.phone, Company.name, Company.city)
    found = _Known()
    for record, key, emails, phones, row in _read(desk, Company, query, [*alike, *_ways_in_common(Company, wanted)]):
        found.add(record, row, fold_company(key), emails, phones)
    return found


def _contacts(desk: Desk, looked: Iterable[Looked]) -> _Known:
    wanted = [one for one in looked if one.person]
    names = {one.person for one in wanted}
    columns = (Contact.id, Contact.name_key, Contact.email, Contact.phone, Contact.name, Company.name, Company.id)
    query = Contact.select(*columns)
    query = query.left_outer_join(Company, on=(Contact.company == Company.id) & visible(desk, Company))
    alike = [in_texts(Contact.name_key, names)] if names else []
    found = _Known()
    for record, key, emails, phones, row in _read(desk, Contact, query, [*alike, *_ways_in_common(Contact, wanted)]):
        found.add(record, row, key, emails, phones)
    return found


def _read(
    desk: Desk, table: Any, query: Any, conditions: Sequence[Expression]
) -> Iterator[tuple[int, str, tuple[str, ...], tuple[str, ...], tuple[Any, ...]]]:
    """The records under any of the conditions: id, name, how to reach them, and the rest of the row."""
    rows: dict[int, tuple[Any, ...]] = {}
    for where in conditions:
        rows |= {row[0]: row[1:] for row in plain_tuples(query.where(where, visible(desk, table)))}
    further = ways.of_many(table.kind, rows)
    for record, (key, email, phone, *rest) in sorted(rows.items()):
        yield record, key, *_reached_by(email, phone, further.get(record, {})), tuple(rest)


def _companies_of(known: _Known, wanted: Looked) -> tuple[Match, ...]:
    """A company's name is enough: it is written in many ways, and the office has it once."""
    found = []
    for record, why in known.why(wanted.company, wanted).items():
        name, city = known.rows[record]
        found.append(Match(record, name, city or "", why))
    return tuple(sorted(found, key=lambda match: (NAME not in match.why, -len(match.why), match.id)))


def _contacts_of(known: _Known, wanted: Looked, companies: set[int]) -> tuple[Match, ...]:
    if not wanted.person:
        return ()
    found = []
    for record, why in known.why(wanted.person, wanted).items():
        name, works, company = known.rows[record]
        there = (WORKS_THERE,) if company in companies else ()
        found.append(Match(record, name, works or "", (*why, *there), company))
    return tuple(sorted(found, key=lambda match: (not match.is_sure, -len(match.why), match.id)))


_MANY = 40


def _ways_in_common(table: Any, wanted: Sequence[Looked]) -> Iterator[Expression]:
    """Where the records are that have an e-mail or phone in common: few are looked up, for many all that have one are
    read."""
    emails = {email for one in wanted for email in one.emails}
    ends = sorted({phone[-2:] for one in wanted for phone in one.phones})  # stand together in nearly every writing
    further = ContactPoint.select(getattr(ContactPoint, table.kind))
    if emails:
        yield in_texts(fn.LOWER(table.email), emails)
        same = in_texts(fn.LOWER(ContactPoint.value), emails)
        yield table.id.in_(further.where(ContactPoint.type == EMAIL, same))
    if ends:
        yield _ending(table.phone, ends)
        yield table.id.in_(further.where(ContactPoint.type == PHONE, _ending(ContactPoint.value, ends)))


def _ending(phone: Any, ends: Sequence[str]) -> Expression:
    condition: Expression = phone.is_null(False)
    return reduce(or_, (phone.endswith(end) for end in ends)) if len(ends) <= _MANY else condition


def _in_groups(conditions: Sequence[Expression]) -> list[Expression]:
    groups = (conditions[place : place + _MANY] for place in range(0, len(conditions), _MANY))
    return [reduce(or_, group) for group in groups]


def in_texts(column: Any, texts: set[str]) -> Expression:
    """The condition that a column is one of these texts, however many there are."""
    return in_ids(column, sorted(texts))  # type: ignore[arg-type]  # it takes whatever JSON keeps
