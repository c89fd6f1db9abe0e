"""Commercial actions on a page, what to do next, what a stage asks for, and reminders in the window."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from crmdesk.models.activities import Activity
from crmdesk.models.opportunities import Opportunity
from crmdesk.sales import activities, moments, participants, playbooks, reminders, stages
from crmdesk.sales.desk import Clock
from crmdesk.sales.reminders import Quiet
from crmdesk.texts import msg
from crmdesk.ui.clock_time import parse_time
from crmdesk.views.activities.words import detail
from crmdesk.views.board.planning import plan_activity
from tests.views.lists.office import TODAY, Office, answer, child, settle
from tests.views.records.test_page import page


def shown_part(office: Office) -> Any:
    shown = page(office, "opportunity", office.fleet)
    shown.tabs.show_part("actions")
    settle()
    return shown.tabs.part("actions")


def plan(office: Office, subject: str = "Call", remind: tuple[int, ...] = (), **values: Any) -> int:
    given = {"type": "call", "subject": subject, "opportunity": office.fleet, **values}
    return activities.plan(office.desk, given, remind=remind).new("activity")


def press(dialog: Any, name: str) -> None:
    """Press the primary button; what is refused fails the test rather than leave it waiting."""
    child(dialog, name, QPushButton).click()
    if dialog.isVisible():
        problems = {known: dialog.form.field(known).accessibleDescription() for known in dialog.form.names()}
        dialog.reject()
        raise AssertionError(problems)


def test_an_activity_is_planned_with_all_its_fields(office: Office) -> None:
    part = shown_part(office)

    def fill(dialog: Any) -> None:
        form = dialog.form
        form.field("subject").set_value("Show the cars")
        form.field("type").set_value("meeting")
        form.field("due_on").set_value(TODAY + timedelta(days=3))
        form.field("time").setText("9.30")
        form.field("minutes").set_value(90)
        form.field("priority").set_value(2)
        form.field("repeat").set_value("FREQ=WEEKLY")
        form.field("remind").set_value([60])
        form.field("people").set_value([("contact", office.person)])
        press(dialog, "dialog.activity:ok")

    answer(office.qtbot, fill)
    part.plan.click()
    settle()
    row = Activity.get()
    assert (row.subject, row.type, row.minutes, row.priority) == ("Show the cars", "meeting", 90, 2)
    assert moments.local(row.due_at) == datetime(2026, 11, 23, 9, 30).astimezone()
    assert row.repeat == "FREQ=WEEKLY;BYDAY=MO"
    assert reminders.of(office.desk, row.id) == [60]
    assert [one.subject for one in part.list.rows()] == ["Show the cars"]


def form_of_new(office: Office, fill: Any) -> None:
    """Fill in the dialog of a new activity."""
    part = shown_part(office)
    answer(office.qtbot, fill)
    part.plan.click()
    settle()


@pytest.mark.parametrize(
    ("repeat", "ends", "typed", "said", "kept"),
    [
        ("FREQ=WEEKLY", "never", "", "It never ends. Only the next one is ever planned", "FREQ=WEEKLY;BYDAY=SA"),
        (
            "FREQ=WEEKLY", "day", "12/31/2026", "It ends on Dec 31, 2026. Only the next one is ever planned",
            "FREQ=WEEKLY;BYDAY=SA;UNTIL=20261231",
        ),
        ("AFTER", "never", "", "It never ends. The next one is planned for 30 days after", "AFTER=30"),
        ("AFTER", "times", "3", "There are 3 of them in all, this one counted. The next one", "AFTER=30;COUNT=3"),
        ("AFTER", "times", "1", "This is the last one. Nothing is planned when it is done.", "AFTER=30;COUNT=1"),
    ],
)  # fmt: skip
def test_a_repetition_is_given_an_end_and_says_what_comes_of_it(
    office: Office, repeat: str, ends: str, typed: str, said: str, kept: str
) -> None:
    def fill(dialog: Any) -> None:
        form = dialog.form
        assert not form.field("ends").isVisible()
        form.field("repeat").set_value(repeat)
        assert form.field("ends").isVisible()
        form.field("ends").set_value(ends)
        if ends != "never":
            QTest.keyClicks(form.field({"day": "until", "times": "times"}[ends]), typed)
        assert form.field("repeat").accessibleDescription().startswith(said)
        press(dialog, "dialog.activity:ok")

    form_of_new(office, fill)
    assert Activity.get().repeat == kept


def test_a_repetition_that_ends_before_it_begins_is_refused_beside_its_last_day(office: Office) -> None:
    def fill(dialog: Any) -> None:
        dialog.form.field("repeat").set_value("FREQ=DAILY")
        dialog.form.field("ends").set_value("day")
        QTest.keyClicks(dialog.form.field("until"), "11/20/2026")
        child(dialog, "dialog.activity:ok", QPushButton).click()
        assert "before it begins" in dialog.form.field("until").accessibleDescription()
        dialog.reject()

    form_of_new(office, fill)
    assert not Activity.select().exists()


def test_the_end_that_was_kept_is_shown_and_stays_when_nothing_of_it_is_changed(office: Office) -> None:
    rule = "FREQ=WEEKLY;UNTIL=20261231T225959Z;BYDAY=MO"
    known = plan(office, due_on=TODAY + timedelta(days=3), repeat=rule)
    part = shown_part(office)

    def fill(dialog: Any) -> None:
        assert dialog.form.field("repeat").value() == "FREQ=WEEKLY"
        assert (dialog.form.field("ends").value(), dialog.form.field("until").value()) == ("day", date(2026, 12, 31))
        dialog.form.field("subject").set_value("Visit")
        press(dialog, "dialog.activity:ok")

    part.list.choose(known)
    answer(office.qtbot, fill)
    part.change()
    assert (Activity.get().subject, Activity.get().repeat) == ("Visit", rule)
    assert "Every week on Monday until Dec 31, 2026" in detail(part.list.rows()[0])


def test_any_number_of_days_after_it_is_done(office: Office) -> None:
    def fill(dialog: Any) -> None:
        form = dialog.form
        assert not form.field("after").isVisible()
        form.field("repeat").set_value("AFTER")
        assert form.field("after").value() == 30
        form.field("after").clear()
        child(dialog, "dialog.activity:ok", QPushButton).click()
        assert "how many days" in form.field("after").accessibleDescription()
        QTest.keyClicks(form.field("after"), "45")
        assert "45 days after" in form.field("repeat").accessibleDescription()
        press(dialog, "dialog.activity:ok")

    form_of_new(office, fill)
    assert Activity.get().repeat == "AFTER=45"
    part = shown_part(office)
    assert "45 days after it is done" in detail(part.list.rows()[0])

    def look(dialog: Any) -> None:
        assert (dialog.form.field("repeat").value(), dialog.form.field("after").value()) == ("AFTER", 45)
        dialog.form.field("after").set_value(10)
        press(dialog, "dialog.activity:ok")

    part.list.choose(Activity.get().id)
    answer(office.qtbot, look)
    part.change()
    assert Activity.get().repeat == "AFTER=10"


def test_the_days_of_a_week_are_chosen_and_shown_again(office: Office) -> None:
    def fill(dialog: Any) -> None:
        form = dialog.form
        pills = form.field("weekdays").pills
        assert not form.field("weekdays").isVisible()
        form.field("repeat").set_value("FREQ=WEEKLY;INTERVAL=2")
        assert form.field("weekdays").value() == ["SA"]
        form.field("due_on").set_value(TODAY + timedelta(days=4))
        assert form.field("weekdays").value() == ["TU"]
        QTest.mouseClick(pills["TH"], Qt.MouseButton.LeftButton)
        form.field("due_on").set_value(TODAY + timedelta(days=6))
        assert form.field("weekdays").value() == ["TU", "TH"]  # chosen: it follows the day no more
        form.field("ends").set_value("times")
        form.field("times").set_value(5)
        press(dialog, "dialog.activity:ok")

    form_of_new(office, fill)
    assert Activity.get().repeat == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=5"
    part = shown_part(office)
    assert "Every 2 weeks on Tuesday and Thursday, 5 times in all" in detail(part.list.rows()[0])

    def look(dialog: Any) -> None:
        assert dialog.form.field("repeat").value() == "FREQ=WEEKLY;INTERVAL=2"
        assert dialog.form.field("weekdays").value() == ["TU", "TH"]
        QTest.mouseClick(dialog.form.field("weekdays").pills["TU"], Qt.MouseButton.LeftButton)
        press(dialog, "dialog.activity:ok")

    part.list.choose(Activity.get().id)
    answer(office.qtbot, look)
    part.change()
    assert Activity.get().repeat == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;COUNT=5"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=MONTHLY;UNTIL=20271231;BYDAY=2TU", "Every month on the second Tuesday"),
        ("FREQ=WEEKLY;INTERVAL=3;COUNT=9;BYDAY=TH,TU", "Every 3 weeks"),
        ("FREQ=WEEKLY;BYDAY=SU;INTERVAL=2;WKST=SU", "Every 2 weeks on Sunday, in weeks that begin on Sunday"),
        ("FREQ=WEEKLY", "Every week"),
    ],
)
def test_a_rule_of_a_file_is_told_in_words_and_kept_as_it_is(office: Office, rule: str, said: str) -> None:
    known = plan(office, due_on=TODAY + timedelta(days=4), repeat=rule)
    part = shown_part(office)

    def fill(dialog: Any) -> None:
        assert dialog.form.field("repeat").currentText() == said
        dialog.form.field("subject").set_value("Visit")
        press(dialog, "dialog.activity:ok")

    part.list.choose(known)
    answer(office.qtbot, fill)
    part.change()
    assert (Activity.get().subject, Activity.get().repeat) == ("Visit", rule)


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY;BYDAY=WE", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY"])
def test_another_subject_does_not_move_the_days_of_a_repetition(office: Office, rule: str) -> None:
    known = plan(office, due_on=TODAY + timedelta(days=3), repeat=rule)
    part = shown_part(office)
    part.list.choose(known)

    def fill(dialog: Any) -> None:
        dialog.form.field("subject").set_value("Visit")
        press(dialog, "dialog.activity:ok")

    answer(office.qtbot, fill)
    part.change()
    assert (Activity.get().subject, Activity.get().repeat) == ("Visit", rule)


def test_anybody_in_the_book_can_take_part(office: Office) -> None:
    rosa = office.add("contact", name="Rosa Diaz", company=office.add("company", name="Elsewhere"))

    def fill(dialog: Any) -> None:
        form, anybody = dialog.form, dialog.form.field("person")
        assert ("contact", rosa) not in form.field("people").pills
        form.field("people").set_value([("contact", office.person)])
        anybody.setFocus()
        QTest.keyClicks(anybody, "rosa")
        QTest.keyClick(anybody._list, Qt.Key.Key_Return)
        assert anybody.text() == ""
        assert set(form.field("people").value()) == {("contact", office.person), ("contact", rosa)}
        form.field("subject").set_value("Show the cars")
        press(dialog, "dialog.activity:ok")

    form_of_new(office, fill)
    people = {one.name for one in participants.of(office.desk, Activity.get().id)}
    assert people == {"Ana Peña", "Rosa Diaz"}


def test_the_last_of_its_repetitions_says_so_when_it_is_done(office: Office) -> None:
    known = plan(office, due_on=TODAY, repeat="AFTER=7;COUNT=2")
    said: list[str] = []

    def fill(dialog: Any) -> None:
        said.append(dialog.subtitle.text())
        press(dialog, "dialog.done:ok")

    part = shown_part(office)
    for _time in range(2):
        part.list.choose(known)
        answer(office.qtbot, fill)
        part.finish()
        known = max(row.id for row in Activity.select())
    assert said == ["It comes again: the next one is planned by itself.", "It was the last of its repetitions."]
    assert [row.repeat for row in Activity.select().order_by(Activity.id)] == ["AFTER=7;COUNT=2", "AFTER=7;COUNT=1"]


def test_it_is_changed_with_what_it_had(office: Office) -> None:
    at = moments.instant(TODAY + timedelta(days=3), time(9, 30))
    known = plan(office, "Visit", (60,), due_at=at, repeat="FREQ=WEEKLY;BYDAY=MO")
    part = shown_part(office)
    part.list.choose(known)

    def fill(dialog: Any) -> None:
        assert dialog.form.field("time").value() == time(9, 30)
        assert dialog.form.field("repeat").value() == "FREQ=WEEKLY"
        assert dialog.form.field("remind").value() == [60]
        dialog.form.field("subject").set_value("Visit them")
        press(dialog, "dialog.activity:ok")

    answer(office.qtbot, fill)
    QTest.keyClick(part.list, Qt.Key.Key_Return)
    settle()
    row = Activity.get_by_id(known)
    assert (row.subject, row.due_at, row.repeat) == ("Visit them", at, "FREQ=WEEKLY;BYDAY=MO")


def test_the_usual_reminder_is_ticked_and_what_is_unticked_stays_off(office: Office) -> None:
    def fill(dialog: Any) -> None:
        form = dialog.form
        remind = form.field("remind")
        assert remind.value() == []  # no time yet
        form.field("time").setText("9:30")
        assert remind.value() == [10]
        form.field("owner").set_value(office.users["Óscar"])
        assert remind.value() == []
        form.field("owner").set_value(office.desk.user)
        assert remind.value() == [10]
        QTest.mouseClick(remind.pills[10], Qt.MouseButton.LeftButton)
        form.field("time").setText("9:45")
        assert remind.value() == []
        press(dialog, "dialog.activity:ok")

    form_of_new(office, fill)
    assert reminders.of(office.desk, Activity.get().id) == []


def test_the_quick_form_takes_a_time_and_reminds_of_it(office: Office) -> None:
    shown = page(office, "opportunity", office.fleet)
    child(shown, "activity.add").click()
    form = shown._next.form
    QTest.keyClicks(form.field("time"), "25:00")
    QTest.keyClick(form.field("time"), Qt.Key.Key_Return)
    assert "9:30" in form.field("time").accessibleDescription()
    form.field("time").clear()
    QTest.keyClicks(form.field("time"), "17.15")
    QTest.keyClick(form.field("time"), Qt.Key.Key_Return)
    settle()
    row = Activity.get()
    assert moments.local(row.due_at) == datetime(2026, 11, 20, 17, 15).astimezone()
    assert reminders.of(office.desk, row.id) == [10]
    assert form.isHidden()


@pytest.mark.parametrize("kind", ["opportunity", "lead", "contact", "company"])
def test_the_quick_form_goes_on_in_the_whole_one_with_what_was_typed(office: Office, kind: str) -> None:
    record = {"opportunity": office.fleet, "lead": office.lead, "contact": office.person, "company": office.acme}[kind]
    shown = page(office, kind, record)
    child(shown, "activity.add").click()
    form = shown._next.form
    form.field("type").set_value("meeting")
    form.field("subject").setText("Show the cars")
    form.field("time").setText("17:15")
    form.field("due_on").set_value(TODAY + timedelta(days=4))
    answer(office.qtbot, lambda dialog: dialog.reject())
    child(shown, "activity.more").click()
    assert form.field("subject").text() == "Show the cars"  # left without an answer: it is still there

    def fill(dialog: Any) -> None:
        dialog.form.field("location").setText("Here")
        press(dialog, "dialog.activity:ok")

    answer(office.qtbot, fill)
    child(shown, "activity.more").click()
    settle()
    row = Activity.get()
    assert (row.type, row.subject, row.location) == ("meeting", "Show the cars", "Here")
    assert moments.local(row.due_at) == datetime(2026, 11, 24, 17, 15).astimezone()
    assert getattr(row, f"{kind}_id") == record
    assert form.isHidden()


@pytest.mark.parametrize("kind", ["opportunity", "lead"])
def test_a_card_is_planned_for_a_time_at_once_or_in_the_whole_form(office: Office, kind: str) -> None:
    screen, record = office.go("board"), office.fleet
    if kind == "lead":
        screen, record = office.go("lead-board"), office.lead
    tomorrow = TODAY + timedelta(days=1)

    def fill(dialog: Any) -> None:
        child(dialog, "form.activity.time").setText("9")
        child(dialog, "form.activity.subject").setText("Ring")
        child(dialog, "dialog.activity:ok", QPushButton).click()

    answer(office.qtbot, fill)
    plan_activity(screen, office.window.workspace, kind, record, "call", tomorrow)
    row = Activity.get()
    assert (row.due_at, row.subject) == (moments.instant(tomorrow, time(9)), "Ring")

    def fill_whole(dialog: Any) -> None:
        assert dialog.form.field("subject").text() == "Once more"
        assert dialog.form.field("due_on").value() == tomorrow
        press(dialog, "dialog.activity:ok")

    def go_on(dialog: Any) -> None:
        child(dialog, "form.activity.subject").setText("Once more")
        answer(office.qtbot, fill_whole)
        child(dialog, "activity.more", QPushButton).click()

    answer(office.qtbot, go_on)
    plan_activity(screen, office.window.workspace, kind, record, "call", tomorrow)
    made = Activity.get(Activity.subject == "Once more")
    assert (made.due_on, getattr(made, f"{kind}_id")) == (tomorrow, record)


def test_a_wrong_time_is_told_beside_it(office: Office) -> None:
    part = shown_part(office)
    said: list[str] = []

    def fill(dialog: Any) -> None:
        dialog.form.field("time").setText("25:00")
        child(dialog, "dialog.activity:ok", QPushButton).click()
        said.append(dialog.form.problems().get("time", ""))
        dialog.reject()

    answer(office.qtbot, fill)
    part.plan.click()
    assert said == ["Type a time such as 9:30."]


def test_done_with_an_outcome_and_the_next_by_the_keyboard(office: Office) -> None:
    known = plan(office, due_on=TODAY)
    part = shown_part(office)
    part.list.choose(known)

    def fill(dialog: Any) -> None:
        dialog.form.field("outcome").set_value("They want an offer.")
        dialog.form.field("next").setChecked(True)
        assert dialog.form.field("subject").isVisibleTo(dialog)
        dialog.form.field("subject").set_value("Send it")
        press(dialog, "dialog.done:ok")

    answer(office.qtbot, fill)
    QTest.keyClick(part.list, Qt.Key.Key_Space)
    settle()
    assert [row.subject for row in part.list.rows()] == ["Send it", "Call"]
    assert part.list.rows()[1].outcome == "They want an offer."
    office.window.editor.undo()
    settle()
    assert [row.subject for row in part.list.rows()] == ["Call"]


def test_several_are_done_and_deleted_at_once(office: Office) -> None:
    for number in range(3):
        plan(office, str(number), due_on=TODAY)
    part = shown_part(office)
    part.list.selectAll()
    part.done.click()
    settle()
    assert Activity.select().where(Activity.done_on == TODAY).count() == 3
    part.list.selectAll()
    QTest.keyClick(part.list, Qt.Key.Key_Delete)
    settle()
    assert part.list.rows() == []


def test_a_playbook_is_started_from_the_page(office: Office) -> None:
    made = playbooks.add(office.desk, "First meeting").new("playbook")
    playbooks.add_step(office.desk, made, "Write to {client}")
    part = shown_part(office)
    assert part.playbook.isVisibleTo(part)
    playbooks.start(office.desk, made, [office.fleet])
    assert Activity.get().subject == "Write to Ácme Óptica"


def test_the_panel_says_what_to_do_and_a_click_does_it(office: Office) -> None:
    stages.change(office.desk, office.stages["First contact"], purpose="Find out what they need.")
    shown = page(office, "opportunity", office.fleet)
    line = child(shown, "advice")
    assert (line.what.text(), line.purpose.text()) == ("Plan the next step", "This stage: Find out what they need.")
    line.go.click()
    assert shown._next.form.isVisibleTo(shown)
    plan(office, "Offer", due_on=TODAY - timedelta(days=1))
    line.show_opportunity(office.fleet)
    answer(office.qtbot, lambda dialog: press(dialog, "dialog.done:ok"))
    line.go.click()
    assert Activity.get().done_on == TODAY


def test_a_card_is_moved_after_its_stage_was_told_what_it_needs(office: Office) -> None:
    proposal = office.stages["Proposal"]
    stages.change(office.desk, proposal, needs=["expected_on", "source"])
    board = office.go("board")

    def fill(dialog: Any) -> None:
        dialog.form.field("expected_on").set_value(date(2026, 12, 24))
        dialog.form.field("source").set_value(office.sources["Web"])
        press(dialog, "dialog.entry:ok")

    answer(office.qtbot, fill)
    board.acts.move_cards([office.fleet], proposal, None)
    row = Opportunity.get_by_id(office.fleet)
    assert (row.stage_id, row.expected_on, row.source_id) == (proposal, date(2026, 12, 24), office.sources["Web"])
    answer(office.qtbot, lambda dialog: dialog.reject())
    board.acts.move_cards([office.repair], proposal, None)
    assert Opportunity.get_by_id(office.repair).stage_id == office.stages["Negotiation"]


def test_several_cards_are_asked_one_by_one_in_one_step(office: Office) -> None:
    proposal = office.stages["Proposal"]
    stages.change(office.desk, proposal, needs=["amount", "expected_on"])
    board = office.go("board")
    asked: list[set[str]] = []

    def fill(dialog: Any) -> None:
        form = dialog.form
        asked.append(set(form.names()))
        QTest.keyClicks(form.field("expected_on"), "12/24/2026")
        form.field(f"expected_on.{office.repair}").set_value(date(2026, 12, 31))
        QTest.keyClicks(form.field(f"amount.{office.repair}"), "700")
        press(dialog, "dialog.entry:ok")

    answer(office.qtbot, fill)
    board.acts.move_cards([office.fleet, office.repair], proposal, None)
    fleet, repair = office.fleet, office.repair
    assert asked == [{"expected_on", f"expected_on.{fleet}", f"amount.{repair}", f"expected_on.{repair}"}]
    rows = [Opportunity.get_by_id(known) for known in (fleet, repair)]
    assert [row.stage_id for row in rows] == [proposal, proposal]
    assert [row.expected_on for row in rows] == [date(2026, 12, 24), date(2026, 12, 31)]
    assert [row.amount_minor for row in rows] == [3_100_000, 700_00]
    office.window.editor.undo()
    rows = [Opportunity.get_by_id(known) for known in (fleet, repair)]
    assert [(row.expected_on, row.amount_minor) for row in rows] == [(None, 3_100_000), (None, None)]
    assert proposal not in [row.stage_id for row in rows]


def test_what_was_answered_alone_is_not_overwritten_for_all_and_a_wrong_answer_is_said_beside_it(
    office: Office,
) -> None:
    proposal = office.stages["Proposal"]
    stages.change(office.desk, proposal, needs=["expected_on"])
    board = office.go("board")

    def fill(dialog: Any) -> None:
        form, own = dialog.form, f"expected_on.{office.fleet}"
        QTest.keyClicks(form.field(own), "1/1/0001")
        child(dialog, "dialog.entry:ok", QPushButton).click()
        assert dialog.isVisible()
        assert form.field(own).accessibleDescription()
        form.field(own).clear()
        QTest.keyClicks(form.field(own), "1/5/2027")
        QTest.keyClicks(form.field("expected_on"), "12/24/2026")
        press(dialog, "dialog.entry:ok")

    answer(office.qtbot, fill)
    board.acts.move_cards([office.fleet, office.repair], proposal, None)
    days = [Opportunity.get_by_id(known).expected_on for known in (office.fleet, office.repair)]
    assert days == [date(2027, 1, 5), date(2026, 12, 24)]


def test_very_many_cards_get_one_answer(office: Office) -> None:
    proposal = office.stages["Proposal"]
    stages.change(office.desk, proposal, needs=["expected_on"])
    board = office.go("board")
    many = [office.opportunity(f"Sale {number}") for number in range(13)]

    def fill(dialog: Any) -> None:
        assert dialog.form.names() == ["expected_on"]
        dialog.form.field("expected_on").set_value(date(2026, 12, 24))
        press(dialog, "dialog.entry:ok")

    answer(office.qtbot, fill)
    board.acts.move_cards(many, proposal, None)
    assert Opportunity.select().where(Opportunity.expected_on == date(2026, 12, 24)).count() == 13


def test_quick_add_asks_too(office: Office) -> None:
    stages.change(office.desk, office.stages["Proposal"], needs=["source"])
    board = office.go("board")

    def fill(dialog: Any) -> None:
        dialog.form.field("source").set_value(office.sources["Web"])
        press(dialog, "dialog.entry:ok")

    answer(office.qtbot, fill)
    board.acts.quick_add(office.stages["Proposal"], {"title": "Quick", "amount": "", "client": "Acme"})
    assert Opportunity.get(Opportunity.title == "Quick").source_id == office.sources["Web"]


def test_what_came_due_while_the_program_was_closed_is_told_at_start(office: Office) -> None:
    plan(office, "Ring them", (0,), due_at=moments.instant(TODAY, time(11)))
    assert not office.window.ringer.panel.isVisible()
    office.desk.clock = Clock.at(datetime(2026, 11, 23, 8, 0))
    window = office.new_window()
    office.qtbot.waitUntil(lambda: window.ringer.panel.isVisible(), timeout=3000)
    assert [ring.subject for ring in window.ringer.panel.rings] == ["Ring them"]
    child(window.ringer.panel, "reminders.open", QPushButton).click()
    settle()
    assert window.screen_key == "opportunity-page"
    child(window.ringer.panel, "reminders.dismiss", QPushButton).click()
    assert not window.ringer.panel.isVisible()


def test_a_reminder_waits_for_its_time_and_for_the_quiet_hours(office: Office) -> None:
    ringer = office.window.ringer
    plan(office, "Ring them", (0,), due_at=moments.instant(TODAY, time(11)))
    ringer.look()
    assert not ringer.panel.isVisible()
    assert ringer._timer.interval() == 60_000
    office.desk.clock = Clock.at(datetime(2026, 11, 20, 11, 0))
    reminders.keep_quiet(office.desk, Quiet(True, time(10, 0), time(12, 0)))
    ringer.look()
    assert not ringer.panel.isVisible()
    reminders.keep_quiet(office.desk, Quiet())
    ringer.look()
    assert ringer.panel.isVisible()
    answer(office.qtbot, lambda dialog: press(dialog, "dialog.done:ok"))
    child(ringer.panel, "reminders.done", QPushButton).click()
    settle()
    office.qtbot.waitUntil(lambda: not ringer.panel.isVisible(), timeout=2000)


def test_500_activities_are_one_question_and_no_widgets(office: Office) -> None:
    with office.desk.step(msg("Many")):
        for number in range(500):
            activities.plan(office.desk, {"type": "task", "subject": str(number), "opportunity": office.fleet})
    part = shown_part(office)
    assert len(part.list.rows()) == 500
    assert len(part.findChildren(QPushButton)) < 15


def test_times_as_people_type_them() -> None:
    typed = {"9": time(9), "9:30": time(9, 30), "0930": time(9, 30), "17h15": time(17, 15), "5:15 pm": time(17, 15),
             "12 am": time(0), "24:00": None, "9:60": None, "noon": None, "": None}  # fmt: skip
    assert {text: parse_time(text) for text in typed} == typed
