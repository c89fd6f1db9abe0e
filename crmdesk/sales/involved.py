"""Who counts in an opportunity: people on the client's side, partners who help to close it, and competitors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crmdesk.models import journal
from crmdesk.models.database import plain_tuples
from crmdesk.models.errors import FieldProblems, StaleRecordError
from crmdesk.models.negotiation import COMPETITOR, INVOLVED, PARTNER, REFERENCE, ROLES, Involved
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Company, Contact
from crmdesk.sales import links, rules
from crmdesk.sales.access import here, seen, visible
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import LONG, SHORT, built_in
from crmdesk.sales.rights import CHANGE
from crmdesk.texts import Message, msg

SORT_NAMES = {REFERENCE: msg("References"), PARTNER: msg("Partners"), COMPETITOR: msg("Competitors")}
ROLE_NAMES = {
    "decision_maker": msg("Decides"),
    "buyer": msg("Buys"),
    "influencer": msg("Influences"),
    "evaluator": msg("Evaluates"),
    "user": msg("Uses it"),
    "sponsor": msg("Supports us"),
    "other": msg("Something else"),
}
INFLUENCE_NAMES = (msg("Unknown"), msg("Low"), msg("Medium"), msg("High"))
assert tuple(SORT_NAMES) == INVOLVED
assert tuple(ROLE_NAMES) == ROLES
_WORDS = {"strengths": msg("Strengths"), "weaknesses": msg("Weaknesses"), "note": msg("Note")}


@dataclass(frozen=True, slots=True)
class InvolvedRow:
    """Somebody who counts, as a page shows it.

    Attributes:
        contact, company: (id, name) of either; hidden ones are left out.
        phone, email: of the contact.
    """

    id: int
    sort: str
    contact: tuple[int, str] | None
    company: tuple[int, str] | None
    role: str
    influence: int
    is_primary: bool
    strengths: str
    weaknesses: str
    price_minor: int | None
    note: str
    phone: str = ""
    email: str = ""


def of(desk: Desk, opportunity: int) -> list[InvolvedRow]:
    """Who counts in an opportunity: the primary reference first, then by influence; the cheapest competitor first."""
    query = (
        Involved.select(
            Involved.id, Involved.sort, Contact.id, Contact.name, Company.id, Company.name, Involved.role,
            Involved.influence, Involved.is_primary, Involved.strengths, Involved.weaknesses, Involved.price_minor,
            Involved.note, Contact.phone, Contact.email,
        )
        .left_outer_join(Contact, on=(Involved.contact == Contact.id) & visible(desk, Contact))
        .left_outer_join(Company, on=(Involved.company == Company.id) & visible(desk, Company))
        .where(Involved.opportunity.in_(seen(desk, "opportunity", [opportunity])))
        .where(Contact.id.is_null(False) | Company.id.is_null(False))
        .order_by(Involved.is_primary.desc(), Involved.influence.desc(), Involved.price_minor, Involved.id)
    )  # fmt: skip
    return [
        InvolvedRow(
            known, sort, (contact, person) if contact else None, (company, organisation) if company else None,
            role or "", influence, bool(primary), strengths or "", weaknesses or "", price, note or "",
            phone or "", email or "",
        )
        for known, sort, contact, person, company, organisation, role, influence, primary, strengths, weaknesses,
        price, note, phone, email in plain_tuples(query)
    ]  # fmt: skip


def knows_who_decides(desk: Desk, opportunity: int) -> bool:
    """Whether one of the references decides."""
    known = seen(desk, "opportunity", [opportunity])
    return bool(Involved.select().where(Involved.opportunity.in_(known), Involved.role == ROLES[0]).exists())


def add(desk: Desk, opportunity: int, sort: str, values: Mapping[str, Any]) -> Changes:
    """Add somebody who counts.

    Args:
        sort: one of `INVOLVED`.
        values: contact or company (ids), and some of role, influence, is_primary, strengths, weaknesses, price, note.

    Raises:
        FieldProblems: with a sentence beside each field.
        StaleRecordError: the opportunity is gone.
    """
    here(desk, "opportunity", [opportunity], CHANGE)
    clean = _clean(desk, sort, values, new=True)
    with desk.step(msg("“{name}” added to “{title}”", name="", title="")) as writing:
        added = journal.add(Involved, opportunity=opportunity, sort=sort, **clean)
        _keep_one_primary(opportunity, added, clean)
        writing.entry.rename(msg("“{name}” added to “{title}”", name=_name(added), title=_title(opportunity)))
    return writing.changes


def change(desk: Desk, involved: int, values: Mapping[str, Any]) -> Changes:
    """Change what is known of somebody who counts.

    Raises:
        FieldProblems: with a sentence beside each field.
        StaleRecordError: it is gone.
    """
    row = _row(desk, involved)
    clean = _clean(desk, row.sort, values, new=False)
    title = _title(row.opportunity_id)
    with desk.step(msg("“{name}” in “{title}” changed", name=_name(involved), title=title)) as writing:
        journal.edit(Involved, involved, **clean)
        _keep_one_primary(row.opportunity_id, involved, clean)
    return writing.changes


def remove(desk: Desk, involved: int) -> Changes:
    """Take somebody off an opportunity.

    Raises:
        StaleRecordError: it is gone.
    """
    row = _row(desk, involved)
    label = msg("“{name}” taken off “{title}”", name=_name(involved), title=_title(row.opportunity_id))
    with desk.step(label) as writing:
        journal.remove(Involved, [involved])
    return writing.changes


def problems(desk: Desk, sort: str, values: Mapping[str, Any], *, new: bool) -> dict[str, Message]:
    """What is wrong with the values, by field name."""
    found = dict(
        links.problems(desk, "opportunity", {name: values[name] for name in ("contact", "company") if name in values})
    )
    if new and not any(values.get(name) for name in ("contact", "company")):
        found["company" if sort == COMPETITOR else "contact"] = msg("Choose who it is.")
    role = values.get("role") or ""
    if sort == REFERENCE and role and role not in ROLES:
        found["role"] = msg("“{value}” is not one of: {names}.", value=role, names=", ".join(ROLES))
    elif problem := rules.text_problem(msg("Role"), role, SHORT, lines=False):
        found["role"] = problem
    for name, label in _WORDS.items():
        if problem := rules.text_problem(label, values.get(name) or "", LONG, lines=True):
            found[name] = problem
    if problem := rules.value_problem(built_in("opportunity", "amount"), values.get("price")):
        found["price"] = problem
    if values.get("influence") not in (None, 0, 1, 2, 3):
        found["influence"] = msg("{field} is a number from 0 to 3.", field=msg("Influence"))
    return found


def _clean(desk: Desk, sort: str, values: Mapping[str, Any], *, new: bool) -> dict[str, Any]:
    if found := problems(desk, sort, values, new=new):
        raise FieldProblems(found)
    clean = {name: value.strip() or None if isinstance(value, str) else value for name, value in values.items()}
    if "price" in clean:
        clean["price_minor"] = clean.pop("price")
    if sort != REFERENCE:
        clean.pop("is_primary", None)
    return clean


def _keep_one_primary(opportunity: int, involved: int, values: Mapping[str, Any]) -> None:
    if values.get("is_primary"):
        others = Involved.select(Involved.id).where(
            Involved.opportunity == opportunity, Involved.is_primary, Involved.id != involved
        )
        journal.edit_all(Involved, [row[0] for row in plain_tuples(others)], is_primary=False)


def _row(desk: Desk, involved: int) -> Any:
    row: Any = Involved.get_or_none(Involved.id == involved)
    if row is None:
        raise StaleRecordError(msg("This record was deleted meanwhile."))
    here(desk, "opportunity", [row.opportunity_id], CHANGE)
    return row


def _name(involved: int) -> str:
    row: Any = Involved.get_by_id(involved)
    return str((row.contact or row.company).name)


def _title(opportunity: int) -> str:
    return str(Opportunity.get_by_id(opportunity).title)
