"""What is done on the board: moving, closing, giving, planning, deleting and adding cards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint

from crmdesk.models.errors import DetailsNeeded, DomainError, FieldProblems
from crmdesk.sales import board, lists, opportunities, pipeline, records
from crmdesk.sales.changes import Changes
from crmdesk.sales.leads import LeadClosing
from crmdesk.sales.pipeline import Closing
from crmdesk.texts import _
from crmdesk.views.board import menus
from crmdesk.views.board.cards import CLOSED
from crmdesk.views.board.closing import ask_details, close_cards, close_with_questions
from crmdesk.views.money import parse_money

if TYPE_CHECKING:
    from crmdesk.views.board.screen import BoardScreen


class BoardActions:
    """Calls the functions of `sales` for the board's screen, and asks what they need."""

    def __init__(self, screen: BoardScreen) -> None:
        self._screen, self._board = screen, screen.board
        self._desk, self._workspace = screen.desk, screen.workspace

    def open_card_menu(self, ids: list[int], where: QPoint) -> None:
        menus.card_menu(self._screen, ids, where)

    def open_header_menu(self, column: Any, where: QPoint) -> None:
        menus.header_menu(self._screen, column, where, setup=(_("Set up the stages…"), "pipelines"))

    def open_look_menu(self, where: QPoint) -> None:
        menus.look_menu(self._screen, where, self._screen.choose_fields)

    def move_cards(self, ids: list[int], column: Any, above: int | None) -> None:
        """Move cards to a column, under a card of it where the order is by hand."""
        grouping = self._screen.choices.view.grouping
        if column == CLOSED or (grouping == board.BY_STAGE and column == board.NO_STAGE):
            self._workspace.events.failed.emit(
                _("Cards cannot be dropped here. Drop them on a stage, on Won or on Lost.")
            )
            return
        if grouping == board.BY_STAGE:
            self._to_stage(ids, column, above)
        elif grouping == board.BY_OWNER:
            self.assign(ids, column)
        else:
            self._to_month(ids, column)
        self._board.select(ids, focus=True)

    def _to_stage(self, ids: list[int], stage: int, above: int | None) -> None:
        if self._screen.choices.view.order == board.BY_HAND:
            changes = self._asking(lambda told: pipeline.place(self._desk, ids, stage, above, told))
        elif set(board.column_keys(self._desk, self._screen.choices.view, ids).values()) == {stage}:
            self._offer_order_by_hand()
            return
        else:
            changes = self._asking(lambda told: pipeline.move(self._desk, ids, stage, told))
        if changes and changes.label is not None:
            self._board.announce(str(changes.label))

    def _asking(self, action: Callable[[Any], Changes]) -> Changes | None:
        return close_with_questions(self._screen, self._desk, self._workspace.editor, action)

    def _offer_order_by_hand(self) -> None:
        self._workspace.navigator.say(
            _("The column is not in order by hand, so the card stays where its order puts it."),
            _("Order by hand"),
            lambda: self._screen.choose(self._screen.choices.looking(order=board.BY_HAND)),
        )

    def assign(self, ids: list[int], owner: int | None) -> None:
        """Give cards to an owner."""
        self._workspace.editor.run(lambda: opportunities.assign(self._desk, ids, owner))

    def _to_month(self, ids: list[int], month: str | None) -> None:
        day = _last_day(month) if month else None
        self._workspace.editor.run(lambda: opportunities.expect(self._desk, ids, day))

    def close_cards(self, ids: list[int], state: str) -> None:
        """Win or lose cards, after asking; cancelling leaves them in their slot."""
        changes = close_cards(self._screen, self._desk, self._workspace.editor, ids, state)
        if changes is None:
            self._board.select(ids, focus=True)
        elif changes.label is not None:
            self._board.announce(str(changes.label))

    def delete_cards(self, ids: list[int]) -> None:
        """Move cards to the trash."""
        self._workspace.editor.run(lambda: records.trash(self._desk, "opportunity", ids))

    def open_card(self, card: int) -> None:
        self._workspace.navigator.open_record("opportunity", card)

    def plan(self, card: int, type_: str) -> None:
        """Plan an activity for a card, for tomorrow at first."""
        from crmdesk.views.board.planning import plan_activity

        plan_activity(self._screen, self._workspace, "opportunity", card, type_, self._desk.today + timedelta(days=1))

    # Quick add

    def complete_client(self, text: str) -> list[str]:
        found = [*lists.pick(self._desk, "company", text, 6), *lists.pick(self._desk, "contact", text, 4)]
        return [name for _known, name, _detail in found]

    def quick_add(self, column: Any, typed: dict[str, str]) -> None:
        try:
            amount = parse_money(typed["amount"], self._desk.currency) if typed["amount"].strip() else None
        except ValueError as problem:
            self._board.set_quick_problem(column, "amount", str(problem))
            return
        values = {"title": typed["title"], "amount": amount, **self._values_of_column(column)}
        client = typed["client"]
        try:
            changes = self._add_for_client(client, values)
        except FieldProblems as problem:
            field, sentence = next(iter(problem.problems.items()))
            self._board.set_quick_problem(column, "client" if field in ("company", "name") else field, str(sentence))
        except DomainError as problem:
            self._board.set_quick_problem(column, "title", str(problem))
        else:
            if changes:
                self._board.select([changes.new("opportunity")])

    def _add_for_client(self, client: str, values: dict[str, Any]) -> Changes | None:
        """Add a card, asking what its stage needs to know; None when it was cancelled."""
        told: Closing | LeadClosing | None = None
        while True:
            given = told if isinstance(told, Closing) else None
            try:
                return self._workspace.editor.attempt(
                    partial(opportunities.add_for_client, self._desk, client, values, given)
                )
            except DetailsNeeded as needed:
                told = ask_details(self._screen, self._desk, needed, given)
                if told is None:
                    return None

    def _values_of_column(self, column: Any) -> dict[str, Any]:
        grouping = self._screen.choices.view.grouping
        if grouping == board.BY_STAGE:
            return {"stage": column}
        values: dict[str, Any] = {"pipeline": self._screen.choices.view.pipeline}
        return values | ({"owner": column} if grouping == board.BY_OWNER else {"expected_on": _last_day(column)})


def _last_day(month: str) -> date:
    """The last day of a month such as ``2026-11``."""
    year, number = (int(part) for part in month.split("-"))
    return date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)
