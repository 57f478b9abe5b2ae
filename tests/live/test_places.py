"""Many subnets, several Regions, accounts and partitions, and runs that are interrupted."""

import contextlib
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cli.running import check, put, report

from live.cloud import PASSWORDS, Cloud, sent
from live.moto_as_aws import SENT
from vpclint.sources.live.accounts import Access
from vpclint.sources.live.journal import Journal
from vpclint.sources.live.scope import Scope

ROOT = Path(__file__).resolve().parents[2]
READER = "arn:aws:iam::123456789012:role/reader"
OTHER = "arn:aws:iam::210987654321:role/audit/reader"


def test_2500_subnets_take_three_pages(cloud: Cloud, tmp_path: Path) -> None:
    cloud.want(pages={"DescribeSubnets": 2500})
    state = cloud.state(tmp_path)
    assert sent()["DescribeSubnets"] == 3
    assert len({each["SubnetId"] for each in state["Subnets"]}) == len(state["Subnets"]) == 2500
    assert state["Subnets"] == sorted(state["Subnets"], key=lambda each: each["SubnetId"])


def test_more_ids_than_a_filter_takes_are_asked_in_parts(cloud: Cloud, tmp_path: Path) -> None:
    jobs = []
    for number in range(30):
        subnets = [f"subnet-{16 * number + each:08x}" for each in range(16)]
        jobs.append({"VpcConfig": {"Subnets": subnets, "SecurityGroupIds": ["sg-00000001"]}})
    put(tmp_path, {f"{number}.json": each for number, each in enumerate(jobs)})
    cloud.collect(tmp_path, ".", "-o", "out/")
    assert sent()["DescribeSubnets"] == 3  # 480 ids in filters of 200


def files(folder: Path) -> set[str]:
    return {str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()}


def test_regions_go_into_a_folder_and_are_checked_there(cloud: Cloud, tmp_path: Path) -> None:
    _, job = cloud.good()
    put(tmp_path, {"job.json": job})
    run = cloud.collect(tmp_path, "--region", "eu-central-1", "--region", "us-east-1", "-o", "states")
    assert run.code == 0, run.err
    assert files(tmp_path / "states") == {"123456789012/eu-central-1.json", "123456789012/us-east-1.json"}
    assert report(tmp_path, "states", "job.json")["verdict"] == "pass"
    assert sent()["GetCallerIdentity"] == 1


def test_all_regions_are_those_that_are_enabled(cloud: Cloud, tmp_path: Path) -> None:
    cloud.want(fail=dict.fromkeys(("DescribeSubnets", "DescribeRouteTables"), "InternalError"))
    run = cloud.collect(tmp_path, "--region", "all", "--vpc", "vpc-0123456789abcdef0", "-o", "states")
    known = cloud.client("ec2").describe_regions()["Regions"]
    enabled = {each["RegionName"] for each in known if each["OptInStatus"] != "not-opted-in"}
    assert files(tmp_path / "states") == {f"123456789012/{each}.json" for each in enabled}, run.err


def test_two_accounts_by_their_roles(cloud: Cloud, tmp_path: Path) -> None:
    _, job = cloud.good()
    put(tmp_path, {"job.json": job})
    run = cloud.collect(tmp_path, "--role-arn", READER, "--role-arn", OTHER, "-o", "states")
    assert run.code == 0, run.err
    assert files(tmp_path / "states") == {
        "123456789012-reader/eu-central-1.json",
        "210987654321-reader/eu-central-1.json",
    }
    for account in ("123456789012", "210987654321"):
        state = json.loads((tmp_path / f"states/{account}-reader/eu-central-1.json").read_text("utf-8"))
        assert {each["OwnerId"] for each in state["Vpcs"]} == {account} == {state["vpclint"]["account"]}
    assert "GetCallerIdentity" not in sent()
    assert report(tmp_path, "states", "job.json")["verdict"] == "pass"


def test_a_job_that_one_region_knows_is_collected_there(cloud: Cloud, tmp_path: Path) -> None:
    _, job = cloud.good()
    cloud.client("sagemaker").create_processing_job(**job)
    regions = ("--region", "us-east-1", "--region", "eu-central-1")
    run = cloud.collect(tmp_path, "--job-name", "features", *regions, "-o", "states")
    assert (run.code, run.err.count("DescribeProcessingJob of features ended with failed")) == (3, 1)
    found = report(tmp_path, "states")
    assert [each["verdict"] for each in found["jobs"]] == ["pass"]


SEVEN = ("eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3", "us-east-1", "us-east-2", "us-west-2")


def test_a_run_that_ends_early_asks_nothing_more(cloud: Cloud, tmp_path: Path) -> None:
    """What other accounts and Regions were still to be asked is not asked once a file can't be written."""
    (tmp_path / "states").mkdir()
    (tmp_path / "states/123456789012").write_text("in the way", "utf-8")
    cloud.want(delay=0.2)
    arguments = [word for each in SEVEN for word in ("--region", each)]
    run = cloud.collect(tmp_path, *arguments, "-o", "states")
    assert (run.code, "the file can't be written" in run.err) == (2, True)
    before: dict[str, int] = {}
    for _ in range(20):  # what was on its way comes yet
        if before == sent():
            break
        before = dict(sent())
        time.sleep(2)
    assert sent() == before
    assert before["DescribeVpcs"] < len(SEVEN)


