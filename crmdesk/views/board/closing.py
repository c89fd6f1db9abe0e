"""The questions when opportunities are moved: how they ended, and what a stage needs to know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from crmdesk.models.errors import DetailsNeeded
from crmdesk.models.negotiation import COMPETITOR
from crmdesk.models.pipeline import WON
from crmdesk.sales import board, choices, closing, involved, lists
from crmdesk.sales.board import CardRow
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.entering import EntryDetailsNeeded
from crmdesk.sales.leads import LeadClosing, LeadClosingNeeded
from crmdesk.sales.pipeline import Closing, ClosingDetailsNeeded, ReopeningDetailsNeeded
from crmdesk.texts import _, _n
from crmdesk.ui import formats
from crmdesk.ui.day import Day
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.fields import Choice, LongText
from crmdesk.ui.forms import Form
from crmdesk.ui.picker import Picker
from crmdesk.views.editor import Editor
from crmdesk.views.money import MoneyIn

Details = Closing | LeadClosing
_MOST_AMOUNTS = 6
"""Up to so many cards are asked for their final amounts one by one; more keep theirs."""


def close_with_questions(
    parent: QWidget, desk: Desk, editor: Editor, action: Callable[[Any], Changes]
) -> Changes | None:
    """Run an action that may move or close records, asking for what it needs until it is done or cancelled.

    Args:
        action: the action of `sales`, given the details told so far.

    Returns:
        what it touched; None when it was cancelled or refused, and nothing was written.
    """
    told: Details | None = None
    while True:
        try:
            return editor.run(partial(action, told))
        except DetailsNeeded as needed:
            told = ask_details(parent, desk, needed, told)
        if told is None:
            return None


def ask_details(parent: QWidget, desk: Desk, needed: DetailsNeeded, told: Details | None) -> Details | None:
    """Ask for what an action needs to close something; None when it was cancelled.

    Args:
        told: what was answered before, which was not enough.
    """
    if isinstance(needed, LeadClosingNeeded):
        from crmdesk.views.leads.closing import ask_lead_closing

        return ask_lead_closing(parent, desk, needed, told if isinstance(told, LeadClosing) else None)
    before = told if isinstance(told, Closing) else None
    if isinstance(needed, ReopeningDetailsNeeded):
        return ask_why_again(parent, desk, needed, before or Closing())
    if isinstance(needed, EntryDetailsNeeded):
        return _ask_entry(parent, desk, needed, before or Closing())
    if not isinstance(needed, ClosingDetailsNeeded):
        raise needed
    before = before or Closing()
    again = before.day is not None
    answer = ask_closing(parent, desk, needed, before if again else None, needed.problems if again else {})
    return answer and replace(answer, known=before.known, why=before.why)


def _ask_entry(parent: QWidget, desk: Desk, needed: EntryDetailsNeeded, before: Closing) -> Closing | None:
    """What was told before, with what the stage needs to know; None when it was cancelled."""
    from crmdesk.views.board.entering import ask_entry

    again = any(record in before.known for record in needed.missing)
    known = ask_entry(parent, desk, needed, before.known, needed.problems if again else {})
    if known is None:
        return None
    both = {record: {**before.known.get(record, {}), **told} for record, told in known.items()}
    return replace(before, known={**before.known, **both})


def ask_why_again(parent: QWidget, desk: Desk, needed: ReopeningDetailsNeeded, told: Closing) -> Closing | None:
    """Ask why closed opportunities are looked at again; None when it was cancelled."""
    cards = board.cards(desk, needed.ids)
    title = (
        _("Reopen “{name}”", name=cards[0].title)
        if len(cards) == 1
        else _n("Reopen {n} opportunity", "Reopen {n} opportunities", len(cards))
    )
    dialog = Dialog(parent, title, _about(cards), primary=_("Reopen"), name="dialog.reopen")
    form = Form("reopen", dialog)
    why = form.add("why", _("Why is it looked at again?"), LongText())
    why.setFixedHeight(72)
    dialog.hold(form)
    if told.why is not None:
        form.set_values({"why": told.why})
        form.set_problems({name: str(text) for name, text in needed.problems.items()})
    answer = replace(told, why=why.value() or "") if dialog.exec() == QDialog.DialogCode.Accepted else None
    dialog.deleteLater()
    return answer


def win_with(parent: QWidget, desk: Desk, editor: Editor, record: int, amount: int) -> Changes | None:
    """Offer to win an opportunity with an amount; None when it was declined."""
    offered = Closing(None, {record: amount})
    try:
        return editor.run(lambda: closing.close(desk, [record], WON, offered))
    except ClosingDetailsNeeded as needed:
        told = ask_closing(parent, desk, needed, offered)
    if told is None:
        return None
    return close_with_questions(parent, desk, editor, lambda more: closing.close(desk, [record], WON, more or told))


def close_cards(parent: QWidget, desk: Desk, editor: Editor, ids: list[int], state: str) -> Changes | None:
    """Win or lose opportunities, each in its own pipeline, after asking once for all."""
    return close_with_questions(parent, desk, editor, lambda told: closing.close(desk, ids, state, told))


def ask_closing(
    parent: QWidget,
    desk: Desk,
    needed: ClosingDetailsNeeded,
    told: Closing | None = None,
    problems: Mapping[str, Any] | None = None,
) -> Closing | None:
    """Ask for what closes these opportunities; None when it was cancelled.

    Args:
        told: what was answered before, with what was wrong about it.
    """
    kind = WonDialog if needed.state == "won" else LostDialog
    dialog = kind(parent, desk, board.cards(desk, needed.ids))
    if told is not None and isinstance(dialog, WonDialog):
        dialog.offer(told)
    if told is not None:
        dialog.form.set_problems({name: str(text) for name, text in (problems or {}).items()})
    answered = dialog.exec() == QDialog.DialogCode.Accepted
    answer = dialog.closing() if answered else None
    dialog.deleteLater()
    return answer


class _ClosingDialog(Dialog):
    """What both questions share: whom they are about, the day, and a form that must be right."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        cards: list[CardRow],
        title: str,
        primary: str,
        name: str,
        *,
        danger: bool = False,
    ) -> None:
        super().__init__(parent, title, _about(cards), primary=primary, name=name, danger=danger)
        self.desk, self.cards = desk, cards
        self.form = Form(name.replace(".", "-"), self)
        self.body.addWidget(self.form)
        self.form.save_requested.connect(self.accept)
        self.form.cancel_requested.connect(self.reject)
        self.day = self.form.add("closed_on", _("Close day"), Day(desk.clock.today), required=True)

    def accept(self) -> None:
        """Close only when nothing is missing."""
        if self.form.show_problems(everything=True):
            super().accept()
        else:
            self.form.focus_first_problem()

    def closing(self) -> Closing:
        raise NotImplementedError


