"""The books and files that are measured on, made by the demo in a folder of their own."""

from __future__ import annotations

import contextlib
import csv
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

LANGUAGE = "es"  # its accents are part of the work
_CSV = """
SELECT o.title, c.name, u.name, s.name, printf('%.2f', o.amount_minor / 100.0), o.created_on, o.expected_on,
       o.closed_on, r.name, o.priority
FROM opportunity o LEFT JOIN company c ON c.id = o.company_id JOIN user u ON u.id = o.owner_id
JOIN stage s ON s.id = o.stage_id LEFT JOIN reason r ON r.id = o.reason_id ORDER BY o.number
"""
HEADER = (
    "title",
    "company",
    "owner",
    "stage",
    "amount",
    "created_on",
    "expected_on",
    "closed_on",
    "reason",
    "priority",
)


def make(folder: Path, rows: int, open_share: float) -> Path:
    """The demo book of this size, made once a folder."""
    from crmdesk.sales import demo
    from crmdesk.sales.desk import Clock

    path = folder / f"demo-{rows}-{round(open_share * 100)}.crmdesk"
    if not path.exists():
        demo.make(path, rows=rows, seed=1, language=LANGUAGE, clock=Clock.system(), open_share=open_share)
        with contextlib.closing(sqlite3.connect(path)) as plain:  # a copy takes one file
            plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def copy(book: Path, target: Path) -> Path:
    """A copy that a line may change."""
    for left in ("", "-wal", "-shm"):
        target.with_name(target.name + left).unlink(missing_ok=True)
    shutil.copyfile(book, target)
    return target


def write_csv(book: Path, target: Path) -> int:
    """The book's opportunities as an office would hand them in; how many rows."""
    with contextlib.closing(sqlite3.connect(book)) as plain, target.open("w", newline="", encoding="utf-8") as stream:
        lines = csv.writer(stream)
        lines.writerow(HEADER)
        rows = plain.execute(_CSV).fetchall()
        lines.writerows(rows)
    return len(rows)


def run(*arguments: str) -> str:
    """Run a Python program; its standard output.

    Raises:
        subprocess.CalledProcessError: it failed; `stderr` says why.
    """
    done = subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True, env=environment())
    return done.stdout


def environment() -> dict[str, str]:
    """Folders of the benchmark's own, so that nobody's settings are read or changed."""
    home = os.environ.get("CRMDESK_BENCHMARK_HOME")
    if not home:
        return dict(os.environ)
    names = ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA")
    return {**os.environ, **dict.fromkeys(names, home)}
