"""The tour of Today, the first screen of the day."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from crmdesk.sales import today
from crmdesk.ui import formats
from crmdesk.views.tour.hand import expect, until
from crmdesk.views.tour.journey import Journey


def look(journey: Journey) -> None:
    """What is due is what the book says is due."""
    screen = journey.go("today")
    until(lambda: screen.findChild(QWidget, "today.activities") is not None, "today tells what is due")
    found = today.today(journey.desk)
    lines = screen.findChildren(QPushButton, "today.done")
    expect(len(lines) == len(found.overdue) + len(found.today) + len(found.soon), "today has a line for each activity")
    waiting = formats.number(due) if (due := len(found.overdue) + len(found.today)) else ""
    until(lambda: journey.window.rail.item("today").badge() == waiting, "the rail counts what waits")
    journey.picture("today")
