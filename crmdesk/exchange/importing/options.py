"""What a person says about an import besides the file: its mode, what tells records apart, and formats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from crmdesk.exchange.days import DayFormat
from crmdesk.exchange.numbers import Decimals
from crmdesk.models.errors import DomainError
from crmdesk.texts import msg

Progress = Callable[[int, int], None]
"""Called with the rows done and the rows in all."""
Cancelled = Callable[[], bool]
"""Asked between parts of the work; `threading.Event.is_set` is one."""


class Mode(StrEnum):
    """What is done with a row whose record is there already, and with one whose record is not."""

    CREATE = "create"  # add what is new, leave the rest as it is
    UPDATE = "update"  # change what is there, refuse the rest
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is to be taken.

    Attributes:
        mode: create, update or both.
        match: fields that tell whether a row's record is there already; empty: as `matching.usual` says.
        date_format: the order in days such as 03/04/2024; None: decided from each column.
        decimal: the sign before decimals; None: decided from each column.
        currency: the ISO code of the amounts; None: the book's.
        file: the file's name, for the history.
    """

    mode: Mode = Mode.BOTH
    match: tuple[str, ...] = ()
    date_format: DayFormat | None = None
    decimal: Decimals | None = None
    currency: str | None = None
    file: str = ""


class ImportCancelled(DomainError):  # noqa: N818 - not an error: somebody pressed Cancel
    """The import was cancelled; nothing was written."""

    def __init__(self) -> None:
        super().__init__(msg("The import was cancelled. Nothing was written."))


def go_on(cancelled: Cancelled | None) -> None:
    """Stop here when somebody pressed Cancel.

    Raises:
        ImportCancelled: somebody did.
    """
    if cancelled is not None and cancelled():
        raise ImportCancelled
