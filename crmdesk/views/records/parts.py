"""What an opportunity's page has behind its tabs, beside the form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from crmdesk.texts import Message, msg
from crmdesk.views.screen import Workspace


class Part(QWidget):
    """One tab's content; it is made when it is shown for the first time."""

    def __init__(self, workspace: Workspace, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.kind = kind
        self.record: int | None = None

    def show_record(self, record: int) -> None:
        """Show what there is of a record; called again when something of it may have changed."""
        anew = record != self.record
        self.record = record
        self.load(record, anew=anew)

    def load(self, record: int, *, anew: bool) -> None:
        """Bring up to date what is shown.

        Args:
            anew: it is another record than before; else selection and scroll stay.
        """
        raise NotImplementedError

    def seek(self, one: int) -> None:
        """Bring one of the things it shows into sight; those that show none of their own by id stay as they are."""


@dataclass(frozen=True)
class Tab:
    """A tab.

    Attributes:
        name: stable.
        make: makes its content.
        holds: the kind of its rows, whose number stands beside the title; empty where it is more than rows.
    """

    name: str
    title: Message
    make: Callable[[Workspace, str], Part]
    holds: str = ""


def _timeline(workspace: Workspace, kind: str) -> Part:
    from crmdesk.views.records.timeline_part import TimelinePart

    return TimelinePart(workspace, kind)


def _actions(workspace: Workspace, kind: str) -> Part:
    from crmdesk.views.activities.part import ActionsPart

    return ActionsPart(workspace, kind)


def _reports(workspace: Workspace, kind: str) -> Part:
    from crmdesk.views.records.reports_part import ReportsPart

    return ReportsPart(workspace, kind)


def _documents(workspace: Workspace, kind: str) -> Part:
    from crmdesk.views.documents.part import DocumentsPart

    return DocumentsPart(workspace, kind)


def _messages(workspace: Workspace, kind: str) -> Part:
    from crmdesk.views.conversation.part import ConversationPart

    return ConversationPart(workspace, kind)


def _products(workspace: Workspace, kind: str) -> Part:
    from crmdesk.views.quotes.products_part import ProductsPart

    return ProductsPart(workspace, kind)


def _quotes(workspace: Workspace, kind: str) -> Part:
    from crmdesk.views.quotes.quotes_part import QuotesPart

    return QuotesPart(workspace, kind)


MAIN = "main"
"""The name of the first tab, which is the form."""
TABS = (
    Tab("timeline", msg("Timeline"), _timeline),
    Tab("actions", msg("Commercial actions"), _actions, "activity"),
    Tab("products", msg("Products"), _products, "opportunity_line"),
    Tab("reports", msg("Reports"), _reports),
    Tab("quotes", msg("Quotes"), _quotes, "quote"),
    Tab("documents", msg("Documents"), _documents, "document"),
    Tab("messages", msg("Messages and notes"), _messages, "message"),
)
