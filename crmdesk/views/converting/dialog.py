"""The question what a lead becomes: contact, company and opportunity, each made, linked or left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.sales import choices, conversion, lists, matching, words
from crmdesk.sales.changes import Changes
from crmdesk.sales.conversion import NEW, Becoming, Proposal, Target
from crmdesk.sales.desk import Desk
from crmdesk.sales.matching import Match
from crmdesk.texts import _
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import label
from crmdesk.ui.day import Day
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.fields import Choice, Text
from crmdesk.ui.forms import Form
from crmdesk.ui.options import Option, Options
from crmdesk.ui.picker import Picker
from crmdesk.views.editor import Editor
from crmdesk.views.money import MoneyIn

_WIDE = 860
_MOST = 3
"""Up to so many matches of a side stand in the dialog; the others are found by typing."""
_OTHER = "other"
_NONE = "none"


class ConvertDialog(Dialog):
    """One section a side; what is proposed is chosen.

    Attributes:
        changes: what converting touched, once it is done.
    """

    def __init__(self, parent: QWidget, desk: Desk, editor: Editor, lead: int, proposal: Proposal) -> None:
        name = proposal.person or proposal.company
        about = " · ".join(part for part in (proposal.person, proposal.company) if part and part != name)
        super().__init__(
            parent, _("Convert “{name}”", name=name), about, primary=_("Convert"), name="dialog.convert", width=_WIDE
        )
        self._desk, self._editor, self._lead = desk, editor, lead
        self.changes: Changes | None = None
        matches, becoming = proposal.matches, proposal.becoming
        self.contact = self._side("contact", proposal.person, matches.contacts, becoming.contact)
        self.company = self._side("company", proposal.company, matches.companies, becoming.company)
        self.opportunity = Options(self._opportunities(proposal))
        self.form = self._details(proposal)
        places = QGridLayout()
        places.setHorizontalSpacing(theme.MARGIN)
        places.setVerticalSpacing(theme.GAP_3)
        for column, side in enumerate((self.contact, self.company)):
            places.addLayout(side.column, 0, column)
            places.setColumnStretch(column, 1)
        places.addLayout(self._titled("opportunity", self.opportunity), 1, 0)
        places.addWidget(self.form, 1, 1)
        self.opportunity.set_value(_NONE if becoming.opportunity is None else becoming.opportunity)
        self.body.addLayout(places)
        self._note = label(tone="danger", wrap=True)
        self._note.hide()
        self.body.addWidget(self._note)
        self.opportunity.changed.connect(self._show_details)
        self._show_details()
        self.primary.setFocus()

    def accept(self) -> None:
        """Convert; a refusal is said here, and nothing closes."""
        if self.opportunity.value() == NEW and not self.form.show_problems(everything=True):
            self.form.focus_first_problem()
            return
        becoming = self.becoming()
        try:
            self.changes = self._editor.attempt(lambda: conversion.convert(self._desk, self._lead, becoming))
        except FieldProblems as refused:
            self._say(str(next(iter(refused.problems.values()))))
        except DomainError as refused:
            self._say(str(refused))
        else:
            super().accept()

    def becoming(self) -> Becoming:
        """What is chosen."""
        told = self.form.values()
        return Becoming(
            self.contact.target(),
            self.company.target(),
            _target(self.opportunity.value()),
            told["title"],
            self.form.field("amount").amount(),
            told["stage"],
            told["expected_on"],
        )

    def _say(self, text: str) -> None:
        self._note.setText(text)
        self._note.show()

    # building

    def _side(self, kind: str, name: str, matches: Sequence[Match], proposed: Target) -> _Side:
        offered = [Option(match.id, match.name, match.detail, why(match)) for match in matches[:_MOST]]
        if isinstance(proposed, int) and proposed not in {option.value for option in offered}:
            offered.append(Option(proposed, choices.link_name(self._desk, kind, proposed) or ""))
        if name:
            offered.append(Option(NEW, name, words.word(self._desk, kind).new()))
        options = Options([*offered, Option(_OTHER, _("Choose another one…")), self._none(kind)])
        column = self._titled(kind, options)
        options.set_value(_NONE if proposed is None else proposed)
        return _Side(self._desk, kind, options, column)

    def _titled(self, kind: str, options: Options) -> QVBoxLayout:
        """The answers below their title, from the top on."""
        title = label(words.word(self._desk, kind).one, semibold=True)
        options.setObjectName(f"convert.{kind}")
        options.setAccessibleName(title.text())
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(title)
        column.addWidget(options)
        column.addStretch(1)
        return column

    def _none(self, kind: str) -> Option:
        return Option(_NONE, _("No {kind}", kind=words.word(self._desk, kind).one.lower()))

    def _opportunities(self, proposal: Proposal) -> list[Option]:
        currency = self._desk.currency
        joined = [
            Option(
                known.id,
                known.title,
                " · ".join(part for part in (known.stage, formats.money(known.amount_minor, currency)) if part),
            )
            for known in proposal.opportunities[:_MOST]
        ]
        new = Option(NEW, words.word(self._desk, "opportunity").new())
        return [new, *joined, self._none("opportunity")]

    def _details(self, proposal: Proposal) -> Form:
        form = Form("convert", columns=2)
        form.add("title", _("Title"), Text(), required=True)
        form.add("amount", _("Amount"), MoneyIn(self._desk.currency))
        form.add("stage", words.word(self._desk, "stage").one, Choice(choices.open_stages()))
        form.add("expected_on", _("Expected on"), Day(self._desk.clock.today))
        first = next(iter(choices.open_stages()), (None, ""))[0]
        form.set_values(
            {
                "title": proposal.becoming.title,
                "amount": "",
                "stage": first,
                "expected_on": proposal.becoming.expected_on,
            }
        )
        form.set_check(lambda values: {} if values["title"] else {"title": _("Write a title.")})
        form.save_requested.connect(self.accept)
        form.cancel_requested.connect(self.reject)
        return form

    def _show_details(self) -> None:
        self.form.setEnabled(self.opportunity.value() == NEW)


class _Side:
    """The answers for contact or company, with a line to find any other one."""

    def __init__(self, desk: Desk, kind: str, options: Options, column: QVBoxLayout) -> None:
        self.options, self.column = options, column
        icon = {"contact": "user", "company": "building"}[kind]
        self.other = Picker(lambda text: lists.pick(desk, kind, text), icon=icon)
        self.other.setObjectName(f"convert.{kind}.other")
        self.other.setAccessibleName(_("Choose another one…"))
        column.insertWidget(column.count() - 1, self.other)  # before the stretch
        options.changed.connect(self._show)
        self._show()

    def target(self) -> Target:
        chosen = self.options.value()
        return self.other.value() if chosen == _OTHER else _target(chosen)

    def _show(self) -> None:
        wanted = self.options.value() == _OTHER
        self.other.setVisible(wanted)
        if wanted:
            self.other.setFocus()


def why(match: Match) -> str:
    """What a match has in common with the lead."""
    texts: dict[str, Any] = {
        matching.EMAIL: _("same e-mail"),
        matching.PHONE: _("same phone"),
        matching.NAME: _("same name"),
        matching.WORKS_THERE: _("same company"),
    }
    return ", ".join(texts[reason] for reason in match.why)


def _target(value: Any) -> Target:
    return None if value == _NONE else value  # type: ignore[no-any-return]
