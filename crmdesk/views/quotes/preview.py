"""A quote or a sales note as it will be on paper: seen page by page, printed, or saved as a PDF file."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QWidget

from crmdesk.exchange import papers
from crmdesk.exchange.papers import Paper
from crmdesk.texts import _
from crmdesk.ui import formats, page_size, sheets, theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.charts.menu import file_name
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.jobs import Job, JobBar
from crmdesk.ui.panel import Panel
from crmdesk.ui.sheets import Pictures
from crmdesk.views.screen import Workspace

_WIDE, _PAPER = 520, 420
_AT_ONCE = 100_000
"""A text of more characters takes longer to be laid out than a window may stand still."""


class PaperDialog(Dialog):
    """The pages, with the ways to print and to save them."""

    def __init__(self, asker: QWidget, workspace: Workspace, paper: Paper) -> None:
        super().__init__(
            asker, paper.name, primary=_("Save as PDF…"), cancel=_("Close"), name="dialog.paper", width=_WIDE
        )
        self._work, self._paper, self._page = workspace, paper, 0
        self._size = page_size.BY_CODE[paper.size]
        self._pictures: Pictures | None = None
        self._jobs: list[Job] = []
        self._path = Path()
        self.page = QLabel()
        self.page.setObjectName("paper.page")
        self.page.setFixedSize(_PAPER, self._size.height_at(_PAPER))
        self.bar = JobBar(self.page)
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
        self._lay_out()

    @property
    def pages(self) -> int:
        """How many there are; none while they are laid out."""
        return self._pictures.sheets.pages if self._pictures is not None else 0

    def _lay_out(self) -> None:
        """Lay the pages out, on another thread where that takes long."""
        paper, size, ratio, here = self._paper, self._size, self.devicePixelRatioF(), self.thread()
        if len(paper.html) <= _AT_ONCE:
            self._laid_out(Pictures(paper.html, paper.footer, size, _PAPER, ratio))
            return

        def work(cancelled: threading.Event, progress: Any) -> Pictures:
            made = Pictures(paper.html, paper.footer, size, _PAPER, ratio, cancelled, progress)
            made.sheets.move_to(here)
            return made

        self.show_page(0)
        self._watch(Job(work), _("Laying out the pages"), self._laid_out, self.reject)

    def _laid_out(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self.show_page(0)

    def _watch(self, job: Job, text: str, finished: Callable[..., None], stopped: Callable[[], object]) -> None:
        """Show how far a job is; a dialog that is closed stops it."""
        self._jobs.append(job)
        job.finished.connect(finished)
        job.failed.connect(self._failed)
        job.stopped.connect(stopped)
        self.bar.watch(job, text)
        job.start()

    def done(self, result: int) -> None:
        for job in self._jobs:
            job.cancel()
        super().done(result)

    def show_page(self, page: int) -> None:
        """Show a page, from 0."""
        most = self.pages
        self._page = max(0, min(page, most - 1))
        if self._pictures is not None:
            self.page.setPixmap(self._pictures.page(self._page))
        self.page.setAccessibleName(_("Page {n} of {most}", n=self._page + 1, most=most) if most else "")
        self.turn.setText(f"{formats.number(self._page + 1)} / {formats.number(most)}" if most else "")
        for one in (self.back, self.next):
            one.setEnabled(most > 1)

    def _ask_file(self) -> None:
        path, _filter = QFileDialog.getSaveFileName(
            self, _("Save the file"), file_name(self._paper.name, "pdf"), "PDF (*.pdf)"
        )
        if path:
            self.save(Path(path if path.lower().endswith(".pdf") else f"{path}.pdf"))

    def save(self, path: Path) -> None:
        """Write the PDF file, on another thread."""
        paper, size = self._paper, self._size

        def write(cancelled: threading.Event, progress: Any) -> None:
            sheets.write_pdf(path, paper.html, paper.footer, size, paper.name, cancelled, progress)

        self._path = path
        self._hold(True)
        self._watch(Job(write), _("Writing {file}", file=path.name), self._saved, self._stopped)

    def _hold(self, busy: bool) -> None:
        self.problem.hide()
        for one in (self.primary, self.print_it):
            one.setEnabled(not busy)

    def _stopped(self) -> None:
        self._hold(False)

    def _saved(self, _nothing: object) -> None:
        papers.note_saved(self._work.desk, self._paper.name)
        self.accept()
        self._work.navigator.say(_("Saved {file}", file=self._path.name))

    def _failed(self, problem: Exception) -> None:
        self._hold(False)
        if not isinstance(problem, OSError):
            raise problem
        self.problem.setText(_("{path} cannot be written. Choose another folder.", path=str(self._path)))
        self.problem.show()

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # late: it asks the system for its printers

        printer, paper, size = QPrinter(QPrinter.PrinterMode.HighResolution), self._paper, self._size
        printer.setPageLayout(size.layout)
        printer.setFullPage(True)
        printer.setDocName(paper.name)
        if QPrintDialog(printer, self).exec():
            self._hold(True)

            def draw(cancelled: threading.Event, progress: Any) -> None:
                sheets.draw(printer, paper.html, paper.footer, size, cancelled, progress)

            self._watch(Job(draw), _("Printing"), self._printed, self._stopped)

    def _printed(self, _nothing: object) -> None:
        papers.note_saved(self._work.desk, self._paper.name)
        self.accept()
