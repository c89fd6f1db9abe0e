"""Buttons and labels in the kinds that the style sheet knows."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from crmdesk.ui import formats, icons, theme
from crmdesk.ui.style import repolish

KINDS = ("plain", "primary", "danger", "positive", "icon", "quiet", "quiet-icon", "link", "chip")
_ICON_ROLE = {"primary": "on_accent", "danger": "danger", "positive": "positive", "icon": "text", "link": "accent"}


def button(
    text: str = "", kind: str = "plain", icon: str = "", *, small: bool = False, name: str = "", tip: str = ""
) -> QPushButton:
    """A push button of one of `KINDS`.

    Args:
        icon: an icon's name; the only face of the kinds "icon" and "quiet-icon", whose `text` is then only spoken.
        tip: shown on hover; the text of a button that is only an icon when not given.
    """
    bare = kind in ("icon", "quiet-icon")
    made = QPushButton("" if bare else text.replace("&", "&&"))
    made.setProperty("kind", kind)
    made.setProperty("small", small)
    made.setAccessibleName(text)
    made.setAutoDefault(False)
    made.setObjectName(name)
    made.setToolTip(tip or (text if bare else ""))
    if icon:
        size = 16 if small or kind in ("chip", "link") else icons.SIZE
        pad = 4 if made.text() else 0
        made.setIconSize(QSize(size + pad, size))
        icons.put(made, icon, _ICON_ROLE.get(kind, "muted"), size, pad)
    return made


def set_kind(target: QPushButton, kind: str) -> None:
    """Let a button be of another kind from now on."""
    target.setProperty("kind", kind)
    repolish(target)


def label(
    text: str = "", tone: str = "", size: int = theme.BODY, *, semibold: bool = False, wrap: bool = False
) -> QLabel:
    """A line of text.

    Args:
        tone: "" or a role of text: muted, danger, positive, warning, accent.
        size: px at 100 %.
    """
    made = _Wrapping(text) if wrap else QLabel(text)
    made.setProperty("tone", tone)
    made.setFont(theme.font(size, semibold))
    return made


class _Wrapping(QLabel):
    """A sentence over as many lines as it needs; its amounts stay whole."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setText(text)

    def setText(self, text: str) -> None:
        self._said = text
        super().setText(formats.unbroken(text))

    def text(self) -> str:
        """What was said, as it was said."""
        return self._said


def set_tone(target: QLabel, tone: str) -> None:
    """Let a label speak in another tone from now on."""
    target.setProperty("tone", tone)
    repolish(target)


def clear(parent: QWidget) -> None:
    """Take everything out of a widget's layout and let it go."""
    layout = parent.layout()
    while layout is not None and (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
