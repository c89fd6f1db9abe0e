"""Widgets that know nothing of CRM: board, table, forms, charts, palette, theme, jobs."""

import PySide6.QtCore  # noqa: F401 - there from here on, for the line below

from crmdesk import spare_reading

spare_reading()
