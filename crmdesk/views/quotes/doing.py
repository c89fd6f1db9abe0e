"""What can be done with quotes and sales notes, from a tab, a page or a list: one function for each."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from crmdesk.models.errors import DomainError
from crmdesk.sales import quotes, sales_notes
from crmdesk.sales.changes import Changes
from crmdesk.sales.sales_notes import NoteSettlingNeeded
from crmdesk.views.board.closing import win_with
from crmdesk.views.quotes.settling import ask_settling
from crmdesk.views.screen import Workspace


class Doing:
    """Acts on quotes by their ids, through the editor."""

    def __init__(self, workspace: Workspace, asker: QWidget) -> None:
        """Args:
        asker: the widget whose window questions are asked over.
        """
        self._work, self._asker = workspace, asker

    def make(self, opportunity: int) -> None:
        """Make a quote of an opportunity, and go to it."""
        changes = self._work.editor.run(lambda: quotes.make(self._work.desk, opportunity))
        self._go_to_new(changes)

    def revise(self, quote: int) -> None:
        """Make a revision, and go to it."""
        self._go_to_new(self._work.editor.run(lambda: quotes.revise(self._work.desk, quote)))

    def send(self, quote: int) -> Changes | None:
        return self._work.editor.run(lambda: quotes.send(self._work.desk, quote))

    def accept(self, quote: int) -> None:
        """Note that it was accepted, and offer to win its opportunity with its amount."""
        desk = self._work.desk
        if self._work.editor.run(lambda: quotes.accept(desk, quote)) is None:
            return
        offered = quotes.to_win(desk, quote)
        if offered is not None:
            win_with(self._asker, desk, self._work.editor, offered.opportunity, offered.amount_minor)

    def reject(self, quote: int) -> Changes | None:
        return self._work.editor.run(lambda: quotes.reject(self._work.desk, quote))

    def make_note(self, opportunity: int) -> Changes | None:
        """Write the sales note of a won opportunity, asking what to do where its lines and the amount differ."""
        desk, editor = self._work.desk, self._work.editor
        try:
            return editor.run(lambda: sales_notes.make(desk, opportunity))
        except NoteSettlingNeeded as needed:
            settling = ask_settling(self._asker, desk, opportunity, needed)
        return editor.run(lambda: sales_notes.make(desk, opportunity, settling)) if settling else None

    def show(self, kind: str, record: int) -> None:
        """Show a quote or a sales note on paper, with the ways to print and to save it."""
        from crmdesk.exchange import papers
        from crmdesk.views.quotes.preview import PaperDialog

        try:
            paper = papers.of_record(self._work.desk, kind, record)
        except DomainError as problem:
            self._work.events.failed.emit(str(problem))
            return
        dialog = PaperDialog(self._asker, self._work, paper)
        dialog.exec()
        dialog.deleteLater()

    def compare(self, quote: int) -> None:
        """Show a quote beside the revision before it."""
        from crmdesk.views.quotes.compare import CompareDialog

        dialog = CompareDialog(self._asker, self._work, quote)
        dialog.exec()
        dialog.deleteLater()

    def open(self, quote: int) -> None:
        self._work.navigator.open_record("quote", quote)

    def _go_to_new(self, changes: Changes | None) -> None:
        if changes:
            self.open(changes.new("quote"))
