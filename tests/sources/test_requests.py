"""Job requests in every form that people keep them in, each told by its content."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from cli.running import (
    COUNT,
    GONE,
    GROUPS,
    INPUT_URI,
    JOB,
    OUTPUTS,
    STATE,
    SUBNETS,
    VPC_CONFIG,
    check,
    findings,
    good_folder,
    job,
    needs,
    put,
    report,
    rules,
    verdicts,
)

ALL_NEEDS = [
    "6 addresses",
    "network interfaces",
    "s3:GetObject s3://acme-raw/events/*",
    "s3:PutObject s3://acme-features/daily/*",
    "encrypted peers",
]
NETWORK: dict[str, Any] = JOB["NetworkConfig"]
BARE: dict[str, Any] = NETWORK["VpcConfig"]
ANSWERED = {
    "ProcessingJobArn": "arn:aws:sagemaker:eu-central-1:123456789012:processing-job/features",
    "ProcessingJobStatus": "Failed",
    "FailureReason": "ClientError: the job could not reach S3",
    "CreationTime": 1767600000.0,
    "LastModifiedTime": "2026-01-05T08:00:00+00:00",
    "ProcessingStartTime": 1767600060.0,
    "ProcessingEndTime": 1767600120.0,
    "ExitMessage": "",
}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("job.json", JOB),
        ("job.JSON", JOB),
        ("job", JOB),
        ("job.txt", JOB),
        ("job.yaml", yaml.safe_dump(JOB)),
        ("job.yml", yaml.safe_dump(JOB, default_flow_style=True)),
        ("job.yaml", json.dumps(JOB)),
        ("job.json", JOB | ANSWERED),
        ("job.yaml", yaml.safe_dump(JOB | ANSWERED)),
        ("job.jsonl", json.dumps(JOB) + "\n"),
        ("job.json", [JOB]),
        ("job.json", json.dumps(JOB, indent=2).encode("utf-8-sig")),
        ("job.json", json.dumps(JOB, indent=2).encode("utf-16")),
        ("job.yaml", yaml.safe_dump(JOB).encode("utf-16")),
        ("job.yaml", yaml.safe_dump(JOB).replace("\n", "\r\n").encode()),
    ],
)
def test_a_whole_request_declares_everything(tmp_path: Path, name: str, content: Any) -> None:
    found = report(put(tmp_path, {"state.json": STATE, name: content}), "state.json", name)
    assert found["errors"] == found["findings"] == []
    assert verdicts(found) == {"features": "pass"}
    assert needs(found) == ALL_NEEDS


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (NETWORK, "job.json"),
        ({"NetworkConfig": NETWORK}, "job.json"),
        ({"VpcConfig": BARE}, "job.json"),
        (BARE, "job.json"),
        ({"NetworkConfig": {"VpcConfig": BARE}}, "job.json"),
        ({"NetworkConfig": NETWORK, "Tags": []}, "job.json"),
    ],
)
@pytest.mark.parametrize("as_yaml", [False, True])
def test_a_bare_part_of_a_request_is_a_job_of_one_instance_that_needs_s3(
    tmp_path: Path, content: Any, name: str, *, as_yaml: bool
) -> None:
    name = "job.yaml" if as_yaml else name
    put(tmp_path, {"state.json": STATE, name: yaml.safe_dump(content) if as_yaml else content})
    found = report(tmp_path)
    assert found["findings"] == []
    assert verdicts(found) == {name: "pass"}
    assert needs(found) == ["2 addresses", "s3"]
    assert found["assumptions"] == [f"{name} runs on one instance, since nothing says how many"]


def test_a_bare_part_that_is_wrong_is_refused_at_its_place(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": STATE, "job.json": {"NetworkConfig": NETWORK | {"EnableNetworkIsolation": 1}}})
    [finding] = findings(report(tmp_path), "job-request-invalid")
    assert finding["locations"][0]["pointer"] == "/NetworkConfig/EnableNetworkIsolation"
    assert finding["locations"][0]["line"] == 4


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("jobs.json", [JOB, BARE, {"NetworkConfig": NETWORK}], ["features", "jobs.json#2", "jobs.json#3"]),
        ("jobs.yaml", yaml.safe_dump([BARE, JOB]), ["jobs.yaml#1", "features"]),
        ("jobs.yaml", yaml.safe_dump_all([JOB, BARE, NETWORK]), ["features", "jobs.yaml#2", "jobs.yaml#3"]),
        ("jobs.jsonl", f"{json.dumps(JOB)}\n\n{json.dumps(BARE)}\n", ["features", "jobs.jsonl#2"]),
        ("jobs.ndjson", f"{json.dumps(BARE)}\r\n{json.dumps(BARE)}", ["jobs.ndjson#1", "jobs.ndjson#2"]),
        ("jobs.yaml", yaml.safe_dump_all([BARE]), ["jobs.yaml"]),
        ("jobs.json", [BARE], ["jobs.json#1"]),
    ],
)
def test_several_jobs_may_stand_in_one_file(tmp_path: Path, name: str, content: Any, expected: list[str]) -> None:
    found = report(put(tmp_path, {"state.json": STATE, name: content}))
    assert verdicts(found) == dict.fromkeys(expected, "pass")
    assert found["errors"] == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("jobs.yaml", yaml.safe_dump_all([[JOB, BARE], NETWORK])),
        ("jobs.jsonl", f"{json.dumps([JOB, BARE])}\n{json.dumps(NETWORK)}\n"),
        ("jobs.json", [[JOB, BARE], NETWORK]),
    ],
)
def test_a_job_in_a_list_among_others_is_judged_or_noted(tmp_path: Path, name: str, content: Any) -> None:
    run = check(put(tmp_path, {"state.json": STATE, name: content}), "state.json", name, "--format", "json")
    assert len(run.report["jobs"]) == 3 or name in run.err


@pytest.mark.parametrize("odd", [5, {"Resources": {}}], ids=str)
@pytest.mark.parametrize("name", ["jobs.json", "jobs.yaml", "state.json"])
def test_what_is_neither_among_jobs_is_noted(tmp_path: Path, name: str, odd: Any) -> None:
    """A misspelled job in a list would otherwise go for judged."""
    jobs: Any = {
        "jobs.json": [JOB, odd],
        "jobs.yaml": yaml.safe_dump([JOB, odd]),
        "state.json": STATE | {"ProcessingJobs": [JOB, odd]},
    }
    put(tmp_path, {"state.json": STATE, name: jobs[name]})
    run = check(tmp_path, *{"state.json": None, name: None})
    assert "features" in run.out
    assert run.err.startswith(f"note: {name}")


def test_the_jobs_in_a_state_are_judged_in_it(tmp_path: Path) -> None:
    nameless = {key: value for key, value in JOB.items() if key != "ProcessingJobName"}
    jobs = [JOB | ANSWERED, nameless]
    found = report(put(tmp_path, {"state.json": STATE | {"ProcessingJobs": jobs}}))
    assert [job["name"] for job in found["jobs"]] == ["features", "state.json#2"]
    assert [job["source"] for job in found["jobs"]] == ["state.json", "state.json"]
    assert verdicts(found)["features"] == "pass"


def test_a_finding_about_a_job_in_a_state_has_its_place_there(tmp_path: Path) -> None:
    jobs = [JOB, job((COUNT, 0), ProcessingJobName="second")]
    put(tmp_path, {"state.json": STATE | {"ProcessingJobs": jobs}})
    [finding] = findings(report(tmp_path), "job-request-invalid")
    [place] = finding["locations"]
    assert place["pointer"] == "/ProcessingJobs/1/ProcessingResources/ClusterConfig/InstanceCount"
    line = (tmp_path / "state.json").read_text("utf-8").splitlines()[place["line"] - 1]
    assert line[place["column"] - 1 :].startswith("0")
    assert '"InstanceCount": 0' in line


def test_jobs_in_several_files_and_folders_come_in_the_order_of_the_files(tmp_path: Path) -> None:
    named = {f"{folder}/{name}.json": job(ProcessingJobName=name) for folder, name in ("xb", "xa", "wz")}
    put(tmp_path, {"state.json": STATE, **named})
    assert list(verdicts(report(tmp_path))) == ["z", "a", "b"]
    assert list(verdicts(report(tmp_path, "x/b.json", "state.json", "w"))) == ["b", "z"]


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ((COUNT, 0), ALL_NEEDS[1:4]),
        ((COUNT, 101), ALL_NEEDS[1:4]),
        ((COUNT, "3"), ALL_NEEDS[1:4]),
        ((COUNT, True), ALL_NEEDS[1:4]),
        ((COUNT, GONE), ALL_NEEDS[1:4]),
        (((*COUNT[:1],), []), ALL_NEEDS[1:4]),
        ((INPUT_URI, "ftp://acme-raw/"), [*ALL_NEEDS[:2], *ALL_NEEDS[3:]]),
        ((INPUT_URI, 7), [*ALL_NEEDS[:2], *ALL_NEEDS[3:]]),
        ((("ProcessingInputs",), {}), [*ALL_NEEDS[:2], *ALL_NEEDS[3:]]),
        ((("ProcessingInputs",), JOB["ProcessingInputs"] * 11), [*ALL_NEEDS[:2], *ALL_NEEDS[3:]]),
        ((OUTPUTS, "none"), [*ALL_NEEDS[:3], ALL_NEEDS[4]]),
        (((*VPC_CONFIG, "SecurityGroupIds"), GONE), ALL_NEEDS[:4]),
        (((*VPC_CONFIG, "SecurityGroupIds"), []), ALL_NEEDS[:4]),
        (((*VPC_CONFIG, "Subnets"), GONE), []),
        (((*VPC_CONFIG, "Subnets"), []), []),
        (((*VPC_CONFIG, "Subnets"), SUBNETS[0]), []),
        (((*VPC_CONFIG, "Subnets"), [f"subnet-{each:017x}" for each in range(17)]), []),
        ((VPC_CONFIG, [SUBNETS]), []),
        ((VPC_CONFIG, "vpc-1"), []),
        ((("NetworkConfig",), []), []),
        ((("ProcessingJobName",), "no job name"), ALL_NEEDS),
        ((("Nonsense",), 1), ALL_NEEDS),
    ],
)
def test_what_is_invalid_is_not_asked_about_and_everything_else_is(
    tmp_path: Path, change: tuple[Any, Any], asked: list[str]
) -> None:
    found = report(good_folder(tmp_path, job_json=job(change)))
    assert rules(found) == {"job-request-invalid"}
    assert found["verdict"] == "fail"
    assert needs(found) == asked


@pytest.mark.parametrize("bad", ["subnet-xyz", "subnet-0", "", "sg-3da948e980a81cbbb", "subnet-" + "0" * 18])
def test_of_two_subnets_the_valid_one_is_asked_about(tmp_path: Path, bad: str) -> None:
    found = report(good_folder(tmp_path, job_json=job(((*VPC_CONFIG, "Subnets"), [bad, SUBNETS[1]]))))
    assert rules(found) & {"id-malformed", "job-request-invalid"}
    assert not rules(found) & {"fact-missing", "subnet-not-found", "subnets-in-several-vpcs"}
    assert needs(found) == ALL_NEEDS
    assert all(list(need["subnets"]) == [SUBNETS[1]] for need in found["jobs"][0]["needs"])


def test_nothing_is_said_of_all_subnets_where_one_is_no_subnet(tmp_path: Path) -> None:
    found = report(good_folder(tmp_path, job_json=job(((*VPC_CONFIG, "Subnets"), ["subnet-xyz", SUBNETS[1]]))))
    assert rules(found) == {"id-malformed"}


def test_a_container_is_not_said_to_need_what_an_invalid_switch_may_take_away(tmp_path: Path) -> None:
    isolated = job((("NetworkConfig", "EnableNetworkIsolation"), "true"))
    found = report(good_folder(tmp_path, job_json=isolated, vpclint_toml="needs.internet = true"))
    assert rules(found) == {"job-request-invalid"}
    assert needs(found) == ALL_NEEDS


def test_a_request_outside_of_a_vpc_passes(tmp_path: Path) -> None:
    found = report(good_folder(tmp_path, job_json=job((VPC_CONFIG, GONE))))
    assert found["verdict"] == "pass"
    assert rules(found) == {"vpc-config-missing"}
    assert found["jobs"][0]["vpc"] == ""
    assert needs(found) == []


def test_all_that_is_wrong_with_a_request_is_told_at_once(tmp_path: Path) -> None:
    wrong = job((COUNT, 0), (INPUT_URI, "x"), ((*VPC_CONFIG, "Subnets"), []), RoleArn="me", Nonsense=1)
    assert len(findings(report(good_folder(tmp_path, job_json=wrong)), "job-request-invalid")) == 5


def test_a_job_may_be_given_without_any_state(tmp_path: Path) -> None:
    run = check(put(tmp_path, {"job.json": job((INPUT_URI, "x"))}), "job.json", "--format", "json")
    assert run.code == 1
    assert {finding["rule"]: finding["status"] for finding in run.report["findings"]} == {
        "job-request-invalid": "fail",
        "fact-missing": "unknown",
    }


def test_a_job_without_a_state_is_one_open_fact_that_says_so(tmp_path: Path) -> None:
    run = check(put(tmp_path, {"job.json": JOB, "second.json": BARE}), ".", "--format", "json")
    assert run.code == 3
    [finding] = run.report["findings"]
    assert (finding["rule"], finding["status"]) == ("fact-missing", "unknown")
    assert "no state was given" in finding["message"]
    assert {affected["job"] for affected in finding["affects"]} == {"features", "second.json"}
    assert {job["verdict"] for job in run.report["jobs"]} == {"unknown"}
    assert "subnet-ip-headroom" in finding["leaves_open"]
    assert "job-request-invalid" not in finding["leaves_open"]


def test_a_job_without_vpc_and_without_state_passes(tmp_path: Path) -> None:
    assert check(put(tmp_path, {"job.json": job((VPC_CONFIG, GONE))}), "job.json").code == 0


def test_the_groups_that_are_listed_twice_count_once(tmp_path: Path) -> None:
    twice = job(((*VPC_CONFIG, "SecurityGroupIds"), GROUPS * 2), ((*VPC_CONFIG, "Subnets"), [*SUBNETS, SUBNETS[0]]))
    found = report(good_folder(tmp_path, job_json=twice))
    assert rules(found) == {"duplicate-id"}
    assert all(list(need["subnets"]) == SUBNETS for need in found["jobs"][0]["needs"])


NO_ROUTE_TO_S3 = (
    "ClientError: Please ensure that the subnet's route table has a route to an S3 VPC endpoint or a NAT device, "
    "and both the security groups and the subnet's network ACL allow outbound traffic to S3."
)


def test_why_a_described_job_has_failed_leads_to_the_rules_behind_it(tmp_path: Path) -> None:
    described = job(ProcessingJobStatus="Failed", FailureReason=NO_ROUTE_TO_S3)
    run = check(good_folder(tmp_path, job_json=described))
    assert run.code == 0
    assert "note: job.json: features has failed: 'ClientError: Please ensure that" in run.err
    assert "the rules that look for a cause are " in run.err
    assert "s3-endpoint-not-routed" in run.err


@pytest.mark.parametrize(("reason", "end"), [("it rained", "cause are none"), (7, ""), ("", ""), (None, "")])
def test_a_failure_that_no_rule_knows_is_told_as_such(tmp_path: Path, reason: Any, end: str) -> None:
    err = check(good_folder(tmp_path, job_json=job(FailureReason=reason))).err
    assert err.endswith(f"{end}\n") if end else err == ""
