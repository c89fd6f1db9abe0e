"""Today on one sheet of paper."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from crmdesk.exchange.papers import Paper
from crmdesk.sales import activity_types, papers
from crmdesk.sales.desk import Desk
from crmdesk.sales.today import Due, Going, Today
from crmdesk.texts import _, _c, _n
from crmdesk.ui import formats
from crmdesk.views.records.facts import shortened

_ROOM = {papers.A4: 42, papers.LETTER: 38}
"""Lines of a sheet; a part's name takes two of them, and what is left out a third."""
_NAME, _ABOUT = 40, 34
"""Characters that have room in a line's columns."""


def paper(desk: Desk, found: Today, name: str) -> Paper:
    """The page as it is printed.

    Args:
        name: what stands above it.
    """
    parts = (
        (_c("activities", "Overdue"), [_due(desk, one) for one in found.overdue]),
        (_("Today"), [_due(desk, one) for one in found.today]),
        (_("Coming"), [_due(desk, one) for one in found.soon]),
        (_("Going cold"), [_going(desk, one, _("{n} d", n=one.idle)) for one in found.cold]),
        (
            _("Closing this week"),
            [_going(desk, one, formats.day(one.expected_on, desk.today)) for one in found.closing],
        ),
        (_("Ready for sale"), [(one.name, one.company, formats.number(one.score)) for one in found.ready]),
    )
    late = found.waiting.overdue
    counts = {0: late, 1: found.waiting.due - late, 2: found.coming}
    told = [(title, rows, counts.get(place, len(rows))) for place, (title, rows) in enumerate(parts) if rows]
    size = papers.size(desk)
    most = _most([count for _title, _rows, count in told], _ROOM[size])
    body = "".join(_part(title, rows[:most], count) for title, rows, count in told)
    return Paper(f"<h2>{escape(name)}</h2>{body}", "{page} / {pages}", name, size)


def _due(desk: Desk, one: Due) -> tuple[str, str, str]:
    subject = one.subject or str(activity_types.name(desk, one.type))
    about = " · ".join(part for part in (one.name, one.client) if part)
    time = formats.time(one.at) if one.at else ""
    return f"☐ {subject}", about, f"{formats.day(one.day, desk.today)} {time}".strip()


def _going(desk: Desk, one: Going, when: str) -> tuple[str, str, str]:
    amount = formats.money(one.amount_minor, desk.currency) if one.amount_minor is not None else ""
    return one.title, " · ".join(part for part in (one.client, amount) if part), when


def _most(counts: Sequence[int], room: int) -> int:
    """How many lines each part may have, so that all of them together stay on the sheet."""
    most = room
    while most > 1 and sum(min(count, most) + 2 + (count > most) for count in counts) > room:
        most -= 1
    return most


def _part(title: str, rows: Sequence[tuple[str, str, str]], count: int) -> str:
    lines = "".join(
        f"<tr style='font-size: 8.5pt'><td width='45%'>{escape(shortened(name, _NAME))}</td>"
        f"<td width='40%'>{escape(shortened(about, _ABOUT))}</td>"
        f"<td width='15%' align='right'>{escape(when)}</td></tr>"
        for name, about, when in rows
    )
    left = count - len(rows)
    more = _n("and {n} more", "and {n} more", left) if left > 0 else ""
    lines += f"<tr style='font-size: 8.5pt'><td>{escape(more)}</td></tr>" if more else ""
    return f"<h4>{escape(title)} {formats.number(count)}</h4><table width='100%' cellpadding='2'>{lines}</table>"
