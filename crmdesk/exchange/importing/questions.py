"""What only a person can answer: days and numbers that can be read in two ways."""

from __future__ import annotations

from dataclasses import dataclass

from crmdesk.exchange.days import AmbiguousDays, DayFormat, MixedDays
from crmdesk.exchange.numbers import AmbiguousNumbers, Decimals, MixedNumbers
from crmdesk.exchange.problems import shown
from crmdesk.models.errors import DomainError
from crmdesk.texts import Message, msg

_ORDERS = {
    DayFormat.DMY: msg("day, month, year"),
    DayFormat.MDY: msg("month, day, year"),
    DayFormat.YMD: msg("year, month, day"),
}
_SIGNS = {Decimals.COMMA: msg("decimal comma"), Decimals.POINT: msg("decimal point")}


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to read a column.

    Attributes:
        value: what `Options.date_format` or `Options.decimal` is set to.
        label: in words.
        examples: cells of the file and how they read this way; the reading is empty for cells that fit only this way.
    """

    value: DayFormat | Decimals
    label: Message
    examples: tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """How a column is to be read.

    Attributes:
        column: its header.
        option: the attribute of `Options` that answers: date_format or decimal.
        answers: the ways to read it, the likelier first.
        differ: how many rows depend on it.
        message: the question in words.
    """

    column: str
    option: str
    answers: tuple[Answer, ...]
    differ: int
    message: Message


class NeedsChoice(DomainError):  # noqa: N818 - not a failure: the window asks, and plans again with the answers
    """A column can be read in several ways; nothing is guessed.

    Attributes:
        questions: one for each such column.
    """

    def __init__(self, questions: list[Question]) -> None:
        first = questions[0]
        flags = {"date_format": "--date-format", "decimal": "--decimal"}
        super().__init__(
            msg(
                "{question} Say it with {flag} {answers}.",
                question=first.message,
                flag=flags[first.option],
                answers="|".join(answer.value.value for answer in first.answers),
            ),
            first.column,
        )
        self.questions = questions


def about_days(column: str, open_: AmbiguousDays | MixedDays) -> Question:
    """How the days of a column are to be read."""
    if isinstance(open_, AmbiguousDays):
        answers = tuple(
            Answer(fmt, _ORDERS[fmt], tuple((text, days[place]) for text, days in open_.examples))
            for place, fmt in enumerate(open_.formats)
        )
        text, days = open_.examples[0]
        message = msg(
            "“{value}” in column “{column}” can be {first} or {second}.",
            value=shown(text), column=shown(column), first=days[0], second=days[1],
        )  # fmt: skip
        return Question(column, "date_format", answers, open_.differ, message)
    answers = tuple(
        Answer(fmt, _ORDERS[fmt], tuple((text, "") for text in open_.examples[place]))
        for place, fmt in enumerate(open_.formats)
    )
    return Question(column, "date_format", answers, sum(open_.counts), _mixed(column, answers))


def about_numbers(column: str, open_: AmbiguousNumbers | MixedNumbers) -> Question:
    """How the numbers of a column are to be read."""
    if isinstance(open_, AmbiguousNumbers):
        comma = tuple((text, as_comma) for text, as_comma, _point in open_.examples)
        point = tuple((text, as_point) for text, _comma, as_point in open_.examples)
        readings = ((Decimals.COMMA, comma), (Decimals.POINT, point))
        answers = tuple(Answer(sign, _SIGNS[sign], examples) for sign, examples in readings)
        text, as_comma, as_point = open_.examples[0]
        message = msg(
            "“{value}” in column “{column}” can be {first} or {second}.",
            value=shown(text), column=shown(column), first=as_comma, second=as_point,
        )  # fmt: skip
        return Question(column, "decimal", answers, open_.differ, message)
    answers = tuple(
        Answer(sign, _SIGNS[sign], tuple((text, "") for text in open_.examples[place]))
        for place, sign in enumerate(open_.decimals)
    )
    return Question(column, "decimal", answers, sum(open_.counts), _mixed(column, answers))


def _mixed(column: str, answers: tuple[Answer, ...]) -> Message:
    first, second = answers[:2]
    return msg(
        "Column “{column}” mixes two ways of writing: “{first}” ({one}) and “{second}” ({other}).",
        column=shown(column),
        first=shown(first.examples[0][0]),
        one=first.label,
        second=shown(second.examples[0][0]),
        other=second.label,
    )
