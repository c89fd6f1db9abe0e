"""Making a book that somebody can work in at once: its first settings, pipeline and user."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from crmdesk import texts
from crmdesk.models import book, journal
from crmdesk.sales import office, opening, settings
from crmdesk.sales.desk import Clock, Desk


def found(
    path: Path,
    *,
    name: str,
    currency: str,
    language: str,
    clock: Clock,
    person: str | None = None,
    pipeline: Sequence[Mapping[str, Any]] | None = None,
) -> None:
    """Make a book with its first lists, and close it.

    Args:
        person: the name of the first user; None for a book that gets its users later.
        pipeline: stages as `stages.from_json` gives them, instead of the shipped ones.

    Raises:
        StorageError: the file cannot be made.
        DomainError: the currency, or a name that cannot be kept; nothing was made.
    """
    currency = settings.check_currency(currency)
    texts.use(language)
    book.create(path)
    try:
        desk = Desk(None, clock)
        opening.fill(desk, name=name, currency=currency, language=language, pipeline=pipeline)
        if person is not None:
            office.add_value(desk, "user", person)
            journal.begin_here()
    except BaseException:
        book.close()
        for left in ("", "-wal", "-shm"):  # half a book would be in the way of the next try
            path.with_name(path.name + left).unlink(missing_ok=True)
        raise
    book.close()
