"""What was measured, for people and for programs."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from typing import Any

from benchmarks.measure import Figure, Line

_HEAD = ("", "", "measured", "floor", "ratio", "bar", "")
_WIDTHS = (36, 7, 12, 12, 8, 22, 0)


def as_json(line: Line, rows: int, figure: Figure | None, problem: str = "") -> dict[str, Any]:
    """One line as a JSON object; without a figure it says why there is none."""
    known: dict[str, Any] = {"line": line.name, "title": line.title, "rows": rows, "unit": line.unit}
    known["bar"] = line.bar.text(line.unit)
    if figure is None:
        return {**known, "met": None, "problem": problem}
    return {
        **known,
        "value": round(figure.value, 3),
        "floor": round(figure.floor, 3),
        "ratio": round(figure.ratio, 3),
        "met": line.bar.is_met(figure.value, figure.ratio),
        "runs": figure.runs,
        "note": figure.note,
        "details": figure.details,
    }


def machine() -> dict[str, Any]:
    """What it was measured on."""
    return {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "platform": os.environ.get("QT_QPA_PLATFORM", ""),
        "collector": "on, run before each timing of more than a frame or a letter",
    }


def heading(rows: int) -> str:
    known = machine()
    return (
        f"\n{rows:,} opportunities; {known['machine']}, Python {known['python']}, SQLite {known['sqlite']}\n"
        + _columns(*_HEAD)
    )


def as_text(found: dict[str, Any]) -> str:
    """One line of the table, from its JSON object."""
    if found["met"] is None:
        return f"{found['title']:<36}not measured: {found['problem']}"
    return _columns(
        found["title"],
        found["unit"],
        _number(found["value"]),
        _number(found["floor"]),
        f"x {found['ratio']:.2f}",
        found["bar"],
        ("met" if found["met"] else "MISSED") + (f"  ({found['note']})" if found["note"] else ""),
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _columns(title: str, unit: str, *rest: str) -> str:
    cells = [f"{title:<{_WIDTHS[0]}}", f"{unit:<{_WIDTHS[1]}}"]
    cells += [f"{text:>{width}}" for text, width in zip(rest[:3], _WIDTHS[2:5], strict=True)]
    return " ".join([*cells, f" {rest[3]:<{_WIDTHS[5]}}", rest[4]]).rstrip()


def dumps(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False)
