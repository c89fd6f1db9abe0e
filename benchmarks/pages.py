"""Lines about an opportunity's page where years of work hang on it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QListView, QScrollArea

from benchmarks import driving, floors
from benchmarks.measure import Figure, Office, median, milliseconds, quantile
from benchmarks.screens import frame

ACTIVITIES, DOCUMENTS, MESSAGES, CHANGES = 500, 200, 3_000, 1_450
"""What the page holds: 5,000 moments of its timeline are its messages, changes, documents and done activities."""
_DONE = 350
TABS = ("main", "timeline", "actions", "products", "reports", "quotes", "documents", "messages")
_SCROLLED = ("timeline.feed", "activities.list", "documents.list", "conversation.stream")


def opened(office: Office) -> Figure:
    """Going from the settings to the page, at each of its tabs; the slowest tab's median."""
    with _page(office) as (window, record), contextlib.closing(floors.connect(office.book)) as plain:
        times: dict[str, float] = {}
        floor = []
        for tab in TABS:
            ours = []
            for number in range(office.runs(9) + 1):
                window.go("settings")
                driving.settle()
                took = milliseconds(lambda tab=tab: _open(window, record, tab))
                driving.settle()
                if number:  # the first makes what stands behind the tab
                    ours.append(took)
                    floor.append(milliseconds(lambda: floors.page(plain, record)))
            times[tab] = round(median(ours), 2)
    worst = max(times, key=lambda tab: times[tab])
    return Figure(times[worst], median(floor), office.runs(9), f"slowest tab: {worst}", {"tabs": times})


def scrolling(office: Office) -> Figure:
    """One frame while the wheel turns over each long tab, from top and from deep down; beside an empty list's frame."""
    frames, floor = [], []
    slowest: dict[str, float] = {}
    with _page(office) as (window, record):
        empty = QListView()
        empty.resize(800, 600)
        empty.show()
        for tab, name in zip(("timeline", "actions", "documents", "messages"), _SCROLLED, strict=True):
            _open(window, record, tab)
            driving.settle()
            view = driving.find(window, name, QAbstractScrollArea)
            bar, own = view.verticalScrollBar(), []
            for number in range(office.runs(150)):
                if number % 50 == 0:
                    bar.setValue(bar.maximum() * (number // 50) // 3)
                    view.viewport().repaint()
                own.append(frame(view))
                floor.append(frame(empty))
            frames += own
            slowest[tab] = round(quantile(own, 0.99), 2)
        empty.close()
    details = {"p50": median(frames), "p99 by tab": slowest}
    return Figure(quantile(frames, 0.99), quantile(floor, 0.99), len(frames), "p99 of frames", details)


def _open(window: Any, record: int, tab: str) -> None:
    page = window.screen_named("opportunity-page")
    driving.until_painted(page, lambda: window.go("opportunity-page", record=record, tab=tab))
    area = page.findChild(QAbstractItemView if tab != "messages" else QScrollArea)
    assert area is not None


@contextlib.contextmanager
def _page(office: Office) -> Iterator[tuple[Any, int]]:
    """The window on the book, one of whose open opportunities holds years of work; its id."""
    from crmdesk.models import book

    share = min(1.0, office.rows / 10_000)  # a small book gets a small page
    with book.opened(office.book):
        record = _fill(share)
    with driving.window_on(office.book, "settings") as window:
        window.go("opportunity-page", record=record, tab="main")
        driving.settle()
        yield window, record


def _fill(share: float) -> int:
    from crmdesk.models.opportunities import Opportunity
    from crmdesk.models.people import User
    from crmdesk.sales import activities, document_files, documents, messages, opportunities, quotes
    from crmdesk.sales.desk import Clock, Desk
    from crmdesk.sales.document_files import Pasted
    from crmdesk.texts import msg

    desk = Desk(User.select(User.id).limit(1).scalar(), Clock.system())
    row = Opportunity.select(Opportunity.id).where(Opportunity.state == "open").order_by(Opportunity.id).limit(1)
    record = int(row.scalar())
    with desk.step(msg("Years of work")):
        for number in range(round(ACTIVITIES * share)):
            day = desk.today - timedelta(days=number - round((ACTIVITIES - _DONE) * share))
            when = {"due_on": day} if day > desk.today else {"done_on": day}
            activities.plan(desk, {"type": "call", "subject": f"Call {number}", "opportunity": record, **when})
        for number in range(round(MESSAGES * share)):
            messages.write(
                desk, "opportunity", record, f"Message {number}: " + "they asked for another day. " * (number % 9)
            )
        files = [Pasted(f"File {number}.txt", b"%d" % number) for number in range(round(DOCUMENTS * share))]
        documents.add(desk, "opportunity", record, document_files.store(desk, files).stored)
        quotes.make(desk, record)
    for number in range(round(CHANGES * share)):
        values = {"amount": 100_000 + number} if number % 2 else {"description": f"Thought {number}"}
        opportunities.save(desk, record, values)
    return record
