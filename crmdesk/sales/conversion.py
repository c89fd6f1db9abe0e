"""Turning leads into contacts, companies and opportunities, and back.

The mapping is that of Salesforce (field-guide 3.7): a record made takes over what the lead knows; one that was there
before gets only what it did not have, and its consent is never touched.  The lead stays, closed and read-only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final, Literal

from crmdesk.models import journal
from crmdesk.models.activities import Activity
from crmdesk.models.base import Record
from crmdesk.models.campaigns import CampaignMember
from crmdesk.models.conversions import Conversion
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.documents import Document
from crmdesk.models.errors import DomainError, FieldProblems, StaleRecordError
from crmdesk.models.fold import fold
from crmdesk.models.leads import CONVERTED
from crmdesk.models.messages import Mention, Message
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Affiliation, Company, Contact, Lead
from crmdesk.models.pipeline import OPEN, Stage
from crmdesk.sales import (
    campaigns,
    choices,
    consent,
    custom_values,
    lead_statuses,
    links,
    matching,
    opportunities,
    records,
    tags,
    undoing,
    ways,
)
from crmdesk.sales.access import here, reached, seen, visible
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import TABLES
from crmdesk.sales.leads import outcome
from crmdesk.sales.matching import NAME, Matches
from crmdesk.sales.rights import CHANGE
from crmdesk.sales.ways import Way
from crmdesk.texts import msg, msgn

NEW: Final = "new"
Target = int | Literal["new"] | None
"""What one side becomes: an existing record, a new one, or none."""


@dataclass(frozen=True, slots=True)
class Becoming:
    """What a lead becomes.

    Attributes:
        contact, company, opportunity: each made, an existing one, or none.
        title, amount_minor, stage, expected_on: of a new opportunity; the title is the client's name where it is empty,
            the stage the first one, the day the last of this quarter where nothing is said.
    """

    contact: Target = None
    company: Target = None
    opportunity: Target = None
    title: str = ""
    amount_minor: int | None = None
    stage: int | None = None
    expected_on: date | None = None


@dataclass(frozen=True, slots=True)
class OpenOpportunity:
    """An open opportunity of a likely client, which the lead may join."""

    id: int
    key: str
    title: str
    stage: str
    amount_minor: int | None
    company: int | None
    contact: int | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a lead is likely to become, and what else it may.

    Attributes:
        person, company: the names of what would be made; empty where the lead has none.
        opportunities: the open ones of the likely contacts and companies, the newest first.
        becoming: what is proposed; a new opportunity among it.
    """

    person: str
    company: str
    matches: Matches
    opportunities: tuple[OpenOpportunity, ...]
    becoming: Becoming


@dataclass(frozen=True, slots=True)
class Outlook:
    """What converting many leads would make, and how many of them are linked to what is there."""

    contacts_made: int
    contacts_linked: int
    companies_made: int
    companies_linked: int


@dataclass(frozen=True, slots=True)
class Became:
    """What a lead became: (id, name) of each, None where it did not or where it is not to be seen any more."""

    on: date
    contact: tuple[int, str] | None
    company: tuple[int, str] | None
    opportunity: tuple[int, str] | None


def propose(desk: Desk, lead: int) -> Proposal:
    """What a lead is likely to become.

    Raises:
        StaleRecordError: it is gone, or converted already.
    """
    row = _leads(desk, [lead])[0]
    found = matching.matches(desk, [row])[lead]
    person = row.name if matching.is_person(row) else ""
    company = row.company_name or ""
    becoming = replace(
        _likely(row, found), opportunity=NEW, title=company or person, expected_on=quarter_end(desk.today)
    )
    return Proposal(person, company, found, _open_opportunities(desk, found), becoming)


def outlook(desk: Desk, leads: Sequence[int]) -> Outlook:
    """What `convert_all` would do; leads that share a company or contact count it once as made.

    Raises:
        StaleRecordError: one is gone, or was converted already.
    """
    rows = _leads(desk, leads)
    found, made = matching.matches(desk, rows), _Made(rows)
    counts = {(side, how): 0 for side in ("contact", "company") for how in ("made", "linked")}
    for stand_in, row in enumerate(rows, 1):
        becoming = made.share(row, _likely(row, found[row.id]))
        sides = {"contact": becoming.contact, "company": becoming.company}
        for side, target in sides.items():
            if target is not None:
                counts[side, "made" if target == NEW else "linked"] += 1
        made.keep(row, {side: -stand_in if target == NEW else target for side, target in sides.items()})
    return Outlook(
        counts["contact", "made"], counts["contact", "linked"], counts["company", "made"], counts["company", "linked"]
    )


