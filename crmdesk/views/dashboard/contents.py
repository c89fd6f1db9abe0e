"""Figures as the charts take them: values, texts in the reader's language, and the numbers for copying and CSV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtGui import QColor

from crmdesk.models.money import to_decimal_text
from crmdesk.sales.figures.parts import Figures, MonthFigures, OwnerFigures, StageFigures
from crmdesk.sales.figures.rows import Key
from crmdesk.texts import _, _c, _n
from crmdesk.ui import formats, theme
from crmdesk.ui.charts import Bar, Segment, Sheet, Stack
from crmdesk.views.dashboard.chosen import AMOUNT, NUMBER
from crmdesk.views.dashboard.words import LEAST

MOST_MONTHS = 36  # a longer window is drawn by years
_NO_STAGE = 6  # the grey of the stages' colours

Note = list[tuple[str, str]]


@dataclass(frozen=True)
class Contents:
    """One set of figures in words.

    Attributes:
        pipelines: id to name, to tell stages of the same name apart.
    """

    figures: Figures
    pipelines: Mapping[int, str]

    # tiles: the figure, and the line under it in parts with their roles

    def open(self) -> tuple[str, Note]:
        now = self.figures.open
        count = _open_count(now.count)
        weighted = _("weighted {amount}", amount=self._money(now.weighted, decimals=False))
        return self._money(now.amount), [(f"{count} · {weighted}", "muted")]

    def won(self) -> tuple[str, Note]:
        won, before = self.figures.won, self.figures.won_before
        count = _won_count(won.count)
        if before is None or before.count < LEAST or not before.amount:
            return self._money(won.amount), [(count, "muted")]
        days = self.figures.window.days
        change = (won.amount - before.amount) / before.amount
        than = _n("vs the day before", "vs the {count} days before", days, count=formats.number(days))
        return self._money(won.amount), [(f"{count} · ", "muted"), _change(change), (f" {than}", "muted")]

    def average(self) -> tuple[str, Note]:
        won, cohort = self.figures.won, self.figures.created_to_won
        figure = "—" if won.average is None else self._money(won.average, decimals=False)
        if cohort.rate is None or cohort.of < LEAST:
            note = _n("{n} created: too few for a conversion", "{n} created: too few for a conversion", cohort.of)
        else:
            rate = formats.percent(cohort.rate)
            note = _("conversion created → won {rate} (of {count})", rate=rate, count=formats.number(cohort.of))
        return figure, [(note, "muted")]

    def tile_sheet(self, block: str) -> Sheet:
        """A tile's numbers."""
        now, won, cohort = self.figures.open, self.figures.won, self.figures.created_to_won
        amount = self._amount_header()
        if block == "open":
            weighted = _("Weighted ({currency})", currency=self.figures.currency)
            return Sheet(
                (_("Open"), amount, weighted), ((now.count, self._decimal(now.amount), self._decimal(now.weighted)),)
            )
        if block == "won":
            return Sheet((_c("opportunities", "Won"), amount), ((won.count, self._decimal(won.amount)),))
        average = None if won.average is None else self._decimal(won.average)
        headers = (_("Average ({currency})", currency=self.figures.currency), _("Conversion"), _("Created"))
        return Sheet(headers, ((average, cohort.rate, cohort.of),))

    # charts

    def months(self) -> tuple[list[Bar], Sheet]:
        every = list(self.figures.window.months())
        known = {one.month: one for one in self.figures.won_by_month}
        sheet = Sheet(
            (_("Month"), _c("opportunities", "Won"), self._amount_header()),
            tuple((one.month, one.count, self._decimal(one.amount)) for one in self.figures.won_by_month),
        )
        if not known:
            return [], sheet
        if len(every) > MOST_MONTHS:
            return self._years(), sheet
        bars: list[Bar] = []
        for year, month in every:
            text = f"{year:04}-{month:02}"
            one = known.get(text, MonthFigures(text, 0, 0))
            label = formats.month(year, month)
            if len(every) > 12 and (month == 1 or not bars):
                label = f"{label} {year % 100:02}"
            bars.append(self._period(one, label, formats.month(year, month, long=True)))
        return bars, sheet

    def _years(self) -> list[Bar]:
        won: dict[str, MonthFigures] = {}
        for one in self.figures.won_by_month:
            year = one.month[:4]
            sofar = won.get(year, MonthFigures(year, 0, 0))
            won[year] = MonthFigures(year, sofar.count + one.count, sofar.amount + one.amount)
        first, last = int(min(won)), int(max(won))  # from the first to the last year with a win
        every = [f"{year:04}" for year in range(first, last + 1)]
        return [self._period(won.get(year, MonthFigures(year, 0, 0)), year, year) for year in every]

    def _period(self, one: MonthFigures, label: str, name: str) -> Bar:
        count = _won_count(one.count)
        tip = (f"{name} · {count}", self._money(one.amount, decimals=True))
        return Bar(("months", one.month), label, one.amount, tip=tip)

    def reasons(self) -> tuple[list[Bar], Sheet]:
        bars: list[Bar] = []
        for one in self.figures.lost_by_reason:
            name = one.reason or _("No reason given")
            part = f" ({formats.percent(one.count / self.figures.lost, 0)})" if self.figures.lost >= LEAST else ""
            tip = (name, _lost_count(one.count) + part)
            bars.append(Bar(("reasons", one.reason_id), name, one.count, formats.number(one.count), tip))
        rows = tuple((one.reason, one.count) for one in self.figures.lost_by_reason)
        return bars, Sheet((_("Reason"), _("Lost")), rows)

    def reasons_note(self) -> str:
        """Beside the title: how much was lost, and the win rate."""
        lost = _lost_count(self.figures.lost)
        closed, rate = self.figures.won.count + self.figures.lost, self.figures.win_rate
        if rate is None:
            return ""
        return lost if closed < LEAST else f"{lost} · " + _("win rate {rate}", rate=formats.percent(rate))

    def owners(self, measure: str) -> tuple[list[Stack], Sheet]:
        """The stacks, the longest first; by number where nothing open has an amount."""
        if not self.has_amounts():
            measure = NUMBER
        people = list(self.figures.open_by_owner)
        if measure == NUMBER:
            people.sort(key=lambda one: -one.count)  # stable: by amount among equals
        rows = tuple(
            (one.owner, self.stage_name(part), part.count, self._decimal(part.amount))
            for one in self.figures.open_by_owner
            for part in one.stages
        )
        headers = (_("User"), _("Stage"), _("Open"), self._amount_header())
        return [self._stack(one, measure) for one in people], Sheet(headers, rows)

    def has_amounts(self) -> bool:
        return self.figures.open.amount > 0

    def _stack(self, one: OwnerFigures, measure: str) -> Stack:
        name = one.owner or _("Nobody")
        segments = tuple(
            Segment(
                ("owners", one.owner_id, part.stage_id),
                self.stage_name(part),
                part.amount if measure == AMOUNT else part.count,
                stage_color(part),
                self._open_tip(f"{name} · {self.stage_name(part)}", part.count, part.amount),
            )
            for part in one.stages
        )
        text = self._money(one.amount) if measure == AMOUNT else formats.number(one.count)
        return Stack(("owners", one.owner_id), name, segments, text, self._open_tip(name, one.count, one.amount))

    def legend(self) -> list[tuple[str, QColor]]:
        """The stages with something open, in the pipeline's order."""
        return [(self.stage_name(stage), stage_color(stage)) for stage in self.figures.funnel if stage.count]

    def funnel(self) -> tuple[list[Bar], Sheet]:
        bars: list[Bar] = []
        above: StageFigures | None = None
        for stage in self.figures.funnel:
            tip = self._open_tip(self.stage_name(stage), stage.count, stage.amount)
            key = ("funnel", stage.stage_id)
            name, count = self.stage_name(stage), formats.number(stage.count)
            bars.append(Bar(key, name, stage.count, count, tip, stage_color(stage), _against(stage, above)))
            above = stage
        rows = tuple((self.stage_name(one), one.count, self._decimal(one.amount)) for one in self.figures.funnel)
        return bars, Sheet((_("Stage"), _("Open"), self._amount_header()), rows)

    def left_out(self) -> str:
        """What the sums do not contain; empty when they contain everything."""
        foreign, undated = self.figures.foreign, self.figures.undated
        said = []
        if foreign:
            said.append(
                _n(
                    "{n} opportunity in another currency is counted, its amount is not.",
                    "{n} opportunities in other currencies are counted, their amounts are not.",
                    foreign,
                )
            )
        if undated:
            said.append(
                _n(
                    "{n} closed opportunity without a closing day is in no window.",
                    "{n} closed opportunities without a closing day are in no window.",
                    undated,
                )
            )
        return " ".join(said)

    # titles of the lists that figures open

    def title_of(self, key: Key) -> str:
        """What the rows behind a block or a part of it are, for the list that shows them.

        Args:
            key: the block's name, then the part's key.
        """
        block, *rest = key
        if block == "open":
            return _("Open opportunities")
        if block == "created":
            return _("Created, {days}", days=self.days())
        if not rest:
            return _("Won, {days}", days=self.days())
        if block == "months":
            year, _dash, month = rest[0].partition("-")
            when = formats.month(int(year), int(month), long=True) if month else year
            return _("Won, {days}", days=when)
        if block == "reasons":
            names = {one.reason_id: one.reason for one in self.figures.lost_by_reason}
            return _("Lost: {what}", what=names.get(rest[0]) or _("No reason given"))
        return _("Open: {what}", what=self._open_part(block, rest))

    def _open_part(self, block: str, rest: list[Any]) -> str:
        stages = {one.stage_id: self.stage_name(one) for one in self.figures.funnel}
        if block == "funnel":
            return stages[rest[0]]
        names = {one.owner_id: one.owner for one in self.figures.open_by_owner}
        return " · ".join([names.get(rest[0]) or _("Nobody"), *(stages[stage] for stage in rest[1:])])

    def days(self) -> str:
        """The window's two days."""
        window = self.figures.window
        return f"{formats.day(window.first)} – {formats.day(window.last)}"

    def stage_name(self, stage: StageFigures) -> str:
        if stage.stage_id is None:
            return _("No stage")
        same = Counter(one.stage for one in self.figures.funnel)[stage.stage]
        return f"{stage.stage} · {self.pipelines.get(stage.pipeline_id or 0, '')}" if same > 1 else stage.stage

    def _open_tip(self, name: str, count: int, amount: int) -> tuple[str, ...]:
        return f"{name} · " + _open_count(count), self._money(amount, decimals=True)

    def _money(self, minor: int, decimals: bool | None = None) -> str:
        return formats.money(minor, self.figures.currency, decimals)

    def _decimal(self, minor: int) -> Decimal:
        return Decimal(to_decimal_text(minor, self.figures.currency))

    def _amount_header(self) -> str:
        return _("Amount ({currency})", currency=self.figures.currency)


# with the number written by locale beside the one that chooses the wording


def _open_count(count: int) -> str:
    return _n("{count} open", "{count} open", count, count=formats.number(count))


def _won_count(count: int) -> str:
    return _n("{count} won", "{count} won", count, count=formats.number(count))


def _lost_count(count: int) -> str:
    return _n("{count} lost", "{count} lost", count, count=formats.number(count))


def stage_color(stage: StageFigures) -> QColor:
    return theme.stage_color(_NO_STAGE if stage.colour is None else stage.colour)


def _change(change: float) -> tuple[str, str]:
    shown = formats.percent(abs(change), 0)
    if round(abs(change) * 100) == 0:
        return f"= {shown}", "muted"
    return (f"▲ {shown}", "positive") if change > 0 else (f"▼ {shown}", "danger")


def _against(stage: StageFigures, above: StageFigures | None) -> str:
    """The stage beside the one above it in the same pipeline, where that has enough."""
    if above is None or above.pipeline_id != stage.pipeline_id or stage.stage_id is None or above.count < LEAST:
        return ""
    return formats.percent(stage.count / above.count, 0)
