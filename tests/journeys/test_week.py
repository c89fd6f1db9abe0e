"""A week of a seller at the window, in both languages: each step is undone and done again, and at last all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu

from crmdesk import texts
from crmdesk.models import book
from crmdesk.models.activities import Activity
from crmdesk.models.negotiation import PastOutcome
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.pipeline import Stage
from crmdesk.models.quotes import Quote, SalesNote
from crmdesk.sales import playbooks, stages
from crmdesk.sales.desk import Clock
from tests.book_fixture import whole_book
from tests.journeys.conftest import answer
from tests.journeys.seller import Seller, found_office, open_window, type_text
from tests.views.lists.office import settle

Key, Modifier = Qt.Key, Qt.KeyboardModifier
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 11, day) for day in range(16, 21))
CHRISTMAS = date(2026, 12, 24)


class Hands:
    """The hands of the clock on the wall."""

    def __init__(self) -> None:
        self.clock = Clock(lambda: self.shown.astimezone())
        self.move(MONDAY, 9)

    def move(self, day: date, hour: int, minute: int = 0) -> None:
        self.shown = datetime.combine(day, time(hour, minute))


class Week(Seller):
    """A seller whose every step can be taken back.

    Attributes:
        steps: how many were done so far.
        first: the book as it was before the first.
    """

    def __init__(self, qtbot: Any, path: Path, hands: Hands) -> None:
        super().__init__(qtbot, open_window(qtbot, path, hands.clock))
        self.path, self.hands = path, hands
        self.steps = 0
        self.first = whole_book()

    def live(self, act: Callable[[], object], steps: int = 1) -> None:
        """Do something that is so many steps, take it back, and do it again."""
        before = whole_book()
        act()
        settle()
        after = whole_book()
        assert after != before
        for _step in range(steps):
            self.undo()
        assert whole_book() == before
        for _step in range(steps):
            self.redo()
        assert whole_book() == after
        self.steps += steps

    def start_again(self) -> None:
        """End the program and start it anew."""
        self.window.close()
        self.window = open_window(self.qtbot, self.path, self.hands.clock)

    def told(self, fill: Callable[[QDialog], object], ask: Callable[[], object]) -> None:
        """Do what opens a dialog, and fill it in."""
        seen: list[str] = []

        def act(dialog: QDialog) -> None:
            seen.append(dialog.objectName())
            fill(dialog)
            if dialog.isVisible():  # what was typed is refused: a dialog that stays would wait for ever
                form: Any = dialog
                problems = form.form.problems()
                dialog.reject()
                raise AssertionError(problems)

        answer(act)
        ask()
        self.qtbot.waitUntil(lambda: bool(seen))

    def choose(self, button: str, place: int, of: Any) -> None:
        """Open a button's menu and take an item of it by the keyboard, counted from 1."""
        self.press(button, of)
        self.qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        menu = QApplication.activePopupWidget()
        for _step in range(place):
            QTest.keyClick(menu, Key.Key_Down)
        QTest.keyClick(menu, Key.Key_Return)

    def plan(self, part: Any, subject: str, day: date, at: str, remind: int) -> None:
        """Plan an activity in the tab of commercial actions, with a reminder so many minutes before."""

        def fill(dialog: Any) -> None:
            form = dialog.form
            self.write("form.activity.subject", subject, form)
            form.field("due_on").set_value(day)
            self.write("form.activity.time", at, form)
            form.field("remind").set_value([remind])
            self.press("dialog.activity:ok", dialog)

        self.told(fill, lambda: self.press("activities.plan", part))

    def type_cells(self, grid: Any, *cells: str) -> None:
        """Type a row of a table from cell to cell."""
        for text in cells:
            editor = next(one for one in grid.findChildren(QLineEdit) if one.isVisible() and one.property("cell"))
            editor.selectAll()
            type_text(editor, text)
            QTest.keyClick(editor, Key.Key_Return)
            settle()

    def save_paper(self, button: str, of: Any, path: Path) -> str:
        """Print a paper into a file; what can be read on it."""

        def save(dialog: Any) -> None:
            dialog.save(path)
            self.qtbot.waitUntil(lambda: not dialog.isVisible())

        self.told(save, lambda: self.press(button, of))
        return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


