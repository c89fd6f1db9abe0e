"""Charts on the screen, as a dashboard shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from crmdesk.ui import theme
from crmdesk.ui.charts import Bar, Funnel, MonthBars, ReasonBars, Segment, StackedBars
from crmdesk.ui.charts.base import Chart
from crmdesk.ui.charts.data import Stack

MONTHS = [("Sep", 470_000.0), ("Oct", 520_310.0), ("Nov", 0.0), ("Dec", 420_000.0)]
STAGES = ["First contact", "Proposal", "Closing"]
PEOPLE = [("Laura Medina", [7, 5, 4]), ("Julia Vega", [4, 0, 3])]


@pytest.fixture
def shown(qtbot: Any) -> Callable[[Chart], Any]:
    def show(chart: Chart, width: int = 640, height: int = 300) -> Any:
        qtbot.addWidget(chart)
        chart.resize(width, height)
        chart.show()
        qtbot.waitExposed(chart)
        chart.grab()
        return chart

    return show


@pytest.fixture
def months(shown: Callable[[Chart], Any]) -> MonthBars:
    chart = MonthBars("Revenue per month", lambda value: f"{value / 1000:g} k")
    chart.set_data([Bar(("month", name), name, value, tip=(name, f"$ {value:,.2f}")) for name, value in MONTHS])
    return shown(chart)  # type: ignore[no-any-return]


@pytest.fixture
def stacks(shown: Callable[[Chart], Any]) -> StackedBars:
    chart = StackedBars("Open by user")
    chart.set_data([stack(name, counts) for name, counts in PEOPLE])
    return shown(chart)  # type: ignore[no-any-return]


def stack(name: str, counts: list[int]) -> Stack:
    parts = [
        Segment((name, stage), stage, count, theme.stage_color(place), (f"{name} · {stage}", str(count)))
        for place, (stage, count) in enumerate(zip(STAGES, counts, strict=True))
    ]
    return Stack((name, None), name, tuple(parts), str(sum(counts)))


@pytest.fixture
def funnel(shown: Callable[[Chart], Any]) -> Funnel:
    chart = Funnel("Funnel")
    chart.set_data(
        [
            Bar(stage, stage, count, str(count), note=note, color=theme.stage_color(place))
            for place, (stage, count, note) in enumerate(zip(STAGES, [18, 1, 0], ["", "6 %", "0 %"], strict=True))
        ]
    )
    return shown(chart)  # type: ignore[no-any-return]


@pytest.fixture
def reasons(shown: Callable[[Chart], Any]) -> ReasonBars:
    chart = ReasonBars("Lost by reason")
    chart.set_data([Bar("price", "Price", 24, "24"), Bar(None, "Not known", 6, "6", tip=("Not known", "6"))])
    return shown(chart)  # type: ignore[no-any-return]


@pytest.fixture
def dark() -> Iterator[None]:
    theme.set_dark(True)
    yield
    theme.set_dark(False)
