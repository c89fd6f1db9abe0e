"""What the sheet of keys says of the parts of the window that take keys by themselves: once each, seen or not."""

from __future__ import annotations

from crmdesk.texts import _, _c
from crmdesk.ui.keys import Keys


def describe(keys: Keys) -> None:
    """List the keys of Today, of the board, of every list and of every page."""
    for section, lines in (
        (_("Today"), _today()),
        (_("Board"), _board()),
        (_("Calendar"), _calendar()),
        (_("Lists"), _lists()),
        (_("Pages"), _pages()),
    ):
        for text, pressed in lines:
            keys.describe(section, text, pressed)


def _today() -> list[tuple[str, tuple[str, ...]]]:
    return [
        (_("Go to another line"), ("Up", "Down")),
        (_c("verb", "Open"), ("Enter",)),
        (_("Done, and what came of it"), ("Space", "D")),
        (_("Put off"), ("S",)),
    ]


def _board() -> list[tuple[str, tuple[str, ...]]]:
    return [
        (_("Go to another card"), ("Left", "Right", "Up", "Down")),
        (_("Move the card"), ("Ctrl+Left", "Ctrl+Right", "Ctrl+Up", "Ctrl+Down")),
        (_("To the top or bottom"), ("Ctrl+Home", "Ctrl+End")),
        (_c("verb", "Open"), ("Enter",)),
        (_("Select it with others"), ("Space",)),
        (_("Move to the trash"), ("Del",)),
        (_("Zoom in"), ("Ctrl++",)),
        (_("Zoom out"), ("Ctrl+-",)),
    ]


def _calendar() -> list[tuple[str, tuple[str, ...]]]:
    return [
        (_("Month, week or day"), ("1", "2", "3")),
        (_("Board of activities"), ("4",)),
        (_("Go to another day"), ("Left", "Right", "Up", "Down")),
        (_("Before or after"), ("PgUp", "PgDown")),
        (_("Go to today"), ("Home",)),
        (_("Select the next of the day"), ("Space",)),
        (_c("verb", "Open"), ("Enter",)),
        (_("Move it"), ("Ctrl+Left", "Ctrl+Right", "Ctrl+Up", "Ctrl+Down")),
        (_("Make it shorter or longer"), ("Shift+Up", "Shift+Down")),
        (_("Plan an activity"), ("Ins",)),
        (_("Move to the trash"), ("Del",)),
    ]


def _lists() -> list[tuple[str, tuple[str, ...]]]:
    return [
        (_("Search in this list"), ("/", "Ctrl+F")),
        (_("Show or hide the details"), ("Ctrl+I",)),
        (_c("verb", "Open"), ("Enter",)),
        (_("Move to the trash"), ("Del",)),
        (_("Select all"), ("Ctrl+A",)),
    ]


def _pages() -> list[tuple[str, tuple[str, ...]]]:
    return [
        (_("Save"), ("Ctrl+S", "Ctrl+Return")),
        (_("Back, keeping what was typed"), ("Esc",)),
    ]
