"""What a file looks like: a picture, a page of a document, or the beginning of a text."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from crmdesk.texts import _
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.empty import Empty


@dataclass(frozen=True)
class Prepared:
    """What there is to be seen of a file; one of picture, text and sentence.

    Attributes:
        sentence: why nothing else is shown.
        page, pages: of a document, from 0.
        note: what else to know, such as that it is only the beginning.
    """

    image: QImage | None = None
    text: str | None = None
    sentence: str = ""
    page: int = 0
    pages: int = 1
    note: str = ""


class _Picture(QWidget):
    """A picture as large as there is room, never larger than it is."""

    def __init__(self) -> None:
        super().__init__()
        self.image: QImage | None = None
        self._fitted = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def show_image(self, image: QImage, name: str) -> None:
        self.image, self._fitted = image, QImage()
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.image is None or self.image.isNull():
            return
        sharpness = self.devicePixelRatioF()
        whole, room = self.image.size(), (self.size() - QSize(2, 2)) * sharpness
        fit = whole.scaled(room, Qt.AspectRatioMode.KeepAspectRatio) if _over(whole, room) else whole
        if self._fitted.size() != fit:  # averaged once: a painter's own scaling loses thin lines
            smooth = Qt.TransformationMode.SmoothTransformation
            self._fitted = self.image.scaled(fit, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
        shown = fit / sharpness
        place = QRect((self.width() - shown.width()) // 2, 1, shown.width(), shown.height())
        with QPainter(self) as painter:
            painter.fillRect(place, theme.color("paper"))
            painter.drawImage(place, self._fitted)
            painter.setPen(theme.color("line"))
            painter.drawRect(place.adjusted(0, 0, -1, -1))


def _over(size: QSize, room: QSize) -> bool:
    return size.width() > room.width() or size.height() > room.height()


class Preview(QWidget):
    """The place where it is shown.

    Signals:
        page_requested: another page (its number, from 0).
    """

    page_requested = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.picture = _Picture()
        self.text = QPlainTextEdit()
        self.text.setObjectName(f"{name}.text")
        self.text.setReadOnly(True)
        self.text.setAccessibleName(_("Preview"))
        self.nothing = Empty("eye-off", "")
        self._stack = QStackedWidget()
        for page in (self.picture, self.text, self.nothing):
            self._stack.addWidget(page)
        self._page = 0
        self.before = button(_("Page before"), "quiet-icon", "chevron-left", small=True, name=f"{name}.before")
        self.after = button(_("Next page"), "quiet-icon", "chevron-right", small=True, name=f"{name}.after")
        self.before.clicked.connect(lambda: self.page_requested.emit(self._page - 1))
        self.after.clicked.connect(lambda: self.page_requested.emit(self._page + 1))
        self.count = label(tone="muted", size=12)
        self.note = label(tone="muted", size=12, wrap=True)
        self._turning = QWidget()
        across = QHBoxLayout(self._turning)
        across.setContentsMargins(0, 0, 0, 0)
        across.addStretch(1)
        for widget in (self.before, self.count, self.after):
            across.addWidget(widget)
        across.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(self._stack, 1)
        column.addWidget(self._turning)
        column.addWidget(self.note)
        self.clear()

    def clear(self, sentence: str = "") -> None:
        """Show nothing, perhaps with the reason."""
        self.show_prepared(Prepared(sentence=sentence), "")

    def show_prepared(self, found: Prepared, name: str) -> None:
        """Show what was prepared of the file of this name."""
        self._page = found.page
        if found.image is not None:
            self.picture.show_image(found.image, name)
            self._stack.setCurrentWidget(self.picture)
        elif found.text is not None:
            self.text.setPlainText(found.text)
            self._stack.setCurrentWidget(self.text)
        else:
            self.nothing.set_content("eye-off", found.sentence)
            self._stack.setCurrentWidget(self.nothing)
            self.nothing.setVisible(bool(found.sentence))
        self._turning.setVisible(found.pages > 1)
        self.before.setEnabled(found.page > 0)
        self.after.setEnabled(found.page < found.pages - 1)
        self.count.setText(_("Page {n} of {all}", n=formats.number(found.page + 1), all=formats.number(found.pages)))
        self.note.setText(found.note)
        self.note.setVisible(bool(found.note))
