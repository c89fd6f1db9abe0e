"""A product's page: its form, and beside it where it was offered and won."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.sales import offered
from crmdesk.sales.offered import Group
from crmdesk.texts import _
from crmdesk.ui import formats, theme
from crmdesk.ui.charts.block import Tile
from crmdesk.ui.panel import Panel
from crmdesk.views.records.page import RecordPage
from crmdesk.views.screen import Workspace


class ProductPage(RecordPage):
    """One product of the catalogue, or an empty form for a new one."""

    KINDS = ("product", "opportunity", "opportunity_line", "quote", "quote_line", "user", "setting")

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, "product")

    def _arrange(self, column: QVBoxLayout, form: Panel, side: QWidget) -> None:
        self.tiles = {name: Tile(title, meaning, name) for name, (title, meaning) in _titles().items()}
        self._figures = QWidget()
        across = QHBoxLayout(self._figures)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.GAP_2)
        for name, tile in self.tiles.items():
            tile.setObjectName(f"product.{name}")
            tile.activated.connect(self._open_figure)
            across.addWidget(tile)
        rows = QHBoxLayout()
        rows.setSpacing(theme.GAP_3)
        rows.addWidget(form, 1)
        rows.addWidget(side)
        column.addWidget(self._figures)
        column.addLayout(rows, 1)

    def _show_rest(self, values: dict[str, Any]) -> None:
        known = self.record is not None
        unused: tuple[QWidget, ...] = (
            self._next, self._facts_panel, self._around, self._sums, self._steps, self._chance, self._became,
            self._score_panel,
        )  # fmt: skip
        for part in unused:
            part.hide()
        for shown in (self._head, self._figures, self._side, self._changes):
            shown.setVisible(known)
        if self.record is None:
            return
        sold = [str(values[name]) for name in ("category", "unit") if values.get(name)]
        price = formats.money(values.get("price"), values["currency"], decimals=True)
        self._head.show_record(
            str(values["name"]), str(values.get("code") or ""), " · ".join(filter(None, (*sold, price)))
        )
        self._head.offer("more")
        self._offered = offered.of_product(self.workspace.desk, self.record)
        for name, tile in self.tiles.items():
            self._show_group(tile, getattr(self._offered, name))
        self._changes.show_record(self.record)
        self._side.setVisible(not self._changes.isHidden())

    def _show_group(self, tile: Tile, group: Group) -> None:
        count = len(group.ids)
        units = _("{n} units", n=formats.decimal(group.units / 1000)) if count else ""
        amount = formats.money(group.amount_minor, self.workspace.desk.currency) if count else ""
        tile.set_figure(formats.number(count), " · ".join(filter(None, (amount, units))))

    def _open_figure(self, name: str) -> None:
        ids = getattr(self._offered, name).ids
        kind = "quote" if name in ("quotes", "accepted") else "opportunity"
        if ids:
            title = f"{_titles()[name][0]}: {self._base.get('name')}"
            self.workspace.navigator.open_rows(title, kind, list(ids))
        else:
            self.workspace.navigator.say(_("There is nothing behind this figure yet."))


def _titles() -> dict[str, tuple[str, str]]:
    """The figures' names, and what each counts."""
    return {
        "open": (_("Offered, still open"), _("Open opportunities with a line of this product, and their lines’ sum.")),
        "won": (
            _("Won with it"),
            _("Won opportunities with this product in the quote that was accepted, or else in their own lines."),
        ),
        "lost": (_("Lost with it"), _("Lost opportunities with a line of this product, and their lines’ sum.")),
        "quotes": (_("Quoted"), _("Quotes with a line of this product that were sent, the last revision of each.")),
        "accepted": (_("Quotes accepted"), _("Accepted quotes with a line of this product, and their lines’ sum.")),
    }
