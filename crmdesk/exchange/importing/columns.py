"""From the texts of the mapped columns to values, each column read as a whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from crmdesk.exchange.csv_read import Table
from crmdesk.exchange.days import DayFormat, decide_days, parse_day, parse_moment
from crmdesk.exchange.durations import parse_duration
from crmdesk.exchange.formats import Problem, converter, parse_yes_no
from crmdesk.exchange.importing.choices import parse_choice, parse_rank
from crmdesk.exchange.importing.mapping import Mapped
from crmdesk.exchange.importing.options import Cancelled, Options, go_on
from crmdesk.exchange.importing.own import choice_reader
from crmdesk.exchange.importing.plain import plain_amounts, plain_texts
from crmdesk.exchange.importing.questions import NeedsChoice, Question, about_days, about_numbers
from crmdesk.exchange.importing.sheet import Refusal, Sheet
from crmdesk.exchange.numbers import (
    AmbiguousNumbers,
    Decimals,
    currency_marks,
    decide_numbers,
    parse_amount_minor,
    parse_integer,
    parse_number,
    parse_percent,
)
from crmdesk.exchange.problems import shown
from crmdesk.models.errors import DomainError
from crmdesk.models.money import exponent
from crmdesk.sales import phones, rules, ways
from crmdesk.sales.custom_fields import LISTED
from crmdesk.sales.fields import CUSTOM, Field
from crmdesk.sales.ways import Way
from crmdesk.texts import msg

_TAG_END = re.compile(r"[,;]")
_CURRENCY_OF_MARK = {
    "€": ("EUR",),
    "£": ("GBP",),
    "¥": ("JPY", "CNY"),
    "₡": ("CRC",),
    "₲": ("PYG",),
    "₱": ("PHP",),
    "₹": ("INR",),
}
_DOLLARS = {
    "USD", "CAD", "AUD", "NZD", "MXN", "ARS", "CLP", "COP", "UYU", "DOP", "HKD", "SGD", "BZD", "BMD", "BSD", "BBD",
    "TTD",
}  # fmt: skip

Parse = Callable[[str], Any]


def read_columns(
    table: Table,
    mapped: Sequence[Mapped],
    options: Options,
    currency: str,
    cancelled: Cancelled | None,
    country: str = "",
) -> Sheet:
    """The table's mapped columns as values; rows with a cell that is no value of its field are refused.

    Args:
        currency: the book's.
        country: the office's, for phone numbers.

    Raises:
        NeedsChoice: a column can be read in two ways.
        DomainError: the amounts are in another currency.
    """
    own = {one.field.name: one.field for one in mapped if one.field.name.startswith(CUSTOM)}
    sheet = Sheet(table.rows, table.line_numbers, {one.field.name: one.header for one in mapped}, own)
    sheet.refused.extend(table.problems)
    questions: list[Question] = []
    refused: dict[int, Refusal] = {}
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.headers)
    for one in mapped:
        go_on(cancelled)
        texts = columns[one.place]
        target = sheet.written if one.field.type == "link" else sheet.columns
        plain = _plain(one.field, texts, options, currency)
        if plain is not None:
            target[one.field.name] = phones.all_stored(plain, country) if one.field.type == "phone" else plain
            continue
        parse = _parser(one, texts, options, currency, country)
        if isinstance(parse, Question):
            questions.append(parse)
            continue
        values, problems = _values(one.field, texts, parse)
        target[one.field.name] = values
        for place, problem in problems.items():
            refused.setdefault(place, Refusal(problem.reason, one.field.name))
    if questions:
        raise NeedsChoice(questions)
    sheet.refuse(dict(sorted(refused.items())))
    return sheet


def _plain(field: Field, texts: Sequence[str], options: Options, currency: str) -> list[Any] | None:
    """The column's values when all cells are written plainly."""
    if field.type == "money":
        return plain_amounts(texts, options.decimal, exponent(currency))
    return plain_texts(field, texts)


def _values(field: Field, texts: Sequence[str], parse: Parse) -> tuple[list[Any], dict[int, Problem]]:
    """The column's values, and the places of those that cannot be kept."""
    known = converter(texts, parse)
    rule = replace(field, type="text") if field.type == "link" else field  # a written name
    if field.name.startswith(CUSTOM) and field.type in LISTED:
        rule = replace(field, type="")  # read by its own rule, new choices among them
    faulty = False
    for text, value in known.items():
        if isinstance(value, Problem):
            faulty = True
        elif value is not None and not (field.type == "instant" and isinstance(value, str)):
            timed = field.type == "day" and isinstance(value, int)
            problem = rules.value_problem(replace(field, type="instant") if timed else rule, value)
            if problem is not None:
                known[text], faulty = Problem(problem), True
            elif isinstance(value, date):
                known[text] = value.isoformat()
    values = list(map(known.__getitem__, texts))
    if not faulty:
        return values, {}
    return values, {place: value for place, value in enumerate(values) if isinstance(value, Problem)}


def _parser(one: Mapped, texts: Sequence[str], options: Options, currency: str, country: str) -> Parse | Question:
    """How a column's texts are read, or what has to be asked first."""
    kind = one.field.type
    if kind in ("day", "instant"):
        return _day_parser(one, texts, options)
    if kind in ("money", "int", "number", "percent", "hundredths", "thousandths", "stars"):
        return _number_parser(one, texts, options, currency)
    if kind in LISTED and one.field.name.startswith(CUSTOM):
        return choice_reader(one.field, texts, several=kind == "choices")
    if kind == "choice":
        return partial(parse_choice, field=one.field)
    if kind == "bool":
        return lambda text: int(parse_yes_no(text))
    if kind == "phone":
        return lambda text: phones.stored(text.strip(), country)
    if kind == "currency":
        return partial(_own_currency, currency=currency)
    if kind == "ways":
        return partial(_ways, field=one.field, country=country)
    return _tags if kind == "tags" else str.strip


