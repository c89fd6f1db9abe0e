"""The tour of the learned probability: what stands behind one opportunity's, and how good it is."""

from __future__ import annotations

from typing import Any, cast

from crmdesk.sales import chances, lists
from crmdesk.sales.lists import Condition, ListQuestion
from crmdesk.views.settings import SettingsScreen
from crmdesk.views.tour.hand import click, expect, press, settle, until
from crmdesk.views.tour.journey import Journey

_OPEN = ListQuestion(conditions=(Condition("state", "=", "open"),), order="learned", descending=True)


def factors(journey: Journey) -> None:
    """An opportunity that is likely to be won: why, and the learned probability counts from now on."""
    desk = journey.desk
    going = lists.ids(desk, "opportunity", _OPEN)
    known = next(record for record in going if _counts(journey, record) == chances.STAGE)
    journey.window.open_record("opportunity", known)
    page = cast(Any, journey.shown("opportunity-page"))
    click(journey.find("chance.learned"))
    until(lambda: _counts(journey, known) == chances.LEARNED, "the learned probability counts")
    settle()
    journey.picture("opportunity-learned")
    click(journey.find("chance.check"))
    until(lambda: page.findChildren(_chart_kind()), "the check is shown")
    settle()
    page._side.verticalScrollBar().setValue(page._chance.y())
    journey.picture("opportunity-learned-check")
    press("Alt+Left")


def report(journey: Journey) -> None:
    """How good it is, in the settings, for leads too."""
    journey.window.go("settings", section="learning")
    screen = cast(SettingsScreen, journey.shown("settings"))
    for kind in ("opportunity", "lead"):
        click(journey.find(f"settings.learning.kind.{kind}"))
        until(lambda: screen.page().findChildren(_chart_kind()), "the chart is shown")
        settle()
        journey.picture(f"learned-probability-{kind}")


def _counts(journey: Journey, record: int) -> str:
    told = chances.of(journey.desk, record)
    expect(told is not None, "an open opportunity has a probability")
    return told.counts if told is not None else ""


def _chart_kind() -> type:
    from crmdesk.ui.charts import Agreement

    return Agreement
