"""What a role opens and closes in the window, signing in, and the pages of roles, passwords and the audit list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from crmdesk.app import open_window, screens
from crmdesk.models import book
from crmdesk.models.people import Role, Source, User
from crmdesk.sales import founding, opportunities, passwords, rights, roles
from crmdesk.sales import office as lists_of_office
from crmdesk.sales.desk import Clock, Desk
from crmdesk.ui import theme
from crmdesk.ui.fields import Choice
from crmdesk.ui.secret import Secret
from crmdesk.views import remembered
from crmdesk.views.locked import LockedScreen
from crmdesk.views.settings import SettingsScreen
from crmdesk.views.settings.lists import ReasonsPage
from crmdesk.views.settings.screen import LockedPage, sections
from crmdesk.views.start import Program
from crmdesk.views.window import MainWindow
from tests.journeys.conftest import answer

SECRET = "three blue lanterns"
OK = "dialog.password:ok"
SELLER = {"dashboard", "import"}
LOCKED = {"Administrator": set(), "Manager": set(), "Seller": SELLER, "Reader": {"import"}}
"""The screens that each shipped role finds locked; a new screen is open unless it is named here."""
SET_UP = {"pipelines", "lists", "leads", "activities", "office", "papers", "fields", "scoring", "learning"}
KEEP_PEOPLE = {"people", "roles", "audit"}
CLOSED = {
    "Administrator": set[str](),
    "Manager": KEEP_PEOPLE,
    "Seller": SET_UP | KEEP_PEOPLE,
    "Reader": SET_UP | KEEP_PEOPLE,
}
"""The pages of the settings that each shipped role finds locked."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A book with an administrator and one user of each other role, named after it."""
    made = tmp_path / "office.crmdesk"
    founding.found(made, name="Miralba", person="Ana", currency="EUR", language="en", clock=Clock.system())
    with book.opened(made):
        desk = Desk(None, Clock.system())
        for role in roles.all_roles(desk):
            user = lists_of_office.add_value(desk, "user", role.name).new("user")
            lists_of_office.save_value(desk, "user", user, role=role.id)
    return made


@pytest.fixture
def open_as(qapp: QApplication, qtbot: QtBot, path: Path) -> Iterator[Callable[[str], MainWindow]]:
    windows: list[MainWindow] = []

    def start(name: str) -> MainWindow:
        window = open_window(path, name)
        window.succeeded.connect(lambda new: windows.__setitem__(-1, new))
        window.resize(1440, 900)
        window.show()
        qtbot.waitExposed(window)
        windows.append(window)
        return window

    yield start
    for window in windows:
        window.close()
        window.deleteLater()
    book.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # or it is dressed again and again
    theme.apply(qapp, "light")
    qapp.setStyleSheet("")


@pytest.mark.parametrize("role", sorted(LOCKED))
def test_every_screen_as_every_shipped_role(open_as: Callable[[str], MainWindow], role: str) -> None:
    window = open_as(role)
    locked = set()
    for kind in screens(window.desk):
        window.go(kind.key)
        if isinstance(window.screen_named(kind.key), LockedScreen):
            locked.add(kind.key)
    assert locked == LOCKED[role], "say in LOCKED (tests/views/test_access.py) what the role finds locked"


@pytest.mark.parametrize("role", sorted(CLOSED))
def test_every_page_of_the_settings_as_every_shipped_role(open_as: Callable[[str], MainWindow], role: str) -> None:
    window = open_as(role)
    closed = set()
    for key in sections(window.workspace):
        window.go("settings", section=key)
        if isinstance(settings_of(window).page(), LockedPage):
            closed.add(key)
    known = set(sections(window.workspace))
    assert closed == CLOSED[role] & known, "say in CLOSED (tests/views/test_access.py) what the role finds locked"


def test_a_locked_screen_says_why_and_its_rail_item_stays(open_as: Callable[[str], MainWindow]) -> None:
    window = open_as("Seller")
    window.go("dashboard")
    shown = window.screen_named("dashboard")
    assert isinstance(shown, LockedScreen)
    told = " ".join(label.text() for label in shown.findChildren(QLabel))
    assert "Your role “Seller” does not open this screen. Ana, Administrator can allow it." in told
    assert window.rail.isVisible()
    assert shown.locked.action.text() == "Go to “Today”"
    shown.locked.action.click()
    assert window.screen_key == "today"


