"""A CSV file as a table of texts.  What the texts mean is decided by the modules beside this one.

Decisions, where files leave them open:

* Rows are numbered as a spreadsheet numbers them: the header is row 1, and a row with a line break inside a cell is
  one row.
* A row without any text is skipped.  A row with more cells than the header is taken when the cells too many are empty
  (nothing is lost); otherwise, and whenever cells are missing, it becomes a problem: which cell is missing, or whether
  the row was cut off, cannot be known.
* A first row is refused as data, not names, when a cell of it is a day, an e-mail address, a web address, an amount
  with decimals, a number above nothing but numbers (years excepted), or when no cell holds a letter.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from crmdesk.exchange.encodings import decode
from crmdesk.exchange.problems import RowProblem, shown
from crmdesk.models.errors import DomainError
from crmdesk.texts import Message, _, msg, msgn

SEPARATORS = (
    "\t",
    ";",
    "|",
    ",",
)  # first those that seldom stand in a text: of two that fit equally well, the first is meant
MAX_BYTES = 200 * 1024 * 1024
MAX_COLUMNS = 300
_MAX_CELL = 10_000_000
_SAMPLE_LETTERS = 64 * 1024
_SAMPLE_ROWS = 200
_END = "\0"  # refused in files, so a row of it alone means that every quotation mark before it was closed

_EXCEL_HINT = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_DATA_IN_HEADER = re.compile(
    r"""\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?    # a day
    |   [^@\s]+@[^@\s]+\.[^@\s]+                    # an e-mail address
    |   https?://\S+
    |   [-+]?[$€£]?\s*\d+([.,]\d{3})*[.,]\d+\s*[$€£%]?
    """,
    re.VERBOSE,
)
_YEAR = re.compile(r"(19|20|21)\d\d")


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows as texts.

    Attributes:
        headers: distinct names of the columns, in the file's order.
        rows: as many cells each as there are headers.
        line_numbers: the row numbers of `rows` as a spreadsheet shows them, the header being 1.
        encoding: as Python names it.
        separator: one character.
        problems: the rows that are not in `rows`, with the reason.
        repeated: header of a column whose name another one had before it, to that name.
    """

    headers: list[str]
    rows: list[list[str]]
    line_numbers: Sequence[int]
    encoding: str
    separator: str
    problems: list[RowProblem]
    repeated: Mapping[str, str] = field(default_factory=dict)


def read_table(path: str | os.PathLike[str], encoding: str | None = None, separator: str | None = None) -> Table:
    """Read a CSV file, finding out its encoding and separator unless they are given.

    Raises:
        DomainError: the file cannot be read as a table; says what to do.
    """
    text, encoding = decode(_bytes_of(Path(path)), encoding)
    hint = _EXCEL_HINT.match(text)
    if hint is not None:
        text = text[hint.end() :]
        separator = separator or hint[1]
    if not text.strip():
        raise _empty()
    separator = separator or _separator_of(text)
    rows = _parse(text, separator)
    del text
    numbers: Sequence[int] = range(1 + (hint is not None), len(rows) + 1 + (hint is not None))
    if not all(map(any, rows)):
        kept = [place for place, row in enumerate(rows) if any(row)]
        numbers = [numbers[place] for place in kept]
        rows = [rows[place] for place in kept]
        if not rows:
            raise _empty()
    names = [" ".join(name.split()) for name in rows.pop(0)]
    numbers = numbers[1:]
    width = _width(names, rows)
    _check_header(names[:width], rows)
    headers = _distinct(names[:width])
    rows, numbers, problems = _even(rows, numbers, width)
    repeated = {header: name for header, name in zip(headers, names, strict=False) if name and header != name}
    return Table(headers, rows, numbers, encoding, separator, problems, repeated)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise DomainError(msg("“{name}” is a folder. Choose a file in it.", name=shown(path.name or str(path))))
        if path.exists() and not path.is_file():
            raise DomainError(msg("“{name}” is not a file. Choose a CSV file.", name=shown(path.name)))
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > MAX_BYTES:
                raise DomainError(
                    msg("The file is larger than {limit} MB. Split it and import the parts.", limit=MAX_BYTES >> 20)
                )
            data = stream.read()
    except FileNotFoundError:
        raise DomainError(
            msg("There is no file “{name}”. Check the name and the folder.", name=shown(path.name))
        ) from None
    except PermissionError:
        raise DomainError(
            msg(
                "You may not read “{name}”. Close it in other programs, or copy it to your own folder.",
                name=shown(path.name),
            )
        ) from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise DomainError(msg("“{name}” cannot be read: {reason}.", name=shown(path.name), reason=reason)) from None
    if not data:
        raise _empty()
    _check_kind(data)
    return data