def _own_currency(text: str, currency: str) -> str:
    """The book's currency, in which files bring all amounts.

    Raises:
        DomainError: it is another.
    """
    code = text.strip().upper()
    if code != currency:
        raise DomainError(
            msg(
                "Its price is in {other}, and files bring amounts in {currency} alone. Add this one by hand.",
                other=shown(code),
                currency=currency,
            )
        )
    return code


def _ways(text: str, field: Field, country: str) -> list[Way] | None:
    found = ways.from_text(text)
    if ways.TYPE_OF[field.name] == "phone":
        found = [one.holding(phones.stored(one.value, country)) for one in found]
    return found or None


def _tags(text: str) -> list[str] | None:
    return list(dict.fromkeys(tag.strip() for tag in _TAG_END.split(text) if tag.strip())) or None


def _day_parser(one: Mapped, texts: Sequence[str], options: Options) -> Parse | Question:
    decided = options.date_format or decide_days(texts)
    if not isinstance(decided, DayFormat):
        return about_days(one.header, decided)
    if one.field.type == "instant":
        return partial(_instant, fmt=decided)
    return partial(_day_or_instant if one.field.name == "due_on" else parse_day, fmt=decided)


def _day_or_instant(text: str, fmt: DayFormat) -> date | int:
    """The day, or the instant where a time is written; midnight is how others write that there is none."""
    found = parse_moment(text, fmt, midnight=False)
    return int(found.timestamp() * 1000) if isinstance(found, datetime) else found


def _instant(text: str, fmt: DayFormat) -> int | str:
    """The instant, or the day alone where no time is written."""
    found = parse_moment(text, fmt)
    return int(found.timestamp() * 1000) if isinstance(found, datetime) else found.isoformat()


def _number_parser(one: Mapped, texts: Sequence[str], options: Options, currency: str) -> Parse | Question:
    kind = one.field.type
    worded = _word_parser(one.field)
    if worded is not None:
        texts = [text for text in texts if worded(text) is None]
    decided = options.decimal or decide_numbers(texts)
    if isinstance(decided, AmbiguousNumbers) and kind not in ("money", "number", "thousandths"):
        decided = _sensible_reading(texts, kind) or decided
    if not isinstance(decided, Decimals):
        return about_numbers(one.header, decided)
    if kind == "money":
        _refuse_other_currency(one, texts, options, currency)
        return partial(parse_amount_minor, decimal=decided, exponent=exponent(currency))
    if kind == "thousandths":
        return partial(parse_amount_minor, decimal=decided, exponent=3)
    if kind in ("percent", "hundredths"):
        places = 0 if kind == "percent" else 2
        return partial(parse_percent, decimal=decided, places=places + 2 * _fractions(texts, decided))
    if worded is not None:
        return partial(_either, first=worded, then=partial(parse_integer, decimal=decided))
    return partial(parse_number if kind == "number" else parse_integer, decimal=decided)


def _word_parser(field: Field) -> Callable[[str], int | None] | None:
    """What reads the texts of a column of whole numbers that are words; None where words are none."""
    if field.type == "stars":
        return parse_rank
    return parse_duration if field.name == "minutes" else None


def _either(text: str, first: Callable[[str], int | None], then: Callable[[str], int]) -> int:
    found = first(text)
    return then(text) if found is None else found


def _sensible_reading(texts: Sequence[str], kind: str) -> Decimals | None:
    """The one reading that gives whole numbers (``2,822`` employees), or percentages that are not over 100."""
    percent = kind in ("percent", "hundredths")
    fitting = []
    for sign in Decimals:
        parse = partial(parse_percent, decimal=sign, places=9) if percent else partial(parse_integer, decimal=sign)
        values = [value for value in converter(texts, parse).values() if value is not None]
        if all(isinstance(value, int) and (not percent or value <= 100 * 10**9) for value in values):
            fitting.append(sign)
    return fitting[0] if len(fitting) == 1 else None


def _fractions(texts: Sequence[str], decimal: Decimals) -> bool:
    """Whether a column of percentages is written as fractions: none over 1, and one at least between 0 and 1."""
    if any("%" in text for text in texts):
        return False
    values = [
        v for v in converter(texts, partial(parse_percent, decimal=decimal, places=9)).values() if isinstance(v, int)
    ]
    one = 10**9
    return all(0 <= value <= one for value in values) and any(0 < value < one for value in values)


def _refuse_other_currency(one: Mapped, texts: Sequence[str], options: Options, currency: str) -> None:
    if options.currency is not None:
        return  # said to be the book's
    for mark in currency_marks(texts):
        known = _CURRENCY_OF_MARK.get(mark, (mark,) if len(mark) == 3 and mark.isalpha() else None)
        if known is None and "$" in mark:
            known = tuple(_DOLLARS)
        if known is not None and currency not in known:
            raise DomainError(
                msg(
                    "The amounts of column “{column}” are in {mark}, and this book counts in {currency}. "
                    "Convert them first.",
                    column=shown(one.header),
                    mark=mark,
                    currency=currency,
                ),
                one.field.name,
            )
