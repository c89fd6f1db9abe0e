"""Adding and saving opportunities: their number, stage, client, product and tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from peewee import fn

from crmdesk.models import journal
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.models.fold import fold
from crmdesk.models.ids import new_ids
from crmdesk.models.opportunities import Opportunity, OpportunityLine, Product
from crmdesk.models.people import Company, Contact, User
from crmdesk.models.pipeline import OPEN, Pipeline, Stage
from crmdesk.sales import custom_values, entering, lines, links, pipeline, ranks, records, rules, tags
from crmdesk.sales.access import here, require, visible
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import TABLES, built_in
from crmdesk.sales.pipeline import Closing
from crmdesk.sales.rights import ADD, CHANGE
from crmdesk.texts import msg, msgn

OUTCOME = ("closed_on", "reason", "reason_note", "lost_to")
"""How an opportunity ended: told when it is closed, and corrected while it stays closed."""
_FIXED = ("key", "state")


def add(desk: Desk, values: Mapping[str, Any], closing: Closing | None = None) -> Changes:
    """Add an opportunity.

    Args:
        values: field name to value; without a stage it starts in the first one of its pipeline, which is the first one
            of the book unless given.  A missing title is composed from client and product.
        closing: details where the stage is a won or lost one; made of the values where it is not given.

    Raises:
        FieldProblems: with a sentence beside each field, one that other actions tell among them; nothing was written.
        ClosingDetailsNeeded: the stage closes it and details are missing.
        EntryDetailsNeeded: the stage needs to know more of it.
    """
    named = _titled(values)
    label = msg("{kind} “{name}” added", kind=records.kind_name("opportunity"), name=str(named["title"]))
    with desk.step(label) as writing:
        record = add_row(desk, named, closing)
        stage = Opportunity.get_by_id(record).stage
        if stage is not None and stage.stage_kind == OPEN:
            entering.tell(desk, stage, [record], closing.known if closing else {}, new=True)
    return writing.changes


def add_row(desk: Desk, values: Mapping[str, Any], closing: Closing | None = None) -> int:
    """Add an opportunity (see `add`) inside a step that does more; its id."""
    require(desk, "opportunity", ADD)
    clean = _titled(values)
    rules.refuse(desk, "opportunity", clean, new=True)
    links.refuse(desk, "opportunity", clean)
    stage = stage_for(clean)
    _refuse_fixed({name: clean.get(name) for name in _FIXED}, {})
    told = {name: clean.pop(name, None) for name in OUTCOME}
    if stage.stage_kind == OPEN:
        _refuse_outcome(told)
    record = _new_row(desk, clean, stage)
    keep_product(record, clean.get("product"))
    tags.replace("opportunity", record, clean.get("tags") or [])
    custom_values.replace_all(desk, "opportunity", {record: custom_values.among(clean)})
    if stage.stage_kind != OPEN:
        pipeline.place(desk, [record], stage.id, None, closing or _closing_of(told), new=True)
    else:
        entering.begin(desk, stage, [record])
    return record


def _titled(values: Mapping[str, Any]) -> dict[str, Any]:
    """The tidy values with a title, composed where none is given."""
    clean = records.tidy("opportunity", values)
    clean["title"] = clean.get("title") or compose_title(
        clean.get("company"), clean.get("contact"), clean.get("product")
    )
    return clean


def save(
    desk: Desk,
    record: int,
    values: Mapping[str, Any],
    base: Mapping[str, Any] | None = None,
    closing: Closing | None = None,
) -> Changes:
    """Change fields of an opportunity; a change of stage goes the same way as a drop on the board.

    How a closed one ended (`OUTCOME`) may be corrected; an open one is closed by its stage.

    Raises:
        FieldProblems: with a sentence beside each field, one that other actions tell among them.
        StaleRecordError: it is gone, or a field was changed meanwhile.
        ClosingDetailsNeeded: the stage closes it and details are missing.
        EntryDetailsNeeded: the stage it goes to needs to know more of it.
    """
    here(desk, "opportunity", [record], CHANGE)
    clean = records.tidy("opportunity", values)
    rules.refuse(desk, "opportunity", clean, new=False)
    row: Any = Opportunity.get_or_none(Opportunity.id == record)
    clean = records.changed_since(desk, "opportunity", row, clean, base)
    changed = records.differing(desk, "opportunity", row, clean)
    links.refuse(desk, "opportunity", {**changed, **_other_product(record, clean)})
    if "amount" in changed:
        _refuse_typed_amount([record])
    to = Stage.get_by_id(changed["stage"]) if changed.get("stage") is not None else None
    _refuse_fixed(changed, {"pipeline": to.pipeline_id if to else row.pipeline_id})
    told = {name: changed[name] for name in OUTCOME if name in changed}
    if to is not None and to.stage_kind != OPEN:
        closing = closing or _closing_of({**{name: clean.get(name) for name in OUTCOME}, **told})
    else:
        _refuse_outcome(told, row if to is None else None)
    with desk.step(msg("“{name}” changed", name=clean.get("title") or row.title)) as writing:
        left_out = {"product", "stage", "pipeline", *_FIXED, *(OUTCOME if to is not None else ())}
        records.save(desk, "opportunity", record, {name: clean[name] for name in clean if name not in left_out})
        if "product" in clean:
            keep_product(record, clean["product"])
            lines.settle_opportunities(desk, [record])
        if to is not None:
            pipeline.move(desk, [record], to.id, closing)
    return writing.changes


def _refuse_fixed(changed: Mapping[str, Any], follows: Mapping[str, Any]) -> None:
    """Refuse to type what is made by the book, or follows from another field."""
    found = {
        name: msg("{field} cannot be typed: it follows from the rest.", field=built_in("opportunity", name).label)
        for name in (*_FIXED, *follows)
        if changed.get(name) is not None and changed[name] != follows.get(name)
    }
    if found:
        raise FieldProblems(found)


def _refuse_typed_amount(ids: Sequence[int]) -> None:
    """Refuse to type the amount of an open opportunity that follows its lines."""
    follows = Opportunity.select().where(in_ids(Opportunity.id, ids), Opportunity.by_lines, Opportunity.state == OPEN)
    if follows.exists():
        raise FieldProblems(
            {"amount": msg("The amount follows the lines under Products. Change them, or switch that off there.")}
        )


def _refuse_outcome(told: Mapping[str, Any], row: Opportunity | None = None) -> None:
    """Refuse an outcome of an open opportunity, and a wrong one of a closed one.

    Args:
        row: the opportunity, which stays where it is; None for one that is open from now on.
    """
    if row is not None and row.state != OPEN:
        found = pipeline.correction_problems(row, told)
    else:
        found = {
            name: msg("{field} is told when it is won or lost.", field=built_in("opportunity", name).label)
            for name, value in told.items()
            if value is not None
        }
    if found:
        raise FieldProblems(found)


def _closing_of(told: Mapping[str, Any]) -> Closing | None:
    """What a form's own fields tell of the outcome."""
    if not any(told.values()):
        return None
    return Closing(told["closed_on"], {}, told["reason"], told["reason_note"] or "", lost_to=told["lost_to"])


