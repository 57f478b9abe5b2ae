"""A text inside another: each part of it is found where it is written."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.text.nodes import Span
from vpclint.text.within import Within, in_string, unquoted

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(TEXTS, st.text(max_size=5), st.booleans(), st.data())
def test_a_part_of_a_string_is_what_stands_for_it(text: str, before: str, escaped: Any, data: st.DataObject) -> None:
    literal = json.dumps(text, ensure_ascii=escaped)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    outer = before + literal + ', "x"'
    found = in_string(outer, Span(len(before), len(before) + len(literal))).span(Span(start, end))
    assert json.loads(f'"{outer[found.start : found.end]}"') == text[start:end]


@given(TEXTS, st.data())
def test_a_part_of_a_text_for_a_url_is_what_stands_for_it(text: str, data: st.DataObject) -> None:
    document = json.dumps([text], ensure_ascii=False)
    encoded = quote(document, safe="")
    plain = unquoted(encoded)
    assert plain
    assert plain[0] == document
    start = data.draw(st.integers(0, len(document)))
    end = data.draw(st.integers(start, len(document)))
    found = plain[1].span(Span(start, end))
    assert encoded[found.start : found.end] == quote(document[start:end], safe="")


@pytest.mark.parametrize("text", ["{}", "%", "%41", "", "a%7B", "%257B"])
def test_what_is_not_encoded_for_a_url_stays(text: str) -> None:
    assert unquoted(text) is None


def test_json_for_a_url_may_begin_with_blanks() -> None:
    plain = unquoted("%0A%20%7b%7D")
    assert plain
    assert plain[0] == "\n {}"


def test_a_part_that_is_written_as_it_is_is_moved_only() -> None:
    assert Within("ab{}", 2).span(Span(0, 2)) == Span(2, 4)
