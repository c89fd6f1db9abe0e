"""One family of line icons (Lucide), tinted from the theme and cached.

Icons are asked for by the name of a file in ``resources/icons`` or by what they stand for in this program (`ALIASES`).
"""

from __future__ import annotations

from functools import cache
from weakref import WeakKeyDictionary

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractButton
from shiboken6 import isValid

from crmdesk.resources import resource
from crmdesk.ui import theme

SIZE = 18  # px at 100 %: the rail, the bar and the controls
STROKE = "1.75"  # Lucide draws 2 of 24, which is heavy at 18 px
FADED = 0.4

ALIASES = {
    "today": "sun",
    "opportunities": "tag",
    "opportunity": "tag",
    "leads": "funnel",
    "lead": "funnel",
    "contacts": "user",
    "contact": "user",
    "companies": "building-2",
    "company": "building-2",
    "products": "package",
    "product": "package",
    "quotes": "file-text",
    "quote": "file-text",
    "campaigns": "megaphone",
    "campaign": "megaphone",
    "dashboard": "chart-column",
    "kanban": "board",
    "bar-chart": "chart-column",
    "columns": "columns-3",
    "call": "phone",
    "meeting": "users",
    "e-mail": "mail",
    "email": "mail",
    "message": "message-square",
    "task": "square-check",
    "activity": "square-check",
    "note": "sticky-note",
    "document": "paperclip",
    "undo": "undo-2",
    "redo": "redo-2",
    "delete": "trash-2",
    "trash": "trash-2",
    "edit": "pencil",
    "grip": "grip-vertical",
    "panel": "panel-left",
    "sliders": "sliders-horizontal",
    "close": "x",
    "more": "ellipsis",
    "help": "circle-question-mark",
    "warning": "triangle-alert",
}

# Their own list: asking Qt for all widgets there are makes PySide wrap those of its own insides, which may be going.
_shown: WeakKeyDictionary[QAbstractButton | QAction, tuple[str, str, int, int]] = WeakKeyDictionary()
_pixmaps: dict[tuple[str, int, int, float], QPixmap] = {}


def pixmap(name: str, role: str | QColor = "muted", size: int = SIZE, ratio: float | None = None) -> QPixmap:
    """The icon as a picture of `size` x `size` px, in a role's colour or a given one (a stage's).

    Args:
        ratio: device pixels per px; that of the sharpest screen when not given.
    Raises:
        KeyError: there is no such icon.
    """
    ratio = ratio or QGuiApplication.instance().devicePixelRatio()  # type: ignore[union-attr]
    tint = role if isinstance(role, QColor) else theme.color(role)
    key = (name, tint.rgba(), size, ratio)
    if key not in _pixmaps:
        _pixmaps[key] = _render(name, tint, size, ratio)
    return _pixmaps[key]


def icon(name: str, role: str | QColor = "muted", size: int = SIZE, pad: int = 0) -> QIcon:
    """The icon for a button or an action, with a faded face for when it is disabled.

    It keeps the colours of the theme in use now; `put` is the way to an icon that follows the theme.

    Args:
        pad: empty px right of the drawing, for a button whose text would stand too near.
    """
    made = QIcon()
    face = pixmap(name, role, size)
    if pad:
        face = _on_ground(face, pad=pad)
    made.addPixmap(face, QIcon.Mode.Normal)
    made.addPixmap(_on_ground(face, opacity=FADED), QIcon.Mode.Disabled)
    made.addPixmap(face, QIcon.Mode.Selected)
    return made


def put(target: QAbstractButton | QAction, name: str, role: str = "muted", size: int = SIZE, pad: int = 0) -> None:
    """Give a button or an action an icon that follows changes of theme."""
    _shown[target] = (name, role, size, pad)
    target.setIcon(icon(name, role, size, pad))


def take_off(target: QAbstractButton | QAction) -> None:
    """Leave a button or an action without an icon."""
    _shown.pop(target, None)
    target.setIcon(QIcon())


def refresh_all() -> None:
    """Tint again every icon given by `put`; the theme calls this when it changes."""
    _pixmaps.clear()
    for target, (name, role, size, pad) in list(_shown.items()):
        if isValid(target):  # else Qt has deleted it, and only its Python side is left
            target.setIcon(icon(name, role, size, pad))


def tinted_svg(name: str, tint: QColor) -> str:
    """The icon's drawing in a colour, as SVG text."""
    return _source(ALIASES.get(name, name)).replace("currentColor", tint.name())


@cache
def _source(name: str) -> str:
    file = resource("icons", f"{name}.svg")
    if not file.exists():
        raise KeyError(f"no such icon: {name}")
    return file.read_text("utf-8").replace('stroke-width="2"', f'stroke-width="{STROKE}"')


def _render(name: str, tint: QColor, size: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # not needed before the first icon is painted

    drawing = QSvgRenderer(QByteArray(tinted_svg(name, tint).encode()))
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        drawing.render(painter, QRectF(0, 0, made.width(), made.height()))
    made.setDevicePixelRatio(ratio)
    return made


def _on_ground(face: QPixmap, pad: int = 0, opacity: float = 1.0) -> QPixmap:
    """The same picture on a wider empty ground, or fainter."""
    ratio = face.devicePixelRatio()
    made = QPixmap(face.width() + round(pad * ratio), face.height())
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        painter.setOpacity(opacity)
        painter.drawPixmap(0, 0, face)
    return made
