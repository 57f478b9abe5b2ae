"""The JSON report: a contract of names, the same bytes for the same input, and fingerprints that stay."""

import json
from pathlib import Path
from typing import Any

import pytest
from cli.running import (
    COUNT,
    GROUPS,
    JOB,
    STATE,
    SUBNETS,
    VPC,
    VPC_CONFIG,
    check,
    findings,
    good_folder,
    job,
    put,
    report,
    state,
    without_route,
)

from vpclint import __version__

TOP = {
    "schema_version",
    "vpclint",
    "verdict",
    "jobs",
    "paths",
    "policies",
    "findings",
    "assumptions",
    "not_examined",
    "not_shown",
    "summary",
    "errors",
    "vpcs",
}
"""The members of the contract, `errors` for what could not be read, and `vpcs` for runs without a job."""


def broken(folder: Path) -> Any:
    return report(put(folder, {"state.json": without_route(), "job.json": JOB}))


def test_a_report_has_the_members_of_the_contract(tmp_path: Path) -> None:
    found = broken(tmp_path)
    assert found.keys() == TOP
    assert (found["schema_version"], found["vpclint"], found["verdict"]) == (1, __version__, "fail")
    assert found["summary"].keys() == {"error", "warning", "note", "unknown", "passed", "suppressed", "known"}
    assert found["summary"]["error"] == 1
    assert report(good_folder(tmp_path / "good")).keys() == TOP


def test_a_job_has_the_members_of_the_contract(tmp_path: Path) -> None:
    [only] = broken(tmp_path)["jobs"]
    assert {key: only[key] for key in ("name", "source", "vpc", "verdict")} == {
        "name": "features",
        "source": "job.json",
        "vpc": VPC,
        "verdict": "fail",
    }
    needs = {need["need"]: need for need in only["needs"]}
    reading = needs["s3:GetObject s3://acme-raw/events/*"]
    assert reading.keys() == {"need", "verdict", "subnets"}
    assert {name: each["verdict"] for name, each in reading["subnets"].items()} == dict(
        zip(SUBNETS, ("pass", "fail"), strict=True)
    )
    assert only.keys() == {"name", "source", "vpc", "verdict", "needs"}


def test_every_path_that_a_need_names_is_there_and_the_other_way_round(tmp_path: Path) -> None:
    found = broken(tmp_path)
    named = {
        answer["path"]
        for only in found["jobs"]
        for need in only["needs"]
        for answer in need["subnets"].values()
        if "path" in answer
    }
    assert named == set(found["paths"])
    for hops in found["paths"].values():
        assert hops
        assert all(hop.keys() == {"hop", "resource", "verdict", "why"} for hop in hops)
        assert all(hop["verdict"] in ("pass", "fail", "unknown") for hop in hops)


def test_a_path_is_as_bad_as_its_worst_hop(tmp_path: Path) -> None:
    found = broken(tmp_path)
    worst = {name: min((hop["verdict"] for hop in hops), key=BADNESS.index) for name, hops in found["paths"].items()}
    for need in found["jobs"][0]["needs"]:
        for answer in need["subnets"].values():
            if "path" in answer:
                assert answer["verdict"] == worst[answer["path"]]


BADNESS = ["fail", "unknown", "pass"]


def test_a_finding_has_the_members_of_the_contract(tmp_path: Path) -> None:
    [finding] = broken(tmp_path)["findings"]
    assert finding.keys() >= {
        "rule",
        "status",
        "severity",
        "message",
        "resource",
        "affects",
        "locations",
        "remedy",
        "fingerprint",
    }
    assert (finding["rule"], finding["status"], finding["severity"]) == ("s3-endpoint-not-routed", "fail", "error")
    assert finding["resource"].startswith("rtb-")
    assert finding["affects"] == [
        {"job": "features", "need": need, "subnets": [SUBNETS[1]]}
        for need in ("s3:GetObject s3://acme-raw/events/*", "s3:PutObject s3://acme-features/daily/*")
    ]
    first = finding["locations"][0]
    assert first == {
        "file": "job.json",
        "line": 14,
        "column": 9,
        "pointer": "/NetworkConfig/VpcConfig/Subnets/1",
        "note": "instances placed here can't reach S3",
    }
    remedy = finding["remedy"]
    assert remedy.keys() == {"text", "aws_cli", "cloudformation", "terraform"}
    assert remedy["aws_cli"][0].startswith("aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-")


def test_an_open_question_has_the_members_of_the_contract(tmp_path: Path) -> None:
    lean = {key: value for key, value in STATE.items() if key != "RouteTables"}
    found = report(put(tmp_path, {"state.json": lean, "job.json": JOB}))
    [finding] = found["findings"]
    assert (finding["status"], finding["severity"], finding["resource"]) == ("unknown", "error", "RouteTables")
    assert found["summary"]["unknown"] == 1
    assert found["summary"]["error"] == 0
    assert "s3-endpoint-not-routed" in finding["leaves_open"]
    assert {affected["job"] for affected in finding["affects"]} == {"features"}


