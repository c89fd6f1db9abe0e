"""Days are read by what the whole column says, asked for when it does not say, and never guessed."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.exchange.csv_read import read_table
from crmdesk.exchange.days import AmbiguousDays, DayFormat, MixedDays, decide_days, parse_day, parse_moment
from crmdesk.models.errors import DomainError

DMY, MDY, YMD = DayFormat.DMY, DayFormat.MDY, DayFormat.YMD


@pytest.mark.parametrize(
    ("text", "fmt", "day"),
    [
        ("25/04/2024", DMY, date(2024, 4, 25)),
        ("25-4-24", DMY, date(2024, 4, 25)),
        ("25. 4. 2024", DMY, date(2024, 4, 25)),
        ("25 04 2024", DMY, date(2024, 4, 25)),
        ("04/25/2024", MDY, date(2024, 4, 25)),
        ("3/4/69", MDY, date(1969, 3, 4)),
        ("24-04-25", YMD, date(2024, 4, 25)),
        ("2024-04-25", DMY, date(2024, 4, 25)),
        ("2024/4/5", MDY, date(2024, 4, 5)),
        ("20240425", DMY, date(2024, 4, 25)),
        (" 2018-02-26 19:58:54 ", YMD, date(2018, 2, 26)),
        ("2025-01-05T23:15:00Z", YMD, date(2025, 1, 5)),
        ("2025-01-05T23:15:00.123+02:00", YMD, date(2025, 1, 5)),
        ("4/25/2024 3:05 PM", MDY, date(2024, 4, 25)),
        ("25/04/2024, 15:05", DMY, date(2024, 4, 25)),
        ("25/04/2024 3:05:00 p. m.", DMY, date(2024, 4, 25)),
        ("Friday, October 24, 2014", MDY, date(2014, 10, 24)),
        ("24-oct-2014", DMY, date(2014, 10, 24)),
        ("15-Jan-24", DMY, date(2024, 1, 15)),
        ("3 de mayo de 2024", DMY, date(2024, 5, 3)),
        ("miércoles, 3 de enero de 2024", DMY, date(2024, 1, 3)),
        ("mar, 24 dic 2024", DMY, date(2024, 12, 24)),
        ("24 mar 2024", DMY, date(2024, 3, 24)),
        ("1st of March 2024", DMY, date(2024, 3, 1)),
        ("sept. 5, 2023", MDY, date(2023, 9, 5)),
        ("2024 May 3", YMD, date(2024, 5, 3)),
        ("45406", DMY, date(2024, 4, 24)),
        ("45406.75", YMD, date(2024, 4, 24)),
        ("29/02/2024", DMY, date(2024, 2, 29)),
        ("31/12/2199", DMY, date(2199, 12, 31)),
    ],
)
def test_a_day_is_read(text, fmt, day):
    assert parse_day(text, fmt) == day


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31/02/2024", "“31/02/2024” is not a day."),
        ("2024-13-01", "“2024-13-01” is not a day."),
        ("29/02/2023", "“29/02/2023” is not a day."),
        ("04/25/2024", "“04/25/2024” is not a day."),
        ("yesterday", "“yesterday” is not a day."),
        ("1996", "“1996” is not a day."),
        ("12345678", "“12345678” is not a day."),
        ("99999", "“99999” is not a day."),
        ("--04-22", "“--04-22” is not a day."),
        ("10 mayo", "“10 mayo” is not a day."),
        ("May June 3 2024", "“May June 3 2024” is not a day."),
        ("٣/٤/٢٠٢٤", "“٣/٤/٢٠٢٤” is not a day."),
        ("0000-00-00", "“0000-00-00” is not between the years 1900 and 2199."),
        ("01/01/0000", "“01/01/0000” is not between the years 1900 and 2199."),
        ("31/12/9999", "“31/12/9999” is not between the years 1900 and 2199."),
        ("5 de mayo de 1521", "“5 de mayo de 1521” is not between the years 1900 and 2199."),
        ("9" * 10_000, f"“{'9' * 59}…” is not a day."),
        ("1/1/2024" + " " * 9_000 + "x", "“1/1/2024 x” is not a day."),
    ],
)
def test_what_is_no_day_is_refused_in_one_sentence(text, sentence):
    with pytest.raises(DomainError) as caught:
        parse_day(text, DMY)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("values", "fmt"),
    [
        (["03/04/2024", "25/04/2024", "", "05/06/2024"], DMY),
        (["03/04/2024", "04/25/2024"], MDY),
        (["2024-04-25", "2024-03-04"], YMD),
        (["99-12-31", "05-03-07"], YMD),
        (["24-01-31", "99-12-05"], YMD),
        (["05/05/2024", "07/07/2024"], DMY),
        (["03/04/2024", "31/02/2024"], DMY),  # no day, yet only a first number can be 31
        (["15-Jan-24", "", "n/a"], YMD),
        (["45406", "45407"], YMD),
        ([], YMD),
        (["45/45/2024"], DMY),
        (["03/04/9999"], DMY),
    ],
)
def test_one_value_decides_the_column(values, fmt):
    assert decide_days(values) is fmt


def test_a_column_that_allows_both_is_asked_for_with_its_own_examples():
    decision = decide_days(["03/04/2024", "03/04/2024", "05/05/2024", "2024-01-31", "1/2/24"])
    assert decision == AmbiguousDays(
        (DMY, MDY),
        (
            ("03/04/2024", (date(2024, 4, 3), date(2024, 3, 4))),
            ("1/2/24", (date(2024, 2, 1), date(2024, 1, 2))),
        ),
        differ=3,
    )


def test_a_column_with_evidence_for_both_is_asked_for():
    decision = decide_days(["25/04/2024", "04/26/2024", "04/27/2024", "01/02/2024"])
    assert decision == MixedDays((MDY, DMY), (("04/26/2024", "04/27/2024"), ("25/04/2024",)), (2, 1))


PATTERNS = {
    DMY: ("{d:02}/{m:02}/{y}", "{d}-{m}-{y}", "{d:02}.{m:02}.{y}", "{d} {m} {y}", "{d:02}/{m:02}/{y} 10:30"),
    MDY: ("{m:02}/{d:02}/{y}", "{m}/{d}/{y}", "{m}-{d}-{y} 3:05 PM"),
    YMD: ("{y}-{m:02}-{d:02}", "{y}/{m}/{d}", "{y}.{m:02}.{d:02}", "{y}{m:02}{d:02}", "{y}-{m:02}-{d:02}T00:00:00Z"),
}


@given(
    days=st.lists(st.dates(date(1900, 1, 1), date(2199, 12, 31)), min_size=1, max_size=30),
    chosen=st.sampled_from([(fmt, pattern) for fmt, patterns in PATTERNS.items() for pattern in patterns]),
)
def test_a_written_column_is_decided_and_read_back_or_asked_for(days, chosen):
    fmt, pattern = chosen
    column = [pattern.format(d=day.day, m=day.month, y=day.year) for day in days]
    decision = decide_days(column)
    if isinstance(decision, AmbiguousDays):
        assert all(day.day <= 12 for day in days)
        assert decision.differ == sum(day.day != day.month for day in days)
        decision = fmt  # as the person answers
    assert isinstance(decision, DayFormat)
    assert [parse_day(text, decision) for text in column] == days


@given(st.text(max_size=80), st.sampled_from(DayFormat))
def test_any_text_is_a_day_or_refused(text, fmt):
    decide_days([text])
    try:
        found = parse_day(text, fmt)
    except DomainError:
        return
    assert 1900 <= found.year <= 2199


def test_the_spanish_spreadsheet_says_the_same_days_as_the_original(samples: Path):
    spanish = read_table(samples / "maven-es" / "oportunidades.csv")
    original = read_table(samples / "maven" / "sales_pipeline.csv")
    for place in (5, 6):
        column = [row[place] for row in spanish.rows if row[place]]
        assert decide_days(column) is DMY
        expected = [row[place] for row in original.rows if row[place]]
        assert [parse_day(text, DMY).isoformat() for text in column] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-20T16:30:00Z", "2026-03-20T16:30+00:00"),
        ("2026-03-20T16:30:00.000+0000", "2026-03-20T16:30+00:00"),
        ("20/03/2026 4:30 p. m. -06:00", "2026-03-20T16:30-06:00"),
        ("20.3.2026, 12:05 am +01", "2026-03-20T00:05+01:00"),
    ],
)
def test_a_moment_is_the_day_with_its_time_in_its_zone(text: str, expected: str) -> None:
    assert parse_moment(text, DayFormat.DMY) == datetime.fromisoformat(expected)


def test_a_moment_without_a_time_is_a_day_and_without_a_zone_that_of_here() -> None:
    assert parse_moment("20/03/2026", DayFormat.DMY) == date(2026, 3, 20)
    assert parse_moment("20/03/2026 00:00", DayFormat.DMY, midnight=False) == date(2026, 3, 20)
    assert parse_moment("20/03/2026 10:00", DayFormat.DMY) == datetime(2026, 3, 20, 10).astimezone()
    with pytest.raises(DomainError, match="not a time"):
        parse_moment("20/03/2026 24:10", DayFormat.DMY)
