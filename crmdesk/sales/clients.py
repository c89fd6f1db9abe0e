"""The client of an opportunity as a paper names him: name, address, tax id, the person, and the language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crmdesk.models.people import Company, Contact
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk


@dataclass(frozen=True, slots=True)
class Client:
    """Whom a paper is for.

    Attributes:
        person: who it is for in a company.
        language: es or en.
    """

    name: str | None
    address: str | None
    tax_id: str | None
    person: str | None
    language: str


def of(desk: Desk, opportunity: Any) -> Client:
    """The client of an opportunity (a row), as far as this user sees him."""
    company: Any = _row(desk, Company, opportunity.company_id)
    contact: Any = _row(desk, Contact, opportunity.contact_id)
    spoken = [one.language for one in (contact, company) if one is not None and one.language]
    language = spoken[0] if spoken else desk.settings.language
    if company is not None:
        person = contact.name if contact is not None else None
        return Client(company.name, _address(company.address, company), company.tax_id, person, language)
    if contact is not None:
        return Client(contact.name, _address(contact.street, contact), None, None, language)
    return Client(None, None, None, None, language)


def _row(desk: Desk, table: Any, record: int | None) -> Any:
    return None if record is None else table.get_or_none(table.id == record, visible(desk, table))


def _address(street: str | None, row: Any) -> str | None:
    town = " ".join(part for part in (row.postcode, row.city) if part)
    return "\n".join(part for part in (street, town, row.country) if part) or None
