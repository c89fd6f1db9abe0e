"""What a stage is for, what it needs to know, and what entering it starts."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from crmdesk.sales import entering, playbooks, stages
from crmdesk.sales.stages import StageRow
from crmdesk.texts import _
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.fields import Choice, LongText
from crmdesk.ui.forms import Form
from crmdesk.ui.several import Several
from crmdesk.views.settings.page import Page

_WIDE = 600


def ask_guidance(parent: QWidget, page: Page, row: StageRow) -> None:
    """Ask for a stage's purpose, needs and playbook, and keep them."""
    dialog = GuidanceDialog(parent, page, row)
    dialog.exec()
    dialog.deleteLater()


class GuidanceDialog(Dialog):
    """The guidance of one stage."""

    def __init__(self, parent: QWidget, page: Page, row: StageRow) -> None:
        super().__init__(
            parent, _("Guidance of “{stage}”", stage=row.name), primary=_("Save"), name="dialog.guidance", width=_WIDE
        )
        self._page, self._row = page, row
        self.form = Form("guidance", self)
        purpose = LongText(limit=entering.LONGEST_PURPOSE)
        purpose.setFixedHeight(72)
        self.form.add("purpose", _("What this stage is for"), purpose)
        fields = [(field.name, str(field.label)) for field in entering.offered(page.desk)]
        hint = _("Asked for when an opportunity enters the stage without them.")
        self.form.add("needs", _("What must be known to enter it"), Several(fields), hint=hint)
        self.form.add("playbook", _("Playbook that it starts"), Choice(playbooks.choices(), none=_("None")))
        self.form.set_values({"purpose": row.purpose, "needs": list(row.needs), "playbook": row.playbook})
        self.hold(self.form, self._save)

    def _save(self, values: dict[str, Any]) -> dict[str, str] | None:
        return self._page.run(lambda: stages.change(self._page.desk, self._row.id, **values)) or None
