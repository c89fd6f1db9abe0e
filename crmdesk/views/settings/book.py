"""The book itself: its file, what is in it, what comes in, and everything that was done."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLocale, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crmdesk.sales import history, office, undoing, words
from crmdesk.sales.fields import KIND_NAMES
from crmdesk.sales.history import Done
from crmdesk.texts import _, _n
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.panel import Hairline, Panel
from crmdesk.views.screen import Workspace
from crmdesk.views.settings.page import Lines, Page, window_of


class BookPage(Page):
    """Where the file is and how much is in it."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(
            workspace, _("This book"), _("One file holds everything: copy it, back it up, open it elsewhere.")
        )
        panel = Panel()
        lines = Lines()
        self.path = label(wrap=True)
        self.path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.path.setTextFormat(Qt.TextFormat.PlainText)
        self.volume, self.trash = label(), label()
        lines.add("path", _("File"), self.path)
        lines.add("size", _("Size"), self.volume)
        lines.add("trash", _("In the trash"), self.trash)
        panel.body.addLayout(lines)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GAP)
        copy = button(_("Copy path"), icon="copy", small=True, name="settings.book:copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.path.text()))
        folder = button(_("Open folder"), icon="folder-open", small=True, name="settings.book:folder")
        folder.clicked.connect(self._open_folder)
        come_in = button(_("Import from CSV…"), icon="import", small=True, name="settings.book:import")
        come_in.clicked.connect(lambda: workspace.navigator.go("import"))
        other = button(_("Another book…"), icon="book", small=True, name="settings.book:other")
        other.clicked.connect(lambda: window_of(workspace).another_book())
        for one in (copy, folder, come_in, other):
            buttons.addWidget(one)
        buttons.addStretch(1)
        panel.body.addSpacing(4)
        panel.body.addLayout(buttons)
        self.body.addWidget(panel)
        records = Panel(_("Records"))
        self._counts = QGridLayout()
        self._counts.setVerticalSpacing(0)
        records.body.addLayout(self._counts)
        self.body.addWidget(records)
        self._count_labels: dict[str, tuple[QLabel, QLabel]] = {}

    def load(self) -> None:
        found = office.facts(self.desk)
        self.path.setText(str(found.path))
        self.volume.setText(
            formats.locale().formattedDataSize(found.size, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)
        )
        self.trash.setText(formats.number(found.trashed))
        for place, (kind, number) in enumerate(found.counts.items()):
            if kind not in self._count_labels:
                shown, named = label(size=theme.TITLE, semibold=True), label(tone="muted")
                named.setContentsMargins(0, 0, 0, theme.GAP_2)
                self._counts.addWidget(shown, place // 3 * 2, place % 3)
                self._counts.addWidget(named, place // 3 * 2 + 1, place % 3)
                self._count_labels[kind] = shown, named
            shown, named = self._count_labels[kind]
            shown.setText(formats.number(number))
            named.setText(self._name(kind, number))

    def _name(self, kind: str, number: int) -> str:
        if kind in words.KINDS:
            word = words.word(self.desk, kind)
            return word.one if number == 1 else word.many
        return str(KIND_NAMES[kind][number != 1])

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(self.path.text()).parent)))


class HistoryPage(Page):
    """Everything that was done, newest first, a page at a time; what stands can be undone from here."""

    def __init__(self, workspace: Workspace) -> None:
        sentence = _("Everything that was done. Any step can be undone while nothing was built on it.")
        super().__init__(workspace, _("History"), sentence)
        panel = Panel(padding=0)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        panel.body.setSpacing(0)
        panel.body.addLayout(self._lines)
        self.body.addWidget(panel)
        foot = QHBoxLayout()
        self.more = button(_("Show older"), name="settings.history:more")
        self.more.clicked.connect(self._show_older)
        self.shown = label(tone="muted")
        foot.addWidget(self.more)
        foot.addWidget(self.shown)
        foot.addStretch(1)
        self.body.addLayout(foot)
        self._steps: list[Done] = []

    def load(self) -> None:
        self._steps = history.steps(self.desk, most=max(history.PAGE, len(self._steps)))
        while (item := self._lines.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        self._add_lines(self._steps)

    def _show_older(self) -> None:
        older = history.steps(self.desk, self._steps[-1].id)
        self._steps += older
        self._add_lines(older)

    def _add_lines(self, steps: list[Done]) -> None:
        for step in steps:
            if self._lines.count():
                self._lines.addWidget(Hairline())
            self._lines.addWidget(_Line(self, step))
        whole = history.count(self.desk)
        self.more.setVisible(len(steps) >= history.PAGE if whole is None else len(self._steps) < whole)
        shown = formats.number(len(self._steps))
        self.shown.setText(
            "" if whole is None else _n("{shown} of {n} step", "{shown} of {n} steps", whole, shown=shown)
        )

    def undo(self, step: int) -> None:
        self.workspace.editor.run(lambda: undoing.undo(self.desk, step))


class _Line(QWidget):
    """One step: what, when, who, and the way to take it back."""

    def __init__(self, page: HistoryPage, step: Done) -> None:
        super().__init__()
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 5, 12, 5)
        across.setSpacing(theme.GAP_2)
        faded = step.reverses or not step.standing
        what = label(str(step.label), tone="muted" if faded else "", wrap=True)
        what.setTextFormat(Qt.TextFormat.PlainText)
        across.addWidget(what, 1)
        when = formats.moment(step.when, page.desk.today)
        said = label(f"{when} · {step.user}" if step.user else when, tone="muted", size=12)
        said.setTextFormat(Qt.TextFormat.PlainText)
        across.addWidget(said)
        if step.standing:
            undo = button(_("Undo this"), "link", name=f"settings.history:undo.{step.id}")
            undo.setAccessibleName(_("Undo “{label}”", label=str(step.label)))
            undo.clicked.connect(lambda: page.undo(step.id))
            across.addWidget(undo)
        elif not step.reverses:
            across.addWidget(label(_("undone"), tone="muted", size=12))
        self.setMinimumHeight(theme.ROW)
