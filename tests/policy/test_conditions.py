"""Each line of the guide's tables on condition operators."""

import pytest

from vpclint.algebra.patterns import Pattern
from vpclint.policy.conditions import ConditionTest
from vpclint.policy.operators import OPERATORS
from vpclint.policy.values import ABSENT, Context, Like, OneOf, Value, known
from vpclint.truth import Answer, Truth

from .documents import Json, policy, statement

KEY = "aws:TheKey"
ROLE = "arn:aws:iam::123456789012:role/team/job"
YES, NO, OPEN = Answer.PASS, Answer.FAIL, Answer.UNKNOWN


def prepared(operator: str, literal: Json, version: str | None = "2012-10-17") -> ConditionTest:
    """A condition on one key."""
    [one] = policy(statement(Condition={operator: {KEY: literal}}), version=version).statements
    return ConditionTest(one.conditions[0], variables=version == "2012-10-17")


def truth_of(
    operator: str, literal: Json, value: Value | str | None, *, version: str | None = "2012-10-17", **others: Value
) -> Truth:
    """What becomes of one condition, with a value of its key; None where the context says nothing of it."""
    given = known(value) if isinstance(value, str) else value
    context = Context({**({KEY: given} if given else {}), **{f"aws:{name}": each for name, each in others.items()}})
    return prepared(operator, literal, version).holds(context)


def holds(
    operator: str, literal: Json, value: Value | str | None, *, version: str | None = "2012-10-17", **others: Value
) -> Answer:
    """The answer alone."""
    return truth_of(operator, literal, value, version=version, **others).answer


COMPARED = [
    ("StringEquals", "a", "a", YES),
    ("StringEquals", "a", "A", NO),
    ("StringEquals", "a*", "ab", NO),
    ("StringEquals", "a*", "a*", YES),
    ("StringEquals", ["x", "a"], "a", YES),
    ("StringNotEquals", "a", "b", YES),
    ("StringNotEquals", ["b", "a"], "b", NO),
    ("StringNotEquals", ["b", "a"], "c", YES),
    ("StringEqualsIgnoreCase", "aB", "Ab", YES),
    ("StringEqualsIgnoreCase", "a", "b", NO),
    ("StringNotEqualsIgnoreCase", "aB", "Ab", NO),
    ("StringLike", "a*c", "abc", YES),
    ("StringLike", "a?c", "abc", YES),
    ("StringLike", "a?c", "ac", NO),
    ("StringLike", "A*", "abc", NO),
    ("StringLike", "arn:*:job", ROLE + ":job", YES),
    ("StringLike", "a*", "a\nb", YES),
    ("StringNotLike", "a*", "abc", NO),
    ("StringNotLike", "a*", "bc", YES),
    ("NumericEquals", 10, "10.0", YES),
    ("NumericEquals", "10", "11", NO),
    ("NumericNotEquals", "10", "11", YES),
    ("NumericLessThan", "10", "9.99", YES),
    ("NumericLessThan", "10", "10", NO),
    ("NumericLessThanEquals", "10", "10", YES),
    ("NumericGreaterThan", "0.1", "0.10000000000000000001", YES),
    ("NumericGreaterThanEquals", "10", "9", NO),
    ("NumericEquals", "abc", "10", NO),
    ("NumericNotEquals", "abc", "10", OPEN),
    ("NumericEquals", "10", "abc", OPEN),
    ("DateEquals", "2026-11-23T00:00:00Z", "1795392000", YES),
    ("DateEquals", "2026-11-23", "2026-11-23T01:00:00+01:00", YES),
    ("DateNotEquals", "2026-11-23", "2026-11-24", YES),
    ("DateLessThan", "2026-11-23T00:00:00Z", "1795391999", YES),
    ("DateLessThan", "1795392000", "2026-11-22T23:59:59Z", YES),
    ("DateGreaterThan", "2026-11", "2026-11-01T00:00:01Z", YES),
    ("DateGreaterThanEquals", "2026-11-23", "2026-11-22", NO),
    ("DateLessThanEquals", "yesterday", "2026-11-22", NO),
    ("Bool", "true", "True", YES),
    ("Bool", False, "true", NO),
    ("Bool", "yes", "true", NO),
    ("BinaryEquals", "QmluYXJ5", "QmluYXJ5", YES),
    ("BinaryEquals", "QmluYXJ5", "QmluYXI=", NO),
    ("BinaryEquals", "not base64", "QmluYXI=", NO),
    ("IpAddress", "10.0.0.0/8", "10.1.2.3", YES),
    ("IpAddress", "10.0.0.1", "10.0.0.1", YES),
    ("IpAddress", "10.0.0.0/8", "11.1.2.3", NO),
    ("IpAddress", "::/0", "10.0.0.1", NO),
    ("IpAddress", "2001:db8::/32", "2001:db8::1", YES),
    ("IpAddress", "10.0.0.0/24", "10.0.0.0/25", YES),
    ("IpAddress", "10.0.0.0/25", "10.0.0.0/24", OPEN),
    ("NotIpAddress", "10.0.0.0/8", "10.1.2.3", NO),
    ("NotIpAddress", ["10.0.0.0/8", "11.0.0.0/8"], "12.1.2.3", YES),
    ("ArnEquals", ROLE, ROLE, YES),
    ("ArnEquals", "arn:aws:iam::*:role/*", ROLE, YES),
    ("ArnLike", "arn:aws:iam::*:role/team/???", ROLE, YES),
    ("ArnLike", "arn:aws:*:role/team/job", ROLE, OPEN),
    ("ArnLike", "arn:aws:s*:role/team/job", ROLE, NO),
    ("ArnLike", "arn:aws:i*m::123456789012:*", ROLE + ":with:colons", YES),
    ("ArnNotEquals", ROLE, ROLE, NO),
    ("ArnNotLike", "arn:aws:iam::999999999999:*", ROLE, YES),
    ("Null", "true", "a", NO),
    ("Null", "false", "a", YES),
    ("Null", ["true", "false"], "a", YES),
]