def _check_kind(data: bytes) -> None:
    """Refuse what is no text table at all but often bears its name."""
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise DomainError(msg("This is a spreadsheet, not a CSV file. Open it and save it as “CSV UTF-8”."))
    if data.startswith(b"%PDF"):
        raise DomainError(msg("This is a PDF document, not a CSV file. Export the list as CSV."))
    if data[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise DomainError(msg("This is a web page or an XML file, not a CSV file. Export the list as CSV."))


def _empty() -> DomainError:
    return DomainError(msg("The file is empty. Choose one with a row of names and the rows below it."))


def _separator_of(text: str) -> str:
    """The separator that gives most rows the header's width; of several, the one that gives the widest header."""
    best, best_fit = ",", (0.0, 1)
    for separator in SEPARATORS:
        sample = list(islice(_reader(text[:_SAMPLE_LETTERS], separator), _SAMPLE_ROWS))
        if len(text) > _SAMPLE_LETTERS and 1 < len(sample) < _SAMPLE_ROWS:
            sample.pop()  # cut in the middle
        header, *rows = [row for row in sample if any(row)] or [[]]
        if len(header) < 2:
            continue
        fit = (sum(len(row) == len(header) for row in rows) / len(rows) if rows else 1.0, len(header))
        if fit > best_fit:
            best, best_fit = separator, fit
    return best


def _reader(text: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(_MAX_CELL)
    header = text[: text.find("\n")]
    padded = header.count(separator) > 0 and header.count(separator) == header.count(separator + " ")
    lines = io.StringIO(text, newline="")  # ends lines at LF, CRLF and CR, and leaves them as they are
    return csv.reader(chain(lines, [_END]), delimiter=separator, skipinitialspace=padded)


def _parse(text: str, separator: str) -> list[list[str]]:
    if len(separator) != 1 or separator in '"\r\n':
        raise DomainError(msg("The separator must be one character, such as ; or ,"), "separator")
    try:
        rows = list(_reader(text, separator))
    except csv.Error:
        raise DomainError(
            msg("A cell holds more than {limit} million letters. Check its quotation marks.", limit=_MAX_CELL // 10**6)
        ) from None
    if rows.pop() != [_END]:
        number = len(rows) + 1
        raise DomainError(msg("The quotation mark opened in row {number} is never closed. Close it.", number=number))
    return rows


def _width(names: list[str], rows: list[list[str]]) -> int:
    """The number of columns, leaving out nameless ones at the end that are empty throughout (a separator too many)."""
    width = len(names)
    while width > 1 and not names[width - 1] and not any(row[width - 1] for row in rows if len(row) >= width):
        width -= 1
    if width > MAX_COLUMNS:
        raise DomainError(
            msg(
                "The file has {count} columns, and {limit} can be read. Delete those you do not need.",
                count=width,
                limit=MAX_COLUMNS,
            )
        )
    return width


def _check_header(names: list[str], rows: list[list[str]]) -> None:
    culprit = next((name for name in names if _DATA_IN_HEADER.fullmatch(name)), None)
    if culprit is None and not any(letter.isalpha() for name in names for letter in name):
        culprit = next((name for name in names if name), "")
    if culprit is None:
        sample = rows[:_SAMPLE_ROWS]
        for place, name in enumerate(names):
            if name.isdecimal() and not _YEAR.fullmatch(name):
                below = [row[place] for row in sample if len(row) > place and row[place]]
                if below and all(cell.isdecimal() for cell in below):
                    culprit = name
                    break
    if culprit is not None:
        raise DomainError(
            msg(
                "The first row must hold the names of the columns, but “{value}” looks like data. "
                "Add a row of names above it.",
                value=shown(culprit),
            )
        )


def _distinct(names: list[str]) -> list[str]:
    """The names, the missing ones numbered and the repeated ones told apart: Column 3, Name (2)."""
    named = [name or _("Column {number}", number=place) for place, name in enumerate(names, 1)]
    repeated = Counter(named)
    taken = set(named)
    seen: Counter[str] = Counter()
    distinct = []
    for name in named:
        seen[name] += 1
        if repeated[name] > 1 and seen[name] > 1:
            name = _free(name, seen[name], taken)
        distinct.append(name)
    return distinct


def _free(name: str, number: int, taken: set[str]) -> str:
    while f"{name} ({number})" in taken:
        number += 1
    taken.add(f"{name} ({number})")
    return f"{name} ({number})"


def _even(
    rows: list[list[str]], numbers: Sequence[int], width: int
) -> tuple[list[list[str]], Sequence[int], list[RowProblem]]:
    """The rows of the header's width, their numbers, and the others as problems."""
    if set(map(len, rows)) <= {width}:
        return rows, numbers, []
    even, kept, problems = [], [], []
    for number, row in zip(numbers, rows, strict=True):
        if len(row) >= width and not any(row[width:]):
            even.append(row[:width])
            kept.append(number)
        else:
            problems.append(RowProblem(number, row, _ragged(len(row), width)))
    return even, kept, problems


def _ragged(cells: int, width: int) -> Message:
    if cells < width:
        return msgn(
            "The row has {n} cell and the header has {width}: some are missing. Complete the row.",
            "The row has {n} cells and the header has {width}: some are missing. Complete the row.",
            cells,
            width=width,
        )
    return msg(
        "The row has {n} cells and the header has {width}. Put texts that hold the separator in quotation marks.",
        n=cells,
        width=width,
    )
