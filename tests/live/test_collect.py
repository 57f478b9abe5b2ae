"""`vpclint collect` against moto: what is asked, how often, and what stands in the snapshot."""

import stat
from pathlib import Path

from cli.running import put, report, verdicts

from live.cloud import Cloud, sent
from vpclint.sources.live.operations import OF_A_REGION, OF_A_VPC

ONCE = {each.name for each in (*OF_A_VPC, *OF_A_REGION)}
"""One call a kind and Region."""


def test_a_region_takes_one_call_a_kind_two_a_vpc_and_one_a_list_without_blocks(cloud: Cloud, tmp_path: Path) -> None:
    cloud.good()
    cloud.state(tmp_path)
    expected = dict.fromkeys(ONCE, 1) | {"GetCallerIdentity": 1, "DescribeVpcAttribute": 2}
    assert sent() == expected | {"GetManagedPrefixListEntries": 1}


def test_a_second_vpc_takes_two_further_calls(cloud: Cloud, tmp_path: Path) -> None:
    cloud.client("ec2").create_vpc(CidrBlock="10.9.0.0/16")
    cloud.state(tmp_path, "--region", "eu-central-1")
    assert sent()["DescribeVpcAttribute"] == 2 * len(cloud.client("ec2").describe_vpcs()["Vpcs"]) == 4


def test_a_vpc_takes_as_many_calls_and_brings_no_other_vpc(cloud: Cloud, tmp_path: Path) -> None:
    made, _ = cloud.good()
    cloud.client("ec2").create_vpc(CidrBlock="10.9.0.0/16")
    state = cloud.state(tmp_path, "--vpc", made.vpc)
    assert {each["VpcId"] for key in ("Vpcs", "Subnets", "RouteTables", "VpcAttributes") for each in state[key]} == {
        made.vpc
    }
    assert state["vpclint"]["vpcs"] == [made.vpc]
    assert sum(sent().values()) - 1 == len(ONCE) + 1 + 2 + 1  # less the VPC that the test has made


def test_jobs_take_one_more_call_and_those_of_their_buckets_and_role(cloud: Cloud, tmp_path: Path) -> None:
    _, job = cloud.good()
    put(tmp_path, {"job.json": job})
    state = cloud.state(tmp_path, "job.json")
    expected = dict.fromkeys(ONCE, 1) | {"GetCallerIdentity": 1, "DescribeVpcAttribute": 2, "DescribeSubnets": 2}
    of_the_job = {"GetBucketLocation": 2, "GetBucketPolicy": 2, "ListRolePolicies": 1, "GetRolePolicy": 1}
    assert sent() == expected | of_the_job | {"ListAttachedRolePolicies": 1, "GetManagedPrefixListEntries": 1}
    assert {each["Bucket"] for each in state["BucketPolicies"]} == {"acme-raw", "acme-features"}


def test_a_snapshot_is_for_its_owner_alone_and_the_same_for_the_same_state(cloud: Cloud, tmp_path: Path) -> None:
    cloud.good()
    first = cloud.state(tmp_path)
    path = tmp_path / "collected.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    bytes_ = [path.read_bytes().partition(b'"DhcpOptions"')[2]]
    second = cloud.state(tmp_path)
    assert [*bytes_, first | {"vpclint": 0}] == [
        path.read_bytes().partition(b'"DhcpOptions"')[2],
        second | {"vpclint": 0},
    ]
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".vpclint")] == []


def test_a_job_that_sagemaker_knows_is_collected_with_what_it_needs(cloud: Cloud, tmp_path: Path) -> None:
    _, job = cloud.good()
    cloud.client("sagemaker").create_processing_job(**job)
    cloud.state(tmp_path, "--job-name", "features")
    found = report(tmp_path, "collected.json")
    assert verdicts(found) == {"features": "pass"}
    assert sent()["DescribeProcessingJob"] == 1


def test_a_vpc_that_is_not_there_is_an_error(cloud: Cloud, tmp_path: Path) -> None:
    cloud.good()
    run = cloud.collect(tmp_path, "--vpc", "vpc-0123456789abcdef0", "-o", "x.json")
    assert (run.code, run.err) == (2, "vpclint: there is no vpc-0123456789abcdef0 in eu-central-1\n")
    assert not (tmp_path / "x.json").exists()


def test_a_file_that_can_not_be_written_is_an_error(cloud: Cloud, tmp_path: Path) -> None:
    cloud.good()
    (tmp_path / "file").write_text("", "utf-8")
    run = cloud.collect(tmp_path, "-o", "file/x.json")
    assert (run.code, "the file can't be written" in run.err) == (2, True)
    run = cloud.collect(tmp_path, "--region", "eu-central-1", "--region", "us-east-1", "-o", "file")
    assert (run.code, "need a folder, and this is a file" in run.err) == (2, True)
    assert cloud.collect(tmp_path).code == 2


def test_a_job_that_sagemaker_does_not_know_is_an_error(cloud: Cloud, tmp_path: Path) -> None:
    run = cloud.collect(tmp_path, "--job-name", "nobody", "-o", "x.json")
    assert run.code == 2
    assert "SageMaker tells of no processing job" in run.err
    assert not (tmp_path / "x.json").exists()
