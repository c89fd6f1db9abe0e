"""An editor for a time of day."""

from __future__ import annotations

import re
from datetime import time

from PySide6.QtWidgets import QWidget

from crmdesk.texts import _
from crmdesk.ui.fields import Text

_TIME = re.compile(r"(\d{1,2})(?:[:.hH ]?(\d{2}))?\s*([aApP])?\.?(?:[mM]\.?)?")


def parse_time(text: str) -> time | None:
    """The time that is meant by ``9``, ``9:30``, ``0930``, ``17h15`` or ``5:15 pm``; None for anything else."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class ClockTime(Text):
    """A time, typed as people write it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(limit=10, placeholder="00:00", parent=parent)
        self.editingFinished.connect(self._tidy)

    def value(self) -> time | None:  # type: ignore[override]
        return parse_time(self.text())

    def set_value(self, value: time | None) -> None:  # type: ignore[override]
        super().set_value("" if value is None else value.strftime("%H:%M"))

    def own_problem(self) -> str:
        return "" if self.is_empty() or self.value() is not None else _("Type a time such as 9:30.")

    def is_empty(self) -> bool:
        return not self.text().strip()

    def _tidy(self) -> None:
        if (at := self.value()) is not None:
            self.set_value(at)
