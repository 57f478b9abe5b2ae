"""A request made of what a statement says, which spares a proof that it counts: only such as can be."""

from typing import Any

import pytest

from vpclint.policy.alive import is_plainly_alive
from vpclint.policy.dead import dead_in
from vpclint.policy.document import PolicyType

from .documents import document, policy, read, statement

RAW = "arn:aws:s3:::raw"
ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/job"


def alive(*statements: dict[str, Any], kind: PolicyType = PolicyType.ENDPOINT) -> list[bool]:
    whole = policy(*statements, policy_type=kind)
    endpoint = kind is PolicyType.ENDPOINT
    return [is_plainly_alive(whole, each, gateway=False, allowed=endpoint) for each in whole.statements]


@pytest.mark.parametrize(
    ("action", "resource", "wanted"),
    [
        ("s3:GetObject", f"{RAW}/*", True),
        ("s3:GetObject", RAW, False),
        ("s3:GetObject", f"{RAW}/", False),
        ("s3:GetObject", f"{RAW}/${{aws:username}}", False),
        ("s3:ListBucket", RAW, True),
        ("s3:ListBucket", f"{RAW}/*", False),
        ("sts:AssumeRole", RAW, False),
        ("sts:AssumeRole", ROLE, True),
        ("sts:AssumeRole", "*", True),
        ("*", f"{RAW}/*", True),
    ],
)
def test_a_request_is_for_what_its_action_is_about(action: str, resource: str, *, wanted: bool) -> None:
    assert alive(statement(Action=action, Resource=resource)) == [wanted]


@pytest.mark.parametrize(
    "members",
    [
        {"Action": None, "NotAction": "s3: GetObject", "Resource": f"{RAW}/a"},
        {"Action": "s3:PutObject", "Resource": None, "NotResource": f"{RAW}/a"},
        {"Action": "s3:PutObject", "Resource": None, "NotResource": "arn:aws:s3"},
    ],
)
def test_nothing_is_made_of_what_a_statement_is_not_about(members: dict[str, Any]) -> None:
    assert alive(statement(**members)) == [False]


@pytest.mark.parametrize("without", ["Action", "Resource"])
def test_nothing_is_made_of_a_statement_that_names_nothing(without: str) -> None:
    [broken] = read(document(statement(**{without: None}))).policies
    [one] = broken.statements
    assert not is_plainly_alive(broken, one, gateway=False, allowed=True)
    assert alive(statement(**{without: []})) == [False]


def test_what_looks_like_a_variable_is_left_to_a_proof() -> None:
    whole = policy(statement(Resource=f"{RAW}/${{aws:username}}"), version=None)
    assert not is_plainly_alive(whole, whole.statements[0], gateway=False, allowed=True)


@pytest.mark.parametrize(("denied", "wanted"), [(3, True), (4, False)])
def test_the_first_four_requests_are_tried(denied: int, *, wanted: bool) -> None:
    names = [f"{RAW}/{number}" for number in range(5)]
    assert alive(statement(Resource=names), statement("Deny", Resource=names[:denied]))[0] is wanted


