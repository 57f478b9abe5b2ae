"""A value of a large text is found by its pointer, without reading what stands beside it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.text.jsontext import parse_json
from vpclint.text.lines import Position
from vpclint.text.locate import Locator, top_level_keys
from vpclint.text.nodes import Node, Span, pointer

from .strategies import damaged, json_texts, keys

STATE = b"""\
{
  "Vpcs" : [],
  "Subnets": [
    {"SubnetId": "subnet-1", "Tags": [{"Key": "]}\\"", "Value": "\xc3\xa9"}], "State": "available"} ,
    {"SubnetId":"subnet-2","Tags":[],"AvailableIpAddressCount":251}
  ],
  "a/b": {"m~n": {"": null}}
}
"""


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/Vpcs", b"[]"),
        ("/Subnets/0/SubnetId", b'"subnet-1"'),
        ("/Subnets/0/Tags/0/Key", b'"]}\\""'),
        ("/Subnets/0/Tags/0/Value", b'"\xc3\xa9"'),
        ("/Subnets/0/State", b'"available"'),
        ("/Subnets/1/Tags", b"[]"),
        ("/Subnets/1/AvailableIpAddressCount", b"251"),
        ("/a~1b/m~0n", b'{"": null}'),
        ("/a~1b/m~0n/", b"null"),
        ("", STATE.strip()),
    ],
)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b"\n \t"])
def test_a_pointer_leads_to_the_bytes_of_its_value(path: str, found: bytes, mark: bytes) -> None:
    data = mark + STATE
    span = Locator(data).span(path)
    assert span is not None
    assert data[span.start : span.end] == found


@pytest.mark.parametrize(
    "path",
    [
        "Vpcs",
        "/vpcs",
        "/Vpcs/0",
        "/Subnets/2",
        "/Subnets/-",
        "/Subnets/01",
        "/Subnets/SubnetId",
        "/Subnets/0/0",
        "/Subnets/0/State/0",
        "/a/b",
        "/~2",
    ],
)
def test_a_pointer_that_leads_nowhere_finds_nothing(path: str) -> None:
    assert Locator(STATE).span(path) is None


@pytest.mark.parametrize(
    ("text", "path", "found"),
    [
        ('{"a": 1, "a": 2}', "/a", "2"),
        ('{"a": 1, "a": 1}', "/a", "1"),
        ('{"a": 12, "a": 1}', "/a", "1"),
        ('{"a": 1, "a": 12, "b": 3}', "/b", "3"),
        ('{"a": [1, "]"], "b": {"c": "}"}, "\\u0061": [2]}', "/a/0", "2"),
        ('{"a": {"b": 1}, "c": 0, "a": {"b": 2}}', "/a/b", "2"),
        ('{"a": {"b": 1, "b": [{}, "[\\\\"]}, "c": 3}', "/a/b/1", '"[\\\\"'),
    ],
)
def test_of_a_repeated_key_the_last_value_is_found(text: str, path: str, found: str) -> None:
    span = Locator(text.encode()).span(path)
    assert span is not None
    assert text[span.start : span.end] == found
    assert span.start == text.rindex(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1, "b": {"c": 2}}', ["a", "b"]),
        (' { "a" : 1 ,\n"b":2,"a":[{"x": "}"}],"\\u0062":"\\"" } ', ["a", "b", "a", "b"]),
        ('\ufeff{"é": 1, "é": 1}', ["é", "é"]),
        ("{}", []),
        ("[1]", []),
        ("", []),
        ("{", []),
        ('{"a": 1', []),
        ('{"a": 1,}', []),
        ("[" * 100_000, []),
        ('{"a":' * 100_000, []),
    ],
)
def test_the_keys_of_a_text_are_told_with_repeats(text: str, expected: list[str]) -> None:
    data = text.encode()
    found = top_level_keys(data)
    assert [key for key, _ in found] == expected
    assert [json.loads(data[span.start : span.end]) for _, span in found] == expected
    assert [span for _, span in found] == sorted(span for _, span in found)


@pytest.mark.parametrize(
    "text", ["", "{", '{"a": 01}', '{"a": 1}]', "[" * 100_000, '{"a":' * 100_000, '{"a": "\\ud800"}']
)
def test_in_what_is_not_json_nothing_is_found(text: str) -> None:
    assert Locator(text.encode()).span("/a") is None
    assert Locator(text.encode()).span("") is None or text == '{"a": 1}]'


def test_a_place_has_a_line_and_a_column() -> None:
    locator = Locator(STATE)
    state = locator.span("/Subnets/0/State")
    assert state is not None
    assert locator.position(state.start) == Position(4, 80)
    assert locator.position(0) == Position(1, 1)


def spans(node: Node, path: tuple[str | int, ...] = ()) -> list[tuple[str, Span]]:
    """The pointer of every value in a tree, and where it stands."""
    found = [(pointer(*path), node.span)]
    held = node.value
    children = held.items() if isinstance(held, dict) else enumerate(held) if isinstance(held, list) else ()
    for step, child in children:
        found += spans(child, (*path, step))
    return found


def assert_all_found(text: str) -> None:
    """The locator finds every value where the tree has it."""
    data = text.encode()
    locator = Locator(data)
    (root,) = parse_json(text).roots
    for path, span in spans(root):
        start, end = (len(text[:offset].encode()) for offset in (span.start, span.end))
        assert locator.span(path) == Locator(data).span(path) == Span(start, end)


def encodable(text: str) -> bool:
    """Whether msgspec takes the text: without lone surrogates, escaped or not."""
    return "\\ud" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


@given(json_texts().filter(encodable))
def test_every_value_is_found_where_the_tree_has_it(text: str) -> None:
    assert_all_found(text)


@given(json_texts().filter(encodable))
def test_without_repeated_keys_no_value_is_walked_through(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr("vpclint.text.locate._walked")
        assert_all_found(text)


@st.composite
def repeating(draw: st.DrawFn) -> str:
    """An object with repeated keys."""
    members = draw(st.lists(st.tuples(st.sampled_from(["a", "b", "ab"]), json_texts().filter(encodable)), max_size=6))
    space = draw(st.sampled_from(["", " ", "\n"]))
    return "{" + ",".join(f"{space}{json.dumps(key)}{space}:{value}{space}" for key, value in members) + "}"


@given(repeating())
def test_with_repeated_keys_the_last_values_are_found(text: str) -> None:
    assert_all_found(text)
    names = [key for key, _ in top_level_keys(text.encode())]
    assert names == [key for key, _ in json.loads(text, object_pairs_hook=list)]


@given(damaged(json_texts(), [*'{}[],:"\\ 1', "\x00", "é"]), st.lists(keys, max_size=3))
def test_in_damaged_texts_nothing_raises(text: str, path: list[str]) -> None:
    data = text.encode(errors="replace")
    span = Locator(data).span(pointer(*path))
    assert span is None or 0 <= span.start < span.end <= len(data)
    top_level_keys(data)


@given(st.binary(max_size=40))
def test_in_any_bytes_nothing_raises(data: bytes) -> None:
    for begun in (data, b"{" + data, b'{"a":' + data + b"}", b"[" + data + b"]", b'{"' + data + b'":1}'):
        top_level_keys(begun)
        Locator(begun).span("/a")
        Locator(begun).span("/0")
        Locator(begun).span("")
