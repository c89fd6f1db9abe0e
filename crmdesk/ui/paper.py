"""Texts on paper: pages and sheets of labels, as PDF files and as pictures of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QPaintDevice,
    QPainter,
    QPalette,
    QPixmap,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
)

from crmdesk.ui import theme
from crmdesk.ui.jobs import Cancelled
from crmdesk.ui.page_size import PaperSize
from crmdesk.ui.pdf import pdf_file

_EDGE = 25  # mm around a letter
_LABEL_EDGE, _LABEL_PADDING = 5, 5  # mm around a sheet, and inside a label
_LETTER_SIZE, _LABEL_SIZE = 11, 10  # pt
_LINE = 125  # percent
_MM = 25.4

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Grid:
    """How many labels a sheet holds."""

    across: int
    down: int

    def place(self, number: int, page: QRectF) -> QRectF:
        """Where a label is on its sheet, row by row."""
        wide, high = page.width() / self.across, page.height() / self.down
        row, column = divmod(number % (self.across * self.down), self.across)
        return QRectF(page.left() + column * wide, page.top() + row * high, wide, high)


def write_pdf(
    path: Path,
    texts: Sequence[str],
    grid: Grid | None,
    size: PaperSize,
    cancelled: threading.Event,
    progress: Progress,
) -> None:
    """Write letters, each beginning a page, or labels; the file is there whole or not at all.

    Raises:
        OSError: it cannot be written there.
        Cancelled: `cancelled` was set.
    """
    with pdf_file(path, size) as writer, QPainter(writer) as painter:
        for number, text in enumerate(texts):
            if cancelled.is_set():
                raise Cancelled
            _draw(painter, writer, size, text, number, grid, writer.newPage)
            progress(number + 1, len(texts))


def picture(texts: Sequence[str], grid: Grid | None, size: PaperSize, width: int, ratio: float) -> QPixmap:
    """The first page of letters or the first sheet of labels, so many px wide."""
    page = QPixmap(round(width * ratio), size.height_at(width * ratio))
    page.fill(theme.color("paper"))
    with QPainter(page) as painter:
        scale = page.width() / (size.width / _MM * page.logicalDpiX())
        painter.scale(scale, scale)
        shown = texts[: grid.across * grid.down] if grid else texts[:1]
        for number, text in enumerate(shown):
            _draw(painter, page, size, text, number, grid, None)
    page.setDevicePixelRatio(ratio)
    return page


def _draw(
    painter: QPainter,
    device: QPaintDevice,
    size: PaperSize,
    text: str,
    number: int,
    grid: Grid | None,
    new_page: Callable[[], object] | None,
) -> None:
    """Draw one text; `new_page` begins another page, None draws on the first alone."""
    mm = device.logicalDpiX() / _MM
    page = QRectF(0, 0, size.width * mm, size.height * mm)
    if grid is not None:
        if new_page is not None and number and number % (grid.across * grid.down) == 0:
            new_page()
        edge = _LABEL_EDGE * mm
        place = grid.place(number, page.adjusted(edge, edge, -edge, -edge))
        inner = place.adjusted(*(sign * _LABEL_PADDING * mm for sign in (1, 1, -1, -1)))
        document = _document("\n".join(filter(None, text.split("\n"))), device, _LABEL_SIZE, QSizeF(inner.width(), -1))
        _paint(painter, document, inner.topLeft(), QRectF(0, 0, inner.width(), inner.height()))
        return
    edge = _EDGE * mm
    inner = page.adjusted(edge, edge, -edge, -edge)
    document = _document(text, device, _LETTER_SIZE, inner.size())
    for sheet in range(document.pageCount() if new_page is not None else 1):
        if new_page is not None and (number or sheet):
            new_page()
        top = sheet * inner.height()
        _paint(painter, document, inner.topLeft() - QPointF(0, top), QRectF(0, top, inner.width(), inner.height()))


def _document(text: str, device: QPaintDevice, points: int, size: QSizeF) -> QTextDocument:
    document = QTextDocument()
    document.documentLayout().setPaintDevice(device)
    font = QFont(theme.font(theme.BODY))
    font.setPointSizeF(points)
    document.setDefaultFont(font)
    document.setDocumentMargin(0)
    document.setPlainText(text)
    cursor = QTextCursor(document)
    cursor.select(QTextCursor.SelectionType.Document)
    spaced = QTextBlockFormat()
    spaced.setLineHeight(_LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    cursor.mergeBlockFormat(spaced)
    if size.height() > 0:
        document.setPageSize(size)
    else:
        document.setTextWidth(size.width())
    return document


def _paint(painter: QPainter, document: QTextDocument, at: QPointF, part: QRectF) -> None:
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette.setColor(QPalette.ColorRole.Text, theme.color("ink"))  # type: ignore[attr-defined]
    context.clip = part  # type: ignore[attr-defined]
    painter.save()
    painter.translate(at)
    painter.setClipRect(part)
    document.documentLayout().draw(painter, context)
    painter.restore()
