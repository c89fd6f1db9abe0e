"""Signing in: who works shows that he is who he says, once the office sets passwords.

The hashes are argon2's, in a table outside the journal: they are in no history, no export and no undo.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmdesk.models.database import immediate, plain_tuples, writing
from crmdesk.models.errors import DomainError
from crmdesk.models.people import User
from crmdesk.models.safety import AuditLine, Password
from crmdesk.sales import access, audit
from crmdesk.sales.desk import Desk
from crmdesk.texts import msg, msgn

if TYPE_CHECKING:
    from argon2 import PasswordHasher

VARIABLE = "CRMDESK_PASSWORD"
"""The environment variable in which commands find the password."""
SHORTEST, LONGEST = 8, 200
_FREE_TRIES, _LONGEST_WAIT_S = 3, 60


class SignInError(DomainError):
    """The password is missing or wrong; the window asks for it again."""


def is_set(user: int | None) -> bool:
    """Whether a user has a password."""
    return Password.select().where(Password.user == user).exists()


def users_with_one() -> frozenset[int]:
    """The users who have a password."""
    return frozenset(row[0] for row in plain_tuples(Password.select(Password.user)))


def sign_in(desk: Desk, password: str | None) -> None:
    """Let the user of a desk work, if he has no password or this is it.

    From the third wrong one on, each makes him wait twice as long, a minute at the most.

    Raises:
        SignInError: it is missing or wrong, or he has to wait.
    """
    if is_set(desk.user):
        _check(desk, password)
        audit.note(desk, audit.SIGN_IN, msg("Signed in"))


def _check(desk: Desk, password: str | None) -> None:
    """Refuse a password that is missing or wrong, and who has to wait."""
    name = _name(desk.user)
    if not password:
        raise SignInError(msg("“{name}” has a password. Sign in with it.", name=name), "password")
    if wait := seconds_to_wait(desk):
        raise SignInError(
            msgn(
                "That was wrong several times. Wait {n} second, and try again.",
                "That was wrong several times. Wait {n} seconds, and try again.",
                wait,
            ),
            "password",
        )
    if not _is_right(desk.user, password):
        audit.note(desk, audit.FAILED, msg("Wrong password"))
        raise SignInError(msg("This is not the password of “{name}”. Type it again.", name=name), "password")


def seconds_to_wait(desk: Desk) -> int:
    """How long the user of a desk waits until his next try, after wrong ones."""
    tries = AuditLine.select(AuditLine.what, AuditLine.at).where(
        AuditLine.user == desk.user, AuditLine.what.in_((audit.FAILED, audit.SIGN_IN, audit.PASSWORD))
    )
    failed = 0
    last = 0
    for what, at in plain_tuples(tries.order_by(AuditLine.id.desc()).limit(_FREE_TRIES + 8)):
        if what != audit.FAILED:
            break
        failed, last = failed + 1, max(last, at)
    if failed < _FREE_TRIES:
        return 0
    wait_ms = min(2 ** (failed - _FREE_TRIES + 1), _LONGEST_WAIT_S) * 1000
    return int(max(0, -(-(last + wait_ms - desk.clock.instant()) // 1000)))


def set_own(desk: Desk, new: str, current: str = "") -> None:
    """Give the user who works a password, or another one.

    Raises:
        DomainError: the current one is wrong, or the new one cannot be kept.
    """
    _refuse_stranger(desk, current)
    _keep(desk, _who(desk), new)


def remove_own(desk: Desk, current: str) -> None:
    """Take the password of the user who works away.

    Raises:
        DomainError: the current one is wrong.
    """
    _refuse_stranger(desk, current)
    _drop(desk, _who(desk))


def reset(desk: Desk, user: int, new: str | None) -> None:
    """Give another user a password, or none, without knowing his.

    Raises:
        NotAllowedError: the user who works is no administrator.
        DomainError: the user is gone, or the password cannot be kept.
    """
    access.keep_people(desk)
    access.here(desk, "user", [user])
    if new is None:
        _drop(desk, user)
    else:
        _keep(desk, user, new)


def _who(desk: Desk) -> int:
    if desk.user is None:
        raise DomainError(msg("Add a user first, who will have the password."))
    return desk.user


def _refuse_stranger(desk: Desk, current: str) -> None:
    if is_set(desk.user):
        try:
            _check(desk, current)
        except SignInError as problem:
            raise DomainError(problem.message, "current") from problem


def _keep(desk: Desk, user: int, new: str) -> None:
    if len(new) < SHORTEST:
        raise DomainError(msg("A password has {n} characters or more.", n=SHORTEST), "new")
    if len(new) > LONGEST:
        raise DomainError(msg("A password has {n} characters at the most.", n=LONGEST), "new")
    kept = _hasher().hash(new)
    with writing(), immediate():
        Password.replace(user=user, hash=kept).execute()
        audit.note(desk, audit.PASSWORD, msg("Password of “{name}” set", name=_name(user)))


def _drop(desk: Desk, user: int) -> None:
    with writing(), immediate():
        Password.delete().where(Password.user == user).execute()
        audit.note(desk, audit.PASSWORD, msg("Password of “{name}” removed", name=_name(user)))


def _is_right(user: int | None, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    kept = Password.select(Password.hash).where(Password.user == user).scalar()
    try:
        return _hasher().verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher  # late: only where there are passwords

    return PasswordHasher()


def _name(user: int | None) -> str:
    return str(User.select(User.name).where(User.id == user).scalar() or "")
