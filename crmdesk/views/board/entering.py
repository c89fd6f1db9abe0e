"""The question when a stage needs to know more of the opportunities that enter it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from crmdesk.sales import board, rules
from crmdesk.sales.desk import Desk
from crmdesk.sales.entering import EntryDetailsNeeded, Known
from crmdesk.sales.fields import field_of
from crmdesk.sales.saving import New
from crmdesk.texts import _, _n
from crmdesk.ui import theme
from crmdesk.ui.dialogs import WIDTH, Dialog
from crmdesk.ui.forms import Form
from crmdesk.ui.panel import scrolled
from crmdesk.views.records.editors import Editors
from crmdesk.views.records.facts import shortened

MOST_APART = 12
"""Up to so many opportunities are asked about one by one; more get one answer for all."""
_WIDE, _AROUND, _HIGH = 640, 80, 430  # px: the dialog, what is beside its form, and the height from which that scrolls
_LONGEST = 60  # characters of what an opportunity is called


def ask_entry(
    parent: QWidget, desk: Desk, needed: EntryDetailsNeeded, told: Known, problems: Mapping[str, Any]
) -> dict[int, dict[str, Any]] | None:
    """Ask for what a stage needs to know of these opportunities; None when it was cancelled.

    Args:
        told: the answers before, with what was wrong about them.
    """
    dialog = EntryDialog(parent, desk, needed)
    dialog.offer(told, problems)
    answered = dialog.exec() == QDialog.DialogCode.Accepted
    answer = dialog.known() if answered else None
    dialog.deleteLater()
    return answer


class EntryDialog(Dialog):
    """A form of the fields that are missing: those of each opportunity, below a section that fills all of them in."""

    def __init__(self, parent: QWidget, desk: Desk, needed: EntryDetailsNeeded) -> None:
        count = len(needed.missing)
        counted = _n("{n} opportunity", "{n} opportunities", count)
        about = counted if count > 1 else next(iter(needed.titles.values()), "")
        told = " · ".join(part for part in (about, needed.purpose) if part)
        title = _("Move to “{stage}”", stage=needed.name)
        apart = 1 < count <= MOST_APART
        width = _WIDE if apart and len(needed.names) > 1 else WIDTH
        super().__init__(parent, title, told, primary=_("Move"), name="dialog.entry", width=width)
        self._desk, self._needed = desk, needed
        self._editors = Editors(desk, "opportunity")
        self._fields: dict[str, str] = {}  # of each editor the name of its field
        self._answers: dict[tuple[int, str], str] = {}  # of each opportunity and field the name of its editor
        self._own: set[str] = set()  # editors that were answered for one opportunity alone
        self._filling = False
        self.form = Form("entry", self, columns=2 if width == _WIDE else 1)
        if apart:
            self._ask_each()
        else:
            self._ask_once(count)
        self.form.mark_clean()
        self.form.set_check(self._check)
        self.hold(self.form)
        if apart:
            self._let_scroll(width - _AROUND)

    def offer(self, told: Known, problems: Mapping[str, Any]) -> None:
        """Begin with these answers, and say what was wrong with them."""
        for (record, name), key in self._answers.items():
            if (value := told.get(record, {}).get(name)) is not None:
                self.form.field(key).set_value(self._editors.shown(self.form.field(key), name, value))
        if problems:
            self.form.set_problems(
                {key: str(problems[name]) for (_record, name), key in self._answers.items() if name in problems}
            )

    def known(self) -> dict[int, dict[str, Any]]:
        """The answers, by opportunity and field name."""
        found: dict[int, dict[str, Any]] = {record: {} for record in self._needed.missing}
        for (record, name), key in self._answers.items():
            found[record][name] = self._editors.value(self.form, key)
        return found

    def _ask_once(self, count: int) -> None:
        """One answer for all that lack a field."""
        for name in self._needed.names:
            lacking = [record for record, names in self._needed.missing.items() if name in names]
            hint = _n("for {n} of them", "for {n} of them", len(lacking)) if count > 1 else ""
            self._add(name, name, required=True, hint=hint)
            self._answers |= {(record, name): name for record in lacking}

    def _ask_each(self) -> None:
        """A section for each opportunity, below one whose answers go to all of them."""
        missing = self._needed.missing
        self.form.section(_("The same for all"))
        for name in self._needed.names:
            if sum(name in names for names in missing.values()) > 1:
                self._add(name, name)
        clients = {card.id: card.client for card in board.cards(self._desk, list(missing))}
        for record, names in missing.items():
            called = " · ".join(filter(None, (self._needed.titles.get(record), clients.get(record))))
            self.form.section(shortened(called, _LONGEST))
            for name in names:
                self._answers[record, name] = self._add(f"{name}.{record}", name, required=True)
        self.form.edited.connect(self._edited)

    def _add(self, key: str, name: str, *, required: bool = False, hint: str = "") -> str:
        label = str(field_of(self._desk, "opportunity", name).label)
        self.form.add(key, label, self._editors.editor(name), required=required, hint=hint)
        self._fields[key] = name
        return key

    def _edited(self, key: str) -> None:
        """Give what is typed for all to those that were not answered alone."""
        if self._filling:
            return
        if key not in self._needed.names:
            self._own.add(key)
            return
        self._filling = True
        raw = self.form.field(key).raw()
        for (_record, name), own in self._answers.items():
            if name == key and own not in self._own:
                self.form.field(own).set_raw(raw)
        self._filling = False

    def _let_scroll(self, width: int) -> None:
        self.form.body.setContentsMargins(0, 0, theme.GAP_2, 0)  # for the scroll bar
        area = scrolled(self.form)
        self.form.resize(width, _HIGH)  # in as many columns as it will stand
        area.setFixedHeight(min(self.form.sizeHint().height(), _HIGH))
        self.body.addWidget(area)

    def _check(self, _values: dict[str, Any]) -> dict[str, str]:
        found: dict[str, str] = {}
        for key, name in self._fields.items():
            value = self._editors.value(self.form, key)
            if isinstance(value, New):
                found[key] = _("There is none of this name. Choose one of the list.")
            elif value is not None and (problem := self._problem(name, value)):
                found[key] = problem
        return found

    def _problem(self, name: str, value: Any) -> str:
        found = rules.problems(self._desk, "opportunity", {name: value}, new=False)
        return str(found[name]) if name in found else ""
