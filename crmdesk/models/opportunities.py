"""Opportunities, what they offer, and the log of how they moved."""

from __future__ import annotations

from typing import Any, ClassVar

from peewee import (
    SQL,
    AutoField,
    BigIntegerField,
    BooleanField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from crmdesk.models.base import BookTable, External, Record
from crmdesk.models.fold import fold
from crmdesk.models.people import Campaign, Company, Contact, Source, User
from crmdesk.models.pipeline import OPEN, Pipeline, Reason, Stage

RANK_GAP = 1 << 20
"""Between two neighbours in a stage, so that a card put between them writes one row."""


class Opportunity(External):
    """A possible sale to one client.

    Attributes:
        number: counts the book's opportunities; never used again.
        key: the readable name made of a year and the number, such as OP-2026-00042.
        state: open, won or lost; stays what it was when the stage is gone.
        rank: order by hand inside the stage, smaller is higher; a sparse number.
        amount_minor: minor units of `currency`; null when unknown.
        rate: the book's currency per unit of `currency`, as decimal text, frozen when it closes; null while open.
        probability: 0 to 100 when its owner set one, which then counts; null to go by the stage or by what is learnt.
        lost_to: the competitor it went to.
        hold_until: it is set aside until this day, and comes back by itself.
        by_learning: without an owner's one the learned probability counts, and not the stage's.
        learned: hundredths of a percent, foretold from the closed ones (derived); null while closed or not yet learnt.
        counted: the probability that counts, in hundredths of a percent (derived); null for the stage's.
        next_on, next_at, next_type: the day, instant and type of the earliest planned activity (derived).
        touched_on: the day of the last human change or done activity (derived); null when unknown.
        by_lines: while it is open, the amount is what its lines come to without taxes.
        budget_minor: what the client can spend, taxes included; null when unknown.
    """

    kind = "opportunity"
    derived: ClassVar[frozenset[str]] = frozenset(
        {"title_key", "client_key", "next_on", "next_at", "next_type", "touched_on", "learned", "counted"}
    )

    number = IntegerField(unique=True)
    key = TextField()
    title = TextField(constraints=[Check("length(title) > 0")])
    title_key = TextField(default="")
    company = ForeignKeyField(Company, null=True, backref="opportunities", index=False)
    contact = ForeignKeyField(Contact, null=True, backref="opportunities", index=False)
    client_key = TextField(default="")
    pipeline = ForeignKeyField(Pipeline, backref="opportunities", index=False)
    stage = ForeignKeyField(Stage, null=True, backref="opportunities", index=False)
    pipeline_id: int
    stage_id: int | None
    state = TextField(default=OPEN, constraints=[Check("state IN ('open', 'won', 'lost')")])
    rank = BigIntegerField(default=0)
    amount_minor = BigIntegerField(null=True, constraints=[Check("amount_minor BETWEEN 0 AND 1000000000000000")])
    currency = TextField()
    rate = TextField(null=True)
    probability = IntegerField(null=True, constraints=[Check("probability BETWEEN 0 AND 100")])
    owner = ForeignKeyField(User, null=True, backref="opportunities")
    created_on = DateField(null=True)
    expected_on = DateField(null=True)
    closed_on = DateField(null=True)
    reason = ForeignKeyField(Reason, null=True, backref="opportunities", index=False)
    reason_note = TextField(null=True)
    lost_to = ForeignKeyField(Company, null=True, backref="+", index=False)
    hold_until = DateField(null=True)
    source = ForeignKeyField(Source, null=True, backref="opportunities", index=False)
    campaign = ForeignKeyField(Campaign, null=True, backref="opportunities")
    priority = IntegerField(default=0, constraints=[Check("priority BETWEEN 0 AND 3")])
    description = TextField(null=True)
    next_on = DateField(null=True)
    next_at = BigIntegerField(null=True)
    next_type = TextField(null=True)
    touched_on = DateField(null=True)
    by_learning = BooleanField(default=False, constraints=[SQL("DEFAULT 0")])
    learned = IntegerField(null=True, constraints=[Check("learned BETWEEN 1 AND 9999")])
    counted = IntegerField(null=True)
    by_lines = BooleanField(default=False, constraints=[SQL("DEFAULT 0")])
    budget_minor = BigIntegerField(null=True, constraints=[Check("budget_minor BETWEEN 0 AND 1000000000000000")])
    trashed_at = BigIntegerField(null=True)

    @classmethod
    def derive(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {"title_key": fold(values["title"])} if "title" in values else {}


# Literals, not parameters: a partial index serves only a question that repeats its condition to the letter.
IS_OPEN = (Opportunity.trashed_at.is_null()) & (Opportunity.state == SQL("'open'"))
"""Open and not in the trash."""
IS_CLOSED = (Opportunity.trashed_at.is_null()) & (Opportunity.state != SQL("'open'"))
"""Won or lost and not in the trash."""

# SQLite reads the row to check a condition whose columns the index does not hold, although the index itself implies it.
_CONDITION = (Opportunity.state, Opportunity.trashed_at)

# The board's counts, sums and cards in order of their next activity come from these two alone; the figures from the
# closed one.
Opportunity.add_index(
    Opportunity.index(
        Opportunity.stage,
        Opportunity.next_on,
        Opportunity.id.desc(),
        Opportunity.amount_minor,
        Opportunity.counted,
        Opportunity.pipeline,
        *_CONDITION,
        where=IS_OPEN,
        name="opportunity_board",
    )
)
Opportunity.add_index(
    Opportunity.index(
        Opportunity.owner,
        Opportunity.stage,
        Opportunity.next_on,
        Opportunity.id.desc(),
        Opportunity.amount_minor,
        Opportunity.counted,
        Opportunity.pipeline,
        *_CONDITION,
        where=IS_OPEN,
        name="opportunity_board_owner",
    )
)
Opportunity.add_index(
    Opportunity.index(
        Opportunity.state,
        Opportunity.closed_on,
        Opportunity.amount_minor,
        Opportunity.pipeline,
        Opportunity.owner,
        Opportunity.reason,
        Opportunity.source,
        Opportunity.currency,
        Opportunity.trashed_at,
        where=IS_CLOSED,
        name="opportunity_closed",
    )
)
Opportunity.add_index(
    Opportunity.index(Opportunity.stage, Opportunity.rank, *_CONDITION, where=IS_OPEN, name="opportunity_by_hand")
)
Opportunity.add_index(Opportunity.index(Opportunity.company, Opportunity.trashed_at, name="opportunity_company"))
Opportunity.add_index(Opportunity.index(Opportunity.contact, Opportunity.trashed_at, name="opportunity_contact"))
Opportunity.add_index(Opportunity.index(Opportunity.title_key, name="opportunity_title_key"))
Opportunity.add_index(Opportunity.index(Opportunity.client_key, name="opportunity_client_key"))
Opportunity.add_index(Opportunity.index(Opportunity.created_on, Opportunity.state, name="opportunity_created"))
Opportunity.add_index(
    Opportunity.index(Opportunity.expected_on, *_CONDITION, where=IS_OPEN, name="opportunity_expected")
)


class OpportunityLog(BookTable):
    """What an opportunity was from a day on.  It only grows; an undo appends the opposite.

    A row is written for every change of the fields below and for every other human change (a touch).  It has no foreign
    keys: history outlives what it tells about.

    Attributes:
        day: the local day the change took effect, null when unknown (an imported row without a created day).
        recorded_at: the instant it was written.
        step: the journal's step; rows of steps that were taken back, and of the taking back, do not count for figures.
        gone: the opportunity was in the trash, or its adding was taken back.
    """

    id = AutoField()
    opportunity = BigIntegerField()
    day = DateField(null=True)
    recorded_at = BigIntegerField()
    user = BigIntegerField(null=True)
    step = BigIntegerField()
    pipeline = BigIntegerField(null=True)
    stage = BigIntegerField(null=True)
    state = TextField()
    amount_minor = BigIntegerField(null=True)
    currency = TextField(null=True)
    probability = IntegerField(null=True)
    owner = BigIntegerField(null=True)
    expected_on = DateField(null=True)
    gone = BooleanField(default=False)

    class Meta:
        indexes = ((("opportunity",), False),)


class Product(External):
    """Something the office sells.  `price_minor` is in `currency`; `tax` in hundredths of a percent (1600 is 16 %)."""

    kind = "product"
    derived: ClassVar[frozenset[str]] = frozenset({"name_key"})

    name = TextField(constraints=[Check("length(name) > 0")])
    name_key = TextField(default="", index=True)
    code = TextField(null=True)
    category = TextField(null=True)
    unit = TextField(null=True)
    price_minor = BigIntegerField(null=True, constraints=[Check("price_minor BETWEEN 0 AND 1000000000000000")])
    currency = TextField()
    tax = IntegerField(null=True)
    active = BooleanField(default=True, constraints=[SQL("DEFAULT 1")])
    description = TextField(null=True)
    owner = ForeignKeyField(User, null=True, backref="+")
    trashed_at = BigIntegerField(null=True)

    @classmethod
    def derive(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {"name_key": fold(values["name"])} if "name" in values else {}


class Line(Record):
    """Something offered or sold.  What the catalogue said is copied, so that the catalogue may change.

    Attributes:
        product: null for what is not in the catalogue.
        name: empty in books of older programs, where the product's counts.
        quantity: thousandths of a unit.
        price_minor: of one unit, without taxes; null when it is not known yet.
        discount, tax: hundredths of a percent; a tax of null is none.
    """

    product = ForeignKeyField(Product, null=True, backref="+")
    place = IntegerField(default=0)
    name = TextField(default="", constraints=[SQL("DEFAULT ''")])
    description = TextField(null=True)
    unit = TextField(null=True)
    quantity = BigIntegerField(default=1000)
    price_minor = BigIntegerField(null=True)
    discount = IntegerField(default=0, constraints=[Check("discount BETWEEN 0 AND 10000")])
    tax = IntegerField(null=True, constraints=[Check("tax BETWEEN 0 AND 10000")])


class OpportunityLine(Line):
    """Something offered in an opportunity."""

    kind = "opportunity_line"
    opportunity = ForeignKeyField(Opportunity, backref="lines")
