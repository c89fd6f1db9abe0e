"""A segment's page: who is in it, its rule, and who is in or out of it by hand."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.models.errors import DomainError
from crmdesk.sales import lists, segments
from crmdesk.sales import words as office_words
from crmdesk.sales.conditions import Condition
from crmdesk.sales.lists import ListQuestion
from crmdesk.sales.segments import Rule, SegmentFacts
from crmdesk.texts import _
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import button
from crmdesk.ui.panel import Panel
from crmdesk.views.campaigns.by_hand import ByHandPanel
from crmdesk.views.campaigns.rule import RulePanel
from crmdesk.views.records.head import Banner
from crmdesk.views.records.page import RecordPage
from crmdesk.views.screen import Workspace

_ANY_WIDTH = (1 << 24) - 1  # QWIDGETSIZE_MAX


class SegmentPage(RecordPage):
    """One segment, or an empty form for a new one."""

    KINDS = ("segment", "segment_member", "lead", "contact", "company", "campaign", "user", "source", "tag", "setting")

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, "segment")

    def _arrange(self, column: QVBoxLayout, form: Panel, side: QWidget) -> None:
        desk = self.workspace.desk
        self.rule = RulePanel(desk)
        self.included = ByHandPanel(desk, _("In it by hand"), "include")
        self.excluded = ByHandPanel(desk, _("Kept out by hand"), "exclude")
        self.open_list = button(_("Show as a list"), "plain", "list", name="segment.open")
        self._warning = Banner()
        self._hands = QWidget()
        hands = QHBoxLayout(self._hands)
        hands.setContentsMargins(0, 0, 0, 0)
        hands.setSpacing(theme.GAP_3)
        main = QVBoxLayout()
        main.setSpacing(theme.GAP_3)
        for panel in (self.included, self.excluded):
            hands.addWidget(panel, 1)
            panel.body.addStretch(1)
        main.addWidget(self._warning)
        main.addWidget(self.rule)
        main.addWidget(self._hands)
        main.addStretch(1)
        self._form_panel = form
        beside = QVBoxLayout()
        beside.setSpacing(theme.GAP_3)
        beside.addWidget(form, 1)
        beside.addWidget(side, 1)
        rows = QHBoxLayout()
        rows.setSpacing(theme.GAP_3)
        rows.addLayout(main, 1)
        rows.addLayout(beside, 0)
        column.addLayout(rows, 1)
        self._head.layout().insertWidget(1, self.open_list)  # type: ignore[union-attr]
        self._connect()

    def _connect(self) -> None:
        self.rule.rule_changed.connect(self._change_rule)
        self.open_list.clicked.connect(self._open_list)
        self._act(self.included, segments.include)
        self._act(self.excluded, segments.exclude)

    def _act(self, panel: ByHandPanel, put: Any) -> None:
        run, desk = self.workspace.editor.run, self.workspace.desk
        panel.added.connect(lambda record: run(lambda: put(desk, self.record, [record])))
        panel.removed.connect(lambda record: run(lambda: segments.let_go(desk, self.record or 0, [record])))
        panel.opened.connect(lambda record: self.workspace.navigator.open_record(self._of(), record))
        panel.all_requested.connect(lambda: self._open_by_hand(panel))

    def _show_rest(self, values: dict[str, Any]) -> None:
        known = self.record is not None
        unused: tuple[QWidget, ...] = (
            *(self._next, self._score_panel, self._chance, self._facts_panel, self._around),
            *(self._steps, self._sums, self._warning),
        )
        for part in unused:
            part.hide()
        shown: tuple[QWidget, ...] = (self._head, self.rule, self._hands, self._side, self._changes, self.open_list)
        for part in shown:
            part.setVisible(known)
        self._form_panel.setMaximumWidth(self._side.maximumWidth() if known else _ANY_WIDTH)
        facts = segments.read(self.workspace.desk, self.record) if self.record is not None else None
        if facts is not None:
            self._show_segment(facts)

    def _show_segment(self, facts: SegmentFacts) -> None:
        desk = self.workspace.desk
        inside = lists.count(desk, facts.of, self._question(facts.id))
        word = office_words.word(desk, facts.of)
        counted = f"{formats.number(inside)} {(word.one if inside == 1 else word.many).lower()}"
        self._head.show_record(facts.name, "", _("{count} in it now", count=counted))
        self._head.offer("more")
        self.rule.show_rule(facts.of, facts.rule)
        self.included.show_records(facts.of, facts.included)
        self.excluded.show_records(facts.of, facts.excluded)
        self._changes.show_record(facts.id)
        self._side.setVisible(not self._changes.isHidden())
        if facts.problems:
            self._warning.say(" ".join(str(problem) for problem in facts.problems))

    def _question(self, segment: int) -> ListQuestion:
        return ListQuestion(conditions=(Condition(segments.FIELD, "=", segment),))

    def _of(self) -> str:
        return str(self._base.get("of"))

    def _open_list(self) -> None:
        if self.record is not None:
            found = lists.ids(self.workspace.desk, self._of(), self._question(self.record))
            self.workspace.navigator.open_rows(str(self._base.get("name")), self._of(), found)

    def _open_by_hand(self, panel: ByHandPanel) -> None:
        facts = segments.read(self.workspace.desk, self.record or 0)
        if facts is not None:
            ids = facts.included if panel is self.included else facts.excluded
            self.workspace.navigator.open_rows(panel.title.text(), facts.of, ids)

    def _change_rule(self, rule: Rule | None) -> None:
        record = self.record
        if record is None:
            return
        try:
            self.workspace.editor.attempt(lambda: segments.keep_rule(self.workspace.desk, record, rule))
        except DomainError as refused:
            self.rule.say(str(refused))
