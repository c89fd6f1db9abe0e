"""The board of opportunities: the office's pipeline, worked by drag and by keys."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from crmdesk.sales import board, words
from crmdesk.sales import choices as offered
from crmdesk.sales.board import BoardColumn, Key
from crmdesk.texts import _
from crmdesk.ui.board import Column, Parts, Provider, QuickField, Target
from crmdesk.views.board import choices
from crmdesk.views.board.cards import CLOSED, BoardProvider, column_name, column_of, parts_of
from crmdesk.views.board.cards_screen import CardsScreen
from crmdesk.views.board.choices import Choices
from crmdesk.views.board.filters import BoardFilters

if TYPE_CHECKING:
    from crmdesk.views.board.actions import BoardActions


class BoardScreen(CardsScreen):
    """Columns of open opportunities by stage, owner or month of the expected day."""

    KIND = "opportunity"
    adds = "opportunity"
    KINDS = (
        *("opportunity", "activity", "stage", "pipeline", "company", "contact", "user", "tag", "tagging"),
        *("custom_field", "custom_choice"),
    )
    COLUMNS_BY = ("stage", "pipeline", "user")
    filters: BoardFilters

    def kept_choices(self) -> Choices:
        return choices.kept(self.desk)

    def keep_choices(self) -> None:
        choices.keep(self.desk, self.choices)

    def make_filters(self) -> BoardFilters:
        return BoardFilters(self.desk, self.choices)

    def provider(self) -> Provider:
        return BoardProvider(self.desk, lambda: self.choices.view, lambda: self.choices.hidden)

    @cached_property
    def acts(self) -> BoardActions:
        from crmdesk.views.board.actions import BoardActions

        return BoardActions(self)

    def make_panel(self) -> QWidget:
        from crmdesk.views.board.panel import CardPanel

        return CardPanel(self.workspace)

    def targets(self) -> list[Target]:
        return [Target("won", _("Won"), "positive"), Target("lost", _("Lost"), "danger")]

    def quick_fields(self) -> list[QuickField]:
        return [
            QuickField("client", words.client(), lambda text: self.acts.complete_client(text)),
            QuickField("title", _("Title")),
            QuickField("amount", _("Amount")),
        ]

    def title(self) -> str:
        return _("Board")

    def primary(self) -> str:
        return words.word(self.desk, "opportunity").new()

    def run_primary(self) -> None:
        self.workspace.navigator.new_record("opportunity", pipeline=self.choices.view.pipeline)

    def empty_title(self) -> str:
        return _("No open opportunities yet")

    def load(self) -> None:
        kept = choices.kept(self.desk).view.pipeline
        if self.choices.view.pipeline not in [known for known, _name in offered.choices("pipeline")]:
            self.choices = self.choices.looking(pipeline=kept)
        super().load()

    def found_columns(self) -> list[BoardColumn]:
        return board.columns(self.desk, self.choices.view)

    def recounted(self, heads: Sequence[BoardColumn]) -> list[BoardColumn]:
        return board.recounted(self.desk, self.choices.view, heads)

    def column_keys(self, ids: Sequence[int]) -> dict[int, Key]:
        return board.column_keys(self.desk, self.choices.view, ids)

    def closed_ids(self) -> list[int]:
        return board.recently_closed(self.desk, self.choices.view.pipeline)

    def total(self) -> int:
        return board.total(self.desk, self.choices.view.pipeline)

    def column_of(self, head: BoardColumn) -> Column:
        return column_of(head, self.choices.view, self.desk.currency)

    def name_of(self, column: Any) -> str:
        return _("Recently closed") if column == CLOSED else column_name(self._heads[column], self.choices.view)

    def parts(self) -> Parts:
        return parts_of(self.choices.hidden, [field.name for field in board.own_on_cards(self.desk)])

    def choose_fields(self) -> None:
        """Ask which fields the cards show."""
        from crmdesk.views.board.fields import ask_fields

        ask_fields(self)

    def hide_fields(self, hidden: Sequence[str]) -> None:
        """Show cards without these fields from now on."""
        self._keep(hidden=tuple(hidden))
        self.load()

    def is_by_hand(self) -> bool:
        return self.choices.view.order == board.BY_HAND and self.choices.view.grouping == board.BY_STAGE
