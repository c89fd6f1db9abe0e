"""The kept totals of quotes and sales notes, brought up to date with the lines at the end of each step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from crmdesk.models import journal
from crmdesk.models.database import compact, in_ids, plain_tuples, rows_of, update_rows, writing
from crmdesk.models.quotes import Quote, QuoteLine, SalesNote
from crmdesk.sales import totals

_SUMS = ("net_minor", "tax_minor", "total_minor")
_PAPERS: tuple[Any, ...] = (Quote, SalesNote)


class _Line:
    """What a line's total is made of."""

    def __init__(self, quantity: int, price_minor: int | None, discount: int, tax: int | None) -> None:
        self.quantity, self.price_minor, self.discount, self.tax = quantity, price_minor, discount, tax


def settle(entry: journal.Entry) -> None:
    """Bring the totals of the papers up to date of which the step touched a line, or which it brought back."""
    lines = entry.touched.get(QuoteLine, set())
    for table in _PAPERS:
        papers = set(entry.left.get(table.kind, ())) | entry.added.get(table, set())
        if lines:
            rows = rows_of(QuoteLine, (f"{table.kind}_id",), compact(QuoteLine, lines))
            papers |= {paper for _line, paper in rows if paper is not None}
        if changed := list(_differing(table, papers)):
            with writing():
                update_rows(table, _SUMS, [(*sums, paper) for paper, sums in changed])
            entry.touched.setdefault(table, set()).update(paper for paper, _sums in changed)


def mismatches() -> list[tuple[str, int]]:
    """Totals that are not what the lines come to: (table and column, id)."""
    found = []
    for table in _PAPERS:
        every = [row[0] for row in plain_tuples(table.select(table.id))]
        found += [(f"{table.kind}.total_minor", paper) for paper, _sums in _differing(table, every)]
    return found


def _differing(table: Any, papers: Iterable[int]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """What each paper's lines come to, where other totals are kept."""
    known = list(papers)
    if not known:
        return
    link = getattr(QuoteLine, table.kind)
    columns = (QuoteLine.quantity, QuoteLine.price_minor, QuoteLine.discount, QuoteLine.tax)
    lines: dict[int, list[_Line]] = {}
    for paper, *values in plain_tuples(QuoteLine.select(link, *columns).where(in_ids(link, known))):
        lines.setdefault(paper, []).append(_Line(*values))
    for paper, *kept in rows_of(table, _SUMS, known):
        sums = totals.of(lines.get(paper, ()))
        wanted = (sums.net_minor, sums.tax_minor, sums.total_minor)
        if wanted != tuple(kept):
            yield paper, wanted
