"""Which column of the file is which field, and the first rows of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crmdesk.exchange.csv_read import Table
from crmdesk.exchange.days import DayFormat
from crmdesk.exchange.importing import importable, new_name
from crmdesk.exchange.numbers import Decimals
from crmdesk.models.custom import CUSTOM_KINDS
from crmdesk.sales.desk import Desk
from crmdesk.texts import _, _n
from crmdesk.ui import theme
from crmdesk.ui.buttons import label
from crmdesk.ui.elided import ElidedLabel
from crmdesk.ui.fields import Choice
from crmdesk.ui.panel import Hairline, Panel
from crmdesk.ui.table.columns import TableColumn
from crmdesk.ui.table.model import PagedTableModel
from crmdesk.ui.table.paint import PADDING
from crmdesk.ui.table.view import TableView
from crmdesk.views.importing import work

FIELD = 190  # px
PREVIEWED = 8
NARROWEST, WIDEST = 70, 200  # px; of the preview's columns


class MappingPanel(Panel):
    """A line for each column: its name, what stands in it, and the field it fills.

    Signals:
        changed: another mapping.
    """

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Columns"))
        self._desk = desk
        self.count = label(tone="muted", size=12)
        self.head.addWidget(self.count)
        self._lines: dict[str, _Line] = {}
        self._place = QVBoxLayout()
        self._place.setSpacing(0)
        self.body.addLayout(self._place)
        self._quiet = False

    def show_table(self, table: Table, kind: str, mapping: Mapping[str, str]) -> None:
        """Show the columns of a file with the fields they fill."""
        while (item := self._place.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        self._lines = {}
        fields = [(one.name, str(one.label)) for one in importable(self._desk, kind)]
        known = {name for name, _label in fields}
        for place, header in enumerate(table.headers):
            if place:
                self._place.addWidget(Hairline())
            own = new_name(header) if kind in CUSTOM_KINDS else ""
            offered = [*fields, (own, _("New field of your own"))] if own and own not in known else fields
            line = _Line(header, work.examples(table, place), offered, mapping.get(header))
            line.field.changed.connect(lambda header=header: self._chosen(header))
            self._lines[header] = line
            self._place.addWidget(line)
        self._count()

    def mapping(self) -> dict[str, str]:
        """Header of a column to the name of the field it fills; columns that are left out are not in it."""
        return {header: line.field.value() for header, line in self._lines.items() if line.field.value()}

    def show_formats(self, formats: Mapping[str, DayFormat | Decimals]) -> None:
        """Say beside each column how its days or numbers are read."""
        for header, line in self._lines.items():
            line.show_format(formats.get(header))

    def field_of(self, header: str) -> Choice:
        """The choice of a column's field."""
        return self._lines[header].field

    def _chosen(self, header: str) -> None:
        if self._quiet:
            return
        chosen = self._lines[header].field.value()
        self._quiet = True
        for other, line in self._lines.items():  # a field is filled by one column
            if chosen and other != header and line.field.value() == chosen:
                line.field.set_value(None)
        self._quiet = False
        self._count()
        self.changed.emit()

    def _count(self) -> None:
        self.count.setText(
            _n("{taken} of {n} is taken", "{taken} of {n} are taken", len(self._lines), taken=len(self.mapping()))
        )


class _Line(QWidget):
    """One column of the file."""

    def __init__(
        self, header: str, examples: Sequence[str], fields: Sequence[tuple[str, str]], chosen: str | None
    ) -> None:
        super().__init__()
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 5, 0, 5)
        across.setSpacing(theme.GAP_2)
        name = _elided(header, "")
        name.setMinimumWidth(90)
        shown = " · ".join(examples) if examples else _("empty")
        what = _elided(shown, "muted")
        self.format = label(tone="accent", size=theme.TAG)
        self.format.hide()
        self.field = Choice(fields, none=_("leave out"))
        self.field.setObjectName(f"import.column.{header}")
        self.field.setAccessibleName(_("Field for the column {column}", column=header))
        self.field.setFixedWidth(FIELD)
        self.field.set_value(chosen)
        across.addWidget(name, 4)
        holds = QVBoxLayout()
        holds.setSpacing(0)
        holds.addWidget(what)
        holds.addWidget(self.format)
        across.addLayout(holds, 5)
        across.addWidget(self.field)

    def show_format(self, read_as: DayFormat | Decimals | None) -> None:
        texts = {
            DayFormat.DMY: _("read as day, month, year"),
            DayFormat.MDY: _("read as month, day, year"),
            DayFormat.YMD: _("read as year, month, day"),
            Decimals.COMMA: _("read with a decimal comma"),
            Decimals.POINT: _("read with a decimal point"),
        }
        self.format.setText(texts[read_as] if read_as is not None else "")
        self.format.setVisible(read_as is not None)


def _elided(text: str, tone: str) -> QLabel:
    return ElidedLabel(text, tone, 12 if tone else theme.BODY)


@dataclass(frozen=True)
class _Row:
    id: int
    cells: Sequence[str]


class PreviewPanel(Panel):
    """The first rows as the file has them."""

    def __init__(self) -> None:
        super().__init__(_("First rows"))
        self.view: TableView | None = None

    def show_table(self, table: Table) -> None:
        """Show the first rows of a file, in a table of its own: its columns are no other file's."""
        if self.view is not None:
            self.view.hide()
            self.view.deleteLater()
        numbered = zip(table.line_numbers, table.rows[:PREVIEWED], strict=False)
        rows = {number: _Row(number, cells) for number, cells in numbered}
        columns = [_column(place, header, list(rows.values())) for place, header in enumerate(table.headers)]
        model = PagedTableModel(columns, lambda ids: [rows[number] for number in ids])
        self.view = TableView(model)
        model.setParent(self.view)
        self.view.setObjectName("import.preview")
        self.view.setAccessibleName(_("First rows"))
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # the page scrolls
        self.view.setFixedHeight((len(rows) + 1) * theme.ROW + 10)
        self.body.addWidget(self.view)
        model.set_ids(list(rows))


def _column(place: int, header: str, rows: Sequence[_Row]) -> TableColumn:
    """A column as wide as what stands in it, within bounds."""
    measures = QFontMetrics(theme.font())
    widest = max(measures.horizontalAdvance(text[:50]) for text in (header, *(row.cells[place] for row in rows)))
    width = min(max(widest + 2 * PADDING + 2, NARROWEST), WIDEST)
    return TableColumn(str(place), header, lambda row: row.cells[place], sortable=False, width=width)
