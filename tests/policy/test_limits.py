"""How long a policy may be, to the character, and in the unit that AWS counts."""

import pytest

from vpclint.policy.document import PolicyType
from vpclint.policy.limits import LIMITS, TOGETHER, end_of, length, too_long

ENDPOINT, BUCKET, IDENTITY, OTHER = PolicyType


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        (ENDPOINT, " a\u00e9\n", 4),
        (BUCKET, " a\u00e9\n", 5),
        (BUCKET, "\U0001f600", 4),
        (BUCKET, "\ud800", 3),
        (IDENTITY, " a\u00e9\n", 2),
        (IDENTITY, "a\u3000b\tc", 3),
        (OTHER, " a ", 3),
        *((kind, "", 0) for kind in PolicyType),
    ],
)
def test_each_type_is_counted_in_its_unit(kind: PolicyType, text: str, wanted: int) -> None:
    assert length(text, kind) == wanted


BORDERS = [
    (ENDPOINT, 20_480, "has 20,481 characters with its white space, an endpoint takes 20,480"),
    (BUCKET, 20_480, "has 20,481 bytes, a bucket takes 20,480"),
    (IDENTITY, 10_240, "has 10,241 characters without white space, a role takes 10,240"),
]


@pytest.mark.parametrize(("kind", "most", "message"), BORDERS)
def test_one_character_more_than_the_most_is_too_long(kind: PolicyType, most: int, message: str) -> None:
    assert too_long("x" * (most - 1), kind) == too_long("x" * most, kind) == ""
    assert too_long("x" * (most + 1), kind) == message


@pytest.mark.parametrize("kind", [OTHER, None])
def test_of_what_has_no_limit_here_nothing_is_too_long(kind: PolicyType | None) -> None:
    assert too_long("x" * 300_000, kind) == ""


def test_every_type_but_the_other_has_a_limit() -> None:
    assert {*LIMITS} == {ENDPOINT, BUCKET, IDENTITY}


def test_the_policies_of_a_role_are_one_limit_and_25_managed_ones_together() -> None:
    assert TOGETHER == 163_840


@pytest.mark.parametrize(
    ("kind", "text", "end"),
    [
        (ENDPOINT, " " * 20_481, 20_480),
        (ENDPOINT, "\u00e9" * 30_000, 20_480),
        (BUCKET, "x" * 20_481, 20_480),
        (BUCKET, "\u00e9" * 10_241, 10_240),
        (BUCKET, "\u00e9" * 10_239 + "xx\u00e9", 10_241),
        (BUCKET, "x" + "\u00e9" * 10_240, 10_240),
        (BUCKET, "\ud800" + "x" * 20_480, 20_478),
        (IDENTITY, "x" * 10_241, 10_240),
        (IDENTITY, " x" * 10_241, 20_481),
        (IDENTITY, "x" * 10_240 + "   \ny", 10_244),
    ],
)
def test_the_first_character_too_much_is_found(kind: PolicyType, text: str, end: int) -> None:
    assert end_of(text, kind) == end
