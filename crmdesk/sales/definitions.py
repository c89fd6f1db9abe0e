"""The fields of the office's own as they stand in the open book, in the shape of the built-in ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crmdesk.models.custom import CustomChoice, CustomField
from crmdesk.models.database import plain_tuples
from crmdesk.models.fold import fold
from crmdesk.sales.fields import CUSTOM, Field
from crmdesk.texts import Message

_AS_LINKS = ("link", "user")


@dataclass(frozen=True, slots=True)
class Definition:
    """A field of the office's own.

    Attributes:
        kind: the kind of record that has it.
        type: one of `CUSTOM_TYPES`.
        links_to: the kind a link or user leads to.
        choices: of a list: the choices' ids and names, in the office's order.
        on_card: it is shown on the board's cards.
    """

    id: int
    kind: str
    name: str
    type: str
    links_to: str | None
    on_card: bool
    choices: Mapping[int, str]

    @property
    def field(self) -> Field:
        """The field as forms, lists and files know it: a choice's value is its name, a link's is an id."""
        return Field(
            f"{CUSTOM}{self.name}",
            as_written(self.name),
            "link" if self.type in _AS_LINKS else self.type,
            column=None,
            links_to=self.links_to,
            choices={name: as_written(name) for name in self.choices.values()} or None,
            custom=self.id,
        )

    def choice_named(self, name: str) -> int | None:
        """The id of the choice of this name, without regard to accents and capitals."""
        wanted = fold(name)
        return next((known for known, called in self.choices.items() if fold(called) == wanted), None)


def as_written(name: str) -> Message:
    """The office's own words, which nobody translates."""
    return Message("{name}", {"name": name})


def read() -> tuple[Definition, ...]:
    """Those of the open book that are not deleted, in the office's order."""
    choices: dict[int, dict[int, str]] = {}
    listed = CustomChoice.select(CustomChoice.field, CustomChoice.id, CustomChoice.name)
    for field, known, name in plain_tuples(listed.order_by(CustomChoice.place, CustomChoice.id)):
        choices.setdefault(field, {})[known] = name
    columns = (CustomField.id, CustomField.of, CustomField.name, CustomField.type, CustomField.links_to)
    query = CustomField.select(*columns, CustomField.on_card).where(CustomField.trashed_at.is_null())
    return tuple(
        Definition(
            known, of, name, type_, "user" if type_ == "user" else links_to, bool(on_card), choices.get(known, {})
        )
        for known, of, name, type_, links_to, on_card in plain_tuples(
            query.order_by(CustomField.of, CustomField.place, CustomField.id)
        )
    )
