"""What is told of parts that IAM takes and hardly anyone means, and how much it weighs."""

from typing import Any

import pytest
from msgspec import structs

from vpclint.finding import Severity
from vpclint.policy.document import PolicyType
from vpclint.policy.reading import written

from .documents import BUCKET, Json, document, statement
from .test_lint import findings

ENDPOINT, AT_BUCKET, IDENTITY, _ = PolicyType
NOTE, WARNING, ERROR = Severity.NOTE, Severity.WARNING, Severity.ERROR
ALLOW = statement()
OWN = {name: value for name, value in ALLOW.items() if name != "Principal"}
ROLE = "arn:aws:iam::123456789012:role/job"


def told(text: str, kind: PolicyType | None, **known: Any) -> list[tuple[str, Severity | None, str, str]]:
    """Of each finding its rule, how much it weighs, what it says and the text at its place."""
    policy = structs.replace(written("p.json", text, kind), **known)
    found = ((each, each.places[0].span or (0, 0)) for each in findings(policy))
    return [(each.rule, each.severity, each.message, text[slice(*span)]) for each, span in found]


ODD: list[tuple[dict[str, Json], str, str]] = [
    ({"Action": []}, "no action stands here, so the statement is about nothing", "[]"),
    ({"Action": None, "NotAction": []}, "no action stands here, so the statement is about every action", "[]"),
    ({"Resource": []}, "no resource stands here, so the statement is about nothing", "[]"),
    ({"Resource": None, "NotResource": []}, "no resource stands here, so the statement is about every resource", "[]"),
    ({"Principal": {"AWS": []}}, "no principal stands here, so the statement is about nothing", '{"AWS": []}'),
    ({"Action": "s3: GetObject"}, "'s3: GetObject' has white space in it, so it matches nothing", '"s3: GetObject"'),
    ({"Resource": "arn:aws:s3"}, "'arn:aws:s3' has 3 of the 6 fields of an ARN, so it matches nothing", None),
    ({"Resource": "arn:aws:s3:::"}, "'arn:aws:s3:::' has 5 of the 6 fields of an ARN, so it matches nothing", None),
    ({"Principal": {"Service": "*"}}, "the principal is '*', AWS does not say whom it means under Service", '"*"'),
    ({"Principal": {"Federated": "*"}}, "the principal is '*', AWS does not say whom it means under Federated", '"*"'),
    (
        {"Condition": {"IpAddress": {"aws:VpcSourceIp": "10.0.0.1/8"}}},
        "AWS does not say whether '10.0.0.1/8' means 10.0.0.0/8",
        '"10.0.0.1/8"',
    ),
    ({"Condition": {"DateLessThan": {"aws:CurrentTime": "01T"}}}, "AWS does not say which instant '01T' is", '"01T"'),
]


@pytest.mark.parametrize(("members", "message", "at"), ODD)
def test_what_is_odd_is_a_warning(members: dict[str, Json], message: str, at: str | None) -> None:
    found = told(document(statement("Deny", **members), ALLOW), AT_BUCKET)
    assert [(rule, weight, message in said) for rule, weight, said, _ in found] == [("policy-grammar", WARNING, True)]
    assert at in (None, found[0][3])


def test_of_a_broken_statement_no_empty_list_is_told() -> None:
    text = document(ALLOW, statement(Action=[3], Resource=[], Principal={"AWS": [4]}))
    assert {weight for _, weight, _, _ in told(text, AT_BUCKET)} == {ERROR}


@pytest.mark.parametrize(
    ("kind", "rule", "weight"),
    [
        (ENDPOINT, "policy-without-allow", ERROR),
        (AT_BUCKET, "policy-grammar", WARNING),
        (IDENTITY, "policy-grammar", WARNING),
        (None, "policy-grammar", WARNING),
    ],
)
def test_a_policy_without_a_statement_says_nothing(kind: PolicyType | None, rule: str, weight: Severity) -> None:
    assert [each[:2] for each in told(document(), kind)] == [(rule, weight)]


@pytest.mark.parametrize("text", ["", "{", "{}", '{"Statement": 3}'])
def test_where_a_statement_may_be_hidden_that_is_not_said(text: str) -> None:
    assert not [each for each in told(text, AT_BUCKET) if "no statement, so" in each[2]]


