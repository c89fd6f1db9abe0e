"""Every action there is, in random order: undo gives exactly the book before, redo exactly the book after."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import crmdesk.sales
from crmdesk.exchange import importing
from crmdesk.exchange.csv_read import read_table
from crmdesk.models import book
from crmdesk.models.activities import Activity
from crmdesk.models.campaigns import CampaignMember, Segment, Template
from crmdesk.models.conversions import Conversion
from crmdesk.models.custom import CUSTOM_TYPES, CustomChoice, CustomField
from crmdesk.models.derived import mismatches
from crmdesk.models.documents import Document
from crmdesk.models.errors import DomainError
from crmdesk.models.leads import LeadReason, LeadStatus
from crmdesk.models.messages import Message
from crmdesk.models.negotiation import INVOLVED, Involved
from crmdesk.models.opportunities import Opportunity, OpportunityLine, Product
from crmdesk.models.people import Affiliation, Campaign, Company, Contact, Lead, Role, Source, User
from crmdesk.models.pipeline import Pipeline, Reason, Stage
from crmdesk.models.playbooks import ActivityType, Playbook, PlaybookStep
from crmdesk.models.quotes import Quote, QuoteLine, SalesNote
from crmdesk.sales import (
    activities,
    activity_board,
    activity_types,
    affiliations,
    bulk,
    campaigns,
    chances,
    closing,
    conversion,
    custom_fields,
    document_files,
    documents,
    everyone,
    holding,
    involved,
    lead_statuses,
    leads,
    lines,
    messages,
    office,
    opening,
    opportunities,
    papers,
    pictures,
    pipeline,
    playbooks,
    quotes,
    records,
    rights,
    roles,
    sales_notes,
    saving,
    scoring,
    segments,
    stages,
    templates,
    undoing,
    ways,
)
from crmdesk.sales import settings as book_settings
from crmdesk.sales.activity_board import ActivityView
from crmdesk.sales.changes import Changes
from crmdesk.sales.conversion import NEW, Becoming
from crmdesk.sales.desk import Clock, Desk
from crmdesk.sales.document_files import Pasted
from crmdesk.sales.documents import Stored
from crmdesk.sales.leads import LeadClosing
from crmdesk.sales.pipeline import Closing
from crmdesk.sales.score_rules import Rule
from crmdesk.sales.ways import Way
from tests.book_fixture import put_book, whole_book

PNG = b"\x89PNG\r\n\x1a\n"
START = datetime(2026, 3, 2, 9, 0)
NOT_IN_RANDOM_ORDER = {
    "opening.fill": "it begins the history of an empty book",
    "undoing.undo": "it is what every action here is tested by",
    "undoing.turn": "it is what undo and redo do",
    "undoing.redo": "it is what every action here is tested by",
    "undoing.undo_part": "it is what taking a conversion back does",
    "undoing.undo_last_of_anybody": "it is the same as undo, for the command line",
    "undoing.redo_of_anybody": "it is the same as redo, for the command line",
}
TABLES = {"company": Company, "contact": Contact, "lead": Lead, "product": Product, "opportunity": Opportunity,
          "campaign": Campaign, "quote": Quote, "sales_note": SalesNote}  # fmt: skip


class Hand:
    """Somebody who does things at random, always the same for a seed."""

    def __init__(self, desk: Desk, seed: int, folder: Path) -> None:
        self.desk, self.chance, self.folder = desk, random.Random(seed), folder
        self.reaching = random.Random(seed)

    def ids(self, table: Any) -> list[int]:
        return [row.id for row in table.select(table.id).order_by(table.id)]

    def one(self, table: Any) -> int | None:
        ids = self.ids(table)
        return self.chance.choice(ids) if ids else None

    def maybe(self, table: Any) -> int | None:
        return self.one(table) if self.chance.random() < 0.7 else None

    def some(self, table: Any) -> list[int]:
        ids = self.ids(table)
        return self.chance.sample(ids, min(len(ids), self.chance.randint(1, 3)))

    def word(self) -> str:
        return self.chance.choice(["Ávila", "Norte S.A.", "日本", "O'Brien & Søn", "مرحبا", "🌵 Cactus"]) + str(
            self.chance.randint(1, 9999)
        )

    def ways(self) -> list[Way]:
        values = self.reaching.sample(["a@b.example", "c@d.example", "e@f.example"], self.reaching.randint(0, 3))
        return [Way(value, self.reaching.choice(["", "work"]), city="Cádiz") for value in values]

    def day(self) -> Any:
        return self.desk.today + timedelta(days=self.chance.randint(-40, 40))

    def closing(self, ids: list[int]) -> Closing:
        amounts = {known: self.chance.randint(0, 10**6) for known in ids}
        return Closing(self.day(), amounts, self.one(Reason), "because", lost_to=self.maybe(Company))

    def moving(self, ids: list[int]) -> Closing:
        """What a move needs to be told: it closes some, or reopens others."""
        return self.closing(ids) if self.chance.random() < 0.7 else Closing(why="again")

    def giving_up(self) -> LeadClosing:
        return LeadClosing(self.one(LeadReason), "because", self.day())

    def rules(self) -> list[Rule]:
        some = [
            Rule("field", 25, "source", "=", self.one(Source)), Rule("field", -5, "phone", "=", None),
            Rule("called", 10), Rule("met", 7, days=20), Rule("silent", -3, days=5), Rule("unplanned", 1),
        ]  # fmt: skip
        return self.chance.sample(some, self.chance.randint(1, 4))

    def opportunity(self) -> dict[str, Any]:
        return {
            "title": self.word(), "company": self.maybe(Company), "contact": self.maybe(Contact),
            "amount": self.chance.choice([None, 0, 12_345]), "stage": self.maybe(Stage), "owner": self.maybe(User),
            "product": self.maybe(Product), "tags": self.chance.sample(["vip", "año", "Tender"], 2),
            "campaign": self.maybe(Campaign), "expected_on": self.day(), "priority": self.chance.randint(0, 3),
            **self.own("opportunity"),
        }  # fmt: skip

    def own(self, kind: str) -> dict[str, Any]:
        """Values, or none, in some of the office's own fields."""
        fields = [field for field in self.desk.settings.own_fields(kind) if self.chance.random() < 0.6]
        return {field.name: self.own_value(field) if self.chance.random() < 0.8 else None for field in fields}

    def own_value(self, field: Any) -> Any:
        choices = list(field.choices or ())
        values: dict[str, Callable[[], Any]] = {
            "number": lambda: self.chance.choice([-1.5, 0, 7]),
            "money": lambda: self.chance.randint(0, 999),
            "day": self.day,
            "choice": lambda: self.chance.choice(choices) if choices else None,
            "choices": lambda: self.chance.sample(choices, min(2, len(choices))),
            "bool": lambda: self.chance.random() < 0.5,
            "link": lambda: self.maybe(User if field.links_to == "user" else TABLES[field.links_to]),
        }
        return values.get(field.type, self.word)()

    def segment(self) -> tuple[Any, list[int]]:
        """A segment, and some that may be in it."""
        segment = self.one(Segment)
        return segment, self.some(TABLES[Segment.get_by_id(segment).of]) if segment else []

    def kind(self) -> str:
        return self.chance.choice(list(TABLES))

    def record(self, kind: str) -> dict[str, Any]:
        values: dict[str, Any] = {"name": self.word(), "owner": self.maybe(User)}
        if kind == "campaign":
            values |= {"channels": ["email", "web"], "starts_on": self.desk.today, "cost": 5_000}
        if kind == "lead":
            values["campaign"] = self.maybe(Campaign)
        if kind in ("contact", "lead"):
            values |= {"email": "ana@example.org", "phone": "55 1234 5678", "tags": ["vip"]}
            values |= {"consent_email": self.reaching.choice([None, "granted", "refused"])}
        if kind in ways.KINDS:
            values |= {"emails": self.ways(), "phones": self.ways(), "addresses": self.ways()}
        if kind == "contact":
            values["company"] = self.maybe(Company)
        return values | self.own(kind)


