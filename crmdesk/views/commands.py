"""What the palette (Ctrl+K) reaches: every screen, command and record, and what is kept on records."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from crmdesk.models.errors import StorageError
from crmdesk.models.fold import fold
from crmdesk.sales import preferences, search, words
from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.palette import Entry, Palette

if TYPE_CHECKING:
    from crmdesk.views.window import MainWindow

ICONS = {
    "opportunity": "tag",
    "lead": "lead",
    "contact": "user",
    "company": "company",
    "product": "package",
    "campaign": "megaphone",
    "quote": "file-text",
    "sales_note": "file-text",
    "segment": "layers",
    "message": "message",
    "document": "document",
}
_TABS = {"message": "messages", "document": "documents"}
"""Where a record's page shows what is kept on it."""
_PAGES = ("opportunity", "lead", "contact", "company", "campaign", "segment", "product", "quote")


def make_palette(window: MainWindow) -> Palette:
    """The palette over a window's screens, commands and records."""
    palette = Palette(window)
    palette.add_source(_("Go to"), lambda text: _matching(_screens(window), text))
    palette.add_source(_("Commands"), lambda text: _matching(_commands(window), text))
    palette.add_source(_("Records"), lambda text: _records(window, text))
    palette.add_source(_("Messages and documents"), lambda text: _beside(window, text))
    return palette


def _screens(window: MainWindow) -> list[Entry]:
    from crmdesk.views.settings.screen import sections

    screens = [Entry(kind.label(), "", kind.icon, partial(window.go, kind.key)) for kind in window.screen_kinds()]
    screens.append(Entry(_("Lead board"), "", "leads", partial(window.go, "lead-board"), key="lead-board"))
    to_board = partial(window.go, "activity-board")
    screens.append(Entry(_("Activity board"), "", "calendar", to_board, key="activity-board"))
    word = words.word(window.desk, "segment").many
    screens.append(Entry(word, "", "layers", partial(window.go, "segments")))
    pages = sections(window.workspace).items()
    return screens + [
        Entry(title, _("Settings"), icon, partial(window.go, "settings", section=key), key=f"settings:{key}")
        for key, (icon, title, _page) in pages
    ]


def _commands(window: MainWindow) -> list[Entry]:
    entries = [
        Entry(words.word(window.desk, kind).new(), "", "plus", partial(window.new_record, kind)) for kind in _PAGES
    ]
    entries += [
        Entry(_("Undo"), "", "undo-2", window.editor.undo, "Ctrl+Z"),
        Entry(_("Redo"), "", "redo-2", window.editor.redo, "Ctrl+Y"),
        Entry(_("Import from CSV…"), "", "import", lambda: window.go("import")),
        Entry(_("Light"), _("Theme"), "sun", partial(_wear, window, "light"), key="theme:light"),
        Entry(_("Dark"), _("Theme"), "moon", partial(_wear, window, "dark"), key="theme:dark"),
        Entry(_("Card fields…"), _("Board"), "sliders", partial(_choose_card_fields, window), key="card-fields"),
        Entry(_("All keys"), "", "keyboard", window.keys.show_sheet, "?"),
    ]
    return entries


def _choose_card_fields(window: MainWindow) -> None:
    """Go to the board and ask what its cards show; a board that is closed for the user says so by itself."""
    from crmdesk.views.board.screen import BoardScreen

    window.go("board")
    screen = window.screen_named("board")
    if isinstance(screen, BoardScreen):
        screen.choose_fields()


def _wear(window: MainWindow, chosen: str) -> None:
    """Take on a theme and keep it."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme.apply(app, chosen)
    try:
        preferences.put(window.desk, "theme", chosen)
    except StorageError as problem:
        window.events.failed.emit(str(problem))


def _matching(entries: Sequence[Entry], text: str) -> list[Entry]:
    wanted = fold(text).split()
    return [entry for entry in entries if all(word in fold(f"{entry.detail} {entry.title}") for word in wanted)]


def _records(window: MainWindow, text: str) -> list[Entry]:
    hits = search.find(window.desk, text, limit=30)
    return [
        Entry(
            hit.name,
            hit.detail,
            ICONS[hit.kind],
            partial(window.open_record, hit.kind, hit.id),
            key=f"{hit.kind}:{hit.id}",
        )
        for hit in hits
        if hit.kind in _PAGES
    ]


def _beside(window: MainWindow, text: str) -> list[Entry]:
    return [
        Entry(
            hit.name,
            hit.detail,
            ICONS[hit.kind],
            partial(window.go, f"{hit.on}-page", record=hit.record, tab=_TABS[hit.kind], sought=hit.id),
            key=f"{hit.kind}:{hit.id}",
        )
        for hit in search.find_beside(window.desk, text)
    ]
