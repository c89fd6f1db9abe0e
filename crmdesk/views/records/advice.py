"""The one thing to do next about an opportunity, with its reason and the button that does it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from crmdesk.sales import guidance, opportunities
from crmdesk.sales.guidance import ASK, EXPECT, FINISH, OFFER, PLAN, Advice
from crmdesk.texts import _
from crmdesk.ui.buttons import button, label
from crmdesk.ui.panel import Panel
from crmdesk.views.activities.dialogs import ask_day, ask_done
from crmdesk.views.screen import Workspace


class AdviceLine(Panel):
    """What the stage is for, and what the facts ask for first.

    Signals:
        plan_requested: somebody wants to plan an activity.
        tab_requested: the name of the page's tab where the advice is followed.
    """

    plan_requested = Signal()
    tab_requested = Signal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(ground="soft", edge="soft", padding=12, parent=parent)
        self.setObjectName("advice")
        self._work = workspace
        self._record = 0
        self._advice: Advice | None = None
        self.what = label("", semibold=True, wrap=True)
        self.why = label("", tone="muted", size=12, wrap=True)
        self.purpose = label("", tone="muted", size=12, wrap=True)
        self.go = button(" ", small=True, name="advice.go")
        self.go.clicked.connect(self._act)
        for widget in (self.what, self.why, self.go, self.purpose):
            self.body.addWidget(widget)
        self.hide()

    def show_opportunity(self, record: int) -> None:
        """Show what an opportunity asks for; nothing where all is in order."""
        desk = self._work.desk
        self._record = record
        self._advice = found = guidance.advice(desk, record)
        purpose = guidance.purpose(desk, record)
        for widget in (self.what, self.why, self.go):
            widget.setVisible(found is not None)
        if found is not None:
            names = {
                FINISH: _("Say how it went"),
                PLAN: _("Plan"),
                EXPECT: _("Choose the day"),
                OFFER: _("To the quotes"),
                ASK: _("To the references"),
            }
            self.what.setText(str(found.what))
            self.why.setText(str(found.why))
            self.go.setText(names.get(found.action, str(found.what)))
        self.purpose.setText(_("This stage: {purpose}", purpose=purpose) if purpose else "")
        self.purpose.setVisible(bool(purpose))
        self.setVisible(found is not None or bool(purpose))

    def has_something(self) -> bool:
        """Whether there is something to do."""
        return self._advice is not None

    def _act(self) -> None:
        if self._advice is None:
            return
        desk, record = self._work.desk, self._record
        if self._advice.action == FINISH and self._advice.activity is not None:
            ask_done(self, self._work, self._advice.activity)
        elif self._advice.action == EXPECT:
            ask_day(self, self._work, str(self._advice.what), lambda day: opportunities.expect(desk, [record], day))
        elif self._advice.action in _TABS:
            self.tab_requested.emit(_TABS[self._advice.action])
        else:
            self.plan_requested.emit()


_TABS = {OFFER: "quotes", ASK: "reports"}
