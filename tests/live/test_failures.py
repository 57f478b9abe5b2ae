"""A call that is denied, refused, late or lost leaves open what it would have told, and nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest
from cli.running import check, findings, put, report

from live.cloud import Cloud, sent
from live.test_permissions import everything
from vpclint.aws.kinds import KINDS
from vpclint.sources.live.operations import OF_A_BUCKET, OF_A_REGION, OF_A_ROLE, OF_A_VPC, VPC_ATTRIBUTE

LISTS = {each.name: each.key for each in (*OF_A_VPC, *OF_A_REGION)}
ONE_BY_ONE = {each.name: each.key for each in (*OF_A_BUCKET, *OF_A_ROLE, VPC_ATTRIBUTE)}
EMPTY = {"BucketPolicies", "BucketLocations"}


@pytest.fixture
def whole(cloud: Cloud, tmp_path: Path) -> tuple[Cloud, Path]:
    """An AWS with everything that is asked about, and a job."""
    return cloud, put(tmp_path, {"job.json": everything(cloud)})


@pytest.mark.slow
@pytest.mark.parametrize(("code", "outcome"), [("UnauthorizedOperation", "denied"), ("InvalidAction", "failed")])
def test_a_call_without_an_answer_leaves_open_exactly_its_facts(
    whole: tuple[Cloud, Path], code: str, outcome: str
) -> None:
    """Each operation in turn: in one test, since the AWS that they are asked of takes seconds to make."""
    cloud, folder = whole
    complete = cloud.state(folder, "job.json")
    for operation, key in {**LISTS, **ONE_BY_ONE}.items():
        cloud.want(fail={operation: code})
        run = cloud.collect(folder, "job.json", "-o", "denied.json")
        assert run.code == 3, operation
        denied = json.loads((folder / "denied.json").read_text("utf-8"))
        calls = [each for each in denied["vpclint"]["calls"] if each["outcome"] != "ok"]
        assert {(each["operation"], each["outcome"]) for each in calls} == {(operation, outcome)}, operation
        lost = {each for each in complete if differs(each, complete, denied)}
        assert {key} <= lost - {"vpclint"} <= {key, *follows(operation)}, operation
        assert f"{operation} " in run.err
        assert f"ended with {outcome} ({code})" in run.err
        found = report(folder, "denied.json", "job.json")
        assert found["verdict"] in ("pass", "unknown"), operation
        assert [each for each in found["findings"] if (each["status"], each["severity"]) == ("fail", "error")] == []


def differs(key: str, complete: Any, denied: Any) -> bool:
    return bool(complete[key] != denied.get(key))


def follows(operation: str) -> set[str]:
    """The further keys that can't be asked about where nothing tells what to ask."""
    if operation == "GetBucketLocation":
        return {"BucketPolicies"}  # asked where the collection is, since nothing tells the bucket's Region
    if operation in ("DescribeSecurityGroups", "DescribeRouteTables"):
        return {"ManagedPrefixLists"}  # nothing tells which are referenced
    return set()


@pytest.mark.parametrize("operation", ["DescribeRouteTables", "DescribeSecurityGroups", "DescribeVpcAttribute"])
def test_what_depends_on_a_denied_call_can_not_be_told(whole: tuple[Cloud, Path], operation: str) -> None:
    cloud, folder = whole
    cloud.want(deny=[operation])
    run = check(folder, "--live", "job.json", "--format", "json")
    assert (run.code, run.report["verdict"]) == (3, "unknown")
    assert any(f"ec2:{operation}" in each for found in findings(run.report, "fact-missing") for each in found["notes"])


def test_a_denied_policy_of_one_bucket_leaves_the_other_bucket_alone(whole: tuple[Cloud, Path]) -> None:
    cloud, folder = whole
    cloud.client("s3").delete_bucket_policy(Bucket="acme-features")
    state = cloud.state(folder, "job.json")
    assert {"Bucket": "acme-features", "Policy": None} in state["BucketPolicies"]
    calls = [{"operation": "GetBucketPolicy", "outcome": "denied", "subject": "acme-raw"}]
    state["BucketPolicies"] = [each for each in state["BucketPolicies"] if each["Bucket"] != "acme-raw"]
    state["vpclint"]["calls"] = calls
    found = report(put(folder, {"state.json": state}), "state.json", "job.json")
    missing = findings(found, "fact-missing")
    assert [each["resource"] for each in missing] == ["acme-raw"]
    assert "the call GetBucketPolicy of 'acme-raw' was denied" in missing[0]["message"]