def _other_product(record: int, clean: Mapping[str, Any]) -> dict[str, Any]:
    """The product among the values, where it is not the one kept."""
    product = clean.get("product")
    return {} if product is None or first_products([record]).get(record) == product else {"product": product}


def save_all(desk: Desk, ids: Sequence[int], values: Mapping[str, Any]) -> Changes:
    """Give the same plain values (owner, tags, expected day...) to many opportunities, as one step.

    Raises:
        FieldProblems: with a sentence beside each field; `pipeline.move` changes the stage, and closing is its own.
        StaleRecordError: one was deleted meanwhile.
    """
    one_by_one = [name for name in values if name in ("stage", "pipeline", "product", *_FIXED, *OUTCOME)]
    if one_by_one:
        raise FieldProblems(
            {
                name: msg("{field} cannot be given to several at once.", field=built_in("opportunity", name).label)
                for name in one_by_one
            }
        )
    if "amount" in values:
        _refuse_typed_amount(ids)
    return records.save_all(desk, "opportunity", ids, values)


def read(desk: Desk, record: int) -> dict[str, Any] | None:
    """An opportunity's values by field name, as `save` takes them; None when there is no such one."""
    values = records.read(desk, "opportunity", record)
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
        if link is not None and (row := TABLES[kind].get_or_none(TABLES[kind].id == link))
    ]
    return join_title(*names)


