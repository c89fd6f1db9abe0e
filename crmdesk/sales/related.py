"""What belongs to a record: a company's people, anybody's opportunities, and how to reach somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from peewee import fn

from crmdesk.models.database import plain_tuples
from crmdesk.models.fold import fold_company
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Company, Contact, ContactPoint, Lead
from crmdesk.models.pipeline import LOST, OPEN, WON
from crmdesk.sales import search, ways
from crmdesk.sales.access import seen, visible
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import TABLES
from crmdesk.sales.ways import Way


@dataclass(frozen=True, slots=True)
class Reach:
    """How to reach somebody: phone numbers and e-mail addresses, for an opportunity the contact's first.

    Attributes:
        phones: as they are kept; the primary one first.
        labels: what some of them are, as typed: work, home.
    """

    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def phone(self) -> str:
        """The first number; empty where none is known."""
        return next(iter(self.phones), "")

    @property
    def email(self) -> str:
        """The first address; empty where none is known."""
        return next(iter(self.emails), "")


@dataclass(frozen=True, slots=True)
class Sums:
    """What a client's opportunities come to; amounts that nobody knows add nothing."""

    open: int = 0
    open_minor: int = 0
    won: int = 0
    won_minor: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Related:
    """Records of one kind that belong to a record.

    Attributes:
        ids: all of them, the newest first; the open opportunities before the closed ones.
        amount_minor: the sum of the open opportunities, where they are opportunities.
    """

    kind: str
    ids: tuple[int, ...]
    open: int = 0
    amount_minor: int = 0


def people_of(desk: Desk, company: int) -> Related:
    """Who works at a company, by name."""
    query = Contact.select(Contact.id).where(Contact.company == company, visible(desk, Contact))
    return Related("contact", tuple(row[0] for row in plain_tuples(query.order_by(Contact.name_key, Contact.id))))


def opportunities_of(desk: Desk, kind: str, record: int) -> Related:
    """The opportunities with a company or a contact."""
    link = Opportunity.company if kind == "company" else Opportunity.contact
    query = Opportunity.select(Opportunity.id, Opportunity.state, Opportunity.amount_minor).where(
        link == record, visible(desk, Opportunity)
    )
    found = list(plain_tuples(query.order_by(Opportunity.id.desc())))
    going = [row for row in found if row[1] == OPEN]
    ids = [row[0] for row in going] + [row[0] for row in found if row[1] != OPEN]
    return Related("opportunity", tuple(ids), len(going), sum(row[2] or 0 for row in going))


def sums(desk: Desk, kind: str, record: int) -> Sums:
    """What the opportunities of a company or contact come to, in the book's currency."""
    link = Opportunity.company if kind == "company" else Opportunity.contact
    query = Opportunity.select(Opportunity.state, fn.COUNT(1), fn.SUM(Opportunity.amount_minor))
    query = query.where(link == record, visible(desk, Opportunity)).group_by(Opportunity.state)
    found = {state: (count, amount or 0) for state, count, amount in plain_tuples(query)}
    nothing = (0, 0)
    return Sums(*found.get(OPEN, nothing), *found.get(WON, nothing), found.get(LOST, nothing)[0])


def leads_around(desk: Desk, kind: str, record: int) -> Related:
    """The leads that belong to a company by its name, legal form aside, or to a contact by an e-mail address."""
    if not seen(desk, kind, [record]):
        return Related("lead", ())
    if kind == "company":
        name = fold_company(Company.get_by_id(record).name)
        query = Lead.select(Lead.id, Lead.company_name).where(visible(desk, Lead), Lead.company_name.is_null(False))
        likely = query.where(search.matching("lead", name, Lead.id)) if search.terms(name) else query.where(False)
        found = [known for known, company in plain_tuples(likely) if fold_company(company) == name]
    else:
        addresses = [address.casefold() for address in reach(desk, kind, record).emails]
        further = ContactPoint.select(ContactPoint.lead).where(
            ContactPoint.type == "email", fn.LOWER(ContactPoint.value).in_(addresses)
        )
        same = fn.LOWER(Lead.email).in_(addresses) | Lead.id.in_(further)
        query = Lead.select(Lead.id).where(visible(desk, Lead), same)
        written = [search.matching("lead", address, Lead.id) for address in addresses]
        found = [row[0] for row in plain_tuples(query.where(reduce(or_, written)))] if written else []
    return Related("lead", tuple(sorted(found, reverse=True)))


def companies_below(desk: Desk, company: int) -> Related:
    """The companies that have this one as their parent."""
    query = Company.select(Company.id).where(Company.parent == company, visible(desk, Company))
    return Related("company", tuple(row[0] for row in plain_tuples(query.order_by(Company.name_key, Company.id))))


def reach(desk: Desk, kind: str, record: int) -> Reach:
    """How to reach a person or company, or the contact and the company of an opportunity."""
    if kind != "opportunity":
        sides = [_reach(desk, kind, record)]
    else:
        query = Opportunity.select(Opportunity.contact, Opportunity.company)
        row = next(plain_tuples(query.where(Opportunity.id == record, visible(desk, Opportunity))), (None, None))
        sides = [_reach(desk, side, known) for side, known in zip(("contact", "company"), row, strict=True)]
    found = [way for side in sides for way in side]
    phones, emails = ([way.value for type_, way in found if type_ == wanted] for wanted in ("phone", "email"))
    labels = {way.value: way.label for _type, way in reversed(found) if way.label}
    return Reach(tuple(dict.fromkeys(phones)), tuple(dict.fromkeys(emails)), labels)


def _reach(desk: Desk, kind: str, record: int | None) -> list[tuple[str, Way]]:
    """The numbers and addresses of one record: the primary ones, then the further ones."""
    table: Any = TABLES[kind]
    if "phone" not in table._meta.fields:
        return []
    query = table.select(table.phone, table.phone_label, table.email, table.email_label)
    row = next(plain_tuples(query.where(table.id == record, visible(desk, table))), None)
    if row is None or record is None:
        return []
    phone, phone_label, email, email_label = (part or "" for part in row)
    found = [("phone", Way(phone, phone_label)), ("email", Way(email, email_label))]
    further = ways.of(kind, record)
    found += [("phone", one) for one in further["phones"]] + [("email", one) for one in further["emails"]]
    return [(type_, way) for type_, way in found if way.value]


def is_here(desk: Desk, kind: str, record: int) -> bool:
    """Whether there is such a record and it is not in the trash."""
    return bool(seen(desk, kind, [record]))
