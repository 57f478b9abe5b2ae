"""What other evaluators of policies were seen to get wrong, one question each."""

import subprocess
import sys
from pathlib import Path

import pytest

from vpclint.policy.callers import ANONYMOUS, Caller, role
from vpclint.policy.document import PolicyType
from vpclint.policy.evaluate import Evaluator, Request
from vpclint.policy.values import ABSENT, Context, Value, known
from vpclint.truth import Answer

from .documents import BUCKET, KEY, Json, document, policy, read, statement

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


WIDER = [
    ({"Action": "s3:Get*"}, {"Action": "s3:*"}),
    ({"Resource": f"{BUCKET}/logs/*"}, {"Resource": f"{BUCKET}/*"}),
    (
        {"Condition": {"BoolIfExists": {"aws:SecureTransport": "false"}}},
        {"Condition": {"BoolIfExists": {"aws:SecureTransport": ["false", "true"]}}},
    ),
    ({"Condition": {"Bool": {"aws:SecureTransport": "false"}}}, {}),
]
REQUESTS = [
    Request(action, resource, JOB, Context({"aws:SecureTransport": value}))
    for action in ("s3:GetObject", "s3:PutObject", "s3:ListBucket")
    for resource in (BUCKET, KEY, f"{BUCKET}/logs/1")
    for value in (ABSENT, known("true"), known("false"))
]


def passing(*statements: Json) -> set[int]:
    """Which of the requests are allowed and not denied."""
    engine = Evaluator(policy(*statements))
    rulings = {index: engine.rule(request) for index, request in enumerate(REQUESTS)}
    return {index for index, each in rulings.items() if each.allowed.answer is YES and each.denied.answer is NO}


@pytest.mark.parametrize(("narrow", "wide"), WIDER)
def test_a_wider_deny_lets_less_through_and_the_same_one_twice_the_same(
    narrow: dict[str, Json], wide: dict[str, Json]
) -> None:
    before, after = passing(statement(), statement("Deny", **narrow)), passing(statement(), statement("Deny", **wide))
    assert after < before
    assert passing(statement(), statement("Deny", **narrow), statement("Deny", **narrow)) == before
    assert passing(statement("Deny", **narrow), statement("Deny", **wide), statement()) == after


@pytest.mark.parametrize("named", [OURS, [THEIRS, OURS], f"arn:aws:iam::{OURS}:root"])
def test_an_account_is_named_by_its_bare_id_and_among_others(named: Json) -> None:
    whole = policy(statement(Principal={"AWS": named}), policy_type=PolicyType.BUCKET)
    found = Evaluator(whole).rule(Request("s3:GetObject", KEY, JOB, Context({})))
    assert found.allowed.answer is YES
    assert not read(document(statement(Principal={"AWS": named})), PolicyType.BUCKET).defects


def test_a_file_is_linted_where_standard_input_is_no_terminal(tmp_path: Path) -> None:
    file = tmp_path / "endpoint-policy.json"
    file.write_text(document(statement()), "utf-8")
    for given in (subprocess.DEVNULL, subprocess.PIPE):
        run = subprocess.run(
            [sys.executable, "-m", "vpclint", "policy", "lint", str(file)],
            stdin=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert (run.returncode, run.stderr) == (0, "")
        assert "NO ERRORS" in run.stdout
