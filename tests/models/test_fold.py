"""Folding: what a person types is found however it was written."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.models.fold import digits, fold, fold_company, only_words, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  José  ÁVILA ", "jose avila"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("Øster Ålborg", "oster alborg"),
        ("Łódź", "lodz"),
        ("İstanbul ışık", "istanbul isik"),
        ("ﬁne Œuvre", "fine oeuvre"),
        ("日本 株式会社", "日本 株式会社"),
        ("שלום", "שלום"),
        ("a\tb\n c", "a b c"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Grupo Ávila, S.A. de C.V.", "grupo avila"),
        ("GRUPO AVILA SA DE CV", "grupo avila"),
        ("Ávila S. de R.L. de C.V.", "avila"),
        ("Promotora S.A.P.I. de C.V.", "promotora"),
        ("Norte S.L.U.", "norte"),
        ("Smith & Sons Ltd.", "smith & sons"),
        ("Müller GmbH", "muller"),
        ("Acme Inc", "acme"),
        ("Casa", "casa"),
        ("S.A.", "s.a."),
        ("Mag", "mag"),
    ],
)
def test_a_company_is_known_without_its_legal_form(name: str, folded: str) -> None:
    assert fold_company(name) == folded


def test_words_and_digits() -> None:
    assert words("O'Brien & Søn (Mérida)") == "o brien son merida"
    assert digits("+52 (55) 1234-5678 ext. 9") == "52551234" + "56789"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert only_words(once) == words(text)


@given(st.text(alphabet=st.characters(codec="latin-1")))
def test_accents_and_capitals_do_not_matter(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text(alphabet="abcñÁ ., &-ß"), st.sampled_from([" S.A. de C.V.", ", S.L.", " GmbH", " Ltd."]))
def test_a_legal_form_never_leaves_nothing(name: str, form: str) -> None:
    if fold(name):
        assert fold_company(name + form)
