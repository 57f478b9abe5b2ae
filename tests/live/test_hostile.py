"""What is no answer of AWS is a call that has failed, whatever it is; files and logs are safe from what is there."""

import json
import logging
import os
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli.running import check, findings, put

import vpclint
from live.cloud import PASSWORDS, Cloud, sent

ROOT = Path(__file__).resolve().parents[2]
OTHER = "arn:aws:iam::210987654321:role/audit/reader"
IAM = "https://iam.amazonaws.com/doc/2010-05-08/"


def of_ec2(operation: str, inner: str) -> dict[str, str]:
    """An answer as EC2 writes it."""
    return {operation: f'<{operation}Response xmlns="http://ec2.amazonaws.com/doc/x/">{inner}</{operation}Response>'}


def of_iam(operation: str, inner: str) -> dict[str, str]:
    """An answer as IAM writes it."""
    body = f"<{operation}Result>{inner}</{operation}Result>"
    return {operation: f'<{operation}Response xmlns="{IAM}">{body}</{operation}Response>'}


def policy(text: str) -> dict[str, str]:
    named = "<RoleName>processing</RoleName><PolicyName>job</PolicyName>"
    return of_iam("GetRolePolicy", f"{named}<PolicyDocument>{text}</PolicyDocument>")


NAT = "<natGatewaySet><item><natGatewayId>nat-1</natGatewayId><createTime>{}</createTime></item></natGatewaySet>"
COUNT = "<subnetSet><item><subnetId>subnet-1</subnetId><availableIpAddressCount>many</availableIpAddressCount></item>"
HOSTILE: dict[str, tuple[dict[str, str], str]] = {
    "no XML": ({"DescribeVpcs": "hello <"}, "ResponseParserError"),
    "nothing": ({"DescribeVpcs": ""}, "ResponseParserError"),
    "a VPC without id": (of_ec2("DescribeVpcs", "<vpcSet><item/></vpcSet>"), "IncompleteAnswer"),
    "a subnet without id": (of_ec2("DescribeSubnets", "<subnetSet><item/></subnetSet>"), "IncompleteAnswer"),
    "a group without id": (
        of_ec2("DescribeSecurityGroups", "<securityGroupInfo><item/></securityGroupInfo>"),
        "IncompleteAnswer",
    ),
    "a list without id": (
        of_ec2("DescribeManagedPrefixLists", "<prefixListSet><item/></prefixListSet>"),
        "IncompleteAnswer",
    ),
    "a number that is none": (of_ec2("DescribeSubnets", f"{COUNT}</subnetSet>"), "ValueError"),
    "a time that is none": (of_ec2("DescribeNatGateways", NAT.format("yesterday")), "ValueError"),
    "a time before all others": (
        of_ec2("DescribeNatGateways", NAT.format("0001-01-01T00:00:00+14:00")),
        "OverflowError",
    ),
    "a page that follows itself": (
        of_ec2("DescribeVpcs", "<vpcSet/><nextToken>again</nextToken>"),
        "PaginationError",
    ),
    "the same of IAM": (
        of_iam("ListRolePolicies", "<PolicyNames/><IsTruncated>true</IsTruncated><Marker>again</Marker>"),
        "PaginationError",
    ),
    "a policy without ARN": (
        of_iam("ListAttachedRolePolicies", "<AttachedPolicies><member/></AttachedPolicies>"),
        "IncompleteAnswer",
    ),
    "a policy without document": (of_iam("GetRolePolicy", ""), "IncompleteAnswer"),
    "a policy without end": (policy("%5B" * 3000 + "%5D" * 3000), "RecursionError"),
}


@pytest.mark.parametrize(("answers", "detail"), HOSTILE.values(), ids=HOSTILE)
def test_an_answer_that_is_none_is_a_call_that_has_failed(
    cloud: Cloud, tmp_path: Path, answers: dict[str, str], detail: str
) -> None:
    _, job = cloud.good()
    put(tmp_path, {"job.json": job})
    cloud.want(answers=answers)
    run = cloud.collect(tmp_path, "job.json", "-o", "x.json")
    assert (run.code, "Traceback" in run.err) == (3, False)
    calls = json.loads((tmp_path / "x.json").read_text("utf-8"))["vpclint"]["calls"]
    failed = {(each["operation"], each["detail"]) for each in calls if each["outcome"] != "ok"}
    assert failed == {(operation, detail) for operation in answers}
    decided = check(tmp_path, "--live", "job.json", "--format", "json")
    assert decided.report["verdict"] in ("pass", "unknown")


JOBS: dict[str, Any] = {
    "of another name": {"ProcessingJobName": "\ud800"},
    "without a name": {},
    "that is a list": [],
    "of wrong types": {"ProcessingJobName": "features", "ProcessingInputs": 3},
}


@pytest.mark.parametrize("answer", JOBS.values(), ids=JOBS)
def test_a_job_that_is_none_is_not_known(cloud: Cloud, tmp_path: Path, answer: Any) -> None:
    cloud.want(answers={"DescribeProcessingJob": json.dumps(answer)})
    run = check(tmp_path, "--live", "--job-name", "features")
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    assert "SageMaker tells of no processing job 'features'" in run.err


