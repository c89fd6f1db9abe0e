"""The lines of an opportunity, a quote or a sales note: what is offered or sold, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmdesk.models import journal
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.errors import FieldProblems, StaleRecordError
from crmdesk.models.opportunities import Opportunity, OpportunityLine, Product
from crmdesk.models.pipeline import OPEN
from crmdesk.models.quotes import QuoteLine
from crmdesk.sales import locks, rules, totals
from crmdesk.sales.access import here, seen, visible
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import FIELDS, TABLES
from crmdesk.sales.rights import CHANGE
from crmdesk.sales.totals import Totals
from crmdesk.texts import Message, msg, msgn

TABLE_OF: dict[str, Any] = {"opportunity": OpportunityLine, "quote": QuoteLine, "sales_note": QuoteLine}
"""The table that holds the lines of each kind of record; the link to it bears the kind's name."""
COLUMNS = ("product", "name", "description", "unit", "quantity", "price_minor", "discount", "tax")
"""What a line says, and what is copied from paper to paper."""
SAID = ("name", "unit", "price_minor", "tax")
"""What a line copies from the catalogue."""
_FIELDS = {field.attribute: field for field in FIELDS["quote_line"] if field.attribute in COLUMNS}


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line as it is shown; the columns are those of `models.opportunities.Line`.

    Attributes:
        product: None also where the product is hidden from the user.
        total_minor: None without a price.
    """

    id: int
    product: int | None
    name: str
    description: str | None
    unit: str | None
    quantity: int
    price_minor: int | None
    discount: int
    tax: int | None

    @property
    def total_minor(self) -> int | None:
        return totals.line_total(self.quantity, self.price_minor, self.discount)


@dataclass(frozen=True, slots=True)
class Following:
    """How an opportunity's amount comes about.

    Attributes:
        by_lines: it follows the lines while it is open.
        state: open, won or lost.
    """

    by_lines: bool
    currency: str
    state: str


# Asking


def following(desk: Desk, opportunity: int) -> Following | None:
    """Whether an opportunity's amount follows its lines; None where it is gone."""
    query = Opportunity.select(Opportunity.by_lines, Opportunity.currency, Opportunity.state)
    row = next(plain_tuples(query.where(Opportunity.id == opportunity, visible(desk, Opportunity))), None)
    return None if row is None else Following(bool(row[0]), row[1], row[2])


def of(desk: Desk, kind: str, record: int) -> list[LineRow]:
    """The lines of a record (an opportunity, a quote, a sales note) in their order."""
    if not seen(desk, kind, [record]):
        return []
    rows = _rows(kind, record)
    products = seen(desk, "product", {row.product for row in rows if row.product is not None})
    return [row if row.product in products else _without_product(row) for row in rows]


def totals_of(desk: Desk, kind: str, record: int) -> Totals:
    """What a record's lines come to."""
    return totals.of(_rows(kind, record) if seen(desk, kind, [record]) else ())


def _rows(kind: str, record: int) -> list[LineRow]:
    table = TABLE_OF[kind]
    columns = [getattr(table, name) for name in COLUMNS]
    query = table.select(table.id, *columns, Product.name).left_outer_join(Product, on=(table.product == Product.id))
    query = query.where(getattr(table, kind) == record).order_by(table.place, table.id)
    found = []
    for known, product, name, *rest, catalogue in plain_tuples(query):
        found.append(LineRow(known, product, name or catalogue or "", *rest))
    return found


def _without_product(row: LineRow) -> LineRow:
    values = (row.name, row.description, row.unit, row.quantity, row.price_minor, row.discount, row.tax)
    return LineRow(row.id, None, *values)


# Changing


def add(desk: Desk, kind: str, record: int, lines: Sequence[Mapping[str, Any]]) -> Changes:
    """Add lines at the end of a record's.

    Args:
        lines: column name (of `COLUMNS`) to value; what a product says is copied where nothing else is given.

    Raises:
        FieldProblems: with a sentence for each column.
        DomainError: the record stays as it is, or its total could not be kept.
        StaleRecordError: the record or a product is gone.
    """
    _refuse(desk, kind, record)
    label = msgn("{n} line added", "{n} lines added", len(lines))
    unpriced = _unpriced(desk, kind, record, lines)
    with desk.step(unpriced or label) as writing:
        made = append(desk, kind, record, lines)
        if len(made) == 1 and unpriced is None:
            writing.entry.rename(msg("Line “{name}” added", name=_name(kind, made[0])))
        settle(desk, kind, record)
    return writing.changes


