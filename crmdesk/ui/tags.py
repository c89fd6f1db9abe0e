"""Tags as chips, edited in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QStandardItemModel
from PySide6.QtWidgets import QFrame, QLineEdit, QSizePolicy, QWidget

from crmdesk.texts import _
from crmdesk.ui import icons, theme
from crmdesk.ui.fields import Field, too_long
from crmdesk.ui.flow import FlowLayout
from crmdesk.ui.picker import TYPED, completer_over, drop_down, row
from crmdesk.ui.style import repolish

LIMIT = 60


class Chip(QWidget):
    """One tag with its x.

    Signals:
        removed: the x was clicked.
    """

    removed = Signal()

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(min(self.fontMetrics().horizontalAdvance(self.text) + 36, 220), 24)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.position().x() > self.width() - 22:
            self.removed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("soft"))
            painter.drawRoundedRect(QRectF(self.rect()), 5, 5)
            painter.setPen(theme.color("accent"))
            painter.setFont(theme.font(12))
            room = self.rect().adjusted(8, 0, -22, 0)
            shown = painter.fontMetrics().elidedText(self.text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
            painter.drawPixmap(self.width() - 19, 6, icons.pixmap("x", "accent", 12, self.devicePixelRatioF()))


class Tags(Field, QFrame):
    """Several short words.  Enter or a comma makes a chip of what is typed; Backspace on nothing takes the last away.

    Args:
        known: gives the tags that exist and match a text, to be offered.
    """

    changed = Signal()

    def __init__(
        self, known: Callable[[str], Sequence[str]] | Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._known = known
        self._chips: list[Chip] = []
        self.setProperty("editor", True)
        self._flow = FlowLayout(self, gap=4)
        self._flow.setContentsMargins(6, 4, 6, 4)
        self.line = QLineEdit(self)
        self.line.setProperty("bare", True)
        self.line.setMinimumWidth(90)
        self.line.setPlaceholderText(_("Add a tag…"))
        self._flow.addWidget(self.line)
        self.setFocusProxy(self.line)
        self.setMinimumHeight(theme.CONTROL)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._model = QStandardItemModel(self)
        self._completer, self._list = completer_over(self._model, self.line)
        self._completer.activated[QModelIndex].connect(self._taken)  # type: ignore[index]
        self.line.textEdited.connect(self._typed)
        self.line.installEventFilter(self)

    def value(self) -> list[str]:
        """The tags in order, with the one still being typed."""
        typed = _clean(self.line.text())
        tags = [chip.text for chip in self._chips]
        return [*tags, typed] if typed and typed.casefold() not in {tag.casefold() for tag in tags} else tags

    def set_value(self, value: Iterable[str] | None) -> None:
        for chip in list(self._chips):
            self._drop(chip)
        self.line.clear()
        for tag in value or ():
            self._put(_clean(tag))
        self.changed.emit()

    def own_problem(self) -> str:
        return next((told for tag in self.value() if (told := too_long(tag, LIMIT))), "")

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def add(self, text: str) -> None:
        """Add a tag unless it is there."""
        if self._put(_clean(text)):
            self.changed.emit()

    def remove(self, text: str) -> None:
        for chip in self._chips:
            if chip.text == text:
                self._drop(chip)
                self.changed.emit()
                return

    def _put(self, tag: str) -> bool:
        if not tag or tag.casefold() in {chip.text.casefold() for chip in self._chips}:
            return False
        chip = Chip(tag, self)
        chip.removed.connect(lambda: self.remove(tag))
        self._chips.append(chip)
        self._flow.insert_widget(self._flow.count() - 1, chip)
        chip.show()
        self._resized()
        return True

    def _drop(self, chip: Chip) -> None:
        self._chips.remove(chip)
        self._flow.removeWidget(chip)
        chip.hide()
        chip.deleteLater()
        self._resized()

    def _resized(self) -> None:
        self.line.setPlaceholderText("" if self._chips else _("Add a tag…"))
        self.updateGeometry()

    def _typed(self, text: str) -> None:
        if "," in text or ";" in text:
            *whole, rest = text.replace(";", ",").split(",")
            self.line.setText(rest.lstrip())
            for tag in whole:
                self._put(_clean(tag))
        else:
            self._offer(text.strip())
        self.changed.emit()

    def _offer(self, typed: str) -> None:
        self._model.clear()
        if not typed:
            self._list.hide()
            return
        there = {chip.text.casefold() for chip in self._chips}
        if callable(self._known):
            found = self._known(typed)
        else:
            found = [tag for tag in self._known if typed.casefold() in tag.casefold()]
        for tag in found[:9]:
            if tag.casefold() not in there:
                self._model.appendRow(row(tag, tag, tag))
        if self._model.rowCount():
            drop_down(self._completer, self.line, light_first=False)
        else:
            self._list.hide()

    def _taken(self, index: QModelIndex) -> None:
        tag = index.data(TYPED)
        self.line.clear()
        self.add(tag)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.setProperty("within", event.type() == QEvent.Type.FocusIn)
            repolish(self)
            if event.type() == QEvent.Type.FocusOut and not self._list.isVisible():
                self._commit()
        if watched is self.line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _commit(self) -> bool:
        typed = self.line.text()
        if not typed.strip():
            return False
        self.line.clear()
        self.add(typed)
        return True

    def _key(self, event: QKeyEvent) -> bool:
        """Whether the key was for the chips and not for the line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            return self._commit()
        if event.key() == Qt.Key.Key_Backspace and not self.line.text() and self._chips:
            self.remove(self._chips[-1].text)
            return True
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.line.setFocus()


def _clean(text: Any) -> str:
    return " ".join(str(text).replace(",", " ").split())
