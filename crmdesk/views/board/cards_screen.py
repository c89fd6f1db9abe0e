"""What every board does, whatever its cards are: loading, filters, the look that is kept, and telling what was done."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crmdesk.models.errors import DomainError
from crmdesk.sales.board import BoardColumn, Key
from crmdesk.sales.changes import Changes
from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.board import Board, Column, Parts, Provider, QuickField, Target
from crmdesk.ui.empty import Empty
from crmdesk.views.board.cards import CLOSED
from crmdesk.views.board.choices import Choices
from crmdesk.views.board.filters import CardFilters
from crmdesk.views.screen import Screen, Workspace

LEFT = object()
"""Where a card is that left the board."""

FEW = 200
"""Up to so many changed cards only their columns are loaded again."""


class CardActions(Protocol):
    """What is done on a board; each function asks for what it needs."""

    def open_card(self, card: int) -> None: ...
    def move_cards(self, ids: list[int], column: Any, above: int | None) -> None: ...
    def close_cards(self, ids: list[int], target: str) -> None: ...
    def delete_cards(self, ids: list[int]) -> None: ...
    def quick_add(self, column: Any, typed: dict[str, str]) -> None: ...
    def open_card_menu(self, ids: list[int], where: QPoint) -> None: ...
    def open_header_menu(self, column: Any, where: QPoint) -> None: ...
    def open_look_menu(self, where: QPoint) -> None: ...


class CardsScreen(Screen):
    """Columns of cards under a row of filters.

    Attributes:
        KIND: what a card is.
        COLUMNS_BY: the kinds whose changes make other columns.
        EXTRAS: what such a board has beside its cards: a column of closed ones, a side panel, a list to open them as.
    """

    KIND = ""
    COLUMNS_BY: tuple[str, ...] = ("user",)
    EXTRAS: tuple[str, ...] = ("closed", "panel", "list")

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.desk = workspace.desk
        self.choices: Choices = self.kept_choices()
        self._heads: dict[Hashable, BoardColumn] = {}
        self.filters = self.make_filters()
        self.board = Board(self.provider())
        self.panel: QWidget | None = None
        self._wanted: dict[str, Any] = {}
        self._build()
        self._connect()

    # What tells one board from another

    def kept_choices(self) -> Choices:
        """What the user chose last."""
        raise NotImplementedError

    def keep_choices(self) -> None:
        """Keep what is chosen for the next time."""
        raise NotImplementedError

    def make_filters(self) -> CardFilters:
        raise NotImplementedError

    def provider(self) -> Provider:
        raise NotImplementedError

    @cached_property
    def acts(self) -> CardActions:
        """What is done on the board; imported with the first of it, because the program starts with a board."""
        raise NotImplementedError

    def make_panel(self) -> QWidget:
        """The side panel; its `show_card` takes an id or None."""
        raise NotImplementedError

    def targets(self) -> list[Target]:
        raise NotImplementedError

    def quick_fields(self) -> list[QuickField]:
        raise NotImplementedError

    def empty_title(self) -> str:
        """What stands where no card is."""
        raise NotImplementedError

    def found_columns(self) -> list[BoardColumn]:
        raise NotImplementedError

    def recounted(self, heads: Sequence[BoardColumn]) -> list[BoardColumn]:
        """The same columns with fresh figures."""
        raise NotImplementedError

    def column_keys(self, ids: Sequence[int]) -> dict[int, Key]:
        """The key of the column each card is in now."""
        raise NotImplementedError

    def closed_ids(self) -> list[int]:
        """The recently closed ones."""
        raise NotImplementedError

    def total(self) -> int:
        """How many cards there are, whatever is filtered."""
        raise NotImplementedError

    def column_of(self, head: BoardColumn) -> Column:
        """A column's head in the reader's language."""
        raise NotImplementedError

    def name_of(self, column: Any) -> str:
        """What a column is called."""
        raise NotImplementedError

    def is_by_hand(self) -> bool:
        """Whether a drop may choose the place inside a column."""
        return False

    def parts(self) -> Parts:
        """What the cards need room for."""
        return Parts()

    # Building

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
        self.board.set_targets(self.targets())
        self.board.set_quick_fields(self.quick_fields())
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
        self.empty.other_requested.connect(lambda: self.workspace.navigator.go("import", kind=self.KIND))

    # What a screen says of itself

    def place(self) -> dict[str, Any]:
        return {"scroll": self.board.scroll_state()}

    def show_place(self, place: dict[str, Any]) -> None:
        self._wanted = place.get("scroll") or {}
        if self._stale is None:
            self._take_wanted_place()

    # Loading

    def load(self) -> None:
        self.board.set_parts(self.parts())
        self._take_heads(self.found_columns())
        self.filters.show_choices(self.choices)
        self._show_columns(None)
        self._take_wanted_place()

    def update_for(self, changes: Changes) -> None:
        self._load_changed(changes)
        back = [card for _key, card in self._shown_columns(changes.of(self.KIND))] if changes.undone else []
        if back:  # what came back is what is looked for
            self.board.select(back, focus=self.isAncestorOf(self.window().focusWidget()))

    def _load_changed(self, changes: Changes) -> None:
        """Load again only the columns that the changed cards left and reached."""
        ids = changes.of(self.KIND)
        if changes.everything or len(ids) > FEW or changes.touches(*self.COLUMNS_BY):
            self.load()
            return
        shown = self._shown_columns(ids)
        unseen = ids - {card for _key, card in shown} - changes.added.get(self.KIND, frozenset())
        reached = self.column_keys(list(ids))
        touched = {key for key, _card in shown} | set(reached.values())
        if self.choices.closed or unseen or not touched <= set(self._heads):
            self.load()
            return
        for head in self.recounted([self._heads[key] for key in touched]) if touched else ():
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
        columns = [self.column_of(head) for head in self._heads.values()]
        if self.choices.closed:
            columns.append(self._closed_column())
            touched = None if touched is None else touched | {CLOSED}
        self.board.set_by_hand(self.is_by_hand())
        self.board.reload(columns, touched, now_in or {})
        self.board.set_collapsed(self.choices.folded)
        shown = sum(head.count for head in self._heads.values())
        whole = self.total() if self.choices.view.shown else shown
        self.filters.set_count(shown, whole)
        self._show_empty(whole)
        self._show_in_panel(self.board.current_id())

    def _closed_column(self) -> Column:
        hint = _("Nothing was closed in the last 30 days.")
        return Column(CLOSED, _("Recently closed"), 6, len(self.closed_ids()), hint=hint)

    def _show_empty(self, whole: int) -> None:
        if whole or self.choices.closed:
            self._body.setCurrentWidget(self.board)
            return
        self.empty.set_content(
            "board", self.empty_title(), self.primary(), plus=True, other=_("or import them from a file")
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
            self.keep_choices()
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
            self.panel = self.make_panel()
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

    def move_cards(self, ids: list[int], column: Any, above: int | None) -> None:
        self.acts.move_cards(ids, column, above)

    def close_cards(self, ids: list[int], target: str) -> None:
        self.acts.close_cards(ids, target)

    def open_column(self, column: Any) -> None:
        """Show a column's cards as a list."""
        self.workspace.navigator.open_rows(self.name_of(column), self.KIND, self.all_ids(column))

    def heads(self) -> list[BoardColumn]:
        """The columns as they stand."""
        return list(self._heads.values())

    def all_ids(self, column: Any) -> list[int]:
        """The ids of a column's cards in order."""
        return list(self.provider().ids(column))