@pytest.mark.parametrize(
    ("action", "denied", "wanted"),
    [
        ("sts:AssumeRole", "arn:aws:sts:*:*:*", False),
        ("STS:AssumeRole", "arn:aws:sts:*:*:*", False),
        ("sts:AssumeRole", "arn:aws:sts:us-east-1::*", True),
        ("s3:GetObject", "arn:aws:s3:::raw/*", True),
        ("s3:GetObject", "arn:aws:s3:::*/*", False),
        ("*", "arn:aws:s3:::*/*", False),
    ],
)
def test_any_resource_is_one_of_the_service_in_an_account(action: str, denied: str, *, wanted: bool) -> None:
    assert alive(statement(Action=action), statement("Deny", Resource=denied))[0] is wanted


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:SourceVpce": ["vpce-1", "${aws:username}"]}},
        {"StringLike": {"aws:SourceVpce": "vpce-?*"}},
        {"StringNotEquals": {"aws:username": "ann"}},
        {"StringEquals": {"s3:prefix": "a*"}},
        {"StringEquals": {"S3:Prefix": "a", "s3:delimiter": "/"}},
        {"StringEqualsIfExists": {"aws:SourceIp": "10.0.0.1"}},
        {"StringEquals": {"aws:PrincipalArn": ROLE}},
        {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/*"}},
        {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}},
        {"StringEquals": {"aws:PrincipalAccount": ACCOUNT, "aws:PrincipalArn": ROLE}},
    ],
)
def test_a_value_is_taken_for_which_the_condition_holds(condition: dict[str, Any]) -> None:
    assert alive(statement(Condition=condition)) == [True]


@pytest.mark.parametrize(
    "members",
    [
        {"Condition": {"StringEquals": {"s3:prefix": []}}},
        {"Condition": {"StringEquals": {"s3:prefix": "a"}, "StringLike": {"s3:prefix": "b"}}},
        {"Condition": {"StringEquals": {"aws:PrincipalAccount": "111122223333", "aws:PrincipalArn": ROLE}}},
        {"Condition": {"StringEquals": {"aws:SourceVpce": "vpc-1"}}},
        {"Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.1"}}},
        {"Condition": {"StringNotEquals": {"aws:PrincipalArn": ROLE}}, "Principal": {"AWS": ROLE}},
        {"Condition": {"StringEquals": {"aws:PrincipalArn": f"{ROLE}s"}}, "Principal": {"AWS": ROLE}},
    ],
)
def test_nothing_is_made_of_values_that_no_request_has(members: dict[str, Any]) -> None:
    assert alive(statement(**members)) == [False]


def test_an_address_of_a_caller_is_a_value_where_no_endpoint_is() -> None:
    members = {"Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.1"}}}
    assert alive(statement(**members), kind=PolicyType.BUCKET) == [True]


@pytest.mark.parametrize(
    ("principals", "wanted"),
    [
        ({"Principal": {"AWS": ROLE}}, True),
        ({"Principal": {"AWS": [ACCOUNT, ROLE]}}, True),
        ({"Principal": {"AWS": ACCOUNT}}, False),
        ({"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/ann"}}, False),
        ({"Principal": {"Service": "sagemaker.amazonaws.com"}}, False),
        ({"NotPrincipal": {"AWS": ROLE}}, True),
    ],
)
def test_a_caller_is_nobody_or_the_role_that_is_named(principals: dict[str, Any], *, wanted: bool) -> None:
    assert alive(statement(**{"Principal": None} | principals), kind=PolicyType.BUCKET) == [wanted]


@pytest.mark.parametrize("key", ["aws:PrincipalArn", "aws:PrincipalAccount"])
def test_only_the_callers_of_an_identity_policy_are_always_known(key: str) -> None:
    one = statement(Condition={"StringNotEquals": {key: "x"}})
    assert alive(one, kind=PolicyType.IDENTITY) == [False]
    assert alive(one, kind=PolicyType.BUCKET) == [True]
    assert alive(statement(), kind=PolicyType.IDENTITY) == [True]


ALLOW, DENY = statement(), statement("Deny", Resource=f"{RAW}/*")
ADDRESS = {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
AT_PREFIX = {"StringEquals": {"s3:prefix": "a"}}


@pytest.mark.parametrize(
    ("statements", "wanted"),
    [
        ([ALLOW, ALLOW], [False, False]),
        ([ALLOW, statement(Resource=f"{RAW}/*")], [True, False]),
        ([ALLOW, DENY], [True, True]),
        ([DENY, statement(Resource=f"{RAW}/*")], [True, False]),
        ([ALLOW, DENY, DENY], [True, False, False]),
        ([ALLOW, DENY, statement("Deny", Resource=[f"{RAW}s/*", f"{RAW}/*"])], [True, False, True]),
        ([ALLOW, DENY, statement("Deny", Resource=None, NotResource=f"{RAW}s")], [False, False, False]),
        ([statement(Condition=AT_PREFIX), DENY], [True, True]),
        ([ALLOW, statement("Deny", Condition=AT_PREFIX)], [True, True]),
        ([ALLOW, DENY | {"Condition": AT_PREFIX}], [True, True]),
        ([statement(Condition=AT_PREFIX), DENY | {"Condition": {"StringEquals": {"s3:prefix": "b"}}}], [True, False]),
        ([statement(Action="s3:GetObject"), statement(Action="s3:PutObject", Condition=ADDRESS)], [True, True]),
        ([ALLOW, DENY | {"Condition": {"StringEquals": {"s3:prefix": []}}}], [True, False]),
    ],
)
def test_a_statement_is_alive_where_no_other_decides(statements: list[Any], wanted: list[bool]) -> None:
    assert alive(*statements) == wanted


@pytest.mark.parametrize(
    ("kind", "wanted"), [(PolicyType.ENDPOINT, False), (PolicyType.BUCKET, True), (PolicyType.IDENTITY, True)]
)
def test_a_deny_of_what_nothing_allows_counts_but_at_an_endpoint(kind: PolicyType, *, wanted: bool) -> None:
    assert alive(DENY, kind=kind) == [wanted]
    assert alive(DENY, ALLOW, kind=kind)[0] is True
    assert alive(DENY, DENY, kind=kind) == [False, False]


@pytest.mark.parametrize(
    ("denied", "condition", "wanted"),
    [
        (f"{RAW}/*", {"StringEquals": {"s3:prefix": "a", "aws:SourceVpce": "vpce-1"}}, True),
        (f"{RAW}/*", {"StringNotEquals": {"s3:prefix": "a"}}, True),
        (f"{RAW}/*", {"StringNotEquals": {"s3:prefix": []}}, False),
        (f"{RAW}/*", ADDRESS, False),
        ("arn:aws:s3:::other/*", ADDRESS, True),
        ("arn:aws:s3:::raws/*", ADDRESS, True),
        (f"{RAW}/b*", ADDRESS, True),
        (f"{RAW}/a", ADDRESS, False),
        ("arn:aws:s3:::r*/b", ADDRESS, False),
        ("arn:aws:s3:::r?w/*/b", ADDRESS, False),
    ],
)
def test_a_deny_nearby_is_kept_from_holding_by_its_first_condition(
    denied: str, condition: dict[str, Any], *, wanted: bool
) -> None:
    found = alive(statement(Resource=f"{RAW}/a"), statement("Deny", Resource=denied, Condition=condition))
    assert found[0] is wanted


def test_a_wildcard_is_not_taken_for_itself() -> None:
    like = statement(Condition={"StringLike": {"s3:prefix": "a*?"}}, Resource=f"{RAW}/?")
    stars = statement("Deny", Condition={"StringEquals": {"s3:prefix": ["a*?", "a*x", "ax?"]}})
    assert alive(like, stars)[0]


def test_statements_without_resources_are_about_all() -> None:
    trust = statement(Action="sts:AssumeRole", Resource=None), statement("Deny", Resource=None)
    assert alive(statement(), *trust, kind=PolicyType.OTHER) == [False, False, False]
    assert alive(statement(), trust[0], kind=PolicyType.OTHER) == [True, False]


def test_an_account_and_a_role_together_leave_alive_what_the_role_alone_is_granted() -> None:
    """Of the session that is named besides, nothing follows for what the account has to allow as well."""
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/job/s"
    both = statement(Principal={"AWS": [ACCOUNT, session]}), statement(Principal={"AWS": ROLE})
    whole = policy(*both, policy_type=PolicyType.BUCKET)
    assert 1 not in [each.index for each in dead_in(whole)]
