"""The application's one style sheet, palette and font, made from the theme's roles."""

from __future__ import annotations

import atexit
import os
import re
import sys

from PySide6.QtCore import QTemporaryDir
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from crmdesk.resources import resource
from crmdesk.ui import icons, theme

# Style sheets take pictures from files only: name in the sheet -> (icon, role)
_PICTURES = {
    "check": ("check", "on_accent"),
    "dash": ("minus", "on_accent"),
    "tick": ("check", "accent"),
    "down": ("chevron-down", "muted"),
    "up": ("chevron-up", "muted"),
    "next": ("chevron-right", "muted"),
}
# Qt's own build for Linux has Fusion and no desktop's style; asking for it makes PySide wrap the whole class first, and
# every start would wait for that.
_BEGINS_WITH_FUSION = sys.platform.startswith("linux") and not os.environ.get("QT_STYLE_OVERRIDE")
_SCREENLESS = ("offscreen", "minimal")


def dress(app: QApplication) -> None:
    """Put style, font, palette and style sheet of the current theme on the application."""
    if not _BEGINS_WITH_FUSION and app.style().name() != "fusion":
        app.setStyle("fusion")
    app.setFont(base_font())
    app.setPalette(palette())
    QToolTip.setPalette(palette())
    app.setStyleSheet(sheet())
    icons.refresh_all()


def base_font() -> QFont:
    """The desktop's font at the body's size; without a desktop, Inter where it is installed."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if has_no_desktop() and QFontDatabase.hasFamily("Inter"):
        font = QFont("Inter")
    font.setPixelSize(theme.BODY)
    return font


def has_no_desktop() -> bool:
    """Whether there is no screen, or a bare one without a desktop's font and compositor."""
    platform = QGuiApplication.platformName()
    return platform in _SCREENLESS or (platform == "xcb" and not os.environ.get("XDG_CURRENT_DESKTOP"))


def palette() -> QPalette:
    """The roles as a palette, for what Qt draws without the style sheet."""
    role, group, color = QPalette.ColorRole, QPalette.ColorGroup, theme.color
    made = QPalette()
    for target, source in {
        role.Window: "background",
        role.WindowText: "text",
        role.Base: "surface",
        role.AlternateBase: "sunken",
        role.Text: "text",
        role.Button: "surface",
        role.ButtonText: "text",
        role.BrightText: "danger",
        role.PlaceholderText: "muted",
        role.Highlight: "soft",
        role.HighlightedText: "text",
        role.Accent: "accent",
        role.Link: "accent",
        role.LinkVisited: "accent",
        role.ToolTipBase: "tip",
        role.ToolTipText: "on_tip",
        role.Light: "surface",
        role.Midlight: "line",
        role.Mid: "line",
        role.Dark: "line",
    }.items():
        made.setColor(target, color(source))
    faded = QColor(color("muted"))
    faded.setAlphaF(0.6)
    for target in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(group.Disabled, target, faded)
    return made


def sheet() -> str:
    """The style sheet of ``resources/style`` with roles, measures and pictures filled in."""
    values = _values()
    template = resource("style", "app.qss").read_text("utf-8")
    return re.sub(r"\$(\w+)", lambda place: values[place[1]], template)


def _values() -> dict[str, str]:
    values = {name: theme.color(name).name() for name in theme.ROLES}
    for name, share in (("accent", 0.88), ("danger", 0.88)):
        values[f"{name}_hover"] = _mixed(theme.color(name), theme.color("text"), share)
    values["line_strong"] = _mixed(theme.color("line"), theme.color("muted"), 0.7)
    values["faded"] = _mixed(theme.color("muted"), theme.color("surface"), 0.55)
    values["hover"] = _mixed(theme.color("sunken"), theme.color("surface"), 0.7)
    if theme.is_dark():  # sunken is darker than the surface there, which reads as pressed rather than as lit
        values["hover"] = _mixed(theme.color("line"), theme.color("surface"), 0.55)
    return values | _pictures()


def _mixed(first: QColor, second: QColor, share: float) -> str:
    """A colour made of `share` of the first and the rest of the second."""
    parts = zip(first.getRgb()[:3], second.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(a * share + b * (1 - share)) for a, b in parts)).name()


class _Folder:
    kept: QTemporaryDir | None = None  # not Python's tempfile, which costs 4 ms to import


def _pictures() -> dict[str, str]:
    if _Folder.kept is None:
        _Folder.kept = QTemporaryDir()
        atexit.register(_Folder.kept.remove)
    made = {}
    for name, (icon, role) in _PICTURES.items():
        # the theme is in the file's name because Qt caches pictures by name
        file = _Folder.kept.filePath(f"{name}-{'dark' if theme.is_dark() else 'light'}.svg")
        if not os.path.exists(file):
            with open(file, "w", encoding="utf-8") as drawing:
                drawing.write(icons.tinted_svg(icon, theme.color(role)))
        made[f"picture_{name}"] = file
    return made


def repolish(widget: QWidget) -> None:
    """Let the style sheet see a property of the widget that has changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
