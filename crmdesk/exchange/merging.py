"""Templates merged with the fields of campaign members, offline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmdesk import texts
from crmdesk.exchange.templating import line_of, sandbox
from crmdesk.models.errors import DomainError
from crmdesk.sales import access, audit, campaigns, choices, lists, phones
from crmdesk.sales.campaigns import MemberRow
from crmdesk.sales.desk import Desk
from crmdesk.sales.lists import ListRow
from crmdesk.sales.rights import EXPORT
from crmdesk.sales.templates import CHANNEL_OF, EMAIL, TemplateRow
from crmdesk.texts import Message, msg, msgn

FIELDS = (
    "name", "first_name", "last_name", "job_title", "company", "street", "postcode", "city", "country", "email",
    "phone", "owner", "office", "campaign", "today",
)  # fmt: skip
"""What a template can name: of the member, of the office, of the campaign, and the day."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """A member with the values of `FIELDS`."""

    member: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Addressees:
    """Those a text is merged for, by name, and how many are left out.

    Attributes:
        refused: members who do not want it.
        unreachable: members without an address, or an e-mail address.
    """

    of: tuple[Addressee, ...]
    refused: int
    unreachable: int


@dataclass(frozen=True, slots=True)
class Merged:
    """One finished text."""

    member: int
    name: str
    to: str
    subject: str
    body: str


def addressees(desk: Desk, campaign: int, members: Sequence[int], sort: str) -> Addressees:
    """The members of a campaign who can be written to, in this order.

    Args:
        sort: letter, label or email.

    Raises:
        NotAllowedError: the user may not export such members.
    """
    rows = campaigns.member_rows(desk, members)
    for kind in {row.kind for row in rows}:
        access.refuse_others(desk, kind, [row.record for row in rows if row.kind == kind], EXPORT)
    unwilling = campaigns.unwilling(desk, rows, CHANNEL_OF[sort])
    willing = [row for row in rows if row.id not in unwilling]
    needed = ("email",) if sort == EMAIL else ("street", "city")
    found = _with_fields(desk, campaign, willing)
    reached = tuple(one for one in found if any(one.values[name] for name in needed))
    return Addressees(reached, len(rows) - len(willing), len(found) - len(reached))


def note_saved(desk: Desk, campaign: str, count: int) -> None:
    """Put into the audit list that texts to so many members of a campaign left the book."""
    audit.note(desk, audit.EXPORTED, msgn("{n} text for “{name}”", "{n} texts for “{name}”", count, name=campaign))


def _with_fields(desk: Desk, campaign: int, rows: Sequence[MemberRow]) -> list[Addressee]:
    """The members' fields, those they share among them."""
    shared = {
        "office": desk.settings.name,
        "campaign": choices.link_name(desk, "campaign", campaign) or "",
        "today": _today(desk),
    }
    records = {kind: _records(desk, kind, [row.record for row in rows if row.kind == kind]) for kind in _ASKED}
    employers = _records(
        desk, "company", [one["company_id"] for one in records["contact"].values() if one["company_id"]]
    )
    found = []
    for row in rows:
        record = records[row.kind].get(row.record)
        if record is not None:
            own = _own(row.kind, record, employers.get(record["company_id"]))
            own["phone"] = phones.shown(own["phone"], desk.settings.country)
            found.append(Addressee(row.id, {name: own.get(name) or shared.get(name) or "" for name in FIELDS}))
    return found


_PERSON = (
    "name", "first_name", "last_name", "job_title", "company", "street", "postcode", "city", "country", "email",
    "phone", "owner",
)  # fmt: skip
_ASKED = {
    "lead": _PERSON,
    "contact": _PERSON,
    "company": ("name", "address", "postcode", "city", "country", "email", "phone", "owner"),
}


def _records(desk: Desk, kind: str, ids: Sequence[int]) -> dict[int, ListRow]:
    return {row.id: row for row in lists.rows(desk, kind, ids, _ASKED[kind])}


def _own(kind: str, record: ListRow, employer: ListRow | None) -> dict[str, Any]:
    """A record's own fields.  A person without an address has that of the company, and names made of one part two."""
    values = dict(record.values)
    if kind == "company":
        return {**values, "company": record["name"], "street": record["address"]}
    if employer is not None and not record["street"]:
        place = {name: employer[name] for name in ("postcode", "city", "country")}
        values |= {"street": employer["address"], **place} if employer["address"] else {}
    if not (record["first_name"] or record["last_name"]) and record["name"] != record["company"]:
        values["first_name"], _space, values["last_name"] = record["name"].partition(" ")
    return values


def _today(desk: Desk) -> str:
    from babel.dates import format_date

    return str(format_date(desk.today, "long", locale=texts.language()))


# Merging


class Merger:
    """A template that was read, and can be merged with one addressee after the other.

    Raises:
        DomainError: a line of it cannot be read, or it names a field that does not exist; says which.
    """

    def __init__(self, template: TemplateRow) -> None:
        self._template = template
        self._subject, self._body = (_compiled(text) for text in (template.subject, template.body))

    def merge(self, addressee: Addressee) -> Merged:
        """The text for one.

        Raises:
            DomainError: a line cannot be merged with these fields; says which, and for whom.
        """
        values = addressee.values
        subject = " ".join(_rendered(self._subject, values).split())
        body = _tidy(_rendered(self._body, values))
        return Merged(addressee.member, values["name"], values["email"], subject, body)


def email_text(merged: Iterable[Merged]) -> str:
    """All e-mails as one text, each under its address and subject."""
    parts = [f"To: {one.to}\nSubject: {one.subject}\n\n{one.body}\n" for one in merged]
    return f"\n{'-' * 72}\n\n".join(parts)


def _compiled(text: str) -> Any:
    from jinja2 import TemplateSyntaxError, meta

    environment = sandbox()
    try:
        unknown = meta.find_undeclared_variables(environment.parse(text)) - set(FIELDS) - set(environment.globals)
        if unknown:
            raise DomainError(
                msg(
                    "The template names “{field}”, which is no field. Its fields are: {names}.",
                    field=min(unknown), names=", ".join(FIELDS),
                ),
                "body",
            )  # fmt: skip
        return environment.from_string(text)
    except TemplateSyntaxError as problem:
        raise DomainError(_unreadable(problem.lineno), "body") from problem
    except RecursionError as problem:
        raise DomainError(_unreadable(1), "body") from problem


def _unreadable(line: int) -> Message:
    return msg(
        "Line {line} of the template cannot be read. Write fields as {field} and conditions as {condition}.",
        line=line,
        field="{{ name }}",
        condition="{% if company %} … {% endif %}",
    )


def _rendered(compiled: Any, values: Mapping[str, str]) -> str:
    try:
        return str(compiled.render(values))
    except Exception as problem:  # whatever somebody's template can do wrong
        raise DomainError(
            msg(
                "Line {line} of the template cannot be merged for “{name}”.", line=line_of(problem), name=values["name"]
            ),
            "body",
        ) from problem


def _tidy(text: str) -> str:
    """No spaces around lines: an empty field before another would leave one."""
    return "\n".join(line.strip() for line in text.strip("\n").split("\n"))
