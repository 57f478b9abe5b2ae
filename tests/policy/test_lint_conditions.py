"""What endpoints do not take in a condition, and what settings do to the rules."""

from typing import Any

import pytest

from vpclint.finding import Severity
from vpclint.policy.document import PolicyType
from vpclint.policy.reading import written
from vpclint.settings import Settings

from .documents import document, statement
from .test_lint import ALLOW, ENDPOINT, findings, rules, said

RESTRICTED: list[tuple[str, str, Any, str]] = [
    ("StringLike", "aws:PrincipalAccount", "12345678*", "has a wildcard, an endpoint takes none"),
    ("ArnLike", "AWS:SourceVpc", "vpc-0123456*", "has a wildcard, an endpoint takes none"),
    ("NumericEquals", "aws:PrincipalAccount", "123456789012", "is a number, an endpoint takes none"),
    ("StringLike", "s3:prefix", "home/*", "has a wildcard with fewer beside it"),
    ("StringNotLike", "s3:prefix", "abcdef*x*", "has a wildcard with fewer beside it"),
    ("StringLike", "aws:PrincipalArn", "*", "has a wildcard with fewer beside it"),
    ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::1234*:role/x", "is partly a wildcard"),
]


@pytest.mark.parametrize(("operator", "key", "value", "message"), RESTRICTED)
def test_what_endpoints_do_not_take_is_told(operator: str, key: str, value: str, message: str) -> None:
    text = document(ALLOW, statement("Deny", Condition={operator: {key: ["123456", value]}}))
    found = [each for each in said(text) if each[2] == f'"{value}"']
    assert [(rule, message in told) for rule, told, _ in found] == [("policy-condition-restricted", True)]
    assert "policy-condition-restricted" not in rules(text, PolicyType.BUCKET)


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("StringEquals", "aws:PrincipalAccount", "123456789012"),
        ("StringEquals", "s3:prefix", "a${*}b${?}"),
        ("StringLike", "s3:prefix", "home/a*"),
        ("StringLike", "s3:prefix", "*abcdef*"),
        ("StringLike", "s3:prefix", "${aws:userid}*"),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/x"),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::123456789012:role/*"),
        ("Null", "aws:SourceIp", "true"),
        ("IpAddress", "aws:VpcSourceIp", "10.0.0.0/8"),
    ],
)
def test_what_endpoints_take_is_in_order(operator: str, key: str, value: str) -> None:
    assert rules(document(ALLOW, statement("Deny", Condition={operator: {key: value}}))) == []


def test_the_account_of_a_resource_is_an_id_or_a_wildcard() -> None:
    arn = "arn:aws:s3:eu-central-1:1234*:accesspoint/a"
    assert [(rule, at) for rule, _, at in said(document(statement(Resource=arn)))] == [
        ("policy-condition-restricted", f'"{arn}"')
    ]


@pytest.mark.parametrize("kind", [PolicyType.ENDPOINT, PolicyType.BUCKET, None])
@pytest.mark.parametrize(
    ("operator", "value", "meant"),
    [
        ("StringEquals", "aws123*", "StringLike"),
        ("StringNotEquals", "a?b", "StringNotLike"),
        ("StringEqualsIgnoreCase", "a*", "StringLike"),
        ("StringNotEqualsIgnoreCase", "${aws:userid}*", "StringNotLike"),
        ("ForAnyValue:StringEquals", "a*", "StringLike"),
    ],
)
def test_a_wildcard_that_is_none_is_told(operator: str, value: str, meant: str, kind: PolicyType | None) -> None:
    text = document(ALLOW, statement("Deny", Condition={operator: {"s3:prefix": value}}))
    [(rule, message, at)] = said(text, kind)
    assert (rule, at) == ("policy-condition-restricted", f'"{value}"')
    base = operator.rpartition(":")[2]
    assert message == f"'{value}' has a wildcard, {base} takes * and ? as they stand: {meant} takes them for others"


@pytest.mark.parametrize(
    ("operator", "told"),
    [
        ("ForAnyValue:StringEqualsIfExists", True),
        ("ForAllValues:StringEqualsIfExists", False),
        ("ForAnyValue:StringEquals", False),
        ("StringEqualsIfExists", False),
    ],
)
def test_if_exists_behind_for_any_value_is_told(operator: str, told: bool) -> None:  # noqa: FBT001
    text = document(ALLOW, statement("Deny", Condition={operator: {"aws:TagKeys": "a"}}))
    message = "ForAnyValue does not hold where aws:TagKeys is absent: IfExists changes nothing"
    expected = [("policy-condition-restricted", message, '"aws:TagKeys"')] if told else []
    assert said(text, PolicyType.BUCKET) == said(text) == expected


@pytest.mark.parametrize(
    ("operator", "outcome"),
    [
        ("IpAddress", "never holds"),
        ("NotIpAddress", "always holds"),
        ("IpAddressIfExists", "always holds"),
        ("ForAllValues:IpAddress", "always holds"),
        ("ForAnyValue:NotIpAddress", "never holds"),
    ],
)
def test_the_address_of_a_caller_is_no_key_behind_an_endpoint(operator: str, outcome: str) -> None:
    text = document(ALLOW, statement("Deny", Condition={operator: {"aws:sourceip": "10.0.0.0/8"}}))
    [(rule, message, at)] = said(text)
    assert (rule, at) == ("policy-condition-restricted", '"aws:sourceip"')
    assert message.endswith(f"{outcome}: use aws:VpcSourceIp")


def test_settings_say_how_a_rule_weighs() -> None:
    text = document(statement("Deny"))
    settings = Settings(rules={"policy-without-allow": {"severity": "note"}})
    assert [each.severity for each in findings(written("p.json", text, ENDPOINT), settings)] == [Severity.NOTE]
