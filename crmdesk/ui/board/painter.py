"""Paint one card.  Widths and cut strings are worked out once per card and kept while the card is shown."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from crmdesk.ui import icons, theme
from crmdesk.ui.badge import GROUNDS
from crmdesk.ui.board.cards import Card, cut
from crmdesk.ui.board.look import Look, Text

KEPT = 400
PICTURES = 20  # a column on a tall screen; 110 KiB each at 100 %


@dataclass(frozen=True, slots=True)
class State:
    """How a card stands at the moment."""

    selected: bool = False
    current: bool = False
    hovered: bool = False
    dragged: bool = False
    lifted: bool = False


AT_REST = State()


@dataclass(slots=True)
class _Piece:
    """A text at its place: x and baseline from the card's corner."""

    text: str
    style: Text
    role: str
    x: float
    y: float


@dataclass(slots=True)
class _Layout:
    card: Card
    texts: list[_Piece] = field(default_factory=list)
    tags: list[tuple[QRectF, str]] = field(default_factory=list)
    avatar: tuple[QRectF, str] | None = None
    stars: list[QPointF] = field(default_factory=list)
    flames: list[QPointF] = field(default_factory=list)
    icons: list[tuple[QPointF, str, QColor]] = field(default_factory=list)


class CardPainter:
    """Draws cards of one width in one look."""

    def __init__(self, look: Look, width: float) -> None:
        self.look = look
        self.width = width
        self._layouts: dict[int, _Layout] = {}
        self._pictures: dict[int, tuple[Card, QPixmap]] = {}  # the longest unused first

    def draw(self, painter: QPainter, x: float, y: float, card: Card | None, state: State) -> None:
        """Paint a card with its corner at (x, y) on a column's ground; None paints an empty card."""
        ratio = painter.device().devicePixelRatioF()
        # between whole ratios a picture would fall between the screen's pixels
        if card is not None and state == AT_REST and ratio.is_integer():
            painter.drawPixmap(QPointF(x, y), self._picture(card, ratio))
        else:
            self._draw(painter, x, y, card, state)

    def _picture(self, card: Card, ratio: float) -> QPixmap:
        """The card at rest: copying it takes 3 us, drawing it 250.  Opaque, or letters would be smoothed otherwise."""
        known = self._pictures.pop(card.id, None)
        if known is None or known[0] != card or known[1].devicePixelRatio() != ratio:
            made = QPixmap(round(self.width * ratio), round(self.look.card_height * ratio))
            made.setDevicePixelRatio(ratio)
            made.fill(theme.color("sunken"))
            with QPainter(made) as painter:
                self._draw(painter, 0, 0, card, AT_REST)
            known = card, made
            if len(self._pictures) >= PICTURES:
                del self._pictures[next(iter(self._pictures))]
        self._pictures[card.id] = known
        return known[1]

    def _draw(self, painter: QPainter, x: float, y: float, card: Card | None, state: State) -> None:
        look = self.look
        painter.save()
        painter.translate(x, y)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state.dragged:
            painter.setOpacity(0.35)
        elif card is not None and card.faded:
            painter.setOpacity(0.55)
        self._ground(painter, state)
        if card is not None:
            layout = self._layout(card)
            self._fills(painter, layout)
            for piece in layout.texts:
                painter.setFont(piece.style.font)
                painter.setPen(look.pen(piece.role))
                painter.drawText(QPointF(piece.x, piece.y), piece.text)
        painter.restore()

    def _ground(self, painter: QPainter, state: State) -> None:
        look, box = self.look, QRectF(0.5, 0.5, self.width - 1, self.look.card_height - 1)
        if state.current:
            painter.setPen(look.halo)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), look.radius + 2, look.radius + 2)
        painter.setBrush(look.brush("raised" if state.lifted else "surface"))
        if state.selected:
            painter.setPen(look.ring)
            half = look.ring.widthF() / 2 - 0.5
            box.adjust(half, half, -half, -half)
        else:
            painter.setPen(look.hover_line if state.hovered else look.pen("line"))
        painter.drawRoundedRect(box, look.radius, look.radius)

    def _fills(self, painter: QPainter, layout: _Layout) -> None:
        look = self.look
        painter.setPen(Qt.PenStyle.NoPen)
        for box, role in layout.tags:
            painter.setBrush(look.brush(role))
            painter.drawRoundedRect(box, look.px(4), look.px(4))
        if layout.stars:
            painter.setBrush(look.brush("warning"))
            for middle in layout.stars:
                painter.drawPolygon(look.star.translated(middle))
        if layout.flames:
            painter.setBrush(look.brush("danger"))
            for middle in layout.flames:
                painter.drawPolygon(look.flame.translated(middle))
        for corner, name, tint in layout.icons:
            painter.drawPixmap(corner, icons.pixmap(name, tint, look.icon, painter.device().devicePixelRatioF()))
        if layout.avatar is not None:
            box, initials = layout.avatar
            ground, letters = look.owner(layout.card.owner_colour)
            painter.setBrush(ground)
            painter.drawEllipse(box)
            painter.setPen(letters)
            painter.setFont(look.tiny.font)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, initials)

    def _layout(self, card: Card) -> _Layout:
        known = self._layouts.get(card.id)
        if known is not None and (known.card is card or known.card == card):
            return known
        if len(self._layouts) >= KEPT:
            self._layouts.clear()
        made = self._layouts[card.id] = _Placing(self.look, self.width, card).layout
        return made


