"""The learned probability: how good it is, what it is learnt from, and what is left out with the reason."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.models.database import worker_connection
from crmdesk.models.errors import DomainError
from crmdesk.sales import words
from crmdesk.sales.desk import Desk
from crmdesk.sales.learning import asking, keeping
from crmdesk.sales.learning.asking import TooEarly
from crmdesk.sales.learning.model import Report
from crmdesk.texts import _
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import clear, label
from crmdesk.ui.jobs import Job
from crmdesk.ui.panel import Hairline, Panel
from crmdesk.views.learned import calibration_chart, calibration_hint, count_text, feature_label, too_early_text
from crmdesk.views.screen import Workspace
from crmdesk.views.settings.appearance import Segments
from crmdesk.views.settings.page import Page

KINDS = ("opportunity", "lead")
_CHART_HEIGHT = 260


class LearningPage(Page):
    """What the closed cases teach, for opportunities and for leads."""

    KINDS = ("opportunity", "lead")

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(
            workspace,
            _("Learned probability"),
            _(
                "How likely the open ones are to succeed, judging by your own closed ones. It is worked out on this"
                " computer and stays in this book."
            ),
        )
        self.kind = Segments([(kind, words.word(self.desk, kind).many) for kind in KINDS], "settings.learning.kind")
        self.kind.set_value(KINDS[0])
        self.kind.group.idClicked.connect(lambda _place: self.load())
        self.body.addWidget(self.kind)
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.GAP_3)
        self.body.addWidget(self._content)

    def load(self) -> None:
        """Show what was learnt last; where nothing was, a worker tries it out on all closed cases."""
        kind = self.kind.value()
        desk = Desk(self.desk.user, self.desk.clock)  # the worker reads the settings by itself
        kept = keeping.kept_report(kind)
        if kept is not None:
            self._show((kind, kept[1]), keeping.learned_on(kind))
            return
        clear(self._content)
        self._column.addWidget(label(_("Learning from the closed cases…"), tone="muted"))
        job = Job(lambda _cancelled, _progress: (kind, asking.report(desk, kind)), worker_connection)
        job.finished.connect(self._show)
        job.failed.connect(self._failed)
        job.start()

    def _failed(self, problem: Exception) -> None:
        if not isinstance(problem, DomainError):
            raise problem
        self.workspace.events.failed.emit(str(problem))

    def _show(self, found: tuple[str, Report | TooEarly], on: date | None = None) -> None:
        kind, report = found
        if kind != self.kind.value():
            return  # another one was asked for meanwhile
        clear(self._content)
        if isinstance(report, TooEarly):
            panel = Panel()
            panel.body.addWidget(label(too_early_text(report), semibold=True, wrap=True))
            text = _(
                "It takes {least} closed cases, and {each} of each outcome. Until then the stage's probability counts.",
                least=report.least,
                each=report.least_each,
            )
            panel.body.addWidget(label(text, tone="muted", wrap=True))
            self._column.addWidget(panel)
            return
        self._column.addWidget(self._quality(kind, report, on))
        self._column.addWidget(self._calibration(kind, report))
        self._column.addWidget(self._used(kind, report))
        self._column.addWidget(self._left_out(kind, report))

    # How good it is

    def _quality(self, kind: str, report: Report, on: date | None) -> QWidget:
        panel = Panel(_("How good it is"))
        verdict = label(size=15, semibold=True, wrap=True)
        if report.better_than_chance:
            verdict.setText(_("It predicts better than guessing."))
        else:
            verdict.setText(_("No use so far: it predicts no better than guessing."))
            verdict.setProperty("tone", "warning")
        panel.body.addWidget(verdict)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GAP_4)
        grid.setVerticalSpacing(2)
        figures = (
            (
                _("{n} of 100", n=round(report.auc * 100)),
                _("times a case that succeeded had a higher probability than one that did not; guessing gives 50"),
            ),
            (
                f"{formats.locale().toString(report.top_fifth, 'f', 2)} ×",
                _("the average success, among the 20 % with the highest probability; guessing gives 1"),
            ),
            (
                formats.number(report.cases),
                _("closed cases: {counted}", counted=count_text(kind, report.wins, report.cases)),
            ),
        )
        for column, (figure, meaning) in enumerate(figures):
            grid.addWidget(label(figure, size=theme.FIGURE, semibold=True), 0, column)
            grid.addWidget(label(meaning, tone="muted", size=12, wrap=True), 1, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 1)
        panel.body.addLayout(grid)
        small = _("AUC {auc} · Brier score {brier} · each case was predicted without learning from it, in five rounds",
                  auc=formats.locale().toString(report.auc, "f", 3),
                  brier=formats.locale().toString(report.brier, "f", 4))  # fmt: skip
        panel.body.addWidget(label(small, tone="muted", size=12, wrap=True))
        if on is not None:
            when = _("Learned on {day}", day=formats.day(on))
            panel.body.addWidget(label(when, tone="muted", size=12, wrap=True))
        return panel

    def _calibration(self, kind: str, report: Report) -> QWidget:
        panel = Panel(_("Predicted and actual"))
        chart = calibration_chart(kind, report.bins)
        chart.setFixedHeight(_CHART_HEIGHT)
        chart.saved.connect(self.workspace.navigator.say)
        chart.failed.connect(self.workspace.events.failed)
        panel.body.addWidget(label(calibration_hint(), tone="muted", size=12, wrap=True))
        panel.body.addWidget(chart)
        return panel

    # What it is learnt from

    def _used(self, kind: str, report: Report) -> QWidget:
        panel = Panel(_("Learned from"))
        names = " · ".join(self._label(kind, name) for name in report.fields)
        panel.body.addWidget(label(names or _("There is nothing to learn from yet."), wrap=True))
        if kind == "opportunity":
            text = _("For open ones the stage counts as well: how many of those that were lost had got that far.")
            panel.body.addWidget(label(text, tone="muted", size=12, wrap=True))
        return panel

    def _left_out(self, kind: str, report: Report) -> QWidget:
        panel = Panel(_("Left out"))
        for place, (name, reason) in enumerate(report.left_out):
            if place:
                panel.body.addWidget(Hairline())
            across = QHBoxLayout()
            across.setSpacing(theme.GAP_3)
            shown = label(self._label(kind, name), wrap=True)
            shown.setFixedWidth(200)
            across.addWidget(shown, 0, Qt.AlignmentFlag.AlignTop)
            across.addWidget(label(str(reason), tone="muted", wrap=True), 1)
            panel.body.addLayout(across)
        return panel

    def _label(self, kind: str, name: str) -> str:
        return feature_label(self.desk, kind, name, asking.label_of(self.desk, kind, name) or name)
