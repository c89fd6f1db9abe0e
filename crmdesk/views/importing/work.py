"""What the import's screen asks of a worker: reading the file, rehearsing it, taking it in.  No widgets here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from crmdesk.exchange.csv_read import Table, read_table
from crmdesk.exchange.days import DayFormat, decide_days
from crmdesk.exchange.headers import guess_mapping
from crmdesk.exchange.importing import (
    KINDS,
    ImportCancelled,
    NeedsChoice,
    Options,
    Plan,
    Question,
    Report,
    commit,
    importable,
    likely_type,
    plan,
    rehearse,
)
from crmdesk.exchange.numbers import Decimals, decide_numbers
from crmdesk.models.errors import DomainError
from crmdesk.models.fold import fold
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import CUSTOM
from crmdesk.ui.jobs import Cancelled

EXAMPLES = 3
_LOOKED_THROUGH = 200
_HINTS = {
    "user": ("user", "usuario", "vendedor", "sales team", "agent", "sales_team"),
    "company": ("compan", "empresa", "account", "cuenta", "client"),
    "contact": ("contact", "person", "people"),
    "lead": ("lead", "prospect", "iniciativa"),
    "product": ("product", "articulo", "item"),
    "quote": ("quote", "cotizacion", "presupuesto"),
    "quote_line": ("quote_line", "quoteline", "quote line"),
    "activity": ("task", "activit", "event", "meeting", "call", "tarea", "actividad", "accion", "cita"),
    "message": ("note", "message", "feed", "mensaje", "nota"),
    "opportunity": ("opportunit", "oportunidad", "deal", "trato", "pipeline", "negocio"),
}


@dataclass(frozen=True)
class Rehearsal:
    """What a rehearsal found: a report with the plan that `take_in` writes, or questions, or why it cannot be done.

    Attributes:
        formats: header of a column to how its days or numbers are read.
    """

    plan: Plan | None = None
    report: Report | None = None
    questions: Sequence[Question] = ()
    problem: str = ""
    formats: Mapping[str, DayFormat | Decimals] = field(default_factory=dict)


def read(path: Path, encoding: str | None, separator: str | None) -> Table:
    """The file as a table.

    Raises:
        DomainError: it cannot be read as one.
    """
    return read_table(path, encoding, separator)


def likely_kind(headers: Sequence[str], path: Path) -> str:
    """The kind of record a file brings, from the names of its columns and its own."""
    name = fold(path.stem)

    def points(kind: str) -> float:
        sure = sum(guess.confidence for guess in guess_mapping(kind, headers) if guess.confidence >= 0.75)
        return sure + (2.5 if any(hint in name for hint in _HINTS[kind]) else 0)

    return max(KINDS, key=points)


def examples(table: Table, place: int) -> list[str]:
    """The first few distinct texts of a column."""
    texts = (row[place].strip() for row in islice(table.rows, _LOOKED_THROUGH))
    return list(islice(dict.fromkeys(text for text in texts if text), EXAMPLES))


def rehearsal(
    desk: Desk, table: Table, kind: str, mapping: Mapping[str, str], options: Options, cancelled: threading.Event
) -> Rehearsal:
    """What taking the file in would do; writes nothing."""
    formats = decided_formats(desk, table, kind, mapping, options)
    try:
        made = plan(desk, table, kind, mapping, options, cancelled.is_set)
    except ImportCancelled:
        raise Cancelled from None
    except NeedsChoice as asked:
        return Rehearsal(questions=asked.questions, formats=formats)
    except DomainError as problem:
        return Rehearsal(problem=str(problem), formats=formats)
    return Rehearsal(made, rehearse(desk, made), formats=formats)


def take_in(desk: Desk, made: Plan, cancelled: threading.Event, progress: Callable[[int, int], None]) -> Report:
    """Write what was rehearsed, as one step."""
    try:
        return commit(desk, made, progress, cancelled.is_set)
    except ImportCancelled:
        raise Cancelled from None


def decided_formats(
    desk: Desk, table: Table, kind: str, mapping: Mapping[str, str], options: Options
) -> dict[str, DayFormat | Decimals]:
    """How the days and numbers of each such column are read; without those that have to be asked for."""
    types = {one.name: one.type for one in importable(desk, kind)}
    found: dict[str, DayFormat | Decimals] = {}
    for place, header in enumerate(table.headers):
        type_ = types.get(name := mapping.get(header, ""))
        if type_ is None and name.startswith(CUSTOM):
            type_ = likely_type([row[place] for row in table.rows])
        decided: object = None
        if type_ in ("day", "instant"):
            decided = options.date_format or decide_days(row[place] for row in table.rows)
        elif type_ in ("money", "number", "percent", "hundredths"):
            decided = options.decimal or decide_numbers(row[place] for row in table.rows)
        if isinstance(decided, DayFormat | Decimals):
            found[header] = decided
    return found
