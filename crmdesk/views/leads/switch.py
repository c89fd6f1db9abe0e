"""The way between the list of leads and their board."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.chips import Pill
from crmdesk.views.screen import Navigator


class ListOrBoard(QWidget):
    """Two pills, of which the one of this screen is lit; the other leads there.

    Args:
        here: the key of the screen it stands on, ``leads`` or ``lead-board``.
    """

    def __init__(self, navigator: Navigator, here: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        for screen, text, icon in (("leads", _("List"), "list"), ("lead-board", _("Board"), "board")):
            pill = Pill(text, on=screen == here, icon=icon, name=f"switch.{screen}")
            pill.setCheckable(False)
            pill.set_on(screen == here)
            if screen != here:
                pill.clicked.connect(partial(navigator.go, screen))
            row.addWidget(pill)
