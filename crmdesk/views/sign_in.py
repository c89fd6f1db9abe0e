"""The page on which who works signs in, for a book whose users have passwords."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.fields import Choice
from crmdesk.ui.forms import Form
from crmdesk.ui.panel import Panel
from crmdesk.ui.secret import Secret
from crmdesk.views.welcome import Mark

WIDE, HIGH, PANEL = 1000, 720, 380  # px


class SignIn(QWidget):
    """The page as a window.

    Args:
        book: the book's name; the file stands below it.

    Signals:
        signed_in: the name of who works, and the password.
        left: another book is wanted.
    """

    signed_in = Signal(str, str)
    left = Signal()

    def __init__(self, path: Path, book: str, people: Sequence[str], user: str) -> None:
        super().__init__()
        self.setObjectName("signIn")
        self.setWindowTitle(f"{book or path.stem} - CRM Desk")
        self.resize(WIDE, HIGH)
        self.path, self.book = path, book
        self.form = Form("sign_in")
        self.form.add("user", _("Who works"), Choice([(name, name) for name in people]), required=True)
        self.form.add("password", _("Password"), Secret())
        self.form.set_values({"user": user})
        self.form.save_requested.connect(self._go)
        self.go = button(_("Sign in"), "primary", name="signIn.go")
        self.go.clicked.connect(self.form.save)
        self.other = button(_("Another book…"), "link", name="signIn.other")
        self.other.clicked.connect(self.left)
        self._build()
        self.form.field("password").setFocus()

    def tell(self, problem: str) -> None:
        """Say beside the password why it was not taken."""
        self.form.set_problems({"password": problem} if problem else {})
        self.form.field("password").selectAll()
        self.form.field("password").setFocus()

    def _build(self) -> None:
        panel = Panel(padding=24)
        panel.setFixedWidth(PANEL)
        head = QHBoxLayout()
        head.setSpacing(theme.GAP_2)
        head.addWidget(Mark())
        words = QVBoxLayout()
        words.setSpacing(2)
        title = label(self.book or self.path.stem, size=theme.TITLE, semibold=True, wrap=True)
        words.addWidget(title)
        words.addWidget(label(_("Sign in to this book."), tone="muted"))
        file = label(self.path.name, tone="muted", size=12, wrap=True)
        file.setObjectName("signIn.file")
        file.setToolTip(str(self.path))
        words.addWidget(file)
        for line in (title, file):
            line.setTextFormat(Qt.TextFormat.PlainText)
        head.addLayout(words, 1)
        panel.body.addLayout(head)
        panel.body.addSpacing(theme.GAP_2)
        panel.body.addWidget(self.form)
        panel.body.addSpacing(theme.GAP)
        foot = QHBoxLayout()
        foot.addWidget(self.go)
        foot.addStretch(1)
        foot.addWidget(self.other)
        panel.body.addLayout(foot)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(panel, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def _go(self) -> None:
        values = self.form.values()
        self.signed_in.emit(values["user"], self.form.field("password").value())
