"""A file dropped on the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData

_TABLES = (".csv", ".tsv", ".txt", ".tab")


def dropped_table(data: QMimeData) -> Path | None:
    """The one dropped file, if it can be a table."""
    urls = data.urls()
    if len(urls) == 1 and urls[0].isLocalFile():
        path = Path(urls[0].toLocalFile())
        return path if path.suffix.lower() in _TABLES else None
    return None
