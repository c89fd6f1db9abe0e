"""Entering a stage: what must be known first, and what entering it starts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.errors import DetailsNeeded, FieldProblems
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.pipeline import Stage
from crmdesk.models.playbooks import Playbook
from crmdesk.sales import lists, playbooks, records, rules
from crmdesk.sales.access import gone
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import CUSTOM, Field, field_of, fields_of
from crmdesk.texts import Message, msg

NEW = 0
"""Stands for an opportunity that is being added, whose id nobody knows yet."""
_NEVER_ASKED = frozenset(
    (
        *("key", "title", "pipeline", "stage", "state", "learned", "product", "external_id"),
        *("closed_on", "created_on", "reason", "reason_note"),
    )
)
"""What every opportunity has, what closing asks for, and what is kept elsewhere."""

LONGEST_PURPOSE = 1_000

Known = Mapping[int, Mapping[str, Any]]
"""What was told of opportunities, by id and field name."""


class EntryDetailsNeeded(DetailsNeeded):
    """What must be known to enter a stage is not known, or cannot be kept as it was told.

    Attributes:
        stage: the stage they go to.
        name, purpose: what it is called, and what it is for.
        missing: opportunities to the names of the fields that are asked for.
        titles: what they are called.
    """

    def __init__(
        self,
        stage: Stage,
        missing: Mapping[int, Sequence[str]],
        titles: Mapping[int, str],
        problems: Mapping[str, Message],
    ) -> None:
        super().__init__(problems)
        self.stage = stage.id
        self.name, self.purpose = stage.name, stage.purpose or ""
        self.missing = {record: tuple(names) for record, names in missing.items()}
        self.titles = dict(titles)

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that are asked for, each once."""
        return tuple(dict.fromkeys(name for names in self.missing.values() for name in names))


def offered(desk: Desk) -> list[Field]:
    """The fields that a stage can need."""
    return [
        field
        for field in fields_of(desk, "opportunity")
        if field.name not in _NEVER_ASKED and not field.read_only and not field.aside
    ]


def needs(desk: Desk, stage: Stage) -> tuple[str, ...]:
    """The names of the fields that must be known to enter a stage; those deleted since are left out."""
    wanted = json.loads(stage.needs) if stage.needs else ()
    there = {field.name for field in offered(desk)} if wanted else set()
    return tuple(name for name in wanted if name in there)


def refuse(desk: Desk, values: Mapping[str, Any]) -> None:
    """Refuse what cannot be kept of a stage's purpose, needs (names of fields) and playbook.

    Raises:
        FieldProblems: with a sentence for each.
    """
    problems: dict[str, Message] = {}
    if problem := rules.text_problem(msg("Purpose"), values.get("purpose") or "", LONGEST_PURPOSE):
        problems["purpose"] = problem
    known = {field.name for field in offered(desk)} if values.get("needs") else set()
    for name in values.get("needs") or ():
        if name not in known:
            problems["needs"] = msg("The field “{name}” was deleted meanwhile.", name=str(name).removeprefix(CUSTOM))
    playbook = values.get("playbook")
    if playbook is not None and not Playbook.select().where(Playbook.id == playbook).exists():
        problems["playbook"] = gone("playbook")
    if problems:
        raise FieldProblems(problems)


def tell(desk: Desk, stage: Stage, ids: Sequence[int], known: Known, *, new: bool = False) -> None:
    """Keep what was told, and refuse when something that the stage needs is still unknown.

    Must be called inside a step.

    Args:
        new: the opportunities are being added in this step.

    Raises:
        EntryDetailsNeeded: names what to ask for; nothing of the step may be kept.
    """
    wanted = needs(desk, stage)
    if not wanted or not ids:
        return
    for record in ids:
        told = {name: value for name, value in known.get(NEW if new else record, {}).items() if name in wanted}
        if told:
            _keep(desk, stage, record, told, new=new)
    missing = _missing(desk, ids, wanted)
    if missing:
        names = tuple(dict.fromkeys(name for of in missing.values() for name in of))
        problems = {name: _needed(desk, stage, name) for name in names}
        raise EntryDetailsNeeded(stage, *_as_asked(missing, new=new), problems)


def begin(desk: Desk, stage: Stage, ids: Sequence[int]) -> None:
    """Start the stage's playbook for opportunities that enter it.  Must be called inside a step."""
    if stage.playbook_id is not None and ids:
        playbooks.begin(desk, stage.playbook_id, ids)


def _keep(desk: Desk, stage: Stage, record: int, told: Mapping[str, Any], *, new: bool) -> None:
    try:
        records.save(desk, "opportunity", record, told)
    except FieldProblems as refused:
        raise EntryDetailsNeeded(stage, *_as_asked({record: tuple(told)}, new=new), refused.problems) from refused


def _missing(desk: Desk, ids: Sequence[int], wanted: Sequence[str]) -> dict[int, list[str]]:
    types = {name: field_of(desk, "opportunity", name).type for name in wanted}
    found = {
        row.id: [name for name in wanted if _is_unknown(types[name], row[name])]
        for row in lists.rows(desk, "opportunity", ids, wanted)
    }
    return {record: names for record, names in found.items() if names}


def _is_unknown(type_: str, value: Any) -> bool:
    return value is None or value in ("", []) or (type_ == "stars" and not value)


def _as_asked(missing: Mapping[int, Sequence[str]], *, new: bool) -> tuple[dict[int, Sequence[str]], dict[int, str]]:
    """The same by the ids under which the answers come back, with titles."""
    titles: dict[int, str] = dict(
        plain_tuples(Opportunity.select(Opportunity.id, Opportunity.title).where(in_ids(Opportunity.id, missing)))
    )
    names = {NEW if new else record: of for record, of in missing.items()}
    return names, {NEW if new else record: title for record, title in titles.items()}


def _needed(desk: Desk, stage: Stage, name: str) -> Message:
    label = field_of(desk, "opportunity", name).label
    return msg("“{stage}” needs {field}. Fill it in.", stage=stage.name, field=label)
