"""The Spanish catalogue holds every text of the program, and the compiled file is the translator's file."""

import ast

import pytest

from tools import catalogue

for_each_language = pytest.mark.parametrize("language", catalogue.LANGUAGES)


@for_each_language
def test_every_text_of_the_program_is_translated_with_its_places(language):
    assert list(catalogue.problems(catalogue.updated(language))) == []


@for_each_language
def test_the_catalogue_has_no_text_that_the_program_no_longer_says(language):
    said = {(message.context, catalogue.forms(message.id)) for message in catalogue.collected()}
    kept = {(message.context, catalogue.forms(message.id)) for message in catalogue.kept(language)}
    assert kept <= said


@for_each_language
def test_the_compiled_file_is_up_to_date(language):
    """`python3 dev.py texts` compiles it."""
    compiled = catalogue.mo_file(language).read_bytes()
    expected = catalogue.compiled(catalogue.kept(language))
    assert catalogue.compiled_texts(compiled) == catalogue.compiled_texts(expected)


def test_no_text_stands_inside_an_f_string():
    """Where the collector does not see it."""
    hidden = [
        f"{file.name}:{call.lineno}"
        for file in (catalogue.ROOT / "crmdesk").rglob("*.py")
        for string in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in catalogue.KEYWORDS
    ]
    assert hidden == []
