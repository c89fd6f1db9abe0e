"""Whose and which figures can be asked for."""

from __future__ import annotations

from dataclasses import dataclass

from crmdesk.models.database import plain_tuples
from crmdesk.models.fold import fold
from crmdesk.models.people import User
from crmdesk.sales import choices as offered
from crmdesk.sales.desk import Desk


@dataclass(frozen=True, slots=True)
class Choices:
    """Ids and names: users by name, pipelines in their order."""

    owners: tuple[tuple[int, str], ...]
    pipelines: tuple[tuple[int, str], ...]


def choices(desk: Desk) -> Choices:
    """What figures can be narrowed to.  People who left are there too: what they sold still counts."""
    owners = plain_tuples(User.select(User.id, User.name))
    pipelines = offered.choices("pipeline")
    return Choices(tuple(sorted(owners, key=lambda one: (fold(one[1]), one[0]))), tuple(pipelines))