@pytest.fixture(params=texts.LANGUAGES)
def week(qtbot: Any, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Week]:
    """The window on an office whose second stage asks for the expected day and starts a playbook."""
    path, hands = tmp_path / "office.crmdesk", Hands()
    desk = found_office(path, hands.clock, request.param)
    playbook = playbooks.add(desk, "First offer").new("playbook")
    playbooks.add_step(desk, playbook, "Show {title} to {client}", "meeting")
    playbooks.add_step(desk, playbook, "Ask who decides", "call")
    stages.change(desk, second_stage(), needs=["expected_on"], playbook=playbook)
    book.close()
    lived = Week(qtbot, path, hands)
    yield lived
    lived.window.close()
    book.close()


def second_stage() -> int:
    return int(
        Stage.select(Stage.id).where(Stage.stage_kind == "open").order_by(Stage.place).offset(1).limit(1).scalar()
    )


def sale() -> Any:
    return Opportunity.get()


def planned(subject: str) -> Any:
    return Activity.get(Activity.subject == subject, Activity.done_on.is_null())


def digits(text: str) -> str:
    """An amount as a paper says it, without what separates its figures."""
    return re.sub(r"[.,\s]", "", text)


# the days


def test_a_week_of_a_seller(week: Week, tmp_path: Path) -> None:
    monday(week)
    tuesday(week)
    wednesday(week)
    thursday(week, tmp_path)
    friday(week, tmp_path)
    whole = whole_book()
    week.start_again()
    for _step in range(week.steps):
        week.undo()
    assert whole_book() == week.first
    for _step in range(week.steps):
        week.redo()
    assert whole_book() == whole


def monday(week: Week) -> None:
    """An opportunity is written down; a call is planned, rings, and is done with the next one planned."""
    window = week.window

    def capture() -> None:
        window.go("opportunities")
        QTest.keyClick(window, Key.Key_N, Modifier.ControlModifier)
        form = week.page("opportunity").form
        week.write("form.opportunity.title", "Sillas", form)
        week.write("form.opportunity.company", "Óptica Peña", form)
        QTest.keyClick(QApplication.activePopupWidget(), Key.Key_Return)  # a new client of this name
        week.write("form.opportunity.amount", "1500", form)
        with week.qtbot.waitSignal(window.events.committed):
            QTest.keyClick(form.field("title"), Key.Key_Return)

    week.live(capture)
    assert (sale().title, sale().company.name, sale().amount_minor) == ("Sillas", "Óptica Peña", 150_000)
    part = week.open("opportunity", sale().id, "actions")

    week.live(lambda: week.plan(part, "Ring them", MONDAY, "11:00", 0))
    assert not window.ringer.panel.isVisible()
    week.hands.move(MONDAY, 11)
    window.ringer.look()
    assert [ring.subject for ring in window.ringer.panel.rings] == ["Ring them"]

    def done(dialog: Any) -> None:
        form = dialog.form
        week.write("form.done.outcome", "They need forty.", form)
        QTest.keyClick(form.field("next"), Key.Key_Space)
        week.write("form.done.subject", "Measure the rooms", form)
        form.field("due_on").set_value(WEDNESDAY)
        week.press("dialog.done:ok", dialog)

    week.live(lambda: week.told(done, lambda: week.press("reminders.done", window.ringer.panel)))
    week.qtbot.waitUntil(lambda: not window.ringer.panel.isVisible())
    assert Activity.get(Activity.subject == "Ring them").outcome == "They need forty."
    assert planned("Measure the rooms").due_on == WEDNESDAY


def tuesday(week: Week) -> None:
    """The card moves on by key; its stage asks for the expected day and starts its playbook."""
    week.hands.move(TUESDAY, 10)
    week.window.go("board")
    board: Any = week.window.screen_named("board")
    week.qtbot.waitUntil(lambda: board.board.select([sale().id], focus=True))

    def expect(dialog: Any) -> None:
        dialog.form.field("expected_on").set_value(CHRISTMAS)
        week.press("dialog.entry:ok", dialog)

    def move() -> None:
        assert board.board.select([sale().id], focus=True)
        view = board.board.column_view(Stage.select(Stage.id).order_by(Stage.place).limit(1).scalar())
        with week.qtbot.waitSignal(week.window.events.committed):
            week.told(expect, lambda: QTest.keyClick(view, Key.Key_Right, Modifier.ControlModifier))

    week.live(move)
    assert (sale().stage_id, sale().expected_on) == (second_stage(), CHRISTMAS)
    assert planned("Show Sillas to Óptica Peña").type == "meeting"


