"""The way between the calendar and the board of activities."""

from __future__ import annotations

from crmdesk.texts import _
from crmdesk.views.screen import Navigator
from crmdesk.views.switch import Switch

BOARD_KEY = "4"
"""After the digits of month, week and day."""


def calendar_or_board(navigator: Navigator, here: str) -> Switch:
    """Two pills; `here` is ``calendar`` or ``activity-board``."""
    screens = (("calendar", _("Calendar"), "calendar", ""), ("activity-board", _("Board"), "board", BOARD_KEY))
    return Switch(navigator, here, screens)
