"""Each way in which a text is not JSON is told by name, at its place, in a sentence; the value is read all the same."""

import math

import pytest

from vpclint.text.jsontext import parse_json
from vpclint.text.nodes import at, plain
from vpclint.text.problems import ProblemKind

from .json_structure_cases import STRUCTURE
from .json_word_cases import WORDS
from .strategies import Case, assert_sound, told

CASES = WORDS | STRUCTURE


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_damaged_text_is_diagnosed(case: Case) -> None:
    parsed = parse_json(case.text)
    assert told(case.text, parsed.problems) == case.told
    assert [plain(root) for root in parsed.roots] == case.values
    assert_sound(case.text, parsed.problems)


def test_a_value_that_is_not_a_number_is_read_as_such() -> None:
    parsed = parse_json("NaN")
    assert told("NaN", parsed.problems) == [
        ("not-a-number", 1, 1, "NaN is not a JSON number, a finite number was expected")
    ]
    value = parsed.roots[0].value
    assert isinstance(value, float)
    assert math.isnan(value)


def test_every_diagnosis_of_json_has_an_example() -> None:
    shown = {kind for case in CASES.values() for kind, *_ in case.told} | {"not-a-number"}
    of_other_readers = {"alias-expansion", "encoding", "tab-indentation"}
    assert shown == {kind.value for kind in ProblemKind} - of_other_readers


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("[1 ,]", ","),
        ("['a\"b' ]", "'a\"b'"),
        ("[1 // b\n]", "// b"),
        ("[/* b\n */ 1]", "/* b\n */"),
        ("{ab : 1}", "ab"),
        ("[NaN ]", "NaN"),
        ('["a\x01\x02b"]', "\x01\x02"),
        ("[1,\u00a0\u200b 2]", "\u00a0\u200b "),
        ('{"a": 1, "a": 2}', '"a"'),
        ('1 {"a": 2}', "{"),
        ("\ufeff[]", "\ufeff"),
        ("[1", ""),
        ('["a" "b"]', ""),
        ('["\\q1"]', "\\q"),
        ('["\\u12"]', "\\u"),
        ('["abc ,\n "d"]', '"abc'),
        ('["\n "d"]', '"'),
        ("VpcConfig: {}", "VpcConfig"),
        ('"a": 1', '"a"'),
    ],
)
def test_a_problem_marks_what_is_wrong_and_nothing_else(text: str, marked: str) -> None:
    problem = parse_json(text).problems[0]
    assert text[problem.span.start : problem.span.end] == marked


@pytest.mark.parametrize(
    ("text", "related"),
    [
        ('{"a": 1, "a": 2}', [(1, "it stands here already")]),
        ('{"a": [1}', [(6, "this '[' is not closed")]),
        ('[{"a": 1', [(1, "this '{' is never closed"), (0, "this '[' is never closed")]),
        ('["a', [(1, "the string begins here")]),
        ("[/*", [(1, "the comment begins here")]),
        ("[1  2]", [(4, "the next value begins here")]),
        ("[1,]", []),
    ],
)
def test_a_problem_names_the_other_places_that_explain_it(text: str, related: list[tuple[int, str]]) -> None:
    (problem,) = parse_json(text).problems
    assert [(span.start, note) for span, note in problem.related] == related


def test_two_policy_documents_one_after_the_other_are_two_roots_and_one_problem() -> None:
    # As the Amazon SageMaker AI Developer Guide shows the endpoint policy of a VPC without a way to the internet.
    first = (
        '{"Statement": [{"Sid": "AmazonLinuxAMIRepositoryAccess", "Principal": "*", "Action": ["s3:GetObject"], '
        '"Effect": "Allow", "Resource": ["arn:aws:s3:::packages.*.amazonaws.com/*", '
        '"arn:aws:s3:::repo.*.amazonaws.com/*"]}]}'
    )
    second = (
        '{"Statement": [{"Sid": "AmazonLinux2AMIRepositoryAccess", "Principal": "*", "Action": ["s3:GetObject"], '
        '"Effect": "Allow", "Resource": ["arn:aws:s3:::amazonlinux.*.amazonaws.com/*"]}]}'
    )
    text = f"{first} {second}"
    parsed = parse_json(text)
    sids = [at(root, "/Statement/0/Sid") for root in parsed.roots]
    assert [sid and sid.value for sid in sids] == ["AmazonLinuxAMIRepositoryAccess", "AmazonLinux2AMIRepositoryAccess"]
    assert told(text, parsed.problems) == [
        (
            "second-document",
            1,
            len(first) + 2,
            "JSON document 2 begins here, the text was expected to hold one",
        )
    ]
