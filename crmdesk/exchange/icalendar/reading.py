"""A calendar file as plain events, each with what could not be kept of it; what cannot be taken says why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from crmdesk.exchange.icalendar.repeating import Repetition, listed, repetition_of
from crmdesk.exchange.problems import shown
from crmdesk.models.errors import DomainError
from crmdesk.sales import moments
from crmdesk.sales.bounds import FIRST_DAY, LAST_DAY
from crmdesk.sales.desk import Desk
from crmdesk.texts import Message, msg, msgn

MOST_BYTES, MOST_EVENTS = 50 << 20, 20_000
_MOST_MINUTES = 10_000
_DAY_MINUTES = 24 * 60
_WHEN = ("DTSTART", "DUE")
_KEPT = ("DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "COMPLETED", "PRIORITY")
"""What says when an event is, and what else may be unreadable of what is kept."""
_HIGH, _MIDDLE, _LOWEST = 4, 5, 9
"""The last of iCalendar's priorities that are high, middle and low."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a file.

    Attributes:
        uid: what tells it from all others.
        at: the instant, where it has a time.
        minutes: how long it takes; None for a whole day, or when nobody said.
        repeat: how it comes again, see `sales.recurrence`; empty when it does not.
        done: it is over, or marked as completed.
        completed: the day on which it was, where the file tells it.
        priority: 0 to 3.
        sort: the code of a type, where the file names one.
        emails: of those who take part.
        first: day and instant at which it began for the first time, where it comes again.
        notes: what could not be kept of it.
    """

    uid: str
    subject: str
    day: date
    at: int | None = None
    minutes: int | None = None
    repeat: str = ""
    done: bool = False
    completed: date | None = None
    priority: int = 0
    sort: str = ""
    location: str = ""
    note: str = ""
    emails: tuple[str, ...] = ()
    first: tuple[date, int | None] | None = None
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """An event that cannot be taken, and why."""

    uid: str
    subject: str
    reason: Message


def read_file(desk: Desk, path: Path) -> list[Event | Refused]:
    """The events of a file.

    Raises:
        DomainError: it cannot be read as a calendar; says what to do.
    """
    name = shown(path.name)
    try:
        if not path.is_file():
            raise DomainError(msg("“{name}” is not a file. Choose a calendar (.ics).", name=name))
        if path.stat().st_size > MOST_BYTES:
            raise DomainError(msg("“{name}” is too large for a calendar. Export fewer years of it.", name=name))
        data = path.read_bytes()
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise DomainError(msg("“{name}” cannot be read: {reason}.", name=name, reason=reason)) from None
    return read(desk, data)


def read(desk: Desk, data: bytes) -> list[Event | Refused]:
    """The events of a calendar in the order of its text.

    Raises:
        DomainError: it is no calendar, or a damaged one.
    """
    from icalendar import Calendar  # late: hardly anybody imports

    text = _text(data)
    if "BEGIN:VCALENDAR" not in text.upper():
        raise DomainError(msg("This is not a calendar. Choose a file that a calendar exported (.ics)."))
    try:
        calendars = Calendar.from_ical(text, multiple=True)
        found = [part for one in calendars for part in one.walk() if part.name in ("VEVENT", "VTODO")]
    except Exception as problem:  # the library tells of a damaged file in many ways
        sentence = msg("This calendar is damaged, or describes a time zone that cannot be. Export it again.")
        raise DomainError(sentence) from problem
    if len(found) > MOST_EVENTS:
        raise DomainError(msg("This calendar has more than {most} events. Export fewer years of it.", most=MOST_EVENTS))
    return list(_events(desk, found))


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _events(desk: Desk, parts: list[Any]) -> Iterator[Event | Refused]:
    for part in parts:
        uid, subject = "", ""
        try:
            uid, subject = _uid(part), shown(str(part.get("summary") or ""))
            yield _event(desk, part, uid)
        except DomainError as problem:
            yield Refused(uid, subject, problem.message)
        except Exception:  # what a file says may be wrong in ways nobody thought of; the others are still taken
            yield Refused(uid, subject, msg("It cannot be understood. Plan it by hand."))


def _uid(part: Any) -> str:
    """Its own, with the day of the one time it replaces; of its text where the file gives none."""
    uid = str(part.get("uid") or hashlib.sha256(part.to_ical()).hexdigest()[:32])
    replaced = part.get("recurrence-id")
    return uid if replaced is None else f"{uid}#{replaced.to_ical().decode()}"


def _event(desk: Desk, part: Any, uid: str) -> Event:
    if str(part.get("status") or "").upper() == "CANCELLED":
        raise DomainError(msg("It was called off."))
    notes = _without_unreadable(part)
    begin = _begin(part)
    day, at = _day_and_instant(begin)
    repeating = repetition_of(part, begin, desk.today)
    notes += repeating.notes
    minutes = _minutes(part, begin)
    if minutes is not None and (at is None or minutes > _MOST_MINUTES):
        days = -(-minutes // _DAY_MINUTES)
        if days > 1:
            notes.append(
                msgn("Of its {n} day only the first is kept.", "Of its {n} days only the first is kept.", days)
            )
        minutes = None
    first = (day, at)
    if repeating.day is not None:
        day, at = _on(begin, repeating.day)
    return Event(
        uid=uid,
        subject=str(part.get("summary") or "").strip(),
        day=day,
        at=at,
        minutes=minutes or None,
        repeat=repeating.rule,
        done=_is_done(desk, part, day, at, repeating),
        completed=_completed(part),
        priority=_priority(part),
        sort=_sort(part),
        location=str(part.get("location") or "").strip(),
        note=str(part.get("description") or "").strip(),
        emails=tuple(_emails(part)),
        first=first,
        notes=tuple(notes),
    )


def _without_unreadable(part: Any) -> list[Message]:
    """Take the lines out that cannot be read, and say which of those that would be kept they were.

    Raises:
        DomainError: they say when it is.
    """
    notes = []
    for name in dict.fromkeys(name.upper() for name, _why in part.errors):
        found = listed(part, name)
        readable = [one for one in found if getattr(one, "parse_error", None) is None]
        lines = [f"{name}:{shown(str(one))}" for one in found if one not in readable] or [name]
        part.pop(name, None)
        if readable:
            part[name] = readable
        if name in _WHEN:
            raise DomainError(
                msg("“{line}” cannot be read. Mend this line of the file, or plan it by hand.", line=lines[0])
            )
        if name in _KEPT:
            notes.append(msg("“{line}” cannot be read and is left out.", line=", ".join(lines)))
    return notes


def _begin(part: Any) -> date | datetime:
    """When it begins: a day, a local time, or a time with its zone.

    Raises:
        DomainError: it has no day, or one that cannot be kept.
    """
    found = part.get("due") if part.name == "VTODO" and part.get("due") is not None else part.get("dtstart")
    begin = getattr(found, "dt", None)
    if not isinstance(begin, date):
        raise DomainError(msg("It has no day."))
    if not FIRST_DAY.year < begin.year < LAST_DAY.year:
        years = {"first": str(FIRST_DAY.year + 1), "last": str(LAST_DAY.year - 1)}
        raise DomainError(
            msg("It is of the year {year}; a book keeps {first} to {last}.", year=str(begin.year), **years)
        )
    return begin


def _day_and_instant(begin: date | datetime) -> tuple[date, int | None]:
    if not isinstance(begin, datetime):
        return begin, None
    at = int(begin.timestamp() * 1000)
    return moments.local(at).date(), at


def _on(begin: date | datetime, day: date) -> tuple[date, int | None]:
    """The same time of day, in the event's own zone, on another day."""
    if not isinstance(begin, datetime):
        return day, None
    return _day_and_instant(datetime.combine(day, time(begin.hour, begin.minute, begin.second), begin.tzinfo))