Act = Callable[[Hand], Changes | None]


def _save_record(hand: Hand) -> Changes | None:
    kind = hand.chance.choice(["company", "contact", "lead", "product", "campaign"])
    record = hand.one(TABLES[kind])
    return None if record is None else records.save(hand.desk, kind, record, hand.record(kind))


def _save_opportunity(hand: Hand) -> Changes | None:
    record = hand.one(Opportunity)
    return None if record is None else opportunities.save(
        hand.desk, record, hand.opportunity(), closing=hand.closing([record])
    )  # fmt: skip


def _save_form(hand: Hand) -> Changes:
    values = {**hand.opportunity(), "company": saving.New(hand.word())}
    return saving.save(hand.desk, "opportunity", None, values, closing=Closing(hand.day(), {}, hand.one(Reason), "so"))


def _add_opportunity(hand: Hand) -> Changes:
    return opportunities.add(hand.desk, hand.opportunity(), Closing(hand.day(), {}, hand.one(Reason), "so"))


def _plan(hand: Hand) -> Changes | None:
    belongs = {name: hand.maybe(TABLES[name]) for name in ("opportunity", "lead", "company")}
    done = hand.day() if hand.chance.random() < 0.4 else None
    values = {
        "type": hand.chance.choice(["call", "task"]),
        "subject": hand.word(),
        "due_on": hand.day(),
        "done_on": done,
        "repeat": hand.reaching.choice([None, "FREQ=WEEKLY;COUNT=3", "AFTER=5"]),
    }
    people = [("contact", person) for person in hand.ids(Contact)[:1]]
    ahead = [0] if done is None and values["due_on"] > hand.desk.today else []
    return activities.plan(hand.desk, {**values, **belongs}, people, ahead)


def _change_activity(hand: Hand) -> Changes:
    people = [("user", user)] if (user := hand.maybe(User)) else []
    values = {"subject": hand.word(), "due_on": hand.day(), "minutes": 30}
    return activities.change(hand.desk, hand.one(Activity), values, people=people)