def append(desk: Desk, kind: str, record: int, lines: Sequence[Mapping[str, Any]]) -> list[int]:
    """Add lines inside a step that does more, and that settles the record at its end; their ids."""
    known = {line["product"] for line in lines if line.get("product") is not None}
    here(desk, "product", known)
    offered = _catalogue(known, currency_of(kind, record))
    clean = [_checked({**offered.get(line.get("product"), {}), **_given(line)}, new=True) for line in lines]
    table = TABLE_OF[kind]
    places = plain_tuples(table.select(table.place).where(getattr(table, kind) == record))
    last = max((place for (place,) in places), default=-1)
    rows = [{**line, kind: record, "place": last + at} for at, line in enumerate(clean, 1)]
    return journal.add_rows(table, rows)


def change(desk: Desk, kind: str, line: int, values: Mapping[str, Any]) -> Changes:
    """Change columns of a line; another product brings its name, unit, price and tax along.

    Raises:
        FieldProblems: with a sentence for each column.
        DomainError: the record stays as it is, or its total could not be kept.
        StaleRecordError: the line or the product is gone.
    """
    record = _record_of(kind, [line])
    _refuse(desk, kind, record)
    product = values.get("product")
    if product is not None:
        here(desk, "product", [product])
    said = _catalogue([product], currency_of(kind, record)).get(product, {})
    clean = _checked({**said, **values}, new=False)
    with desk.step(
        _unpriced(desk, kind, record, [values]) or msg("Line “{name}” changed", name=_name(kind, line))
    ) as writing:
        journal.edit(TABLE_OF[kind], line, **clean)
        settle(desk, kind, record)
    return writing.changes


def reorder(desk: Desk, kind: str, record: int, ids: Sequence[int]) -> Changes:
    """Put a record's lines in this order.

    Raises:
        StaleRecordError: they are not its lines any more.
        DomainError: the record stays as it is.
    """
    _refuse(desk, kind, record)
    if sorted(ids) != sorted(row.id for row in _rows(kind, record)):
        raise StaleRecordError(msg("The lines were changed meanwhile. Look at them again."))
    with desk.step(msg("Lines put in order")) as writing:
        journal.edit_rows(TABLE_OF[kind], {line: {"place": place} for place, line in enumerate(ids)})
    return writing.changes


def remove(desk: Desk, kind: str, ids: Sequence[int]) -> Changes:
    """Take lines of one record out.

    Raises:
        StaleRecordError: one is gone.
        DomainError: the record stays as it is, or its total could not be kept.
    """
    record = _record_of(kind, ids)
    _refuse(desk, kind, record)
    label = msgn("{n} line removed", "{n} lines removed", len(ids))
    with desk.step(msg("Line “{name}” removed", name=_name(kind, ids[0])) if len(ids) == 1 else label) as writing:
        journal.remove(TABLE_OF[kind], ids)
        settle(desk, kind, record)
        if kind == "opportunity" and _follows(record) and not _rows(kind, record):
            journal.edit(Opportunity, record, amount_minor=None)  # nobody knows it any more
    return writing.changes


def _name(kind: str, line: int) -> str:
    row = TABLE_OF[kind].get_by_id(line)
    return str(row.name or (row.product.name if row.product_id else ""))


def follow(desk: Desk, opportunity: int, on: bool) -> Changes:
    """Let an opportunity's amount follow its lines, or be typed.

    Raises:
        StaleRecordError: it is gone.
        DomainError: the lines' total could not be kept.
    """
    here(desk, "opportunity", [opportunity], CHANGE)
    row: Any = Opportunity.get_by_id(opportunity)
    label = msg("The amount of “{name}” follows its lines") if on else msg("The amount of “{name}” is typed")
    with desk.step(Message(label.text, {"name": row.title})) as writing:
        journal.edit(Opportunity, opportunity, by_lines=on)
        settle(desk, "opportunity", opportunity)
    return writing.changes


