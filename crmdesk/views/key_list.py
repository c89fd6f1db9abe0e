"""What the sheet of keys says of the parts of the window that take keys by themselves: once each, seen or not.

`docs/keys.md` says the same.
"""

from __future__ import annotations

from crmdesk.texts import _, _c
from crmdesk.ui.keys import Keys

_ARROWS = ("Left", "Right", "Up", "Down")
_WITH_CTRL = ("Ctrl+Left", "Ctrl+Right", "Ctrl+Up", "Ctrl+Down")
_Lines = list[tuple[str, tuple[str, ...]]]


def describe(keys: Keys) -> None:
    """List the keys of Today, of every board, list and page, and of the parts of a page."""
    for section, lines in (
        (_("Today"), _today()),
        (_("Board"), _board()),
        (_("Calendar"), _calendar()),
        (_("Board of activities"), _activity_board()),
        (_("Lists"), _lists()),
        (_("Forms and dialogs"), _forms()),
        (_("Tabs of a page"), _tabs()),
        (_("Commercial actions"), _actions()),
        (_("Lines"), _of_lines()),
        (_("Documents"), _documents()),
        (_("Messages and notes"), _conversation()),
        (_("Charts"), _charts()),
    ):
        for text, pressed in lines:
            keys.describe(section, text, pressed)


def _today() -> _Lines:
    return [
        (_("Go to another line"), ("Up", "Down")),
        (_c("verb", "Open"), ("Enter",)),
        (_("Done, and what came of it"), ("Space", "D")),
        (_("Put off"), ("S",)),
    ]


def _board() -> _Lines:
    return [
        (_("Go to another card"), _ARROWS),
        (_("Move the card"), _WITH_CTRL),
        (_("To the top or bottom"), ("Ctrl+Home", "Ctrl+End")),
        (_c("verb", "Open"), ("Enter",)),
        (_("Select it with others"), ("Space",)),
        (_("Move to the trash"), ("Del",)),
        (_("Zoom in"), ("Ctrl++",)),
        (_("Zoom out"), ("Ctrl+-",)),
        (_("Actual size"), ("Ctrl+0",)),
        (_("Select none, or cancel dragging"), ("Esc",)),
    ]


def _calendar() -> _Lines:
    return [
        (_("Month, week or day"), ("1", "2", "3")),
        (_("Board of activities"), ("4",)),
        (_("Go to another day"), _ARROWS),
        (_("Before or after"), ("PgUp", "PgDown")),
        (_("Go to today"), ("Home",)),
        (_("Select the next of the day"), ("Space",)),
        (_c("verb", "Open"), ("Enter",)),
        (_("Move it"), _WITH_CTRL),
        (_("Make it shorter or longer"), ("Shift+Up", "Shift+Down")),
        (_("Plan an activity"), ("Ins",)),
        (_("Move to the trash"), ("Del",)),
    ]


def _activity_board() -> _Lines:
    return [
        (_("Month, week or day"), ("1", "2", "3")),
        (_("Go to another card"), _ARROWS),
        (_("Move it to the column beside"), ("Ctrl+Left", "Ctrl+Right")),
        (_c("verb", "Open"), ("Enter",)),
        (_("Select it with others"), ("Space",)),
        (_("Move to the trash"), ("Del",)),
    ]


def _lists() -> _Lines:
    return [
        (_("Search in this list"), ("/", "Ctrl+F")),
        (_("Show or hide the details"), ("Ctrl+I",)),
        (_("First or last row"), ("Home", "End")),
        (_c("verb", "Open"), ("Enter",)),
        (_("Copy the selected rows"), ("Ctrl+C",)),
        (_("Move to the trash"), ("Del",)),
        (_("Select all"), ("Ctrl+A",)),
    ]


def _forms() -> _Lines:
    return [
        (_("Save"), ("Enter", "Ctrl+S", "Ctrl+Enter")),
        (_("Back, keeping what was typed"), ("Esc",)),
    ]


def _tabs() -> _Lines:
    return [
        (_("The next tab"), ("Ctrl+Tab", "Ctrl+PgDown")),
        (_("The tab before"), ("Ctrl+Shift+Tab", "Ctrl+PgUp")),
    ]


def _actions() -> _Lines:
    return [
        (_("Change it"), ("Enter",)),
        (_("Done, and what came of it"), ("Space",)),
        (_("Plan an activity"), ("Ins",)),
        (_("Move to the trash"), ("Del",)),
        (_("Select all"), ("Ctrl+A",)),
    ]


def _of_lines() -> _Lines:
    return [
        (_("Type into the cell, then go on to the next"), ("Enter",)),
        (_("Move it up or down"), ("Ctrl+Up", "Ctrl+Down")),
        (_("Remove it"), ("Del",)),
    ]


def _documents() -> _Lines:
    return [
        (_c("verb", "Open"), ("Enter",)),
        (_("Change the name"), ("F2",)),
        (_("Paste files or a picture"), ("Ctrl+V",)),
        (_("Move to the trash"), ("Del",)),
    ]


def _conversation() -> _Lines:
    return [
        (_("Send"), ("Ctrl+Enter",)),
        (_("Change your last message, in an empty field"), ("Up",)),
        (_("Paste files or a picture"), ("Ctrl+V",)),
        (_("What can be done with a message"), ("Enter",)),
        (_("Leave the change or the reply"), ("Esc",)),
    ]


def _charts() -> _Lines:
    return [
        (_("Go to another bar"), _ARROWS),
        (_("First or last bar"), ("Home", "End")),
        (_("Open the rows behind it"), ("Enter",)),
    ]
