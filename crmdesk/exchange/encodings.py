"""Which characters the bytes of a file stand for.

UTF-8 is certain when it decodes.  Bytes that do not are almost always Windows-1252, which decodes nearly anything, so
it has to look like Western text too; only otherwise is charset-normalizer asked.
"""

from __future__ import annotations

import codecs
import re

from crmdesk.exchange.problems import shown
from crmdesk.models.errors import DomainError
from crmdesk.texts import msg

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16, so it is asked first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE_BYTES = 64 * 1024
_UNDEFINED_IN_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_HIGH = re.compile(rb"[\x80-\xff]")
_RUN_OF_LETTERS = re.compile(rb"[\xc0-\xff]{3,}")
# signs that do not stand inside a word; ’ (92), the hyphens, nbsp (a0) and the Catalan · (b7) may
_SIGN_IN_WORD = re.compile(
    rb"(?<=[A-Za-z])[\x80-\x89\x8b\x91\x93-\x95\x97-\x9b\xa1-\xac\xae-\xb6\xb8-\xbf](?=[A-Za-z])"
)
_STRANGE_SHARE = 0.1
_OLD_WESTERN = ("cp850", "mac_roman")  # what DOS programs and old Macintosh ones write
_WESTERN_LETTERS = frozenset("áéíóúüñçàèìòùâêîôûäëïöãõåøæœßÁÉÍÓÚÜÑÇÀÈÌÒÙÂÊÎÔÛÄËÏÖÃÕÅØÆŒ¿¡ºª€£°–—‘’“”«»…·§\xa0")
_COMMON_LETTERS = "áéíóúñüçãàèêöä"
_RUN_OF_HIGH = re.compile(r"[^\W\x00-\x7f]{3,}")
_EXCLUDED = [
    *("utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be"),  # recognised before
    *("cp1252", "latin_1"),  # found implausible before
]


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text of a file and the name of its encoding, without a byte order mark.

    Args:
        encoding: a name Python knows, or None to find out.
    Raises:
        DomainError: the bytes are no text, or not in the encoding that was named.
    """
    name = encoding or _encoding_of(data)
    try:
        text = data.decode(name)
    except LookupError:
        raise DomainError(
            msg("No encoding is called “{name}”. Try utf-8 or windows-1252.", name=shown(name)), "encoding"
        ) from None
    except ValueError:
        raise DomainError(
            msg("The file is not written in {name}. Leave the encoding out, or name another one.", name=shown(name)),
            "encoding",
        ) from None
    if "\0" in text:
        raise _binary()
    return text.removeprefix("\ufeff"), name


def _encoding_of(data: bytes) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    if b"\0" in data:
        return _utf16_without_mark(data)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252" if _looks_western(data) else _likeliest(data)
    return "utf-8"


def _utf16_without_mark(data: bytes) -> str:
    """UTF-16 by where its NUL bytes stand: in Western text every second one is."""
    sample = data[:_SAMPLE_BYTES]
    half = len(sample) / 2
    for name, start in (("utf-16-le", 1), ("utf-16-be", 0)):
        if sample[start::2].count(0) > 0.7 * half and sample[1 - start :: 2].count(0) == 0 and len(data) % 2 == 0:
            return name
    raise _binary()


def _looks_western(data: bytes) -> bool:
    """Whether these bytes read as Windows-1252 give words of a Western language.

    Cyrillic or Greek shows as runs of accented letters, DOS and Macintosh text as signs inside words.
    """
    if _UNDEFINED_IN_1252.search(data):
        return False
    high = len(_HIGH.findall(data))
    strange = sum(map(len, _RUN_OF_LETTERS.findall(data))) + len(_SIGN_IN_WORD.findall(data))
    return strange <= high * _STRANGE_SHARE


def _likeliest(data: bytes) -> str:
    lines = [line for line in data.splitlines() if _HIGH.search(line)]
    sample = b"\n".join(lines)[:_SAMPLE_BYTES]
    old = [name for name in _OLD_WESTERN if _is_western(sample.decode(name))]
    if old:
        return max(old, key=lambda name: sum(map(sample.decode(name).count, _COMMON_LETTERS)))
    from charset_normalizer import from_bytes  # rare, and slow to import

    best = from_bytes(sample, cp_exclusion=_EXCLUDED).best()
    if best is None:
        raise DomainError(
            msg("The file's encoding cannot be recognised. Save it as UTF-8, or name its encoding."), "encoding"
        )
    return best.encoding


def _is_western(text: str) -> bool:
    """Whether nearly all letters that are not ASCII are those of Western languages, alone or in pairs."""
    high = [letter for letter in text if letter > "\x7f"]
    known = sum(letter in _WESTERN_LETTERS for letter in high)
    in_runs = sum(map(len, _RUN_OF_HIGH.findall(text)))
    return known >= len(high) * (1 - _STRANGE_SHARE) and in_runs <= len(high) * _STRANGE_SHARE


def _binary() -> DomainError:
    return DomainError(msg("This is not a text file: it holds NUL bytes. Export it again as CSV."))