@pytest.mark.parametrize(("operator", "literal", "value", "answer"), COMPARED)
def test_an_operator_compares_by_its_kind(operator: str, literal: Json, value: str, answer: Answer) -> None:
    assert holds(operator, literal, value) is answer


DOUBTFUL = [
    ("IpAddress", "10.0.0.1/8", "10.1.2.3", OPEN),
    ("IpAddress", "10.0.0.1/8", "11.1.2.3", NO),
    ("IpAddress", "10.0.0.1/8", "10.0.0.0/7", OPEN),
    ("IpAddress", "10.0.0.1/8", "::1", NO),
    ("IpAddress", ["10.0.0.1/8", "10.1.0.0/16"], "10.1.2.3", YES),
    ("IpAddress", "2001:db8::1/32", "2001:db8::2", OPEN),
    ("IpAddress", "2001:db8::1/32", "2001:db9::2", NO),
    ("IpAddress", "10.0.0.1/8", "nowhere", OPEN),
    ("IpAddress", "10.0.0.1/33", "10.0.0.1", NO),
    ("IpAddress", "10.0.0.1/", "10.0.0.1", NO),
    ("NotIpAddress", "10.0.0.1/8", "10.1.2.3", OPEN),
    ("NotIpAddress", "10.0.0.1/8", "11.1.2.3", YES),
    ("DateEquals", "2016-12-13t02:00:00z", "1481594400", YES),
    ("DateEquals", "2016-12-13T02:00:00Z", "1481594400", YES),
    ("DateLessThan", "2016-12-13t2:00:00z", "1", OPEN),
    ("DateNotEquals", "2016-12-13t2:00:00.593194+23", "1", OPEN),
    ("DateLessThan", "01T", "1", OPEN),
    ("DateLessThan", "01T", "10.0.0.1", OPEN),
    ("DateLessThan", "2016-02-31", "1", OPEN),
    ("DateLessThan", "-5", "1", OPEN),
    ("DateLessThan", "2016-1-1", "1", OPEN),
    ("DateLessThan", "292278993-12-31T23:59:59.999999999+23:59", "1", OPEN),
    ("DateLessThan", "292278994-01-01", "1", NO),
    ("DateLessThan", "2016-00-01", "1", NO),
    ("DateLessThan", "2016-01-32", "1", NO),
    ("DateLessThan", "2016-01-01-01", "1", NO),
    ("DateLessThan", "2016-01-01T24:00", "1", NO),
    ("DateLessThan", "2016-01-01T00:60Z", "1", NO),
    ("DateLessThan", "2016-01-01T00:00:60Z", "1", NO),
    ("DateLessThan", "2016-1-01T00:00:00+24", "1", NO),
    ("DateLessThan", "2016-1-01T00:00:00+23:60", "1", NO),
    ("DateEquals", "9223372036854775807", "9223372036854775807", YES),
    ("DateGreaterThan", "9223372036854775808", "1", NO),
    ("DateLessThan", "9223372036854775808", "1", NO),
    ("DateLessThan", "b", "1", NO),
    ("DateLessThan", "1e3", "1", NO),
    ("DateLessThan", "0", "-1", OPEN),
]


