"""The fields of an activity: what is planned, when, with whom, and how it reminds and comes again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from crmdesk.sales import activity_types, choices, lists, moments, participants, records, recurrence, related, reminders
from crmdesk.sales.desk import Desk
from crmdesk.sales.participants import Person
from crmdesk.texts import _
from crmdesk.ui.clock_time import ClockTime
from crmdesk.ui.day import Day
from crmdesk.ui.fields import Choice, Integer, LongText, Text
from crmdesk.ui.forms import Form
from crmdesk.ui.marks import Stars
from crmdesk.ui.several import Several
from crmdesk.views.activities.words import repetition, repetitions

_MOST_PEOPLE = 12
PILLS_WIDTH = 580  # px
_MOST_MINUTES = 10_000


class ActivityForm(Form):
    """All fields of an activity, a new one or one that is changed.

    Attributes:
        kept: the minutes of the reminders that it has already.
    """

    def __init__(self, desk: Desk, kind: str, record: int, parent: QWidget | None = None) -> None:
        super().__init__("activity", parent, columns=2)
        self._desk, self._kind, self._record = desk, kind, record
        self.kept: list[int] = []
        self._due: tuple[date | None, int | None] | None = None
        self.add("subject", _("Subject"), Text(limit=300))
        self.add("type", _("Type"), Choice(activity_types.offered(desk)), required=True)
        self.add("due_on", _("Day"), Day(desk.clock.today))
        self.add("time", _("Time"), ClockTime())
        self.add("minutes", _("Minutes"), Integer(least=1, most=_MOST_MINUTES))
        self.add("owner", _("Owner"), Choice(choices.choices("user"), none="—"))
        self.add("priority", _("Priority"), Stars())
        self.add("repeat", _("Repetition"), Choice(repetitions(), none=_("Once")))
        self.add("location", _("Place"), Text(limit=300), wide=True)
        self.add("remind", _("Reminders"), Several(()), wide=True)
        self.add("people", _("People"), Several(self._offered_people([])), wide=True)
        note = LongText()
        note.setFixedHeight(64)
        self.add("note", _("Note"), note, wide=True)
        self.edited.connect(lambda _name: self._offer_reminders())

    def begin(self, values: Mapping[str, Any]) -> None:
        """Begin a new activity."""
        first = {"type": activity_types.first(self._desk), "owner": self._desk.user}
        self.set_values({**first, **values})
        self._offer_reminders()
        self.mark_clean()

    def show_activity(self, activity: int) -> None:
        """Show one that is changed."""
        values = records.read(self._desk, "activity", activity) or {}
        people = participants.of(self._desk, activity)
        self.kept = reminders.of(self._desk, activity)
        self.field("type").set_choices(activity_types.offered(self._desk, values.get("type")))
        rule = recurrence.loose(values.get("repeat") or "")
        if rule and rule not in dict(repetitions()):
            self.field("repeat").set_choices([*repetitions(), (rule, repetition(rule))], none=_("Once"))
        self.field("people").set_choices(self._offered_people([((one.kind, one.record), one.name) for one in people]))
        at = values.get("due_at")
        shown = {name: values.get(name) for name in self.names() if name in values}
        shown |= {"time": None if at is None else moments.time_of(at), "repeat": rule or None}
        self.set_values(shown)
        self._offer_reminders()
        self.field("remind").set_value(self.kept)
        self.field("people").set_value([(one.kind, one.record) for one in people])
        self._fit()
        self.mark_clean()

    def told(self) -> dict[str, Any]:
        """The values as `sales` takes them."""
        values = {name: value if value != "" else None for name, value in self.values().items()}
        for beside in ("time", "remind", "people"):
            values.pop(beside)
        day, at = self._day_and_instant()
        if values["repeat"] and day is not None:
            values["repeat"] = recurrence.anchored(values["repeat"], day)
        return {**values, "due_on": day, "due_at": at}

    def people(self) -> list[Person]:
        return [tuple(person) for person in self.field("people").value()]

    def remind(self) -> list[int]:
        return list(self.field("remind").value())

    def _day_and_instant(self) -> tuple[date | None, int | None]:
        day, at = self.field("due_on").value(), self.field("time").value()
        if at is not None and day is None:
            day = self._desk.today  # a time alone means today
        return day, None if day is None or at is None else moments.instant(day, at)

    def _offer_reminders(self) -> None:
        """Offer the reminders that are still ahead of the day and time typed so far."""
        due = self._day_and_instant()
        if due != self._due:
            self._due = due
            self.field("remind").set_choices(reminders.offered(self._desk, *due, self.kept))
            self._fit()

    def _fit(self) -> None:
        """Give the pills the height of their rows: a dialog asks no layout how high it is at its width."""
        for name in ("remind", "people"):
            editor = self.field(name)
            editor.setFixedHeight(editor.layout().heightForWidth(PILLS_WIDTH))
        self.window().adjustSize()

    def _offered_people(self, known: Sequence[tuple[Person, str]]) -> list[tuple[Person, str]]:
        """Those who take part already, the client's people, and colleagues."""
        found = dict(known)
        found |= {("contact", one): name for one, name in self._clients_people()}
        others = [(("user", one), name) for one, name in choices.choices("user") if one != self._desk.user]
        return [*list(found.items())[:_MOST_PEOPLE], *[one for one in others if one[0] not in found][:_MOST_PEOPLE]]

    def _clients_people(self) -> list[tuple[int, str]]:
        values = records.read(self._desk, self._kind, self._record) or {}
        company = self._record if self._kind == "company" else values.get("company")
        alone = self._record if self._kind == "contact" else values.get("contact")
        name = choices.link_name(self._desk, "contact", alone) if isinstance(alone, int) else None
        found = [(alone, name)] if isinstance(alone, int) and name else []
        if isinstance(company, int):
            ids = [one for one in related.people_of(self._desk, company).ids[:_MOST_PEOPLE] if one != alone]
            found += [(one.id, one["name"]) for one in lists.rows(self._desk, "contact", ids, ["name"])]
        return found