class WonDialog(_ClosingDialog):
    """Close day (today) and final amount, of each card where there are few."""

    def __init__(self, parent: QWidget, desk: Desk, cards: list[CardRow]) -> None:
        title = (
            _("Win “{name}”", name=cards[0].title)
            if len(cards) == 1
            else _n("Win {n} opportunity", "Win {n} opportunities", len(cards))
        )
        super().__init__(parent, desk, cards, title, _("Mark as won"), "dialog.won")
        self._amounts = {card.id: self._add_amount(card) for card in self._asked()}
        self.form.set_values({"closed_on": desk.today})
        for card in self._asked():
            self._amounts[card.id].set_amount(card.amount_minor)
        self.form.mark_clean()
        first = next(iter(self._amounts.values()), self.day)
        first.setFocus()
        first.selectAll()

    def offer(self, told: Closing) -> None:
        """Begin with these final amounts."""
        for card, amount in told.amounts.items():
            if card in self._amounts and amount is not None:
                self._amounts[card].set_amount(amount)

    def closing(self) -> Closing:
        return Closing(self.day.value(), {card: field.amount() for card, field in self._amounts.items()})

    def _asked(self) -> list[CardRow]:
        """All of few cards; of many only those whose amount nobody knows."""
        few = len(self.cards) <= _MOST_AMOUNTS
        return [card for card in self.cards if few or card.amount_minor is None]

    def _add_amount(self, card: CardRow) -> Any:
        alone = len(self.cards) == 1
        field = MoneyIn(card.currency)
        foreseen = formats.money(card.amount_minor, card.currency, decimals=True)
        hint = _("Expected {amount}", amount=foreseen) if alone and card.amount_minor is not None else ""
        label = _("Final amount") if alone else card.title
        return self.form.add("amount" if alone else f"amount.{card.id}", label, field, required=True, hint=hint)


class LostDialog(_ClosingDialog):
    """Close day and the reason from the office's list; “other” needs a note."""

    def __init__(self, parent: QWidget, desk: Desk, cards: list[CardRow]) -> None:
        title = (
            _("Lose “{name}”", name=cards[0].title)
            if len(cards) == 1
            else _n("Lose {n} opportunity", "Lose {n} opportunities", len(cards))
        )
        super().__init__(parent, desk, cards, title, _("Mark as lost"), "dialog.lost", danger=True)
        self._reasons = {reason.id: reason for reason in choices.reasons()}
        offered = [(reason.id, reason.name) for reason in self._reasons.values()]
        self.reason = self.form.add("reason", _("Reason"), Choice(offered, none=_("Choose…")), required=True)
        self.note = self.form.add("reason_note", _("Note"), LongText())
        self.note.setFixedHeight(72)
        offer = Picker(lambda text: lists.pick(desk, "company", text), icon="building-2")
        self.lost_to = self.form.add("lost_to", _("Lost to"), offer, hint=self._competitors())
        self.form.set_check(self._check)
        self.form.set_values({"closed_on": desk.today})
        self.reason.setFocus()

    def closing(self) -> Closing:
        return Closing(self.day.value(), {}, self.reason.value(), self.note.value(), lost_to=self.lost_to.value())

    def _competitors(self) -> str:
        """The competitors that are known of these."""
        rows = [row for card in self.cards[:_MOST_AMOUNTS] for row in involved.of(self.desk, card.id)]
        names = dict.fromkeys(row.company[1] for row in rows if row.sort == COMPETITOR and row.company)
        return _("Competitors here: {names}", names=", ".join(names)) if names else ""

    def _check(self, values: dict[str, Any]) -> dict[str, str]:
        reason = self._reasons.get(values["reason"])
        if reason is not None and reason.needs_note and not values["reason_note"].strip():
            return {"reason_note": _("Write a few words on the reason.")}
        return {}


def _about(cards: list[CardRow]) -> str:
    if len(cards) == 1:
        return " · ".join(part for part in (cards[0].client, cards[0].key) if part)
    amount = sum(card.amount_minor or 0 for card in cards)
    return _("{amount} in all", amount=formats.money(amount, cards[0].currency)) if cards else ""
