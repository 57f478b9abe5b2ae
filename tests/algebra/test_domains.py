"""The names that S3 takes, against a second reading of the rules and brute force over small alphabets."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.algebra.domains import Domain, OtherArns, S3Names
from vpclint.algebra.patterns import Automaton, Budget, Exhausted, Pattern

BUCKET = re.compile(r"(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
ALPHABET = "ab.-/:A"
FIELD = re.compile(r"arn:[^:]+:([^:]+):([^:]*):([^:]*):.+", re.DOTALL)


def taken(domain: Domain, text: str) -> bool:
    """Whether a domain takes a whole text."""
    place, length = domain.start, 0
    for char in text:
        place = domain.step(place, char)
        if place < 0:
            return False
        length = domain.count(place, length)
        if length > domain.limit(place):
            return False
    return domain.ends(place)


def is_bucket_or_object(rest: str, *, buckets: bool, objects: bool) -> bool:
    """The rules of S3 as they are written."""
    name, slash, key = rest.partition("/")
    right_level = 0 < len(key.encode()) <= 1024 if slash else buckets
    return bool(BUCKET.fullmatch(name)) and right_level and (objects or not slash)


@pytest.mark.parametrize(("buckets", "objects"), [(True, True), (True, False), (False, True)])
def test_all_short_names_by_the_rules(*, buckets: bool, objects: bool) -> None:
    domain = S3Names(["aws"], buckets=buckets, objects=objects)
    for length in range(6):
        for chars in product(ALPHABET, repeat=length):
            rest = "".join(chars)
            expected = is_bucket_or_object(rest, buckets=buckets, objects=objects)
            assert taken(domain, f"arn:aws:s3:::{rest}") is expected, rest


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("a" * 63, True),
        ("a" * 64, False),
        ("a.b" * 21, True),
        (f"abc/{'k' * 1024}", True),
        (f"abc/{'k' * 1025}", False),
        ("abc/:\n/..//", True),
    ],
)
def test_names_and_keys_have_their_lengths(rest: str, expected: bool) -> None:  # noqa: FBT001
    assert taken(S3Names(["aws-cn"], buckets=True, objects=True), f"arn:aws-cn:s3:::{rest}") is expected


def test_partitions_are_those_that_are_asked_about() -> None:
    domain = S3Names(["aws", "aws-cn"], buckets=True, objects=False)
    assert [taken(domain, f"arn:{each}:s3:::abc") for each in ("aws", "aws-cn", "aws-us-gov", "aw")] == [
        True,
        True,
        False,
        False,
    ]


@given(st.text("arn:s3aw-/", max_size=14).map(lambda text: f"arn:{text}"))
def test_other_arns_have_six_fields_and_are_no_names_of_s3(text: str) -> None:
    found = FIELD.fullmatch(text)
    expected = bool(found) and found is not None and found.groups() != ("s3", "", "")
    assert taken(OtherArns(), text) is expected


GLOBS = st.text("ab*?./", max_size=6).map(lambda text: f"arn:aws:s3:::{text}")
NAMES = [
    f"arn:aws:s3:::{rest}"
    for length in range(3, 6)
    for rest in map("".join, product("ab./", repeat=length))
    if is_bucket_or_object(rest, buckets=True, objects=True)
]


@given(st.lists(GLOBS, min_size=1, max_size=3))
def test_every_combination_has_a_shortest_name_that_s3_takes(globs: list[str]) -> None:
    domain = S3Names(["aws"], buckets=True, objects=True)
    patterns = [Pattern.glob(each) for each in globs]
    found = dict(Automaton(patterns, domain).within([0], Budget()))
    matchers = [each.matcher() for each in patterns]
    for name in NAMES:
        combination = sum(1 << index for index, matches in enumerate(matchers) if matches(name))
        if combination & 1:
            assert len(found[combination]) <= len(name)
    for combination, name in found.items():
        assert taken(domain, name)
        assert combination == sum(1 << index for index, matches in enumerate(matchers) if matches(name))


def test_a_wildcard_that_spans_a_slash_leads_to_no_name_that_s3_does_not_take() -> None:
    patterns = [Pattern.glob("arn:aws:s3:::packages.*.amazonaws.com/*")]
    [(_, name)] = Automaton(patterns, S3Names(["aws"], buckets=False, objects=True)).within([0], Budget())
    assert is_bucket_or_object(name.removeprefix("arn:aws:s3:::"), buckets=False, objects=True), name


def test_a_name_that_is_too_long_is_proved_not_to_exist() -> None:
    asked = [Pattern.glob("arn:aws:s3:::" + "?" * 64)]
    automaton = Automaton(asked, S3Names(["aws"], buckets=True, objects=False))
    assert list(automaton.within([0], Budget())) == []
    assert not automaton.clipped


def test_a_key_that_is_too_long_leaves_the_answer_open() -> None:
    asked = [Pattern.glob("arn:aws:s3:::abc/" + "?" * 1025)]
    automaton = Automaton(asked, S3Names(["aws"], buckets=False, objects=True))
    assert list(automaton.within([0], Budget())) == []
    assert automaton.clipped


@pytest.mark.parametrize("text", ["*a" * 5000 + "?", "*" * 20_000, "*a" * 40 + "?" * 60, "?*" * 4000 + "a"])
def test_hostile_patterns_stay_within_the_budget(text: str) -> None:
    patterns = [Pattern.glob("arn:aws:s3:::*/*"), Pattern.glob(text)]
    automaton = Automaton(patterns, S3Names(["aws"], buckets=False, objects=True))
    spent = Budget(2_000, 100_000)
    try:
        assert all(combination & 1 for combination, _ in automaton.within([0], spent))
    except Exhausted:
        assert spent.left < 1_000 or spent.steps < 10_000


def test_what_all_texts_match_that_go_on_can_be_left_out() -> None:
    patterns = [Pattern.glob("*"), Pattern.glob("a*"), Pattern.glob("*b")]
    found = dict(Automaton(patterns).within([0], Budget(), lambda settled: bool(settled & 2)))
    assert set(found) == {1, 5}
