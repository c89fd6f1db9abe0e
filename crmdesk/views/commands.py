"""What the palette (Ctrl+K) reaches: every screen, command and record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from crmdesk.models.fold import fold
from crmdesk.sales import search, words
from crmdesk.texts import _
from crmdesk.ui.palette import Entry, Palette

if TYPE_CHECKING:
    from crmdesk.views.window import MainWindow

ICONS = {"opportunity": "tag", "lead": "lead", "contact": "user", "company": "company", "product": "package"}
_PAGES = ("opportunity", "lead", "contact", "company")


def make_palette(window: MainWindow) -> Palette:
    """The palette over a window's screens, commands and records."""
    palette = Palette(window)
    palette.add_source(_("Go to"), lambda text: _matching(_screens(window), text))
    palette.add_source(_("Commands"), lambda text: _matching(_commands(window), text))
    palette.add_source(_("Records"), lambda text: _records(window, text))
    return palette


def _screens(window: MainWindow) -> list[Entry]:
    return [Entry(kind.label(), "", kind.icon, _opener(window, kind.key)) for kind in window.screen_kinds()]


def _opener(window: MainWindow, key: str) -> Callable[[], object]:
    return lambda: window.go(key)


def _commands(window: MainWindow) -> list[Entry]:
    entries = [Entry(words.word(window.desk, kind).new(), "", "plus", _maker(window, kind)) for kind in _PAGES]
    entries += [
        Entry(_("Undo"), "", "undo-2", window.editor.undo, "Ctrl+Z"),
        Entry(_("Redo"), "", "redo-2", window.editor.redo, "Ctrl+Y"),
        Entry(_("Import from CSV…"), "", "import", lambda: window.go("import")),
        Entry(_("All keys"), "", "keyboard", window.keys.show_sheet, "?"),
    ]
    return entries


def _maker(window: MainWindow, kind: str) -> Callable[[], object]:
    return lambda: window.new_record(kind)


def _matching(entries: Sequence[Entry], text: str) -> list[Entry]:
    wanted = fold(text).split()
    return [entry for entry in entries if all(word in fold(entry.title) for word in wanted)]


def _records(window: MainWindow, text: str) -> list[Entry]:
    hits = search.find(window.desk, text, limit=30)
    return [
        Entry(hit.name, hit.detail, ICONS[hit.kind], _record_opener(window, hit)) for hit in hits if hit.kind in _PAGES
    ]


def _record_opener(window: MainWindow, hit: search.Hit) -> Callable[[], object]:
    return lambda: window.open_record(hit.kind, hit.id)
