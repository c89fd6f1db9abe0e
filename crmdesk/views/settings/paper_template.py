"""The office's own template of a paper, beside what it makes of a made-up one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crmdesk.exchange import papers as on_paper
from crmdesk.models.errors import DomainError
from crmdesk.sales import papers
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import LANGUAGE_NAMES, LONG
from crmdesk.texts import _
from crmdesk.ui import page_size, sheets, theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.fields import LongText
from crmdesk.ui.panel import Panel

_WIDE, _PAPER, _ROWS = 1080, 400, 26
_AFTER_MS = 300


class TemplateDialog(Dialog):
    """The text at the left, the page at the right; a broken one says in which line and cannot be kept."""

    def __init__(
        self,
        asker: QWidget,
        desk: Desk,
        sort: str,
        language: str,
        keep: Callable[[Callable[[], Changes]], dict[str, str]],
    ) -> None:
        """Args:
        keep: runs the action that keeps it; gives what was refused.
        """
        names = {papers.QUOTE: _("Template of quotes"), papers.NOTE: _("Template of sales notes")}
        told = str(LANGUAGE_NAMES[language])
        super().__init__(asker, names[sort], told, primary=_("Keep the template"), name="dialog.template", width=_WIDE)
        self._desk, self._sort, self._language, self._keep = desk, sort, language, keep
        own = papers.read(desk).templates.get((sort, language))
        self.text = LongText(limit=LONG, rows=_ROWS)
        self.text.setObjectName("template.text")
        self.text.setAccessibleName(names[sort])
        self.text.set_value(own or on_paper.shipped(sort, language))
        self.problem = label(tone="danger", wrap=True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.page = QLabel()
        self.page.setObjectName("template.page")
        self._size = page_size.BY_CODE[papers.size(desk)]
        self.page.setFixedSize(_PAPER, self._size.height_at(_PAPER))
        self._soon = QTimer(self, singleShot=True, interval=_AFTER_MS)
        self._soon.timeout.connect(self.refresh)
        self.text.changed.connect(self._soon.start)
        self.shipped = button(_("The shipped one"), name="template.shipped")
        self.shipped.clicked.connect(lambda: self.text.set_value(on_paper.shipped(sort, language)))
        self.buttons.insertWidget(0, self.shipped)
        self.primary.setAutoDefault(False)
        self.primary.clicked.disconnect(self.accept)
        self.primary.clicked.connect(self.keep)
        fields = "; ".join(f"{of}: {', '.join(known)}" for of, known in on_paper.NAMES.items())
        left = QVBoxLayout()
        left.setSpacing(theme.GAP)
        left.addWidget(self.text)
        left.addWidget(label(_("Fields: {names}", names=fields), tone="muted", size=12, wrap=True))
        left.addWidget(self.problem)
        left.addStretch(1)
        frame = Panel(ground="paper", padding=6, radius=theme.RADIUS_CARD)
        frame.body.addWidget(self.page)
        right = QVBoxLayout()
        right.addWidget(frame)
        right.addStretch(1)
        across = QHBoxLayout()
        across.setSpacing(theme.GAP_4)
        across.addLayout(left, 1)
        across.addLayout(right)
        self.body.addLayout(across)
        self.refresh()

    def refresh(self) -> None:
        """Show what the template makes of a paper, or what is wrong with it."""
        self._soon.stop()
        try:
            paper = on_paper.sample(self._desk, self._sort, self._language, self.text.toPlainText())
        except DomainError as problem:
            self._say(str(problem))
            return
        self._say("")
        shown = sheets.Pictures(paper.html, paper.footer, self._size, _PAPER, self.devicePixelRatioF()).page(0)
        self.page.setPixmap(shown)

    def keep(self) -> None:
        """Keep it, unless it is broken; the shipped one is not kept as the office's own."""
        self.refresh()
        if not self.primary.isEnabled():
            return
        text = self.text.toPlainText()
        own = "" if text == on_paper.shipped(self._sort, self._language) else text
        problems = self._keep(lambda: papers.keep_template(self._desk, self._sort, self._language, own))
        if problems:
            self._say(" ".join(problems.values()))
        else:
            self.accept()

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.primary.setEnabled(not problem)
