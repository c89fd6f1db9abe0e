"""The dialog about somebody who counts in an opportunity."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.models.negotiation import COMPETITOR, REFERENCE
from crmdesk.sales import involved, lists, words
from crmdesk.sales.involved import INFLUENCE_NAMES, ROLE_NAMES, InvolvedRow
from crmdesk.texts import _
from crmdesk.ui.buttons import button
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.fields import Check, Choice, LongText, Text
from crmdesk.ui.forms import Form
from crmdesk.ui.picker import Picker
from crmdesk.views.money import MoneyIn
from crmdesk.views.records.editors import PICKED
from crmdesk.views.screen import Workspace


def ask_involved(
    asker: QWidget, workspace: Workspace, opportunity: int, sort: str, row: InvolvedRow | None = None
) -> None:
    """Ask who counts and why, and write it.

    Args:
        sort: reference, partner or competitor.
        row: who is changed; None to add somebody.
    """
    titles = {REFERENCE: _("Reference"), COMPETITOR: _("Competitor")}
    dialog = Dialog(asker, titles.get(sort, _("Partner")), _name(row), primary=_("Save"), name="dialog.involved")
    form = _form(dialog, workspace, sort, row)
    dialog.hold(form, lambda values: _write(workspace, opportunity, sort, row, values))
    if row is not None:
        gone = button(_("Take it away"), "danger", name="dialog.involved:remove")
        gone.clicked.connect(lambda: _remove(dialog, workspace, row.id))
        form.body.addWidget(gone)
    dialog.exec()
    dialog.deleteLater()


def _name(row: InvolvedRow | None) -> str:
    if row is None:
        return ""
    return " · ".join(known[1] for known in (row.contact, row.company) if known)


def _form(dialog: QWidget, workspace: Workspace, sort: str, row: InvolvedRow | None) -> Form:
    desk = workspace.desk
    form = Form("involved", dialog)
    for kind in _KINDS[sort] if row is None else ():
        picker = Picker(partial(lists.pick, desk, kind), icon=PICKED[kind])
        form.add(kind, words.word(desk, kind).one, picker, required=len(_KINDS[sort]) == 1)
    if sort == REFERENCE:
        form.add("role", _("Role"), Choice([(code, str(name)) for code, name in ROLE_NAMES.items()], none="—"))
        form.add("influence", _("Influence"), Choice([(n, str(name)) for n, name in enumerate(INFLUENCE_NAMES)]))
        form.add("is_primary", "", Check(_("The first one to talk to")))
    elif sort == COMPETITOR:
        form.add("price", _("Price"), MoneyIn(desk.currency))
        form.add("strengths", _("Strengths"), _text())
        form.add("weaknesses", _("Weaknesses"), _text())
    else:
        form.add("role", _("Role"), Text(limit=300))
    form.add("note", _("Note"), _text())
    if row is not None:
        form.set_values({name: _SHOWN.get(name, getattr)(row, name) for name in form.names() if name != "price"})
        if sort == COMPETITOR:
            form.field("price").set_amount(row.price_minor)
    elif sort == REFERENCE:
        form.set_values({"influence": 0})
    form.mark_clean()
    return form


_KINDS = {REFERENCE: ("contact",), COMPETITOR: ("company",), "partner": ("contact", "company")}
_SHOWN: dict[str, Any] = {"role": lambda row, _name: row.role or None}


def _text() -> LongText:
    field = LongText()
    field.setFixedHeight(64)
    return field


def _write(
    workspace: Workspace, opportunity: int, sort: str, row: InvolvedRow | None, typed: dict[str, Any]
) -> dict[str, str]:
    """Save what was typed; what was refused, by field."""
    desk = workspace.desk
    try:
        if row is None:
            workspace.editor.attempt(lambda: involved.add(desk, opportunity, sort, typed))
        else:
            workspace.editor.attempt(lambda: involved.change(desk, row.id, typed))
    except FieldProblems as refused:
        return {name: str(text) for name, text in refused.problems.items()}
    except DomainError as refused:
        return {"": str(refused)}
    return {}


def _remove(dialog: QDialog, workspace: Workspace, known: int) -> None:
    if workspace.editor.run(lambda: involved.remove(workspace.desk, known)):
        dialog.reject()
