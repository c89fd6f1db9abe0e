"""Lines that are cut where there is no room, and links that are as wide as their text."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from crmdesk.ui.elided import ElidedLabel, Link

LONG = "a.very.long.address.of.somebody@example.org"


def test_a_line_is_cut_to_its_room_and_whole_in_its_tip(window: QWidget) -> None:
    made = ElidedLabel(LONG)
    made.setParent(window)
    made.show()
    made.resize(80, 20)
    assert made.text().endswith("…")
    assert made.toolTip() == LONG
    made.resize(600, 20)
    assert (made.text(), made.toolTip()) == (LONG, "")


def test_a_link_gives_way_and_still_leads_where_it_says(window: QWidget, qtbot: QtBot) -> None:
    went: list[str] = []
    made = Link(LONG, lambda: went.append("there"))
    place = QWidget(window)
    row = QHBoxLayout(place)
    row.addWidget(made)
    row.addStretch(1)
    place.resize(120, 30)
    place.show()
    qtbot.waitUntil(lambda: made.text().endswith("…"))
    place.resize(900, 30)
    qtbot.waitUntil(lambda: made.text() == LONG)
    made.click()
    assert went == ["there"]
