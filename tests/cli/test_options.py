"""The options of `vpclint check`: a job without a file, what is asked, and where reports go."""

import json
from pathlib import Path

import pytest

from .running import (
    GROUPS,
    JOB,
    STATE,
    SUBNETS,
    VPC,
    check,
    findings,
    good_folder,
    needs,
    put,
    report,
    rules,
    without_route,
)

BY_OPTIONS = ("--subnet", SUBNETS[0], "--subnet", SUBNETS[1], "--security-group", GROUPS[0])


def test_a_job_by_options_is_judged_as_one_in_a_file(tmp_path: Path) -> None:
    good_folder(tmp_path)
    moves = ("--input", "s3://acme-raw/events/", "--output", "s3://acme-features/daily/")
    by_options = report(tmp_path, "state.json", *BY_OPTIONS, "--instances", "3", *moves)
    assert by_options["verdict"] == "pass"
    assert needs(by_options) == [
        "6 addresses",
        "s3:GetObject s3://acme-raw/events/*",
        "s3:PutObject s3://acme-features/daily/*",
        "peers",
    ]
    assert all(need["subnets"].keys() == set(SUBNETS) for need in by_options["jobs"][0]["needs"])
    assert by_options["jobs"][0]["vpc"] == VPC
    assert by_options["assumptions"] == [
        "bucket acme-raw belongs to the account of the job",
        "bucket acme-features belongs to the account of the job",
    ]
    assert by_options["not_examined"] == ["the policies of the role"]


def test_a_job_by_options_that_says_no_more_needs_s3_and_is_assumed_to_be_one_instance(tmp_path: Path) -> None:
    found = report(put(tmp_path, {"state.json": STATE}), "state.json", *BY_OPTIONS)
    assert needs(found) == ["2 addresses", "s3"]
    [assumption] = found["assumptions"]
    assert "one instance" in assumption


def test_a_job_by_options_fails_as_one_in_a_file(tmp_path: Path) -> None:
    run = check(put(tmp_path, {"state.json": without_route()}), "state.json", *BY_OPTIONS, "--format", "json")
    assert run.code == 1
    [finding] = findings(run.report, "s3-endpoint-not-routed")
    assert finding["affects"] == [{"job": "command line", "need": "s3", "subnets": [SUBNETS[1]]}]
    assert finding["locations"][0]["file"] == "command line"
    assert "line" not in finding["locations"][0]


def test_a_job_by_options_stands_beside_the_ones_in_files(tmp_path: Path) -> None:
    found = report(good_folder(tmp_path), ".", *BY_OPTIONS)
    assert [job["name"] for job in found["jobs"]] == ["features", "command line"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--subnet", SUBNETS[0]),
        ("--security-group", GROUPS[0]),
        ("--instances", "2"),
        ("--input", "s3://acme-raw/"),
        ("--output", "s3://acme-features/"),
    ],
    ids=lambda each: each[0],
)
def test_a_job_by_options_needs_subnets_and_groups(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    run = check(good_folder(tmp_path), "state.json", *arguments)
    assert (run.code, run.out) == (2, "")
    assert "--subnet" in run.err
    assert "--security-group" in run.err


@pytest.mark.parametrize(
    "uri", ["", "bucket/key", "s3://", "s3:///key", "https://[x", "https://example.com/a", "gs://b/k"]
)
@pytest.mark.parametrize("option", ["--input", "--output"])
def test_an_option_that_names_no_bucket_is_a_usage_error(tmp_path: Path, option: str, uri: str) -> None:
    run = check(good_folder(tmp_path), "state.json", *BY_OPTIONS, option, uri)
    assert (run.code, run.out) == (2, "")
    assert repr(uri) in run.err


@pytest.mark.parametrize(
    "arguments",
    [("state.json", "--subnet", "subnet-nope", "--security-group", GROUPS[0]), ("job.json",), ("free.json",)],
)
def test_rules_that_have_nothing_to_look_at_have_not_passed(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """What is asked of the request, of groups and of ids needs no subnet."""
    good_folder(tmp_path, free_json={name: member for name, member in JOB.items() if name != "NetworkConfig"})
    summary = report(tmp_path, *arguments)["summary"]
    assert summary["passed"] + summary["error"] + summary["note"] <= 8
    assert summary["passed"] >= 5


WHOLE = ("state.json", "job.json")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*WHOLE, "--instances", "4"), "job.json holds a whole request, which --instances can't change"),
        ((*WHOLE, "--input", "s3://a/b", "--output", "s3://a/c"), "which --input and --output can't change"),
        ((*WHOLE, "--output", "foo"), "--output 'foo' is neither: it takes an S3 URI where the job writes"),
        ((*WHOLE, "--input", "foo"), "'foo' is no S3 URI with a bucket"),
        (("state.json", "--instances", "2"), "--instances says more of a job, and there is none: name its file, or"),
        (("state.json", "--instances", "2", "--input", "s3://a"), "--instances and --input say more of a job, and"),
        (("state.json", "--security-group", GROUPS[0]), "whole VPCs are looked at, without regard to security groups"),
        (("state.json", "--subnet", SUBNETS[0]), "which needs --security-group as well"),
    ],
)
def test_options_that_describe_no_job_are_told_by_what_is_wrong_with_them(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    run = check(good_folder(tmp_path), *arguments)
    assert (run.code, run.out) == (2, "")
    assert said in run.err


@pytest.mark.parametrize("name", ["xml", "html"])
def test_a_report_in_a_format_that_does_not_exist_is_named_as_such(tmp_path: Path, name: str) -> None:
    run = check(good_folder(tmp_path), ".", "--output", f"{name}=report")
    assert run.code == 2
    assert name in run.err


def test_a_malformed_id_by_options_is_a_finding(tmp_path: Path) -> None:
    run = check(good_folder(tmp_path), "state.json", "--subnet", "subnet-1", *BY_OPTIONS, "--format", "json")
    assert run.code == 1
    assert rules(run.report) == {"id-malformed"}


def test_reports_are_written_to_files_besides_the_one_on_stdout(tmp_path: Path) -> None:
    good_folder(tmp_path)
    outputs = ("--output", "json=one.json", "--output", "text=two.txt", "--output", "json=three.json")
    run = check(tmp_path, "state.json", "job.json", *outputs)
    assert run.out == (tmp_path / "two.txt").read_text("utf-8")
    assert json.loads((tmp_path / "one.json").read_text("utf-8"))["verdict"] == "pass"
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "three.json").read_bytes()


