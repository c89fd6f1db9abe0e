"""The lines of an opportunity or a quote, typed in place, and what they come to below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crmdesk.exchange.formats import Decimals, parse_amount_minor
from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.models.money import exponent
from crmdesk.sales import lines, lists
from crmdesk.sales.changes import Changes
from crmdesk.sales.lines import LineRow
from crmdesk.sales.totals import Totals
from crmdesk.texts import _, _c, _n
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.grid import Grid, GridColumn, GridRow
from crmdesk.ui.panel import Hairline
from crmdesk.ui.picker import Picker
from crmdesk.views.screen import Workspace

_PLACES = {"quantity": 3, "discount": 2, "tax": 2}


class LinesPanel(QWidget):
    """The table of lines with its buttons above and its totals below."""

    def __init__(self, workspace: Workspace, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._kind = workspace, kind
        self._record: int | None = None
        self._rows: list[LineRow] = []
        self._build()

    def show_record(self, record: int, currency: str, *, editable: bool) -> None:
        """Show a record's lines as they are now.

        Args:
            editable: they may be typed; else they are only shown.
        """
        self._record, self._currency = record, currency
        self._rows = lines.of(self._work.desk, self._kind, record)
        self.grid.set_rows([self._shown(row) for row in self._rows], editable=editable)
        for one in (self.add, self.up, self.down, self.remove):
            one.setVisible(editable)
        self._show_totals(lines.totals_of(self._work.desk, self._kind, record))

    # what is shown

    def _shown(self, row: LineRow) -> GridRow:
        typed = {
            "name": row.name,
            "description": row.description or "",
            "quantity": formats.decimal(row.quantity / 1000),
            "unit": row.unit or "",
            "price_minor": "" if row.price_minor is None else formats.plain_money(row.price_minor, self._currency),
            "discount": formats.decimal(row.discount / 100) if row.discount else "",
            "tax": "" if row.tax is None else formats.decimal(row.tax / 100),
        }
        total = formats.money(row.total_minor, self._currency, decimals=True)
        texts = {**typed, "total": total or _("no price yet")}
        for name in ("discount", "tax"):
            texts[name] = f"{typed[name]} %" if typed[name] else ""
        return GridRow(row.id, texts, typed, row.description or "")

    def _show_totals(self, sums: Totals) -> None:
        taxes = [(_("Tax {rate} %", rate=formats.decimal(tax.rate / 100)), tax.tax_minor) for tax in sums.taxes]
        shown = [(_("Net"), sums.net_minor), *taxes, (_("Total"), sums.total_minor)]
        while (item := self._sums.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for place, (name, minor) in enumerate(shown):
            is_last = place == len(shown) - 1
            said = label(name, "" if is_last else "muted", semibold=is_last)
            text = formats.money(minor, self._currency, decimals=True)
            amount = label(text, size=15 if is_last else theme.BODY, semibold=is_last)
            amount.setObjectName("lines.total" if is_last else f"lines.sum.{place}")
            amount.setAccessibleName(f"{name}: {text}")
            self._sums.addWidget(said, place, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._sums.addWidget(amount, place, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.count.setText(_n("{n} line", "{n} lines", sums.lines))
        unpriced = (
            _n("{n} line has no price yet", "{n} lines have no price yet", sums.unpriced) if sums.unpriced else ""
        )
        self.unpriced.setText(unpriced)

    # what somebody does

    def _typed(self, line: int | None, key: str, text: str, chosen: Any) -> None:
        if self._record is None:
            return
        desk, kind, record = self._work.desk, self._kind, self._record
        try:
            values = self._values(key, text, chosen)
        except ValueError as problem:
            self._work.events.failed.emit(str(problem))
            return
        if line is None:
            if text:
                self._run(lambda: lines.add(desk, kind, record, [values]))
        else:
            self._run(lambda: lines.change(desk, kind, line, values))

    def _values(self, key: str, text: str, chosen: Any) -> dict[str, Any]:
        """The columns that a cell's text gives.

        Raises:
            ValueError: with a sentence on what to type.
        """
        if key == "name" and chosen is not None:
            return {"product": chosen}
        if key in ("name", "unit", "description"):
            return {key: text}
        if not text:
            return {key: 0 if key == "discount" else None}
        places = _PLACES.get(key, exponent(self._currency))
        decimals = Decimals.COMMA if formats.locale().decimalPoint() == "," else Decimals.POINT
        try:
            return {key: parse_amount_minor(text.removesuffix("%").strip(), decimals, places)}
        except DomainError as problem:
            raise ValueError(str(problem)) from problem

    def _run(self, action: Callable[[], Changes]) -> None:
        try:
            self._work.editor.attempt(action)
        except FieldProblems as refused:
            self._work.events.failed.emit(" ".join(str(problem) for problem in refused.problems.values()))
        except DomainError as refused:
            self._work.events.failed.emit(str(refused))

    def _remove(self, ids: Sequence[int]) -> None:
        if ids:
            self._run(lambda: lines.remove(self._work.desk, self._kind, list(ids)))

    def _move(self, line: int, by: int) -> None:
        ids = [row.id for row in self._rows]
        place = ids.index(line)
        if self._record is not None and 0 <= place + by < len(ids):
            ids.insert(place + by, ids.pop(place))
            record = self._record
            self._run(lambda: lines.reorder(self._work.desk, self._kind, record, ids))
            self.grid.choose(place + by)

    def _move_selected(self, by: int) -> None:
        chosen = self.grid.selected_ids()
        if len(chosen) == 1:
            self._move(chosen[0], by)

    def _products(self, parent: QWidget) -> Picker:
        """The editor of a name: a product of the catalogue, or any words."""
        desk = self._work.desk

        def search(text: str) -> list[tuple[Any, str, str]]:
            found = lists.pick(desk, "product", text)
            read = lists.rows(desk, "product", [one[0] for one in found], ["price", "currency", "active"])
            prices = {row.id: formats.money(row["price"], row["currency"]) for row in read if row["active"]}
            return [
                (known, name, " · ".join(filter(None, (code, prices[known]))))
                for known, name, code in found
                if known in prices
            ]

        return Picker(search, icon="package", placeholder=_("Product or words…"), parent=parent)

    # building

    def _build(self) -> None:
        columns = [
            GridColumn("name", _("Product"), make=self._products),
            GridColumn("description", _("Description"), 92),
            GridColumn("quantity", _("Quantity"), 78, right=True),
            GridColumn("unit", _("Unit"), 72),
            GridColumn("price_minor", _("Price"), 94, right=True),
            GridColumn("discount", _c("column", "Disc."), 58, right=True),
            GridColumn("tax", _c("column", "Tax"), 84, right=True),
            GridColumn("total", _("Total"), 110, right=True, editable=False),
        ]
        self.grid = Grid(f"lines.{self._kind}", _("Lines"), columns, _("Add a product…"))
        self.grid.typed.connect(self._typed)
        self.grid.remove_requested.connect(self._remove)
        self.grid.move_requested.connect(self._move)
        self.count = label(tone="muted")
        self.unpriced = label(tone="warning", size=12)
        self.add = button(_("Add a line"), "quiet", "plus", small=True, name="lines.add")
        self.up = button(_("Move up"), "quiet-icon", "arrow-up", small=True, name="lines.up")
        self.down = button(_("Move down"), "quiet-icon", "arrow-down", small=True, name="lines.down")
        self.remove = button(_("Remove"), "quiet-icon", "trash", small=True, name="lines.remove")
        self.add.clicked.connect(self.grid.begin_adding)
        self.up.clicked.connect(lambda: self._move_selected(-1))
        self.down.clicked.connect(lambda: self._move_selected(1))
        self.remove.clicked.connect(lambda: self._remove(self.grid.selected_ids()))
        self.above = QHBoxLayout()
        self.above.setContentsMargins(18, 8, 12, 4)
        self.above.setSpacing(theme.GAP)
        for part in (self.count, self.unpriced):
            self.above.addWidget(part)
        self.above.addStretch(1)
        for one in (self.add, self.up, self.down, self.remove):
            self.above.addWidget(one)
        self._sums = QGridLayout()
        self._sums.setHorizontalSpacing(theme.GAP_4)
        self._sums.setVerticalSpacing(4)
        self.below = QHBoxLayout()
        self.below.setContentsMargins(18, theme.GAP_2, 18, theme.GAP_3)
        self.left = QVBoxLayout()
        self.left.setSpacing(theme.GAP)
        self.below.addLayout(self.left, 1)
        self.below.addLayout(self._sums)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.above)
        column.addWidget(self.grid, 1)
        column.addWidget(Hairline())
        column.addLayout(self.below)


def note(text: str = "", tone: str = "muted") -> QLabel:
    """A sentence beside the totals."""
    made = label(text, tone, size=12, wrap=True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made