def test_what_could_not_be_read_has_its_place(tmp_path: Path) -> None:
    found = report(good_folder(tmp_path, broken_json='{\n  "a": }'))
    [error] = found["errors"]
    assert error.keys() == {"message", "file", "line", "column"}
    assert (error["file"], error["line"]) == ("broken.json", 2)


def test_the_summary_counts_the_findings(tmp_path: Path) -> None:
    odd = job((("ProcessingResources", "ClusterConfig", "InstanceType"), "ml.q9.huge"), RoleArn="x")
    found = report(good_folder(tmp_path, state_json=without_route() | {"FlowLogs": []}, job_json=odd))
    proved = [each["severity"] for each in found["findings"] if each["status"] == "fail"]
    assert {name: found["summary"][name] for name in ("error", "warning", "note")} == {
        name: proved.count(name) for name in ("error", "warning", "note")
    }
    assert found["summary"]["error"] == 2


def test_the_worst_findings_come_first(tmp_path: Path) -> None:
    odd = job((("ProcessingResources", "ClusterConfig", "InstanceType"), "ml.q9.huge"))
    found = report(good_folder(tmp_path, state_json=without_route() | {"FlowLogs": []}, job_json=odd))
    assert [each["severity"] for each in found["findings"]] == ["error", "warning", "note"]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": without_route(), "job.json": JOB, "second.json": job((COUNT, 0))})
    assert check(tmp_path, ".", "--format", "json") == check(tmp_path, ".", "--format", "json")


def test_the_order_of_the_records_changes_no_finding(tmp_path: Path) -> None:
    reversed_ = without_route()
    for value in reversed_.values():
        if isinstance(value, list):
            value.reverse()
    plain, mixed = broken(tmp_path / "a"), report(put(tmp_path / "b", {"state.json": reversed_, "job.json": JOB}))
    for found in (plain, mixed):
        for finding in found["findings"]:
            del finding["locations"]
    assert plain == mixed


def test_the_report_is_printed_with_a_line_end_and_readable(tmp_path: Path) -> None:
    out = check(good_folder(tmp_path), ".", "--format", "json").out
    assert out.endswith("}\n")
    assert out.startswith('{\n  "schema_version": 1,')
    assert json.dumps(json.loads(out), indent=2, ensure_ascii=False) + "\n" == out


CONTROLS = [*range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0xE0041]


def test_what_no_terminal_shall_obey_is_escaped_and_the_same_to_a_program(tmp_path: Path) -> None:
    name = "é漢😀" + "".join(map(chr, CONTROLS))
    run = check(put(tmp_path, {"state.json": STATE, f"{name}.json": JOB}), ".", "--format", "json")
    assert run.report["jobs"][0]["source"] == f"{name}.json"
    assert all(char.isprintable() or char == "\n" for char in run.out)
    assert '"é漢😀\\u007f\\u0080' in run.out
    assert "\\u061c\\u200e\\u200f\\u202a" in run.out
    assert "\\udb40\\udc41" in run.out


def prints(found: Any) -> list[str]:
    return [finding["fingerprint"] for finding in found["findings"]]


def test_fingerprints_stay_when_lines_move(tmp_path: Path) -> None:
    given = without_route() | {"FlowLogs": []}
    wrong = job((COUNT, 0))
    written = {"indent": json.dumps(wrong, indent=8), "line": json.dumps(wrong), "blank": "\n\n\n" + json.dumps(wrong)}
    found = {
        name: report(put(tmp_path / name, {"state.json": json.dumps(given, indent=len(name)), "job.json": text}))
        for name, text in written.items()
    }
    assert prints(found["indent"]) == prints(found["line"]) == prints(found["blank"])
    assert len(set(prints(found["line"]))) == len(prints(found["line"])) >= 3


def test_fingerprints_stay_when_files_are_renamed(tmp_path: Path) -> None:
    given = without_route()
    first = report(put(tmp_path / "a", {"state.json": given, "job.json": JOB}))
    second = report(put(tmp_path / "b", {"x/other.json": given, "y/request.json": JOB}))
    assert prints(first) == prints(second)


def test_a_fingerprint_stays_when_another_job_breaks_by_the_same_cause(tmp_path: Path) -> None:
    alone = broken(tmp_path)
    put(tmp_path, {"second.json": job(ProcessingJobName="second")})
    assert prints(report(tmp_path)) == prints(alone)


def test_a_fingerprint_stays_when_another_state_is_judged_in_the_same_run(tmp_path: Path) -> None:
    alone = broken(tmp_path)
    text = json.dumps([STATE, JOB]).replace("eu-central-1", "us-west-2").replace("-aa78", "-bb78")
    there, far = json.loads(
        text.replace("-7119", "-8119").replace("vpc-9d79", "vpc-8d79").replace("sg-3da9", "sg-4da9")
    )
    put(tmp_path, {"there.json": there, "far.json": far | {"ProcessingJobName": "far"}})
    assert set(prints(alone)) <= set(prints(report(tmp_path)))


