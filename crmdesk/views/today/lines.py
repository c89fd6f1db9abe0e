"""The lines of Today: one activity, opportunity or lead each, with what is said of it and how urgent it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crmdesk.sales import activity_types
from crmdesk.sales.desk import Desk
from crmdesk.sales.today import Due, Going, Ready
from crmdesk.sales.unread import UnreadMention
from crmdesk.texts import _
from crmdesk.ui import formats, icons, theme
from crmdesk.ui.badge import Badge
from crmdesk.ui.buttons import button
from crmdesk.ui.elided import ElidedLabel, Link

_HIGH = 46  # px


def due_line(desk: Desk, one: Due, opens: Callable[[], object], done: Callable[[], object]) -> QWidget:
    """A planned activity, which a click on its circle marks as done."""
    name = one.subject or str(activity_types.name(desk, one.type))
    check = button(_("Done: {name}", name=name[:60]), "quiet-icon", "circle", small=True, name="today.done")
    check.clicked.connect(lambda: done())
    picture = QLabel()
    picture.setPixmap(icons.pixmap(activity_types.icon(desk, one.type), "muted", icons.SIZE))
    amount = formats.money(one.amount_minor, desk.currency) if one.amount_minor is not None else ""
    detail = " · ".join(part for part in (one.name, one.client, amount) if part)
    return _line(name, detail, opens, _when(one, desk.today), (check, picture))


def _when(one: Due, today: date) -> Badge:
    if one.day < today:
        return Badge(_("{n} d", n=(today - one.day).days), "danger")
    if one.day == today:
        return Badge(formats.time(one.at) if one.at else _("today"), "positive")
    return Badge(near_day(one.day, today))


def near_day(day: date, today: date) -> str:
    """A day of the next two weeks by its name: “Tue 24”."""
    return f"{formats.weekday(day)} {day.day}" if abs((day - today).days) < 14 else formats.day(day, today)


def cold_line(desk: Desk, one: Going, opens: Callable[[], object]) -> QWidget:
    """An opportunity that goes cold, with what was last done about it."""
    last = ""
    if one.last is not None:
        what = str(activity_types.name(desk, one.last[0])).lower()
        last = _("last: {what}, {day}", what=what, day=formats.day(one.last[1], desk.today))
    detail = " · ".join(part for part in (one.client, last) if part)
    return _line(_titled(one, desk.currency), detail, opens, Badge(_("{n} d", n=one.idle), "warning"))


def closing_line(desk: Desk, one: Going, opens: Callable[[], object]) -> QWidget:
    """An opportunity that is expected to close soon."""
    detail = " · ".join(part for part in (one.client, formats.percent(one.chance / 10_000, 0)) if part)
    return _line(_titled(one, desk.currency), detail, opens, Badge(near_day(one.expected_on or desk.today, desk.today)))


def ready_line(one: Ready, opens: Callable[[], object]) -> QWidget:
    """A lead that is ready for sale."""
    return _line(one.name, one.company, opens, Badge(formats.number(one.score), "positive"))


def mention_line(one: UnreadMention, opens: Callable[[], object]) -> QWidget:
    """A message in which the user is named and that was not read yet."""
    name = _("{author} in {name}", author=one.author or _("Somebody"), name=one.name)
    return _line(name, " ".join(one.text.split()), opens, Badge(formats.time(one.at)))


def _titled(one: Going, currency: str) -> str:
    amount = formats.money(one.amount_minor, currency) if one.amount_minor is not None else ""
    return " · ".join(part for part in (one.title, amount) if part)


def _line(
    name: str, detail: str, opens: Callable[[], object], badge: Badge, before: tuple[QWidget, ...] = ()
) -> QWidget:
    made = QWidget()
    made.setFixedHeight(_HIGH)
    across = QHBoxLayout(made)
    across.setContentsMargins(0, 4, 0, 4)
    across.setSpacing(theme.GAP)
    for part in before:
        across.addWidget(part)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Link(name, opens))
    words.addWidget(ElidedLabel(detail, "muted", 12))
    across.addLayout(words, 1)
    across.addWidget(badge, 0, Qt.AlignmentFlag.AlignVCenter)
    return made
