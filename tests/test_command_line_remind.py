"""`crmdesk remind`: what a system's scheduler asks."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crmdesk.__main__ import main
from crmdesk.models import book
from crmdesk.sales import activities, reminders, users
from crmdesk.sales.desk import Clock, Desk


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A book with a reminder that came due an hour ago, and one that did not."""
    path = tmp_path / "office.crmdesk"
    assert main(["new", str(path)]) == 0
    book.open_book(path)
    desk = Desk(users.first_user(), Clock.at(datetime.now() - timedelta(days=2)))
    from crmdesk.sales import opportunities

    sale = opportunities.add(desk, {"title": "Chairs"}).new("opportunity")
    now = Clock.system().instant()
    for subject, at in (("Ring Rosa", now - 3_600_000), ("Later", now + 3_600_000)):
        values = {"type": "call", "subject": subject, "due_at": at, "opportunity": sale}
        activities.plan(desk, values, remind=[0])
    book.close()
    return path


def test_it_prints_what_is_due(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["remind", str(office)]) == 0
    line = capsys.readouterr().out.strip()
    assert line.endswith("Ring Rosa  Chairs")
    assert main(["remind", str(office), "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert (one["subject"], one["about"], one["type"]) == ("Ring Rosa", "Chairs", "call")


def test_it_is_silent_when_all_was_put_away(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book.open_book(office)
    desk = Desk(users.first_user(), Clock.system())
    reminders.dismiss(desk, reminders.due(desk, desk.clock.instant()))
    book.close()
    capsys.readouterr()
    assert main(["remind", str(office)]) == 0
    assert capsys.readouterr().out == ""
