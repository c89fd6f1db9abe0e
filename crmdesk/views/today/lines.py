"""The lines of Today: one activity, opportunity or lead each, with what is said of it and how urgent it is."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from crmdesk.sales import activity_types
from crmdesk.sales.desk import Desk
from crmdesk.sales.today import Due, Going, Ready
from crmdesk.sales.unread import UnreadMention
from crmdesk.texts import _
from crmdesk.ui import formats, icons, theme
from crmdesk.ui.avatar import Avatar
from crmdesk.ui.badge import Badge
from crmdesk.ui.buttons import button
from crmdesk.ui.elided import ElidedLabel

_HIGH = 46  # px
_BESIDE = 8  # px that the ground of a line stands out at both sides


class Line(QWidget):
    """A name with what is known below it and a badge at the right; a click or Enter opens it.

    Args:
        key: what the line stands for and its id, the same whenever it is shown again.
        badge: what the badge says, and its role.

    Attributes:
        check, later: of what can be done or put off; None for the others.

    Signals:
        opened: it was clicked, or Enter was pressed.
        finished: its circle was clicked, or Space or D pressed.
        put_off: its clock was clicked, or S pressed.
        passed: an arrow was pressed: 1 down, -1 up.
    """

    opened = Signal()
    finished = Signal()
    put_off = Signal()
    passed = Signal(int)

    def __init__(self, key: tuple[str, int], name: str, detail: str, badge: tuple[str, str]) -> None:
        super().__init__()
        self.key = key
        self.check: QPushButton | None = None
        self.later: QPushButton | None = None
        self.setObjectName("today.line")
        self.setFixedHeight(_HIGH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(" · ".join(part for part in (name, detail, badge[0]) if part))
        self._across = QHBoxLayout(self)
        self._across.setContentsMargins(_BESIDE, 4, _BESIDE, 4)
        self._across.setSpacing(theme.GAP)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(name))
        words.addWidget(ElidedLabel(detail, "muted", 12))
        self._across.addLayout(words, 1)
        self._across.addWidget(Badge(*badge), 0, Qt.AlignmentFlag.AlignVCenter)

    def put_before(self, *parts: QWidget) -> None:
        """Put these at the left."""
        for place, part in enumerate(parts):
            self._across.insertWidget(place, part)

    def offer_doing(self, name: str) -> None:
        """Put a circle at its left and a clock at its right."""
        self.check = _quiet(_("Done: {name}", name=name[:60]), "circle", "today.done")
        self.later = _quiet(_("Put off: {name}", name=name[:60]), "clock", "today.snooze")
        self.check.clicked.connect(self.finished)
        self.later.clicked.connect(self.put_off)
        self.setAccessibleDescription(_("Enter opens it, Space marks it as done, S puts it off."))
        self.put_before(self.check)
        self._across.insertWidget(self._across.count() - 1, self.later)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        wishes = {Qt.Key.Key_Return: self.opened, Qt.Key.Key_Enter: self.opened}
        if self.check is not None:
            wishes |= {Qt.Key.Key_Space: self.finished, Qt.Key.Key_D: self.finished, Qt.Key.Key_S: self.put_off}
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        key = Qt.Key(event.key())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in wishes:
            wishes[key].emit()
        elif key in steps:
            self.passed.emit(steps[key])
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not (self.hasFocus() or self.underMouse()):
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme.color("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("sunken"))
            ground = QRectF(self.rect()).adjusted(0.5, 2.5, -0.5, -2.5)
            painter.drawRoundedRect(ground, theme.RADIUS, theme.RADIUS)


def _quiet(text: str, icon: str, name: str) -> QPushButton:
    """A button of a line, which the line's keys press: the keyboard stays with the line."""
    made = button(text, "quiet-icon", icon, small=True, name=name)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setCursor(Qt.CursorShape.ArrowCursor)
    return made


def due_line(desk: Desk, one: Due) -> Line:
    """A planned activity, which can be marked as done and put off."""
    name = one.subject or str(activity_types.name(desk, one.type))
    picture = QLabel()
    picture.setPixmap(icons.pixmap(activity_types.icon(desk, one.type), "muted", icons.SIZE))
    amount = formats.money(one.amount_minor, desk.currency) if one.amount_minor is not None else ""
    detail = " · ".join(part for part in (one.name, one.client, amount) if part)
    made = Line(("activity", one.id), name, detail, _when(one, desk.clock.now()))
    made.put_before(picture)
    made.offer_doing(name)
    return made


def _when(one: Due, now: datetime) -> tuple[str, str]:
    today = now.date()
    if one.day < today:
        return _("{n} d", n=(today - one.day).days), "danger"
    if one.day == today:
        late = one.at is not None and one.at < now
        return formats.time(one.at) if one.at else _("today"), "danger" if late else "positive"
    return near_day(one.day, today), "muted"


def near_day(day: date, today: date) -> str:
    """A day of the next two weeks by its name: “Tue 24”."""
    return f"{formats.weekday(day)} {day.day}" if abs((day - today).days) < 14 else formats.day(day, today)


def cold_line(desk: Desk, one: Going) -> Line:
    """An opportunity that goes cold, with what was last done about it."""
    last = ""
    if one.last is not None:
        what = str(activity_types.name(desk, one.last[0])).lower()
        last = _("last: {what}, {day}", what=what, day=formats.day(one.last[1], desk.today))
    detail = " · ".join(part for part in (one.client, last) if part)
    return Line(("cold", one.id), _titled(one, desk.currency), detail, (_("{n} d", n=one.idle), "warning"))


def closing_line(desk: Desk, one: Going) -> Line:
    """An opportunity that is expected to close soon, or was by now."""
    detail = " · ".join(part for part in (one.client, formats.percent(one.chance / 10_000, 0)) if part)
    day = near_day(one.expected_on or desk.today, desk.today)
    is_past = one.expected_on is not None and one.expected_on < desk.today
    return Line(("closing", one.id), _titled(one, desk.currency), detail, (day, "danger" if is_past else "muted"))


def ready_line(one: Ready) -> Line:
    """A lead that is ready for sale."""
    return Line(("ready", one.id), one.name, one.company, (formats.number(one.score), "positive"))


def mention_line(desk: Desk, one: UnreadMention) -> Line:
    """A message in which the user is named and that was not read yet."""
    author = one.author or _("Somebody")
    day = one.at.date()
    when = formats.time(one.at) if day == desk.today else formats.day(day, desk.today)
    name = _("{author} in {name}", author=author, name=one.name)
    made = Line(("mention", one.message), name, " ".join(one.text.split()), (when, "muted"))
    disc = Avatar(author, 24)
    disc.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    disc.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    made.put_before(disc)
    return made


def _titled(one: Going, currency: str) -> str:
    amount = formats.money(one.amount_minor, currency) if one.amount_minor is not None else ""
    return " · ".join(part for part in (one.title, amount) if part)
