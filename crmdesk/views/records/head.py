"""The head of a record's page: its name, what tells it from others, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from crmdesk.sales import pictures
from crmdesk.texts import _, _c
from crmdesk.ui import icons, theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.elided import FittingLabel
from crmdesk.ui.flow import FlowLayout
from crmdesk.ui.forms import Form
from crmdesk.ui.panel import Hairline, Panel
from crmdesk.ui.portrait import Portrait
from crmdesk.views.records.facts import plain_label, set_plain

NAME_SIZE = 20
PORTRAIT = 44  # px
_SIGN_ICON = 14  # px
_ONE_LINE, _MOST_OF_NAME = 40, 120  # characters; the whole name is in the form


@dataclass(frozen=True)
class Sign:
    """A few words after the muted line, with an icon before them."""

    text: str
    icon: str
    tone: str = "muted"
    tip: str = ""


class Head(QWidget):
    """Name, key, a muted line and signs at the left, with the picture of whoever has one; buttons at the right.

    Signals:
        asked: the name of the button that was pressed: won, lost, disqualify, reopen, convert, call, write, more.
    """

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = plain_label("", size=NAME_SIZE, strong=True)
        self.key = label(tone="muted")
        self.sub = FittingLabel(tone="muted")
        self._below = FlowLayout(gap=theme.GAP_2)
        self._below.addWidget(self.sub)
        self._signs: list[_SignLine] = []
        self._shown: tuple[Sign, ...] = ()
        first = self._first = QHBoxLayout()
        first.setSpacing(theme.GAP)
        first.addWidget(self.name, 0)
        first.addWidget(self.key, 0)
        first.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(2)
        left.addLayout(first)
        left.addLayout(self._below)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.GAP)
        self.portrait = Portrait(PORTRAIT, pictures.SIDE)
        self.portrait.hide()
        across.addWidget(self.portrait)
        across.addSpacing(4)
        across.addLayout(left, 1)
        self.buttons: dict[str, QPushButton] = {
            "won": button(_("Won…"), "positive", name="page.won"),
            "lost": button(_("Lost…"), "danger", name="page.lost"),
            "disqualify": button(_("Disqualify…"), name="page.disqualify"),
            "reopen": button(_("Reopen"), name="page.reopen"),
            "convert": button(_("Convert…"), "positive", name="page.convert"),
            "call": button(_c("verb", "Call"), "icon", "phone", name="page.call"),
            "write": button(_("Write an e-mail"), "icon", "mail", name="page.write"),
            "more": button(_("More"), "icon", "more", name="page.more"),
        }
        for known, one in self.buttons.items():
            one.clicked.connect(lambda _checked=False, known=known: self.asked.emit(known))
            across.addWidget(one)
            one.hide()

    def show_record(self, name: str, key: str, sub: str) -> None:
        long = len(name) > _ONE_LINE
        self.name.setWordWrap(long)
        self._first.setStretch(0, 1 if long else 0)
        self._first.setStretch(2, 0 if long else 1)
        set_plain(self.name, name, _MOST_OF_NAME)
        self.key.setText(key)
        self.key.setVisible(bool(key))
        self.sub.set_whole(sub)
        self.sub.setVisible(bool(sub))

    def show_signs(self, signs: Sequence[Sign]) -> None:
        """Show these after the muted line."""
        if tuple(signs) == self._shown:
            return
        for gone in self._signs:
            self._below.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self._shown = tuple(signs)
        self._signs = [_SignLine(sign) for sign in signs]
        for made in self._signs:
            self._below.addWidget(made)
            made.show()

    def offer(self, *names: str) -> None:
        """Show these buttons alone."""
        for known, one in self.buttons.items():
            one.setVisible(known in names)


class _SignLine(QWidget):
    """A sign as it is drawn."""

    def __init__(self, sign: Sign) -> None:
        super().__init__()
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(5)
        picture = QLabel()
        picture.setPixmap(icons.pixmap(sign.icon, sign.tone, _SIGN_ICON))
        across.addWidget(picture)
        across.addWidget(FittingLabel(sign.text, sign.tone))
        self.setToolTip(sign.tip)
        self.setAccessibleName(" ".join(filter(None, (sign.text, sign.tip))))


class Footer(QWidget):
    """Cancel and Save below a form that scrolls, with what is wrong with the whole of it."""

    def __init__(self, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form: Form | None = None
        self.cancel = button(_("Cancel"), name=f"form.{kind}:cancel")
        self.save = button(_("Save"), "primary", name=f"form.{kind}:save")
        self._across = QHBoxLayout()
        self._across.setContentsMargins(20, 10, 20, 12)
        self._across.setSpacing(theme.GAP)
        self._across.addStretch(1)
        self._across.addWidget(self.cancel)
        self._across.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline())
        column.addLayout(self._across)
        self.cancel.clicked.connect(lambda: self._form and self._form.cancel_requested.emit())
        self.save.clicked.connect(lambda: self._form and self._form.save())

    def take(self, form: Form) -> None:
        """Serve this form from now on."""
        if self._form is not None:
            self._across.removeWidget(self._form.note)
            self._form.note.deleteLater()
        self._form = form
        self._across.insertWidget(0, form.note, 1)


class Banner(Panel):
    """A sentence about the whole form, with one thing to do about it.

    Signals:
        acted: its button was pressed.
    """

    acted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(ground="warning_ground", edge="warning_ground", padding=10, parent=parent)
        self.text = plain_label("", "warning")
        self.act = button("", small=True, name="page.banner")
        self.act.clicked.connect(self.acted)
        across = QHBoxLayout()
        across.setSpacing(theme.GAP_2)
        across.addWidget(self.text, 1)
        across.addWidget(self.act)
        self.body.addLayout(across)
        self.hide()

    def say(self, text: str, action: str = "") -> None:
        self.text.setText(text)
        self.text.setAccessibleName(text)
        self.act.setText(action)
        self.act.setVisible(bool(action))
        self.show()
