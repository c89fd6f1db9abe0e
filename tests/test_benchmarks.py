"""Every line of the benchmark can be measured, and is told in both ways.  No figure is judged here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import report
from benchmarks.lines import LINES
from benchmarks.measure import Bar, Figure, Line, quantile

ROOT = Path(__file__).resolve().parent.parent


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_a_line_is_measured_beside_its_floor(line: Line, tmp_path: Path) -> None:
    done = _run("--rows", "300", "--effort", "0.05", "--json", "--lines", line.name, "--folder", str(tmp_path))
    assert done.stderr == ""
    machine, found = (json.loads(text) for text in done.stdout.splitlines())
    assert machine["rows"] == 300
    assert found["line"] == line.name
    assert "problem" not in found
    assert found["value"] > 0
    assert found["floor"] > 0
    assert found["met"] in (True, False)
    assert done.returncode == (0 if found["met"] else 1)


def test_the_table_shows_the_bar_and_whether_it_is_met(tmp_path: Path) -> None:
    done = _run("--rows", "60", "--effort", "0.05", "--lines", "figures", "--folder", str(tmp_path))
    assert "The dashboard's figures" in done.stdout
    assert "<= 100 ms" in done.stdout


def test_a_profile_names_what_takes_the_time(tmp_path: Path) -> None:
    done = _run("--rows", "60", "--effort", "0.05", "--profile", "figures", "--folder", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "cumtime" in done.stdout


def test_bars_are_kept_by_figure_and_by_ratio() -> None:
    assert Bar(most=10).is_met(10, 99)
    assert not Bar(most=10).is_met(10.1, 1)
    assert not Bar(most=10, most_ratio=2).is_met(5, 2.5)
    assert not Bar(least=25_000).is_met(24_999, 0.3)
    assert Bar(most=1200, most_ratio=2.5).text("ms") == "<= 1,200 ms, <= 2.5 x"


def test_a_quantile_is_one_of_the_times() -> None:
    times = [float(number) for number in range(1, 101)]
    assert quantile(times, 0.99) == 99
    assert quantile(times, 1.0) == 100
    assert quantile([3.0], 0.95) == 3


def test_a_line_that_could_not_be_measured_says_why() -> None:
    found = report.as_json(LINES[0], 10, None, "there is no board")
    assert found["met"] is None
    assert "there is no board" in report.as_text(found)
    assert "met" in report.as_text(report.as_json(LINES[0], 10, Figure(100, 80, 3)))
