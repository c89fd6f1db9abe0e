"""Messages and notes come in on the records they name, once, and go again with one undo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from crmdesk.exchange import importing
from crmdesk.exchange.csv_read import read_table
from crmdesk.exchange.importing import Report
from crmdesk.models.people import Company
from crmdesk.sales import messages, opening, records, undoing
from crmdesk.sales.desk import Clock, Desk
from tests.book_fixture import count_of
from tests.exchange.import_office import NOW, STAGES


def desk_of() -> Desk:
    """A desk at the new book."""
    desk = Desk(None, Clock.at(NOW))
    opening.fill(desk, name="", currency="EUR", language="en", pipeline=STAGES)
    return desk


MAPPING = {"ref": "external_id", "title": "title", "body": "text", "day": "created_on", "who": "author",
           "on": "belongs_to"}  # fmt: skip


def bring(desk: Desk, path: Path, kind: str, mapping: Mapping[str, str]) -> Report:
    return importing.commit(desk, importing.plan(desk, read_table(path), kind, mapping))


def time_here(instant: str) -> tuple[int, int]:
    """The local time of day of an instant."""
    local = datetime.fromisoformat(instant).astimezone()
    return local.hour, local.minute


def file(folder: Path, *rows: str) -> Path:
    path = folder / "notes.csv"
    path.write_text("\n".join(("ref,title,body,day,who,on", *rows)), "utf-8")
    return path


def test_notes_come_in_where_they_belong(new_book: Path, tmp_path: Path) -> None:
    desk = desk_of()
    acme = records.add(desk, "company", {"name": "Acme", "external_id": "A-1"}).new("company")
    rosa = records.add(desk, "contact", {"name": "Rosa Gil"}).new("contact")
    notes = file(
        tmp_path,
        "N-1,Review,They renew,2025-10-03T10:00:00Z,Ana,A-1",
        "N-2,,Prefers mornings,2025-10-04,,Rosa Gil",
        "N-3,,Lost,2025-10-04,,C-99",
        "N-4,,,2025-10-04,,A-1",
        "N-5,,Homeless,2025-10-04,,",
    )
    report = bring(desk, notes, "message", MAPPING)
    assert report.new == 2
    assert [(problem.row, str(problem.reason)) for problem in report.refused] == [
        (4, "There is no record “C-99” to link to."),
        (5, "Text is missing. Fill it in."),
        (6, "Say what the message belongs to."),
    ]
    (row,) = messages.of(desk, "company", acme)
    assert (row.text, row.author, row.is_note, row.at.date().isoformat()) == (
        "Review\n\nThey renew", "Ana", True, "2025-10-03",
    )  # fmt: skip
    assert (row.at.hour, row.at.minute) == time_here("2025-10-03T10:00:00+00:00")
    assert [one.text for one in messages.of(desk, "contact", rosa)] == ["Prefers mornings"]
    again = bring(desk, notes, "message", MAPPING)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    changed = bring(desk, file(tmp_path, "N-2,,Prefers evenings,2025-10-04,,Rosa Gil"), "message", MAPPING)
    assert changed.changed == 1
    undoing.undo(desk)
    undoing.undo(desk)
    assert count_of("message") == 0


def test_a_column_says_what_is_a_note(new_book: Path, tmp_path: Path) -> None:
    desk = desk_of()
    records.add(desk, "company", {"name": "Acme"})
    path = tmp_path / "m.csv"
    path.write_text("company,text,note\nAcme,To all,no\nAcme,For me,yes\nNobody,x,no\n", "utf-8")
    report = bring(desk, path, "message", importing.guessed(desk, "message", ["company", "text", "note"]))
    assert (report.new, len(report.refused)) == (2, 1)
    (acme,) = Company.select()
    assert {row.text: row.is_note for row in messages.of(desk, "company", acme.id)} == {"To all": False, "For me": True}


def test_a_name_that_may_mean_several_records_is_refused(new_book: Path, tmp_path: Path) -> None:
    desk = desk_of()
    for kind in ("company", "lead"):
        records.add(desk, kind, {"name": "Gil"})
    report = bring(desk, file(tmp_path, "N-1,,x,,,Gil", f"N-2,,{'x' * 20_001},,,Gil"), "message", MAPPING)
    assert "may mean several records" in str(report.refused[0].reason)
    assert count_of("message") == 0
