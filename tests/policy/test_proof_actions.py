"""The actions that are tried in a proof: of all that the same statements are about, one."""

from typing import Any

import pytest

from vpclint.algebra.patterns import Budget, Exhausted
from vpclint.policy.document import Policy, PolicyType
from vpclint.policy.evaluate import Evaluator
from vpclint.policy.grammar import read_decoded
from vpclint.policy.proof.actions import ActionChoice, action_choices
from vpclint.policy.proof.statements import Statements
from vpclint.policy.requests import name_of
from vpclint.policy.vocabulary import actions_of

from .documents import document, policy, read, statement

OF_OBJECTS, OF_BUCKETS, OF_NEITHER = (
    "s3:AbortMultipartUpload",
    "s3:AllowVendedLogDeliveryForResource",
    "s3:AssociateAccessGrantsIdentityCenter",
)
"""The first actions of S3 that are about an object, about a bucket, and about neither."""


def choices(whole: Policy, *wanted: str, budget: Budget | None = None) -> list[ActionChoice]:
    return action_choices(Statements([Evaluator(whole)]), [name_of(each) for each in wanted], budget or Budget())


def tried(*listed: dict[str, Any], wanted: str | list[str]) -> list[str]:
    """The actions that statements with these elements tell apart; a new one is one that AWS is not known to have."""
    several = [wanted] if isinstance(wanted, str) else wanted
    found = choices(policy(*(statement(**each) for each in listed)), *several)
    return [each.name if each.known else f"new {each.name}" for each in found]


ALL = {"Action": "*"}
OF_S3 = [OF_OBJECTS, OF_BUCKETS, OF_NEITHER]


@pytest.mark.parametrize(
    ("listed", "wanted", "found"),
    [
        ([ALL], "*", [*OF_S3, "new x:x"]),
        ([ALL], "s3:*", [*OF_S3, "new s3:x"]),
        ([ALL], "S3:GET*ACL", ["s3:GetObjectAcl", "s3:GetBucketAcl", "new s3:getacl"]),
        ([ALL], "ec2:*", ["ec2:AcceptAddressTransfer", "new ec2:x"]),
        ([ALL], "execute-api:*", ["new execute-api:y"]),
        ([ALL], "nope:*", ["new nope:x"]),
        ([ALL], "?", []),
        ([{"NotAction": []}], "ec2:nothing*", ["new ec2:nothing"]),
        ([ALL], "ec2*:Run*", ["new ec2:run"]),
        ([ALL], "ec?:Run*", ["new ecx:run"]),
        ([ALL], ["s3:x*", "sts:AssumeRole?*"], ["sts:AssumeRoleWithSAML", "new s3:x", "new sts:assumerolex"]),
        ([{"Action": "s3:GetObject"}], "s3:GetObject*", ["s3:GetObject", "s3:GetObjectAcl", "new s3:getobjectx"]),
        ([{"NotAction": "s3:getobject"}], "s3:GetObject*", ["s3:GetObject", "s3:GetObjectAcl", "new s3:getobjectx"]),
        ([{"Action": ["nope:Do", "nope:Undo"]}], "nope:*", ["new nope:x", "new nope:do"]),
        ([{"Action": "nope:Do"}], "nope:?", ["new nope:x"]),
        ([{"Action": "ec2:Nothing"}], "ec2:*", ["ec2:AcceptAddressTransfer", "new ec2:x", "new ec2:nothing"]),
        ([{"Action": "iam:?*User"}], "iam:*User", ["iam:CreateUser", "new iam:user", "new iam:xuser"]),
    ],
)  # fmt: skip
def test_there_is_one_action_for_all_that_the_same_statements_are_about(
    listed: list[dict[str, Any]], wanted: str | list[str], found: list[str]
) -> None:
    assert tried(*listed, wanted=wanted) == found


def test_services_that_a_policy_names_are_looked_through_in_their_order() -> None:
    listed = {"Action": ["sts:AssumeRole", "ec2:*", "nope:x", "*"]}
    assert tried({"Action": "sts:AssumeRole"}, {"Action": "ec2:Run*"}, listed, wanted="*") == [
        "ec2:RunInstances",
        "ec2:AcceptAddressTransfer",
        *OF_S3,
        "sts:AssumeRole",
        *("new y:y", "new ec2:run"),
    ]
    assert tried({"Action": "sts:AssumeRole"}, wanted="sts:*") == [
        *("sts:AssumeRole", "sts:AssumeRoleWithSAML", "new sts:x"),
    ]


@pytest.mark.parametrize(
    ("listed", "wanted", "found"),
    [
        (["s3:GetObjec?"], "s3:*", "new s3:getobjecx"),
        (["s3:Get*", "s3:*Object"], "s3:*", "new s3:getxobject"),
        (["s3:*", "s3:*x"], "s3:GetObject*", "new s3:getobjecty"),
    ],
)
def test_what_is_new_is_no_name_that_aws_has(listed: list[str], wanted: str, found: str) -> None:
    assert found in tried(*({"Action": each} for each in listed), wanted=wanted)


def test_where_aws_has_every_name_that_patterns_leave_none_is_new() -> None:
    assert tried({"Action": "s3:Get*"}, wanted="*:GetObject") == ["s3:GetObject", "new x:getobject"]
    assert tried({"Action": ["s3:GetObjec?", "s3:?etObject"]}, wanted="s3:GetObject*")[-1] == "new s3:getobjectx"


