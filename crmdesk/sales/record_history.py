"""What happened to one record, field by field, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from heapq import merge
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from crmdesk.models import journal
from crmdesk.models.columns import several
from crmdesk.models.database import in_ids
from crmdesk.models.opportunities import Product
from crmdesk.sales import around_history, choices, custom_values, history, moments, phones, touched, users
from crmdesk.sales.access import seen
from crmdesk.sales.definitions import Definition
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import Field, fields_of
from crmdesk.texts import Amount, Message, msg


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field's change.

    Attributes:
        old, new: as people read them: text, a message, a day, an `Amount` or a number; None for unknown.
    """

    field: Message
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One step's part in a record.

    Attributes:
        label: what the step did.
        when: local time.
        user: who did it; empty when nobody worked yet.
        fields: what changed; empty for its adding.
    """

    label: Message
    when: datetime
    user: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A step's part in a record, not yet put into words.

    Attributes:
        at: the instant of the step.
        edits: the changed columns with their old and new values.
        own: what changed in the office's own fields.
        currency: that of its amounts then.
    """

    step: int
    at: int
    edits: tuple[Mapping[str, Any], ...]
    own: tuple[FieldChange, ...]
    currency: str


def of(desk: Desk, kind: str, record: int, most: int = 20) -> list[RecordChange]:
    """The newest changes of a record; nothing of one the user may not see."""
    return read(desk, kind, list(islice(parts(desk, kind, record), most)))


def parts(desk: Desk, kind: str, record: int) -> Iterator[Part]:
    """What steps did to a record, newest first, looked up only as far as somebody asks; nothing of one the user may
    not see."""
    if not seen(desk, kind, [record]):
        return
    told = {field.attribute for field in fields_of(desk, kind)}
    currency = Product.get_by_id(record).currency if kind == Product.kind else desk.currency
    built_in = (
        (one.step, one.at, one, None)
        for one in journal.history_of(record)
        if one.how != journal.EDIT or not told.isdisjoint(one.payload)
    )
    own = ((one.step, one.at, None, change) for one, change in _own_fields(desk, kind, record))
    by_step = sorted(own, key=itemgetter(0), reverse=True)
    around = ((step, at, None, None) for step, at in around_history.steps(desk, kind, record))
    everything = merge(built_in, by_step, around, key=itemgetter(0), reverse=True)
    for (step, at), found in groupby(everything, key=itemgetter(0, 1)):
        rows = list(found)
        edits = [one for _step, _at, one, _change in rows if one is not None]
        for one in edits if kind == Product.kind else ():
            currency = one.payload.get("currency", (currency,))[0]  # amounts were in that one before
        was_edited = all(one.how == journal.EDIT for one in edits)  # what it was added with is not told
        changes = tuple(change for *_same, change in rows if change is not None and was_edited)
        yield Part(step, at, tuple(one.payload for one in edits if one.how == journal.EDIT), changes, currency)


def read(desk: Desk, kind: str, found: Sequence[Part]) -> list[RecordChange]:
    """These parts of steps in words."""
    ids = [part.step for part in found]
    hidden = touched.hidden(desk, ids)
    steps = {step.id: step for step in journal.Step.select().where(in_ids(journal.Step.id, ids))}
    names = users.names_of({step.user for step in steps.values() if step.user})
    by_column = {field.attribute: field for field in fields_of(desk, kind) if field.attribute}
    return [
        RecordChange(
            history.label(desk, steps[part.step], hidden.get(part.step, 0)),
            datetime.fromtimestamp(part.at / 1000).astimezone(),
            names.get(steps[part.step].user or 0, ""),
            (*(change for edit in part.edits for change in _fields(desk, by_column, edit, part.currency)), *part.own),
        )
        for part in found
    ]


def _fields(
    desk: Desk, by_column: Mapping[str, Field], edit: Mapping[str, Any], currency: str
) -> Iterator[FieldChange]:
    for name, (old, new) in edit.items():
        if field := by_column.get(name):
            yield FieldChange(field.label, _shown(desk, field, old, currency), _shown(desk, field, new, currency))


def _own_fields(desk: Desk, kind: str, record: int) -> Iterator[tuple[journal.Happened, FieldChange]]:
    """What changed in the office's own fields, newest first."""
    known = {one.id: one for one in desk.settings.definitions(kind)}
    found = custom_values.rows_of(kind, record) if known else ()
    rows = {row: (known[field], plain) for row, field, plain in found if field in known}
    now = {row: plain for row, (_definition, plain) in rows.items()}
    for one in journal.history_of_all(list(rows)) if rows else ():
        definition, _plain = rows[one.record]
        name = custom_values.column(definition.field).name
        old, new = (None, now[one.record]) if one.how == journal.ADD else one.payload.get(name, (None, None))
        now[one.record] = old
        before, after = (_own_shown(desk, definition, plain) for plain in (old, new))
        if before != after:
            yield one, FieldChange(definition.field.label, before, after)


def _own_shown(desk: Desk, definition: Definition, plain: Any) -> Any:
    if plain is None or definition.type in ("link", "user", "money"):
        return _shown(desk, definition.field, plain)
    value = custom_values.shown(definition, plain)
    if isinstance(value, bool):
        return msg("Yes") if value else msg("No")
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _shown(desk: Desk, field: Field, value: Any, currency: str = "") -> Any:
    if value is None or value == "":
        return None
    if field.type == "money":
        return Amount(int(value), currency or desk.currency)
    if field.type == "phone":
        return phones.shown(value, desk.settings.country)
    if field.type == "day":
        return date.fromisoformat(value)
    if field.type == "instant":
        return moments.local(value).strftime("%H:%M")  # its day is told beside it
    if field.type == "choice":
        return (field.choices or {}).get(value, value)
    if field.type == "choices":
        return ", ".join(str((field.choices or {}).get(one, one)) for one in several(value))
    if field.type == "link":
        return choices.link_name(desk, field.links_to or "", int(value)) or msg("deleted or hidden")
    return value