def test_half_a_character_is_written_as_what_it_is_not(cloud: Cloud, tmp_path: Path) -> None:
    """JSON may spell half of a surrogate pair, which UTF-8 can't."""
    _, job = cloud.good()
    put(tmp_path, {"job.json": job})
    cloud.want(answers=policy('{"Version": "2012-10-17", "Statement": [], "Id": "\\ud800 \\ud83d\\ude00"}'))
    state = cloud.state(tmp_path, "job.json")
    assert [each["Document"]["Id"] for each in state["RolePolicies"]] == ["\ufffd \U0001f600"]


def test_an_account_that_is_none_names_no_folder(cloud: Cloud, tmp_path: Path) -> None:
    sts = "https://sts.amazonaws.com/doc/2011-06-15/"
    told = "<GetCallerIdentityResult><Arn>arn:aws:iam::../../x:user/y</Arn></GetCallerIdentityResult>"
    answer = f'<GetCallerIdentityResponse xmlns="{sts}">{told}</GetCallerIdentityResponse>'
    cloud.want(answers={"GetCallerIdentity": answer})
    cloud.collect(tmp_path, "-o", "a/b/states/")
    assert [str(each.relative_to(tmp_path)) for each in tmp_path.rglob("*.json")] == [
        "a/b/states/account/eu-central-1.json"
    ]


@pytest.mark.parametrize("role", [(), ("--role-arn", OTHER)], ids=["own", "assumed"])
def test_a_role_of_another_account_is_not_the_one_of_the_same_name(
    cloud: Cloud, tmp_path: Path, role: tuple[str, ...]
) -> None:
    """IAM is asked by the name of a role, and answers for its own account."""
    _, job = cloud.good()
    theirs = "123456789012" if role else "210987654321"
    job["RoleArn"] = f"arn:aws:iam::{theirs}:role/ml/processing"
    run = cloud.collect(put(tmp_path, {"job.json": job}), "job.json", *role, "-o", "x.json")
    state = json.loads((tmp_path / "x.json").read_text("utf-8"))
    lost = [each for each in state["vpclint"]["calls"] if each.get("detail") == "AnotherAccount"]
    assert (run.code, state["RolePolicies"]) == (3, [])
    assert [each["subject"] for each in lost] == [f"{job['RoleArn']}/*"]
    if role:
        assert "ListRolePolicies" not in sent()
    else:
        found = check(tmp_path, "--live", "job.json", "--format", "json").report
        assert [each["resource"] for each in findings(found, "fact-missing")] == [f"{job['RoleArn']}/*"]
        assert "role-policy-denies-job" not in {each["rule"] for each in found["findings"]}


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    yield path
    assert path.is_fifo()


@pytest.mark.parametrize("name", ["pipe", "/dev/null"])
def test_what_is_no_file_is_not_replaced_by_one(cloud: Cloud, tmp_path: Path, pipe: Path, name: str) -> None:
    run = cloud.collect(tmp_path, "-o", str(pipe) if name == "pipe" else name)
    assert run.code == 2
    assert "this is a folder, a device or a pipe" in run.err
    assert Path("/dev/null").is_char_device()


def test_a_disk_that_is_full_leaves_what_was_there(cloud: Cloud, tmp_path: Path) -> None:
    """A limit on the size of files is the disk: the system refuses to write on in the same way."""
    put(tmp_path, {"x.json": "before"})
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    done = subprocess.run(
        [sys.executable, "-m", "vpclint", "collect", "-o", "x.json"],
        cwd=tmp_path,
        env=environment,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, "the file can't be written: file too large" in done.stderr) == (2, True), cloud
    assert [each.name for each in tmp_path.iterdir()] == ["x.json"]
    assert (tmp_path / "x.json").read_text("utf-8") == "before"


@pytest.mark.parametrize("code", ["RequestExpired", "RequestTimeTooSkewed"])
def test_a_clock_that_is_wrong_is_thought_of(cloud: Cloud, tmp_path: Path, code: str) -> None:
    cloud.want(fail=dict.fromkeys(("DescribeRegions", "GetCallerIdentity"), code))
    run = cloud.collect(tmp_path, "--region", "all", "-o", "states")
    assert (run.code, run.err.count("\n")) == (2, 1)
    assert f"AWS takes the requests for too old or too new ({code})" in run.err


def test_an_address_that_is_none_is_one_sentence(cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "no address")
    for arguments in ((), ("--role-arn", OTHER)):
        run = cloud.collect(tmp_path, *arguments, "-o", "x.json")
        assert (run.code, run.err.count("\n")) == (2, 1), run.err
        assert "nothing answers for AWS in eu-central-1 (ValueError)" in run.err


def test_credentials_are_in_no_log_of_a_program_that_logs_everything(
    cloud: Cloud, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """botocore logs what it signs, what it sends, and what STS answers, at the level of debugging."""
    _, job = cloud.good()
    put(tmp_path, {"job.json": job})
    token = "FQoGZXIvYXdzAOWN"  # noqa: S105 - it opens nothing
    monkeypatch.setenv("AWS_SESSION_TOKEN", token)
    caplog.set_level(logging.DEBUG)
    reader = "arn:aws:iam::123456789012:role/reader"
    report = vpclint.check([tmp_path / "job.json"], live=vpclint.Live(roles=(reader,)))
    assert report.verdict == "pass"
    cloud.client("sts").get_caller_identity()
    logged = [each.getMessage() for each in caplog.records if "get_caller_identity" not in each.getMessage()]
    ours = "\n".join(logged)
    assert not re.search("|".join((*PASSWORDS[1:], "SecretAccessKey", "ASIA[0-9A-Z]")), ours)
    assert any("Response body" in each for each in logged)  # the program's own calls are logged as before
