"""Adding, saving, deleting and restoring records of every kind that has no rules of its own.

Opportunities go through `opportunities` and `pipeline`, leads through `leads`, which call these for their plain fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from crmdesk.models import journal
from crmdesk.models.activities import Activity
from crmdesk.models.base import Record
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.errors import FieldProblems, StaleRecordError
from crmdesk.models.ids import new_ids
from crmdesk.models.quotes import Quote, SalesNote
from crmdesk.sales import consent, custom_values, lead_statuses, links, locks, phones, roles, rules, tags, ways
from crmdesk.sales.access import gone, here, refuse_others, require, visible
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import FIELDS, KIND_NAMES, TABLES, built_in, column_of, field_of
from crmdesk.sales.rights import ADD, CHANGE, DELETE
from crmdesk.texts import Message, msg, msgn

_PERSONS = ("contact", "lead")
_KEY_OF = {"name_key": "name", "title_key": "title"}
OWNED = (
    *("company", "contact", "lead", "product", "opportunity", "activity", "campaign", "segment"),
    *("quote", "sales_note"),
)
"""Kinds that go to the trash; the others are lists of the office, whose values are replaced when deleted."""


def add(desk: Desk, kind: str, values: Mapping[str, Any]) -> Changes:
    """Add a record.

    Args:
        values: field name (see `fields`) to value; a link is an id, money minor units, tags a list of names.

    Raises:
        FieldProblems: with a sentence beside each field; nothing was written.
    """
    clean = tidy(kind, values, new=True)
    with desk.step(msg("{kind} “{name}” added", kind=kind_name(kind), name=str(clean.get("name") or ""))) as writing:
        add_row(desk, kind, clean)
    return writing.changes


def add_row(desk: Desk, kind: str, values: Mapping[str, Any]) -> int:
    """Add a record inside a step that does more; its id.

    Raises:
        FieldProblems: with a sentence beside each field.
    """
    require(desk, kind, ADD)
    clean = tidy(kind, values, new=True)
    rules.refuse(desk, kind, clean, new=True)
    links.refuse(desk, kind, clean)
    new = consent.dated(desk, kind, phones.tidied(desk, kind, clean))
    record = journal.add(TABLES[kind], **{**_defaults(desk, kind), **columns(desk, kind, new)})
    _keep_elsewhere(desk, kind, [record], clean)
    return record


def save(
    desk: Desk, kind: str, record: int, values: Mapping[str, Any], base: Mapping[str, Any] | None = None
) -> Changes:
    """Change fields of a record.

    Args:
        base: what the editor saw when it began.  Only what differs from it is written; a field that somebody else
            changed meanwhile to something different is a conflict, different fields changed by two people are not.

    Raises:
        FieldProblems: with a sentence beside each field.
        StaleRecordError: the record is gone, or a field was changed meanwhile.
    """
    here(desk, kind, [record], CHANGE)
    row = TABLES[kind].get_or_none(TABLES[kind].id == record)
    clean = {**_renamed(kind, row, values), **tidy(kind, values)}
    locks.refuse(kind, [record])
    rules.refuse(desk, kind, clean, new=False)
    clean = changed_since(desk, kind, row, phones.tidied(desk, kind, clean), base)
    links.refuse(desk, kind, differing(desk, kind, row, clean), (record,))
    _refuse_order(kind, [record], clean)
    with desk.step(msg("“{name}” changed", name=name_of(row))) as writing:
        consent.date_changes(desk, kind, [record], clean)
        journal.edit(TABLES[kind], record, **columns(desk, kind, phones.tidied(desk, kind, clean)))
        _keep_elsewhere(desk, kind, [record], clean)
    return writing.changes


def save_all(desk: Desk, kind: str, ids: Sequence[int], values: Mapping[str, Any]) -> Changes:
    """Give the same values to many records.

    Raises:
        FieldProblems: with a sentence beside each field.
        StaleRecordError: one was deleted meanwhile.
    """
    here(desk, kind, ids, CHANGE)
    clean = tidy(kind, values)
    rules.refuse(desk, kind, clean, new=False)
    links.refuse(desk, kind, clean, tuple(ids))
    locks.refuse(kind, ids)
    _refuse_order(kind, ids, clean)
    label = msgn("{n} record changed", "{n} records changed", len(ids))
    with desk.step(label) as writing:
        consent.date_changes(desk, kind, ids, clean)
        journal.edit_all(TABLES[kind], ids, **columns(desk, kind, phones.tidied(desk, kind, clean)))
        _keep_elsewhere(desk, kind, ids, clean)
    return writing.changes


def _refuse_order(kind: str, ids: Sequence[int], values: Mapping[str, Any]) -> None:
    """Refuse days that would come before others that the records have already."""
    names = rules.DAYS_IN_ORDER.get(kind, ())
    if not set(names) & values.keys():
        return
    table: Any = TABLES[kind]
    for row in table.select().where(in_ids(table.id, ids)):
        if problems := rules.order_problems(kind, {name: values.get(name, getattr(row, name)) for name in names}):
            raise FieldProblems(problems)


def _keep_elsewhere(desk: Desk, kind: str, ids: Sequence[int], clean: Mapping[str, Any]) -> None:
    """Give records the values that are in no column of theirs."""
    if "tags" in clean:
        tags.replace_all(kind, dict.fromkeys(ids, clean["tags"] or ()))
    own = custom_values.among(clean)
    if own:
        custom_values.replace_all(desk, kind, dict.fromkeys(ids, own))
    further = phones.tidied(desk, kind, {name: clean[name] for name in ways.TYPE_OF if name in clean})
    if further:
        ways.replace_all(kind, dict.fromkeys(ids, further))


def trash(desk: Desk, kind: str, ids: Sequence[int]) -> Changes:
    """Put records in the trash, with the activities that belong to nothing else that stays.

    Raises:
        StaleRecordError: one is gone or in the trash already.
        DomainError: one stays as it is.
    """
    table = TABLES[kind]
    here(desk, kind, ids, DELETE)
    if kind not in locks.LETS_GO:
        locks.refuse(kind, ids)
    counted = msgn("{n} record moved to the trash", "{n} records moved to the trash", len(ids))
    label = named_or_counted(table, ids, msg("“{name}” moved to the trash"), counted)
    now = desk.clock.instant()
    with desk.step(label) as writing:
        journal.edit_all(table, ids, trashed_at=now)
        journal.edit_all(Activity, _left_behind(desk, kind, ids), trashed_at=now)
        _trash_papers(desk, kind, ids, now)
    return writing.changes


def restore(desk: Desk, kind: str, ids: Sequence[int]) -> Changes:
    """Bring records back from the trash with what went there with them, under the same ids."""
    table = TABLES[kind]
    refuse_others(desk, kind, ids, DELETE)
    counted = msgn("{n} record restored", "{n} records restored", len(ids))
    label = named_or_counted(table, ids, msg("“{name}” restored"), counted)
    with desk.step(label) as writing:
        journal.edit_all(Activity, _gone_with_owners(kind, ids), trashed_at=None)
        _restore_papers(kind, ids)
        journal.edit_all(table, ids, trashed_at=None)
    return writing.changes


def read(desk: Desk, kind: str, record: int) -> dict[str, Any] | None:
    """A record's values by field name, as `save` takes them; None when there is no such record here.

    Links stay what they are, also to what is in the trash: nothing of it is told but that it was linked.
    """
    table: Any = TABLES[kind]
    row = table.get_or_none(table.id == record, visible(desk, table))
    if row is None:
        return None
    values = {field.name: _value(row, field.attribute) for field in FIELDS[kind] if field.attribute}
    if any(field.name == "tags" for field in FIELDS[kind]):
        values["tags"] = tags.of(kind, record)
    if kind in ways.KINDS:
        values |= ways.of(kind, record)
    return values | custom_values.of(desk, kind, record)


def name_of(row: Any) -> str:
    """What people call the record."""
    return str(getattr(row, "title", None) or getattr(row, "name", None) or getattr(row, "subject", None) or "")


def kind_name(kind: str) -> Message:
    return KIND_NAMES[kind][0] if kind in KIND_NAMES else msg("{kind}", kind=kind)


def tidy(kind: str, values: Mapping[str, Any], *, new: bool = False) -> dict[str, Any]:
    """The values as they are kept: no spaces around, nothing instead of empty text.

    A person's whole name is composed where it is empty, and for a `new` one also where it is not given.
    """
    clean = {name: _tidy(value) for name, value in values.items()}
    if clean.get("currency"):
        clean["currency"] = clean["currency"].upper()
    clean |= {name: ways.tidied(values[name] or ()) for name in ways.TYPE_OF.keys() & clean.keys()}
    if kind in _PERSONS and not clean.get("name") and (new or "name" in clean):
        whole = whole_name(kind, clean.get("first_name"), clean.get("last_name"), clean.get("company"))
        if whole:
            clean["name"] = whole
    return clean


def _renamed(kind: str, row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """The whole name of a person of whom only parts are changed, where it was that of the parts."""
    if kind not in _PERSONS or row is None or "name" in values or not {"first_name", "last_name"} & values.keys():
        return {}
    parts = {"first_name": row.first_name, "last_name": row.last_name}
    company = row.company_name if kind == "lead" else None
    if row.name != whole_name(kind, **parts, company=company):
        return {}
    given = {name: _tidy(value) for name, value in values.items() if name in parts}
    whole = whole_name(kind, **{**parts, **given}, company=company)
    return {"name": whole} if whole else {}


def whole_name(kind: str, first_name: str | None, last_name: str | None, company: Any) -> str | None:
    """A person's name from its parts; a lead without one bears its company's name."""
    return " ".join(part for part in (first_name, last_name) if part) or (company if kind == "lead" else None) or None


def add_columns(kind: str, columns: Mapping[str, Sequence[Any]]) -> list[int]:
    """Add many records at once; their ids, in order.  Must be called inside a step, with values that passed the rules.

    Args:
        columns: attribute name to plain database values (days as text, links as ids), all of one length; what is
            left out gets the table's default.
    """
    table: Any = TABLES[kind]
    count = len(next(iter(columns.values())))
    if not count:
        return []
    full = {"id": new_ids(count), **derived(kind, columns), **columns}
    if kind == "user":
        least = roles.for_newcomers()
        full["role"] = [role or least for role in columns.get("role") or [None] * count]
    names, values = [], []
    for name, column in table._meta.fields.items():
        default = column.default
        if name in full:
            names.append(column.column_name)
            values.append(full[name])
        elif default is not None:
            names.append(column.column_name)
            values.append(
                [default() if callable(default) else int(default) if isinstance(default, bool) else default] * count
            )
    return journal.add_tuples(table, names, list(zip(*values, strict=True)))


def columns(desk: Desk, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values by the names of the table's columns; fields kept elsewhere, and derived ones, are left out."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        field = field_of(desk, kind, name)
        if field.attribute and field.attribute not in TABLES[kind].derived:
            found[field.attribute] = 0 if value is None and field.type in ("stars", "bool") else value
    return found


def _tidy(value: Any) -> Any:
    return (value.strip() or None) if isinstance(value, str) else value


def _value(row: Any, attribute: str | None) -> Any:
    column = row._meta.fields[attribute]
    return getattr(row, column.object_id_name) if hasattr(column, "object_id_name") else getattr(row, attribute or "")


def values_of(kind: str, name: str, ids: Sequence[int]) -> dict[int, Any]:
    """One field's plain value of each record."""
    table: Any = TABLES[kind]
    return dict(
        plain_tuples(table.select(table.id, column_of(kind, built_in(kind, name))).where(in_ids(table.id, ids)))
    )