def _done(hand: Hand) -> Changes:
    following = hand.chance.choice([None, {"type": "call", "due_on": hand.day()}])
    return activities.done(hand.desk, hand.some(Activity), hand.day(), "talked", following)


def _put_on_board(hand: Hand) -> Changes:
    keys = {"state": ["today", "tomorrow", "some_day"], "owner": [hand.one(User), None]}
    grouping = hand.chance.choice(list(keys))
    key: Any = hand.chance.choice(keys[grouping])
    return activity_board.put(hand.desk, ActivityView(grouping), hand.some(Activity), key)


def _delete_type(hand: Hand) -> Changes:
    type_ = hand.one(ActivityType)
    return activity_types.delete(hand.desk, type_, _other(hand, ActivityType, type_))


def _convert(hand: Hand) -> Changes | None:
    lead = hand.one(Lead)
    if lead is None:
        return None
    sides = [hand.chance.choice([NEW, None, hand.one(table)]) for table in (Contact, Company, Opportunity)]
    return conversion.convert(hand.desk, lead, Becoming(*sides))


def _take_back(hand: Hand) -> Changes | None:
    known = hand.one(Conversion)
    return None if known is None else conversion.take_back(hand.desk, Conversion.get_by_id(known).lead_id)


def _add_members(hand: Hand) -> Changes:
    kind, table = hand.chance.choice([("lead", Lead), ("contact", Contact), ("company", Company)])
    campaign = hand.maybe(Campaign) or saving.New(hand.word())
    return campaigns.add_members(hand.desk, campaign, kind, hand.some(table))


def _add_segment(hand: Hand) -> Changes:
    kind = hand.chance.choice(["lead", "contact", "company"])
    rule = segments.Rule("", (segments.Condition("owner", "=", hand.maybe(User)),))
    return segments.add(
        hand.desk,
        kind,
        hand.word(),
        hand.chance.choice([None, rule]),
        hand.chance.choice([[], hand.some(TABLES[kind])]),
    )


def _delete_value(hand: Hand) -> Changes | None:
    kind, table = hand.chance.choice(
        [("source", Source), ("reason", Reason), ("lead_reason", LeadReason), ("user", User), ("role", Role)]
    )
    record = hand.one(table)
    return None if record is None else office.delete_value(hand.desk, kind, record, _other(hand, table, record))


def _other(hand: Hand, table: Any, record: int) -> int | None:
    return next((known for known in hand.ids(table) if known != record), None)


def _delete_status(hand: Hand) -> Changes | None:
    status = hand.one(LeadStatus)
    return lead_statuses.delete(hand.desk, status, _other(hand, LeadStatus, status))


def _delete_stage(hand: Hand) -> Changes | None:
    stage = hand.one(Stage)
    row = Stage.get_by_id(stage)
    alike = Stage.select().where(
        Stage.pipeline == row.pipeline_id, Stage.stage_kind == row.stage_kind, Stage.id != stage
    )
    other = alike.first()
    return stages.delete(hand.desk, stage, other.id if other else None)


def _delete_choice(hand: Hand) -> Changes | None:
    choice = hand.one(CustomChoice)
    row = CustomChoice.get_by_id(choice)
    alike = CustomChoice.select().where(CustomChoice.field == row.field_id, CustomChoice.id != choice).first()
    return custom_fields.delete_choice(hand.desk, choice, alike.id if alike else None)


def _change_stage(hand: Hand) -> Changes:
    own = [field.name for field in hand.desk.settings.own_fields("opportunity") if field.type == "day"][:1]
    guidance = {
        "purpose": hand.word(),
        "needs": hand.reaching.choice([(), ("expected_on",), ("company", *own)]),
        "playbook": hand.reaching.choice([None, *hand.ids(Playbook)]),
    }
    return stages.change(
        hand.desk, hand.one(Stage), name=hand.word(), probability=hand.chance.randint(0, 100), idle_days=9, **guidance
    )


def _step_of_playbook(hand: Hand) -> dict[str, Any]:
    return {
        "type": hand.chance.choice(["call", "task"]),
        "subject": "{client}: " + hand.word(),
        "days": hand.chance.randint(0, 30),
        "counted_from": hand.chance.choice(["entering", "expected"]),
    }


def _delete_pipeline(hand: Hand) -> Changes:
    return stages.delete_pipeline(hand.desk, hand.one(Pipeline))


def _role(hand: Hand) -> int:
    """A role that may be changed: not that of administrators."""
    return hand.chance.choice([row.id for row in Role.select().where(~Role.administers).order_by(Role.id)])


def _allow(hand: Hand) -> Changes:
    scopes = {hand.chance.choice(rights.ACTIONS): hand.chance.choice(rights.SCOPES)}
    return roles.allow(hand.desk, _role(hand), {hand.kind(): scopes})


