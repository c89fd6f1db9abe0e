"""How long something takes, as other programs write it: ``1:30``, ``1 h 30 min``, ``90 min``."""

from __future__ import annotations

import re

_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::[0-5]\d)?", re.ASCII)
_HOURS = r"(\d{1,3})\s*(?:h|hrs?|hours?|horas?)"
_MINUTES = r"(\d{1,5})\s*(?:m|mins?|minutes?|minutos?)"
_WORDS = re.compile(rf"(?:{_HOURS})?\s*(?:{_MINUTES})?", re.ASCII)


def parse_duration(text: str) -> int | None:
    """The minutes a text with hours or a unit stands for; None where it is no such text."""
    plain = text.strip().casefold()
    found = _CLOCK.fullmatch(plain) or _WORDS.fullmatch(plain)
    if found is None or not any(found.groups()):
        return None
    return int(found[1] or 0) * 60 + int(found[2] or 0)
