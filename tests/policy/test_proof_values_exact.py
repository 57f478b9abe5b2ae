"""What the values of a condition key that a proof tries let pass, and whether they are all that make a difference."""

from typing import Any

import pytest

from vpclint.algebra.patterns import Budget, Exhausted, Pattern
from vpclint.policy.document import PolicyType
from vpclint.policy.evaluate import Evaluator
from vpclint.policy.grammar import read_policy
from vpclint.policy.proof.statements import Statements
from vpclint.policy.proof.values import SOMETHING, KeyValues
from vpclint.policy.templates import ANYTHING
from vpclint.policy.values import ABSENT, Context, Known, Like, OneOf, Unknown, Value, Within, known, untold

from .documents import document, policy, statement

VPCE = "aws:SourceVpce"
FIRST = "0.0.0.0"  # noqa: S104 - of all IPv4 addresses


def values(key: str, *conditions: dict[str, Any], budget: Budget | None = None, never: Any = ()) -> KeyValues:
    """What a key may be where each statement has one of these conditions, given whole."""
    statements = Statements([Evaluator(policy(*(statement(Condition=each) for each in conditions)))])
    return KeyValues(key.lower(), statements, Context({}), budget or Budget(), never)


def of_key(key: str, *conditions: dict[str, Any]) -> KeyValues:
    """The same where each condition is on this key."""
    return values(key, *({operator: {key: text} for operator, text in each.items()} for each in conditions))


def unknown(key: str) -> Unknown:
    return Unknown(untold(key))


@pytest.mark.parametrize(
    ("key", "usual"),
    [
        ("aws:PrincipalAccount", "111122223333"),
        ("aws:ResourceAccount", "111122223333"),
        ("aws:PrincipalOrgID", "o-a1b2c3d4e5"),
        ("aws:ResourceOrgID", "o-a1b2c3d4e5"),
        ("aws:SourceVpc", "vpc-0123456789abcdef0"),
        ("aws:SourceVpce", "vpce-0123456789abcdef0"),
        ("aws:PrincipalArn", "arn:aws:iam::111122223333:role/someone"),
    ],
)
def test_a_value_as_aws_makes_them_is_tried_first(key: str, usual: str) -> None:
    found = of_key(key, {"StringEquals": "x"})
    assert [each.value for each in found.of(Like(ANYTHING))] == [known(usual), known("x")]
    assert found.exact


@pytest.mark.parametrize(
    ("key", "conditions", "value", "exact"),
    [
        (VPCE, [{"StringEquals": "a"}], None, True),
        (VPCE, [{"StringEquals": "a", "Null": "false"}], None, True),
        ("aws:k", [{"NumericEquals": "1"}], None, True),
        ("aws:k", [{"NumericEquals": "1", "Null": "false"}], Like(ANYTHING), True),
        ("aws:k", [{"NumericEquals": "1"}], Like(SOMETHING), True),
        ("aws:k", [{"NumericEquals": "1"}], Like(Pattern.glob("1*")), False),
        ("aws:k", [{"NumericEquals": "1", "StringEquals": "a"}], Like(ANYTHING), False),
        ("aws:k", [{"NumericEquals": "1"}, {"StringLike": "a"}], None, False),
        ("aws:k", [{"NumericEquals": "1"}, {"ArnLike": "a"}], None, False),
        ("aws:k", [{"NumericEquals": "1"}, {"StringEqualsIgnoreCase": "a"}], None, False),
        ("aws:k", [{"Bool": "true"}, {"StringEquals": "a"}], None, False),
        ("aws:SecureTransport", [{"Bool": "true"}, {"StringEquals": "a"}], None, True),
        (VPCE, [{"StringLike": "a*"}], Like(Pattern.glob("a*")), True),
        ("aws:k", [{"IpAddress": "10.0.0.0/8"}], Within("10.0.0.0/16"), True),
        ("aws:k", [{"IpAddress": "10.0.0.0/8", "Null": "false"}], Within("10.0.0.0/16"), True),
        ("aws:k", [{"IpAddress": "10.0.0.0/8"}, {"StringEquals": "a"}], Within("10.0.0.0/16"), False),
    ],
)
def test_values_are_all_unless_a_key_is_compared_in_several_ways(
    key: str,
    conditions: list[dict[str, Any]],
    value: Value | None,
    exact: bool,  # noqa: FBT001
) -> None:
    found = of_key(key, *conditions)
    assert found.exact
    found.of(value or unknown(key))
    assert found.exact is exact
    found.of(known("x"))
    assert found.exact is exact


