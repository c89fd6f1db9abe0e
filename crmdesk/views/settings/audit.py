"""The audit list: deletions, exports, imports, sign-ins and refusals, newest first."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.sales import audit
from crmdesk.sales.audit import Line
from crmdesk.texts import _
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.fields import Choice
from crmdesk.ui.panel import Hairline, Panel
from crmdesk.views.screen import Workspace
from crmdesk.views.settings.page import Page

WHAT_WIDTH = 132  # px
_TONES = {audit.FAILED: "danger", audit.REFUSED: "warning", audit.DELETED: "danger"}


class AuditPage(Page):
    """A page of the list, of one sort or of all."""

    def __init__(self, workspace: Workspace) -> None:
        sentence = _("Who deleted, exported, imported or signed in, and what was refused. Nothing here can be changed.")
        super().__init__(workspace, _("Audit list"), sentence)
        self.what = Choice([(what, str(name)) for what, name in audit.WHAT.items()], none=_("Everything"))
        self.what.setObjectName("settings.audit.what")
        self.what.setAccessibleName(_("What is shown"))
        self.what.setFixedWidth(200)
        self.what.changed.connect(self.load)
        self.body.addWidget(self.what)
        panel = Panel(padding=0)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        panel.body.setSpacing(0)
        panel.body.addLayout(self._lines)
        self.nothing = label(_("Nothing of this so far."), tone="muted")
        self.nothing.setContentsMargins(16, 12, 16, 12)
        panel.body.addWidget(self.nothing)
        self.body.addWidget(panel)
        self.more = button(_("Show older"), name="settings.audit:more")
        self.more.clicked.connect(self._show_older)
        self.body.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._last: int | None = None

    def load(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        self._add(audit.lines(self.desk, self.what.value()))

    def _show_older(self) -> None:
        self._add(audit.lines(self.desk, self.what.value(), before=self._last))

    def _add(self, found: list[Line]) -> None:
        for line in found:
            if self._lines.count():
                self._lines.addWidget(Hairline())
            self._lines.addWidget(self._line(line))
            self._last = line.id
        self.nothing.setVisible(not self._lines.count())
        self.more.setVisible(len(found) == audit.PAGE)

    def _line(self, line: Line) -> QWidget:
        widget = QWidget()
        across = QHBoxLayout(widget)
        across.setContentsMargins(16, 5, 16, 5)
        across.setSpacing(theme.GAP_2)
        what = label(str(audit.WHAT[line.what]), tone=_TONES.get(line.what, ""), semibold=True)
        what.setFixedWidth(WHAT_WIDTH)
        said = label(str(line.label), wrap=True)
        said.setTextFormat(Qt.TextFormat.PlainText)
        when = formats.moment(line.when, self.desk.today)
        who = label(f"{when} · {line.user}" if line.user else when, tone="muted", size=12)
        who.setTextFormat(Qt.TextFormat.PlainText)
        across.addWidget(what)
        across.addWidget(said, 1)
        across.addWidget(who)
        widget.setMinimumHeight(theme.ROW)
        return widget
