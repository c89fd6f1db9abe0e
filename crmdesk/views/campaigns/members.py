"""The members of a campaign: who they are, how far the campaign came with each, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from crmdesk.models.campaigns import MEMBER_STATUSES
from crmdesk.sales import campaigns, phones, segments
from crmdesk.sales.campaigns import MemberRow
from crmdesk.sales.fields import KIND_NAMES, MEMBER_STATUS_NAMES
from crmdesk.texts import _, _c
from crmdesk.ui import formats, icons, theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.chips import MenuPill
from crmdesk.ui.panel import Panel
from crmdesk.ui.table import PagedTableModel, TableColumn, TableView
from crmdesk.views.campaigns.adding import somebody
from crmdesk.views.screen import Workspace

_ROLES = {"planned": "muted", "sent": "accent", "answered": "warning", "interested": "positive", "refused": "danger"}


class MembersPanel(Panel):
    """The table of members, the field that adds one, and buttons for those that are selected.

    Signals:
        letters_requested: letters, labels or e-mail texts are wanted, with the ids of the members.
    """

    letters_requested = Signal(object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(padding=1, parent=parent)
        self._work = workspace
        self._campaign: int | None = None
        self._model = PagedTableModel(_columns(workspace), self._rows, parent=self)
        self.table = TableView(self._model)
        self.table.setObjectName("list.campaign_member")
        self.table.setAccessibleName(_("Members"))
        self.table.set_sort("name")
        self._build()
        self._connect()

    def show_campaign(self, campaign: int) -> None:
        """Show a campaign's members as they are now."""
        again = campaign == self._campaign
        self._campaign = campaign
        if not again:
            self.status.set_value(None)
        self._ask(begins_anew=not again)

    def show_all(self) -> None:
        """Take the filter off, and go to the rows."""
        self.status.set_value(None)
        self._ask(begins_anew=True)
        self.table.setFocus()

    def _ask(self, *, begins_anew: bool) -> None:
        if self._campaign is None:
            return
        key, descending = self.table.sort()
        wanted = self.status.value()
        ids = campaigns.member_ids(self._work.desk, self._campaign, wanted, key or "name", descending=descending)
        self._model.set_ids(ids, begins_anew)
        self._model.refresh(ids)
        self.count.setText(formats.number(len(ids)))
        if wanted is None:
            self.table.set_empty(
                _("No members yet"), _("Add them above, or select some in the lists of leads, contacts or companies."),
                icon="users",
            )  # fmt: skip
        else:
            self.table.set_empty(_("Nobody is at this point"), action=_("Show all"), icon="users")
        self._enable()

    def _rows(self, ids: Sequence[int]) -> list[MemberRow]:
        return campaigns.member_rows(self._work.desk, ids)

    def _enable(self) -> None:
        chosen = bool(self.table.selected_ids())
        self.change.setEnabled(chosen)
        self.remove.setEnabled(chosen)
        self.letters.setEnabled(bool(self._model.rowCount()))

    # what somebody does

    def _add(self) -> None:
        chosen, campaign = self.adder.value(), self._campaign
        if chosen is None or campaign is None:
            return
        kind, record = chosen
        self._work.editor.run(lambda: campaigns.add_members(self._work.desk, campaign, kind, [record]))
        self.adder.set_value(None)

    def set_status(self, ids: Sequence[int], status: str) -> None:
        """Say how far the campaign came with these."""
        self._work.editor.run(lambda: campaigns.set_status(self._work.desk, ids, status))

    def _remove(self, ids: Sequence[int]) -> None:
        if ids:
            self._work.editor.run(lambda: campaigns.remove_members(self._work.desk, ids))

    def _open(self, member: int) -> None:
        row = next(iter(campaigns.member_rows(self._work.desk, [member])), None)
        if row is not None:
            self._work.navigator.open_record(row.kind, row.record)

    def _letters(self) -> None:
        """To those selected, or to all where no more than one is."""
        chosen = self.table.selected_ids()
        self.letters_requested.emit(chosen if len(chosen) > 1 else list(self._model.ids()))

    def _open_menu(self, ids: Sequence[int], where: QPoint) -> None:
        menu = self._menu()
        if len(ids) == 1:
            _offer(menu, _c("verb", "Open"), "external-link", lambda: self._open(ids[0]))
            menu.addSeparator()
        self._add_statuses(menu, ids)
        menu.addSeparator()
        _offer(menu, _("Letters, labels and e-mails…"), "mail", lambda: self.letters_requested.emit(list(ids)))
        _offer(menu, _("Remove from the campaign"), "trash", lambda: self._remove(ids))
        menu.popup(where)

    def _open_statuses(self) -> None:
        menu = self._menu()
        self._add_statuses(menu, self.table.selected_ids())
        menu.popup(self.change.mapToGlobal(QPoint(0, self.change.height() + 4)))

    def _open_segments(self) -> None:
        menu = self._menu()
        known = segments.choices(self._work.desk)
        for segment, name in known:
            action = menu.addAction(name.replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, segment=segment: self.add_segment(segment))
        if not known:
            menu.addAction(_("No segments yet")).setEnabled(False)
        menu.popup(self.segment.mapToGlobal(QPoint(0, self.segment.height() + 4)))

    def add_segment(self, segment: int) -> None:
        """Make all who are in a segment members."""
        campaign = self._campaign
        if campaign is not None:
            self._work.editor.run(lambda: campaigns.add_segment(self._work.desk, campaign, segment))

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("members.menu")
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _add_statuses(self, menu: QMenu, ids: Sequence[int]) -> None:
        for status in MEMBER_STATUSES:
            action = menu.addAction(str(MEMBER_STATUS_NAMES[status]))
            action.triggered.connect(lambda _checked=False, status=status: self.set_status(ids, status))

    # building

    def _build(self) -> None:
        self.count = label(tone="muted")
        everything: list[tuple[Any, str]] = [(None, _("All"))]
        self.status = MenuPill(
            _("Status"), everything + [(one, str(MEMBER_STATUS_NAMES[one])) for one in MEMBER_STATUSES],
            name="members.status",
        )  # fmt: skip
        self.adder = somebody(self._work.desk)
        self.adder.setObjectName("members.add")
        self.segment = button(_("Add a segment"), "quiet", "layers", small=True, name="members.segment")
        self.change = button(_("Change status"), "quiet", "flag", small=True, name="members.change")
        self.letters = button(_("Letters…"), "quiet", "mail", small=True, name="members.letters")
        self.remove = button(_("Remove"), "quiet-icon", "trash", small=True, name="members.remove")
        head = QHBoxLayout()
        head.setContentsMargins(15, 12, 12, 4)
        head.setSpacing(theme.GAP)
        for part in (label(_("Members"), semibold=True), self.count, self.status):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.change)
        head.addWidget(self.letters)
        head.addWidget(self.remove)
        adding = QHBoxLayout()
        adding.setContentsMargins(12, 0, 12, 8)
        adding.addWidget(self.adder, 1)
        adding.addWidget(self.segment)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.body.addLayout(adding)
        self.body.addWidget(self.table, 1)

    def _connect(self) -> None:
        self.status.chosen.connect(lambda _value: self._ask(begins_anew=True))
        self.adder.changed.connect(self._add)
        self.segment.clicked.connect(self._open_segments)
        self.change.clicked.connect(self._open_statuses)
        self.letters.clicked.connect(self._letters)
        self.remove.clicked.connect(lambda: self._remove(self.table.selected_ids()))
        self.table.sort_requested.connect(lambda _key, _descending: self._ask(begins_anew=True))
        self.table.opened.connect(self._open)
        self.table.delete_requested.connect(self._remove)
        self.table.menu_requested.connect(self._open_menu)
        self.table.selection_changed.connect(lambda _ids: self._enable())
        self.table.empty_action_requested.connect(self.show_all)