def test_a_written_report_has_no_colours(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": without_route(), "job.json": JOB})
    run = check(tmp_path, ".", "--output", "text=report.txt", FORCE_COLOR="1")
    assert "\x1b" in run.out
    assert "\x1b" not in (tmp_path / "report.txt").read_text("utf-8")


def test_a_job_may_write_to_s3_while_a_report_goes_to_a_file(tmp_path: Path) -> None:
    outputs = ("--output", "s3://acme-features/daily/", "--output", "json=report.json")
    check(good_folder(tmp_path), "state.json", *BY_OPTIONS, *outputs)
    written = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert needs(written) == ["2 addresses", "s3:PutObject s3://acme-features/daily/*"]


@pytest.mark.parametrize("file", ["no/such/report.json", ".", ""])
def test_a_report_that_can_not_be_written_is_told(tmp_path: Path, file: str) -> None:
    run = check(good_folder(tmp_path), ".", "--output", f"json={file}")
    assert run.code == 2
    assert "can't be written" in run.err


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        ((), (), {"flow-logs-missing", "s3-endpoint-not-routed"}),
        (("s3-endpoint-not-routed",), (), {"s3-endpoint-not-routed"}),
        (("watching",), (), {"flow-logs-missing"}),
        (("flow-*",), (), {"flow-logs-missing"}),
        (("*-not-*",), (), {"s3-endpoint-not-routed"}),
        (("s3", "watching"), (), {"flow-logs-missing", "s3-endpoint-not-routed"}),
        (("request",), (), set()),
        ((), ("s3",), {"flow-logs-missing"}),
        ((), ("flow-logs-missing", "s3-*"), set()),
        (("s3", "watching"), ("flow*",), {"s3-endpoint-not-routed"}),
    ],
)
def test_names_families_and_globs_select_and_ignore(
    tmp_path: Path, select: tuple[str, ...], ignore: tuple[str, ...], expected: set[str]
) -> None:
    put(tmp_path, {"state.json": without_route() | {"FlowLogs": []}, "job.json": JOB})
    options = [*(part for each in select for part in ("--select", each))]
    options += [*(part for each in ignore for part in ("--ignore", each))]
    assert rules(report(tmp_path, ".", *options)) == expected


@pytest.mark.parametrize("option", ["--select", "--ignore"])
@pytest.mark.parametrize(
    ("pattern", "hint"),
    [
        ("s3-endpoint-not-route", "did you mean s3-endpoint-not-routed?"),
        ("flow-log-missing", "did you mean flow-logs-missing?"),
        ("filter", "did you mean filters?"),
        ("zzz", "vpclint rules"),
        ("nothing-*", "vpclint rules"),
        ("", "vpclint rules"),
    ],
)
def test_an_unknown_rule_is_refused_and_the_nearest_is_named(
    tmp_path: Path, option: str, pattern: str, hint: str
) -> None:
    run = check(good_folder(tmp_path), ".", option, pattern)
    assert (run.code, run.out) == (2, "")
    assert repr(pattern) in run.err
    assert hint in run.err


def test_a_rule_that_is_not_selected_is_not_executed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def executed(_: object) -> None:
        raise AssertionError("it was executed")

    monkeypatch.setattr("vpclint.checks.watching.flow_logs_missing", executed)
    good_folder(tmp_path)
    assert check(tmp_path).code == 4
    assert check(tmp_path, ".", "--ignore", "flow-logs-missing").code == 0
    assert check(tmp_path, ".", "--ignore", "watching").code == 0
    assert check(tmp_path, ".", "--select", "s3", "--select", "routes").code == 0
    assert check(tmp_path, ".", "--select", "watching", "--ignore", "flow-logs-m*").code == 0
    assert check(tmp_path, ".", "--select", "flow-logs-missing").code == 4


