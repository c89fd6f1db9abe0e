"""What a column of a table is: data shared by the header, the cells, the column chooser and copying."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

Align = Literal["left", "center", "right"]
Paint = Literal["text", "tag", "bar", "avatar", "stars", "flames", "money", "icon"]

CELL_CHARS = 500  # what a cell hands to Qt of a text; the rest could never be seen
TIP_CHARS = 2000


@dataclass(frozen=True)
class TableColumn:
    """One column.  Every callable receives a loaded row and must be quick and without a query.

    Attributes:
        key: the name in `sort_requested` and in a kept layout.
        title: the header's text, already in the reader's language.
        render: the cell's text, also what is copied, read aloud and shown as the tip (an avatar's is the whole name).
            Several tags are separated by newlines.
        width: px at 100 %; columns of text share what is left of the window.
        paint: how the text is drawn.  "money" is right-aligned unless `align` says otherwise.
        color_role: role of `ui.theme` for text, tag (with its ground) or bar; or a callable giving one.
        part: 0..1 for "bar", or less than 0, drawn as far in the role of danger; their number for "stars" and "flames";
            None draws nothing.
        color: the dot of a tag; None draws no dot.
        icon: the name of the icon drawn for "icon"; the text is then only spoken, copied and shown as the tip.
        strong: drawn semibold, as the name of the row.
        hidden: not shown until the user asks for it.
        descending_first: the first click on the header sorts the greatest on top.
    """

    key: str
    title: str
    render: Callable[[Any], str]
    align: Align | None = None
    width: int = 140
    sortable: bool = True
    paint: Paint = "text"
    color_role: str | Callable[[Any], str] = "text"
    part: Callable[[Any], float | None] | None = None
    color: Callable[[Any], QColor | None] | None = None
    icon: Callable[[Any], str] | None = None
    strong: bool = False
    hidden: bool = False
    descending_first: bool = False

    @cached_property
    def alignment(self) -> Qt.AlignmentFlag:
        align = self.align or ("right" if self.paint in ("money", "bar") else "left")
        flags = {
            "left": Qt.AlignmentFlag.AlignLeft,
            "center": Qt.AlignmentFlag.AlignHCenter,
            "right": Qt.AlignmentFlag.AlignRight,
        }
        return flags[align] | Qt.AlignmentFlag.AlignVCenter

    @cached_property
    def draw_flags(self) -> int:
        """For `QPainter.drawText`: absolute, so that a right-to-left name stays in its column's line."""
        return (self.alignment | Qt.AlignmentFlag.AlignAbsolute).value | Qt.TextFlag.TextSingleLine.value

    @property
    def fills(self) -> bool:
        """Whether the column takes a share of the room that is left."""
        return self.paint == "text" and self.align in (None, "left")

    def role_of(self, row: Any) -> str:
        return self.color_role(row) if callable(self.color_role) else self.color_role


@dataclass(frozen=True, slots=True)
class Cell:
    """What is drawn in one cell; made once when its row is first seen."""

    text: str
    role: str
    part: float | None
    color: QColor | None
    icon: str = ""


BLANK = Cell("", "muted", None, None)


def cell_of(column: TableColumn, row: Any) -> Cell:
    """The cell of a loaded row, its text cut to what can be seen: 10,000 characters cost what a short title does."""
    return Cell(
        one_line(column.render(row), column, CELL_CHARS),
        column.role_of(row),
        column.part(row) if column.part else None,
        column.color(row) if column.color else None,
        column.icon(row) if column.icon else "",
    )


def one_line(text: str, column: TableColumn, limit: int | None = None) -> str:
    """The text without line breaks, tabs and NULs; cut to `limit` characters for a cell, where tags keep newlines."""
    if limit is not None and len(text) > limit:
        text = text[: limit - 1] + "…"
    if column.paint == "tag" and limit is not None:
        return text
    parts = text.replace("\0", " ").split("\n") if column.paint == "tag" else [text.replace("\0", " ")]
    return ", ".join(" ".join(part.split()) for part in parts)
