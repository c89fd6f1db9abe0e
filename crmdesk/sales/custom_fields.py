"""The office's own fields: adding, naming, ordering and deleting them and the choices of their lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from peewee import fn

from crmdesk.models import journal
from crmdesk.models.custom import CUSTOM_KINDS, CUSTOM_TYPES, LINKED, CustomChoice, CustomField, CustomValue
from crmdesk.models.database import plain_tuples
from crmdesk.models.errors import DomainError, FieldProblems, StaleRecordError
from crmdesk.models.fold import fold
from crmdesk.sales import custom_values, in_use, naming, renamed
from crmdesk.sales.changes import Changes
from crmdesk.sales.definitions import Definition
from crmdesk.sales.desk import Desk, Writing
from crmdesk.sales.fields import FIELDS, TABLES
from crmdesk.sales.in_use import InUse
from crmdesk.texts import Message, in_language, msg

TYPE_NAMES: dict[str, Message] = {
    "text": msg("Text"),
    "long": msg("Text of several lines"),
    "number": msg("Number"),
    "money": msg("Amount of money"),
    "day": msg("Day"),
    "choice": msg("One of a list"),
    "choices": msg("Several of a list"),
    "bool": msg("Yes or no"),
    "link": msg("Link to a record"),
    "user": msg("User"),
}
BETWEEN_CHOICES = re.compile("[,;]")
"""What separates several choices in one text, such as a cell of a file."""
LISTED = ("choice", "choices")
"""Types whose values are chosen from a list."""
assert set(TYPE_NAMES) == set(CUSTOM_TYPES)


def of(desk: Desk, kind: str) -> tuple[Definition, ...]:
    """The office's own fields of a kind (one of `CUSTOM_KINDS`), in its order."""
    return desk.settings.definitions(kind)


def uses(desk: Desk, kind: str) -> dict[int, InUse]:
    """In which fields records of a kind have values, those in the trash included."""
    owner = getattr(CustomValue, kind)
    values = CustomValue.select(CustomValue.field, fn.COUNT(fn.DISTINCT(owner)))
    counts = plain_tuples(values.where(owner.is_null(False), _is_known()).group_by(CustomValue.field))
    return in_use.told(desk, dict(counts), [TABLES[kind]])


def choice_uses(desk: Desk, field: int) -> dict[int, InUse]:
    """Which choices of a field records have."""
    counted = CustomValue.select(CustomValue.choice, fn.COUNT(1)).where(
        CustomValue.choice.in_(CustomChoice.select(CustomChoice.id).where(CustomChoice.field == field))
    )
    kind = CustomField.get_by_id(field).of
    return in_use.told(desk, dict(plain_tuples(counted.group_by(CustomValue.choice))), [TABLES[kind]])


def add(
    desk: Desk,
    kind: str,
    name: str,
    type_: str,
    links_to: str | None = None,
    choices: Sequence[str] = (),
    *,
    on_card: bool = False,
) -> Changes:
    """Add a field at the end of a kind's own ones.

    Args:
        type_: one of `CUSTOM_TYPES`.
        links_to: for a link: the kind it leads to.
        choices: the names of a list's choices.

    Raises:
        FieldProblems: the name is empty, too long or taken, or a choice's is.
    """
    _refuse_type(kind, type_, links_to)
    called = _field_name(desk, kind, name, [one.name for one in of(desk, kind)])
    with _forgetting(desk, msg("Field “{name}” added", name=called)) as writing:
        place = CustomField.select(fn.MAX(CustomField.place)).where(CustomField.of == kind).scalar()
        field = journal.add(
            CustomField,
            of=kind,
            name=called,
            type=type_,
            links_to=links_to if type_ == "link" else None,
            place=0 if place is None else place + 1,
            on_card=on_card,
        )
        taken: list[str] = []
        for one in choices if type_ in LISTED else ():
            taken.append(_choice_name(one, taken, type_, "choices"))
        rows = [{"field": field, "name": one, "place": place} for place, one in enumerate(taken)]
        journal.add_rows(CustomChoice, rows)
    return writing.changes


