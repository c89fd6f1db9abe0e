"""Every question of `sales` starts from what the user may see: the trash shows in none, however it is linked."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import crmdesk.sales
from crmdesk.models import book, journal
from crmdesk.models.errors import StaleRecordError
from crmdesk.models.leads import GOING
from crmdesk.models.people import Lead
from crmdesk.sales import (
    access,
    activities,
    activity_board,
    affiliations,
    around_history,
    board,
    calendar,
    campaign_figures,
    campaigns,
    chances,
    choices,
    closing,
    consent,
    conversion,
    custom_fields,
    document_files,
    documents,
    everyone,
    guidance,
    involved,
    last_touch,
    lead_board,
    lead_lists,
    lead_statuses,
    lines,
    linked,
    lists,
    matching,
    messages,
    numbers,
    offered,
    opportunities,
    paper_history,
    participants,
    pictures,
    pipeline,
    quote_rows,
    quotes,
    record_history,
    records,
    related,
    reminders,
    sales_notes,
    score_rules,
    scoring,
    search,
    segments,
    stage_times,
    tallies,
    timeline,
    today,
    unread,
)
from crmdesk.sales.activity_board import ActivityView
from crmdesk.sales.calendar import CalendarFilter
from crmdesk.sales.conversion import NEW, Becoming
from crmdesk.sales.document_files import Pasted
from crmdesk.sales.figures import asking, rows
from crmdesk.sales.figures.window import Window
from crmdesk.sales.lead_board import LeadView
from crmdesk.sales.learning import asking as asking_learned
from crmdesk.sales.lists import Condition, ListQuestion
from crmdesk.sales.pipeline import Closing
from crmdesk.sales.ways import Way
from crmdesk.texts import msg
from tests.sales.office import TODAY, Office

WORD = "Verschwunden"
KINDS = (
    "company",
    "contact",
    "lead",
    "product",
    "opportunity",
    "activity",
    "campaign",
    "segment",
    "quote",
    "sales_note",
)
FOREVER = 1 << 45
"""An instant after all that is planned here."""
YEAR = Window(date(2026, 1, 1), date(2026, 12, 31))


class Half:
    """An office with one record of every kind here and one hidden, which those here are linked to."""

    def __init__(self, folder: Path) -> None:
        office = Office(folder)
        self.desk = office.desk
        for kind in ("company", "contact", "lead", "opportunity"):
            custom_fields.add(self.desk, kind, "Client", "link", "company")
            custom_fields.add(self.desk, kind, "Word", "text")
        self.own = {kind: self.desk.settings.own_fields(kind) for kind in ("company", "contact", "lead", "opportunity")}
        tagged: dict[str, Any] = {"tags": ["vip"], "email": "gone@example.org", "phone": "91 123 45 67"}
        tagged["custom:Word"] = WORD
        tagged["emails"] = [Way("also-gone@example.org", "home")]
        self.gone = {"company": office.add("company", name=f"{WORD} S.A.", **tagged)}
        tagged["consent_email"] = "refused"
        to = {"company": self.gone["company"]}
        self.gone["contact"] = office.add("contact", name=f"{WORD} Person", **to, **tagged)
        self.gone["campaign"] = office.add("campaign", name=f"{WORD} Fair", description=WORD)
        self.gone["segment"] = office.add("segment", name=f"{WORD} Segment", of="lead")
        self.gone["lead"] = office.add("lead", name=f"{WORD} Lead", **tagged)
        self.gone["product"] = office.add("product", name=f"{WORD} 2000")
        self.gone["opportunity"] = office.opportunity(f"{WORD} Sale", amount=999_983, **to)
        client = {"custom:Client": self.gone["company"]}
        to |= {"contact": self.gone["contact"], "campaign": self.gone["campaign"], **client}
        self.here = {
            "company": office.add("company", name="Here", parent=self.gone["company"], **client),
            "contact": office.add("contact", name="Rosa", company=self.gone["company"], **client),
            "lead": office.add("lead", name="Luis", campaign=self.gone["campaign"], **client),
            "campaign": office.add("campaign", name="Here too"),
            "segment": office.add("segment", name="All", of="lead"),
            "product": office.add("product", name="Chair"),
            "opportunity": office.opportunity("Sale", amount=5, product=self.gone["product"], **to),
        }
        every = {kind: self.here[kind] for kind in ("company", "contact", "lead", "opportunity")}
        shown = {"type": "call", "subject": "Talk", "done_on": TODAY}
        self._write_papers(office)
        self.here["activity"] = activities.plan(self.desk, {**shown, **every}).new("activity")
        planned = {"type": "task", "subject": f"{WORD} task", "due_on": TODAY, **every}
        self.gone["activity"] = activities.plan(self.desk, planned, remind=[0]).new("activity")
        people = [("contact", one["contact"]) for one in (self.gone, self.here)]
        shared = {"type": "task", "due_on": TODAY, **every, "contact": self.gone["contact"]}
        activities.plan(self.desk, shared, people, remind=[0])
        for kind in MEMBERS:
            campaigns.add_members(self.desk, self.here["campaign"], kind, [self.here[kind], self.gone[kind]])
            campaigns.add_members(self.desk, self.gone["campaign"], kind, [self.here[kind]])
        for segment in (self.here["segment"], self.gone["segment"]):
            segments.include(self.desk, segment, [self.here["lead"], self.gone["lead"]])
        counts = {"note": WORD, "is_primary": True, "contact": self.gone["contact"], "role": "decision_maker"}
        involved.add(self.desk, self.here["opportunity"], "reference", counts)
        involved.add(self.desk, self.gone["opportunity"], "partner", {"contact": self.here["contact"], "note": WORD})
        self._leave_papers()
        self.hide(office)
        self.pipeline = choices.choices("pipeline")[0][0]
        self._convert()
        self.both = {kind: [self.gone[kind], self.here[kind]] for kind in KINDS}

    def _write_papers(self, office: Office) -> None:
        """A quote and a sales note of an opportunity that is hidden, and of one that is here."""
        plain = office.opportunity("Desks", contact=self.here["contact"])
        for known, sale, word in ((self.gone, self.gone["opportunity"], WORD), (self.here, plain, "Desk")):
            offered = 999_983 if known is self.gone else 5
            lines.add(self.desk, "opportunity", sale, [{"name": word, "price_minor": offered}])
            known["quote"] = quotes.make(self.desk, sale).new("quote")
            quotes.send(self.desk, known["quote"])
            quotes.accept(self.desk, known["quote"])
            closing.close(self.desk, [sale], "won", Closing(TODAY, {sale: offered}))
            known["sales_note"] = sales_notes.make(self.desk, sale).new("sales_note")

    def _convert(self) -> None:
        """A lead that became what is in the trash by now, and one in the trash that became what is here."""
        lead = records.add(self.desk, "lead", {"name": "Eva", "company": "Sillas"}).new("lead")
        conversion.convert(self.desk, lead, Becoming(NEW, NEW, NEW, title=WORD))
        became = conversion.became(self.desk, lead)
        assert became is not None
        assert became.opportunity is not None
        records.trash(self.desk, "opportunity", [became.opportunity[0]])
        other = records.add(self.desk, "lead", {"name": f"{WORD} too", "company": "Sillas"}).new("lead")
        conversion.convert(self.desk, other, Becoming(None, self.here["company"]))
        with self.desk.step(msg("Trash")):  # books made before converted leads were locked have such ones
            journal.edit(Lead, other, trashed_at=1)
        self.converted = [lead, other]

    def _leave_papers(self) -> None:
        """A message and a document on everything; what they say on what is hidden is hidden with it."""
        self.papers, self.written = [], []
        for records_, word in ((self.here, "Talk"), (self.gone, WORD)):
            for kind in ("opportunity", "lead", "contact", "company"):
                kept = document_files.store(self.desk, [Pasted(f"{word}.txt", f"{word} {kind}".encode())]).stored
                self.papers.append(documents.add(self.desk, kind, records_[kind], kept).new("document"))
                said = messages.write(self.desk, kind, records_[kind], f"{word} @Óscar @Zoe")
                self.written.append(said.new("message"))
                messages.edit(self.desk, self.written[-1], f"{word} again, @Zoe")
                messages.pin(self.desk, self.written[-1], on=True)
        self.papers, self.written = self.papers[3:5], self.written[3:5]

    def hide(self, office: Office) -> None:
        """Put what is to be hidden in the trash."""
        for kind in reversed([kind for kind in KINDS if kind not in ("quote", "sales_note")]):  # with the opportunity
            records.trash(self.desk, kind, [self.gone[kind]])

    def views(self) -> Iterator[board.BoardView]:
        for grouping in board.GROUPINGS:
            for order in board.ORDERS:
                yield board.BoardView(self.pipeline, grouping, order)

    def going(self) -> list[tuple[int]]:
        return [(row.id,) for row in lead_statuses.rows() if row.kind in GOING]

    def keys(self, view: board.BoardView) -> list[Any]:
        return [column.key for column in board.columns(self.desk, view)]


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Half]:
    yield Half(tmp_path_factory.mktemp("half"))
    book.close()


def _board(ask: Callable[[Half, board.BoardView], Any]) -> Callable[[Half], Any]:
    return lambda half: [ask(half, view) for view in half.views()]


def _kinds(ask: Callable[[Half, str], Any], kinds: tuple[str, ...] = KINDS) -> Callable[[Half], Any]:
    return lambda half: [ask(half, kind) for kind in kinds]


def _records(ask: Callable[[Half, str, int], Any], kinds: tuple[str, ...]) -> Callable[[Half], Any]:
    return lambda half: [ask(half, kind, record) for kind in kinds for record in half.both[kind]]


def _named(half: Half) -> dict[int, dict[str, Any]]:
    """What is told of links to what is hidden."""
    field = half.own["lead"][0]
    values = {half.here["lead"]: {field.name: half.gone["company"]}}
    linked.name_links(half.desk, field, values)
    return values


MEMBERS = ("lead", "contact", "company")


def _refused(ask: Callable[[int], Any], ids: list[int]) -> None:
    for known in ids:
        with pytest.raises(StaleRecordError):
            ask(known)


def _own(ask: Callable[[Half, str, Any], Any]) -> Callable[[Half], Any]:
    return lambda half: [ask(half, kind, field) for kind, fields in half.own.items() for field in fields]


VIEW = ActivityView()
OWNING = ("company", "contact", "lead", "opportunity")
QUESTIONS: dict[str, Callable[[Half], Any]] = {
    "activities.of": _records(lambda half, kind, record: activities.of(half.desk, kind, record), OWNING),
    "activity_board.cards": lambda half: activity_board.cards(half.desk, half.both["activity"]),
    "activity_board.column_keys": lambda half: activity_board.column_keys(half.desk, VIEW, half.both["activity"]),
    "activity_board.columns": lambda half: [
        activity_board.columns(half.desk, ActivityView(grouping)) for grouping in activity_board.GROUPINGS
    ],
    "activity_board.first_ids": lambda half: [
        activity_board.first_ids(half.desk, VIEW, head.key, 9) for head in activity_board.columns(half.desk, VIEW)
    ],
    "activity_board.ids": lambda half: [
        activity_board.ids(half.desk, VIEW, head.key) for head in activity_board.columns(half.desk, VIEW)
    ],
    "activity_board.recounted": lambda half: activity_board.recounted(
        half.desk, VIEW, activity_board.columns(half.desk, VIEW)
    ),
    "activity_board.total": lambda half: activity_board.total(half.desk),
    "affiliations.of_company": lambda half: [affiliations.of_company(half.desk, one) for one in half.both["company"]],
    "affiliations.of_contact": lambda half: [affiliations.of_contact(half.desk, one) for one in half.both["contact"]],
    "board.cards": lambda half: board.cards(half.desk, half.both["opportunity"]),
    "board.column_keys": _board(lambda half, view: board.column_keys(half.desk, view, half.both["opportunity"])),
    "board.columns": _board(lambda half, view: board.columns(half.desk, view)),
    "board.first_ids": _board(lambda half, view: [board.first_ids(half.desk, view, key, 9) for key in half.keys(view)]),
    "board.ids": _board(lambda half, view: [board.ids(half.desk, view, key) for key in half.keys(view)]),
    "board.recently_closed": lambda half: board.recently_closed(half.desk, half.pipeline),
    "board.recounted": _board(lambda half, view: board.recounted(half.desk, view, board.columns(half.desk, view))),
    "board.total": lambda half: board.total(half.desk, half.pipeline),
    "involved.of": lambda half: [involved.of(half.desk, one) for one in half.both["opportunity"]],
    "involved.knows_who_decides": lambda half: involved.knows_who_decides(half.desk, half.gone["opportunity"]),
    "pipeline.reopened": lambda half: [pipeline.reopened(half.desk, one) for one in half.both["opportunity"]],
    "today.today": lambda half: today.today(half.desk),
    "today.waiting": lambda half: today.waiting(half.desk).due > 5,
    "chances.of": lambda half: chances.of(half.desk, half.gone["opportunity"]),
    "calendar.days": lambda half: calendar.days(half.desk, YEAR.first, YEAR.last, CalendarFilter()),
    "calendar.mine": lambda half: calendar.entries(half.desk, calendar.mine(half.desk)),
    "calendar.entries": lambda half: calendar.entries(half.desk, half.both["activity"]),
    "campaign_figures.of_campaigns": lambda half: campaign_figures.of_campaigns(half.desk, half.both["campaign"]),
    "campaign_figures.of_sources": lambda half: campaign_figures.of_sources(half.desk),
    "campaign_figures.rows_behind": lambda half: [
        campaign_figures.rows_behind(half.desk, what, link, None)
        for what in campaign_figures.FIGURES
        for link in ("campaign", "source")
    ],
    "campaigns.choices": lambda half: campaigns.choices(half.desk),
    "campaigns.latest_of": lambda half: [campaigns.latest_of(half.desk, lead) for lead in half.both["lead"]],
    "campaigns.member_ids": lambda half: campaigns.member_rows(
        half.desk, campaigns.member_ids(half.desk, half.here["campaign"], order="company")
    ),
    "campaigns.member_rows": lambda half: campaigns.member_rows(
        half.desk, campaigns.member_ids(half.desk, half.here["campaign"])
    ),
    "campaigns.of_record": _records(lambda half, kind, record: campaigns.of_record(half.desk, kind, record), MEMBERS),
    "choices.link_name": _records(lambda half, kind, record: choices.link_name(half.desk, kind, record), KINDS[:5]),
    "consent.refused": _kinds(
        lambda half, kind: consent.refused(half.desk, kind, half.both[kind], "email"), ("contact", "lead")
    ),
    "conversion.became": lambda half: [conversion.became(half.desk, known) for known in half.converted],
    "conversion.leads_of": _records(
        lambda half, kind, record: conversion.leads_of(half.desk, kind, record), ("company", "contact", "opportunity")
    ),
    "conversion.outlook": lambda half: conversion.outlook(half.desk, [half.here["lead"]]),
    "conversion.propose": lambda half: conversion.propose(half.desk, half.here["lead"]),
    "custom_values.first": _own(
        lambda half, kind, field: lists.first_ids(half.desk, kind, ListQuestion(order=field.name), 9)
    ),
    "custom_values.key": _own(lambda half, kind, field: lists.ids(half.desk, kind, ListQuestion(order=field.name))),
    "around_history.steps": _records(lambda half, kind, record: around_history.steps(half.desk, kind, record), OWNING),
    "documents.exported": lambda half: documents.exported(half.desk),
    "documents.of": _records(lambda half, kind, record: documents.of(half.desk, kind, record), OWNING),
    "documents.read": lambda half: _refused(lambda known: documents.read(half.desk, known), half.papers[1:]),
    "documents.versions": lambda half: [documents.versions(half.desk, known) for known in half.papers],
    "document_files.content": lambda half: _refused(
        lambda known: document_files.content(half.desk, known, 99), half.papers[1:]
    ),
    "everyone.count": lambda half: everyone.count(half.desk, ListQuestion()),
    "everyone.first_ids": lambda half: [
        everyone.first_ids(half.desk, ListQuestion(text=text, order=order), 9)
        for text in ("", "v")
        for order in ("name", "company", "last_contact", "")
    ],
    "everyone.ids": lambda half: [everyone.ids(half.desk, ListQuestion(order=name)) for name in ("name", "company")],
    "everyone.kinds_of": lambda half: everyone.kinds_of(half.desk, [*half.gone.values(), *half.here.values()]),
    "everyone.rows": lambda half: everyone.rows(half.desk, [*half.gone.values(), *half.here.values()]),
    "figures.asking.figures": lambda half: asking.figures(half.desk, YEAR),
    "figures.rows.rows_behind": lambda half: [rows.rows_behind(half.desk, YEAR, block) for block in rows.BLOCKS],
    "guidance.advice": lambda half: [guidance.advice(half.desk, known) for known in half.both["opportunity"]],
    "guidance.purpose": lambda half: guidance.purpose(half.desk, half.gone["opportunity"]),
    "learning.asking.estimate": _records(
        lambda half, kind, record: asking_learned.estimate(half.desk, kind, record), ("lead", "opportunity")
    ),
    "learning.asking.is_foretold": _kinds(
        lambda half, kind: asking_learned.is_foretold(half.desk, kind, half.gone[kind])
    ),
    "learning.asking.report": _kinds(
        lambda half, kind: asking_learned.report(half.desk, kind), ("lead", "opportunity")
    ),
    "last_touch.of_opportunity": lambda half: [
        last_touch.of_opportunity(half.desk, known) for known in half.both["opportunity"]
    ],
    "lead_board.cards": lambda half: lead_board.cards(half.desk, half.both["lead"]),
    "lead_board.column_keys": lambda half: lead_board.column_keys(half.desk, half.both["lead"]),
    "lead_board.columns": lambda half: lead_board.columns(half.desk, LeadView()),
    "lead_board.first_ids": lambda half: [lead_board.first_ids(half.desk, LeadView(), *one, 9) for one in half.going()],
    "lead_board.ids": lambda half: [lead_board.ids(half.desk, LeadView(), *one) for one in half.going()],
    "lead_board.recently_closed": lambda half: lead_board.recently_closed(half.desk),
    "lead_board.recounted": lambda half: lead_board.recounted(
        half.desk, LeadView(), lead_board.columns(half.desk, LeadView())
    ),
    "lead_board.total": lambda half: lead_board.total(half.desk),
    "lead_lists.counts": lambda half: lead_lists.counts(half.desk),
    "linked.name_links": lambda half: _named(half),
    "access.may_change": _records(
        lambda half, kind, record: access.may_change(half.desk, kind, record), ("quote", "opportunity")
    ),
    "lines.following": lambda half: lines.following(half.desk, half.gone["opportunity"]),
    "lines.of": _records(
        lambda half, kind, record: lines.of(half.desk, kind, record) if record != half.here["opportunity"] else [],
        ("opportunity", "quote", "sales_note"),
    ),
    "lines.totals_of": _records(
        lambda half, kind, record: lines.totals_of(half.desk, kind, record), ("opportunity", "quote", "sales_note")
    ),
    "lists.count": _kinds(lambda half, kind: lists.count(half.desk, kind, ListQuestion())),
    "lists.first_ids": _kinds(lambda half, kind: lists.first_ids(half.desk, kind, ListQuestion(text="v"), 9)),
    "lists.ids": _kinds(lambda half, kind: lists.ids(half.desk, kind, ListQuestion())),
    "lists.last_contact": _kinds(lambda half, kind: lists.last_contact(half.desk, kind, half.both[kind]), OWNING),
    "lists.pick": _kinds(
        lambda half, kind: [lists.pick(half.desk, kind, text) for text in ("", WORD[:4])],
        ("company", "contact", "lead", "product", "opportunity"),
    ),
    "matching.matches": lambda half: matching.matches(half.desk, [Lead.get_by_id(half.here["lead"])]),
    "lists.rows": _kinds(lambda half, kind: lists.rows(half.desk, kind, half.both[kind])),
    "messages.count": _records(lambda half, kind, record: messages.count(half.desk, kind, record), OWNING),
    "messages.earlier": lambda half: [messages.earlier(half.desk, known) for known in half.written],
    "messages.newer": _records(
        lambda half, kind, record: messages.newer(half.desk, kind, record, half.written[0]), OWNING
    ),
    "messages.of": _records(lambda half, kind, record: messages.of(half.desk, kind, record), OWNING),
    "messages.of_record": lambda half: messages.of_record(half.desk, "lead", half.gone["lead"], half.written[1]),
    "messages.pinned": _records(lambda half, kind, record: messages.pinned(half.desk, kind, record), OWNING),
    "messages.read": lambda half: _refused(lambda known: messages.read(half.desk, known), half.written[1:]),
    "unread.mentions": lambda half: unread.mentions(half.desk),
    "numbers.given": _kinds(lambda half, kind: numbers.given(half.desk, kind), ("quote", "sales_note")),
    "offered.of_product": lambda half: [offered.of_product(half.desk, known) for known in half.both["product"]],
    "opportunities.read": lambda half: opportunities.read(half.desk, half.gone["opportunity"]),
    "participants.of": lambda half: [participants.of(half.desk, known) for known in half.both["activity"]],
    "pictures.of": _records(lambda half, kind, record: pictures.of(half.desk, kind, record), ("company", "contact")),
    "quote_rows.compare": lambda half: quote_rows.compare(half.desk, half.gone["quote"], half.here["quote"]),
    "quote_rows.of_opportunity": lambda half: [
        quote_rows.of_opportunity(half.desk, known) for known in half.both["opportunity"]
    ],
    "quote_rows.revisions": lambda half: [quote_rows.revisions(half.desk, known) for known in half.both["quote"]],
    "quote_rows.rows": lambda half: quote_rows.rows(half.desk, half.both["quote"]),
    "quote_rows.states": lambda half: quote_rows.states(half.desk, half.both["quote"]),
    "quote_rows.with_status": lambda half: lists.ids(
        half.desk, "quote", ListQuestion(conditions=(Condition("status", "=", "accepted"),))
    ),
    "quotes.any_over_budget": lambda half: quotes.any_over_budget(half.desk, half.gone["opportunity"]),
    "quotes.accepted": lambda half: quotes.accepted(half.desk, half.both["opportunity"]),
    "quotes.over_budget": lambda half: quotes.over_budget(half.desk, half.gone["quote"]),
    "quotes.to_win": lambda half: quotes.to_win(half.desk, half.gone["quote"]),
    "paper_history.of": _records(lambda half, kind, record: paper_history.of(half.desk, kind, record), OWNING[:3]),
    "record_history.parts": _records(
        lambda half, kind, record: list(record_history.parts(half.desk, kind, record)), KINDS
    ),
    "record_history.of": _records(lambda half, kind, record: record_history.of(half.desk, kind, record), KINDS),
    "records.read": _kinds(lambda half, kind: records.read(half.desk, kind, half.gone[kind])),
    "related.companies_below": _kinds(
        lambda half, kind: [related.companies_below(half.desk, known) for known in half.both["company"]], ("company",)
    ),
    "related.is_here": _kinds(lambda half, kind: related.is_here(half.desk, kind, half.gone[kind])),
    "related.opportunities_of": _records(
        lambda half, kind, record: related.opportunities_of(half.desk, kind, record),
        ("company", "contact"),
    ),
    "related.people_of": lambda half: [related.people_of(half.desk, known) for known in half.both["company"]],
    "related.reach": _records(lambda half, kind, record: related.reach(half.desk, kind, record), OWNING),
    "related.leads_around": _records(
        lambda half, kind, record: related.leads_around(half.desk, kind, record), ("company", "contact")
    ),
    "related.sums": _records(lambda half, kind, record: related.sums(half.desk, kind, record), ("company", "contact")),
    "reminders.due": lambda half: reminders.due(half.desk, FOREVER),
    "reminders.next_ring": lambda half: reminders.next_ring(half.desk, 0),
    "reminders.of": lambda half: [reminders.of(half.desk, known) for known in half.both["activity"]],
    "score_rules.sentence": lambda half: [
        str(score_rules.sentence(half.desk, rule)) for rule in scoring.kept_rules(half.desk)
    ],
    "scoring.score_of": lambda half: [scoring.score_of(half.desk, lead) for lead in half.both["lead"]],
    "scoring.tried": lambda half: scoring.tried(half.desk, scoring.kept_rules(half.desk), 50),
    "sales_notes.of_opportunity": lambda half: [
        sales_notes.of_opportunity(half.desk, known) for known in half.both["opportunity"]
    ],
    "search.find_beside": lambda half: [search.find_beside(half.desk, text) for text in (WORD, "talk", "again")],
    "search.find": lambda half: [search.find(half.desk, text) for text in (WORD, "sale", "here", "rosa", "9112345")],
    "tallies.of_opportunity": lambda half: tallies.of_opportunity(half.desk, half.gone["opportunity"]),
    "timeline.last_contact": _records(
        lambda half, kind, record: timeline.last_contact(half.desk, kind, record), OWNING[:3]
    ),
    "timeline.keys": _records(lambda half, kind, record: timeline.keys(half.desk, kind, record), OWNING[:3]),
    "timeline.of": _records(lambda half, kind, record: timeline.of(half.desk, kind, record), OWNING[:3]),
    "segments.choices": lambda half: segments.choices(half.desk),
    "segments.compare": lambda half: lists.ids(
        half.desk, "lead", ListQuestion(conditions=(Condition("segment", "=", half.here["segment"]),))
    ),
    "segments.ids": lambda half: segments.ids(half.desk, half.here["segment"]),
    "segments.matching": lambda half: lists.ids(
        half.desk, "lead", ListQuestion(conditions=(Condition("segment", "!=", half.here["segment"]),))
    ),
    "segments.named": lambda half: segments.named(half.desk, "lead", "all"),
    "segments.problems": lambda half: segments.problems(half.desk, half.gone["segment"]),
    "segments.read": lambda half: [segments.read(half.desk, known) for known in half.both["segment"]],
    "stage_times.stage_times": lambda half: stage_times.stage_times(half.desk, half.gone["opportunity"]),
}
NOT_ABOUT_RECORDS = {
    "idleness.working_days": "about days", "idleness.days_ago": "about days", "idleness.idle_days": "about days",
    "idleness.is_cold": "about days", "involved.problems": "of values that are to be written",
    "activity_values.links_of": "of a record that was asked for", "activity_values.named": "of values that were given",
    "activity_values.refuse": "of values that were given",
    "activity_types.first": "types have no trash", "activity_types.icon": "types have no trash",
    "activity_types.known": "types have no trash", "activity_types.name": "types have no trash",
    "activity_types.offered": "types have no trash", "activity_types.read": "says that it counts the trash",
    "entering.begin": "writes", "entering.needs": "stages have no trash", "entering.offered": "fields have no trash",
    "entering.refuse": "of values that were given", "entering.tell": "writes",
    "playbooks.begin": "writes", "playbooks.choices": "playbooks have no trash", "playbooks.plan": "writes",
    "playbooks.read": "playbooks have no trash",
    "participants.replace": "writes", "reminders.dismiss": "writes", "reminders.snooze": "writes",
    "reminders.is_quiet": "how somebody works", "reminders.keep_quiet": "writes",
    "reminders.offered": "of a day that was given", "reminders.quiet": "how somebody works",
    "reminders.replace": "writes", "series.go_on": "writes",
    "usual_reminder.get": "how somebody works", "usual_reminder.of": "of values that were given",
    "usual_reminder.put": "writes",
    "documents.add_rows": "writes", "documents.remove_rows": "writes",
    "documents.of_messages": "of messages that were asked for",
    "document_files.read_out": "begins with `documents.read`", "document_files.store": "writes",
    "messages.newest": "begins with `visible`, of a condition",
    "whose.chosen": "a condition", "whose.mine": "a condition", "whose.theirs": "a condition",
    "hanging.around": "a condition", "hanging.here": "it is what every action begins with",
    "hanging.holders": "begins with `seen`", "hanging.on": "a condition",
    "hanging.of_sales": "a condition", "record_history.read": "puts into words what `parts` gave",
    "timeline.read": "tells what stands at the places that `keys` gave",
    "mentions.people": "users have no trash", "mentions.who_see": "asks `seen` for each user",
    "unread.mark_read": "writes", "pipeline.keep_outcomes": "writes",
    "access.enter": "about the user's role", "access.here": "it is what every action begins with",
    "access.in_trash": "a condition", "access.keep_people": "about the user's role", "access.may": "about the role",
    "activity_board.span": "of a column",
    "access.reached": "a condition", "access.refuse_others": "what restoring begins with",
    "access.require": "about the user's role", "access.seen": "it is the beginning itself",
    "access.sees_all": "about the user's role",
    "access.set_up": "about the user's role", "access.visible": "it is the condition itself",
    "access.with_trash": "a condition", "audit.deletions": "writes", "audit.lines": "for administrators alone",
    "board.narrowed": "a condition beside `visible`", "board.own_on_cards": "definitions",
    "audit.note": "writes", "audit.refused": "writes",
    "campaigns.may_see": "a condition", "campaigns.joined": "is asked beside `may_see`",
    "in_use.told": "of what was counted",
    "renamed.choice": "writes", "renamed.field": "writes", "renamed.value": "writes",
    "links.exists": "of a value that a rule names by its id",
    "activities.snoozes": "begins with `visible`, of activities that were asked for",
    "activities.around": "a condition beside `visible`", "last_contact.last_done": "a query of `visible` ones",
    "campaigns.unwilling": "of members that were asked for", "templates.of_sort": "templates have no trash",
    "consent.dated": "of values to be written", "phones.tidied": "of values to be written",
    "records.kept": "of values to be written", "ways.of_many": "of records that were asked for",
    "ways.replace_all": "writes",
    "lists.condition": "begins with `visible`", "list_order.places": "the office's own lists have no trash",
    "choices.all_stages": "the office's own lists have no trash",
    "choices.choices": "the office's own lists have no trash",
     "choices.reasons": "reasons have no trash",

    "choices.stages_of": "the office's own lists have no trash", "choices.tags_like": "tags have no trash",

    "conditions.compare": "a condition beside `visible`",
    "custom_fields.check_name": "a name", "custom_fields.is_built_in": "a name",
    "custom_fields.choice_uses": "counts the trash too",
    "custom_fields.of": "definitions", "custom_fields.uses": "says that it counts the trash",
    "custom_values.add_columns": "writes", "custom_values.of": "of a record that was asked for",
    "custom_values.of_many": "of records that were asked for", "custom_values.replace_all": "writes",
    "custom_values.rows_of": "of a record that was asked for",
    "definitions.read": "definitions",
    "fields.field_of": "a definition", "fields.fields_of": "definitions",
    "figures.choices.choices": "users and pipelines have no trash",
    "figures.rows.has_amount": "a condition",
    "guard.keep_an_administrator": "about users", "guard.look_over": "looks at what was written",
    "history.count": "the history tells of everything that can be undone", "history.label": "about a step",
    "history.stands": "about a step", "history.steps": "the history tells of everything that can be undone",
    "campaign_figures.converted": "a condition beside `visible`",
    "lead_lists.condition": "a condition beside `visible`",
    "clients.of": "of an opportunity that was asked for, with links `visible`", "lines.append": "writes",
    "lines.currency_of": "of a record that was asked for",
    "lines.settle": "writes", "lines.settle_opportunities": "writes", "numbers.issue": "writes",
    "paper_totals.mismatches": "checks every paper", "paper_totals.settle": "writes", "papers.read": "settings",
    "papers.size": "a setting", "papers.usual_size": "a setting",
    "quotes.copy_lines": "writes",
    "score_rules.broken": "a rule has no trash", "score_rules.condition": "scores are everybody's",
    "score_rules.from_row": "a rule has no trash", "score_rules.offered_fields": "fields have no trash",
    "score_rules.own_field": "fields have no trash", "score_rules.problems": "of a rule",
    "scoring.is_of_today": "a day", "scoring.kept_rules": "rules have no trash",
    "scoring.ready_from": "a setting", "scoring.renew": "writes", "scoring.settle": "writes",
    "scoring.mismatches": "checks every lead",
    "lead_statuses.rows": "statuses have no trash",
    "learning.asking.evaluate": "needs a history; begins with `visible`, and tells of no single case",
    "learning.asking.label_of": "what a field is called", "learning.features.features_of": "the fields of a kind",
    "learning.keeping.kept_report": "tells of no single case", "learning.keeping.learned_on": "a day",
    "learning.keeping.open_stages": "stages have no trash",
    "learning.keeping.renew": "writes; everybody's cases count but for the trash, and it tells of none",
    "learning.study.refuse_short": "a part of `evaluate`", "learning.study.study": "a part of `evaluate`",
    "learning.wording.in_words": "of a case that was seen, with links `visible`",
    "links.looping": "restoring a company must not close a circle", "links.problems": "begins with `seen`",
    "links.refuse": "begins with `seen`", "locks.locked": "of records that are to be changed",
    "locks.issued": "of records that are to be changed",
    "locks.refuse_older": "of a step that is being undone", "handing.hand_over": "writes",
    "consent.date_changes": "writes", "roles.for_newcomers": "roles have no trash",
    "roles.name_for_newcomers": "roles have no trash", "users.names_of": "users have no trash",
    "office.facts": "counts the trash apart",
    "office.user_name": "users have no trash", "office.values_of": "counts uses in the trash too, to replace them",
    "list_order.can_sort": "about a field", "list_order.first": "of a question that has its conditions",
    "list_order.ordered": "of a question that has its conditions",
    "opportunities.add_columns": "writes", "opportunities.add_row": "writes",
    "records.add_row": "writes", "opportunities.add_lines": "writes",
    "opportunities.compose_title": "of links that were checked", "opportunities.first_products": "of an import's rows",
    "opportunities.keep_product": "writes", "opportunities.next_number": "numbers are never used again",
    "opportunities.stage_for": "stages have no trash", "passwords.is_set": "about users",
    "passwords.remove_own": "writes", "passwords.reset": "writes", "passwords.seconds_to_wait": "about users",
    "passwords.set_own": "writes", "passwords.sign_in": "about users", "passwords.users_with_one": "about users",
    "pipeline.closing_stage": "stages have no trash",
    "preferences.draft": "what was typed", "preferences.drop_draft": "writes", "preferences.get": "how somebody looks",
    "preferences.keep_draft": "writes", "preferences.put": "writes", "ranks.at_end": "a number",
    "ranks.below": "numbers", "records.changed_since": "of a record that is being saved",
    "records.columns": "of values that were given", "records.differing": "of a record that is being saved",
    "records.named_or_counted": "of records that were checked",

     "records.values_of": "of records that were checked",
    "rules.problems": "of values that were given", "rules.refuse": "of values that were given",
    "refusals.about": "a sentence", "refusals.refuse": "a sentence", "refusals.why_locked": "a sentence",
    "refusals.why_no_people": "a sentence", "refusals.why_no_setting_up": "a sentence",
    "refusals.why_not": "a sentence", "rights.administrators": "about users", "rights.of": "about users",
    "roles.all_roles": "roles have no trash",
    "search.matching": "a condition beside `visible`", "stages.of_pipeline": "says that it counts the trash",
    "stages.pipelines": "says that it counts the trash", "tags.everything": "tags have no trash",
    "tags.of_many": "of records that were asked for", "tags.replace_all": "writes",
    "touched.hidden": "of a step, in the trash too", "touched.refuse_others": "of a step, in the trash too",
     "undoing.next_redo": "about a step",
    "undoing.next_undo": "about a step", "users.first_user": "users have no trash",
    "users.names": "users have no trash", "users.user_named": "users have no trash", "words.word": "a word",
}  # fmt: skip
_ASKING = (".select(", "get_or_none(", "get_by_id(", ".ask(")


def questions_of_sales() -> Iterator[str]:
    """Every public function that is handed a desk, or asks the book itself, and is no action."""
    for found in pkgutil.walk_packages(crmdesk.sales.__path__, "crmdesk.sales."):
        if ".demo" in found.name:
            continue
        module = importlib.import_module(found.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            if not own or str(function.__annotations__.get("return")) == "Changes":
                continue
            handed = next(iter(inspect.signature(function).parameters), "") == "desk"
            if handed or any(call in inspect.getsource(function) for call in _ASKING):
                yield f"{found.name.removeprefix('crmdesk.sales.')}.{name}"


def test_every_question_of_sales_is_asked_here() -> None:
    assert set(questions_of_sales()) - set(QUESTIONS) - set(NOT_ABOUT_RECORDS) == set()
    assert set(QUESTIONS) <= set(questions_of_sales())


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_the_trash_shows_in_no_question(half: Half, name: str) -> None:
    told = repr(QUESTIONS[name](half))
    for hidden in (WORD, WORD.lower(), "gone@example.org", "91 123", "911234", "999983", *map(str, half.gone.values())):
        assert hidden not in told, f"{name} tells {hidden}: {told}"


def test_what_is_read_to_be_changed_names_nothing_of_the_trash(half: Half) -> None:
    for kind in KINDS:
        assert WORD not in repr(records.read(half.desk, kind, half.here[kind]))


def test_the_trash_itself_is_shown_where_it_is_asked_for(half: Half) -> None:
    gone = lists.ids(half.desk, "opportunity", ListQuestion(trashed=True))
    shown = [(row["title"], row["company"]) for row in lists.rows(half.desk, "opportunity", gone, trashed=True)]
    assert (f"{WORD} Sale", f"{WORD} S.A.") in shown
