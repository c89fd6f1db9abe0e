"""An opportunity's page: its tabs, and what stands behind them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from crmdesk.sales import activities, holding, lines, messages, opportunities, quotes
from tests.views.lists.office import TODAY, Office, settle
from tests.views.records.test_page import new, page, save


def opened(office: Office, **values: Any) -> Any:
    known = opportunities.add(office.desk, {"title": "Chairs", "company": office.acme, **values}).new("opportunity")
    return page(office, "opportunity", known)


def shown_names(shown: Any) -> list[str]:
    bar = shown.tabs.bar
    return [bar.tabText(place) for place in range(bar.count())] if bar.isVisible() else []


def test_the_tabs_are_there_after_the_first_save(office: Office) -> None:
    shown = new(office, "opportunity")
    assert shown_names(shown) == []
    QTest.keyClicks(shown.form.field("title"), "Nueva flotilla")
    save(shown)
    assert shown_names(shown)[:2] == ["Opportunity", "Timeline"]


def test_the_timeline_tells_activities_and_changes_and_can_be_narrowed(office: Office) -> None:
    shown = opened(office)
    activities.plan(office.desk, {"type": "call", "subject": "Talk", "opportunity": shown.record, "done_on": TODAY})
    opportunities.save(office.desk, shown.record, {"amount": 500_00})
    opportunities.save(office.desk, shown.record, {"amount": 500_00})  # changes nothing, and tells nothing
    shown.tabs.show_part("timeline")
    settle()
    part = shown.tabs.part("timeline")
    told = [line.title for line in part.feed.lines()]
    assert len(told) == 3
    assert "Talk" in told
    assert any(line.startswith("Amount: —") and line.endswith("500.00") for line in told)
    part.pills["activities"].click()
    assert [line.title for line in part.feed.lines()] == ["Talk"]


def test_the_timeline_follows_what_is_done_on_the_page(office: Office) -> None:
    shown = opened(office)
    shown.tabs.show_part("timeline")
    office.window.workspace.editor.run(
        lambda: activities.plan(
            office.desk, {"type": "call", "subject": "Talk", "opportunity": shown.record, "done_on": TODAY}
        )
    )
    settle()
    assert "Talk" in [line.title for line in shown.tabs.part("timeline").feed.lines()]


def test_keys_go_from_tab_to_tab_and_back_finds_the_same_one(office: Office) -> None:
    shown = opened(office)
    shown.form.focus_first()
    QTest.keyClick(shown.form, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert shown.tabs.current == "timeline"
    office.window.go("leads")
    settle()
    office.window.back()
    settle()
    assert office.window.screen_key == "opportunity-page"
    assert shown.tabs.current == "timeline"


def test_tabs_say_how_much_they_hold(office: Office) -> None:
    shown = opened(office)
    messages.write(office.desk, "opportunity", shown.record, "They ask again")
    quotes.make(office.desk, shown.record)
    office.window.open_record("opportunity", shown.record)
    settle()
    assert {"Quotes 1", "Documents", "Messages and notes 1", "Products"} <= set(shown_names(shown))
    run = office.window.workspace.editor.run
    run(lambda: lines.add(office.desk, "opportunity", shown.record, [{"name": "Chair"}, {"name": "Stool"}]))
    run(lambda: activities.plan(office.desk, {"type": "call", "opportunity": shown.record}))
    assert {"Products 2", "Commercial actions 1"} <= set(shown_names(shown))
    office.window.editor.undo()
    office.window.editor.undo()
    assert {"Products", "Commercial actions"} <= set(shown_names(shown))


def test_the_facts_tell_the_budget_and_until_when_it_is_set_aside(office: Office) -> None:
    shown = opened(office, budget=900_00)
    office.window.workspace.editor.run(lambda: holding.hold(office.desk, [shown.record], TODAY + timedelta(days=9)))
    settle()
    told = " ".join(label.text() for label in shown.facts.findChildren(QLabel))
    assert "900.00" in told
    assert "On hold until" in told
