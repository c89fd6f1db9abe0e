"""The office's own types of activities."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crmdesk.models import book
from crmdesk.models.activities import Activity
from crmdesk.models.errors import ConflictError, DomainError, FieldProblems
from crmdesk.models.opportunities import Opportunity
from crmdesk.sales import activities, activity_types, undoing
from crmdesk.sales.fields import field_of
from crmdesk.texts import use
from tests.sales.office import TODAY, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()
    use("en")


def by_code(office: Office, code: str) -> int:
    return activity_types.known(office.desk)[code].id


def test_a_new_book_has_the_shipped_ones_whose_names_follow_the_language(office: Office) -> None:
    assert list(activity_types.known(office.desk)) == ["call", "meeting", "email", "message", "task"]
    assert str(activity_types.name(office.desk, "call")) == "Call"
    use("es")
    assert str(activity_types.name(office.desk, "call")) == "Llamada"


def test_a_renamed_one_keeps_its_code_and_its_name_in_every_language(office: Office) -> None:
    activity_types.change(office.desk, by_code(office, "call"), name="Ring")
    use("es")
    assert str(activity_types.name(office.desk, "call")) == "Ring"
    use("en")
    undoing.undo(office.desk)
    assert str(activity_types.name(office.desk, "call")) == "Call"


def test_saving_the_shown_name_of_a_shipped_one_changes_nothing(office: Office) -> None:
    assert not activity_types.change(office.desk, by_code(office, "call"), name="Call")


def test_an_own_one_can_be_planned_and_is_known_to_forms(office: Office) -> None:
    activity_types.add(office.desk, "Visita", "map-pin")
    assert activity_types.icon(office.desk, "visita") == "map-pin"
    assert str((field_of(office.desk, "activity", "type").choices or {})["visita"]) == "Visita"
    sale = office.opportunity("Sale")
    activities.plan(office.desk, {"type": "visita", "opportunity": sale, "due_on": TODAY})
    with pytest.raises(ConflictError):
        undoing.undo(office.desk, _step_before_last(office))


def _step_before_last(office: Office) -> int:
    from crmdesk.models.journal import Step

    return next(step.id for step in Step.select() if "Visita” added" in str(step.message()))


def test_names_are_told_apart_whatever_the_case(office: Office) -> None:
    for wrong in ("", "call", "x" * 61):
        with pytest.raises(FieldProblems):
            activity_types.add(office.desk, wrong)
    activity_types.add(office.desk, "Cálculo")
    activity_types.add(office.desk, "Calculo")
    assert len({row.code for row in activity_types.known(office.desk).values()}) == 7


def test_a_retired_one_is_not_offered_but_still_named(office: Office) -> None:
    activity_types.change(office.desk, by_code(office, "email"), active=False)
    assert "email" not in dict(activity_types.offered(office.desk))
    assert "email" in dict(activity_types.offered(office.desk, "email"))
    assert str(activity_types.name(office.desk, "email")) == "E-mail"


def test_deleting_a_used_one_asks_for_its_replacement(office: Office) -> None:
    sale = office.opportunity("Sale")
    known = activities.plan(office.desk, {"type": "call", "opportunity": sale, "due_on": TODAY}).new("activity")
    with pytest.raises(DomainError):
        activity_types.delete(office.desk, by_code(office, "call"))
    activity_types.delete(office.desk, by_code(office, "call"), by_code(office, "meeting"))
    assert Activity.get_by_id(known).type == "meeting"
    assert Opportunity.get_by_id(sale).next_type == "meeting"
    undoing.undo(office.desk)
    assert Activity.get_by_id(known).type == "call"
    assert activity_types.read(counted=True)[0].used == 1


def test_the_last_one_offered_stays(office: Office) -> None:
    first, *rest = activity_types.read()
    for row in rest:
        activity_types.delete(office.desk, row.id)
    for refused in (
        lambda: activity_types.delete(office.desk, first.id),
        lambda: activity_types.change(office.desk, first.id, active=False),
    ):
        with pytest.raises(DomainError):
            refused()
