"""A policy with other names says what it said, or is left out where that can't be: never anything else."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
from cli.running import JOB, STATE, put, report

from live.test_redaction import ACCOUNT, redacted, told
from vpclint.sources.live.disguise import Disguise

ROLE = JOB["RoleArn"]
ALL = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
OTHERS = "arn:aws:iam::111122223333"
NAMES = re.compile(r"acme|123456789012|111122223333|events/|daily/|Bob")

CONDITIONS: dict[str, Any] = {
    "a type of principal": {"StringEquals": {"aws:PrincipalType": "AssumedRole"}},
    "a type that is not the job's": {"StringEquals": {"aws:principaltype": "User"}},
    "encryption": {"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}},
    "a signature": {"StringEquals": {"s3:signatureversion": "AWS4-HMAC-SHA256"}},
    "a Region": {"StringEquals": {"aws:RequestedRegion": "eu-central-1"}},
    "Regions": {"StringLike": {"aws:RequestedRegion": "eu-*"}},
    "an account": {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}},
    "another account": {"StringEquals": {"aws:ResourceAccount": "111122223333"}},
    "a role": {"ArnEquals": {"aws:PrincipalArn": ROLE}},
    "roles": {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/ml/*"}},
    "a role in capitals": {"StringEqualsIgnoreCase": {"aws:PrincipalArn": ROLE.upper()}},
    "the id of a role": {"StringLike": {"aws:userid": "AROAEXAMPLE:SageMaker"}},
    "the id of a user": {"StringLike": {"aws:userid": "AIDAEXAMPLE"}},
    "a user": {"StringEquals": {"aws:username": "Bob"}},
    "the VPC": {"StringEquals": {"aws:SourceVpc": STATE["Subnets"][0]["VpcId"]}},
    "prefixes": {"StringLike": {"s3:prefix": ["events/*", "daily/*", ""]}},
    "a variable": {"StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}},
}
PRINCIPALS: dict[str, Any] = {
    "an account by its root": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
    "another account by its root": {"AWS": f"{OTHERS}:root"},
    "an account by its number": {"AWS": ACCOUNT},
    "the role": {"AWS": ROLE},
    "a session": {"AWS": f"arn:aws:sts::{ACCOUNT}:assumed-role/processing/SageMaker"},
    "several": {"AWS": [f"{OTHERS}:role/x", f"arn:aws:iam::{ACCOUNT}:root"]},
    "a service": {"Service": "sagemaker.amazonaws.com"},
}
RESOURCES: dict[str, Any] = {
    "a beginning": "arn:aws:s3:::acme-*",
    "a part of a word": "arn:aws:s3:::acm*",
    "a part of a word anywhere": "arn:aws:s3:::*cme-raw*",
    "an access point": f"arn:aws:s3:eu-central-1:{ACCOUNT}:accesspoint/acme",
    "a user's own": ["arn:aws:s3:::acme-raw", "arn:aws:s3:::acme-raw/events/${aws:username}/*"],
}


def statements() -> dict[str, dict[str, Any]]:
    """What a policy may be about, by what is special in it."""
    found: dict[str, dict[str, Any]] = {}
    for effect in ("Allow", "Deny"):
        found |= {f"{effect} by {name}": {"Effect": effect, "Condition": each} for name, each in CONDITIONS.items()}
        found |= {f"{effect} to {name}": {"Effect": effect, "Principal": each} for name, each in PRINCIPALS.items()}
        found |= {f"{effect} of {name}": {"Effect": effect, "Resource": each} for name, each in RESOURCES.items()}
    return found


def state_with(where: str, statement: dict[str, Any]) -> dict[str, Any]:
    """The good state, whose policies of one kind are these."""
    several = [ALL | statement, *([ALL] if statement["Effect"] == "Deny" else [])]
    state: dict[str, Any] = copy.deepcopy(STATE)
    for key, member in {"endpoint": ("VpcEndpoints", "PolicyDocument"), "bucket": ("BucketPolicies", "Policy")}.items():
        for record in state[member[0]] if key == where else ():
            of_s3 = [each | {"Action": "s3:*"} for each in several]
            record[member[1]] = json.dumps({"Version": "2012-10-17", "Statement": of_s3})
    for record in state["RolePolicies"] if where == "role" else ():
        unnamed = [{name: value for name, value in each.items() if name != "Principal"} for each in several]
        record["Document"] = {"Version": "2012-10-17", "Statement": unnamed}
    return state


def before_and_after(folder: Path, state: dict[str, Any]) -> tuple[Any, Any]:
    """The report of a state, and that of the state with other names, in which no name is left."""
    hidden = redacted(state, JOB)
    assert NAMES.findall(json.dumps(hidden)) == []
    put(folder, {"state.json": state, "job.json": JOB, "hidden.json": hidden})
    return report(folder, "state.json", "job.json"), report(folder, "hidden.json")


@pytest.mark.slow
@pytest.mark.parametrize("where", ["endpoint", "bucket", "role"])
@pytest.mark.parametrize("statement", [pytest.param(each, id=name) for name, each in statements().items()])
def test_a_policy_with_other_names_is_decided_as_before(tmp_path: Path, where: str, statement: dict[str, Any]) -> None:
    before, after = before_and_after(tmp_path, state_with(where, statement))
    assert told(after) == told(before)


@pytest.mark.parametrize("where", ["endpoint", "bucket", "role"])
@pytest.mark.parametrize("effect", ["Allow", "Deny"])
@pytest.mark.parametrize(
    "special",
    [
        {"Resource": "arn:aws:s3:::acme-r?w/*"},
        {"Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ml/proc*"}}},
        {"Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::1234*:role/ml/*"}}},
        {"Condition": {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:rol*"}}},
        {"Condition": {"StringLike": {"aws:userid": "ARO*:SageMaker"}}},
    ],
    ids=["one letter", "of a word of AWS", "of a number", "of a word of IAM", "of an id"],
)
def test_a_policy_that_would_say_something_else_is_not_told(
    tmp_path: Path, where: str, effect: str, special: dict[str, Any]
) -> None:
    """Unknown, not broken, and not absent either."""
    _, after = before_and_after(tmp_path, state_with(where, {"Effect": effect, **special}))
    assert after["verdict"] == "unknown"
    assert [each["rule"] for each in after["findings"] if each["rule"].startswith("policy-")] == []


@pytest.mark.parametrize("operation", ["GetRolePolicy", "ListAttachedRolePolicies", "GetBucketPolicy"])
def test_what_could_not_be_asked_is_still_about_the_same_record(tmp_path: Path, operation: str) -> None:
    state = copy.deepcopy(STATE)
    key, subject = ("BucketPolicies", "acme-raw") if "Bucket" in operation else ("RolePolicies", f"{ROLE}/*")
    state[key] = [each for each in state[key] if each.get("Bucket") not in ("acme-raw", None)]
    calls = [each for each in state["vpclint"]["calls"] if each["operation"] != operation]
    state["vpclint"]["calls"] = [*calls, {"operation": operation, "outcome": "denied", "subject": subject}]
    before, after = before_and_after(tmp_path, state)
    assert told(after) == told(before)
    assert after["verdict"] == "unknown"


@pytest.mark.parametrize(
    "name", ["acme-20240101", "acme-deadbeef", "acme-0123456789abcdef0", "acme-20240101/x", "customer-abcdef12"]
)
def test_a_name_that_looks_like_an_id_is_a_name(name: str) -> None:
    hidden = Disguise("secret").hide(name)
    assert not re.search("acme|customer", hidden)
    assert Disguise("secret").hide("vpce-0123456789abcdef0") == "vpce-0123456789abcdef0"
