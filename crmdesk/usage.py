"""How the command line is called: argparse's words in the reader's language, what is read, what can be printed."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from crmdesk import texts
from crmdesk.models.errors import DomainError
from crmdesk.texts import _, msg

# What argparse looks up; named here for the catalogue to hold it.
_SAID = (
    msg("usage: "),
    msg("positional arguments"),
    msg("options"),
    msg("show this help message and exit"),
    msg("%(prog)s: error: %(message)s\n"),
    msg("argument %(argument_name)s: %(message)s"),
    msg("the following arguments are required: %s"),
    msg("unrecognized arguments: %s"),
    msg("ambiguous option: %(option)s could match %(matches)s"),
    msg("invalid choice: %(value)r (choose from %(choices)s)"),
    msg("invalid %(type)s value: %(value)r"),
    msg("expected one argument"),
)


def speak() -> None:
    """Let argparse take its words from the program's catalogue; what is not in it stays English."""
    vars(argparse)["_"] = texts._


def print_any_letter() -> None:
    """Write letters that the terminal's encoding lacks as escapes, instead of failing on them."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def print_nothing_more() -> None:
    """Keep Python from failing at its end on output that nobody reads any more."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass  # no real stream: nothing is flushed at the end


def refuse_broken_letters(given: Sequence[str]) -> None:
    """Refuse arguments that are no text: bytes in another encoding, halves of letters.

    Raises:
        DomainError: says which.
    """
    for text in given:
        try:
            text.encode()
        except UnicodeEncodeError:
            shown = text.encode("utf-8", "backslashreplace").decode()
            raise DomainError(
                msg("“{text}” is not text in UTF-8. Type it again, or rename the file.", text=shown)
            ) from None


def user_last(given: Sequence[str]) -> list[str]:
    """The arguments with a leading ``--user NAME`` put behind the rest, where the commands look for it."""
    own = 2 if given[:1] == ["--user"] else 1 if given and given[0].startswith("--user=") else 0
    return [*given[own:], *given[:own]]


def same_file(one: Path, other: Path) -> bool:
    """Whether two names mean one file, perhaps one that is not there at the moment."""
    try:
        return one.samefile(other) if one.exists() else one.resolve() == other.resolve()
    except (OSError, ValueError):
        return False


# Values of options


def pair(text: str) -> tuple[str, str]:
    """``Column=field``, split at the last equals sign."""
    column, equals, name = text.rpartition("=")
    if not (equals and column and name):
        raise argparse.ArgumentTypeError(_("write it as Column=field"))
    return column, name


def each_once(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Column to field.

    Raises:
        DomainError: a column is given two fields.
    """
    found: dict[str, str] = {}
    for column, name in pairs:
        if found.setdefault(column, name) != name:
            raise DomainError(msg("The column “{column}” is mapped to two fields. Choose one of them.", column=column))
    return found


def day(text: str) -> date:
    """An ISO day."""
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(_("write the day as 2026-12-31")) from problem


def whole_up_to(most: int) -> Callable[[str], int]:
    """What reads a whole number from 0 to `most`."""

    def read(text: str) -> int:
        if not text.isdecimal():
            raise argparse.ArgumentTypeError(_("write a whole number"))
        digits = text.lstrip("0") or "0"
        if len(digits) > len(str(most)) or int(digits) > most:
            raise argparse.ArgumentTypeError(_("write a number up to {most}", most=most))
        return int(digits)

    return read
