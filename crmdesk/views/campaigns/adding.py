"""Asking whom to add to a campaign, and which campaign somebody is to be added to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from crmdesk.models.campaigns import MEMBER_KINDS
from crmdesk.sales import lists, search
from crmdesk.sales.desk import Desk
from crmdesk.sales.saving import New
from crmdesk.texts import _, _n
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.forms import Form
from crmdesk.ui.picker import Picker

_FOUND = 12


def ask_campaign(asker: QWidget, desk: Desk, count: int) -> int | New | None:
    """The campaign that so many records are to be members of; None when it was cancelled."""
    dialog = Dialog(
        asker,
        _("Add to a campaign"),
        _n("{n} record becomes a member.", "{n} records become members.", count),
        primary=_("Add"),
        name="dialog.campaign",
    )
    form = Form("campaign-choice", dialog)

    def create(typed: str) -> tuple[Any, str]:
        return New(typed), typed

    picker = form.add(
        "campaign",
        _("Campaign"),
        Picker(lambda text: lists.pick(desk, "campaign", text), create, icon="megaphone"),
        required=True,
    )
    dialog.hold(form)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    chosen: int | New | None = picker.value() if accepted else None
    dialog.deleteLater()
    return chosen


def somebody(desk: Desk) -> Picker:
    """A field that finds a lead, contact or company; its value is the pair of kind and id."""

    def find(text: str) -> Sequence[tuple[Any, str, str]]:
        hits = search.find(desk, text, MEMBER_KINDS, _FOUND)
        return [((hit.kind, hit.id), hit.name, hit.detail) for hit in hits[:_FOUND]]

    return Picker(find, icon="user-plus", placeholder=_("Add a lead, contact or company…"))
