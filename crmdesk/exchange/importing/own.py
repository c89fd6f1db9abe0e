"""Fields of the office's own in an import: known by their name, or made with the type that fits their values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from crmdesk.exchange.days import DayFormat, decide_days, parse_day
from crmdesk.exchange.formats import Problem, converter, parse_yes_no
from crmdesk.exchange.numbers import Decimals, decide_numbers, parse_number
from crmdesk.exchange.problems import shown
from crmdesk.models.custom import CUSTOM_KINDS, CUSTOM_TYPES, LINKED
from crmdesk.models.errors import DomainError
from crmdesk.models.fold import fold
from crmdesk.sales import custom_fields, naming, rules
from crmdesk.sales.definitions import as_written
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import CUSTOM, SHORT, Field, field_of
from crmdesk.texts import Message, msg

_FEW = 30
"""A column of at most so many different texts, each about thrice, is taken for a list."""
_REPEATED = 3
_TOLD = 8
_NO_NAME = str.maketrans({":": " ", "=": " "})
_DIGITS = 15
"""Longer numbers are names of things: a float does not hold them."""


def field_for(desk: Desk, kind: str, name: str, texts: Sequence[str]) -> Field:
    """The field that ``custom:Name`` or ``custom:Name:type`` means; one without a definition is to be made.

    Args:
        texts: the column's, from which the type of a new field is found.

    Raises:
        DomainError: the name or the type cannot be, or the field has another type.
    """
    known = {fold(one.name): one for one in desk.settings.own_fields(kind)}
    if found := known.get(fold(name)):
        return found
    if kind not in CUSTOM_KINDS:
        raise DomainError(msg("Records of this kind cannot have fields of your own."), name)
    called, said = _parts(name)
    found = known.get(fold(CUSTOM + called))
    if found is not None:
        if said is not None and said != (found.type, found.links_to):
            raise DomainError(
                msg("The field “{name}” is there already, and of another type. Leave the type out.", name=called), name
            )
        return found
    type_, links_to = said or (likely_type(texts), None)
    called = custom_fields.check_name(desk, kind, called)
    return Field(f"{CUSTOM}{called}", as_written(called), type_, column=None, links_to=links_to)


def _parts(name: str) -> tuple[str, tuple[str, str | None] | None]:
    """The name of a field, and its type with what it links to where they are said."""
    called, colon, word = name.removeprefix(CUSTOM).rpartition(":")
    if not colon:
        return word, None
    if word in LINKED:
        return called, ("link", word)
    if word == "user":
        return called, ("link", "user")
    if word in CUSTOM_TYPES and word != "link":
        return called, (word, None)
    names = ", ".join([*(one for one in CUSTOM_TYPES if one != "link"), *LINKED])
    raise DomainError(
        msg("“{type}” is no type of a field. Write one of: {names}.", type=shown(word), names=names), name
    )


def new_name(header: str) -> str:
    """What a column maps to so that a field of its name is made."""
    called = " ".join(header.removeprefix(CUSTOM).translate(_NO_NAME).split())
    return f"{CUSTOM}{called[: naming.LONGEST].strip()}"


def is_new(field: Field) -> bool:
    """Whether the import makes this field."""
    return field.name.startswith(CUSTOM) and field.custom is None


def kept_type(field: Field) -> str:
    """The type of the field's definition (see `CUSTOM_TYPES`)."""
    return "user" if field.links_to == "user" else field.type


def likely_type(texts: Sequence[str]) -> str:
    """The type that all values of a column have: bool, number, day, choice, or else text."""
    counted = Counter(text.strip() for text in texts)
    counted.pop("", None)
    if not counted:
        return "text"
    if len(counted) > 1 and _all(counted, parse_yes_no):
        return "bool"
    if _are_numbers(counted):
        return "number"
    if _are_days(counted):
        return "day"
    short = all(len(text) <= naming.LONGEST and text.isprintable() for text in counted)
    different = len({fold(text) for text in counted})
    if short and different <= _FEW and counted.total() >= _REPEATED * different:
        return "choice"
    return "text" if all(len(text) <= SHORT and text.isprintable() for text in counted) else "long"


