"""The dashboard's screen: filters, three tiles and four charts over one set of figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.figures import figures
from crmdesk.sales.figures.choices import Choices, choices
from crmdesk.sales.figures.parts import Figures
from crmdesk.sales.figures.rows import Key, rows_behind
from crmdesk.texts import _
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import label
from crmdesk.ui.charts import Block, Funnel, MonthBars, ReasonBars, StackedBars
from crmdesk.ui.charts.base import Chart
from crmdesk.ui.chips import MenuPill
from crmdesk.ui.empty import Empty
from crmdesk.views.dashboard.chosen import AMOUNT, NUMBER, Chosen
from crmdesk.views.dashboard.contents import Contents
from crmdesk.views.dashboard.filters import Filters
from crmdesk.views.dashboard.tile import FigureTile
from crmdesk.views.dashboard.words import definitions, nothing, titles

TILES = ("open", "won", "average")
NOTE_KEYS = {"average": ("created",)}
"""The conversion under the average counts other rows than the average."""
SHOWN_FROM = frozenset({"opportunity", "user", "pipeline", "stage", "reason", "setting"})
"""Kinds of record whose changes the figures follow."""
SIDE_BY_SIDE_FROM = 860  # px of width; a narrower screen stacks the blocks
LEAST_HEIGHT, MOST_HEIGHT = 264, 440  # px of a chart's block
_TOGETHER_MS = 40  # changes in quick succession are one refresh


class DashboardScreen(QWidget):
    """Seven blocks: `dashboard.open`, `.won`, `.average`, `.months`, `.reasons`, `.owners`, `.funnel`.

    Attributes:
        figures: what is shown; None until it was shown first.

    Signals:
        open_rows: a title and the ordered ids of the opportunities behind what was clicked.
        add_requested, import_requested: the ways out of an empty book.
        chosen_changed: other days, user or pipeline were chosen; `state` has them.
        said: a chart was saved, as a sentence.
        failed: a chart could not be saved, as a sentence.
    """

    open_rows = Signal(str, object)
    add_requested = Signal()
    import_requested = Signal()
    chosen_changed = Signal()
    said = Signal(str)
    failed = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._chosen = Chosen()
        self._choices: Choices | None = None
        self._locked = ""
        self.figures: Figures | None = None
        self._stale = True
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TOGETHER_MS)
        self._soon.timeout.connect(self._refresh_if_seen)
        self._build()
        self.retranslate()

    # for the window

    def refresh(self) -> None:
        """Ask again, soon and once however often it is said; at the next showing when it is out of sight."""
        self._stale = True
        self._soon.start()

    def committed(self, changes: Changes) -> None:
        """Something was written."""
        if SHOWN_FROM & set(changes.touched):
            self.refresh()

    def state(self) -> dict[str, Any]:
        """What is chosen, as plain JSON values."""
        return self._chosen.to_json()

    def restore(self, state: Mapping[str, Any]) -> None:
        """Choose what `state` gave once."""
        self._choose(Chosen.from_json(state), said=False)

    def chosen(self) -> Chosen:
        return self._chosen

    def set_locked(self, reason: str) -> None:
        """Show why the figures may not be seen instead of them; "" opens them again."""
        self._locked = reason
        for tile in self.tiles.values():
            tile.set_locked(reason)
        for block in self.blocks.values():
            block.set_locked(reason)
        self.refresh()

    def retranslate(self) -> None:
        """Say everything again in the language in use."""
        names, meanings, none = titles(), definitions(), nothing()
        for block, target in self._targets().items():
            target.set_title(names[block], meanings[block])
        for block, chart in self._charts().items():
            chart.set_empty(none[block])
        self.measure.set_choices([(AMOUNT, _("by amount")), (NUMBER, _("by number"))], self._chosen.measure)
        self.measure.setToolTip(_("What the bars are as long as"))
        self._empty.set_content(
            "chart-column",
            _("No opportunities yet"),
            _("Add an opportunity"),
            _("The figures of the office appear here as soon as there is something to count."),
            plus=True,
            other=_("or import them from a file"),
        )
        if self.figures is not None:
            self._show()

    # building

    def _build(self) -> None:
        names, meanings = titles(), definitions()
        self.filters = Filters()
        self.filters.changed.connect(self._choose)
        self.tiles = {
            block: FigureTile(names[block], meanings[block], (block,), NOTE_KEYS.get(block)) for block in TILES
        }
        self._months, self._reasons = MonthBars(names["months"], self._axis_text), ReasonBars(names["reasons"])
        self._owners, self._funnel = StackedBars(names["owners"]), Funnel(names["funnel"])
        self.blocks = {block: Block(names[block], meanings[block], chart) for block, chart in self._charts().items()}
        for block, target in self._targets().items():
            target.setObjectName(f"dashboard.{block}")
        sources: list[FigureTile | Chart] = [*self.tiles.values(), *self._charts().values()]
        for source in sources:
            source.activated.connect(self._open)
            source.saved.connect(lambda path: self.said.emit(_("Saved: {path}", path=path)))
            source.failed.connect(self.failed)
        self._add_heads()
        self._lay_out()

    def _charts(self) -> dict[str, Chart]:
        return {"months": self._months, "reasons": self._reasons, "owners": self._owners, "funnel": self._funnel}

    def _targets(self) -> dict[str, FigureTile | Block]:
        return {**self.tiles, **self.blocks}

    def _add_heads(self) -> None:
        """What stands between a block's title and its definition."""
        self.reasons_note = label(tone="muted", size=12)
        self.measure = MenuPill("", name="dashboard.owners.measure")
        self.measure.chosen.connect(lambda measure: self._choose(replace(self._chosen, measure=measure)))
        for block, widget in (("reasons", self.reasons_note), ("owners", self.measure)):
            head = self.blocks[block].head
            head.insertWidget(head.count() - 1, widget)
            head.setAlignment(self.blocks[block].info, Qt.AlignmentFlag.AlignVCenter)
        for block in ("owners", "funnel"):  # side by side, so their titles stand on one line, pill or not
            self.blocks[block].title.setMinimumHeight(self.measure.sizeHint().height())
            self.blocks[block].head.setAlignment(self.blocks[block].info, Qt.AlignmentFlag.AlignVCenter)
            self.blocks[block].body.setContentsMargins(16, 13, 16, 16)

    def _lay_out(self) -> None:
        self._top = _row([(self.tiles[block], 1) for block in TILES])
        self._middle = _row([(self.blocks["months"], 33), (self.blocks["reasons"], 17)])
        self._bottom = _row([(self.blocks["owners"], 55), (self.blocks["funnel"], 45)])
        for block in self.blocks.values():
            block.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # the window gives the height
            block.setMinimumHeight(LEAST_HEIGHT)
            block.setMaximumHeight(MOST_HEIGHT)
        self.left_out = label(tone="warning", size=12, wrap=True)
        self.left_out.setTextFormat(Qt.TextFormat.PlainText)
        sheet = QWidget()
        lines = QVBoxLayout(sheet)
        lines.setContentsMargins(theme.MARGIN, 15, theme.MARGIN, theme.MARGIN)
        lines.setSpacing(theme.GAP_3)
        lines.addWidget(self.filters)
        lines.addLayout(self._top)
        lines.addLayout(self._middle, 100)
        lines.addLayout(self._bottom, 104)
        lines.addWidget(self.left_out)
        lines.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(sheet)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._scroll)
        self._stack.addWidget(self._make_empty())

    def _make_empty(self) -> Empty:
        self._empty = Empty("chart-column", "")
        self._empty.setObjectName("dashboard.empty")
        self._empty.requested.connect(self.add_requested)
        self._empty.other_requested.connect(self.import_requested)
        return self._empty

    # life

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh_if_seen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= SIDE_BY_SIDE_FROM
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        for row in (self._middle, self._bottom):
            row.setDirection(direction)

    def _refresh_if_seen(self) -> None:
        if self._stale and self.isVisible() and not self._locked:
            self.refresh_now()

    def refresh_now(self) -> None:
        """Ask and show at once; nothing is drawn again when nothing changed."""
        self._stale = False
        self._soon.stop()
        there = choices(self._desk)
        chosen = self._chosen.existing(there)
        window = chosen.window(self._desk.today)
        found = figures(self._desk, window, chosen.pipeline, chosen.owner)
        if (found, there, chosen) == (self.figures, self._choices, self._chosen):
            return
        self.figures, self._choices, self._chosen = found, there, chosen
        self._show()

    def _choose(self, chosen: Chosen, said: bool = True) -> None:
        if chosen == self._chosen:
            return
        self._chosen = chosen
        self._choices = None  # the chips show the choice even where the figures stay the same
        self._stale = True
        self._refresh_if_seen()
        if said:
            self.chosen_changed.emit()

    # showing

    def _show(self) -> None:
        assert self.figures is not None
        if self._choices is None:
            self._choices = choices(self._desk)
        contents = Contents(self.figures, dict(self._choices.pipelines))
        self._stack.setCurrentIndex(int(self._is_empty()))
        self.filters.show_chosen(self._chosen, self._choices, self._desk.today)
        for block, (figure, note) in (
            ("open", contents.open()),
            ("won", contents.won()),
            ("average", contents.average()),
        ):
            self.tiles[block].set_figure(figure, note)
            self.tiles[block].setToolTip(self.tiles[block].note())  # where the tile is too narrow for it
            self.tiles[block].sheet = contents.tile_sheet(block)
        self._months.set_axis_text(self._axis_text)
        self._months.set_data(*contents.months())
        self._reasons.set_data(*contents.reasons())
        self.reasons_note.setText(contents.reasons_note())
        self.measure.setVisible(contents.has_amounts())
        self.measure.set_value(self._chosen.measure)
        self._owners.set_data(*contents.owners(self._chosen.measure))
        self._owners.set_legend(contents.legend())
        self._funnel.set_data(*contents.funnel())
        self.left_out.setText(contents.left_out())
        self.left_out.setVisible(bool(contents.left_out()))

    def _is_empty(self) -> bool:
        narrowed = self._chosen.owner is not None or self._chosen.pipeline is not None
        return self.figures is not None and self.figures.recorded == 0 and not narrowed

    def _axis_text(self, value: float) -> str:
        return formats.short_money(int(value), self._desk.currency)

    def _open(self, key: Key) -> None:
        """Open the rows behind a block or a part of it: as they are now, not as they were drawn."""
        assert self.figures is not None
        block, *part = key
        found = self.figures
        ids = rows_behind(self._desk, found.window, block, tuple(part), self._chosen.pipeline, self._chosen.owner)
        contents = Contents(found, dict(self._choices.pipelines if self._choices else ()))
        self.open_rows.emit(contents.title_of(key), ids)


def _row(parts: list[tuple[QWidget, int]]) -> QBoxLayout:
    row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
    row.setSpacing(theme.GAP_3)
    for widget, share in parts:
        row.addWidget(widget, share)
    return row
