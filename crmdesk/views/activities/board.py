"""The board of activities: by state, by day or by owner, worked by drag and by keys."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from crmdesk.sales import activity_board, activity_types, preferences, words
from crmdesk.sales import choices as offered
from crmdesk.sales.activity_board import DONE, ActivityFilter, ActivityView
from crmdesk.sales.board import BoardColumn, Key
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.texts import _
from crmdesk.ui import icons
from crmdesk.ui.board import Column, Provider, QuickField, Target
from crmdesk.ui.chips import MenuPill, Pill
from crmdesk.views.activities.board_cards import ActivityProvider, column_of, name_of, state_names
from crmdesk.views.board import choices
from crmdesk.views.board.cards_screen import CardsScreen
from crmdesk.views.board.choices import Choices
from crmdesk.views.board.filters import CardFilters
from crmdesk.views.calendar.choices import VIEWS
from crmdesk.views.calendar.switch import calendar_or_board
from crmdesk.views.screen import Workspace

if TYPE_CHECKING:
    from crmdesk.views.activities.board_actions import ActivityActions

NAME = "activity-board"
_KEPT = "activity-board.view"
Owners = tuple[int | None, ...]


class ActivityFilters(CardFilters):
    """The filters of the board of activities, with what its columns are."""

    def __init__(self, desk: Desk, chosen: Choices, parent: QWidget | None = None) -> None:
        self.grouping = MenuPill(_("Group"), name=f"{NAME}.grouping")
        super().__init__(desk, chosen, NAME, parent)
        # a state is asked for in the bar of an owner, and seen nowhere else
        self.grouping.chosen.connect(
            lambda value: self.choose(self._chosen.looking(grouping=value).showing(activity=None))
        )

    def right_pills(self) -> Sequence[Pill]:
        return (self.grouping,)

    def orders(self) -> list[tuple[str, str]]:
        return [(activity_board.BY_TIME, _("time")), (activity_board.BY_PRIORITY, _("priority"))]

    def show_choices(self, chosen: Choices) -> None:
        super().show_choices(chosen)
        self.owner.set_choices(whose(self._desk), chosen.view.shown.owners)
        self.grouping.set_choices(_groupings(self._desk), chosen.view.grouping)

    def _choose_owner(self, owners: Any) -> None:
        self.choose(self._chosen.showing(owners=owners))

    def _clear(self) -> None:
        self.choose(self._chosen.showing(owners=(), text="", types=(), activity=None))

    def _show_lit(self, chosen: Choices) -> None:
        shown = chosen.view.shown
        if shown.activity:
            self._light(state_names()[shown.activity], partial(self._drop, activity=None))
        for code in shown.types:
            others = tuple(other for other in shown.types if other != code)
            self._light(str(activity_types.name(self._desk, code)), partial(self._drop, types=others))

    def _open_filters(self) -> None:
        menu, shown = QMenu(self), self._chosen.view.shown
        for code, name in activity_types.offered(self._desk):
            others = tuple(other for other in shown.types if other != code)
            icon = icons.icon(activity_types.icon(self._desk, code))
            action = menu.addAction(icon, name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(code in shown.types)
            types = others if code in shown.types else (*others, code)
            action.triggered.connect(partial(self._drop, types=types))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))


class ActivityBoardScreen(CardsScreen):
    """Columns of planned activities, and one of what was done in the last days."""

    KIND = "activity"
    adds = "activity"
    KINDS = ("activity", "opportunity", "lead", "contact", "company", "user", "activity_type", "participant")
    COLUMNS_BY = ("user", "activity_type")
    EXTRAS = ()
    filters: ActivityFilters

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.board.setObjectName(NAME)
        self.filters.add(calendar_or_board(workspace.navigator, NAME), right=True)
        for place, view in enumerate(VIEWS, 1):
            shortcut = QShortcut(QKeySequence(str(place)), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(workspace.navigator.go, "calendar", view=view))

    def kept_choices(self) -> Choices:
        plain = preferences.get(self.desk, _KEPT) or {}
        shown = plain.get("shown", {})
        people = [owners for owners, _name in whose(self.desk)]
        owners = tuple(shown["owners"]) if "owners" in shown else people[0]
        types = tuple(code for code in shown.get("types", ()) if code in activity_types.known(self.desk))
        view = ActivityView(
            choices.one_of(plain.get("grouping"), activity_board.GROUPINGS),
            choices.one_of(plain.get("order"), activity_board.ORDERS),
            ActivityFilter(owners if owners in people else people[0], shown.get("text", ""), types),
        )
        return choices.with_look(view, plain)

    def keep_choices(self) -> None:
        view = self.choices.view
        shown = {"owners": list(view.shown.owners), "text": view.shown.text, "types": list(view.shown.types)}
        plain = {"grouping": view.grouping, "order": view.order, "shown": shown}
        preferences.put(self.desk, _KEPT, {**plain, **choices.drawn(self.choices)})

    def make_filters(self) -> ActivityFilters:
        return ActivityFilters(self.desk, self.choices)

    def provider(self) -> Provider:
        return ActivityProvider(self.desk, lambda: self.choices.view)

    @cached_property
    def acts(self) -> ActivityActions:
        from crmdesk.views.activities.board_actions import ActivityActions

        return ActivityActions(self)

    def targets(self) -> list[Target]:
        return [Target(DONE, _("Done…"), "positive")]

    def quick_fields(self) -> list[QuickField]:
        return []

    def title(self) -> str:
        return words.word(self.desk, "activity").many

    def primary(self) -> str:
        return _("Plan an activity")

    def run_primary(self) -> None:
        self.acts.plan(self.desk.today)

    def empty_title(self) -> str:
        return _("Nothing is planned")

    def found_columns(self) -> list[BoardColumn]:
        return activity_board.columns(self.desk, self.choices.view)

    def recounted(self, heads: Sequence[BoardColumn]) -> list[BoardColumn]:
        return activity_board.recounted(self.desk, self.choices.view, heads)

    def column_keys(self, ids: Sequence[int]) -> dict[int, Key]:
        return activity_board.column_keys(self.desk, self.choices.view, ids)

    def total(self) -> int:
        return activity_board.total(self.desk)

    def column_of(self, head: BoardColumn) -> Column:
        return column_of(self.desk, head, self.choices.view)

    def name_of(self, column: Any) -> str:
        return name_of(self.desk, self._heads[column], self.choices.view)

    def choose(self, chosen: Choices) -> None:
        other_columns = chosen.view.grouping != self.choices.view.grouping
        super().choose(chosen)
        if other_columns:
            self.board.sideways().setValue(0)  # what is urgent stands at the left

    def update_for(self, changes: Changes) -> None:
        if changes.of(self.KIND):
            super().update_for(changes)
        else:
            self.load()  # what they are about, or who takes part


def whose(desk: Desk) -> list[tuple[Owners, str]]:
    """Whose activities can be looked at, with the names; the first at the beginning."""
    mine: list[tuple[Owners, str]] = [((desk.user,), _("Mine"))] if desk.user is not None else []
    team: list[tuple[Owners, str]] = [(desk.rights.team, _("My team"))] if len(desk.rights.team) > 1 else []
    others = [((known,), name) for known, name in offered.choices("user") if known != desk.user]
    return [*mine, *team, ((), _("Everybody")), *others, ((None,), _("Nobody's"))]


def _groupings(desk: Desk) -> list[tuple[str, str]]:
    return [
        (activity_board.BY_STATE, _("state")),
        (activity_board.BY_DAY, _("day")),
        (activity_board.BY_OWNER, words.word(desk, "owner").one.lower()),
    ]
