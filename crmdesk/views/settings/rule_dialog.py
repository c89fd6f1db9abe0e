"""The question what a rule of the scoring looks at, and how many points it gives."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from crmdesk.sales import choices, score_rules, tags
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import Field
from crmdesk.sales.score_rules import ABOUT, FIELD, MOST_DAYS, SILENT, WITH_DAYS, Rule
from crmdesk.texts import _
from crmdesk.ui.day import Day
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.fields import Choice, Integer, Money, Percent, Text
from crmdesk.ui.fields import Field as Editor
from crmdesk.ui.forms import Form
from crmdesk.views.money import MoneyIn

UNKNOWN, KNOWN = "unknown", "known"


def ask_rule(parent: QWidget, desk: Desk, rule: Rule | None) -> Rule | None:
    """Ask for a rule; None when it was cancelled."""
    dialog = RuleDialog(parent, desk, rule)
    answered = dialog.exec() == QDialog.DialogCode.Accepted
    answer = dialog.rule() if answered else None
    dialog.deleteLater()
    return answer


class RuleDialog(Dialog):
    """What it looks at, the condition or the days, and the points; the form follows what is looked at."""

    def __init__(self, parent: QWidget, desk: Desk, rule: Rule | None) -> None:
        title = _("Add a rule") if rule is None else _("Change the rule")
        super().__init__(parent, title, primary=_("Take over"), name="dialog.rule")
        self.desk = desk
        self.form = Form("rule", self)
        self.body.addWidget(self.form)
        self._about, self._field, self._operator = self._shape_of(rule)
        self._make(rule)

    def rule(self) -> Rule:
        """The rule as it was typed."""
        points, days = self.form.field("points").value() or 0, None
        if self._about != FIELD:
            days = self.form.field("days").value() if "days" in self.form.names() else None
            return Rule(self._about, points, days=days)
        field = self._chosen()
        operator = {UNKNOWN: "=", KNOWN: "!="}.get(self._operator, self._operator)
        return Rule(FIELD, points, field.name if field else self._field, operator, self._value())

    def accept(self) -> None:
        """Take it over only when nothing is wrong with it."""
        if not self.form.show_problems(everything=True):
            self.form.focus_first_problem()
            return
        found = score_rules.problems(self.desk, self.rule())
        if found:
            names = self.form.names()
            self.form.set_problems({name if name in names else "": str(text) for name, text in found.items()})
            return
        super().accept()

    def _shape_of(self, rule: Rule | None) -> tuple[str, str, str]:
        """What is looked at, the field and the operator, which say what else is asked."""
        first = score_rules.offered_fields(self.desk)[0].name
        if rule is None or rule.about != FIELD:
            return (FIELD if rule is None else rule.about), "source", "="
        field = rule.field if score_rules.own_field(self.desk, rule.field) else first
        operator = rule.operator or "="
        if rule.value is None:
            operator = KNOWN if operator == "!=" else UNKNOWN
        return FIELD, field or first, operator

    def _chosen(self) -> Field | None:
        return score_rules.own_field(self.desk, self._field)

    def _make(self, rule: Rule | None = None) -> None:
        """Ask for what is looked at now."""
        points = rule.points if rule is not None else self._typed("points")
        days = rule.days if rule is not None else self._typed("days")
        old, self.form = self.form, Form("rule", self)
        self.body.replaceWidget(old, self.form)
        old.hide()
        old.deleteLater()
        self._add(
            "about", _("What it looks at"), Choice([(key, str(text)) for key, text in ABOUT.items()]), self._about
        )
        if self._about == FIELD:
            self._add_condition(rule)
        elif self._about in WITH_DAYS:
            silent = self._about == SILENT
            hint = "" if silent else _("Left empty, it counts whenever it was.")
            title = _("For so many days") if silent else _("In the last days")
            field = self.form.add("days", title, Integer(least=1, most=MOST_DAYS), required=silent, hint=hint)
            field.set_value(days)
        made = self.form.add(
            "points",
            _("Points"),
            Integer(least=-1000, most=1000),
            required=True,
            hint=_("Below 0 they are taken away."),
        )
        made.set_value(points)
        self.form.mark_clean()
        self.form.save_requested.connect(self.accept)
        self.form.cancel_requested.connect(self.reject)
        self.form.show()
        self.form.focus_first()
        self.adjustSize()

    def _typed(self, name: str) -> Any:
        return self.form.field(name).value() if name in self.form.names() else None

    def _add(self, name: str, title: str, editor: Choice, value: str) -> None:
        self.form.add(name, title, editor)
        editor.set_value(value)
        editor.changed.connect(lambda: self._shape_changed(name, editor.value()))

    def _shape_changed(self, name: str, value: str) -> None:
        setattr(self, f"_{name}", value)
        field = self._chosen()
        if name == "field" and field is not None and self._operator not in dict(_operators(field)):
            self._operator = "="
        self._make()
        self.form.field(name).setFocus()

    def _add_condition(self, rule: Rule | None) -> None:
        offered = score_rules.offered_fields(self.desk)
        self._add("field", _("Field"), Choice([(one.name, str(one.label)) for one in offered]), self._field)
        field = self._chosen()
        if field is None:
            return
        self._add("operator", _("Condition"), Choice(_operators(field)), self._operator)
        if self._operator in (UNKNOWN, KNOWN):
            return
        editor = self.form.add("value", _("Value"), _editor(self.desk, field), required=True)
        if rule is not None and rule.value is not None:
            editor.set_amount(rule.value) if isinstance(editor, Money) else editor.set_value(rule.value)

    def _value(self) -> Any:
        if self._operator in (UNKNOWN, KNOWN):
            return None
        editor = self.form.field("value")
        return editor.amount() if isinstance(editor, Money) else editor.value()


def _operators(field: Field) -> list[tuple[str, str]]:
    texts = {
        "=": _("is"), "!=": _("is not"), ">=": _("is at least"), "<=": _("is at most"), ">": _("is more than"),
        "<": _("is less than"), "~": _("has in it"),
    }  # fmt: skip
    known = [] if field.type in ("stars", "bool") else [(UNKNOWN, _("is unknown")), (KNOWN, _("is known"))]
    return [(one, texts[one]) for one in score_rules.operators_of(field)] + known


def _editor(desk: Desk, field: Field) -> Editor:
    """An editor for the value of a condition on a field."""
    if field.type == "link":
        return Choice(choices.choices(field.links_to or ""), none=_("Choose…"))
    if field.type == "choice":
        return Choice([(value, str(text)) for value, text in (field.choices or {}).items()], none=_("Choose…"))
    if field.type == "bool":
        return Choice([(1, _("Yes")), (0, _("No"))])
    if field.type == "tags":
        return Choice([(name, name) for _id, name in tags.everything()], none=_("Choose…"))
    if field.type == "money":
        return MoneyIn(desk.currency)
    makers: dict[str, Any] = {
        "int": lambda: Integer(most=(1 << 53) - 1), "number": lambda: Integer(least=-(1 << 53), most=1 << 53),
        "stars": lambda: Integer(most=3), "percent": Percent, "day": lambda: Day(desk.clock.today),
    }  # fmt: skip
    return makers.get(field.type, lambda: Text(limit=field.most))()  # type: ignore[no-any-return]
