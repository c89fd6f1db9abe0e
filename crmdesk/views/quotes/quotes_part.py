"""The tab of an opportunity with its quotes, and the sales note of a won one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.models.pipeline import WON
from crmdesk.sales import access, lines, quote_rows, refusals, sales_notes, words
from crmdesk.sales.fields import QUOTE_STATUS_NAMES
from crmdesk.sales.quote_rows import QuoteRow
from crmdesk.sales.rights import ADD
from crmdesk.texts import _
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.panel import Hairline
from crmdesk.ui.table import PagedTableModel, TableColumn, TableView
from crmdesk.views.quotes.bar import ROLES, QuoteBar
from crmdesk.views.quotes.doing import Doing
from crmdesk.views.quotes.words import called
from crmdesk.views.records.parts import Part
from crmdesk.views.screen import Workspace


class QuotesPart(Part):
    """An opportunity's quotes, the newest first, what can be done with the chosen one, and the sales note below."""

    def __init__(self, workspace: Workspace, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(workspace, kind, parent)
        self.doing = Doing(workspace, self)
        self._rows: dict[int, QuoteRow] = {}
        self._model = PagedTableModel(_columns(workspace), self._load_rows, parent=self)
        self.table = TableView(self._model)
        self.table.setObjectName("opportunity.quotes")
        self.table.setAccessibleName(words.word(workspace.desk, "quote").many)
        self.bar = QuoteBar(self.doing, opens=True)
        self.add = button(words.word(workspace.desk, "quote").new(), "primary", "plus", small=True, name="quotes.add")
        self.note = button(_("Make the sales note"), small=True, name="note.make")
        self.note_paper = button(_("Print or PDF…"), small=True, name="note.paper")
        self.told = label(tone="muted")
        self._build()

    def load(self, record: int, *, anew: bool) -> None:
        desk = self.workspace.desk
        self._rows = {row.id: row for row in quote_rows.of_opportunity(desk, record)}
        ids = list(self._rows)
        self._model.set_ids(ids, anew)
        self._model.refresh(ids)
        if ids and not self.table.selected_ids():
            self.table.select_ids(ids[:1])
        why_not = refusals.why_not(desk, "quote", ADD)
        self.add.setEnabled(why_not is None)
        self.add.setToolTip("" if why_not is None else str(why_not))
        word = words.word(desk, "quote")
        self.table.set_empty(
            _("No {word} yet", word=word.many.lower()), _("It takes over the lines under Products."), word.new(),
            "file-text", plus=True,
        )  # fmt: skip
        self._show_bar()
        self._show_note(record)

    def _load_rows(self, ids: Sequence[int]) -> list[QuoteRow]:
        return [self._rows[known] for known in ids if known in self._rows]

    def _show_bar(self) -> None:
        chosen = self.table.selected_ids()
        row = self._rows.get(chosen[0]) if len(chosen) == 1 else None
        self.bar.show_quote(row, may=row is not None and access.may_change(self.workspace.desk, "quote", row.id))

    def _show_note(self, record: int) -> None:
        desk = self.workspace.desk
        told = lines.following(desk, record)
        notes = sales_notes.of_opportunity(desk, record)
        won = told is not None and told.state == WON
        self.note.setVisible(won and not notes)
        self.note_paper.setVisible(bool(notes))
        if notes:
            total = formats.money(notes[0].total_minor, notes[0].currency, decimals=True)
            text = " · ".join((notes[0].number, total, _("without fiscal value")))
        else:
            text = _("Written down for the office’s own control.") if won else _("It can be made when this is won.")
        self.told.setText(text)

    def _make(self) -> None:
        if self.record is not None:
            self.doing.make(self.record)

    def _make_note(self) -> None:
        if self.record is not None and self.doing.make_note(self.record):
            self._show_note(self.record)

    def _show_note_paper(self) -> None:
        notes = sales_notes.of_opportunity(self.workspace.desk, self.record or 0)
        if notes:
            self.doing.show("sales_note", notes[0].id)

    def _trash(self, ids: Sequence[int]) -> None:
        from crmdesk.sales import records

        self.workspace.editor.run(lambda: records.trash(self.workspace.desk, "quote", ids))

    def _build(self) -> None:
        above = QHBoxLayout()
        above.setContentsMargins(18, 10, 14, 8)
        above.addWidget(self.bar, 1)
        above.addWidget(self.add)
        below = QHBoxLayout()
        below.setContentsMargins(18, 12, 14, 14)
        below.setSpacing(theme.GAP_2)
        below.addWidget(label(words.word(self.workspace.desk, "sales_note").one, semibold=True))
        below.addWidget(self.told, 1)
        below.addWidget(self.note)
        below.addWidget(self.note_paper)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(above)
        column.addWidget(self.table, 1)
        column.addWidget(Hairline())
        column.addLayout(below)
        self.add.clicked.connect(self._make)
        self.note.clicked.connect(self._make_note)
        self.note_paper.clicked.connect(self._show_note_paper)
        self.table.selection_changed.connect(lambda _ids: self._show_bar())
        self.table.opened.connect(self.doing.open)
        self.table.delete_requested.connect(self._trash)
        self.table.empty_action_requested.connect(self._make)


def _columns(workspace: Workspace) -> list[TableColumn]:
    today = workspace.desk.today
    return [
        TableColumn("number", _("Number"), lambda row: called(row.number, row.state), strong=True, sortable=False,
                    width=130),
        TableColumn("title", _("Title"), lambda row: row.title, sortable=False, width=190, hidden=True),
        TableColumn("revision", _("Revision"), lambda row: str(row.revision), sortable=False, align="right", width=84),
        TableColumn("state", _("Status"), lambda row: str(QUOTE_STATUS_NAMES[row.state]), paint="tag", sortable=False,
                    color_role=lambda row: ROLES[row.state], width=150),
        TableColumn("sent_on", _("Sent on"), lambda row: formats.day(row.sent_on, today), sortable=False,
                    color_role="muted", width=96),
        TableColumn("valid_until", _("Valid until"), lambda row: formats.day(row.valid_until, today), sortable=False,
                    color_role="muted", width=100),
        TableColumn("total", _("Total"), lambda row: formats.money(row.total_minor, row.currency, decimals=True),
                    paint="money", sortable=False, width=130),
    ]  # fmt: skip
