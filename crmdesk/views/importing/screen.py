"""The import's screen: a file is chosen or dropped, mapped, rehearsed at every change, and taken in as one step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from crmdesk.exchange.csv_read import Table
from crmdesk.exchange.importing import KINDS, Report, guessed
from crmdesk.models.database import worker_connection
from crmdesk.models.errors import DomainError
from crmdesk.sales import history
from crmdesk.sales.desk import Desk
from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.empty import Empty
from crmdesk.ui.jobs import Job
from crmdesk.ui.panel import scrolled
from crmdesk.views.importing import work
from crmdesk.views.importing.columns import MappingPanel, PreviewPanel
from crmdesk.views.importing.outcome import OutcomePanel
from crmdesk.views.importing.source import SourcePanel
from crmdesk.views.importing.work import Rehearsal
from crmdesk.views.screen import Screen, Workspace
from crmdesk.views.settings.page import window_of

SOON_MS = 150  # choices in quick succession are one rehearsal
LISTS = {"company": "companies", "opportunity": "opportunities", "contact": "contacts", "lead": "leads"}


class ImportScreen(Screen):
    """Takes in a CSV file.  A rehearsal is made anew at every change; a late answer to an older one is dropped.

    Attributes:
        path: the chosen file, if any.
        rehearsal: what the last one found; None while one is under way.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.setObjectName("import")
        self.path: Path | None = None
        self.rehearsal: Rehearsal | None = None
        self._table: Table | None = None
        self._wanted_kind: str | None = None
        self._job: Job | None = None
        self._importing = False
        self._done: Report | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._rehearse)
        self._build()

    # What the window asks

    def title(self) -> str:
        return _("Import from CSV")

    def place(self) -> dict[str, Any]:
        at: dict[str, Any] = {}
        if self.path is not None and self._done is None:
            at["file"] = str(self.path)
        if self._table is not None and self._done is None:
            at["kind"] = self.source.kind.value()
        return at

    def show_place(self, place: dict[str, Any]) -> None:
        """Go on with a file, or for a kind of record (`file`, `kind`)."""
        kind = place.get("kind")
        self._wanted_kind = kind if kind in KINDS else None
        file = place.get("file")
        if file and Path(file) != self.path and not self._importing:
            self.take_file(Path(file))
        elif self._wanted_kind and self._table is not None and self._done is None:
            self.source.kind.set_value(self._wanted_kind)

    def load(self) -> None:
        """The book changed: what was rehearsed may be different now."""
        if self._done is not None and not history.stands(self._done.step):
            self._changed()  # it was undone
        elif self._table is not None and self._done is None and not self._importing:
            self._soon.start()

    # Building

    def _build(self) -> None:
        self._stack = QStackedLayout(self)
        self.empty = Empty(
            "file-up",
            _("Choose a CSV file, or drop it here"),
            _("Choose a file…"),
            _("Spreadsheets and other programs save such files. You see what will happen before anything is written."),
        )
        self.empty.requested.connect(self.choose_file)
        self._stack.addWidget(self.empty)
        self.source = SourcePanel(self.workspace.desk)
        self.mapping = MappingPanel(self.workspace.desk)
        self.preview = PreviewPanel()
        self.outcome = OutcomePanel(self.workspace.desk)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.GAP_2, theme.MARGIN)
        column.setSpacing(theme.GAP_3)
        for panel in (self.source, self.mapping, self.preview):
            column.addWidget(panel)
        column.addStretch(1)
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(6, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        beside.addWidget(self.outcome)
        beside.addStretch(1)
        side = scrolled(right)
        side.setFixedWidth(self.outcome.width() + theme.MARGIN + 6)
        both = QWidget()
        across = QHBoxLayout(both)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(scrolled(left), 1)
        across.addWidget(side)
        self._stack.addWidget(both)
        self._connect()

    def _connect(self) -> None:
        self.source.another_requested.connect(self.choose_file)
        self.source.kind_changed.connect(self._kind_chosen)
        self.source.reading_changed.connect(self._read_again)
        self.source.options_changed.connect(self._changed)
        self.mapping.changed.connect(self._mapping_changed)
        self.outcome.answered.connect(self.source.answer)
        self.outcome.import_requested.connect(self.run_import)
        self.outcome.save_requested.connect(self._save_refused)
        self.outcome.again_requested.connect(self.choose_file)
        self.outcome.open_requested.connect(self._open_list)

    # The file

    def choose_file(self) -> None:
        """Ask for a file."""
        first = str(self.path.parent) if self.path else ""
        path, _filter = QFileDialog.getOpenFileName(
            self, _("Import from CSV"), first, _("Tables") + " (*.csv *.tsv *.txt *.tab);;" + _("All files") + " (*)"
        )
        if path:
            self.take_file(Path(path))

    def take_file(self, path: Path) -> None:
        """Read a file and show what it holds."""
        if not self._importing:
            self._read(path, None, None)

    def _read_again(self) -> None:
        if self.path is not None:
            self._read(self.path, self.source.encoding.value(), self.source.separator.value())

    def _read(self, path: Path, encoding: str | None, separator: str | None) -> None:
        self._start(
            Job(lambda _cancelled, _progress: work.read(path, encoding, separator)),
            lambda table: self._table_read(path, table),
            _("Reading the file…"),
        )

    def _table_read(self, path: Path, table: Table) -> None:
        if path != self.path:
            self.source.forget_answers()
        fresh = path != self.path or self._table is None
        self.path, self._table, self._done = path, table, None
        kind = self._wanted_kind or (work.likely_kind(table.headers, path) if fresh else self.source.kind.value())
        self._wanted_kind = None
        self.source.show_file(path, table, kind)
        self.preview.show_table(table)
        self._stack.setCurrentIndex(1)
        self.outcome.go.show()
        self._kind_chosen()

    def _kind_chosen(self) -> None:
        if self._table is not None:
            kind = self.source.kind.value()
            self.mapping.show_table(self._table, kind, guessed(self.workspace.desk, kind, self._table.headers))
            self._mapping_changed()

    def _mapping_changed(self) -> None:
        self.source.show_match(self.source.kind.value(), list(self.mapping.mapping().values()))
        self._changed()

    # The rehearsal

    def _changed(self) -> None:
        if self._table is not None and not self._importing:
            self.rehearsal, self._done = None, None
            self.outcome.show_busy()
            self._soon.start()

    def _rehearse(self) -> None:
        table, path = self._table, self.path
        if table is None or path is None or self._importing or self._done is not None:
            return
        desk, kind = self._worker_desk(), self.source.kind.value()
        mapping, options = self.mapping.mapping(), self.source.options(path.name)
        job = Job(
            lambda cancelled, _progress: work.rehearsal(desk, table, kind, mapping, options, cancelled),
            worker_connection,
        )
        self._start(job, self._rehearsed, _("Looking at every row…"))

    def _rehearsed(self, found: Rehearsal) -> None:
        self.rehearsal = found
        self.mapping.show_formats(found.formats)
        self.outcome.show_rehearsal(found)

    # The import

    def run_import(self) -> None:
        """Take in what was rehearsed, on a worker."""
        made = self.rehearsal.plan if self.rehearsal is not None else None
        if made is None or self._importing:
            return
        self._soon.stop()
        desk = self._worker_desk()
        job = Job(lambda cancelled, progress: work.take_in(desk, made, cancelled, progress), worker_connection)
        self._importing = True
        self.outcome.go.setEnabled(False)
        self.source.setEnabled(False)
        self.mapping.setEnabled(False)
        self._start(job, self._imported, _("Importing…"))

    def _imported(self, report: Report) -> None:
        self._end_import()
        self._done, self.rehearsal = report, None
        self.outcome.show_done(report)
        if report.changes is not None:
            self.workspace.editor.announce(report.changes)

    def _end_import(self) -> None:
        self._importing = False
        self.source.setEnabled(True)
        self.mapping.setEnabled(True)

    def _open_list(self) -> None:
        if self._done is not None:
            self.workspace.navigator.go(LISTS[self._done.kind])

    def _save_refused(self) -> None:
        report = self._done or (self.rehearsal.report if self.rehearsal else None)
        if report is None or self.path is None:
            return
        refused = _("refused")
        proposed = self.path.with_name(f"{self.path.stem} - {refused}.csv")
        path, _filter = QFileDialog.getSaveFileName(self, _("Save the refused rows"), str(proposed), "CSV (*.csv)")
        if path:
            self.save_refused(Path(path), report)

    def save_refused(self, path: Path, report: Report) -> None:
        """Write the refused rows of a report to a file."""
        try:
            report.write_refused(path)
        except DomainError as problem:
            self.workspace.events.failed.emit(str(problem))
        else:
            self.workspace.navigator.say(_("Saved {name}", name=path.name))

    # Work on another thread

    def _worker_desk(self) -> Desk:
        return Desk(self.workspace.desk.user, self.workspace.desk.clock)

    def _start(self, job: Job, then: Any, text: str) -> None:
        """Start a job in the place of the one before, whose answer nobody waits for any more."""
        if self._job is not None:
            self._job.cancel()
        self._job = job
        job.finished.connect(lambda found: self._ended(job, then, found))
        job.failed.connect(lambda problem: self._failed(job, problem))
        job.stopped.connect(lambda: self._stopped(job))
        window_of(self.workspace).jobs.watch(job, text)
        job.start()

    def _ended(self, job: Job, then: Any, found: Any) -> None:
        if job is self._job:
            self._job = None
            then(found)

    def _stopped(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            self._end_import()
            if self.rehearsal is not None:
                self.outcome.show_rehearsal(self.rehearsal)
            else:
                self.outcome.show_problem(_("It was stopped. Nothing was written."))

    def _failed(self, job: Job, problem: Exception) -> None:
        if job is not self._job:
            return
        self._job = None
        self._end_import()
        if not isinstance(problem, DomainError):
            raise problem
        if self._table is None:
            self.workspace.events.failed.emit(str(problem))
        else:
            self.outcome.show_problem(str(problem))
