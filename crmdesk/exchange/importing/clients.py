"""What an opportunity's columns follow from: its stage, its client and its product."""

from __future__ import annotations

from typing import Any

from crmdesk.exchange.importing.links import Links
from crmdesk.exchange.importing.sheet import Refusal, Sheet
from crmdesk.exchange.importing.stages import StageBook
from crmdesk.models.fold import fold
from crmdesk.models.pipeline import LOST, OPEN
from crmdesk.sales import opportunities, pipeline, rules
from crmdesk.sales.fields import built_in
from crmdesk.texts import Message, msgn


def compose_titles(sheet: Sheet, links: Links, new: list[bool]) -> None:
    """Give new opportunities without a title one from client and product; refuse those that have neither."""
    titles = list(sheet.column("title"))
    missing = [place for place, title in enumerate(titles) if title is None and new[place]]
    if not missing:
        return
    names = {kind: links.directory(kind).name_of for kind in ("company", "contact", "product")}
    company, contact, product = (sheet.column(kind) for kind in names)
    refused: dict[int, Refusal] = {}
    field = built_in("opportunity", "title")
    known: dict[tuple[Any, ...], tuple[str | None, Message | None]] = {}
    for place in missing:
        of = (company[place], contact[place] if company[place] is None else None, product[place])
        if of not in known:
            parts = [names[kind].get(link) if link else None for kind, link in zip(names, of, strict=True)]
            title = opportunities.join_title(*parts)
            known[of] = title, rules.value_problem(field, title)
        titles[place], problem = known[of]
        if problem is not None:
            refused[place] = Refusal(problem, "title")
    sheet.columns["title"] = titles
    sheet.refuse(refused)


def client_keys(sheet: Sheet, links: Links) -> list[str]:
    """The folded name of each row's company, or else of its contact."""
    companies, contacts = links.directory("company").name_of, links.directory("contact").name_of
    if "contact" not in sheet.columns:
        known = {None: "", **{one: fold(companies[one]) for one in set(sheet.column("company")) - {None}}}
        return [known[one] for one in sheet.column("company")]
    keys: dict[tuple[int | None, int | None], str] = {(None, None): ""}
    pairs = list(zip(sheet.column("company"), sheet.column("contact"), strict=True))
    for company, contact in set(pairs):
        if company is not None:
            keys[company, contact] = fold(companies[company])
        elif contact is not None:
            keys[company, contact] = fold(contacts[contact])
    return [keys[pair] for pair in pairs]


def settle_outcomes(sheet: Sheet, book: StageBook) -> list[Message]:
    """Fill state, pipeline, rate and days from the stages; a close day on an open one is its expected day."""
    chosen = sheet.columns["stage"]
    pipelines = sheet.column("pipeline")
    outcomes = {
        pair: pipeline.outcome(
            pair[0], book.pipeline_of(*pair), book.facts[pair[0]].kind if pair[0] else OPEN, None, None, None
        )
        for pair in set(zip(chosen, pipelines, strict=True))
    }
    of_row = [outcomes[pair] for pair in zip(chosen, pipelines, strict=True)]
    for name in ("pipeline", "state", "rate"):
        sheet.columns[name] = [outcome[name] for outcome in of_row]
    state = sheet.columns["state"]
    if "closed_on" in sheet.columns:
        closed = sheet.columns["closed_on"]
        expected = zip(state, closed, sheet.column("expected_on"), strict=True)
        sheet.columns["expected_on"] = [soon or (day if one == OPEN else None) for one, day, soon in expected]
        sheet.columns["closed_on"] = [day if one != OPEN else None for one, day in zip(state, closed, strict=True)]
    dropped = 0
    for name in ("reason", "reason_note"):
        if name in sheet.columns:
            values = sheet.columns[name]
            sheet.columns[name] = [v if one == LOST else None for one, v in zip(state, values, strict=True)]
            dropped += sum(v is not None and one != LOST for one, v in zip(state, values, strict=True))
    if not dropped:
        return []
    return [
        msgn(
            "{n} reason was left out: only lost opportunities have one.",
            "{n} reasons were left out: only lost opportunities have one.",
            dropped,
        )
    ]
