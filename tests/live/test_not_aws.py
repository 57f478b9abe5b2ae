"""Whatever stands in the place of AWS, a run ends, says what is not known, and never takes silence for consent."""

import json
import warnings
from pathlib import Path
from typing import Any

import boto3
import pytest
from cli.running import check, findings

import vpclint
from live import hostile
from live.cloud import Cloud, apart, sent
from live.hostile import DENIED, EVERY, XHTML, Hostile, Spoil, told
from vpclint.sources.live import operations as ops

CHECK = ("check", "--live", "job.json")
COLLECT = ("collect", "-o", "x.json", "job.json")
NOTHING, NOT_AWS = "nothing answers for AWS in eu-central-1", "what answers for AWS in eu-central-1 is not AWS"
HOSTILE: dict[str, tuple[tuple[str, ...], Spoil, str]] = {
    "says nothing": (CHECK, hostile.silent, f"{NOTHING} (CallTimeout)"),
    "drips": (COLLECT, hostile.dripping, f"{NOTHING} (CallTimeout)"),
    "never begins": (CHECK, hostile.dripping_head, f"{NOTHING} (CallTimeout)"),
    "hangs up": (COLLECT, hostile.closed, NOTHING),
    "is a page of HTML": (CHECK, told(XHTML), f"{NOT_AWS} (UnexpectedAnswer)"),
    "is noise": (COLLECT, told("hello <"), f"{NOT_AWS} (ResponseParserError)"),
    "says far too much": (CHECK, hostile.long, f"{NOT_AWS} (AnswerTooLarge)"),
}


@pytest.mark.slow
@pytest.mark.parametrize(("arguments", "spoil", "why"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_not_aws_is_said_in_one_sentence(
    spoilt: tuple[Path, Hostile], monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], spoil: Spoil, why: str
) -> None:
    monkeypatch.delenv("BOTOCORE_EXPERIMENTAL__PLUGINS")
    folder, server = spoilt
    server.spoiled = {EVERY: spoil}
    done = apart(folder, *arguments, "--timeout", "2")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert why in done.stderr
    assert not (folder / "x.json").exists()


@pytest.mark.slow
@pytest.mark.parametrize("spoil", [hostile.silent, hostile.closed, told(XHTML)], ids=["silent", "closed", "html"])
def test_accounts_and_regions_that_are_not_aws_are_named(spoilt: tuple[Path, Hostile], spoil: Spoil) -> None:
    folder, server = spoilt
    server.spoiled = {EVERY: spoil}
    role = "arn:aws:iam::210987654321:role/reader"
    for arguments in (("--region", "all"), ("--role-arn", role, "--role-arn", f"{role}2")):
        done = apart(folder, "collect", *arguments, "-o", "states", "--timeout", "2")
        assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
        assert "for AWS in" in done.stderr


LOST: dict[str, Spoil] = {
    "denied": told(DENIED, 403),
    "noise": told("hello <"),
    "html": told(XHTML),
    "byte by byte": hostile.dripping,
    "silent": hostile.silent,
    "closed": hostile.closed,
}


@pytest.mark.slow
@pytest.mark.parametrize("spoil", LOST.values(), ids=LOST)
def test_a_job_never_works_by_an_answer_that_was_lost(spoilt: tuple[Path, Hostile], spoil: Spoil) -> None:
    folder, server = spoilt
    server.spoiled = {"DescribeRouteTables": spoil}
    done = apart(folder, "check", "--live", "job.json", "--format", "json", "--timeout", "6")
    assert "Traceback" not in done.stderr
    report = json.loads(done.stdout)
    assert (done.returncode, report["verdict"]) == (3, "unknown")
    assert any("DescribeRouteTables" in note for each in findings(report, "fact-missing") for note in each["notes"])


@pytest.mark.slow
@pytest.mark.parametrize("spoil", LOST.values(), ids=LOST)
def test_the_guard_lets_pass_what_it_can_not_tell_in_time(
    cloud: Cloud, spoilt: tuple[Path, Hostile], spoil: Spoil
) -> None:
    folder, server = spoilt
    server.spoiled = {each.name: spoil for each in (*ops.OF_A_VPC, *ops.OF_A_REGION)}
    session = boto3.Session()
    vpclint.guard(session, timeout=3)
    job = json.loads((folder / "job.json").read_text("utf-8"))
    with pytest.warns(vpclint.GuardWarning, match="vpclint can't tell whether features works"):
        session.client("sagemaker").create_processing_job(**job)
    assert sent()["CreateProcessingJob"] == 1, cloud


@pytest.mark.slow
def test_the_guard_blocks_a_job_also_where_what_it_does_not_need_is_late(
    cloud: Cloud, spoilt: tuple[Path, Hostile]
) -> None:
    folder, server = spoilt
    server.spoiled = {"DescribeFlowLogs": hostile.silent}
    session = boto3.Session()
    vpclint.guard(session, timeout=15)
    job = json.loads((folder / "job.json").read_text("utf-8"))
    job["NetworkConfig"]["VpcConfig"]["SecurityGroupIds"] = ["sg-0123456789abcdef0"]
    with pytest.raises(vpclint.JobBlocked, match="security-group-not-found"):
        session.client("sagemaker").create_processing_job(**job)
    assert "CreateProcessingJob" not in sent(), cloud


def test_the_guard_waits_no_longer_than_it_may(cloud: Cloud, spoilt: tuple[Path, Hostile]) -> None:
    """So little time that the decision alone takes longer."""
    folder, _ = spoilt
    session = boto3.Session()
    vpclint.guard(session, timeout=0.001)
    job = json.loads((folder / "job.json").read_text("utf-8"))
    with pytest.warns(vpclint.GuardWarning, match=r"whether features works within 0\.001 seconds, and lets it pass"):
        session.client("sagemaker").create_processing_job(**job)
    assert sent()["CreateProcessingJob"] == 1, cloud


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf"), "soon"])
def test_a_guard_waits_for_some_time(timeout: Any) -> None:
    with pytest.raises(vpclint.errors.UsageError, match="timeout"):
        vpclint.guard(boto3.Session(), timeout=timeout)


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf"), "soon"])
def test_python_asks_for_some_time(cloud: Cloud, timeout: Any) -> None:
    with pytest.raises(vpclint.errors.UsageError, match="timeout"):
        vpclint.check([], live=vpclint.Live(timeout=timeout))
    assert dict(sent()) == {}, cloud


@pytest.mark.parametrize("timeout", ["0", "-1", "nan", "soon"])
def test_asking_takes_some_time(cloud: Cloud, tmp_path: Path, timeout: str) -> None:
    run = cloud.collect(tmp_path, "-o", "x.json", "--timeout", timeout)
    assert (run.code, dict(sent())) == (2, {})
    assert "--timeout" in run.err


def test_a_good_job_passes_the_server_between(spoilt: tuple[Path, Hostile]) -> None:
    """What the other tests lose is there where nothing is spoilt."""
    folder, _ = spoilt
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert check(folder, "--live", "job.json").code == 0
