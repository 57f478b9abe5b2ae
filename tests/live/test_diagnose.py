"""`vpclint diagnose`: a job that has failed, what its reason says, and what is found of it now."""

import json
from pathlib import Path
from typing import Any

import pytest
from cli.running import Run, vpclint
from jsonschema import Draft202012Validator

from live.cloud import Cloud
from vpclint.report.schemas import schema

NO_WAY = (
    "ClientError: Data download failed:Please ensure that the subnet's route table has a route to an S3 VPC endpoint "
    "or a NAT device, and both the security groups and the subnet's network ACL allow outbound traffic to S3"
)


def failed(cloud: Cloud, reason: str, *, broken: bool = False) -> None:
    """The good job, which SageMaker says to have failed."""
    made, job = cloud.good()
    cloud.client("sagemaker").create_processing_job(**job)
    cloud.want(failure=reason)
    if broken:
        ec2 = cloud.client("ec2")
        table = ec2.create_route_table(VpcId=made.vpc)["RouteTable"]["RouteTableId"]
        ec2.associate_route_table(RouteTableId=table, SubnetId=made.subnets["private-b"])


def diagnose(folder: Path, *arguments: str) -> Run:
    return vpclint(folder, "diagnose", *arguments)


def test_the_cause_of_a_failure_is_named_and_found(cloud: Cloud, tmp_path: Path) -> None:
    failed(cloud, NO_WAY, broken=True)
    run = diagnose(tmp_path, "features")
    assert run.code == 1
    first, second, *_ = run.out.splitlines()
    assert (first, second) == ("features: Failed", f"FailureReason: {NO_WAY}")
    assert "  vpclint rules s3-endpoint-not-routed" in run.out
    assert "error[s3-endpoint-not-routed] subnet-" in run.out
    assert run.out.splitlines()[-1] == "Behind the failure, and found now: s3-endpoint-not-routed"


def test_a_cause_that_is_gone_is_not_found(cloud: Cloud, tmp_path: Path) -> None:
    failed(cloud, NO_WAY)
    run = diagnose(tmp_path, "features")
    assert run.code == 0
    last = "Nothing of what may be behind the failure is found in the state as it is now."
    assert run.out.splitlines()[-1] == last


def test_what_a_message_is_about_is_asked_as_well(cloud: Cloud, tmp_path: Path) -> None:
    failed(cloud, "Could not connect to SageMaker")
    run = diagnose(tmp_path, "features")
    assert run.code == 1
    assert "sagemaker.api" in run.out
    assert run.out.splitlines()[-1].startswith("Behind the failure, and found now: ")


@pytest.mark.parametrize(
    ("reason", "last"),
    [
        ("", "SageMaker gives no reason of a failure: this is what is found in the state as it is now."),
        (
            "AlgorithmError: exit code 1",
            "No error message that is known stands in the reason; this is what is found now.",
        ),
    ],
)
def test_reasons_that_say_nothing(cloud: Cloud, tmp_path: Path, reason: str, last: str) -> None:
    failed(cloud, reason)
    run = diagnose(tmp_path, "features")
    assert (run.code, run.out.splitlines()[-1]) == (0, last)


def test_a_hostile_reason_does_nothing_to_the_terminal(cloud: Cloud, tmp_path: Path) -> None:
    failed(cloud, "\x1b[2J\u202egone")
    run = diagnose(tmp_path, "features")
    assert "\x1b" not in run.out
    assert "\\x1b[2J\\u202egone" in run.out


def test_programs_get_the_whole_diagnosis(cloud: Cloud, tmp_path: Path) -> None:
    failed(cloud, NO_WAY, broken=True)
    found: Any = json.loads(diagnose(tmp_path, "features", "--format", "json").out)
    Draft202012Validator(schema("diagnosis")).validate(found)
    assert (found["status"], found["found_now"]) == ("Failed", ["s3-endpoint-not-routed"])
    assert found["report"]["verdict"] == "fail"


def test_a_job_that_nobody_knows(cloud: Cloud, tmp_path: Path) -> None:
    run = diagnose(tmp_path, "nobody")
    assert (run.code, run.out) == (2, ""), cloud
    assert "SageMaker tells of no processing job 'nobody'" in run.err
