"""The way between two looks at the same records, such as a list and its board."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from crmdesk.ui import theme
from crmdesk.ui.chips import Pill
from crmdesk.views.screen import Navigator


class Switch(QWidget):
    """Pills, of which the one of this screen is lit; the others lead to theirs.

    Args:
        here: the key of the screen it stands on.
        screens: key, text, icon and key on the keyboard (or "") of each.
    """

    def __init__(
        self,
        navigator: Navigator,
        here: str,
        screens: Sequence[tuple[str, str, str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        for screen, text, icon, key in screens:
            pill = Pill(text, on=screen == here, icon=icon, name=f"switch.{screen}")
            pill.setCheckable(False)
            pill.set_on(screen == here)
            if key:
                pill.setToolTip(f"{text} ({key})")
            if screen != here:
                pill.clicked.connect(partial(navigator.go, screen))
            row.addWidget(pill)
