"""Pictures and tables for other programs."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from crmdesk.ui import theme
from crmdesk.ui.charts import MonthBars, Sheet, StackedBars
from crmdesk.ui.charts.export import copy_data, copy_image, save_csv, save_png, save_svg
from crmdesk.ui.charts.menu import file_name, write

BLUE = theme.STAGES[0]


def has_color(image: QImage, wanted: QColor) -> bool:
    points = ((x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3))
    return any(image.pixelColor(*point) == wanted for point in points)


def test_a_png_shows_the_whole_chart_twice_as_sharp(stacks: StackedBars, tmp_path: Path) -> None:
    save_png(stacks, tmp_path / "chart.png")
    image = QImage(str(tmp_path / "chart.png"))
    assert image.width() == 2 * (stacks.export_size().width() + 32)
    assert image.height() == 2 * (stacks.export_size().height() + 32)
    assert has_color(image, QColor(BLUE))


def test_an_svg_has_the_bars_and_the_texts(stacks: StackedBars, tmp_path: Path) -> None:
    save_svg(stacks, tmp_path / "chart.svg")
    source = (tmp_path / "chart.svg").read_bytes()
    texts = "".join(ElementTree.fromstring(source).itertext())
    for text in ("Open by user", "Laura Medina", "16", "Proposal"):
        assert text in texts
    drawing = QSvgRenderer(QByteArray(source))
    image = QImage(drawing.defaultSize(), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        drawing.render(painter)
    assert has_color(image, QColor(BLUE))


def test_months_are_exported_with_their_axis(months: MonthBars, tmp_path: Path) -> None:
    months.highlight(1)
    save_svg(months, tmp_path / "chart.svg")
    texts = "".join(ElementTree.parse(tmp_path / "chart.svg").getroot().itertext())
    assert "Oct" in texts
    assert "200 k" in texts


def test_a_chart_that_was_never_shown_can_be_exported(qtbot: Any, tmp_path: Path) -> None:
    chart = MonthBars("Hidden")
    qtbot.addWidget(chart)
    chart.resize(400, 200)
    save_png(chart, tmp_path / "chart.png")
    assert not QImage(str(tmp_path / "chart.png")).isNull()


def test_csv_reads_back_and_is_safe_in_a_spreadsheet(tmp_path: Path) -> None:
    rows = [["=1+1", 3, Decimal("-12.50")], ['a "b", c', None, 1.5], ["línea\nuno", -2, "@x"], ["+x", "-y", ""]]
    save_csv(["Motivo", "n", "x"], rows, tmp_path / "table.csv")
    raw = (tmp_path / "table.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b'"a ""b"", c",,1.5\r\n' in raw
    with (tmp_path / "table.csv").open(encoding="utf-8-sig", newline="") as file:
        back = list(csv.reader(file))
    assert back == [
        ["Motivo", "n", "x"],
        ["'=1+1", "3", "-12.50"],
        ['a "b", c', "", "1.5"],
        ["línea\nuno", "-2", "'@x"],
        ["'+x", "'-y", ""],
    ]


def test_copies_go_to_the_clipboard(months: MonthBars) -> None:
    copy_data(["Month", "Won"], [["Oct", 5]])
    assert QGuiApplication.clipboard().text() == "Month\tWon\nOct\t5\n"
    copy_image(months)
    assert not QGuiApplication.clipboard().image().isNull()


def test_the_menu_offers_pictures_and_the_figures(months: MonthBars) -> None:
    texts = [action.text() for action in months.menu().actions() if action.text()]
    assert texts == ["Copy image", "Copy data", "Save as PNG…", "Save as SVG…", "Save as CSV…"]
    months.set_data([], Sheet())
    assert [action.text() for action in months.menu().actions() if not action.isEnabled()] == [
        "Copy data",
        "Save as CSV…",
    ]


def test_a_file_that_cannot_be_written_is_said(months: MonthBars, tmp_path: Path, qtbot: Any) -> None:
    with qtbot.waitSignal(months.saved) as saved:
        write(months, str(tmp_path / "a.svg"), lambda path: save_svg(months, path))
    assert saved.args == [str(tmp_path / "a.svg")]
    for save in (save_svg, save_png):
        with qtbot.waitSignal(months.failed) as failed:
            write(months, str(tmp_path / "none" / "a.x"), lambda path, save=save: save(months, path))  # type: ignore[misc]
        assert "none" in failed.args[0]


@pytest.mark.parametrize(
    ("title", "name"), [("A/B: c?", "A B c.png"), ("", "chart.png"), ("x" * 500, "x" * 80 + ".png")]
)
def test_file_names_suit_every_desktop(title: str, name: str) -> None:
    assert file_name(title, "png") == name
