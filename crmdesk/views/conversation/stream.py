"""The messages themselves, oldest above newest, with the older ones fetched as somebody scrolls up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from crmdesk.sales.desk import Desk
from crmdesk.sales.messages import MessageRow
from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.panel import scrolled
from crmdesk.views.conversation.card import MessageCard
from crmdesk.views.conversation.words import day_of

_AT_THE_END = 40  # px


class Stream(QWidget):
    """The cards; those that stay the same are kept when messages come or change.

    Signals:
        asked: see `MessageCard`.
        document_opened: a document's id.
        older_requested: somebody scrolled to the top, and there are older ones.
    """

    asked = Signal(str, object)
    document_opened = Signal(object)
    older_requested = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._cards: dict[int, MessageCard] = {}
        self._days: dict[date, QLabel] = {}
        self._more = self._staying = False
        self._from_end = 0  # px from what is in sight to the newest message
        self._sought: int | None = None  # what stays in sight until somebody scrolls
        self.content = QWidget()
        self._column = QVBoxLayout(self.content)
        self._column.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        self._column.setSpacing(2)
        self._column.addStretch(1)  # stays last
        self.older = button(_("Show older messages"), "link", name="conversation.older")
        self.older.clicked.connect(self.older_requested)
        self.area: QScrollArea = scrolled(self.content)
        self.area.setObjectName("conversation.stream")
        self.area.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.area.verticalScrollBar().rangeChanged.connect(lambda _least, _most: self._stay())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.area)
        theme.events.changed.connect(self._dress)

    def show_rows(self, rows: Sequence[MessageRow], *, more: bool, anew: bool) -> None:
        """Show messages.

        Args:
            rows: the newest first.
            more: there are older ones.
            anew: go to the newest; else what is in sight stays there, unless it was the newest.
        """
        from_end = self._from_end
        self._more = more
        wanted = {row.id: row for row in reversed(rows)}
        self._let_go({known for known, card in self._cards.items() if wanted.get(known) != card.row})
        self._drop_days({row.at.date() for row in rows})
        self.older.setVisible(more)
        shown: list[QWidget] = [self.older]
        last: date | None = None
        for row in wanted.values():
            if (day := row.at.date()) != last:
                shown.append(self._day(row))
                last = day
            shown.append(self._card(row))
        self._arrange(shown)
        self._from_end = 0 if anew or from_end < _AT_THE_END else from_end
        if anew:
            self._sought = None
        self._stay()

    def go_to_end(self) -> None:
        """Show the newest message."""
        self._sought = None
        self._from_end = 0
        self._stay()

    def go_to(self, message: int) -> None:
        """Show a message, if it is among those here."""
        self._sought = message
        self._stay()

    def cards(self) -> list[MessageCard]:
        """The cards, the oldest first."""
        return sorted(self._cards.values(), key=lambda card: (card.row.at, card.row.id))

    def _arrange(self, shown: Sequence[QWidget]) -> None:
        """Put widgets into the column; those that stand right already are left alone, however many they are."""
        for place, widget in enumerate(shown):
            item = self._column.itemAt(place)
            if item is None or item.widget() is not widget:
                card = isinstance(widget, MessageCard)
                side = Qt.AlignmentFlag(0) if card else Qt.AlignmentFlag.AlignHCenter
                self._column.insertWidget(place, widget, 0, side)

    def _stay(self) -> None:
        """Keep what is in sight there while heights are found out, which for wrapped texts is only when they show."""
        bar = self.area.verticalScrollBar()
        self._staying = True
        sought = self._cards.get(self._sought or 0)
        bar.setValue(bar.maximum() - self._from_end if sought is None else sought.y() - theme.GAP)
        if sought is not None:
            self._from_end = bar.maximum() - bar.value()
        self._staying = False

    def _card(self, row: MessageRow) -> MessageCard:
        if row.id not in self._cards:
            made = self._cards[row.id] = MessageCard(self._desk, row)
            made.asked.connect(self.asked)
            made.document_opened.connect(self.document_opened)
        return self._cards[row.id]

    def _day(self, row: MessageRow) -> QLabel:
        day = row.at.date()
        if day not in self._days:
            self._days[day] = label(tone="muted", size=12)
        self._days[day].setText(day_of(self._desk, row.at))
        return self._days[day]

    def _drop_days(self, kept: set[date]) -> None:
        for day in self._days.keys() - kept:
            gone = self._days.pop(day)
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()

    def _let_go(self, ids: set[int]) -> None:
        for known in ids:
            gone = self._cards.pop(known)
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()

    def _scrolled(self, value: int) -> None:
        bar = self.area.verticalScrollBar()
        if self._staying or not self.isVisible():
            return
        self._from_end, self._sought = bar.maximum() - value, None
        if value == 0 and self._more and bar.maximum() > 0:
            self.older_requested.emit()

    def _dress(self) -> None:
        for card in self._cards.values():
            card.dress()