def join_title(*names: str | None) -> str | None:
    """The names of client and product as one title; None when there are none."""
    return " · ".join(name for name in names if name) or None


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
        return found
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


def key_of(number: int, year: int | str) -> str:
    """The readable key: ``OP-2026-00042``."""
    return f"OP-{year}-{number:05d}"


def add_columns(desk: Desk, columns: Mapping[str, Sequence[Any]]) -> list[int]:
    """Add many opportunities at once, numbered and put at the end of their stages in the order given; their ids.

    Must be called inside a step, with values that passed the rules.

    Args:
        columns: attribute name to plain database values, all of one length: title, pipeline, stage, state and
            created_on must be among them; the client_key where it is known.
    """
    created, stages = columns["created_on"], columns["stage"]
    count, first, this_year = len(stages), next_number(), str(desk.today.year)
    numbers = range(first, first + count)
    fixed: dict[str, Sequence[Any]] = {
        "number": numbers,
        "key": [key_of(number, (day or this_year)[:4]) for number, day in zip(numbers, created, strict=True)],
        "rank": ranks.at_ends(stages),
        "currency": [desk.currency] * count,
        "touched_on": _touches(created, columns.get("closed_on") or [None] * count),
    }
    return records.add_columns("opportunity", {**columns, **fixed})


def add_lines(opportunities: Sequence[int], products: Sequence[int]) -> None:
    """Give opportunities without lines one product each, as the catalogue has it.  Must be called inside a step."""
    if not opportunities:
        return
    currency = lines.currency_of("opportunity", opportunities[0])  # that of the book, which all of them have
    known = Product.select().where(in_ids(Product.id, set(products)))
    said = {row.id: list(lines.copied(row, currency).values()) for row in known}
    rows = [
        (line, 1, opportunity, product, 0, 1000, 0, *said[product])
        for line, opportunity, product in zip(new_ids(len(products)), opportunities, products, strict=True)
    ]
    columns = ("id", "version", "opportunity_id", "product_id", "place", "quantity", "discount", *lines.SAID)
    journal.add_tuples(OpportunityLine, columns, rows)


def first_products(opportunities: Iterable[int]) -> dict[int, int]:
    """The first product of each opportunity that has one."""
    query = OpportunityLine.select(OpportunityLine.opportunity, OpportunityLine.product).where(
        in_ids(OpportunityLine.opportunity, opportunities)
    )
    found: dict[int, int] = {}
    for opportunity, product in plain_tuples(query.order_by(OpportunityLine.place, OpportunityLine.id)):
        found.setdefault(opportunity, product)
    return found


def _touches(created: Sequence[str | None], closed: Sequence[str | None]) -> list[str | None]:
    """The day of each one's last change: what the log's first rows will say."""
    return [max(one, other) if one and other else one or other for one, other in zip(created, closed, strict=True)]


def _new_row(desk: Desk, clean: Mapping[str, Any], stage: Stage) -> int:
    plain = records.columns(
        desk, "opportunity", {name: value for name, value in clean.items() if name not in ("key", "state", "closed_on")}
    )
    defaults = {"owner": desk.user, "created_on": desk.today, "priority": 0}
    fixed = {"pipeline": stage.pipeline_id, "stage": stage.id, "state": OPEN}
    if stage.stage_kind != OPEN:
        first = (
            Stage.select()
            .where(Stage.pipeline == stage.pipeline_id, Stage.stage_kind == OPEN)
            .order_by(Stage.place)
            .first()
        )
        fixed["stage"] = first.id if first else None
    row = {**defaults, **plain, **fixed}
    if row["created_on"] is None:
        row["created_on"] = desk.today
    columns = {name: [value.isoformat() if isinstance(value, date) else value] for name, value in row.items()}
    return add_columns(desk, columns)[0]


