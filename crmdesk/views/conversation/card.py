"""One message of a conversation."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from crmdesk.sales.desk import Desk
from crmdesk.sales.messages import MessageRow, Quote
from crmdesk.texts import _, _c
from crmdesk.ui import formats, icons, theme
from crmdesk.ui.avatar import Avatar
from crmdesk.ui.buttons import button, label
from crmdesk.ui.flow import FlowLayout
from crmdesk.views.conversation.words import as_html
from crmdesk.views.documents.lines import icon_of
from crmdesk.views.records.facts import plain_label

_DISC = 32  # px


class QuoteLine(QWidget):
    """What a message answers, beside a bar."""

    def __init__(self, author: str, text: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.GAP_2, 2, 0, 2)
        column.setSpacing(0)
        if author:
            column.addWidget(plain_label(author, "muted", size=12, strong=True))
        column.addWidget(plain_label(text, "muted", size=12))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(QRectF(0, 0, 3, self.height()), 1.5, 1.5)


class MessageCard(QWidget):
    """Who wrote what and when, what came with it, and what can be done about it.

    Signals:
        asked: one of "reply", "pin", "edit", "remove", "history", with the message.
        document_opened: a document that came with it (id).
    """

    asked = Signal(str, object)
    document_opened = Signal(object)

    def __init__(self, desk: Desk, row: MessageRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"message.{row.id}")
        self.row = row
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._tools = QWidget()
        self._tools.setMinimumHeight(theme.CONTROL_SMALL)
        self.setAccessibleName(f"{row.author}, {formats.moment(row.at, desk.today)}: {row.text}")
        across = QHBoxLayout(self)
        across.setContentsMargins(theme.GAP_2, theme.GAP, theme.GAP_2, theme.GAP)
        across.setSpacing(theme.GAP_2)
        disc = Avatar(row.author, _DISC)
        disc.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        across.addWidget(disc, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addLayout(self._head())
        if row.quote is not None:
            column.addWidget(_quoted(row.quote))
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.text.setOpenExternalLinks(True)
        column.addWidget(self.text)
        if row.documents:
            column.addWidget(self._documents())
        across.addLayout(column, 1)
        self.dress()

    def dress(self) -> None:
        """Write the text in the colours of the theme in use."""
        self.text.setText(as_html(self.row.text, self.row.named))

    def _head(self) -> QHBoxLayout:
        row = self.row
        line = QHBoxLayout()
        line.setSpacing(theme.GAP)
        author = label(row.author or _c("author", "Unknown"), semibold=True)
        author.setTextFormat(Qt.TextFormat.PlainText)
        line.addWidget(author)
        if row.is_note:
            line.addWidget(label(_("Note"), tone="warning", size=12, semibold=True))
        line.addWidget(label(formats.time(row.at), tone="muted", size=12))
        if row.edited is not None:
            changed = button(_("edited"), "link", name="message.history", tip=_("What it said before"))
            changed.setFont(theme.font(12))
            changed.clicked.connect(lambda: self.asked.emit("history", row))
            line.addWidget(changed)
        if row.pinned:
            pin = QLabel()
            pin.setPixmap(icons.pixmap("pin", "accent", 14))
            pin.setToolTip(_("Pinned"))
            line.addWidget(pin)
        line.addStretch(1)
        line.addWidget(self._tools)
        return line

    def reveal(self) -> None:
        """Show what can be done; made when somebody first comes near, because a conversation has many cards."""
        row = self._tools.layout()
        if row is None:
            row = QHBoxLayout(self._tools)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(theme.GAP)
            reply = button(_("Reply"), "quiet-icon", "corner-down-left", small=True, name="message.reply")
            reply.clicked.connect(lambda: self.asked.emit("reply", self.row))
            more = button(_("More"), "quiet-icon", "more", small=True, name="message.more")
            more.clicked.connect(lambda: self._open_menu(more.mapToGlobal(QPoint(0, more.height() + 4))))
            for one in (reply, more):
                row.addWidget(one)
        self._set_tools(True)

    def _set_tools(self, on: bool) -> None:
        for one in self._tools.findChildren(QPushButton):
            one.setVisible(on)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.reveal()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._set_tools(self._holds_focus())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.reveal()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _holds_focus(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and (focused is self or self.isAncestorOf(focused))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Menu):
            self._open_menu(self.mapToGlobal(QPoint(_DISC, _DISC)))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._open_menu(event.globalPos())

    def _documents(self) -> QWidget:
        place = QWidget()
        flow = FlowLayout(place, gap=theme.GAP)
        for one in self.row.documents:
            chip = button(one.name, "chip", icon_of(one.media_type), name="message.document")
            chip.setToolTip(formats.size(one.size))
            chip.clicked.connect(partial(self.document_opened.emit, one.id))
            flow.addWidget(chip)
        return place

    def menu(self) -> QMenu:
        """What can be done with the message."""
        made = QMenu(self)
        made.setObjectName("message.menu")
        made.aboutToHide.connect(made.deleteLater)
        entries = [("reply", _("Reply"), "corner-down-left")]
        entries.append(("pin", _("Take the pin off") if self.row.pinned else _("Pin to the top"), "pin"))
        if self.row.edited is not None:
            entries.append(("history", _("What it said before"), "history"))
        if self.row.mine:
            entries += [("edit", _("Change"), "pencil"), ("remove", _("Remove"), "trash")]
        for what, text, icon in entries:
            action = made.addAction(text)
            icons.put(action, icon, "muted", 16)
            action.triggered.connect(partial(self._ask, what))
        return made

    def _ask(self, what: str, _checked: bool = False) -> None:
        self.asked.emit(what, self.row)

    def _open_menu(self, at: QPoint) -> None:
        self.menu().popup(at)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.row.is_note and not self.hasFocus():
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme.color("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("warning_ground") if self.row.is_note else Qt.BrushStyle.NoBrush)
            place = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(place, theme.RADIUS_CARD, theme.RADIUS_CARD)


def _quoted(quote: Quote) -> QuoteLine:
    return QuoteLine(quote.author, quote.text)
