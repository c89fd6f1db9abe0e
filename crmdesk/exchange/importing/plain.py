"""Columns whose every cell is written plainly, read at once: the same values in a fraction of the time."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crmdesk.exchange.numbers import Decimals
from crmdesk.models.money import MOST_MINOR
from crmdesk.sales.fields import Field

_AMOUNTS = re.compile(r"(?:(?:[0-9]{1,12}(?:\.[0-9]{1,2})?)?\n)*", re.ASCII)
_CENTS = re.compile(r"(?:[0-9]{1,12}\.[0-9]{2}\n)*", re.ASCII)
_LINES = ("text", "phone", "url", "link")
assert MOST_MINOR >= 10**15  # so that twelve digits and two decimals are no amount too large


def plain_texts(field: Field, texts: Sequence[str]) -> list[str | None] | None:
    """The texts without spaces around, None for blanks; None altogether when a cell needs a closer look."""
    if field.type not in _LINES or max(map(len, texts), default=0) > field.most or not "".join(texts).isprintable():
        return None
    return [text.strip() or None for text in texts]


def plain_amounts(texts: Sequence[str], decimal: Decimals | None, exponent: int) -> list[int | None] | None:
    """Amounts in minor units where all are digits, perhaps with a point and one or two decimals: none is a question."""
    if decimal is Decimals.COMMA or exponent < 2:
        return None
    lines = "\n".join(texts) + "\n"
    if exponent == 2 and _CENTS.fullmatch(lines) is not None:
        return list(map(int, lines.replace(".", "").split()))
    if _AMOUNTS.fullmatch(lines) is None:
        return None
    zeros = ["0" * (exponent - places) for places in range(3)]
    found: list[int | None] = []
    for text in texts:
        whole, _point, decimals = text.partition(".")
        found.append(int(whole + decimals + zeros[len(decimals)]) if whole else None)
    return found