def keep_product(record: int, product: int | None) -> None:
    """Make this the opportunity's one product; further lines are kept."""
    line = OpportunityLine.select().where(OpportunityLine.opportunity == record).order_by(OpportunityLine.place).first()
    if product is None:
        if line is not None:
            journal.remove(OpportunityLine, [line.id])
        return
    if line is None:
        add_lines([record], [product])
    elif line.product_id != product:
        said = lines.copied(Product.get_by_id(product), lines.currency_of("opportunity", record))
        journal.edit(OpportunityLine, line.id, product=product, **said)


def assign(desk: Desk, ids: Sequence[int], owner: int | None) -> Changes:
    """Give opportunities to an owner, or to nobody.

    Raises:
        FieldProblems: there is no such user any more.
        StaleRecordError: an opportunity was deleted meanwhile.
    """
    links.refuse(desk, "opportunity", {"owner": owner})
    here(desk, "opportunity", ids, CHANGE)
    name = User.get_by_id(owner).name if owner is not None else None
    if name is None:
        named = msg("“{name}” belongs to nobody now")
        counted = msgn("{n} opportunity belongs to nobody now", "{n} opportunities belong to nobody now", len(ids))
    else:
        named = msg("“{name}” given to {owner}", owner=name)
        counted = msgn("{n} opportunity given to {owner}", "{n} opportunities given to {owner}", len(ids), owner=name)
    with desk.step(records.named_or_counted(Opportunity, ids, named, counted)) as writing:
        journal.edit_all(Opportunity, ids, owner=owner)
    return writing.changes


def expect(desk: Desk, ids: Sequence[int], day: date | None) -> Changes:
    """Expect opportunities to close on a day, or on no known one.

    Raises:
        FieldProblems: the day is out of bounds.
        StaleRecordError: one was deleted meanwhile.
    """
    rules.refuse(desk, "opportunity", {"expected_on": day}, new=False)
    here(desk, "opportunity", ids, CHANGE)
    if day is None:
        named = msg("“{name}” has no expected day now")
        counted = msgn(
            "{n} opportunity has no expected day now", "{n} opportunities have no expected day now", len(ids)
        )
    else:
        named = msg("“{name}” expected on {day}", day=day)
        counted = msgn("{n} opportunity expected on {day}", "{n} opportunities expected on {day}", len(ids), day=day)
    with desk.step(records.named_or_counted(Opportunity, ids, named, counted)) as writing:
        journal.edit_all(Opportunity, ids, expected_on=day)
    return writing.changes


def add_for_client(desk: Desk, client: str, values: Mapping[str, Any], closing: Closing | None = None) -> Changes:
    """Add an opportunity with a client known only by name: the company or contact of that name, or a new company.

    Raises:
        FieldProblems: with a sentence beside each field; nothing was written.
        EntryDetailsNeeded: the stage needs to know more of it.
    """
    with desk.step(msg("Opportunity added")) as writing:
        known = _client_named(desk, client) if client.strip() else {}
        if client.strip() and not known:
            known = {"company": records.add(desk, "company", {"name": client}).new("company")}
        add(desk, {**values, **known}, closing)
        title = records.tidy("opportunity", values).get("title") or compose_title(
            known.get("company"), known.get("contact"), None
        )
        writing.entry.rename(msg("“{name}” added", name=title or ""))
    return writing.changes


def _client_named(desk: Desk, name: str) -> dict[str, int]:
    key = fold(name)
    for kind, table in (("company", Company), ("contact", Contact)):
        found = table.select(table.id).where(table.name_key == key, visible(desk, table)).order_by(table.id).first()
        if found is not None:
            return {kind: found.id}
    return {}
