"""Trees give plain values back, and JSON Pointers find their way."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.text.jsontext import parse_json
from vpclint.text.nodes import Node, Span, Spans, at, list_index, plain, pointer, pointer_parts

from .strategies import keys, values

# The example of RFC 6901, section 5.
RFC = {
    "foo": ["bar", "baz"],
    "": 0,
    "a/b": 1,
    "c%d": 2,
    "e^f": 3,
    "g|h": 4,
    "i\\j": 5,
    'k"l': 6,
    " ": 7,
    "m~n": 8,
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("", RFC),
        ("/foo", ["bar", "baz"]),
        ("/foo/0", "bar"),
        ("/", 0),
        ("/a~1b", 1),
        ("/c%d", 2),
        ("/e^f", 3),
        ("/g|h", 4),
        ("/i\\j", 5),
        ('/k"l', 6),
        ("/ ", 7),
        ("/m~0n", 8),
    ],
)
def test_the_pointers_of_the_rfc_lead_where_it_says(path: str, value: object) -> None:
    found = at(parse_json(json.dumps(RFC)).roots[0], path)
    assert found is not None
    assert plain(found) == value


@pytest.mark.parametrize(
    "path",
    [
        "foo",
        "/bar",
        "/foo/2",
        "/foo/-",
        "/foo/00",
        "/foo/-1",
        "/foo/1.0",
        "/foo/\u0660",
        "/foo/0/x",
        "/m~n",
        "/m~2n",
        "/foo/" + "9" * 9999,
    ],
)
def test_a_pointer_that_leads_nowhere_finds_nothing(path: str) -> None:
    assert at(parse_json(json.dumps(RFC)).roots[0], path) is None


def test_a_member_knows_where_its_key_stands() -> None:
    root = parse_json('{"a": [1]}').roots[0]
    member = at(root, "/a")
    item = at(root, "/a/0")
    assert member == Node([Node(1, 7, 8)], 6, 9, Span(1, 4))
    assert item is not None
    assert (item.span, item.key, root.key) == (Span(7, 8), None, None)


def test_a_tree_far_deeper_than_the_stack_becomes_plain() -> None:
    node = Node("end", 0, 0)
    for _ in range(50_000):
        node = Node([node], 0, 0)
    value = plain(node)
    depth = 0
    while isinstance(value, list):
        value, depth = value[0], depth + 1
    assert (value, depth) == ("end", 50_000)


def test_values_of_a_shared_node_are_separate() -> None:
    shared = Node({"a": Node(1, 0, 1)}, 0, 1)
    value = plain(Node([shared, shared], 0, 1))
    assert isinstance(value, list)
    assert value[0] == value[1]
    assert value[0] is not value[1]


@given(values)
def test_a_pointer_made_of_a_path_leads_to_its_end(value: object) -> None:
    root = parse_json(json.dumps(value)).roots[0]
    waiting: list[tuple[tuple[str | int, ...], object]] = [((), value)]
    while waiting:
        path, here = waiting.pop()
        found = at(root, pointer(*path))
        assert found is not None
        assert plain(found) == here
        children = here.items() if isinstance(here, dict) else enumerate(here) if isinstance(here, list) else ()
        waiting.extend(((*path, step), child) for step, child in children)


@given(keys, keys)
def test_a_pointer_comes_apart_as_it_was_put_together(first: str, second: str) -> None:
    assert pointer_parts(pointer(first, 7, second)) == (first, "7", second)


def test_an_index_is_decimal_without_leading_zeros() -> None:
    assert [list_index(part) for part in ("0", "10", "01", "", "-", "+1", "1_0", "²")] == [0, 10, *[None] * 6]


PARTS = st.tuples(st.integers(0, 12), st.integers(0, 4)).map(lambda each: Span(each[0], each[0] + each[1]))


@given(st.lists(PARTS), PARTS)
def test_spans_know_whether_one_of_them_lies_within_another(spans: list[Span], whole: Span) -> None:
    expected = any(whole.start <= each.start and each.end <= whole.end for each in spans)
    assert Spans(spans).any_within(whole) is expected


@given(st.sets(st.integers(0, 20)).map(sorted), PARTS)
def test_spans_know_whether_one_of_them_lies_around_another(ends: list[int], part: Span) -> None:
    apart = [Span(start, end) for start, end in zip(ends[::2], ends[1::2], strict=False)]
    expected = any(each.start <= part.start and part.end <= each.end for each in apart)
    assert Spans(apart).any_around(part) is expected
