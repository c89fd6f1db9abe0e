"""Activities in words: when they are, how long, and how they come again."""

from __future__ import annotations

from datetime import date

from crmdesk.sales import moments, recurrence
from crmdesk.sales.activities import ActivityRow
from crmdesk.sales.desk import Desk
from crmdesk.texts import _, _n
from crmdesk.ui import formats
from crmdesk.views.activities.rule_words import endless


def repetition(rule: str) -> str:
    """How an activity comes again, and until when."""
    if not rule:
        return ""
    end = recurrence.ending(rule)
    name = endless(rule)
    if end.until is not None:
        return _("{repetition} until {day}", repetition=name, day=formats.day(end.until))
    if end.count is not None:
        return _n("{repetition}, {n} time in all", "{repetition}, {n} times in all", end.count, repetition=name)
    return name


def consequence(rule: str) -> str:
    """What a repetition leads to, in words; nothing where there is none."""
    return " ".join(str(sentence) for sentence in recurrence.consequence(rule)) if rule else ""


def when(desk: Desk, row: ActivityRow) -> tuple[str, str]:
    """The day in words, and the tone it is said in."""
    today = desk.today
    if row.done_on is not None:
        return _("done {day}", day=formats.day(row.done_on, today)), "muted"
    if row.due_on is None:
        return _("some day"), "muted"
    at = formats.time(moments.local(row.due_at)) if row.due_at is not None else ""
    if row.due_on < today:
        return _n("{n} day overdue", "{n} days overdue", (today - row.due_on).days), "danger"
    day = _("today") if row.due_on == today else formats.day(row.due_on, today)
    late = row.due_at is not None and row.due_at < desk.clock.instant()
    return " ".join(part for part in (day, at) if part), ("danger" if late else _tone(row.due_on, today))


def _tone(day: date, today: date) -> str:
    return "positive" if day == today else "muted"


def duration(minutes: int | None) -> str:
    """How long it takes; nothing when nobody said."""
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, 60)
    return " ".join(
        part for part in (_("{n} h", n=hours) if hours else "", _("{n} min", n=rest) if rest else "") if part
    )


def detail(row: ActivityRow) -> str:
    """What else there is to say of it, in one line."""
    told = (row.outcome or row.note).replace("\n", " ")
    parts = (row.about, row.owner, duration(row.minutes), row.location, repetition(row.repeat), told)
    return " · ".join(part for part in parts if part)
