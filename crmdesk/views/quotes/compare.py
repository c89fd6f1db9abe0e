"""Two revisions of a quote side by side: what was taken out, what came in, and what costs another amount."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from crmdesk.sales import quote_rows
from crmdesk.sales.lines import LineRow
from crmdesk.sales.quote_rows import Compared, QuoteRow
from crmdesk.texts import _
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import label
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.fields import Choice
from crmdesk.ui.grid import Grid, GridColumn, GridRow
from crmdesk.ui.panel import Panel
from crmdesk.views.quotes.words import called
from crmdesk.views.screen import Workspace

_WIDE, _HIGH = 900, 360


class CompareDialog(Dialog):
    """The lines of the earlier revision at the left, those of the later one at the right."""

    def __init__(self, asker: QWidget, workspace: Workspace, quote: int) -> None:
        super().__init__(
            asker, _("Compare revisions"), primary=_("Close"), cancel=None, name="dialog.compare", width=_WIDE
        )
        self._desk = workspace.desk
        self._rows = {row.id: row for row in quote_rows.revisions(self._desk, quote)}
        ids = list(self._rows)
        offered = [(row.id, self._called(row)) for row in self._rows.values()]
        self.before, self.after = Choice(offered), Choice(offered)
        this = self._rows.get(quote)
        first = this.replaces if this is not None and this.replaces in self._rows else ids[0] if ids else None
        self.before.set_value(first)
        self.after.set_value(quote)
        across = QHBoxLayout()
        across.setSpacing(theme.GAP_2)
        for name, choice, text in (("before", self.before, _("Before")), ("after", self.after, _("After"))):
            choice.setObjectName(f"compare.{name}")
            choice.setAccessibleName(text)
            choice.changed.connect(self.refresh)
            across.addWidget(label(text, "muted"))
            across.addWidget(choice, 1)
        self.body.addLayout(across)
        columns = [
            GridColumn("name", _("Product"), editable=False),
            GridColumn("before", _("Before"), 220, right=True, editable=False),
            GridColumn("after", _("After"), 220, right=True, editable=False),
            GridColumn("more", _("Difference"), 140, right=True, editable=False),
        ]
        self.grid = Grid("compare.lines", _("Compare revisions"), columns)
        self.grid.setFixedHeight(_HIGH)
        panel = Panel(padding=8)
        panel.body.addWidget(self.grid)
        self.body.addWidget(panel)
        self.totals = label("", semibold=True)
        self.totals.setObjectName("compare.totals")
        self.body.addWidget(self.totals)
        self.refresh()

    def refresh(self) -> None:
        """Compare the two that are chosen."""
        before, after = self._rows.get(self.before.value()), self._rows.get(self.after.value())
        if before is None or after is None:
            return
        found = quote_rows.compare(self._desk, before.id, after.id)
        self.grid.set_rows([self._shown(place, one, after) for place, one in enumerate(found)], editable=False)
        more = after.total_minor - before.total_minor
        self.totals.setText(
            _("Total: {before} → {after} ({more})", before=_money(before.total_minor, before.currency),
              after=_money(after.total_minor, after.currency), more=_signed(more, after.currency))
        )  # fmt: skip

    def _called(self, row: QuoteRow) -> str:
        return _("Revision {n}: {number}", n=row.revision, number=called(row.number, row.state))

    def _shown(self, place: int, one: Compared, after: QuoteRow) -> GridRow:
        line = one.after or one.before
        old, new = (side.total_minor if side else None for side in (one.before, one.after))
        more = (new or 0) - (old or 0)
        texts = {
            "name": line.name if line else "",
            "before": _written(one.before, after.currency), "after": _written(one.after, after.currency),
            "more": _signed(more, after.currency) if more or one.before is None or one.after is None else "=",
        }  # fmt: skip
        if one.differing and not more:
            texts["more"] = _("changed")
        return GridRow(place, texts, {})


def _written(line: LineRow | None, currency: str) -> str:
    """Quantity by price, less the discount, and what it comes to."""
    if line is None:
        return "—"
    price = formats.money(line.price_minor, currency, decimals=True)
    off = f" − {formats.decimal(line.discount / 100)} %" if line.discount else ""
    return f"{formats.decimal(line.quantity / 1000)} × {price}{off}"


def _money(minor: int, currency: str) -> str:
    return formats.money(minor, currency, decimals=True)


def _signed(minor: int, currency: str) -> str:
    return f"{'+' if minor > 0 else '−' if minor < 0 else ''}{_money(abs(minor), currency)}"
