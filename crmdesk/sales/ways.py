"""Further ways to reach somebody beside the primary one: e-mail addresses, numbers, sites, addresses, with labels."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crmdesk.models import journal
from crmdesk.models.database import SOME_IDS, KeptQuestion, in_ids, plain_tuples
from crmdesk.models.ids import new_ids
from crmdesk.models.people import ContactPoint

TYPE_OF = {"emails": "email", "phones": "phone", "websites": "website", "addresses": "address"}
"""Field to the type of way it holds."""
KINDS = ("lead", "contact", "company")


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach somebody.

    Attributes:
        value: the e-mail address, the number as it is kept, the site, or an address's street.
        label: what it is, as typed; "" for none.
        postcode, city, country: of an address.
    """

    value: str = ""
    label: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""

    def __bool__(self) -> bool:
        return bool(self.value or self.postcode or self.city or self.country)

    def holding(self, value: str) -> Way:
        """The same with another value."""
        return replace(self, value=value)

    @property
    def line(self) -> str:
        """The whole of it in one line, without the label."""
        place = " ".join(part for part in (self.postcode, self.city) if part)
        return ", ".join(part for part in (self.value, place, self.country) if part)


def tidied(given: Iterable[Way]) -> list[Way]:
    """Without spaces around and without empty ones."""
    clean = (Way(*(part.strip() for part in _parts(one))) for one in given)
    return [one for one in clean if one]


def of(kind: str, record: int) -> dict[str, list[Way]]:
    """The record's further ways by field name; every field is there."""
    return of_many(kind, [record]).get(record) or {name: [] for name in TYPE_OF}


def of_many(kind: str, records: Collection[int]) -> dict[int, dict[str, list[Way]]]:
    """The further ways of records that have any: id to field name to ways, in their order."""
    found: dict[int, dict[str, list[Way]]] = {}
    for record, type_, *parts in _WAYS.ask(records, kind, kind):
        kept = found.setdefault(record, {name: [] for name in TYPE_OF})
        kept[_FIELD_OF[type_]].append(Way(*(part or "" for part in parts)))
    return found


def replace_all(kind: str, wanted: Mapping[int, Mapping[str, Sequence[Way]]]) -> None:
    """Make these the further ways of each record, for the fields given.  Must be called inside a step."""
    link = getattr(ContactPoint, kind)
    query = ContactPoint.select(link, ContactPoint.type, ContactPoint.id).where(in_ids(link, wanted))
    kept: dict[tuple[int, str], list[int]] = {}
    for record, type_, point in plain_tuples(query.order_by(ContactPoint.place, ContactPoint.id)):
        kept.setdefault((record, type_), []).append(point)
    edits: dict[int, dict[str, Any]] = {}
    gone: list[int] = []
    new: list[tuple[Any, ...]] = []
    for record, fields in wanted.items():
        for name, given in fields.items():
            points = kept.get((record, TYPE_OF[name]), [])
            rows = [(*_columns(one), place) for place, one in enumerate(given)]
            edits |= {point: dict(zip(_COLUMNS, row, strict=True)) for point, row in zip(points, rows, strict=False)}
            gone += points[len(rows) :]
            new += [(TYPE_OF[name], *row, record) for row in rows[len(points) :]]
    journal.edit_rows(ContactPoint, edits)
    journal.remove(ContactPoint, gone)
    if new:
        rows = [(made, 1, *row) for made, row in zip(new_ids(len(new)), new, strict=True)]
        journal.add_tuples(ContactPoint, ("id", "version", "type", *_COLUMNS, link.column_name), rows)


# One cell of a file


def to_text(one: Way) -> str:
    """A way as a cell holds it: ``ana@home.example (home)``, an address with ``|`` between its parts."""
    parts = [one.value, one.postcode, one.city, one.country]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    value = " | ".join(map(_escaped, parts))
    return f"{value} ({_escaped(one.label)})" if one.label or value.endswith(")") else value


def join(given: Iterable[Way]) -> str:
    """Several ways as one cell, with ``;`` between."""
    return "; ".join(map(to_text, given))


def from_text(cell: str) -> list[Way]:
    """The ways that `join` wrote, or somebody typed like it."""
    return tidied(_from_text(part) for part in _split(cell.replace("\n", ";"), ";"))


def _from_text(text: str) -> Way:
    labelled = _LABELLED.fullmatch(text.strip())
    value, label = (labelled[1], labelled[2]) if labelled else (text, "")
    parts = [_ESCAPED.sub(r"\1", part.strip()) for part in _split(value, "|")]
    street, postcode, city, country = [*parts, "", "", ""][:4]
    return Way(street, _ESCAPED.sub(r"\1", label), postcode, city, country)


def _split(text: str, sign: str) -> list[str]:
    """The parts between the signs that no backslash stands before."""
    parts = [""]
    letters = iter(text)
    for letter in letters:
        if letter == sign:
            parts.append("")
        else:
            parts[-1] += letter + (next(letters, "") if letter == "\\" else "")
    return parts


def _escaped(text: str) -> str:
    return _SIGN.sub(r"\\\g<0>", text)


_SIGN = re.compile(r"[\\;|]")
_ESCAPED = re.compile(r"\\([\\;|])")
_LABELLED = re.compile(r"(.*\S)\s+\(([^()]*)\)", re.DOTALL)

_FIELD_OF = {type_: name for name, type_ in TYPE_OF.items()}
_COLUMNS = ("value", "label", "postcode", "city", "country", "place")


def _parts(one: Way) -> tuple[str, ...]:
    return one.value, one.label, one.postcode, one.city, one.country


def _columns(one: Way) -> tuple[Any, ...]:
    """The values of the table's columns but the place; only the value is always there."""
    return one.value, *(part or None for part in _parts(one)[1:])


def _ways_of(kind: str) -> Any:
    link = getattr(ContactPoint, kind)
    query = ContactPoint.select(
        link,
        ContactPoint.type,
        ContactPoint.value,
        ContactPoint.label,
        ContactPoint.postcode,
        ContactPoint.city,
        ContactPoint.country,
    )
    return query.where(link.in_(SOME_IDS)).order_by(ContactPoint.place, ContactPoint.id)


_WAYS = KeptQuestion(_ways_of)
