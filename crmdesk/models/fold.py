"""Folding of text for search and sorting: what a person types is found however it was written."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

PHONE_DIGITS = 6
"""So many digits and nothing else are taken for a phone number."""

_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i"})
_NOT_WORD = re.compile(r"[^\w]+")
_PHONE = re.compile(r"\d")
_LEGAL_FORM = re.compile(
    r"[\s,]+(?:s\.?\s?a\.?\s?p\.?\s?i\.?\s+de\s+c\.?\s?v\.?|s\.?\s?a\.?\s+de\s+c\.?\s?v\.?|s\.?\s?de\s?r\.?\s?l\.?(?:\s+de\s+c\.?\s?v\.?)?"
    r"|s\.?\s?l\.?\s?u\.?|s\.?\s?a\.?\s?u\.?|s\.?\s?c\.?|s\.?\s?a\.?\s?s\.?|s\.?\s?a\.?|s\.?\s?l\.?|ltda\.?|ltd\.?|limited|inc\.?|llc|corp\.?"
    r"|gmbh|ag|plc|bv|nv)$"
)


def fold(text: str) -> str:
    """Lower case, without accents, with single spaces: ``"  José  ÁVILA"`` gives ``"jose avila"``."""
    folded = text if text.isascii() else text.translate(_latin())
    folded = folded.lower() if folded.isascii() else _without_accents(text)
    return " ".join(folded.split())


def _without_accents(text: str) -> str:
    # taken apart first: letters such as “ǽ” and marks such as “℠” hold others that change
    apart = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@cache
def _latin() -> dict[int, str]:
    """What becomes of each letter of western and central Europe; looking it up beats taking each text apart."""
    return {place: _without_accents(chr(place)) for place in range(0x80, 0x250)}


def fold_company(name: str) -> str:
    """A company's folded name without its legal form, unless nothing else would be left."""
    folded = fold(name)
    return _LEGAL_FORM.sub("", folded) or folded


def words(text: str) -> str:
    """Folded words apart from punctuation, for the search index."""
    return only_words(fold(text))


def only_words(folded: str) -> str:
    """Words apart from punctuation, of text that is folded already."""
    return _NOT_WORD.sub(" ", folded).strip()


def digits(phone: str) -> str:
    """The digits of a phone number."""
    return "".join(_PHONE.findall(phone))
