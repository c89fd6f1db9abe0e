"""The sheet that `?` opens and `docs/keys.md` tell the same keys; some of them are pressed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QScrollArea

from tests.views.lists.conftest import office as office
from tests.views.lists.office import Office, settle

_PAGE = Path(__file__).parents[2] / "docs" / "keys.md"
_Lines = list[tuple[str, list[str]]]


def told_by_the_page() -> dict[str, _Lines]:
    """Section to what each of its lines does, with its keys."""
    found: dict[str, _Lines] = {}
    for part in re.split(r"^## ", _PAGE.read_text("utf-8"), flags=re.M)[1:]:
        title, _end, body = part.partition("\n")
        rows = [row.split(" | ", 1) for row in body.splitlines() if " | " in row]
        assert rows[:2] == [["keys", "do"], ["---", "---"]], title
        found[title] = [(does, keys.split(", ")) for keys, does in rows[2:]]
    return found


def told_by_the_sheet(office: Office) -> dict[str, _Lines]:
    found: dict[str, _Lines] = {}
    for key in office.window.keys.known():
        found.setdefault(key.section, []).append((key.text, list(key.keys)))
    return found


def test_the_page_and_the_sheet_of_keys_tell_the_same(office: Office) -> None:
    page, sheet = told_by_the_page(), told_by_the_sheet(office)
    assert list(page) == list(sheet)
    for section, lines in sheet.items():
        assert page[section] == lines, section


def test_all_of_the_sheet_can_be_reached_in_a_low_window(office: Office) -> None:
    office.window.resize(1280, 700)
    settle()
    sheet: Any = office.window.keys.show_sheet()
    settle()
    assert sheet.height() <= office.window.height()
    area = sheet.findChild(QScrollArea)
    assert sheet.focusWidget() is area
    assert area.verticalScrollBar().maximum() > 0
    assert area.horizontalScrollBar().maximum() == 0
    lines = [child.accessibleName() for child in area.widget().children() if child.isWidgetType()]
    assert any(line.startswith("Send: ") for line in lines)
    sheet.accept()
