"""Making, opening and refusing the book's file; disks that fail; two programs at once."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from crmdesk.models import book, database, journal
from crmdesk.models.activities import Tag
from crmdesk.models.database import plain_tuples
from crmdesk.models.disks import _linux_mounts, _macos_mounts, remote_mount
from crmdesk.models.errors import BookBusyError, StorageError
from crmdesk.models.journal import Step
from crmdesk.models.opportunities import Opportunity
from tests.book_fixture import count_of, whole_book
from tests.models.office import furnish, step

ROOT = Path(__file__).parents[2]


@pytest.fixture
def closed_book(new_book: Path) -> Path:
    """A book with something in it that no program has open."""
    furnish()
    with step():
        journal.add_rows(Tag, [{"name": f"tag number {place}"} for place in range(3000)])
    book.close()
    return new_book


def refusal(path: Path) -> str:
    with pytest.raises(StorageError) as caught:
        book.open_book(path)
    assert database.db.is_closed()
    return str(caught.value)


def plain(path: Path, sql: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute(sql)
        other.commit()


# Making


def test_a_new_book_is_one_file_that_opens_again(tmp_path: Path) -> None:
    path = tmp_path / "Müller & Söhne %41.crmdesk"
    book.create(path)
    furnish()
    book.close()
    assert [left.name for left in tmp_path.iterdir()] == [path.name]
    with book.opened(path):
        assert count_of("stage") == 3
    assert database.db.is_closed()


def test_nothing_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "office.crmdesk"
    path.write_text("precious")
    with pytest.raises(StorageError, match="already something at"):
        book.create(path)
    assert path.read_text() == "precious"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing/office.crmdesk", "does not exist. Make it first"),
        ("x" * 300, "cannot be used here"),
        ("zero\0inside", "cannot be used here|does not exist"),
    ],
)
def test_a_place_where_no_book_can_be_is_refused(tmp_path: Path, name: str, sentence: str) -> None:
    with pytest.raises(StorageError, match=sentence):
        book.create(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_making_a_book_closes_the_one_that_was_open(new_book: Path) -> None:
    book.create(new_book.with_name("second.crmdesk"))
    assert count_of("user") == 0
    assert not new_book.with_name("office.crmdesk-wal").exists()


# Refusing


def test_what_is_no_book_is_refused(tmp_path: Path) -> None:
    text, other, short = tmp_path / "a.txt", tmp_path / "b.sqlite", tmp_path / "c.crmdesk"
    text.write_text("not a database " * 100)
    plain(other, "CREATE TABLE x (y)")
    short.write_bytes(b"")
    for path in (text, other, short):
        assert "is not a CRM Desk book" in refusal(path)
    assert "There is no book at" in refusal(tmp_path / "missing.crmdesk")
    assert "is a folder" in refusal(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")  # opening it would wait for ever
        assert "is not a CRM Desk book" in refusal(tmp_path / "pipe")


def test_a_copy_that_broke_off_is_refused(closed_book: Path) -> None:
    whole = closed_book.read_bytes()
    closed_book.write_bytes(whole[: len(whole) // 2])
    assert "its end is missing" in refusal(closed_book)


def test_a_log_that_was_not_moved_into_the_file_yet_is_no_damage(closed_book: Path) -> None:
    book.open_book(closed_book)
    with step():
        journal.add_rows(Tag, [{"name": f"more {place}" * 20} for place in range(3000)])
    killed = closed_book.with_name("killed.crmdesk")
    for suffix in ("", "-wal"):
        shutil.copy(f"{closed_book}{suffix}", f"{killed}{suffix}")
    book.close()
    header = bytearray(killed.read_bytes())
    header[28:32] = (10**6).to_bytes(4, "big")  # the first page was moved, the last not yet
    killed.write_bytes(header)
    book.open_book(killed)
    assert Tag.select().count() == 6000


def test_pages_written_over_are_told_and_no_traceback(closed_book: Path) -> None:
    whole = bytearray(closed_book.read_bytes())
    whole[4096:] = b"\xff" * (len(whole) - 4096)
    closed_book.write_bytes(whole)
    assert "damaged" in refusal(closed_book)


def test_a_page_damaged_while_open_is_told_when_it_is_read(closed_book: Path) -> None:
    with contextlib.closing(sqlite3.connect(closed_book)) as other:
        (page,) = other.execute("SELECT rootpage FROM sqlite_master WHERE name = 'tag'").fetchone()
        (size,) = other.execute("PRAGMA page_size").fetchone()
    with closed_book.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    book.open_book(closed_book)
    with pytest.raises(StorageError, match="damaged"):
        list(Tag.select())
    with pytest.raises(StorageError, match="damaged"), step():
        journal.add(Tag, name="x")


def test_a_book_of_a_newer_program_is_refused(closed_book: Path) -> None:
    plain(closed_book, "PRAGMA user_version = 999")
    before = closed_book.read_bytes()
    assert "made by a newer CRM Desk" in refusal(closed_book)
    assert closed_book.read_bytes() == before


def test_a_book_that_knows_another_migration_is_refused(closed_book: Path) -> None:
    plain(closed_book, "INSERT INTO schema_migration (name, applied) VALUES ('0002_of_tomorrow', '2031-01-01')")
    assert "made by a newer CRM Desk" in refusal(closed_book)


def test_a_newer_program_that_has_it_open_is_noticed(closed_book: Path) -> None:
    with contextlib.closing(sqlite3.connect(closed_book)) as newer:
        newer.execute("PRAGMA wal_autocheckpoint = 0")
        newer.execute("PRAGMA user_version = 999")
        assert int.from_bytes(closed_book.read_bytes()[60:64], "big") == book.FORMAT  # only the log knows
        assert "made by a newer CRM Desk" in refusal(closed_book)


def test_a_file_that_may_not_be_written_is_refused(closed_book: Path) -> None:
    closed_book.chmod(0o444)
    if os.access(closed_book, os.W_OK):
        pytest.skip("this user may write everything")
    assert "can only be read here" in refusal(closed_book)


# Bringing up to date


def test_an_older_book_is_copied_and_brought_up_to_date(closed_book: Path) -> None:
    plain(closed_book, "PRAGMA user_version = 0")
    book.open_book(closed_book)
    assert database.format_version() == book.FORMAT
    copy = closed_book.with_name(f"office.before-format-{book.FORMAT}.crmdesk")
    with contextlib.closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("SELECT count(*) FROM tag").fetchone() == (3000,)
    assert not list(closed_book.parent.glob("*.migrating"))


def test_a_book_that_another_program_brings_up_to_date_is_refused(closed_book: Path) -> None:
    plain(closed_book, "PRAGMA user_version = 0")
    lock = closed_book.with_name(f".{closed_book.name}.migrating")
    with running(HOLD, str(lock), "BEGIN EXCLUSIVE"):
        assert "Another program is bringing" in refusal(closed_book)
    book.open_book(closed_book)
    assert database.format_version() == book.FORMAT


# Disks


def test_a_full_disk_leaves_the_book_as_it_was(new_book: Path) -> None:
    furnish()
    before = whole_book()
    pages = database.db.execute_sql("PRAGMA page_count").fetchone()[0]
    database.db.execute_sql(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(StorageError, match="The disk is full"), step():
        journal.add_rows(Tag, [{"name": f"tag {place}" * 50} for place in range(2000)])
    assert whole_book() == before
    database.db.execute_sql(f"PRAGMA max_page_count = {pages + 50_000}")
    with step():
        journal.add(Tag, name="room again")
    assert Tag.select().count() == 1


def test_a_disk_that_fills_up_at_the_last_moment_leaves_the_book_as_it_was(new_book: Path) -> None:
    furnish()
    before = whole_book(), count_of("step")

    def write() -> None:
        with step():
            journal.add_rows(Tag, [{"name": f"tag {place}"} for place in range(50)])
            pages = database.db.execute_sql("PRAGMA page_count").fetchone()[0]
            database.db.execute_sql(f"PRAGMA max_page_count = {pages}")  # no room for the notes of the journal
            journal.remove(Tag, [row[0] for row in plain_tuples(Tag.select(Tag.id))])

    with pytest.raises(StorageError, match="The disk is full"):
        write()
    assert (whole_book(), count_of("step")) == before


def test_a_book_that_turned_read_only_is_told(new_book: Path) -> None:
    furnish()
    database.db.execute_sql("PRAGMA query_only = 1")
    with pytest.raises(StorageError, match="can only be read here"), step():
        journal.add(Tag, name="x")


def test_a_book_opened_for_reading_reads(closed_book: Path) -> None:
    database.connect(closed_book, read_only=True)
    assert Tag.select().count() == 3000
    with pytest.raises(StorageError, match="can only be read here"), step():
        journal.add(Tag, name="x")


LINUX = """\
/dev/sda1 / ext4 rw 0 0
server:/share /mnt/office\\040share nfs4 rw 0 0
systemd-1 /net autofs rw 0 0
//server/docs /net cifs rw 0 0
/dev/sdb1 /net/local ext4 rw 0 0
gvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0
"""
MACOS = """\
/dev/disk1s1 on / (apfs, local, journaled)
//me@server/share on /Volumes/share (1) (smbfs, nodev, nosuid)
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/ana/office.crmdesk", None),
        ("/mnt/office share/office.crmdesk", "nfs4"),
        ("/mnt/office sharemore/office.crmdesk", None),
        ("/net/office.crmdesk", "cifs"),
        ("/net/local/office.crmdesk", None),
        ("/run/user/1000/gvfs/smb-share:server=x/office.crmdesk", "fuse.gvfsd-fuse"),
    ],
)
def test_network_folders_are_known(path: str, kind: str | None) -> None:
    assert remote_mount(Path(path), _linux_mounts(LINUX)) == kind


