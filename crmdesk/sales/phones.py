"""Phone numbers: kept as E.164 (``+525512345678``) where they can be, as typed otherwise; shown as people write them.

`phonenumbers` is imported when the first number is met that needs it: most starts meet none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from crmdesk.sales import ways
from crmdesk.sales.fields import FIELDS

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

    from crmdesk.sales.desk import Desk

_BETWEEN = str.maketrans("", "", " \u00a0().-/")
_STORED = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_EURO = {"es": "ES"}
_NO_COUNTRY = frozenset({"XAF", "XCD", "XOF", "XPF", "ANG"})
_OLD_MEXICAN_MOBILE = re.compile(r"1[0-9]{10}", re.ASCII)


def guessed_country(currency: str, language: str) -> str:
    """The country an office is likely in: its currency's, for the euro its language's; "" when nobody can tell."""
    if currency == "EUR":
        return _EURO.get(language, "")
    return "" if currency in _NO_COUNTRY else currency[:2]


def countries() -> tuple[str, ...]:
    """The countries whose numbers are known, as two letters (ISO 3166)."""
    from phonenumbers import SUPPORTED_REGIONS

    return tuple(sorted(SUPPORTED_REGIONS))


def tidied(desk: Desk, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a record with its phone numbers as they are kept."""
    country, found = desk.settings.country, dict(values)
    for field in FIELDS.get(kind, ()):
        value = values.get(field.name)
        if not value:
            continue
        if field.type == "phone":
            found[field.name] = stored(value, country)
        elif ways.TYPE_OF.get(field.name) == "phone":
            found[field.name] = [one.holding(stored(one.value, country)) for one in value]
    return found


def all_stored(numbers: Iterable[str | None], country: str) -> list[str | None]:
    """A column of numbers as they are kept."""
    return [number and stored(number, country) for number in numbers]


def stored(number: str, country: str) -> str:
    """The number as E.164 when it is a valid one, read as those of the country write it; else as it is.

    Args:
        country: two letters, or "" for one that is not known: then only numbers that begin with + are read.
    """
    if _STORED.fullmatch(number):
        return number
    home = _at_home(country) if country else None
    if home is not None and home.numbers.fullmatch(plain := number.translate(_BETWEEN)):
        return home.code + plain  # most numbers of a file, in a tenth of the time
    return _read(number, country)


def shown(number: str | None, country: str) -> str:
    """The number as people write it: nationally where it is the country's, with the country's code otherwise."""
    return _written(number, country) if number else ""


class _Home(NamedTuple):
    """How a country's own numbers are written without spaces and signs, and its code with the +."""

    numbers: re.Pattern[str]
    code: str


@cache
def _at_home(country: str) -> _Home | None:
    from phonenumbers import PhoneMetadata

    known = PhoneMetadata.metadata_for_region(country, None)
    if known is None:
        return None
    kinds = (known.fixed_line, known.mobile)
    numbers = "|".join(kind.national_number_pattern for kind in kinds if kind and kind.national_number_pattern)
    way_out = f"(?!{known.national_prefix_for_parsing})" if known.national_prefix_for_parsing else ""
    return _Home(re.compile(f"{way_out}(?:{numbers})", re.ASCII), f"+{known.country_code}")


@lru_cache(maxsize=20_000)
def _read(number: str, country: str) -> str:
    if sum(letter.isdigit() for letter in number) < 6 or any(letter.isalpha() for letter in number):
        return number  # an extension or a name beside it would be lost
    found = _valid(number, country)
    if found is None:
        return number
    from phonenumbers import PhoneNumberFormat, format_number

    return format_number(found, PhoneNumberFormat.E164)


@lru_cache(maxsize=20_000)
def _written(number: str, country: str) -> str:
    if any(letter.isalpha() for letter in number):
        return number
    found = _valid(number, country)
    if found is None:
        return number
    from phonenumbers import PhoneNumberFormat, format_number, region_code_for_number

    at_home = bool(country) and region_code_for_number(found) == country
    return format_number(found, PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL)


def _valid(number: str, country: str) -> PhoneNumber | None:
    from phonenumbers import NumberParseException, is_valid_number, parse

    try:
        found = parse(number, country or None)
    except NumberParseException:
        return None
    if found.country_code == 52 and _OLD_MEXICAN_MOBILE.fullmatch(str(found.national_number)):
        # mobiles had a 1 there until 2019, and address books still have it
        found.national_number = int(str(found.national_number)[1:])
    return found if found.extension is None and is_valid_number(found) else None
