"""A campaign's page: its figures, its members, and its form beside them."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.models.errors import DomainError
from crmdesk.sales import campaign_figures
from crmdesk.sales.fields import CHANNEL_NAMES
from crmdesk.texts import _
from crmdesk.ui import formats, theme
from crmdesk.ui.charts.block import Tile
from crmdesk.ui.panel import Panel
from crmdesk.views.campaigns.members import MembersPanel
from crmdesk.views.campaigns.words import definitions, figure_texts, titles
from crmdesk.views.records.page import RecordPage
from crmdesk.views.screen import Workspace

_ANY_WIDTH = (1 << 24) - 1  # QWIDGETSIZE_MAX
_CHANGES_HIGH = 190  # px
_BEHIND = {"leads": "leads", "conversion": "converted", "won": "won", "roi": "won"}
"""Tiles that open records, and what of `campaign_figures.FIGURES` they open."""


class CampaignPage(RecordPage):
    """One campaign, or an empty form for a new one."""

    KINDS = ("campaign", "campaign_member", "lead", "contact", "company", "opportunity", "segment", "user", "setting")

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, "campaign")

    def _arrange(self, column: QVBoxLayout, form: Panel, side: QWidget) -> None:
        names, meanings = titles(), definitions()
        self.tiles = {name: Tile(names[name], meanings[name], name) for name in names}
        self._figures = QWidget()
        across = QHBoxLayout(self._figures)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.GAP_2)
        for name, tile in self.tiles.items():
            tile.setObjectName(f"campaign.{name}")
            tile.activated.connect(self._open_figure)
            across.addWidget(tile)
        self.members = MembersPanel(self.workspace)
        self.members.letters_requested.connect(self._write_letters)
        self._beside = QVBoxLayout()
        self._beside.setSpacing(theme.GAP_3)
        self._beside.addWidget(form, 1)
        self._beside.addWidget(side)
        side.setMaximumHeight(_CHANGES_HIGH)
        self._form_panel = form
        rows = QHBoxLayout()
        rows.setSpacing(theme.GAP_3)
        rows.addWidget(self.members, 1)
        rows.addLayout(self._beside)
        column.addWidget(self._figures)
        column.addLayout(rows, 1)

    def _show_rest(self, values: dict[str, Any]) -> None:
        known = self.record is not None
        unused: tuple[QWidget, ...] = (self._next, self._facts_panel, self._around, self._sums, self._steps)
        for part in unused:
            part.hide()
        shown: tuple[QWidget, ...] = (self._head, self._figures, self.members, self._side, self._changes)
        for part in shown:
            part.setVisible(known)
        self._fit()
        if self.record is None:
            return
        self._head.show_record(str(values.get("name") or ""), "", self._sub_line(values))
        self._head.offer("more")
        self._show_figures(self.record)
        self.members.show_campaign(self.record)
        self._changes.show_record(self.record)
        self._side.setVisible(not self._changes.isHidden())

    def _fit(self) -> None:
        """The form as wide as what is below it, or all over the page of a new one."""
        known = self.record is not None
        self._form_panel.setMinimumWidth(self._side.maximumWidth() if known else 0)
        self._form_panel.setMaximumWidth(self._side.maximumWidth() if known else _ANY_WIDTH)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _sub_line(self, values: dict[str, Any]) -> str:
        today = self.workspace.desk.today
        channels = ", ".join(str(CHANNEL_NAMES[one]) for one in values.get("channels") or ())
        days = [formats.day(values[name], today) for name in ("starts_on", "ends_on") if values.get(name)]
        return " · ".join(part for part in (channels, " – ".join(days)) if part)

    def _show_figures(self, campaign: int) -> None:
        desk = self.workspace.desk
        figures = campaign_figures.of_campaigns(desk, [campaign]).get(campaign)
        if figures is not None:
            for name, (figure, note) in figure_texts(figures, desk.currency).items():
                self.tiles[name].set_figure(figure, note)

    def _write_letters(self, members: list[int]) -> None:
        from crmdesk.views.campaigns.letters import LettersDialog

        if self.record is not None:
            try:
                dialog = LettersDialog(self, self.workspace, self.record, str(self._base.get("name")), members)
            except DomainError as refused:
                self.workspace.events.failed.emit(str(refused))
                return
            dialog.exec()
            dialog.deleteLater()

    def _open_figure(self, name: str) -> None:
        if self.record is None:
            return
        if name not in _BEHIND:
            self.members.show_all()
            return
        kind, ids = campaign_figures.rows_behind(self.workspace.desk, _BEHIND[name], "campaign", self.record)
        if ids:
            title = f"{titles()[name]}: {self._base.get('name')}"
            self.workspace.navigator.open_rows(title, kind, ids)
        else:
            self.workspace.navigator.say(_("There is nothing behind this figure yet."))
