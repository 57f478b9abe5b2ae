"""Lines end where editors end them, and columns count code points."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.text.lines import ByteLines, Lines, Position

TEXTS = st.text(st.sampled_from("ab\n\ré\U0001f600\u2028\x85\x0b"), max_size=40)


@pytest.mark.parametrize(
    ("text", "offset", "line", "column"),
    [
        ("", 0, 1, 1),
        ("abc", 2, 1, 3),
        ("abc", 3, 1, 4),
        ("a\nb", 1, 1, 2),
        ("a\nb", 2, 2, 1),
        ("a\r\nb", 3, 2, 1),
        ("a\rb", 2, 2, 1),
        ("a\n\rb", 3, 3, 1),
        ("a\n", 2, 2, 1),
        ("\U0001f600é:x", 3, 1, 4),
        ("a\u2028b\x85c\x0bd", 6, 1, 7),
    ],
)
def test_an_offset_has_a_line_and_a_column(text: str, offset: int, line: int, column: int) -> None:
    assert Lines(text).position(offset) == Position(line, column)


def test_a_line_comes_without_what_ends_it() -> None:
    lines = Lines("one\r\ntwo\rthree\n\u2028four\n")
    assert [lines.line(number) for number in range(1, len(lines) + 1)] == ["one", "two", "three", "\u2028four", ""]


@pytest.mark.parametrize("number", [0, -1, 3])
def test_a_line_that_is_not_there_is_an_index_error(number: int) -> None:
    with pytest.raises(IndexError, match="2 lines"):
        Lines("a\nb").line(number)


@given(TEXTS)
def test_lines_are_what_a_split_at_line_ends_gives(text: str) -> None:
    lines = Lines(text)
    assert [lines.line(number) for number in range(1, len(lines) + 1)] == re.split("\r\n|\n|\r", text)


@given(TEXTS)
def test_positions_go_back_to_their_offsets(text: str) -> None:
    lines = Lines(text)
    for offset, char in enumerate(text):
        place = lines.position(offset)
        if char not in "\r\n":
            assert lines.line(place.line)[place.column - 1] == char


@given(TEXTS, st.booleans(), st.integers(1, 7), st.data())
def test_bytes_have_the_lines_and_columns_of_their_text(text: str, mark: bool, block: int, data: st.DataObject) -> None:  # noqa: FBT001
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vpclint.text.lines._BLOCK", block)
        lines = ByteLines(b"\xef\xbb\xbf" * mark + text.encode())
        for offset in data.draw(st.permutations(range(len(text) + 1))):
            before = text[:offset]
            if not before.endswith("\r"):
                assert lines.position(3 * mark + len(before.encode())) == Lines(text).position(offset)
