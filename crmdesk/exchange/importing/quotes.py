"""What quotes and their lines say that a file leaves out, and which of them a file may not touch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmdesk.exchange.importing.sheet import Refusal, Sheet
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.opportunities import Opportunity, Product
from crmdesk.models.quotes import DRAFT, QuoteLine
from crmdesk.sales import clients, lines, locks, records, rules
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import built_in

_HOLDERS = {"quote": "opportunity", "quote_line": "quote"}
"""What each of them is part of."""


def complete(kind: str, sheet: Sheet, made: Mapping[int, Mapping[str, Any]]) -> None:
    """Refuse new rows without what they are part of, and give lines of a product its name.

    Args:
        made: the products to be made: id to columns.
    """
    holder = _HOLDERS[kind]
    reason = rules.value_problem(built_in(kind, holder), None)
    pairs = zip(sheet.column(holder), sheet.columns["record"], strict=True)
    if reason is not None:
        sheet.refuse(
            {
                place: Refusal(reason, holder)
                for place, (value, old) in enumerate(pairs)
                if value is None and old is None
            }
        )
    if kind == "quote_line":
        known = _products(sheet.column("product"))
        names = {product: row["name"] for product, row in {**known, **made}.items()}
        pairs = zip(sheet.column("name"), sheet.column("product"), strict=True)
        sheet.columns["name"] = [name or names.get(product) for name, product in pairs]


def refuse_issued(sheet: Sheet) -> None:
    """Refuse lines of quotes that were sent under one of the book's own numbers: those stay as they are."""
    now = records.values_of("quote_line", "quote", [one for one in sheet.columns["record"] if one is not None])
    pairs = list(zip(sheet.column("quote"), sheet.columns["record"], strict=True))
    held = [{quote, now.get(record)} - {None} for quote, record in pairs]
    issued = locks.issued({quote for quotes in held for quote in quotes if quote is not None})
    sheet.refuse(
        {
            place: Refusal(locks.sentence(issued[next(iter(quotes & issued.keys()))], "quote"), "quote")
            for place, quotes in enumerate(held)
            if quotes & issued.keys()
        }
    )


def quote_columns(desk: Desk, new: Sheet, given: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """The columns of new quotes that no column of the file fills: client, currency, language, day."""
    wanted = new.column("opportunity")
    sales = {row.id: row for row in Opportunity.select().where(in_ids(Opportunity.id, set(wanted)))}
    told = {known: clients.of(desk, row) for known, row in sales.items()}
    made: dict[str, Sequence[Any]] = {
        "currency": [sales[one].currency for one in wanted],
        "language": [told[one].language for one in wanted],
        "client_name": [told[one].name for one in wanted],
        "client_address": [told[one].address for one in wanted],
        "client_tax_id": [told[one].tax_id for one in wanted],
        "client_person": [told[one].person for one in wanted],
        "status": [DRAFT] * len(wanted),
        "created_on": [desk.today.isoformat()] * len(wanted),
    }
    return {name: _filled(given.get(name), values) for name, values in made.items()}


def line_columns(new: Sheet, given: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """The columns of new lines: their places, and what the catalogue says of what the file does not."""
    known = _products(new.column("product"))
    found: dict[str, Sequence[Any]] = {
        name: _filled(given.get(name), [known.get(one, {}).get(name) for one in new.column("product")])
        for name in lines.SAID
    }
    wanted = new.column("quote")
    counted: dict[int, int] = _last_places(set(wanted))
    places = []
    for quote in wanted:
        counted[quote] = counted.get(quote, -1) + 1
        places.append(counted[quote])
    return {**found, "place": places}


def _last_places(quotes: set[int]) -> dict[int, int]:
    query = QuoteLine.select(QuoteLine.quote, QuoteLine.place).where(in_ids(QuoteLine.quote, quotes))
    found: dict[int, int] = {}
    for quote, place in plain_tuples(query):
        found[quote] = max(place, found.get(quote, -1))
    return found


def _products(ids: Sequence[int | None]) -> dict[int, dict[str, Any]]:
    columns = [getattr(Product, name) for name in lines.SAID]
    query = Product.select(Product.id, *columns).where(in_ids(Product.id, {one for one in ids if one is not None}))
    return {known: dict(zip(lines.SAID, rest, strict=True)) for known, *rest in plain_tuples(query)}


def _filled(given: Sequence[Any] | None, otherwise: Sequence[Any]) -> Sequence[Any]:
    if given is None:
        return otherwise
    return [other if one is None else one for one, other in zip(given, otherwise, strict=True)]
