"""What is done on the board of activities: moving, handing over, doing, putting off, planning and deleting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from crmdesk.sales import activities, activity_board, choices, refusals
from crmdesk.sales.activity_board import BY_OWNER, DONE, ActivityCard
from crmdesk.sales.activity_states import OVERDUE
from crmdesk.sales.changes import Changes
from crmdesk.sales.rights import CHANGE
from crmdesk.texts import _, _c
from crmdesk.ui import icons
from crmdesk.views.activities.dialogs import ask_activity, ask_day, ask_done
from crmdesk.views.activities.part import snooze_menu
from crmdesk.views.board import menus
from crmdesk.views.calendar.planning import ask_plan

if TYPE_CHECKING:
    from crmdesk.views.activities.board import ActivityBoardScreen


class ActivityActions:
    """Calls the functions of `sales` for the board of activities, and asks what they need."""

    def __init__(self, screen: ActivityBoardScreen) -> None:
        self._screen, self._board = screen, screen.board
        self._desk, self._workspace = screen.desk, screen.workspace

    def open_card(self, card: int) -> None:
        """Show what an activity is about."""
        found = self._cards([card])
        if found and found[0].about is not None:
            self._workspace.navigator.open_record(*found[0].about[:2])
        else:
            self._workspace.events.failed.emit(_("What this is about was deleted, or is not shown to you."))

    def move_cards(self, ids: list[int], column: Any, above: int | None) -> None:
        """Put activities on a column's day or into its owner's hands, or mark them as done."""
        if column == DONE:
            self.finish(ids)
            return
        view = self._screen.choices.view
        if set(activity_board.column_keys(self._desk, view, ids).values()) == {column}:
            self._workspace.navigator.say(
                _("The column is not in order by hand, so the card stays where its order puts it.")
            )
        elif _has_several_days(activity_board.span(self._desk, view, column)) and column != OVERDUE:
            self._ask_day(ids, column)
        else:
            self._run(lambda: activity_board.put(self._desk, view, ids, column))
        self._board.select(ids, focus=True)

    def _ask_day(self, ids: list[int], column: Any) -> None:
        view = self._screen.choices.view
        if self._refuse_locked(self._cards(ids)):
            return
        first, _last = activity_board.span(self._desk, view, column) or (None, None)
        assert first is not None
        ask_day(
            self._screen, self._workspace, _("On which day?"),
            lambda day: activity_board.put(self._desk, view, ids, column, day), _working_day(first),
        )  # fmt: skip

    def close_cards(self, ids: list[int], target: str) -> None:
        """The one target of the board is what is done."""
        self.finish(ids)

    def finish(self, ids: list[int]) -> None:
        """Ask what came of the planned ones, and mark them as done; cancelling leaves them in their slot."""
        planned = [card for card in self._cards(ids) if not card.done]
        if planned and not self._refuse_locked(planned):
            ask_done(self._screen, self._workspace, *(card.id for card in planned))
        self._board.select(ids, focus=True)

    def _refuse_locked(self, cards: list[ActivityCard]) -> bool:
        """Say why, before anything is asked, where one of them is not the user's to change."""
        locked = any(card.locked for card in cards)
        if locked:
            self._workspace.events.failed.emit(str(refusals.about(self._desk, "activity", CHANGE)))
        return locked

    def assign(self, ids: list[int], owner: int | None) -> None:
        """Hand activities over."""
        self._run(lambda: activities.assign(self._desk, ids, owner))

    def delete_cards(self, ids: list[int]) -> None:
        self._run(lambda: activities.trash(self._desk, ids))

    def quick_add(self, column: Any, typed: dict[str, str]) -> None:
        """Plan something in a column: an activity needs a record, so it is asked for."""
        view = self._screen.choices.view
        if view.grouping == BY_OWNER:
            self.plan(self._desk.today + timedelta(days=1), owner=column)
            return
        first, last = activity_board.span(self._desk, view, column) or (None, None)
        self.plan(first if first is None or first == last else _working_day(first))

    def plan(self, day: date | None, **first: Any) -> None:
        """Ask what is planned on a day, or some day."""
        if not self._screen.why_not_primary():
            ask_plan(self._screen, self._workspace, day, **first)

    def open_card_menu(self, ids: list[int], where: QPoint) -> None:
        """What can be done with these cards."""
        cards = self._cards(ids[: menus.MOST_LOOKED_AT])
        menu = QMenu(self._screen)
        planned = any(not card.done for card in cards)
        if len(ids) == 1 and cards and cards[0].about is not None:
            _add(menu, _c("verb", "Open"), "external-link", partial(self.open_card, ids[0]))
            menu.addSeparator()
        if planned:
            _add(menu, _("Done…"), "check", partial(self.finish, ids))
        if all(not card.done for card in cards):
            later = snooze_menu(self._screen, self._workspace, ids)
            later.setTitle(_("Put off"))
            later.setIcon(icons.icon("clock"))
            menu.addMenu(later)
            menu.aboutToHide.connect(later.deleteLater)
        if any(card.done for card in cards):
            done = [card.id for card in cards if card.done]
            again = partial(activities.open_again, self._desk, done)
            _add(menu, _("Plan again"), "undo-2", partial(self._run, again))
        self._add_moves(menu, ids)
        menu.addSeparator()
        if len(ids) == 1 and cards and cards[0].about is not None:
            kind, record, _name = cards[0].about
            change = partial(ask_activity, self._screen, self._workspace, kind, record, ids[0])
            _add(menu, _("Change…"), "pencil", change)
        _add(menu, _("Move to the trash"), "trash-2", partial(self.delete_cards, ids))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def _add_moves(self, menu: QMenu, ids: list[int]) -> None:
        if self._screen.choices.view.grouping != BY_OWNER:
            moves = menu.addMenu(icons.icon("arrow-right"), _("Move to"))
            for head in self._screen.heads():
                if head.key not in (OVERDUE, DONE):
                    name = self._screen.name_of(head.key).replace("&", "&&")
                    moves.addAction(name, partial(self.move_cards, ids, head.key, None))
        owners = menu.addMenu(icons.icon("user"), _("Give to"))
        for owner, name in [*choices.choices("user"), (None, _("Nobody"))]:
            owners.addAction(name.replace("&", "&&"), partial(self.assign, ids, owner))

    def open_header_menu(self, column: Any, where: QPoint) -> None:
        menus.header_menu(self._screen, column, where, setup=(_("Set up the types…"), "activities"))

    def open_look_menu(self, where: QPoint) -> None:
        menus.look_menu(self._screen, where)

    def _cards(self, ids: list[int]) -> list[ActivityCard]:
        return activity_board.cards(self._desk, ids)

    def _run(self, action: Callable[[], Changes]) -> None:
        changes = self._workspace.editor.run(action)
        if changes is not None and changes.label is not None:
            self._board.announce(str(changes.label))


def _has_several_days(span: activity_board.Span | None) -> bool:
    return span is not None and span[0] != span[1]


def _working_day(day: date) -> date:
    """The day, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _add(menu: QMenu, text: str, icon: str, act: Callable[[], object]) -> None:
    action = menu.addAction(icons.icon(icon), text.replace("&", "&&"))
    action.triggered.connect(lambda _checked=False: act())
