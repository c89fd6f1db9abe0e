"""Lines that are cut where there is no room for them, and whole in their tip."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy

from crmdesk.ui import theme

MOST = 500  # characters; longer ones are not measured
NARROWEST = 40  # px


class ElidedLabel(QLabel):
    """One line of text that takes the room there is.

    Args:
        tone, size, semibold: see `buttons.label`.
    """

    def __init__(self, text: str, tone: str = "", size: int = theme.BODY, *, semibold: bool = False) -> None:
        super().__init__()
        self._take(text)
        self.setProperty("tone", tone)
        self.setFont(theme.font(size, semibold))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def _take(self, text: str) -> None:
        self._whole = " ".join(text.replace("\0", " ").split())[:MOST]
        self.setAccessibleName(self._whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._cut()

    def _cut(self) -> None:
        cut = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        self.setText(cut)
        self.setToolTip(self._whole if cut != self._whole else "")


class FittingLabel(ElidedLabel):
    """One line of text as wide as itself where there is room."""

    def __init__(self, text: str = "", tone: str = "", size: int = theme.BODY) -> None:
        super().__init__(text, tone, size)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_whole(self, text: str) -> None:
        """Show another text."""
        self._take(text)
        self.updateGeometry()
        self._cut()

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 1, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(NARROWEST, self.sizeHint().width()), self.sizeHint().height())


class Link(QPushButton):
    """A name that goes somewhere, as wide as itself where there is room."""

    def __init__(self, text: str, act: Callable[[], object]) -> None:
        super().__init__()
        self._whole = " ".join(text.split())[:MOST]
        self._high = theme.line_height() + 4
        self.setProperty("kind", "link")
        self.setAutoDefault(False)
        self.setAccessibleName(self._whole)
        self.setToolTip(self._whole)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(self._high)
        self.setStyleSheet(
            "QPushButton { padding: 0; min-height: 0; border-left: none; border-right: none; text-align: left; }"
        )
        self.clicked.connect(lambda: act())

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 1, self._high)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(NARROWEST, self.sizeHint().width()), self._high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        cut = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        self.setText(cut.replace("&", "&&"))
