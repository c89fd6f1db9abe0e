"""The side panel of the board: the current card, with what is changed most often at hand."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.sales import board, choices, opportunities, words
from crmdesk.sales.board import CardRow
from crmdesk.texts import _, _c
from crmdesk.ui import theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.day import Day
from crmdesk.ui.empty import Empty
from crmdesk.ui.fields import Choice
from crmdesk.ui.forms import Form
from crmdesk.ui.panel import Panel
from crmdesk.views.board.cards import next_text
from crmdesk.views.money import MoneyIn
from crmdesk.views.screen import Workspace

WIDTH = 300


class CardPanel(QWidget):
    """Amount, expected day and owner of the current card; saved by Enter or when the field is left."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace, self.desk = workspace, workspace.desk
        self._card: int | None = None
        self._base: dict[str, Any] = {}
        self._filling = False
        self.setFixedWidth(WIDTH)
        self._pages = QStackedWidget(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        self._pages.addWidget(Empty("panel-right", _("Choose a card to see it here.")))
        self._pages.addWidget(self._build())

    def _build(self) -> QWidget:
        panel = Panel()
        self.name = label(size=theme.TITLE - 2, semibold=True, wrap=True)
        self.sub = label(tone="muted", wrap=True)
        self.next = label(wrap=True)
        self.form = Form("card", self)
        self.amount = self.form.add("amount", _("Amount"), MoneyIn(self.desk.currency))
        self.expected = self.form.add("expected_on", _("Expected on"), Day(self.desk.clock.today))
        self.owner = self.form.add("owner", words.word(self.desk, "owner").one, Choice([]))
        self.form.save_requested.connect(self._save)
        self.form.cancel_requested.connect(lambda: self.show_card(self._card))
        for field in (self.amount, self.expected):
            field.editingFinished.connect(self._save)
        self.owner.changed.connect(self._save)
        actions = QHBoxLayout()
        actions.setSpacing(theme.GAP)
        for text, kind, act in (
            (_c("verb", "Open"), "plain", self._open),
            (_("Won…"), "positive", lambda: self._close("won")),
            (_("Lost…"), "danger", lambda: self._close("lost")),
        ):
            made = button(text, kind, small=True)
            made.clicked.connect(act)
            actions.addWidget(made)
        actions.addStretch(1)
        for part in (self.name, self.sub):
            panel.body.addWidget(part)
        panel.body.addLayout(actions)
        panel.body.addWidget(self.next)
        panel.body.addWidget(self.form)
        panel.body.addStretch(1)
        return panel

    def show_card(self, card: int | None) -> None:
        """Show a card, or that none is chosen; what is being typed into this card is left alone."""
        if card == self._card and self.form.dirty() and self.isAncestorOf(self.focusWidget() or self):
            return
        rows = board.cards(self.desk, [card]) if card is not None else []
        self._card = rows[0].id if rows else None
        self._pages.setCurrentIndex(1 if rows else 0)
        if rows:
            self._fill(rows[0])

    def _fill(self, row: CardRow) -> None:
        self._filling = True
        self.name.setText(row.title)
        self.sub.setText(" · ".join(part for part in (row.client, row.key) if part))
        self.next.setText(next_text(self.desk, row, self.desk.today))
        self.owner.set_choices(choices.choices("user"), none=_("Nobody"))
        self.form.set_values({"expected_on": row.expected_on, "owner": row.owner})
        self.amount.set_amount(row.amount_minor)
        self.form.mark_clean()
        self._base = {"amount": row.amount_minor, "expected_on": row.expected_on, "owner": row.owner}
        self._filling = False

    def _save(self) -> None:
        card = self._card
        if self._filling or card is None or not self.form.dirty() or not self.form.show_problems(everything=True):
            return
        typed = {
            "amount": self.amount.amount(), "expected_on": self.expected.value(), "owner": self.owner.value(),
        }  # fmt: skip
        changed = {name: value for name, value in typed.items() if value != self._base[name]}
        self.form.mark_clean()
        if not changed:
            return
        try:
            self.workspace.editor.attempt(lambda: opportunities.save(self.desk, card, changed, self._base))
        except FieldProblems as problem:
            self.form.set_problems({name: str(text) for name, text in problem.problems.items()})
        except DomainError as problem:
            self.workspace.events.failed.emit(str(problem))
            self.show_card(card)

    def _open(self) -> None:
        if self._card is not None:
            self.workspace.navigator.open_record("opportunity", self._card)

    def _close(self, state: str) -> None:
        from crmdesk.views.board.closing import close_cards

        if self._card is not None:
            close_cards(self, self.desk, self.workspace.editor, [self._card], state)
