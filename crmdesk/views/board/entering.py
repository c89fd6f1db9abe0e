"""The question when a stage needs to know more of the opportunities that enter it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from crmdesk.sales.desk import Desk
from crmdesk.sales.entering import EntryDetailsNeeded
from crmdesk.sales.fields import field_of
from crmdesk.sales.saving import New
from crmdesk.texts import _, _n
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.forms import Form
from crmdesk.views.records.editors import Editors


def ask_entry(
    parent: QWidget, desk: Desk, needed: EntryDetailsNeeded, problems: Mapping[str, Any]
) -> dict[int, dict[str, Any]] | None:
    """Ask once for what a stage needs to know of these opportunities; None when it was cancelled.

    Args:
        problems: what was wrong with the answers before.
    """
    dialog = EntryDialog(parent, desk, needed)
    if problems:
        dialog.form.set_problems({name: str(text) for name, text in problems.items()})
    answered = dialog.exec() == QDialog.DialogCode.Accepted
    answer = dialog.known() if answered else None
    dialog.deleteLater()
    return answer


class EntryDialog(Dialog):
    """A form of the fields that are missing; each answer is given to all that lack it."""

    def __init__(self, parent: QWidget, desk: Desk, needed: EntryDetailsNeeded) -> None:
        count = len(needed.missing)
        counted = _n("{n} opportunity", "{n} opportunities", count)
        about = counted if count > 1 else next(iter(needed.titles.values()), "")
        told = " · ".join(part for part in (about, needed.purpose) if part)
        title = _("Move to “{stage}”", stage=needed.name)
        super().__init__(parent, title, told, primary=_("Move"), name="dialog.entry")
        self._desk, self._needed = desk, needed
        self._editors = Editors(desk, "opportunity")
        self.form = Form("entry", self)
        for name in needed.names:
            label = str(field_of(desk, "opportunity", name).label)
            self.form.add(name, label, self._editors.editor(name), required=True, hint=self._hint(name, count))
        self._editors.show(self.form, {})
        self.form.set_check(self._check)
        self.hold(self.form)

    def known(self) -> dict[int, dict[str, Any]]:
        """The answers, by opportunity and field name."""
        told = {name: self._editors.value(self.form, name) for name in self._needed.names}
        return {record: {name: told[name] for name in names} for record, names in self._needed.missing.items()}

    def _hint(self, name: str, count: int) -> str:
        """For how many of several it is asked."""
        lacking = sum(name in names for names in self._needed.missing.values())
        return _n("for {n} of them", "for {n} of them", lacking) if count > 1 else ""

    def _check(self, _values: dict[str, Any]) -> dict[str, str]:
        found = {}
        for name in self._needed.names:
            if isinstance(self._editors.value(self.form, name), New):
                found[name] = _("There is none of this name. Choose one of the list.")
        return found
