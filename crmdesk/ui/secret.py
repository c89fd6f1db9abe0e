"""A line for a password."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from crmdesk.ui.fields import Text


class Secret(Text):
    """A password: every character of it counts, and none is shown or kept in a draft."""

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(limit=200, placeholder=placeholder, parent=parent)
        self.setEchoMode(Text.EchoMode.Password)

    def value(self) -> str:
        return self.text()
