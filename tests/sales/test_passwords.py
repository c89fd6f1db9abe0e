"""Signing in: right, wrong, too often, changed, reset and taken away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from crmdesk.models import book
from crmdesk.models.errors import DomainError, NotAllowedError
from crmdesk.models.people import Role
from crmdesk.models.safety import Password
from crmdesk.sales import audit, history, passwords, undoing
from crmdesk.sales import office as lists_of_office
from crmdesk.sales.desk import Clock, Desk
from crmdesk.sales.passwords import SignInError
from tests.sales.office import Office

SECRET = "three blue lanterns"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


def later(desk: Desk, seconds: int) -> Desk:
    return Desk(desk.user, Clock.at(desk.clock.now() + timedelta(seconds=seconds)))


def test_without_a_password_nobody_is_asked(office: Office) -> None:
    passwords.sign_in(office.desk, None)
    assert audit.lines(office.desk) == []


def test_with_one_only_the_right_one_opens_and_each_try_is_audited(office: Office) -> None:
    passwords.set_own(office.desk, SECRET)
    for wrong in (None, "", "Three blue lanterns", f"{SECRET} "):
        with pytest.raises(SignInError):
            passwords.sign_in(office.desk, wrong)
    passwords.sign_in(office.desk, SECRET)
    assert [line.what for line in audit.lines(office.desk)] == [
        audit.SIGN_IN, audit.FAILED, audit.FAILED, audit.PASSWORD,
    ]  # fmt: skip


def test_who_is_wrong_often_waits_longer_and_longer(office: Office) -> None:
    passwords.set_own(office.desk, SECRET)
    for _try in range(3):
        with pytest.raises(SignInError, match="not the password"):
            passwords.sign_in(office.desk, "wrong")
    assert passwords.seconds_to_wait(office.desk) == 2
    with pytest.raises(SignInError, match="Wait 2 seconds"):
        passwords.sign_in(office.desk, SECRET)
    with pytest.raises(SignInError, match="not the password"):
        passwords.sign_in(later(office.desk, 3), "wrong")
    assert passwords.seconds_to_wait(later(office.desk, 3)) == 4
    passwords.sign_in(later(office.desk, 8), SECRET)
    assert passwords.seconds_to_wait(later(office.desk, 8)) == 0


def test_a_password_is_changed_by_who_knows_it(office: Office) -> None:
    passwords.set_own(office.desk, SECRET)
    with pytest.raises(DomainError) as refused:
        passwords.set_own(office.desk, "another one", "wrong")
    assert refused.value.field == "current"
    passwords.set_own(office.desk, "another one", SECRET)
    passwords.sign_in(office.desk, "another one")
    passwords.remove_own(office.desk, "another one")
    assert not passwords.is_set(office.desk.user)


@pytest.mark.parametrize("new", ["", "short", "x" * 201])
def test_one_that_cannot_be_kept_is_refused(office: Office, new: str) -> None:
    with pytest.raises(DomainError) as refused:
        passwords.set_own(office.desk, new)
    assert refused.value.field == "new"


def test_administrators_reset_others_and_nobody_else_does(office: Office) -> None:
    zoe = office.users["Zoe"]
    passwords.reset(office.desk, zoe, SECRET)
    lists_of_office.save_value(office.desk, "user", zoe, role=Role.get(Role.name == "Seller").id)
    desk = Desk(zoe, office.desk.clock)
    with pytest.raises(NotAllowedError):
        passwords.reset(desk, office.users["Ana"], SECRET)
    passwords.reset(office.desk, zoe, None)
    assert passwords.users_with_one() == frozenset()


def test_a_hash_is_in_no_history_and_comes_back_with_its_user(office: Office) -> None:
    zoe = office.users["Zoe"]
    passwords.reset(office.desk, zoe, SECRET)
    kept = Password.get_by_id(zoe).hash
    assert SECRET not in kept
    assert kept.startswith("$argon2id$")
    before = history.count(office.desk)
    changes = lists_of_office.delete_value(office.desk, "user", zoe)
    undoing.undo(office.desk, changes.step)
    assert passwords.is_set(zoe)
    assert history.count(office.desk) == (before or 0) + 2