@pytest.mark.parametrize(("operator", "literal", "value", "answer"), DOUBTFUL)
def test_of_what_aws_takes_and_does_not_describe_nothing_is_claimed(
    operator: str, literal: Json, value: str, answer: Answer
) -> None:
    assert holds(operator, literal, value) is answer


EMPTY = [
    ("StringEquals", "", OPEN),
    ("StringEquals", "a", NO),
    ("StringNotEquals", "a", YES),
    ("StringNotEquals", "", OPEN),
    ("StringLike", "*", OPEN),
    ("StringEqualsIfExists", "", YES),
    ("StringEqualsIfExists", "a", OPEN),
    ("Null", "true", OPEN),
    ("Null", ["true", "false"], YES),
    ("ForAllValues:Null", "true", OPEN),
    ("ForAnyValue:Null", "false", OPEN),
    ("NumericEquals", "1", OPEN),
    ("ForAllValues:StringEquals", "a", YES),
    ("ForAnyValue:StringEquals", "", NO),
]


@pytest.mark.parametrize(("operator", "literal", "answer"), EMPTY)
def test_whether_a_text_without_characters_is_a_value_aws_does_not_say(
    operator: str, literal: Json, answer: Answer
) -> None:
    assert holds(operator, literal, "") is answer
    if not operator.startswith("For"):
        assert holds(operator, literal, OneOf((known(""), ABSENT))) is answer


@pytest.mark.parametrize(
    ("operator", "literal", "value", "answer"),
    [
        ("StringEquals", "a${aws:username}", "a", OPEN),
        ("StringEquals", "a${aws:username}", "b", NO),
        ("StringNotEquals", "a${aws:username}", "a", OPEN),
        ("StringNotEquals", "a${aws:username}", "b", YES),
        ("StringLike", "${aws:username}*", "b", OPEN),
        ("StringEquals", "${aws:username, 'a'}", "a", OPEN),
        ("ArnLike", "arn:aws:iam::123456789012:role/team/job${aws:username}", ROLE, OPEN),
        ("ArnLike", "arn:aws:iam::1${aws:username}:role/team/job", ROLE, NO),
    ],
)
def test_nor_whether_it_stands_for_a_variable(operator: str, literal: str, value: str, answer: Answer) -> None:
    assert holds(operator, literal, value, username=known("")) is answer


NEGATED = sorted(name for name, operator in OPERATORS.items() if operator.negated)
POSITIVE = sorted(name for name, operator in OPERATORS.items() if not operator.negated and name != "Null")
LITERALS = {"number": "1", "date": "2026-11-23", "bool": "true", "binary": "QQ==", "ip": "10.0.0.0/8", "arn": ROLE}


@pytest.mark.parametrize("operator", [*NEGATED, *POSITIVE])
def test_a_key_that_is_absent(operator: str) -> None:
    literal = LITERALS.get(OPERATORS[operator].family, "a")
    assert holds(operator, literal, ABSENT) is (YES if operator in NEGATED else NO)
    assert holds(f"{operator}IfExists", literal, ABSENT) is YES
    assert holds(f"ForAllValues:{operator}", literal, ABSENT) is YES
    assert holds(f"ForAnyValue:{operator}", literal, ABSENT) is NO
    assert holds(f"ForAnyValue:{operator}IfExists", literal, ABSENT) is NO
    assert holds(operator, literal, None) is OPEN


def test_null_asks_whether_the_key_is_there() -> None:
    assert holds("Null", "true", ABSENT) is YES
    assert holds("Null", "false", ABSENT) is NO
    assert holds("Null", ["true", "false"], ABSENT) is YES


def test_if_exists_changes_nothing_where_the_key_is_there() -> None:
    assert holds("StringEqualsIfExists", "a", "b") is NO
    assert holds("StringNotEqualsIfExists", "a", "a") is NO


@pytest.mark.parametrize(
    ("operator", "literal", "values", "answer"),
    [
        ("ForAllValues:StringEquals", ["a", "b"], ("a", "b"), YES),
        ("ForAllValues:StringEquals", ["a", "b"], ("a", "c"), NO),
        ("ForAllValues:StringEquals", ["a"], (), YES),
        ("ForAllValues:StringEquals", ["a"], ("",), YES),
        ("ForAnyValue:StringEquals", ["a", "b"], ("c", "a"), YES),
        ("ForAnyValue:StringEquals", ["a", "b"], ("c",), NO),
        ("ForAnyValue:StringEquals", ["a"], (), NO),
        ("ForAnyValue:StringEquals", ["a"], ("",), NO),
        ("ForAllValues:StringNotEquals", ["a", "b"], ("c", "d"), YES),
        ("ForAllValues:StringNotEquals", ["a", "b"], ("c", "a"), NO),
        ("ForAnyValue:StringNotLike", ["a*"], ("ab", "c"), YES),
        ("ForAnyValue:StringNotLike", ["a*"], ("ab", "ac"), NO),
        ("StringEquals", ["a"], ("a", "b"), NO),
        ("StringEquals", ["a"], (), NO),
        ("StringNotEquals", ["a"], (), YES),
        ("StringEqualsIfExists", ["a"], (), YES),
    ],
)
def test_a_key_with_several_values(operator: str, literal: Json, values: tuple[str, ...], answer: Answer) -> None:
    assert holds(operator, literal, known(*values, several=True)) is answer


