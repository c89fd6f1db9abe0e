"""Making a book that somebody can work in at once: its first settings and its first user."""

from __future__ import annotations

from pathlib import Path

from crmdesk import texts
from crmdesk.models import book, journal
from crmdesk.sales import office, opening, settings
from crmdesk.sales.desk import Clock, Desk


def found(path: Path, *, name: str, person: str, currency: str, language: str, clock: Clock) -> None:
    """Make a book with the shipped pipeline and lists, owned by its first user, and close it.

    Args:
        person: the name of the first user.

    Raises:
        StorageError: the file cannot be made.
        DomainError: the currency, or a name that is too long; nothing was made.
    """
    currency = settings.check_currency(currency)
    texts.use(language)
    book.create(path)
    try:
        desk = Desk(None, clock)
        opening.fill(desk, name=name, currency=currency, language=language)
        office.add_value(desk, "user", person)
        journal.begin_here()
    except BaseException:
        book.close()
        path.unlink(missing_ok=True)
        raise
    book.close()
