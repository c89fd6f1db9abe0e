"""How a tour is performed: its book, its window, its steps in order, and one sentence when something is not right."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from crmdesk import texts
from crmdesk.models import book
from crmdesk.models.errors import DomainError
from crmdesk.sales import demo, preferences, users
from crmdesk.sales.desk import Clock, Desk
from crmdesk.views.tour import (
    beginning,
    hand,
    on_access,
    on_activities,
    on_board,
    on_calendar,
    on_campaigns,
    on_converting,
    on_dashboard,
    on_import,
    on_leads,
    on_learning,
    on_lists,
    on_papers,
    on_quotes,
    on_settings,
    on_today,
)
from crmdesk.views.tour.camera import HIGH, WIDE, Camera
from crmdesk.views.tour.journey import Journey, OpenWindow, show

log = logging.getLogger(__name__)
STEPS: tuple[Callable[[Journey], None], ...] = (
    on_today.look,
    on_board.look,
    on_board.filter_,
    on_board.move,
    on_board.drag_card,
    on_board.win,
    on_board.lose,
    on_board.other_views,
    on_board.quick_add,
    on_lists.palette,
    on_lists.opportunities,
    on_lists.new_opportunity,
    on_papers.papers,
    on_papers.conversation,
    on_papers.found,
    on_papers.reports,
    on_lists.leads,
    on_lists.everyone,
    on_leads.board,
    on_leads.scoring,
    on_lists.people,
    on_converting.convert,
    on_quotes.products,
    on_quotes.tabs,
    on_quotes.paper,
    on_campaigns.look,
    on_campaigns.page,
    on_campaigns.letters,
    on_campaigns.segment,
    on_dashboard.look,
    on_dashboard.rows,
    on_dashboard.tile,
    on_activities.playbook,
    on_activities.entering,
    on_activities.actions,
    on_activities.reminder,
    on_calendar.month,
    on_calendar.week,
    on_calendar.day,
    on_calendar.take_in,
    on_calendar.board,
    on_learning.factors,
    on_learning.report,
    on_import.take_in,
    on_access.locked,
    on_access.sign_in,
    on_settings.sections,
    on_settings.history,
    on_settings.keys,
    beginning.welcome,
    beginning.empty,
)
KEPT = (
    "window.geometry",
    "window.place",
    "rail.collapsed",
    "board.view",
    "activity-board.view",
    "calendar.view",
    "dashboard.view",
)
"""Preferences that would make the pictures of a given book look like nobody else's."""
_OF_THE_PLACE = ("This plugin does not support", "Qt depends on a UTF-8 locale")
"""What Qt warns of because of where it runs: without a screen, or in a shell whose locale is bare."""


def run(given: Path | None, out: Path, language: str, theme: str, open_window: OpenWindow) -> list[Path]:
    """Perform the tour on a fresh demo book, or on a copy of a given one.

    Args:
        out: where the pictures go.
        open_window: opens a book in a window.

    Returns:
        the pictures, in order.

    Raises:
        DomainError: something was not as it must be; the sentence says what.
    """
    camera = Camera(out)
    with tempfile.TemporaryDirectory(prefix="crmdesk-tour-") as place, _own_folders(Path(place)), _loudly() as problems:
        path = _book(given, Path(place), language, theme)
        _application(Path(place))
        window = open_window(path, None)
        window.learner.stop()  # the tour expects each thing at once, and nobody else to write meanwhile
        journey = Journey(window, camera, Path(place), open_window, language, theme)
        try:
            show(window)
            for step in STEPS:
                _perform(step, journey, problems)
        finally:
            _close(journey)
    return camera.taken


def _application(place: Path) -> QApplication:
    """The application on a screen of the pictures' size, so that menus fit in; on none unless a platform is named."""
    from crmdesk.views.start import application

    name = "QT_QPA_PLATFORM"
    wanted = os.environ.get(name)
    config = place / "screen.json"
    if wanted in (None, "offscreen"):
        screen = {"name": "tour", "x": 0, "y": 0, "width": WIDE, "height": HIGH}
        screen |= {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
        config.write_text(json.dumps({"screens": [screen]}), "utf-8")
        known = ":" not in str(config)  # Qt would take the rest of the path for another option
        os.environ[name] = f"offscreen:configfile={config}" if known else "offscreen"
    try:
        app = application()
    finally:
        os.environ[name] = wanted or "offscreen"
    app.setCursorFlashTime(0)  # or a picture shows the cursor or not, as chance will have it
    app.setQuitOnLastWindowClosed(False)
    return app


def _perform(step: Callable[[Journey], None], journey: Journey, problems: list[str]) -> None:
    name = f"{step.__module__.rpartition('.')[2]}.{step.__name__}"
    try:
        step(journey)
        hand.expect(not problems, f"nothing goes wrong unseen ({problems})")
    except hand.TourFailed as problem:
        unseen = f" ({problems[0]})" if problems else ""
        raise hand.TourFailed(problem.what + unseen, name) from problem
    except DomainError as problem:
        raise hand.TourFailed(f"no refusal ({problem})", name) from problem
    except Exception as problem:
        raise hand.TourFailed(f"no {type(problem).__name__} ({problem})", name) from problem


def _close(journey: Journey) -> None:
    while (dialog := QApplication.activeModalWidget()) is not None and dialog.close():
        hand.settle()
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            window.close()
    book.close()
    hand.settle()


def _book(given: Path | None, place: Path, language: str, theme: str) -> Path:
    """The book to tour, in a folder of its own, in the language and theme of the pictures."""
    texts.use(language)
    path = place / "demo.crmdesk"
    if given is None:
        demo.make(path, rows=400, seed=1, language=language, clock=Clock.system())
    else:
        with book.opened(given):  # says what is wrong with it, and brings its log into the file
            pass
        for part in given.parent.glob(f"{given.name}*"):
            if part.name in (given.name, f"{given.name}-wal"):
                shutil.copyfile(part, place / part.name.replace(given.name, path.name, 1))
    with book.opened(path):
        desk = Desk(users.user_named(None), Clock.system())
        for name in KEPT:
            preferences.put(desk, name, None)
        preferences.put(desk, "language", language)
        preferences.put(desk, "theme", theme)
    return path


@contextlib.contextmanager
def _own_folders(place: Path) -> Iterator[None]:
    """The user's folders are left alone, and do not appear in the pictures."""
    names = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update({name: str(place / "user") for name in names})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextlib.contextmanager
def _loudly() -> Iterator[list[str]]:
    """Collect what would only be printed: exceptions in slots, and Qt's warnings."""
    problems: list[str] = []
    hook = sys.excepthook

    def note(kind: type[BaseException], problem: BaseException, trace: Any) -> None:
        log.info("during the tour", exc_info=(kind, problem, trace))
        problems.append(f"{kind.__name__}: {problem}")

    def hear(kind: QtMsgType, _where: Any, text: str) -> None:
        if kind in (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg) and not any(
            part in text for part in _OF_THE_PLACE
        ):
            problems.append(text)
        elif kind == QtMsgType.QtFatalMsg:
            print(text, file=sys.stderr)  # the program ends here

    sys.excepthook = note
    heard = qInstallMessageHandler(hear)
    try:
        yield problems
    finally:
        qInstallMessageHandler(heard)
        sys.excepthook = hook
