"""What IAM's own validator refuses, and what it takes, case by case: identity policies, as it reads them.

What it refuses is an error, but for empty lists, which mean something by IAM's own tables, and for operators that are
not known here.
"""

import json

import pytest

from vpclint.finding import Severity
from vpclint.policy.document import PolicyType
from vpclint.policy.reading import written

from .documents import Json
from .test_lint import findings

BASE = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::raw"}


def told(document: Json) -> set[Severity | None]:
    """How much that weighs that is found in an identity policy."""
    text = document if isinstance(document, str) else json.dumps(document)
    return {each.severity for each in findings(written("p.json", text, PolicyType.IDENTITY))}


def whole(*statements: Json, **members: Json) -> Json:
    listed = statements[0] if len(statements) == 1 else list(statements)
    return {"Version": "2012-10-17", "Statement": listed, **members}


def one(**members: Json) -> Json:
    return whole({name: value for name, value in (BASE | members).items() if value is not None})


REFUSED = {
    "no JSON": "Allow everything, please",
    "another version": one() | {"Version": "2013-10-17"},
    "no statement": {"Version": "2012-10-17"},
    "a statement that is a word": whole(["Allow"]),
    "a strange member of the policy": whole(BASE, Comment="x"),
    "a strange member of the statement": one(Comment="x"),
    "an id in a list": whole(BASE, Id=["x"]),
    "an id that is an object": whole(BASE, Id={}),
    "an effect that is none": one(Effect="Perhaps"),
    "an effect in the wrong case": one(Effect="denY"),
    "no effect": one(Effect=None),
    "an action without a service": one(Action="ListBucket"),
    "an empty action": one(Action=None, NotAction=""),
    "a service with a space": one(Action="s 3:ListBucket"),
    "an action with two colons": one(Action="s3:List:Bucket"),
    "a second action with two colons": one(Action=["s3:ListBucket", "s:3:ListBucket"]),
    "a resource that is a word": one(Resource="raw"),
    "an empty resource": one(Resource=""),
    "a word among the resources": one(Resource=["*", "raw"]),
    "a resource of two fields": one(Resource="a:raw"),
    "a resource of eight fields": one(Resource="a:b:c:d:e:f:g:h"),
    "a resource without arn": one(Resource="aws:s3:::raw"),
    "an ARN of five fields": one(Resource="arn:aws:s3::raw"),
    "an ARN of five fields that is excepted": one(Resource=None, NotResource="arn:aws:s3::raw"),
    "an ARN of two fields": one(Resource="arn:aws"),
    "an ARN of four fields": one(Resource="arn:aws::raw"),
    "an ARN without a service": one(Resource="arn:aws::::raw"),
    "no resource": one(Resource=None),
    "no action": one(Action=None),
    "neither": one(Action=None, Resource=None),
    "neither in the first of two": whole({"Effect": "Deny"}, BASE),
    "a resource that is an object": one(Resource={"a": "arn:aws:s3:::raw"}),
    "an object among the resources": one(Resource=["*", {}]),
    "a list among the actions": one(Action=[[]]),
    "an action that is an object": one(Action={}),
    "actions and others": one(NotAction="iam:PassRole"),
    "actions, of which there are none, and others": one(Action=[], NotAction="s3:ListBucket"),
    "resources and others": one(NotResource="*"),
    "resources and others, of which there are none": one(NotResource=[]),
    "a condition that is a list": one(Condition=[]),
    "conditions in a list": one(Condition=[{"StringEquals": {"aws:TagKeys": "a"}}]),
    "a condition that is a word": one(Condition="a"),
    "an operator with a word": one(Condition={"DateGreaterThan": "b"}),
    "an operator with a list": one(Condition={"DateGreaterThan": []}),
    "a key with an object": one(Condition={"DateGreaterThan": {"a:b": {}}}),
    "a bucket with a Region": one(Resource="arn:aws:s3:us-east-1::raw"),
    "an object with a Region": one(Resource="arn:aws:s3:eu-central-1:123456789012:raw/*"),
    "a role with a Region": one(Action="iam:GetRole", Resource="arn:aws:iam:eu-central-1::role/job"),
    "a role of a wrong path": one(Action="iam:GetRole", Resource="arn:aws:iam::123456789012:roles/job"),
    "a resource of IAM without a path": one(Action="iam:GetRole", Resource="arn:aws:iam::123456789012:job"),
    "a partition that is none": one(Resource="arn:error:s3:::raw"),
    "another partition that is none": one(Resource=None, NotResource=["arn:awz:s3:::raw", "*"]),
    "a second after the last": one(Condition={"DateGreaterThan": {"a:b": "9223372036854775808"}}),
    "a month after the last": one(Condition={"DateLessThan": {"a:b": "2016-13-13t2:00:00z"}}),
    "a date of four parts": one(Condition={"DateLessThan": {"a:b": "2016-12-12-12T2:00:00Z"}}),
    "an hour after the last": one(Condition={"DateLessThan": {"a:b": ["2016-12-13T24:00:00Z"]}}),
    "a zone of one digit": one(Condition={"DateLessThan": {"a:b": "2016-12-13T2:00:00.593194+2"}}),
    "a year after the last": one(Condition={"DateLessThan": {"a:b": "292278994-08-17T07:12:55.807Z"}}),
    "a name that is an object": one(Sid={}),
    "a name that is a list": one(Sid=[]),
    "a name twice": whole(BASE | {"Sid": "a"}, BASE | {"Sid": "a"}),
}
WARNED_OF = {
    "an operator that is none": one(Condition={"x": {"a:b": "1"}}),
    "a qualifier with two colons": one(Condition={"ForAnyValue::StringEqualsIfExists": {"a:b": "c"}}),
    "no statement in the list": {"Version": "2012-10-17", "Statement": []},
    "no action in the list": one(Action=[]),
    "no action that is excepted": one(Effect="Deny", Action=None, NotAction=[]),
    "no resource in the list": one(Resource=[]),
    "no resource that is excepted": one(Resource=None, NotResource=[]),
}
TAKEN = {
    "a resource in a list": one(Resource=["arn:aws:s3:::raw"]),
    "everything among the resources": one(Resource=["arn:aws:s3:::raw", "*"]),
    "every action": one(Action="*"),
    "a statement in a list": {"Version": "2012-10-17", "Statement": [BASE]},
    "the old version": one() | {"Version": "2008-10-17"},
    "a service that nobody knows": one(Action="service-prefix:action-name"),
    "an action of another service": one(Action="fsx:ListBucket"),
    "a resource of another service": one(Resource="arn:aws:iam:::user/raw"),
    "a service with a Region": one(Resource="arn:aws:cloudwatch:us-east-1::raw"),
    "no condition": one(Condition={}),
    "an operator without keys": one(Condition={"DateGreaterThan": {}}),
    "a key without values": one(Condition={"DateGreaterThan": {"a:b": []}}),
    "a set of values": one(Condition={"ForAllValues:StringEquals": {"aws:TagKeys": "Department"}}),
    "a span of time": one(
        Condition={"DateGreaterThan": {"aws:CurrentTime": "2026-07-01T00:00:00Z"}, "DateLessThan": {"a:b": "1"}}
    ),
    "a name": one(Sid="ListTheBucket"),
    "a name for one of two": whole(BASE | {"Sid": "a"}, BASE),
    "an id": whole(BASE, Id="x"),
    "all other actions": one(Action=None, NotAction="s3:ListBucket"),
    "all other resources": one(
        Effect="Deny", Resource=None, NotResource=["arn:aws:s3:::hr/pay", "arn:aws:s3:::hr/pay/*"]
    ),
    "all others of both": one(Action=None, NotAction="s3:ListBucket", Resource=None, NotResource="*"),
    "an operator that forgives": one(Condition={"StringEqualsIfExists": {"a:b": "c"}}),
    "a set of values that forgives": one(Condition={"ForAnyValue:StringEqualsIfExists": {"a:b": "c"}}),
    "variables in resources": one(Resource="arn:aws:iam::*:user/${aws:username}"),
    "variables in values": one(Condition={"StringLike": {"s3:prefix": ["", "home/", "home/${aws:userid}/*"]}}),
    "wildcards in every field": one(Resource=["arn:aws:ec2:*:*:volume/*", "arn:aws:ec2:*:*:instance/*"]),
    "wildcards in actions": one(Action=["dynamodb:BatchGet*", "s3:*Object", "s3:?et*"]),
    "a service with a dot": one(Action="s3.s:ListBucket"),
    "a resource of three fields": one(Resource="arn:aws:fdsasf"),
    "an action with spaces": one(Action="iam: asdf safdsf af "),
    "a year alone": one(Condition={"DateGreaterThan": {"a:b": "01T"}}),
    "a moment of one digit": one(Condition={"DateLessThan": {"a:b": "2016-12-13t2:00:00z"}}),
    "a moment far in the east": one(Condition={"DateLessThan": {"a:b": "2016-12-13t2:00:00.593194+23"}}),
    "the first year": one(Condition={"DateGreaterThan": {"a:b": "-292275054"}}),
    "an access point with a Region": one(Resource="arn:aws:s3:us-east-1:123456789012:accesspoint/point/object/*"),
    "a partition of another part of the world": one(Resource="arn:aws-cn:s3:::raw"),
    "an operator of another case": one(Condition={"boolifexists": {"aws:MultiFactorAuthPresent": False}}),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_iam_refuses_is_an_error(case: str) -> None:
    assert Severity.ERROR in told(REFUSED[case])


@pytest.mark.parametrize("case", WARNED_OF)
def test_what_iam_refuses_and_may_mean_something_is_a_warning(case: str) -> None:
    assert told(WARNED_OF[case]) == {Severity.WARNING}


@pytest.mark.parametrize("case", TAKEN)
def test_what_iam_takes_is_no_error(case: str) -> None:
    assert Severity.ERROR not in told(TAKEN[case])
