"""The office's window for pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crmdesk.models import book
from crmdesk.ui import formats, theme
from tests.views.lists.office import Office


@pytest.fixture
def office(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Office]:
    """A book and its window; both are closed afterwards."""
    formats.use(None)
    made = Office(tmp_path, qtbot)
    yield made
    made.window.close()
    book.close()
    theme.apply(qapp, "light")
    qapp.setStyleSheet("")
