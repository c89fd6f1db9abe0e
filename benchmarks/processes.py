"""Lines that need whole processes: start, memory, import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from time import perf_counter

from benchmarks import books
from benchmarks.measure import Figure, Office, Unmeasured, median

_PATIENCE_S = 120


def start(office: Office) -> Figure:
    """From starting a process until its first picture is painted: the program on its board, and an empty window."""
    ours, plain = [], []
    board = ["-m", "benchmarks.painted", "board", str(office.book)]
    for number in range(office.runs(15) + 1):
        times = _until_painted(board), _until_painted(["-m", "benchmarks.painted", "empty"])
        if number:  # the first pair fills the caches
            ours.append(times[0])
            plain.append(times[1])
    note = "process to first painted board, beside an empty window's process, in turn"
    return Figure(median(ours), median(plain), len(ours), note, {"slowest": max(ours)})


def _until_painted(arguments: list[str]) -> float:
    """Milliseconds until the process says that its picture is there."""
    began = perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=books.environment()
    )
    assert process.stdout is not None
    said = process.stdout.readline()
    took = (perf_counter() - began) * 1000
    _rest, problems = process.communicate(timeout=_PATIENCE_S)
    if said.strip() != "painted":
        raise Unmeasured(f"nothing was painted: {_last_line(problems)}")
    return took


def memory(office: Office) -> Figure:
    """Resident memory of the program after opening and scrolling the board, and of an empty window."""
    ours, plain = [], []
    for _run in range(office.runs(3)):
        ours.append(_resident("board", str(office.book)))
        plain.append(_resident("empty"))
    return Figure(median(ours), median(plain), len(ours), "resident, after scrolling every column to its end and back")


def _resident(*arguments: str) -> float:
    """MiB."""
    try:
        return float(books.run("-m", "benchmarks.resident", *arguments).split()[-1])
    except subprocess.CalledProcessError as problem:
        raise Unmeasured(_last_line(problem.stderr)) from problem


def import_csv(office: Office) -> Figure:
    """`crmdesk import` of the book's opportunities into an empty book, and the same file read into plain tables."""
    source = office.folder / "opportunities.csv"
    rows = books.write_csv(office.book, source)
    ours, rehearsals, plain = [], [], []
    for number in range(office.runs(3)):
        target, floor = office.folder / f"import-{number}.crmdesk", office.folder / f"floor-{number}.sqlite"
        _crmdesk("new", str(target), "--currency", "MXN", "--language", books.LANGUAGE)
        command = ("import", str(target), str(source), "--as", "opportunity", "--decimal", "point", "--json")
        rehearsals.append(_timed(lambda command=command: _crmdesk(*command, "--rehearse")))
        ours.append(_timed(lambda command=command: _crmdesk(*command)))
        _refuse_partial(target, rows)
        plain.append(
            _timed(lambda floor=floor: books.run("-m", "benchmarks.floors", str(source), str(floor)))  # type: ignore[misc]
        )
        for path in (target, floor):
            for left in ("", "-wal", "-shm"):
                path.with_name(path.name + left).unlink(missing_ok=True)
    details = {"rows": rows, "seconds": median(ours), "rehearse_seconds": median(rehearsals)}
    note = f"{rows:,} rows, whole process: rehearsed and committed"
    return Figure(rows / median(ours), rows / median(plain), len(ours), note, details)


def _crmdesk(*arguments: str) -> str:
    try:
        return books.run("-m", "crmdesk", *arguments)
    except subprocess.CalledProcessError as problem:
        raise Unmeasured(f"crmdesk {arguments[0]}: {_last_line(problem.stderr)}") from problem


def _timed(work: object) -> float:
    """Seconds."""
    began = perf_counter()
    work()  # type: ignore[operator]
    return perf_counter() - began


def _refuse_partial(book: Path, rows: int) -> None:
    import contextlib
    import sqlite3

    with contextlib.closing(sqlite3.connect(book)) as plain:
        found = plain.execute("SELECT count(*) FROM opportunity").fetchone()[0]
    if found != rows:
        raise Unmeasured(f"only {found} of {rows} rows were imported")


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"