def change(desk: Desk, field: int, *, name: str | None = None, on_card: bool | None = None) -> Changes:
    """Rename a field, or show it on the board's cards or no longer.

    Raises:
        FieldProblems: the name is empty, too long or taken.
        StaleRecordError: it was deleted meanwhile.
    """
    row = _row(field)
    values: dict[str, Any] = {}
    if name is not None:
        others = [one.name for one in of(desk, row.of) if one.id != field]
        # a name that a built-in field got later may stay
        values["name"] = row.name if name == row.name else _field_name(desk, row.of, name, others)
    if on_card is not None:
        values["on_card"] = on_card
    with _forgetting(desk, msg("Field “{name}” changed", name=values.get("name", row.name))) as writing:
        journal.edit(CustomField, field, **values)
        if values.get("name", row.name) != row.name:
            renamed.field(row.of, row.name, values["name"])
    return writing.changes


def reorder(desk: Desk, fields: Sequence[int]) -> Changes:
    """Put the fields of one kind in this order.

    Raises:
        StaleRecordError: one was deleted meanwhile.
    """
    with _forgetting(desk, msg("Fields put in order")) as writing:
        journal.edit_rows(CustomField, {field: {"place": place} for place, field in enumerate(fields)})
    return writing.changes


def delete(desk: Desk, field: int) -> Changes:
    """Delete a field.  Its values are kept aside, and come back when this is undone.

    Raises:
        StaleRecordError: it was deleted meanwhile.
    """
    row = _row(field)
    with _forgetting(desk, msg("Field “{name}” deleted", name=row.name)) as writing:
        journal.edit(CustomField, field, trashed_at=desk.clock.instant())
    return writing.changes


# Choices of a list


def add_choice(desk: Desk, field: int, name: str) -> Changes:
    """Add a choice at the end of a field's list.

    Raises:
        FieldProblems: the name is empty, too long or taken.
        StaleRecordError: the field was deleted meanwhile.
    """
    row = _row(field)
    if row.type not in LISTED:
        raise DomainError(msg("“{name}” is not a list.", name=row.name))
    called = _choice_name(name, _choice_names(field), row.type, "name")
    with _forgetting(desk, msg("“{name}” added", name=called)) as writing:
        last = CustomChoice.select(fn.MAX(CustomChoice.place)).where(CustomChoice.field == field).scalar()
        journal.add(CustomChoice, field=field, name=called, place=0 if last is None else last + 1)
    return writing.changes


def rename_choice(desk: Desk, choice: int, name: str) -> Changes:
    """Give a choice another name, also where it is chosen.

    Raises:
        FieldProblems: the name is empty, too long or taken.
        StaleRecordError: it was deleted meanwhile.
    """
    row = _choice(choice)
    called = _choice_name(name, _choice_names(row.field_id, but=choice), row.field.type, "name")
    with _forgetting(desk, msg("“{name}” changed", name=called)) as writing:
        journal.edit(CustomChoice, choice, name=called)
        renamed.choice(row.field.of, row.field.name, row.name, called)
    return writing.changes


def reorder_choices(desk: Desk, choices: Sequence[int]) -> Changes:
    """Put the choices of a list in this order; sorting by the field follows it.

    Raises:
        StaleRecordError: one was deleted meanwhile.
    """
    with _forgetting(desk, msg("List put in order")) as writing:
        journal.edit_rows(CustomChoice, {choice: {"place": place} for place, choice in enumerate(choices)})
    return writing.changes


def delete_choice(desk: Desk, choice: int, substitute: int | None = None) -> Changes:
    """Delete a choice; another one of its list takes its place where it is chosen.

    Raises:
        DomainError: it is chosen somewhere and no substitute was given, or that is not of this list.
        StaleRecordError: it was deleted meanwhile.
    """
    row = _choice(choice)
    if substitute is not None and (substitute == choice or _choice(substitute).field_id != row.field_id):
        raise DomainError(msg("Choose another value to take its place."))
    with _forgetting(desk, msg("“{name}” deleted", name=row.name)) as writing:
        using = [found.id for found in CustomValue.select(CustomValue.id).where(CustomValue.choice == choice)]
        if using and substitute is None:
            raise DomainError(msg("“{name}” is in use. Choose what takes its place.", name=row.name))
        doubled = _having_both(choice, substitute) if using else set()
        journal.edit_rows(CustomValue, {value: {"choice": None if value in doubled else substitute} for value in using})
        journal.remove(CustomChoice, [choice])
        if substitute is not None:
            renamed.choice(row.field.of, row.field.name, row.name, _choice(substitute).name)
    return writing.changes


