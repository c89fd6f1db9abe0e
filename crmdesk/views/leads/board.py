"""The board of leads by status, worked by drag and by keys."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from crmdesk.models.leads import CONVERTED, DISQUALIFIED
from crmdesk.sales import lead_board, preferences, words
from crmdesk.sales.board import BoardColumn, Key
from crmdesk.sales.desk import Desk
from crmdesk.sales.lead_board import LeadView
from crmdesk.texts import _
from crmdesk.ui.board import Column, Provider, QuickField, Target
from crmdesk.views.board import choices
from crmdesk.views.board.cards import CLOSED
from crmdesk.views.board.cards_screen import CardsScreen
from crmdesk.views.board.choices import Choices
from crmdesk.views.board.filters import CardFilters
from crmdesk.views.leads.cards import LeadProvider, column_of
from crmdesk.views.leads.switch import list_or_board
from crmdesk.views.screen import Workspace

if TYPE_CHECKING:
    from crmdesk.views.leads.actions import LeadActions

_NAME = "lead-board.view"


class LeadFilters(CardFilters):
    """The filters of the board of leads."""

    def __init__(self, desk: Desk, chosen: Choices, parent: QWidget | None = None) -> None:
        super().__init__(desk, chosen, "lead-board", parent)

    def orders(self) -> list[tuple[str, str]]:
        return [
            (lead_board.BY_NEXT, _("next activity")),
            (lead_board.BY_SCORE, _("score")),
            (lead_board.BY_PRIORITY, _("priority")),
            (lead_board.BY_RATING, _("rating")),
            (lead_board.BY_AGE, _("age")),
        ]


class LeadBoardScreen(CardsScreen):
    """Columns of leads by the status in which they are worked."""

    KIND = "lead"
    KINDS = ("lead", "activity", "lead_status", "source", "user", "tag", "tagging")
    COLUMNS_BY = ("lead_status", "user")

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.board.setObjectName("lead-board")
        self.filters.add(list_or_board(workspace.navigator, "lead-board"), right=True)

    def kept_choices(self) -> Choices:
        plain = preferences.get(self.desk, _NAME) or {}
        view = LeadView(choices.one_of(plain.get("order"), lead_board.ORDERS), choices.filter_of(plain))
        return choices.with_look(view, plain)

    def keep_choices(self) -> None:
        preferences.put(self.desk, _NAME, {"order": self.choices.view.order, **choices.plain_look(self.choices)})

    def make_filters(self) -> LeadFilters:
        return LeadFilters(self.desk, self.choices)

    def provider(self) -> Provider:
        return LeadProvider(self.desk, lambda: self.choices.view)

    @cached_property
    def acts(self) -> LeadActions:
        from crmdesk.views.leads.actions import LeadActions

        return LeadActions(self)

    def make_panel(self) -> QWidget:
        from crmdesk.views.leads.panel import LeadPanel

        return LeadPanel(self.workspace)

    def targets(self) -> list[Target]:
        return [Target(CONVERTED, _("Convert…"), "positive"), Target(DISQUALIFIED, _("Disqualify…"), "danger")]

    def quick_fields(self) -> list[QuickField]:
        return [
            QuickField("name", _("Name")),
            QuickField("company", words.word(self.desk, "company").one),
            QuickField("phone", _("Phone or e-mail")),
        ]

    def title(self) -> str:
        return words.word(self.desk, "lead").many

    def primary(self) -> str:
        return words.word(self.desk, "lead").new()

    def run_primary(self) -> None:
        self.workspace.navigator.new_record("lead")

    def empty_title(self) -> str:
        return _("No open leads yet")

    def found_columns(self) -> list[BoardColumn]:
        return lead_board.columns(self.desk, self.choices.view)

    def recounted(self, heads: Sequence[BoardColumn]) -> list[BoardColumn]:
        return lead_board.recounted(self.desk, self.choices.view, heads)

    def column_keys(self, ids: Sequence[int]) -> dict[int, Key]:
        return lead_board.column_keys(self.desk, ids)

    def closed_ids(self) -> list[int]:
        return lead_board.recently_closed(self.desk)

    def total(self) -> int:
        return lead_board.total(self.desk)

    def column_of(self, head: BoardColumn) -> Column:
        return column_of(head)

    def name_of(self, column: Any) -> str:
        return _("Recently closed") if column == CLOSED else self._heads[column].name
