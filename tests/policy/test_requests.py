"""Requests as a person describes them, and what the caller implies."""

from typing import Any

import pytest

from vpclint.algebra.patterns import Pattern
from vpclint.errors import UsageError
from vpclint.policy.callers import ANONYMOUS, Caller, CallerKind, role
from vpclint.policy.requests import (
    caller_named,
    context_of,
    implied,
    keys_of,
    name_of,
    owner_in,
    resource_named,
    strange_actions,
    strange_keys,
    usual,
)
from vpclint.policy.values import ABSENT, Context, Like, OneOf, Unknown, Value, known, untold

from .documents import BUCKET, KEY, policy, statement

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/team/job"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/job/SageMaker"
USER = f"arn:aws:iam::{ACCOUNT}:user/team/ann"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
FEDERATED = f"arn:aws:sts::{ACCOUNT}:federated-user/bob/x"
SERVICE = "sagemaker.amazonaws.com"

CALLERS = [
    ("anonymous", ANONYMOUS),
    ("Anonymous", ANONYMOUS),
    (ACCOUNT, Caller(CallerKind.ROLE, ACCOUNT)),
    (ROLE, role(ROLE)),
    (SESSION, Caller(CallerKind.ROLE, ACCOUNT, "", SESSION)),
    (USER, Caller(CallerKind.USER, ACCOUNT, USER)),
    (ROOT, Caller(CallerKind.ROOT, ACCOUNT, ROOT)),
    (FEDERATED, Caller(CallerKind.FEDERATED, ACCOUNT, FEDERATED)),
    (SERVICE, Caller(CallerKind.SERVICE, "", SERVICE)),
    ("ec2.amazonaws.com.cn", Caller(CallerKind.SERVICE, "", "ec2.amazonaws.com.cn")),
]


@pytest.mark.parametrize(("text", "caller"), CALLERS)
def test_a_text_names_a_caller(text: str, caller: Caller) -> None:
    assert caller_named(text) == caller


@pytest.mark.parametrize(
    "text",
    ["*", "", "bob", "12345678901", f"{ACCOUNT}0", f"{ROLE}*", ROLE.replace("role/", "group/"), f"{SESSION}?", "AROAX"],
)
def test_any_other_text_names_none(text: str) -> None:
    with pytest.raises(UsageError, match="is no principal"):
        caller_named(text)


PAIRS: list[tuple[list[str], dict[str, Value]]] = [
    ([], {}),
    (["aws:SourceVpc=vpc-1"], {"aws:sourcevpc": known("vpc-1")}),
    (["s3:prefix="], {"s3:prefix": known("")}),
    (["s3:prefix=a=b!c?~d\ne"], {"s3:prefix": known("a=b!c?~d\ne")}),
    (["aws:SourceVpc!"], {"aws:sourcevpc": ABSENT}),
    (["aws:SourceVpc?"], {"aws:sourcevpc": Unknown(untold("aws:SourceVpc"))}),
    (["aws:SourceVpce~vpce-*"], {"aws:sourcevpce": Like(Pattern.glob("vpce-*"))}),
    (["aws:TagKeys=a"], {"aws:tagkeys": known("a", several=True)}),
    (["aws:TagKeys=a", "AWS:tagkeys=b"], {"aws:tagkeys": known("a", "b", several=True)}),
    (["my:key=a"], {"my:key": known("a")}),
    (["my:key=a", "my:key=b"], {"my:key": known("a", "b", several=True)}),
    (["aws:PrincipalTag/team=a", "s3:prefix!"], {"aws:principaltag/team": known("a"), "s3:prefix": ABSENT}),
]


