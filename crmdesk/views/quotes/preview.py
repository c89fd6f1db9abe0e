"""A quote or a sales note as it will be on paper: seen page by page, printed, or saved as a PDF file."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QWidget

from crmdesk.exchange import papers
from crmdesk.exchange.papers import Paper
from crmdesk.texts import _
from crmdesk.ui import formats, sheets, theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.charts.menu import file_name
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.jobs import Job
from crmdesk.ui.panel import Panel
from crmdesk.ui.paper import A4
from crmdesk.views.screen import Workspace

_WIDE, _PAPER = 520, 420
_MOST_SHOWN = 400_000
"""A text of more characters takes seconds to be laid out, for which the window would stand still."""


class PaperDialog(Dialog):
    """The pages, with the ways to print and to save them."""

    def __init__(self, asker: QWidget, workspace: Workspace, paper: Paper) -> None:
        super().__init__(
            asker, paper.name, primary=_("Save as PDF…"), cancel=_("Close"), name="dialog.paper", width=_WIDE
        )
        self._work, self._paper, self._page, self._pages = workspace, paper, 0, 1
        self._job: Job | None = None
        self.page = QLabel()
        self.page.setObjectName("paper.page")
        self.page.setFixedSize(_PAPER, round(_PAPER * A4[1] / A4[0]))
        self.back = button(_("The page before"), "quiet-icon", "chevron-left", small=True, name="paper.back")
        self.next = button(_("The next page"), "quiet-icon", "chevron-right", small=True, name="paper.next")
        self.turn = label(tone="muted")
        self.problem = label(tone="danger", wrap=True)
        self.problem.hide()
        turning = QHBoxLayout()
        turning.addStretch(1)
        for one in (self.back, self.turn, self.next):
            turning.addWidget(one)
        turning.addStretch(1)
        frame = Panel(ground="paper", padding=6, radius=theme.RADIUS_CARD)
        frame.body.addWidget(self.page)
        self.body.addWidget(frame, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addLayout(turning)
        self.body.addWidget(self.problem)
        self.print_it = button(_("Print…"), name="paper.print")
        self.buttons.insertWidget(1, self.print_it)
        self.back.clicked.connect(lambda: self.show_page(self._page - 1))
        self.next.clicked.connect(lambda: self.show_page(self._page + 1))
        self.print_it.clicked.connect(self._print)
        self.primary.clicked.disconnect(self.accept)
        self.primary.clicked.connect(self._ask_file)
        self.show_page(0)

    def show_page(self, page: int) -> None:
        """Show a page, from 0."""
        if len(self._paper.html) > _MOST_SHOWN:
            self.page.setText(_("This is too long to be shown here. Save it or print it."))
            self.page.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self.page.setWordWrap(True)
            return
        self._page = max(0, min(page, self._pages - 1))
        ratio = self.devicePixelRatioF()
        shown, self._pages = sheets.picture(self._paper.html, self._paper.footer, self._page, _PAPER, ratio)
        self.page.setPixmap(shown)
        self.page.setAccessibleName(_("Page {n} of {most}", n=self._page + 1, most=self._pages))
        self.turn.setText(f"{self._page + 1} / {formats.number(self._pages)}")
        for one in (self.back, self.next):
            one.setEnabled(self._pages > 1)

    def _ask_file(self) -> None:
        path, _filter = QFileDialog.getSaveFileName(
            self, _("Save the file"), file_name(self._paper.name, "pdf"), "PDF (*.pdf)"
        )
        if path:
            self.save(Path(path if path.lower().endswith(".pdf") else f"{path}.pdf"))

    def save(self, path: Path) -> None:
        """Write the PDF file, on another thread."""
        paper = self._paper

        def write(cancelled: threading.Event, progress: Any) -> None:
            sheets.write_pdf(path, paper.html, paper.footer, paper.name, cancelled, progress)

        self._job = Job(write)
        self._job.finished.connect(lambda _nothing: self._saved(path))
        self._job.failed.connect(lambda problem: self._failed(path, problem))
        self.primary.setEnabled(False)
        self._job.start()

    def _saved(self, path: Path) -> None:
        papers.note_saved(self._work.desk, self._paper.name)
        self.accept()
        self._work.navigator.say(_("Saved {file}", file=path.name))

    def _failed(self, path: Path, problem: Exception) -> None:
        self.primary.setEnabled(True)
        if not isinstance(problem, OSError):
            raise problem
        self.problem.setText(_("{path} cannot be written. Choose another folder.", path=str(path)))
        self.problem.show()

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # late: it asks the system for its printers

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(sheets.whole_page())
        printer.setFullPage(True)
        printer.setDocName(self._paper.name)
        if QPrintDialog(printer, self).exec():
            sheets.draw(printer, self._paper.html, self._paper.footer)
            papers.note_saved(self._work.desk, self._paper.name)
            self.accept()
