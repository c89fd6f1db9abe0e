"""HTML on A4 sheets with a line below each: as PDF files, on a printer, and as pictures of them."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QGuiApplication,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPalette,
    QPdfWriter,
    QPixmap,
    QTextDocument,
)

from crmdesk.ui import theme
from crmdesk.ui.jobs import Cancelled
from crmdesk.ui.paper import A4

_EDGE, _BELOW = 18, 24  # mm at the sides, and below, where the line stands
_TEXT, _FOOTER = 9.5, 8.0  # pt
_DPI = 300
_MM = 25.4

Progress = Callable[[int, int], None]


class _Document(QTextDocument):
    """Shows the pictures that are part of its text, and none from elsewhere."""

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        url = QUrl(name)
        return super().loadResource(kind, url) if url.scheme() == "data" else None


def write_pdf(
    path: Path, html: str, footer: str, title: str, cancelled: threading.Event, progress: Progress | None = None
) -> None:
    """Write a PDF file; it is there whole or not at all.

    Args:
        footer: below each page, with places {page} and {pages}.
        title: of the document, as readers show it.

    Raises:
        OSError: it cannot be written there.
        Cancelled: `cancelled` was set.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with open(part, "wb"):  # says why it cannot be written, which Qt does not
            pass
        writer = QPdfWriter(str(part))
        writer.setTitle(title)
        writer.setResolution(_DPI)
        writer.setPageLayout(whole_page())
        draw(writer, html, footer, cancelled, progress)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def whole_page() -> QPageLayout:
    """A4 without margins of its own."""
    return QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF())


def draw(
    device: QPagedPaintDevice,
    html: str,
    footer: str,
    cancelled: threading.Event | None = None,
    progress: Progress | None = None,
) -> None:
    """Draw all pages on a printer or a file.

    Raises:
        Cancelled: `cancelled` was set.
    """
    with QPainter(device) as painter:
        document = _document(html, device)
        pages = document.pageCount()
        for page in range(pages):
            if cancelled is not None and cancelled.is_set():
                raise Cancelled
            if page:
                device.newPage()
            _draw_page(painter, device, document, page, footer)
            if progress is not None:
                progress(page + 1, pages)


def picture(html: str, footer: str, page: int, width: int, ratio: float) -> tuple[QPixmap, int]:
    """One page, so many px wide, and how many there are.

    Args:
        page: from 0; the last one where there are not so many.
    """
    shown = QPixmap(round(width * ratio), round(width * ratio * A4[1] / A4[0]))
    shown.fill(Qt.GlobalColor.white)
    document = _document(html, shown)
    pages = document.pageCount()
    with QPainter(shown) as painter:
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        scale = shown.width() / (A4[0] / _MM * shown.logicalDpiX())
        painter.scale(scale, scale)
        _draw_page(painter, shown, document, min(page, pages - 1), footer)
    shown.setDevicePixelRatio(ratio)
    return shown, pages


def _font(points: float) -> QFont:
    """The application's font with the plain shape of each letter: a PDF does not tell what others are."""
    font = QFont(QGuiApplication.font())
    font.setPointSizeF(points)
    for feature in ("calt", "case", "liga", "tnum"):
        font.setFeature(QFont.Tag(feature), 0)
    return font


def _inner(device: QPaintDevice) -> QRectF:
    """The part of a page that text stands in."""
    mm = device.logicalDpiX() / _MM
    return QRectF(_EDGE * mm, _EDGE * mm, (A4[0] - 2 * _EDGE) * mm, (A4[1] - _EDGE - _BELOW) * mm)


def _document(html: str, device: QPaintDevice) -> QTextDocument:
    document = _Document()
    document.documentLayout().setPaintDevice(device)
    document.setDefaultFont(_font(_TEXT))
    document.setDefaultStyleSheet("p { margin-top: 0; margin-bottom: 2pt }")
    document.setDocumentMargin(0)
    document.setPageSize(_inner(device).size())  # first: it would be laid out a second time
    document.setHtml(html)
    return document


def _draw_page(painter: QPainter, device: QPaintDevice, document: QTextDocument, page: int, footer: str) -> None:
    inner = _inner(device)
    part = QRectF(0, page * inner.height(), inner.width(), inner.height())
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette.setColor(QPalette.ColorRole.Text, theme.color("ink"))  # type: ignore[attr-defined]
    context.clip = part  # type: ignore[attr-defined]
    painter.save()
    painter.translate(inner.topLeft() - QPointF(0, part.top()))
    painter.setClipRect(part)
    document.documentLayout().draw(painter, context)
    painter.restore()
    painter.setFont(QFont(_font(_FOOTER), device))
    painter.setPen(Qt.GlobalColor.darkGray)
    mm = device.logicalDpiX() / _MM
    below = QRectF(inner.left(), (A4[1] - _BELOW) * mm, inner.width(), (_BELOW - 10) * mm)
    text = footer.replace("{page}", str(page + 1)).replace("{pages}", str(document.pageCount()))
    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)
