"""The office's lists: reasons and sources, users and teams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from crmdesk.sales import office
from crmdesk.sales.office import Value
from crmdesk.texts import _
from crmdesk.ui.buttons import label
from crmdesk.ui.fields import Check, Choice, Text
from crmdesk.ui.panel import Panel
from crmdesk.views.screen import Workspace
from crmdesk.views.settings.adder import Adder
from crmdesk.views.settings.page import Page
from crmdesk.views.settings.rows import Column, RowData, RowList
from crmdesk.views.settings.signing_in import SigningInPanel
from crmdesk.views.settings.substitute import ask_substitute

SHORT = 64  # px of a column of checks


class ListPanel(Panel):
    """One list: its rows, edited in place, and a line to add one."""

    def __init__(
        self, page: Page, kind: str, title: str, sentence: str, prompt: str, columns: Sequence[Column]
    ) -> None:
        super().__init__(title)
        self.kind, self._page = kind, page
        self._values: dict[int, Value] = {}
        if sentence:
            self.body.addWidget(label(sentence, tone="muted", wrap=True))
        self.body.addSpacing(4)
        self.rows = RowList(columns, self._save, f"settings.{kind}", ordered=kind in office.ORDERED)
        self.rows.reordered.connect(lambda ids: page.workspace.editor.run(lambda: office.reorder(page.desk, kind, ids)))
        self.rows.delete_requested.connect(self._delete)
        self.body.addWidget(self.rows)
        self.adder = Adder(self._add, prompt, f"settings.{kind}.new")
        self.body.addWidget(self.adder)

    def load(self) -> None:
        found = office.values_of(self.kind, self._page.desk)
        self._values = {value.id: value for value in found}
        self.rows.set_rows([self._data(value) for value in found])

    def _data(self, value: Value) -> RowData:
        works = self.kind == "user" and value.id == self._page.desk.user
        locked = {"active": _("This user is working now.")} if works else {}
        keep = locked.get("active", "")
        if value.used and len(self._values) == 1:
            keep = _("It is in use, and nothing else could take its place.")
        return RowData(value.id, value.name, value.values, value.used, keep, locked)

    def _save(self, record: int, key: str, value: Any) -> Mapping[str, str]:
        return self._page.run(lambda: office.save_value(self._page.desk, self.kind, record, **{key: value}))

    def _add(self, name: str) -> Mapping[str, str]:
        return self._page.run(lambda: office.add_value(self._page.desk, self.kind, name))

    def _delete(self, record: int) -> None:
        value, desk = self._values[record], self._page.desk
        others = [(other.id, other.name) for other in self._values.values() if other is not value]
        if not value.used:
            self._page.workspace.editor.run(lambda: office.delete_value(desk, self.kind, record))
            return
        ask_substitute(
            self.window(), value.name, value.used, others,
            lambda other: self._page.run(lambda: office.delete_value(desk, self.kind, record, other)),
        )  # fmt: skip


class ReasonsPage(Page):
    """Why opportunities are lost, and where they come from."""

    KINDS = ("reason", "source", "opportunity", "lead")

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, _("Reasons and sources"), _("What people choose from when they close or add."))
        name = _name()
        active = Column("active", _("Offered"), Check, SHORT)
        self.reasons = ListPanel(
            self,
            "reason",
            _("Reasons for losing"),
            _("Asked for whenever an opportunity is lost. One may ask for a note beside it."),
            _("Name of a new reason"),
            [name, Column("needs_note", _("Asks for a note"), Check, 104), active],
        )
        self.sources = ListPanel(
            self, "source", _("Sources"), _("Where business comes from."), _("Name of a new source"), [name, active]
        )
        self.body.addWidget(self.reasons)
        self.body.addWidget(self.sources)

    def load(self) -> None:
        self.reasons.load()
        self.sources.load()


class PeoplePage(Page):
    """Who works in the office, and in which teams."""

    KINDS = ("user", "team", "role", "opportunity", "lead", "contact", "company", "product", "activity")

    def __init__(self, workspace: Workspace) -> None:
        sentence = _("Records belong to users. Somebody who left stays in the history: let the mark “Active” go.")
        super().__init__(workspace, _("Users and teams"), sentence)
        self._teams: list[tuple[int, str]] = []
        columns = [
            replace(_name(), share=2),
            Column("email", _("E-mail"), Text, share=3),
            Column("team", _("Team"), self._team_choice, 160),
            Column("active", _("Active"), Check, SHORT),
        ]
        self.users = ListPanel(self, "user", _("Users"), "", _("Name of a new user"), columns)
        self.teams = ListPanel(self, "team", _("Teams"), "", _("Name of a new team"), [_name()])
        self.signing_in = SigningInPanel(self)
        self.body.addWidget(self.users)
        self.body.addWidget(self.signing_in)
        self.body.addWidget(self.teams)

    def load(self) -> None:
        self._teams = [(team.id, team.name) for team in office.values_of("team")]
        for user in self.users.rows.ids():
            choice = self.users.rows.row(user).fields["team"]
            assert isinstance(choice, Choice)
            choice.set_choices(self._teams, none=_("None"))
        self.users.load()
        self.teams.load()
        self.signing_in.load()

    def _team_choice(self) -> Choice:
        return Choice(self._teams, none=_("None"))


def _name() -> Column:
    return Column("name", _("Name"), Text, empty=_("Give it a name."))
