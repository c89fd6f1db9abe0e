"""Lines about the window's screens: board, lists, search and the dashboard's figures."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from random import Random
from typing import Any

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QApplication, QLineEdit, QListView

from benchmarks import books, driving, floors
from benchmarks.measure import Figure, Office, Unmeasured, median, milliseconds, quantile, side_by_side

KINDS = {"opportunity": "opportunities", "lead": "leads", "contact": "contacts", "company": "companies"}


@contextlib.contextmanager
def _plain(office: Office) -> Iterator[sqlite3.Connection]:
    connection = floors.connect(office.book)
    try:
        yield connection
    finally:
        connection.close()


def board_shown(office: Office) -> Figure:
    """Going to the board after everything may have changed: counts, sums, states, first cards, painted."""
    from crmdesk.sales.changes import Changes

    with driving.window_on(office.book, "board") as window, _plain(office) as plain:
        view = driving.columns(window)[0]
        cards = sum(view.model().rowCount() for view in driving.columns(window))
        ours, floor = [], []
        for number in range(office.runs(25) + 1):
            window.go("settings")
            window.events.committed.emit(Changes(everything=True))
            driving.settle()
            times = (
                milliseconds(lambda: driving.until_painted(view.viewport(), lambda: window.go("board"))),
                milliseconds(lambda: floors.board(plain, date.today())),
            )
            if number:
                ours.append(times[0])
                floor.append(times[1])
    return Figure(median(ours), median(floor), len(ours), f"{cards:,} cards", {"slowest": max(ours)})


def scrolling(office: Office) -> Figure:
    """One frame while the wheel turns over the longest column, page loads included; beside an empty list's frame."""
    with driving.window_on(office.book, "board") as window:
        view = driving.columns(window)[0]
        empty = QListView()
        empty.setModel(QStandardItemModel(empty))
        empty.resize(view.size())
        empty.show()
        driving.settle()
        bar, frames, floor = view.verticalScrollBar(), [], []
        for number in range(office.runs(600)):
            if number % 100 == 0:  # from several places of the column
                bar.setValue(bar.maximum() * (number // 100) // 6)
                view.viewport().repaint()
            frames.append(frame(view))
            floor.append(frame(empty))
        empty.close()
    details = {"p50": median(frames), "slowest": max(frames)}
    return Figure(quantile(frames, 0.99), quantile(floor, 0.99), len(frames), "p99 of frames", details)


def frame(view: QAbstractScrollArea) -> float:
    """Milliseconds of one turn of the wheel over a view, painted."""
    area = view.viewport()
    middle = QPointF(area.rect().center())
    wheel = QWheelEvent(
        middle, QPointF(area.mapToGlobal(middle.toPoint())), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip

    def turn() -> None:
        QApplication.sendEvent(area, wheel)
        area.repaint()

    return _quick(turn)


def _quick(work: Any) -> float:
    """Milliseconds without a collection first, which would take longer than the work."""
    from time import perf_counter

    began = perf_counter()
    work()
    return (perf_counter() - began) * 1000


def drop(office: Office) -> Figure:
    """A card dropped in another column: committed, both columns counted again and repainted."""
    chance = Random(1)
    other = books.copy(office.book, office.folder / "floor.crmdesk")
    plain = floors.connect(other)
    with driving.window_on(office.book, "board") as window:
        committed: list[Any] = []
        window.events.committed.connect(committed.append)
        board = driving.find(window, "board")
        ours, floor = [], []
        for number in range(office.runs(60) + 2):
            views = driving.columns(window)
            start, end = chance.sample(range(len(views)), 2)
            card = views[start].model().index(chance.randrange(min(8, views[start].model().rowCount())), 0)
            record, key = card.data(Qt.ItemDataRole.UserRole), _key_of(board, views[end])
            committed.clear()
            took = milliseconds(
                lambda view=views[end], record=record, key=key: driving.until_painted(
                    view.viewport(), lambda: _drop(board, record, key, committed)
                )
            )
            stage = plain.execute("SELECT id FROM stage ORDER BY random() LIMIT 1").fetchone()[0]
            move = milliseconds(lambda stage=stage, record=record: floors.move(plain, record, stage, chance.random()))
            driving.settle()
            if number > 1:
                ours.append(took)
                floor.append(move)
    plain.close()
    details = {"p95": quantile(ours, 0.95), "slowest": max(ours)}
    return Figure(median(ours), median(floor), len(ours), "median; beside one committed UPDATE", details)


def _key_of(board: Any, view: QAbstractItemView) -> Any:
    return next(panel.column.key for panel in board.panels() if panel.view is view)


def _drop(board: Any, record: int, key: Any, committed: list[Any]) -> None:
    board.move_requested.emit([record], key, None)
    for _round in range(3):
        QApplication.processEvents()
        if committed:
            return
    raise Unmeasured("the drop was not committed")


# Lists


def list_page(office: Office) -> Figure:
    """The first page of each list, sorted by each of its columns both ways; the worst median of all."""
    worst: tuple[float, float, str] = (0.0, 0.0, "")
    slow: dict[str, float] = {}
    runs = office.runs(3)
    with _plain(office) as plain:
        for kind, screen in KINDS.items():
            with driving.window_on(office.book, screen) as window:
                for name in _sortable(kind):
                    for descending in (False, True):
                        pair = _sorted_page(window, plain, kind, name, descending, runs)
                        where = f"{kind}.{name}{' descending' if descending else ''}"
                        slow[where] = round(pair[0], 2)
                        worst = max(worst, (*pair, where))
    slowest = dict(sorted(slow.items(), key=lambda item: -item[1])[:8])
    note = f"worst of {len(slow)} orders: {worst[2]}"
    return Figure(worst[0], worst[1], runs, note, {"slowest": slowest, "median": median(list(slow.values()))})


def _sortable(kind: str) -> list[str]:
    from crmdesk.sales.fields import FIELDS

    return [field.name for field in FIELDS[kind] if field.attribute]


def _sorted_page(
    window: Any, plain: sqlite3.Connection, kind: str, name: str, descending: bool, runs: int
) -> tuple[float, float]:
    table = driving.find(window, f"list.{kind}", QAbstractItemView)
    order, join = _plain_order(kind, name)
    ours, floor = [], []
    for _run in range(runs):
        driving.settle()  # the ids of the last order are still being fetched
        ours.append(
            milliseconds(lambda: driving.until_painted(table.viewport(), lambda: _sort(table, name, descending)))
        )
        driving.settle()
        floor.append(milliseconds(lambda: floors.first_page(plain, kind, order, join, descending)))
    return median(ours), median(floor)


def _sort(table: Any, name: str, descending: bool) -> None:
    table.set_sort(name, descending)
    table.sort_requested.emit(name, descending)


def _plain_order(kind: str, name: str) -> tuple[str, str]:
    """The SQL to sort by a field, and the table it needs."""
    from crmdesk.sales.fields import TABLES, built_in

    field = built_in(kind, name)
    table: Any = TABLES[kind]
    column = getattr(table, field.attribute or "").column_name
    if field.type == "link":
        linked: Any = TABLES[field.links_to or ""]
        key = "place" if field.links_to == "stage" else "name_key" if "name_key" in linked._meta.fields else "name"
        if name == "company":
            return "o.client_key" if kind == "opportunity" else f"c.{key}", ""
        return f"l.{key}", f"LEFT JOIN {linked._meta.table_name} l ON l.id = o.{column}"
    keys = {"name": "name_key", "title": "title_key", "key": "number"}
    if name in keys:
        return f"o.{keys[name]}", ""
    return (f"lower(o.{column})" if field.type == "text" else f"o.{column}"), ""


# Search


def typed(plain: sqlite3.Connection, words: int) -> list[list[str]]:
    """What people type, letter by letter: words of names and titles, two words, accents, keys and phones."""
    chance = Random(2)
    texts: list[str] = []
    for sql in ("SELECT title FROM opportunity", "SELECT name FROM company", "SELECT name FROM contact"):
        found = [row[0] for row in plain.execute(f"{sql} ORDER BY id LIMIT 2000")]
        texts += [chance.choice(found) for _word in range(words)]
    texts += [row[0] for row in plain.execute("SELECT key FROM opportunity ORDER BY number DESC LIMIT 2")]
    texts += [row[0] for row in plain.execute("SELECT phone FROM contact WHERE phone IS NOT NULL ORDER BY id LIMIT 2")]
    texts += ["cámaras", "ángel", "remodelación de", "zzzz"]
    return [[text[:length] for length in range(1, len(text[:18]) + 1)] for text in texts]


def search(office: Office) -> Figure:
    """Each letter typed into the palette (Ctrl+K), found and painted; beside the plain full-text question."""
    with driving.window_on(office.book, "board") as window, _plain(office) as plain:
        window.open_palette()
        line = driving.find(window, "palette.text", QLineEdit)
        rows = driving.find(window, "palette.rows", QAbstractItemView)
        driving.settle()

        def found(text: str) -> float:
            return _quick(lambda: driving.until_painted(rows.viewport(), lambda: line.setText(text)))

        return _typing(plain, office.runs(6), found, "p95 of letters in the palette")


def list_search(office: Office) -> Figure:
    """Each letter typed into the opportunities' own search, the first page painted."""
    with driving.window_on(office.book, "opportunities") as window, _plain(office) as plain:
        line = driving.find(window, "list.opportunity.search", QLineEdit)
        table = driving.find(window, "list.opportunity", QAbstractItemView)
        filters = line.parentWidget()

        def found(text: str) -> float:
            filters.set_text(text)  # without the moment it waits for the next letter
            driving.settle()
            return _quick(lambda: driving.until_painted(table.viewport(), filters.changed.emit))

        return _typing(plain, office.runs(4), found, "p95 of letters in the list")


def _typing(plain: Any, runs: int, found: Callable[[str], float], told: str) -> Figure:
    """What people type, letter by letter; beside the plain full-text question.

    Args:
        found: types a text and answers how many ms it took until what was found was painted.
    """
    from crmdesk.sales.search import terms

    ours, floor, slow = [], [], {}
    for texts in typed(plain, runs):
        for text in texts:
            took = found(text)
            ours.append(took)
            slow[text] = round(took, 2)
            if wanted := terms(text):
                floor.append(_quick(lambda wanted=wanted: floors.search(plain, wanted)))
    slowest = dict(sorted(slow.items(), key=lambda item: -item[1])[:8])
    details = {"p50": median(ours), "slowest": slowest}
    return Figure(quantile(ours, 0.95), quantile(floor, 0.95), len(ours), told, details)


# Dashboard


def figures(office: Office) -> Figure:
    """Every figure of the dashboard for the last 365 days."""
    from crmdesk.models import book
    from crmdesk.sales.desk import Clock, Desk
    from crmdesk.sales.figures import figures as ask
    from crmdesk.sales.figures.window import last_365

    with _plain(office) as plain, book.opened(office.book):
        desk = Desk(None, Clock.system())
        window = last_365(desk.today)
        ours, floor = side_by_side(
            lambda: ask(desk, window), lambda: floors.figures(plain, desk.today), office.runs(25)
        )
    return Figure(median(ours), median(floor), len(ours), "seven blocks, last 365 days")
