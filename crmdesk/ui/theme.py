"""Colours by role, measures and fonts; the only place with colour literals.

A widget asks for a role (``theme.color("muted")``) when it paints, never for a value, so that a change of theme is one
repaint.  Values and contrast are those of the design: at least 4.5:1 for every text on its ground.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics
from PySide6.QtWidgets import QApplication

THEMES = ("light", "dark", "system")

# role: (light, dark)
ROLES: dict[str, tuple[str, str]] = {
    "background": ("#f5f6f8", "#13161b"),
    "surface": ("#ffffff", "#1b1f26"),
    "sunken": ("#eceef2", "#171a20"),
    "raised": ("#ffffff", "#232831"),
    "line": ("#dfe3e8", "#2e343e"),
    "text": ("#1b1f27", "#e7eaef"),
    "muted": ("#5b6472", "#9ba5b4"),
    "accent": ("#3b5bdb", "#8fa8ff"),
    "on_accent": ("#ffffff", "#10131a"),
    "soft": ("#e6ebfc", "#27314f"),
    "positive": ("#18794e", "#62d39a"),
    "positive_ground": ("#e0f3e8", "#173327"),
    "warning": ("#8a5300", "#f0b75a"),
    "warning_ground": ("#fdf0d5", "#3a2d14"),
    "danger": ("#c22a3b", "#ff8a93"),
    "danger_ground": ("#fbe7e9", "#40191f"),
    "tip": ("#1b1f27", "#e7eaef"),
    "on_tip": ("#ffffff", "#13161b"),
    "paper": ("#ffffff", "#ffffff"),
    "ink": ("#000000", "#000000"),
    "shadow": ("#0b0e14", "#000000"),
}
# Paul Tol's bright set, which colour-blind people can tell apart.
STAGES = ("#4477aa", "#66ccee", "#228833", "#ccbb44", "#ee6677", "#aa3377", "#bbbbbb")

GAP, GAP_2, GAP_3, GAP_4 = 8, 12, 16, 24
MARGIN = 24
RAIL, RAIL_SMALL, RAIL_ROW, BAR = 204, 56, 34, 56
CONTROL, CONTROL_SMALL = 34, 28
ROW = 38
RADIUS, RADIUS_CARD, RADIUS_PANEL = 6, 8, 10
TAG, BODY, TITLE, FIGURE = 11, 13, 17, 24  # text sizes in px at 100 %


class Events(QObject):
    """Signals:
    changed: the roles have other values now; who keeps something drawn with the old ones draws it again.
    """

    changed = Signal()


events = Events()


class _Current:
    dark = False
    theme = "system"
    follows: QApplication | None = None  # whose system's colour scheme is listened to


def apply(app: QApplication, theme: str = "system") -> None:
    """Dress the application in one of `THEMES`: style, palette, font and style sheet.

    "system" follows the desktop's light or dark scheme, also when it changes later.
    """
    if theme not in THEMES:
        raise ValueError(f"no such theme: {theme}")
    _Current.theme = theme
    hints = app.styleHints()
    if _Current.follows is not app:
        _Current.follows = app
        hints.colorSchemeChanged.connect(_scheme_changed)
    if theme == "system":
        hints.unsetColorScheme()
        _dress(app, hints.colorScheme() == Qt.ColorScheme.Dark)
    else:
        # also tells the desktop how to draw the window's own frame
        hints.setColorScheme(Qt.ColorScheme.Dark if theme == "dark" else Qt.ColorScheme.Light)
        _dress(app, theme == "dark")


def chosen() -> str:
    """The theme that was applied last, one of `THEMES`."""
    return _Current.theme


def _scheme_changed(scheme: Qt.ColorScheme) -> None:
    if _Current.theme == "system" and _Current.follows is not None:
        _dress(_Current.follows, scheme == Qt.ColorScheme.Dark)


def _dress(app: QApplication, dark: bool) -> None:
    from crmdesk.ui import style

    _Current.dark = dark
    style.dress(app)
    events.changed.emit()


def set_dark(dark: bool) -> None:
    """Use the dark values from now on, or the light ones, for who paints by role; `apply` dresses everything."""
    if _Current.dark != dark:
        _Current.dark = dark
        events.changed.emit()


def is_dark() -> bool:
    return _Current.dark


def color(role: str) -> QColor:
    """The colour of a role (a key of `ROLES`) in the current theme."""
    return QColor(ROLES[role][_Current.dark])


def stage_color(place: int) -> QColor:
    """One of the stages' colours; places past the set begin again."""
    return QColor(STAGES[place % len(STAGES)])


def text_on(ground: QColor) -> QColor:
    """The dark text or white, whichever reads better on this ground."""
    return max((QColor(ROLES["text"][0]), QColor("#ffffff")), key=lambda ink: contrast(ink, ground))


def contrast(first: QColor, second: QColor) -> float:
    """The WCAG contrast of two colours, 1 to 21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def font(size: int = BODY, semibold: bool = False) -> QFont:
    """The application's font at a size in pixels, with figures of equal width."""
    made = QFont(QApplication.font())
    made.setPixelSize(size)
    made.setWeight(QFont.Weight.DemiBold if semibold else QFont.Weight.Normal)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def line_height(size: int = BODY) -> int:
    """How high a line of text of this size is, in px."""
    return QFontMetrics(font(size)).lineSpacing()


def _luminance(ground: QColor) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (ground.redF(), ground.greenF(), ground.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
