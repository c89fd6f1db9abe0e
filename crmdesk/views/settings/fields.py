"""The office's own fields: named, ordered and deleted, with the values of their lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from crmdesk.models.custom import CUSTOM_KINDS, LINKED
from crmdesk.sales import custom_fields, in_use, words
from crmdesk.sales.definitions import Definition
from crmdesk.sales.in_use import InUse
from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.buttons import label, set_tone
from crmdesk.ui.fields import Check, Choice, Field, Text
from crmdesk.ui.panel import Hairline, Panel
from crmdesk.views.screen import Workspace
from crmdesk.views.settings.adder import Adder
from crmdesk.views.settings.page import Page
from crmdesk.views.settings.rows import Column, RowData, RowList
from crmdesk.views.settings.substitute import ask_substitute

TYPE_WIDTH = 180  # px
_LINK = "link:"


class FieldsPage(Page):
    """A panel for each kind that can have fields of the office's own."""

    KINDS = ("custom_field", "custom_choice", "custom_value")

    def __init__(self, workspace: Workspace) -> None:
        sentence = _(
            "What your office wants to know beyond what every book knows. A field stands on the pages, in lists, "
            "filters and the search, and goes with imports and exports."
        )
        super().__init__(workspace, _("Fields"), sentence)
        self.panels = {kind: KindPanel(self, kind) for kind in CUSTOM_KINDS}
        for panel in self.panels.values():
            self.body.addWidget(panel)

    def load(self) -> None:
        for panel in self.panels.values():
            panel.load()


class KindPanel(Panel):
    """The own fields of one kind, a line to add one, and the values of those that are lists."""

    def __init__(self, page: FieldsPage, kind: str) -> None:
        super().__init__(words.word(page.desk, kind).many)
        self._page, self._kind = page, kind
        self.lists: dict[int, ListBlock] = {}
        columns = [
            Column("name", _("Name"), lambda: Text(limit=60), empty=_("Give it a name.")),
            Column("type", _("Type"), Said, TYPE_WIDTH),
        ]
        if kind == "opportunity":
            columns.append(Column("on_card", _("On the card"), Check, 84))
        self.rows = RowList(columns, self._save, f"settings.fields.{kind}", ordered=True)
        self.rows.reordered.connect(
            lambda ids: page.workspace.editor.run(lambda: custom_fields.reorder(page.desk, ids))
        )
        self.rows.delete_requested.connect(
            lambda field: page.workspace.editor.run(lambda: custom_fields.delete(page.desk, field))
        )
        self.none = label(_("None yet. Name the first one below and choose what it holds."), tone="muted")
        self.type = Choice(_types(page), none=None)
        self.type.setObjectName(f"settings.fields.{kind}.type")
        self.type.setAccessibleName(_("What the new field holds"))
        self.type.setFixedWidth(TYPE_WIDTH)
        self.type.set_value("text")
        self.adder = Adder(self._add, _("Name of a new field"), f"settings.fields.{kind}.new", self.type)
        self._blocks = QVBoxLayout()
        self._blocks.setSpacing(0)
        self.body.addSpacing(4)
        self.body.addWidget(self.none)
        self.body.addWidget(self.rows)
        self.body.addWidget(self.adder)
        self.body.addLayout(self._blocks)

    def load(self) -> None:
        found = custom_fields.of(self._page.desk, self._kind)
        used = custom_fields.uses(self._page.desk, self._kind)
        self.none.setVisible(not found)
        self.rows.setVisible(bool(found))
        self.rows.set_rows([self._data(one, used.get(one.id, in_use.NOT)) for one in found])
        lists = {one.id: one for one in found if one.type in custom_fields.LISTED}
        for gone in self.lists.keys() - lists.keys():
            block = self.lists.pop(gone)
            block.hide()
            block.deleteLater()
        for known, one in lists.items():
            if known not in self.lists:
                self.lists[known] = ListBlock(self._page, known)
                self._blocks.addWidget(self.lists[known])
                self.lists[known].show()
            self.lists[known].show_field(one)

    def _data(self, one: Definition, used: InUse) -> RowData:
        values = {"name": one.name, "type": _type_name(self._page, one), "on_card": one.on_card}
        return RowData(one.id, one.name, values, used)

    def _save(self, field: int, key: str, value: Any) -> Mapping[str, str]:
        return self._page.run(lambda: custom_fields.change(self._page.desk, field, **{key: value}))

    def _add(self, name: str) -> Mapping[str, str]:
        type_ = self.type.value()
        links_to = type_.removeprefix(_LINK) if type_.startswith(_LINK) else None
        made = "link" if links_to else type_
        return self._page.run(lambda: custom_fields.add(self._page.desk, self._kind, name, made, links_to))


