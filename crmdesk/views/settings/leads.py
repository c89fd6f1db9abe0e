"""Leads: where they can stand, and why they are given up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmdesk.models.leads import OPEN, STATUS_KINDS
from crmdesk.sales import lead_statuses, words
from crmdesk.sales.lead_statuses import KIND_NAMES, StatusRow
from crmdesk.texts import _
from crmdesk.ui.buttons import label
from crmdesk.ui.fields import Check, Choice, Text
from crmdesk.ui.panel import Panel
from crmdesk.views.screen import Workspace
from crmdesk.views.settings.adder import Adder
from crmdesk.views.settings.colours import ColourButton
from crmdesk.views.settings.lists import SHORT, ListPanel
from crmdesk.views.settings.page import Page
from crmdesk.views.settings.rows import Column, RowData, RowList
from crmdesk.views.settings.substitute import ask_substitute


class LeadsPage(Page):
    """The statuses of leads, and the reasons for giving them up."""

    KINDS = ("lead", "lead_status", "lead_reason")

    def __init__(self, workspace: Workspace) -> None:
        title = words.word(workspace.desk, "lead").many
        super().__init__(workspace, title, _("Where a lead can stand, and why it is given up."))
        self.statuses = StatusPanel(self)
        self.reasons = ListPanel(
            self,
            "lead_reason",
            _("Reasons for giving up"),
            _("Asked for whenever a lead is disqualified or closed without converting."),
            _("Name of a new reason"),
            [
                Column("name", _("Name"), Text, empty=_("Give it a name.")),
                Column("needs_note", _("Asks for a note"), Check, 104),
                Column("active", _("Offered"), Check, SHORT),
            ],
        )
        self.body.addWidget(self.statuses)
        self.body.addWidget(self.reasons)

    def load(self) -> None:
        self.statuses.load()
        self.reasons.load()


class StatusPanel(Panel):
    """The statuses in order, and a line to add one."""

    def __init__(self, page: Page) -> None:
        super().__init__(_("Statuses"))
        self._page = page
        self._statuses: dict[int, StatusRow] = {}
        self.body.addWidget(
            label(
                _("Those being worked or ready for conversion are the columns of the lead board."),
                tone="muted",
                wrap=True,
            )
        )
        self.body.addSpacing(4)
        run = page.workspace.editor.run
        self.rows = RowList(_columns(), self._save, "settings.lead_status", ordered=True)
        self.rows.reordered.connect(lambda ids: run(lambda: lead_statuses.reorder(page.desk, ids)))
        self.rows.delete_requested.connect(self._delete)
        self.body.addWidget(self.rows)
        self.body.addWidget(Adder(self._add, _("Name of a new status"), "settings.lead_status.new"))

    def load(self) -> None:
        found = lead_statuses.rows(counted_for=self._page.desk)
        self._statuses = {row.id: row for row in found}
        self.rows.set_rows([self._data(row) for row in found])

    def _data(self, row: StatusRow) -> RowData:
        keep, locked = "", {}
        if lead_statuses.must_stay(row.kind, list(self._statuses.values())):
            keep = locked["kind"] = _("A book needs a status of this kind.")
        elif row.used:
            locked["kind"] = _("It is in use: move its leads first.")
        if row.used and not self._others(row):
            keep = _("It is in use, and nothing else could take its place.")
        return RowData(
            row.id, row.name, {"colour": row.colour, "name": row.name, "kind": row.kind}, row.used, keep, locked
        )

    def _others(self, row: StatusRow) -> list[tuple[int, str]]:
        """The statuses that could take its place."""
        return [
            (one.id, one.name)
            for one in self._statuses.values()
            if one.id != row.id and lead_statuses.can_replace(row.kind, one.kind)
        ]

    def _save(self, status: int, key: str, value: Any) -> Mapping[str, str]:
        return self._page.run(lambda: lead_statuses.change(self._page.desk, status, **{key: value}))

    def _add(self, name: str) -> Mapping[str, str]:
        return self._page.run(lambda: lead_statuses.add(self._page.desk, name, OPEN))

    def _delete(self, status: int) -> None:
        row, desk = self._statuses[status], self._page.desk
        if not row.used:
            self._page.workspace.editor.run(lambda: lead_statuses.delete(desk, status))
            return
        ask_substitute(
            self.window(), row.name, row.used, self._others(row),
            lambda other: self._page.run(lambda: lead_statuses.delete(desk, status, other)),
        )  # fmt: skip


def _columns() -> list[Column]:
    kinds = [(kind, str(KIND_NAMES[kind])) for kind in STATUS_KINDS]
    return [
        Column("colour", "", ColourButton, ColourButton.SIDE),
        Column("name", _("Name"), lambda: Text(limit=60), empty=_("Give it a name.")),
        Column("kind", _("Kind"), lambda: Choice(kinds), 190),
    ]
