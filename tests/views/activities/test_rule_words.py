"""Repetitions in words: every rule that can be kept, in both languages."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from crmdesk import texts
from crmdesk.sales import recurrence
from crmdesk.views.activities.words import repetition

CODE = re.compile(r"[A-Z]{2,}|[=;_{}]")


@pytest.fixture
def language(qtbot: QtBot) -> Iterator[None]:
    kept = texts.language()
    yield
    texts.use(kept)


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize(
    ("rule", "english", "spanish"),
    [
        ("FREQ=DAILY", "Every day", "Cada día"),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "Every working day", "Cada día laborable"),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=5",
            "Every 2 weeks on Tuesday and Thursday, 5 times in all",
            "Cada 2 semanas: martes y jueves, 5 veces en total",
        ),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "Every month on the last day", "Cada mes: el último día"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=1,15,-2",
            "Every month on day 1, day 15 and day 2 from the end",
            "Cada mes: día 1, día 15 y día 2 desde el final",
        ),
        (
            "FREQ=MONTHLY;BYDAY=2TU,-1FR",
            "Every month on the second Tuesday and the last Friday",
            "Cada mes: el segundo martes y el último viernes",
        ),
        (
            "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
            "Every month on Friday, only on day 13",
            "Cada mes: viernes, solo si cae en día 13",
        ),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "Every month on working days, of these days only the last",
            "Cada mes: días laborables, de esos días solo el último",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
            "Every month on day 31, or the last one of a shorter month",
            "Cada mes: día 31, o el último de un mes más corto",
        ),
        ("FREQ=YEARLY;BYMONTHDAY=15", "Every year on day 15 in every month", "Cada año: día 15 en cada mes"),
        (
            "FREQ=YEARLY;INTERVAL=2;BYMONTH=2,7;BYMONTHDAY=-1",
            "Every 2 years on the last day in February and July",
            "Cada 2 años: el último día en febrero y julio",
        ),
        ("FREQ=YEARLY;BYDAY=20MO", "Every year on Monday number 20", "Cada año: lunes número 20"),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;WKST=SU",
            "Every 2 weeks on Monday, in weeks that begin on Sunday",
            "Cada 2 semanas: lunes, en semanas que empiezan en domingo",
        ),
        ("AFTER=45", "45 days after it is done", "45 días después de hecha"),
    ],
)
def test_a_rule_is_told_in_words(rule: str, english: str, spanish: str) -> None:
    assert recurrence.problem(rule) is None
    for code, expected in (("en", english), ("es", spanish)):
        texts.use(code)
        assert repetition(rule) == expected


@pytest.mark.usefixtures("language")
def test_no_rule_that_can_be_kept_is_shown_as_code() -> None:
    chance, told = random.Random(7), 0
    for _turn in range(400):
        parts = {"FREQ": chance.choice(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])}
        for name, values in _PARTS.items():
            if chance.random() < 0.35:
                parts[name] = ",".join(chance.sample(values, chance.choice([1, 1, 2, 3]) if "," in name else 1))
        rule = ";".join(f"{name.rstrip(',')}={value}" for name, value in parts.items())
        if recurrence.problem(rule) is not None:
            continue
        told += 1
        for code in texts.LANGUAGES:
            texts.use(code)
            assert not CODE.search(repetition(rule)), rule
    assert told > 100


_PARTS = {
    "INTERVAL": ["1", "2", "5"],
    "BYDAY,": ["MO", "TU", "SU", "2WE", "-1FR", "+5SA", "-3TH"],
    "BYMONTHDAY,": ["1", "15", "31", "-1", "-7"],
    "BYMONTH,": ["1", "2", "12"],
    "BYSETPOS,": ["1", "2", "-1", "-3"],
    "WKST": ["MO", "SU"],
    "COUNT": ["1", "12"],
}