def test_different_findings_have_different_fingerprints(tmp_path: Path) -> None:
    wrong = job((COUNT, 0), ((*VPC_CONFIG, "Subnets"), [SUBNETS[0], "subnet-x", "subnet-y"]), Nonsense=1, Other=2)
    found = report(good_folder(tmp_path, state_json=state(FlowLogs=[]), job_json=wrong))
    assert len(prints(found)) == len(set(prints(found))) >= 5


def test_one_cause_over_two_jobs_is_one_finding_that_lists_both(tmp_path: Path) -> None:
    jobs = [job(ProcessingJobName="hourly"), JOB, job((COUNT, 1), ProcessingJobName="single")]
    found = report(put(tmp_path, {"state.json": without_route(), "jobs.json": jobs}))
    [finding] = findings(found, "s3-endpoint-not-routed")
    assert list(dict.fromkeys(each["job"] for each in finding["affects"])) == ["hourly", "features", "single"]
    assert len(finding["affects"]) == 6
    in_jobs = [place["pointer"] for place in finding["locations"] if place["file"] == "jobs.json"]
    assert in_jobs == [f"/{number}/NetworkConfig/VpcConfig/Subnets/1" for number in range(3)]
    assert len([place for place in finding["locations"] if place["file"] == "state.json"]) == 2
    assert {each["verdict"] for each in found["jobs"]} == {"fail"}


def test_a_cause_that_breaks_one_of_two_jobs_names_that_one(tmp_path: Path) -> None:
    lucky = job(((*VPC_CONFIG, "Subnets"), SUBNETS[:1]), ProcessingJobName="lucky")
    found = report(put(tmp_path, {"state.json": without_route(), "jobs.json": [lucky, JOB]}))
    [finding] = findings(found, "s3-endpoint-not-routed")
    assert {each["job"] for each in finding["affects"]} == {"features"}
    assert {each["name"]: each["verdict"] for each in found["jobs"]} == {"lucky": "pass", "features": "fail"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((COUNT, 0), (COUNT, 101)),
        ((("Nonsense",), 1), (("Nonsens",), 1)),
        (((*VPC_CONFIG, "Subnets", 0), "subnet-x"), ((*VPC_CONFIG, "Subnets", 0), "subnet-y")),
    ],
)
def test_different_faults_of_two_jobs_are_two_findings(tmp_path: Path, first: Any, second: Any) -> None:
    jobs = {"a.json": job(first, ProcessingJobName="a"), "b.json": job(second, ProcessingJobName="b")}
    found = report(put(tmp_path, {"state.json": STATE, **jobs}))
    wrong = findings(found, "job-request-invalid") or findings(found, "id-malformed")
    assert [{each["job"] for each in finding["affects"]} for finding in wrong] in ([{"a"}, {"b"}], [{"b"}, {"a"}])
    assert [{place["file"] for place in each["locations"]} for each in wrong] in (
        [{"a.json"}, {"b.json"}],
        [{"b.json"}, {"a.json"}],
    )


def test_two_jobs_that_lack_room_by_themselves_are_told_apart(tmp_path: Path) -> None:
    big, bigger = job((COUNT, 100), ProcessingJobName="big"), job((COUNT, 99), ProcessingJobName="bigger")
    small = state()
    for subnet in small["Subnets"]:
        subnet["AvailableIpAddressCount"] = 11
    found = report(put(tmp_path, {"state.json": small, "jobs.json": [big, bigger]}))
    told = findings(found, "subnet-ip-headroom")
    assert len(told) == 2
    assert "200" in told[0]["message"] + told[1]["message"]
    assert "198" in told[0]["message"] + told[1]["message"]


def test_one_missing_fact_over_two_jobs_is_one_finding(tmp_path: Path) -> None:
    lean = {key: value for key, value in STATE.items() if key != "RouteTables"}
    found = report(put(tmp_path, {"state.json": lean, "jobs.json": [JOB, job(ProcessingJobName="second")]}))
    [finding] = found["findings"]
    assert {each["job"] for each in finding["affects"]} == {"features", "second"}


def test_two_jobs_of_one_name_are_both_reported(tmp_path: Path) -> None:
    found = report(good_folder(tmp_path, again_json=job((COUNT, 0))))
    assert [(each["name"], each["verdict"]) for each in found["jobs"]] == [("features", "fail"), ("features", "pass")]
    assert [each["source"] for each in found["jobs"]] == ["again.json", "job.json"]


def test_ids_that_are_not_asked_for_do_not_show(tmp_path: Path) -> None:
    assert GROUPS[0] in check(good_folder(tmp_path), ".", "--format", "json").out
    other = next(each["SubnetId"] for each in STATE["Subnets"] if each["SubnetId"] not in SUBNETS)
    assert other not in check(tmp_path, ".", "--format", "json").out
