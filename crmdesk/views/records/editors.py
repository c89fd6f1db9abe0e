"""Editors for the fields of records, by their types, and the way between what they hold and what `sales` takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple
from datetime import date
from typing import Any

from crmdesk.models.leads import GOING
from crmdesk.sales import choices, currencies, lead_statuses, lists, phones, records, rules, ways
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import Field, field_of, fields_of
from crmdesk.sales.saving import New
from crmdesk.sales.ways import Way
from crmdesk.texts import Message, _, msg
from crmdesk.ui.day import Day
from crmdesk.ui.fields import Check, Choice, Hundredths, Integer, LongText, Money, Number, Percent, Text
from crmdesk.ui.fields import Field as Editor
from crmdesk.ui.forms import Form
from crmdesk.ui.lines import Label, Lines, Part
from crmdesk.ui.marks import Flames, Stars
from crmdesk.ui.picker import Picker
from crmdesk.ui.several import Several
from crmdesk.ui.tags import Tags
from crmdesk.views.money import MoneyIn

NEW = "new:"
"""A picker's id of a record that is made when the form is saved: this and the name, so that a draft can keep it."""
PICKED = {
    "company": "building",
    "contact": "user",
    "product": "package",
    "opportunity": "tag",
    "lead": "filter",
    "campaign": "megaphone",
}
_PARTS = {"first_name", "last_name", "company"}
"""What a person's whole name follows from."""
_MADE_HERE = ("company", "contact", "campaign")


WAY_LABELS = (msg("work"), msg("home"), msg("mobile"), msg("billing"), msg("shipping"))
"""Labels that are offered; others are typed."""
_PARTS_OF_WAY: dict[str, tuple[tuple[Message, int], ...]] = {
    "emails": ((msg("E-mail"), 1),),
    "phones": ((msg("Phone"), 1),),
    "websites": ((msg("Website"), 1),),
    "addresses": ((msg("Street"), 3), (msg("Postcode"), 1), (msg("City"), 2), (msg("Country"), 2)),
}
_ANOTHER = {
    "emails": msg("Another e-mail"),
    "phones": msg("Another phone"),
    "websites": msg("Another website"),
    "addresses": msg("Another address"),
}
_FIRST = {name: (type_, f"{type_}_label") for name, type_ in ways.TYPE_OF.items()}
_PERSON_FIRST = {**_FIRST, "addresses": ("street", "postcode", "city", "country", "address_label")}
FIRST_OF = {
    "lead": _PERSON_FIRST,
    "contact": _PERSON_FIRST,
    "company": {**_FIRST, "addresses": ("address", "postcode", "city", "country", "address_label")},
}
"""The fields that hold the first of each way, in the order of an entry's parts."""


