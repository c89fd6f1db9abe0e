"""What is learnt, in the words and pictures that a record's page and the settings share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crmdesk.sales.chances import LEARNED, OWN, STAGE, Chances
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import fields_of
from crmdesk.texts import Message, _, _n
from crmdesk.ui import formats
from crmdesk.views.lists.columns import label_of

if TYPE_CHECKING:
    from crmdesk.sales.learning.asking import TooEarly
    from crmdesk.sales.learning.checking import Bin


def chance_text(hundredths: int | None) -> str:
    """A probability kept in hundredths of a percent: ``71.4 %``; nothing for none."""
    return "" if hundredths is None else formats.percent(hundredths / 10_000)


def chance_and_source(known: Chances) -> str:
    """The probability that counts, and whose it is."""
    whose = {STAGE: _("its stage's"), OWN: _("its owner's"), LEARNED: _("learned")}
    return f"{chance_text(known.counted)} · {whose[known.counts]}"


def count_text(kind: str, won: int, cases: int) -> str:
    """How many of some closed cases ended well."""
    numbers = {"won": formats.number(won), "cases": formats.number(cases)}
    if kind == "lead":
        return _n("{won} of {cases} converted", "{won} of {cases} converted", cases, **numbers)
    return _n("{won} of {cases} won", "{won} of {cases} won", cases, **numbers)


def too_early_text(early: TooEarly) -> str:
    """Why nothing is learnt yet, and what it takes."""
    if early.cases < early.least:
        return _("Not enough closed cases yet: {n} of {least}.", n=early.cases, least=early.least)
    fewer = min(early.wins, early.cases - early.wins)
    return _("Not enough closed cases of each outcome yet: {n} of {least}.", n=fewer, least=early.least_each)


def feature_label(desk: Desk, kind: str, name: str, otherwise: Message | str) -> str:
    """What people read for what is learnt from: a field in the office's words, or what it is called otherwise."""
    field = next((one for one in fields_of(desk, kind) if one.name == name), None)
    return label_of(desk, kind, field) if field is not None else str(otherwise)


def calibration_chart(kind: str, bins: Sequence[Bin]) -> Any:
    """The chart of what was foretold and what happened.  It brings the charts' library: call it when it is wanted."""
    from crmdesk.ui.charts.agreement import Agreement
    from crmdesk.ui.charts.data import Point, Sheet

    chart = Agreement(_("Predicted and actual"), lambda share: formats.percent(share, 0))
    points = [
        Point(
            place,
            one.foretold,
            one.happened,
            one.cases,
            (
                _("Predicted: {share}", share=formats.percent(one.foretold)),
                f"{formats.percent(one.happened)} · {count_text(kind, round(one.happened * one.cases), one.cases)}",
            ),
        )
        for place, one in enumerate(bins)
    ]
    rows = tuple((round(one.foretold, 4), round(one.happened, 4), one.cases) for one in bins)
    chart.set_data(points, Sheet((_("Predicted"), _("Actual"), _("Cases")), rows))
    return chart


def calibration_hint() -> str:
    """How the chart is read."""
    return _(
        "Each dot is a group of cases with similar probabilities: to the right what was predicted, upwards what"
        " happened. The nearer the dots are to the dashed line, the better."
    )
