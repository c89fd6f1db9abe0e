"""What is said about the file: what it holds, how it is written, and what is done with its rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from crmdesk.exchange.csv_read import SEPARATORS, Table
from crmdesk.exchange.days import DayFormat
from crmdesk.exchange.importing import KINDS, Mode, Options, importable, usual
from crmdesk.exchange.numbers import Decimals
from crmdesk.sales import words
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import CUSTOM, KIND_NAMES
from crmdesk.texts import _, _n
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.fields import Choice
from crmdesk.ui.panel import Panel

WIDE_FROM = 620  # px; a narrower panel has two columns of choices
_ENCODINGS = ("utf-8", "windows-1252", "utf-16", "cp850", "mac_roman", "iso-8859-15")
_SAME_ENCODING = {"cp1252": "windows-1252", "utf-8-sig": "utf-8"}
_NOT_A_KEY = frozenset({"tags", "product", "stage", "pipeline", "manager", "parent", "description", "notes"})


class SourcePanel(Panel):
    """The file and its choices.

    Signals:
        kind_changed: another kind of record.
        reading_changed: another encoding or separator: the file has to be read again.
        options_changed: anything that only changes what is done with it.
        another_requested: another file.
    """

    kind_changed = Signal()
    reading_changed = Signal()
    options_changed = Signal()
    another_requested = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._quiet = desk, False
        self._places: list[QWidget] = []
        self._columns = 0
        self.name = label(semibold=True)
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.rows = label(tone="muted", size=12)
        self.another = button(_("Another file…"), small=True, name="import.another")
        self.another.clicked.connect(self.another_requested)
        words_ = QVBoxLayout()
        words_.setSpacing(1)
        words_.addWidget(self.name)
        words_.addWidget(self.rows)
        self.head.addLayout(words_, 1)
        self.head.addWidget(self.another, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(self.head)
        self.body.addSpacing(4)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.GAP_2)
        self._grid.setVerticalSpacing(theme.GAP)
        self.body.addLayout(self._grid)
        self.kind = self._add("kind", _("What it holds"), [(kind, kind_name(desk, kind)) for kind in KINDS])
        self.match = self._add("match", _("Told apart by"), [])
        self.mode = self._add(
            "mode",
            _("If the record"),
            [
                (Mode.BOTH, _("is new, add it; if not, change it")),
                (Mode.CREATE, _("is new, add it; if not, leave it")),
                (Mode.UPDATE, _("is known, change it; if not, refuse it")),
            ],
        )
        self.separator = self._add("separator", _("Columns end with"), _separators())
        self.encoding = self._add("encoding", _("Encoding"), [(name, name) for name in _ENCODINGS])
        days = [(DayFormat.DMY, _("day, month, year")), (DayFormat.MDY, _("month, day, year")),
                (DayFormat.YMD, _("year, month, day"))]  # fmt: skip
        self.days = self._add("date_format", _("Dates"), days, _("as the column shows"))
        numbers = [(Decimals.COMMA, _("decimal comma")), (Decimals.POINT, _("decimal point"))]
        self.decimal = self._add("decimal", _("Numbers"), numbers, _("as the column shows"))
        self.kind.changed.connect(lambda: self._tell(self.kind_changed))
        for choice in (self.separator, self.encoding):
            choice.changed.connect(lambda: self._tell(self.reading_changed))
        for choice in (self.mode, self.match, self.days, self.decimal):
            choice.changed.connect(lambda: self._tell(self.options_changed))

    def show_file(self, path: Path, table: Table, kind: str) -> None:
        """Show what was found out about a file."""
        self._quiet = True
        self.name.setText(path.name)
        rows = len(table.rows) + len(table.problems)
        self.rows.setText(
            _n("{shown} row", "{shown} rows", rows, shown=formats.number(rows))
            + " · "
            + _n("{n} column", "{n} columns", len(table.headers))
        )
        self.kind.set_value(kind)
        encoding = _SAME_ENCODING.get(table.encoding, table.encoding)
        known = _ENCODINGS if encoding in _ENCODINGS else (*_ENCODINGS, encoding)
        self.encoding.set_choices([(name, name) for name in known])
        self.encoding.set_value(encoding)
        separators = _separators()
        if table.separator not in dict(separators):
            separators.append((table.separator, _("“{text}”", text=table.separator)))
        self.separator.set_choices(separators)
        self.separator.set_value(table.separator)
        self._quiet = False

    def show_match(self, kind: str, mapped: Sequence[str]) -> None:
        """Offer what can tell records apart, now that these fields are mapped."""
        names = {one.name: str(one.label) for one in importable(self._desk, kind)}
        usually = ", ".join(names.get(name, name) for name in usual(kind, set(mapped)))
        self._quiet = True
        self.match.set_choices(
            [((name,), names[name]) for name in mapped if name not in _NOT_A_KEY and not name.startswith(CUSTOM)],
            none=_("{fields} (usual)", fields=usually) if usually else _("nothing: all are new"),
        )
        if self.match.currentIndex() < 0:
            self.match.set_value(None)
        self._quiet = False

    def answer(self, option: str, value: object) -> None:
        """Take the answer to a question about days or numbers."""
        (self.days if option == "date_format" else self.decimal).set_value(value)

    def forget_answers(self) -> None:
        """Another file: nothing is known of its days and numbers."""
        self._quiet = True
        for choice in (self.days, self.decimal, self.match):
            choice.set_value(None)
        self._quiet = False

    def options(self, file: str) -> Options:
        """The choices as the import takes them."""
        return Options(
            mode=self.mode.value(),
            match=self.match.value() or (),
            date_format=self.days.value(),
            decimal=self.decimal.value(),
            file=file,
        )

    def _add(self, name: str, caption: str, choices: Sequence[tuple[Any, str]], none: str | None = None) -> Choice:
        choice = Choice(choices, none=none)
        choice.setObjectName(f"import.{name}")
        choice.setAccessibleName(caption)
        said = label(caption, tone="muted", size=12)
        said.setBuddy(choice)
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(said)
        column.addWidget(choice)
        self._places.append(place)
        return choice

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = 4 if event.size().width() >= WIDE_FROM else 2
        if columns != self._columns:
            self._columns = columns
            self._lay_out()

    def _lay_out(self) -> None:
        row = column = 0
        for place in self._places:
            self._grid.removeWidget(place)
        for place in self._places:
            span = 2 if place.isAncestorOf(self.mode) else 1
            self._grid.addWidget(place, row, column, 1, span)
            column += span
            if column >= self._columns:
                row, column = row + 1, 0
        for at in range(4):
            self._grid.setColumnStretch(at, 1 if at < self._columns else 0)

    def _tell(self, signal: Any) -> None:
        if not self._quiet:
            signal.emit()


def kind_name(desk: Desk, kind: str) -> str:
    """What the office calls these records, in the plural."""
    return words.word(desk, kind).many if kind in words.KINDS else str(KIND_NAMES[kind][1])


def _separators() -> list[tuple[str, str]]:
    names = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("vertical line")}
    return [(sign, names[sign]) for sign in sorted(SEPARATORS, key=list(names).index)]
