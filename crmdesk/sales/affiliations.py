"""Where people work: the company they are with now, and further and past ones with role and days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crmdesk.models import journal
from crmdesk.models.database import plain_tuples
from crmdesk.models.errors import FieldProblems, StaleRecordError
from crmdesk.models.people import Affiliation, Company, Contact
from crmdesk.sales import rules
from crmdesk.sales.access import here, seen, visible
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import SHORT
from crmdesk.texts import Message, msg


@dataclass(frozen=True, slots=True)
class Work:
    """A person's work in a company.

    Attributes:
        id: of a further or past one; None for the company of the contact's own field, whose role is the job title.
        from_on, to_on: the first and the last day, where they are known.
        past: it has ended.
    """

    id: int | None
    contact: int
    person: str
    company: int
    organisation: str
    role: str
    from_on: date | None = None
    to_on: date | None = None
    past: bool = False


def of_contact(desk: Desk, contact: int) -> list[Work]:
    """Where a person works: the own company first, then further ones, then past ones."""
    return _of(desk, "contact", contact)


def of_company(desk: Desk, company: int) -> list[Work]:
    """Who works in a company, by name: those who do so now first, then past ones."""
    return _of(desk, "company", company)


def add(desk: Desk, contact: int, company: int, values: Mapping[str, Any]) -> Changes:
    """Let a person work in a further company.

    Args:
        values: some of role (text), from_on and to_on (days).

    Raises:
        FieldProblems: with a sentence beside each field.
        StaleRecordError: the contact or the company is gone.
    """
    here(desk, "contact", [contact])
    here(desk, "company", [company])
    clean = _clean(values, {})
    with desk.step(_label(contact, company)) as writing:
        journal.add(Affiliation, contact=contact, company=company, **clean)
    return writing.changes


def change(desk: Desk, affiliation: int, values: Mapping[str, Any]) -> Changes:
    """Change role or days of a further or past work.

    Raises:
        FieldProblems: with a sentence beside each field.
        StaleRecordError: it is gone.
    """
    row = _row(desk, affiliation)
    clean = _clean(values, {"from_on": row.from_on, "to_on": row.to_on})
    with desk.step(_label(row.contact_id, row.company_id)) as writing:
        journal.edit(Affiliation, affiliation, **clean)
    return writing.changes


def remove(desk: Desk, affiliation: int) -> Changes:
    """Take a further or past work away.

    Raises:
        StaleRecordError: it is gone.
    """
    row = _row(desk, affiliation)
    label = msg("“{person}” is not at “{company}” any more", person=row.contact.name, company=row.company.name)
    with desk.step(label) as writing:
        journal.remove(Affiliation, [affiliation])
    return writing.changes


def problems(values: Mapping[str, Any]) -> dict[str, Message]:
    """What is wrong with role and days, by field name."""
    found: dict[str, Message] = {}
    if problem := rules.text_problem(msg("Role"), values.get("role") or "", SHORT, lines=False):
        found["role"] = problem
    begin, end = values.get("from_on"), values.get("to_on")
    for name, day in (("from_on", begin), ("to_on", end)):
        if day is not None and not rules.FIRST_DAY <= day <= rules.LAST_DAY:
            found[name] = msg("{field} must be between the years 1900 and 2199.", field=msg("Day"))
    if not found and begin and end and end < begin:
        found["to_on"] = msg("It cannot end before it begins. Choose a later day.")
    return found


def _clean(values: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    clean = dict(values)
    if "role" in clean:
        clean["role"] = (clean["role"] or "").strip() or None
    if found := problems({**before, **clean}):
        raise FieldProblems(found)
    return clean


def _row(desk: Desk, affiliation: int) -> Any:
    row: Any = Affiliation.get_or_none(Affiliation.id == affiliation)
    if row is None or not (seen(desk, "contact", [row.contact_id]) and seen(desk, "company", [row.company_id])):
        raise StaleRecordError(msg("This record was deleted meanwhile."))
    return row


def _label(contact: int, company: int) -> Message:
    person, organisation = Contact.get_by_id(contact).name, Company.get_by_id(company).name
    return msg("“{person}” works at “{company}”", person=person, company=organisation)


def _of(desk: Desk, kind: str, record: int) -> list[Work]:
    own = Contact.select(Contact.id, Contact.name, Company.id, Company.name, Contact.job_title)
    own = own.join(Company, on=(Contact.company == Company.id))
    further = Affiliation.select(
        Affiliation.id, Contact.id, Contact.name, Company.id, Company.name, Affiliation.role, Affiliation.from_on,
        Affiliation.to_on,
    ).join(Contact).switch(Affiliation).join(Company)  # fmt: skip
    which = (Contact.id if kind == "contact" else Company.id) == record
    both = visible(desk, Contact) & visible(desk, Company) & which
    by_name = (Contact.name_key, Contact.id) if kind == "company" else (Company.name_key, Company.id)
    found = [
        Work(None, contact, person, company, name, role or "")
        for contact, person, company, name, role in plain_tuples(own.where(both).order_by(*by_name))
    ]
    for known, contact, person, company, name, role, begin, end in plain_tuples(further.where(both).order_by(*by_name)):
        first, last = (date.fromisoformat(day) if day else None for day in (begin, end))
        past = last is not None and last < desk.today
        found.append(Work(known, contact, person, company, name, role or "", first, last, past))
    return sorted(found, key=lambda work: (work.past, work.id is not None and kind == "contact"))
