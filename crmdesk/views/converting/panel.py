"""On a lead's page: what it became, with the way to each and the way back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from crmdesk.sales import conversion, words
from crmdesk.sales.conversion import Became
from crmdesk.texts import _
from crmdesk.ui import formats
from crmdesk.ui.buttons import button
from crmdesk.ui.panel import Panel
from crmdesk.views.converting.asking import take_back
from crmdesk.views.records.facts import Fact, Facts
from crmdesk.views.screen import Workspace


class BecamePanel(Panel):
    """What a converted lead became; hidden for any other."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(_("Converted"), parent=parent)
        self._work = workspace
        self._lead = 0
        self._facts = Facts()
        self.back = button(_("Take the conversion back"), icon="undo", small=True, name="page.take_back")
        self.back.clicked.connect(lambda: take_back(self._work, self._lead))
        self.body.addWidget(self._facts)
        self.body.addWidget(self.back)

    def show_lead(self, lead: int, became: Became) -> None:
        self._lead = lead
        desk = self._work.desk
        facts = [Fact(_("Day"), formats.day(became.on, desk.today))]
        for kind, found in (
            ("contact", became.contact),
            ("company", became.company),
            ("opportunity", became.opportunity),
        ):
            if found is not None:
                facts.append(Fact(words.word(desk, kind).one, found[1], self._opener(kind, found[0])))
        self._facts.show_facts(facts)

    def _opener(self, kind: str, record: int) -> Callable[[], object]:
        return lambda: self._work.navigator.open_record(kind, record)


def origin_facts(workspace: Workspace, kind: str, record: int) -> list[Fact]:
    """The leads that a contact, company or opportunity came from, as facts of its page."""
    return [
        Fact(_("From lead"), name, lambda lead=lead: workspace.navigator.open_record("lead", lead))  # type: ignore[misc]
        for lead, name in conversion.leads_of(workspace.desk, kind, record)[:3]
    ]
