"""The command line works as the user who signs in: with his password, and for what his role shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crmdesk.__main__ import main
from crmdesk.models import book
from crmdesk.models.people import Lead, Role
from crmdesk.sales import document_files, documents, messages, passwords, records, roles
from crmdesk.sales import office as lists_of_office
from crmdesk.sales.desk import Clock, Desk
from crmdesk.sales.document_files import Pasted
from tests.sales.office import Office

SECRET = "three blue lanterns"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A book where Ana is the administrator and Zoe, with a password, sells."""
    monkeypatch.delenv(passwords.VARIABLE, raising=False)
    office = Office(tmp_path)
    zoe, seller = office.users["Zoe"], Role.get(Role.name == "Seller").id
    for name, owner in (("Hidden", office.users["Ana"]), ("Visible", zoe)):
        office.add("lead", name=name, owner=owner)
        office.opportunity(name, owner=owner, amount=100)
    lists_of_office.save_value(office.desk, "user", zoe, role=seller)
    passwords.reset(office.desk, zoe, SECRET)
    book.close()
    yield tmp_path / "office.crmdesk"
    book.close()


class Command:
    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path, self.capsys = str(path), capsys

    def __call__(self, name: str, *more: str) -> tuple[int, str, str]:
        code = main([name, self.path, *more])
        told = self.capsys.readouterr()
        return code, told.out, told.err

    def json(self, name: str, *more: str) -> Any:
        code, out, err = self(name, *more, "--json")
        assert code == 0, err
        return json.loads(out)


@pytest.fixture
def command(path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(path, capsys)


def test_without_the_password_or_with_a_wrong_one_nothing_is_told(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, err = command("list", "lead", "--user", "Zoe")
    assert (code, out) == (1, "")
    assert passwords.VARIABLE in err
    monkeypatch.setenv(passwords.VARIABLE, "wrong")
    code, out, err = command("list", "lead", "--user", "Zoe")
    assert (code, out, err.count("\n")) == (1, "", 1)


def test_a_command_shows_and_counts_what_the_role_shows(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(command.json("list", "lead", "--user", "Ana")) == 2
    monkeypatch.setenv(passwords.VARIABLE, SECRET)
    for kind, field in (("lead", "name"), ("opportunity", "title")):
        assert [row[field] for row in command.json("list", kind, "--user", "Zoe")] == ["Visible"]
    code, _out, err = command("figures", "--user", "Zoe")
    assert (code, "does not open this screen" in err) == (1, True)
    assert not any("Hidden" in step["label"] for step in command.json("history", "--user", "Zoe"))


def test_who_may_not_export_or_import_is_refused(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(passwords.VARIABLE, SECRET)
    assert command("export", str(tmp_path / "out"), "--user", "Zoe")[0] == 1
    file = tmp_path / "leads.csv"
    file.write_text("name\nNew\n", "utf-8")
    assert command("import", str(file), "--as", "lead", "--user", "Zoe")[0] == 1
    assert command("history", "--audit", "--user", "Zoe")[0] == 1
    told = command.json("history", "--audit", "--user", "Ana")
    assert [line["what"] for line in told].count("refused") == 3
    assert "sign_in" in {line["what"] for line in told}


def test_what_hangs_on_records_is_exported_with_those_one_exports(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with book.opened(Path(command.path)):
        desk = Desk(None, Clock.at(datetime(2026, 11, 20, 9, 0)))
        (kept,) = document_files.store(desk, [Pasted("a.txt", b"walls")]).stored
        for lead in Lead.select():
            messages.write(desk, "lead", lead.id, f"On {lead.name}")
            documents.add(desk, "lead", lead.id, [replace(kept, name=f"{lead.name}.txt")])
        roles.allow(desk, Role.get(Role.name == "Seller").id, {"lead": {"export": "own"}})
    monkeypatch.setenv(passwords.VARIABLE, SECRET)
    assert command("export", str(tmp_path / "out"), "--user", "Zoe")[0] == 0
    told = {path.stem: path.read_text("utf-8-sig") for path in (tmp_path / "out").glob("*.csv")}
    assert {"lead", "message", "document"} <= told.keys()
    assert not {"opportunity", "quote", "quote_line", "sales_note_line", "user"} & told.keys()
    for kind in ("lead", "message", "document"):
        assert ("Visible" in told[kind], "Hidden" in told[kind]) == (True, False), kind


def test_an_import_takes_no_row_about_a_hidden_record(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with book.opened(Path(command.path)):
        _let_import()
    monkeypatch.setenv(passwords.VARIABLE, SECRET)
    file = tmp_path / "leads.csv"
    file.write_text("name,email\nHidden,a@example.org\nVisible,b@example.org\nNew,c@example.org\n", "utf-8")
    report = command.json("import", str(file), "--as", "lead", "--match", "name", "--user", "Zoe")
    assert (report["new"], report["changed"], len(report["refused"])) == (1, 1, 1)
    assert "you may not see it" in json.dumps(report["refused"])
    rows = command.json("list", "lead", "--user", "Zoe", "--columns", "name,owner")
    assert sorted((row["name"], row["owner"]) for row in rows) == [("New", "Zoe"), ("Visible", "Zoe")]


def test_activities_come_in_on_what_one_sees_and_for_whom_one_may(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with book.opened(Path(command.path)):
        _let_import()
    monkeypatch.setenv(passwords.VARIABLE, SECRET)
    file = tmp_path / "tasks.csv"
    file.write_text("subject,lead,owner\nOne,Visible,\nTwo,Hidden,\nThree,Visible,Ana\n", "utf-8")
    report = command.json("import", str(file), "--as", "activity", "--user", "Zoe")
    assert (report["new"], [one["row"] for one in report["refused"]]) == (1, [3, 4])
    assert "There is no record" in report["refused"][0]["reason"]
    (row,) = command.json("list", "activity", "--user", "Zoe", "--columns", "subject,owner")
    assert (row["subject"], row["owner"]) == ("One", "Zoe")


def _let_import() -> None:
    desk = Desk(None, Clock.at(datetime(2026, 11, 20, 9, 0)))
    granted = {kind: {"import": "own", "add": "own"} for kind in ("lead", "activity")}
    roles.allow(desk, Role.get(Role.name == "Seller").id, granted)
    assert records.read(desk, "lead", 0) is None