class _Placing:
    """Works out where everything on one card goes."""

    def __init__(self, look: Look, width: float, card: Card) -> None:
        self.look = look
        self.left, self.right = float(look.inside), width - look.inside
        self.layout = _Layout(card)
        self.card = card
        if look.compact:
            self._compact()
        else:
            self._comfortable()
        if look.has_foot:
            self._foot(look.lines[3])

    def _comfortable(self) -> None:
        card, (title, client, money, _) = self.card, self.look.lines
        begin = self._kind(title)
        self._text(card.title, self.look.title, "text", begin, title, self.right - begin)
        self._text(card.subtitle, self.look.body, "muted", self.left, client, self.right - self.left)
        end = self._marks(money)
        x = self._text(card.amount, self.look.title, "text", self.left, money, end - self.left)
        x += self.look.gap if card.amount else 0
        self._text(card.day, self.look.body, "muted", x, money, end - x)

    def _compact(self) -> None:
        card, (title, client, _, _) = self.card, self.look.lines
        begin, end = self._kind(title), self._marks(title)
        self._text(card.title, self.look.title, "text", begin, title, end - begin)
        money = cut(card.amount)
        width = min(self.look.title.metrics.horizontalAdvance(money), (self.right - self.left) * 0.6)
        if money:
            self._text(money, self.look.title, "text", self.right - width, client, width + 1)
            end = self.right - width - self.look.gap
        else:
            end = self.right
        self._text(card.subtitle, self.look.body, "muted", self.left, client, end - self.left)

    def _foot(self, middle: float) -> None:
        """Owner, next activity, tags, and days idle at the right."""
        look, card, x = self.look, self.card, self.left
        if card.owner_initials:
            box = QRectF(x, middle - look.avatar / 2, look.avatar, look.avatar)
            self.layout.avatar = (box, cut(card.owner_initials)[:3])
            x += look.avatar + look.gap
        right = self.right
        if quiet := self._quiet(x):
            style = look.small if look.compact else look.body
            width = style.metrics.horizontalAdvance(quiet)
            if right - width > x:
                role = "warning" if card.idle_cold else "muted"
                self._text(quiet, style, role, right - width, middle, width + 1)
                right -= width + look.gap
        if card.next_text:
            x = self._tag(card.next_text, card.next_role, x, middle, right) + look.gap
        self._tags(x, middle, right)

    def _quiet(self, x: float) -> str:
        """Days idle; on compact cards the day too, as far as the next activity stays whole."""
        look, card = self.look, self.card
        day = cut(card.short_day or card.day) if look.compact else ""
        idle = cut(card.idle)
        if not (day and idle):
            return day or idle
        both, room = f"{day} · {idle}", self.right - x - look.gap - self._tag_width(cut(card.next_text))
        return both if look.small.metrics.horizontalAdvance(both) <= room else idle

    def _tags(self, x: float, middle: float, right: float) -> None:
        """As many tags as fit, then how many more there are."""
        look, tags = self.look, [cut(tag) for tag in self.card.tags]
        for place, tag in enumerate(tags):
            left_over = len(tags) - place
            more = 0.0 if left_over == 1 else self._tag_width(f"+{left_over - 1}") + look.gap
            if x + self._tag_width(tag) + more > right:
                if x + self._tag_width(f"+{left_over}") <= right:
                    self._tag(f"+{left_over}", "muted", x, middle, right)
                return
            x = self._tag(tag, "muted", x, middle, right) + look.gap

    def _tag(self, text: str, role: str, x: float, middle: float, right: float) -> float:
        """Place a tag and return its right end."""
        look = self.look
        width = min(self._tag_width(cut(text)), right - x)
        if width < look.px(24):
            return x - look.gap
        box = QRectF(x, round(middle - look.tag_height / 2), width, look.tag_height)
        self.layout.tags.append((box, GROUNDS.get(role, "sunken")))
        self._text(text, look.small, role, x + look.tag_padding, middle, width - 2 * look.tag_padding + 0.5)
        return x + width

    def _tag_width(self, text: str) -> float:
        return self.look.small.metrics.horizontalAdvance(text) + 2 * self.look.tag_padding

    def _kind(self, middle: float) -> float:
        """Place the icon of the card's kind at the left, and return where its title begins."""
        card, look = self.card, self.look
        if not card.icon:
            return self.left
        tint = theme.color("muted") if card.icon_colour is None else theme.stage_color(card.icon_colour)
        self._icon(card.icon, self.left, middle, tint)
        return self.left + look.icon + look.px(6)

    def _icon(self, name: str, x: float, middle: float, tint: QColor) -> None:
        self.layout.icons.append((QPointF(round(x), round(middle - self.look.icon / 2)), name, tint))

    def _marks(self, middle: float) -> float:
        """Place stars at the right, flames and signs before them; return where the rest of the line has to end."""
        step, end = self.look.px(11), self.right
        for count, points in ((self.card.stars, self.layout.stars), (self.card.flames, self.layout.flames)):
            count = max(0, min(3, count))
            points.extend(QPointF(end - step * (place + 0.5), middle) for place in range(count))
            end -= step * count + self.look.gap if count else 0
        for name in self.card.signs:
            end -= self.look.icon
            self._icon(name, end, middle, theme.color("muted"))
            end -= self.look.gap / 2
        return end

    def _text(self, text: str, style: Text, role: str, x: float, middle: float, room: float) -> float:
        """Place a text in this room and return its right end."""
        shown = cut(text)
        if not shown or room < self.look.px(8):
            return x
        width = style.metrics.horizontalAdvance(shown)
        if width > room:
            shown = style.metrics.elidedText(shown, Qt.TextElideMode.ElideRight, room)
            width = style.metrics.horizontalAdvance(shown)
        self.layout.texts.append(_Piece(shown, style, role, x, round(middle + style.sink)))
        return x + width
