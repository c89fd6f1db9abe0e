"""What happened last, newest first, with more of it on request: the frame of changes and timeline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crmdesk.texts import _
from crmdesk.ui.buttons import button, clear
from crmdesk.ui.panel import Hairline, Panel
from crmdesk.views.screen import Workspace

_FIRST, _MORE = 5, 50


class LatestPanel(Panel):
    """A few lines of a record, each drawn by the heir."""

    def __init__(self, workspace: Workspace, kind: str, title: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self._work, self._kind = workspace, kind
        self._record: int | None = None
        self._most = _FIRST
        self._rows = QWidget()
        column = QVBoxLayout(self._rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.body.addWidget(self._rows)
        self.more = button(_("Show more"), "link", name=f"{name}.more")
        self.more.clicked.connect(self._show_more)
        self.body.addWidget(self.more)

    def show_record(self, record: int) -> None:
        if record != self._record:
            self._record, self._most = record, _FIRST
        found = self._found(record, self._most + 1)
        clear(self._rows)
        column = self._rows.layout()
        assert column is not None
        for place, one in enumerate(found[: self._most]):
            if place:
                column.addWidget(Hairline())
            column.addWidget(self._line(one))
        self.more.setVisible(len(found) > self._most and self._most < _MORE)
        self.setVisible(bool(found))

    def _found(self, record: int, most: int) -> Sequence[Any]:
        """What there is to show, the newest first, so many at the most."""
        raise NotImplementedError

    def _line(self, one: Any) -> QWidget:
        raise NotImplementedError

    def _show_more(self) -> None:
        self._most = _MORE
        if self._record is not None:
            self.show_record(self._record)
