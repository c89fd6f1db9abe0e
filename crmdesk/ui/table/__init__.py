"""A table over any number of rows: columns as data, rows a page at a time, nothing loaded that is not seen."""

from crmdesk.ui.table.columns import TableColumn
from crmdesk.ui.table.model import PagedTableModel
from crmdesk.ui.table.view import TableView

__all__ = ["PagedTableModel", "TableColumn", "TableView"]
