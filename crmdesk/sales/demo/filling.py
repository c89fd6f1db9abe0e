"""Making the demo book: what was planned, written through the journal as one bulk load."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from crmdesk import texts
from crmdesk.models import book, journal
from crmdesk.models.activities import Activity, Tag, Tagging
from crmdesk.models.bulk import uncollected
from crmdesk.models.custom import CustomValue
from crmdesk.models.database import indexes_later, insert_rows, plain_tuples, writing
from crmdesk.models.errors import DomainError
from crmdesk.models.ids import new_ids
from crmdesk.models.journal import Entry
from crmdesk.models.leads import LeadReason
from crmdesk.models.opportunities import RANK_GAP, Opportunity, OpportunityLine, OpportunityLog
from crmdesk.models.people import Company, Contact, Lead, Role, Source, Team, User
from crmdesk.models.pipeline import OPEN, WON, Reason, Stage
from crmdesk.models.scoring import ScoreRule
from crmdesk.sales import lead_statuses, leads, opening, records
from crmdesk.sales.demo import clients, own_fields, talk
from crmdesk.sales.demo.campaigns import Campaigns
from crmdesk.sales.demo.chance import Calendar, Chance
from crmdesk.sales.demo.trade import Deed, Sale, Seller, Stages, Trade
from crmdesk.sales.demo.words import Words
from crmdesk.sales.desk import Clock, Desk
from crmdesk.sales.learning import keeping
from crmdesk.sales.learning.outcomes import KINDS
from crmdesk.sales.score_rules import CALLED, FIELD, MET, SILENT, Rule, to_columns
from crmdesk.texts import msg

OPEN_SHARE = 0.15
_LEARNED = 6
"""Every so manieth opportunity goes by the learned probability."""
_BULK = 5_000
"""From so many opportunities on, building the indexes afterwards is quicker."""
_LOADED = (Company, Contact, Lead, Opportunity, OpportunityLine, OpportunityLog, Activity, Tagging, CustomValue)


def make(
    path: Path, *, rows: int = 400, seed: int = 1, language: str = "en", clock: Clock, open_share: float = OPEN_SHARE
) -> None:
    """Make a book full of invented data whose history ends today; it is closed afterwards.

    Args:
        rows: how many opportunities.
        seed: the same seed, language and day give the same book, ids aside.
        open_share: how many of the opportunities are open, 0 to 1.

    Raises:
        StorageError: the book cannot be made there.
    """
    book.create(path)
    try:
        fill(Desk(None, clock), rows, seed, language, open_share)
    except BaseException:
        book.close()
        path.unlink(missing_ok=True)  # half a demo is of no use to anybody
        raise
    book.close()


def fill(desk: Desk, rows: int, seed: int, language: str, open_share: float = OPEN_SHARE) -> None:
    """Fill the open, empty book; its history begins afterwards.

    Raises:
        DomainError: the book is not empty.
    """
    if Stage.select().exists() or User.select().exists():
        raise DomainError(msg("This book is in use already. Make a new one for the sample data."))
    words = Words.of(language)
    with _speaking(language), uncollected():
        opening.fill(desk, name=words["book"], currency=words["currency"], language=language)
        contents = talk.keep_contents(desk, words)
        with desk.step(msg("Sample data")) as step, _indexes_later(rows):
            users = _Load(desk, step.entry, words, seed).write(rows, open_share)
            talk.write(desk, words, Chance(seed), Calendar(desk.today), users, contents)
        journal.begin_here()
        for kind in KINDS:
            keeping.renew(desk, kind)


@contextlib.contextmanager
def _speaking(language: str) -> Iterator[None]:
    """What a new book starts with is written in the language in use."""
    before = texts.language()
    texts.use(language)
    try:
        yield
    finally:
        texts.use(before)


@contextlib.contextmanager
def _indexes_later(rows: int) -> Iterator[None]:
    with indexes_later(_LOADED) if rows >= _BULK else contextlib.nullcontext():
        yield


class _Load:
    """One load: plans the office, then writes it table by table, parents first."""

    def __init__(self, desk: Desk, entry: Entry, words: Words, seed: int) -> None:
        self._desk = desk
        self._entry = entry
        self._words = words
        self._seed = seed
        self._chance = Chance(seed)
        self._calendar = Calendar(desk.today)
        self._sources = _ids(Source)
        self._reasons = [(row.id, row.needs_note) for row in Reason.select().order_by(Reason.place)]
        stages = list(Stage.select().order_by(Stage.place))
        self._open_stages = [stage.id for stage in stages if stage.stage_kind == OPEN]
        self._closed_stage = {stage.stage_kind: stage.id for stage in stages if stage.stage_kind != OPEN}
        self._pipeline: int = stages[0].pipeline.id
        opened = [stage for stage in stages if stage.stage_kind == OPEN]
        self._stages = Stages([stage.idle_days for stage in opened], [stage.probability for stage in opened])

    def write(self, rows: int, open_share: float) -> list[int]:
        """Write it all; those who work here."""
        words, chance = self._words, self._chance
        users = self._write_office()
        sellers = [Seller(user["share"], user["skill"]) for user in words["users"]]
        companies = clients.companies(words, chance, _companies(rows))
        people = clients.contacts(words, chance, companies, private=rows // 60)
        trade = Trade(words, chance, self._calendar, sellers, self._stages, companies, people)
        sales = trade.sales(rows, open_share)
        owner_of = self._settle_clients(companies, sales)
        company_ids, contact_ids = self._write_clients(companies, people, owner_of, users)
        self._campaigns = Campaigns(words, Chance(self._seed), self._calendar, users)
        added, came = self._write_leads(max(12, rows // 5), users)
        people_of = {"lead": added, "contact": contact_ids, "company": company_ids}
        self._campaigns.write_members(people_of, list(zip(added, came, strict=True)))
        products = self._write_products()
        opportunities = self._write_sales(sales, company_ids, contact_ids, users)
        self._write_log(sales, opportunities, users)
        self._write_lines(sales, opportunities, products)
        self._write_activities(sales, opportunities, users)
        self._write_other_activities(added, company_ids, users)
        self._write_tags({"opportunity": opportunities, "company": company_ids, "lead": added})
        self._write_score_rules()
        having = {"lead": added, "contact": contact_ids, "company": company_ids, "opportunity": opportunities}
        own_fields.write(self._desk, words, Chance(self._seed), self._calendar, users, having)
        return users

    def _write_score_rules(self) -> None:
        """Points for the shipped sources, for what is known of a lead, and for what was done."""
        _web, recommended, fair, _call, _campaign, client = self._sources
        rules = (
            Rule(FIELD, 25, "source", "=", recommended),
            Rule(FIELD, 20, "source", "=", client),
            Rule(FIELD, 10, "source", "=", fair),
            Rule(FIELD, 15, "rating", ">=", 2),
            Rule(MET, 20),
            Rule(CALLED, 10, days=90),
            Rule(FIELD, -5, "email", "=", None),
            Rule(FIELD, -5, "phone", "=", None),
            Rule(SILENT, -10, days=30),
        )
        journal.add_rows(ScoreRule, [{**to_columns(rule), "place": place} for place, rule in enumerate(rules)])

    # Who works, who buys, what is sold

    def _write_office(self) -> list[int]:
        words = self._words
        teams = journal.add_rows(Team, [{"name": name} for name in words["teams"]])
        administrator, manager, seller = (role.id for role in Role.select(Role.id).order_by(Role.place).limit(3))
        bosses = {user["manager"] for user in words["users"] if "manager" in user}
        users = journal.add_rows(
            User,
            [
                {
                    "name": user["name"],
                    "email": _email(user["name"], words["domain"]),
                    "team": teams[user["team"]],
                    "role": administrator if place == 0 else manager if place in bosses else seller,
                }
                for place, user in enumerate(words["users"])
            ],
        )
        managed = {place: user["manager"] for place, user in enumerate(words["users"]) if "manager" in user}
        journal.edit_rows(User, {users[place]: {"manager": users[boss]} for place, boss in managed.items()})
        return users

    def _settle_clients(self, companies: list[clients.Company], sales: list[Sale]) -> dict[int, int]:
        """Since when each company is known, and whether it buys; its last owner, by places."""
        chance, calendar = self._chance, self._calendar
        for company in companies:
            company.since = calendar.work_day(calendar.today - chance.between(0, 500))
        owner_of: dict[int, int] = {}
        for sale in sales:
            if sale.company is not None:
                company = companies[sale.company]
                company.since = min(company.since, sale.created)
                company.is_customer = company.is_customer or sale.now.state == WON
                owner_of[sale.company] = sale.now.owner
        return owner_of

    def _write_clients(
        self, companies: list[clients.Company], people: list[clients.Person], owner_of: dict[int, int], users: list[int]
    ) -> tuple[list[int], list[int]]:
        words, chance, calendar = self._words, self._chance, self._calendar
        owners = [
            users[owner_of[place]] if place in owner_of else chance.one_of(users) for place in range(len(companies))
        ]
        columns = clients.company_columns(words, chance, calendar, companies, owners)
        company_ids = records.add_columns("company", columns)
        theirs = [chance.one_of(users) if person.company is None else owners[person.company] for person in people]
        columns = clients.contact_columns(words, chance, calendar, people, company_ids, companies, theirs)
        return company_ids, records.add_columns("contact", columns)

    def _write_leads(self, count: int, users: list[int]) -> tuple[list[int], list[int | None]]:
        """The leads, and the campaign each came from."""
        statuses = [(row.id, row.kind) for row in lead_statuses.rows()]
        reasons = [row.id for row in LeadReason.select().where(~LeadReason.needs_note).order_by(LeadReason.place)]
        columns = clients.lead_columns(
            self._words, self._chance, self._calendar, count, users, self._sources, statuses, reasons
        )
        came = self._campaigns.of_leads(columns["created_on"])
        return leads.add_columns({**columns, "campaign": came}), came

    def _write_products(self) -> list[int]:
        products = self._words["products"]
        names = ("name", "code", "category", "unit", "price_minor", "tax")
        columns: dict[str, list[Any]] = dict(zip(names, map(list, zip(*products, strict=True)), strict=True))
        columns["price_minor"] = [price * 100 for price in columns["price_minor"]]
        return records.add_columns("product", {**columns, "currency": [self._desk.currency] * len(products)})

    # What is sold to whom

    def _write_sales(self, sales: list[Sale], companies: list[int], contacts: list[int], users: list[int]) -> list[int]:
        iso, chance, calendar = self._calendar.iso, self._chance, self._calendar
        stages = [self._stage_of(sale.now.stage, sale.now.state) for sale in sales]
        reasons = [self._reason(sale) for sale in sales]
        following = [sale.next for sale in sales]
        numbers = range(1, len(sales) + 1)
        columns: dict[str, Sequence[Any]] = {
            "id": new_ids(len(sales)),
            "number": numbers,
            "key": [
                f"OP-{calendar.year(sale.created)}-{number:05d}" for number, sale in zip(numbers, sales, strict=True)
            ],
            "title": [sale.title for sale in sales],
            "company": [None if sale.company is None else companies[sale.company] for sale in sales],
            "contact": [None if sale.contact is None else contacts[sale.contact] for sale in sales],
            "pipeline": [self._pipeline] * len(sales),
            "stage": stages,
            "state": [sale.now.state for sale in sales],
            "rank": self._ranks(stages),
            "amount_minor": [sale.now.amount for sale in sales],
            "currency": [self._desk.currency] * len(sales),
            "rate": [None if sale.now.state == OPEN else "1" for sale in sales],
            "probability": [sale.probability for sale in sales],
            "by_learning": [int(place % _LEARNED == 0) for place in range(len(sales))],
            "owner": [users[sale.now.owner] for sale in sales],
            "created_on": [iso(sale.created) for sale in sales],
            "expected_on": [None if sale.now.expected is None else iso(sale.now.expected) for sale in sales],
            "closed_on": [None if sale.now.state == OPEN else iso(sale.now.day) for sale in sales],
            "reason": [reason for reason, _note in reasons],
            "reason_note": [note for _reason, note in reasons],
            "source": [self._sources[sale.source % len(self._sources)] for sale in sales],
            "campaign": self._campaigns.of_sales([sale.created for sale in sales]),
            "priority": [sale.priority for sale in sales],
            "description": [
                chance.one_of(self._words["descriptions"]) if chance.random() < 0.15 else None for _sale in sales
            ],
            "next_on": [deed and iso(deed.day) for deed in following],
            "next_at": [deed and self._instant(deed) for deed in following],
            "next_type": [deed and deed.type for deed in following],
            "touched_on": [iso(sale.touched) for sale in sales],
        }
        added = records.add_columns("opportunity", columns)
        self._entry.log_given.update(added)
        return added

    def _reason(self, sale: Sale) -> tuple[int | None, str | None]:
        if sale.reason is None:
            return None, None
        reason, needs_note = self._reasons[min(sale.reason, len(self._reasons) - 1)]
        return reason, self._chance.one_of(self._words["reason_notes"]) if needs_note else None

    def _ranks(self, stages: list[int]) -> list[int]:
        """An order by hand that is nobody else's order: shuffled inside each stage."""
        places = list(range(len(stages)))
        self._chance.shuffle(places)
        return [place * RANK_GAP for place in places]

    def _stage_of(self, stage: int, state: str) -> int:
        return self._open_stages[stage] if state == OPEN else self._closed_stage[state]

    def _write_log(self, sales: list[Sale], opportunities: list[int], users: list[int]) -> None:
        calendar, step, currency = self._calendar, self._entry.id, self._desk.currency
        rows = []
        for record, sale in zip(opportunities, sales, strict=True):
            minute = 8 * 60
            for moment in sale.moments:
                minute += self._chance.between(1, 90)
                expected = None if moment.expected is None else calendar.iso(moment.expected)
                user = users[moment.owner]
                rows.append(
                    (
                        *(record, calendar.iso(moment.day), calendar.at(moment.day, minute), user, step),
                        *(self._pipeline, self._stage_of(moment.stage, moment.state), moment.state, moment.amount),
                        *(currency, sale.probability, user, expected, 0),
                    )
                )
        with writing():
            insert_rows(OpportunityLog, _LOG_COLUMNS, rows)

    def _write_lines(self, sales: list[Sale], opportunities: list[int], products: list[int]) -> None:
        prices = [product[4] * 100 for product in self._words["products"]]
        rows = []
        for line, record, sale in zip(new_ids(len(sales)), opportunities, sales, strict=True):
            price = prices[sale.product]
            quantity = max(1, round((sale.now.amount or price) / price)) * 1000
            name, _code, _category, unit, _price, tax = self._words["products"][sale.product]
            rows.append((line, 1, record, products[sale.product], 0, name, unit, quantity, price, 0, tax))
        names = ("id", "version", "opportunity_id", "product_id", "place", "name", "unit", "quantity", "price_minor",
                 "discount", "tax")  # fmt: skip
        journal.add_tuples(OpportunityLine, names, rows)

    # What was done and is planned

    def _write_activities(self, sales: list[Sale], opportunities: list[int], users: list[int]) -> None:
        owned = [
            (deed, users[sale.now.owner], "opportunity", record)
            for record, sale in zip(opportunities, sales, strict=True)
            for deed in sale.deeds
        ]
        self._add_activities(owned)

    def _write_other_activities(self, leads: list[int], companies: list[int], users: list[int]) -> None:
        """Calls to leads and visits to companies that belong to no opportunity."""
        chance, today = self._chance, self._calendar.today
        owned: list[tuple[Deed, int, str, int]] = []
        for kind, ids, share in (("lead", leads, 0.6), ("company", companies, 0.2)):
            for record in ids:
                if chance.random() < share:
                    day = self._calendar.work_day(today - int(chance.around(20, 1.0)) % 300)
                    done = Deed(chance.one_of(("call", "email", "meeting")), day, 10 * 60, is_done=True)
                    owned.append((done, chance.one_of(users), kind, record))
                if kind == "lead" and chance.random() < 0.15:
                    planned = Deed("call", today + chance.between(-3, 9), None, is_done=False)
                    owned.append((planned, chance.one_of(users), kind, record))
        self._add_activities(owned)

    def _add_activities(self, owned: list[tuple[Deed, int, str, int]]) -> None:
        """Write activities, each with its owner and the kind and id of what it belongs to."""
        iso, subjects, chance = self._calendar.iso, self._words["subjects"], self._chance
        rows = []
        for record, (deed, owner, kind, belongs) in zip(new_ids(len(owned)), owned, strict=True):
            day, at = iso(deed.day), self._instant(deed)
            done = (day, at) if deed.is_done else (None, None)
            links = [belongs if kind == name else None for name in Activity.belongs_to]
            rows.append((record, 1, deed.type, chance.one_of(subjects[deed.type]), day, at, *done, owner, *links))
        links_to = [f"{name}_id" for name in Activity.belongs_to]
        names = ("id", "version", "type", "subject", "due_on", "due_at", "done_on", "done_at", "owner_id", *links_to)
        journal.add_tuples(Activity, names, rows)

    def _instant(self, deed: Deed) -> int | None:
        return None if deed.minute is None else self._calendar.at(deed.day, deed.minute)

    def _write_tags(self, records_by_kind: dict[str, list[int]]) -> None:
        tags = journal.add_rows(Tag, [{"name": name} for name in self._words["tags"]])
        shares = {"opportunity": 0.2, "company": 0.08, "lead": 0.1}
        for kind, ids in records_by_kind.items():
            tagged = [record for record in ids if self._chance.random() < shares[kind]]
            rows = [
                (made, 1, self._chance.one_of(tags), record)
                for made, record in zip(new_ids(len(tagged)), tagged, strict=True)
            ]
            journal.add_tuples(Tagging, ("id", "version", "tag_id", f"{kind}_id"), rows)


_LOG_COLUMNS = (
    *("opportunity", "day", "recorded_at", "user", "step"),
    *("pipeline", "stage", "state", "amount_minor", "currency", "probability", "owner", "expected_on", "gone"),
)


def _ids(table: Any) -> list[int]:
    return [row[0] for row in plain_tuples(table.select(table.id).order_by(table.place))]


def _email(name: str, domain: str) -> str:
    from crmdesk.sales.demo.words import slug

    first, last = name.split(" ", 1)
    return f"{slug(first)}.{slug(last)}@{domain}"


def _companies(rows: int) -> int:
    """A small office has three opportunities with each client, a large one five."""
    return max(1, min(round(rows / 3), round(50 + rows / 5)))
