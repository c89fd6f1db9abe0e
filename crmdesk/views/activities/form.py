"""The fields of an activity: what is planned, when, with whom, and how it reminds and comes again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QWidget

from crmdesk.models.fold import fold
from crmdesk.sales import (
    activity_types,
    choices,
    lists,
    moments,
    participants,
    records,
    recurrence,
    related,
    reminders,
    usual_reminder,
)
from crmdesk.sales.desk import Desk
from crmdesk.sales.participants import Person
from crmdesk.sales.recurrence import AFTER, WEEK, Ending
from crmdesk.texts import _
from crmdesk.ui.clock_time import ClockTime
from crmdesk.ui.day import Day
from crmdesk.ui.fields import Choice, Integer, LongText, Text
from crmdesk.ui.forms import Form
from crmdesk.ui.marks import Stars
from crmdesk.ui.picker import Picker
from crmdesk.ui.several import Several
from crmdesk.views.activities.rule_words import endless, weekday
from crmdesk.views.activities.short import due
from crmdesk.views.activities.words import consequence

_MOST_PEOPLE, _MOST_USERS_FOUND = 12, 4
PILLS_WIDTH = 580  # px
_MOST_MINUTES = 10_000
_WORKING_DAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
_RULES = ("FREQ=DAILY", _WORKING_DAYS, "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=MONTHLY", "FREQ=YEARLY")
_USUAL_DAYS_AFTER = 30
NEVER, ON_DAY, AFTER_SOME = "never", "day", "times"
"""How a repetition ends."""


def _ends() -> list[tuple[str, str]]:
    return [(NEVER, _("without an end")), (ON_DAY, _("until a day")), (AFTER_SOME, _("so many in all"))]


def _repetitions(also: str = "") -> list[tuple[str, str]]:
    """The rules that are offered, with their names; one that a file brought among them."""
    rules = _RULES if also in ("", AFTER, *_RULES) else (*_RULES, also)
    return [*((rule, endless(rule)) for rule in rules), (AFTER, _("Days after it is done"))]


def _in_fields(rule: str) -> dict[str, Any]:
    """A repetition without its end as the fields show it; what they cannot change is offered as it is."""
    fields: dict[str, Any] = {"repeat": recurrence.loose(rule) or None, "after": _USUAL_DAYS_AFTER, "weekdays": []}
    parts, weekly = recurrence.read(rule), recurrence.weekdays(rule)
    if AFTER in parts:
        return {**fields, "repeat": AFTER, "after": int(parts[AFTER])}
    if weekly is not None and rule != _WORKING_DAYS:
        return {**fields, "repeat": weekly[0], "weekdays": weekly[1]}
    return fields


class ActivityForm(Form):
    """All fields of an activity, a new one or one that is changed.

    Attributes:
        kept: the minutes of the reminders that it has already.
    """

    def __init__(self, desk: Desk, kind: str, record: int, parent: QWidget | None = None) -> None:
        super().__init__("activity", parent, columns=2)
        self._desk, self._kind, self._record = desk, kind, record
        self.kept: list[int] = []
        self._rule = ""  # as it was kept
        self._begun: tuple[str, date | None] = ("", None)  # what is shown of it, and its day
        self._shown_rule = ""  # the same as the fields say it
        self._due: tuple[date | None, int | None] | None = None
        self._usual = False  # the reminders are still those that nobody chose
        self._follows_day = False  # the day of the week is still that of the day
        self.add("subject", _("Subject"), Text(limit=300))
        self.add("type", _("Type"), Choice(activity_types.offered(desk)), required=True)
        self.add("due_on", _("Day"), Day(desk.clock.today))
        self.add("time", _("Time"), ClockTime())
        self.add("minutes", _("Minutes"), Integer(least=1, most=_MOST_MINUTES))
        self.add("owner", _("Owner"), Choice(choices.choices("user"), none="—"))
        self.add("priority", _("Priority"), Stars())
        self.add("location", _("Place"), Text(limit=300))
        self.add("repeat", _("Repetition"), Choice(_repetitions(), none=_("Once")), wide=True)
        self.add(
            "after", _("Days after it is done"), Integer(least=1, most=recurrence.MOST_DAYS), beside="repeat", share=1
        )
        self.add("ends", _("How it ends"), Choice(_ends()), beside="repeat", share=1)
        self.add("until", _("Last day"), Day(desk.clock.today), beside="repeat", share=1)
        self.add("times", _("How many in all"), Integer(least=1, most=recurrence.MOST_COUNT), beside="repeat", share=1)
        self.add("weekdays", _("Days of the week"), Several([(code, weekday(code)) for code in WEEK]), wide=True)
        self.add("remind", _("Reminders"), Several(()), wide=True)
        self.add("people", _("People"), Several(self._offered_people([])), wide=True)
        anybody = Picker(self._find_people, icon="user", placeholder=_("Find anybody else…"))
        self.add("person", _("Another person"), anybody, below="people")
        note = LongText()
        note.setFixedHeight(64)
        self.add("note", _("Note"), note, wide=True)
        self.edited.connect(self._follow)
        self.set_check(self._problems)

    def begin(self, values: Mapping[str, Any]) -> None:
        """Begin a new activity."""
        first = {
            "type": activity_types.first(self._desk),
            "owner": self._desk.user,
            "ends": NEVER,
            "after": _USUAL_DAYS_AFTER,
        }
        self.set_values({**first, **values})
        self._usual = self._follows_day = True
        self._offer_reminders()
        self._show_ending()
        self.mark_clean()

    def show_activity(self, activity: int) -> None:
        """Show one that is changed."""
        values = records.read(self._desk, "activity", activity) or {}
        people = participants.of(self._desk, activity)
        self.kept = reminders.of(self._desk, activity)
        self.field("type").set_choices(activity_types.offered(self._desk, values.get("type")))
        self._rule = values.get("repeat") or ""
        end = recurrence.ending(self._rule)
        repeated = _in_fields(recurrence.ending_at(self._rule, Ending()))
        self._begun = repeated["repeat"] or "", values.get("due_on")
        self.field("repeat").set_choices(_repetitions(repeated["repeat"] or ""), none=_("Once"))
        self.field("people").set_choices(self._offered_people([((one.kind, one.record), one.name) for one in people]))
        at = values.get("due_at")
        shown = {name: values.get(name) for name in self.names() if name in values}
        shown |= {"time": None if at is None else moments.time_of(at), **repeated}
        shown |= {"ends": ON_DAY if end.until else AFTER_SOME if end.count else NEVER}
        shown |= {"until": end.until, "times": end.count}
        self.set_values(shown)
        self._shown_rule = self._made_rule()
        self._offer_reminders()
        self.field("remind").set_value(self.kept)
        self.field("people").set_value([(one.kind, one.record) for one in people])
        self._show_ending()
        self._fit()
        self.mark_clean()

    def told(self) -> dict[str, Any]:
        """The values as `sales` takes them."""
        values = {name: value if value != "" else None for name, value in self.values().items()}
        for beside in ("time", "remind", "people", "person", "ends", "until", "times", "after", "weekdays"):
            values.pop(beside)
        day, at = self._day_and_instant()
        return {**values, "repeat": self._repeat() or None, "due_on": day, "due_at": at}

    def people(self) -> list[Person]:
        return [tuple(person) for person in self.field("people").value()]

    def remind(self) -> list[int]:
        return list(self.field("remind").value())

    def _repeat(self) -> str:
        """The repetition that is chosen, with its end; the one that was kept as it was written, if it is the same."""
        made = self._made_rule()
        return self._rule if made == self._shown_rule else made

    def _made_rule(self) -> str:
        """The repetition that the fields say, with its end."""
        rule, day = self.field("repeat").value() or "", self._day_and_instant()[0]
        if rule == AFTER:
            rule = f"{AFTER}={self.field('after').value()}"
        elif self._is_weekly() and (days := self.field("weekdays").value()):
            rule = recurrence.on_weekdays(rule, days)
        elif self._rule and (rule, day) == self._begun:
            rule = recurrence.ending_at(self._rule, Ending())  # it was put off: the days after it stay where they are
        elif rule and day is not None:
            rule = recurrence.anchored(rule, day)
        ends = self.field("ends").value()
        end = Ending(
            self.field("until").value() if ends == ON_DAY else None,
            self.field("times").value() if ends == AFTER_SOME else None,
        )
        return recurrence.ending_at(rule, end) if rule else ""

    def _is_weekly(self) -> bool:
        """Whether the days of the week are asked for."""
        rule = self.field("repeat").value() or ""
        return recurrence.weekdays(rule) == (rule, [])

    def _problems(self, values: dict[str, Any]) -> dict[str, str]:
        """What is wrong with a repetition."""
        if not values["repeat"]:
            return {}
        if values["repeat"] == AFTER and values["after"] is None:
            return {"after": _("Type how many days after it is done.")}
        if values["ends"] == AFTER_SOME and values["times"] is None:
            return {"times": _("Type how many there are in all.")}
        if values["ends"] != ON_DAY:
            return {}
        if values["until"] is None:
            return {"until": _("Choose the last day.")}
        day = self._day_and_instant()[0]
        if day is not None and values["until"] < day:
            return {"until": _("It would end before it begins. Choose a later day.")}
        return {}

    def _follow(self, name: str) -> None:
        """Bring up to date what follows from a field that was edited."""
        self._usual = self._usual and name != "remind"
        self._follows_day = self._follows_day and name != "weekdays"
        self._offer_reminders()
        if name in ("repeat", "due_on"):
            self._choose_weekday()
        if name in ("repeat", "after", "weekdays", "ends", "until", "times"):
            self._show_ending()
            self._fit()
        if name == "person" and (chosen := self.field("person").value()) is not None:
            self._take_part(chosen, self.field("person").label())

    def _choose_weekday(self) -> None:
        """Begin with the day's own day of the week, until somebody chooses others."""
        days, day = self.field("weekdays"), self._day_and_instant()[0]
        if day is not None and self._is_weekly() and (self._follows_day or not days.value()):
            with QSignalBlocker(days):
                days.set_value([WEEK[day.weekday()]])

    def _show_ending(self) -> None:
        """Ask for what a repetition needs and for its end, and say what it leads to."""
        repeated, ends = bool(self.field("repeat").value()), self.field("ends").value()
        self.field("repeat").setToolTip(self.field("repeat").currentText())  # what a file brought may be long
        self.show_field("after", self.field("repeat").value() == AFTER)
        self.show_field("weekdays", self._is_weekly())
        for name, shown in (("ends", True), ("until", ends == ON_DAY), ("times", ends == AFTER_SOME)):
            self.show_field(name, repeated and shown)
        rule = "" if self._problems(self.values()) else self._repeat()
        self.set_hint("repeat", "" if recurrence.problem(rule) else consequence(rule))

    def _take_part(self, person: Person, name: str) -> None:
        """Add somebody who was found to those who take part."""
        people = self.field("people")
        offered = {known: pill.text() for known, pill in people.pills.items()}
        people.set_choices(list({**offered, person: name}.items()))
        people.set_value([*people.value(), person])
        self.field("person").set_value(None)
        self._fit()

    def _find_people(self, text: str) -> list[tuple[Person, str, str]]:
        """Contacts and users with these words."""
        contacts = [(("contact", one), name, detail) for one, name, detail in lists.pick(self._desk, "contact", text)]
        users = [
            (("user", one), name, _("User"))
            for one, name in choices.choices("user")
            if one != self._desk.user and fold(text) in fold(name)
        ]
        return [*users[:_MOST_USERS_FOUND], *contacts]

    def _day_and_instant(self) -> tuple[date | None, int | None]:
        return due(self._desk, {name: self.field(name).value() for name in ("due_on", "time")})

    def _offer_reminders(self) -> None:
        """Offer the reminders that are still ahead of the day and time typed so far."""
        now_due = self._day_and_instant()
        if now_due != self._due:
            self._due = now_due
            self.field("remind").set_choices(reminders.offered(self._desk, *now_due, self.kept))
            self._fit()
        if self._usual:
            with QSignalBlocker(self.field("remind")):
                self.field("remind").set_value(usual_reminder.of(self._desk, self.told(), self.people()))

    def _fit(self) -> None:
        """Give the pills the height of their rows: a dialog asks no layout how high it is at its width."""
        for name in ("weekdays", "remind", "people"):
            editor = self.field(name)
            editor.setFixedHeight(editor.layout().heightForWidth(PILLS_WIDTH))
        self.window().adjustSize()

    def _offered_people(self, known: Sequence[tuple[Person, str]]) -> list[tuple[Person, str]]:
        """Those who take part already, the client's people, and colleagues."""
        clients = [(("contact", one), name) for one, name in self._clients_people()]
        colleagues = [(("user", one), name) for one, name in choices.choices("user") if one != self._desk.user]
        return list({**dict(known), **dict(clients[:_MOST_PEOPLE]), **dict(colleagues[:_MOST_PEOPLE])}.items())

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
