"""The tour from the command line: it does the main job, leaves its pictures, and says what is not right."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from PySide6.QtGui import QImageReader

from crmdesk.models import book
from crmdesk.sales import demo, opening
from crmdesk.sales.desk import Clock, Desk

SCREENS = (
    "today", "board", "board-filtered", "board-moved", "board-dragging", "won", "lost", "board-undone", "palette",
    "palette-messages", "opportunities", "opportunity", "new-opportunity", "leads", "lead", "leads-for-sale",
    "lead-score", "scoring", "leads-unattended", "lead-board",
    "calendar-month", "calendar-week", "calendar-dragging", "calendar-day", "calendar-import",
    "activity-board", "activity-board-dragging", "activity-board-days", "activity-board-owners",
    "disqualified", "contacts", "contact", "companies", "company",
    "products", "product", "reports", "opportunity-products", "opportunity-quotes", "quote-draft", "quote-revisions",
    "quote", "quote-paper", "sales-note", "quotes",
    "dashboard", "dashboard-rows", "import-rehearsal", "import-done", "settings-pipelines", "settings-history", "keys",
    "welcome", "new-book-board", "new-book-dashboard",
)  # fmt: skip


def tour(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Perform a tour in a process of its own: it needs a QApplication on no screen, in the barest of shells."""
    command = [sys.executable, "-m", "crmdesk", "tour", *map(str, arguments)]
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "QT_QPA_PLATFORM", "LANG")}
    return subprocess.run(command, capture_output=True, text=True, env={**kept, "LC_ALL": "C"})


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("office") / "office.crmdesk"
    demo.make(path, rows=300, seed=7, language="en", clock=Clock.system())
    return path


def test_a_tour_of_a_given_book_pictures_every_screen_and_leaves_the_book_alone(office: Path, tmp_path: Path) -> None:
    before = sha256(office.read_bytes()).digest()
    done = tour(office, "--out", tmp_path, "--language", "en", "--theme", "dark")
    assert (done.returncode, done.stderr) == (0, "")
    pictures = sorted(tmp_path.glob("*.png"))
    assert {path.stem.partition("-")[2] for path in pictures} >= set(SCREENS)
    assert [path.name[:3] for path in pictures] == [f"{place:03}" for place in range(1, len(pictures) + 1)]
    assert {QImageReader(str(path)).size().toTuple() for path in pictures} == {(1440, 900)}
    assert min(path.stat().st_size for path in pictures) > 8 * 1024
    assert f"{len(pictures)} pictures" in done.stdout
    assert sha256(office.read_bytes()).digest() == before
    assert [path.name for path in office.parent.iterdir()] == [office.name]


def test_a_tour_that_cannot_do_its_job_says_so_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "empty.crmdesk"
    book.create(path)
    try:
        opening.fill(Desk(None, Clock.system()), name="Empty", currency="EUR", language="en")
    finally:
        book.close()
    done = tour(path, "--out", tmp_path / "pictures")
    assert done.returncode == 1
    assert done.stderr == "The tour stopped at on_board.look. Expected: the board has columns.\n"


def test_pictures_need_a_folder_that_can_be_written(office: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file where the folder would be", "utf-8")
    done = tour(office, "--out", taken)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Pictures cannot be written to {taken}. Name another folder.\n"