def _all(texts: Iterable[str], parse: Any) -> bool:
    return not any(isinstance(value, Problem) for value in converter(texts, parse).values())


def _are_numbers(texts: Iterable[str]) -> bool:
    """Numbers, and no codes such as 00123, which would lose their zeros."""
    for text in texts:
        digits = [letter for letter in text if letter.isdigit()]
        if not digits or len(digits) > _DIGITS or (text[0] == "0" and len(text) > 1 and text[1].isdigit()):
            return False
    decided = decide_numbers(texts)
    signs = [decided] if isinstance(decided, Decimals) else list(Decimals)
    return any(_all(texts, partial(parse_number, decimal=sign)) for sign in signs)


def _are_days(texts: Iterable[str]) -> bool:
    decided = decide_days(texts)
    formats = [decided] if isinstance(decided, DayFormat) else list(decided.formats)
    return any(_all(texts, partial(parse_day, fmt=fmt)) for fmt in formats)


def choice_reader(field: Field, texts: Iterable[str], *, several: bool) -> Callable[[str], Any]:
    """How a column of a list is read: known choices however they are written, new ones as the file has them first."""
    spelt = {fold(name): name for name in field.choices or {}}
    split = _several if several else _one
    for text in dict.fromkeys(texts):
        for part in split(text):
            spelt.setdefault(fold(part), part)

    def read(text: str) -> Any:
        names = list(dict.fromkeys(spelt[fold(part)] for part in split(text)))
        for name in names:
            if problem := rules.text_problem(field.label, name, naming.LONGEST, lines=False):
                raise DomainError(problem)
        return (names or None) if several else names[0]

    return read


def _one(text: str) -> list[str]:
    return [" ".join(text.split())]


def _several(text: str) -> list[str]:
    return [" ".join(part.split()) for part in custom_fields.BETWEEN_CHOICES.split(text) if part.strip()]


# What is made with the import


@dataclass(frozen=True, slots=True)
class Making:
    """Fields and choices that an import makes.

    Attributes:
        fields: the new fields, in the file's order.
        choices: field name to the names of the choices it lacks.
    """

    fields: tuple[Field, ...] = ()
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def notes(self) -> list[Message]:
        """What is made, in words."""
        told = [
            msg("New field “{name}”: {type}.", name=one.label, type=custom_fields.TYPE_NAMES[kept_type(one)])
            for one in self.fields
        ]
        made = {one.name for one in self.fields}
        for name, names in self.choices.items():
            if name not in made and names:
                listed = ", ".join(map(shown, names[:_TOLD])) + ("…" if len(names) > _TOLD else "")
                told.append(msg("New in the list “{name}”: {names}.", name=name.removeprefix(CUSTOM), names=listed))
        return told

    def make(self, desk: Desk, kind: str) -> None:
        """Make them.  Must be called inside a step."""
        for one in self.fields:
            custom_fields.add(desk, kind, str(one.label), kept_type(one), one.links_to, self.choices.get(one.name, ()))
        made = {one.name for one in self.fields}
        for name, names in self.choices.items():
            known = None if name in made else field_of(desk, kind, name).custom
            for choice in names if known is not None else ():
                custom_fields.add_choice(desk, known or 0, choice)


def making(fields: Iterable[Field], columns: Iterable[Mapping[str, Sequence[Any]]]) -> Making:
    """What an import has to make.

    Args:
        fields: of its mapped columns.
        columns: field name to the values that are written, of new records and of known ones.
    """
    own = [one for one in fields if one.name.startswith(CUSTOM)]
    lacking: dict[str, list[str]] = {}
    for one in own:
        if one.type in custom_fields.LISTED:
            values = (value for some in columns for value in some.get(one.name, ()) if value is not None)
            names = dict.fromkeys(name for value in values for name in ([value] if isinstance(value, str) else value))
            lacking[one.name] = [name for name in names if name not in (one.choices or {})]
    return Making(tuple(one for one in own if is_new(one)), lacking)
