"""Facts as lines: what is known on the left, muted, and what it is on the right, with a hairline below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crmdesk.ui import theme
from crmdesk.ui.avatar import Avatar
from crmdesk.ui.buttons import clear, label
from crmdesk.ui.elided import ElidedLabel, Link
from crmdesk.ui.panel import Hairline

NAME_WIDE = 104
_LONG_WORD = 16  # characters


@dataclass(frozen=True)
class Fact:
    """One line.

    Attributes:
        open: goes to what the value names.
        person: the value is somebody, drawn with a disc.
        strong: the value that matters most.
    """

    name: str
    value: str
    open: Callable[[], object] | None = None
    person: bool = False
    strong: bool = False
    tone: str = ""


class Facts(QWidget):
    """A column of facts; lines without a value are left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        clear(self)
        shown = [fact for fact in facts if fact.value]
        for place, fact in enumerate(shown):
            self._column.addWidget(_line(fact))
            if place < len(shown) - 1:
                self._column.addWidget(Hairline())


def _line(fact: Fact) -> QWidget:
    made = QWidget()
    across = QHBoxLayout(made)
    across.setContentsMargins(0, 7, 0, 7)
    across.setSpacing(theme.GAP)
    name = label(fact.name, tone="muted")
    name.setFixedWidth(NAME_WIDE)
    name.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    name.setWordWrap(True)
    if fact.open is not None or fact.person:
        name.setContentsMargins(0, 2, 0, 0)  # a link and a disc are higher than a line of text
    across.addWidget(name)
    if fact.person:
        disc = Avatar(fact.value, 20)
        disc.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        across.addWidget(disc)
    across.addWidget(_value(fact), 1)
    return made


def _value(fact: Fact) -> QWidget:
    if fact.open is None:
        if max(map(len, fact.value.split()), default=0) > _LONG_WORD:  # an address: nowhere to break it
            return ElidedLabel(fact.value, fact.tone, semibold=fact.strong)
        return plain_label(fact.value, fact.tone, strong=fact.strong)
    return link_line(fact.value, fact.open)


def link_line(text: str, act: Callable[[], object]) -> QWidget:
    """A name that goes somewhere, in line with the text around it."""
    place = QWidget()
    across = QHBoxLayout(place)
    across.setContentsMargins(0, 0, 0, 0)
    across.addWidget(Link(text, act))
    across.addStretch(1)
    return place


def plain_label(text: str, tone: str = "", *, size: int = theme.BODY, strong: bool = False) -> QLabel:
    """Text people typed: never read as markup, broken where it is long."""
    made = label(tone=tone, size=size, semibold=strong, wrap=True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    set_plain(made, text)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made


def set_plain(target: QLabel, text: str, most: int = 200) -> None:
    """Show text people typed, cut where it would fill the screen, whole in its tip."""
    shown = " ".join(text.split())
    target.setText(shortened(shown, most))
    target.setToolTip(shown[:2000] if len(shown) > most else "")


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
