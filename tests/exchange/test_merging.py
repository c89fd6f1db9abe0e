"""Templates merged with members: who is written to, what is said of a broken template, and that nothing gets out."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk import texts
from crmdesk.exchange import merging
from crmdesk.exchange.merging import Addressee, Merger
from crmdesk.models import book
from crmdesk.models.errors import DomainError, NotAllowedError
from crmdesk.models.people import Role
from crmdesk.sales import campaigns, conversion, records, templates
from crmdesk.sales import office as lists_of_office
from crmdesk.sales.conversion import NEW, Becoming
from crmdesk.sales.desk import Desk
from crmdesk.sales.templates import EMAIL, LABEL, LETTER, TemplateRow
from tests.sales.office import Office

SOMEBODY = Addressee(1, {**dict.fromkeys(merging.FIELDS, ""), "name": "Ana Peña", "first_name": "Ana"})


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


def letter(body: str, subject: str = "") -> TemplateRow:
    return TemplateRow(None, LETTER, "Test", subject, body)


def merged(body: str, addressee: Addressee = SOMEBODY) -> str:
    return Merger(letter(body)).merge(addressee).body


def campaign_of(office: Office, **people: list[int]) -> int:
    fair = office.add("campaign", name="Fair")
    for kind, ids in people.items():
        campaigns.add_members(office.desk, fair, kind, ids)
    return fair


def to(office: Office, campaign: int, sort: str) -> merging.Addressees:
    return merging.addressees(office.desk, campaign, campaigns.member_ids(office.desk, campaign), sort)


def test_members_have_their_fields_and_an_address_where_they_work(office: Office) -> None:
    acme = office.add("company", name="Acme", address="Calle Mayor 1", postcode="28013", city="Madrid", country="Spain")
    ana = office.add("contact", name="Ana Peña", company=acme)
    own = office.add("contact", name="Eva Sol", company=acme, street="Own 2", city="Sevilla", postcode="41001")
    luis = office.add("lead", name="Luis", company="Luz", city="Cádiz")
    fair = campaign_of(office, contact=[ana, own], lead=[luis], company=[acme])
    found = {one.values["name"]: one.values for one in to(office, fair, LETTER).of}
    assert set(found) == {"Acme", "Ana Peña", "Eva Sol", "Luis"}
    first = found["Ana Peña"]
    assert (first["first_name"], first["last_name"], first["company"]) == ("Ana", "Peña", "Acme")
    for one in (first, found["Acme"]):
        place = [one[name] for name in ("street", "postcode", "city", "country")]
        assert place == ["Calle Mayor 1", "28013", "Madrid", "Spain"]
    assert (found["Eva Sol"]["street"], found["Eva Sol"]["postcode"]) == ("Own 2", "41001")
    assert (found["Luis"]["company"], found["Luis"]["campaign"]) == ("Luz", "Fair")
    assert (found["Acme"]["first_name"], found["Acme"]["owner"], found["Acme"]["office"]) == ("", "Ana", "Office")


def test_who_refused_or_cannot_be_reached_is_left_out_and_counted(office: Office) -> None:
    people = [
        office.add("contact", name="Ana", email="ana@example.org"),
        office.add("contact", name="Eva", email="eva@example.org", city="Madrid"),
        office.add("contact", name="Ida"),
    ]
    fair = campaign_of(office, contact=people)
    ids = campaigns.member_ids(office.desk, fair)
    campaigns.set_status(office.desk, ids[:1], campaigns.REFUSED)
    mail, post = to(office, fair, EMAIL), to(office, fair, LABEL)
    assert ([one.values["name"] for one in mail.of], mail.refused, mail.unreachable) == (["Eva"], 1, 1)
    assert ([one.values["name"] for one in post.of], post.refused, post.unreachable) == (["Eva"], 1, 1)
    records.save(office.desk, "contact", people[1], {"consent_letter": "refused"})
    assert to(office, fair, EMAIL).refused == 1, "consent is of each channel"
    assert (to(office, fair, LABEL).of, to(office, fair, LABEL).refused) == ((), 2)


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("sort", [LETTER, LABEL, EMAIL])
def test_the_shipped_templates_merge_with_everything_and_with_nothing(language: str, sort: str) -> None:
    texts.use(language)
    merger = Merger(templates.shipped(sort))
    for values in (dict.fromkeys(merging.FIELDS, ""), dict.fromkeys(merging.FIELDS, "Ñandú & <b>Co</b>")):
        made = merger.merge(Addressee(1, values))
        assert "{" not in made.body + made.subject
    assert "Ñandú & <b>Co</b>" in made.body, "plain text, written as it is"


def test_an_email_has_its_address_and_subject(office: Office) -> None:
    fair = campaign_of(office, contact=[office.add("contact", name="Ana", email="ana@example.org")])
    (ana,) = to(office, fair, EMAIL).of
    made = Merger(TemplateRow(None, EMAIL, "Mail", "For {{ name }}", "Hello {{ first_name }}!")).merge(ana)
    assert (made.to, made.subject, made.body) == ("ana@example.org", "For Ana", "Hello Ana!")
    assert merging.email_text([made, made]).count("To: ana@example.org\nSubject: For Ana\n\nHello Ana!\n") == 2


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("Dear {{ name }},\n\n{% if company %}Hello", "Line 3 of the template cannot be read"),
        ("Dear {{ name", "Line 1 of the template cannot be read"),
        ("Hello\n{{ nombre }}", "The template names “nombre”, which is no field. Its fields are: name, first_name"),
        ("Hello\n{{ 1 / 0 }}", "Line 2 of the template cannot be merged for “Ana Peña”"),
        ("{{ name.missing.more }}", "cannot be merged"),
        ("{{ name.__class__.__mro__ }}", "cannot be merged"),
        ("{{ ''.__class__.__base__.__subclasses__() }}", "cannot be merged"),
        ("{{ 'a' * 10000000000 }}", "cannot be merged"),
        ("{{ 9 ** 9 ** 9 ** 9 }}", "cannot be merged"),
        ("{% for x in range(10000000000) %}{% endfor %}", "cannot be merged"),
        ("{% include '/etc/passwd' %}", "cannot be merged"),
    ],
)
def test_a_broken_template_says_where(body: str, sentence: str) -> None:
    with pytest.raises(DomainError) as refused:
        merged(body)
    assert sentence in str(refused.value)


def test_conditions_leave_no_empty_lines_and_fields_no_spaces() -> None:
    assert (
        merged("{{ name }}\n{% if company %}\n{{ company }}\n{% endif %}\n{{ postcode }} {{ city }}\nEnd")
        == "Ana Peña\n\nEnd"
    )


@given(st.text(max_size=200))
def test_whatever_is_typed_is_merged_or_refused_with_a_sentence(body: str) -> None:
    with contextlib.suppress(DomainError):
        merged(body)


def test_templates_are_kept_changed_and_deleted(office: Office) -> None:
    assert [row.id for row in templates.of_sort(LETTER)] == [None], "one ships"
    made = templates.keep(office.desk, replace(templates.shipped(LETTER), name="Thanks")).added["template"]
    (known,) = made
    templates.keep(office.desk, replace(templates.of_sort(LETTER)[0], body="Dear {{ name }}"))
    assert templates.of_sort(LETTER)[0].id == known
    assert templates.of_sort(LETTER)[0].body == "Dear {{ name }}"
    assert templates.of_sort(LABEL)[0].id is None
    for wrong in ({"name": " "}, {"body": ""}, {"across": 0}, {"down": 99}, {"name": "x" * 301}):
        changed: Any = replace(templates.of_sort(LETTER)[0], **wrong)  # type: ignore[arg-type]
        with pytest.raises(DomainError):
            templates.keep(office.desk, changed)
    templates.delete(office.desk, known)
    with pytest.raises(DomainError, match="deleted meanwhile"):
        templates.delete(office.desk, known)


def test_who_refused_as_a_contact_is_not_written_to_as_the_lead_it_was(office: Office) -> None:
    lead = office.add("lead", name="Rosa", email="rosa@norte.example")
    fair = campaign_of(office, lead=[lead])
    conversion.convert(office.desk, lead, Becoming(NEW))
    became = conversion.became(office.desk, lead)
    assert became is not None
    assert became.contact is not None
    records.save(office.desk, "contact", became.contact[0], {"consent_email": "refused"})
    found = to(office, fair, EMAIL)
    assert (found.of, found.refused) == ((), 1)


def test_a_reader_writes_no_letters(office: Office) -> None:
    fair = campaign_of(office, lead=[office.add("lead", name="Rosa", city="León")])
    reader = Role.get(Role.name == "Reader").id
    lists_of_office.save_value(office.desk, "user", office.users["Zoe"], role=reader)
    zoe = Desk(office.users["Zoe"], office.desk.clock)
    with pytest.raises(NotAllowedError):
        merging.addressees(zoe, fair, campaigns.member_ids(zoe, fair), LETTER)
