"""``crmdesk score BOOK evaluate``: what it prints, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crmdesk.__main__ import main
from crmdesk.models import book
from crmdesk.sales import choices
from tests.exchange.import_office import STAGES, office
from tests.sales.learning.office import live

KEYS = ["auc", "brier", "n", "positives", "top_fifth", "better_than_chance", "fields", "left_out"]


@pytest.fixture
def learned(tmp_path: Path) -> str:
    """A book of eighty closed opportunities, of which the source tells a lot; gives its path."""
    with office(tmp_path / "office.crmdesk", pipeline=STAGES) as desk:
        sources = [source for source, _name in choices.choices("source")[:2]]
        live(desk, sources, choices.choices("reason")[0][0], won=(32, 8))
    return str(tmp_path / "office.crmdesk")


def test_it_prints_one_json_document(learned: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", learned, "evaluate", "--of", "opportunity", "--fields", "source, closed_on", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == KEYS
    assert (told["n"], told["positives"], told["fields"]) == (80, 40, ["source"])
    assert told["left_out"] == [{"field": "closed_on", "reason": "It is the outcome itself, or is told with it."}]
    assert told["better_than_chance"] is True
    assert 0.7 < told["auc"] < 0.9


def test_it_prints_lines_for_people(learned: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", learned, "evaluate", "--of", "opportunity", "--folds", "4"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("80 closed cases, 40 with success.\n")
    assert "Fields: source\n" in said
    assert "  - title: It says who it is, and nobody comes twice.\n" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--of", "lead"], "Leads: 0 are closed, 0 of them with success. Learning takes 30 closed ones"),
        (["--of", "opportunity", "--fields", "colour"], "There is no field “colour”."),
        (["--of", "opportunity", "--folds", "1"], "The number of folds is from 2 to 20."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    learned: str, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["score", learned, "evaluate", *arguments, "--json"]) == 1
    answer = capsys.readouterr()
    assert answer.out == ""
    assert answer.err.startswith(said)


def test_nothing_is_written(learned: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = Path(learned).read_bytes()
    assert main(["score", learned, "evaluate", "--of", "opportunity", "--json"]) == 0
    book.close()
    assert Path(learned).read_bytes() == before
