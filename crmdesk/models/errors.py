"""What can go wrong in a way people can do something about.  Anything else is a defect and is reported as one."""

from __future__ import annotations

from collections.abc import Mapping

from crmdesk.texts import Message


class DomainError(Exception):
    """A refusal: one sentence that says what to do.  Nothing was written.

    Attributes:
        message: the sentence, rendered in the reader's language by `str`.
        field: the field it is about, where there is one.
    """

    def __init__(self, message: Message, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class FieldProblems(DomainError):  # noqa: N818 - several problems, named for what it holds
    """Values that cannot be kept, each with a sentence beside its field.

    Attributes:
        problems: field name to sentence.
    """

    def __init__(self, problems: dict[str, Message]) -> None:
        field, message = next(iter(problems.items()))
        super().__init__(message, field)
        self.problems = problems


class DetailsNeeded(DomainError):  # noqa: N818 - not a failure
    """Something must be told first: the window asks for it and calls again.

    Attributes:
        problems: what is missing or wrong, by field.
    """

    def __init__(self, problems: Mapping[str, Message]) -> None:
        field, message = next(iter(problems.items()))
        super().__init__(message, field)
        self.problems = dict(problems)


class NotAllowedError(DomainError):
    """The user's role does not allow it; the sentence says what is missing and who can give it.

    Attributes:
        noted: the refusal is in the audit list.
    """

    noted = False


class StaleRecordError(DomainError):
    """Somebody else changed or deleted the record meanwhile."""


class MissingLinkError(StaleRecordError):
    """What was written links to a record that is gone."""


class ConflictError(DomainError):
    """A step cannot be taken back because something was built on it since.

    Attributes:
        kind, record: what stands in the way.
        fields: the columns that were changed since, where that is the reason.
    """

    def __init__(
        self, message: Message, kind: str | None = None, record: int | None = None, fields: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.record = record
        self.fields = fields


class StorageError(DomainError):
    """The book's file or the disk does not allow it; the sentence names the file and the next step."""


class BookBusyError(StorageError):
    """Another program is writing to the book at this moment; trying again helps."""
