"""Charts as pictures and their figures as text, for other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QWidget

from crmdesk.ui import theme

MARGIN = 16
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@runtime_checkable
class Drawing(Protocol):
    """Something that draws itself for a picture in px at 100 %."""

    def export_size(self) -> QSize: ...
    def draw(self, painter: QPainter) -> None: ...


def picture(target: Drawing | QWidget, scale: float = 2.0) -> QImage:
    """The chart (or any widget) on the theme's surface, with `scale` device pixels a px."""
    size = _size(target)
    image = QImage(size * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    image.fill(theme.color("surface"))
    with QPainter(image) as painter:
        _draw(target, painter)
    return image


def save_png(target: Drawing | QWidget, path: str | Path, scale: float = 2.0) -> None:
    """Raises:
    OSError: the file cannot be written.
    """
    if not picture(target, scale).save(str(path)):
        raise OSError(f"cannot write {path}")


def save_svg(target: Drawing | QWidget, path: str | Path) -> None:
    """The chart as shapes and text that can be edited.

    Raises:
        OSError: the file cannot be written.
    """
    from PySide6.QtSvg import QSvgGenerator

    with Path(path).open("wb"):  # Qt only warns
        pass
    size = _size(target)
    page = QSvgGenerator()
    page.setFileName(str(path))
    page.setResolution(96)
    page.setSize(size)
    page.setViewBox(_rect(size))
    page.setTitle(target.accessibleName() if isinstance(target, QWidget) else "")
    with QPainter(page) as painter:
        painter.fillRect(_rect(size), theme.color("surface"))
        _draw(target, painter)


def save_csv(headers: Sequence[str], rows: Iterable[Sequence[Any]], path: str | Path) -> None:
    """RFC 4180, in UTF-8 with a mark that spreadsheets look for.

    Raises:
        OSError: the file cannot be written.
    """
    with Path(path).open("w", encoding="utf-8-sig", newline="") as file:
        _write(headers, rows, csv.writer(file, lineterminator="\r\n"))


def copy_image(target: Drawing | QWidget) -> None:
    QGuiApplication.clipboard().setImage(picture(target))


def copy_data(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """As lines with tabs, which spreadsheets paste into cells."""
    text = io.StringIO()
    _write(headers, rows, csv.writer(text, dialect="excel-tab", lineterminator="\n"))
    QGuiApplication.clipboard().setText(text.getvalue())


def safe_cell(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula, made harmless; numbers as they are."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value


def _write(headers: Sequence[str], rows: Iterable[Sequence[Any]], to: Any) -> None:
    for row in (headers, *rows):
        to.writerow([safe_cell(value) for value in row])


def _size(target: Drawing | QWidget) -> QSize:
    size = target.export_size() if isinstance(target, Drawing) else target.size()
    return size + QSize(2 * MARGIN, 2 * MARGIN)


def _rect(size: QSize) -> QRect:
    return QRect(QPoint(0, 0), size)


def _draw(target: Drawing | QWidget, painter: QPainter) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(MARGIN, MARGIN)
    if isinstance(target, Drawing):
        target.draw(painter)
    else:
        target.render(painter, QPoint(0, 0), renderFlags=QWidget.RenderFlag.DrawChildren)