class Editors:
    """Makes the editors of a kind's fields and reads them."""

    def __init__(self, desk: Desk, kind: str) -> None:
        self.desk, self.kind = desk, kind

    def editor(self, name: str, *, none: str = "—") -> Editor:
        """An editor for a field.

        Args:
            none: what stands for no value where values are chosen from a list.
        """
        field = field_of(self.desk, self.kind, name)
        if field.links_to in PICKED:
            return self._picker(field)
        if field.type in ("link", "choice") or _is_own_yes_or_no(field):
            return Choice(self.offered(field), none=self._none(field, none))
        return self._plain(field)

    def offered(self, field: Field) -> list[tuple[Any, str]]:
        """The values a list offers: those in use, in the office's order."""
        if field.type == "bool":
            return [(True, _("Yes")), (False, _("No"))]
        if field.type in ("choice", "choices"):
            return [(value, str(text)) for value, text in (field.choices or {}).items()]
        if field.links_to == "stage":
            return choices.open_stages()  # won and lost ask questions, and have their buttons
        if field.links_to == "lead_status":
            return [(row.id, row.name) for row in lead_statuses.rows() if row.kind in GOING]  # as above
        return choices.choices(field.links_to or "")

    def value(self, form: Form, name: str) -> Any:
        """What `sales` takes for what is in a form's editor: a picker's made-up name becomes `New`."""
        editor = form.field(name)
        if isinstance(editor, Money):
            return editor.amount()
        value = editor.value()
        if isinstance(editor, Picker) and isinstance(value, str):
            return New(value.removeprefix(NEW))
        if isinstance(editor, Lines):
            return [_way(name, entry) for entry in value]
        return value if value != "" else None

    def values(self, form: Form) -> dict[str, Any]:
        return {name: self.value(form, name) for name in form.names()}

    def changed(self, form: Form) -> dict[str, Any]:
        """The values of the fields that differ from what the form was given.

        The parts of a person's name come with the whole: what follows from all of them, or what was given alone.
        """
        found = {name: self.value(form, name) for name in form.draft()}
        if "first_name" in form.names() and not found.keys().isdisjoint(_PARTS):
            found["name"] = self._whole_name(self.values(form)) if _composes(form) else self.value(form, "name")
        return found

    def is_composed(self, values: Mapping[str, Any]) -> bool:
        """Whether a person's whole name is that of its parts, or will be: nothing of it was given alone."""
        return self.kind in ("contact", "lead") and values.get("name") in (None, self._whole_name(values))

    def _whole_name(self, values: Mapping[str, Any]) -> str | None:
        return records.whole_name(self.kind, values.get("first_name"), values.get("last_name"), values.get("company"))

    def beside(self, form: Form, problems: Mapping[str, object]) -> dict[str, str]:
        """Where to say what is wrong: that of a name which follows from its parts beside the first of them."""
        found = {name: str(problem) for name, problem in problems.items()}
        if _composes(form) and "name" in found:
            found.setdefault("first_name", found.pop("name"))
        return found

    def show(self, form: Form, values: Mapping[str, Any]) -> None:
        """Put a record's values into a form; nothing is edited then."""
        for name in form.names():
            editor = form.field(name)
            if isinstance(editor, Choice):
                self._offer(editor, name, values.get(name))
            elif isinstance(editor, Several):
                editor.set_choices(self.offered(field_of(self.desk, self.kind, name)))
        self._set_currency(form, values.get("currency"))
        form.set_values({name: self.shown(form.field(name), name, values.get(name)) for name in form.names()})

    def problems(self, form: Form, *, new: bool) -> dict[str, str]:
        """What is wrong with what is typed, by the same rule that saving asks."""
        typed = self.values(form)
        plain = {name: (value.name if isinstance(value, New) else value) for name, value in typed.items()}
        if _composes(form):
            plain["name"] = self._whole_name(plain)
        clean = records.tidy(self.kind, plain, new=new)
        if self.kind == "opportunity" and new and any(clean.get(link) for link in ("company", "contact", "product")):
            clean["title"] = clean.get("title") or "-"  # it is composed when it is saved
        found = rules.problems(self.desk, self.kind, clean, new=new)
        return {name: problem for name, problem in self.beside(form, found).items() if name in typed}

    def shown(self, editor: Editor, name: str, value: Any) -> Any:
        """What an editor of a field is given for a value as `sales` has it."""
        if isinstance(editor, MoneyIn):
            return "" if value is None else editor.written(value)
        if isinstance(editor, Picker) and value is not None:
            return (value, named(self.desk, field_of(self.desk, self.kind, name).links_to or "", value))
        if isinstance(editor, Lines):
            return [self._entry(name, one) for one in value or ()]
        if field_of(self.desk, self.kind, name).type == "phone":
            return phones.shown(value, self.desk.settings.country)
        return value

    def _entry(self, name: str, one: Way) -> tuple[str, ...]:
        """A way as the parts of an entry."""
        if name == "addresses":
            return one.value, one.postcode, one.city, one.country, one.label
        if name == "phones":
            return phones.shown(one.value, self.desk.settings.country), one.label
        return one.value, one.label

    def follow_currency(self, form: Form) -> None:
        """Let the amounts of a form be in the currency that is typed beside them."""
        if "currency" in form.names():
            typed = form.field("currency")
            typed.changed.connect(lambda: self._set_currency(form, typed.value()))

    def _set_currency(self, form: Form, code: str | None) -> None:
        known = (code or "").strip().upper()
        for name in form.names():
            editor = form.field(name)
            if isinstance(editor, MoneyIn):
                editor.set_currency(known if known in currencies.CODES else self.desk.currency)

    def make_first(self, form: Form, name: str, place: int) -> None:
        """Let a further way to reach somebody change places with the first one."""
        parts = FIRST_OF[self.kind][name]
        firsts = [form.field(part) for part in parts]
        taken = form.field(name).swap(place, [first.text() for first in firsts])
        for first, text in zip(firsts, taken, strict=True):
            first.set_value(text)
        firsts[0].setFocus()

    def _offer(self, editor: Choice, name: str, value: Any) -> None:
        """Offer what can be chosen now, with what the record has even when it is no longer in use."""
        field = field_of(self.desk, self.kind, name)
        offered = self.offered(field)
        if value is not None and value not in dict(offered):
            offered.append((value, named(self.desk, field.links_to or "", value)))
        editor.set_choices(offered, none=self._none(field, "—"))

    def _none(self, field: Field, otherwise: str) -> str | None:
        """What stands for no value in a list; None where there always is one."""
        if self._always_one(field):
            return None
        return _("Unknown") if field.name.startswith("consent_") else otherwise

    def _always_one(self, field: Field) -> bool:
        return field.name in ("status", "stage", "type")

    def _plain(self, field: Field) -> Editor:
        makers: dict[str, Callable[[], Editor]] = {
            "long": lambda: LongText(limit=field.most),
            "int": lambda: Integer(most=(1 << 53) - 1, grouped=field.name != "founded"),  # a year has no thousands
            "number": Number,
            "percent": Percent,
            "hundredths": Hundredths,
            "money": lambda: MoneyIn(self.desk.currency),
            "day": lambda: Day(self.desk.clock.today),
            "stars": Flames if field.name == "rating" else Stars,
            "bool": lambda: Check(str(field.label)),
            "choices": lambda: Several([(value, str(text)) for value, text in (field.choices or {}).items()]),
            "tags": lambda: Tags(choices.tags_like),
            "ways": lambda: self._lines(field.name),
        }
        if field.name.endswith("_label"):
            return Label([str(word) for word in WAY_LABELS])
        if field.name.startswith("consent_") and field.type == "text":
            return Text(limit=field.most, placeholder=_("Where it comes from"))
        return makers.get(field.type, lambda: Text(limit=field.most))()

    def _lines(self, name: str) -> Lines:
        parts = [Part(str(title), share) for title, share in _PARTS_OF_WAY[name]]
        return Lines(parts, [str(word) for word in WAY_LABELS], str(_ANOTHER[name]))

    def _picker(self, field: Field) -> Picker:
        kind = field.links_to or ""

        def search(text: str) -> Sequence[tuple[Any, str, str]]:
            return lists.pick(self.desk, kind, text)

        def create(typed: str) -> tuple[Any, str]:
            return f"{NEW}{typed.strip()}", typed.strip()

        return Picker(search, create if kind in _MADE_HERE else None, icon=PICKED[kind])


