"""Segments: leads, contacts or companies by a rule, by hand, or both; what is kept out by hand stays out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any

from peewee import Expression

from crmdesk.models import journal
from crmdesk.models.campaigns import Segment, SegmentMember
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.errors import DomainError
from crmdesk.models.fold import fold
from crmdesk.models.ids import new_ids
from crmdesk.sales import conditions, links, records, search
from crmdesk.sales.access import here, visible
from crmdesk.sales.changes import Changes
from crmdesk.sales.conditions import Condition
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import KIND_NAMES, TABLES, field_of, fields_of
from crmdesk.texts import Message, msg, msgn

FIELD = "segment"
"""The name by which a list is narrowed to a segment, as it is by a field."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a list was narrowed to when it was kept as a segment: words to find, and conditions that must all be true.

    An empty one is true for everybody.
    """

    text: str = ""
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentFacts:
    """A segment as its page shows it.

    Attributes:
        of: the kind of its members.
        rule: None when its members are chosen by hand alone.
        included, excluded: the ids of those put into it and kept out of it by hand, the latest first.
        problems: why the rule cannot be followed any more; it then finds nobody.
    """

    id: int
    name: str
    of: str
    rule: Rule | None
    included: tuple[int, ...]
    excluded: tuple[int, ...]
    problems: tuple[Message, ...]


# Changing


def add(
    desk: Desk, of: str, name: str, rule: Rule | None = None, included: Sequence[int] = (), description: str = ""
) -> Changes:
    """Keep a segment.

    Args:
        of: lead, contact or company.

    Raises:
        FieldProblems: the name is empty or too long.
        DomainError: the rule uses another segment, or what the field does not allow.
        StaleRecordError: one of those to be included is gone.
    """
    with desk.step(msg("Segment “{name}” kept", name=name.strip())) as writing:
        values = {"name": name, "of": of, "description": description}
        segment = records.add(desk, "segment", values).new("segment")
        if rule is not None:
            keep_rule(desk, segment, rule)
        if included:
            include(desk, segment, included)
    return writing.changes


def keep_rule(desk: Desk, segment: int, rule: Rule | None) -> Changes:
    """Give a segment another rule; None leaves those chosen by hand alone.

    Raises:
        DomainError: the rule uses another segment, a field there is not, or what the field does not allow.
        StaleRecordError: the segment is gone.
    """
    of, name = _segment(desk, segment)
    if rule is not None:
        if any(condition.field == FIELD for condition in rule.conditions):
            raise DomainError(msg("A segment's rule cannot use another segment. Take that filter off first."))
        _refuse_unknown(desk, of, rule)
        _condition_of(desk, of, rule)
    with desk.step(msg("Rule of “{name}” changed", name=name)) as writing:
        journal.edit(Segment, segment, rule=None if rule is None else _to_json(rule))
    return writing.changes


def _refuse_unknown(desk: Desk, of: str, rule: Rule) -> None:
    known = [field.name for field in fields_of(desk, of)]
    for condition in rule.conditions:
        if condition.field not in known:
            raise DomainError(
                msg("There is no field “{name}”. There are: {known}.", name=condition.field, known=", ".join(known))
            )


def include(desk: Desk, segment: int, ids: Sequence[int]) -> Changes:
    """Put records into a segment by hand.

    Raises:
        StaleRecordError: the segment or one of them is gone.
    """
    return _put(desk, segment, ids, excluded=False)


def exclude(desk: Desk, segment: int, ids: Sequence[int]) -> Changes:
    """Keep records out of a segment, whatever its rule says.

    Raises:
        StaleRecordError: the segment or one of them is gone.
    """
    return _put(desk, segment, ids, excluded=True)


def let_go(desk: Desk, segment: int, ids: Sequence[int]) -> Changes:
    """Leave records to the segment's rule again."""
    of, name = _segment(desk, segment)
    link = getattr(SegmentMember, of)
    with desk.step(_label(of, len(ids), name)) as writing:
        known = SegmentMember.select(SegmentMember.id).where(SegmentMember.segment == segment, in_ids(link, ids))
        journal.remove(SegmentMember, [row[0] for row in plain_tuples(known)])
    return writing.changes