def _import(hand: Hand) -> Changes:
    file = hand.folder / "rows.csv"
    rows = [f"R{hand.chance.randint(1, 6)},{hand.word()},{hand.word()},Won,{n}.50,2026-01-0{n + 1}" for n in range(4)]
    file.write_text("ref,title,company,stage,amount,closed\n" + "\n".join(rows), "utf-8")
    mapping = {"ref": "external_id", "title": "title", "company": "company", "stage": "stage", "amount": "amount",
               "closed": "closed_on"}  # fmt: skip
    plan = importing.plan(hand.desk, read_table(file), "opportunity", mapping)
    return importing.commit(hand.desk, plan).changes or Changes()


def _everybody(hand: Hand) -> list[int]:
    known = [record for table in (Lead, Contact, Company) for record in hand.ids(table)]
    return hand.chance.sample(known, min(len(known), 3))


def _affiliate(hand: Hand) -> Changes | None:
    person, company = hand.one(Contact), hand.one(Company)
    if person is None or company is None:
        return None
    return affiliations.add(hand.desk, person, company, {"role": hand.word(), "from_on": hand.day()})


def _picture(hand: Hand) -> tuple[str, int]:
    kind = hand.chance.choice(["company", "contact", "lead"])
    return kind, hand.one(TABLES[kind]) or 0


def _involve(hand: Hand) -> Changes | None:
    sort = hand.chance.choice(INVOLVED)
    values = {"contact": hand.maybe(Contact), "company": hand.maybe(Company), "note": hand.word(), "influence": 2}
    values |= {"is_primary": True, "role": "buyer"} if sort == "reference" else {"price": 500}
    return involved.add(hand.desk, hand.one(Opportunity) or 0, sort, values)


def _somewhere(hand: Hand) -> tuple[str, int]:
    kind = hand.chance.choice(["company", "contact", "lead", "opportunity"])
    return kind, hand.one(TABLES[kind]) or 0


def _stored(hand: Hand) -> list[Stored]:
    files = [Pasted(f"{hand.chance.choice('abc')}.txt", hand.word().encode()) for _number in range(2)]
    return list(document_files.store(hand.desk, files).stored)


def _write(hand: Hand) -> Changes:
    kind, record = _somewhere(hand)
    known = [one.id for one in messages.of(hand.desk, kind, record)]
    answered = hand.chance.choice([None, *known])
    files = hand.chance.choice([[], _stored(hand)])
    text = hand.chance.choice(["", "@Ana, ", "@eva and @Ana: "]) + hand.word()
    return messages.write(
        hand.desk, kind, record, text, note=hand.chance.random() < 0.3, reply_to=answered, stored=files
    )


def _line(hand: Hand) -> dict[str, Any]:
    chance = hand.chance
    return {
        "product": hand.maybe(Product), "name": hand.word(), "quantity": chance.randint(0, 5_000),
        "price_minor": chance.choice([None, 0, 99, 12_345]), "discount": chance.choice([0, 1_250]),
        "tax": chance.choice([None, 0, 1_600]),
    }  # fmt: skip


def _holder(hand: Hand) -> tuple[str, int, Any]:
    """An opportunity or a quote, and the table of its lines."""
    kind, table, of = hand.chance.choice(
        [("opportunity", Opportunity, OpportunityLine), ("quote", Quote, QuoteLine)]
    )  # fmt: skip
    return kind, hand.one(table) or 0, of


def _lines_of(hand: Hand) -> tuple[str, int, list[int]]:
    kind, record, table = _holder(hand)
    query = table.select(table.id).where(getattr(table, kind) == record).order_by(table.place, table.id)
    return kind, record, [row.id for row in query]


def _change_line(hand: Hand) -> Changes | None:
    kind, _record, known = _lines_of(hand)
    return lines.change(hand.desk, kind, hand.chance.choice(known), _line(hand)) if known else None


def _reorder_lines(hand: Hand) -> Changes:
    kind, record, known = _lines_of(hand)
    return lines.reorder(hand.desk, kind, record, hand.chance.sample(known, len(known)))


def _remove_lines(hand: Hand) -> Changes | None:
    kind, _record, known = _lines_of(hand)
    return lines.remove(hand.desk, kind, known[:1]) if known else None


def _add_lines(hand: Hand) -> Changes:
    kind, record, _table = _holder(hand)
    return lines.add(hand.desk, kind, record, [_line(hand), _line(hand)])


