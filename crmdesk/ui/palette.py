"""The command palette: type a few letters to go anywhere, run anything, open any record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget
from shiboken6 import isValid

from crmdesk.texts import _, _n
from crmdesk.ui import icons, rows, theme
from crmdesk.ui.buttons import label
from crmdesk.ui.dialogs import dim_color, paint_sheet
from crmdesk.ui.panel import Hairline
from crmdesk.ui.toast import announce

WIDTH, TALLEST = 620, 430
RECENT = 6
ENTRY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Entry:
    """One thing the palette can do.

    Attributes:
        run: done when it is chosen, after the palette has closed.
        key: tells it from others when it is remembered as recent; the title when not given.
    """

    title: str
    detail: str
    icon: str
    run: Callable[[], object]
    shortcut: str = ""
    key: str = ""

    def identity(self) -> str:
        return self.key or self.title


Source = Callable[[str], Sequence[Entry]]
Answer = Callable[[Sequence[Entry]], None]
SlowSource = Callable[[str, Answer], None]


class Palette(QWidget):
    """Covers its window while open.  Up, Down, Page Up and Page Down move; Enter runs; Esc closes.

    Entries are asked from sources at each keystroke and shown under the source's title.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("palette")
        self._sources: list[tuple[str, Source | None, SlowSource | None]] = []
        self._recent: list[Entry] = []
        self._asked = 0  # the number of the newest question
        self._answers: dict[int, Sequence[Entry]] = {}  # place of the source -> its answer to the newest question
        self._came_from: QWidget | None = None
        self._build()
        window.installEventFilter(self)
        self.hide()

    def _build(self) -> None:
        self.sheet = QFrame(self)
        column = self._column = QVBoxLayout(self.sheet)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(16, 10, 16, 10)
        top.setSpacing(theme.GAP_2)
        self._glass = QLabel()
        self.line = QLineEdit()
        self.line.setObjectName("palette.text")
        self.line.setProperty("bare", True)
        self.line.setFont(theme.font(15))
        self.line.setPlaceholderText(_("Search or run…"))
        self.line.setAccessibleName(_("Search or run"))
        self.line.textChanged.connect(self._asked_for)
        self.line.installEventFilter(self)
        top.addWidget(self._glass)
        top.addWidget(self.line, 1)
        self.list = QListView()
        self.list.setObjectName("palette.rows")
        self.list.setProperty("floating", "bare")
        self.list.setAccessibleName(_("Results"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setItemDelegate(rows.RowDelegate(self.list))
        self.list.clicked.connect(self._run)
        self._model = QStandardItemModel(self)
        self.list.setModel(self._model)
        self._nothing = label(tone="muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setFixedHeight(72)
        foot = label(_("↑ ↓ to move     Enter to run     Esc to close"), tone="muted", size=theme.TAG)
        foot.setContentsMargins(16, 7, 16, 8)
        for part in (Hairline(), self.list, self._nothing, Hairline(), foot):
            if column.count() == 0:
                column.addLayout(top)
            column.addWidget(part)

    # sources

    def add_source(self, title: str, source: Source) -> None:
        """Ask this at each keystroke; it answers at once, best first, also for the empty text."""
        self._sources.append((title, source, None))

    def add_slow_source(self, title: str, source: SlowSource) -> None:
        """Ask this at each keystroke; it calls the function it is given, on the GUI thread, when it knows.

        An answer that comes after the text has changed is dropped.
        """
        self._sources.append((title, None, source))

    def recent(self) -> list[Entry]:
        return list(self._recent)

    def set_recent(self, entries: Sequence[Entry]) -> None:
        """What is offered first while nothing is typed, newest first."""
        self._recent = list(entries)[:RECENT]

    # opening and closing

    def open(self, text: str = "") -> None:
        """Show the palette over its window, ready to be typed in."""
        if not self.isVisible():
            self._came_from = self.window().focusWidget()
        self._glass.setPixmap(icons.pixmap("search", "muted", 18))
        self.setGeometry(self._window.rect())
        self.line.setText(text)
        self._asked_for(text)
        self.show()
        self.raise_()
        self.line.setFocus()

    def close_palette(self) -> None:
        self._asked += 1  # whatever is still being asked comes too late
        self.hide()
        if self._came_from is not None and isValid(self._came_from):
            self._came_from.setFocus()
        self._came_from = None

    # asking

    def _asked_for(self, text: str) -> None:
        self._asked += 1
        self._answers = {}
        for place, (_title, source, slow) in enumerate(self._sources):
            if source is not None:
                self._answers[place] = source(text.strip())
            elif slow is not None:
                slow(text.strip(), self._answer_to(self._asked, place))
        self._show_answers()

    def _answer_to(self, number: int, place: int) -> Answer:
        def answer(entries: Sequence[Entry]) -> None:
            if number == self._asked:
                self._answers[place] = entries
                self._show_answers()

        return answer

    def _show_answers(self) -> None:
        """Write the rows anew, and keep the lit one lit where it still is."""
        lit = self.list.currentIndex().data(ENTRY)
        self._model.clear()
        seen: set[str] = set()
        if not self.line.text().strip():
            self._add_section(_("Recent"), self._recent, seen)
        for place, (title, _source, _slow) in enumerate(self._sources):
            self._add_section(title, self._answers.get(place, ()), seen)
        some = self._model.rowCount() > 0
        self._nothing.setText("" if some else _("Nothing found. Try fewer letters."))
        self._nothing.setVisible(not some)
        self.list.setVisible(some)
        self._light(self._row_of(lit) if lit is not None else 0)
        self._place_sheet()
        if self.isVisible():
            announce(self.list, _n("{n} result", "{n} results", len(seen)))

    def _add_section(self, title: str, entries: Sequence[Entry], seen: set[str]) -> None:
        fresh = [entry for entry in entries if entry.identity() not in seen]
        if not fresh:
            return
        heading = QStandardItem(title)
        heading.setData(True, rows.SECTION)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        self._model.appendRow(heading)
        for entry in fresh:
            seen.add(entry.identity())
            item = QStandardItem(entry.title)
            item.setData(entry, ENTRY)
            item.setData(entry.detail, rows.DETAIL)
            item.setData(entry.icon, rows.ICON)
            item.setData(entry.shortcut, rows.KEYS)
            item.setData(f"{entry.title} {entry.detail}".strip(), Qt.ItemDataRole.AccessibleTextRole)
            self._model.appendRow(item)

    def _row_of(self, entry: Entry) -> int:
        for row in range(self._model.rowCount()):
            known = self._model.item(row).data(ENTRY)
            if known is not None and known.identity() == entry.identity():
                return row
        return 0

    # moving and running

    def _light(self, row: int, step: int = 1) -> None:
        """Light a row, or the next one in a direction that is no heading."""
        count = self._model.rowCount()
        for _try in range(count):
            row %= count
            if self._model.item(row).data(ENTRY) is not None:
                self.list.setCurrentIndex(self._model.index(row, 0))
                if row <= 1:
                    self.list.scrollToTop()  # with the first heading
                return
            row += step

    def _move(self, by: int) -> None:
        if not self._model.rowCount():
            return
        row = self.list.currentIndex().row() + by
        if abs(by) > 1:
            row = max(0, min(row, self._model.rowCount() - 1))
        self._light(row, 1 if by > 0 or row == 0 else -1)
        announce(self.list, str(self.list.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole) or ""))

    def _run(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY)
        if entry is None:
            return
        others = [known for known in self._recent if known.identity() != entry.identity()]
        self._recent = [entry, *others][:RECENT]
        self.close_palette()
        entry.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parent() and event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._window.rect())
            self._place_sheet()
        if watched is self.line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if event.key() in steps:
            self._move(steps[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.close_palette()
        elif event.key() not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):  # Tab has nowhere to go while this is open
            return False
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.close_palette()

    # painting

    def _place_sheet(self) -> None:
        wide = min(WIDTH, self.width() - 32)
        rows_high = sum(self.list.sizeHintForRow(row) for row in range(min(self._model.rowCount(), 24))) + 10
        room = max(120, min(TALLEST, self.height() - 220))
        self.list.setFixedHeight(min(rows_high, room))
        self.sheet.setFixedWidth(wide)
        self._column.activate()
        self.sheet.adjustSize()
        self.sheet.move((self.width() - wide) // 2, max(24, self.height() // 9))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), dim_color())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_sheet(painter, QRectF(QRect(self.sheet.geometry())))