def _put(desk: Desk, segment: int, ids: Sequence[int], *, excluded: bool) -> Changes:
    of, name = _segment(desk, segment)
    here(desk, of, ids)
    link = getattr(SegmentMember, of)
    with desk.step(_label(of, len(ids), name)) as writing:
        query = SegmentMember.select(link, SegmentMember.id)
        known = dict(plain_tuples(query.where(SegmentMember.segment == segment, in_ids(link, ids))))
        journal.edit_all(SegmentMember, known.values(), excluded=excluded)
        new = [record for record in dict.fromkeys(ids) if record not in known]
        rows = [(made, 1, segment, record, int(excluded)) for made, record in zip(new_ids(len(new)), new, strict=True)]
        journal.add_tuples(SegmentMember, ("id", "version", "segment_id", f"{of}_id", "excluded"), rows)
    return writing.changes


def _label(of: str, count: int, name: str) -> Message:
    return msgn("{n} record of segment “{name}” changed", "{n} records of segment “{name}” changed", count, name=name)


def _segment(desk: Desk, segment: int) -> tuple[str, str]:
    """The kind of its members, and its name."""
    here(desk, "segment", [segment])
    row = Segment.get_by_id(segment)
    return row.of, row.name


# Asking


def read(desk: Desk, segment: int) -> SegmentFacts | None:
    """A segment; None when it is gone."""
    row = Segment.get_or_none(Segment.id == segment, visible(desk, Segment))
    if row is None:
        return None
    rule = _from_json(desk, row.of, row.rule)
    by_hand = {excluded: _by_hand(desk, row, excluded=excluded) for excluded in (False, True)}
    return SegmentFacts(
        row.id, row.name, row.of, rule, by_hand[False], by_hand[True], tuple(_problems(desk, row.of, rule))
    )


def choices(desk: Desk, of: str | None = None) -> list[tuple[int, str]]:
    """(id, name) of the segments of a kind, or of all, by name."""
    query = Segment.select(Segment.id, Segment.name).where(visible(desk, Segment))
    if of is not None:
        query = query.where(Segment.of == of)
    return list(plain_tuples(query.order_by(Segment.name_key, Segment.id)))


def ids(desk: Desk, segment: int) -> tuple[str, list[int]]:
    """The kind of a segment's members, and the ids of all who are in it now."""
    of, _name = _segment(desk, segment)
    table: Any = TABLES[of]
    query = table.select(table.id).where(visible(desk, table), matching(desk, of, [segment]))
    return of, [row[0] for row in plain_tuples(query)]


def problems(desk: Desk, segment: int) -> tuple[Message, ...]:
    """Why a segment's rule cannot be followed any more."""
    found = read(desk, segment)
    return found.problems if found else ()


def compare(desk: Desk, kind: str, condition: Condition) -> Any:
    """The condition that somebody is in a segment, or is not; its value is the segment's id or name.

    Raises:
        DomainError: there is no such segment, or it is compared otherwise.
    """
    if condition.operator not in ("=", "!="):
        raise DomainError(
            msg(
                "“{operator}” does not fit {field}. Use one of: {names}.",
                operator=condition.operator,
                field=KIND_NAMES["segment"][0],
                names="=, !=",
            )
        )
    inside = matching(desk, kind, named(desk, kind, condition.value))
    return ~inside if condition.operator == "!=" else inside


def named(desk: Desk, kind: str, value: Any) -> list[int]:
    """The segments of a kind that an id or a name means.

    Raises:
        DomainError: there is none.
    """
    known = choices(desk, kind)
    wanted = fold(str(value or ""))
    found = [one for one, name in known if one == value or fold(name) == wanted]
    if not found:
        raise DomainError(
            msg("There is no segment “{name}” here. There are: {names}.", name=str(value or ""),
                names=", ".join(name for _id, name in known) or "—")
        )  # fmt: skip
    return found