@pytest.mark.parametrize("pattern", ["s3:Get-*", "s3:Get_*", "s3:-*"])
def test_no_action_has_anything_but_letters_and_digits_in_its_name(pattern: str) -> None:
    assert tried({"Action": pattern}, wanted="*") == [*OF_S3, "new x:x"]


@pytest.mark.parametrize("wanted", ["-*", ":*", "s3:", "s3", "s3:*:*", "s3:-*", "*-", "s3:_*", "s_3:*", "s3_*"])
def test_no_action_looks_otherwise(wanted: str) -> None:
    assert tried(ALL, wanted=wanted if "*" in wanted else f"{wanted[:-1]}?") == []


@pytest.mark.parametrize(
    ("name", "level", "known", "s3"),
    [
        ("s3:GetObject", "object", True, True),
        ("S3:getobject", "object", True, True),
        ("s3:ListBucket", "bucket", True, True),
        ("s3:ListAllMyBuckets", "other", True, True),
        ("s3:Unheard", None, False, True),
        ("ec2:RunInstances", None, True, False),
        ("EC2:runinstances", None, True, False),
        ("ec2:Unheard", None, False, False),
        ("nope:Thing", None, True, False),
        ("s3express:CreateSession", None, True, False),
    ],
)
def test_of_a_single_action_it_is_told_what_it_is_about_and_whether_aws_has_it(
    name: str,
    level: str | None,
    known: bool,  # noqa: FBT001
    s3: bool,  # noqa: FBT001
) -> None:
    """Of a service whose actions are not listed here it is not doubted."""
    [found] = choices(policy(statement()), name)
    assert (found.name, found.level and found.level.value, found.known, found.s3) == (name, level, known, s3)


def test_single_actions_that_nothing_tells_apart_are_one_the_first() -> None:
    alike = ["s3:PutObject", "s3:GetObject", "s3:ListBucket", "ec2:RunInstances", "ec2:Unheard", "s3:Unheard"]
    assert tried(ALL, wanted=alike) == [
        *("s3:PutObject", "s3:ListBucket", "ec2:RunInstances", "new ec2:Unheard", "new s3:Unheard"),
    ]
    assert tried({"Action": "s3:get*"}, wanted=alike)[:2] == ["s3:PutObject", "s3:GetObject"]


@pytest.mark.parametrize(
    ("listed", "about"),
    [
        ({"Action": "s3:GetObject"}, True),
        ({"Action": "S3:getOBJECT"}, True),
        ({"Action": ["s3:PutObject", "s3:Get*", "s3:List*"]}, True),
        ({"Action": "s3:PutObject"}, False),
        ({"NotAction": "s3:GetObject"}, False),
        ({"NotAction": ["s3:PutObject", "s3:Get*"]}, False),
        ({"NotAction": "s3:PutObject"}, True),
    ],
)
def test_statements_are_about_an_action_as_they_list_it_or_leave_it_out(listed: dict[str, Any], about: bool) -> None:  # noqa: FBT001
    [found] = choices(policy(statement(), statement(**listed), statement(Action="sts:*")), "s3:GetObject")
    assert (found.yes, found.may) == ((3, 3) if about else (1, 1))
    assert found.yes == found.may


def test_a_statement_that_nobody_understands_may_be_about_every_action() -> None:
    torn = {name: value for name, value in statement().items() if name != "Action"}
    whole = read(document(statement(), torn, statement(Action="sts:*"))).policies[0]
    assert {(each.yes, each.may) for each in choices(whole, "s3:*")} == {(1, 3)}
    assert {(each.yes, each.may) for each in choices(whole, "sts:*")} == {(5, 7)}


def test_a_single_action_takes_nothing_and_patterns_take_what_they_are_given_at_most() -> None:
    several = policy(*(statement(Action=f"s3:*{letter}*") for letter in "abcd"))
    assert len(choices(several, "s3:GetObject", budget=Budget(0, 0))) == 1
    with pytest.raises(Exhausted):
        choices(several, "s3:*", budget=Budget(10, 1000))
    spent = Budget()
    choices(several, "s3:*", budget=spent)
    assert Budget().left - spent.left < 100


def test_a_statement_that_says_nothing_of_actions_is_about_every_one() -> None:
    silent = {"Effect": "Allow", "Principal": "*", "Resource": "*"}
    whole = read_decoded({"Statement": [silent]}, PolicyType.ENDPOINT).policies[0]
    assert [(each.yes, each.may) for each in choices(whole, "s3:GetObject")] == [(1, 1)]


def test_a_new_name_is_looked_for_only_among_those_that_the_same_patterns_match() -> None:
    """Names that are spelled need no search at all, and those that begin alike a short one."""
    spelled = sorted(f"s3:{name}" for name in actions_of("s3") or ())[:40]
    for listed, most in ((spelled, 800), (["s3:GetObject*", "s3:*a*b*", "s3:*c*d*", "s3:*e*f*"], 80)):
        budget = Budget()
        choices(policy(*(statement(Action=each) for each in listed)), "s3:*", budget=budget)
        assert Budget().left - budget.left < most
