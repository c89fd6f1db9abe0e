"""The demo book: believable, in order, the same for a seed, and with an empty history."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from crmdesk import texts
from crmdesk.models import book, checking, journal
from crmdesk.models.activities import Activity
from crmdesk.models.errors import DomainError
from crmdesk.models.opportunities import Opportunity, OpportunityLog
from crmdesk.models.pipeline import OPEN, Stage
from crmdesk.sales import board, choices, demo, document_files, documents, messages, rules, search, unread, users
from crmdesk.sales.activity_states import ACTIVITY_STATES
from crmdesk.sales.desk import Clock, Desk
from crmdesk.sales.fields import FIELDS, TABLES

NOW = Clock.at(datetime(2026, 11, 20, 10, 30))
TODAY = date(2026, 11, 20)


@pytest.fixture(params=["es", "en"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    path = tmp_path / "demo.crmdesk"
    demo.make(path, rows=400, seed=3, language=request.param, clock=NOW)
    with book.opened(path):
        yield Desk(None, NOW)


def test_the_book_is_in_order_and_its_history_empty(desk: Desk) -> None:
    assert checking.problems() == []
    assert journal.last_to_undo(None) is None
    assert not journal.Step.select().exists()
    assert Opportunity.select().count() == 400
    assert desk.settings.name in ("Oficina de muestra", "Sample office")


def test_the_board_shows_every_state_in_columns_of_a_good_size(desk: Desk) -> None:
    (pipeline, _name), *_others = choices.choices("pipeline")
    columns = board.columns(desk, board.BoardView(pipeline))
    assert len(columns) >= 4
    for column in columns:
        assert 8 <= column.count <= 25
        assert all(column.activity[state] for state in ACTIVITY_STATES)
        cards = board.cards(desk, board.ids(desk, board.BoardView(pipeline), column.key))
        assert len({card.title for card in cards}) > 0.8 * len(cards)
        assert any(card.is_cold for card in cards)
        assert any(not card.is_cold for card in cards)
    counts = [column.count for column in columns]
    assert counts == sorted(counts, reverse=True)


def test_calls_of_today_have_a_time_of_today(desk: Desk) -> None:
    today = Activity.select().where(Activity.due_on == TODAY, Activity.done_on.is_null(), Activity.opportunity)
    assert today.count() > 4
    for activity in today:
        assert datetime.fromtimestamp(activity.due_at / 1000).date() == TODAY


def test_the_office_talks_about_a_few_sales_and_keeps_files_with_them(desk: Desk) -> None:
    me = Desk(users.user_named(None), desk.clock)
    named = unread.mentions(me)
    assert len(named) == 2
    assert all(one.author and one.at <= NOW.now() for one in named)
    talked = {one.record for one in named}
    assert all("{" not in row.text for sale in talked for row in messages.of(me, "opportunity", sale))
    assert sum(len(messages.pinned(me, "opportunity", sale)) for sale in talked) == 1
    kept = [row for sale in talked for row in documents.of(me, "opportunity", sale)]
    assert {Path(row.name).suffix for row in kept} >= {".png", ".txt", ".csv"}
    (plan,) = (row for row in kept if row.name.endswith(".png"))
    assert document_files.content(me, plan.id, 8) == b"\x89PNG\r\n\x1a\n"
    word = "proveedor" if desk.settings.name == "Oficina de muestra" else "supplier"
    assert {hit.kind for hit in search.find_beside(me, word)} == {"message", "document"}


def test_half_of_what_is_closed_is_won_and_autumn_is_busier_than_december(desk: Desk) -> None:
    states = Counter(row.state for row in Opportunity.select(Opportunity.state))
    assert states["open"] == 60
    assert 0.37 <= states["won"] / (states["won"] + states["lost"]) <= 0.53
    months = Counter(row.closed_on.strftime("%Y-%m") for row in Opportunity.select().where(Opportunity.state != OPEN))
    assert len(months) >= 17
    assert months["2025-12"] < months["2026-10"]
    assert max(months) == "2026-11"


def test_the_log_tells_each_step_in_order_and_ends_with_what_is(desk: Desk) -> None:
    stages = {stage.id: stage for stage in Stage.select()}
    rows: dict[int, list[OpportunityLog]] = {}
    for row in OpportunityLog.select().order_by(OpportunityLog.id):
        rows.setdefault(row.opportunity, []).append(row)
    for sale in Opportunity.select():
        log = rows[sale.id]
        days, instants = [row.day for row in log], [row.recorded_at for row in log]
        assert days == sorted(days)
        assert instants == sorted(instants)
        assert days[0] == sale.created_on
        assert days[-1] <= TODAY
        places = [stages[row.stage].place for row in log if row.state == OPEN]
        assert places == sorted(places)
        last = log[-1]
        assert (last.stage, last.state, last.amount_minor) == (sale.stage_id, sale.state, sale.amount_minor)
        assert (last.owner, last.expected_on) == (sale.owner_id, sale.expected_on)
        if sale.state != OPEN:
            assert days[-1] == sale.closed_on


def test_every_value_passes_the_rules_of_the_forms(desk: Desk) -> None:
    for kind in ("user", "company", "contact", "lead", "product", "opportunity", "activity"):
        kept = [field for field in FIELDS[kind] if field.attribute and field.type != "link"]
        for row in TABLES[kind].select():
            values = {field.name: getattr(row, field.attribute or "") for field in kept}
            assert rules.problems(desk, kind, values, new=False) == {}


def test_the_same_seed_and_day_give_the_same_book(tmp_path: Path) -> None:
    made = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        demo.make(tmp_path / name, rows=60, seed=seed, language="es", clock=NOW)
        made.append(_content(tmp_path / name))
    assert made[0] == made[1]
    assert made[0] != made[2]


def _content(path: Path) -> list[Any]:
    plain = sqlite3.connect(path)
    rows = plain.execute(
        "SELECT key, title, amount_minor, state, created_on, expected_on, touched_on, next_on, next_at, client_key "
        "FROM opportunity ORDER BY number"
    ).fetchall()
    rows += plain.execute("SELECT name, email, phone, city, created_on FROM contact ORDER BY id").fetchall()
    rows += plain.execute("SELECT day, recorded_at, amount_minor FROM opportunity_log ORDER BY id").fetchall()
    plain.close()
    return rows


@pytest.mark.parametrize("rows", [0, 1, 7, 5_000])
def test_any_number_of_rows_is_in_order(tmp_path: Path, rows: int) -> None:
    path = tmp_path / "demo.crmdesk"
    demo.make(path, rows=rows, language="en", clock=NOW)
    with book.opened(path):
        assert Opportunity.select().count() == rows
        assert checking.problems() == []


def test_what_is_open_can_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "demo.crmdesk"
    demo.make(path, rows=50, language="en", clock=NOW, open_share=1.0)
    with book.opened(path):
        assert Opportunity.select().where(Opportunity.state == OPEN).count() == 50


def test_a_book_in_use_is_left_alone_and_the_language_of_the_process_too(desk: Desk) -> None:
    assert texts.language() == "en"
    with pytest.raises(DomainError):
        demo.fill(desk, 10, 1, "en")
    assert Opportunity.select().count() == 400


def test_a_name_that_is_taken_is_refused_and_the_file_kept(tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("mine")
    with pytest.raises(DomainError):
        demo.make(path, rows=5, language="en", clock=NOW)
    assert path.read_text() == "mine"


def test_both_languages_have_the_same_words(desk: Desk) -> None:
    from crmdesk.resources import resource

    es, en = (json.loads(resource("demo", f"{name}.json").read_text("utf-8")) for name in ("es", "en"))
    assert es.keys() == en.keys()
    for name in es:
        if isinstance(es[name], list):
            assert len(es[name]) == len(en[name]), name
    assert not re.search(r"\{(?!place|n|year)", json.dumps(es["offers"] + en["offers"]).replace('{"', ""))