@pytest.mark.parametrize(("entries", "values"), PAIRS)
def test_the_context_says_what_is_known(entries: list[str], values: dict[str, Value]) -> None:
    assert context_of(entries) == values


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        (["vpc-1"], "'vpc-1' says nothing of a condition key"),
        (["SourceVpc=vpc-1"], "says nothing"),
        (["aws:SourceVpc"], "says nothing"),
        (["=a"], "says nothing"),
        (["aws:SourceVpc!x"], "says nothing"),
        (["aws:SourceVpc=a", "aws:sourcevpc=b"], "aws:SourceVpc holds one value, 2 are given"),
        (["aws:SourceVpc!", "aws:SourceVpc=a"], "'aws:SourceVpc' is given twice"),
        (["aws:SourceVpc=a", "aws:SourceVpc?"], "'aws:SourceVpc' is given twice"),
        (["aws:SourceVpc~a*", "aws:SourceVpc~b*"], "'aws:SourceVpc' is given twice"),
    ],
)
def test_what_says_nothing_of_a_key_is_refused(entries: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        context_of(entries)


@pytest.mark.parametrize(
    ("keys", "notes"),
    [
        (["aws:SourceVpc", "s3:prefix", "aws:RequestTag/x", "my:key"], []),
        (["aws:SourceVPCs"], ["'aws:SourceVPCs' is no condition key that is known here, did you mean aws:SourceVpc?"]),
        (["s3:zzzzzzzz"], ["'s3:zzzzzzzz' is no condition key that is known here"]),
    ],
)
def test_a_key_that_aws_is_not_known_to_have_is_strange(keys: list[str], notes: list[str]) -> None:
    assert list(strange_keys(keys)) == notes


def test_the_owner_of_a_resource_is_in_the_context() -> None:
    assert owner_in({}) == ""
    assert owner_in(context_of([f"aws:ResourceAccount={ACCOUNT}"])) == ACCOUNT
    assert owner_in(context_of([f"s3:ResourceAccount={ACCOUNT}"])) == ACCOUNT
    assert owner_in(context_of(["aws:ResourceAccount!"])) == ""


@pytest.mark.parametrize(
    "text",
    [BUCKET, KEY, "*", "arn:*", "a*", f"{BUCKET}/?*", "arn:aws:s3*", "arn:aws:ec2:eu-central-1:1:subnet/subnet-1"],
)
def test_a_resource_is_an_arn_or_a_pattern_of_some(text: str) -> None:
    assert resource_named(text) == name_of(text)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("s3://acme-raw/x", ", did you mean 'arn:aws:s3:::acme-raw/x'?"),
        ("s3://acme-raw", ", did you mean 'arn:aws:s3:::acme-raw'?"),
        ("acme-raw", ", did you mean 'arn:aws:s3:::acme-raw'?"),
        ("acme-raw/a b\nc", ", did you mean 'arn:aws:s3:::acme-raw/a b\\x0ac'?"),
        ("acme-raw/*", ", did you mean 'arn:aws:s3:::acme-raw/*'?"),
        ("arn:aws:s3", ": arn:… or * was expected"),
        ("?", ": arn:… or * was expected"),
        ("", ": arn:… or * was expected"),
        ("aws:s3:::raw", ": arn:… or * was expected"),
    ],
)
def test_what_is_no_arn_is_refused_with_what_was_meant(text: str, hint: str) -> None:
    with pytest.raises(UsageError, match="is no ARN") as caught:
        resource_named(text)
    assert str(caught.value).endswith(f"is no ARN{hint}")


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("aws:SourceIp=banana", "aws:SourceIp is 'banana', an address or a CIDR block was expected"),
        ("AWS:sourceip=10.0.0.1/8", "aws:SourceIp is '10.0.0.1/8', an address or a CIDR block was expected"),
        ("s3:max-keys=many", "s3:max-keys is 'many', a number was expected"),
        ("aws:CurrentTime=now", "aws:CurrentTime is 'now', a date, or seconds since 1970 was expected"),
        ("aws:SecureTransport=yes", "aws:SecureTransport is 'yes', true or false was expected"),
    ],
)
def test_a_value_that_is_none_of_its_key_is_refused(entry: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        context_of([entry])
    assert str(caught.value) == message


def test_a_value_of_its_key_is_taken() -> None:
    entries = ["aws:SourceIp=10.0.0.0/8", "s3:max-keys=5", "aws:CurrentTime=2026-11-23", "aws:SecureTransport=TRUE"]
    assert len(context_of([*entries, "aws:VpcSourceIp=", "my:ip=banana", "aws:EpochTime~*"])) == 7


@pytest.mark.parametrize(
    ("action", "notes"),
    [
        ("s3:GetObject", []),
        ("S3:getobject", []),
        ("s3:Get*", []),
        ("s3:GetObjec?", []),
        ("*", []),
        ("nosuchservice:Anything", []),
        ("s3:GetObjectz", ["'s3:GetObjectz' is no action that is known here, did you mean s3:GetObject?"]),
        ("s3:Xyzzy", ["'s3:Xyzzy' is no action that is known here"]),
    ],
)
def test_an_action_that_aws_is_not_known_to_have_is_strange(action: str, notes: list[str]) -> None:
    assert list(strange_actions([action])) == notes


def test_requests_usually_go_over_tls_and_are_the_callers_own() -> None:
    tls, own = {"aws:SecureTransport": known("true")}, {"aws:ViaAWSService": known("false")}
    assert usual(ANONYMOUS) == usual(role(ROLE)) == tls | own
    assert usual(Caller(CallerKind.SERVICE, "", SERVICE)) == tls


def test_a_name_with_wildcards_is_a_pattern() -> None:
    assert name_of("s3:GetObject") == "s3:GetObject"
    assert name_of("s3:Get*") == Pattern.glob("s3:Get*")
    assert name_of("s3:?etObject") == Pattern.glob("s3:?etObject")


TYPE, ID, NAME = "aws:PrincipalType", "aws:userid", "aws:username"
ARN, OWNER, TEAM, AWS = "aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalTag/team", "aws:PrincipalIsAWSService"
OPEN: Any = None

IMPLIED: list[tuple[str, dict[str, Value]]] = [
    (
        "anonymous",
        {ARN: ABSENT, OWNER: ABSENT, NAME: ABSENT, TEAM: ABSENT, AWS: ABSENT, "aws:PrincipalOrgID": ABSENT}
        | {ID: OneOf((ABSENT, known("anonymous"))), TYPE: OneOf((ABSENT, known("Anonymous")))},
    ),
    (ACCOUNT, {ARN: OPEN, OWNER: known(ACCOUNT), NAME: OPEN, TEAM: OPEN, AWS: known("false"), TYPE: OPEN, ID: OPEN}),
    (
        ROLE,
        {ARN: known(ROLE), OWNER: known(ACCOUNT), NAME: ABSENT, TEAM: OPEN, AWS: known("false")}
        | {ID: Like(Pattern.glob("AROA*:*")), TYPE: known("AssumedRole"), "aws:PrincipalOrgID": OPEN},
    ),
    (
        SESSION,
        {ARN: Like(Pattern.glob(f"arn:aws:iam::{ACCOUNT}:role/*job")), OWNER: known(ACCOUNT), NAME: ABSENT}
        | {ID: Like(Pattern.glob("AROA*:SageMaker")), TYPE: known("AssumedRole")},
    ),
    (
        USER,
        {
            ARN: known(USER),
            OWNER: known(ACCOUNT),
            NAME: known("ann"),
            TYPE: known("User"),
            ID: Like(Pattern.glob("AIDA*")),
        },
    ),
    (
        FEDERATED,
        {ARN: known(FEDERATED), OWNER: known(ACCOUNT), NAME: ABSENT, TYPE: known("FederatedUser")}
        | {ID: known(f"{ACCOUNT}:bob/x")},
    ),
    (ROOT, {ARN: known(ROOT), OWNER: known(ACCOUNT), NAME: ABSENT, TYPE: known("Account"), ID: known(ACCOUNT)}),
    (SERVICE, {ARN: OPEN, NAME: ABSENT, AWS: known("true"), "aws:PrincipalServiceName": known(SERVICE), OWNER: OPEN}),
]


@pytest.mark.parametrize(("text", "values"), IMPLIED)
def test_the_caller_implies_some_keys_and_leaves_others_open(text: str, values: dict[str, Value]) -> None:
    context = Context(implied(caller_named(text), endpoint=False))
    for key, value in values.items():
        assert context[key] == (Unknown(untold(key)) if value is OPEN else value), key
    for key in ("aws:SourceIp", "aws:SourceVpce", "aws:SecureTransport", "aws:CurrentTime", "aws:ViaAWSService"):
        assert context[key] == Unknown(untold(key))


@pytest.mark.parametrize(
    "name",
    [
        *("Arn", "Account", "OrgID", "OrgPaths", "Tag/x", "IsAWSService", "ServiceName", "ServiceNamesList"),
        *("username", "SourceIdentity", "FederatedProvider", "TokenIssueTime", "MultiFactorAuthAge"),
        "MultiFactorAuthPresent",
    ],
)
def test_nobody_has_what_only_somebody_has(name: str) -> None:
    context = Context(implied(ANONYMOUS, endpoint=False))
    assert ABSENT in (context[f"aws:Principal{name}"], context[f"aws:{name}"])


def test_of_somebody_who_is_not_known_little_is_implied() -> None:
    assert implied(Caller(CallerKind.ROLE), endpoint=False).keys() == {AWS, "aws:PrincipalServiceName"}


@pytest.mark.parametrize("text", ["anonymous", ROLE, SERVICE])
def test_an_endpoint_implies_the_way(text: str) -> None:
    context = Context(implied(caller_named(text), endpoint=True))
    assert context["aws:SourceIp"] == ABSENT
    assert context["aws:SourceVpc"] == Like(Pattern.glob("vpc-*"))
    assert context["aws:SourceVpce"] == Like(Pattern.glob("vpce-*"))
    assert context["aws:VpcSourceIp"] == Like(Pattern.glob("*"))


def test_a_session_implies_its_name_for_a_role_that_is_known() -> None:
    assert implied(role(ROLE, "SageMaker"), endpoint=False)[ID] == Like(Pattern.glob("AROA*:SageMaker"))
    assert implied(role(ROLE, "SageMaker"), endpoint=False)[ARN] == known(ROLE)


def test_the_keys_of_a_policy_are_those_of_conditions_and_of_variables() -> None:
    found = policy(
        statement(
            Resource="arn:aws:s3:::raw/${aws:username}/*", Condition={"StringLike": {"s3:prefix": "${aws:userid}/*"}}
        ),
        statement(NotResource="*", Condition={"Null": {"AWS:TagKeys": "true"}}),
    )
    assert keys_of(found) == {"aws:username", "s3:prefix", "aws:userid", "AWS:TagKeys"}
    assert keys_of(policy(statement(Resource="arn:aws:s3:::${aws:username}"), version=None)) == frozenset()


def test_what_begins_with_a_key_that_ends_in_a_slash_has_its_value() -> None:
    context = Context({"aws:PrincipalTag/": ABSENT, "aws:PrincipalTag/Team": known("a")})
    assert context["aws:principaltag/team"] == known("a")
    assert context["aws:PrincipalTag/Other"] == ABSENT
    assert context["aws:RequestTag/Team"] == Unknown(untold("aws:RequestTag/Team"))
    assert context["aws:PrincipalTag"] == Unknown(untold("aws:PrincipalTag"))
