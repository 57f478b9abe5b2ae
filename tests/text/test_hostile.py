"""Texts made to hang or crash a reader cost time in proportion to their length: these would not end otherwise."""

import sys

import pytest

from vpclint.text.jsontext import parse_json
from vpclint.text.problems import PROBLEM_LIMIT, ProblemKind
from vpclint.text.reading import decode, load
from vpclint.text.yamltext import parse_yaml

from .strategies import assert_sound

MANY = 100_000
MEGABYTE = 1_000_000

JSON = {
    "open lists": "[" * MANY,
    "open objects": '{"a":' * MANY,
    "lists, open and closed": "[" * MANY + "]" * MANY,
    "closing brackets": "]" * MEGABYTE,
    "empty lists": "[]" * MANY,
    "wrong closings": "[}" * MANY,
    "double quotes": '"' * (MEGABYTE + 1),
    "single quotes": "'" * (MEGABYTE + 1),
    "smart quotes": "\u201c" * (MEGABYTE + 1),
    "backslashes": '"' + "\\" * MEGABYTE,
    "backslashes outside": "\\" * MEGABYTE,
    "escaped quotes": '"\n' + '\\"\n' * (MEGABYTE // 3),
    "escaped quotes, closed far away": '"\n' + '\\"\n' * (MEGABYTE // 3) + '" x',
    "strings that span lines": '"\n' * (MEGABYTE // 2),
    "one unclosed string": '["' + "a" * MEGABYTE,
    "one unclosed string of lines": '["' + "a\n" * MEGABYTE,
    "white space": " " * MEGABYTE,
    "white space after a string": ('"a\n"' + " " * 1000) * 1000,
    "invisible white space": "\u00a0\u200b" * MEGABYTE,
    "comment openings": "/*" * MEGABYTE,
    "line comments": "//\n" * MANY,
    "slashes": "/ " * MANY,
    "commas": "," * MEGABYTE,
    "colons": ":" * MEGABYTE,
    "values without commas": "[" + "1 " * MANY,
    "bad escapes": '"' + "\\x" * MANY + '"',
    "control characters": '"' + "\x00a" * MANY + '"',
    "digits": "9" * MEGABYTE,
    "digits in a list": "[" + "9" * MEGABYTE,
    "digits and a letter": "9" * MEGABYTE + "x",
    "zeros": "0" * MEGABYTE,
    "digits with underscores": "1_" * MEGABYTE,
    "points": "1." * MEGABYTE,
    "exponents": "1e" * MEGABYTE,
    "minus signs": "-" * MEGABYTE,
    "a word": "a" * MEGABYTE,
    "a word with colons": "[" + "a:" * MEGABYTE,
    "words": "a " * MANY,
    "one key again and again": "{" + '"a": 1, ' * MANY,
    "keys without quotes": "{" + "a: 1, " * MANY,
    "members without braces": "a: {}\n" * MANY,
    "documents": "{}\n" * MANY,
    "lone surrogates": "\ud800" * MANY,
    "zero bytes": "\x00" * MEGABYTE,
}


@pytest.mark.parametrize("text", JSON.values(), ids=JSON.keys())
def test_hostile_json_is_refused(text: str) -> None:
    parsed = parse_json(text)
    assert 0 < len(parsed.problems) <= PROBLEM_LIMIT + 1
    assert_sound(text, parsed.problems)
    assert load(text, "json").problems == parsed.problems


YAML = {
    "open lists": "[" * MANY,
    "open objects": "{a: " * MANY,
    "lists, open and closed": "[" * MANY + "]" * MANY,
    "block lists on one line": "- " * MANY,
    "explicit keys": "? " * MANY,
    "indentation": "".join(" " * depth + "a:\n" for depth in range(1000)),
    "tag directives": "".join(f"%TAG !{number}! x\n" for number in range(MANY)) + "--- a",
    "control characters": "\x01a" * MANY,
    "one key again and again": "a: 1\n" * MANY,
    "keys that are no text": "1: 1\n" * MANY,
    "tags": "- !a b\n" * MANY,
    "digits": "9" * MEGABYTE,
    "sexagesimal digits": "1" + ":59" * MANY,
    "sexagesimal fractions": "1" + ":59" * MANY + ".5",
    "unclosed quote": '"' + "a\n" * MANY,
    "undefined aliases": "- *a\n" * MANY,
    "aliases inside their anchor": "&a [" + "*a, " * MANY + "]",
    "a billion laughs": "- &a0 [x]\n"
    + "".join(f"- &a{number + 1} [{', '.join([f'*a{number}'] * 10)}]\n" for number in range(100)),
    "a billion merges": "- &a0 {k: v}\n"
    + "".join(f"- &a{number + 1} {{<<: [{', '.join([f'*a{number}'] * 10)}]}}\n" for number in range(100)),
    "a growing chain of merges": "- &a0 {k: v}\n"
    + "".join(f"- &a{number + 1} {{<<: *a{number}, k{number}: v}}\n" for number in range(5000)),
    "aliases nested by anchors": "- &a0 x\n" + "".join(f"- &a{number + 1} [*a{number}]\n" for number in range(5000)),
    "surrogates": "\ud800" * MANY,
    "tabs": "a:\n" + "\t" * MEGABYTE + "b: 1",
    "byte order marks": "\ufeff" * MANY,
}


@pytest.mark.parametrize("text", YAML.values(), ids=YAML.keys())
def test_hostile_yaml_is_refused(text: str) -> None:
    parsed = parse_yaml(text)
    assert 0 < len(parsed.problems) <= PROBLEM_LIMIT + 1
    assert_sound(text, parsed.problems)
    assert load(text, "yaml").problems == parsed.problems


FRIENDLY = {
    "a long string of lone surrogates": '"' + "\\ud83d" * MANY + '"',
    "a long list": "[" + "1, " * MANY + "1]",
    "a wide object": "{" + ", ".join(f'"{number}": 1' for number in range(MANY)) + "}",
    "a long string": '"' + "a" * MEGABYTE + '"',
    "a long string of escapes": '"' + "\\n" * MEGABYTE + '"',
    "a long fraction": "0." + "1" * MEGABYTE,
    "4,300 digits": "9" * 4300,
}


@pytest.mark.parametrize("text", FRIENDLY.values(), ids=FRIENDLY.keys())
def test_what_is_only_large_is_read(text: str) -> None:
    assert parse_json(text).problems == ()
    assert load(text, "json").problems == ()


def test_reading_ends_with_a_problem_that_says_so() -> None:
    problems = parse_json("[" + "," * MANY).problems
    assert len(problems) == PROBLEM_LIMIT + 1
    assert problems[-1].kind is ProblemKind.UNEXPECTED
    assert problems[-1].message == "1,000 problems stand before this place, the rest of the text is not read"
    assert problems[-1].span.start == PROBLEM_LIMIT + 1


def test_a_lower_limit_for_digits_in_this_process_is_a_problem_of_the_number() -> None:
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    try:
        for problems in (
            parse_json("9" * 641).problems,
            load("9" * 641, "json").problems,
            parse_yaml("9" * 641).problems,
        ):
            assert [problem.kind for problem in problems] == [ProblemKind.NUMBER_TOO_LONG]
    finally:
        sys.set_int_max_str_digits(before)


def test_bytes_that_are_all_wrong_are_decoded() -> None:
    decoded = decode(b"\xff" * MEGABYTE)
    assert len(decoded.text) == MEGABYTE
    assert [problem.kind for problem in decoded.problems] == [ProblemKind.ENCODING]
