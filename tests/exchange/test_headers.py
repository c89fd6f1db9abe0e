"""Usual column names, English and Spanish, are recognised, and no field is filled from two columns."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.exchange.csv_read import read_table
from crmdesk.exchange.headers import FIELDS, guess_mapping


def mapping(kind: str, headers: list[str]) -> dict[str, str]:
    return {guess.header: guess.field for guess in guess_mapping(kind, headers)}


@pytest.mark.parametrize("kind", FIELDS)
def test_a_fields_own_name_is_certain(kind):
    headers = list(FIELDS[kind])
    guesses = guess_mapping(kind, headers)
    assert [(guess.field, guess.confidence) for guess in guesses] == [(field, 1.0) for field in headers]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (
            "opportunity",
            {
                "Nombre del trato": "title",
                "Cliente": "company",
                "Comercial": "owner",
                "Etapa": "stage",
                "Importe (€)": "amount",
                "Probabilidad": "probability",
                "Fecha de creación": "created_on",
                "Fecha prevista de cierre": "expected_on",
                "Fecha cierre": "closed_on",
                "Motivo de pérdida": "reason",
            },
        ),
        (
            "opportunity",
            {
                "Name": "title",
                "Owner": "owner",
                "StageName": "stage",
                "Amount": "amount",
                "CloseDate": "closed_on",
                "deal_value": None,
                "LeadSource": "source",
                "Account Name": "company",
            },
        ),
        ("contact", {"Nombre": "first_name", "Apellidos": "last_name", "Teléfono móvil": "phone", "Población": "city"}),
        ("contact", {"name": "first_name", "surname": "last_name"}),
        ("lead", {"Name": "name", "FirstName": "first_name", "LastName": "last_name", "Role": "job_title"}),
        ("user", {"Name": "name", "Role": None, "role": "role", "active": "active", "Created": None}),
        ("contact", {"Nombre": "name", "Correo electrónico": "email", "Cargo": "job_title", "C.P.": "postcode"}),
        ("contact", {"Phone 1 - Label": "phone_label", "Phone 1 - Value": "phone", "E-mail 1 - Value": "email"}),
        (
            "company",
            {"Razón social": "name", "Sector": "industry", "Nº": None, "Sitio web": "website", "País": "country"},
        ),
        ("product", {"Artículo": "name", "Referencia": "code", "P.V.P.": "price", "IVA": "tax"}),
        ("user", {"sales_agent": "name", "manager": "manager", "regional_office": "team"}),
    ],
)
def test_usual_words_are_recognised(kind, expected):
    assert mapping(kind, list(expected)) == {header: field for header, field in expected.items() if field}


@given(
    st.sampled_from(list(FIELDS)),
    st.lists(st.sampled_from(["Name", "Nombre", "Phone", "Mobile", "Teléfono", "Id", "ID", "Amount", "x"])),
)
def test_no_field_is_filled_twice(kind, headers):
    guesses = guess_mapping(kind, headers)
    assert len({guess.field for guess in guesses}) == len({guess.place for guess in guesses}) == len(guesses)
    assert all(headers[guess.place] == guess.header for guess in guesses)


@pytest.mark.parametrize(
    ("kind", "file", "fields"),
    [
        ("user", "maven/sales_teams.csv", "name manager team"),
        ("company", "maven/accounts.csv", "name industry founded annual_revenue employees country parent"),
        ("product", "maven/products.csv", "name category price"),
        (
            "opportunity",
            "maven/sales_pipeline.csv",
            "external_id owner product company stage created_on closed_on amount",
        ),
        (
            "opportunity",
            "maven-es/oportunidades.csv",
            "external_id owner product company stage created_on closed_on amount",
        ),
        ("contact", "contacts/linkedin.csv", "first_name last_name email company job_title website"),
    ],
)
def test_the_columns_of_the_samples_are_recognised(samples: Path, kind, file, fields):
    assert [guess.field for guess in guess_mapping(kind, read_table(samples / file).headers)] == fields.split()