def _offer(menu: QMenu, text: str, icon: str, act: Callable[[], object]) -> None:
    action = menu.addAction(text)
    icons.put(action, icon, "muted", 16)
    action.triggered.connect(lambda _checked=False: act())


def _columns(workspace: Workspace) -> list[TableColumn]:
    today, country = workspace.desk.today, workspace.desk.settings.country
    return [
        TableColumn("name", _("Name"), lambda row: row.name, strong=True, width=180),
        TableColumn("company", _("Company"), lambda row: row.company or "", width=150),
        TableColumn("kind", _("Kind"), lambda row: str(KIND_NAMES[row.kind][0]), width=90, sortable=False,
                    color_role="muted"),
        TableColumn("email", _("E-mail"), lambda row: row.email or "", width=170, sortable=False),
        TableColumn("phone", _("Phone"), lambda row: phones.shown(row.phone, country), width=120, sortable=False,
                    hidden=True),
        TableColumn("status", _("Status"), lambda row: str(MEMBER_STATUS_NAMES[row.status]), paint="tag", width=120,
                    color_role=lambda row: _ROLES[row.status]),
        TableColumn("status_on", _("Since"), lambda row: formats.day(row.status_on, today), width=90,
                    color_role="muted", descending_first=True),
    ]  # fmt: skip