def test_network_folders_are_known_on_a_mac() -> None:
    assert remote_mount(Path("/Volumes/share (1)/a.crmdesk"), _macos_mounts(MACOS)) == "smbfs"
    assert remote_mount(Path("/Users/ana/a.crmdesk"), _macos_mounts(MACOS)) is None


# Two programs

HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
held.close()
"""

ADD_TAGS = """
import sys
from datetime import date
from pathlib import Path
from crmdesk.models import book, database, journal
from crmdesk.models.activities import Tag
from crmdesk.models.people import Company
from crmdesk.texts import msg
book.open_book(Path(sys.argv[1]))
database.wait_for_others(30_000)
print("ready", flush=True)
sys.stdin.readline()
for place in range(40):
    with journal.step(msg("Tag"), user=None, at=place, day=date(2026, 3, 14)):
        journal.add(Tag, name=f"{sys.argv[2]} {place}")
        company = Company.get()
        journal.edit(Company, company.id, employees=(company.employees or 0) + 1)
book.close()
"""


@contextlib.contextmanager
def running(program: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Another program that has said it is ready; it ends when it is told to."""
    started = subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert started.stdin is not None
    assert started.stdout is not None
    with started:
        assert started.stdout.readline() == "ready\n"
        yield started
        with contextlib.suppress(BrokenPipeError, ValueError):
            started.stdin.write("go\n")
            started.stdin.flush()
    assert started.returncode == 0