class ListBlock(QWidget):
    """The values of one field that is a list, in order."""

    def __init__(self, page: FieldsPage, field: int) -> None:
        super().__init__()
        self._page, self._field = page, field
        self._choices: Mapping[int, str] = {}
        self._used: Mapping[int, InUse] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.GAP_3, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(Hairline())
        self.title = label(semibold=True)
        column.addWidget(self.title)
        name = Column("name", _("Name"), lambda: Text(limit=60), empty=_("Give it a name."))
        self.rows = RowList([name], self._save, f"settings.choices.{field}", ordered=True)
        self.rows.reordered.connect(
            lambda ids: page.workspace.editor.run(lambda: custom_fields.reorder_choices(page.desk, ids))
        )
        self.rows.delete_requested.connect(self._delete)
        column.addWidget(self.rows)
        self.adder = Adder(self._add, _("Name of a new value"), f"settings.choices.{field}.new")
        column.addWidget(self.adder)

    def show_field(self, one: Definition) -> None:
        self._choices, self._used = one.choices, custom_fields.choice_uses(self._page.desk, one.id)
        self.title.setText(_("Values of “{name}”", name=one.name))
        self.rows.setVisible(bool(one.choices))
        self.rows.set_rows([self._data(choice, name) for choice, name in one.choices.items()])

    def _data(self, choice: int, name: str) -> RowData:
        used = self._used.get(choice, in_use.NOT)
        alone = bool(used) and len(self._choices) == 1
        keep = _("It is in use, and nothing else could take its place.") if alone else ""
        return RowData(choice, name, {"name": name}, used, keep)

    def _save(self, choice: int, _key: str, value: Any) -> Mapping[str, str]:
        return self._page.run(lambda: custom_fields.rename_choice(self._page.desk, choice, value))

    def _add(self, name: str) -> Mapping[str, str]:
        return self._page.run(lambda: custom_fields.add_choice(self._page.desk, self._field, name))

    def _delete(self, choice: int) -> None:
        desk, used = self._page.desk, self._used.get(choice, in_use.NOT)
        if not used:
            self._page.workspace.editor.run(lambda: custom_fields.delete_choice(desk, choice))
            return
        others = [(other, name) for other, name in self._choices.items() if other != choice]
        ask_substitute(
            self.window(), self._choices[choice], used, others,
            lambda other: self._page.run(lambda: custom_fields.delete_choice(desk, choice, other)),
        )  # fmt: skip


class Said(Field, QLabel):
    """What cannot be changed, said where an editor would stand."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_tone(self, "muted")

    def value(self) -> str:
        return self.text()

    def set_value(self, value: Any) -> None:
        self.setText(str(value))


def _types(page: FieldsPage) -> Sequence[tuple[str, str]]:
    """What a new field can hold, links by the kind they lead to."""
    plain = [(type_, str(name)) for type_, name in custom_fields.TYPE_NAMES.items() if type_ != "link"]
    return [*plain, *((f"{_LINK}{kind}", _link_name(page, kind)) for kind in LINKED)]


def _type_name(page: FieldsPage, one: Definition) -> str:
    return _link_name(page, one.links_to or "") if one.type == "link" else str(custom_fields.TYPE_NAMES[one.type])


def _link_name(page: FieldsPage, kind: str) -> str:
    return _("Link: {kind}", kind=words.word(page.desk, kind).one)
