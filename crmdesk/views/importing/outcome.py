"""What taking the file in would do, or did: numbers, questions, and the rows that cannot be taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from crmdesk.exchange.importing import Question, Report
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import CUSTOM, built_in
from crmdesk.texts import _, _c, _n
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import button, clear, label, set_tone
from crmdesk.ui.panel import Hairline, Panel
from crmdesk.views.importing.source import kind_name
from crmdesk.views.importing.work import Rehearsal

WIDTH = 320
SHOWN_REFUSED = 60
SHOWN_NEAR = 12
_NOT_WORDS = {"stage": lambda: _("Stages"), "pipeline": lambda: _("Pipelines"), "source": lambda: _("Sources"),
              "reason": lambda: _("Reasons"), "team": lambda: _("Teams"),
              "custom_field": lambda: _("Own fields")}  # fmt: skip


class OutcomePanel(Panel):
    """The right side of the import.

    Signals:
        answered: option of a question and the chosen value.
        import_requested: the button was pressed.
        save_requested: the refused rows are to be saved as a file.
        open_requested: the list of what was imported is to be opened.
        again_requested: another file is to be imported.
    """

    answered = Signal(str, object)
    import_requested = Signal()
    save_requested = Signal()
    open_requested = Signal()
    again_requested = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setFixedWidth(WIDTH)
        self.title_line = label(semibold=True)
        self.state = label(tone="muted", wrap=True)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setObjectName("import.state")
        self.go = button(_c("action", "Import"), "primary", name="import.go")
        self.go.clicked.connect(self.import_requested)
        self.parts = QWidget()
        self._column = QVBoxLayout(self.parts)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.GAP)
        self.body.addWidget(self.title_line)
        self.body.addWidget(self.state)
        self.body.addWidget(self.go)
        self.body.addWidget(self.parts)

    def show_busy(self) -> None:
        """A rehearsal is under way: what is known stays in sight, and cannot be imported."""
        self.title_line.setText(_("Rehearsal"))
        self._say(_("Looking at every row…"))
        self.go.setEnabled(False)

    def show_problem(self, text: str) -> None:
        """It cannot be done, and why."""
        clear(self.parts)
        self._say(text, "danger")
        self.go.setEnabled(False)

    def show_rehearsal(self, found: Rehearsal) -> None:
        """What would happen, or what has to be answered before."""
        self.title_line.setText(_("Rehearsal"))
        if found.problem:
            self.show_problem(found.problem)
            return
        clear(self.parts)
        self.go.show()
        if found.report is None:
            self._say(_("The file leaves something open. Nothing is guessed: please say how it is meant."), "warning")
            self.go.setEnabled(False)
            for question in found.questions:
                self._column.addWidget(_Asked(self, question))
            return
        todo = found.report.new + found.report.changed
        self._say(_("Nothing is written yet.") if todo else _("There is nothing to take in."))
        self.go.setText(_n("Import {shown} row", "Import {shown} rows", todo, shown=formats.number(todo)))
        self.go.setEnabled(todo > 0)
        self._show_report(found.report)

    def show_done(self, report: Report) -> None:
        """What was done."""
        clear(self.parts)
        self.title_line.setText(_("Imported"))
        self._say(_("It is one step: Undo takes all of it back."), "positive")
        self.go.hide()
        open_ = button(_("Open the list"), name="import.open")
        open_.clicked.connect(self.open_requested)
        again = button(_("Another file…"), name="import.again")
        again.clicked.connect(self.again_requested)
        if report.kind not in ("user", "product"):
            self._column.addWidget(open_)
        self._column.addWidget(again)
        self._show_report(report)

    def _say(self, text: str, tone: str = "muted") -> None:
        self.state.setText(text)
        set_tone(self.state, tone)

    def _show_report(self, report: Report) -> None:
        self._column.addWidget(_Numbers(report))
        for note in report.notes:
            self._add_line(str(note), "muted")
        if report.created:
            self._column.addWidget(Hairline())
            self._column.addWidget(label(_("Created with it"), semibold=True))
            for kind, number in report.created.items():
                self._add_line(f"{formats.number(number)} {self._kind(kind).lower()}")
        if report.near:
            self._column.addWidget(Hairline())
            self._column.addWidget(label(_("Linked though spelt differently"), semibold=True))
            for near in list(report.near)[:SHOWN_NEAR]:
                rows = _n("{n} row", "{n} rows", near.rows)
                field = near.field.removeprefix(CUSTOM)
                if field == near.field:
                    field = str(built_in(report.kind, near.field).label)
                pair = _("“{written}” → “{linked}”", written=near.written, linked=near.linked)
                self._add_line(f"{field}: {pair} · {rows}", "warning")
            self._add_rest(len(report.near) - SHOWN_NEAR)
        if report.refused:
            self._show_refused(report)

    def _show_refused(self, report: Report) -> None:
        self._column.addWidget(Hairline())
        count = len(report.refused)
        self._column.addWidget(label(_n("{n} row cannot be taken", "{n} rows cannot be taken", count), semibold=True))
        save = button(_("Save these rows as a file…"), icon="file-down", small=True, name="import.save")
        save.clicked.connect(self.save_requested)
        self._column.addWidget(save)
        for one in list(report.refused)[:SHOWN_REFUSED]:
            where = _("Row {row}", row=one.row) + (f" · {one.column}" if one.column else "")
            self._add_line(where, "muted", 12)
            self._add_line(str(one.reason), "danger", 12)
        self._add_rest(count - SHOWN_REFUSED)

    def _add_line(self, text: str, tone: str = "", size: int = theme.BODY) -> None:
        line = label(text, tone=tone, size=size, wrap=True)
        line.setTextFormat(Qt.TextFormat.PlainText)
        self._column.addWidget(line)

    def _add_rest(self, number: int) -> None:
        if number > 0:
            self._add_line(_n("and {n} more", "and {n} more", number), "muted")

    def _kind(self, kind: str) -> str:
        return _NOT_WORDS[kind]() if kind in _NOT_WORDS else kind_name(self._desk, kind)


class _Numbers(QWidget):
    """New, changed, unchanged, refused."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.setObjectName("import.numbers")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setVerticalSpacing(2)
        told: Sequence[tuple[int, str, str]] = (
            (report.new, _("new"), "positive"),
            (report.changed, _("changed"), "accent"),
            (report.unchanged, _("unchanged"), ""),
            (len(report.refused), _("refused"), "danger"),
        )
        for place, (number, what, tone) in enumerate(told):
            figure = label(formats.number(number), tone if number else "muted", size=theme.FIGURE - 4, semibold=True)
            figure.setObjectName(f"import.numbers.{('new', 'changed', 'unchanged', 'refused')[place]}")
            row, column = place // 2 * 2, place % 2
            grid.addWidget(figure, row, column)
            said = label(what, "muted", size=12)
            said.setContentsMargins(0, 0, 0, 6)
            grid.addWidget(said, row + 1, column)