def test_two_programs_lose_no_edit(new_book: Path) -> None:
    office = furnish()
    steps = count_of("step")
    version = database.data_version()
    with running(ADD_TAGS, str(new_book), "left"), running(ADD_TAGS, str(new_book), "right"):
        pass
    assert database.data_version() != version
    assert Tag.select().count() == 80
    assert count_of("step") == steps + 80
    (employees,) = next(plain_tuples(journal_company(office.acme)))
    assert employees == 80


def journal_company(record: int) -> object:
    from crmdesk.models.people import Company

    return Company.select(Company.employees).where(Company.id == record)


def test_a_window_does_not_wait_for_another_writer_and_a_worker_does(new_book: Path) -> None:
    furnish()
    with running(HOLD, str(new_book), "BEGIN IMMEDIATE"):
        with pytest.raises(BookBusyError), step():
            journal.add(Tag, name="from the window")
        last = journal.last_to_undo(None)
        assert last is not None
        with pytest.raises(BookBusyError):
            journal.undo(last.id, user=None, at=1, day=last.day)
        assert Opportunity.select().count() == 0  # reading goes on
        worker = threading.Thread(target=add_from_a_worker)
        worker.start()
    worker.join(timeout=30)
    assert [tag.name for tag in Tag.select()] == ["from a worker"]


def add_from_a_worker() -> None:
    with database.worker_connection(), step():
        journal.add(Tag, name="from a worker")


def test_a_step_in_one_thread_does_not_let_another_write(new_book: Path) -> None:
    problems: list[BaseException] = []

    def write() -> None:
        try:
            with database.worker_connection():
                journal.add(Tag, name="x")
        except BaseException as problem:
            problems.append(problem)

    with step():
        other = threading.Thread(target=write)
        other.start()
        other.join()
    assert [type(problem) for problem in problems] == [database.OutsideStepError]
    assert Step.select().count() == 0
