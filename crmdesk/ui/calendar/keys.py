"""What the keys do in a calendar."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from crmdesk.ui.calendar.items import Item, Place

if TYPE_CHECKING:
    from crmdesk.ui.calendar.view import CalendarView

_QUARTER = 15


def press(view: CalendarView, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
    """Do what a key says; whether it says anything."""
    chosen, shift = view.current(), bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        return chosen is not None and _move(view, chosen, key)
    if shift and chosen is not None and _stretch(view, chosen, key):
        return True
    if key == Qt.Key.Key_Escape:
        return view.cancel()
    if key == Qt.Key.Key_Delete and chosen is not None:
        view.delete_wanted.emit(chosen.key)
        return True
    acts: dict[Qt.Key, Callable[[], Any]] = {
        Qt.Key.Key_Left: lambda: view.go_by(-1),
        Qt.Key.Key_Right: lambda: view.go_by(1),
        Qt.Key.Key_Up: lambda: view.press_up(-1),
        Qt.Key.Key_Down: lambda: view.press_up(1),
        Qt.Key.Key_Home: lambda: view.go_to(view.today(), None),
        Qt.Key.Key_Space: lambda: view.walk(-1 if shift else 1),
        Qt.Key.Key_Return: view.press_enter,
        Qt.Key.Key_Enter: view.press_enter,
        Qt.Key.Key_Insert: lambda: view.wanted.emit(Place(view.at)),
    }
    if key in acts:
        acts[key]()
    return key in acts


def _move(view: CalendarView, item: Item, key: Qt.Key) -> bool:
    place = view.shift(item, key)
    if place is None or not item.movable:
        return False
    view.moved.emit(item.key, place)
    view.go_to(place.day, item.key)
    return True


def _stretch(view: CalendarView, item: Item, key: Qt.Key) -> bool:
    steps = {Qt.Key.Key_Up: -_QUARTER, Qt.Key.Key_Down: _QUARTER}
    if key not in steps or not item.stretchable or item.ends is None:
        return False
    view.stretched.emit(item.key, item.day, item.ends + steps[key])
    return True
