"""The page shown while no book is open: make one, open one, look at the demo, or go on with a recent one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF, QStandardPaths, Qt, QThreadPool, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from crmdesk import texts
from crmdesk.models.book import SUFFIX
from crmdesk.models.errors import DomainError
from crmdesk.sales import currencies, founding, settings
from crmdesk.sales.desk import Clock
from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.buttons import button, clear, label
from crmdesk.ui.fields import Text
from crmdesk.ui.forms import Form
from crmdesk.ui.jobs import Job, JobBar
from crmdesk.ui.panel import Hairline, Panel, scrolled
from crmdesk.views import remembered
from crmdesk.views.settings.appearance import LANGUAGE_NAMES, Segments
from crmdesk.views.settings.office import currency_picker

WIDE, HIGH = 1000, 720
SHOWN_RECENT = 5
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


class Welcome(QWidget):
    """The page as a window.

    Signals:
        chosen: the path of a book to open, made if it was new, and the name of who works ("" for the first user).
    """

    chosen = Signal(object, str)

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self.setWindowTitle("CRM Desk")
        self.resize(WIDE, HIGH)
        self._clock = clock
        self._problem = ""
        self._pool = QThreadPool(self)
        self._content = QWidget()
        QVBoxLayout(self._content).setContentsMargins(theme.MARGIN, 40, theme.MARGIN, 40)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(self._content))
        self.jobs = JobBar(self)
        self._build()

    def tell(self, problem: str) -> None:
        """Say why a book could not be opened."""
        self._problem = problem
        self.note.setText(problem)
        self.note_panel.setVisible(bool(problem))

    # Building: again when the language changes

    def _build(self) -> None:
        clear(self._content)
        page = QWidget()
        page.setMaximumWidth(880)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP_3)
        column.addLayout(self._head())
        self.note_panel = Panel(ground="danger_ground", edge="danger", padding=12)
        self.note = label(wrap=True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setObjectName("welcome.problem")
        self.note_panel.body.addWidget(self.note)
        column.addWidget(self.note_panel)
        self.tell(self._problem)
        across = QHBoxLayout()
        across.setSpacing(theme.GAP_3)
        across.addWidget(self._new_panel(), 5, Qt.AlignmentFlag.AlignTop)
        across.addWidget(self._open_panel(), 4, Qt.AlignmentFlag.AlignTop)
        column.addLayout(across)
        layout = self._content.layout()
        assert isinstance(layout, QVBoxLayout)
        row = QWidget()
        centred = QHBoxLayout(row)
        centred.setContentsMargins(0, 0, 0, 0)
        centred.addStretch(1)
        centred.addWidget(page, 20)
        centred.addStretch(1)
        layout.addStretch(2)
        layout.addWidget(row)
        layout.addStretch(3)
        self.form.focus_first()

    def _head(self) -> QHBoxLayout:
        across = QHBoxLayout()
        across.setSpacing(theme.GAP_2)
        across.addWidget(Mark())
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label("CRM Desk", size=theme.FIGURE, semibold=True))
        words.addWidget(label(_("The sales work of a small office, in one file that is yours."), tone="muted"))
        across.addLayout(words, 1)
        self.language = Segments([(code, LANGUAGE_NAMES[code]) for code in texts.LANGUAGES], "welcome.language")
        self.language.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.language.set_value(texts.language())
        self.language.group.idClicked.connect(self._speak)
        across.addWidget(self.language, 0, Qt.AlignmentFlag.AlignTop)
        return across

    def _new_panel(self) -> Panel:
        panel = Panel(_("New book"))
        self.form = Form("book")
        self.form.add("name", _("Name of your office"), Text(limit=settings.LONGEST_NAME), required=True)
        self.form.add("person", _("Your name"), Text(limit=100), required=True)
        self.form.add("currency", _("Currency"), currency_picker(), required=True)
        self.form.add("folder", _("Folder"), _FolderField(), required=True)
        usual = "EUR" if texts.language() == "en" else "MXN"
        self.form.set_values({"currency": (usual, currencies.label(usual)), "folder": str(_documents())})
        self.form.set_check(self._check)
        self.form.edited.connect(lambda _name: self._show_path())
        self.make = button(_("Make the book"), "primary", name="welcome.make")
        self.make.clicked.connect(self.form.save)
        self.form.save_requested.connect(self._make)
        panel.body.addWidget(self.form)
        self.path = label(tone="muted", size=12, wrap=True)
        self.path.setTextFormat(Qt.TextFormat.PlainText)
        panel.body.addWidget(self.path)
        panel.body.addWidget(self.make, 0, Qt.AlignmentFlag.AlignLeft)
        self._show_path()
        return panel

    def _open_panel(self) -> QWidget:
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP_3)
        look = Panel(_("Look around"))
        look.body.addWidget(
            label(_("A book full of invented data: nothing you do there matters."), tone="muted", wrap=True)
        )
        self.demo = button(_("Open the demo book"), icon="eye", name="welcome.demo")
        self.demo.clicked.connect(self._open_demo)
        look.body.addWidget(self.demo, 0, Qt.AlignmentFlag.AlignLeft)
        known = Panel(_("Open a book"))
        self.open = button(_("Choose a file…"), icon="folder-open", name="welcome.open")
        self.open.clicked.connect(self._choose)
        known.body.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        for one in [recent for recent in remembered.recent() if recent.path.exists()][:SHOWN_RECENT]:
            known.body.addWidget(Hairline())
            line = RecentLine(one.path)
            line.clicked.connect(lambda one=one: self.chosen.emit(one.path, one.user))
            known.body.addWidget(line)
        column.addWidget(known)
        column.addWidget(look)
        return place

    # What people do

    def _speak(self, place: int) -> None:
        code = texts.LANGUAGES[place]
        if code != texts.language():
            typed = self.form.draft()
            texts.use(code)
            self._build()
            self.form.restore({name: raw for name, raw in typed.items() if name != "currency"})
            self._show_path()

    def _check(self, values: dict[str, Any]) -> dict[str, str]:
        path = self._path_for(values)
        if path is not None and path.exists():
            return {"name": _("There is such a book in this folder already. Choose another name.")}
        folder = values.get("folder") or ""
        if folder and not Path(folder).is_dir():
            return {"folder": _("There is no such folder. Choose another one.")}
        return {}

    def _path_for(self, values: dict[str, Any]) -> Path | None:
        name = " ".join(_NOT_IN_NAMES.sub(" ", values.get("name") or "").split()).strip(" .")[:80]
        return Path(values["folder"]) / f"{name}{SUFFIX}" if name and values.get("folder") else None

    def _show_path(self) -> None:
        path = self._path_for(self.form.values())
        self.path.setText(_("The book will be {path}", path=str(path)) if path else "")

    def _make(self) -> None:
        values = self.form.values()
        path = self._path_for(values)
        if path is None:
            self.form.set_problems({"name": _("Use letters or digits in the name.")})
            return
        try:
            founding.found(
                path, name=values["name"], person=values["person"], currency=values["currency"],
                language=texts.language(), clock=self._clock,
            )  # fmt: skip
        except DomainError as problem:
            self.form.set_problems({problem.field or "folder": str(problem)})
            return
        self.chosen.emit(path, values["person"])

    def _choose(self) -> None:
        first = next((str(one.path.parent) for one in remembered.recent()), str(_documents()))
        path, _filter = QFileDialog.getOpenFileName(
            self, _("Open a book"), first, _("Books") + f" (*{SUFFIX});;" + _("All files") + " (*)"
        )
        if path:
            self.chosen.emit(Path(path), remembered.user_of(Path(path)) or "")

    def _open_demo(self) -> None:
        path = remembered.data_folder() / f"demo-{texts.language()}{SUFFIX}"
        if path.exists():
            self.chosen.emit(path, "")
            return
        self.demo.setEnabled(False)
        language, clock = texts.language(), self._clock
        job = Job(lambda _cancelled, _progress: make_demo(path, language, clock))
        job.finished.connect(lambda made: self.chosen.emit(made, ""))
        job.failed.connect(self._demo_failed)
        self.jobs.watch(job, _("Inventing an office…"), cancellable=False)
        job.start(self._pool)

    def _demo_failed(self, problem: Exception) -> None:
        self.demo.setEnabled(True)
        if not isinstance(problem, DomainError):
            raise problem
        self.tell(str(problem))


def make_demo(path: Path, language: str, clock: Clock) -> Path:
    """Make the demo book at a path, on the thread that calls; it is there whole or not at all."""
    from crmdesk.sales import demo  # rarely needed, and full of words

    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"unfinished-{path.name}")
    unfinished.unlink(missing_ok=True)
    demo.make(unfinished, rows=400, seed=1, language=language, clock=clock)
    unfinished.replace(path)
    return path


def _documents() -> Path:
    found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(found) if found and Path(found).is_dir() else Path.home()


class _FolderField(Text):
    """A folder, typed or chosen."""

    def __init__(self) -> None:
        super().__init__(limit=4000)
        self.browse = QPushButton(self)
        self.browse.setObjectName("welcome.folder")
        self.browse.setProperty("kind", "link")
        self.browse.setText(_("Choose…"))
        self.browse.setCursor(Qt.CursorShape.PointingHandCursor)
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 6, 0)
        row.addStretch(1)
        row.addWidget(self.browse)
        self.setTextMargins(0, 0, self.browse.sizeHint().width() + 4, 0)

    def _choose(self) -> None:
        found = QFileDialog.getExistingDirectory(self, _("Folder for the book"), self.value())
        if found:
            self.set_value(found)


class RecentLine(QWidget):
    """A book that was open here: its name, and its folder below."""

    clicked = Signal()

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.setObjectName(f"welcome.recent.{path.stem}")
        self.setAccessibleName(_("Open {name}", name=path.stem))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(str(path))
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 2, 4, 2)
        column.setSpacing(1)
        column.addWidget(label(path.stem, semibold=True))
        where = _Elided(str(path.parent))
        column.addWidget(where)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: Any) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus() or self.underMouse():
            with QPainter(self) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("soft"))
                painter.drawRoundedRect(QRectF(self.rect()), theme.RADIUS, theme.RADIUS)


class _Elided(QLabel):
    """A path cut in its middle when there is no room for it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._whole = text
        self.setProperty("tone", "muted")
        self.setFont(theme.font(12))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.setText(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, self.width()))


class Mark(QWidget):
    """The program's mark."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(44, 44)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(QRectF(0, 0, 44, 44), 12, 12)
            painter.setBrush(theme.color("on_accent"))
            for place, height in enumerate((22, 14, 18)):  # three columns of a board
                painter.drawRoundedRect(QRectF(9 + place * 10, 10, 6, height), 2.4, 2.4)
