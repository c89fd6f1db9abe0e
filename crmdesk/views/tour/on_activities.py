"""The tour of activities: a playbook, what a stage asks for, the commercial actions, doing one and being reminded."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any, cast

from crmdesk.sales import activities, lists, moments, playbooks, stages
from crmdesk.sales.lists import Condition, ListQuestion
from crmdesk.texts import _
from crmdesk.views.settings import SettingsScreen
from crmdesk.views.tour.hand import answer, click, expect, press, settle, until
from crmdesk.views.tour.journey import Journey

_OPEN = ListQuestion(conditions=(Condition("state", "=", "open"),), order="title")


def playbook(journey: Journey) -> None:
    """A playbook in the settings, and a stage that starts it and asks for something."""
    desk, run = journey.desk, journey.window.editor.run
    made = run(lambda: playbooks.add(desk, _("First meeting")))
    expect(made, "a playbook is added")
    known = playbooks.choices()[-1][0]
    for days, subject in ((0, _("Write to {client}", client="{client}")), (3, _("Prepare “{title}”", title="{title}"))):
        _add_step(journey, known, subject, days)
    stage = _stage()
    purpose = _("Agree on what they need before an offer is written.")
    run(lambda: stages.change(desk, stage, purpose=purpose, needs=["source", "description"], playbook=known))
    journey.window.go("settings", section="activities")
    screen = cast(SettingsScreen, journey.shown("settings"))
    settle()
    journey.picture("activity-types")
    area = screen._areas["activities"]
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    settle()
    journey.picture("playbooks")


def _add_step(journey: Journey, playbook: int, subject: str, days: int) -> None:
    desk, run = journey.desk, journey.window.editor.run
    changes = run(lambda: playbooks.add_step(desk, playbook, subject))
    step = changes.new("playbook_step") if changes else 0
    run(lambda: playbooks.change_step(desk, step, days=days))


def entering(journey: Journey) -> None:
    """A card is moved into the stage, which asks for what it needs."""
    board = cast(Any, journey.go("board"))
    (card, *others), stage = _elsewhere(journey), _stage()
    several = [card, *others[:2]]
    answer(lambda: board.acts.move_cards(several, stage, None), lambda dialog: _look_at_several(journey, dialog))

    def fill(dialog: Any) -> None:
        journey.picture("entry-dialog")
        for name in dialog.form.names():
            field = dialog.form.field(name)
            field.set_value(field.itemData(1) if name == "source" else _("Needs an offer before the end of the month"))
        click(dialog.primary)

    answer(lambda: board.acts.move_cards([card], stage, None), fill)
    expect(_with_playbook(journey) == card, "the card is in the stage once it was told")


def actions(journey: Journey) -> None:
    """The commercial actions of the opportunity: the playbook's, one with all its fields, one done."""
    desk, run = journey.desk, journey.window.editor.run
    card = _with_playbook(journey)
    at = moments.instant(desk.today + timedelta(days=1), time(10, 30))
    values = {
        "type": "meeting", "subject": _("Show the product"), "opportunity": card, "due_at": at, "minutes": 90,
        "priority": 2, "location": _("At their office"), "repeat": "FREQ=WEEKLY",
    }  # fmt: skip
    run(lambda: activities.plan(desk, values, remind=[60]))
    late = {"type": "call", "subject": _("Ring about the offer"), "opportunity": card}
    run(lambda: activities.plan(desk, {**late, "due_on": desk.today - timedelta(days=2)}))
    journey.window.open_record("opportunity", card)
    page = cast(Any, journey.shown("opportunity-page"))
    page.tabs.show_part("actions")
    settle()
    part = page.tabs.part("actions")
    part.list.choose(part.list.rows()[0].id)
    settle()
    journey.picture("commercial-actions")
    meeting = next(row.id for row in part.list.rows() if row.type == "meeting")
    part.list.choose(meeting)
    answer(part.change, lambda dialog: _look_at(journey, dialog))
    part.list.choose(part.list.rows()[0].id)
    answer(part.finish, lambda dialog: _fill_done(journey, dialog))
    until(lambda: any(row.outcome for row in part.list.rows()), "it is done, with its outcome")
    settle()


def reminder(journey: Journey) -> None:
    """A reminder that is due."""
    desk, run = journey.desk, journey.window.editor.run
    soon = desk.clock.instant() + 1500
    card = _with_playbook(journey)
    values = {"type": "call", "subject": _("Ring about the offer"), "opportunity": card, "due_at": soon}
    run(lambda: activities.plan(desk, values, remind=[0]))
    ringer = journey.window.ringer
    until(lambda: desk.clock.instant() >= soon, "the time has come")
    ringer.look()
    until(ringer.panel.isVisible, "the reminder is shown")
    journey.window.toast.hide()
    settle()
    journey.picture("reminder")
    click(journey.find("reminders.dismiss"))
    until(lambda: not ringer.panel.isVisible(), "a click puts it away")
    press("Alt+Left")


def _look_at(journey: Journey, dialog: Any) -> None:
    journey.picture("activity-dialog")
    dialog.reject()


def _look_at_several(journey: Journey, dialog: Any) -> None:
    """Each card has its own answers, and one may be given to all."""
    dialog.form.field("description").setFocus()
    dialog.form.field("description").set_value(_("Needs an offer before the end of the month"))
    settle()
    journey.picture("entry-dialog-several")
    dialog.reject()


def _fill_done(journey: Journey, dialog: Any) -> None:
    dialog.form.field("outcome").set_value(_("They want an offer for twenty."))
    dialog.form.field("next").setChecked(True)
    dialog.form.field("subject").set_value(_("Send the offer"))
    settle()
    journey.picture("activity-done")
    click(dialog.primary)


def _stage() -> int:
    """The third stage of the first pipeline."""
    first = stages.pipelines()[0].id
    return stages.of_pipeline(first)[2].id


def _elsewhere(journey: Journey) -> list[int]:
    """The open opportunities in the first stage of which the stage's needs are unknown."""
    first = stages.of_pipeline(stages.pipelines()[0].id)[0].id
    found = lists.ids(journey.desk, "opportunity", _OPEN)
    rows = lists.rows(journey.desk, "opportunity", found, ["stage", "description"])
    return [row.id for row in rows if row["stage_id"] == first and not row["description"]]


def _with_playbook(journey: Journey) -> int:
    """The opportunity whose stage started the playbook."""
    stage = _stage()
    found = lists.ids(journey.desk, "opportunity", _OPEN)
    rows = lists.rows(journey.desk, "opportunity", found, ["stage", "description"])
    told = _("Needs an offer before the end of the month")
    return next(row.id for row in rows if row["stage_id"] == stage and row["description"] == told)
