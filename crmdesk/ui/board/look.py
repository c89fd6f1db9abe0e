"""How cards look at a zoom and density: measures, fonts and colours, made once and used by every paint."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPen, QPolygonF

from crmdesk.ui import theme
from crmdesk.ui.avatar import deepened
from crmdesk.ui.board.cards import Density

ZOOMS = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5)
COLUMN, COLUMN_WIDEST, STRIP = 270, 360, 44
PADDING = 10
COLUMN_GAP = 12
SCROLL_BAR = 6


class Parts(NamedTuple):
    """What the cards of a board show below their title; a line that nothing stands in takes no room."""

    subtitle: bool = True
    amount: bool = True
    day: bool = True
    marks: bool = True
    foot: bool = True


class Text:
    """A font with its measures, and how far down from a line's middle its letters stand."""

    def __init__(self, size: float, semibold: bool = False) -> None:
        self.font: QFont = theme.font(max(6, round(size)), semibold)
        self.metrics = QFontMetricsF(self.font)
        self.sink = (self.metrics.ascent() - self.metrics.descent()) / 2
        self.height = self.metrics.height()


_EVERYTHING = Parts()


class Look:
    """Measures are pixels at this zoom; `px` scales one of 100 %.

    Attributes:
        card_height, pitch: a card, and from one card's top to the next one's.
        lines: the middles of title, subtitle, amount and foot, from the card's top.
        has_foot: there is a foot.
    """

    def __init__(self, zoom: float = 1.0, density: Density = "comfortable", parts: Parts = _EVERYTHING) -> None:
        self.zoom = zoom
        self.density = density
        self.parts = parts
        self.dark = theme.is_dark()
        self.compact = density == "compact"
        self._measure()
        self._fonts()
        self._colours()

    def px(self, measure: float) -> int:
        return round(measure * self.zoom)

    def column_color(self, colour: QColor | int) -> QColor:
        return theme.stage_color(colour) if isinstance(colour, int) else QColor(colour)

    def pen(self, role: str) -> QPen:
        return self._pens[role]

    def brush(self, role: str) -> QColor:
        return self._grounds[role]

    def owner(self, place: int) -> tuple[QColor, QPen]:
        """Ground and letters of an owner's circle."""
        known = self._owners.get(place)
        if known is None:
            ground = deepened(place)
            known = self._owners[place] = (ground, QPen(theme.text_on(ground)))
        return known

    def _measure(self) -> None:
        px = self.px
        self.padding = px(PADDING)
        self.gap = px(8)
        self._place_lines()
        self.pitch = self.card_height + self.gap
        self.inside = px(13)
        self.radius = float(px(theme.RADIUS_CARD))
        self.avatar = px(18 if self.compact else 22)
        self.tag_height = px(18)
        self.tag_padding = px(6)
        self.icon = px(14)
        self.star = self._star(px(11))
        self._flame: QPolygonF | None = None

    def _place_lines(self) -> None:
        parts = self.parts
        if self.compact:  # the amount stands beside the subtitle, the day in the foot
            self.has_foot = parts.foot or parts.day
            title = 17.0
            subtitle = amount = title + (18 if parts.subtitle or parts.amount else 0)
            foot = amount + (23 if self.has_foot else 0)
            below = 18
        else:
            self.has_foot = parts.foot
            title = 19.0
            subtitle = title + (17.5 if parts.subtitle else 0)
            amount = subtitle + (25.5 if parts.amount or parts.day or parts.marks else 0)
            foot = amount + (28 if self.has_foot else 0)
            below = 23 if self.has_foot else 20
        self.lines = (self.px(title), self.px(subtitle), self.px(amount), self.px(foot))
        self.card_height = self.px(foot + below)

    def _fonts(self) -> None:
        body = theme.BODY * self.zoom
        self.title = Text(body, semibold=True)
        self.body = Text(body - self.zoom)
        self.plain = Text(body)
        self.small = Text(theme.TAG * self.zoom)
        self.tiny = Text((8 if self.compact else 9) * self.zoom, semibold=True)

    def _colours(self) -> None:
        self._pens = {role: QPen(theme.color(role)) for role in theme.ROLES}
        self._grounds = {role: theme.color(role) for role in theme.ROLES}
        self._owners: dict[int, tuple[QColor, QPen]] = {}
        self.ring = QPen(theme.color("accent"), max(2.0, self.px(2)))
        self.hover_line = QPen(_between(theme.color("line"), theme.color("muted"), 0.5))
        self.halo = QPen(_between(theme.color("sunken"), theme.color("accent"), 0.35), max(2.0, self.px(2)))

    @property
    def flame(self) -> QPolygonF:
        """A flame around (0, 0); made when a card has one."""
        if self._flame is None:
            from crmdesk.ui.flame import flame

            self._flame = flame(QPointF(), self.px(12))
        return self._flame

    def _star(self, size: float) -> QPolygonF:
        """A five-pointed star around (0, 0), drawn instead of a character that fonts draw as they like."""
        from math import cos, pi, sin

        points = []
        for corner in range(10):
            reach = size / 2 * (1.0 if corner % 2 == 0 else 0.45)
            turn = pi * corner / 5 - pi / 2
            points.append(QPointF(reach * cos(turn), reach * sin(turn)))
        return QPolygonF(points)


def _between(first: QColor, second: QColor, share: float) -> QColor:
    """A mix of two colours with this share of the second."""
    return QColor.fromRgbF(
        first.redF() + (second.redF() - first.redF()) * share,
        first.greenF() + (second.greenF() - first.greenF()) * share,
        first.blueF() + (second.blueF() - first.blueF()) * share,
    )
