"""The page on the learned probability: how good it is, what it is learnt from, what is left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from crmdesk.sales import choices
from crmdesk.sales.desk import Clock, Desk
from crmdesk.sales.learning import keeping
from crmdesk.ui import formats
from crmdesk.ui.charts import Agreement
from crmdesk.views.settings.page import Page
from crmdesk.views.window import MainWindow
from tests.sales.learning.office import live


@pytest.fixture
def said(page: Callable[[str], Page], qtbot: QtBot) -> Callable[[str], str]:
    """Go to the page, wait for a text, and give all it says."""

    def say(awaited: str) -> str:
        shown = page("learning")

        def texts() -> str:
            return "\n".join(label.text() for label in shown.findChildren(QLabel) if label.isVisible())

        qtbot.waitUntil(lambda: awaited in texts(), timeout=10_000)
        return texts()

    return say


def past(window: MainWindow, won: tuple[int, int]) -> None:
    desk = Desk(window.desk.user, Clock.system())
    sources = [source for source, _name in choices.choices("source")[:2]]
    live(desk, sources, choices.choices("reason")[0][0], won=won)


def test_a_young_office_learns_what_it_takes(window: MainWindow, said: Callable[[str], str]) -> None:
    text = said("Not enough closed cases yet: 0 of 30.")
    assert "It takes 30 closed cases, and 5 of each outcome." in text


def test_how_good_it_is_comes_in_plain_words(window: MainWindow, page: Any, said: Callable[[str], str]) -> None:
    past(window, (32, 8))
    text = said("It predicts better than guessing.")
    assert "closed cases: 40 of 80 won" in text
    assert "Learned from\nSource" in text
    assert "Closed on\nIt is the outcome itself, or is told with it." in text
    (chart,) = page("learning").findChildren(Agreement)
    assert chart.marks


def test_from_chance_nothing_is_learnt(window: MainWindow, said: Callable[[str], str]) -> None:
    past(window, (20, 20))
    said("No use so far: it predicts no better than guessing.")


def test_leads_have_a_page_of_their_own(window: MainWindow, page: Any, said: Callable[[str], str]) -> None:
    past(window, (32, 8))
    said("It predicts better than guessing.")
    page("learning").kind.button("lead").click()
    said("Not enough closed cases yet: 0 of 30.")


def test_the_page_says_when_it_was_learned(window: MainWindow, said: Callable[[str], str]) -> None:
    past(window, (32, 8))
    keeping.renew(window.desk, "opportunity")
    assert f"Learned on {formats.day(window.desk.today)}" in said("It predicts better than guessing.")
