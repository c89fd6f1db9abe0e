"""The probability on a record's page, with what stands behind it, and the worker that keeps it up to date."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from crmdesk.models.leads import CONVERTED, NOT_CONVERTED
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Lead
from crmdesk.sales import chances, closing, lead_statuses, leads, opportunities, records
from crmdesk.sales.leads import LeadClosing
from crmdesk.sales.office import values_of
from crmdesk.sales.pipeline import Closing
from crmdesk.texts import msg
from crmdesk.ui.charts import Agreement
from crmdesk.views.lists.menu import menu_for
from tests.sales.learning.office import live
from tests.views.lists.office import TODAY, Office, child, settle


def learn(office: Office) -> None:
    """Let the window's worker look now, and wait for it."""
    with office.qtbot.waitSignal(office.window.learner.rested, timeout=10_000):
        office.window.learner.look()
    settle()


def past(office: Office) -> list[int]:
    """A history in which the first source is won three times in four; gives the sources."""
    sources = [office.sources[name] for name in sorted(office.sources)[:2]]
    live(office.begun, sources, next(iter(office.reasons.values())))
    return sources


def panel(office: Office, kind: str, record: int) -> Any:
    office.window.open_record(kind, record)
    settle()
    return child(office.window, f"{kind}.chance")


def said(shown: Any) -> str:
    return "\n".join(label.text() for label in shown.findChildren(QLabel))


def press(shown: Any, name: str) -> None:
    QTest.mouseClick(child(shown, name, QPushButton), Qt.MouseButton.LeftButton)
    settle()


def told(office: Office, record: int) -> chances.Chances:
    found = chances.of(office.desk, record)
    assert found is not None
    return found


def test_a_young_office_is_told_how_many_closed_cases_it_takes(office: Office) -> None:
    learn(office)
    assert "Not enough closed cases yet: 0 of 30." in said(panel(office, "opportunity", office.fleet))
    assert "Not enough closed cases yet: 0 of 30." in said(panel(office, "lead", office.lead))


def test_the_number_comes_with_its_reasons(office: Office) -> None:
    good, _bad = past(office)
    opportunities.save(office.desk, office.fleet, {"source": good})
    learn(office)
    shown = panel(office, "opportunity", office.fleet)
    text = said(shown)
    assert "Learned from all closed cases: 40 of 80 won. So it starts at 50.0 %." in text
    assert f"Source: {sorted(office.sources)[0]}\n30 of 40 won" in text
    (push,) = [label for label in shown.findChildren(QLabel) if label.text().startswith("+")]
    assert push.accessibleName() == f"{push.text()} percentage points"


def test_which_one_counts_is_chosen_and_taken_back(office: Office) -> None:
    good, _bad = past(office)
    opportunities.save(office.desk, office.fleet, {"source": good})
    learn(office)
    shown = panel(office, "opportunity", office.fleet)
    press(shown, "chance.learned")
    assert told(office, office.fleet).counts == chances.LEARNED
    assert shown.findChild(QPushButton, "chance.learned") is None
    press(shown, "chance.stage")
    assert told(office, office.fleet).counts == chances.STAGE
    office.window.editor.undo()
    assert told(office, office.fleet).counts == chances.LEARNED


def test_an_own_one_is_typed_in_the_form_and_given_back(office: Office) -> None:
    shown = panel(office, "opportunity", office.fleet)
    press(shown, "chance.own")
    form = office.window.screen_named("opportunity-page").form
    assert office.window.focusWidget() is form.field("probability")
    QTest.keyClicks(form.field("probability"), "65")
    form.save()
    settle()
    assert (told(office, office.fleet).counts, told(office, office.fleet).counted) == (chances.OWN, 6_500)
    press(child(office.window, "opportunity.chance"), "chance.stage")
    assert told(office, office.fleet).counts == chances.STAGE
    assert Opportunity.get_by_id(office.fleet).probability is None


def test_the_keyboard_stays_in_the_panel(office: Office) -> None:
    past(office)
    learn(office)
    shown = panel(office, "opportunity", office.fleet)
    child(shown, "chance.learned", QPushButton).setFocus()
    press(shown, "chance.learned")
    focused = office.window.focusWidget()
    assert focused is not None
    assert shown.isAncestorOf(focused)


def test_the_check_is_shown_when_it_is_asked_for(office: Office) -> None:
    past(office)
    learn(office)
    shown = panel(office, "opportunity", office.fleet)
    assert not shown.findChildren(Agreement)
    press(shown, "chance.check")
    (chart,) = shown.findChildren(Agreement)
    assert chart.marks
    press(shown, "chance.check")
    assert not shown.findChildren(Agreement)


def test_a_closed_one_has_no_probability(office: Office) -> None:
    reason = next(iter(office.reasons.values()))
    closing.close(office.desk, [office.fleet], "lost", Closing(TODAY, {}, reason, "so"))
    assert not panel(office, "opportunity", office.fleet).isVisible()
    told_why = LeadClosing(values_of("lead_reason")[0].id, "so")
    leads.move(office.desk, [office.lead], lead_statuses.of_kind(NOT_CONVERTED), told_why)
    assert not panel(office, "lead", office.lead).isVisible()


def test_after_a_closing_in_the_window_the_worker_learns_again(office: Office) -> None:
    past(office)
    learn(office)
    before = Opportunity.get_by_id(office.policy).learned
    reason = next(iter(office.reasons.values()))
    lose = Closing(TODAY, {}, reason, "so")
    office.window.editor.run(lambda: closing.close(office.desk, [office.fleet, office.repair], "lost", lose))
    learn(office)
    assert Opportunity.get_by_id(office.policy).learned < before
    assert Opportunity.get_by_id(office.fleet).learned is None


def test_many_go_by_the_learned_one_from_the_list_s_menu(office: Office) -> None:
    past(office)
    learn(office)
    screen, ids = office.go("opportunities"), [office.fleet, office.policy]
    menu = menu_for(screen, office.desk, "opportunity", ids, screen.actions_, lambda: None, trashed=False)
    offered = next(action.menu() for action in menu.actions() if action.text() == "Probability")
    next(action for action in offered.actions() if action.text() == "The learned one counts").trigger()
    assert [told(office, record).counts for record in ids] == [chances.LEARNED] * 2


def test_a_lead_s_number_is_of_being_converted(office: Office) -> None:
    kinds = [CONVERTED if number % 4 else NOT_CONVERTED for number in range(80)]
    columns = {
        "name": [f"Past {number}" for number in range(80)],
        "status": [lead_statuses.of_kind(kind) for kind in kinds],
        "source": [sorted(office.sources.values())[(number // 2) % 2] for number in range(80)],
    }
    with office.begun.step(msg("Past")):
        records.add_columns("lead", columns)
    learn(office)
    assert "60 of 80 converted" in said(panel(office, "lead", office.lead))
    assert 6_000 < Lead.get_by_id(office.lead).learned < 9_000
