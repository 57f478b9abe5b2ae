"""The part of a value that is a text of its own, as a policy in a state, in every way of writing it."""

import codecs
import json
from typing import Any

import pytest

from vpclint.text.sources import SourceTexts

INNER = '{"Id": "\u00fc\U0001f600",\n "Statement": "bad"}'
SPAN = (INNER.index('"bad"'), INNER.index('"bad"') + 5)


def part(name: str, data: bytes, pointer: str = "/a/0", span: tuple[int, int] = SPAN) -> tuple[int, int, str]:
    """Line and column of the part, and what is marked."""
    texts = SourceTexts()
    texts.add(name, data)
    found = texts.location(name, pointer, span=span)
    return found.line, found.column, found.text[found.mark : found.mark + found.width]


@pytest.mark.parametrize("escaped", [True, False])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_a_part_of_a_string_is_marked_as_it_is_written(escaped: Any, mark: bytes) -> None:
    text = '\n{"a": [' + json.dumps(INNER, ensure_ascii=escaped) + "]}"
    assert part("a.json", mark + text.encode()) == (2, text.index(r"\"bad\""), r"\"bad\"")


def test_a_part_of_a_string_is_found_in_every_encoding() -> None:
    text = '\n{"a": [' + json.dumps(INNER) + "]}"
    assert part("a.json", text.encode("utf-16")) == (2, text.index(r"\"bad\""), r"\"bad\"")


def test_a_part_of_an_object_is_found_at_its_own_line() -> None:
    text = f'{{"a":\n [{INNER}]}}'
    for data in (text.encode(), text.encode("utf-16")):
        assert part("a.json", data) == (3, 15, '"bad"')


def test_in_yaml_only_what_is_written_as_it_is_has_parts() -> None:
    assert part("a.yaml", b'a:\n - {"x": 1}\n', "/a/0/x", (0, 1)) == (2, 10, "1")
    assert part("a.yaml", b"a:\n - one two\n", span=(4, 7)) == (2, 8, "two")
    assert part("a.yaml", b"a:\n - 'one two'\n", span=(4, 7)) == (2, 4, "'one two'")


def test_where_the_pointer_leads_nowhere_there_is_no_line() -> None:
    for name in ("a.json", "a.yaml"):
        assert part(name, b'{"a": []}')[0] == 0


def test_a_value_is_told_as_it_is_written() -> None:
    texts = SourceTexts()
    texts.add("a.json", b'{"a": [ {"b" : 1} ]}')
    texts.add("b.json", '{"a": [ {"b" : 1} ]}'.encode("utf-16"))
    texts.add("c.yaml", b"a: 1")
    assert [texts.written(name, "/a/0") for name in ("a.json", "b.json")] == ['{"b" : 1}'] * 2
    assert [texts.written(name, "/a/1") for name in ("a.json", "b.json", "c.yaml", "gone.json")] == [None] * 4