def test_a_locked_screen_leads_to_the_first_one_that_is_open(open_as: Callable[[str], MainWindow]) -> None:
    admin = open_as("Ana")
    reader = next(role for role in roles.all_roles(admin.desk) if role.name == "Reader")
    every = frozenset(kind.key for kind in admin.screen_kinds() if kind.key != "settings")
    admin.editor.run(lambda: roles.lock(admin.desk, reader.id, every - {"contacts"}))
    admin.close()
    book.close()
    window = open_as("Reader")
    window.go("board")
    window.screen_named("board").locked.action.click()  # type: ignore[attr-defined]
    assert window.screen_key == "contacts"


def test_what_may_not_be_added_has_no_button_to_press(open_as: Callable[[str], MainWindow]) -> None:
    window = open_as("Reader")
    window.go("leads")
    assert not window.bar.primary.isEnabled()
    assert "may not add any" in window.bar.primary.toolTip()
    window.go("settings")
    assert window.bar.primary.isEnabled() or not window.bar.primary.isVisible()


def test_a_window_whose_rights_change_is_built_anew(qtbot: QtBot, open_as: Callable[[str], MainWindow]) -> None:
    window = open_as("Ana")
    reader = Role.get(Role.name == "Reader").id
    ana = User.get(User.name == "Ana").id
    with qtbot.waitSignal(window.succeeded, timeout=5000):
        window.editor.run(lambda: lists_of_office.save_value(window.desk, "user", ana, role=reader))
    assert window.successor is not None
    assert isinstance(settings_page(window.successor, "people"), LockedPage)


def settings_of(window: MainWindow) -> SettingsScreen:
    screen = window.screen_named("settings")
    assert isinstance(screen, SettingsScreen)
    return screen


def settings_page(window: MainWindow, section: str) -> Any:
    window.go("settings", section=section)
    return settings_of(window).page()


def test_a_role_is_changed_cell_by_cell(open_as: Callable[[str], MainWindow]) -> None:
    window = open_as("Ana")
    page = settings_page(window, "roles")
    seller = Role.get(Role.name == "Seller").id
    page.panel.role.set_value(seller)
    assert page.panel.cells["lead", "see"].value() == rights.OWN
    page.panel.cells["lead", "export"].set_value(rights.ALL)
    row = next(role for role in roles.all_roles(window.desk) if role.id == seller)
    assert (row.grants["lead"]["export"], row.grants["lead"]["see"]) == (rights.ALL, rights.ALL)
    assert page.panel.cells["lead", "see"].value() == rights.ALL
    page.panel.screens["dashboard"].set_value(True)
    page.panel.sets_up.set_value(True)
    row = next(role for role in roles.all_roles(window.desk) if role.id == seller)
    assert (row.locked, row.sets_up) == (frozenset(), True)
    page.panel.role.set_value(Role.get(Role.administers).id)
    assert not page.panel.cells["lead", "see"].isEnabled()


def test_a_user_is_given_role_manager_and_password(qtbot: QtBot, open_as: Callable[[str], MainWindow]) -> None:
    window = open_as("Ana")
    page = settings_page(window, "people")
    role = page.findChild(Choice, "settings.user.Reader.role")
    role.set_value(Role.get(Role.name == "Seller").id)
    page.findChild(Choice, "settings.user.Reader.manager").set_value(User.get(User.name == "Manager").id)
    reader = User.get(User.name == "Reader")
    assert (reader.role.name, reader.manager.name) == ("Seller", "Manager")
    answer(lambda dialog: (dialog.findChild(Secret).setText(SECRET), dialog.findChild(QPushButton, OK).click()))
    page.findChild(QPushButton, "settings.user.Reader:password").click()
    assert passwords.is_set(reader.id)
    page.findChild(QPushButton, "settings.user.Reader:no_password").click()
    assert not passwords.is_set(reader.id)


