"""Scoring: the rules that give leads their points, tried before they are kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.models.database import worker_connection
from crmdesk.models.errors import DomainError
from crmdesk.sales import score_rules, scoring
from crmdesk.sales.changes import Changes
from crmdesk.sales.score_rules import Rule
from crmdesk.texts import _, _n
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import button, clear, label, set_tone
from crmdesk.ui.fields import Integer
from crmdesk.ui.panel import Hairline, Panel
from crmdesk.views.leads.score import points_text, points_tone
from crmdesk.views.records.facts import plain_label
from crmdesk.views.screen import Workspace
from crmdesk.views.settings.page import Page

if TYPE_CHECKING:
    from crmdesk.ui.jobs import Job

POINTS = 64  # px


class ScoringPage(Page):
    """The rules as a draft: what is changed is tried, and then kept or given up.

    Attributes:
        rules: as they stand on the page.
    """

    KINDS = ("score_rule", "setting", "custom_field", "custom_choice", "source")

    def __init__(self, workspace: Workspace) -> None:
        sentence = _(
            "Each rule that is true of a lead adds its points, or takes them away. "
            "With points enough a lead is ready for sale."
        )
        super().__init__(workspace, _("Scoring"), sentence)
        self.rules: list[Rule] = []
        self._kept: tuple[list[Rule], int] = ([], 0)
        self._job: Job | None = None
        self._build()

    def load(self) -> None:
        """Show what is kept; not over what is being changed."""
        changed = self._is_changed()
        self._kept = scoring.kept_rules(self.desk), scoring.ready_from(self.desk)
        if not changed:
            self.rules = list(self._kept[0])
            self.threshold.set_value(self._kept[1])
        self._show()

    def add_rule(self) -> None:
        """Ask for a rule and put it at the end."""
        if (made := self._ask(None)) is not None:
            self.rules.append(made)
            self._show()

    def change_rule(self, place: int) -> None:
        if (changed := self._ask(self.rules[place])) is not None:
            self.rules[place] = replace(changed, id=self.rules[place].id)
            self._show()

    def delete_rule(self, place: int) -> None:
        del self.rules[place]
        self._show()

    def try_out(self) -> None:
        """Count what the rules as they stand here would do; by a worker, because there may be many leads."""
        rules, threshold, desk = list(self.rules), self._threshold(), self.desk
        self._run(lambda: scoring.tried(desk, rules, threshold), self._show_trial)

    def keep(self) -> None:
        """Score by these rules from now on; by a worker, because all leads are scored again."""
        rules, threshold, desk = list(self.rules), self._threshold(), self.desk
        self._run(lambda: scoring.keep(desk, rules, threshold), self._was_kept)

    def discard(self) -> None:
        """Go back to what is kept."""
        self.rules = list(self._kept[0])
        self.threshold.set_value(self._kept[1])
        self._show()

    # working

    def _run(self, work: object, done: object) -> None:
        from crmdesk.ui.jobs import Job  # late: most who look at a page start no long work

        if self._job is not None:
            return
        job = self._job = Job(lambda _cancelled, _progress: work(), worker_connection)  # type: ignore[operator]
        job.finished.connect(done)
        job.finished.connect(self._ended)
        job.failed.connect(self._failed)
        self._offer()
        job.start()

    def _ended(self, *_result: object) -> None:
        self._job = None
        self._offer()

    def _failed(self, problem: Exception) -> None:
        self._ended()
        if not isinstance(problem, DomainError):
            raise problem
        self._say(str(problem), "danger")

    def _was_kept(self, changes: Changes) -> None:
        self.desk.settings.forget()
        self._kept = scoring.kept_rules(self.desk), scoring.ready_from(self.desk)
        self.rules = list(self._kept[0])
        self._show()
        self.workspace.editor.announce(changes)

    def _show_trial(self, trial: scoring.Trial) -> None:
        whole = _n(
            "{ready} of {n} lead would be ready for sale.",
            "{ready} of {n} leads would be ready for sale.",
            trial.of,
            ready=formats.number(trial.ready),
        )
        added = _n("{n} comes in", "{n} come in", trial.comes_in)
        left = _n("{n} drops out", "{n} drop out", trial.goes_out)
        self._say(f"{whole} {added}, {left}.")

    # showing

    def _threshold(self) -> int:
        return self.threshold.value() or 0

    def _is_changed(self) -> bool:
        return (self.rules, self._threshold()) != self._kept

    def _say(self, text: str, tone: str = "") -> None:
        self.result.setText(text)
        self.result.setVisible(bool(text))
        set_tone(self.result, tone)

    def _offer(self) -> None:
        changed, idle = self._is_changed(), self._job is None
        self.keep_button.setEnabled(changed and idle)
        self.discard_button.setEnabled(changed and idle)

    def _show(self) -> None:
        self._say("")
        clear(self._rows)
        column = self._rows.layout()
        assert column is not None
        if not self.rules:
            nothing = _("No rules yet: every lead has 0 points. Add the first one, such as 25 for a recommendation.")
            column.addWidget(label(nothing, tone="muted", wrap=True))
        for place, rule in enumerate(self.rules):
            if place:
                column.addWidget(Hairline())
            column.addWidget(self._row(place, rule))
        self._offer()

    def _row(self, place: int, rule: Rule) -> QWidget:
        made = QWidget()
        made.setObjectName(f"score_rule.{place}")
        across = QHBoxLayout(made)
        across.setContentsMargins(0, 6, 0, 6)
        across.setSpacing(theme.GAP)
        text = str(score_rules.sentence(self.desk, rule))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(plain_label(text))
        if (why := score_rules.broken(self.desk, rule)) is not None:
            words.addWidget(plain_label(str(why), "danger", size=12))
        across.addLayout(words, 1)
        points = plain_label(points_text(rule.points), points_tone(rule.points), strong=True)
        points.setFixedWidth(POINTS)
        points.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        across.addWidget(points)
        across.addSpacing(theme.GAP_2)
        for title, icon, act in (
            (_("Change: {name}", name=text), "pencil", self.change_rule),
            (_("Delete: {name}", name=text), "trash-2", self.delete_rule),
        ):
            one = button(title, "quiet-icon", icon, small=True)
            one.clicked.connect(lambda _checked=False, act=act: act(place))
            across.addWidget(one)
        return made

    def _ask(self, rule: Rule | None) -> Rule | None:
        from crmdesk.views.settings.rule_dialog import ask_rule

        return ask_rule(self, self.desk, rule)

    def _build(self) -> None:
        panel = Panel(_("Rules"))
        add = button(_("Add a rule"), "quiet", "plus", small=True, name="scoring.add")
        add.clicked.connect(self.add_rule)
        panel.head.addWidget(add)
        self._rows = QWidget()
        rows = QVBoxLayout(self._rows)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        panel.body.addWidget(self._rows)
        self.body.addWidget(panel)
        self.body.addWidget(self._ready_panel())

    def _ready_panel(self) -> Panel:
        panel = Panel(_("Ready for sale"))
        self.threshold = Integer(least=-10_000, most=10_000)
        self.threshold.setObjectName("scoring.threshold")
        self.threshold.setAccessibleName(_("Points from which a lead is ready for sale"))
        self.threshold.setFixedWidth(90)
        self.threshold.changed.connect(self._offer)
        line = QHBoxLayout()
        line.setSpacing(theme.GAP)
        line.addWidget(label(_("From")))
        line.addWidget(self.threshold)
        line.addWidget(label(_("points on")))
        line.addStretch(1)
        panel.body.addLayout(line)
        self.result = label("", wrap=True)
        self.result.setObjectName("scoring.result")
        self.result.hide()
        panel.body.addWidget(self.result)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GAP)
        self.try_button = button(_("Try"), name="scoring.try")
        self.discard_button = button(_("Discard"), name="scoring.discard")
        self.keep_button = button(_("Keep"), "primary", name="scoring.keep")
        for one, act in (
            (self.try_button, self.try_out),
            (self.discard_button, self.discard),
            (self.keep_button, self.keep),
        ):
            one.clicked.connect(act)
        buttons.addWidget(self.try_button)
        buttons.addStretch(1)
        buttons.addWidget(self.discard_button)
        buttons.addWidget(self.keep_button)
        panel.body.addLayout(buttons)
        return panel
