"""Quotes and sales notes on paper: the office's template, or the shipped one, filled in the client's language."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from crmdesk.exchange.templating import line_of, sandbox
from crmdesk.models.errors import DomainError, StaleRecordError
from crmdesk.models.money import exponent, to_decimal_text
from crmdesk.models.quotes import Quote
from crmdesk.resources import resource
from crmdesk.sales import audit, lines, papers, totals
from crmdesk.sales.access import gone, visible
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import TABLES
from crmdesk.sales.lines import LineRow
from crmdesk.sales.totals import Totals
from crmdesk.texts import Message, msg

# What is printed is in the client's language, whatever the reader's: these are no texts of the catalogue.
_FOOTERS = {
    "es": {"quote": "{number} · Página {page} de {pages}",
           "sales_note": "{number} · Documento sin validez fiscal · Página {page} de {pages}"},
    "en": {"quote": "{number} · Page {page} of {pages}",
           "sales_note": "{number} · No fiscal value · Page {page} of {pages}"},
}  # fmt: skip
_LETTERS_BEFORE_FIGURES = re.compile(r"(?<=[A-Z])(?=\d)")
_DRAFT = {"es": "Borrador", "en": "Draft"}
NAMES = {
    "office": ("name", "tax_id", "address", "contact", "logo"),
    "client": ("name", "tax_id", "address", "person"),
    "paper": ("title", "number", "date", "valid_until", "revision", "replaces", "draft", "intro", "terms"),
    "lines": ("name", "description", "quantity", "unit", "price", "discount", "tax", "total"),
    "totals": ("net", "tax", "total", "taxes"),
}
"""What a template can name: in `office.name`, in a line of `lines`, in a tax of `totals.taxes` (rate, base, amount)."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that is ready to be printed.

    Attributes:
        html: its text.
        footer: below each page, with places {page} and {pages}.
        name: of the file.
        size: of the paper, one of `sales.papers.SIZES`.
    """

    html: str
    footer: str
    name: str
    size: str


def of_record(desk: Desk, kind: str, record: int) -> Paper:
    """A quote or a sales note on paper.

    Raises:
        StaleRecordError: it is gone.
        DomainError: the office's own template is broken; says in which line.
    """
    table: Any = TABLES[kind]
    row = table.get_or_none(table.id == record, visible(desk, table))
    if row is None:
        raise StaleRecordError(gone(kind))
    rows = lines.of(desk, kind, record)
    number = row.number or _DRAFT[row.language]
    values = {
        **_office(desk), "client": _client(row), "paper": _paper(desk, row, kind),
        **_amounts(desk, row.language, row.currency, rows),
    }  # fmt: skip
    html = fill(_template(desk, kind, row.language), values)
    client = f" - {row.client_name}" if row.client_name else ""
    return Paper(html, _FOOTERS[row.language][kind].replace("{number}", number), f"{number}{client}", papers.size(desk))


def sample(desk: Desk, kind: str, language: str, template: str) -> Paper:
    """A made-up paper, to see what a template makes of it.

    Raises:
        DomainError: the template is broken; says in which line.
    """
    rows = [
        LineRow(1, None, "Silla Ñandú" if language == "es" else "Chair “Ñandú”", None, None, 12_000, 4_999, 0, 1_600),
        LineRow(2, None, "Transporte" if language == "es" else "Transport", None, None, 1_000, 15_000, 500, None),
    ]
    number = f"{papers.read(desk).series[kind]}-{desk.today.year}-0001"
    days = {name: _day(desk, language, desk.today) for name in ("date", "valid_until")}
    paper = {**dict.fromkeys(NAMES["paper"], ""), "title": rows[0].name, "number": number, "revision": 1, **days}
    client = {"name": "Muebles León", "tax_id": "MUL850101AAA", "address": ["Calle 5"], "person": "Rosa Peña"}
    values = {**_office(desk), "client": client, "paper": paper, **_amounts(desk, language, desk.currency, rows)}
    footer = _FOOTERS[language][kind].replace("{number}", number)
    return Paper(fill(template or shipped(kind, language), values), footer, number, papers.size(desk))


def shipped(kind: str, language: str) -> str:
    """The template that ships."""
    return resource("templates", language, f"{kind}.html").read_text("utf-8")


def note_saved(desk: Desk, name: str) -> None:
    """Put into the audit list that a paper left the book."""
    audit.note(desk, audit.EXPORTED, msg("“{name}” as PDF", name=name))


def fill(template: str, values: Mapping[str, Any]) -> str:
    """The template with these values.

    Raises:
        DomainError: a line of it cannot be read, or names what there is not; says which.
    """
    from jinja2 import TemplateSyntaxError

    try:
        return str(sandbox(html=True).from_string(template).render(values))
    except TemplateSyntaxError as problem:
        raise DomainError(_unreadable(problem.lineno), "template") from problem
    except RecursionError as problem:
        raise DomainError(_unreadable(1), "template") from problem
    except Exception as problem:  # whatever somebody's template can do wrong
        raise DomainError(
            msg(
                "Line {line} of the template cannot be filled in: {problem}.",
                line=line_of(problem),
                problem=str(problem),
            ),
            "template",
        ) from problem


def _unreadable(line: int) -> Message:
    return msg(
        "Line {line} of the template cannot be read. Write fields as {field} and conditions as {condition}.",
        line=line, field="{{ paper.number }}", condition="{% if client.tax_id %} … {% endif %}",
    )  # fmt: skip


def _template(desk: Desk, kind: str, language: str) -> str:
    return papers.read(desk).templates.get((kind, language)) or shipped(kind, language)


# What goes into the places


def _office(desk: Desk) -> dict[str, Any]:
    told = papers.read(desk)
    logo = f"data:image/png;base64,{base64.b64encode(told.logo).decode()}" if told.logo else ""
    return {
        "office": {
            "name": desk.settings.name, "tax_id": told.tax_id, "address": told.address.splitlines(),
            "contact": told.contact.splitlines(), "logo": logo,
        }
    }  # fmt: skip


def _client(row: Any) -> dict[str, Any]:
    return {
        "name": row.client_name or "", "tax_id": row.client_tax_id or "", "person": row.client_person or "",
        "address": (row.client_address or "").splitlines(),
    }  # fmt: skip


def _paper(desk: Desk, row: Any, kind: str) -> dict[str, Any]:
    language = row.language
    is_quote = kind == Quote.kind
    replaced: Any = Quote.get_or_none(Quote.id == row.replaces_id) if is_quote and row.replaces_id else None
    day = (row.sent_on if is_quote else row.sold_on) or row.created_on
    return {
        "title": row.title, "number": row.number or "", "draft": is_quote and row.number is None,
        "date": _day(desk, language, day), "valid_until": _day(desk, language, row.valid_until) if is_quote else "",
        "revision": row.revision if is_quote else 1, "replaces": (replaced.number or "") if replaced else "",
        "intro": (row.intro or "").splitlines(), "terms": (row.terms or "").splitlines(),
    }  # fmt: skip


def _amounts(desk: Desk, language: str, currency: str, rows: Sequence[LineRow]) -> dict[str, Any]:
    """Lines and totals as the client reads them."""
    sums = totals.of(rows)
    write = _Writer(_locale(desk, language), currency)
    return {"lines": [_line(row, write) for row in rows], "totals": _totals(sums, write)}


def _line(row: LineRow, write: _Writer) -> dict[str, Any]:
    return {
        "name": row.name, "description": (row.description or "").splitlines(), "unit": row.unit or "",
        "quantity": write.number(row.quantity, 3), "price": write.money(row.price_minor),
        "discount": write.percent(row.discount) if row.discount else "",
        "tax": write.percent(row.tax) if row.tax is not None else "", "total": write.money(row.total_minor),
    }  # fmt: skip


def _totals(sums: Totals, write: _Writer) -> dict[str, Any]:
    taxes = [
        {"rate": write.percent(tax.rate), "base": write.money(tax.base_minor), "amount": write.money(tax.tax_minor)}
        for tax in sums.taxes
    ]
    return {
        "net": write.money(sums.net_minor), "taxes": taxes, "tax": write.money(sums.tax_minor),
        "total": write.money(sums.total_minor),
    }  # fmt: skip


class _Writer:
    """Writes numbers and money by a locale."""

    def __init__(self, locale: str, currency: str) -> None:
        self._locale, self._currency = locale, currency

    def money(self, minor: int | None) -> str:
        """With the currency's sign and all its decimals; nothing where it is not known."""
        if minor is None:
            return ""
        from babel.numbers import format_currency

        amount = Decimal(to_decimal_text(minor, self._currency))
        pattern = None if exponent(self._currency) else "¤#,##0"
        text = str(format_currency(amount, self._currency, pattern, self._locale, currency_digits=True))
        return _LETTERS_BEFORE_FIGURES.sub("\u00a0", text)

    def number(self, value: int, places: int) -> str:
        from babel.numbers import format_decimal

        return str(format_decimal(Decimal(value).scaleb(-places), "#,##0.###", self._locale))

    def percent(self, hundredths: int) -> str:
        return f"{self.number(hundredths, 2)}\u00a0%"


def _locale(desk: Desk, language: str) -> str:
    """The locale of the office's language in its country, and of another language as it is most written."""
    from babel import Locale, UnknownLocaleError

    try:
        own = desk.settings.country if language == desk.settings.language else ""
        return str(Locale.parse(f"{language}_{own}".rstrip("_")))
    except (UnknownLocaleError, ValueError):
        return language


def _day(desk: Desk, language: str, day: date | None) -> str:
    from babel.dates import format_date

    return "" if day is None else str(format_date(day, "long", locale=_locale(desk, language)))
