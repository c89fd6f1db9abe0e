"""Written files are whole, open with the right letters, and read back unchanged."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmdesk.exchange.csv_read import read_table
from crmdesk.exchange.csv_write import write_table
from crmdesk.models.errors import DomainError


def test_a_file_is_marked_utf8_with_quoted_cells(tmp_path: Path):
    file = tmp_path / "refused.csv"
    write_table(file, ["Nombre", "Nota"], [["Peña, S.A.", 'dice "hola"'], [None, 5]])
    assert file.read_bytes() == '\ufeffNombre,Nota\r\n"Peña, S.A.","dice ""hola"""\r\n,5\r\n'.encode()
    assert os.listdir(tmp_path) == ["refused.csv"]


cells = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(st.tuples(st.just("x"), cells, cells), min_size=1, max_size=8), separator=st.sampled_from(",;\t|"))
def test_whatever_is_written_is_read_back(tmp_path: Path, rows, separator):
    file = tmp_path / "round.csv"
    write_table(file, ["One", "Two", "Three"], rows, separator)
    table = read_table(file, separator=separator)
    assert table.headers == ["One", "Two", "Three"]
    assert [tuple(row) for row in table.rows] == rows


def test_a_failure_leaves_the_older_file_and_nothing_else(tmp_path: Path):
    file = tmp_path / "list.csv"
    file.write_text("old")

    def rows():
        yield ["1"]
        raise OSError(28, "No space left on device")

    with pytest.raises(DomainError, match="disk is full"):
        write_table(file, ["a"], rows())
    assert file.read_text() == "old"
    assert os.listdir(tmp_path) == ["list.csv"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_disk_is_named(tmp_path: Path):
    (tmp_path / f".crmdesk-{os.getpid()}.part").symlink_to("/dev/full")
    with pytest.raises(DomainError, match="disk is full"):
        write_table(tmp_path / "list.csv", ["a"], [["x"]] * 10_000)
    assert os.listdir(tmp_path) == []


def test_places_that_take_no_file_are_refused(tmp_path: Path):
    with pytest.raises(DomainError, match="is a folder"):
        write_table(tmp_path, ["a"], [])
    with pytest.raises(DomainError, match="no folder"):
        write_table(tmp_path / "missing" / "list.csv", ["a"], [])
