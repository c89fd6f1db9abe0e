"""Numbers, money and days as the reader writes them, by the locale of the language in use."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from PySide6.QtCore import QDate, QLocale, QTime

from crmdesk import texts
from crmdesk.texts import _

_SYMBOLS = {"EUR": "€", "USD": "$", "MXN": "$", "GBP": "£", "JPY": "¥", "BRL": "R$", "ARS": "$", "CLP": "$", "COP": "$"}
_SIGN = "|".join((*map(re.escape, sorted(set(_SYMBOLS.values()))), r"\b[A-Z]{3}\b"))
_BETWEEN_SIGN_AND_FIGURES = re.compile(rf"(?<=\d) (?=%|{_SIGN})|({_SIGN}) (?=[-−]?\d)")
# ISO 4217: what is not a hundredth.  The same facts as models.money, which widgets do not know.
_PLACES = {"JPY": 0, "CLP": 0, "KRW": 0, "PYG": 0, "VND": 0, "ISK": 0, "KWD": 3, "BHD": 3, "TND": 3, "OMR": 3, "JOD": 3}


class _Chosen:
    locale: QLocale | None = None


def use(locale: QLocale | None) -> None:
    """Write by this locale from now on; None follows the language in use and the system's country."""
    _Chosen.locale = locale
    _by_language.cache_clear()


def locale() -> QLocale:
    """The locale in use: the system's when it speaks the language, or else that of the language's main country."""
    return _Chosen.locale or _by_language(texts.language())


@cache
def _by_language(language: str) -> QLocale:
    system = QLocale.system()
    if QLocale.languageToCode(system.language()) == language:
        return system
    return QLocale(QLocale.Language.Spanish, QLocale.Country.Mexico) if language == "es" else QLocale("en_US")


def number(value: int) -> str:
    """A whole number with its thousands apart."""
    return locale().toString(value)


def decimal(value: float) -> str:
    """A number with its thousands apart and the decimals it has."""
    return decimal_text(value, locale(), grouped=True)


def decimal_text(value: float, locale: QLocale, *, grouped: bool = False) -> str:
    """A number with the decimals it has, without an exponent."""
    whole, _point, decimals = f"{Decimal(repr(value)):f}".partition(".")
    decimals = decimals.rstrip("0")
    if grouped:
        whole = f"{'-' if whole == '-0' and decimals else ''}{locale.toString(int(whole))}"
    return f"{whole}{locale.decimalPoint()}{decimals}" if decimals else whole


def size(value: int) -> str:
    """How large a file is, as ``1.2 MB``."""
    return locale().formattedDataSize(value, 1 if value >= 10**6 else 0, QLocale.DataSizeFormat.DataSizeSIFormat)


def percent(rate: float, places: int = 1) -> str:
    """A rate 0..1 as ``38.4 %``."""
    return f"{locale().toString(rate * 100, 'f', places)} %"


def symbol(currency: str) -> str:
    """The sign of a currency, or its ISO code where there is none."""
    return _SYMBOLS.get(currency, currency)


def money(minor: int | None, currency: str, decimals: bool | None = None) -> str:
    """Minor units with the currency's sign: ``$ 38,500``, ``38.500,00 €``; nothing for an unknown amount.

    Args:
        decimals: always, never (rounded: for estimates), or None for only where there are any.
    """
    if minor is None:
        return ""
    if decimals is None:
        decimals = bool(minor % 10 ** _PLACES.get(currency, 2))
    sign, plain = symbol(currency), plain_money(minor, currency, decimals)
    return f"{plain} {sign}" if _sign_follows(locale().name()) else f"{sign} {plain}"


def unbroken(text: str) -> str:
    """The same text, in which no line ends between an amount and its sign."""
    return _BETWEEN_SIGN_AND_FIGURES.sub(lambda found: f"{found[1] or ''}\u00a0", text)


@cache
def _sign_follows(name: str) -> bool:
    """Does the currency's sign stand behind the amount there, as in ``38.500 €``?"""
    return not QLocale(name).toCurrencyString(1, "¤").startswith("¤")


def plain_money(minor: int, currency: str, decimals: bool = True) -> str:
    """Minor units as a number in major units, as the reader types it."""
    places = _PLACES.get(currency, 2)
    whole, rest = divmod(abs(minor), 10**places)
    if not decimals:
        whole += 2 * rest >= 10**places if places else 0
    text = ("-" if minor < 0 else "") + locale().toString(whole)
    return f"{text}{locale().decimalPoint()}{rest:0{places}d}" if decimals and places else text


def short_money(minor: int, currency: str) -> str:
    """For axes: ``400 k``, ``1.2 M``."""
    major = minor / 10 ** _PLACES.get(currency, 2)
    for size, sign in ((1_000_000, "M"), (1_000, "k")):
        if abs(major) >= size:
            shown = major / size
            return f"{locale().toString(shown, 'f', 0 if shown == int(shown) else 1)} {sign}"
    return locale().toString(major, "f", 0)


def day(value: date | None, today: date | None = None) -> str:
    """A day in short: ``Dec 15``, ``15 dic``, with the year when it is not the present one."""
    if value is None:
        return ""
    short, long = ("MMM d", "MMM d, yyyy") if _month_first() else ("d MMM", "d MMM yyyy")
    pattern = short if today is not None and value.year == today.year else long
    return locale().toString(_qdate(value), pattern).replace(".", "")


def day_or_today(value: date, today: date) -> str:
    """“today”, or the day in short."""
    return _("today") if value == today else day(value, today)


def moment(value: datetime, today: date) -> str:
    """Such a day, and the time."""
    return f"{day_or_today(value.date(), today)} {time(value)}"


def long_day(value: date) -> str:
    """``Friday, November 20``, ``viernes 20 de noviembre``."""
    others = "dddd, MMMM d" if _month_first() else "dddd d MMMM"
    pattern = "dddd d 'de' MMMM" if texts.language() == "es" else others
    return locale().toString(_qdate(value), pattern)


def full_day(value: date) -> str:
    """``Friday, November 20, 2026``, ``viernes 20 de noviembre de 2026``."""
    if locale().name().startswith("en"):
        return f"{long_day(value)}, {value.year}"
    return _("{day} of {year}", day=long_day(value), year=str(value.year))


def sentence_start(text: str) -> str:
    """With a capital first letter; the others stay."""
    return text[:1].upper() + text[1:]


def weekday(value: date, long: bool = False) -> str:
    """``Fri``, ``vie``, or ``Friday``, ``viernes``."""
    return locale().toString(_qdate(value), "dddd" if long else "ddd").replace(".", "")


def _month_first() -> bool:
    """Does the month stand before the day there, as in 12/15/2026?"""
    written = locale().dateFormat(QLocale.FormatType.ShortFormat)
    return texts.language() == "en" and written.find("M") < written.find("d")


def month(year: int, number_: int, long: bool = False) -> str:
    """``oct``, or ``October 2026``."""
    return locale().toString(QDate(year, number_, 1), "MMMM yyyy" if long else "MMM").replace(".", "")


def month_name(number_: int) -> str:
    """``October``, ``octubre``."""
    return locale().standaloneMonthName(number_)


def time(value: datetime) -> str:
    """The time of day by the locale; in Spanish from 0 to 24 everywhere, as it is written."""
    if texts.language() == "es":
        return f"{value:%H:%M}"
    return locale().toString(QTime(value.hour, value.minute), QLocale.FormatType.ShortFormat)


def _qdate(value: date) -> QDate:
    return QDate(value.year, value.month, value.day)
