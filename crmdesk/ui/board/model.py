"""The cards of one column, loaded a page at a time.  It asks for nothing that is not shown, and never moves a card."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt

from crmdesk.ui.board.cards import Card, Column, Provider, cut

MIME = "application/x-board-cards"
PAGE = 32
MAX_PAGES = 16

AnyIndex = QModelIndex | QPersistentModelIndex


class ColumnModel(QAbstractListModel):
    """One column, top first.

    The first page comes by LIMIT; the ordered ids of the whole column are fetched when something beyond it is wanted.
    ``removeRows`` stays unimplemented, so that Qt's clean-up after a drag cannot take a card away.
    """

    def __init__(self, provider: Provider, column: Column, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._provider = provider
        self.column = column
        self._rows = 0
        self._first: list[Card] | None = None
        self._ids: Sequence[int] | None = None
        self._row_of: dict[int, int] = {}
        self._pages: OrderedDict[int, list[Card | None]] = OrderedDict()
        self.first_limit = PAGE
        self._rows = column.count

    # What it holds

    def reload(self, column: Column) -> None:
        """Show this column from now on, forgetting everything loaded."""
        self.beginResetModel()
        self.column = column
        self._rows = column.count
        self._forget()
        self.endResetModel()

    def describe(self, column: Column) -> None:
        """Take a new header for the same cards."""
        self.column = column

    def refresh(self, ids: Collection[int]) -> None:
        """Forget the cards with these ids: their values changed, the order did not."""
        wanted = set(ids)
        if self._first is not None and any(card.id in wanted for card in self._first):
            self._first = None
            self._changed(0, self.first_limit)
        for page, cards in list(self._pages.items()):
            if any(self._id_in_page(page, place) in wanted for place in range(len(cards))):
                del self._pages[page]
                self._changed(page * PAGE, (page + 1) * PAGE)

    def all_ids(self) -> Sequence[int]:
        """The ids of the whole column in order."""
        if self._ids is None:
            self._take_ids()
        assert self._ids is not None
        return self._ids

    def row_of(self, card_id: int, search: bool = True) -> int:
        """The row of a card, or -1.  `search=False` looks only where no question is needed."""
        if self._ids is None:
            first = self._first_cards() if search else self._first or []
            found = next((row for row, card in enumerate(first) if card.id == card_id), -1)
            if found >= 0 or not search or self._rows <= len(first):
                return found
        ids = self.all_ids()
        if not self._row_of:
            self._row_of = {known: row for row, known in enumerate(ids)}
        return self._row_of.get(card_id, -1)

    def id_at(self, row: int) -> int | None:
        if not 0 <= row < self._rows:
            return None
        if self._ids is not None:
            return self._ids[row] if row < len(self._ids) else None
        first = self._first_cards()
        if row < len(first):
            return first[row].id
        ids = self.all_ids()
        return ids[row] if row < len(ids) else None

    def card(self, row: int) -> Card | None:
        """The card in a row; None when it was deleted meanwhile."""
        if self._ids is None:
            first = self._first_cards()
            if row < len(first):
                return first[row]
        page, place = divmod(row, PAGE)
        cards = self._pages.get(page)
        if cards is None:
            cards = self._load(page)
        self._pages.move_to_end(page)
        return cards[place] if place < len(cards) else None

    # Qt's questions

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else self._rows

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= self._rows:
            return None
        if role == Qt.ItemDataRole.UserRole:
            return self.id_at(index.row())
        text = _TEXTS.get(role)
        card = self.card(index.row()) if text is not None else None
        return None if text is None or card is None else text(card)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsDragEnabled
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        return mime_of([card_id for index in indexes if (card_id := self.id_at(index.row())) is not None])

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    # Loading

    def _first_cards(self) -> list[Card]:
        if self._first is None:
            limit = min(self.first_limit, self._rows)
            self._first = self._provider.first(self.column.key, limit)[:limit] if limit else []
        return self._first

    def _take_ids(self) -> None:
        """Fetch the ids; when their number is not the header's, somebody else wrote: the ids are right."""
        ids = self._provider.ids(self.column.key)
        self._row_of = {}
        if len(ids) > self._rows:
            self.beginInsertRows(QModelIndex(), self._rows, len(ids) - 1)
            self._ids, self._rows = ids, len(ids)
            self.endInsertRows()
        elif len(ids) < self._rows:
            self.beginRemoveRows(QModelIndex(), len(ids), self._rows - 1)
            self._ids, self._rows = ids, len(ids)
            self.endRemoveRows()
        else:
            self._ids = ids

    def _load(self, page: int) -> list[Card | None]:
        ids = list(self.all_ids()[page * PAGE : (page + 1) * PAGE])
        found = {card.id: card for card in self._first or ()}
        missing = [known for known in ids if known not in found]
        if missing:
            found.update((card.id, card) for card in self._provider.cards(missing))
        cards = [found.get(known) for known in ids]
        self._pages[page] = cards
        if len(self._pages) > MAX_PAGES:
            self._pages.popitem(last=False)
        return cards

    def _id_in_page(self, page: int, place: int) -> int | None:
        ids = self._ids or ()
        row = page * PAGE + place
        return ids[row] if row < len(ids) else None

    def _forget(self) -> None:
        self._first = None
        self._ids = None
        self._row_of = {}
        self._pages.clear()

    def _changed(self, first: int, after: int) -> None:
        last = min(after, self._rows) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first), self.index(last))


def mime_of(ids: Sequence[int]) -> QMimeData:
    """The ids as a drag carries them."""
    mime = QMimeData()
    mime.setData(MIME, ",".join(map(str, ids)).encode())
    return mime


def ids_in(mime: QMimeData) -> list[int]:
    """The ids a drag carries; none when it is something else."""
    text = bytes(mime.data(MIME).data()).decode("ascii", "replace")
    try:
        return [int(part) for part in text.split(",")] if text else []
    except ValueError:
        return []


def _tip(card: Card) -> str:
    """What the card may have cut off, and what its marks mean; as HTML, or Qt would guess whether it is."""
    from html import escape  # late: it reads all of HTML's entities, and a tip is rare

    lines = [cut(card.title), cut(card.subtitle), cut(card.marks_told), " · ".join(cut(tag) for tag in card.tags)]
    return "<br>".join(escape(line) for line in lines if line)


_TEXTS: dict[int, Callable[[Card], str]] = {
    Qt.ItemDataRole.DisplayRole: lambda card: cut(card.title),
    Qt.ItemDataRole.ToolTipRole: lambda card: f"<p>{_tip(card)}</p>",
    Qt.ItemDataRole.AccessibleTextRole: lambda card: card.sentence(),
}