def test_denied_subnets_are_looked_for_by_the_groups_of_the_job(whole: tuple[Cloud, Path]) -> None:
    cloud, folder = whole
    cloud.want(deny=["DescribeSubnets"])
    cloud.collect(folder, "job.json", "-o", "x.json")
    state = json.loads((folder / "x.json").read_text("utf-8"))
    assert "Subnets" not in state
    assert state["RouteTables"]


@pytest.mark.slow
def test_a_throttled_call_is_asked_again(cloud: Cloud, tmp_path: Path) -> None:
    cloud.good()
    cloud.want(throttle={"DescribeVpcs": 1, "DescribeSubnets": 1})
    assert cloud.collect(tmp_path, "-o", "x.json").code == 0
    assert (sent()["DescribeVpcs"], sent()["DescribeSubnets"]) == (2, 2)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("want", "outcome"),
    [
        ({"throttle": {"DescribeFlowLogs": 99}}, ("throttled", "RequestLimitExceeded")),
        ({"time_out": ["DescribeFlowLogs"]}, ("timeout", "ReadTimeoutError")),
    ],
    ids=["throttled", "late"],
)
def test_a_call_that_stays_unanswered_is_recorded_and_the_rest_goes_on(
    cloud: Cloud, tmp_path: Path, want: dict[str, Any], outcome: tuple[str, str]
) -> None:
    cloud.good()
    cloud.want(**want)
    run = cloud.collect(tmp_path, "-o", "x.json")
    state = json.loads((tmp_path / "x.json").read_text("utf-8"))
    [call] = [each for each in state["vpclint"]["calls"] if each["outcome"] != "ok"]
    assert (run.code, call["operation"], (call["outcome"], call["detail"])) == (3, "DescribeFlowLogs", outcome)
    assert "FlowLogs" not in state
    assert state["Subnets"]


def test_a_token_that_has_expired_is_said_in_one_sentence(cloud: Cloud, tmp_path: Path) -> None:
    cloud.good()
    cloud.want(expire_after=0)
    run = cloud.collect(tmp_path, "-o", "x.json")
    assert (run.code, run.err) == (2, "vpclint: the AWS credentials have expired (ExpiredToken): get new ones\n")
    assert not (tmp_path / "x.json").exists()


def test_a_token_that_expires_meanwhile_leaves_open_what_was_not_answered(cloud: Cloud, tmp_path: Path) -> None:
    cloud.good()
    cloud.want(expire_after=12)
    run = cloud.collect(tmp_path, "-o", "x.json")
    state = json.loads((tmp_path / "x.json").read_text("utf-8"))
    failed = [each for each in state["vpclint"]["calls"] if each["outcome"] == "failed"]
    assert run.code == 3
    assert {each["detail"] for each in failed} == {"ExpiredToken"}
    assert state.keys().isdisjoint(LISTS[each["operation"]] for each in failed if each["operation"] in LISTS)


def test_a_region_that_is_not_enabled_is_said_in_one_sentence(cloud: Cloud, tmp_path: Path) -> None:
    codes = dict.fromkeys(LISTS, "AuthFailure") | {"GetCallerIdentity": "InvalidClientTokenId"}
    cloud.want(fail=codes)
    run = cloud.collect(tmp_path, "--region", "me-south-1", "-o", "x.json")
    assert (run.code, run.err.count("\n")) == (2, 1)
    assert "AWS does not take the credentials in me-south-1 (AuthFailure)" in run.err
    assert "the Region is not enabled" in run.err


def test_a_region_that_there_can_not_be_is_named(cloud: Cloud, tmp_path: Path) -> None:
    run = cloud.collect(tmp_path, "--region", "zz-nowhere-1", "-o", "x.json")
    assert (run.code, run.err) == (2, "vpclint: zz-nowhere-1 is a Region of no partition that this boto3 knows\n")


@pytest.mark.slow
def test_a_region_in_which_nothing_answers_is_said_in_one_sentence(
    cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.delenv("BOTOCORE_EXPERIMENTAL__PLUGINS")
    run = cloud.collect(tmp_path, "--vpc", "vpc-0123456789abcdef0", "-o", "x.json")
    assert (run.code, run.err.count("\n")) == (2, 1)
    assert "nothing answers for AWS in eu-central-1 (EndpointConnectionError)" in run.err


def test_every_key_that_rules_read_is_asked_for_or_never_needed() -> None:
    asked = {*LISTS.values(), *ONE_BY_ONE.values()}
    assert {key for key in KINDS if key not in asked} == {"SubnetCidrReservations", "ProcessingJobs"}
