"""The question which fields the board's cards show; the title they always do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmdesk.sales import board, words
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import built_in
from crmdesk.texts import _
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.fields import Check
from crmdesk.ui.forms import Form

if TYPE_CHECKING:
    from crmdesk.views.board.screen import BoardScreen


def offered(desk: Desk) -> list[tuple[str, str]]:
    """(name, what people call it) of the fields to choose from, in the order of a card, then the office's own."""

    def called(name: str) -> str:
        return str(built_in("opportunity", name).label)

    return [
        ("client", words.client()),
        *((name, called(name)) for name in ("key", "amount", "expected_on", "probability", "priority")),
        ("owner", words.word(desk, "owner").one),
        ("next", _("Next activity")),
        ("idle", _("Idle days")),
        ("tags", called("tags")),
        *((field.name, str(field.label)) for field in board.own_on_cards(desk)),
    ]


def ask_fields(screen: BoardScreen) -> None:
    """Ask which fields cards show, and show them so."""
    told = _("Everybody chooses for themselves. The title is always shown.")
    dialog = Dialog(screen, _("Card fields"), told, primary=_("Show these"), name="dialog.card-fields")
    form = Form("card-fields", dialog)
    for name, label in offered(screen.desk):
        form.add(name, label, Check(label))
    form.set_values({name: name not in screen.choices.hidden for name in form.names()})

    def submit(values: dict[str, Any]) -> None:
        screen.hide_fields([name for name, shown in values.items() if not shown])

    dialog.hold(form, submit)
    dialog.exec()
    dialog.deleteLater()
