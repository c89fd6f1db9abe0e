"""The menu of selected records: open, change, call, write, copy, delete; for many as for one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from crmdesk.models.campaigns import MEMBER_KINDS
from crmdesk.models.leads import CONVERTED, DISQUALIFIED, GOING, NOT_CONVERTED
from crmdesk.models.pipeline import LOST, OPEN, WON
from crmdesk.sales import chances, choices, lead_statuses, lists
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import COMPANY_KIND_NAMES, FIELDS
from crmdesk.sales.words import word
from crmdesk.texts import _, _c
from crmdesk.ui import icons
from crmdesk.views.records.actions import Actions

_LOOKED_AT = 500
"""Of more records than this the menu does not look up what state each is in."""


def menu_for(
    parent: QWidget,
    desk: Desk,
    kind: str,
    ids: Sequence[int],
    actions: Actions,
    copy: Callable[[], object] | None,
    *,
    trashed: bool,
) -> QMenu:
    """The menu; it deletes itself when it closes.

    Args:
        copy: copies the rows, where they are rows.
    """
    menu = QMenu(parent)
    menu.setObjectName("list.menu")
    menu.aboutToHide.connect(menu.deleteLater)
    if trashed:
        _add(menu, _("Restore"), "undo", lambda: actions.restore(ids))
        if copy is not None:
            _add(menu, _("Copy rows"), "copy", copy, "Ctrl+C")
        return menu
    if len(ids) == 1:
        _add(menu, _c("verb", "Open"), "external-link", lambda: actions.open(ids[0]), "Enter")
        menu.addSeparator()
    if kind == "opportunity":
        _add_moves(menu, desk, ids, actions)
    if kind == "lead":
        _add(menu, _("Convert…"), "user-plus", lambda: actions.convert(ids))
        _add_statuses(menu, desk, ids, actions)
    _add_values(menu, desk, kind, ids, actions)
    menu.addSeparator()
    if len(ids) == 1:
        actions.ways_menu(menu, ids[0])
    if copy is not None:
        _add(menu, _("Copy rows"), "copy", copy, "Ctrl+C")
    if kind == "opportunity" and len(ids) == 1:
        _add(menu, _("Copy the key"), "hash", lambda: actions.copy_key(ids[0]))
    menu.addSeparator()
    _add(menu, _("Move to the trash"), "trash", lambda: actions.trash(ids), "Del")
    return menu


def _add(menu: QMenu, text: str, icon: str, act: Callable[[], object], keys: str = "") -> None:
    action = menu.addAction(f"{text}\t{keys}" if keys else text)
    icons.put(action, icon, "muted", 16)
    action.triggered.connect(lambda _checked=False: act())


def _add_moves(menu: QMenu, desk: Desk, ids: Sequence[int], actions: Actions) -> None:
    rows = lists.rows(desk, "opportunity", ids[:_LOOKED_AT], ["state", "stage", "pipeline", "hold_until"])
    states = {row["state"] for row in rows}
    if OPEN in states:
        _add(menu, _("Won…"), "trophy", lambda: actions.win(ids))
        _add(menu, _("Lost…"), "x", lambda: actions.lose(ids))
        held = any(row["hold_until"] is not None and row["hold_until"] > desk.today for row in rows)
        if held:
            _add(menu, _("Take up again"), "clock", lambda: actions.release(ids))
        else:
            _add(menu, _("Set aside…"), "clock", lambda: actions.hold(ids))
    if states & {WON, LOST}:
        _add(menu, _("Reopen"), "undo", lambda: actions.reopen(ids))
    here = {row["stage_id"] for row in rows}
    stages = menu.addMenu(_("Move to {stage}", stage=word(desk, "stage").one.lower()))
    _add_choices(stages, choices.open_stages(), here, lambda stage: actions.move(ids, stage))
    menu.addSeparator()


def _add_statuses(menu: QMenu, desk: Desk, ids: Sequence[int], actions: Actions) -> None:
    known = {row.id: row for row in lead_statuses.rows()}
    here = {row["status_id"] for row in lists.rows(desk, "lead", ids[:_LOOKED_AT], ["status"])}
    kinds = {known[status].kind for status in here if status in known}
    going = [(row.id, row.name) for row in known.values() if row.kind in GOING]
    _add_choices(menu.addMenu(_("Status")), going, here, lambda status: actions.set_status(ids, status))
    if not kinds.isdisjoint(GOING):
        _add(menu, _("Disqualify…"), "circle-x", lambda: actions.give_up(ids, DISQUALIFIED))
        _add(menu, _("Close without converting…"), "x", lambda: actions.give_up(ids, NOT_CONVERTED))
    if kinds and kinds.isdisjoint((*GOING, CONVERTED)):
        _add(menu, _("Reopen"), "undo", lambda: actions.reopen(ids))
    menu.addSeparator()


def _add_values(menu: QMenu, desk: Desk, kind: str, ids: Sequence[int], actions: Actions) -> None:
    owners = menu.addMenu(word(desk, "owner").one)
    _add_choices(
        owners, [*choices.choices("user"), (None, _("Nobody"))], set(), lambda user: actions.give(ids, "owner", user)
    )
    if kind == "opportunity":
        sources = [(chances.STAGE, _("Its stage's counts")), (chances.LEARNED, _("The learned one counts"))]
        _add_choices(menu.addMenu(_("Probability")), sources, set(), lambda which: actions.go_by(ids, which))
    if kind == "company":
        kinds = [(value, str(text)) for value, text in COMPANY_KIND_NAMES.items()]
        _add_choices(menu.addMenu(_("Kind")), kinds, set(), lambda value: actions.give(ids, "kind", value))
    if any(field.type == "tags" for field in FIELDS[kind]):
        _add(menu, _("Tags…"), "tag", lambda: actions.change_tags(ids))
    if own := desk.settings.own_fields(kind):
        fields = menu.addMenu(_("Own fields"))
        for field in own:
            action = fields.addAction(str(field.label).replace("&", "&&") + "…")
            action.triggered.connect(lambda _checked=False, name=field.name: actions.change_own(ids, name))
    if kind in MEMBER_KINDS:
        _add(menu, _("Add to a campaign…"), "megaphone", lambda: actions.add_to_campaign(ids))
        actions.fill_segment_menu(menu, ids)


def _add_choices(menu: QMenu, offered: Sequence[tuple[Any, str]], here: set[Any], act: Callable[[Any], object]) -> None:
    for value, text in offered:
        action = menu.addAction(text.replace("&", "&&"))
        if here:
            action.setCheckable(True)
            action.setChecked(value in here)
        action.triggered.connect(lambda _checked=False, value=value: act(value))