def became(desk: Desk, lead: int) -> Became | None:
    """What a lead became; None while it is not converted."""
    if not seen(desk, "lead", [lead]):
        return None
    row = Conversion.get_or_none(Conversion.lead == lead)
    if row is None:
        return None
    sides = {name: getattr(row, f"{name}_id") for name in ("contact", "company", "opportunity")}
    return Became(row.converted_on, **{name: _named(desk, name, known) for name, known in sides.items()})


def leads_of(desk: Desk, kind: str, record: int) -> list[tuple[int, str]]:
    """(id, name) of the leads that became a contact, company or opportunity, the newest first."""
    query = Conversion.select(Lead.id, Lead.name).join(Lead, on=(Conversion.lead == Lead.id))
    query = query.where(in_ids(getattr(Conversion, kind), seen(desk, kind, [record])), visible(desk, Lead))
    return list(plain_tuples(query.order_by(Conversion.id.desc())))


def convert(desk: Desk, lead: int, becoming: Becoming) -> Changes:
    """Convert one lead.

    Raises:
        FieldProblems: it becomes nobody, or what it is linked to is gone.
        StaleRecordError: the lead is gone, or was converted already.
    """
    with desk.step(msg("“{name}” converted", name="")) as writing:
        row = _leads(desk, [lead])[0]
        _refuse_nobody(becoming)
        links.refuse(desk, "opportunity", _linked(becoming))
        if isinstance(becoming.opportunity, int):
            here(desk, "opportunity", [becoming.opportunity])
        writing.entry.rename(msg("“{name}” converted", name=row.name))
        _convert(desk, row, becoming)
    return writing.changes


def convert_all(desk: Desk, leads: Sequence[int], *, with_opportunities: bool = True) -> Changes:
    """Convert leads as it is proposed for each, one after another, so that those of one company share it.

    Args:
        with_opportunities: each becomes a new opportunity too.

    Raises:
        StaleRecordError: one is gone, or was converted already.
    """
    label = msgn("{n} lead converted", "{n} leads converted", len(leads))
    with desk.step(label) as writing:
        rows = _leads(desk, leads)
        found = matching.matches(desk, rows)
        made = _Made(rows)
        for row in rows:
            becoming = made.share(row, _likely(row, found[row.id]))
            if with_opportunities:
                becoming = replace(becoming, opportunity=NEW, expected_on=quarter_end(desk.today))
            made.keep(row, _convert(desk, row, becoming))
    return writing.changes


def take_back(desk: Desk, lead: int) -> Changes:
    """Take the conversion of one lead back, weeks later too; what other leads of the same step share with it stays.

    Raises:
        StaleRecordError: it is not converted.
        ConflictError: something it made was changed since, or is needed by something else; nothing was written.
    """
    here(desk, "lead", [lead], CHANGE)
    conversion = Conversion.get_or_none(Conversion.lead == lead)
    if conversion is None:
        raise StaleRecordError(msg("This lead is not converted."))
    step = journal.step_that_added(Conversion, conversion.id)
    if step is None:
        raise DomainError(
            msg("The book's history does not go back to this conversion, so it cannot be taken back by itself.")
        )
    name = Lead.get_by_id(lead).name
    label = msg("Conversion of “{name}” taken back", name=name)
    return undoing.undo_part(desk, step, _rows_of(conversion, step), label)