def test_the_questions_that_were_asked_are_counted(tmp_path: Path) -> None:
    good_folder(tmp_path)
    everything = report(tmp_path)["summary"]["passed"]
    assert report(tmp_path, ".", "--select", "watching")["summary"]["passed"] == 3
    assert report(tmp_path, ".", "--ignore", "watching")["summary"]["passed"] == everything - 3


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        (("--need-service", "sts", "--need-service", "glue"), ["sts:443", "glue:443"]),
        (("--need-internet",), ["internet:443"]),
        (("--need-internet", "a.example:8443", "--need-internet=b.example"), ["a.example:8443", "b.example:443"]),
        (("--need-internet", "a.example", "--need-internet"), ["internet:443"]),
        (("--need-service", "sts", "--need-internet", "a.example"), ["sts:443", "a.example:443"]),
    ],
    ids=str,
)
@pytest.mark.parametrize("settings", ["", 'needs.services = ["kms"]\nneeds.internet = ["c.example"]\n'])
def test_needs_of_the_command_line_replace_those_of_the_configuration(
    tmp_path: Path, settings: str, arguments: tuple[str, ...], asked: list[str]
) -> None:
    general = settings + (f'[[jobs]]\nmatch = "feat*"\n{settings}' if settings else "")
    found = needs(report(good_folder(tmp_path, vpclint_toml=general), ".", *arguments))
    stays = {"kms:443": "--need-service", "c.example:443": "--need-internet"} if settings else {}
    kept = [need for need, option in stays.items() if not any(each.startswith(option) for each in arguments)]
    assert sorted(found[5:]) == sorted([*asked, *kept])


def test_concurrent_jobs_of_the_command_line_replace_those_of_the_configuration(tmp_path: Path) -> None:
    settings = '[capacity]\nconcurrent-jobs = 2\n[[jobs]]\nmatch = "*"\ncapacity.concurrent-jobs = 3\n'
    good_folder(tmp_path, vpclint_toml=settings)
    assert needs(report(tmp_path))[0] == "18 addresses"
    assert needs(report(tmp_path, ".", "--concurrent-jobs", "5"))[0] == "30 addresses"
    assert check(tmp_path, ".", "--concurrent-jobs", "0").code == 2


NO_NAMES = ["*", "*.", "a.*", "-", "..", "a..b", "a" * 64, "a" * 10_000, ".".join(["a" * 50] * 5)]


@pytest.mark.parametrize(
    "host", ["a b", "a:0", "a:65536", "a:b", "https://a", "a\n", "\x1b[31m", ":443", "\0", *NO_NAMES]
)
def test_a_host_that_is_none_is_a_usage_error(tmp_path: Path, host: str) -> None:
    for paths in ((".",), ("state.json",)):
        run = check(good_folder(tmp_path), *paths, f"--need-internet={host}")
        assert (run.code, run.out) == (2, "")
        assert "\x1b" not in run.err
        assert "Traceback" not in run.err
        assert len(run.err) < 200


@pytest.mark.parametrize("service", ["", " ", "*", "s*", "\x1b[31m", "sts\n", "é", "a" * 129, "a" * 10_000])
def test_what_can_be_no_service_is_a_usage_error(tmp_path: Path, service: str) -> None:
    for paths in ((".",), ("state.json",)):
        run = check(good_folder(tmp_path), *paths, f"--need-service={service}")
        assert (run.code, run.out) == (2, "")
        assert "is no name of a service, such as sts" in run.err
        assert "\x1b" not in run.err
        assert len(run.err) < 200


@pytest.mark.parametrize(
    "host", ["a" * 63, ".".join(["a" * 49] * 5), "ex_ample.com", "*.example.com:443", "example.com."]
)
def test_a_host_is_a_name_of_dns_or_all_names_within_one(tmp_path: Path, host: str) -> None:
    assert check(good_folder(tmp_path), ".", f"--need-internet={host}").code in (1, 3)


def test_a_file_does_not_go_for_a_host(tmp_path: Path) -> None:
    run = check(good_folder(tmp_path), "state.json", "--need-internet", "job.json")
    assert (run.code, run.out) == (2, "")
    assert "'job.json'" in run.err


def test_strict_assumes_nothing(tmp_path: Path) -> None:
    lean = {key: value for key, value in STATE.items() if key != "BucketLocations"}
    put(tmp_path, {"state.json": lean, "job.json": JOB})
    trusting, strict = report(tmp_path), report(tmp_path, ".", "--strict")
    assert trusting["verdict"] == "pass"
    assert len(trusting["assumptions"]) == 2
    assert strict["assumptions"] == []
    assert check(tmp_path, ".", "--strict").code == 3
    facts = {fact["resource"]: fact for fact in findings(strict, "fact-missing")}
    assert facts.keys() == {"acme-raw", "acme-features"}
    for bucket, fact in facts.items():
        assert {f"s3://{bucket}/" in affected["need"] for affected in fact["affects"]} == {True}