@pytest.mark.parametrize(
    ("kind", "weight"), [(ENDPOINT, NOTE), (AT_BUCKET, WARNING), (IDENTITY, WARNING), (None, WARNING)]
)
def test_not_action_with_allow_allows_a_lot(kind: PolicyType | None, weight: Severity) -> None:
    base = (OWN if kind is IDENTITY else ALLOW) | {"Resource": f"{BUCKET}/*"}
    one = {name: value for name, value in base.items() if name != "Action"} | {"NotAction": "s3:Put*"}
    message = "NotAction with Allow allows every other action, those of all other services as well"
    assert told(document(base, one), kind) == [("policy-grammar", weight, message, '"s3:Put*"')]
    assert told(document(base, one | {"Effect": "Deny"}), kind) == []


@pytest.mark.parametrize("known", [{}, {"gateway": False}])
@pytest.mark.parametrize("kind", [AT_BUCKET, None])
def test_not_principal_with_allow_admits_the_anonymous(kind: PolicyType | None, known: Any) -> None:
    named = {"AWS": "123456789012"}
    one = statement(Principal=None, NotPrincipal=named, Resource=[BUCKET, f"{BUCKET}/*"])
    message = "NotPrincipal with Allow is about everyone else, whoever has not signed the request as well"
    assert told(document(one), kind, **known) == [("policy-principal", WARNING, message, '{"AWS": "123456789012"}')]
    assert told(document(one | {"Effect": "Deny"}), AT_BUCKET) == []
    assert told(document(one), ENDPOINT, gateway=False) == [
        ("policy-principal", WARNING, message, '{"AWS": "123456789012"}')
    ]


NAMED = "name them by a condition on aws:PrincipalArn or aws:PrincipalAccount"
AT_GATEWAY = [
    ({"Principal": {"AWS": ROLE}}, f"the principal is '{ROLE}'", "AWS does not say whom this means there"),
    ({"Principal": {"Service": "*"}}, "the principal is '*'", "AWS does not say whom this means there"),
    ({"Principal": {"AWS": "123456789012"}}, "the principal is '123456789012'", "an account as its root user"),
    ({"NotPrincipal": {"AWS": ROLE}}, "the statement has NotPrincipal", "AWS does not say whom this means there"),
]


@pytest.mark.parametrize(("members", "subject", "means"), AT_GATEWAY)
def test_of_a_gateway_endpoint_is_said_what_aws_documents(members: dict[str, Json], subject: str, means: str) -> None:
    one = statement("Deny", **{"Principal": None, **members})
    found = [each for each in told(document(ALLOW, one), ENDPOINT, gateway=True) if each[0] == "policy-principal"]
    assert [each[2] for each in found] == [f"{subject}, a gateway endpoint takes * only, and {means}: {NAMED}"]


def test_a_canonical_user_is_a_principal_of_buckets_only() -> None:
    text = document(ALLOW, statement("Deny", Principal={"CanonicalUser": "79a59df900b949e5"}))
    assert told(text, AT_BUCKET) == []
    message = "the principal is '79a59df900b949e5', a canonical user is known to the policies of S3 buckets only"
    assert told(text, ENDPOINT, gateway=False) == [("policy-grammar", WARNING, message, '"79a59df900b949e5"')]


@pytest.mark.parametrize(("sid", "good"), [("Ab9", True), ("", True), ("a-b", False), ("a b", False), ("ä", False)])
def test_the_name_of_a_statement_has_letters_and_digits_in_an_identity_policy(sid: str, good: bool) -> None:  # noqa: FBT001
    found = told(document(OWN | {"Sid": sid}), IDENTITY)
    assert [each[:2] for each in found] == ([] if good else [("policy-grammar", ERROR)])
    assert told(document(ALLOW | {"Sid": sid}), ENDPOINT) == []
    assert told(document(ALLOW | {"Sid": sid}), AT_BUCKET) == []


def test_an_effect_that_stands_twice_hides_no_allow() -> None:
    text = '{"Statement": {"Effect": "Allow", "Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}}'
    assert [each[0] for each in told(text, ENDPOINT)] == ["policy-duplicate-key"]


def test_partitions_are_held_against_the_first_of_the_document() -> None:
    account = {"Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Resource": "arn:aws-cn:s3:::raw/*"}
    text = document(statement("Deny", **account))
    [only] = [each for each in findings(written("p.json", text, AT_BUCKET)) if each.rule == "policy-partition"]
    assert only.message == "'arn:aws-cn:s3:::raw/*' is of the partition 'aws-cn', one before it is of 'aws'"
    assert [text[slice(*each.span)] for each in only.places if each.span] == [
        '"arn:aws-cn:s3:::raw/*"',
        '"arn:aws:iam::123456789012:root"',
    ]


def test_what_is_no_partition_is_told_once() -> None:
    text = document(statement(Resource=["arn:awz:s3:::raw", "arn:aws:s3:::raw"]))
    assert [each[0] for each in told(text, AT_BUCKET)] == ["policy-grammar"]
