"""The dashboard on the screen: what it shows are the figures, and what it opens are their rows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from crmdesk import texts
from crmdesk.models import book, journal
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import User
from crmdesk.sales.changes import Changes
from crmdesk.sales.figures import figures
from crmdesk.sales.figures.rows import rows_behind
from crmdesk.sales.figures.window import Window, last_365, this_month
from crmdesk.texts import msg
from crmdesk.ui.charts.base import Chart
from crmdesk.views.dashboard import DashboardScreen
from crmdesk.views.dashboard.chosen import DAYS, NUMBER, Chosen
from crmdesk.views.dashboard.days import DaysDialog, problems
from tests.sales.figures_book import TODAY, Office

BLOCKS = ("open", "won", "average", "months", "reasons", "owners", "funnel")
Show = Callable[[Office], DashboardScreen]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


@pytest.fixture
def busy(office: Office) -> Office:
    """A year of work: every block has something to show."""
    won = [
        {"state": "won", "stage": "Won", "closed_on": day, "created_on": day, "amount_minor": 1_000_000 + place}
        for place, day in enumerate(TODAY - timedelta(days=29 * back) for back in range(20))
    ]
    lost = [
        {"state": "lost", "stage": "Lost", "closed_on": TODAY, "created_on": TODAY, "reason": reason}
        for reason in ["Price"] * 4 + ["No answer"] * 2 + [None]
    ]
    now = [
        {"stage": stage, "owner": owner, "amount_minor": amount, "created_on": TODAY}
        for stage, owner, amount in [
            ("Talks", "Ana", 9_000_00),
            ("Talks", "Zoe", 1_000_00),
            ("Talks", "Zoe", 1_000_00),
            ("Talks", None, 500_00),
            ("Talks", "Ana", None),
            ("Offer", "Zoe", 2_000_00),
        ]
    ]
    office.add([*won, *lost, *now])
    return office


@pytest.fixture
def show(qtbot: Any) -> Show:
    def shown(office: Office) -> DashboardScreen:
        screen = DashboardScreen(office.desk)
        qtbot.addWidget(screen)
        screen.resize(1236, 844)
        screen.show()
        qtbot.waitExposed(screen)
        qtbot.waitUntil(lambda: screen.figures is not None)
        screen.grab()
        return screen

    return shown


def chart(screen: DashboardScreen, block: str) -> Any:
    found = screen.findChild(QWidget, f"dashboard.{block}")
    assert found is not None
    return found.content  # type: ignore[attr-defined]


def spot(of: Chart, key: tuple[Any, ...]) -> QPoint:
    """Where the mouse finds a bar."""
    number = next(n for n, mark in enumerate(of.marks) if mark.key == key)
    place = of._mark_place(number)
    return QPointF(place.center().x(), place.bottom() - 2).toPoint()


def hover(of: Chart, where: QPoint) -> None:
    port, none = of.view.viewport(), Qt.MouseButton.NoButton
    keys = Qt.KeyboardModifier.NoModifier
    moved = QMouseEvent(QEvent.Type.MouseMove, QPointF(where), port.mapToGlobal(QPointF(where)), none, none, keys)
    QApplication.sendEvent(port, moved)


def test_tiles_say_the_figures(busy: Office, show: Show) -> None:
    long_ago = TODAY - timedelta(days=800)
    busy.add([{"state": "lost", "stage": "Lost", "closed_on": long_ago, "created_on": long_ago}])
    screen = show(busy)
    found = figures(busy.desk, last_365(TODAY))
    assert screen.figures == found
    tiles = screen.tiles
    assert tiles["open"].figure == "$ 13,500"
    assert tiles["open"].note() == "6 open · weighted $ 3,500"
    assert tiles["won"].figure == "$ 130,000.78"
    assert (found.won.count, found.won.amount) == (13, 13_000_078)
    assert tiles["won"].note() == "13 won · ▲ 86 % vs the 365 days before"
    assert tiles["average"].figure == "$ 10,000"
    assert tiles["average"].note() == "conversion created → won 50.0 % (of 26)"


def test_a_book_that_does_not_reach_back_compares_with_nothing(busy: Office, show: Show) -> None:
    assert show(busy).tiles["won"].note() == "13 won"


def test_every_block_has_its_name_and_states_its_definition(busy: Office, show: Show) -> None:
    screen = show(busy)
    for block in BLOCKS:
        found = screen.findChild(QWidget, f"dashboard.{block}")
        assert found is not None
        info = found.info  # type: ignore[attr-defined]
        assert len(info.accessibleDescription()) > 40
        assert info.accessibleDescription()[:30] in info.toolTip()


def test_charts_draw_the_figures(busy: Office, show: Show) -> None:
    screen = show(busy)
    found = figures(busy.desk, last_365(TODAY))
    months = chart(screen, "months").sheet
    assert [row[:2] for row in months.rows] == [(one.month, one.count) for one in found.won_by_month]
    assert sum(row[2] for row in months.rows) == Decimal(found.won.amount) / 100
    assert len(chart(screen, "months").marks) == 13
    assert [mark.spoken for mark in chart(screen, "reasons").marks] == [
        "Price, 4 lost (57 %)",
        "No answer, 2 lost (29 %)",
        "No reason given, 1 lost (14 %)",
    ]
    assert screen.reasons_note.text() == "7 lost · win rate 65.0 %"
    owners = [mark.key for mark in chart(screen, "owners").marks if len(mark.key) == 2]
    assert owners == [("owners", one.owner_id) for one in found.open_by_owner]
    funnel = chart(screen, "funnel").sheet.rows
    assert funnel[0] == ("Talks · Sales", 5, Decimal("11500.00"))
    assert [name for name, _color in chart(screen, "owners").legend.entries] == ["Talks · Sales", "Offer · Sales"]


def test_hovering_a_month_shows_its_total(busy: Office, show: Show) -> None:
    screen = show(busy)
    months = chart(screen, "months")
    one = next(one for one in figures(busy.desk, last_365(TODAY)).won_by_month if one.month == "2026-10")
    hover(months, spot(months, ("months", "2026-10")))
    assert months.tip.isVisible()
    assert months.tip.lines == ("October 2026 · 1 won", f"$ {one.amount / 100:,.2f}")


@pytest.mark.parametrize(
    ("block", "key", "title"),
    [
        ("months", ("2026-10",), "Won, October 2026"),
        ("reasons", ("Price",), "Lost: Price"),
        ("reasons", (None,), "Lost: No reason given"),
        ("owners", ("Zoe", "Talks"), "Open: Zoe · Talks · Sales"),
        ("funnel", ("Offer",), "Open: Offer · Sales"),
    ],
)
def test_a_click_opens_the_rows(
    busy: Office, show: Show, qtbot: Any, block: str, key: tuple[Any, ...], title: str
) -> None:
    screen = show(busy)
    names = {
        **busy.reasons,
        **busy.users,
        **{name: id_ for (pipe, name), id_ in busy.stages.items() if pipe == "Sales"},
    }
    ids = tuple(names.get(part, part) for part in key)
    of = chart(screen, block)
    with qtbot.waitSignal(screen.open_rows) as opened:
        QTest.mouseClick(of.view.viewport(), Qt.MouseButton.LeftButton, pos=spot(of, (block, *ids)))
    assert opened.args == [title, rows_behind(busy.desk, last_365(TODAY), block, ids)]
    assert opened.args[1]


@pytest.mark.parametrize(("block", "count"), [("open", 6), ("won", 13), ("average", 13)])
def test_a_click_on_a_tile_opens_the_rows(busy: Office, show: Show, qtbot: Any, block: str, count: int) -> None:
    screen = show(busy)
    with qtbot.waitSignal(screen.open_rows) as opened:
        QTest.mouseClick(screen.tiles[block], Qt.MouseButton.LeftButton)
    title, ids = opened.args
    assert title
    assert len(ids) == count


def test_a_click_on_the_conversion_opens_what_was_created(busy: Office, show: Show, qtbot: Any) -> None:
    screen = show(busy)
    tile = screen.tiles["average"]
    created = ["Created, Nov 21, 2025 – Nov 20, 2026", rows_behind(busy.desk, last_365(TODAY), "created")]
    with qtbot.waitSignal(screen.open_rows) as opened:
        QTest.mouseClick(tile, Qt.MouseButton.LeftButton, pos=QPoint(60, 92))
    assert opened.args == created
    assert len(created[1]) == 26
    with qtbot.waitSignal(screen.open_rows) as opened:
        QTest.keyClick(tile, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert opened.args == created
    with qtbot.waitSignal(screen.open_rows) as opened:
        QTest.keyClick(tile, Qt.Key.Key_Return)
    assert len(opened.args[1]) == 13


def test_other_days_change_figures_and_rows(busy: Office, show: Show, qtbot: Any) -> None:
    screen = show(busy)
    with qtbot.waitSignal(screen.chosen_changed):
        screen.filters.span._choose("month")
    assert screen.figures == figures(busy.desk, this_month(TODAY))
    assert screen.tiles["won"].figure == "$ 10,000"
    assert screen.filters.days.text().startswith("Nov 1, 2026 – Nov 20, 2026")
    with qtbot.waitSignal(screen.open_rows) as opened:
        screen.tiles["won"].click()
    assert len(opened.args[1]) == 1


def test_user_and_pipeline_narrow_the_figures(busy: Office, show: Show) -> None:
    screen = show(busy)
    screen.filters.owner._choose(busy.users["Zoe"])
    assert screen.tiles["open"].figure == "$ 4,000"
    assert screen.filters.owner.text() == "Zoe"
    screen.filters.owner._choose(None)
    screen.filters.pipeline._choose(busy.pipelines["Renewals"])
    assert screen.tiles["open"].note() == "0 open · weighted $ 0"
    assert screen.filters.pipeline.text() == "Pipeline: Renewals"
    assert screen.filters.isVisible()  # no empty page while something is filtered


def test_what_is_chosen_is_kept(busy: Office, show: Show, qtbot: Any) -> None:
    screen = show(busy)
    chosen = Chosen(DAYS, date(2026, 1, 1), date(2026, 3, 31), busy.users["Ana"], busy.pipelines["Sales"], NUMBER)
    screen.filters.changed.emit(chosen)
    other = DashboardScreen(busy.desk)
    qtbot.addWidget(other)
    other.restore(screen.state())
    assert other.chosen() == chosen
    assert Chosen.from_json({"span": "no such", "owner": "x"}) == Chosen()
    assert Chosen.from_json({"span": DAYS, "first": "2026-03-01", "last": "2026-01-01"}).span == "365"


def test_open_by_user_by_number(busy: Office, show: Show) -> None:
    screen = show(busy)
    assert next(mark.key[1] for mark in chart(screen, "owners").marks if len(mark.key) == 2) == busy.users["Ana"]
    screen.measure._choose(NUMBER)
    assert next(mark.key[1] for mark in chart(screen, "owners").marks if len(mark.key) == 2) == busy.users["Zoe"]


def test_a_change_shows_at_once_and_nothing_else_draws_again(busy: Office, show: Show, qtbot: Any) -> None:
    screen = show(busy)
    item = chart(screen, "months").marks[0].item
    with busy.desk.step(msg("Renamed")) as renamed:
        journal.edit(User, busy.users["Ana"], email="ana@example.com")
    screen.committed(renamed.changes)
    qtbot.waitUntil(lambda: not screen._stale)
    assert chart(screen, "months").marks[0].item is item
    with busy.desk.step(msg("Changed")) as changed:
        journal.edit(Opportunity, rows_behind(busy.desk, last_365(TODAY), "open")[0], amount_minor=10_000_00)
    screen.committed(changed.changes)
    qtbot.waitUntil(lambda: screen.tiles["open"].figure == "$ 14,500")


def test_out_of_sight_it_asks_nothing(busy: Office, show: Show, qtbot: Any) -> None:
    screen = show(busy)
    before = screen.figures
    screen.hide()
    busy.add([{"stage": "Talks", "amount_minor": 1_00}])
    screen.committed(Changes(touched={"opportunity": frozenset({1})}))
    qtbot.waitUntil(lambda: not screen._soon.isActive())
    assert screen.figures is before
    screen.show()
    qtbot.waitUntil(lambda: screen.figures is not before)
    assert screen.tiles["open"].figure == "$ 13,501"


def test_an_empty_book_shows_the_next_step(office: Office, show: Show, qtbot: Any) -> None:
    screen = show(office)
    empty = screen.findChild(QWidget, "dashboard.empty")
    assert empty is not None
    assert empty.isVisible()
    assert not screen.tiles["open"].isVisible()
    with qtbot.waitSignal(screen.add_requested):
        QTest.mouseClick(screen._empty.action, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(screen.import_requested):
        QTest.mouseClick(screen._empty.other, Qt.MouseButton.LeftButton)
    office.add([{"stage": "Talks"}])
    screen.refresh()
    qtbot.waitUntil(lambda: screen.tiles["open"].isVisible())


def test_few_cases_have_no_rate(office: Office, show: Show) -> None:
    day = {"created_on": TODAY, "closed_on": TODAY}
    office.add([{"state": "won", "stage": "Won", "amount_minor": 5_00, **day}] * 2)
    office.add([{"state": "won", "stage": "Won", "amount_minor": 1_00, "closed_on": TODAY - timedelta(days=400)}])
    office.add([{"state": "lost", "stage": "Lost", **day}])
    screen = show(office)
    assert screen.tiles["won"].note() == "2 won"
    assert screen.tiles["average"].note() == "3 created: too few for a conversion"
    assert screen.reasons_note.text() == "1 lost"


def test_what_the_sums_leave_out_is_said(office: Office, show: Show) -> None:
    office.add([{"stage": "Talks", "amount_minor": 5_00, "currency": "EUR"}])
    screen = show(office)
    assert screen.left_out.isVisible()
    assert "another currency" in screen.left_out.text()
    assert screen.tiles["open"].figure == "$ 0"


def test_a_long_window_is_drawn_by_years(busy: Office, show: Show, qtbot: Any) -> None:
    screen = show(busy)
    screen.filters.changed.emit(Chosen(DAYS, date(1990, 1, 1), TODAY))
    marks = chart(screen, "months").marks
    assert [mark.key for mark in marks] == [("months", "2025"), ("months", "2026")]
    with qtbot.waitSignal(screen.open_rows) as opened:
        chart(screen, "months").activated.emit(marks[0].key)
    assert opened.args[0] == "Won, 2025"
    assert len(opened.args[1]) == 8


def test_the_dialog_takes_any_two_days(office: Office, qtbot: Any) -> None:
    dialog = DaysDialog(None, Window(date(2026, 1, 1), TODAY), TODAY)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.form.field("last").set_value(date(2025, 1, 1))
    dialog.primary.click()
    assert dialog.isVisible()
    dialog.form.field("last").set_value(date(2026, 2, 1))
    dialog.primary.click()
    assert dialog.window_asked == Window(date(2026, 1, 1), date(2026, 2, 1))
    assert problems(TODAY, None) == {}
    assert "ends before" in problems(TODAY, TODAY - timedelta(days=1))["last"]


def test_other_days_cancelled_keeps_what_was_chosen(busy: Office, show: Show) -> None:
    screen = show(busy)
    asked: list[QWidget | None] = []

    def cancel() -> None:
        asked.append(QApplication.activeModalWidget())
        QTest.keyClick(asked[0], Qt.Key.Key_Escape)

    QTimer.singleShot(0, cancel)
    screen.filters.span._choose("ask")
    assert isinstance(asked[0], DaysDialog)
    assert (screen.chosen(), screen.filters.span.text()) == (Chosen(), "Last 365 days")


def test_right_click_offers_picture_and_table(busy: Office, show: Show, tmp_path: Path) -> None:
    from crmdesk.ui.charts import export

    screen = show(busy)
    for block in BLOCKS:
        of = screen.tiles[block] if block in screen.tiles else chart(screen, block)
        enabled = [action.text() for action in of.menu().actions() if action.isEnabled() and action.text()]
        assert enabled == ["Copy image", "Copy data", "Save as PNG…", "Save as SVG…", "Save as CSV…"]
        export.save_csv(of.sheet.headers, of.sheet.rows, tmp_path / f"{block}.csv")
    export.save_svg(screen.tiles["won"], tmp_path / "won.svg")
    assert b"<svg" in (tmp_path / "won.svg").read_bytes()
    assert (tmp_path / "average.csv").read_text("utf-8-sig").splitlines() == [
        "Average (USD),Conversion,Created",
        "10000.06,0.5,26",
    ]
    assert (tmp_path / "funnel.csv").read_text("utf-8-sig").splitlines()[:2] == [
        "Stage,Open,Amount (USD)",
        "Talks · Sales,5,11500.00",
    ]


def test_locked_says_why(busy: Office, show: Show) -> None:
    screen = show(busy)
    screen.set_locked("Ask the owner of the book for the dashboard.")
    assert not chart(screen, "months").isVisible()
    assert "Ask the owner" in screen.tiles["open"].accessibleName()
    screen.set_locked("")
    assert chart(screen, "months").isVisible()


def test_another_language_at_once(busy: Office, show: Show) -> None:
    screen = show(busy)
    texts.use("es")
    screen.retranslate()
    hover(chart(screen, "months"), spot(chart(screen, "months"), ("months", "2026-10")))
    assert chart(screen, "months").tip.lines[0].startswith("octubre 2026")


def test_nothing_heavy_before_it_is_shown() -> None:
    code = (
        "import sys; import crmdesk.views.dashboard;"
        "print([n for n in ('numpy', 'pyqtgraph', 'babel') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