def test_no_value_in_the_policy_matches_nothing() -> None:
    assert holds("StringEquals", [], "a") is NO
    assert holds("StringNotEquals", [], "a") is YES


@pytest.mark.parametrize(
    ("literal", "others", "answer"),
    [
        ("${aws:username}", {"username": known("a")}, YES),
        ("${AWS:UserName}", {"username": known("a")}, YES),
        ("${aws:username}", {"username": known("b")}, NO),
        ("${aws:username}", {"username": ABSENT}, NO),
        ("${aws:username}", {}, OPEN),
        ("x${aws:username}", {}, NO),
        ("${aws:username}", {"username": known("a", several=True)}, NO),
        ("${aws:username, 'a'}", {"username": ABSENT}, YES),
        ("${aws:username, 'a'}", {"username": known("b")}, NO),
        ("${$}{}", {}, NO),
    ],
)
def test_a_variable_stands_for_a_value_of_the_request(literal: str, others: dict[str, Value], answer: Answer) -> None:
    assert holds("StringEquals", literal, "a", **others) is answer


def test_a_variable_without_a_value_is_so_for_negated_operators() -> None:
    assert holds("StringNotEquals", "${aws:username}", "a", username=ABSENT) is YES
    assert holds("StringNotLike", "${aws:username}*", "a", username=ABSENT) is YES
    assert holds("ArnNotLike", "arn:aws:iam::${aws:username}:*", ROLE, username=ABSENT) is YES


def test_what_a_variable_puts_in_has_no_wildcards() -> None:
    assert holds("StringLike", "${aws:username}", "ab", username=known("a*")) is NO
    assert holds("StringLike", "${aws:username}", "a*", username=known("a*")) is YES
    assert holds("StringLike", "${*}", "ab") is NO
    assert holds("StringLike", "${*}${?}", "*?") is YES


def test_a_variable_may_stand_in_any_field_of_an_arn_that_a_condition_names() -> None:
    account = known("123456789012")
    assert holds("ArnEquals", "arn:aws:iam::${aws:PrincipalAccount}:role/*", ROLE, PrincipalAccount=account) is YES
    assert holds("ArnEquals", "arn:aws:iam::${aws:PrincipalAccount}:user/*", ROLE, PrincipalAccount=account) is NO


def test_without_the_version_of_2012_a_variable_is_text() -> None:
    assert holds("StringEquals", "${aws:username}", "a", version=None, username=known("a")) is NO
    assert holds("StringEquals", "${aws:username}", "${aws:username}", version=None) is YES


def test_whether_a_variable_counts_under_bool_aws_does_not_say() -> None:
    assert holds("Bool", "${aws:username}", "true", username=known("true")) is OPEN


@pytest.mark.parametrize(
    ("operator", "options", "answer"),
    [
        ("StringEquals", [known("a"), known("b")], OPEN),
        ("StringEquals", [known("b"), known("c")], NO),
        ("StringLike", [known("a"), known("ab")], YES),
        ("StringNotEquals", [known("b"), ABSENT], YES),
        ("StringEquals", [known("a"), ABSENT], OPEN),
    ],
)
def test_one_of_several_values_decides_where_all_agree(operator: str, options: list[Value], answer: Answer) -> None:
    literal = "a*" if operator == "StringLike" else "a"
    assert holds(operator, literal, OneOf(tuple(options))) is answer


@pytest.mark.parametrize(
    ("operator", "literal", "answer"),
    [
        ("StringLike", "events/*", YES),
        ("StringLike", "events/2026*", OPEN),
        ("StringLike", "logs/*", NO),
        ("StringNotLike", "logs/*", YES),
        ("StringEquals", "events/", OPEN),
        ("StringEquals", "logs", NO),
        ("StringLike", ["*a", "*"], YES),
        ("NumericEquals", "1", OPEN),
        ("Null", "false", YES),
    ],
)
def test_a_pattern_for_a_value_decides_where_all_of_it_agrees(operator: str, literal: Json, answer: Answer) -> None:
    assert holds(operator, literal, Like(Pattern.glob("events/*"))) is answer