def _having_both(choice: int, other: int | None) -> set[int]:
    """The values of a choice in records that have the other one too."""
    also: Any = CustomValue.alias()
    query = CustomValue.select(CustomValue.id).where(CustomValue.choice == choice)
    both: set[int] = set()
    for kind in CUSTOM_KINDS:
        joined = query.join(also, on=getattr(also, kind) == getattr(CustomValue, kind)).where(also.choice == other)
        both.update(row[0] for row in plain_tuples(joined))
    return both


@contextmanager
def _forgetting(desk: Desk, label: Message) -> Iterator[Writing]:
    """A step after which the definitions are read again, also where it failed."""
    try:
        with desk.step(label) as writing:
            yield writing
            desk.settings.forget()  # inside a larger step, what follows knows the new ones
    finally:
        desk.settings.forget()


def _row(field: int) -> CustomField:
    row: CustomField | None = CustomField.get_or_none(CustomField.id == field, CustomField.trashed_at.is_null())
    if row is None:
        raise StaleRecordError(msg("This field was deleted meanwhile."))
    return row


def _choice(choice: int) -> CustomChoice:
    row: CustomChoice | None = CustomChoice.get_or_none(CustomChoice.id == choice)
    if row is None:
        raise StaleRecordError(msg("This value was deleted meanwhile."))
    return row


def _choice_names(field: int, but: int | None = None) -> list[str]:
    query = CustomChoice.select(CustomChoice.name).where(CustomChoice.field == field, CustomChoice.id != but)
    return [row[0] for row in plain_tuples(query)]


def check_name(desk: Desk, kind: str, name: str) -> str:
    """The name of a kind's field as it is kept.

    Raises:
        FieldProblems: it is empty or too long, has signs that mean something else where fields are named, or is that
            of a field that every book has.
    """
    return _field_name(desk, kind, name, ())


def is_built_in(desk: Desk, kind: str, name: str) -> bool:
    """Whether a field that every book has and that can be filled is called so, in the book's language or English."""
    return fold(name) in _built_in_names(kind, desk.settings.language)


@cache
def _built_in_names(kind: str, language: str) -> frozenset[str]:
    typed = [field for field in FIELDS[kind] if not field.read_only]
    labels = {fold(label) for field in typed for label in (field.label.text, in_language(field.label, language))}
    return frozenset(labels | {field.name for field in typed} | {field.name.replace("_", " ") for field in typed})


def _field_name(desk: Desk, kind: str, name: str, taken: Sequence[str]) -> str:
    called = _checked(name, taken, ":=", "name")
    if is_built_in(desk, kind, called):
        raise FieldProblems({"name": msg("Every book has a field “{name}”. Choose another name.", name=called)})
    return called


def _choice_name(name: str, taken: Sequence[str], type_: str, beside: str) -> str:
    return _checked(name, taken, ",;" if type_ == "choices" else "", beside)


def _checked(name: str, taken: Sequence[str], signs: str, beside: str) -> str:
    """The name as it is kept.

    Args:
        signs: what it cannot have in it.

    Raises:
        FieldProblems: it is empty, too long or that of another one, however it is written.
    """
    called = " ".join(name.split())
    problem = naming.problem_among(called, taken)
    if problem is None and fold(called) in map(fold, taken):
        problem = msg("“{name}” is there already. Choose another name.", name=called)
    if problem is None and (found := next((sign for sign in signs if sign in called), None)):
        problem = msg("This name cannot have “{sign}” in it. Choose another name.", sign=found)
    if problem is not None:
        raise FieldProblems({beside: problem})
    return called


def _refuse_type(kind: str, type_: str, links_to: str | None) -> None:
    if kind not in CUSTOM_KINDS:
        raise DomainError(msg("Records of this kind cannot have fields of your own."), "kind")
    if type_ not in CUSTOM_TYPES:
        names = ", ".join(CUSTOM_TYPES)
        raise DomainError(msg("“{value}” is not one of: {names}.", value=type_, names=names), "type")
    if type_ == "link" and links_to not in LINKED:
        raise FieldProblems({"links_to": msg("Choose what it links to.")})


def _is_known() -> Any:
    """The condition that a row holds a value."""
    return fn.COALESCE(*custom_values.plain_columns()).is_null(False)