def settle(desk: Desk, kind: str, record: int) -> None:
    """Refuse what the lines come to now, or let an opportunity's amount follow them; at the end of a step.

    Raises:
        DomainError: the total could not be kept.
    """
    sums = totals.of(_rows(kind, record))
    totals.refuse(sums)
    if kind != "opportunity" or not sums.lines:
        return
    if _follows(record):
        journal.edit(Opportunity, record, amount_minor=sums.net_minor)


def _follows(opportunity: int) -> bool:
    """Whether an opportunity's amount follows its lines: while it is open."""
    found = Opportunity.select().where(Opportunity.id == opportunity, Opportunity.by_lines, Opportunity.state == OPEN)
    return bool(found.exists())


def settle_opportunities(desk: Desk, records: Iterable[int]) -> None:
    """Let the amounts follow of those opportunities among these that are so; at the end of a step."""
    query = Opportunity.select(Opportunity.id).where(in_ids(Opportunity.id, records), Opportunity.by_lines)
    for (record,) in list(plain_tuples(query)):
        settle(desk, "opportunity", record)


def copied(product: Any, currency: str) -> dict[str, Any]:
    """What a line copies from the catalogue; a price in another currency than that of the lines is left unknown."""
    said = {name: getattr(product, name) for name in SAID}
    return said if product.currency == currency else {**said, "price_minor": None}


def _unpriced(desk: Desk, kind: str, record: int, given: Iterable[Mapping[str, Any]]) -> Message | None:
    """What is said where a product's price is in another currency, and nobody gave one; of several of the first."""
    asked = {line["product"] for line in given if line.get("product") and line.get("price_minor") is None}
    if not asked:
        return None
    own = currency_of(kind, record)
    query = Product.select(Product.name, Product.currency).where(in_ids(Product.id, asked), visible(desk, Product))
    row = next(plain_tuples(query.where(Product.currency != own, Product.price_minor.is_null(False))), None)
    if row is None:
        return None
    return msg(
        "Line without a price: that of “{name}” is in {other}. Type it in {currency}.",
        name=row[0], other=row[1], currency=own,
    )  # fmt: skip


def currency_of(kind: str, record: int) -> str:
    """The currency that a record's lines are in."""
    table: Any = TABLES[kind]
    return str(next(plain_tuples(table.select(table.currency).where(table.id == record)))[0])


def _catalogue(products: Iterable[int | None], currency: str) -> dict[int | None, dict[str, Any]]:
    query = Product.select().where(in_ids(Product.id, [known for known in products if known is not None]))
    return {row.id: copied(row, currency) for row in query}


def _given(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if value is not None or name == "product"}


def _record_of(kind: str, lines: Sequence[int]) -> int:
    table = TABLE_OF[kind]
    link = getattr(table, kind)
    found = {record for (record,) in plain_tuples(table.select(link).where(in_ids(table.id, lines)))}
    if len(found) != 1 or None in found:
        raise StaleRecordError(msg("This line was removed meanwhile."))
    return int(found.pop())


def _refuse(desk: Desk, kind: str, record: int) -> None:
    here(desk, kind, [record], CHANGE)
    locks.refuse(kind, [record])


def _checked(values: Mapping[str, Any], *, new: bool) -> dict[str, Any]:
    """The values tidied.

    Raises:
        FieldProblems: with a sentence for each column.
    """
    clean = {name: (value.strip() or None) if isinstance(value, str) else value for name, value in values.items()}
    found: dict[str, Message] = {}
    for name, value in clean.items():
        if problem := _problem(name, value):
            found[name] = problem
    if not clean.get("name") and (new or "name" in clean):
        found["name"] = msg("Say what is offered: choose a product, or write a name.")
    for name in ("quantity", "discount"):
        if name in clean and clean[name] is None:
            found[name] = msg("{field} is missing. Fill it in.", field=_FIELDS[name].label)
    if found:
        raise FieldProblems(found)
    return clean


def _problem(name: str, value: Any) -> Message | None:
    if name == "price_minor" and isinstance(value, int):
        value = abs(value)  # a line may take something off
    return rules.value_problem(_FIELDS[name], value)
