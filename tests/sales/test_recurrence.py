"""How activities come again."""

from __future__ import annotations

from datetime import date

import pytest

from crmdesk.sales.recurrence import Ending, anchored, coming, ending, ending_at, following, loose, problem

MONDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 25)


@pytest.mark.parametrize(
    ("rule", "planned", "done", "then"),
    [
        ("FREQ=WEEKLY;BYDAY=MO", MONDAY, MONDAY, date(2026, 11, 30)),
        ("FREQ=WEEKLY;BYDAY=MO", MONDAY, date(2026, 11, 20), date(2026, 11, 30)),
        ("FREQ=WEEKLY;BYDAY=MO", date(2026, 10, 5), WEDNESDAY, date(2026, 11, 30)),
        ("FREQ=WEEKLY;BYDAY=MO,WE", MONDAY, MONDAY, WEDNESDAY),
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=-1", date(2026, 1, 31), date(2026, 1, 31), date(2026, 2, 28)),
        ("freq=yearly", date(2026, 2, 28), date(2026, 2, 28), date(2027, 2, 28)),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", date(2024, 2, 29), date(2024, 2, 29), date(2028, 2, 29)),
        ("FREQ=DAILY;INTERVAL=2", None, WEDNESDAY, date(2026, 11, 27)),
        ("AFTER=30", MONDAY, WEDNESDAY, date(2026, 12, 25)),
    ],
)
def test_the_next_day_is_after_the_planned_one_and_not_before_it_was_done(
    rule: str, planned: date | None, done: date, then: date
) -> None:
    assert problem(rule) is None
    found = following(rule, planned, done)
    assert found is not None
    assert found[0] == then


def iterated(rule: str, day: date, times: int) -> list[date]:
    """The days of a series whose each one is done on its day."""
    days = []
    for _time in range(times):
        found = following(rule, day, day)
        assert found is not None
        day, rule = found
        days.append(day)
    return days


@pytest.mark.parametrize(
    ("planned", "then"),
    [
        (date(2027, 1, 28), ["2027-02-28", "2027-03-28", "2027-04-28"]),
        (date(2027, 1, 29), ["2027-02-28", "2027-03-29", "2027-04-29"]),
        (date(2028, 1, 29), ["2028-02-29", "2028-03-29", "2028-04-29"]),
        (date(2027, 1, 30), ["2027-02-28", "2027-03-30", "2027-04-30", "2027-05-30"]),
        (date(2028, 1, 30), ["2028-02-29", "2028-03-30", "2028-04-30", "2028-05-30"]),
        (date(2027, 1, 31), ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]),
        (date(2027, 2, 28), ["2027-03-28", "2027-04-28"]),
    ],
)
def test_every_month_keeps_its_day_where_the_month_is_long_enough(planned: date, then: list[str]) -> None:
    rule = anchored("FREQ=MONTHLY", planned)
    assert problem(rule) is None
    assert loose(rule) == "FREQ=MONTHLY"
    days = [date.fromisoformat(day) for day in then]
    assert iterated(rule, planned, len(then)) == days
    assert coming(rule, planned, days[0], days[-1]) == days
    assert iterated(ending_at(rule, Ending(count=3)), planned, 2) == days[:2]


def test_every_year_of_a_leap_day_comes_every_year() -> None:
    rule = anchored("FREQ=YEARLY", date(2028, 2, 29))
    assert problem(rule) is None
    assert loose(rule) == "FREQ=YEARLY"
    assert [str(day) for day in iterated(rule, date(2028, 2, 29), 4)] == [
        "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29",
    ]  # fmt: skip
    assert anchored("FREQ=YEARLY", date(2028, 2, 28)) == "FREQ=YEARLY"


@pytest.mark.parametrize("days", ["BYMONTHDAY=-2", "BYMONTHDAY=1,15", "BYDAY=MO"])
def test_a_rule_of_somebodys_own_is_not_taken_for_one_that_is_offered(days: str) -> None:
    assert loose(f"FREQ=MONTHLY;{days}") == f"FREQ=MONTHLY;{days}"


def test_a_counted_series_ends() -> None:
    rule, day, days = "FREQ=DAILY;COUNT=3", MONDAY, [MONDAY]
    while found := following(rule, day, day):
        day, rule = found
        days.append(day)
    assert days == [date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)]


def test_days_after_it_was_done_end_too() -> None:
    assert following("AFTER=3;COUNT=2", None, MONDAY) == (date(2026, 11, 26), "AFTER=3;COUNT=1")
    assert following("AFTER=3;COUNT=1", None, MONDAY) is None
    assert following("AFTER=3;UNTIL=20261126", None, MONDAY) == (date(2026, 11, 26), "AFTER=3;UNTIL=20261126")
    assert following("AFTER=3;UNTIL=20261125", None, MONDAY) is None


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY;BYDAY=MO", "AFTER=30"])
def test_an_end_is_given_changed_and_taken_away(rule: str) -> None:
    for end in (Ending(date(2026, 12, 31)), Ending(count=4), Ending()):
        rule = ending_at(rule, end)
        assert problem(rule) is None
        assert ending(rule) == end
    assert rule in ("FREQ=WEEKLY;BYDAY=MO", "AFTER=30")


def test_a_series_ends_on_its_last_day_and_with_the_calendar() -> None:
    assert following("FREQ=WEEKLY;UNTIL=20261130T235959Z", MONDAY, MONDAY) == (
        date(2026, 11, 30),
        "FREQ=WEEKLY;UNTIL=20261130T235959Z",
    )
    assert following("FREQ=WEEKLY;UNTIL=20261129", MONDAY, MONDAY) is None
    assert following("AFTER=3", None, date(2199, 12, 30)) is None
    assert following("FREQ=WEEKLY", date(2199, 12, 30), date(2199, 12, 30)) is None


@pytest.mark.parametrize(
    "rule",
    [
        *(
            "",
            "weekly",
            "FREQ=HOURLY",
            "FREQ=SECONDLY;COUNT=9",
            "FREQ=WEEKLY;BYDAY=XX",
            "FREQ=DAILY;UNTIL=2026",
            "AFTER=0",
        ),
        *(
            "AFTER=1000",
            "AFTER=3;FREQ=DAILY",
            "AFTER=3;COUNT=0",
            "AFTER=3;UNTIL=2026",
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=DAILY;COUNT=100000",
            "FREQ=DAILY;FREQ=DAILY",
        ),
        *("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2", "FREQ=DAILY\nDTSTART=20260101"),
        "FREQ=WEEKLY;BYDAY=" + ",".join(["MO"] * 90),
    ],
)
def test_what_cannot_be_read_or_never_comes_is_refused_with_a_sentence(rule: str) -> None:
    assert problem(rule) is not None


@pytest.mark.parametrize("rule", ["BYMONTHDAY=0", "BYMONTHDAY=1,0", "BYMONTHDAY=5;BYSETPOS=0"])
def test_a_day_zero_is_no_day(rule: str) -> None:
    assert problem(f"FREQ=MONTHLY;{rule}") is not None
