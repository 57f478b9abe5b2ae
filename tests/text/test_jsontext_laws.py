"""What holds for every JSON text, valid or not."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from vpclint.text.jsontext import parse_json
from vpclint.text.nodes import DEPTH_LIMIT, Node, plain
from vpclint.text.reading import load

from .strategies import any_json_like, assert_sound, characters, json_texts, walk


class Refused(Exception):  # noqa: N818 - it is an answer, not a mishap
    """Strict readers do not take the text."""


def strict(text: str) -> object:
    """The value of one JSON document without repeated keys and constants that JSON does not have."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in pairs}) < len(pairs):
            raise Refused
        return dict(pairs)

    def constant(_: str) -> None:
        raise Refused

    try:
        return json.loads(text, object_pairs_hook=unique, parse_constant=constant)
    except ValueError as error:
        raise Refused from error


@given(json_texts())
def test_valid_json_has_its_value_and_no_problem(text: str) -> None:
    parsed = parse_json(text)
    assert parsed.problems == ()
    # By their representation: 1, 1.0 and True are not the same.
    assert [repr(plain(root)) for root in parsed.roots] == [repr(json.loads(text))]


@given(json_texts())
def test_every_value_stands_where_its_node_says(text: str) -> None:
    (root,) = parse_json(text).roots
    for node in walk(root):
        assert repr(json.loads(text[node.start : node.end])) == repr(plain(node))
        assert text[node.start : node.end].strip() == text[node.start : node.end]


@given(json_texts())
def test_every_key_stands_where_its_member_says(text: str) -> None:
    (root,) = parse_json(text).roots
    assert root.key is None
    for node in walk(root):
        if isinstance(node.value, dict):
            for name, member in node.value.items():
                assert member.key is not None
                assert json.loads(text[member.key.start : member.key.end]) == name
        elif isinstance(node.value, list):
            assert all(item.key is None for item in node.value)


@given(any_json_like)
def test_a_text_has_no_problem_just_if_strict_readers_take_it(text: str) -> None:
    parsed = parse_json(text)
    try:
        value = strict(text)
    except Refused:
        assert parsed.problems
    else:
        assert parsed.problems == ()
        assert [repr(plain(root)) for root in parsed.roots] == [repr(value)]


@given(any_json_like)
def test_the_fast_way_and_the_slow_way_agree(text: str) -> None:
    parsed = parse_json(text)
    loaded = load(text, "json")
    assert loaded.problems == parsed.problems
    assert repr(loaded.values) == repr(tuple(plain(root) for root in parsed.roots))


@given(any_json_like)
def test_problems_are_sound_and_nodes_stand_inside_each_other(text: str) -> None:
    parsed = parse_json(text)
    assert_sound(text, parsed.problems)
    before = 0
    for root in parsed.roots:
        assert before <= root.start <= root.end <= len(text)
        before = root.end
        assert_nested(root)


def assert_nested(node: Node) -> None:
    """The values of a container stand in it, in order, and each key before its value."""
    held = node.value
    children = held.values() if isinstance(held, dict) else held if isinstance(held, list) else ()
    for child in children:
        assert node.start <= child.start <= child.end <= node.end
        if child.key:
            assert node.start <= child.key.start < child.key.end <= child.start
        assert_nested(child)


@given(st.text(characters))
def test_any_text_in_quotes_is_read_as_json_dumps_wrote_it(text: str) -> None:
    for ascii_only in (True, False):
        written = json.dumps(text, ensure_ascii=ascii_only)
        assert parse_json(written).roots == (Node(text, 0, len(written)),)


@given(st.integers(DEPTH_LIMIT - 2, DEPTH_LIMIT + 2), st.sampled_from([("[", "]"), ('{"a":', "}")]))
def test_depth_is_bounded_alike_in_both_ways(depth: int, brackets: tuple[str, str]) -> None:
    text = brackets[0] * depth + "1" + brackets[1] * depth
    assert bool(parse_json(text).problems) == (depth > DEPTH_LIMIT)
    assert bool(load(text, "json").problems) == (depth > DEPTH_LIMIT)
