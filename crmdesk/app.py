"""The composition root: opens the book, builds the window.  The only file that knows everybody."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from crmdesk import texts
from crmdesk.models import book
from crmdesk.models.people import User
from crmdesk.sales import passwords, preferences, users, words
from crmdesk.sales.desk import Clock, Desk
from crmdesk.texts import Amount, _
from crmdesk.ui import formats, theme
from crmdesk.views import qt_texts
from crmdesk.views.screen import Screen, Workspace
from crmdesk.views.window import MainWindow, ScreenKind, stop_jobs

FIRST_SCREEN = "today"


def open_window(
    path: str | os.PathLike[str],
    user: str | None = None,
    clock: Clock | None = None,
    password: str | None = None,
) -> MainWindow:
    """Open a book in a running `QApplication`; the caller shows the window.

    Args:
        user: the name of who works; the first user of the book unless given.
        clock: the system's unless given.
        password: that of the user, where he has one; the environment's ``CRMDESK_PASSWORD`` unless given.

    Raises:
        StorageError: the file cannot be opened as a book; the sentence says why.
        SignInError: the user has a password, and this is not it.
        DomainError: the book has no such user.
    """
    stop_jobs()
    book.close()
    book.open_book(Path(path))
    desk = Desk(users.user_named(user), clock or Clock.system())
    dress(desk)
    passwords.sign_in(desk, password or os.environ.get(passwords.VARIABLE))
    window = build_window(desk)
    window.go_to_last_place(FIRST_SCREEN)
    return window


def dress(desk: Desk) -> None:
    """Take on the language and theme that the user chose for this book."""
    texts.use(preferences.get(desk, "language") or desk.settings.language)
    texts.show_values_with(_show_value)
    QLocale.setDefault(formats.locale())
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme.apply(app, preferences.get(desk, "theme", "system"))
        qt_texts.speak(app)


def build_window(desk: Desk) -> MainWindow:
    """The window on the open book, not yet shown and without a screen."""
    name = User.select(User.name).where(User.id == desk.user).scalar() if desk.user else ""
    window = MainWindow(desk, screens(desk), name or "")
    window.rebuild_requested.connect(lambda: _rebuild(window, desk))
    window.user_chosen.connect(lambda user: _rebuild(window, Desk(user, desk.clock)))
    return window


def screens(desk: Desk) -> list[ScreenKind]:
    """Every screen, in the rail's order.  Each is imported when it is first shown."""
    return [
        ScreenKind("today", "sun", lambda: _("Today"), _today),
        ScreenKind("board", "board", lambda: _("Board"), _board),
        ScreenKind("opportunities", "tag", lambda: words.word(desk, "opportunity").many, _list_of("opportunity")),
        ScreenKind("leads", "leads", lambda: words.word(desk, "lead").many, _leads),
        ScreenKind("everyone", "users", lambda: _("Everyone"), _everyone),
        ScreenKind("contacts", "user", lambda: words.word(desk, "contact").many, _list_of("contact")),
        ScreenKind("companies", "companies", lambda: words.word(desk, "company").many, _list_of("company")),
        ScreenKind("calendar", "calendar", lambda: _("Calendar"), _calendar),
        ScreenKind("products", "package", lambda: words.word(desk, "product").many, _list_of("product")),
        ScreenKind("quotes", "file-text", lambda: words.word(desk, "quote").many, _quotes),
        ScreenKind("campaigns", "megaphone", lambda: words.word(desk, "campaign").many, _campaigns),
        ScreenKind("dashboard", "dashboard", lambda: _("Dashboard"), _dashboard),
        ScreenKind("settings", "settings", lambda: _("Settings"), _settings, foot=True),
        ScreenKind("opportunity-page", "tag", lambda: "", _page_of("opportunity"), hidden=True),
        ScreenKind("lead-board", "leads", lambda: _("Lead board"), _lead_board, hidden=True),
        ScreenKind("activity-board", "calendar", lambda: _("Activity board"), _activity_board, hidden=True),
        ScreenKind("lead-page", "leads", lambda: "", _page_of("lead"), hidden=True),
        ScreenKind("contact-page", "user", lambda: "", _page_of("contact"), hidden=True),
        ScreenKind("company-page", "company", lambda: "", _page_of("company"), hidden=True),
        ScreenKind("segments", "layers", lambda: words.word(desk, "segment").many, _list_of("segment"), hidden=True),
        ScreenKind("segment-page", "layers", lambda: "", _segment_page, hidden=True),
        ScreenKind("product-page", "package", lambda: "", _product_page, hidden=True),
        ScreenKind("quote-page", "file-text", lambda: "", _quote_page, hidden=True),
        ScreenKind("campaign-page", "megaphone", lambda: "", _campaign_page, hidden=True),
        ScreenKind("import", "import", lambda: _("Import"), _import, hidden=True),
    ]