def wednesday(week: Week) -> None:
    """A visit is put off; a reminder falls into the evening, when the program is closed, and is told on Thursday."""
    week.hands.move(WEDNESDAY, 12)
    part = week.open("opportunity", sale().id, "actions")
    part.list.choose(planned("Measure the rooms").id)
    week.live(lambda: week.choose("activities.snooze", 2, part))  # tomorrow
    assert planned("Measure the rooms").due_on == THURSDAY

    week.live(lambda: week.plan(part, "Write to Peña", WEDNESDAY, "19:30", 30))
    week.hands.move(THURSDAY, 8, 30)
    week.start_again()
    panel = week.window.ringer.panel
    week.qtbot.waitUntil(panel.isVisible)
    assert [ring.subject for ring in panel.rings] == ["Write to Peña"]
    week.choose("reminders.snooze", 2, panel)  # in an hour
    week.qtbot.waitUntil(lambda: not panel.isVisible())
    week.hands.move(THURSDAY, 9, 45)
    week.window.ringer.look()
    done = lambda: week.told(  # noqa: E731
        lambda dialog: week.press("dialog.done:ok", dialog), lambda: week.press("reminders.done", panel)
    )
    week.live(done)
    assert Activity.get(Activity.subject == "Write to Peña").done_on == THURSDAY


def thursday(week: Week, folder: Path) -> None:
    """Lines are typed and a quote made of them and sent; what the client is offered less for is a revision."""
    part = week.open("opportunity", sale().id, "products")

    def type_line() -> None:
        grid = part.panel.grid
        grid.begin_adding()
        week.type_cells(grid, "Silla «Ñandú»", "", "40", "ud", "30.25", "", "21")

    week.live(type_line, 5)
    part = week.open("opportunity", sale().id, "quotes")
    week.live(lambda: week.press("quotes.add", part))
    shown = week.open("quote", Quote.get().id)
    week.live(lambda: week.press("quote.send", shown))
    sent = Quote.get(Quote.revision == 1)
    assert (sent.status, sent.total_minor) == ("sent", 146_410)
    read = week.save_paper("quote.paper", shown, folder / "quote.pdf")
    assert "Silla «Ñandú»" in read
    assert sent.number in read
    assert "146410" in digits(read)
    week.live(lambda: week.press("quote.revise", shown))
    shown = week.open("quote", Quote.get(Quote.revision == 2).id)  # undoing took its page away
    week.live(lambda: shown.lines.grid.take(0, "discount", "10", None))
    week.live(lambda: week.press("quote.send", shown))
    last = Quote.get(Quote.revision == 2)
    assert (Quote.get_by_id(sent.id).status, last.total_minor) == ("superseded", 131_769)


def friday(week: Week, folder: Path) -> None:
    """The client accepts and the opportunity is won; its sales note is written; then it has to be worked again."""
    week.hands.move(FRIDAY, 16)
    last = Quote.get(Quote.revision == 2)
    shown = week.open("quote", last.id)

    def win(dialog: Any) -> None:
        assert dialog.form.field("amount").amount() == last.net_minor
        week.press("dialog.won:ok", dialog)

    week.live(lambda: week.told(win, lambda: week.press("quote.accept", shown)), 2)
    assert (sale().state, sale().amount_minor, sale().closed_on) == ("won", 108_900, FRIDAY)
    part = week.open("opportunity", sale().id, "quotes")
    week.live(lambda: week.press("note.make", part))
    read = week.save_paper("note.paper", part, folder / "note.pdf")
    assert SalesNote.get().number in read
    assert "131769" in digits(read)
    shown = week.open("opportunity", sale().id)

    def why(dialog: Any) -> None:
        week.write("form.reopen.why", "They want ten more.", dialog)
        week.press("dialog.reopen:ok", dialog)

    week.live(lambda: week.told(why, lambda: week.press("page.reopen", shown)))
    assert sale().state == "open"
    assert [(past.state, past.why) for past in PastOutcome.select()] == [("won", "They want ten more.")]