class _Asked(Panel):
    """One question: how a column is to be read, with real cells of it."""

    def __init__(self, outcome: OutcomePanel, question: Question) -> None:
        super().__init__(ground="warning_ground", edge="line", radius=theme.RADIUS_CARD, padding=12)
        self.setObjectName(f"import.question.{question.option}")
        self._outcome, self._question = outcome, question
        asked = label(str(question.message), wrap=True, semibold=True)
        asked.setTextFormat(Qt.TextFormat.PlainText)
        self.body.addWidget(asked)
        differ = _n(
            "{shown} row depends on it.",
            "{shown} rows depend on it.",
            question.differ,
            shown=formats.number(question.differ),
        )
        self.body.addWidget(label(differ, tone="muted", size=12, wrap=True))
        self._group = QButtonGroup(self)
        for place, answer in enumerate(question.answers):
            radio = QRadioButton(str(answer.label).replace("&", "&&"))
            radio.setObjectName(f"import.answer.{answer.value.value}")
            self._group.addButton(radio, place)
            self.body.addWidget(radio)
            shown = "\n".join(_read(text, reading) for text, reading in answer.examples)
            example = label(shown, tone="muted", size=12, wrap=True)
            example.setTextFormat(Qt.TextFormat.PlainText)
            example.setContentsMargins(22, 0, 0, 4)
            self.body.addWidget(example)
        self._group.idClicked.connect(self._answer)

    def _answer(self, place: int) -> None:
        self._outcome.answered.emit(self._question.option, self._question.answers[place].value)


def _read(text: str, reading: object) -> str:
    if isinstance(reading, date):
        return f"{text} → {formats.day(reading)}"
    return f"{text} → {reading}" if reading else text
