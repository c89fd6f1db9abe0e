"""The command line as it is promised: what it prints where, and what it ends with."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crmdesk import __main__
from crmdesk.__main__ import KINDS, main
from crmdesk.sales.fields import FIELDS
from crmdesk.usage import user_last

DOCS = Path(__file__).resolve().parent.parent / "docs"
STAGES = '[{"name": "Talks", "kind": "open", "probability": 20}, {"name": "Won", "kind": "won", "probability": 100}, \
{"name": "Lost", "kind": "lost", "probability": 0}]'
DEALS = """Deal,Client,Value,Stage,Owner,Close
Lamps,Museum,1200.50,Talks,Ana,2027-01-15
Chairs,Library,800,Won,Ana,2026-05-02
Shelves,Library,-3,Talks,Zoe,2027-02-01
"""


@dataclass
class Answer:
    """What a command said.

    Attributes:
        code: what it ended with.
    """

    code: int
    out: str
    err: str

    def json(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)


Crmdesk = Callable[..., Answer]


@pytest.fixture
def crmdesk(capsys: pytest.CaptureFixture[str]) -> Crmdesk:
    def run(*arguments: object) -> Answer:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run


@pytest.fixture
def office(crmdesk: Crmdesk, tmp_path: Path) -> Path:
    """A book with three stages and the two deals of the file that can be taken."""
    path = tmp_path / "office.crmdesk"
    (tmp_path / "stages.json").write_text(STAGES, "utf-8")
    (tmp_path / "deals.csv").write_text(DEALS, "utf-8")
    assert crmdesk("new", path, "--currency", "USD", "--pipeline", tmp_path / "stages.json").code == 0
    return path


MAPPED = [
    part
    for pair in ("Deal=title", "Client=company", "Value=amount", "Stage=stage", "Owner=owner", "Close=closed_on")
    for part in ("--map", pair)
]


def import_deals(crmdesk: Crmdesk, book: Path, *more: object) -> Answer:
    return crmdesk("import", book, book.parent / "deals.csv", "--as", "opportunity", *MAPPED, "--json", *more)


def test_new_says_what_it_made_and_refuses_to_write_over_it(crmdesk: Crmdesk, tmp_path: Path) -> None:
    path = tmp_path / "a.crmdesk"
    made = crmdesk("new", path)
    assert (made.code, made.err) == (0, "")
    assert str(path) in made.out
    again = crmdesk("new", path)
    assert (again.code, again.out) == (1, "")
    assert_one_sentence(again.err)


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "{none}", "opportunity"),
        ("figures", "{none}"),
        ("history", "{none}", "--json"),
        ("undo", "{none}"),
        ("redo", "{none}"),
        ("check", "{none}"),
        ("export", "{none}", "{folder}"),
        ("figures", "{folder}"),
        ("figures", "{text}"),
        ("new", "{new}", "--currency", "XXXX"),
        ("new", "{new}", "--currency", "ZZZ"),
        ("new", "{new}", "--pipeline", "{none}"),
        ("new", "{new}", "--pipeline", "{text}"),
        ("import", "{book}", "{none}", "--as", "company"),
        ("import", "{book}", "{folder}", "--as", "company"),
        ("import", "{book}", "{deals}", "--as", "opportunity", "--map", "Nowhere=title"),
        ("import", "{book}", "{deals}", "--as", "opportunity", "--map", "Deal=nothing"),
        ("import", "{book}", "{deals}", "--as", "opportunity", "--map", "Deal=title", "--map", "Deal=description"),
        ("list", "{book}", "opportunity", "--where", "amount ? 3"),
        ("list", "{book}", "opportunity", "--columns", "nothing"),
        ("figures", "{book}", "--from", "2026-12-31", "--to", "2026-01-01"),
        ("undo", "{book}", "--step", "12"),
        ("list", "{book}", "opportunity", "--user", "Nobody"),
    ],
    ids=lambda arguments: " ".join(arguments),
)
def test_a_refusal_is_one_sentence_and_ends_with_1(
    crmdesk: Crmdesk, office: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "text").write_text("not a book", "utf-8")
    (tmp_path / "folder").mkdir()
    places = {
        "none": tmp_path / "none",
        "folder": tmp_path / "folder",
        "text": tmp_path / "text",
        "new": tmp_path / "new.crmdesk",
        "book": office,
        "deals": tmp_path / "deals.csv",
    }
    refused = crmdesk(*(argument.format(**places) for argument in arguments))
    assert refused.code == 1
    assert refused.out == ""
    assert_one_sentence(refused.err)
    assert not (tmp_path / "new.crmdesk").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("list",),
        ("list", "a.crmdesk", "deal"),
        ("new", "a.crmdesk", "--language", "fr"),
        ("demo", "a.crmdesk", "--rows", "many"),
        ("figures", "a.crmdesk", "--from", "yesterday"),
        ("import", "a.crmdesk", "b.csv"),
        ("import", "a.crmdesk", "b.csv", "--as", "company", "--map", "name"),
        ("import", "a.crmdesk", "b.csv", "--as", "company", "--mode", "replace"),
        ("tour",),
        ("check", "a.crmdesk", "--faster"),
    ],
    ids=lambda arguments: " ".join(arguments),
)
def test_a_wrong_call_ends_with_2(crmdesk: Crmdesk, arguments: tuple[str, ...]) -> None:
    wrong = crmdesk(*arguments)
    assert wrong.code == 2
    assert wrong.out == ""
    assert "usage: crmdesk" in wrong.err


def test_an_import_reports_what_it_took_and_what_not(crmdesk: Crmdesk, office: Path) -> None:
    rehearsed = import_deals(crmdesk, office, "--rehearse").json()
    assert (rehearsed["new"], len(rehearsed["refused"]), rehearsed["step"]) == (2, 1, None)
    assert crmdesk("list", office, "opportunity", "--json").json() == []
    done = import_deals(crmdesk, office).json()
    assert done == {**rehearsed, "step": done["step"]}
    [refused] = done["refused"]
    assert (refused["row"], refused["column"]) == (4, "Value")
    assert refused["reason"]
    found = crmdesk(
        "list", office, "opportunity", "--where", "amount > 1000", "--columns", "title,amount,stage", "--json"
    ).json()
    assert [(one["title"], one["amount"], one["stage"]) for one in found] == [("Lamps", "1200.50", "Talks")]


def test_one_undo_takes_an_import_back(crmdesk: Crmdesk, office: Path) -> None:
    step = import_deals(crmdesk, office).json()["step"]
    assert [one["step"] for one in crmdesk("history", office, "--json").json()][:1] == [step]
    undone = crmdesk("undo", office, "--step", step)
    assert (undone.code, undone.err) == (0, "")
    for kind in ("opportunity", "company", "user"):
        assert crmdesk("list", office, kind, "--json").json() == []
    assert crmdesk("check", office).code == 0


def test_figures_are_one_document_with_money_as_text(crmdesk: Crmdesk, office: Path) -> None:
    import_deals(crmdesk, office).json()
    found = crmdesk("figures", office, "--from", "2026-01-01", "--to", "2026-12-31", "--json").json()
    assert found["window"] == {"from": "2026-01-01", "to": "2026-12-31"}
    assert found["currency"] == "USD"
    assert found["open"] == {"count": 1, "amount": "1200.50", "weighted": "240.10"}
    assert found["won"] == {"count": 1, "amount": "800.00"}
    assert found["won_by_month"] == [{"month": "2026-05", "count": 1, "amount": "800.00"}]
    assert [stage["stage"] for stage in found["funnel"]] == ["Talks"]


def test_an_export_can_be_read_by_others(crmdesk: Crmdesk, office: Path, tmp_path: Path) -> None:
    import_deals(crmdesk, office).json()
    done = crmdesk("export", office, tmp_path / "out")
    assert (done.code, done.err) == (0, "")
    written = [Path(line) for line in done.out.splitlines()]
    assert all(path.is_file() for path in written)
    assert any("Lamps" in path.read_text("utf-8-sig") for path in written)


def test_a_demo_book_has_as_many_opportunities_as_asked_for(crmdesk: Crmdesk, tmp_path: Path) -> None:
    path = tmp_path / "demo.crmdesk"
    assert crmdesk("demo", path, "--rows", 60, "--language", "es").code == 0
    assert len(crmdesk("list", path, "opportunity", "--columns", "title", "--json").json()) == 60
    assert crmdesk("check", path).code == 0


def test_the_program_starts_as_a_module_and_speaks_spanish(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "crmdesk", "figures", str(tmp_path / "nada.crmdesk")]
    done = subprocess.run(command, capture_output=True, text=True, env={"LC_ALL": "es_MX.UTF-8", "HOME": str(tmp_path)})
    assert (done.returncode, done.stdout) == (1, "")
    assert "nada.crmdesk" in done.stderr
    assert "Check" not in done.stderr


def test_the_fields_in_the_documents_are_those_of_the_program() -> None:
    told = dict(re.findall(r"^(\w+) \| (.+)$", (DOCS / "names.md").read_text("utf-8"), re.MULTILINE))
    for kind in KINDS:
        assert told[kind].split(", ") == [field.name for field in FIELDS[kind]]


def test_every_command_is_in_the_documents() -> None:
    headings = set(re.findall(r"^## (\w+)$", (DOCS / "command-line.md").read_text("utf-8"), re.MULTILINE))
    shown = set(re.findall(r"^crmdesk (\w+)", (DOCS.parent / "README.md").read_text("utf-8"), re.MULTILINE))
    commands = {name[len("_add_") :] for name in vars(__main__) if name.startswith("_add_")}
    assert headings - {"Window"} == commands
    assert commands <= shown


# --- wrong calls, and what nobody foresaw ---


@contextlib.contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """A disk with no room for larger files."""
    resource = pytest.importorskip("resource", reason="this system has no limit on the size of files")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(
    "target", ["nowhere/x.csv", ".", "{book}", "{book}-wal", "deals.csv", "a\0b.csv", "long" * 90, os.devnull]
)
def test_an_import_is_not_begun_when_its_refused_rows_have_no_place(
    crmdesk: Crmdesk, office: Path, tmp_path: Path, target: str
) -> None:
    before = (tmp_path / "deals.csv").read_bytes()
    refused = import_deals(crmdesk, office, "--refused", tmp_path / target.format(book=office.name))
    assert (refused.code, refused.out) == (1, "")
    assert_one_sentence(refused.err)
    assert crmdesk("history", office, "--json").json() == []
    assert (tmp_path / "deals.csv").read_bytes() == before
    assert not list(tmp_path.glob(".crmdesk*"))


def test_an_import_is_reported_although_its_refused_rows_cannot_be_written(
    crmdesk: Crmdesk, office: Path, tmp_path: Path
) -> None:
    (tmp_path / "deals.csv").write_text(DEALS + "x" * 6_000_000 + ",Library,-3,Talks,Zoe,\n", "utf-8")
    with no_file_over(4_000_000):
        done = import_deals(crmdesk, office, "--refused", tmp_path / "refused.csv")
    assert done.code == 1
    assert json.loads(done.out)["new"] == 2
    assert done.err.startswith("The import was done")
    assert "refused.csv" in done.err
    assert len(crmdesk("list", office, "opportunity", "--json").json()) == 2
    assert not (tmp_path / "refused.csv").exists()


def test_what_was_undone_is_done_again(crmdesk: Crmdesk, office: Path) -> None:
    step = import_deals(crmdesk, office).json()["step"]
    too_early = crmdesk("redo", office, "--step", step)
    assert too_early.code == 1
    assert_one_sentence(too_early.err)
    assert step in crmdesk("undo", office).out
    assert "undone" in crmdesk("history", office).out
    again = crmdesk("undo", office, "--step", step)
    assert again.code == 1
    assert "undone already" in again.err
    assert crmdesk("redo", office, "--json").json()["step"] == step
    assert len(crmdesk("list", office, "opportunity", "--json").json()) == 2
    nothing = crmdesk("redo", office)
    assert nothing.code == 1
    assert_one_sentence(nothing.err)
    assert crmdesk("undo", office, "--step", step, "--json").json()["step"] == step
    assert crmdesk("redo", office, "--step", step).code == 0
    assert crmdesk("check", office).code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "{book}", "opportunity", "--where", "amount > 99999999999999999999999"),
        ("list", "{book}", "opportunity", "--where", "amount = Infinity"),
        ("list", "{book}", "opportunity", "--where", "amount = sNaN"),
        ("list", "{book}", "opportunity", "--where", "amount < 1e999999999"),
        ("list", "{book}", "opportunity", "--where", "amount < 1e999999"),
        ("list", "{book}", "opportunity", "--where", "probability = 99999999999999999999"),
        ("list", "{book}", "opportunity", "--where", f"title ~ {'a%' * 40_000}"),
        ("list", "{book}", "opportunity", *("--where", "amount > 1") * 1_200),
        ("list", "{book}", "opportunity", "--where", "title = \udcff"),
        ("list", "{book}", "user", "--where", "active = perhaps"),
        ("list", "{book}\ud800", "opportunity"),
        ("new", "{folder}/\udce9.crmdesk"),
        ("new", "{folder}/" + "n" * 120 + ".crmdesk"),
        ("undo", "{book}", "--step", str(2**63 - 1)),
        ("redo", "{book}", "--step", str(2**63 - 1)),
        ("redo", "{book}"),
    ],
    ids=lambda arguments: repr(" ".join(arguments))[:60],
)
def test_strange_values_are_refused_in_one_sentence(
    crmdesk: Crmdesk, office: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "folder").mkdir()
    refused = crmdesk(*(argument.format(book=office, folder=tmp_path / "folder") for argument in arguments))
    assert (refused.code, refused.out) == (1, "")
    assert_one_sentence(refused.err)
    assert "unexpected" not in refused.err
    assert not list((tmp_path / "folder").iterdir())


@pytest.mark.parametrize(
    "arguments",
    [
        ("demo", "a.crmdesk", "--rows", str(2**63)),
        ("demo", "a.crmdesk", "--rows", "9" * 5_000),
        ("history", "a.crmdesk", "--most", str(2**63)),
        ("undo", "a.crmdesk", "--step", str(2**63)),
        ("redo", "a.crmdesk", "--step", "-1"),
    ],
    ids=lambda arguments: " ".join(arguments)[:40],
)
def test_numbers_nothing_can_hold_are_a_wrong_call(crmdesk: Crmdesk, arguments: tuple[str, ...]) -> None:
    wrong = crmdesk(*arguments)
    assert (wrong.code, wrong.out) == (2, "")
    assert "whole_up_to" not in wrong.err


STAGE = '{"name": "Talks", "kind": "open", "probability": 20}'


@pytest.mark.parametrize(
    ("stages", "said"),
    [
        ("[" * 100_000, "JSON"),
        ("{}", "JSON"),
        ("[1]", "JSON"),
        ("null", "JSON"),
        (f"[{STAGE}", "JSON"),
        ("[]", "open stage"),
        ('[{"name": "Won", "kind": "won"}]', "open stage"),
        (f'[{STAGE}, {{"name": null}}]', "Stage 2 of the file: Give it a name"),
        ('[{"kind": "open"}]', "name"),
        ('[{"name": 12}]', "name"),
        ('[{"name": "  "}]', "name"),
        ('[{"name": "\\ud800"}]', "Stage 1 of the file: "),
        ('[{"name": "' + "x" * 61 + '"}]', "60"),
        (f'[{STAGE}, {{"name": " TALKS "}}]', "there already"),
        ('[{"name": "A", "kind": "opne"}]', "“opne” is not one of: open, won, lost."),
        ('[{"name": "A", "kind": ["open"]}]', "is not one of: open, won, lost."),
        ('[{"name": "A", "kind": null}]', "is not one of: open, won, lost."),
        ('[{"name": "A", "probability": 101}]', "from 0 to 100"),
        ('[{"name": "A", "probability": -1}]', "from 0 to 100"),
        ('[{"name": "A", "probability": 12.7}]', "from 0 to 100"),
        ('[{"name": "A", "probability": true}]', "from 0 to 100"),
        ('[{"name": "A", "probability": "20"}]', "from 0 to 100"),
        ('[{"name": "A", "probability": null}]', "from 0 to 100"),
        ('[{"name": "A", "probability": 1e400}]', "from 0 to 100"),
        ('[{"name": "A", "probability": ' + "9" * 5_000 + "}]", "JSON"),
    ],
    ids=lambda text: repr(text)[:50],
)
def test_a_pipeline_that_is_none_makes_no_book(crmdesk: Crmdesk, tmp_path: Path, stages: str, said: str) -> None:
    (tmp_path / "stages.json").write_text(stages, "utf-8")
    refused = crmdesk("new", tmp_path / "a.crmdesk", "--pipeline", tmp_path / "stages.json")
    assert (refused.code, refused.out) == (1, "")
    assert_one_sentence(refused.err)
    assert said in refused.err
    assert [path.name for path in tmp_path.iterdir()] == ["stages.json"]


def test_a_pipeline_saved_with_a_byte_order_mark_is_read(crmdesk: Crmdesk, tmp_path: Path) -> None:
    (tmp_path / "stages.json").write_text(STAGES, "utf-8-sig")
    assert crmdesk("new", tmp_path / "a.crmdesk", "--pipeline", tmp_path / "stages.json").code == 0


def break_currency(book: Path) -> None:
    """Leave something in the book that no program writes."""
    with contextlib.closing(sqlite3.connect(book)) as plain:
        plain.execute("UPDATE setting SET value = 'no JSON' WHERE name = 'currency'")
        plain.commit()


def test_what_nobody_foresaw_is_one_sentence_and_written_down(
    crmdesk: Crmdesk, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    break_currency(office)
    told = crmdesk("figures", office)
    assert (told.code, told.out) == (1, "")
    assert_one_sentence(told.err)
    [log] = (tmp_path / "home").rglob("crmdesk.log")
    assert str(log) in told.err
    assert "Traceback" in log.read_text("utf-8")
    monkeypatch.setenv("CRMDESK_DEBUG", "1")
    with pytest.raises(json.JSONDecodeError):
        main(["figures", str(office)])


def test_a_terminal_without_a_letter_gets_it_escaped(crmdesk: Crmdesk, office: Path, tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text("title\nÑandú 🦤\n", "utf-8")
    assert import_deals_plainly(crmdesk, office).code == 0
    plain = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "crmdesk", "list", str(office), "opportunity", "--columns", "title"]
    done = subprocess.run(command, capture_output=True, text=True, env=plain)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("title\n\\xd1and\\xfa")
    as_json = subprocess.run([*command, "--json"], capture_output=True, text=True, env=plain)
    assert json.loads(as_json.stdout) == [{"title": "Ñandú 🦤"}]


def import_deals_plainly(crmdesk: Crmdesk, book: Path) -> Answer:
    return crmdesk("import", book, book.parent / "deals.csv", "--as", "opportunity")


def test_a_reader_that_had_enough_is_no_failure(crmdesk: Crmdesk, tmp_path: Path) -> None:
    path = tmp_path / "demo.crmdesk"
    assert crmdesk("demo", path, "--rows", 1500).code == 0
    command = [sys.executable, "-m", "crmdesk", "list", str(path), "opportunity", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as listing:
        assert listing.stdout is not None
        assert listing.stderr is not None
        assert listing.stdout.readline() == b"[" + os.linesep.encode()
        listing.stdout.close()
        assert (listing.stderr.read(), listing.wait(30)) == (b"", 0)


@pytest.mark.skipif(sys.platform == "win32", reason="there arguments are no bytes")
def test_arguments_in_another_encoding_are_refused(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "crmdesk", "new", os.fsencode(tmp_path / "a") + b"\xe9.crmdesk"]
    done = subprocess.run(command, capture_output=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    assert (done.returncode, done.stdout) == (1, b"")
    assert_one_sentence(done.stderr.decode())
    assert list(tmp_path.iterdir()) == []


def test_help_shows_that_a_book_alone_opens_the_window(crmdesk: Crmdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    for language, first in (("en", "usage: crmdesk [BOOK] [--user "), ("es", "uso: crmdesk [")):
        monkeypatch.setenv("LC_ALL", f"{language}.UTF-8")
        told = crmdesk("--help")
        assert told.code == 0
        assert told.out.startswith(first)
        assert "\n  -h" in told.out
        assert "redo" in told.out
        assert crmdesk("list", "--help").out.split("[-h]")[0].endswith(": crmdesk list ")
        assert crmdesk("a.crmdesk", "--help").out.startswith(first)


@pytest.mark.parametrize(
    "arguments", [("--user", "Zoe", "{none}"), ("{none}", "--user", "Zoe"), ("--user=Zoe", "{none}")]
)
def test_who_works_may_be_said_before_or_after_the_book(arguments: tuple[str, ...]) -> None:
    given = user_last([argument.format(none="a.crmdesk") for argument in arguments])
    options = __main__._parser(given).parse_args(given)
    assert (options.book, options.user, options.run) == ("a.crmdesk", "Zoe", __main__._open)


def test_who_works_may_be_said_before_a_command(crmdesk: Crmdesk, office: Path) -> None:
    refused = crmdesk("--user", "Nobody", "list", office, "opportunity")
    assert (refused.code, refused.out) == (1, "")
    assert "Nobody" in refused.err


def assert_one_sentence(text: str) -> None:
    """One line, with an end, and no traceback."""
    assert text.count("\n") == 1, text
    assert text.strip().endswith((".", "?")), text
    assert "Traceback" not in text
