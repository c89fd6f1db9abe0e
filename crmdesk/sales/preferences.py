"""How each user likes the window: columns, filters, the last place.  Kept in the book, outside its journal."""

from __future__ import annotations

import json
from typing import Any

from crmdesk.models.database import immediate, plain_tuples, writing
from crmdesk.models.settings import Draft, Preference
from crmdesk.sales.desk import Desk


def get(desk: Desk, name: str, default: Any = None) -> Any:
    """What the user chose, or the default; all of it is read with the first question."""
    if desk.kept is None:
        chosen = Preference.select(Preference.name, Preference.value).where(Preference.user == (desk.user or 0))
        desk.kept = {key: json.loads(value) for key, value in plain_tuples(chosen)}
    return desk.kept.get(name, default)


def put(desk: Desk, name: str, value: Any) -> None:
    """Keep what the user chose; anything JSON can hold.

    Raises:
        StorageError: the book cannot be written; the caller may let it go.
    """
    with writing(), immediate():
        Preference.replace(user=desk.user or 0, name=name, value=json.dumps(value, ensure_ascii=False)).execute()
    if desk.kept is not None:
        desk.kept[name] = value


def draft(desk: Desk, form: str) -> dict[str, Any] | None:
    """What was typed into a form and not saved, if anything."""
    row = Draft.get_or_none(Draft.user == (desk.user or 0), Draft.form == form)
    return None if row is None else json.loads(row.value)


def keep_draft(desk: Desk, form: str, typed: dict[str, Any]) -> None:
    """Keep what was typed so far, so that it survives a crash."""
    with writing(), immediate():
        Draft.replace(
            user=desk.user or 0, form=form, value=json.dumps(typed, ensure_ascii=False), typed_at=desk.clock.instant()
        ).execute()


def drop_draft(desk: Desk, form: str) -> None:
    """Forget what was typed: it was saved or given up."""
    with writing(), immediate():
        Draft.delete().where(Draft.user == (desk.user or 0), Draft.form == form).execute()