def _minutes(part: Any, begin: date | datetime) -> int | None:
    end, length = part.get("dtend"), part.get("duration")
    if end is not None and isinstance(getattr(end, "dt", None), type(begin)):
        apart = end.dt - begin if _alike(begin, end.dt) else timedelta()
    else:
        apart = getattr(length, "dt", None)
    if not isinstance(apart, timedelta):
        return None
    return max(0, int(apart.total_seconds() // 60)) or None


def _alike(begin: Any, end: Any) -> bool:
    """Whether one can be taken from the other: both with a zone, or both without."""
    return (getattr(begin, "tzinfo", None) is None) == (getattr(end, "tzinfo", None) is None)


def _is_done(desk: Desk, part: Any, day: date, at: int | None, repeating: Repetition) -> bool:
    if part.name == "VTODO":
        return part.get("completed") is not None or str(part.get("status") or "").upper() == "COMPLETED"
    if repeating.rule or repeating.day is not None:
        return False
    return day < desk.today or (day == desk.today and at is not None and at < desk.clock.instant())


def _completed(part: Any) -> date | None:
    at = getattr(part.get("completed"), "dt", None)
    return _day_and_instant(at)[0] if isinstance(at, date) else None


def _priority(part: Any) -> int:
    """Ours of iCalendar's, where 1 is the highest of nine, and 0 none."""
    told = int(part.get("priority") or 0)
    return 0 if not 1 <= told <= _LOWEST else 3 - (told > _HIGH) - (told > _MIDDLE)


def _sort(part: Any) -> str:
    found = part.get("categories")
    first = found[0] if isinstance(found, list) and found else found
    names = [str(one) for one in getattr(first, "cats", ())]
    return names[0].strip().lower() if names else ""


def _emails(part: Any) -> Iterator[str]:
    for name in ("attendee", "organizer"):
        for one in listed(part, name):
            kind, _colon, address = str(one).partition(":")
            if kind.lower() == "mailto" and "@" in address:
                yield address.strip().lower()
