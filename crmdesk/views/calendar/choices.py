"""What somebody chose to see of the calendar, and how it is kept for the next time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crmdesk.sales import activity_types, preferences
from crmdesk.sales import choices as offered
from crmdesk.sales.calendar import CalendarFilter
from crmdesk.sales.desk import Desk
from crmdesk.texts import _

MONTH, WEEK, DAY = "month", "week", "day"
VIEWS = (MONTH, WEEK, DAY)
MINE, TEAM, EVERYBODY = "mine", "team", "everybody"
_NAME = "calendar.view"


@dataclass(frozen=True)
class Choices:
    """What is shown, and how.

    Attributes:
        view: one of `VIEWS`.
        whose: `MINE`, `TEAM`, `EVERYBODY`, or the id of a user.
        types: codes of types; empty for all.
        closes: expected close days are shown.
    """

    view: str = MONTH
    whose: str | int = MINE
    types: tuple[str, ...] = ()
    closes: bool = True

    def shown(self, desk: Desk) -> CalendarFilter:
        """The same as `sales` asks it."""
        owners: tuple[int, ...] = ()
        if isinstance(self.whose, int):
            owners = (self.whose,)
        elif self.whose == MINE and desk.user is not None:
            owners = (desk.user,)
        elif self.whose == TEAM:
            owners = desk.rights.team
        return CalendarFilter(owners, self.types, self.closes)


def whose(desk: Desk) -> list[tuple[str | int, str]]:
    """Whose calendar can be looked at, with the names."""
    mine = [(MINE, _("Mine"))] if desk.user is not None else []
    team = [(TEAM, _("My team"))] if len(desk.rights.team) > 1 else []
    others = [(known, name) for known, name in offered.choices("user") if known != desk.user]
    return [*mine, *team, (EVERYBODY, _("Everybody")), *others]


def kept(desk: Desk) -> Choices:
    """What the user chose last, as far as it is still there."""
    plain = preferences.get(desk, _NAME) or {}
    people = [known for known, _name in whose(desk)]
    types = tuple(code for code in plain.get("types", ()) if code in activity_types.known(desk))
    return Choices(
        _one_of(plain.get("view"), VIEWS), _one_of(plain.get("whose"), people), types, bool(plain.get("closes", True))
    )


def keep(desk: Desk, chosen: Choices) -> None:
    """Keep what was chosen for the next time."""
    plain = {"view": chosen.view, "whose": chosen.whose, "types": list(chosen.types), "closes": chosen.closes}
    preferences.put(desk, _NAME, plain)


def _one_of(value: Any, known: Sequence[Any]) -> Any:
    return value if value in known else known[0]
