"""Letters, labels and e-mail texts for members: the template beside the page as it will be, and the file at the end."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from crmdesk.exchange import merging
from crmdesk.exchange.merging import Merged, Merger
from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.sales import campaigns, papers, templates, words
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import LONG, built_in
from crmdesk.sales.templates import EMAIL, LABEL, LETTER, MOST_ACROSS, MOST_DOWN, TemplateRow
from crmdesk.texts import _, _n
from crmdesk.ui import formats, page_size, theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.charts.menu import file_name
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.fields import Choice, Integer, LongText, Text
from crmdesk.ui.forms import Form
from crmdesk.ui.jobs import Job
from crmdesk.ui.panel import Panel
from crmdesk.ui.paper import Grid, picture, write_pdf
from crmdesk.views.lists.columns import label_of
from crmdesk.views.screen import Workspace

_WIDE, _PAPER, _ROWS = 1040, 380, 18
_AFTER_MS = 250


def sorts() -> list[tuple[Any, str]]:
    """What can be written, in words."""
    return [(LETTER, _("Letters")), (LABEL, _("Labels")), (EMAIL, _("E-mail texts"))]


def field_titles(desk: Desk) -> dict[str, str]:
    """The fields a text can name, as people read them; what is kept in a text is the same in every language."""
    shared = {
        "office": _("Office"),
        "campaign": words.word(desk, "campaign").one,
        "today": _("Today's date"),
    }
    return {name: shared.get(name) or label_of(desk, "contact", built_in("contact", name)) for name in merging.FIELDS}


def placed(name: str) -> str:
    """A field as it is written in a text."""
    return f"{{{{ {name} }}}}"


class LettersDialog(Dialog):
    """Asks what to write to members of a campaign, shows it for one of them, and saves it for all."""

    def __init__(self, asker: QWidget, workspace: Workspace, campaign: int, name: str, members: Sequence[int]) -> None:
        told = _n("to {n} member of “{name}”", "to {n} members of “{name}”", len(members), name=name)
        super().__init__(
            asker,
            _("Letters, labels and e-mails"),
            told,
            primary=_("Save the file…"),
            name="dialog.letters",
            width=_WIDE,
        )
        self._work, self._campaign, self._name, self._members = workspace, campaign, name, list(members)
        self._page, self._size = 0, page_size.BY_CODE[papers.size(workspace.desk)]
        self._kept = templates.shipped(LETTER)
        self._soon = QTimer(self, singleShot=True, interval=_AFTER_MS)
        self._soon.timeout.connect(self.show_page)
        self._build()
        self._choose_sort()

    # what is asked

    def template(self) -> TemplateRow:
        """The template as it is typed."""
        return replace(
            self._kept,
            sort=self.sort.value(),
            name=self.name.value(),
            subject=self.subject.value() if self.sort.value() == EMAIL else "",
            body=self.text.toPlainText(),
            across=self.across.value() or 0,
            down=self.down.value() or 0,
        )

    def merged(self) -> list[Merged]:
        """Every text.

        Raises:
            DomainError: the template cannot be merged.
        """
        merger = Merger(self.template())
        return [merger.merge(one) for one in self._to.of]

    def grid(self) -> Grid | None:
        """The labels of a sheet; None for letters."""
        template = self.template()
        if template.sort != LABEL:
            return None
        return Grid(min(max(template.across, 1), MOST_ACROSS), min(max(template.down, 1), MOST_DOWN))

    # showing

    def _choose_sort(self) -> None:
        sort = self.sort.value()
        self._to = merging.addressees(self._work.desk, self._campaign, self._members, sort)
        self._page = 0
        self.form.show_field("subject", sort == EMAIL)
        for name in ("across", "down"):
            self.form.show_field(name, sort == LABEL)
        self._offer(None)

    def _offer(self, chosen: int | None) -> None:
        """Offer the sort's templates, and show one."""
        self._rows = {row.id: row for row in templates.of_sort(self.sort.value())}
        with QSignalBlocker(self.choice):
            self.choice.set_choices([(row.id or 0, row.name) for row in self._rows.values()])
            self.choice.set_value(chosen or next(iter(self._rows)) or 0)
        self._show_template()

    def _show_template(self) -> None:
        self._kept = self._rows[self.choice.value() or None]
        values = {
            "name": self._kept.name, "subject": self._kept.subject, "body": self._kept.body,
            "across": self._kept.across, "down": self._kept.down,
        }  # fmt: skip
        self.form.set_values(values)
        self.delete.setVisible(self._kept.id is not None)
        self.show_page()

    def show_page(self) -> None:
        """Show the page in turn (a letter's, or a sheet of labels), or what is wrong with the template."""
        self._soon.stop()
        self.left_out.setText(self._told_left_out())
        count, grid, many, pages = len(self._to.of), self.grid(), self._on_a_page(), self._pages()
        self._page = min(self._page, max(pages - 1, 0))
        self.turn.setText(f"{self._page + 1 if count else 0} / {formats.number(pages)}")
        for one in (self.back, self.next):
            one.setEnabled(pages > 1)
        self.primary.setEnabled(bool(count))
        if not count:
            self._say(_("There is nobody to write to."))
            return
        try:
            merger = Merger(self.template())
            shown = [merger.merge(one) for one in self._to.of[self._page * many : (self._page + 1) * many]]
        except DomainError as problem:
            self._say(str(problem))
            self.primary.setEnabled(False)
            return
        self._say("")
        texts = [merging.email_text([one]) if self.sort.value() == EMAIL else one.body for one in shown]
        self.page.setPixmap(picture(texts, grid, self._size, _PAPER, self.devicePixelRatioF()))

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _told_left_out(self) -> str:
        parts = []
        if self._to.refused:
            parts.append(_n("{n} left out: refused", "{n} left out: refused", self._to.refused))
        if self._to.unreachable and self.sort.value() == EMAIL:
            parts.append(_n("{n} left out: no e-mail", "{n} left out: no e-mail", self._to.unreachable))
        elif self._to.unreachable:
            parts.append(_n("{n} left out: no address", "{n} left out: no address", self._to.unreachable))
        return " · ".join(parts)

    def _turn_by(self, step: int) -> None:
        if pages := self._pages():
            self._page = (self._page + step) % pages
            self.show_page()

    def _on_a_page(self) -> int:
        """How many members one page is for."""
        grid = self.grid()
        return grid.across * grid.down if grid else 1

    def _pages(self) -> int:
        return -(-len(self._to.of) // self._on_a_page())

    # fields

    def field_menu(self) -> QMenu:
        """What can be named in a text, in the reader's words, each beside how it is written."""
        menu = QMenu(self)
        for name, title in field_titles(self._work.desk).items():
            action = menu.addAction(f"{title.replace('&', '&&')}\t{placed(name)}")
            action.triggered.connect(lambda _checked=False, name=name: self.insert_field(name))
        return menu

    def insert_field(self, name: str) -> None:
        """Write a field where the cursor is: in the subject when somebody types there, or else in the text."""
        if self.focusWidget() is self.subject:  # also while another window is in front
            self.subject.insert(placed(name))
        else:
            self.text.insertPlainText(placed(name))
            self.text.setFocus()

    def _open_fields(self) -> None:
        menu = self.field_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.insert.mapToGlobal(QPoint(0, self.insert.height() + 4)))

    # keeping templates

    def keep(self) -> None:
        """Keep the template in the book."""
        template = self.template()
        try:
            changes = self._work.editor.attempt(lambda: templates.keep(self._work.desk, template))
        except FieldProblems as refused:
            self.form.set_problems({name: str(problem) for name, problem in refused.problems.items()})
            return
        except DomainError as refused:
            self._say(str(refused))
            return
        made = changes.added.get("template") if changes else None
        self._offer(next(iter(made)) if made else template.id)

    def _delete(self) -> None:
        kept = self._kept.id
        if kept is not None and self._work.editor.run(lambda: templates.delete(self._work.desk, kept)):
            self._offer(None)

    # the file

    def _ask_file(self) -> None:
        ending, kind = ("txt", _("Text")) if self.sort.value() == EMAIL else ("pdf", "PDF")
        proposed = file_name(f"{self._name} - {dict(sorts())[self.sort.value()]}", ending)
        path, _filter = QFileDialog.getSaveFileName(self, _("Save the file"), proposed, f"{kind} (*.{ending})")
        if path:
            self.save(Path(path if path.lower().endswith(f".{ending}") else f"{path}.{ending}"))

    def save(self, path: Path) -> None:
        """Merge all texts into a file, on another thread."""
        try:
            texts, grid = self.merged(), self.grid()
        except DomainError as problem:
            self._say(str(problem))
            return
        is_text, size = self.sort.value() == EMAIL, self._size

        def write(cancelled: threading.Event, progress: Any) -> None:
            if is_text:
                path.write_text(merging.email_text(texts), "utf-8")
            else:
                write_pdf(path, [one.body for one in texts], grid, size, cancelled, progress)

        job = self._job = Job(write)
        job.finished.connect(lambda _nothing: self._saved(path, [one.member for one in texts]))
        job.failed.connect(lambda problem: self._failed(path, problem))
        self.primary.setEnabled(False)
        job.start()

    def _saved(self, path: Path, members: list[int]) -> None:
        self.accept()
        merging.note_saved(self._work.desk, self._name, len(members))
        work = self._work
        saved = _n("Saved {file}: {n} text", "Saved {file}: {n} texts", len(members), file=path.name)
        act = lambda: work.editor.run(lambda: campaigns.set_status(work.desk, members, campaigns.SENT))  # noqa: E731
        work.navigator.say(saved, _("Mark as sent"), act)

    def _failed(self, path: Path, problem: Exception) -> None:
        self.primary.setEnabled(True)
        if not isinstance(problem, OSError):
            raise problem
        self._say(_("{path} cannot be written. Choose another folder.", path=str(path)))

    # building

    def _build(self) -> None:
        form = self.form = Form("letters", self, columns=2)
        self.sort = form.add("sort", _("What to write"), Choice(sorts()))
        self.choice = form.add("template", _("Template"), Choice([]))
        self.name = form.add("name", _("Name"), Text())
        self.subject = form.add("subject", _("Subject"), Text())
        self.across = form.add("across", _("Labels across"), Integer(least=1, most=MOST_ACROSS))
        self.down = form.add("down", _("Labels down"), Integer(least=1, most=MOST_DOWN))
        self.text = form.add("body", _("Text"), LongText(limit=LONG, rows=_ROWS), wide=True)
        self.insert = button(_("Insert a field"), icon="plus", small=True, name="letters.insert")
        self.insert.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the cursor where it writes
        self.problem = label(tone="danger", wrap=True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        left = QVBoxLayout()
        left.addWidget(form)
        left.addWidget(self.insert, 0, Qt.AlignmentFlag.AlignLeft)
        left.addWidget(self.problem)
        left.addStretch(1)
        across = QHBoxLayout()
        across.setSpacing(theme.GAP_4)
        across.addLayout(left, 1)
        across.addLayout(self._build_page())
        self.body.addLayout(across)
        self.keep_it = button(_("Keep the template"), name="letters.keep")
        self.delete = button(_("Delete the template"), "quiet-icon", "trash", name="letters.delete")
        for place, one in enumerate((self.delete, self.keep_it)):
            self.buttons.insertWidget(place, one)
        self._connect()

    def _build_page(self) -> QVBoxLayout:
        """The page, with the way to the next member above and those left out below."""
        self.page = QLabel()
        self.page.setObjectName("letters.page")
        self.page.setFixedSize(_PAPER, self._size.height_at(_PAPER))
        self.back = button(_("The one before"), "quiet-icon", "chevron-left", small=True, name="letters.back")
        self.next = button(_("The next one"), "quiet-icon", "chevron-right", small=True, name="letters.next")
        self.turn = label(tone="muted")
        self.left_out = label(tone="warning", size=12, wrap=True)
        head = QHBoxLayout()
        head.addWidget(label(_("As it will be"), semibold=True))
        head.addStretch(1)
        for one in (self.back, self.turn, self.next):
            head.addWidget(one)
        frame = Panel(ground="paper", padding=6, radius=theme.RADIUS_CARD)
        frame.body.addWidget(self.page)
        column = QVBoxLayout()
        column.setSpacing(theme.GAP)
        column.addLayout(head)
        column.addWidget(frame)
        column.addWidget(self.left_out)
        column.addStretch(1)
        return column

    def _connect(self) -> None:
        self.sort.changed.connect(self._choose_sort)
        self.choice.changed.connect(self._show_template)
        self.form.edited.connect(lambda name: self._soon.start() if name not in ("sort", "template") else None)
        self.form.save_requested.connect(self.show_page)
        self.form.cancel_requested.connect(self.reject)
        self.back.clicked.connect(lambda: self._turn_by(-1))
        self.next.clicked.connect(lambda: self._turn_by(1))
        self.insert.clicked.connect(self._open_fields)
        self.keep_it.clicked.connect(self.keep)
        self.delete.clicked.connect(self._delete)
        self.primary.clicked.disconnect(self.accept)
        self.primary.clicked.connect(self._ask_file)
