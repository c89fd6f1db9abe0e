"""The board of opportunities: the office's pipeline, worked by drag and by keys."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crmdesk.models.errors import DomainError
from crmdesk.sales import board, words
from crmdesk.sales import choices as offered
from crmdesk.sales.board import BoardColumn, BoardView
from crmdesk.sales.changes import Changes
from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.board import Board, Column, QuickField, Target
from crmdesk.ui.empty import Empty
from crmdesk.views.board import choices
from crmdesk.views.board.cards import CLOSED, BoardProvider, column_name, column_of
from crmdesk.views.board.choices import Choices
from crmdesk.views.board.filters import BoardFilters
from crmdesk.views.screen import Screen, Workspace

if TYPE_CHECKING:
    from crmdesk.views.board.actions import BoardActions

LEFT = object()
"""Where a card is that left the board."""

FEW = 200
"""Up to so many changed cards only their columns are loaded again."""


class BoardScreen(Screen):
    """Columns of open opportunities by stage, owner or month of the expected day."""

    KINDS = ("opportunity", "activity", "stage", "pipeline", "company", "contact", "user", "tag", "tagging")

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.desk = workspace.desk
        self.choices: Choices = choices.kept(self.desk)
        self._heads: dict[Hashable, BoardColumn] = {}
        self.filters = BoardFilters(self.desk, self.choices)
        self.board = Board(BoardProvider(self.desk, lambda: self.choices.view))
        self.panel: QWidget | None = None
        self._wanted: dict[str, Any] = {}
        self._build()
        self._connect()

    def _build(self) -> None:
        self.empty = Empty("board", "", "")
        self._body = QStackedWidget()
        self._body.addWidget(self.board)
        self._body.addWidget(self.empty)
        self._across = QHBoxLayout()
        self._across.setSpacing(theme.GAP_3)
        self._across.addWidget(self._body, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.MARGIN, theme.GAP_2, theme.MARGIN, theme.MARGIN)
        layout.setSpacing(theme.GAP_2)
        layout.addWidget(self.filters)
        layout.addLayout(self._across, 1)
        self.setFocusProxy(self.board)
        self.board.set_targets([Target("won", _("Won"), "positive"), Target("lost", _("Lost"), "danger")])
        self.board.set_quick_fields(
            [
                QuickField("client", words.client(), lambda text: self.acts.complete_client(text)),
                QuickField("title", _("Title")),
                QuickField("amount", _("Amount")),
            ]
        )
        self._apply_look()

    def _connect(self) -> None:
        board_ = self.board
        # both after the drag's own loop has ended
        board_.move_requested.connect(self.move_cards, Qt.ConnectionType.QueuedConnection)
        board_.dropped_on_target.connect(self.close_cards, Qt.ConnectionType.QueuedConnection)
        board_.opened.connect(lambda card: self.acts.open_card(card))
        board_.delete_requested.connect(lambda ids: self.acts.delete_cards(ids))
        board_.card_menu_requested.connect(lambda ids, where: self.acts.open_card_menu(ids, where))
        board_.header_menu_requested.connect(lambda key, where: self.acts.open_header_menu(key, where))
        board_.filter_requested.connect(self._filter_by_state)
        board_.quick_added.connect(lambda column, typed: self.acts.quick_add(column, typed))
        board_.collapsed_changed.connect(lambda *_told: self._keep(folded=tuple(self.board.collapsed())))
        board_.zoom_changed.connect(lambda zoom: self._keep(zoom=zoom))
        board_.current_changed.connect(self._show_in_panel)
        self.filters.changed.connect(self.choose)
        self.filters.look.clicked.connect(self._open_look)
        self.empty.requested.connect(self.run_primary)
        self.empty.other_requested.connect(lambda: self.workspace.navigator.go("import", kind="opportunity"))

    # What a screen says of itself

    def title(self) -> str:
        return _("Board")

    def primary(self) -> str:
        return words.word(self.desk, "opportunity").new()

    def run_primary(self) -> None:
        self.workspace.navigator.new_record("opportunity", pipeline=self.choices.view.pipeline)

    def place(self) -> dict[str, Any]:
        return {"scroll": self.board.scroll_state()}

    def show_place(self, place: dict[str, Any]) -> None:
        self._wanted = place.get("scroll") or {}
        if self._stale is None:
            self._take_wanted_place()

    # Loading

    def load(self) -> None:
        kept = choices.kept(self.desk).view.pipeline
        if self.choices.view.pipeline not in [known for known, _name in offered.choices("pipeline")]:
            self.choices = self.choices.looking(pipeline=kept)
        self._take_heads(board.columns(self.desk, self.choices.view))
        self.filters.show_choices(self.choices)
        self._show_columns(None)
        self._take_wanted_place()

    def update_for(self, changes: Changes) -> None:
        self._load_changed(changes)
        back = [card for _key, card in self._shown_columns(changes.of("opportunity"))] if changes.undone else []
        if back:  # what came back is what is looked for
            self.board.select(back, focus=self.isAncestorOf(self.window().focusWidget()))

    def _load_changed(self, changes: Changes) -> None:
        """Load again only the columns that the changed cards left and reached."""
        ids = changes.of("opportunity")
        if changes.everything or len(ids) > FEW or changes.touches("stage", "pipeline", "user"):
            self.load()
            return
        shown = self._shown_columns(ids)
        unseen = ids - {card for _key, card in shown} - changes.added.get("opportunity", frozenset())
        reached = board.column_keys(self.desk, self.choices.view, list(ids))
        touched = {key for key, _card in shown} | set(reached.values())
        if self.choices.closed or unseen or not touched <= set(self._heads):
            self.load()
            return
        for head in (
            board.recounted(self.desk, self.choices.view, [self._heads[key] for key in touched]) if touched else ()
        ):
            self._heads[head.key] = head
        self._show_columns(touched, {card: reached.get(card, LEFT) for card in ids})

    def _shown_columns(self, ids: frozenset[int]) -> list[tuple[Hashable, int]]:
        """(column, card) of those of the cards that are on the board and loaded."""
        return [
            (panel.column.key, card)
            for panel in self.board.panels()
            for card in ids
            if panel.model.row_of(card, search=False) >= 0
        ]

    def _take_heads(self, found: Sequence[BoardColumn]) -> None:
        self._heads = {head.key: head for head in found}

    def _show_columns(self, touched: set[Hashable] | None, now_in: Mapping[int, Hashable] | None = None) -> None:
        view = self.choices.view
        columns = [column_of(head, view, self.desk.currency) for head in self._heads.values()]
        if self.choices.closed:
            columns.append(self._closed_column())
            touched = None if touched is None else touched | {CLOSED}
        self.board.set_by_hand(view.order == board.BY_HAND and view.grouping == board.BY_STAGE)
        self.board.reload(columns, touched, now_in or {})
        self.board.set_collapsed(self.choices.folded)
        shown = sum(head.count for head in self._heads.values())
        whole = board.total(self.desk, view.pipeline) if view.shown else shown
        self.filters.set_count(shown, whole)
        self._show_empty(whole)
        self._show_in_panel(self.board.current_id())

    def _closed_column(self) -> Column:
        count = len(board.recently_closed(self.desk, self.choices.view.pipeline))
        return Column(CLOSED, _("Recently closed"), 6, count, hint=_("Nothing was closed in the last 30 days."))

    def _show_empty(self, whole: int) -> None:
        if whole or self.choices.closed:
            self._body.setCurrentWidget(self.board)
            return
        self.empty.set_content(
            "board",
            _("No open opportunities yet"),
            self.primary(),
            plus=True,
            other=_("or import them from a file"),
        )
        self._body.setCurrentWidget(self.empty)

    def _take_wanted_place(self) -> None:
        wanted, self._wanted = self._wanted, {}
        if wanted:
            self.board.restore(wanted)

    # What is chosen

    def choose(self, chosen: Choices) -> None:
        """Look at the board in another way from now on."""
        self.choices = chosen
        self._remember()
        self.load()

    def _keep(self, **changed: Any) -> None:
        self.choices = replace(self.choices, **changed)
        self._remember()

    def _remember(self) -> None:
        try:
            choices.keep(self.desk, self.choices)
        except DomainError:
            return  # another program is writing; the choice holds until the window closes

    def _apply_look(self) -> None:
        self.board.set_density(self.choices.density)  # type: ignore[arg-type]
        self.board.set_zoom(self.choices.zoom)
        self.show_panel(self.choices.panel)

    def set_density(self, density: str) -> None:
        self._keep(density=density)
        self.board.set_density(density)  # type: ignore[arg-type]

    def show_closed(self, shown: bool) -> None:
        """Show or hide the column of what was closed in the last 30 days."""
        self._keep(closed=shown)
        self.load()

    def show_panel(self, shown: bool) -> None:
        """Show or hide the side panel for the current card."""
        if shown and self.panel is None:
            from crmdesk.views.board.panel import CardPanel

            self.panel = CardPanel(self.workspace)
            self._across.addWidget(self.panel)
        if self.panel is not None:
            self.panel.setVisible(shown)
        if shown != self.choices.panel:
            self._keep(panel=shown)
        self._show_in_panel(self.board.current_id())

    def _show_in_panel(self, card: int | None) -> None:
        if self.panel is not None and self.panel.isVisibleTo(self):
            self.panel.show_card(card)  # type: ignore[attr-defined]

    def _filter_by_state(self, _column: object, state: str) -> None:
        lit = self.choices.view.shown.activity == state
        self.choose(self.choices.showing(activity=None if lit else state))

    def _open_look(self) -> None:
        look = self.filters.look
        self.acts.open_look_menu(look.mapToGlobal(QPoint(0, look.height() + 4)))

    @cached_property
    def acts(self) -> BoardActions:
        """What is done on the board; imported with the first of it, because the program starts with this screen."""
        from crmdesk.views.board.actions import BoardActions

        return BoardActions(self)

    def move_cards(self, ids: list[int], column: Any, above: int | None) -> None:
        self.acts.move_cards(ids, column, above)

    def close_cards(self, ids: list[int], state: str) -> None:
        self.acts.close_cards(ids, state)

    def heads(self) -> list[BoardColumn]:
        """The columns as they stand."""
        return list(self._heads.values())

    def name_of(self, column: Any) -> str:
        """What a column is called."""
        return _("Recently closed") if column == CLOSED else column_name(self._heads[column], self.choices.view)

    def all_ids(self, column: Any) -> list[int]:
        """The ids of a column's cards in order."""
        return list(BoardProvider(self.desk, self._view).ids(column))

    def _view(self) -> BoardView:
        return self.choices.view
