"""An opportunity's page: its tabs, and what stands behind them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from crmdesk.sales import activities, closing, holding, lines, messages, opportunities, quotes
from crmdesk.sales.pipeline import Closing
from crmdesk.ui.elided import FittingLabel, Link
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


def told_in_the_head(shown: Any) -> str:
    """The muted line and the signs beside it."""
    return " | ".join(label.text() for label in shown._head.findChildren(FittingLabel) if label.isVisible())


def test_the_head_tells_client_amount_budget_and_since_when_nothing_happened(office: Office) -> None:
    sale = office.opportunity("Lamps", company=office.acme, amount=800_00, budget=900_00)  # ten days ago
    shown = page(office, "opportunity", sale)
    told = told_in_the_head(shown)
    assert "Ácme Óptica · € 800.00 · budget € 900.00 · open for 10 days" in told
    assert "8 working days since: change, Nov 10" in told
    run = office.window.workspace.editor.run
    run(lambda: activities.plan(office.desk, {"type": "call", "opportunity": sale, "done_on": TODAY}))
    assert "last touch: call, today" in told_in_the_head(shown)


def test_the_head_says_that_a_planned_activity_and_setting_aside_pause_the_idle_days(office: Office) -> None:
    sale = office.opportunity("Lamps", company=office.acme)
    shown = page(office, "opportunity", sale)
    run = office.window.workspace.editor.run
    later = TODAY + timedelta(days=4)
    run(lambda: activities.plan(office.desk, {"type": "call", "due_on": later, "opportunity": sale}))
    assert told_in_the_head(shown).endswith("last touch: change, Nov 10")
    (sign,) = shown._head._signs
    assert sign.toolTip() == "Its idle days stand still until Nov 24: something is planned."
    run(lambda: holding.hold(office.desk, [sale], TODAY + timedelta(days=9)))
    (sign,) = shown._head._signs
    assert sign.toolTip() == "Its idle days stand still until Nov 29: it is set aside."


def test_the_head_warns_of_a_quote_above_the_budget_until_it_is_taken_back(office: Office) -> None:
    shown = opened(office, budget=900_00)
    run = office.window.workspace.editor.run
    run(lambda: lines.add(office.desk, "opportunity", shown.record, [{"name": "Chair", "price_minor": 950_00}]))
    assert "above the budget" not in told_in_the_head(shown)
    run(lambda: quotes.make(office.desk, shown.record))
    assert "above the budget" in told_in_the_head(shown)
    assert "€ 50.00 above the client’s budget of € 900.00" in shown._head._signs[0].toolTip()
    office.window.editor.undo()
    assert "above the budget" not in told_in_the_head(shown)


def test_the_facts_of_a_lost_one_name_the_competitor_and_lead_there(office: Office) -> None:
    rival = office.add("company", name="Rivalis", kind="competitor")
    told = Closing(TODAY, reason=office.reasons["Insufficient budget"], lost_to=rival)
    closing.close(office.desk, [office.fleet], "lost", told)
    shown = page(office, "opportunity", office.fleet)
    link = next(link for link in shown.facts.findChildren(Link) if link.accessibleName() == "Rivalis")
    link.click()
    settle()
    assert office.window.screen_named("company-page").record == rival
    assert "Lost" in shown._head.sub.accessibleName()
    assert not shown._head._signs
