"""What other evaluators of policies were seen to get wrong, one question each."""

import pytest

from vpclint.policy.callers import ANONYMOUS, Caller, role
from vpclint.policy.document import PolicyType
from vpclint.policy.evaluate import Evaluator, Request
from vpclint.policy.values import ABSENT, Context, Value, known
from vpclint.truth import Answer

from .documents import BUCKET, KEY, Json, policy, statement

OURS, THEIRS = "123456789012", "999999999999"
JOB = role(f"arn:aws:iam::{OURS}:role/job", "SageMaker")
YES, NO = Answer.PASS, Answer.FAIL
NOBODY_IS_NAMED: dict[str, Value] = {"aws:username": ABSENT, "aws:SourceVpce": known("vpce-1"), "s3:prefix": known("a")}
BY_NAME = {"StringNotEquals": {"aws:SourceVpce": "${aws:username}"}}
MISSING = {"Bool": {"aws:SecureTransport": "false"}}
DATES = {"DateLessThan": {"aws:CurrentTime": "2026-11-23T00:00:00Z"}}

CASES: list[tuple[str, dict[str, Json], str, bool]] = [
    ("a principal is looked at in an endpoint policy", {"Principal": {"AWS": THEIRS}}, KEY, False),
    ("a negated operator holds where a variable has no value", {"Condition": BY_NAME}, KEY, True),
    ("so does StringNotLike", {"Condition": {"StringNotLike": {"s3:prefix": "${aws:username}*"}}}, KEY, True),
    ("so does ArnNotLike", {"Condition": {"ArnNotLike": {"s3:prefix": "arn:aws:iam::1:${aws:username}"}}}, KEY, True),
    ("a star takes a line end", {"Resource": f"{BUCKET}/*"}, f"{BUCKET}/a\nb", True),
    ("a question mark takes a line end", {"Resource": f"{BUCKET}/a?b"}, f"{BUCKET}/a\nb", True),
    ("seconds and ISO moments are of one scale", {"Condition": DATES}, KEY, True),
    ("excepted are all of a list", {"Resource": None, "NotResource": [KEY, f"{BUCKET}/other"]}, KEY, False),
    (
        "excepted is what is in the list only",
        {"Resource": None, "NotResource": [f"{BUCKET}/x", f"{BUCKET}/y"]},
        KEY,
        True,
    ),
    ("the case of a key counts", {"Resource": KEY.upper().replace("ARN:AWS:S3", "arn:aws:s3")}, KEY, False),
    ("the case of an action does not", {"Action": "S3:GETOBJECT"}, KEY, True),
    (
        "a negated operator holds where the key is absent",
        {"Condition": {"StringNotEquals": {"aws:username": "a"}}},
        KEY,
        True,
    ),
    ("a positive one does not", {"Condition": {"StringEquals": {"aws:username": "a"}}}, KEY, False),
    ("a set operator is looked at", {"Condition": {"ForAnyValue:StringEquals": {"s3:prefix": "b"}}}, KEY, False),
    (
        "BoolIfExists holds where the key is absent",
        {"Condition": {"BoolIfExists": {"aws:username": "false"}}},
        KEY,
        True,
    ),
    ("a question mark is a wildcard", {"Resource": f"{BUCKET}/events/?.csv"}, KEY, True),
    ("a dot is a dot", {"Resource": KEY.replace("/1.csv", ".1.csv")}, KEY, False),
    ("a bracket is a bracket", {"Resource": f"{BUCKET}/events/[0-9].csv"}, KEY, False),
    ("a condition that does not hold stops a statement", {"Condition": MISSING}, KEY, False),
    ("a star takes slashes", {"Resource": "arn:aws:s3:::packages.*.com/*"}, "arn:aws:s3:::packages.a/b.com/x", True),
    ("a bucket is none of its objects", {"Resource": BUCKET}, KEY, False),
    ("objects are not their bucket", {"Resource": f"{BUCKET}/*"}, BUCKET, False),
]


@pytest.mark.parametrize(("what", "members", "resource", "applies"), CASES, ids=[each[0] for each in CASES])
@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_what_others_get_wrong(what: str, members: dict[str, Json], resource: str, applies: bool, effect: str) -> None:  # noqa: FBT001
    context = Context(NOBODY_IS_NAMED | {"aws:CurrentTime": known("1795391999"), "aws:SecureTransport": known("true")})
    kind = PolicyType.ENDPOINT
    found = Evaluator(policy(statement(effect, **members), policy_type=kind)).rule(
        Request("s3:GetObject", resource, JOB, context)
    )
    one = found.denied if effect == "Deny" else found.allowed
    other = found.allowed if effect == "Deny" else found.denied
    assert (one.answer, other.answer) == (YES if applies else NO, NO), what


@pytest.mark.parametrize("caller", [JOB, ANONYMOUS])
def test_without_a_version_a_variable_is_a_text(caller: Caller) -> None:
    old = Evaluator(policy(statement(Resource=f"{BUCKET}/${{aws:username}}"), version=None))
    context = Context({"aws:username": known("ann")})
    named, literal = (
        Request("s3:GetObject", f"{BUCKET}/{name}", caller, context) for name in ("ann", "${aws:username}")
    )
    assert (old.rule(named).allowed.answer, old.rule(literal).allowed.answer) == (NO, YES)
