"""Segments as their users know them: kept from a list, chosen as its filter, and changed on their page."""

from __future__ import annotations

from typing import Any

from crmdesk.models import journal
from crmdesk.models.campaigns import Segment
from crmdesk.sales import campaigns, segments
from crmdesk.sales.lists import Condition
from crmdesk.sales.segments import Rule
from crmdesk.texts import msg
from crmdesk.views.lists.menu import menu_for
from tests.views.lists.office import Office, answer, child, settle


def shown(screen: Any) -> list[int]:
    return list(screen.source.model.ids())


def test_a_lists_filters_are_kept_as_a_segment_that_narrows_the_list(office: Office) -> None:
    office.add("lead", name="Eva", source=office.sources["Web"])
    screen = office.go("leads")
    keep = child(screen, "list.segment")
    assert keep.isHidden(), "there is nothing to keep yet"
    screen.filters.pills["source"].set_value(office.sources["Web"])
    screen.filters.changed.emit()
    settle()

    def fill(dialog: Any) -> None:
        child(dialog, "form.segment-name.name").setText("From the web")
        dialog.primary.click()

    answer(office.qtbot, fill)
    keep.click()
    settle()
    ((segment, name),) = segments.choices(office.desk)
    assert name == "From the web"
    facts = segments.read(office.desk, segment)
    assert facts is not None
    assert facts.rule == Rule("", (Condition("source", "=", office.sources["Web"]),))
    kept = shown(screen)
    screen.filters.clear()
    screen.filters.pills["segment"].set_value(segment)
    screen.filters.changed.emit()
    settle()
    assert shown(screen) == kept != [office.lead]


def test_a_selection_goes_into_a_segment_and_is_kept_out_of_it(office: Office) -> None:
    segment = segments.add(office.begun, "lead", "All", Rule()).new("segment")
    screen = office.go("leads")
    menu = menu_for(screen, office.desk, "lead", [office.lead], screen.actions_, lambda: None, trashed=False)
    out = next(action.menu() for action in menu.actions() if action.text() == "Keep out of a segment")
    next(action for action in out.actions() if action.text() == "All").trigger()
    assert segments.ids(office.desk, segment) == ("lead", [])
    into = next(action.menu() for action in menu.actions() if action.text() == "Add to a segment")
    next(action for action in into.actions() if action.text() == "All").trigger()
    assert segments.ids(office.desk, segment) == ("lead", [office.lead])
    menu.deleteLater()


def test_a_rule_is_changed_condition_by_condition(office: Office) -> None:
    office.add("contact", name="Eva", city="Madrid")
    segment = segments.add(office.begun, "contact", "Capital").new("segment")
    page = office.go("segment-page", record=segment)
    rule = page.rule
    rule.field.set_value("city")
    rule.operator.set_value("=")
    rule.add.click()
    assert rule.problem.text() == "Say what to compare it with."
    rule.value.set_value("Madrid")
    rule.add.click()
    settle()
    facts = segments.read(office.desk, segment)
    assert facts is not None
    assert facts.rule == Rule("", (Condition("city", "=", "Madrid"),))
    assert page._head.sub.text() == "1 contact in it now"
    page.included.picker.set_value((office.person, "Ana Peña"))
    settle()
    assert page._head.sub.text() == "2 contacts in it now"
    child(rule, "rule.remove").click()
    settle()
    assert page._head.sub.text() == "1 contact in it now"
    office.window.editor.undo()
    settle()
    assert page._head.sub.text() == "2 contacts in it now"


def test_a_rule_on_a_deleted_field_is_told_on_the_page_and_in_the_list(office: Office) -> None:
    segment = segments.add(office.begun, "lead", "Old", Rule(), [office.lead]).new("segment")
    with office.begun.step(msg("an older program")):
        journal.edit(Segment, segment, rule='{"text": "", "conditions": [["custom:Size", "=", "big"]]}')
    page = office.go("segment-page", record=segment)
    assert page._warning.isVisible()
    assert "custom:Size" in page._warning.text.text()
    screen = office.go("leads")
    screen.filters.pills["segment"].set_value(segment)
    screen.filters.changed.emit()
    settle()
    assert shown(screen) == [office.lead]
    assert office.window.toast.is_failure()


def test_all_of_a_segment_become_members(office: Office) -> None:
    segment = segments.add(office.begun, "contact", "Everybody", Rule()).new("segment")
    made = office.add("campaign", name="Feria")
    page = office.go("campaign-page", record=made)
    page.members.add_segment(segment)
    settle()
    rows = campaigns.member_rows(office.desk, campaigns.member_ids(office.desk, made))
    assert [row.record for row in rows] == [office.person]
    screen = office.go("segments")
    assert screen.source.model.row_at(0)["name"] == "Everybody"


def test_a_segments_page_has_no_place_for_papers(office: Office) -> None:
    segment = segments.add(office.begun, "lead", "All", Rule()).new("segment")
    office.window.open_record("segment", segment)
    settle()
    assert not office.window.screen_named("segment-page")._papers.isVisible()
