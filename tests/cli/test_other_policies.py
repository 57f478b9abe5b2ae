"""Policies of other kinds among the files of a check: sound ones fail none, whatever they are attached to."""

import json
from pathlib import Path
from typing import Any

import pytest

from .running import JOB, STATE, good_folder, put, vpclint

ACCOUNT = "123456789012"
ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
QUEUE = f"arn:aws:sqs:eu-central-1:{ACCOUNT}:q"
TOPIC = f"arn:aws:sns:eu-central-1:{ACCOUNT}:t"


def policy(*statements: Any, **others: Any) -> Any:
    return {"Version": "2012-10-17", **others, "Statement": [*statements]}


def allow(action: Any, principal: Any = ROOT, **others: Any) -> Any:
    return {"Effect": "Allow", "Principal": principal, "Action": action, **others}


PLAIN_TEXT = {"Bool": {"aws:SecureTransport": "false"}}
DENY_ALL = {"Effect": "Deny", "Principal": "*", "Resource": "*"}
FROM_AN_ADDRESS = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
OIDC = {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"}
OF_A_BRANCH = {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/infra:*"}}
OTHERS = {
    "trust": policy(allow("sts:AssumeRole", {"Service": "sagemaker.amazonaws.com"})),
    "trust of a user": policy(allow(["sts:AssumeRole", "sts:TagSession"])),
    "trust of a pipeline": policy(allow("sts:AssumeRoleWithWebIdentity", OIDC, Condition=OF_A_BRANCH)),
    "ecr": policy(allow(["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"])),
    "sqs": policy(DENY_ALL | {"Action": "sqs:*", "Resource": QUEUE, "Condition": PLAIN_TEXT}),
    "sns": policy(allow("sns:Publish", "*", Resource=TOPIC, Condition=FROM_AN_ADDRESS)),
    "kms": policy(allow("kms:*", Resource="*"), allow(["kms:Decrypt"], Resource="*"), Id="key-default-1"),
    "secret": policy(DENY_ALL | {"Action": "secretsmanager:*", "Condition": PLAIN_TEXT}),
    "rcp": policy(DENY_ALL | {"Action": ["s3:*", "sqs:*", "kms:*"], "Condition": PLAIN_TEXT}),
    "access point": policy(allow("s3:GetObject", Resource=f"arn:aws:s3:eu-central-1:{ACCOUNT}:accesspoint/a/object/*")),
    "user": policy({"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}),
    "scp": policy({"Effect": "Deny", "Action": "*", "Resource": "*"}),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_sound_policy_of_another_kind_fails_no_check(tmp_path: Path, name: str) -> None:
    put(good_folder(tmp_path), {"policies/a.json": OTHERS[name]})
    run = vpclint(tmp_path, "check", ".", "--format", "json")
    assert (run.code, run.report["findings"]) == (0, [])
    [told] = run.report["policies"]
    assert "other" in told["kinds"] or told["kinds"] == ["identity"]
    assert vpclint(tmp_path, "check", ".").code == 0
    assert vpclint(tmp_path, "policy", "lint", "policies/a.json").code == 0


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_wrong_with_any_policy_is_told_of_it_too(tmp_path: Path, name: str) -> None:
    text = json.dumps(OTHERS[name]).replace('"Effect": "Allow"', '"Effect": "allow"')
    put(tmp_path, {"a.json": text.replace('"Effect": "Deny"', '"Effect": "DENY"')})
    run = vpclint(tmp_path, "check", ".", "--format", "json")
    assert (run.code, {each["rule"] for each in run.report["findings"]}) == (1, {"policy-grammar"})


NO_POLICIES: list[Any] = [
    {"Statement": "hello"},
    {"statement": ["SELECT 1", "SELECT 2"]},
    {"Statement": [{"text": "we agree"}]},
    {"statement": {"id": 1}, "name": "x"},
    {"statement": 3},
]


@pytest.mark.parametrize("content", NO_POLICIES)
def test_what_has_a_statement_and_is_no_policy_is_passed_over(tmp_path: Path, content: Any) -> None:
    put(good_folder(tmp_path), {"notes/a.json": content})
    run = vpclint(tmp_path, "check", ".", "--format", "json")
    assert (run.code, run.report["policies"]) == (0, [])
    named = vpclint(tmp_path, "check", "state.json", "job.json", "notes/a.json")
    assert "notes/a.json: holds neither a state nor a processing job" in named.err


@pytest.mark.parametrize(
    ("name", "statement", "kinds"),
    [
        ("my-bucket-policy.json", allow("s3:GetObject", Resource="*"), ["bucket"]),
        ("p.json", allow("s3:GetObject", Resource="*"), ["endpoint", "bucket"]),
        ("my-bucket-policy.json", allow("s3:GetObject", "*", Resource="*"), ["bucket"]),
        ("p.json", allow("s3:GetObject", "*", Resource="*"), ["endpoint"]),
        ("my-bucket.json", allow("s3:GetObject", "*", Resource=["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"]), ["endpoint"]),
        ("kms-endpoint.json", allow("kms:*", "*", Resource="*"), ["endpoint"]),
        ("p.json", allow("kms:*", "*", Resource="*"), ["endpoint", "other"]),
        ("p.json", allow(["kms:*", "s3:*"], "*", Resource="*"), ["endpoint"]),
        ("p.json", allow("s3:GetObject", "*"), ["endpoint", "bucket"]),
        ("role.json", allow("sts:AssumeRole"), ["other"]),
    ],
)  # fmt: skip
def test_what_a_policy_is_attached_to_is_told_by_all_that_speaks_for_it(
    tmp_path: Path, name: str, statement: Any, kinds: list[str]
) -> None:
    put(tmp_path, {name: policy(statement)})
    run = vpclint(tmp_path, "policy", "lint", name, "--format", "json")
    assert run.report["policies"][0]["kinds"] == kinds


def test_an_s3_policy_without_a_resource_is_not_taken_for_another(tmp_path: Path) -> None:
    put(tmp_path, {"p.json": policy(allow("s3:GetObject", "*"))})
    assert vpclint(tmp_path, "check", ".").code == 1


def test_the_type_of_all_policy_files_can_be_told(tmp_path: Path) -> None:
    put(tmp_path, {"a.json": OTHERS["kms"], "b.json": policy(allow("kms:*", {"AWS": ACCOUNT}))})
    found = {}
    for kind in ("endpoint", "gateway-endpoint", "bucket", "identity", "other"):
        run = vpclint(tmp_path, "check", ".", "--policy-type", kind, "--format", "json")
        found[kind] = {(each["rule"], each["severity"]) for each in run.report["findings"]}
        assert {each["kinds"][0] for each in run.report["policies"]} == {kind.removeprefix("gateway-")}
    assert found["other"] == set()
    assert found["identity"] == {("policy-grammar", "error")}
    assert found["bucket"] == {("policy-grammar", "error")}
    named = policy(allow("s3:*", {"AWS": ACCOUNT}, Resource="*"))
    put(tmp_path, {"a.json": named, "b.json": named})
    run = vpclint(tmp_path, "check", ".", "--policy-type", "gateway-endpoint", "--format", "json")
    assert {(each["rule"], each["severity"]) for each in run.report["findings"]} == {("policy-principal", "error")}


def test_the_region_of_policy_files_is_that_of_the_state(tmp_path: Path) -> None:
    china = policy(allow("s3:*", "*", Resource="arn:aws-cn:s3:::raw/*"))
    put(tmp_path, {"endpoint.json": china})
    assert vpclint(tmp_path, "check", ".").code == 0
    put(tmp_path, {"state.json": STATE, "job.json": JOB})
    run = vpclint(tmp_path, "check", ".", "--format", "json")
    [found] = run.report["findings"]
    assert (run.code, found["rule"]) == (1, "policy-partition")
    assert found["message"].endswith("that of the Region is 'aws'")


def test_an_answer_of_the_cli_is_a_policy_among_the_files(tmp_path: Path) -> None:
    role = policy({"Effect": "Allow", "Action": "s3:ListBuckt", "Resource": "*"})
    answers = {
        "a.json": {"RoleName": "a", "PolicyName": "b", "PolicyDocument": role},
        "b.json": {"PolicyVersion": {"Document": role, "VersionId": "v1", "IsDefaultVersion": True}},
    }
    run = vpclint(put(tmp_path, answers), "check", ".", "--format", "json")
    assert [each["kinds"] for each in run.report["policies"]] == [["identity"], ["identity"]]
    assert [each["rule"] for each in run.report["findings"]] == ["policy-unknown-action"] * 2


def test_a_statement_that_is_none_is_one_fault(tmp_path: Path) -> None:
    put(tmp_path, {"p.json": {"Statement": "hello"}})
    run = vpclint(tmp_path, "policy", "lint", "p.json", "--format", "json")
    [found] = run.report["findings"]
    assert (run.code, found["message"]) == (1, "a statement is a string, an object was expected")
