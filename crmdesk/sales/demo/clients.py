"""The invented companies, contacts and leads."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import Any

from crmdesk.models.leads import CONVERTED, GOING
from crmdesk.sales.demo.chance import Calendar, Chance, pleasant
from crmdesk.sales.demo.words import Words, slug

PRIVATE = "mail.example"


@dataclass(slots=True)
class Company:
    name: str
    industry: str
    domain: str
    town: list[str]
    contacts: list[int] = field(default_factory=list)
    since: int = 0
    is_customer: bool = False


@dataclass(slots=True)
class Person:
    """A contact or lead; `company` is a contact's company by its place in the list."""

    first_name: str
    last_name: str
    company: int | None
    job_title: str | None
    email: str
    town: list[str]


def companies(words: Words, chance: Chance, count: int) -> list[Company]:
    """Companies with different names; when the plain ones are used up, with the town's name behind."""
    kinds, names, towns = words["company_kinds"], words["company_names"], words["towns"]
    plain = len(kinds) * len(names)
    places = chance.sample(range(plain * ceil(max(count, 1) / plain)), count) if count > plain else []
    places = places or chance.sample(range(plain), count)
    found = []
    for place in places:
        round_, rest = divmod(place, plain)
        kind, industry = kinds[rest % len(kinds)]
        town = towns[round_ % len(towns)] if round_ else chance.one_of(towns)
        name = words["company"].format(kind=kind, name=names[rest // len(kinds)])
        if round_:
            name += f" {town[0]}" + (f" {round_ // len(towns) + 1}" if round_ >= len(towns) else "")
        domain = f"{slug(name)}.example"
        if chance.random() < 0.2:
            name += f" {chance.one_of(words['legal_forms'])}"
        found.append(Company(name, industry, domain, town))
    return found


def contacts(words: Words, chance: Chance, of: list[Company], private: int) -> list[Person]:
    """One to three people in each company, and private persons behind them."""
    found: list[Person] = []
    for place, company in enumerate(of):
        for _number in range(1 if (draw := chance.random()) < 0.5 else 2 if draw < 0.85 else 3):
            company.contacts.append(len(found))
            found.append(_person(words, chance, place, company.domain, company.town))
    for _number in range(private):
        found.append(_person(words, chance, None, PRIVATE))
    return found


def _person(words: Words, chance: Chance, company: int | None, domain: str, town: list[str] | None = None) -> Person:
    first, last = chance.one_of(words["first_names"]), chance.one_of(words["last_names"])
    job = chance.one_of(words["job_titles"]) if domain != PRIVATE and chance.random() < 0.85 else None
    email = f"{slug(first)}.{slug(last)}@{domain}"
    return Person(first, last, company, job, email, town or chance.one_of(words["towns"]))


def phone(words: Words, chance: Chance, town: list[str]) -> str:
    """A number that no telephone has."""
    return str(words["phone"].format(area=town[1], n=chance.between(100, 999), m=chance.between(0, 99)))


def address(words: Words, chance: Chance) -> str:
    return f"{chance.one_of(words['streets'])} {chance.between(2, 480)}"


def company_columns(
    words: Words, chance: Chance, calendar: Calendar, of: list[Company], users: list[int]
) -> dict[str, list[Any]]:
    """The table's columns; customers are those that bought something."""
    found: dict[str, list[Any]] = {name: [] for name in _COMPANY_COLUMNS}
    for company in of:
        size = chance.around(35, 1.0)
        values = (
            company.name,
            "customer" if company.is_customer else chance.one_of(_OTHER_KINDS),
            company.industry,
            calendar.year(calendar.today) - chance.between(2, 45),
            pleasant(size * 480_000 * words["scale"]) * 100 if chance.random() < 0.5 else None,
            max(2, int(size)) if chance.random() < 0.7 else None,
            company.town[3],
            company.town[0],
            address(words, chance),
            f"www.{company.domain}",
            f"info@{company.domain}",
            phone(words, chance, company.town),
            calendar.iso(company.since),
            chance.one_of(users),
        )
        for name, value in zip(_COMPANY_COLUMNS, values, strict=True):
            found[name].append(value)
    return found


_COMPANY_COLUMNS = (
    "name", "company_kind", "industry", "founded", "annual_revenue_minor", "employees", "country", "city", "address",
    "website", "email", "phone", "created_on", "owner",
)  # fmt: skip
_OTHER_KINDS = (None, None, None, None, None, None, None, "supplier", "partner", "competitor")


def contact_columns(
    words: Words, chance: Chance, calendar: Calendar, people: list[Person], ids: list[int], of: list[Company],
    owners: list[int],
) -> dict[str, list[Any]]:  # fmt: skip
    """The table's columns.

    Args:
        ids: of the companies; owners: of each contact.
    """
    found: dict[str, list[Any]] = {name: [] for name in (*_PERSON_COLUMNS, "company", "created_on", "owner")}
    for person, owner in zip(people, owners, strict=True):
        company = None if person.company is None else of[person.company]
        since = company.since if company else calendar.first + chance.between(0, 500)
        _add_person(words, chance, found, person)
        found["company"].append(None if person.company is None else ids[person.company])
        found["created_on"].append(calendar.iso(since))
        found["owner"].append(owner)
    return found


_PERSON_COLUMNS = (
    "name", "first_name", "last_name", "job_title", "email", "phone", "street", "city", "postcode", "country",
)  # fmt: skip


def _add_person(words: Words, chance: Chance, found: dict[str, list[Any]], person: Person) -> None:
    values = (
        f"{person.first_name} {person.last_name}",
        person.first_name,
        person.last_name,
        person.job_title,
        person.email if chance.random() < 0.9 else None,
        phone(words, chance, person.town) if chance.random() < 0.85 else None,
        address(words, chance) if chance.random() < 0.4 else None,
        person.town[0],
        f"{person.town[2]}{chance.between(0, 999):03d}",
        person.town[3],
    )
    for name, value in zip(_PERSON_COLUMNS, values, strict=True):
        found[name].append(value)


def lead_columns(
    words: Words,
    chance: Chance,
    calendar: Calendar,
    count: int,
    users: list[int],
    sources: list[int],
    statuses: list[tuple[int, str]],
    reasons: list[int],
) -> dict[str, list[Any]]:
    """The table's columns: the newest are open, the older ones were worked on and ended somewhere.

    Args:
        statuses: id and kind, as shipped.
        reasons: of giving leads up; none of them needs a note.
    """
    more = ("company_name", "source", "status", "rating", "priority", "notes", "created_on", "owner")
    ends = ("closed_on", "reason", "look_again_on")
    found: dict[str, list[Any]] = {name: [] for name in (*_PERSON_COLUMNS, *more, *ends)}
    for place in sorted(chance.dealt((0.2, 0.24, 0.08, 0.26, 0.14, 0.08), count)):
        status, status_kind = statuses[place]
        age = int(chance.around((6, 20, 30, 150, 170, 90)[place], 0.8))
        created = calendar.work_day(calendar.today - min(age, 540))
        kind, name = chance.one_of(words["company_kinds"])[0], chance.one_of(words["company_names"])
        company = words["company"].format(kind=kind, name=name)
        _add_person(words, chance, found, _person(words, chance, None, f"{slug(company)}.example"))
        values = (
            company,
            chance.one_of(sources),
            status,
            chance.between(0, 1) if place in (0, 4, 5) else chance.between(1, 3),
            max(0, chance.between(-3, 3)),
            chance.one_of(words["lead_notes"]) if chance.random() < 0.4 else None,
            calendar.iso(created),
            chance.one_of(users),
        )
        closed = None if status_kind in GOING else min(calendar.today, created + chance.between(3, 40))
        given_up = closed is not None and status_kind != CONVERTED
        again = calendar.today + chance.between(-6, 90) if given_up and chance.random() < 0.25 else None
        end = (
            closed and calendar.iso(closed),
            chance.one_of(reasons) if given_up else None,
            again and calendar.iso(again),
        )
        for column, value in zip((*more, *ends), (*values, *end), strict=True):
            found[column].append(value)
    return found
