"""The command line's own words: what argparse says by itself, in the reader's language."""

from __future__ import annotations

import argparse

from crmdesk import texts
from crmdesk.texts import msg

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
