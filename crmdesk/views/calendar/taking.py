"""What a calendar file would change, event by event, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from crmdesk.exchange.icalendar import taking
from crmdesk.exchange.icalendar.reading import Event, Refused
from crmdesk.exchange.icalendar.taking import CHANGED, NEW, REFUSED, SAME, Row
from crmdesk.sales import moments
from crmdesk.texts import _, _c, _n
from crmdesk.ui import formats, icons, theme
from crmdesk.ui.buttons import label
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.forms import Form
from crmdesk.views.activities.dialogs import problems_of
from crmdesk.views.calendar.planning import about_field
from crmdesk.views.screen import Workspace

_WIDE, _MOST_ROWS, _ROW, _HEAD = 860, 10, 30, 40
_ICONS = {NEW: ("plus", "positive"), CHANGED: ("pencil", "accent"), SAME: ("check", "muted"), REFUSED: ("x", "danger")}
_MOST_SHOWN = 500


class TakeDialog(Dialog):
    """The events of a file with what would happen to each."""

    def __init__(self, parent: QWidget, workspace: Workspace, file: str, events: Sequence[Event | Refused]) -> None:
        """Raises:
        NotAllowedError: the user imports no activities.
        """
        title, go = _("Import “{file}”", file=file), _c("action", "Import")
        super().__init__(parent, title, " ", primary=go, name="dialog.calendar", width=_WIDE)
        self._work, self._events = workspace, events
        self.rows: list[Row] = taking.rehearse(workspace.desk, events)
        self.form = Form("calendar-import", self)
        hint = _("For those in which nobody known takes part.")
        self.form.add("about", _c("activity", "About"), about_field(workspace.desk), hint=hint)
        self.table = QTreeWidget()
        self.counts = label(tone="muted")
        self._build()
        self.form.edited.connect(lambda _name: self.rehearse())
        self.hold(self.form, lambda _values: problems_of(workspace, lambda: taking.take(workspace.desk, self.rows)))
        self.body.addWidget(self.counts)
        self.body.addWidget(self.table)
        self.show_rows()

    def _build(self) -> None:
        self.subtitle.hide()
        self.table.setProperty("floating", True)
        self.table.setObjectName("dialog.calendar.rows")
        self.table.setAccessibleName(_("Events"))
        self.table.setHeaderLabels([_("Day"), _("Subject"), _("What happens")])
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setIconSize(QSize(16, 16))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.table.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setStretchLastSection(True)
        for column, wide in enumerate((180, 200)):
            self.table.setColumnWidth(column, wide)

    def rehearse(self) -> None:
        """Look again at what would happen: another record was chosen."""
        about = self.form.field("about").value()
        self.rows = taking.rehearse(self._work.desk, self._events, about)
        self.show_rows()

    def show_rows(self) -> None:
        """Say what would happen to each event."""
        self.table.clear()
        order = (NEW, CHANGED, REFUSED, SAME)
        for row in sorted(self.rows, key=lambda one: order.index(one.state))[:_MOST_SHOWN]:
            self.table.addTopLevelItem(self._item(row))
        self.table.setFixedHeight(_HEAD + _ROW * max(4, min(_MOST_ROWS, len(self.rows))))
        found = Counter(row.state for row in self.rows)
        told = [
            _n("{n} new", "{n} new", found[NEW]),
            _n("{n} changed", "{n} changed", found[CHANGED]),
            _n("{n} as it is here", "{n} as they are here", found[SAME]),
            _n("{n} refused", "{n} refused", found[REFUSED]),
        ]
        if parted := sum(bool(row.notes) for row in self.rows if row.state in (NEW, CHANGED)):
            told.append(_n("{n} not as a whole", "{n} not as a whole", parted))
        self.counts.setText(" · ".join(told) if self.rows else _("There are no events in this calendar."))
        self.primary.setEnabled(bool(found[NEW] or found[CHANGED]))

    def _item(self, row: Row) -> QTreeWidgetItem:
        what = row.reason or next(iter(row.notes), None)
        told = str(what) if what is not None else _states()[row.state]
        item = QTreeWidgetItem([_when(row), row.subject or "—", told])
        item.setIcon(2, icons.icon(*_ICONS[row.state]))
        item.setToolTip(2, " ".join(str(note) for note in ((row.reason,) if row.reason else row.notes)) or told)
        item.setToolTip(1, row.subject)
        item.setSizeHint(0, QSize(0, _ROW))
        if row.state == REFUSED:
            item.setForeground(2, theme.color("danger"))
        return item


def _when(row: Row) -> str:
    if row.day is None:
        return ""
    at = "" if row.at is None else formats.time(moments.local(row.at))
    return f"{formats.day(row.day)} {at}".strip()


def _states() -> dict[str, str]:
    return {
        NEW: _("It is new."),
        CHANGED: _("It changes what is here."),
        SAME: _("It is here already."),
        REFUSED: _("It is refused."),
    }
