"""What somebody chose to see of the board, and how it is kept for the next time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from crmdesk.sales import board, preferences
from crmdesk.sales import choices as offered
from crmdesk.sales.board import BoardFilter, BoardView
from crmdesk.sales.desk import Desk

_NAME = "board.view"
FIRST_HIDDEN = ("key", "probability")
"""The fields of cards that are not shown until somebody chooses them."""


@dataclass(frozen=True)
class Choices:
    """The view, and how its cards are drawn.

    Attributes:
        view: a `BoardView`, or what another board shows; its `shown` is a `BoardFilter`.
        closed: the column of recently closed ones is shown.
        panel: the side panel is shown.
        folded: keys of collapsed columns.
        hidden: the names of the fields that cards do not show (see `views.board.fields`).
    """

    view: Any
    closed: bool = False
    panel: bool = False
    density: str = "comfortable"
    zoom: float = 1.0
    folded: tuple[Any, ...] = field(default_factory=tuple)
    hidden: tuple[str, ...] = FIRST_HIDDEN

    def showing(self, **filtered: Any) -> Choices:
        """The same with other filters."""
        return replace(self, view=replace(self.view, shown=replace(self.view.shown, **filtered)))

    def looking(self, **view: Any) -> Choices:
        """The same with another pipeline, grouping or order."""
        return replace(self, view=replace(self.view, **view))


def kept(desk: Desk) -> Choices:
    """What the user chose last, as far as it is still there."""
    pipelines = [known for known, _name in offered.choices("pipeline")]
    first = pipelines[0] if pipelines else 0
    plain = preferences.get(desk, _NAME) or {}
    pipeline = plain.get("pipeline", first)
    view = BoardView(
        pipeline if pipeline in pipelines else first,
        one_of(plain.get("grouping"), board.GROUPINGS),
        one_of(plain.get("order"), board.ORDERS),
        filter_of(plain),
    )
    return with_look(view, plain)


def keep(desk: Desk, chosen: Choices) -> None:
    """Keep what was chosen for the next time."""
    view = {"pipeline": chosen.view.pipeline, "grouping": chosen.view.grouping, "order": chosen.view.order}
    preferences.put(desk, _NAME, {**view, **plain_look(chosen)})


def filter_of(plain: Mapping[str, Any]) -> BoardFilter:
    """The filters as `plain_look` kept them."""
    shown = plain.get("shown", {})
    return BoardFilter(
        tuple(shown.get("owners", ())), shown.get("text", ""), tuple(shown.get("tags", ())), shown.get("activity")
    )


def with_look(view: Any, plain: Mapping[str, Any]) -> Choices:
    """A view with the look that `plain_look` kept."""
    return Choices(
        view,
        bool(plain.get("closed")),
        bool(plain.get("panel")),
        one_of(plain.get("density"), ("comfortable", "compact")),
        float(plain.get("zoom", 1.0)),
        tuple(plain.get("folded", ())),
        tuple(plain.get("hidden", FIRST_HIDDEN)),
    )


def plain_look(chosen: Choices) -> dict[str, Any]:
    """Filters and look as JSON values."""
    shown = chosen.view.shown
    return {
        "shown": {
            "owners": list(shown.owners), "text": shown.text, "tags": list(shown.tags), "activity": shown.activity,
        },
        **drawn(chosen),
    }  # fmt: skip


def drawn(chosen: Choices) -> dict[str, Any]:
    """How the board is drawn, as JSON values."""
    return {
        "closed": chosen.closed,
        "panel": chosen.panel,
        "density": chosen.density,
        "zoom": chosen.zoom,
        "folded": list(chosen.folded),
        "hidden": list(chosen.hidden),
    }


def one_of(value: Any, known: tuple[str, ...]) -> str:
    """The value, or the first of those known."""
    return value if value in known else known[0]
