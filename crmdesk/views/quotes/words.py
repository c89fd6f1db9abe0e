"""How quotes are called."""

from __future__ import annotations

from crmdesk.models.quotes import DRAFT
from crmdesk.texts import _


def called(number: str | None, state: str) -> str:
    """A quote's number; one that came in from a file may have been sent without any."""
    return number or (_("not sent yet") if state == DRAFT else _("no number"))