ACTIONS: dict[str, Act] = {
    "affiliations.add": _affiliate,
    "affiliations.change": lambda hand: affiliations.change(
        hand.desk, hand.one(Affiliation) or 0, {"role": hand.word()}
    ),
    "affiliations.remove": lambda hand: affiliations.remove(hand.desk, hand.one(Affiliation) or 0),
    "pictures.put": lambda hand: pictures.put(hand.desk, *_picture(hand), PNG + hand.word().encode()),
    "pictures.remove": lambda hand: pictures.remove(hand.desk, *_picture(hand)),
    "activities.plan": _plan,
    "activities.change": _change_activity,
    "activities.done": _done,
    "activities.snooze": lambda hand: activities.snooze(
        hand.desk, hand.some(Activity), hand.chance.choice(["later", "tomorrow", "next_week", hand.day()])
    ),
    "activities.open_again": lambda hand: activities.open_again(hand.desk, hand.some(Activity)),
    "activities.trash": lambda hand: activities.trash(hand.desk, hand.some(Activity)),
    "activities.move": lambda hand: activities.move(
        hand.desk, hand.some(Activity), hand.chance.choice([None, hand.day()])
    ),
    "activities.assign": lambda hand: activities.assign(hand.desk, hand.some(Activity), hand.maybe(User)),
    "activity_board.put": _put_on_board,
    "activity_types.add": lambda hand: activity_types.add(hand.desk, hand.word(), "star"),
    "activity_types.change": lambda hand: activity_types.change(
        hand.desk, hand.one(ActivityType), name=hand.word(), colour=3, active=hand.chance.random() < 0.5
    ),
    "activity_types.delete": _delete_type,
    "activity_types.reorder": lambda hand: activity_types.reorder(
        hand.desk, hand.chance.sample(hand.ids(ActivityType), len(hand.ids(ActivityType)))
    ),
    "bulk.change_tags": lambda hand: bulk.change_tags(hand.desk, "company", hand.some(Company), ["vip"], ["año"]),
    "chances.go_by": lambda hand: chances.go_by(
        hand.desk, hand.some(Opportunity), hand.chance.choice([chances.STAGE, chances.LEARNED])
    ),
    "campaigns.add_members": _add_members,
    "campaigns.remove_members": lambda hand: campaigns.remove_members(hand.desk, hand.some(CampaignMember)),
    "campaigns.set_status": lambda hand: campaigns.set_status(
        hand.desk, hand.some(CampaignMember), hand.chance.choice(["sent", "refused"])
    ),
    "campaigns.add_segment": lambda hand: campaigns.add_segment(hand.desk, hand.one(Campaign), hand.one(Segment)),
    "closing.close": lambda hand: closing.close(
        hand.desk, ids := hand.some(Opportunity), hand.chance.choice(["won", "lost"]), hand.closing(ids)
    ),
    "closing.reopen": lambda hand: closing.reopen(hand.desk, hand.some(Opportunity), Closing(why=hand.word())),
    "conversion.convert": _convert,
    "conversion.convert_all": lambda hand: conversion.convert_all(
        hand.desk, hand.some(Lead), with_opportunities=hand.chance.random() < 0.5
    ),
    "conversion.take_back": _take_back,
    "custom_fields.add": lambda hand: custom_fields.add(
        hand.desk,
        hand.kind(),
        hand.word(),
        hand.chance.choice(CUSTOM_TYPES),
        hand.chance.choice(["company", "lead"]),
        ["A", "B", "C"],
    ),
    "custom_fields.add_choice": lambda hand: custom_fields.add_choice(hand.desk, hand.one(CustomField), hand.word()),
    "custom_fields.change": lambda hand: custom_fields.change(
        hand.desk, hand.one(CustomField), name=hand.word(), on_card=hand.chance.random() < 0.5
    ),
    "custom_fields.delete": lambda hand: custom_fields.delete(hand.desk, hand.one(CustomField)),
    "custom_fields.delete_choice": _delete_choice,
    "custom_fields.rename_choice": lambda hand: custom_fields.rename_choice(
        hand.desk, hand.one(CustomChoice), hand.word()
    ),
    "custom_fields.reorder": lambda hand: custom_fields.reorder(
        hand.desk, hand.chance.sample(hand.ids(CustomField), len(hand.ids(CustomField)))
    ),
    "custom_fields.reorder_choices": lambda hand: custom_fields.reorder_choices(
        hand.desk, hand.chance.sample(hand.ids(CustomChoice), len(hand.ids(CustomChoice)))
    ),
    "documents.add": lambda hand: documents.add(hand.desk, *_somewhere(hand), _stored(hand)),
    "documents.add_version": lambda hand: documents.add_version(hand.desk, hand.one(Document) or 0, _stored(hand)[0]),
    "documents.remove": lambda hand: documents.remove(hand.desk, hand.some(Document)),
    "documents.rename": lambda hand: documents.rename(hand.desk, hand.one(Document) or 0, f"{hand.word()}.pdf"),
    "everyone.change_tags": lambda hand: everyone.change_tags(hand.desk, _everybody(hand), ["vip"], ["año"]),
    "everyone.restore": lambda hand: everyone.restore(hand.desk, _everybody(hand)),
    "everyone.save_all": lambda hand: everyone.save_all(hand.desk, _everybody(hand), {"owner": hand.maybe(User)}),
    "everyone.trash": lambda hand: everyone.trash(hand.desk, _everybody(hand)),
    "importing.commit": _import,
    "lead_statuses.add": lambda hand: lead_statuses.add(
        hand.desk, hand.word(), hand.chance.choice(["open", "qualified", "disqualified"])
    ),
    "lead_statuses.change": lambda hand: lead_statuses.change(hand.desk, hand.one(LeadStatus), name=hand.word()),
    "lead_statuses.delete": _delete_status,
    "lead_statuses.reorder": lambda hand: lead_statuses.reorder(
        hand.desk, hand.chance.sample(hand.ids(LeadStatus), len(hand.ids(LeadStatus)))
    ),
    "holding.hold": lambda hand: holding.hold(hand.desk, hand.some(Opportunity), hand.day()),
    "holding.release": lambda hand: holding.release(hand.desk, hand.some(Opportunity)),
    "involved.add": _involve,
    "involved.change": lambda hand: involved.change(
        hand.desk, hand.one(Involved), {"note": hand.word(), "is_primary": hand.chance.random() < 0.5}
    ),
    "involved.remove": lambda hand: involved.remove(hand.desk, hand.one(Involved)),
    "leads.add": lambda hand: leads.add(
        hand.desk, {**hand.record("lead"), "status": hand.maybe(LeadStatus)}, hand.giving_up()
    ),
    "leads.move": lambda hand: leads.move(hand.desk, hand.some(Lead), hand.one(LeadStatus), hand.giving_up()),
    "leads.reopen": lambda hand: leads.reopen(hand.desk, hand.some(Lead)),
    "leads.save": lambda hand: leads.save(
        hand.desk, hand.one(Lead), {**hand.record("lead"), "status": hand.one(LeadStatus)}, closing=hand.giving_up()
    ),
    "leads.save_all": lambda hand: leads.save_all(hand.desk, hand.some(Lead), {"priority": hand.chance.randint(0, 3)}),
    "messages.edit": lambda hand: messages.edit(hand.desk, hand.one(Message) or 0, f"@Eva {hand.word()}"),
    "messages.pin": lambda hand: messages.pin(hand.desk, hand.one(Message) or 0, on=hand.chance.random() < 0.6),
    "messages.remove": lambda hand: messages.remove(hand.desk, hand.one(Message) or 0),
    "messages.write": _write,
    "lines.add": _add_lines,
    "lines.change": _change_line,
    "lines.follow": lambda hand: lines.follow(hand.desk, hand.one(Opportunity), hand.chance.random() < 0.7),
    "lines.remove": _remove_lines,
    "lines.reorder": _reorder_lines,
    "office.add_value": lambda hand: office.add_value(hand.desk, hand.chance.choice(office.LISTS), hand.word()),
    "office.delete_value": _delete_value,
    "office.reorder": lambda hand: office.reorder(
        hand.desk, "reason", hand.chance.sample(hand.ids(Reason), len(hand.ids(Reason)))
    ),
    "office.save_value": lambda hand: office.save_value(hand.desk, "source", hand.one(Source), name=hand.word()),
    "opportunities.add": _add_opportunity,
    "opportunities.add_for_client": lambda hand: opportunities.add_for_client(
        hand.desk, hand.word(), {"title": hand.word()}
    ),
    "opportunities.assign": lambda hand: opportunities.assign(hand.desk, hand.some(Opportunity), hand.maybe(User)),
    "opportunities.expect": lambda hand: opportunities.expect(hand.desk, hand.some(Opportunity), hand.day()),
    "opportunities.save": _save_opportunity,
    "opportunities.save_all": lambda hand: opportunities.save_all(
        hand.desk, hand.some(Opportunity), {"priority": 3, "tags": ["vip"]}
    ),
    "papers.change": lambda hand: papers.change(
        hand.desk,
        tax_id=hand.word(),
        series={"quote": f"Q{hand.chance.randint(1, 9)}"},
        terms={"en": hand.word()},
        size=hand.chance.choice(("", *papers.SIZES)),
    ),
    "papers.keep_template": lambda hand: papers.keep_template(hand.desk, "quote", "en", hand.word()),
    "pipeline.move": lambda hand: pipeline.move(
        hand.desk, ids := hand.some(Opportunity), hand.one(Stage), hand.moving(ids)
    ),
    "pipeline.place": lambda hand: pipeline.place(
        hand.desk, ids := hand.some(Opportunity), hand.one(Stage), hand.maybe(Opportunity), hand.moving(ids)
    ),
    "playbooks.add": lambda hand: playbooks.add(hand.desk, hand.word()),
    "playbooks.add_step": lambda hand: playbooks.add_step(hand.desk, hand.one(Playbook), hand.word()),
    "playbooks.change_step": lambda hand: playbooks.change_step(
        hand.desk, hand.one(PlaybookStep), **_step_of_playbook(hand)
    ),
    "playbooks.delete": lambda hand: playbooks.delete(hand.desk, hand.one(Playbook)),
    "playbooks.delete_step": lambda hand: playbooks.delete_step(hand.desk, hand.one(PlaybookStep)),
    "playbooks.rename": lambda hand: playbooks.rename(hand.desk, hand.one(Playbook), hand.word()),
    "playbooks.reorder": lambda hand: playbooks.reorder(
        hand.desk, hand.chance.sample(hand.ids(Playbook), len(hand.ids(Playbook)))
    ),
    "playbooks.reorder_steps": lambda hand: playbooks.reorder_steps(
        hand.desk, hand.chance.sample(hand.ids(PlaybookStep), len(hand.ids(PlaybookStep)))
    ),
    "playbooks.start": lambda hand: playbooks.start(hand.desk, hand.one(Playbook), hand.some(Opportunity)),
    "quotes.accept": lambda hand: quotes.accept(hand.desk, hand.one(Quote), hand.desk.today),
    "quotes.make": lambda hand: quotes.make(hand.desk, hand.one(Opportunity)),
    "quotes.reject": lambda hand: quotes.reject(hand.desk, hand.one(Quote)),
    "quotes.revise": lambda hand: quotes.revise(hand.desk, hand.one(Quote)),
    "quotes.save": lambda hand: quotes.save(
        hand.desk, hand.one(Quote), {"title": hand.word(), "terms": hand.word(), "language": "es"}
    ),
    "quotes.send": lambda hand: quotes.send(hand.desk, hand.one(Quote)),
    "records.add": lambda hand: records.add(
        hand.desk, kind := hand.chance.choice(["company", "contact", "lead", "product", "campaign"]), hand.record(kind)
    ),
    "records.restore": lambda hand: records.restore(hand.desk, kind := hand.kind(), hand.some(TABLES[kind])),
    "records.save": _save_record,
    "records.save_all": lambda hand: records.save_all(
        hand.desk, "company", hand.some(Company), {"industry": hand.word(), "owner": hand.maybe(User)}
    ),
    "records.trash": lambda hand: records.trash(hand.desk, kind := hand.kind(), hand.some(TABLES[kind])),
    "roles.allow": _allow,
    "roles.let_set_up": lambda hand: roles.let_set_up(hand.desk, _role(hand), hand.chance.random() < 0.5),
    "roles.lock": lambda hand: roles.lock(hand.desk, _role(hand), hand.chance.sample(roles.SCREENS, 2)),
    "sales_notes.make": lambda hand: sales_notes.make(
        hand.desk, hand.one(Opportunity), hand.chance.choice((None, *sales_notes.SETTLINGS))
    ),
    "saving.save": _save_form,
    "scoring.keep": lambda hand: scoring.keep(hand.desk, hand.rules(), hand.chance.randint(-10, 90)),
    "segments.add": _add_segment,
    "segments.exclude": lambda hand: segments.exclude(hand.desk, *hand.segment()),
    "segments.include": lambda hand: segments.include(hand.desk, *hand.segment()),
    "segments.keep_rule": lambda hand: segments.keep_rule(
        hand.desk, hand.one(Segment), hand.chance.choice([None, segments.Rule(hand.word())])
    ),
    "segments.let_go": lambda hand: segments.let_go(hand.desk, *hand.segment()),
    "settings.change": lambda hand: book_settings.change(hand.desk, name=hand.word()),
    "stages.add": lambda hand: stages.add(hand.desk, hand.one(Pipeline), hand.word(), probability=30),
    "stages.add_pipeline": lambda hand: stages.add_pipeline(
        hand.desk, hand.word(), [{"name": "A"}, {"name": "Won", "kind": "won", "probability": 100}]
    ),
    "stages.change": _change_stage,
    "stages.delete": _delete_stage,
    "stages.delete_pipeline": _delete_pipeline,
    "stages.rename_pipeline": lambda hand: stages.rename_pipeline(hand.desk, hand.one(Pipeline), hand.word()),
    "templates.delete": lambda hand: templates.delete(hand.desk, hand.one(Template) or 0),
    "templates.keep": lambda hand: templates.keep(
        hand.desk, replace(templates.shipped("letter"), id=hand.maybe(Template), name=hand.word(), body=hand.word())
    ),
    "stages.reorder": lambda hand: stages.reorder(hand.desk, hand.chance.sample(hand.ids(Stage), len(hand.ids(Stage)))),
}


