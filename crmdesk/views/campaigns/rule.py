"""A segment's rule: its conditions in words, each with a way to take it out, and one more to be added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.sales import choices as known
from crmdesk.sales import tags
from crmdesk.sales.conditions import Condition
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import Field, field_of, fields_of
from crmdesk.sales.segments import Rule
from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.buttons import button, clear, label
from crmdesk.ui.fields import Choice, Money
from crmdesk.ui.fields import Field as Editor
from crmdesk.ui.panel import Hairline, Panel
from crmdesk.views.lists.columns import label_of
from crmdesk.views.records.editors import Editors
from crmdesk.views.records.facts import plain_label
from crmdesk.views.values import text_of

UNKNOWN, KNOWN = "unknown", "known"
_TEXTS = ("text", "long", "email", "phone", "url")
_NAMED = ("link", "choice", "choices", "bool", "tags")


def words() -> dict[str, str]:
    """The ways to compare, in words."""
    return {
        "~": _("holds"),
        "=": _("is"),
        "!=": _("is not"),
        ">=": _("is at least"),
        "<=": _("is at most"),
        UNKNOWN: _("is unknown"),
        KNOWN: _("is known"),
    }


class RulePanel(Panel):
    """Shows a rule and changes it condition by condition.

    Signals:
        rule_changed: the rule as somebody wants it now; None for none.
    """

    rule_changed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(_("Rule"), parent=parent)
        self._desk = desk
        self._kind = ""
        self._rule: Rule | None = None
        self._lines = QWidget()
        column = QVBoxLayout(self._lines)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.body.addWidget(self._lines)
        self._build_adder()

    def show_rule(self, kind: str, rule: Rule | None) -> None:
        """Show the rule of a segment of this kind."""
        if kind != self._kind:
            self._kind = kind
            self.field.set_choices([(one.name, label_of(self._desk, kind, one)) for one in _askable(self._desk, kind)])
            self.field.set_value(_askable(self._desk, kind)[0].name)
            self._offer()
        self._rule = rule
        clear(self._lines)
        column = self._lines.layout()
        assert column is not None
        for place, (told, without) in enumerate(self._parts()):
            if place:
                column.addWidget(Hairline())
            column.addWidget(self._line(told, without))
        if rule is None:
            column.addWidget(label(_("None: its members are chosen by hand."), tone="muted"))
        elif rule == Rule():
            column.addWidget(label(_("Everybody is in it."), tone="muted"))

    def _parts(self) -> list[tuple[str, Rule | None]]:
        """Each part of the rule in words, and the rule without it."""
        rule = self._rule
        if rule is None:
            return []
        found = [(_("found by “{text}”", text=rule.text), replace(rule, text=""))] if rule.text else []
        for place, condition in enumerate(rule.conditions):
            rest = (*rule.conditions[:place], *rule.conditions[place + 1 :])
            found.append((told(self._desk, self._kind, condition), replace(rule, conditions=rest)))
        return [(text, None if without == Rule() else without) for text, without in found]

    def _line(self, text: str, without: Rule | None) -> QWidget:
        made = QWidget()
        across = QHBoxLayout(made)
        across.setContentsMargins(0, 5, 0, 5)
        across.addWidget(plain_label(text), 1)
        away = button(_("Take it out"), "quiet-icon", "x", small=True, name="rule.remove")
        away.clicked.connect(lambda: self.rule_changed.emit(without))
        across.addWidget(away)
        return made

    # adding

    def _build_adder(self) -> None:
        self.field = Choice([])
        self.operator = Choice([])
        self.add = button(_("Add"), "plain", "plus", small=True, name="rule.add")
        for one, name in ((self.field, "field"), (self.operator, "operator")):
            one.setObjectName(f"rule.{name}")
        self.value: Editor | None = None
        self._across = QHBoxLayout()
        self._across.setSpacing(theme.GAP)
        self._across.addWidget(self.field, 3)
        self._across.addWidget(self.operator, 2)
        self._across.addWidget(self.add)
        self.body.addLayout(self._across)
        self.problem = label(tone="danger", size=12, wrap=True)
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.field.changed.connect(self._offer)
        self.operator.changed.connect(self._show_value)
        self.add.clicked.connect(self._add)

    def _offer(self) -> None:
        """Offer what the chosen field can be compared by, and an editor for its value."""
        if self.field.value() is None:
            return
        field = field_of(self._desk, self._kind, self.field.value())
        texts = words()
        self.operator.set_choices([(one, texts[one]) for one in _operators(field)])
        if self.value is not None:
            self._across.removeWidget(self.value)
            self.value.hide()
            self.value.deleteLater()
        self.value = self._editor(field)
        self.value.setObjectName("rule.value")
        self._across.insertWidget(2, self.value, 3)
        self._show_value()

    def _editor(self, field: Field) -> Editor:
        if field.type == "tags":
            return Choice([(tag, tag) for _id, tag in tags.everything()])
        if field.type == "choices":
            return Choice([(value, str(text)) for value, text in (field.choices or {}).items()])
        if field.type == "bool":
            return Choice([(1, _("Yes")), (0, _("No"))])
        return Editors(self._desk, self._kind).editor(field.name)

    def _show_value(self) -> None:
        if self.value is not None:
            self.value.setVisible(self.operator.value() not in (UNKNOWN, KNOWN))

    def _add(self) -> None:
        operator, name = self.operator.value(), self.field.value()
        value: Any = None
        if operator in (UNKNOWN, KNOWN):
            operator = "=" if operator == UNKNOWN else "!="
        elif self.value is not None:
            value = self.value.amount() if isinstance(self.value, Money) else self.value.value()
            if value in (None, "") or self.value.own_problem():
                self.say(self.value.own_problem() or _("Say what to compare it with."))
                return
        self.say("")
        rule = self._rule or Rule()
        self.rule_changed.emit(replace(rule, conditions=(*rule.conditions, Condition(name, operator, value))))

    def say(self, problem: str) -> None:
        """Say why the condition cannot be added; nothing with ""."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))


def told(desk: Desk, kind: str, condition: Condition) -> str:
    """A condition in words."""
    try:
        field = field_of(desk, kind, condition.field)
    except KeyError:
        return _("{field} (deleted)", field=condition.field)
    if condition.value is None:
        how = UNKNOWN if condition.operator == "=" else KNOWN
        return " ".join((label_of(desk, kind, field), words()[how]))
    how = words().get(condition.operator, condition.operator)
    return " ".join((label_of(desk, kind, field), how, _value_text(desk, field, condition.value)))


def _value_text(desk: Desk, field: Field, value: Any) -> str:
    if field.type == "link" and isinstance(value, int):
        return known.link_name(desk, field.links_to or "", value) or _("deleted")
    if field.type == "choices":
        return str((field.choices or {}).get(value, value))
    return str(value) if field.type == "tags" else text_of(desk, field, value)


def _askable(desk: Desk, kind: str) -> Sequence[Field]:
    return [field for field in fields_of(desk, kind) if field.name != "external_id"]


def _operators(field: Field) -> tuple[str, ...]:
    if field.type in _TEXTS:
        return ("~", "=", "!=", UNKNOWN, KNOWN)
    return ("=", "!=", UNKNOWN, KNOWN) if field.type in _NAMED else ("=", ">=", "<=", UNKNOWN, KNOWN)