def test_what_was_not_all_once_is_not_all_from_then_on() -> None:
    found = of_key("aws:k", {"NumericEquals": "1"})
    found.of(OneOf((Like(Pattern.glob("1*")), Like(ANYTHING))))
    assert not found.exact


def passing(*conditions: dict[str, Any], value: Value) -> dict[str, tuple[int, int]]:
    """The statements that each text lets pass, and those it may, of five."""
    found = values(VPCE, *conditions).of(value)
    return {
        "".join(each.value.values) if isinstance(each.value, Known) else "": (each.yes & 31, each.may & 31)
        for each in found
    }


def test_a_value_lets_pass_the_statements_whose_conditions_on_the_key_hold_and_those_that_have_none() -> None:
    """Statement by statement: a test of this key, two of them, one of them and of another key, of another key, none."""
    equals, others = {"StringLike": {VPCE: "a*"}}, {"StringEquals": {"aws:username": "me"}}
    both = {"StringLike": {VPCE.upper(): "a*"}, "StringNotEquals": {VPCE: "ab"}}
    mixed = {"StringEquals": {"aws:username": "me", VPCE: "ab"}}
    found = passing(equals, both, mixed, others, {}, value=Like(Pattern.glob("a*")))
    assert found == {"a": (0b11011, 0b11011), "ab": (0b11101, 0b11101)}
    assert passing(equals, others, value=ABSENT) == {"": (0b11110, 0b11110)}
    assert passing(equals, both, value=known("b")) == {"b": (0b11100, 0b11100)}


def test_what_is_known_of_a_key_may_be_asked_no_further() -> None:
    found = values(VPCE, {"StringLike": {VPCE: "a*"}}, {"StringLike": {VPCE: "*"}}).single(Like(Pattern.glob("*b")))
    assert (found.value, found.yes & 7, found.may & 7) == (Like(Pattern.glob("*b")), 0b110, 0b111)
    assert values(VPCE, {"StringLike": {VPCE: "a*"}}).single(known("b")).may & 3 == 0b10


def test_a_statement_that_nobody_understands_lets_pass_what_may_be() -> None:
    torn = statement(Condition={"StringEquals": {VPCE: "a"}}) | {"Action": 1}
    statements = Statements([Evaluator(read_policy(document(torn), PolicyType.ENDPOINT).policies[0])])
    [found] = KeyValues(VPCE.lower(), statements, Context({}), Budget()).of(known("b"))
    assert (found.yes & 1, found.may & 1) == (0, 1)
    [other] = KeyValues("aws:username", statements, Context({}), Budget()).of(known("b"))
    assert (other.yes & 1, other.may & 1) == (1, 1)


