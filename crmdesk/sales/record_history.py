"""What happened to one record, field by field, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from crmdesk.models import journal
from crmdesk.models.columns import several
from crmdesk.models.opportunities import Product
from crmdesk.sales import choices, custom_values, history, moments, phones, touched, users
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


def of(desk: Desk, kind: str, record: int, most: int = 20) -> list[RecordChange]:
    """The newest changes of a record; nothing of one the user may not see."""
    if not seen(desk, kind, [record]):
        return []
    steps: dict[int, tuple[journal.Step, list[FieldChange]]] = {}
    added: set[int] = set()
    currency = Product.get_by_id(record).currency if kind == "product" else desk.currency
    for step, how, payload in journal.history_of(record):
        if how == journal.EDIT and kind == "product" and "currency" in payload:
            currency = payload["currency"][0]  # amounts were in that one before
        fields = _fields(desk, kind, payload, currency) if how == journal.EDIT else ()
        if fields or how != journal.EDIT:
            steps.setdefault(step.id, (step, []))[1].extend(fields)
        if how != journal.EDIT:
            added.add(step.id)
    for step, change in _own_fields(desk, kind, record):
        if step.id not in added:  # what it was added with is not told
            steps.setdefault(step.id, (step, []))[1].append(change)
    found = [steps[known] for known in sorted(steps, reverse=True)[:most]]
    hidden = touched.hidden(desk, [step.id for step, _fields in found])
    names = users.names_of({step.user for step, _fields in found if step.user})
    return [
        RecordChange(
            history.label(desk, step, hidden.get(step.id, 0)),
            datetime.fromtimestamp(step.at / 1000).astimezone(),
            names.get(step.user or 0, ""),
            tuple(fields),
        )
        for step, fields in found
    ]


def _fields(desk: Desk, kind: str, payload: Mapping[str, Any], currency: str) -> tuple[FieldChange, ...]:
    by_column = {field.attribute: field for field in fields_of(desk, kind) if field.attribute}
    return tuple(
        FieldChange(
            by_column[name].label,
            _shown(desk, by_column[name], old, currency),
            _shown(desk, by_column[name], new, currency),
        )
        for name, (old, new) in payload.items()
        if name in by_column
    )


def _own_fields(desk: Desk, kind: str, record: int) -> Iterator[tuple[journal.Step, FieldChange]]:
    """What changed in the office's own fields, newest first."""
    known = {one.id: one for one in desk.settings.definitions(kind)}
    found = custom_values.rows_of(kind, record) if known else ()
    rows = {row: (known[field], plain) for row, field, plain in found if field in known}
    now = {row: plain for row, (_definition, plain) in rows.items()}
    for row, step, how, payload in journal.history_of_all(list(rows)) if rows else ():
        definition, _plain = rows[row]
        name = custom_values.column(definition.field).name
        old, new = (None, now[row]) if how == journal.ADD else payload.get(name, (None, None))
        now[row] = old
        before, after = (_own_shown(desk, definition, plain) for plain in (old, new))
        if before != after:
            yield step, FieldChange(definition.field.label, before, after)


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
