"""The sizes of paper that pages are laid out for."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize


@dataclass(frozen=True, slots=True)
class PaperSize:
    """A sheet of paper, upright.

    Attributes:
        width, height: mm.
        id: as printers and PDF files know it.
    """

    width: float
    height: float
    id: QPageSize.PageSizeId

    def height_at(self, width: float) -> int:
        """How many px high a picture is that is so many px wide."""
        return round(width * self.height / self.width)

    @property
    def layout(self) -> QPageLayout:
        """The whole sheet, without margins of its own."""
        return QPageLayout(QPageSize(self.id), QPageLayout.Orientation.Portrait, QMarginsF())


A4 = PaperSize(210, 297, QPageSize.PageSizeId.A4)
LETTER = PaperSize(215.9, 279.4, QPageSize.PageSizeId.Letter)
BY_CODE = {"a4": A4, "letter": LETTER}
