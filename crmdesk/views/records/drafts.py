"""What is typed into a page's form and not saved, kept so that it survives leaving and a crash."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from crmdesk.models.errors import StorageError
from crmdesk.sales import preferences
from crmdesk.sales.desk import Desk
from crmdesk.views.records.editors import from_draft, to_draft


class Draft:
    """The draft of the record a page shows.

    Attributes:
        name: which record, or which new one by its first values; "" while the page shows nothing.
    """

    def __init__(self, desk: Desk, kind: str) -> None:
        self._desk, self._kind = desk, kind
        self.name = ""

    def begin(self, record: int | None, first: Mapping[str, Any]) -> None:
        """From now on this is the draft of a record, or of a new one with first values."""
        self.name = f"{self._kind}:{record or 'new:' + json.dumps(first, sort_keys=True)}"

    def end(self) -> None:
        """The page shows nothing any more."""
        self.name = ""

    def keep(self, typed: Mapping[str, Any], base: Mapping[str, Any]) -> bool:
        """Keep what is typed with what the form was given for those fields; False when the book is busy."""
        if not self.name:
            return True
        if not typed:
            self.drop()
            return True
        known = to_draft({name: base.get(name) for name in typed})
        try:
            preferences.keep_draft(self._desk, self.name, {"typed": dict(typed), "base": known})
        except StorageError:
            return False
        return True

    def kept(self) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """What was typed and what it was typed over, if anything is kept."""
        found = preferences.draft(self._desk, self.name)
        return (found["typed"], from_draft(self._desk, self._kind, found["base"])) if found else None

    def drop(self) -> None:
        """It was saved, or given up."""
        if preferences.draft(self._desk, self.name) is None:
            return
        try:
            preferences.drop_draft(self._desk, self.name)
        except StorageError:
            return  # the next start offers it once more
