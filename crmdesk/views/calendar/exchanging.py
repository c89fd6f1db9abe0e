"""Calendar files out of the calendar, and into it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimeZone
from PySide6.QtWidgets import QFileDialog

from crmdesk.models.errors import DomainError
from crmdesk.sales import calendar
from crmdesk.texts import _, _c

if TYPE_CHECKING:
    from crmdesk.views.calendar.screen import CalendarScreen


def export_shown(screen: CalendarScreen) -> None:
    """Ask for a file and write the activities of the days in sight."""
    _export(screen, screen.shown_activities)


def export_mine(screen: CalendarScreen) -> None:
    """Ask for a file and write all activities of the user."""
    _export(screen, lambda: calendar.mine(screen.desk))


def _export(screen: CalendarScreen, which: Callable[[], Sequence[int]]) -> None:
    proposed = _("Calendar") + ".ics"
    path, _filter = QFileDialog.getSaveFileName(screen, _("Save the calendar"), proposed, _files())
    if path:
        save(screen, Path(path if path.lower().endswith(".ics") else f"{path}.ics"), which())


def save(screen: CalendarScreen, path: Path, ids: Sequence[int]) -> None:
    """Write activities to a calendar file."""
    from crmdesk.exchange.icalendar import writing

    try:
        data = writing.write(screen.desk, ids, zone_name())
        path.write_bytes(data)
    except DomainError as problem:
        screen.workspace.events.failed.emit(str(problem))
    except OSError as problem:
        sentence = _("“{name}” cannot be written: {reason}.", name=path.name, reason=problem.strerror or str(problem))
        screen.workspace.events.failed.emit(sentence)
    else:
        screen.workspace.navigator.say(_("The calendar was saved as {file}.", file=path.name))


def ask_import(screen: CalendarScreen) -> None:
    """Ask for a calendar file, show what would happen, and take it in."""
    path, _filter = QFileDialog.getOpenFileName(screen, _("Import a calendar"), "", _files())
    if path:
        take_file(screen, Path(path))


def take_file(screen: CalendarScreen, path: Path) -> None:
    """Show what a calendar file would change, and take it in."""
    from crmdesk.exchange.icalendar import reading
    from crmdesk.views.calendar.taking import TakeDialog

    try:
        events = reading.read_file(screen.desk, path)
        dialog = TakeDialog(screen, screen.workspace, path.name, events)
    except DomainError as problem:
        screen.workspace.events.failed.emit(str(problem))
        return
    dialog.exec()
    dialog.deleteLater()


def zone_name() -> str:
    """The name of the computer's time zone."""
    return bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")


def _files() -> str:
    return _c("files", "Calendars") + " (*.ics)"