def test_an_account_that_can_not_be_reached_is_told_and_the_others_go_on(cloud: Cloud, tmp_path: Path) -> None:
    cloud.want(fail={"AssumeRole": "AccessDenied"})
    run = cloud.collect(tmp_path, "--role-arn", READER, "--role-arn", OTHER, "-o", "states")
    assert run.code == 2
    assert run.err.count("can't be assumed (AccessDenied)") == 2


def test_a_folder_with_snapshots_of_another_run_is_told_of(cloud: Cloud, tmp_path: Path) -> None:
    put(tmp_path, {"states/999999999999/eu-central-1.json": "{}", "states/notes.txt": ""})
    run = cloud.collect(tmp_path, "-o", "states")
    assert (run.code, "JSON files in states that are not of this run: 1" in run.err) == (0, True)
    assert "not of this run" not in cloud.collect(tmp_path, "-o", "new/").err
    assert files(tmp_path / "new") == {"123456789012/eu-central-1.json"}


def test_a_live_check_finds_the_account_of_a_job(cloud: Cloud, tmp_path: Path) -> None:
    _, job = cloud.good()
    put(tmp_path, {"job.json": job})
    run = check(tmp_path, "--live", "--role-arn", OTHER, "--role-arn", READER, "job.json")
    assert run.code == 0, run.out + run.err


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [("cn-north-1", "aws-cn", "com.cn"), ("us-gov-west-1", "aws-us-gov", "com")],
)
def test_other_partitions(cloud: Cloud, tmp_path: Path, region: str, partition: str, suffix: str) -> None:
    ec2 = cloud.client("ec2", region)
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.0.0/24")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(VpcId=vpc, GroupName="jobs", Description="x")["GroupId"]
    table = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"][0]["RouteTableId"]
    ec2.create_vpc_endpoint(
        VpcEndpointType="Gateway",
        VpcId=vpc,
        ServiceName=f"com.amazonaws.{region}.s3",
        RouteTableIds=[table],
        PolicyDocument=json.dumps({"Statement": [allowed(partition)]}),
    )
    for bucket in ("raw", "secret"):
        cloud.client("s3", region).create_bucket(
            Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region}
        )
    options = ("--subnet", subnet, "--security-group", group, "--region", region)
    good = check(tmp_path, "--live", *options, "--input", f"https://s3.{region}.amazonaws.{suffix}/raw/a/")
    assert good.code == 0, good.out + good.err
    bad = check(tmp_path, "--live", *options, "--input", "s3://secret/a/")
    assert (bad.code, "endpoint-policy-denies-job" in bad.out) == (1, True)
    state = cloud.state(tmp_path, "--region", region)
    assert (state["vpclint"]["partition"], state["vpclint"]["region"]) == (partition, region)


def allowed(partition: str) -> dict[str, Any]:
    resources = [f"arn:{partition}:s3:::raw", f"arn:{partition}:s3:::raw/*"]
    return {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": resources}


def started(folder: Path, *arguments: str, **want: Any) -> subprocess.Popen[str]:
    """`vpclint` as a program of its own."""
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}",
        "MOTO_AS_AWS": json.dumps({"log": str(folder / "sent.log"), **want}),
    }
    command = [sys.executable, "-m", "vpclint", *arguments]
    return subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def interrupted(folder: Path, process: subprocess.Popen[str], calls: int) -> tuple[int, str]:
    """Sends SIGINT once so many calls were sent, and gives the exit code and what was said."""
    log = folder / "sent.log"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and (not log.exists() or log.read_text("utf-8").count("\n") < calls):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    return process.returncode, err


@pytest.mark.slow
def test_ctrl_c_in_the_middle_leaves_no_half_a_file(cloud: Cloud, tmp_path: Path) -> None:
    process = started(tmp_path, "collect", "-o", "x.json", delay=5)
    code, err = interrupted(tmp_path, process, 3)
    assert (code, err.strip()) == (130, "vpclint: interrupted"), cloud
    assert files(tmp_path) <= {"sent.log"}


@pytest.mark.slow
def test_an_interrupted_run_over_many_regions_goes_on_where_it_stopped(cloud: Cloud, tmp_path: Path) -> None:
    arguments = [word for each in SEVEN for word in ("--region", each)]
    process = started(tmp_path, "collect", *arguments, "-o", "states", delay=0.4)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and len(files(tmp_path / "states")) < 3:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    there = {each for each in files(tmp_path / "states") if each.endswith(".json")}
    assert 0 < len(there) < len(SEVEN)
    times = {each: (tmp_path / "states" / each).stat().st_mtime_ns for each in there}
    run = cloud.collect(tmp_path, *arguments, "-o", "states")
    assert run.code == 0, run.err
    [left] = map(int, re.findall(r"a run that was interrupted has left (\d) of the snapshots", run.err))
    assert len(there) - 1 <= left <= len(there)  # the last one may have been written and not been noted
    assert sent()["DescribeVpcs"] == len(SEVEN) - left
    assert files(tmp_path / "states") == {f"123456789012/{each}.json" for each in SEVEN}
    now = {each: (tmp_path / "states" / each).stat().st_mtime_ns for each in there}
    assert sum(now[each] == times[each] for each in there) == left
    cloud.collect(tmp_path, *arguments, "-o", "states")
    assert sent()["DescribeVpcs"] == 2 * len(SEVEN) - left


