"""`crmdesk remind`: what a system's scheduler asks."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from crmdesk.__main__ import main
from crmdesk.exchange import ringing
from crmdesk.models import book
from crmdesk.models.activities import Activity
from crmdesk.sales import activities, reminders, users
from crmdesk.sales.desk import Clock, Desk
from crmdesk.sales.reminders import Quiet


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


def test_it_tells_only_what_came_due_since_it_was_asked_last(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for minutes, lines in (("59", 0), ("61", 1)):
        capsys.readouterr()
        assert main(["remind", str(office), "--since", minutes]) == 0
        assert len(capsys.readouterr().out.splitlines()) == lines


def told_at(office: Path, hour: int, since: int | None) -> list[str]:
    """What is told today at a full hour of what rings at half past two, with quiet hours from two to four."""
    book.open_book(office)
    today = datetime.now().replace(hour=2, minute=30, second=0, microsecond=0) + timedelta(days=1)
    planner = Desk(users.first_user(), Clock.at(today - timedelta(days=1)))
    reminders.keep_quiet(planner, Quiet(True, time(2), time(4)))
    row = Activity.get(Activity.subject == "Later")
    activities.change(planner, row.id, {"due_at": int(today.timestamp() * 1000)})
    desk = Desk(users.first_user(), Clock.at(today.replace(hour=hour, minute=5)))
    found = [one["subject"] for one in ringing.due(desk, since) if one["subject"] == "Later"]
    book.close()
    return found


def test_quiet_hours_hold_it_back_and_what_came_due_in_them_is_told_after_them(office: Path) -> None:
    assert told_at(office, 3, None) == []
    assert told_at(office, 3, 10) == []
    assert told_at(office, 4, 10) == ["Later"]
    assert told_at(office, 5, 10) == []
    assert told_at(office, 5, None) == ["Later"]


def test_it_is_silent_when_all_was_put_away(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book.open_book(office)
    desk = Desk(users.first_user(), Clock.system())
    reminders.dismiss(desk, reminders.due(desk, desk.clock.instant()))
    book.close()
    capsys.readouterr()
    assert main(["remind", str(office)]) == 0
    assert capsys.readouterr().out == ""
