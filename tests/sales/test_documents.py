"""Documents of a record: added once with their content, read out again, renamed, replaced and removed."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from crmdesk.models import book, contents
from crmdesk.models.contents import PIECE
from crmdesk.models.errors import DomainError, FieldProblems, NotAllowedError, StaleRecordError
from crmdesk.sales import conversion, document_files, documents, records, tallies, undoing
from crmdesk.sales.conversion import NEW, Becoming
from crmdesk.sales.document_copies import Copies, file_name
from crmdesk.sales.document_files import Given, Pasted, StoringCancelled
from crmdesk.sales.documents import Stored
from tests.book_fixture import count_of
from tests.sales.office import Office
from tests.sales.test_every_role import somebody


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


def store(office: Office, *given: Given) -> list[Stored]:
    found = document_files.store(office.desk, given)
    assert not found.problems
    return list(found.stored)


def add(office: Office, kind: str, record: int, name: str, data: bytes = b"Hello") -> int:
    return documents.add(office.desk, kind, record, store(office, Pasted(name, data))).new("document")


def names(office: Office, kind: str, record: int) -> list[str]:
    return [row.name for row in documents.of(office.desk, kind, record)]


def test_a_file_is_added_read_out_renamed_and_removed(office: Office, tmp_path: Path) -> None:
    sale = office.opportunity("Lamps")
    file = tmp_path / "Año 2026.pdf"
    file.write_bytes(b"%PDF" + bytes(PIECE))
    added = documents.add(office.desk, "opportunity", sale, store(office, file))
    (row,) = documents.of(office.desk, "opportunity", sale)
    assert (row.name, row.size, row.media_type, row.added_by) == ("Año 2026.pdf", PIECE + 4, "application/pdf", "Ana")
    document_files.read_out(office.desk, row.id, tmp_path / "out.pdf")
    assert (tmp_path / "out.pdf").read_bytes() == file.read_bytes()
    documents.rename(office.desk, row.id, "offer.txt")
    assert documents.read(office.desk, row.id).media_type == "text/plain"
    documents.remove(office.desk, [row.id])
    assert names(office, "opportunity", sale) == []
    undoing.undo(office.desk)
    undoing.undo(office.desk)
    assert names(office, "opportunity", sale) == ["Año 2026.pdf"]
    assert document_files.content(office.desk, row.id, 4) == b"%PDF"
    undoing.undo(office.desk, added.step)
    assert count_of("document") == 0


def test_the_same_content_under_two_names_is_kept_once(office: Office) -> None:
    company = office.add("company", name="North")
    add(office, "company", company, "one.txt")
    add(office, "company", company, "two.txt")
    assert (count_of("document"), count_of("chunk")) == (2, 1)


def test_what_cannot_be_kept_is_refused_each_with_a_sentence_and_the_rest_is_taken(
    office: Office, tmp_path: Path
) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "good.txt").write_text("good")
    given = [tmp_path / name for name in ("empty.txt", "gone.txt", "good.txt")] + [tmp_path]
    found = document_files.store(office.desk, [*given, Pasted("a/b", b"x")])
    assert [one.name for one in found.stored] == ["good.txt"]
    assert [str(problem) for problem in found.problems] == [
        "“empty.txt” is empty, so there is nothing to keep.",
        "“gone.txt” is not there any more.",
        f"“{tmp_path.name}” is a folder. Add the files inside it.",
        "The name of a document has no “/” and no “\\”. Leave it out.",
    ]
    assert count_of("blob") == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="this user may read everything")
def test_an_unreadable_file_is_refused(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "secret.txt"
    file.write_text("x")
    file.chmod(0)
    assert "may not read" in str(document_files.store(office.desk, [file]).problems[0])


def test_a_file_over_two_gigabytes_is_refused(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_files, "MOST_BYTES", PIECE)
    file = tmp_path / "film.mkv"
    file.write_bytes(bytes(PIECE + 1))
    assert "larger than 2 GB" in str(document_files.store(office.desk, [file]).problems[0])
    assert count_of("blob") == 0


@pytest.mark.parametrize(("happens", "said"), [(Path.unlink, "not there any more"), (Path.touch, "changed")])
def test_a_file_that_vanishes_or_changes_while_it_is_copied_leaves_nothing(
    office: Office, tmp_path: Path, happens: Callable[[Path], object], said: str
) -> None:
    file = tmp_path / "moving.bin"
    file.write_bytes(bytes(2 * PIECE))
    told: list[int] = []

    def progress(done: int, _whole: int) -> None:
        told.append(done)
        if len(told) == 2:  # between the readings
            file.write_bytes(b"other")
            happens(file)

    found = document_files.store(office.desk, [file], progress=progress)
    assert said in str(found.problems[0])
    assert (count_of("blob"), count_of("chunk")) == (0, 0)


def test_a_full_disk_leaves_nothing(office: Office, tmp_path: Path) -> None:
    from crmdesk.models.database import db

    pages = db.execute_sql("PRAGMA page_count").fetchone()[0]
    db.execute_sql(f"PRAGMA max_page_count = {pages + 600}")
    with pytest.raises(DomainError, match="disk is full"):
        document_files.store(office.desk, [Pasted("large.bin", bytes(8 * PIECE))])
    db.execute_sql("PRAGMA max_page_count = 1000000000")
    assert (count_of("blob"), count_of("chunk"), count_of("document")) == (0, 0, 0)


def test_it_can_be_stopped(office: Office) -> None:
    asked = iter([False] * 5 + [True])
    with pytest.raises(StoringCancelled):
        document_files.store(office.desk, [Pasted("large.bin", bytes(4 * PIECE))], lambda: next(asked))
    assert (count_of("blob"), count_of("chunk")) == (0, 0)


def test_memory_stays_flat_however_large_a_file_is(office: Office, tmp_path: Path) -> None:
    file, out = tmp_path / "film.mkv", tmp_path / "out.mkv"
    with file.open("wb") as made:
        for place in range(48):
            made.write(place.to_bytes(4, "big") * (PIECE // 4))
    company = office.add("company", name="North")
    tracemalloc.start()
    document = documents.add(office.desk, "company", company, store(office, file)).new("document")
    document_files.read_out(office.desk, document, out)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 12 * PIECE
    assert contents.measured([out.read_bytes()]).size == 48 * PIECE


def test_versions_follow_one_another_and_go_together(office: Office) -> None:
    sale = office.opportunity("Lamps")
    first = add(office, "opportunity", sale, "offer.txt", b"1")
    for data in (b"2", b"3"):
        documents.add_version(office.desk, first, store(office, Pasted("copy.txt", data))[0])
    assert not documents.add_version(office.desk, first, store(office, Pasted("copy.txt", b"3"))[0])
    (row,) = documents.of(office.desk, "opportunity", sale)
    assert (row.name, row.older) == ("offer.txt", 2)
    assert tallies.of_opportunity(office.desk, sale)["document"] == 1
    newest, middle, oldest = documents.versions(office.desk, row.id)
    assert (newest.id, oldest.id) == (row.id, first)
    documents.remove(office.desk, [middle.id])
    assert [one.id for one in documents.versions(office.desk, row.id)] == [newest.id, oldest.id]
    documents.remove(office.desk, [newest.id])
    assert count_of("document") == 0
    undoing.undo(office.desk)
    undoing.undo(office.desk)
    assert [one.id for one in documents.versions(office.desk, row.id)] == [newest.id, middle.id, oldest.id]


def test_documents_go_to_the_trash_and_come_back_with_their_record(office: Office) -> None:
    company = office.add("company", name="North")
    document = add(office, "company", company, "plan.txt")
    records.trash(office.desk, "company", [company])
    assert names(office, "company", company) == []
    for act in (
        lambda: documents.rename(office.desk, document, "x"),
        lambda: documents.remove(office.desk, [document]),
        lambda: document_files.content(office.desk, document, 9),
        lambda: add(office, "company", company, "more.txt"),
    ):
        with pytest.raises(StaleRecordError):
            act()
    records.restore(office.desk, "company", [company])
    assert names(office, "company", company) == ["plan.txt"]


def test_a_client_shows_the_documents_of_its_opportunities(office: Office) -> None:
    company = office.add("company", name="North")
    sale = office.opportunity("Lamps", company=company)
    add(office, "opportunity", sale, "offer.txt")
    (row,) = documents.of(office.desk, "company", company)
    assert (row.name, row.about) == ("offer.txt", "Lamps")


def test_a_leads_documents_follow_to_what_it_became(office: Office) -> None:
    lead = office.add("lead", name="Eva", company="Chairs")
    add(office, "lead", lead, "card.png")
    conversion.convert(office.desk, lead, Becoming(NEW, NEW, NEW))
    became = conversion.became(office.desk, lead)
    assert became is not None
    for kind, side in (("contact", became.contact), ("company", became.company), ("opportunity", became.opportunity)):
        assert side is not None
        assert names(office, kind, side[0]) == ["card.png"]
    with pytest.raises(DomainError, match="was converted"):
        add(office, "lead", lead, "more.txt")
    conversion.take_back(office.desk, lead)
    assert names(office, "lead", lead) == ["card.png"]


def test_who_may_not_change_the_record_adds_nothing(office: Office) -> None:
    company = office.add("company", name="North", owner=office.users["Óscar"])
    kept = store(office, Pasted("a.txt", b"a"))
    with pytest.raises(NotAllowedError):
        documents.add(somebody("Reader"), "company", company, kept)


@pytest.mark.parametrize("name", ["", "  ", "a/b", "a\\b", "..", "x" * 256, "a\x00b"])
def test_what_is_no_name_is_refused(office: Office, name: str) -> None:
    company = office.add("company", name="North")
    document = add(office, "company", company, "plan.txt")
    with pytest.raises(FieldProblems):
        documents.rename(office.desk, document, name)


def test_a_changed_copy_is_noticed_once_and_kept_when_the_window_closes(office: Office) -> None:
    company = office.add("company", name="North")
    document = add(office, "company", company, "plan: draft?.txt")
    other = add(office, "company", company, "other.txt")
    copies = Copies()
    path, left = (copies.made(office.desk, one) for one in (document, other))
    assert path.name == "plan_ draft_.txt"
    assert copies.made(office.desk, document) == path
    assert copies.changed() == []
    path.write_bytes(b"Hello")  # saved without a change
    os.utime(path, ns=(1, 1))
    assert copies.changed() == []
    path.write_bytes(b"Hello again")
    assert [one.document for one in copies.changed()] == [document]
    assert copies.changed() == []
    copies.close()
    assert (path.exists(), left.exists()) == (True, False)


def test_a_copy_that_was_given_back_goes_when_the_window_closes(office: Office) -> None:
    document = add(office, "company", office.add("company", name="North"), "plan.txt")
    copies = Copies()
    path = copies.made(office.desk, document)
    path.write_bytes(b"More")
    copies.changed()
    copies.given_back(document)
    copies.close()
    assert not path.exists()


@pytest.mark.parametrize(
    ("name", "as_file"),
    [("a<b>.txt", "a_b_.txt"), ("con.txt", "_con.txt"), ("dots. .", "dots"), ("...", "_"), ("ñ" * 200 + ".pdf", None)],
)
def test_names_that_other_systems_cannot_have_are_changed(name: str, as_file: str | None) -> None:
    made = file_name(name)
    assert len(made.encode()) <= 220
    assert made == (as_file or "ñ" * 98 + ".pdf")


def test_contents_that_are_gone_are_not_named(office: Office) -> None:
    company = office.add("company", name="North")
    with pytest.raises(DomainError, match="not in the book any more"):
        documents.add(office.desk_on(date(2026, 11, 20)), "company", company, [Stored("a.txt", 1, "0" * 64)])
