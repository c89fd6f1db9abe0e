"""Stages are renamed, weighed, put in order, added and deleted in the window, each as one step."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from crmdesk.models.opportunities import Opportunity
from crmdesk.sales import stages
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.fields import Choice
from crmdesk.views.settings.pipelines import PipelinesPage
from crmdesk.views.settings.rows import Row, RowList
from crmdesk.views.window import MainWindow

Go = Callable[[str], PipelinesPage]


@pytest.fixture
def pipelines(page: Go) -> PipelinesPage:
    return page("pipelines")


def rows_of(pipelines: PipelinesPage) -> RowList:
    return pipelines.panel(stages.pipelines()[0].id).rows


def row_named(pipelines: PipelinesPage, name: str) -> Row:
    rows = rows_of(pipelines)
    return next(rows.row(record) for record in rows.ids() if rows.row(record).name == name)


def names() -> list[str]:
    return [stage.name for stage in stages.of_pipeline(stages.pipelines()[0].id)]


def stage(name: str) -> stages.StageRow:
    return next(row for row in stages.of_pipeline(stages.pipelines()[0].id) if row.name == name)


def type_into(qtbot: QtBot, row: Row, key: str, text: str) -> None:
    field = row.fields[key]
    field.setFocus()
    field.selectAll()  # type: ignore[attr-defined]
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_a_stage_is_renamed_in_place_and_undo_gives_the_name_back(
    qtbot: QtBot, window: MainWindow, pipelines: PipelinesPage
) -> None:
    type_into(qtbot, row_named(pipelines, "Proposal"), "name", "Offer")
    assert names()[2] == "Offer"
    assert window.toast.isVisible()
    window.toast.action.click()
    assert names()[2] == "Proposal"
    assert row_named(pipelines, "Proposal").fields["name"].value() == "Proposal"


def test_a_name_that_is_taken_is_refused_beside_the_row_and_escape_gives_it_back(
    qtbot: QtBot, pipelines: PipelinesPage
) -> None:
    row = row_named(pipelines, "Proposal")
    type_into(qtbot, row, "name", "Qualified")
    assert "Qualified" in row.note.text()
    assert row.note.isVisible()
    assert names().count("Proposal") == 1
    qtbot.keyClick(row.fields["name"], Qt.Key.Key_Escape)
    assert row.fields["name"].value() == "Proposal"
    assert not row.note.isVisible()


@pytest.mark.parametrize(("typed", "kept"), [("60", 60), ("60 %", 60), ("101", 50), ("-5", 50), ("half", 50), ("", 50)])
def test_a_probability_is_a_number_from_0_to_100(qtbot: QtBot, pipelines: PipelinesPage, typed: str, kept: int) -> None:
    row = row_named(pipelines, "Proposal")
    field = row.fields["probability"]
    field.setFocus()
    field.setText("")  # type: ignore[attr-defined]
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert stage("Proposal").probability == kept
    assert row.note.isVisible() == (kept == 50)


def test_a_colour_is_taken_at_once(pipelines: PipelinesPage) -> None:
    row_named(pipelines, "Proposal").fields["colour"].set_value(5)
    assert stage("Proposal").colour == 5


def test_a_stage_becomes_a_won_one_and_an_empty_one_may_go_back(pipelines: PipelinesPage) -> None:
    kind = row_named(pipelines, "Negotiation").fields["kind"]
    kind.set_value("won")
    assert (stage("Negotiation").kind, stage("Negotiation").probability) == ("won", 100)
    kind.set_value("open")
    assert stage("Negotiation").kind == "open"


def test_the_kind_of_a_used_stage_is_locked_with_the_reason(pipelines: PipelinesPage) -> None:
    kind = row_named(pipelines, "First contact").fields["kind"]
    assert not kind.isEnabled()
    assert "in use" in kind.toolTip()


def test_ctrl_down_moves_a_stage_and_keeps_the_focus(qtbot: QtBot, pipelines: PipelinesPage) -> None:
    grip = row_named(pipelines, "Qualified").grip
    grip.setFocus()
    qtbot.keyClick(grip, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert names()[:3] == ["First contact", "Proposal", "Qualified"]
    assert pipelines.window().focusWidget() is grip
    qtbot.keyClick(grip, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert names()[:3] == ["First contact", "Qualified", "Proposal"]


def test_a_grip_is_dragged_and_escape_leaves_the_order(qtbot: QtBot, pipelines: PipelinesPage) -> None:
    rows = rows_of(pipelines)
    first, last = row_named(pipelines, "First contact"), row_named(pipelines, "Negotiation")
    below = first.grip.mapFromGlobal(last.mapToGlobal(QPoint(10, last.height() - 4)))
    QTest.mousePress(first.grip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(8, 15))
    QTest.mouseMove(first.grip, QPoint(8, 60))
    QTest.mouseMove(first.grip, below)
    qtbot.keyClick(first.grip, Qt.Key.Key_Escape)
    QTest.mouseRelease(first.grip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, below)
    assert names()[0] == "First contact"
    QTest.mousePress(first.grip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(8, 15))
    QTest.mouseMove(first.grip, QPoint(8, 60))
    QTest.mouseMove(first.grip, below)
    QTest.mouseRelease(first.grip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, below)
    assert names()[:4] == ["Qualified", "Proposal", "Negotiation", "First contact"]
    assert [rows.row(record).name for record in rows.ids()] == names()


def test_stages_are_added_by_their_names_one_after_the_other(qtbot: QtBot, pipelines: PipelinesPage) -> None:
    adder = pipelines.panel(stages.pipelines()[0].id).adder
    for name in ("Trial", "trial", "Contract"):
        adder.line.setFocus()
        adder.line.clear()
        qtbot.keyClicks(adder.line, name)
        qtbot.keyClick(adder.line, Qt.Key.Key_Return)
        assert adder.note.isVisible() == (name == "trial")
    assert names()[3:6] == ["Negotiation", "Trial", "Contract"]


def test_deleting_a_used_stage_asks_for_another_one_and_is_one_step(
    qtbot: QtBot, window: MainWindow, pipelines: PipelinesPage
) -> None:
    before, target = stage("First contact"), stage("Proposal")

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, Dialog)
        choice = dialog.findChild(Choice)
        assert choice is not None
        choice.set_value(target.id)
        dialog.primary.click()

    QTimer.singleShot(0, answer)
    row_named(pipelines, "First contact").bin.click()
    assert "First contact" not in names()
    assert Opportunity.select().where(Opportunity.stage == target.id).count() == 3
    window.editor.undo()
    assert names()[0] == "First contact"
    assert Opportunity.select().where(Opportunity.stage == before.id).count() == 3


def test_an_unused_stage_goes_without_a_question(pipelines: PipelinesPage) -> None:
    row_named(pipelines, "Negotiation").bin.click()
    assert "Negotiation" not in names()


def test_a_pipeline_is_added_renamed_and_deleted(qtbot: QtBot, pipelines: PipelinesPage) -> None:
    adder = next(
        button for button in pipelines.findChildren(QPushButton) if button.objectName() == "settings.pipeline.new:add"
    )
    line = adder.parentWidget().line  # type: ignore[union-attr]
    qtbot.keyClicks(line, "Renewals")
    adder.click()
    renewals = stages.pipelines()[1]
    assert [row.kind for row in stages.of_pipeline(renewals.id)] == ["open", "won", "lost"]
    panel = pipelines.panel(renewals.id)
    panel.name.selectAll()
    qtbot.keyClicks(panel.name, "Sales")
    qtbot.keyClick(panel.name, Qt.Key.Key_Return)
    assert panel.note.isVisible()
    panel.name.selectAll()
    qtbot.keyClicks(panel.name, "Contracts")
    qtbot.keyClick(panel.name, Qt.Key.Key_Return)
    assert [one.name for one in stages.pipelines()] == ["Sales", "Contracts"]
    panel.bin.click()
    assert [one.name for one in stages.pipelines()] == ["Sales"]
    assert not pipelines.panel(stages.pipelines()[0].id).bin.isEnabled()


def test_the_last_open_stage_stays_and_says_why(pipelines: PipelinesPage) -> None:
    for name in ("Qualified", "Proposal", "Negotiation"):
        row_named(pipelines, name).bin.click()
    row = row_named(pipelines, "First contact")
    assert not row.bin.isEnabled()
    assert row.bin.toolTip()
