"""The values of a condition key that are tried in a proof: one for each way to compare with what a policy says."""

from typing import Any

import pytest

from vpclint.algebra.patterns import Budget, Pattern
from vpclint.policy.evaluate import Evaluator
from vpclint.policy.proof.statements import Statements
from vpclint.policy.proof.values import KeyValues
from vpclint.policy.values import ABSENT, Context, Known, Like, OneOf, Unknown, Value, Within, known, untold

from .documents import policy, statement

NUMBER, MOMENT, ADDRESS, TEXT = "s3:max-keys", "aws:CurrentTime", "aws:VpcSourceIp", "aws:SourceVpce"


def tried(key: str, *conditions: dict[str, Any], value: Value | None = None) -> list[Value]:
    """What is tried of a key that may be anything, or of what is known of it, where each statement has a condition."""
    asked = (statement(Condition={operator: {key: text} for operator, text in each.items()}) for each in conditions)
    statements = Statements([Evaluator(policy(*asked))])
    given = Unknown(untold(key)) if value is None else value
    return [each.value for each in KeyValues(key.lower(), statements, Context({}), Budget()).of(given)]


def texts(key: str, *conditions: dict[str, Any], value: Value | None = None) -> list[str]:
    """Those of them that are single values."""
    found = tried(key, PRESENT, *conditions, value=value)
    return [text for each in found if isinstance(each, Known) and not each.several for text in each.values]


FIRST = "0.0.0.0"  # noqa: S104 - of all IPv4 addresses
PRESENT = {"Null": "false"}


@pytest.mark.parametrize(
    ("conditions", "wanted"),
    [
        ([{"NumericEquals": "10"}, {"NumericLessThan": "10"}], ["9", "10", "11"]),
        (
            [{"NumericLessThan": "1"}, {"NumericGreaterThan": "2"}, {"NumericEquals": ["1", "2"]}],
            ["0", "1", "1.5", "3"],
        ),
    ],
)
def test_numbers_are_those_that_are_named_and_those_around_them(conditions: list[Any], wanted: list[str]) -> None:
    assert texts(NUMBER, *conditions) == wanted


@pytest.mark.parametrize(
    ("conditions", "wanted"),
    [
        (
            [{"DateEquals": "2026-01-01T00:00:00Z"}, {"DateLessThan": "2026-01-01T00:00:00Z"}],
            ["2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"],
        ),
        (
            [{"DateGreaterThan": "2026-01-01T00:00:00Z"}, {"DateLessThan": "2026-01-01T00:00:01Z"}],
            ["2025-12-31T23:59:59Z", "1767225600.5", "2026-01-01T00:00:01Z"],
        ),
        (
            [{"DateEquals": "1970-01-01T00:00:00Z"}, {"DateGreaterThan": "1970-01-01T00:00:00Z"}],
            ["-1", "1970-01-01T00:00:00Z", "1970-01-01T00:00:01Z"],
        ),
        (
            [{"DateEquals": "250000000000"}, {"DateLessThan": "250000000000"}],
            ["9892-03-08T12:26:39Z", "250000000000", "250000000001"],
        ),
    ],
)
def test_instants_are_written_as_dates_where_a_date_can_say_them(conditions: list[Any], wanted: list[str]) -> None:
    """A part of a second, what is before 1970 and what has more than four digits for its year are seconds."""
    assert texts(MOMENT, *conditions) == wanted


@pytest.mark.parametrize(
    ("conditions", "wanted"),
    [
        ([{"IpAddress": "10.0.0.0/24"}], [FIRST, "10.0.0.0"]),
        ([{"IpAddress": "10.0.0.0/24"}, {"IpAddress": "10.0.0.0/8"}], [FIRST, "10.0.0.0", "10.0.1.0"]),
        ([{"NotIpAddress": "::/0"}], [FIRST, "::"]),
        ([{"IpAddress": "10.0.0.1/24"}], [FIRST, "10.0.0.0"]),
    ],
)
def test_addresses_are_the_ends_of_blocks_in_both_families(conditions: list[Any], wanted: list[str]) -> None:
    assert texts(ADDRESS, *conditions) == wanted


@pytest.mark.parametrize(
    ("conditions", "value", "wanted"),
    [
        ({"IpAddress": "10.0.0.128/25"}, Within("10.0.0.0/24"), ["10.0.0.0", "10.0.0.128"]),
        ({"IpAddress": "10.0.0.128/25"}, known("10.0.0.0/24"), ["10.0.0.0", "10.0.0.128"]),
        ({"IpAddress": "11.0.0.0/8"}, Within("10.0.0.0/24"), ["10.0.0.0"]),
        ({"StringLike": "10.0.0.*"}, Within("10.0.0.0/24"), ["10.0.0."]),
        ({"IpAddress": "10.0.0.128/25"}, Within("x"), ["x"]),
    ],
)
def test_of_a_block_that_an_address_lies_in_only_its_own_are_tried(
    conditions: dict[str, Any], value: Value, wanted: list[str]
) -> None:
    assert tried(ADDRESS, conditions, value=value) == [known(each) for each in wanted]


def test_strings_are_one_for_each_combination_of_patterns_and_usual_ones_come_first() -> None:
    assert texts(TEXT, {"StringNotEquals": "vpce-1"}) == ["vpce-0123456789abcdef0", "vpce-1"]
    assert texts(TEXT, {"StringLike": "vpce-a*"}, {"StringLike": "*b"}) == [
        *("vpce-0123456789abcdef0", "b", "vpce-a", "vpce-ab"),
    ]
    assert tried(TEXT, {"StringEquals": "vpce-1"}, value=Like(Pattern.glob("vpce-*"))) == [
        *(known("vpce-0123456789abcdef0"), known("vpce-1")),
    ]


def test_what_is_one_of_two_is_each_of_them_and_what_is_known_is_that_alone() -> None:
    either = OneOf((known("vpce-1"), ABSENT))
    assert tried(TEXT, {"StringEquals": "vpce-1"}, value=either) == [known("vpce-1"), ABSENT]
    assert tried(TEXT, {"StringEquals": "vpce-1"}, value=known("vpce-2")) == [known("vpce-2")]


def test_booleans_are_two_and_bytes_are_those_that_are_named_and_others() -> None:
    assert texts("aws:SecureTransport", {"Bool": "true"}) == ["true", "false"]
    assert texts("aws:k", {"BinaryEquals": "YQ=="}, {"BinaryEquals": "Yg=="}) == ["YQ==", "Yg==", "YWJ4"]


def test_a_key_with_several_values_has_every_set_that_makes_a_difference() -> None:
    of_both = {"ForAllValues:StringEquals": ["a", "b"]}, {"ForAnyValue:StringEquals": ["a"]}
    assert tried("aws:TagKeys", *of_both) == [
        *(ABSENT, known("x", several=True), known("a", several=True), known("a", "x", several=True)),
    ]
