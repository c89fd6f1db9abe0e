"""The tour of the import: a file dropped on its screen, rehearsed, taken in, and taken back as one step."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path
from typing import cast

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from crmdesk.sales import board, choices, lists
from crmdesk.sales.fields import built_in
from crmdesk.sales.lists import ListQuestion
from crmdesk.texts import _
from crmdesk.views.importing.screen import ImportScreen
from crmdesk.views.tour.hand import LEFT, NONE, click, expect, press, until
from crmdesk.views.tour.journey import Journey

TITLES = {
    "es": (
        "Catálogo de primavera", "Señalización interior", "Café para oficina", "Butacas del auditorio",
        "Cortinas de acero", "Tableros de aviso", "Archivo rodante", "Lámparas de pasillo", "Extintores 2027",
        "Alfombra modular", "Persianas del tercer piso", "Toldos",
    ),
    "en": (
        "Spring catalogue", "Indoor signs", "Coffee for the office", "Seats for the auditorium", "Steel shutters",
        "Notice boards", "Rolling shelves", "Corridor lamps", "Extinguishers 2027", "Modular carpet",
        "Blinds on the third floor", "Awnings",
    ),
}  # fmt: skip
CLIENTS = {
    "es": ("Museo del Agua", "Librería Ceiba", "Hotel Puerto Sur", "Teatro Lumbre"),
    "en": ("Water Museum", "Ceiba Books", "South Harbour Hotel", "Ember Theatre"),
}


def take_in(journey: Journey) -> None:
    """Drop a file, look at the rehearsal, import it, and take the import back with Ctrl+Z."""
    before = lists.count(journey.desk, "opportunity", ListQuestion())
    path = _write_file(journey)
    journey.window.go("import")
    screen = cast(ImportScreen, journey.shown("import"))
    journey.picture("import")
    _drop(screen, path)
    until(lambda: screen.rehearsal is not None and not journey.window.jobs.isVisible(), "the file is rehearsed")
    report = screen.rehearsal.report if screen.rehearsal is not None else None
    if report is None:
        raise AssertionError(f"the rehearsal has an answer: {screen.rehearsal}")
    expect(
        (report.new, len(report.refused)) == (len(TITLES[journey.language]) - 1, 1),
        "one row of the file is refused, the others are new",
    )
    expect(lists.count(journey.desk, "opportunity", ListQuestion()) == before, "a rehearsal writes nothing")
    journey.picture("import-rehearsal")
    click(screen.outcome.go)
    after = before + report.new
    until(lambda: lists.count(journey.desk, "opportunity", ListQuestion()) == after, "the rows are taken in")
    until(lambda: journey.window.toast.isVisible() and not journey.window.jobs.isVisible(), "the import is told")
    journey.picture("import-done", answer=True)
    press("Ctrl+Z")
    until(lambda: lists.count(journey.desk, "opportunity", ListQuestion()) == before, "one undo takes the import back")


def _write_file(journey: Journey) -> Path:
    """A file as another program writes it, with one row nobody can take."""
    desk = journey.desk
    stages = [head.name for head in board.columns(desk, board.BoardView(choices.choices("pipeline")[0][0]))]
    owners = [name for _user, name in choices.choices("user")]
    fields = ("title", "company", "amount", "stage", "owner", "expected_on")
    headers = [str(built_in("opportunity", name).label) for name in fields]
    name = _("opportunities from the fair")
    path = journey.folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, delimiter=";")
        out.writerow([*headers, _("Stand")])
        *titles, refused = TITLES[journey.language]
        clients = CLIENTS[journey.language]
        for place, title in enumerate(titles):
            day = desk.today + timedelta(days=20 + 3 * place)
            out.writerow(
                [title, clients[place % len(clients)], f"{18500 + 2750 * place}.50", stages[place % 2],
                 owners[place % len(owners)], day.isoformat(), f"A{place + 1}"]
            )  # fmt: skip
        out.writerow([refused, clients[0], "-5", stages[0], owners[0], desk.today.isoformat(), "B2"])
    return path


def _drop(onto: QWidget, path: Path) -> None:
    """Drop a file as a file manager does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    at = QPointF(onto.rect().center())
    copy = Qt.DropAction.CopyAction
    QApplication.sendEvent(onto, QDragEnterEvent(at.toPoint(), copy, data, LEFT, NONE))
    QApplication.sendEvent(onto, QDropEvent(at, copy, data, LEFT, NONE))
