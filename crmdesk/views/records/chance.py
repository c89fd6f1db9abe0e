"""The probability beside a record's form: which one counts, and what stands behind the learned one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from crmdesk.sales import chances
from crmdesk.sales.chances import LEARNED, OWN, STAGE, Chances
from crmdesk.sales.learning import asking
from crmdesk.sales.learning.asking import Estimate, Factor, TooEarly
from crmdesk.texts import _, _n
from crmdesk.ui import formats, icons, theme
from crmdesk.ui.buttons import button, clear, label
from crmdesk.ui.panel import Hairline, Panel
from crmdesk.views.learned import (
    calibration_chart,
    calibration_hint,
    chance_text,
    count_text,
    feature_label,
    too_early_text,
)
from crmdesk.views.records.facts import plain_label
from crmdesk.views.screen import Workspace

_SHOWN = 6
_CHART_HEIGHT = 220
_LINE = 26


class ChancePanel(Panel):
    """The probability of an open lead or opportunity.

    Args:
        type_own: takes the user to where an own probability is typed.
    """

    def __init__(self, workspace: Workspace, kind: str, type_own: Callable[[], object]) -> None:
        super().__init__(_("Probability"))
        self.setObjectName(f"{kind}.chance")
        self._work, self._kind, self._type_own = workspace, kind, type_own
        self._record: int | None = None
        self._with_chart = False
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.GAP)
        self.body.addWidget(self._content)

    def show_record(self, record: int) -> None:
        """Show an open record's probability and where it comes from."""
        if record != self._record:
            self._record, self._with_chart = record, False
        focused = self.window().focusWidget()
        had_keys = focused is not None and self._content.isAncestorOf(focused)
        clear(self._content)
        told = asking.estimate(self._work.desk, self._kind, record)
        if self._kind == "opportunity" and (known := chances.of(self._work.desk, record)) is not None:
            self._column.addWidget(self._choices(record, known))
        elif isinstance(told, Estimate):
            self._column.addWidget(label(chance_text(told.number), size=theme.FIGURE, semibold=True))
        self._explain(told)
        if had_keys and (first := self._first_button()) is not None:
            QTimer.singleShot(0, first, first.setFocus)  # what had the keyboard is gone; it is not in sight yet

    def _first_button(self) -> QPushButton | None:
        """The first of those that are there now; the old ones go with the next turn."""
        parts = [item.widget() for place in range(self._column.count()) if (item := self._column.itemAt(place))]
        return next((one for part in parts if part is not None for one in part.findChildren(QPushButton)), None)

    # Which one counts

    def _choices(self, record: int, known: Chances) -> QWidget:
        place = QWidget()
        grid = QGridLayout(place)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.GAP)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        lines = (
            (STAGE, _("Its stage's"), known.stage),
            (OWN, _("Its owner's"), known.own),
            (LEARNED, _("Learned"), known.learned),
        )
        for row, (which, name, number) in enumerate(lines):
            counts = which == known.counts
            if counts:
                mark = QLabel()
                mark.setPixmap(icons.pixmap("check", "accent", 16))
                mark.setAccessibleName(_("counts"))
                mark.setToolTip(_("This one counts in sums and on the board."))
                grid.addWidget(mark, row, 0)
            grid.addWidget(label(name, semibold=counts), row, 1)
            shown = label(chance_text(number) or _("none"), "" if counts else "muted", semibold=counts)
            grid.addWidget(shown, row, 2, Qt.AlignmentFlag.AlignRight)
            if which != known.wanted:
                grid.addWidget(self._chooser(record, which, name), row, 3)
            grid.setRowMinimumHeight(row, _LINE)
        grid.setColumnMinimumWidth(0, 16)
        return place

    def _chooser(self, record: int, which: str, name: str) -> QWidget:
        desk, editor = self._work.desk, self._work.editor
        own = which == OWN
        made = button(_("Type it") if own else _("Use it"), "link", name=f"chance.{which}")
        made.setAccessibleName(f"{name}: {made.text()}")
        act = self._type_own if own else lambda: editor.run(lambda: chances.go_by(desk, [record], which))
        made.clicked.connect(lambda: act())
        return made

    # What stands behind the learned one

    def _explain(self, told: Estimate | TooEarly | None) -> None:
        if self._kind == "opportunity":
            self._column.addWidget(Hairline())
        if isinstance(told, Estimate):
            self._explain_estimate(told)
            return
        text = too_early_text(told) if told is not None else _("Learning from the closed cases…")
        self._column.addWidget(label(text, tone="muted", size=12, wrap=True))

    def _explain_estimate(self, told: Estimate) -> None:
        self._column.addWidget(label(self._source(told), tone="muted", size=12, wrap=True))
        if not told.report.better_than_chance:
            text = _("Of no use so far: predictions from them would be no better than guessing.")
            self._column.addWidget(label(text, tone="warning", size=12, wrap=True))
        for factor in told.factors[:_SHOWN]:
            self._column.addWidget(self._line(factor))
        if len(told.factors) > _SHOWN:
            more = len(told.factors) - _SHOWN
            self._column.addWidget(
                label(
                    _n("and {n} more that matters less", "and {n} more that matter less", more), tone="muted", size=12
                )
            )
        self._add_foot(told)

    def _source(self, told: Estimate) -> str:
        counted = count_text(self._kind, told.wins, told.cases)
        if told.team:
            return _("Learned from the closed cases of {team}: {counted}. So it starts at {share}.",
                     team=told.team, counted=counted, share=formats.percent(told.start))  # fmt: skip
        return _("Learned from all closed cases: {counted}. So it starts at {share}.",
                 counted=counted, share=formats.percent(told.start))  # fmt: skip

    def _line(self, factor: Factor) -> QWidget:
        made = QWidget()
        across = QHBoxLayout(made)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.GAP)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(plain_label(f"{self._name(factor)}: {factor.value}"))
        if factor.tally is not None:
            won, lost = factor.tally
            words.addWidget(label(count_text(self._kind, won, won + lost), tone="muted", size=12))
        across.addLayout(words, 1)
        points = formats.locale().toString(abs(factor.push) * 100, "f", 1)
        up = factor.push > 0
        push = label(f"+{points}" if up else f"−{points}", "positive" if up else "danger", semibold=True)
        push.setToolTip(_("percentage points"))
        push.setAccessibleName(_("{n} percentage points", n=push.text()))
        across.addWidget(push, 0, Qt.AlignmentFlag.AlignTop)
        return made

    def _name(self, factor: Factor) -> str:
        return feature_label(self._work.desk, self._kind, factor.name, factor.label)

    # How good it is

    def _add_foot(self, told: Estimate) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 0, 0)
        text = _("Hide the check") if self._with_chart else _("How well it predicts")
        show = button(text, "link", name="chance.check")
        show.clicked.connect(self._turn)
        more = button(_("More"), "link", name="chance.more")
        more.setAccessibleName(_("Learned probability: how good it is"))
        more.clicked.connect(lambda: self._work.navigator.go("settings", section="learning"))
        foot.addWidget(show)
        foot.addStretch(1)
        foot.addWidget(more)
        place = QWidget()
        place.setLayout(foot)
        self._column.addWidget(place)
        if self._with_chart:
            chart = calibration_chart(self._kind, told.report.bins)
            chart.setFixedHeight(_CHART_HEIGHT)
            chart.saved.connect(self._work.navigator.say)
            chart.failed.connect(self._work.events.failed)
            self._column.addWidget(chart)
            self._column.addWidget(label(calibration_hint(), tone="muted", size=12, wrap=True))

    def _turn(self) -> None:
        self._with_chart = not self._with_chart
        if self._record is not None:
            self.show_record(self._record)
