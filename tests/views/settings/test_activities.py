"""The settings of activities: types, playbooks, quiet hours, and the guidance of stages."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from crmdesk.models.pipeline import Stage
from crmdesk.sales import activity_types, playbooks, reminders, usual_reminder
from tests.views.lists.conftest import office as office
from tests.views.lists.office import Office, answer, child, settle


def shown(office: Office, section: str) -> Any:
    screen = office.go("settings", section=section)
    settle()
    return screen.page()


def test_a_type_is_added_recoloured_and_given_an_icon(office: Office) -> None:
    page = shown(office, "activities")
    adder = child(page, "settings.activity_type.new")
    adder.setText("Visit")
    child(page, "settings.activity_type.new:add", QPushButton).click()
    settle()
    made = activity_types.known(office.desk)["visit"]
    row = page.types.rows.row(made.id)
    row.fields["icon"].set_value("map-pin")
    row.fields["colour"].set_value(5)
    row.fields["active"].setChecked(False)
    now = activity_types.known(office.desk)["visit"]
    assert (now.icon, now.colour, now.active) == ("map-pin", 5, False)


def test_a_playbook_is_made_and_its_steps_are_edited(office: Office) -> None:
    page = shown(office, "activities")
    child(page, "settings.playbook.new").setText("First meeting")
    child(page, "settings.playbook.new:add", QPushButton).click()
    settle()
    (made,) = playbooks.read()
    child(page, f"settings.playbook.{made.id}.new").setText("Write to {client}")
    child(page, f"settings.playbook.{made.id}.new:add", QPushButton).click()
    settle()
    ((step,),) = [row.steps for row in playbooks.read()]
    fields = page.playbook(made.id).rows.row(step.id).fields
    fields["counted_from"].set_value("expected")
    fields["days"].set_value(7)
    fields["days"].editingFinished.emit()
    ((step,),) = [row.steps for row in playbooks.read()]
    assert (step.subject, step.days, step.counted_from) == ("Write to {client}", 7, "expected")


def test_quiet_hours_are_kept(office: Office) -> None:
    page = shown(office, "activities")
    page.quiet.begins.setText("20")
    page.quiet.ends.setText("8:30")
    page.quiet.ends.editingFinished.emit()
    wish = reminders.quiet(office.desk)
    assert (wish.on, wish.begins, wish.ends) == (True, time(20), time(8, 30))
    page.quiet.on.setChecked(False)
    assert not reminders.quiet(office.desk).on


def test_how_long_before_what_has_a_time_rings_is_chosen(office: Office) -> None:
    page = shown(office, "activities")
    assert page.quiet.usual.value() == 10
    page.quiet.usual.set_value(None)
    assert usual_reminder.get(office.desk) is None
    office.go("today")
    assert shown(office, "activities").quiet.usual.currentText() == "Never"


def test_a_stage_is_given_its_guidance(office: Office) -> None:
    made = playbooks.add(office.desk, "First meeting").new("playbook")
    page = shown(office, "pipelines")
    stage = office.stages["Proposal"]
    panel = page.panel(Stage.get_by_id(stage).pipeline_id)

    def fill(dialog: Any) -> None:
        dialog.form.field("purpose").set_value("Send an offer.")
        dialog.form.field("needs").set_value(["amount", "expected_on"])
        dialog.form.field("playbook").set_value(made)
        child(dialog, "dialog.guidance:ok", QPushButton).click()

    button = panel.row(stage).fields["guidance"]
    for answered in (lambda dialog: dialog.reject(), fill):
        answer(office.qtbot, answered)
        button.click()
    settle()
    row = Stage.get_by_id(stage)
    assert (row.purpose, row.needs, row.playbook_id) == ("Send an offer.", '["amount", "expected_on"]', made)
    assert button.text() == "Change…"


def playbook_names() -> list[str]:
    return [row.name for row in playbooks.read()]


def test_ctrl_down_on_its_grip_puts_a_playbook_in_another_place(office: Office) -> None:
    known = [playbooks.add(office.desk, name).new("playbook") for name in ("First", "Second", "Third")]
    page = shown(office, "activities")
    grip = page.playbook(known[0]).grip
    grip.setFocus()
    QTest.keyClick(grip, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert playbook_names() == ["Second", "First", "Third"]
    assert office.window.focusWidget() is grip
    office.window.editor.undo()
    assert playbook_names() == ["First", "Second", "Third"]
    assert page.playbooks.ids() == known


def test_ctrl_down_on_an_activity_moves_it_inside_its_playbook_alone(office: Office) -> None:
    known = [playbooks.add(office.desk, name).new("playbook") for name in ("First", "Second")]
    steps = [playbooks.add_step(office.desk, known[0], name).new("playbook_step") for name in ("Call", "Write")]
    page = shown(office, "activities")
    grip = page.playbook(known[0]).rows.row(steps[0]).grip
    grip.setFocus()
    QTest.keyClick(grip, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert playbook_names() == ["First", "Second"]
    assert [step.subject for step in playbooks.read()[0].steps] == ["Write", "Call"]


@pytest.mark.gesture
def test_a_playbook_is_dragged_by_its_grip(office: Office) -> None:
    known = [playbooks.add(office.desk, name).new("playbook") for name in ("First", "Second", "Third")]
    page = shown(office, "activities")
    first, last = page.playbook(known[0]), page.playbook(known[2])
    below = first.grip.mapFromGlobal(last.mapToGlobal(QPoint(10, last.height() - 4)))
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(first.grip, left, none, QPoint(8, 15))
    QTest.mouseMove(first.grip, QPoint(8, 60))
    QTest.mouseMove(first.grip, below)
    QTest.mouseRelease(first.grip, left, none, below)
    assert playbook_names() == ["Second", "Third", "First"]
    assert page.playbooks.ids() == [known[1], known[2], known[0]]
