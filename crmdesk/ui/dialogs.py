"""Dialogs in the program's own look: a rounded sheet over a dimmed window."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QHideEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
    QRegion,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.style import has_no_desktop

if TYPE_CHECKING:
    from crmdesk.ui.forms import Form

SHADOW = 28  # px around the sheet, for what it casts
WIDTH = 440
DIMMED = 0.42


class Dim(QWidget):
    """Darkens a whole window and keeps the mouse from what is below, while something is asked above it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parent():
            self.setGeometry(self._window.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), dim_color())


def dim_color() -> QColor:
    tint = theme.color("shadow")
    tint.setAlphaF(0.58 if theme.is_dark() else DIMMED)
    return tint


class Dialog(QDialog):
    """A sheet with a title, what is asked, Cancel and one primary button.

    `body` takes what is asked; Enter presses `primary`, Esc cancels.  Works by `exec` and by `open`.
    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        subtitle: str = "",
        *,
        primary: str = "",
        cancel: str | None = "",
        name: str = "",
        width: int = WIDTH,
        danger: bool = False,
    ) -> None:
        """Args:
        primary: the primary button's text ("OK" when not given).
        cancel: the other button's text ("Cancel" when not given); None for no such button.
        name: the objectName ("dialog.won").
        danger: the primary button destroys something.
        """
        super().__init__(parent.window() if parent is not None else None)
        self.setWindowFlags(Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        # an X server without a compositor would paint what is translucent black: there the sheet is cut out instead
        self._translucent = not (QGuiApplication.platformName() == "xcb" and has_no_desktop())
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, self._translucent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(subtitle)
        self.setModal(True)
        self._dim: Dim | None = None
        self._asker: QWidget | None = None
        self._sheet = QVBoxLayout(self)
        edge = SHADOW + theme.GAP_4
        self._sheet.setContentsMargins(edge, edge, edge, edge)
        self._sheet.setSpacing(0)
        self.title = label(title, size=theme.TITLE, semibold=True, wrap=True)
        self.subtitle = label(subtitle, tone="muted", wrap=True)
        for line in (self.title, self.subtitle):
            line.setTextFormat(Qt.TextFormat.PlainText)
        self.subtitle.setVisible(bool(subtitle))
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.GAP_2)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(theme.GAP)
        self.buttons.addStretch(1)
        self._sheet.addWidget(self.title)
        self._sheet.addSpacing(4)
        self._sheet.addWidget(self.subtitle)
        self._sheet.addSpacing(theme.GAP_3)
        self._sheet.addLayout(self.body, 1)
        self._sheet.addSpacing(theme.GAP_4)
        self._sheet.addLayout(self.buttons)
        self.cancel = button(cancel or _("Cancel"), name=f"{name}:cancel" if name else "cancel")
        self.cancel.clicked.connect(self.reject)
        self.cancel.setVisible(cancel is not None)
        self.primary = button(
            primary or _("OK"), "danger" if danger else "primary", name=f"{name}:ok" if name else "ok"
        )
        self.primary.setDefault(True)
        for answer in (self.cancel, self.primary):
            answer.setAutoDefault(True)  # Enter presses the one with the focus
        self.primary.clicked.connect(self.accept)
        self.buttons.addWidget(self.cancel)
        self.buttons.addWidget(self.primary)
        self.setFixedWidth(width + 2 * SHADOW)

    def set_width(self, width: int) -> None:
        self.setFixedWidth(width + 2 * SHADOW)

    def hold(self, form: Form, submit: Callable[[dict[str, Any]], Mapping[str, str] | None] | None = None) -> None:
        """Ask for the values of a form: the primary button and Enter save it, Esc leaves.

        Args:
            submit: takes the form's values and gives what is wrong with them by field; nothing closes the dialog.
        """
        self.body.addWidget(form)
        self.primary.clicked.disconnect(self.accept)
        self.primary.clicked.connect(form.save)
        form.cancel_requested.connect(self.reject)

        def saved() -> None:
            problems = submit(form.values()) if submit is not None else None
            if problems:
                form.set_problems(problems)
            else:
                self.accept()

        form.save_requested.connect(saved)
        form.focus_first()

    def sheet_rect(self) -> QRect:
        """Where the sheet itself is, without what it casts."""
        return self.rect().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)

    def showEvent(self, event: QShowEvent) -> None:
        parent = self.parentWidget()
        if parent is not None and parent.isVisible():
            self._asker = parent.focusWidget()
            self._place_over(parent)
            self._dim = Dim(parent)
            parent.installEventFilter(self)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if (parent := self.parentWidget()) is not None:
            parent.removeEventFilter(self)
        if self._dim is not None:
            self._dim.hide()
            self._dim.deleteLater()
            self._dim = None
        if self._asker is not None and isValid(self._asker):
            self._asker.setFocus()
        self._asker = None

    def place_in(self, size: QSize) -> QPoint:
        """Where the dialog stands over something of this size: in the middle, a little high."""
        return QPoint((size.width() - self.width()) // 2, max(0, (size.height() - self.height()) * 2 // 5))

    def _place_over(self, parent: QWidget) -> None:
        self.adjustSize()
        self.move(parent.frameGeometry().topLeft() + self.place_in(parent.frameGeometry().size()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        moved = event.type() in (QEvent.Type.Move, QEvent.Type.Resize)
        parent = self.parentWidget()
        if moved and parent is not None and watched is parent and self.isVisible():
            self._place_over(parent)
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        taken = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._fit()
        return taken

    def _fit(self) -> None:
        """Give back the room of a line that is gone, and take that of one that is broken: Qt does neither by itself."""
        needed = self._sheet.totalHeightForWidth(self.width()) if self._sheet.hasHeightForWidth() else -1
        if needed > 0 and needed != self.height():
            self.resize(self.width(), needed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._translucent:
            outline = QPainterPath()
            outline.addRoundedRect(QRectF(self.sheet_rect()), theme.RADIUS_PANEL, theme.RADIUS_PANEL)
            self.setMask(QRegion(outline.toFillPolygon().toPolygon()))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_sheet(painter, QRectF(self.sheet_rect()))


def paint_sheet(painter: QPainter, place: QRectF, radius: float = theme.RADIUS_PANEL) -> None:
    """Paint a floating ground: soft shadow, raised surface, hairline."""
    painter.setPen(Qt.PenStyle.NoPen)
    tint = theme.color("shadow")
    for spread in range(SHADOW - 8, 0, -2):
        tint.setAlphaF(0.012 if not theme.is_dark() else 0.04)
        painter.setBrush(tint)
        grown = place.adjusted(-spread, -spread + 6, spread, spread + 6)
        painter.drawRoundedRect(grown, radius + spread, radius + spread)
    path = QPainterPath()
    path.addRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.setPen(theme.color("line"))
    painter.setBrush(theme.color("raised"))
    painter.drawPath(path)


def ask(
    parent: QWidget | None, title: str, text: str, choices: Sequence[str], *, danger: bool = False, name: str = "ask"
) -> int | None:
    """Ask a question the program cannot go on without.

    Args:
        choices: the answers; the last is the primary one, at the right.
        danger: the last answer destroys something.
    Returns:
        The place of the answer in `choices`; None when it was cancelled.
    """
    dialog = Dialog(parent, title, text, primary=choices[-1], name=name, danger=danger)
    answer: list[int] = []

    def take(place: int) -> None:
        answer.append(place)
        dialog.accept()

    for place, choice in enumerate(choices[:-1]):
        other = button(choice, name=f"{name}:{place}")
        other.setAutoDefault(True)
        other.clicked.connect(lambda _checked=False, place=place: take(place))
        dialog.buttons.insertWidget(dialog.buttons.count() - 1, other)
    dialog.primary.clicked.disconnect()
    dialog.primary.clicked.connect(lambda: take(len(choices) - 1))
    (dialog.cancel if danger else dialog.primary).setFocus()
    dialog.exec()
    dialog.deleteLater()
    return answer[0] if answer else None


def picture(window: QWidget) -> QPixmap:
    """A window as it is seen, with the dialogs and popups that float above it."""
    made = window.grab()
    corner = window.mapToGlobal(QPoint(0, 0))
    with QPainter(made) as painter:
        for floating in QApplication.topLevelWidgets():
            if floating is window or not floating.isVisible() or floating.windowType() == Qt.WindowType.Window:
                continue
            translucent = QPixmap(floating.size() * made.devicePixelRatio())
            translucent.setDevicePixelRatio(made.devicePixelRatio())
            translucent.fill(Qt.GlobalColor.transparent)
            if isinstance(floating, Dialog):  # without the ground of a window around the sheet
                floating.render(translucent, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
            else:
                floating.render(translucent)
            place = floating.mapToGlobal(QPoint(0, 0)) - corner
            if isinstance(floating, Dialog) and floating.parentWidget() is window:
                place = floating.place_in(window.size())  # a window manager may not have moved it there yet
            painter.drawPixmap(place, translucent)
    return made


def primary_of(dialog: QDialog) -> QPushButton | None:
    """The primary button of an open dialog, for scripts that press it."""
    return dialog.primary if isinstance(dialog, Dialog) else None
