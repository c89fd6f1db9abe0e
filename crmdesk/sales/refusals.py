"""The sentences on what a role does not allow: what is missing, and who can give it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from crmdesk.models.errors import NotAllowedError
from crmdesk.sales import rights
from crmdesk.sales.fields import KIND_NAMES
from crmdesk.sales.rights import ADD, CHANGE, DELETE, EXPORT, IMPORT, NONE, OWN, PEOPLE, SEE, TEAM
from crmdesk.texts import Message, msg

if TYPE_CHECKING:
    from crmdesk.sales.desk import Desk

_PART_OF = {"lead-board": "leads", "activity-board": "calendar"}
"""Screens that are open and closed with another one."""
_SHOWN = {
    "board": "opportunity",
    "opportunities": "opportunity",
    "leads": "lead",
    "contacts": "contact",
    "companies": "company",
    "calendar": "activity",
    "campaigns": "campaign",
    "segments": "segment",
}
"""What a screen is about: who sees none of it finds the screen closed."""
_NAMED = 3  # administrators; more would make no sentence


def refuse(desk: Desk, reason: Message) -> NoReturn:
    """Refuse, and keep that in the audit list.

    Raises:
        NotAllowedError: always.
    """
    from crmdesk.sales import audit

    refused = NotAllowedError(reason)
    audit.refused(desk, refused)
    raise refused


def why_not(desk: Desk, kind: str, action: str) -> Message | None:
    """Why the user may do this with no record of a kind; None where he may with some."""
    return None if desk.rights.scope(kind, action) != NONE else about(desk, kind, action)


def why_locked(desk: Desk, screen: str) -> Message | None:
    """Why a screen (its key, as in ``nav.<key>``) is closed for the user; None where it is open."""
    if desk.rights.everything:
        return None
    screen = _PART_OF.get(screen, screen)
    if screen == "import":
        return (
            None
            if any(desk.rights.scope(kind, IMPORT) != NONE for kind in rights.kinds())
            else (about(desk, "opportunity", IMPORT))
        )
    if screen not in desk.rights.locked:
        return why_not(desk, _SHOWN[screen], SEE) if screen in _SHOWN else None
    return _told(desk, msg("Your role “{role}” does not open this screen. {who} can allow it."))


def why_no_people(desk: Desk) -> Message | None:
    """Why the user does not keep users, teams, roles and passwords; None where he does."""
    if desk.rights.everything:
        return None
    return _told(desk, msg("Users, teams and roles: your role “{role}” may not change them. {who} can."))


def why_no_setting_up(desk: Desk) -> Message | None:
    """Why the user changes no stages, lists, fields and settings of the book; None where he does."""
    if desk.rights.sets_up:
        return None
    sentence = msg("Stages, lists, fields and settings: your role “{role}” may not change them. {who} can allow it.")
    return _told(desk, sentence)


def about(desk: Desk, kind: str, action: str) -> Message:
    """The sentence on records of a kind with which the user may not do this, or only with his own."""
    if kind not in rights.kinds():
        return (why_no_people if kind in PEOPLE else why_no_setting_up)(desk) or msg("This is not allowed.")
    sentence = _SENTENCES[desk.rights.scope(kind, action)][action]
    return _told(desk, sentence, kinds=KIND_NAMES[kind][1])


def _told(desk: Desk, sentence: Message, **values: object) -> Message:
    names = [name for _id, name in rights.administrators()]
    who = ", ".join(names[:_NAMED]) or msg("An administrator")
    return replace(sentence, values={"role": desk.rights.role, "who": who, **values})


_SENTENCES: Mapping[str, Mapping[str, Message]] = {
    NONE: {
        SEE: msg("{kinds}: your role “{role}” does not show them. {who} can allow it."),
        ADD: msg("{kinds}: your role “{role}” may not add any. {who} can allow it."),
        CHANGE: msg("{kinds}: your role “{role}” may not change them. {who} can allow it."),
        DELETE: msg("{kinds}: your role “{role}” may not delete them. {who} can allow it."),
        EXPORT: msg("{kinds}: your role “{role}” may not export them. {who} can allow it."),
        IMPORT: msg("{kinds}: your role “{role}” may not import any. {who} can allow it."),
    },
    OWN: {
        ADD: msg("{kinds}: your role “{role}” adds only your own. {who} can allow more."),
        CHANGE: msg("{kinds}: your role “{role}” changes only your own. {who} can allow more."),
        DELETE: msg("{kinds}: your role “{role}” deletes only your own. {who} can allow more."),
        EXPORT: msg("{kinds}: your role “{role}” exports only your own. {who} can allow more."),
        IMPORT: msg("{kinds}: your role “{role}” imports only your own. {who} can allow more."),
    },
    TEAM: {
        ADD: msg("{kinds}: your role “{role}” adds only your team's. {who} can allow more."),
        CHANGE: msg("{kinds}: your role “{role}” changes only your team's. {who} can allow more."),
        DELETE: msg("{kinds}: your role “{role}” deletes only your team's. {who} can allow more."),
        EXPORT: msg("{kinds}: your role “{role}” exports only your team's. {who} can allow more."),
        IMPORT: msg("{kinds}: your role “{role}” imports only your team's. {who} can allow more."),
    },
}
