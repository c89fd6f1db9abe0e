"""The line about learning: as many leads as the book has opportunities, half of them closed."""

from __future__ import annotations

import contextlib
import sqlite3
from random import Random

from benchmarks import floors
from benchmarks.measure import Figure, Office, median, milliseconds

_COLUMNS = ("source_id", "owner_id", "city", "country", "job_title", "company_name", "rating")


def learn(office: Office) -> Figure:
    """Learning from the closed leads, with the check by folds, and a number for each open one: what a worker does."""
    from crmdesk.models import book
    from crmdesk.models.database import immediate, writing
    from crmdesk.models.learning import Learned
    from crmdesk.sales.desk import Clock, Desk
    from crmdesk.sales.learning import keeping

    ours, plain = [], []
    with contextlib.closing(floors.connect(office.book)) as connection, book.opened(office.book):
        desk = Desk(None, Clock.system())
        _add_leads(desk, office.rows)
        for _run in range(office.runs(3)):
            with writing(), immediate():
                Learned.delete().execute()
            ours.append(milliseconds(lambda: keeping.renew(desk, "lead")))
            plain.append(milliseconds(lambda: _count(connection)))
    return Figure(
        median(ours), median(plain), len(ours), "half of them closed; beside a count by value and status in SQL"
    )


def _add_leads(desk: object, rows: int) -> None:
    from crmdesk.models.people import Source, User
    from crmdesk.sales import lead_statuses, records
    from crmdesk.texts import msg

    lot = Random(1)
    sources, users = ([row.id for row in table.select(table.id)] for table in (Source, User))
    going, won, lost = (lead_statuses.of_kind(kind) for kind in ("open", "converted", "not_converted"))
    columns = {
        "name": [f"Lead {place}" for place in range(rows)],
        "status": [going if place % 2 else won if lot.random() < 0.2 else lost for place in range(rows)],
        "source": [lot.choice(sources) for _place in range(rows)],
        "owner": [lot.choice(users) for _place in range(rows)],
        "city": [f"City {lot.randint(1, 300)}" for _place in range(rows)],
        "country": [f"Country {lot.randint(1, 30)}" for _place in range(rows)],
        "job_title": [f"Job {lot.randint(1, 100)}" for _place in range(rows)],
        "company_name": [f"Company {lot.randint(1, max(2, rows // 20))}" for _place in range(rows)],
        "email": [f"{place}@example.org" if lot.random() < 0.6 else None for place in range(rows)],
        "rating": [lot.randint(0, 3) for _place in range(rows)],
    }
    with desk.step(msg("Leads")):  # type: ignore[attr-defined]
        records.add_columns("lead", columns)


def _count(connection: sqlite3.Connection) -> None:
    for column in _COLUMNS:
        connection.execute(f"SELECT {column}, status_id, count(*) FROM lead GROUP BY {column}, status_id").fetchall()