def actions_of_sales() -> Iterator[str]:
    """Every public function of `sales` that gives back what it changed."""
    for found in pkgutil.iter_modules(crmdesk.sales.__path__):
        module = importlib.import_module(f"crmdesk.sales.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            if own and str(function.__annotations__.get("return")) == "Changes":
                yield f"{found.name}.{name}"


def test_every_action_of_sales_is_in_the_random_steps() -> None:
    assert set(actions_of_sales()) == (set(ACTIONS) | set(NOT_IN_RANDOM_ORDER)) - {"importing.commit"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("random")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(st.tuples(st.sampled_from(sorted(ACTIONS)), st.integers(0, 10**6)), min_size=3, max_size=14))
def test_each_action_is_taken_back_and_done_again(
    steps: list[tuple[str, int]], folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = folder / "office.crmdesk"
    for file in folder.glob("office.crmdesk*"):
        file.unlink()
    put_book(path, tmp_path_factory)
    try:
        _live(Desk(None, Clock.at(START)), steps, folder)
    finally:
        book.close()


def _live(desk: Desk, steps: list[tuple[str, int]], folder: Path) -> None:
    opening.fill(desk, name="Office", currency="EUR", language="en")
    hand = Hand(desk, 1, folder)
    desk.user = records.add(desk, "user", {"name": "Ana"}).new("user")
    for kind in ("user", "company", "contact", "campaign", "lead", "product"):
        records.add(desk, kind, hand.record(kind) if kind != "user" else {"name": "Eva"})
    _add_own_fields(desk)
    opportunities.add(desk, {"title": "Chairs", "amount": 5})
    for place, (name, seed) in enumerate(steps):
        desk.clock = Clock.at(START + timedelta(hours=place))
        before = whole_book()
        try:
            changes = ACTIONS[name](Hand(desk, seed, folder))
        except DomainError:
            assert whole_book() == before, f"{name} was refused and wrote something"
            continue
        if not changes:
            assert whole_book() == before, f"{name} says that nothing changed"
            continue
        after = whole_book()
        undoing.undo(desk)
        assert whole_book() == before, f"{name} was not taken back"
        undoing.redo(desk)
        assert whole_book() == after, f"{name} was not done again"
    assert mismatches() == []


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_each_action_does_something_in_a_furnished_office(
    name: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    put_book(tmp_path / "office.crmdesk", tmp_path_factory)
    desk = Desk(None, Clock.at(START))
    try:
        furnish(desk, tmp_path)
        before = whole_book()
        changes = next(filter(None, (_tried(ACTIONS[name], Hand(desk, seed, tmp_path)) for seed in range(60))))
        after = whole_book()
        assert after != before
        undoing.undo(desk, changes.step)
        assert whole_book() == before
        undoing.redo(desk)
        assert whole_book() == after
        assert mismatches() == []
    finally:
        book.close()


def _add_own_fields(desk: Desk) -> None:
    for kind in ("lead", "opportunity", "company"):
        for type_ in CUSTOM_TYPES:
            custom_fields.add(desk, kind, f"Own {type_}", type_, "company", ["A", "B", "C"])


def furnish(desk: Desk, folder: Path) -> None:
    opening.fill(desk, name="Office", currency="EUR", language="en")
    hand = Hand(desk, 7, folder)
    desk.user = records.add(desk, "user", {"name": "Ana"}).new("user")
    office.add_value(desk, "team", "North")
    office.add_value(desk, "team", "South")
    stages.add_pipeline(desk, "Renewals", [{"name": "A"}, {"name": "Won", "kind": "won", "probability": 100}])
    _add_own_fields(desk)
    playbooks.add(desk, "Handing over")
    playbook = playbooks.add(desk, "First meeting").new("playbook")
    for subject in ("Write to {client}", "Ring {client}", "Ask about {title}"):
        playbooks.add_step(desk, playbook, subject)
    for kind in ("company", "company", "contact", "campaign", "lead", "product"):
        records.add(desk, kind, hand.record(kind))
    _add_members(hand)
    affiliations.add(desk, hand.one(Contact) or 0, hand.one(Company) or 0, {"role": "Adviser"})
    for kind in ("company", "contact", "lead"):
        pictures.put(desk, kind, hand.one(TABLES[kind]) or 0, PNG)
    _add_papers(Hand(desk, 3, folder))
    _add_segment(hand)
    segments.add(desk, "company", "Empty")
    templates.keep(desk, templates.shipped("letter"))
    for _number in range(8):
        _tried(_add_opportunity, hand)
        _plan(hand)
        _tried(_involve, hand)
    for held in hand.some(Opportunity):
        _tried(lambda hand, held=held: holding.hold(desk, [held], desk.today + timedelta(days=9)), hand)  # type: ignore[misc]
    _quote(desk)
    conversion.convert(desk, records.add(desk, "lead", {"name": "Eva Ríos"}).new("lead"), Becoming(contact=NEW))
    leads.add(desk, {"name": "Eva", "status": lead_statuses.of_kind("disqualified")}, hand.giving_up())
    stages.add_pipeline(desk, "Unused", [{"name": "A"}])
    for kind in ("company", "product"):
        records.trash(desk, kind, [records.add(desk, kind, {"name": "Gone"}).new(kind)])


def _add_papers(hand: Hand) -> None:
    for kind in ("company", "contact", "lead"):
        record = hand.one(TABLES[kind]) or 0
        documents.add(hand.desk, kind, record, _stored(hand))
        messages.write(hand.desk, kind, record, "See @Ana", stored=_stored(hand))


def _quote(desk: Desk) -> None:
    """An opportunity with lines that is won, one quote of it accepted and one a draft, and another one that is open."""
    line = {"name": "Chair", "quantity": 2_000, "price_minor": 4_999, "tax": 1_600}
    for state in ("won", "open"):
        client = Contact.select().first().id
        sale = opportunities.add(desk, {"title": f"Chairs {state}", "contact": client}).new("opportunity")
        lines.add(desk, "opportunity", sale, [line, {**line, "name": "Table"}])
        sent = quotes.make(desk, sale).new("quote")
        quotes.make(desk, sale)
        quotes.send(desk, sent)
        if state == "won":
            quotes.accept(desk, sent)
            closing.close(desk, [sale], "won", Closing(desk.today, {sale: 9_998}))


def _tried(act: Act, hand: Hand) -> Changes | None:
    try:
        return act(hand) or None
    except DomainError:
        return None