def test_each_value_costs_as_much_as_there_are_conditions_on_the_key() -> None:
    budget = Budget(1000, 1000)
    conditions = [{"StringLike": {VPCE: "a*"}}, {"StringLike": {VPCE: "*b"}}, {"StringEquals": {"aws:username": "x"}}]
    values(VPCE, *conditions, budget=budget).single(known("b"))
    assert (budget.left, budget.steps) == (999, 998)
    several = Budget(1000, 1000)
    values("aws:TagKeys", {"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}}, budget=several).of(
        OneOf((ABSENT, known("x")))
    )
    assert (several.left, several.steps) == (998, 998)
    with pytest.raises(Exhausted):
        values(VPCE, *conditions, budget=Budget(2)).of(Like(ANYTHING))


def test_sets_of_values_cost_one_for_each_that_is_looked_at() -> None:
    budget = Budget(1000, 1000)
    texts = Budget(1000, 1000)
    condition = {"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}}
    values("aws:TagKeys", condition, budget=budget).of(unknown("aws:TagKeys"))
    values("aws:k", {"StringEquals": {"aws:k": "a"}}, budget=texts).of(Like(SOMETHING))
    absent, sets, looked_at, single = 1, 2, 5, 2
    assert (1000 - budget.left) - (1000 - texts.left) == absent + sets + looked_at - single


def test_texts_that_it_never_is_are_told_apart_and_left_out() -> None:
    condition = {"StringLike": {VPCE: "a*"}}
    assert [each.value for each in values(VPCE, condition, never=["a", "x"]).of(Like(Pattern.glob("?*")))] == [
        *(known("vpce-0123456789abcdef0"), known("ay")),
    ]
    assert values(VPCE, condition, never=["a"]).of(known("a")) == []
    several = OneOf((Known(("a", "b")), known("a"), Like(Pattern.glob("a"))))
    assert [each.value for each in values(VPCE, condition, never=["a"]).of(several)] == [Known(("a", "b"))]


def tried(key: str, *conditions: dict[str, Any], value: Value) -> list[Value]:
    return [each.value for each in of_key(key, *conditions).of(value)]


def test_a_key_that_aws_does_not_have_may_hold_one_value_or_several() -> None:
    assert tried("my:key", {"StringEquals": "a"}, value=unknown("my:key")) == [
        *(ABSENT, known("a")),
    ]
    any_of_them = tried("my:key", {"ForAllValues:StringEquals": "a"}, value=unknown("my:key"))
    assert any_of_them == [ABSENT, known("x")]
    several = tried(
        "my:key", {"ForAnyValue:StringEquals": "a"}, {"ForAnyValue:StringEquals": "b"}, value=unknown("my:key")
    )
    assert {"a", "b"} in [set(each.values) for each in several if isinstance(each, Known)]
    one = tried(VPCE, {"ForAnyValue:StringEquals": "a"}, {"ForAnyValue:StringEquals": "b"}, value=unknown(VPCE))
    assert len(one) == 3
    assert not any(isinstance(each, Known) and each.several for each in one)


def test_single_values_are_none_of_a_key_that_holds_several() -> None:
    found = tried("aws:TagKeys", {"StringLike": "*"}, {"Null": "true"}, value=unknown("aws:TagKeys"))
    assert all(each.several for each in found if isinstance(each, Known))


@pytest.mark.parametrize(
    ("key", "conditions", "wanted"),
    [
        ("aws:k", [{"BinaryEquals": "YQ=="}, {"IpAddress": "0.0.0.0/0"}], ["YQ==", "YXg=", FIRST, "::"]),
        ("aws:k", [{"Bool": "true"}, {"NumericEquals": "2"}], ["true", "false", "1", "2"]),
        ("aws:k", [{"NumericEquals": "many"}], ["-1"]),
        ("aws:k", [{"NumericEquals": ["3", "1"]}, {"NumericLessThan": "3"}], ["0", "1", "3", "4"]),
        (
            "aws:k",
            [{"NumericLessThan": "1"}, {"NumericLessThan": "4"}, {"NumericLessThan": "2.5"}],
            ["0", "1", "2.5", "4"],
        ),
        ("aws:SecureTransport", [{"Bool": "true"}, {"StringEquals": "x"}], ["true", "false"]),
        ("aws:MultiFactorAuthAge", [{"NumericEquals": "true"}], ["-1"]),
        (VPCE, [{"StringEquals": "a"}, {"NumericEquals": "1"}], ["vpce-0123456789abcdef0", "0", "1", "a"]),
        ("aws:k", [{"Null": "false"}], ["x"]),
        (
            "aws:k",
            [{"IpAddress": "10.0.0.7/32"}, {"NotIpAddress": "255.0.0.0/8"}],
            [FIRST, "10.0.0.7", "255.0.0.0"],
        ),
    ],
)
def test_each_family_has_values_of_its_own(key: str, conditions: list[dict[str, Any]], wanted: list[str]) -> None:
    found = tried(key, *conditions, value=Like(ANYTHING))
    assert [text for each in found if isinstance(each, Known) for text in each.values] == wanted


@pytest.mark.parametrize(
    ("conditions", "value", "wanted"),
    [
        ([{"IpAddress": "10.0.0.0/24"}, {"StringLike": "10*"}], known("10.0.0.0/8"), ["10.0.0.0", "10.0.1.0"]),
        ([{"StringLike": "10*"}], known("10.0.0.0/8"), ["10.0.0.0/8"]),
        ([{"IpAddress": "10.0.0.0/24"}], known("10.0.0.9"), ["10.0.0.9"]),
        ([{"IpAddress": "10.0.0.0/24"}], known("10.0.0.9/32"), ["10.0.0.9"]),
        ([{"IpAddress": "10.0.0.0/25"}, {"IpAddress": "10.0.0.0/32"}], known("10.0.0.0/24"),
         ["10.0.0.0", "10.0.0.1", "10.0.0.128"]),
        ([{"IpAddress": "10.0.0.0/24"}, {"StringLike": "10.0.*"}], Within("10.0.0.0/16"), ["10.0.0.0", "10.0.1.0"]),
        ([{"IpAddress": "10.0.0.5/32"}], Within("10.0.0.5/32"), ["10.0.0.5"]),
    ],
)  # fmt: skip
def test_a_block_is_taken_apart_only_where_addresses_are_compared(
    conditions: list[dict[str, Any]], value: Value, wanted: list[str]
) -> None:
    assert tried("aws:k", *conditions, value=value) == [known(each) for each in wanted]