def quarter_end(day: date) -> date:
    """The last day of the day's quarter of the year."""
    month = (day.month + 2) // 3 * 3
    return date(day.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _named(desk: Desk, kind: str, record: int | None) -> tuple[int, str] | None:
    name = None if record is None else choices.link_name(desk, kind, record)
    return (record, name) if record is not None and name is not None else None


# Proposing


def _leads(desk: Desk, leads: Sequence[int]) -> list[Lead]:
    """The leads, in this order.

    Raises:
        StaleRecordError: one is gone, or was converted already.
    """
    here(desk, "lead", leads)
    converted = Conversion.select().where(in_ids(Conversion.lead, leads)).first()
    if converted is not None:
        raise StaleRecordError(msg("“{name}” was converted already.", name=converted.lead.name))
    found = {row.id: row for row in Lead.select().where(in_ids(Lead.id, leads))}
    return [found[known] for known in dict.fromkeys(leads)]


def _likely(lead: Lead, found: Matches) -> Becoming:
    """The sure matches, or new ones."""
    person = matching.is_person(lead)
    contact = next((match for match in found.contacts if match.is_sure), None)
    company = next((match for match in found.companies if NAME in match.why), None)
    at: Target = company.id if company else NEW if lead.company_name else None
    if at is None and contact is not None:
        at = contact.company
    return Becoming(contact.id if contact else NEW if person else None, at)


def _open_opportunities(desk: Desk, found: Matches) -> tuple[OpenOpportunity, ...]:
    people, companies = ([match.id for match in side] for side in (found.contacts, found.companies))
    companies += [match.company for match in found.contacts if match.company is not None]
    query = (
        Opportunity.select(
            Opportunity.id, Opportunity.key, Opportunity.title, Opportunity.stage, Opportunity.amount_minor,
            Opportunity.company, Opportunity.contact,
        )
        .where(
            in_ids(Opportunity.contact, people) | in_ids(Opportunity.company, companies),
            Opportunity.state == OPEN, visible(desk, Opportunity),
        )
        .order_by(Opportunity.id.desc())
    )  # fmt: skip
    stages = dict(plain_tuples(Stage.select(Stage.id, Stage.name)))
    return tuple(
        OpenOpportunity(known, key, title, stages.get(stage, ""), *rest)
        for known, key, title, stage, *rest in plain_tuples(query)
    )


class _Made:
    """What the leads of one step became, for those that come after."""

    def __init__(self, leads: Sequence[Lead]) -> None:
        self._looked = matching.looked_at(leads)
        self._companies: dict[str, int] = {}
        self._contacts: dict[tuple[str, str], int] = {}

    def share(self, lead: Lead, becoming: Becoming) -> Becoming:
        """Link to what an earlier lead became, instead of making it twice."""
        company, contact = becoming.company, becoming.contact
        if company == NEW:
            company = self._companies.get(self._looked[lead.id].company, NEW)
        if contact == NEW:
            contact = next((self._contacts[key] for key in self._keys(lead) if key in self._contacts), NEW)
        return replace(becoming, company=company, contact=contact)

    def keep(self, lead: Lead, conversion: Mapping[str, int | None]) -> None:
        name = self._looked[lead.id].company
        if (company := conversion["company"]) is not None and name:
            self._companies.setdefault(name, company)
        if (contact := conversion["contact"]) is not None:
            for key in self._keys(lead):
                self._contacts.setdefault(key, contact)

    def _keys(self, lead: Lead) -> list[tuple[str, str]]:
        """What tells one person: an e-mail address, or the name at the company."""
        looked = self._looked[lead.id]
        return [*((matching.EMAIL, email) for email in looked.emails), (looked.person, looked.company)]


# Converting


def _refuse_nobody(becoming: Becoming) -> None:
    if becoming.contact is None and becoming.company is None:
        raise FieldProblems({"contact": msg("Choose a contact or a company that the lead becomes.")})


def _linked(becoming: Becoming) -> dict[str, Any]:
    """The links to what is there already."""
    sides = {"contact": becoming.contact, "company": becoming.company}
    return {name: value for name, value in sides.items() if isinstance(value, int)}


def _convert(desk: Desk, lead: Lead, becoming: Becoming) -> dict[str, int | None]:
    """Make or fill what the lead becomes, let what hangs on it follow, and close it."""
    known = _lead_values(desk, lead)
    own = custom_values.of(desk, "lead", lead.id)
    companies = _company_values(known, alone=becoming.contact is None) | _same_own(desk, "company", own)
    company = _side(desk, "company", becoming.company, companies)
    persons = {**_contact_values(known), "company": company} | _same_own(desk, "contact", own)
    contact = _side(desk, "contact", becoming.contact, persons)
    if contact is not None and company is not None:
        _let_work_there(desk, contact, company, known["job_title"])
    known |= {"own": _same_own(desk, "opportunity", own)}
    opportunity = _opportunity(desk, becoming, known, contact, company)
    made = {"contact": contact, "company": company, "opportunity": opportunity}
    journal.add(Conversion, lead=lead.id, converted_on=desk.today, **made)
    for table in _FOLLOWING:
        _bring(table, lead.id, made)
    _bring_memberships(lead.id, contact, company)
    _close(desk, lead.id)
    return made


def _lead_values(desk: Desk, lead: Lead) -> dict[str, Any]:
    values = {name: getattr(lead, name) for name in (*_TAKEN_OVER, *_LABELS, *_CONSENTS)}
    values |= _ways_of(lead)
    values |= {"owner": lead.owner_id, "source": lead.source_id, "tags": tags.of("lead", lead.id)}  # type: ignore[attr-defined]
    values["campaign"] = campaigns.latest_of(desk, lead.id)
    return values | {"person": lead.name if matching.is_person(lead) else None, "company": lead.company_name}


def _ways_of(lead: Lead) -> dict[str, list[Way]]:
    """All ways to reach the lead, the primary ones first."""
    found = ways.of("lead", lead.id)
    for name, type_ in ways.TYPE_OF.items():
        if type_ in _PRIMARY and getattr(lead, type_):
            found[name].insert(0, Way(getattr(lead, type_), getattr(lead, f"{type_}_label") or ""))
    return found


_PRIMARY = ("email", "phone", "website")
_ADDRESS = ("street", "address", "postcode", "city", "country")
_TAKEN_OVER = (
    "first_name", "last_name", "job_title", "email", "phone", "website", "birthday", "street", "city", "postcode",
    "country", "notes",
)  # fmt: skip
_LABELS = ("email_label", "phone_label", "website_label", "address_label")
_CONSENTS = tuple(f"consent_{channel}{part}" for channel in consent.CHANNELS for part in ("", "_on", "_note"))


def _company_values(known: Mapping[str, Any], *, alone: bool) -> dict[str, Any]:
    """Name, address, site and owner; a person's e-mail is theirs, the phone belongs to both.

    Args:
        alone: nobody becomes a contact beside it, so that everything known is the company's.
    """
    whole = ("email", "tags", *_LABELS, *_CONSENTS, *ways.TYPE_OF) if alone else ()
    return {
        **{name: known[name] for name in ("phone", "website", "postcode", "city", "country", "owner", *whole)},
        "name": known["company"] or known["person"],
        "address": known["street"],
        "description": known["notes"] if alone else None,
    }


def _contact_values(known: Mapping[str, Any]) -> dict[str, Any]:
    own = [name for name in _TAKEN_OVER if name != "notes"]
    return {
        **{name: known[name] for name in (*own, *_LABELS, *_CONSENTS, *ways.TYPE_OF, "owner", "source", "tags")},
        "name": known["person"],
        "description": known["notes"],
    }


def _same_own(desk: Desk, kind: str, own: Mapping[str, Any]) -> dict[str, Any]:
    """A lead's values in fields of the office's own, for the fields of the same name and type of what it becomes."""
    theirs = {fold(one.name): one for one in desk.settings.definitions(kind)}
    found: dict[str, Any] = {}
    for one in desk.settings.definitions("lead"):
        other, value = theirs.get(fold(one.name)), own.get(one.field.name)
        if other is None or (other.type, other.links_to) != (one.type, one.links_to) or value in (None, []):
            continue
        if one.links_to is not None and not seen(desk, one.links_to, [value]):
            continue  # in the trash, or not to be seen
        offered = set(other.choices.values())
        if one.type == "choices":
            found[other.field.name] = [name for name in value if name in offered]
        elif one.type != "choice" or value in offered:
            found[other.field.name] = value
    return found


def _side(desk: Desk, kind: str, target: Target, values: Mapping[str, Any]) -> int | None:
    """The record a side becomes: made with the values, or with what it lacks filled in."""
    if target is None:
        return None
    known = {name: value for name, value in values.items() if value not in (None, [])}
    if target == NEW:
        return records.add_row(desk, kind, known | _further(known, {}, known))
    _fill(desk, kind, target, known)
    return target


def _fill(desk: Desk, kind: str, record: int, values: Mapping[str, Any]) -> None:
    """Give a record what it does not have; what it has stays, its tags among it, and its consent is its own.

    One that is not the user's to change is linked as it is.
    """
    table: Any = TABLES[kind]
    row = table.get_or_none(table.id == record, reached(desk, table, CHANGE))
    if row is None:
        return
    kept = {"tags", *_LABELS, *_CONSENTS, *ways.TYPE_OF}  # a label says what the address beside it is
    plain = records.columns(desk, kind, {name: value for name, value in values.items() if name not in kept})
    has = {name: value for name, value in row.__data__.items() if value is not None}
    lacking = {name: value for name, value in plain.items() if name not in has}
    if any(fold(has[name]) != fold(plain[name]) for name in _ADDRESS if name in has and name in plain):
        lacking = {name: value for name, value in lacking.items() if name not in _ADDRESS}  # it is another place
    if lacking:
        journal.edit(table, record, **lacking)
    if "tags" in values:
        tags.replace(kind, record, [*tags.of(kind, record), *values["tags"]])
    if own := custom_values.among(values):
        given = custom_values.of(desk, kind, record)
        lacks = {name: value for name, value in own.items() if given[name] in (None, [])}
        custom_values.replace_all(desk, kind, {record: lacks})
    if kind in ways.KINDS:
        there = ways.of(kind, record)
        if (further := _further({**values, **has}, there, values)) != there:
            ways.replace_all(kind, {record: further})


def _further(
    primary: Mapping[str, Any], there: Mapping[str, Sequence[Way]], more: Mapping[str, Any]
) -> dict[str, list[Way]]:
    """The ways to reach somebody beside the primary one: those that are there, then more of them, each once."""
    found: dict[str, list[Way]] = {}
    for name, type_ in ways.TYPE_OF.items():
        first = Way(primary.get(type_) or "") if type_ in _PRIMARY else Way()
        known = {fold(one.line): one for one in (first, *there.get(name, ()))}
        for one in more.get(name, ()):
            known.setdefault(fold(one.line), one)
        found[name] = list(known.values())[1:]
    return found


def _let_work_there(desk: Desk, contact: int, company: int, role: str | None) -> None:
    """A person who works somewhere else already works at the lead's company too."""
    mine = Contact.select(Contact.company).where(Contact.id == contact, reached(desk, Contact, CHANGE))
    own = next(plain_tuples(mine), None)
    known = Affiliation.select().where(Affiliation.contact == contact, Affiliation.company == company)
    if own is not None and own[0] != company and not known.exists():
        journal.add(Affiliation, contact=contact, company=company, role=role)


def _opportunity(
    desk: Desk, becoming: Becoming, known: Mapping[str, Any], contact: int | None, company: int | None
) -> int | None:
    if becoming.opportunity is None:
        return None
    followed = {
        "contact": contact,
        "company": company,
        **{name: known[name] for name in ("source", "campaign", "owner")},
        **known["own"],
    }
    followed = {name: value for name, value in followed.items() if value is not None}
    if becoming.opportunity != NEW:
        _fill(desk, "opportunity", becoming.opportunity, followed)
        return becoming.opportunity
    told = {"amount": becoming.amount_minor, "stage": becoming.stage, "tags": known["tags"]}
    title = becoming.title or known["company"] or known["person"]
    return opportunities.add_row(
        desk, {**followed, **told, "title": title, "expected_on": becoming.expected_on or quarter_end(desk.today)}
    )


_FOLLOWING = (Activity, Document, Message, Mention)


def _bring(table: Any, lead: int, made: Mapping[str, int | None]) -> None:
    """Let the lead's activities, documents or messages be those of what it became too."""
    query = table.select(table.id, *(getattr(table, name) for name in made)).where(table.lead == lead)
    edits = {}
    for known, *linked in plain_tuples(query):
        follows = {
            name: to for (name, to), already in zip(made.items(), linked, strict=True) if to is not None and not already
        }
        if follows:
            edits[known] = follows
    if edits:
        journal.edit_rows(table, edits)


def _bring_memberships(lead: int, contact: int | None, company: int | None) -> None:
    """Let the lead's places in campaigns be those of the contact, or else the company, that is in none of them yet."""
    kind, record = ("contact", contact) if contact is not None else ("company", company)
    own = CampaignMember.select(CampaignMember.id, CampaignMember.campaign).where(CampaignMember.lead == lead)
    link = getattr(CampaignMember, kind)
    there = {row[0] for row in plain_tuples(CampaignMember.select(CampaignMember.campaign).where(link == record))}
    edits = {member: {kind: record} for member, campaign in plain_tuples(own) if campaign not in there}
    journal.edit_rows(CampaignMember, edits)


def _close(desk: Desk, lead: int) -> None:
    status = lead_statuses.of_kind(CONVERTED)
    journal.edit(Lead, lead, **outcome(status, CONVERTED, desk.today))


# Taking back


def _rows_of(conversion: Conversion, step: int) -> dict[type[Record], set[int]]:
    """The rows that the step wrote for this lead alone."""
    own: dict[type[Record], set[int]] = {Lead: {conversion.lead_id}, Conversion: {conversion.id}}  # type: ignore[attr-defined]
    for table, name in ((Contact, "contact"), (Company, "company"), (Opportunity, "opportunity")):
        record = getattr(conversion, f"{name}_id")
        own[table] = set() if record is None or _is_shared(conversion, name, record, step) else {record}
    return own | journal.rows_hanging_on(step, own)


def _is_shared(conversion: Conversion, name: str, record: int, step: int) -> bool:
    """Whether another lead of the same step became the same record."""
    others = Conversion.select(Conversion.id).where(getattr(Conversion, name) == record)
    others = others.where(Conversion.id != conversion.id)
    return any(journal.step_that_added(Conversion, other) == step for (other,) in plain_tuples(others))
