"""How the values of conditions are read: numbers, instants, booleans, bytes and addresses, at the borders of each."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from vpclint.algebra.addresses import AddressSet
from vpclint.policy.conditions import doubt_of, is_literal, read_value, value_meant
from vpclint.policy.operators import OPERATORS
from vpclint.policy.values import known
from vpclint.truth import Answer, Fact

from .test_conditions import holds, truth_of

YES, NO, OPEN = Answer.PASS, Answer.FAIL, Answer.UNKNOWN


@pytest.mark.parametrize(
    ("family", "text", "value"),
    [
        ("number", "10.50", Decimal("10.5")),
        ("number", "-1", Decimal(-1)),
        ("number", ".5", None),
        ("number", "", None),
        ("date", "0", Decimal(0)),
        ("date", "2026", Decimal(2026)),
        ("date", "-1", None),
        ("date", "1970-01", Decimal(0)),
        ("date", "1970-01-02", Decimal(86_400)),
        ("date", "1970-01-01T00:00:01.000001Z", Decimal("1.000001")),
        ("date", "1970-01-01T01:00:00+01:00", Decimal(0)),
        ("date", "1970-01-01t00:01z", Decimal(60)),
        ("date", "1969-12-31T23:59:59.5Z", Decimal("-0.5")),
        ("date", "9223372036854775807", Decimal(2**63 - 1)),
        ("date", "9223372036854775808", None),
        ("date", "1970-1-1", None),
        ("date", "1970-13", None),
        ("bool", "true", True),
        ("bool", "FALSE", False),
        ("bool", "yes", None),
        ("bool", "", None),
        ("binary", "QQ==", b"A"),
        ("binary", "QQ", None),
        ("binary", "Q Q==", None),
        ("binary", "", b""),
        ("ip", "10.0.0.0/8", AddressSet.parse("10.0.0.0/8")),
        ("ip", "10.0.0.1", AddressSet.parse("10.0.0.1/32")),
        ("ip", "2001:db8::/32", AddressSet.parse("2001:db8::/32")),
        ("ip", "10.0.0.1/8", None),
        ("ip", "nowhere", None),
    ],
)
def test_a_value_is_read_as_its_operator_reads_it(family: str, text: str, value: object) -> None:
    found = read_value(family, text)
    assert found == value
    assert type(found) is type(value)
    meant = AddressSet.parse("10.0.0.0/8") if text == "10.0.0.1/8" else value
    assert value_meant(family, text) == meant


def test_an_instant_is_the_one_that_the_calendar_says() -> None:
    moment = datetime(2026, 11, 23, 12, 30, 15, 250_000, tzinfo=UTC)
    assert read_value("date", moment.isoformat()) == Decimal(f"{moment.timestamp():.2f}")
    assert read_value("date", "2026-11-23T12:30:15.25") == Decimal(f"{moment.timestamp():.2f}")


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("10.1.2.3/8", "10.0.0.0/8"),
        ("10.1.2.3/31", "10.1.2.2/31"),
        ("10.1.2.3/32", "10.1.2.3/32"),
        ("10.1.2.3/0", "0.0.0.0/0"),
        ("10.1.2.3/33", None),
        ("10.1.2.3/129", None),
        ("10.1.2.3/-1", None),
        ("10.1.2.3/", None),
        ("10.1.2/8", None),
        ("nowhere/8", None),
        ("/8", None),
        ("10.1.2.3/8/8", None),
        ("2001:db8::1/32", "2001:db8::/32"),
        ("2001:db8::1/127", "2001:db8::/127"),
        ("2001:db8::1/128", "2001:db8::1/128"),
        ("2001:db8::1/129", None),
        ("ffff::1/1", "8000::/1"),
    ],
)
def test_an_address_with_bits_behind_its_prefix_may_mean_the_block_around_it(text: str, block: str | None) -> None:
    assert value_meant("ip", text) == (AddressSet.parse(block) if block else None)
    assert value_meant("number", text) is None


ADDRESS, MOMENT = OPERATORS["IpAddress"], OPERATORS["DateEquals"]


def test_aws_does_not_say_what_its_parser_takes_and_its_guide_does_not_describe() -> None:
    assert doubt_of(ADDRESS, "10.1.2.3/8") == "AWS does not say whether '10.1.2.3/8' means 10.0.0.0/8"
    assert doubt_of(ADDRESS, "2001:db8::1/32") == "AWS does not say whether '2001:db8::1/32' means 2001:db8::/32"
    assert doubt_of(MOMENT, "01T") == "AWS does not say which instant '01T' is"


@pytest.mark.parametrize(
    ("operator", "text"),
    [
        ("IpAddress", "10.0.0.0/8"),
        ("IpAddress", "10.0.0.1"),
        ("IpAddress", "nowhere"),
        ("IpAddress", "01T"),
        ("DateEquals", "2026-11-23"),
        ("DateEquals", "1"),
        ("DateEquals", "yesterday"),
        ("DateEquals", "10.1.2.3/8"),
        ("StringEquals", "10.1.2.3/8"),
        ("StringEquals", "01T"),
        ("NumericEquals", "01T"),
    ],
)
def test_of_any_other_value_there_is_no_doubt(operator: str, text: str) -> None:
    assert doubt_of(OPERATORS[operator], text) == ""


LARGEST = "292278993-12-31T23:59:59.999999999+23:59"


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("-292275054", True),
        ("-292275055", False),
        ("292278993-1", True),
        ("292278994-1", False),
        ("999999999", False),
        ("2016-0", False),
        ("2016-1-1", True),
        ("2016-12-1", True),
        ("2016-13-1", False),
        ("2016-1-0", False),
        ("2016-1-31", True),
        ("2016-1-32", False),
        ("2016-1-1T", True),
        ("2016-1-1T0", True),
        ("2016-1-1T23", True),
        ("2016-1-1T24", False),
        ("2016-1-1T0:0", True),
        ("2016-1-1T0:59", True),
        ("2016-1-1T0:60", False),
        ("2016-1-1T0:", False),
        ("2016-1-1T0:0:0", True),
        ("2016-1-1T0:0:59", True),
        ("2016-1-1T0:0:60", False),
        ("2016-1-1T0:0:60Z", False),
        ("2016-1-1T0:0:0.1z", True),
        ("2016-1-1T0:0:0+00", True),
        ("2016-1-1T0:0:0+23", True),
        ("2016-1-1T0:0:0+24", False),
        ("2016-1-1T0:0:0+23:00", True),
        ("2016-1-1T0:0:0+23:59", True),
        ("2016-1-1T0:0:0+23:60", False),
        ("2016-1-1T0:0:0+1", False),
        ("2016-1-1T0:0:0-01", False),
        (LARGEST, True),
    ],
)
def test_a_text_is_taken_for_a_date_whose_numbers_are_none_too_large(text: str, taken: bool) -> None:  # noqa: FBT001
    """`999999999` is a number of seconds as well, and so is read as one."""
    if text == "999999999":
        assert read_value("date", text) == Decimal(text)
    assert bool(doubt_of(MOMENT, text)) is taken


@pytest.mark.parametrize("family", ["Bool", "Null"])
def test_true_and_false_are_literals_in_any_case(family: str) -> None:
    for text in ("true", "false", "TRUE", "False"):
        assert is_literal(OPERATORS[family], text)
    for text in ("", "yes", "0", "truefalse"):
        assert not is_literal(OPERATORS[family], text)


@pytest.mark.parametrize(
    ("operator", "text", "expected"),
    [
        ("Bool", "${aws:username}", True),
        ("Null", "${aws:username}", False),
        ("NumericEquals", "${aws:username}", False),
        ("StringEquals", "${aws:username}", True),
        ("StringEquals", "", True),
        ("ArnEquals", "any", True),
        ("NumericEquals", "1", True),
        ("NumericEquals", "one", False),
        ("DateEquals", "2026-11-23", True),
        ("DateEquals", "01T", False),
        ("BinaryEquals", "QQ==", True),
        ("BinaryEquals", "?", False),
        ("IpAddress", "10.0.0.0/8", True),
        ("IpAddress", "10.0.0.1/8", False),
    ],
)
def test_a_literal_is_of_the_type_of_its_operator(operator: str, text: str, expected: bool) -> None:  # noqa: FBT001
    assert is_literal(OPERATORS[operator], text) is expected


@pytest.mark.parametrize(
    ("operator", "literal", "value", "answer"),
    [
        ("DateEquals", "0", "0", YES),
        ("DateEquals", "1", "0", NO),
        ("DateLessThan", "2026-01-01", "2026", YES),
        ("Bool", "false", "False", YES),
        ("Bool", "false", "true", NO),
        ("Bool", "false", "yes", OPEN),
        ("Bool", "${aws:username}", "true", OPEN),
        ("NumericEquals", "${aws:username}", "1", NO),
        ("BinaryEquals", "QmluYXJ5", "QmluYX J5", OPEN),
        ("IpAddress", "nowhere/8", "10.0.0.1", NO),
        ("IpAddress", "10.0.0.1", "10.0.0.1/32", YES),
        ("DateEquals", "2026", "2026", YES),
        ("DateEquals", "2026-13-01", "1", NO),
        ("DateNotEquals", "2026-13-01", "1", OPEN),
        ("DateEquals", "2026-11-23T00:00:00.5Z", "1795392000.5", YES),
        ("NumericEquals", "+5", "-5", NO),
        ("NumericEquals", "1e3", "1000", NO),
        ("IpAddress", "10.0.0.0.0", "10.0.0.1", NO),
        ("IpAddress", "10.0.0.0/8", "nowhere", OPEN),
        ("BinaryEquals", "QQ==", "?", OPEN),
        ("ArnLike", "arn:aws:logs:eu-central-1:1:log-*:x", "arn:aws:logs:eu-central-1:1:log-a:b:x", YES),
        ("ArnLike", "arn:aws:s3*:${aws:Region}::raw", "arn:aws:s3:eu::raw", YES),
        ("ArnLike", "arn:aws:s3*:${aws:Region}::raw", "arn:aws:s3:us::raw", NO),
        ("ArnLike", "arn:aws:s3", "arn:aws:s3:::raw", OPEN),
        ("ArnLike", "arn:aws:sqs", "arn:aws:s3:::raw", NO),
        ("ArnLike", "*role/job", "arn:aws:iam::123456789012:role/job", OPEN),
        ("ArnLike", "arn:a*s:s3:::raw", "arn:aws:s:s3:::raw", NO),
        ("ArnLike", "arn:aws:s3*:x::raw", "arn:aws:s3:yy::raw", NO),
    ],
)
def test_both_sides_are_read(operator: str, literal: str, value: str, answer: Answer) -> None:
    assert holds(operator, literal, value, username=known("1"), Region=known("eu")) is answer


def test_where_variables_are_text_they_are_no_boolean() -> None:
    assert holds("Bool", "${aws:username}", "true", version=None) is NO


@pytest.mark.parametrize(
    ("literal", "value", "reason"),
    [
        ("10.0.0.0/25", "10.0.0.0/24", "which address of 10.0.0.0/24 the request comes from is not known"),
        ("10.0.0.0/25", "here", "which value IpAddress compares with '10.0.0.0/25' is not known"),
        ("10.0.0.1/25", "10.0.0.2", "AWS does not say whether '10.0.0.1/25' means 10.0.0.0/25"),
    ],
)
def test_an_open_comparison_says_what_is_open(literal: str, value: str, reason: str) -> None:
    assert truth_of("IpAddress", literal, value).facts == {Fact("", "", "", reason)}
