"""What of a condition is open and what would settle it; what stands for many values; which keys it asks for."""

import pytest

from vpclint.algebra.patterns import Pattern
from vpclint.policy.conditions import ConditionTest
from vpclint.policy.values import ABSENT, Context, Like, OneOf, Unknown, Value, Within, known, untold
from vpclint.truth import Answer, Fact

from .documents import Json
from .test_conditions import KEY, holds, prepared, truth_of

YES, NO, OPEN = Answer.PASS, Answer.FAIL, Answer.UNKNOWN
LIKE = Like(Pattern.glob("vpce-*"))
WITHOUT = Fact("", "", "", f"AWS does not say whether an empty {KEY} counts as a value")


@pytest.mark.parametrize(
    ("operator", "literal", "value"),
    [
        ("StringEquals", "a", OneOf((known("a"), Unknown(Fact("X"))))),
        ("StringEquals", "a", OneOf((Unknown(Fact("X")), Unknown(Fact("Y"))))),
        ("StringEquals", "a", OneOf((Unknown(Fact("X")),))),
        ("StringEquals", "a", OneOf((known("a"), ABSENT))),
        ("StringEquals", "a", OneOf((known("a"), known("a"), known("b")))),
        ("StringEquals", "vpce-1", LIKE),
        ("NumericEquals", "1", LIKE),
        ("IpAddress", "10.0.0.0/25", Within("10.0.0.0/24")),
        ("StringEquals", "10.0.0.1", Within("10.0.0.0/24")),
    ],
)
def test_what_is_open_for_want_of_the_value_names_its_key(operator: str, literal: str, value: Value) -> None:
    assert truth_of(operator, literal, value).facts == {untold(KEY)}


def test_what_is_not_known_at_all_names_the_fact_that_would_tell() -> None:
    assert truth_of("StringEquals", "a", Unknown(Fact("X"))).facts == {Fact("X")}
    assert truth_of("StringEquals", "a", None).facts == {untold(KEY)}


@pytest.mark.parametrize("value", [known(""), OneOf((known(""),))])
def test_what_is_open_for_an_empty_text_says_so(value: Value) -> None:
    facts = truth_of("StringEquals", "", value).facts
    assert facts == {WITHOUT} if value == known("") else {untold(KEY)}


def test_what_is_open_for_a_variable_names_its_key() -> None:
    assert truth_of("StringEquals", "${aws:Other}", known("a")).facts == {untold("aws:Other")}
    filled = truth_of("StringEquals", "a${aws:Other}", known("a"), Other=known(""))
    assert {each.reason for each in filled.facts} == {WITHOUT.reason.replace(KEY, "aws:Other")}


@pytest.mark.parametrize(
    ("operator", "literal", "reason"),
    [
        ("NumericNotEquals", "x", "'x' is no value for NumericNotEquals"),
        ("NotIpAddress", "x", "'x' is no value for NotIpAddress"),
        ("DateNotEquals", "x", "'x' is no value for DateNotEquals"),
        ("DateEquals", "01T", "AWS does not say which instant '01T' is"),
        ("NumericEquals", "1", "which value NumericEquals compares with '1' is not known"),
        ("Bool", "${aws:Other}", "AWS does not say whether a variable counts in '${aws:Other}'"),
    ],
)
def test_what_is_open_for_what_a_policy_says_tells_what_it_says(operator: str, literal: str, reason: str) -> None:
    assert truth_of(operator, literal, known("y")).facts == {Fact("", "", "", reason)}


@pytest.mark.parametrize(
    ("literal", "there", "gone"),
    [
        ("true", NO, YES),
        ("TRUE", NO, YES),
        ("false", YES, NO),
        ("False", YES, NO),
        (["true", "false"], YES, YES),
        ([], NO, NO),
        ("maybe", OPEN, OPEN),
        (["true", "maybe"], OPEN, YES),
        (["maybe", "false"], YES, OPEN),
    ],
)
def test_null_asks_whether_the_key_is_there_by_true_and_false_alone(literal: Json, there: Answer, gone: Answer) -> None:
    assert holds("Null", literal, known("a")) is there
    assert holds("Null", literal, LIKE) is there
    assert holds("Null", literal, known("a", "b", several=True)) is there
    assert holds("Null", literal, ABSENT) is gone


def test_the_first_by_the_alphabet_of_what_null_does_not_know_is_told() -> None:
    facts = truth_of("Null", ["yes", "Never", "true"], known("a")).facts
    assert facts == {Fact("", "", "", "'never' is no value for Null")}


SOURCE = Within("10.0.0.0/24")


