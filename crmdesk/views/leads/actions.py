"""What is done on the lead board: moving, giving up, converting, planning, deleting and adding cards."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.models.leads import CONVERTED
from crmdesk.sales import activity_types, lead_board, leads
from crmdesk.sales.changes import Changes
from crmdesk.texts import _
from crmdesk.ui import icons
from crmdesk.views.board import menus
from crmdesk.views.board.cards import CLOSED
from crmdesk.views.lists.menu import menu_for
from crmdesk.views.records.actions import Actions

if TYPE_CHECKING:
    from crmdesk.views.leads.board import LeadBoardScreen


class LeadActions:
    """Calls the functions of `sales` for the lead board, and asks what they need."""

    def __init__(self, screen: LeadBoardScreen) -> None:
        self._screen, self._board = screen, screen.board
        self._desk, self._workspace = screen.desk, screen.workspace
        self._actions = Actions(screen.workspace, "lead", screen)

    def open_card(self, card: int) -> None:
        self._actions.open(card)

    def move_cards(self, ids: list[int], column: Any, above: int | None) -> None:
        """Put leads in the column's status; their place in it follows from its order."""
        if column == CLOSED:
            self._workspace.events.failed.emit(
                _("Cards cannot be dropped here. Drop them on a status, on Convert or on Disqualify.")
            )
            return
        if set(lead_board.column_keys(self._desk, ids).values()) == {column}:
            self._workspace.navigator.say(
                _("The column is not in order by hand, so the card stays where its order puts it.")
            )
        else:
            self._told(ids, self._actions.set_status(ids, column))
        self._board.select(ids, focus=True)

    def close_cards(self, ids: list[int], target: str) -> None:
        """Convert or disqualify cards, after asking; cancelling leaves them in their slot."""
        if target == CONVERTED:
            self._actions.convert(ids)
            self._board.select(ids, focus=True)
        else:
            self._told(ids, self._actions.give_up(ids, target))

    def _told(self, ids: list[int], changes: Changes | None) -> None:
        if changes is None:
            self._board.select(ids, focus=True)
        elif changes.label is not None:
            self._board.announce(str(changes.label))

    def delete_cards(self, ids: list[int]) -> None:
        self._actions.trash(ids)

    def quick_add(self, column: Any, typed: dict[str, str]) -> None:
        """Add a lead to a column; a name of a person or a company is enough."""
        reach = typed["phone"].strip()
        values = {
            "name": typed["name"], "company": typed["company"], "email" if "@" in reach else "phone": reach,
            "status": column,
        }  # fmt: skip
        try:
            changes = self._workspace.editor.attempt(lambda: leads.add(self._desk, values))
        except FieldProblems as problem:
            field, sentence = next(iter(problem.problems.items()))
            known = {"email": "phone", **{name: name for name in typed}}
            self._board.set_quick_problem(column, known.get(field, "name"), str(sentence))
        except DomainError as problem:
            self._board.set_quick_problem(column, "name", str(problem))
        else:
            if changes:
                self._board.select([changes.new("lead")])

    def open_card_menu(self, ids: list[int], where: QPoint) -> None:
        menu = menu_for(self._screen, self._desk, "lead", ids, self._actions, None, trashed=False)
        if len(ids) == 1:
            self._add_plan(menu, ids[0])
        menu.popup(where)

    def _add_plan(self, menu: QMenu, card: int) -> None:
        plan = QMenu(_("Plan"), menu)
        plan.setIcon(icons.icon("calendar-clock"))
        for type_, name in activity_types.offered(self._desk):
            action = plan.addAction(icons.icon(activity_types.icon(self._desk, type_)), name)
            action.triggered.connect(lambda _checked=False, type_=type_: self._plan(card, type_))
        menu.insertMenu(menu.actions()[-1], plan)

    def _plan(self, card: int, type_: str) -> None:
        from crmdesk.views.board.planning import plan_activity

        tomorrow = self._desk.today + timedelta(days=1)
        plan_activity(self._screen, self._workspace, "lead", card, type_, tomorrow)

    def open_header_menu(self, column: Any, where: QPoint) -> None:
        menus.header_menu(self._screen, column, where, setup=(_("Set up the statuses…"), "leads"))

    def open_look_menu(self, where: QPoint) -> None:
        menus.look_menu(self._screen, where)
