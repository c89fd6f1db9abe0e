"""What stands on every quote and sales note: the office's name and address, its logo, words and templates."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crmdesk.models.errors import FieldProblems
from crmdesk.models.people import LANGUAGES
from crmdesk.sales import rules, settings
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import LONG, SHORT
from crmdesk.texts import Message, msg

QUOTE, NOTE = "quote", "sales_note"
SORTS = (QUOTE, NOTE)
SERIES = {QUOTE: {"es": "COT", "en": "Q"}, NOTE: {"es": "NV", "en": "SN"}}
"""What numbers begin with, by the sort of paper and the book's language."""
MOST_DAYS, MOST_LOGO, LONGEST_SERIES = 3650, 1_000_000, 12
A4, LETTER = "a4", "letter"
SIZES = (A4, LETTER)
"""The sizes of paper."""
_ON_LETTER = frozenset(["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"])
"""Countries that write on Letter, by Unicode's CLDR; all others do on A4."""
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Papers:
    """What the settings say about papers.

    Attributes:
        logo: a PNG; empty for none.
        series: sort of paper to what its numbers begin with.
        days: how long a quote is valid; 0 for without end.
        intro, terms: of a quote, by language.
        note_terms: of a sales note, by language.
        templates: the office's own, by sort and language; what is not there is the shipped one.
        size: of the paper, one of `SIZES`; empty for what is usual in the office's country.
    """

    tax_id: str = ""
    address: str = ""
    contact: str = ""
    logo: bytes = b""
    series: Mapping[str, str] = field(default_factory=dict)
    days: int = 30
    intro: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)
    note_terms: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[tuple[str, str], str] = field(default_factory=dict)
    size: str = ""


_LINES: dict[str, tuple[str, Message, int]] = {
    "tax_id": ("office_tax_id", msg("Tax id"), SHORT),
    "address": ("office_address", msg("Address"), 2_000),
    "contact": ("office_contact", msg("Phone, e-mail, web"), 2_000),
}
_BY_LANGUAGE: dict[str, tuple[str, Message]] = {
    "intro": ("quote_intro", msg("Introduction")),
    "terms": ("quote_terms", msg("Terms")),
    "note_terms": ("note_terms", msg("Terms of sales notes")),
}
_SERIES = {QUOTE: "quote_series", NOTE: "note_series"}


def read(desk: Desk) -> Papers:
    """The settings as they are."""
    kept = desk.settings
    templates = {(sort, tongue): text for key, text in kept["paper_templates"].items()
                 for sort, tongue in [key.rsplit(".", 1)]}  # fmt: skip
    return Papers(
        kept["office_tax_id"], kept["office_address"], kept["office_contact"], base64.b64decode(kept["logo"]),
        {sort: kept[name].get("text") or SERIES[sort][kept.language] for sort, name in _SERIES.items()},
        int(kept["quote_days"]), dict(kept["quote_intro"]), dict(kept["quote_terms"]), dict(kept["note_terms"]),
        templates, str(kept["paper_size"]),
    )  # fmt: skip


def size(desk: Desk) -> str:
    """The size of paper that is printed on: the office's choice, or what is usual in its country."""
    return str(desk.settings["paper_size"]) or usual_size(desk)


def usual_size(desk: Desk) -> str:
    """The size of paper that is usual in the office's country."""
    return LETTER if desk.settings.country in _ON_LETTER else A4


def change(desk: Desk, **values: Any) -> Changes:
    """Change what stands on papers.

    Args:
        values: names of `Papers` but for templates; of a text by language, and of the series, what is given counts and
            the rest stays.

    Raises:
        FieldProblems: with a sentence for each; nothing was written.
        NotAllowedError: the user does not set up the book.
    """
    found = {name: problem for name, value in values.items() if (problem := _problem(name, value))}
    if found:
        raise FieldProblems(found)
    kept: dict[str, Any] = {}
    for name, value in values.items():
        if name in _LINES:
            kept[_LINES[name][0]] = value.strip()
        elif name in _BY_LANGUAGE:
            setting = _BY_LANGUAGE[name][0]
            whole = {**desk.settings[setting], **{tongue: text.strip() for tongue, text in value.items()}}
            kept[setting] = {tongue: text for tongue, text in whole.items() if text}
        elif name == "series":
            kept |= {_SERIES[sort]: {"text": text.strip()} for sort, text in value.items()}
        elif name == "logo":
            kept["logo"] = base64.b64encode(value).decode()
        elif name == "size":
            kept["paper_size"] = value
        else:
            kept["quote_days"] = value
    return settings.change(desk, **kept)


def keep_template(desk: Desk, sort: str, language: str, text: str) -> Changes:
    """Keep the office's own template of a sort of paper; an empty one gives the shipped one back.

    That it can be read is for who prints it (`exchange.papers`) to say.

    Raises:
        FieldProblems: it is too long, or cannot be kept.
    """
    if sort not in SORTS or language not in LANGUAGES:
        raise KeyError(f"no such paper: {sort} {language}")
    if problem := rules.text_problem(msg("Template"), text, LONG):
        raise FieldProblems({"template": problem})
    key = f"{sort}.{language}"
    others = {name: kept for name, kept in desk.settings["paper_templates"].items() if name != key}
    return settings.change(desk, paper_templates={**others, **({key: text} if text.strip() else {})})


def _problem(name: str, value: Any) -> Message | None:
    if name in _LINES:
        _setting, label, most = _LINES[name]
        return rules.text_problem(label, value, most)
    if name in _BY_LANGUAGE:
        texts = (rules.text_problem(_BY_LANGUAGE[name][1], text, 10_000) for text in value.values())
        return next((problem for problem in texts if problem), None)
    if name == "series":
        return next((problem for text in value.values() if (problem := _series_problem(text))), None)
    if name == "logo":
        return _logo_problem(value)
    if name == "size":
        return None if value in ("", *SIZES) else msg("Choose A4 or Letter.")
    return None if 0 <= value <= MOST_DAYS else msg("A number from 0 to {most}.", most=MOST_DAYS)


def _series_problem(text: str) -> Message | None:
    if not text.strip():
        return msg("Write what the numbers begin with, such as {example}.", example="Q")
    return rules.text_problem(msg("Series"), text.strip(), LONGEST_SERIES, lines=False)


def _logo_problem(data: bytes) -> Message | None:
    if not data:
        return None
    if not data.startswith(_PNG):
        return msg("This is not a picture that can be kept. Choose a PNG or JPEG file.")
    return msg("The picture is too large. Choose one of less than 1 MB.") if len(data) > MOST_LOGO else None