def test_the_audit_list_shows_one_sort_or_all(open_as: Callable[[str], MainWindow]) -> None:
    window = open_as("Ana")
    passwords.reset(window.desk, User.get(User.name == "Seller").id, SECRET)
    page = settings_page(window, "audit")
    assert any("Password of “Seller” set" in label.text() for label in page.findChildren(QLabel))
    page.what.set_value("exported")
    assert page.nothing.isVisible()


def test_ones_own_password_is_set_and_taken_away(open_as: Callable[[str], MainWindow]) -> None:
    window = open_as("Ana")
    page = settings_page(window, "account")
    page.new.setText(SECRET)
    page.again.setText("something else")
    page.save.click()
    assert not passwords.is_set(window.desk.user)
    page.again.setText(SECRET)
    page.save.click()
    assert passwords.is_set(window.desk.user)
    assert page.current.isVisible()
    page.remove.click()
    assert passwords.is_set(window.desk.user)
    page.current.setText(SECRET)
    page.remove.click()
    assert not passwords.is_set(window.desk.user)


@pytest.fixture
def program(qapp: QApplication, path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.delenv(passwords.VARIABLE, raising=False)
    with book.opened(path):
        desk = Desk(None, Clock.system())
        passwords.reset(desk, User.get(User.name == "Ana").id, SECRET)
    made = Program(open_window)
    yield made
    made.end()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    theme.apply(qapp, "light")
    qapp.setStyleSheet("")


def test_a_book_with_passwords_asks_for_it_and_remembers_who_worked(qtbot: QtBot, program: Program, path: Path) -> None:
    program.begin(str(path), None)
    page = program.sign_in
    assert program.window is None
    assert page is not None
    assert page.form.field("user").value() == "Ana"
    told = [label.text() for label in page.findChildren(QLabel)]
    assert {"Miralba", "office.crmdesk"} <= set(told), "the book by its name, and its file"
    page.form.field("password").setText("wrong")
    page.go.click()
    assert "This is not the password of “Ana”" in page.form.problems().get("password", "") + " ".join(
        label.text() for label in page.findChildren(QLabel)
    )
    page.form.field("password").setText(SECRET)
    page.go.click()
    assert program.sign_in is None
    assert program.window is not None
    qtbot.waitUntil(lambda: remembered.user_of(path) == "Ana")


def test_who_has_no_password_comes_in_without(program: Program, path: Path) -> None:
    program.begin(str(path), "Seller")
    assert program.sign_in is None
    assert program.window is not None


def test_another_book_is_one_click_away(program: Program, path: Path) -> None:
    program.begin(str(path), None)
    assert program.sign_in is not None
    program.sign_in.other.click()
    assert program.sign_in is None
    assert program.welcome is not None


def test_the_password_may_come_from_the_environment(
    program: Program, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(passwords.VARIABLE, SECRET)
    program.begin(str(path), None)
    assert program.window is not None


def test_who_sees_a_part_reads_that_a_value_is_used_and_not_how_much(
    path: Path, open_as: Callable[[str], MainWindow]
) -> None:
    with book.opened(path):
        ana = Desk(User.get(User.name == "Ana").id, Clock.system())
        web, fair = (Source.get(Source.name == name).id for name in ("Web", "Fair"))
        opportunities.add(ana, {"title": "Hidden", "source": web})
    page = settings_page(open_as("Manager"), "lists")
    assert isinstance(page, ReasonsPage)
    row = page.sources.rows.row(web)
    assert (row.used.text(), page.sources.rows.row(fair).used.text()) == ("Yes", "–")
    told: list[str] = []

    def choose() -> None:
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        told.extend(label.text() for label in dialog.findChildren(QLabel))
        choice = dialog.findChild(Choice)
        assert choice is not None
        choice.set_value(fair)
        ok = dialog.findChild(QPushButton, "dialog.substitute:ok")
        assert ok is not None
        ok.click()

    QTimer.singleShot(0, choose)
    row.bin.click()
    assert "It is in use; what uses it moves to what you choose." in told
    assert page.sources.rows.row(fair).used.text() == "Yes"
