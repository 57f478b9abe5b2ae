"""Keys that stand twice are found wherever they stand, and nothing else is taken for one."""

import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.text.repeats import repeated_key, repeated_keys

from .strategies import json_texts

SOUND = b'{"a": 1, "b": [{"a": 2}]}'

NAMES = st.sampled_from(['"a"', '"\\u0061"', '"b"', '"\\""', '"a\\":"', '"\u00e9"', '"\\u00e9"', '""'])
SCALARS = st.sampled_from(
    ["1", "1e2", "1.50", "-0.0", "1e999", "9" * 30, '"\\/"', '"{\\"a\\": 1, \\"a\\": 2}"', "null"]
)
BLANKS = st.sampled_from(["", " ", "\n    ", "\t"])


@st.composite
def objects(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    """An object in which the same key may stand several times, spelled in one way or another."""
    members = draw(st.lists(st.tuples(NAMES, BLANKS, BLANKS, values), max_size=4))
    return "{" + ",".join(f"{name}{before}:{after}{value}" for name, before, after, value in members) + "}"


def lists(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(values, max_size=3).map(lambda items: f"[{','.join(items)}]")


TEXTS = st.recursive(SCALARS, lambda inner: objects(inner) | lists(inner), max_leaves=12)


def twice_in(text: str) -> bool:
    """Whether Python's own reader is given a key twice."""
    seen = []
    json.loads(text, object_pairs_hook=lambda pairs: seen.append(len(pairs) != len(dict(pairs))))
    return any(seen)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('{"a": 1}', None),
        ('{"a": 1, "a": 1}', "a"),
        ('{"a":1,"a":1}', "a"),
        ('[{"b": [{"c": 1, "d": 2, "c": 3}]}]', "c"),
        ('{"a": "\\u00e9", "b": 1e5, "c": "\\/", "d": 1.0, "e": 1e999}', None),
        ('{"\\u0061": 1, "a": 2}', "a"),
        ('{"é": 1, "\\u00e9": 2}', "é"),
        ('"\\"a\\": \\"a\\":"', None),
        ('{"A": 1, "a": 2}', None),
        ('{"a": 1, "b": 100000.0, "a": 1e5}', "a"),
        ("[" + "9" * 5000 + ', {"a": 1, "a": 100000.0}]', "a"),
        ('{"a": {"x": 1}, "b": {"x": 1}}', None),
        ('{"": 1, "": 2}', ""),
    ],
)
def test_a_key_that_stands_twice_is_found(text: str, key: str | None) -> None:
    assert repeated_key(text.encode()) == key


@given(TEXTS)
def test_a_key_is_found_just_where_a_reader_is_given_it_twice(text: str) -> None:
    assert (repeated_key(text.encode()) is not None) == twice_in(text)


@given(json_texts())
def test_no_layout_of_a_sound_text_is_taken_for_a_repeated_key(text: str) -> None:
    assert repeated_key(text.encode("utf-8", "surrogatepass")) is None


@pytest.mark.parametrize("number", [0, 1, 63, 64, 65, 127, 128, 199])
def test_of_many_values_just_the_one_with_a_repeated_key_is_named(number: int) -> None:
    values = [SOUND] * 200
    values[number] = b'{"a": {"b": 1, "b": 1}}'
    assert repeated_keys(values) == {number: "b"}


def test_strings_that_are_no_utf_8_hide_no_repeated_key() -> None:
    assert repeated_keys([b'{"a": "\xff"}', b'{"a": "\xff", "a": 1}', b'{"\xff": 1, "\xfe": 2}']) == {1: "a"}


def test_a_value_that_is_nested_too_deeply_is_refused() -> None:
    depth = sys.getrecursionlimit()
    with pytest.raises(RecursionError):
        repeated_key(b"[" * depth + b"]" * depth)
