"""Adding and saving opportunities: their number, stage, client, product and tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from peewee import fn

from crmdesk.models import journal
from crmdesk.models.errors import DomainError, FieldProblems, StaleRecordError
from crmdesk.models.opportunities import Opportunity, OpportunityLine, Product
from crmdesk.models.pipeline import OPEN, Pipeline, Stage
from crmdesk.sales import pipeline, ranks, records, rules, tags
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.pipeline import Closing
from crmdesk.texts import msg


def add(desk: Desk, values: Mapping[str, Any], closing: Closing | None = None) -> Changes:
    """Add an opportunity.

    Args:
        values: field name to value; without a stage it starts in the first one of its pipeline, which is the first one
            of the book unless given.  A missing title is composed from client and product.
        closing: details where the stage is a won or lost one.

    Raises:
        FieldProblems: with a sentence beside each field; nothing was written.
        ClosingDetailsNeeded: the stage closes it and details are missing.
    """
    clean = records.tidy("opportunity", values)
    clean["title"] = clean.get("title") or compose_title(
        clean.get("company"), clean.get("contact"), clean.get("product")
    )
    rules.refuse("opportunity", clean, new=True)
    stage = stage_for(clean)
    with desk.step(
        msg("{kind} “{name}” added", kind=records.kind_name("opportunity"), name=str(clean["title"]))
    ) as writing:
        record = _add_row(desk, clean, stage)
        _keep_product(record, clean.get("product"))
        tags.replace("opportunity", record, clean.get("tags") or [])
        if stage.stage_kind != OPEN:
            pipeline.place(desk, [record], stage.id, None, closing)
    return writing.changes


def save(
    desk: Desk,
    record: int,
    values: Mapping[str, Any],
    base: Mapping[str, Any] | None = None,
    closing: Closing | None = None,
) -> Changes:
    """Change fields of an opportunity; a change of stage goes the same way as a drop on the board.

    Raises:
        FieldProblems: with a sentence beside each field.
        StaleRecordError: it is gone, or a field was changed meanwhile.
        ClosingDetailsNeeded: the stage closes it and details are missing.
    """
    clean = records.tidy("opportunity", values)
    rules.refuse("opportunity", clean, new=False)
    row = Opportunity.get_or_none(Opportunity.id == record)
    if row is None:
        raise StaleRecordError(msg("This opportunity was deleted meanwhile."))
    stage = clean.pop("stage", row.stage_id)
    clean.pop("pipeline", None)  # follows the stage
    with desk.step(msg("“{name}” changed", name=clean.get("title") or row.title)) as writing:
        plain = {name: value for name, value in clean.items() if name != "product"}
        records.save(desk, "opportunity", record, plain, base)
        if "product" in clean:
            _keep_product(record, clean["product"])
        if stage != row.stage_id and stage is not None:
            pipeline.move(desk, [record], stage, closing)
    return writing.changes


def save_all(desk: Desk, ids: Sequence[int], values: Mapping[str, Any]) -> Changes:
    """Give the same plain values (owner, tags, expected day...) to many opportunities, as one step."""
    return records.save_all(desk, "opportunity", ids, values)


def read(record: int) -> dict[str, Any] | None:
    """An opportunity's values by field name, as `save` takes them; None when there is no such one."""
    values = records.read("opportunity", record)
    if values is not None:
        line = (
            OpportunityLine.select()
            .where(OpportunityLine.opportunity == record)
            .order_by(OpportunityLine.place)
            .first()
        )
        values["product"] = line.product_id if line else None
    return values


def compose_title(company: int | None, contact: int | None, product: int | None) -> str | None:
    """A title from the client and the product, such as ``Acme · GTX Pro``; None when neither is known."""
    links = (("company", company), ("contact", contact if company is None else None), ("product", product))
    names = [
        records.name_of(row)
        for kind, link in links
        if link is not None and (row := records.TABLES[kind].get_or_none(records.TABLES[kind].id == link))
    ]
    return " · ".join(names) or None


def stage_for(values: Mapping[str, Any]) -> Stage:
    """The stage the values ask for, or else the first open one of their pipeline, or of the book's first.

    Raises:
        FieldProblems: there is no such stage.
        DomainError: the book has no pipeline yet.
    """
    if (stage := values.get("stage")) is not None:
        found = Stage.get_or_none(Stage.id == stage)
        if found is None:
            raise FieldProblems({"stage": msg("This stage was deleted meanwhile. Choose another one.")})
        return found  # type: ignore[no-any-return]
    stages = (
        Stage.select().join(Pipeline).where(Stage.stage_kind == OPEN).order_by(Pipeline.place, Pipeline.id, Stage.place)
    )
    if (chosen := values.get("pipeline")) is not None:
        stages = stages.where(Stage.pipeline == chosen)
    first = stages.first()
    if first is None:
        raise DomainError(msg("This book has no pipeline with an open stage. Add one in Settings."))
    return first  # type: ignore[no-any-return]


def next_number() -> int:
    """The number of the next opportunity; numbers of deleted ones are never used again while a later one exists."""
    return int(Opportunity.select(fn.MAX(Opportunity.number)).scalar() or 0) + 1


def key_of(number: int, year: int) -> str:
    """The readable key: ``OP-2026-00042``."""
    return f"OP-{year}-{number:05d}"


def _add_row(desk: Desk, clean: Mapping[str, Any], stage: Stage) -> int:
    plain = records.columns(
        "opportunity", {name: value for name, value in clean.items() if name not in ("key", "state")}
    )
    created = clean.get("created_on") or desk.today
    number = next_number()
    defaults = {"owner": desk.user, "created_on": created, "priority": 0}
    fixed = {
        "number": number, "key": key_of(number, created.year), "currency": desk.currency, "state": OPEN,
        "pipeline": stage.pipeline_id, "stage": stage.id, "rank": ranks.at_end(stage.id),
    }  # fmt: skip
    if stage.stage_kind != OPEN:
        first = (
            Stage.select()
            .where(Stage.pipeline == stage.pipeline_id, Stage.stage_kind == OPEN)
            .order_by(Stage.place)
            .first()
        )
        fixed["stage"] = first.id if first else None
    return journal.add(Opportunity, **{**defaults, **plain, **fixed})


def _keep_product(record: int, product: int | None) -> None:
    """Make this the opportunity's one product; further lines are kept."""
    line = OpportunityLine.select().where(OpportunityLine.opportunity == record).order_by(OpportunityLine.place).first()
    if product is None:
        if line is not None:
            journal.remove(OpportunityLine, [line.id])
        return
    price = Product.get_by_id(product).price_minor
    if line is None:
        journal.add(OpportunityLine, opportunity=record, product=product, place=0, price_minor=price)
    elif line.product_id != product:
        journal.edit(OpportunityLine, line.id, product=product, price_minor=price)