def derived(kind: str, columns: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    """Columns that follow from those given, such as the folded name, unless they are given too."""
    table: Any = TABLES[kind]
    return {
        key: [table.derive({source: value})[key] for value in columns[source]]
        for key, source in _KEY_OF.items()
        if key in table.derived and key not in columns and source in columns
    }


def _defaults(desk: Desk, kind: str) -> dict[str, Any]:
    defaults: dict[str, Any] = {}
    names = {field.name for field in FIELDS[kind]}
    if "created_on" in names:
        defaults["created_on"] = desk.today
    if "owner" in names:
        defaults["owner"] = desk.user
    if kind == "product":
        defaults["currency"] = desk.currency
    if kind == "lead":
        defaults["status"] = lead_statuses.first_open()
    if kind == "user":
        defaults["role"] = roles.for_newcomers()
    return defaults


def changed_since(
    desk: Desk, kind: str, row: Any, values: Mapping[str, Any], base: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The tidy values that somebody changed since `base`, or all where nobody says what was seen.

    Raises:
        StaleRecordError: the row is gone or in the trash, or somebody else changed one of them to something different.
    """
    if row is None or getattr(row, "trashed_at", None) is not None:
        raise StaleRecordError(gone(kind))
    if base is None:
        return dict(values)
    seen = tidy(kind, base)
    changed = {name: value for name, value in values.items() if name not in seen or value != seen[name]}
    _refuse_stale(desk, kind, row, changed, seen)
    return changed


def differing(desk: Desk, kind: str, row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are not what the record holds; tags and products are left out."""
    now = _now(desk, kind, row, values)
    return {name: values[name] for name in values if name in now and now[name] != values[name]}


def _now(desk: Desk, kind: str, row: Any, names: Iterable[str]) -> dict[str, Any]:
    """What the record holds in those of the fields that are columns or the office's own."""
    fields = [field_of(desk, kind, name) for name in names]
    own = custom_values.of(desk, kind, row.id) if any(field.custom for field in fields) else {}
    further = ways.of(kind, row.id) if any(field.type == "ways" for field in fields) else {}
    return {
        field.name: own[field.name]
        if field.custom
        else further[field.name]
        if field.type == "ways"
        else _value(row, field.attribute)
        for field in fields
        if field.custom or field.attribute or field.type == "ways"
    }


def _refuse_stale(desk: Desk, kind: str, row: Any, changed: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
    now = _now(desk, kind, row, changed)
    for name, value in changed.items():
        if name in now and name in seen and now[name] not in (seen[name], value):
            raise StaleRecordError(
                msg(
                    "{field} was changed meanwhile by somebody else. Look at the record again and repeat your change.",
                    field=field_of(desk, kind, name).label,
                ),
                name,
            )


_OWNERS = Activity.belongs_to
_PAPERS: tuple[Any, ...] = (Quote, SalesNote)


def _left_behind(desk: Desk, kind: str, ids: Sequence[int]) -> list[int]:
    """The activities of records just put in the trash that belong to nothing that is still here, seen or not."""
    found = _activities(kind, ids, visible(desk, Activity))
    here_of = {owner: _stay(owner, {owners[owner] for _id, _at, owners in found} - {None}) for owner in _OWNERS}
    return [known for known, _at, owners in found if not any(owners[owner] in here_of[owner] for owner in _OWNERS)]


def _gone_with_owners(kind: str, ids: Sequence[int]) -> list[int]:
    """The activities of records in the trash that went there with one they belong to, not by themselves."""
    found = _activities(kind, ids, Activity.trashed_at.is_null(False))
    went_at = {owner: _trashed_at(owner, {owners[owner] for _id, _at, owners in found} - {None}) for owner in _OWNERS}
    return [known for known, at, owners in found if any(went_at[owner].get(owners[owner]) == at for owner in _OWNERS)]


def _trash_papers(desk: Desk, kind: str, ids: Sequence[int], now: int) -> None:
    """Quotes and sales notes go with their opportunity."""
    for table in _PAPERS if kind == "opportunity" else ():
        query = table.select(table.id).where(in_ids(table.opportunity, ids), visible(desk, table))
        journal.edit_all(table, [row[0] for row in plain_tuples(query)], trashed_at=now)


def _restore_papers(kind: str, ids: Sequence[int]) -> None:
    went_at = _trashed_at(kind, set(ids)) if kind == "opportunity" else {}
    for table in _PAPERS if went_at else ():
        query = table.select(table.id, table.opportunity, table.trashed_at).where(in_ids(table.opportunity, went_at))
        with_it = [known for known, of, at in plain_tuples(query) if at == went_at[of]]
        journal.edit_all(table, with_it, trashed_at=None)


def _activities(kind: str, ids: Sequence[int], which: Any) -> list[tuple[int, int | None, dict[str, Any]]]:
    """Activities of records: id, when they went to the trash, and by kind what they belong to."""
    if kind not in _OWNERS:
        return []
    query = Activity.select(Activity.id, Activity.trashed_at, *(getattr(Activity, owner) for owner in _OWNERS))
    query = query.where(in_ids(getattr(Activity, kind), ids), which)
    return [(known, at, dict(zip(_OWNERS, of, strict=True))) for known, at, *of in plain_tuples(query)]


def _stay(kind: str, ids: set[Any]) -> set[int]:
    table: Any = TABLES[kind]
    query = table.select(table.id).where(in_ids(table.id, ids), table.trashed_at.is_null())
    return {row[0] for row in plain_tuples(query)}


def _trashed_at(kind: str, ids: set[Any]) -> dict[Any, int]:
    table: Any = TABLES[kind]
    query = table.select(table.id, table.trashed_at).where(in_ids(table.id, ids), table.trashed_at.is_null(False))
    return dict(plain_tuples(query))


def named_or_counted(table: type[Record], ids: Sequence[int], named: Message, counted: Message) -> Message:
    """The label of an action on one record, by its name, or on several, by their number.

    Args:
        named: a message with a place {name}.
    """
    if len(ids) != 1:
        return counted
    row = table.get_or_none(table.id == ids[0])
    if row is None:
        raise StaleRecordError(msg("This record was deleted meanwhile."))
    return replace(named, values={**named.values, "name": name_of(row)})