def _is_own_yes_or_no(field: Field) -> bool:
    """Whether it is a yes or no that may be unknown, as one of the office's own fields may."""
    return field.type == "bool" and field.custom is not None


def _composes(form: Form) -> bool:
    """Whether the form has the parts of a name and not the whole."""
    return "first_name" in form.names() and "name" not in form.names()


def named(desk: Desk, kind: str, record: int) -> str:
    """The name of a linked record."""
    return choices.link_name(desk, kind, record) or _("deleted")


def to_draft(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON keeps them."""
    return {name: _plain_value(name, value) for name, value in values.items()}


def from_draft(desk: Desk, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that `to_draft` gave; fields that were deleted since are left out."""
    days = {field.name: field.type == "day" for field in fields_of(desk, kind)}
    found: dict[str, Any] = {
        name: date.fromisoformat(value) if days[name] and value else value
        for name, value in values.items()
        if name in days
    }
    further = found.keys() & ways.TYPE_OF.keys()
    return found | {name: [Way(*parts) for parts in found[name] or ()] for name in further}


def _plain_value(name: str, value: Any) -> Any:
    if name in ways.TYPE_OF:
        return [astuple(one) for one in value or ()]
    return value.isoformat() if isinstance(value, date) else value


def _way(name: str, entry: Sequence[str]) -> Way:
    """What `_entry` was made of."""
    if name == "addresses":
        street, postcode, city, country, label = entry
        return Way(street, label, postcode, city, country)
    return Way(entry[0], entry[1])