def _today(workspace: Workspace) -> Screen:
    from crmdesk.views.today.screen import TodayScreen

    return TodayScreen(workspace)


def _board(workspace: Workspace) -> Screen:
    from crmdesk.views.board.screen import BoardScreen

    return BoardScreen(workspace)


def _list_of(kind: str) -> Callable[[Workspace], Screen]:
    def make(workspace: Workspace) -> Screen:
        from crmdesk.views.lists.screen import ListScreen

        return ListScreen(workspace, kind)

    return make


def _everyone(workspace: Workspace) -> Screen:
    from crmdesk.views.lists.everyone import EveryoneScreen

    return EveryoneScreen(workspace)


def _leads(workspace: Workspace) -> Screen:
    from crmdesk.views.leads.screen import LeadsScreen

    return LeadsScreen(workspace)


def _lead_board(workspace: Workspace) -> Screen:
    from crmdesk.views.leads.board import LeadBoardScreen

    return LeadBoardScreen(workspace)


def _page_of(kind: str) -> Callable[[Workspace], Screen]:
    def make(workspace: Workspace) -> Screen:
        from crmdesk.views.records import page_for

        return page_for(workspace, kind)

    return make


def _quotes(workspace: Workspace) -> Screen:
    from crmdesk.views.quotes.screen import QuotesScreen

    return QuotesScreen(workspace)


def _quote_page(workspace: Workspace) -> Screen:
    from crmdesk.views.quotes.page import QuotePage

    return QuotePage(workspace)


def _product_page(workspace: Workspace) -> Screen:
    from crmdesk.views.products.page import ProductPage

    return ProductPage(workspace)


def _calendar(workspace: Workspace) -> Screen:
    from crmdesk.views.calendar.screen import CalendarScreen

    return CalendarScreen(workspace)


def _activity_board(workspace: Workspace) -> Screen:
    from crmdesk.views.activities.board import ActivityBoardScreen

    return ActivityBoardScreen(workspace)


def _campaigns(workspace: Workspace) -> Screen:
    from crmdesk.views.campaigns.screen import CampaignsScreen

    return CampaignsScreen(workspace)


def _campaign_page(workspace: Workspace) -> Screen:
    from crmdesk.views.campaigns.page import CampaignPage

    return CampaignPage(workspace)


def _segment_page(workspace: Workspace) -> Screen:
    from crmdesk.views.campaigns.segment import SegmentPage

    return SegmentPage(workspace)


def _dashboard(workspace: Workspace) -> Screen:
    from crmdesk.views.dashboard.page import DashboardPage

    return DashboardPage(workspace)


def _settings(workspace: Workspace) -> Screen:
    from crmdesk.views.settings import SettingsScreen

    return SettingsScreen(workspace)


def _import(workspace: Workspace) -> Screen:
    from crmdesk.views.importing import ImportScreen

    return ImportScreen(workspace)


def _rebuild(old: MainWindow, desk: Desk) -> None:
    """Build the window anew in its place: a language or the office's words changed, or another user works."""
    shown = old.isVisible()
    old.remember()
    here = old.place()
    desk.forget()
    dress(desk)
    new = build_window(desk)
    new.go_to_last_place(FIRST_SCREEN)
    if here is not None and desk is not old.desk:
        new.go(here.screen, **here.at)
    new.setGeometry(old.geometry())
    if shown:
        new.show()
        new.tell_again(old)
    old.successor = new
    old.succeeded.emit(new)
    old.close()  # last, because the program ends with its last window
    old.deleteLater()


def _show_value(value: object) -> str:
    """Days and amounts inside messages, as the window writes them."""
    if isinstance(value, Amount):
        return formats.money(value.minor, value.currency, decimals=True)
    if hasattr(value, "isoformat"):
        return formats.day(value)  # type: ignore[arg-type]
    return formats.number(value) if isinstance(value, int) and not isinstance(value, bool) else str(value)


def run(path: str | None, user: str | None = None) -> int:
    """Run the program with a window until it is closed; the exit code."""
    from crmdesk.views.start import start

    return start(path, user, open_window)
