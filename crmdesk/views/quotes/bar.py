"""The buttons of one quote: what can be done with it as it is."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from crmdesk.models.quotes import ACCEPTED, DRAFT, EXPIRED, REJECTED, SENT, SUPERSEDED
from crmdesk.sales.quote_rows import QuoteRow
from crmdesk.texts import _, _c
from crmdesk.ui.buttons import button
from crmdesk.ui.flow import FlowLayout
from crmdesk.views.lists.columns import QUOTE_ROLES
from crmdesk.views.quotes.doing import Doing

ROLES = {DRAFT: "muted", SUPERSEDED: "muted", **QUOTE_ROLES}
"""How each status is drawn."""
_ANSWERED = {
    DRAFT: ("send",),
    SENT: ("accept", "reject", "revise"),
    EXPIRED: ("revise", "accept", "reject"),
    ACCEPTED: ("revise", "reject"),
    REJECTED: ("revise", "accept"),
    SUPERSEDED: (),
}


class QuoteBar(QWidget):
    """Send, accept, reject, revise, compare, and paper."""

    def __init__(self, doing: Doing, *, opens: bool, parent: QWidget | None = None) -> None:
        """Args:
        opens: with a button that goes to the quote's page.
        """
        super().__init__(parent)
        self._row: QuoteRow | None = None
        self._opens = opens
        across = FlowLayout(gap=6)
        self.buttons: dict[str, QPushButton] = {
            "open": button(_c("verb", "Open"), small=True, name="quote.open"),
            "send": button(_("Mark the quote as sent"), "primary", small=True, name="quote.send"),
            "accept": button(_("Accepted…"), "positive", small=True, name="quote.accept"),
            "reject": button(_("Rejected"), "danger", small=True, name="quote.reject"),
            "revise": button(_("Revise"), small=True, name="quote.revise"),
            "compare": button(_("Compare revisions"), small=True, name="quote.compare"),
            "paper": button(_("Print or PDF…"), small=True, name="quote.paper"),
        }
        acts = {
            "open": doing.open, "send": doing.send, "accept": doing.accept, "reject": doing.reject,
            "revise": doing.revise, "compare": doing.compare, "paper": lambda quote: doing.show("quote", quote),
        }  # fmt: skip
        self.setLayout(across)
        for known, one in self.buttons.items():
            one.clicked.connect(lambda _checked=False, act=acts[known]: self._row and act(self._row.id))
            across.addWidget(one)
            one.hide()

    def show_quote(self, row: QuoteRow | None, *, may: bool) -> None:
        """Offer what can be done with a quote; nothing for none.

        Args:
            may: the user may change it.
        """
        self._row = row
        wanted: set[str] = set()
        if row is not None:
            wanted = {"paper", *(("open",) if self._opens else ()), *(("compare",) if row.revision > 1 else ())}
            wanted |= set(_ANSWERED[row.state]) if may else set()
        for known, one in self.buttons.items():
            one.setVisible(known in wanted)
