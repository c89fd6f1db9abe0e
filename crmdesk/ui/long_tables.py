"""The longest table of a text in HTML, row by row, so that it can be laid out in pieces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_TAG = re.compile(r"<(/?)(table|thead|tbody|tr)\b[^>]*>", re.IGNORECASE)
_CANNOT = re.compile(r"\browspan\b", re.IGNORECASE)


@dataclass(frozen=True)
class LongTable:
    """A text around the rows of its longest table.

    Attributes:
        before: up to the table.
        opening: its tag, and its head, which stands above each piece of it.
        rows: each with its tags.
        after: from the end of the table on.
        place: of the table among those of the text, from 0; tables within others do not count.
    """

    before: str
    opening: str
    rows: tuple[str, ...]
    after: str
    place: int

    def piece(self, at: int, most: int) -> str:
        """A text with some of the rows; what stands before the table is above the first, what stands after it below
        the last."""
        last = at + most >= len(self.rows)
        above, below = "" if at else self.before, self.after if last else "</table>"
        return f"{above}{self.opening}{''.join(self.rows[at : at + most])}{below}"


def longest(html: str) -> LongTable | None:
    """The longest table of a text; None where there is none that can be taken apart."""
    found: LongTable | None = None
    depth = place = begin = 0
    rows: list[tuple[int, int]] = []
    head = False
    for tag in _TAG.finditer(html):
        closes, name = bool(tag[1]), tag[2].lower()
        if name == "table":
            depth += -1 if closes else 1
            if not closes and depth == 1:
                begin, rows = tag.start(), []
            elif closes and depth == 0:
                made = _table(html, begin, rows, tag.start(), place)
                place += 1
                if made is not None and (found is None or len(made.rows) > len(found.rows)):
                    found = made
        elif name == "thead" and depth == 1:
            head = not closes
        elif name == "tr" and depth == 1 and not head:
            if not closes:
                rows.append((tag.start(), -1))
            elif rows:
                rows[-1] = (rows[-1][0], tag.end())
    return found if depth == 0 else None


def _table(html: str, begin: int, rows: list[tuple[int, int]], end: int, place: int) -> LongTable | None:
    """The table that begins and ends here; None where something other than rows stands between its rows."""
    if len(rows) < 2:
        return None
    between = [html[before[1] : after[0]] for before, after in pairwise(rows)]
    between.append(html[rows[-1][1] : end])
    if any(_TAG.sub("", text).strip() for text in between) or _CANNOT.search(html, begin, end):
        return None
    texts = tuple(html[first:last] for first, last in rows)
    return LongTable(html[:begin], html[begin : rows[0][0]], texts, html[end:], place)