@pytest.mark.slow
def test_an_interrupted_run_with_other_names_goes_on_with_the_same(cloud: Cloud, tmp_path: Path) -> None:
    arguments = [*(word for each in SEVEN for word in ("--region", each)), "--redact", "-o", "states"]
    process = started(tmp_path, "collect", *arguments, delay=0.4)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and len(files(tmp_path / "states")) < 3:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert len([each for each in files(tmp_path / "states") if each.endswith(".json")]) < len(SEVEN), cloud
    run = cloud.collect(tmp_path, *arguments)
    assert (run.code, "has left" in run.err) == (0, True)
    [folder] = (tmp_path / "states").iterdir()
    assert {each.stem for each in folder.iterdir()} == set(SEVEN)
    states = [json.loads(each.read_text("utf-8")) for each in folder.iterdir()]
    assert {each["OwnerId"] for state in states for each in state["Vpcs"]} == {folder.name}


AGES: dict[str, tuple[timedelta, bool]] = {
    "a moment": (timedelta(), True),
    "11 hours": (timedelta(hours=11, minutes=59), True),
    "13 hours": (timedelta(hours=13), False),
    "time that is to come": (timedelta(hours=-3), False),
}


@pytest.mark.parametrize(("age", "kept"), AGES.values(), ids=AGES)
def test_what_an_interrupted_run_has_left_is_used_where_it_is_not_old(
    cloud: Cloud, tmp_path: Path, age: timedelta, *, kept: bool
) -> None:
    left = interrupted_after(cloud, tmp_path, "123456789012/eu-west-1.json")
    left["done"] = dict.fromkeys(left["done"], (datetime.now(UTC) - age).isoformat())
    put(tmp_path, {"states/.vpclint-collecting": left})
    SENT.clear()
    run = cloud.collect(tmp_path, *TWO, "-o", "states")
    assert (run.code, sent()["DescribeVpcs"]) == (0, 1 if kept else 2)
    name = "11 hours" if age else "a moment"
    assert (f"has left 1 of the snapshots, the oldest of them {name} old" in run.err) == kept
    assert ("collected anew, since they are not of the last 12 hours: 1" in run.err) != kept


TWO = ("--region", "eu-west-1", "--region", "eu-central-1")


def interrupted_after(cloud: Cloud, folder: Path, done: str) -> dict[str, Any]:
    """What stands in the journal of a run over two Regions that was interrupted once the snapshot of one was there."""
    assert cloud.collect(folder, *TWO, "-o", "states").code == 0
    Journal(folder / "states", Scope(), Access(TWO[1::2]), "").add(done)
    left: dict[str, Any] = json.loads((folder / "states/.vpclint-collecting").read_bytes())
    return left


@pytest.mark.parametrize("done", [["x.json"], {"x.json": "2026-11-30T00:00:00"}, {"x.json": "yesterday"}, 3])
def test_a_journal_that_is_none_is_passed_over(cloud: Cloud, tmp_path: Path, done: Any) -> None:
    left = interrupted_after(cloud, tmp_path, "123456789012/eu-west-1.json")
    put(tmp_path, {"states/.vpclint-collecting": {**left, "done": done}})
    SENT.clear()
    run = cloud.collect(tmp_path, *TWO, "-o", "states")
    assert (run.code, sent()["DescribeVpcs"], "interrupted" in run.err) == (0, 2, False)


def test_credentials_are_in_no_file_of_a_run_over_accounts(cloud: Cloud, tmp_path: Path) -> None:
    cloud.want(fail={"DescribeVpcs": "SignatureDoesNotMatch"})
    run = cloud.collect(tmp_path, "--role-arn", READER, "--role-arn", OTHER, "--redact", "-o", "states")
    written = run.out + run.err + "".join((tmp_path / each).read_text("utf-8") for each in files(tmp_path))
    assert "SignatureDoesNotMatch" in written
    assert not re.search("|".join((*PASSWORDS, "ASIA", "FQoGZXIvYXdz")), written)


@pytest.mark.slow
def test_a_terminal_is_shown_how_far_it_is(cloud: Cloud, tmp_path: Path) -> None:
    mine, its = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}", "TERM": "xterm"}
    command = [sys.executable, "-m", "vpclint", "collect", "-o", "x.json"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=its, timeout=60, check=False
    )
    os.close(its)
    shown = b""
    with contextlib.suppress(OSError):  # Linux says that nobody writes any more
        while part := os.read(mine, 65536):
            shown += part
    assert (done.returncode, done.stdout) == (0, b""), cloud
    assert b"eu-central-1" in shown
    assert b"%" in shown
    assert b"calls answered for eu-central-1 of 123456789012" in shown
