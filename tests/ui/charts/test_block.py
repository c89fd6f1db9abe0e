"""Tiles and panels: the figure, its definition, its key."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crmdesk.ui.charts import Block, MonthBars, Tile
from crmdesk.ui.charts.export import copy_image


def tile(qtbot: Any) -> Tile:
    made = Tile("Won <deals>", "Sum of what was won & closed", key="won")
    qtbot.addWidget(made)
    made.set_figure("$ 4,182,400", [("131 won · ", "muted"), ("▲ 12 %", "positive")])
    made.resize(made.sizeHint())
    made.show()
    qtbot.waitExposed(made)
    return made


def test_a_tile_is_opened_by_mouse_and_keys(qtbot: Any) -> None:
    made = tile(qtbot)
    with qtbot.waitSignal(made.activated) as activated:
        QTest.mouseClick(made, Qt.MouseButton.LeftButton, pos=QPoint(40, 60))
    assert activated.args == ["won"]
    with qtbot.waitSignal(made.activated):
        QTest.keyClick(made, Qt.Key.Key_Space)


def test_a_tile_says_its_figure_and_its_definition(qtbot: Any) -> None:
    made = tile(qtbot)
    assert made.accessibleName() == "Won <deals>: $ 4,182,400"
    assert made.accessibleDescription() == "131 won · ▲ 12 %"
    assert made.info.accessibleDescription() == "Sum of what was won & closed"
    assert "won &amp; closed" in made.info.toolTip()
    assert not made.grab().isNull()


def test_a_tile_is_copied_as_a_picture(qtbot: Any) -> None:
    made = tile(qtbot)
    copy_image(made)
    image = QGuiApplication.clipboard().image()
    assert image.width() == 2 * (made.width() + 32)
    row = {image.pixelColor(x, 2 * (16 + 60)).name() for x in range(image.width())}
    assert len(row) > 3  # the figure's letters


def test_a_locked_tile_shows_why_and_opens_nothing(qtbot: Any) -> None:
    made = tile(qtbot)
    made.set_locked("Only for managers")
    with qtbot.assertNotEmitted(made.activated):
        QTest.mouseClick(made, Qt.MouseButton.LeftButton, pos=QPoint(40, 60))
    assert "4,182" not in made.accessibleName()
    assert not made.grab().isNull()
    made.set_locked("")
    assert made.isEnabled()


def test_a_block_shows_its_chart_its_definition_and_its_menu(qtbot: Any) -> None:
    chart = MonthBars("Revenue")
    block = Block("Revenue", "Won amount by month of closing", chart)
    qtbot.addWidget(block)
    block.resize(500, 300)
    block.show()
    qtbot.waitExposed(block)
    assert block.info.isVisible()
    block.set_locked("Only for managers")
    assert not chart.isVisible()
    block.set_locked("")
    block.set_title("Ingresos", "Otra")
    assert chart.isVisible()
    assert chart.title() == "Ingresos"


def test_a_right_click_beside_the_bars_opens_the_charts_menu(qtbot: Any) -> None:
    if QGuiApplication.platformName() == "offscreen":
        pytest.skip("no keyboard grab there, so Qt warns")
    block = Block("Revenue", "Won amount by month of closing", MonthBars("Revenue"))
    qtbot.addWidget(block)
    block.show()
    qtbot.waitExposed(block)
    where = QPoint(5, 5)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, block.mapToGlobal(where))
    QApplication.sendEvent(block, event)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    menu.close()
