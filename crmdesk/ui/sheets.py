"""HTML on sheets of paper with a line below each: as PDF files, on a printer, and as pictures of them."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt, QThread, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QGuiApplication,
    QImage,
    QPagedPaintDevice,
    QPaintDevice,
    QPainter,
    QPalette,
    QPixmap,
    QTextDocument,
    QTextTable,
)

from crmdesk.ui import long_tables, theme
from crmdesk.ui.jobs import Cancelled
from crmdesk.ui.long_tables import LongTable
from crmdesk.ui.page_size import PaperSize
from crmdesk.ui.pdf import pdf_file

_EDGE, _BELOW = 18, 24  # mm at the sides, and below, where the line stands
_TEXT, _FOOTER = 9.5, 8.0  # pt
_MM = 25.4
_PIECE, _LEAST = 200, 60
"""Rows of a table that are laid out at once, at the most and at the least."""
_HAIR = 0.5  # px
_EDGE_OF_ROW = 0.7
"""So far below the text of a row, on the way to that of the next one, its line has been drawn."""

Progress = Callable[[int, int], None]


class _Document(QTextDocument):
    """Shows the pictures that are part of its text, and none from elsewhere."""

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        url = QUrl(name)
        return super().loadResource(kind, url) if url.scheme() == "data" else None


@dataclass(frozen=True)
class _Page:
    """A page of a document.

    Attributes:
        high: how much of it is shown; what is below stands on the next one.
    """

    document: _Document
    number: int
    high: float


class Sheets:
    """A text laid out on pages.

    A long table is laid out in pieces, each with the table's head, so that no row is cut in two, the program can do
    something else in between, and it can be stopped.  What a piece leaves below its last whole page, or below a row
    that would be cut, begins the next one.

    Args:
        size: of the paper.
        device: what it will be painted on; it is kept as long as this.

    Attributes:
        pages: how many there are.

    Raises:
        Cancelled: `cancelled` was set.
    """

    def __init__(
        self,
        html: str,
        footer: str,
        size: PaperSize,
        device: QPaintDevice,
        cancelled: threading.Event | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._footer, self._device, self._size = footer, device, size
        self._pages: list[_Page] = []
        table = long_tables.longest(html)
        if table is None:
            self._put(_document(html, device, size))
        else:
            self._lay_out(table, cancelled, progress)

    @property
    def pages(self) -> int:
        return len(self._pages)

    def move_to(self, thread: QThread) -> None:
        """Let another thread paint them from now on; called by the one that laid them out."""
        for page in self._pages:
            page.document.moveToThread(thread)

    def paint(self, painter: QPainter, page: int) -> None:
        """Paint a page, from 0."""
        _paint_page(painter, _inner(self._device, self._size), self._pages[page])
        text = self._footer.replace("{page}", str(page + 1)).replace("{pages}", str(self.pages))
        _paint_footer(painter, self._device, self._size, text)

    def _lay_out(self, table: LongTable, cancelled: threading.Event | None, progress: Progress | None) -> None:
        at, most, every = 0, _PIECE, len(table.rows)
        while at < every:
            if cancelled is not None and cancelled.is_set():
                raise Cancelled
            last = at + most >= every
            document = _document(table.piece(at, most), self._device, self._size)
            rows = _Rows.of(document, 0 if at else table.place, min(most, every - at))
            end = rows.end(last=last) if rows is not None else None
            if end is not None:
                self._put(document, end.page, end.high)
                at += end.row
                most = max(_LEAST, min(_PIECE, 2 * end.row))
            elif last:
                self._put(document)
                at = every
            else:  # they stand on one page, or are no rows to Qt: more of them at once
                most *= 2
            if progress is not None:
                progress(at, every)

    def _put(self, document: _Document, pages: int | None = None, high: float = 0) -> None:
        """Add pages of a document: all, or so many, and so much of the one after them."""
        whole = document.pageSize().height()
        count = document.pageCount() if pages is None else pages
        self._pages += [_Page(document, number, whole) for number in range(count)]
        if high > 0:
            self._pages.append(_Page(document, count, high))


@dataclass(frozen=True)
class _End:
    """Where a piece of a table is left: at a row, after so many whole pages and so much of the next."""

    row: int
    page: int
    high: float


class _Rows:
    """The rows of a table in a document, and on which page each stands.

    Args:
        following: the table after it.
    """

    def __init__(self, document: _Document, table: QTextTable, following: QTextTable | None) -> None:
        self._layout, self._table, self._following = document.documentLayout(), table, following
        self._head = table.format().toTableFormat().headerRowCount()
        self._high = document.pageSize().height()
        self._pages = document.pageCount()

    @classmethod
    def of(cls, document: _Document, place: int, count: int) -> _Rows | None:
        """Those of the table at this place; None where it is not as it was expected to be."""
        tables = [frame for frame in document.rootFrame().childFrames() if isinstance(frame, QTextTable)]
        if len(tables) <= place:
            return None
        found = cls(document, tables[place], tables[place + 1] if len(tables) > place + 1 else None)
        return found if found.count == count else None

    @property
    def count(self) -> int:
        return self._table.rows() - self._head

    def end(self, *, last: bool) -> _End | None:
        """Where to leave the piece: at the first row that is cut in two, or at the first of the last page unless
        nothing comes after it; None where all of it stays."""
        for page in range(1, self._pages):
            cut = self._first_from(page) - 1
            if cut > 0 and self._bottom(cut) > page * self._high + _HAIR:
                return self._before(cut)
        if last:
            return self._before(self.count - 1) if self.count > 1 and self._is_parted() else None
        row = self._first_from(self._pages - 1)
        return _End(row, self._pages - 1, 0) if row else None

    def _before(self, row: int) -> _End:
        """The end before a row."""
        top = self._top(row)
        page = int((top + _HAIR) / self._high)
        above = self._bottom(row - 1)
        if above <= page * self._high + _HAIR:
            return _End(row, page, 0)
        return _End(row, page, above + _EDGE_OF_ROW * (top - above) - page * self._high)

    def _is_parted(self) -> bool:
        """Whether a short table after this one, such as that of the totals, is not on the page of the last row."""
        if self._following is None:
            return False
        place = self._layout.frameBoundingRect(self._following)
        page = int((self._top(self.count - 1) + _HAIR) / self._high)
        return place.height() < self._high / 2 and place.bottom() > (page + 1) * self._high + _HAIR

    def _first_from(self, page: int) -> int:
        """The first row that begins on a page or after it."""
        return bisect_left(range(self.count), page * self._high - _HAIR, key=self._top)

    def _top(self, row: int) -> float:
        return min(self._lines(row, 0))

    def _bottom(self, row: int) -> float:
        return max(self._lines(row, -1))

    def _lines(self, row: int, which: int) -> list[float]:
        """Where the first lines of a row's cells begin, or with -1 its last ones end."""
        found = []
        for column in range(self._table.columns()):
            cell = self._table.cellAt(row + self._head, column)
            cursor = cell.lastCursorPosition() if which else cell.firstCursorPosition()
            block = cursor.block()
            lines = block.layout()
            line = lines.lineAt(lines.lineCount() - 1 if which else 0)
            top = self._layout.blockBoundingRect(block).top() + line.y()
            found.append(top + line.height() if which else top)
        return found


