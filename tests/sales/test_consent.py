"""What people said about being reached is kept with its day, and nobody is asked for twice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from crmdesk.exchange import importing
from crmdesk.exchange.csv_read import read_table
from crmdesk.sales import consent, lists, records
from crmdesk.sales.lists import Condition, ListQuestion
from tests.sales.office import TODAY, Office


def test_a_consent_has_the_day_it_was_given(tmp_path: Path) -> None:
    office = Office(tmp_path)
    desk = office.desk
    person = office.add("contact", name="Ana", consent_email="refused", consent_email_note="by phone")
    told = records.read(desk, "contact", person) or {}
    assert (told["consent_email_on"], told["consent_email_note"]) == (TODAY, "by phone")
    records.save(desk, "contact", person, {"consent_email": "granted", "consent_email_on": date(2026, 1, 7)})
    assert (records.read(desk, "contact", person) or {})["consent_email_on"] == date(2026, 1, 7)
    records.save(desk, "contact", person, {"consent_email": None})
    assert (records.read(desk, "contact", person) or {})["consent_email_on"] is None


def test_who_refuses_is_known_for_each_channel(tmp_path: Path) -> None:
    office = Office(tmp_path)
    quiet = office.add("lead", name="Ana", consent_email="refused", consent_letter="granted")
    asked = office.add("lead", name="Eva", consent_email="granted")
    never = office.add("lead", name="Ivo")
    everybody = [quiet, asked, never]
    assert consent.refused(office.desk, "lead", everybody, "email") == {quiet}
    assert consent.refused(office.desk, "lead", everybody, "letter") == set()
    assert consent.refused(office.desk, "lead", [asked], "email") == set()
    unknown = ListQuestion(conditions=(Condition("consent_email", "=", None),))
    assert lists.ids(office.desk, "lead", unknown) == [never]


def test_a_file_brings_consents_in_the_words_of_people(tmp_path: Path) -> None:
    office = Office(tmp_path)
    desk = office.desk
    file = tmp_path / "people.csv"
    file.write_text("name,consent_email,consent_phone,day\nAna,refused,Granted,2026-01-05\n", "utf-8")
    mapping = {name: name for name in ("name", "consent_email", "consent_phone")}
    importing.commit(desk, importing.plan(desk, read_table(file), "contact", {**mapping, "day": "consent_phone_on"}))
    (row,) = lists.rows(desk, "contact", lists.ids(desk, "contact", ListQuestion()))
    assert (row["consent_email"], row["consent_email_on"]) == ("refused", TODAY)
    assert (row["consent_phone"], row["consent_phone_on"]) == ("granted", date(2026, 1, 5))


def test_what_was_said_before_keeps_its_day(tmp_path: Path) -> None:
    office = Office(tmp_path)
    desk, before = office.desk, date(2025, 1, 1)
    people = [office.add("contact", name=name, consent_email="granted", consent_email_on=before) for name in "AB"]
    other = office.add("contact", name="C", consent_email="refused", consent_email_on=before)
    records.save(desk, "contact", people[0], {"consent_email": "granted", "city": "León"})
    records.save_all(desk, "contact", [*people, other], {"consent_email": "granted"})
    days = [(records.read(desk, "contact", known) or {})["consent_email_on"] for known in (*people, other)]
    assert days == [before, before, TODAY]
