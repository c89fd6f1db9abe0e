"""What the mouse finds in a calendar, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF

from crmdesk.ui.calendar.items import Item, Place


@dataclass(slots=True)
class Hit:
    """Something under the mouse: an item, or the way to what found no place on a day.

    Attributes:
        more: how many found no place.
    """

    box: QRectF
    day: date
    item: Item | None = None
    more: int = 0


@dataclass(slots=True)
class Pressed:
    """Where the mouse was pressed, and what becomes of it.

    Attributes:
        grip: from the item's corner to the mouse.
        stretching: the end is dragged, not the whole.
        place: where it would land now; None while it is no drag yet, or outside.
    """

    at: QPointF
    hit: Hit | None
    grip: QPointF
    stretching: bool = False
    dragging: bool = False
    place: Place | None = None
