"""Converting leads from a list, a board or a page: the question for one, or once for many."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QWidget

from crmdesk.models.errors import DomainError
from crmdesk.sales import conversion, words
from crmdesk.sales.changes import Changes
from crmdesk.sales.conversion import Outlook
from crmdesk.sales.desk import Desk
from crmdesk.texts import _, _n
from crmdesk.ui.buttons import label
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.fields import Check
from crmdesk.views.converting.dialog import ConvertDialog
from crmdesk.views.screen import Workspace

_AT_ONCE = 20
"""More leads than this are converted by a worker."""


def convert_leads(parent: QWidget, workspace: Workspace, leads: Sequence[int]) -> Changes | None:
    """Ask what leads become, and convert them.

    Returns:
        what it touched; None when it was cancelled or refused, or goes on with a worker.
    """
    try:
        if len(leads) == 1:
            return _convert_one(parent, workspace, leads[0])
        return _convert_many(parent, workspace, leads)
    except DomainError as refused:
        workspace.events.failed.emit(str(refused))
        return None


def take_back(workspace: Workspace, lead: int) -> Changes | None:
    """Take a conversion back, or say what stands in the way."""
    return workspace.editor.run(lambda: conversion.take_back(workspace.desk, lead))


def _convert_one(parent: QWidget, workspace: Workspace, lead: int) -> Changes | None:
    desk = workspace.desk
    dialog = ConvertDialog(parent, desk, workspace.editor, lead, conversion.propose(desk, lead))
    dialog.exec()
    dialog.deleteLater()
    return dialog.changes


def _convert_many(parent: QWidget, workspace: Workspace, leads: Sequence[int]) -> Changes | None:
    desk = workspace.desk
    dialog = ManyDialog(parent, desk, len(leads), conversion.outlook(desk, leads))
    answered = dialog.exec() == QDialog.DialogCode.Accepted
    wanted = dialog.with_opportunities.value()
    dialog.deleteLater()
    if not answered:
        return None

    def action() -> Changes:
        return conversion.convert_all(desk, leads, with_opportunities=wanted)

    if len(leads) <= _AT_ONCE:
        return workspace.editor.run(action)
    watch = getattr(workspace.navigator, "jobs", None)
    job = workspace.editor.run_on_worker(action)
    if watch is not None:
        watch.watch(job, _("Converting leads…"), cancellable=False)
    return None


class ManyDialog(Dialog):
    """What becomes of many leads, in numbers, and whether each becomes an opportunity too."""

    def __init__(self, parent: QWidget, desk: Desk, count: int, outlook: Outlook) -> None:
        super().__init__(
            parent,
            _n("Convert {n} lead", "Convert {n} leads", count),
            _("Each becomes what fits best: likely matches are linked, everything else is made."),
            primary=_("Convert"),
            name="dialog.convert",
        )
        for text in (_made_and_linked(desk, "contact", outlook), _made_and_linked(desk, "company", outlook)):
            self.body.addWidget(label(text, wrap=True))
        self.with_opportunities = Check(_("Each becomes an opportunity too"))
        self.with_opportunities.setObjectName("convert.opportunities")
        self.with_opportunities.set_value(True)
        self.body.addWidget(self.with_opportunities)
        self.primary.setFocus()


def _made_and_linked(desk: Desk, kind: str, outlook: Outlook) -> str:
    made, linked = {
        "contact": (outlook.contacts_made, outlook.contacts_linked),
        "company": (outlook.companies_made, outlook.companies_linked),
    }[kind]
    return _("{kind}: {made} new, {linked} linked", kind=words.word(desk, kind).many, made=made, linked=linked)
