"""How a document is told in a line: its icon, its size, who added it and when."""

from __future__ import annotations

from crmdesk.sales.desk import Desk
from crmdesk.sales.documents import DocumentRow
from crmdesk.texts import _
from crmdesk.ui import formats
from crmdesk.ui.files import FileLine

_ICONS = {"image": "image", "text": "file-text", "audio": "megaphone", "video": "image"}
_OF_TYPE = {
    "application/pdf": "file-text",
    "application/zip": "archive",
    "application/vnd.ms-excel": "table",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "table",
    "application/vnd.oasis.opendocument.spreadsheet": "table",
    "text/csv": "table",
    "message/rfc822": "mail",
}


def icon_of(media_type: str) -> str:
    """The name of the icon for a kind of file."""
    return _OF_TYPE.get(media_type) or _ICONS.get(media_type.partition("/")[0], "document")


def file_line(desk: Desk, row: DocumentRow) -> FileLine:
    """A document as a list shows it."""
    badge = _("Version {n}", n=formats.number(row.older + 1)) if row.older else ""
    return FileLine(row.id, icon_of(row.media_type), row.name, told(desk, row), badge)


def told(desk: Desk, row: DocumentRow) -> str:
    """What is known about a document: its opportunity, size, who added it and when."""
    day = row.added_at.date()
    when = _("today") if day == desk.today else formats.day(day, desk.today)
    parts = (row.about, formats.size(row.size), row.added_by, f"{when} {formats.time(row.added_at)}")
    return " · ".join(part for part in parts if part)
