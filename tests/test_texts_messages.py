"""Messages: kept as source text with values, read in the reader's language, also after a way through JSON."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk import texts
from crmdesk.texts import Amount, Message, message_from_json, message_to_json, msg, msgn


def through_json(message: Message) -> Message:
    return message_from_json(json.loads(json.dumps(message_to_json(message))))


@pytest.mark.parametrize(
    "message",
    [
        msg("Plain"),
        msg("Moved {title} to {stage}", title="Printer", stage="Talks"),
        msg("On {day} for {amount}", day=date(2026, 3, 14), amount=Amount(-150, "EUR")),
        msg("Undone: {what}", what=msg("Undone: {what}", what=msgn("One card", "{n} cards", 3))),
        msgn("Imported {n} row from {file}", "Imported {n} rows from {file}", 1, file="a.csv"),
        msg("{nothing} and {yes}", nothing=None, yes=True),
    ],
)
def test_a_message_comes_back_from_json_as_it_was(message: Message) -> None:
    back = through_json(message)
    assert back == message
    assert str(back) == str(message)


values = st.one_of(
    st.text(), st.integers(), st.dates(), st.builds(Amount, st.integers(), st.sampled_from(["EUR", "JPY"]))
)
messages: Any = st.recursive(
    st.builds(msg, st.just("A {one} text"), one=values),
    lambda inner: st.builds(msg, st.just("About {one}: {two}"), one=inner, two=values),
    max_leaves=4,
)


@given(messages)
def test_any_message_comes_back_from_json(message: Message) -> None:
    assert through_json(message) == message


def test_the_number_chooses_the_wording() -> None:
    assert [str(msgn("One card", "{n} cards", n)) for n in (0, 1, 2)] == ["0 cards", "One card", "2 cards"]


def test_values_are_written_by_whoever_shows_them() -> None:
    texts.show_values_with(lambda value: f"<{value}>")
    assert str(msg("{name} on {day}", name="Ana", day=date(2026, 3, 14))) == "Ana on <2026-03-14>"


def test_braces_in_values_and_texts_without_values_stay() -> None:
    assert str(msg("Kept {what}", what="{title} 100%")) == "Kept {title} 100%"
    assert texts._("100% {x}") == "100% {x}"


def test_equal_messages_have_equal_hashes() -> None:
    assert len({msg("A {b}", b=1), msg("A {b}", b=1), msg("A {b}", b=2)}) == 2


def test_an_unknown_language_is_a_defect() -> None:
    with pytest.raises(ValueError, match="no such language"):
        texts.use("xx")