def matching(desk: Desk, kind: str, segments: Sequence[int]) -> Expression:
    """The condition that a record is in one of the segments.  A rule that cannot be followed finds nobody."""
    rows = Segment.select().where(in_ids(Segment.id, segments), Segment.of == kind, visible(desk, Segment))
    return _any([_inside(desk, kind, row) for row in rows], TABLES[kind])


def _inside(desk: Desk, kind: str, row: Any) -> Expression:
    table: Any = TABLES[kind]
    link = getattr(SegmentMember, kind)

    def by_hand(excluded: bool) -> Any:
        return SegmentMember.select(link).where(
            SegmentMember.segment == row.id, SegmentMember.excluded == excluded, link.is_null(False)
        )

    inside: Expression = table.id.in_(by_hand(False))
    rule = _from_json(desk, kind, row.rule)
    if rule is not None and not _problems(desk, kind, rule):
        inside = inside | _condition_of(desk, kind, rule)
    whole: Expression = inside & table.id.not_in(by_hand(True))
    return whole


def _any(parts: Sequence[Expression], table: Any) -> Expression:
    nobody: Expression = table.id.is_null()
    return reduce(or_, parts, nobody)


def _condition_of(desk: Desk, kind: str, rule: Rule) -> Expression:
    table: Any = TABLES[kind]
    everybody: Expression = table.id.is_null(False)
    parts = [conditions.compare(desk, kind, condition) for condition in rule.conditions]
    if rule.text.strip():
        parts.append(search.matching(kind, rule.text, table.id))
    whole: Expression = reduce(and_, parts, everybody)
    return whole


def _by_hand(desk: Desk, row: Any, *, excluded: bool) -> tuple[int, ...]:
    link, table = getattr(SegmentMember, row.of), TABLES[row.of]
    query = SegmentMember.select(link).join(table, on=(link == table.id))
    query = query.where(SegmentMember.segment == row.id, SegmentMember.excluded == excluded, visible(desk, table))
    return tuple(one[0] for one in plain_tuples(query.order_by(SegmentMember.id.desc())))


def _problems(desk: Desk, kind: str, rule: Rule | None) -> list[Message]:
    found: list[Message] = []
    for condition in rule.conditions if rule else ():
        try:
            field = field_of(desk, kind, condition.field)
            conditions.compare(desk, kind, condition)
        except KeyError:
            found.append(
                msg(
                    "The rule asks for “{field}”, a field that was deleted. Take that condition out.",
                    field=condition.field,
                )
            )
        except DomainError as problem:
            found.append(problem.message)
        else:
            if (
                field.links_to
                and isinstance(condition.value, int)
                and not links.exists(field.links_to, condition.value)
            ):
                found.append(
                    msg("The rule asks for a value of {field} that was deleted. Take that condition out.",
                        field=field.label)
                )  # fmt: skip
    return found


# How a rule is kept


def _to_json(rule: Rule) -> str:
    parts = [
        [one.field, one.operator, one.value.isoformat() if isinstance(one.value, date) else one.value]
        for one in rule.conditions
    ]
    return json.dumps({"text": rule.text.strip(), "conditions": parts}, ensure_ascii=False)


def _from_json(desk: Desk, kind: str, text: str | None) -> Rule | None:
    if text is None:
        return None
    kept = json.loads(text)
    return Rule(kept["text"], tuple(_condition(desk, kind, *part) for part in kept["conditions"]))


def _condition(desk: Desk, kind: str, name: str, operator: str, value: Any) -> Condition:
    try:
        is_day = field_of(desk, kind, name).type == "day"
    except KeyError:
        is_day = False  # `_problems` tells of it
    return Condition(name, operator, date.fromisoformat(value) if is_day and value else value)
