"""A list of records: searched, filtered, sorted, opened, and changed by the hundred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.models.errors import StorageError
from crmdesk.sales import list_order, preferences, words
from crmdesk.sales.changes import Changes
from crmdesk.sales.fields import fields_of
from crmdesk.sales.lists import ListQuestion
from crmdesk.sales.segments import Rule
from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.keys import Keys
from crmdesk.ui.panel import Panel
from crmdesk.views.lists.columns import FIRST_ORDER, columns_of
from crmdesk.views.lists.filters import Filters
from crmdesk.views.lists.menu import menu_for
from crmdesk.views.lists.side import SidePanel
from crmdesk.views.lists.table import ListTable, RowSource
from crmdesk.views.records.actions import Actions
from crmdesk.views.screen import Screen, Workspace

_OFFICE = (
    *("user", "source", "reason", "lead_status", "lead_reason"),
    *("stage", "pipeline", "campaign", "segment", "tag", "setting", "custom_field", "custom_choice"),
)
_LINKED = {
    "opportunity": ("company", "contact", "product", "opportunity_line", "tagging"),
    "lead": ("activity", "tagging"),
    "contact": ("company", "tagging"),
    "company": ("tagging",),
    "campaign": ("campaign_member", "lead", "opportunity"),
    "segment": (),
    "product": (),
    "quote": ("opportunity", "quote_line"),
    "everyone": ("lead", "contact", "company", "activity", "tagging"),
}
_ALONE = ("campaign", "segment")
"""Kinds whose columns need the room beside the table."""
KEEP_AFTER_MS = 600
_SIDE_FROM = 900  # px; a narrower window keeps the table alone until somebody wants the side too


class ListScreen(Screen):
    """The list of one kind; what the user chose (columns, order, filters) is kept for the next time."""

    def __init__(self, workspace: Workspace, kind: str, parent: QWidget | None = None) -> None:
        self._kind = self.adds = kind
        self.KINDS = (kind, *_LINKED[kind], *_OFFICE)
        super().__init__(workspace, parent)
        self._rows_title: str | None = None
        self._only: tuple[int, ...] | None = None
        self._set_aside: dict[str, Any] | None = None  # the filters while the rows behind a figure are shown
        self._wanted: int | None = None  # to be selected when the rows are here
        self._loaded = False
        self._any = True  # until it is counted
        self._kept_soon = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._kept_soon.timeout.connect(self._write_kept)
        self._side_wanted: bool | None = False if kind in _ALONE else None  # nobody chose: by the room there is
        self.actions_ = self.make_actions()
        self._build()
        self._restore()
        self._add_keys()

    # what a list of its own sort does in its own way

    def make_actions(self) -> Actions:
        """What acts on the rows."""
        return Actions(self.workspace, self._kind, self)

    def make_side(self) -> SidePanel:
        """What stands beside the rows."""
        return SidePanel(self.workspace, self._kind, self.actions_)

    def touched(self, changes: Changes) -> frozenset[int]:
        """The rows that were changed, or may have been added."""
        return changes.of(self._kind)

    # what the window asks

    def title(self) -> str:
        return words.word(self.workspace.desk, self._kind).many

    def primary(self) -> str:
        return words.word(self.workspace.desk, self._kind).new()

    def run_primary(self) -> None:
        self.workspace.navigator.new_record(self._kind)

    def place(self) -> dict[str, Any]:
        return {
            "text": self.filters.text(),
            "trash": self.filters.trashed(),
            "current": self.table.current_id(),
            "title": self._rows_title,
            "only": list(self._only) if self._only is not None else None,
        }

    def show_place(self, place: dict[str, Any]) -> None:
        """Go to a place; ``{"title": …, "only": [ids]}`` shows the rows behind a figure."""
        if "only" in place:
            self._set_only(place.get("title"), place["only"])
        self.filters.set_text(str(place.get("text") or ""))
        self.filters.trash.setChecked(bool(place.get("trash")))
        self._wanted = place.get("current")
        if self._loaded:
            self._ask()

    # loading

    def load(self) -> None:
        self.filters.refresh()
        self.source.forget_counts()
        if self._loaded:
            self.table.set_columns(columns_of(self.workspace.desk, self._kind))
            self.source.ask_again(self._question())
            self.side.refresh()
        else:
            self._loaded = True
            self._ask()

    def update_for(self, changes: Changes) -> None:
        """Show touched rows anew; ask again only when the order or the filters may have changed."""
        if changes.everything or changes.touches(*_OFFICE):
            self.load()
            return
        touched = self.touched(changes)
        still = (
            bool(touched)
            and len(touched) <= 200
            and not touched & self.touched(replace(changes, touched=changes.added))
        )
        alone = still and not self._narrowed()
        if not (alone and self.source.refresh_rows(sorted(touched))):
            self.source.forget_counts()
            self.source.ask_again(self._question(), sorted(touched))
        self.side.refresh()

    def _ask(self) -> None:
        """Another question: from the top."""
        self.source.ask(self._question())
        self._say_empty()
        if self._wanted is not None:
            self.table.select_ids([self._wanted])
        if not self.table.selected_ids() and (first := self.source.model.id_at(0)) is not None:
            self.table.select_ids([first], scroll=False)
        self._show_selected()

    def _question(self) -> ListQuestion:
        key, descending = self.table.sort()
        return ListQuestion(
            text=self.filters.text(),
            conditions=self.filters.conditions(),
            only=self._only,
            order=key if key and self._sortable(key) else "",
            descending=descending,
            trashed=self.filters.trashed(),
        )

    def _sortable(self, key: str) -> bool:
        return any(field.name == key for field in fields_of(self.workspace.desk, self._kind)) and list_order.can_sort(
            self.workspace.desk, self._kind, key
        )

    def _counted(self, shown: int, whole: int) -> None:
        self.filters.set_count(shown, whole)
        self.side.set_any(shown > 0)
        self._set_any(whole > 0)
        self._say_empty()
        if self._wanted is not None:
            self.table.select_ids([self._wanted])
            self._wanted = None

    def _say_empty(self) -> None:
        if self.filters.trashed() and not self.filters.text():
            self.table.set_empty(
                _("The trash is empty"), _("What is deleted waits here until it is wanted back."), icon="trash"
            )
        elif self._narrowed():
            self.table.set_empty(
                _("Nothing matches"), _("Search for less, or clear the filters."), _("Clear filters"), "search"
            )
        else:
            from crmdesk.exchange.importing.mapping import KINDS  # late: a list is seldom empty

            other = _("Import from CSV…") if self.imported() in KINDS else ""
            self.table.set_empty(self.nothing_yet(), action=self.primary(), plus=True, other=other)

    def imported(self) -> str:
        """The kind that is taken in from a file where the list is empty."""
        return self._kind

    def nothing_yet(self) -> str:
        """The sentence of an empty list."""
        return _("No {word} yet", word=words.word(self.workspace.desk, self._kind).many.lower())

    # what somebody does

    def _filters_changed(self) -> None:
        if self._set_aside is None:
            self._keep()
        self._ask()
        for problem in self.filters.problems():
            self.workspace.events.failed.emit(problem)

    def _sorted(self, _key: str, _descending: bool) -> None:
        self._keep()
        self._ask()

    def _selected(self, _ids: Sequence[int]) -> None:
        self._show_selected()

    def _show_selected(self) -> None:
        self.side.show_records(self.table.selected_ids(), self.filters.trashed())

    def _open(self, record: int) -> None:
        if self.filters.trashed():
            self.workspace.navigator.say(_("This is in the trash. Restore it to open it."))
        else:
            self.actions_.open(record)

    def _delete(self, ids: Sequence[int]) -> None:
        if not self.filters.trashed():
            self.actions_.trash(ids)

    def _open_menu(self, ids: Sequence[int], where: QPoint) -> None:
        menu = menu_for(
            self,
            self.workspace.desk,
            self._kind,
            list(ids),
            self.actions_,
            self.table.copy_selected,
            trashed=self.filters.trashed(),
        )
        menu.popup(where)

    def _narrowed(self) -> bool:
        """Whether not everything is shown."""
        return self.filters.any_on() or self._only is not None

    def _empty_action(self) -> None:
        if self._narrowed():
            self._clear()
        else:
            self.run_primary()

    def _clear(self) -> None:
        """Leave the rows behind a figure, or all filters."""
        if self._only is not None:
            self._set_only(None, None)
        else:
            self.filters.clear()
            self._keep()
        self._ask()

    def _set_only(self, title: str | None, only: Sequence[int] | None) -> None:
        if only is not None and self._set_aside is None:
            self._set_aside = self.filters.state()
            self.filters.clear()
        elif only is None and self._set_aside is not None:
            self.filters.restore(self._set_aside)
            self._set_aside = None
        self._only = tuple(only) if only is not None else None
        self._rows_title = (title or _("Chosen rows")) if only is not None else None
        self.filters.set_rows_title(self._rows_title)

    def _laid_out(self) -> None:
        self._see_columns()
        self._keep()

    def _see_columns(self) -> None:
        """Have only the columns loaded that are seen."""
        columns = self.table.layout_state()["columns"]
        self.source.set_seen(frozenset(column["key"] for column in columns if not column["hidden"]))

    def _set_any(self, there_are: bool) -> None:
        """An empty list has the room alone: its next step is there, and nothing can stand beside it."""
        if there_are != self._any:
            self._any = there_are
            self.filters.side.setEnabled(there_are)
            self._fit_side()

    def _toggle_side(self) -> None:
        if not self._any:
            return
        self._side_wanted = self.side.isHidden()
        self._fit_side()
        self._keep()

    def _fit_side(self) -> None:
        wanted = self._side_wanted
        self.side.setVisible(self._any and (self.width() >= _SIDE_FROM if wanted is None else wanted))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_side()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.filters.text():
            QTimer.singleShot(0, self, self.table.setFocus)  # Qt gives it to the search, being the first in the chain

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        pending = self.filters.stop()
        self._kept_soon.stop()
        if self.source.stop() or pending:
            self._stale = Changes(everything=True)  # a search not asked yet is asked when the list is seen again

    def may_leave(self) -> bool:
        self._settle_kept()
        self.side.settle()
        return True

    # kept for the next time

    def _keep(self) -> None:
        """Keep what the user chose, when it has come to rest: each writing waits for the disk."""
        if self.isVisible():  # the header settles a moment later too, when the window may be closed already
            self._kept_soon.start()

    def _settle_kept(self) -> None:
        """Write now what was to be written a little later."""
        if self._kept_soon.isActive():
            self._kept_soon.stop()
            self._write_kept()

    def _write_kept(self) -> None:
        kept = {
            "layout": self.table.layout_state(),
            "filters": self.filters.state() if self._set_aside is None else self._set_aside,
            "side": self._side_wanted,
        }
        try:
            preferences.put(self.workspace.desk, f"list.{self._kind}", kept)
        except StorageError:
            return  # a book that cannot be written just forgets it

    def _restore(self) -> None:
        kept = preferences.get(self.workspace.desk, f"list.{self._kind}") or {}
        self.table.set_sort(*FIRST_ORDER[self._kind])
        if kept.get("layout"):
            self.table.restore_layout(kept["layout"])
        self._see_columns()
        self.filters.restore(kept.get("filters") or {})
        self._side_wanted = kept.get("side", self._side_wanted)
        self._fit_side()

    # building

    def _build(self) -> None:
        desk = self.workspace.desk
        self.source = RowSource(desk, self._kind, self)
        self.table = ListTable(self.source)
        self.table.setObjectName(f"list.{self._kind}")
        self.table.setAccessibleName(self.title())
        self.filters = Filters(desk, self._kind)
        self.side = self.make_side()
        panel = Panel(padding=1)
        panel.body.addWidget(self.table)
        rows = QHBoxLayout()
        rows.setSpacing(theme.GAP_3)
        rows.addWidget(panel, 1)
        rows.addWidget(self.side)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.GAP_2, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.GAP_2)
        column.addWidget(self.filters)
        column.addLayout(rows, 1)
        self.setFocusProxy(self.table)
        self._connect()

    def _connect(self) -> None:
        self.source.counted.connect(self._counted)
        self.source.failed.connect(lambda problem: self.workspace.events.failed.emit(str(problem)))
        self.filters.changed.connect(self._filters_changed)
        self.filters.rows_cleared.connect(self._clear)
        self.filters.keep_requested.connect(self._keep_as_segment)
        self.filters.leave_requested.connect(self.table.setFocus)
        self.filters.columns_requested.connect(self._open_columns)
        self.filters.side_requested.connect(self._toggle_side)
        self.table.sort_requested.connect(self._sorted)
        self.table.opened.connect(self._open)
        self.table.delete_requested.connect(self._delete)
        self.table.menu_requested.connect(self._open_menu)
        self.table.selection_changed.connect(self._selected)
        self.table.layout_changed.connect(self._laid_out)
        self.table.empty_action_requested.connect(self._empty_action)
        self.table.empty_other_requested.connect(lambda: self.workspace.navigator.go("import", kind=self.imported()))
        self.side.menu_requested.connect(self._open_menu)

    def _keep_as_segment(self) -> None:
        from crmdesk.views.campaigns.keeping import keep_filters

        rule = Rule(self.filters.text(), self.filters.conditions())
        keep_filters(self, self.workspace, self._kind, rule)

    def _open_columns(self) -> None:
        at = self.filters.columns
        self.table.column_menu(at.mapToGlobal(at.rect().bottomLeft()))

    def _add_keys(self) -> None:
        keys = getattr(self.workspace.navigator, "keys", None)
        if isinstance(keys, Keys):
            keys.bind(("/", "Ctrl+F"), self.filters.focus_search, within=self)
            keys.bind(("Ctrl+I",), self._toggle_side, within=self)
