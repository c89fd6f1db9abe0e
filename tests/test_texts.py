"""The Spanish catalogue holds every text of the program, and the compiled file is the translator's file."""

import pytest

from tools import catalogue

pytestmark = pytest.mark.parametrize("language", catalogue.LANGUAGES)


def test_every_text_of_the_program_is_translated_with_its_places(language):
    assert list(catalogue.problems(catalogue.updated(language))) == []


def test_the_catalogue_has_no_text_that_the_program_no_longer_says(language):
    said = {(message.context, catalogue.forms(message.id)) for message in catalogue.collected()}
    kept = {(message.context, catalogue.forms(message.id)) for message in catalogue.kept(language)}
    assert kept <= said


def test_the_compiled_file_is_up_to_date(language):
    """`python3 dev.py texts` compiles it."""
    compiled = catalogue.mo_file(language).read_bytes()
    expected = catalogue.compiled(catalogue.kept(language))
    assert catalogue.compiled_texts(compiled) == catalogue.compiled_texts(expected)