def write_pdf(
    path: Path,
    html: str,
    footer: str,
    size: PaperSize,
    title: str,
    cancelled: threading.Event,
    progress: Progress | None = None,
) -> None:
    """Write a PDF file; it is there whole or not at all.

    Args:
        footer: below each page, with places {page} and {pages}.
        title: of the document, as readers show it.

    Raises:
        OSError: it cannot be written there.
        Cancelled: `cancelled` was set.
    """
    with pdf_file(path, size, title) as writer:
        draw(writer, html, footer, size, cancelled, progress)


def draw(
    device: QPagedPaintDevice,
    html: str,
    footer: str,
    size: PaperSize,
    cancelled: threading.Event | None = None,
    progress: Progress | None = None,
) -> None:
    """Draw all pages on a printer or a file.

    Raises:
        Cancelled: `cancelled` was set.
    """
    with QPainter(device) as painter:
        sheets = Sheets(html, footer, size, device, cancelled, _half(progress, 0))
        tell = _half(progress, 1)
        for page in range(sheets.pages):
            if cancelled is not None and cancelled.is_set():
                raise Cancelled
            if page:
                device.newPage()
            sheets.paint(painter, page)
            tell(page + 1, sheets.pages)


def _half(progress: Progress | None, which: int) -> Progress:
    """The progress of the first or the second half of the work."""

    def tell(done: int, whole: int) -> None:
        if progress is not None:
            progress(which * whole + done, 2 * whole)

    return tell


