"""What belongs to a record, beside its form: a company's people, anybody's opportunities, with counts and ways in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.sales import lists, related, words
from crmdesk.sales.related import Related
from crmdesk.texts import _, _n
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import button, clear, label
from crmdesk.ui.panel import Panel
from crmdesk.views.records.facts import link_line, shortened
from crmdesk.views.screen import Workspace

_SHOWN = 5


class BelongingPanel(Panel):
    """One block for each kind that belongs to a record."""

    def __init__(self, workspace: Workspace, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._work, self._kind = workspace, kind
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.body.addWidget(self._content)

    def show_record(self, record: int, name: str) -> None:
        desk = self._work.desk
        clear(self._content)
        if self._kind == "company":
            self._add(related.people_of(desk, record), name, record)
        if self._kind in ("company", "contact"):
            self._add(related.opportunities_of(desk, self._kind, record), name, record)
        if self._kind == "company" and (below := related.companies_below(desk, record)).ids:
            self._add(below, name, record)

    def _add(self, found: Related, name: str, record: int) -> None:
        column = self._content.layout()
        assert column is not None
        column.addWidget(self._title(found, record))
        if found.open:
            amount = formats.money(found.amount_minor, self._work.desk.currency)
            text = _n("{n} open · {amount}", "{n} open · {amount}", found.open, amount=amount)
            column.addWidget(label(text, tone="muted", size=12))
        if not found.ids:
            column.addWidget(label(_("None yet."), tone="muted", size=12))
        rows = lists.rows(self._work.desk, found.kind, found.ids[:_SHOWN])
        for row in rows:
            text = str(row["title" if found.kind == "opportunity" else "name"])
            column.addWidget(link_line(text, self._opener(found.kind, row.id)))
        if len(found.ids) > _SHOWN:
            column.addWidget(link_line(_("Show all {n}", n=len(found.ids)), self._all(found, name)))

    def _title(self, found: Related, record: int) -> QWidget:
        word = words.word(self._work.desk, found.kind)
        place = QWidget()
        across = QHBoxLayout(place)
        across.setContentsMargins(0, 4, 0, 0)
        across.setSpacing(theme.GAP)
        across.addWidget(label(word.many, semibold=True))
        across.addWidget(label(formats.number(len(found.ids)), tone="muted"))
        across.addStretch(1)
        add = button(word.new(), "quiet-icon", "plus", small=True, name=f"belonging.{found.kind}.add")
        link = "parent" if found.kind == "company" else self._kind
        add.clicked.connect(lambda: self._work.navigator.new_record(found.kind, **{link: record}))
        across.addWidget(add)
        return place

    def _opener(self, kind: str, record: int) -> Callable[[], object]:
        return lambda: self._work.navigator.open_record(kind, record)

    def _all(self, found: Related, name: str) -> Callable[[], object]:
        title = f"{words.word(self._work.desk, found.kind).many}: {shortened(name, 60)}"
        return lambda: self._work.navigator.open_rows(title, found.kind, found.ids)
