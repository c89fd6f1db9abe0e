"""The question which two days the figures are about."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from crmdesk.models.errors import DomainError
from crmdesk.sales.figures.window import Window
from crmdesk.texts import _
from crmdesk.ui.day import Day
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.forms import Form


class DaysDialog(Dialog):
    """Asks the first and the last day, both counted.

    Attributes:
        window_asked: what was answered, once it was accepted.
    """

    def __init__(self, parent: QWidget | None, now: Window, today: date) -> None:
        super().__init__(parent, _("Days to look at"), _("Both days count."), primary=_("Show"), name="dialog.days")
        self.window_asked: Window | None = None
        self.form = Form("days", columns=2)
        for name, title in (("first", _("First day")), ("last", _("Last day"))):
            self.form.add(name, title, Day(lambda: today), required=True)
        self.form.set_values({"first": now.first, "last": now.last})
        self.form.set_check(lambda values: problems(values["first"], values["last"]))
        self.form.save_requested.connect(self._take)
        self.body.addWidget(self.form)
        self.primary.clicked.disconnect()
        self.primary.clicked.connect(self.form.save)
        self.form.field("first").setFocus()

    def _take(self) -> None:
        values = self.form.values()
        self.window_asked = Window(values["first"], values["last"])
        self.accept()


def problems(first: date | None, last: date | None) -> dict[str, str]:
    """What is wrong with the two days, by field."""
    if first is None or last is None:
        return {}
    try:
        Window(first, last)
    except DomainError as problem:
        return {"last": str(problem)}
    return {}


def ask_days(parent: QWidget, now: Window, today: date) -> Window | None:
    """The days somebody wants; None when it was cancelled."""
    dialog = DaysDialog(parent, now, today)
    dialog.exec()
    dialog.deleteLater()
    return dialog.window_asked