class Pictures:
    """The pages of a text as pictures, so many px wide."""

    def __init__(
        self,
        html: str,
        footer: str,
        size: PaperSize,
        width: int,
        ratio: float,
        cancelled: threading.Event | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._device = QImage(round(width * ratio), size.height_at(width * ratio), QImage.Format.Format_RGB32)
        self._size, self._ratio = size, ratio
        self.sheets = Sheets(html, footer, size, self._device, cancelled, progress)

    def page(self, number: int) -> QPixmap:
        """A page, from 0; the last one where there are not so many."""
        shown = self._device
        shown.fill(Qt.GlobalColor.white)
        with QPainter(shown) as painter:
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
            scale = shown.width() / (self._size.width / _MM * shown.logicalDpiX())
            painter.scale(scale, scale)
            self.sheets.paint(painter, min(number, self.sheets.pages - 1))
        made = QPixmap.fromImage(shown)
        made.setDevicePixelRatio(self._ratio)
        return made


def _font(points: float) -> QFont:
    """The application's font with the plain shape of each letter: a PDF does not tell what others are."""
    font = QFont(QGuiApplication.font())
    font.setPointSizeF(points)
    for feature in ("calt", "case", "liga", "tnum"):
        font.setFeature(QFont.Tag(feature), 0)
    return font


def _inner(device: QPaintDevice, size: PaperSize) -> QRectF:
    """The part of a page that text stands in."""
    mm = device.logicalDpiX() / _MM
    return QRectF(_EDGE * mm, _EDGE * mm, (size.width - 2 * _EDGE) * mm, (size.height - _EDGE - _BELOW) * mm)


def _document(html: str, device: QPaintDevice, size: PaperSize) -> _Document:
    document = _Document()
    document.documentLayout().setPaintDevice(device)
    document.setDefaultFont(_font(_TEXT))
    document.setDefaultStyleSheet("p { margin-top: 0; margin-bottom: 2pt }")
    document.setDocumentMargin(0)
    document.setPageSize(_inner(device, size).size())  # first: it would be laid out a second time
    document.setHtml(html)
    return document


def _paint_page(painter: QPainter, inner: QRectF, page: _Page) -> None:
    part = QRectF(0, page.number * inner.height(), inner.width(), page.high)
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette.setColor(QPalette.ColorRole.Text, theme.color("ink"))  # type: ignore[attr-defined]
    context.clip = part  # type: ignore[attr-defined]
    painter.save()
    painter.translate(inner.topLeft() - QPointF(0, part.top()))
    painter.setClipRect(part)
    page.document.documentLayout().draw(painter, context)
    painter.restore()


def _paint_footer(painter: QPainter, device: QPaintDevice, size: PaperSize, text: str) -> None:
    painter.setFont(QFont(_font(_FOOTER), device))
    painter.setPen(Qt.GlobalColor.darkGray)
    mm, inner = device.logicalDpiX() / _MM, _inner(device, size)
    below = QRectF(inner.left(), (size.height - _BELOW) * mm, inner.width(), (_BELOW - 10) * mm)
    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)
