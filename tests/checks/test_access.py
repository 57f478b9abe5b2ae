"""What policies do not allow: how much it weighs, and that the remedy, put in, is one."""

import json
import shlex
from pathlib import Path
from typing import Any

from cli.running import JOB as GOOD_JOB
from cli.running import STATE, at, findings, job, put, report, state

JOB = {"job.json": GOOD_JOB}
OUTPUT_URI = ("ProcessingOutputConfig", "Outputs", 0, "S3Output", "S3Uri")
ENDPOINT = next(each["VpcEndpointId"] for each in STATE["VpcEndpoints"] if each["VpcEndpointType"] == "Gateway")
POLICY = at("VpcEndpoints", "PolicyDocument", VpcEndpointId=ENDPOINT)
READING = {"Effect": "Allow", "Principal": "*", "Action": ["s3:ListBucket", "s3:GetObject"], "Resource": "*"}
WRITING = {"Effect": "Allow", "Principal": "*", "Action": ["s3:PutObject"], "Resource": "*"}


def with_policy(*statements: Any) -> dict[str, Any]:
    return state((POLICY, json.dumps({"Version": "2012-10-17", "Statement": [*statements]})))


def offered(found: Any, option: str) -> Any:
    """The policy that the command of a remedy puts in."""
    [command] = found["remedy"]["aws_cli"]
    words = shlex.split(command)
    return json.loads(words[words.index(option) + 1])


def test_what_only_leaves_parts_of_uploads_behind_is_a_warning(tmp_path: Path) -> None:
    told = report(put(tmp_path, JOB | {"state.json": with_policy(READING, WRITING)}))
    [found] = findings(told, "endpoint-policy-denies-job")
    assert (told["verdict"], found["severity"]) == ("pass", "warning")
    [found] = findings(report(put(tmp_path, {"state.json": with_policy(READING)})), "endpoint-policy-denies-job")
    assert found["severity"] == "error"


def test_the_remedy_of_an_endpoint_policy_is_one(tmp_path: Path) -> None:
    told = report(put(tmp_path, JOB | {"state.json": with_policy(READING)}))
    [found] = findings(told, "endpoint-policy-denies-job")
    repaired = offered(found, "--policy-document")
    assert repaired["Statement"][0] == READING
    told = report(put(tmp_path, {"state.json": state((POLICY, json.dumps(repaired)))}))
    assert (told["verdict"], told["findings"]) == ("pass", [])


def writing(*buckets: str) -> dict[str, Any]:
    """A job for each of these buckets, which it writes to."""
    return {f"{each}.json": job((OUTPUT_URI, f"s3://{each}/x/"), ProcessingJobName=each) for each in buckets}


def test_one_remedy_of_an_endpoint_policy_is_that_of_all_jobs(tmp_path: Path) -> None:
    told = report(put(tmp_path, JOB | writing("acme-other") | {"state.json": with_policy(READING)}))
    several = findings(told, "endpoint-policy-denies-job")
    [repaired] = {json.dumps(offered(each, "--policy-document")) for each in several}
    assert len(several) > 1
    told = report(put(tmp_path, {"state.json": state((POLICY, repaired))}))
    assert findings(told, "endpoint-policy-denies-job") == []


def test_remedies_of_a_role_replace_no_other(tmp_path: Path) -> None:
    buckets = ("acme-other", "acme-third")
    allow = {"Effect": "Allow", "Action": ["ec2:*", "s3:Get*", "s3:List*"], "Resource": "*"}
    bare = {"RoleArn": GOOD_JOB["RoleArn"], "PolicyName": "processing-jobs", "Document": {"Statement": [allow]}}
    known = [*STATE["BucketPolicies"], *({"Bucket": each, "Policy": None} for each in buckets)]
    held = state(RolePolicies=[bare], BucketPolicies=known)
    added = [bare]
    for found in findings(report(put(tmp_path, writing(*buckets) | {"state.json": held})), "role-policy-denies-job"):
        words = shlex.split(found["remedy"]["aws_cli"][0])
        name, document = (words[words.index(each) + 1] for each in ("--policy-name", "--policy-document"))
        added.append({**bare, "PolicyName": name, "Document": json.loads(document)})
    assert len({each["PolicyName"] for each in added}) == len(added) > len(buckets)
    told = report(put(tmp_path, {"state.json": held | {"RolePolicies": added}}))
    assert findings(told, "role-policy-denies-job") == []


def test_the_remedy_of_a_role_is_one(tmp_path: Path) -> None:
    role = GOOD_JOB["RoleArn"]
    bare = {"RoleArn": role, "PolicyName": "none", "Document": {"Version": "2012-10-17", "Statement": []}}
    told = report(put(tmp_path, JOB | {"state.json": state(RolePolicies=[bare])}))
    [found] = findings(told, "role-policy-denies-job")
    added = {**bare, "PolicyName": "processing-jobs", "Document": offered(found, "--policy-document")}
    told = report(put(tmp_path, {"state.json": state(RolePolicies=[bare, added])}))
    assert (told["verdict"], findings(told, "role-policy-denies-job")) == ("pass", [])


def test_against_a_statement_that_denies_there_is_no_command(tmp_path: Path) -> None:
    denied = {"Sid": "No", "Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
    told = report(put(tmp_path, JOB | {"state.json": with_policy(READING, WRITING, denied)}))
    remedies = [each["remedy"] for each in findings(told, "endpoint-policy-denies-job")]
    assert any('change statement "No"' in remedy["text"] for remedy in remedies)
    assert all("aws_cli" not in remedy for remedy in remedies if "change" in remedy["text"])
