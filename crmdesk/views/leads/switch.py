"""The way between the list of leads and their board."""

from __future__ import annotations

from crmdesk.texts import _
from crmdesk.views.screen import Navigator
from crmdesk.views.switch import Switch


def list_or_board(navigator: Navigator, here: str) -> Switch:
    """Two pills; `here` is ``leads`` or ``lead-board``."""
    return Switch(navigator, here, (("leads", _("List"), "list", ""), ("lead-board", _("Board"), "board", "")))
