"""Money as whole minor units (cents) beside an ISO currency."""

from __future__ import annotations

MOST_MINOR = 10**15
"""Amounts over this are refused, so that sums of thousands of rows stay exact in 64 bits."""

# ISO 4217: the currencies whose minor unit is not a hundredth.
_EXPONENTS = {
    **dict.fromkeys(
        (
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}


def exponent(currency: str) -> int:
    """How many decimals the currency has."""
    return _EXPONENTS.get(currency, 2)


def to_decimal_text(minor: int, currency: str) -> str:
    """The amount as a plain decimal number with a point: ``-1234567`` in EUR gives ``"-12345.67"``."""
    places = exponent(currency)
    sign, size = ("-", -minor) if minor < 0 else ("", minor)
    if places == 0:
        return f"{sign}{size}"
    major, rest = divmod(size, 10**places)
    return f"{sign}{major}.{rest:0{places}d}"


def share(minor: int, parts: int, whole: int = 100) -> int:
    """``minor * parts / whole``, rounded half to even once."""
    return round_half_even(minor * parts, whole)


def round_half_even(numerator: int, denominator: int) -> int:
    """The quotient as a whole number, halves to the even neighbour, without floating point."""
    quotient, rest = divmod(numerator, denominator)
    twice = 2 * rest
    if twice > denominator or (twice == denominator and quotient % 2):
        quotient += 1
    return quotient
