"""Ids: unique across threads and programs, ascending, and small enough for the database."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from crmdesk.models.ids import _Source, new_id, new_id_after, new_ids

ROOT = Path(__file__).parents[2]
PRINT_IDS = "from crmdesk.models.ids import new_ids; print(*new_ids(20_000))"


def test_ids_ascend_and_fit_64_bits() -> None:
    ids = [new_id(), *new_ids(1000), new_id()]
    assert ids == sorted(set(ids))
    assert 0 < ids[0] < ids[-1] < 1 << 63


def test_threads_never_get_the_same_id() -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _job: [new_id() for _place in range(2000)] + new_ids(500), range(8)))
    assert all(ids == sorted(ids) for ids in found)
    assert len({known for ids in found for known in ids}) == 8 * 2500


def test_programs_never_get_the_same_id() -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", PRINT_IDS], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for _program in range(3)
    ]
    texts = [program.communicate()[0] for program in started]
    assert len({known for text in texts for known in text.split()}) == 60_000


def test_a_clock_set_back_gives_no_id_again() -> None:
    source = _Source()
    source._tick += 1 << 60  # as if the clock had been far ahead
    first = source.take(3)
    assert source.take(1)[0] > first[-1]


def test_an_id_after_a_known_one_is_larger() -> None:
    known = new_id() + (1 << 40)
    assert new_id_after(known) > known
    assert new_id_after(None) > known
