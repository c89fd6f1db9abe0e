"""The program with its windows, from its start to its end."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, QTimer
from PySide6.QtWidgets import QApplication

from crmdesk import texts
from crmdesk.models import book
from crmdesk.models.errors import DomainError
from crmdesk.sales import choices, office, users
from crmdesk.sales.book_settings import BookSettings
from crmdesk.sales.desk import Clock
from crmdesk.sales.passwords import SignInError
from crmdesk.ui import icons, theme
from crmdesk.views import qt_texts, remembered
from crmdesk.views.report import Reporter
from crmdesk.views.window import MainWindow

if TYPE_CHECKING:
    from crmdesk.views.sign_in import SignIn
    from crmdesk.views.welcome import Welcome

OpenWindow = Callable[..., MainWindow]
"""Opens a book by its path, the name of who works, and `password`."""


def start(path: str | None, user: str | None, open_window: OpenWindow) -> int:
    """Run the program until its last window is closed.

    Args:
        path: the book to open; the last one when None, or else the welcome page.
        user: the name of who works.

    Returns:
        the exit code.
    """
    app = application()
    reporter = Reporter()
    reporter.install()
    program = Program(open_window)
    try:
        program.begin(path, user)
        code = int(app.exec())
    finally:
        program.end()
        reporter.uninstall()
    return code


def application() -> QApplication:
    """The one application object, named and dressed."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setOrganizationName("CRM Desk")
    app.setApplicationName("crmdesk")
    app.setDesktopFileName("crmdesk")
    return app


class Program(QObject):
    """Holds the window on a book, or the welcome page, and goes from one to the other.

    Attributes:
        window: the window on the open book, if one is open.
        welcome: the welcome page while it is shown.
        sign_in: the page that asks for a password while it is shown.
    """

    def __init__(self, open_window: OpenWindow) -> None:
        super().__init__()
        self._open_window = open_window
        self.window: MainWindow | None = None
        self.welcome: Welcome | None = None
        self.sign_in: SignIn | None = None

    def begin(self, path: str | None, user: str | None) -> None:
        """Open the book that is asked for, or the last one, or else show the welcome page."""
        if path is not None:
            self.open(Path(path).absolute(), user)
            return
        last = next(iter(remembered.recent()), None)
        if last is None:
            self.show_welcome()
        else:
            self.open(last.path, user)

    def open(self, path: Path, user: str | None) -> None:
        """Open a book in place of what is shown; a refusal is told on the welcome page."""
        self._leave_window()
        try:
            window = self._window_on(path, user)
        except SignInError:
            self.show_sign_in(path, user or remembered.user_of(path))
        except DomainError as problem:
            book.close()
            self.show_welcome(str(problem))
        else:
            self._show(window)

    def show_sign_in(self, path: Path, user: str | None) -> None:
        """Ask for the password of who works; the book is open."""
        from crmdesk.views.sign_in import SignIn

        people = [name for _id, name in choices.choices("user")]
        self._may_end(False)
        self._leave_pages()
        who = user if user in people else office.user_name(users.first_user())
        self.sign_in = SignIn(path, BookSettings().name, people, who)
        self.sign_in.signed_in.connect(lambda name, password: self._sign_in(path, name, password))
        self.sign_in.left.connect(lambda: self.show_welcome())
        self.sign_in.show()
        self._may_end(True)

    def _sign_in(self, path: Path, name: str, password: str) -> None:
        try:
            window = self._open_window(path, name, password=password)
        except SignInError as problem:
            if self.sign_in is not None:
                self.sign_in.tell(str(problem))
        except DomainError as problem:
            book.close()
            self.show_welcome(str(problem))
        else:
            self._show(window)

    def _show(self, window: MainWindow) -> None:
        """Show the window on a book in place of every page."""
        self._may_end(False)
        self.adopt(window)
        window.show()
        self._leave_pages()
        self._may_end(True)
        QTimer.singleShot(0, self, self._remember)  # after the first picture

    def show_welcome(self, problem: str = "") -> None:
        """Show the page on which a book is made or chosen."""
        if self.sign_in is not None:
            book.close()
            self._may_end(False)
            self._leave_pages()
        if self.welcome is None:
            from crmdesk.views.welcome import Welcome  # with its forms: not for who has a book

            self._dress()
            self.welcome = Welcome(Clock.system())
            self.welcome.chosen.connect(self._chosen)
        self.welcome.tell(problem)
        self.welcome.show()
        self._may_end(True)

    def adopt(self, window: MainWindow) -> None:
        """Take a window for the one on the open book: a new one, or what was built in its place."""
        self.window = window
        window.succeeded.connect(self._succeeded)
        window.book_requested.connect(self._another)

    def end(self) -> None:
        """Close what is open, in order; nothing is left to do afterwards."""
        self._leave_window()
        self._leave_pages()
        self._may_end(True)

    def _leave_pages(self) -> None:
        """Close the welcome page and the one that asks for a password."""
        for page in (self.welcome, self.sign_in):
            if page is not None:
                page.close()
                page.deleteLater()
        self.welcome = self.sign_in = None

    def _window_on(self, path: Path, user: str | None) -> MainWindow:
        known = user or remembered.user_of(path)
        try:
            return self._open_window(path, known or None)
        except SignInError:
            raise
        except DomainError:
            if user or not known:
                raise
            return self._open_window(path, None)  # who worked here last is not in the book any more

    def _chosen(self, path: Path, user: str) -> None:
        self.open(path, user or None)

    def _succeeded(self, window: MainWindow) -> None:
        self.adopt(window)
        self._remember()

    def _another(self, path: str) -> None:
        """The window asks for another book, or for the welcome page."""
        if path:
            self.open(Path(path), None)
        else:
            self._leave_window()
            self.show_welcome()

    def _leave_window(self) -> None:
        if self.window is not None:
            self._remember()
            self._may_end(False)
            self.window.close()
            self.window.deleteLater()
            self.window = None
            book.close()

    def _remember(self) -> None:
        if self.window is not None:
            remembered.remember(office.book_path(), office.user_name(self.window.desk.user))

    @staticmethod
    def _may_end(may: bool) -> None:
        """Whether closing the last window ends the program; not while one takes the place of another."""
        QApplication.setQuitOnLastWindowClosed(may)

    @staticmethod
    def _dress() -> None:
        app = application()
        spanish = QLocale.system().language() == QLocale.Language.Spanish
        texts.use("es" if spanish else "en")
        theme.apply(app, "system")
        qt_texts.speak(app)
        app.setWindowIcon(icons.icon("board", "accent", 64))
