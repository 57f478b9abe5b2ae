"""Nothing from outside moves the cursor, hides, or turns the reading direction."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.text.escape import logged, quoted, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("subnet-0a1 é ü 日本 \U0001f600", "subnet-0a1 é ü 日本 \U0001f600"),
        ("a\nb\tc\x00", "a\\x0ab\\x09c\\x00"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x1b]8;;http://x\x07", "\\x1b]8;;http://x\\x07"),
        ("\x7f\x85\x9b31m", "\\x7f\\x85\\x9b31m"),
        ("a\u202eb\u2066c\u2069\u200e\u200f\u061c", "a\\u202eb\\u2066c\\u2069\\u200e\\u200f\\u061c"),
        ("\u200b\u200c\u200d\u2060\ufeff\u00ad", "\\u200b\\u200c\\u200d\\u2060\\ufeff\\xad"),
        ("\u2028\u2029\u00a0", "\\u2028\\u2029\\xa0"),
        ("\ud800x\udfff", "\\ud800x\\udfff"),
        ("\u3164\u115f\u034f", "\\u3164\\u115f\\u034f"),
        ("\uffff\U000e0041", "\\uffff\\U000e0041"),
        ("C:\\temp", "C:\\temp"),
        ("##[error]x ##vso[a]b ##teamcity[c", "#\\x23[error]x #\\x23vso[a]b #\\x23teamcity[c"),
        ("### heading ## [x] ##a b[", "### heading ## [x] ##a b["),
        ("###[", "##\\x23["),
    ],
)
def test_what_a_terminal_would_obey_is_spelled_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("abcd\x1b", 6, "abcd…"),
        ("ab\x1b", 6, "ab\\x1b"),
        ("a\x1bbc", 6, "a\\x1b…"),
        ("\u202e" * 3, 13, "\\u202e\\u202e…"),
        ("\u202e" * 3, 12, "\\u202e…"),
        ("\u202e" * 2, 11, "\\u202e…"),
        ("abc", 1, "…"),
    ],
)
def test_long_text_is_cut_between_characters(text: str, limit: int, shown: str) -> None:
    assert visible(text, limit) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", "\\x3a:error::x"),
        ("a\n  \t::set-output name=x::y\nb::c", "a\n  \t\\x3a:set-output name=x::y\nb::c"),
        ("::: state.json:1:1: a::b", "::: state.json:1:1: a::b"),
        (":::error::x\n::::", "\\x3a::error::x\n\\x3a:::"),
        ("::/0\na: b", "\\x3a:/0\na: b"),
        (": :error::", ": :error::"),
    ],
)
def test_a_line_of_a_log_begins_no_command(text: str, shown: str) -> None:
    assert logged(text) == shown


def test_a_quoted_text_stands_between_quotes() -> None:
    assert quoted("a\nb") == "'a\\x0ab'"


@given(st.text(st.characters(), max_size=300), st.integers(1, 250))
def test_what_is_shown_is_printable_and_bounded(text: str, limit: int) -> None:
    shown = visible(text, limit)
    assert len(shown) <= limit
    assert all(unicodedata.category(char)[0] != "C" and (char == " " or char.isprintable()) for char in shown)


@given(st.text(st.sampled_from("abc é日\U0001f600-/\\"), max_size=200))
def test_ordinary_text_stays(text: str) -> None:
    assert visible(text) == text
