"""``python -m benchmarks [--rows 10000 100000] [--json]``: every line beside its bar and its floor."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import books, report
from benchmarks.lines import LINES, line_named
from benchmarks.measure import Line, Office, Unmeasured

_MOST_S = 1800


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure as asked; 0 when every bar that could be measured is met, else 1."""
    options = _parser().parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if options.apart:
        return _measure_here(options)
    if options.profile:
        return _profile(options)
    with tempfile.TemporaryDirectory(prefix="crmdesk-bench-") as folder:
        os.environ["CRMDESK_BENCHMARK_HOME"] = folder
        met = [_measure_all(options, Path(options.folder or folder), rows) for rows in options.rows]
    return 0 if all(met) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = [line.name for line in LINES]
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000], help="how many opportunities")
    parser.add_argument("--open", type=float, default=0.15, metavar="SHARE", help="how many of them are open, 0 to 1")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--lines", nargs="+", choices=names, default=names, metavar="LINE", help=", ".join(names))
    parser.add_argument("--effort", type=float, default=1.0, help="times the usual number of runs")
    parser.add_argument("--profile", choices=names, metavar="LINE", help="where one line spends its time")
    parser.add_argument("--folder", type=Path, help="keep the books in this folder, and use those that are there")
    parser.add_argument("--apart", help=argparse.SUPPRESS)
    parser.add_argument("--book", type=Path, help=argparse.SUPPRESS)
    return parser


def _measure_all(options: argparse.Namespace, folder: Path, rows: int) -> bool:
    book = books.make(folder, rows, options.open)
    print(report.dumps({"rows": rows, **report.machine()}) if options.json else report.heading(rows), flush=True)
    met = True
    for name in options.lines:
        found = _measure_apart(options, book, rows, line_named(name))
        print(report.dumps(found) if options.json else report.as_text(found), flush=True)
        met = met and found["met"] is not False
    return met


def _measure_apart(options: argparse.Namespace, book: Path, rows: int, line: Line) -> dict[str, Any]:
    """In a process of its own, so that no line pays for another."""
    command = ["-m", "benchmarks", "--apart", line.name, "--book", str(book), "--rows", str(rows)]
    done = subprocess.run(
        [sys.executable, *command, "--effort", str(options.effort)],
        capture_output=True,
        text=True,
        timeout=_MOST_S,
        env=books.environment(),
    )
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        said = [text for text in done.stderr.splitlines() if text.strip()] or ["it ended without a word"]
        return report.as_json(line, rows, None, said[-1])
    found: dict[str, Any] = json.loads(lines[-1])
    return found


def _measure_here(options: argparse.Namespace) -> int:
    line, rows = line_named(options.apart), options.rows[0]
    with tempfile.TemporaryDirectory(prefix="crmdesk-line-") as folder:
        office = _office(options, options.book, Path(folder), rows)
        try:
            found = report.as_json(line, rows, line.measure(office))
        except (Unmeasured, ImportError) as problem:
            found = report.as_json(line, rows, None, str(problem))
    print(report.dumps(found))
    return 0


def _office(options: argparse.Namespace, book: Path, folder: Path, rows: int) -> Office:
    return Office(books.copy(book, folder / "book.crmdesk"), rows, folder, options.effort)


def _profile(options: argparse.Namespace) -> int:
    import cProfile
    import pstats

    line, rows = line_named(options.profile), options.rows[-1]
    with tempfile.TemporaryDirectory(prefix="crmdesk-line-") as folder:
        os.environ["CRMDESK_BENCHMARK_HOME"] = folder
        book = books.make(options.folder or Path(folder), rows, options.open)
        office = _office(options, book, Path(folder), rows)
        profile = cProfile.Profile()
        figure = profile.runcall(line.measure, office)
    print(report.as_text(report.as_json(line, rows, figure)))
    pstats.Stats(profile).sort_stats("cumulative").print_stats(60)
    return 0


if __name__ == "__main__":
    sys.exit(main())
