"""`vpclint.guard`: a job that can't work never reaches SageMaker."""

import json
import os
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ParamValidationError

import vpclint
from live.cloud import Cloud, sent
from vpclint.errors import ConfigurationError
from vpclint.settings import Settings


@pytest.fixture
def broken(cloud: Cloud) -> dict[str, Any]:
    """A job whose second subnet has no way to S3."""
    made, job = cloud.good()
    ec2 = cloud.client("ec2")
    table = ec2.create_route_table(VpcId=made.vpc)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=made.subnets["private-b"])
    return job


@pytest.fixture
def session() -> Any:
    return boto3.Session()


def jobs(cloud: Cloud) -> list[str]:
    """The jobs that have reached SageMaker."""
    found = cloud.client("sagemaker").list_processing_jobs()["ProcessingJobSummaries"]
    return [each["ProcessingJobName"] for each in found]


def test_a_good_job_passes_without_a_word(cloud: Cloud, session: Any) -> None:
    _, job = cloud.good()
    vpclint.guard(session)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        session.client("sagemaker").create_processing_job(**job)
    assert jobs(cloud) == ["features"]


def test_a_doomed_job_is_blocked_before_it_is_sent(cloud: Cloud, session: Any, broken: dict[str, Any]) -> None:
    vpclint.guard(session)
    with pytest.raises(vpclint.JobBlocked) as caught:
        session.client("sagemaker").create_processing_job(**broken)
    assert [each.rule for each in caught.value.findings] == ["s3-endpoint-not-routed"]
    assert caught.value.report.verdict == "fail"
    assert str(caught.value).startswith("features will not work: subnet-")
    assert "CreateProcessingJob" not in sent()
    assert jobs(cloud) == []


def test_a_guard_that_only_warns_lets_it_pass(cloud: Cloud, session: Any, broken: dict[str, Any]) -> None:
    vpclint.guard(session, mode="warn")
    with pytest.warns(vpclint.GuardWarning, match="features will not work: .*; it is sent all the same"):
        session.client("sagemaker").create_processing_job(**broken)
    assert jobs(cloud) == ["features"]


def test_what_the_team_has_accepted_blocks_no_job(
    cloud: Cloud, session: Any, broken: dict[str, Any], tmp_path: Path
) -> None:
    entries = tmp_path / "ignore.yaml"
    entries.write_text("- {rule: s3-endpoint-not-routed, resource: '*', reason: routed by night}\n", "utf-8")
    vpclint.guard(session, suppressions=entries)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        session.client("sagemaker").create_processing_job(**broken)
    assert jobs(cloud) == ["features"]


def test_suppressions_that_can_not_be_followed_are_told_when_the_guard_is_made(session: Any, tmp_path: Path) -> None:
    entries = tmp_path / "ignore.yaml"
    entries.write_text("- {rule: s3, reason: x}\n", "utf-8")
    with pytest.raises(ConfigurationError, match="names neither a resource nor a path"):
        vpclint.guard(session, suppressions=entries)


def test_what_can_not_be_told_passes_with_a_warning(cloud: Cloud, session: Any) -> None:
    _, job = cloud.good()
    cloud.want(deny=["DescribeRouteTables"])
    vpclint.guard(session)
    with pytest.warns(vpclint.GuardWarning, match="can't tell whether features works, and lets it pass: .*RouteTables"):
        session.client("sagemaker").create_processing_job(**job)
    assert jobs(cloud) == ["features"]


def test_a_guard_that_is_allowed_nothing_passes_with_a_warning(cloud: Cloud, session: Any) -> None:
    _, job = cloud.good()
    cloud.want(fail=dict.fromkeys(EVERY_READ, "ExpiredToken"))
    vpclint.guard(session)
    with pytest.warns(vpclint.GuardWarning, match="the AWS credentials have expired"):
        session.client("sagemaker").create_processing_job(**job)
    cloud.want()
    assert jobs(cloud) == ["features"]


EVERY_READ = [
    *("DescribeSubnets", "DescribePrefixLists", "DescribeManagedPrefixLists", "DescribeDhcpOptions"),
    *("DescribeVpcEndpointServices", "DescribeVpcPeeringConnections", "DescribeFlowLogs", "DescribeSecurityGroups"),
    *("DescribeVpcBlockPublicAccessOptions", "DescribeVpcBlockPublicAccessExclusions", "GetCallerIdentity"),
]


def test_a_job_outside_of_a_vpc_passes(cloud: Cloud, session: Any) -> None:
    _, job = cloud.good()
    del job["NetworkConfig"]
    vpclint.guard(session)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        session.client("sagemaker").create_processing_job(**job)
    assert set(sent()) == {"GetCallerIdentity", "CreateProcessingJob"}


def test_a_request_that_is_none_is_for_botocore_to_refuse(cloud: Cloud, session: Any) -> None:
    vpclint.guard(session)
    client = session.client("sagemaker")
    with (
        pytest.warns(vpclint.GuardWarning, match="the request holds what no JSON can"),
        pytest.raises(ParamValidationError),
    ):
        client.create_processing_job(ProcessingJobName=object())
    assert jobs(cloud) == []


def test_settings_hold(cloud: Cloud, session: Any) -> None:
    _, job = cloud.good()
    vpclint.guard(session, settings=Settings().overridden({"internet": True}, {}, {}))
    with pytest.raises(vpclint.JobBlocked, match="route-missing"):
        session.client("sagemaker").create_processing_job(**job)


def test_rules_that_are_ignored_are_named_where_a_job_fails_by_them(
    cloud: Cloud, session: Any, broken: dict[str, Any]
) -> None:
    """As in a check, the verdict does not depend on what is shown."""
    vpclint.guard(session, settings=Settings(ignore=("s3-endpoint-not-routed",)))
    with pytest.raises(vpclint.JobBlocked, match="by a rule that is not selected: s3-endpoint-not-routed"):
        session.client("sagemaker").create_processing_job(**broken)
    assert jobs(cloud) == []


def test_a_guard_can_be_removed(cloud: Cloud, session: Any, broken: dict[str, Any]) -> None:
    vpclint.guard(session).remove()
    session.client("sagemaker").create_processing_job(**broken)
    assert jobs(cloud) == ["features"]


@pytest.mark.parametrize(("target", "mode"), [(None, "block"), ("session", "stop")])
def test_what_can_not_be_guarded_is_refused(target: Any, mode: Any) -> None:
    with pytest.raises(vpclint.errors.UsageError):
        vpclint.guard(boto3.Session() if target else None, mode)


def test_the_sagemaker_sdk_is_stopped_and_let_pass(cloud: Cloud, broken: dict[str, Any]) -> None:
    """The SDK itself, in a program of its own: it changes settings and warns of much as it is imported."""
    root = Path(__file__).resolve().parents[2]
    good, bad = (broken["NetworkConfig"]["VpcConfig"]["Subnets"][:number] for number in (1, 2))
    given = {"good": good, "bad": bad, "groups": broken["NetworkConfig"]["VpcConfig"]["SecurityGroupIds"]}
    environment = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{root / 'tests'}"}
    command = [sys.executable, str(root / "tests/live/processor.py"), json.dumps(given)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-2:] == ["bad: blocked by s3-endpoint-not-routed", "good: sent"]
    assert jobs(cloud) == ["good"]
