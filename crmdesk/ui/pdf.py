"""PDF files that are there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QFile, QFileDevice, QIODevice
from PySide6.QtGui import QPdfWriter

from crmdesk.ui.page_size import PaperSize

_DPI = 300


@contextmanager
def pdf_file(path: Path, size: PaperSize, title: str = "") -> Iterator[QPdfWriter]:
    """A file to paint pages on, which takes the place of an older one when all of it was written.

    Args:
        title: of the document, as readers show it.

    Raises:
        OSError: it cannot be written there, or the disk is full.
    """
    part = path.with_name(f".{path.name}.part")
    file = QFile(str(part))
    try:
        with open(part, "wb"):  # says why it cannot be written, which Qt does not
            pass
        if not file.open(QIODevice.OpenModeFlag.WriteOnly):
            raise OSError(file.errorString())
        writer = QPdfWriter(file)
        writer.setTitle(title)
        writer.setResolution(_DPI)
        writer.setPageLayout(size.layout)
        yield writer
        file.flush()
        if file.error() != QFileDevice.FileError.NoError:  # QPdfWriter writes on where a disk is full
            raise OSError(file.errorString())
        file.close()
        os.replace(part, path)
    finally:
        file.close()
        part.unlink(missing_ok=True)