@pytest.mark.parametrize(
    ("operator", "literal", "answer"),
    [
        ("IpAddress", "10.0.0.0/24", YES),
        ("IpAddress", "10.0.0.0/8", YES),
        ("IpAddress", "10.0.0.0/25", OPEN),
        ("IpAddress", "10.0.1.0/24", NO),
        ("IpAddress", "10.0.0.1/16", OPEN),
        ("IpAddress", "10.1.0.1/16", NO),
        ("NotIpAddress", "10.0.1.0/24", YES),
        ("NotIpAddress", "10.0.0.0/23", NO),
        ("StringLike", "10.0.0.*", YES),
        ("StringLike", "10.0.*", YES),
        ("StringLike", "10.0.0.1*", OPEN),
        ("StringLike", "10.1.*", NO),
        ("StringEquals", "10.0.0.0/24", OPEN),
        ("StringEquals", "10.0.1.1", NO),
        ("Null", "false", YES),
    ],
)
def test_of_a_block_each_address_may_be_the_value(operator: str, literal: str, answer: Answer) -> None:
    assert holds(operator, literal, SOURCE) is answer


def test_a_block_of_one_address_is_compared_as_its_text() -> None:
    assert holds("StringEquals", "10.0.0.7", Within("10.0.0.7/32")) is YES
    assert holds("StringEquals", "10.0.0.8", Within("10.0.0.7/32")) is NO


@pytest.mark.parametrize(
    ("operator", "literal", "answer"),
    [
        ("StringLike", "vpce-*", YES),
        ("StringEquals", "vpc-1", NO),
        ("StringNotEquals", "vpc-1", YES),
        ("Null", "true", NO),
        ("ForAnyValue:StringLike", "vpce-*", YES),
        ("ForAllValues:StringLike", "vpc-*", NO),
        ("IpAddress", "10.0.0.0/8", OPEN),
        ("IpAddress", "10.0.0.1/8", OPEN),
        ("Bool", "true", OPEN),
    ],
)
def test_of_a_pattern_only_what_every_case_agrees_on_is_decided(operator: str, literal: str, answer: Answer) -> None:
    assert holds(operator, literal, LIKE) is answer


@pytest.mark.parametrize(
    ("operator", "option", "answer"),
    [
        ("StringEquals", known("a"), YES),
        ("StringEquals", ABSENT, NO),
        ("StringEquals", Unknown(Fact("X")), OPEN),
        ("StringEquals", OneOf((known("a"), known("a"))), YES),
    ],
)
def test_one_option_is_what_it_says(operator: str, option: Value, answer: Answer) -> None:
    assert holds(operator, "a", OneOf((option,))) is answer


def test_a_condition_says_what_it_is() -> None:
    found = prepared("ForAnyValue:NumericEquals", ["1", "2"])
    assert (found.key, found.family, found.texts, found.qualified) == (KEY, "number", ("1", "2"), True)
    assert not prepared("StringEquals", "a").qualified


@pytest.mark.parametrize(
    ("operator", "version", "keys"),
    [
        ("StringEquals", "2012-10-17", ["aws:One", "aws:Two"]),
        ("StringLike", "2012-10-17", ["aws:One", "aws:Two"]),
        ("StringEquals", None, []),
        ("NumericEquals", "2012-10-17", []),
        ("Bool", "2012-10-17", []),
    ],
)
def test_it_asks_for_the_keys_that_stand_in_its_values(operator: str, version: str | None, keys: list[str]) -> None:
    assert [*prepared(operator, ["x${aws:One}", "${aws:Two}", "y"], version).variables] == keys


def test_in_an_arn_too() -> None:
    assert set(prepared("ArnLike", "arn:aws:iam::${aws:One}:role/${aws:Two}").variables) == {"aws:One", "aws:Two"}


def shown(test: ConditionTest, **values: Value) -> list[tuple[str | None, str | None]]:
    """The one text that is the least, and the most, that each value matches; None where it is none or many."""
    context = Context({f"aws:{name}": each for name, each in values.items()})
    return [(least.text if least else None, most.text if most else None) for least, most in test.bounds(context)]


def test_what_its_values_match_at_least_and_at_most_is_told_of_strings() -> None:
    assert shown(prepared("StringEquals", ["a", "b"])) == [("a", "a"), ("b", "b")]
    assert shown(prepared("StringEquals", "a${aws:One}"), One=known("b")) == [("ab", "ab")]
    assert shown(prepared("StringEquals", "a${aws:One}"), One=ABSENT) == [(None, None)]
    [(least, most)] = prepared("StringLike", "a*").bounds(Context({}))
    assert least == most == Pattern.glob("a*")
    assert shown(prepared("NumericEquals", ["1", "2"])) == []
