"""The question what takes the place of something that is used and is to be deleted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QWidget

from crmdesk.sales.in_use import InUse
from crmdesk.texts import _, _n
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.fields import Choice
from crmdesk.ui.forms import Form


def ask_substitute(
    parent: QWidget,
    name: str,
    used: InUse,
    others: Sequence[tuple[int, str]],
    delete: Callable[[int], Mapping[str, str]],
) -> bool:
    """Ask which of the others takes the place, and delete.

    Args:
        delete: deletes with the chosen substitute; gives what was refused, by field.

    Returns:
        whether it was deleted.
    """
    detail = _("It is in use; what uses it moves to what you choose.")
    if used.count is not None:
        detail = _n(
            "{n} record uses it and moves to what you choose.",
            "{n} records use it and move to what you choose.",
            used.count,
        )
    dialog = Dialog(
        parent, _("Delete “{name}”?", name=name), detail, primary=_("Delete"), name="dialog.substitute", danger=True
    )
    form = Form("substitute")
    form.add("substitute", _("What takes its place"), Choice(others), required=True)
    dialog.hold(form, lambda values: delete(values["substitute"]) or None)
    done = bool(dialog.exec())
    dialog.deleteLater()
    return done
