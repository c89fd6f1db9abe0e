"""A dressed application and a window to put pieces in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from crmdesk.ui import theme


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """The application in the light theme, and undressed again for who follows."""
    theme.apply(qapp, "light")
    yield qapp
    theme.apply(qapp, "light")
    qapp.setStyleSheet("")


@pytest.fixture
def window(dressed: QApplication, qtbot: QtBot) -> QWidget:
    """A shown window whose layout takes what a test adds."""
    made = QWidget()
    QVBoxLayout(made)
    made.resize(900, 640)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made
