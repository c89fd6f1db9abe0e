"""What stands where nothing is: why, and the next step."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crmdesk.ui import icons, theme
from crmdesk.ui.buttons import button, label


class _Picture(QWidget):
    """The icon on a soft disc."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self.icon = icon
        self.setFixedSize(64, 64)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("soft"))
            painter.drawEllipse(self.rect())
            painter.drawPixmap(19, 19, icons.pixmap(self.icon, "accent", 26, self.devicePixelRatioF()))


class Empty(QWidget):
    """An icon, a sentence, one button, and perhaps a quieter way below it.

    Signals:
        requested: the button was clicked.
        other_requested: the quieter way was.
    """

    requested = Signal()
    other_requested = Signal()

    def __init__(
        self,
        icon: str,
        sentence: str,
        action: str = "",
        detail: str = "",
        parent: QWidget | None = None,
        *,
        plus: bool = False,
        other: str = "",
    ) -> None:
        super().__init__(parent)
        self._picture = _Picture(icon)
        self.sentence = label(sentence, size=15, semibold=True, wrap=True)
        self.detail = label(detail, tone="muted", wrap=True)
        self.action = button(" ", "primary", "plus", name="empty.action")
        self.action.clicked.connect(self.requested)
        self.other = button("", "link", name="empty.other")
        self.other.clicked.connect(self.other_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        column.addStretch(2)
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(theme.GAP)
        for line in (self.sentence, self.detail):
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            line.setTextFormat(Qt.TextFormat.PlainText)
            column.addWidget(line)
        column.addSpacing(theme.GAP_2)
        column.addWidget(self.action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.other, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.set_content(icon, sentence, action, detail, plus=plus, other=other)

    def set_content(
        self, icon: str, sentence: str, action: str = "", detail: str = "", *, plus: bool = False, other: str = ""
    ) -> None:
        """Say something else.

        Args:
            plus: the button adds something, and has the sign for it.
            other: the quieter way.
        """
        self._picture.icon = icon
        self.sentence.setText(sentence)
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))
        if plus:
            icons.put(self.action, "plus", "on_accent", icons.SIZE, 4)
        else:
            icons.take_off(self.action)
        for one, text in ((self.action, action), (self.other, other)):
            one.setText(text.replace("&", "&&"))
            one.setAccessibleName(text)
            one.setVisible(bool(text))
        self.setAccessibleName(sentence)
        self._picture.update()
