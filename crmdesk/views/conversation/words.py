"""A message's text as it is shown: names lit, addresses of pages to be clicked, everything else as typed."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape

from crmdesk.sales.desk import Desk
from crmdesk.sales.mentions import Named
from crmdesk.texts import _
from crmdesk.ui import formats, theme

_PAGE = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]}]")


def as_html(text: str, named: tuple[Named, ...]) -> str:
    """The text as HTML of our own making; nothing of what was typed counts as such."""
    accent = theme.color("accent").name()
    parts, at = [], 0
    for one in named:
        parts.append(_plain(text[at : one.start], accent))
        name = escape(text[one.start : one.end])
        parts.append(f'<span style="color:{accent}; font-weight:600">{name}</span>')
        at = one.end
    parts.append(_plain(text[at:], accent))
    return "".join(parts)


def _plain(text: str, accent: str) -> str:
    parts, at = [], 0
    for page in _PAGE.finditer(text):
        parts.append(escape(text[at : page.start()]))
        address = escape(page.group())
        parts.append(f'<a href="{address}" style="color:{accent}">{address}</a>')
        at = page.end()
    parts.append(escape(text[at:]))
    return "".join(parts).replace("  ", " &nbsp;").replace("\n", "<br>")


def day_of(desk: Desk, at: datetime) -> str:
    """The day above the messages of one, with its year when it is not the present one."""
    if at.date() == desk.today:
        return _("Today")
    return formats.long_day(at.date()) if at.year == desk.today.year else formats.full_day(at.date())
