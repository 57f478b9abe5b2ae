"""Answers that boto3 gave: with their metadata, or recorded by placebo."""

from pathlib import Path
from typing import Any

import pytest
from cli.running import JOB, STATE, VPC, check, findings, put, report, state, verdicts
from msgspec import UNSET

from vpclint.sources.loading import load_inputs
from vpclint.sources.recorded import utc

from .test_describe import answers

CREATED = {"__class__": "datetime", "year": 2025, "month": 1, "day": 2, "hour": 3, "minute": 4, "second": 5}
DENIED = {"Error": {"Code": "UnauthorizedOperation", "Message": "You are not authorized."}}


def metadata(hour: int) -> dict[str, Any]:
    return {"HTTPStatusCode": 200, "HTTPHeaders": {"date": f"Sun, 20 Dec 2020 {hour:02}:45:25 GMT"}}


def recording(data: Any, status: int = 200) -> dict[str, Any]:
    return {"status_code": status, "data": data}


def recordings(given: dict[str, Any]) -> dict[str, Any]:
    """A state as placebo would have recorded its calls, and the job in a file beside it."""
    files = answers(given)
    calls = [body for name, body in files.items() if name != "job.json"]
    records = {
        f"dump/ec2.Call_{index}.json": recording(body | {"ResponseMetadata": {}}) for index, body in enumerate(calls)
    }
    return records | {"job.json": JOB}


def loaded(folder: Path, files: dict[str, Any]) -> Any:
    [found] = load_inputs((str(put(folder, files)),)).states
    return found


def test_a_folder_of_recorded_calls_is_one_state(tmp_path: Path) -> None:
    dated = state()
    for each in dated["VpcEndpoints"]:
        each["CreationTimestamp"] = CREATED
    found = check(put(tmp_path, recordings(dated)), ".", "--format", "json")
    assert (verdicts(found.report), found.err) == ({"features": "pass"}, "")


def test_places_lead_into_the_data(tmp_path: Path) -> None:
    found = loaded(tmp_path, {"ec2.DescribeVpcs_1.json": recording({"Vpcs": [{"VpcId": VPC}]})})
    assert found.vpcs.place(VPC, "/VpcId").pointer == "/data/Vpcs/0/VpcId"
    attribute = recording({"VpcId": VPC, "EnableDnsSupport": {"Value": False}})
    found = loaded(tmp_path / "one", {"ec2.DescribeVpcAttribute_1.json": attribute})
    assert found.vpc_attributes.place(VPC, "/EnableDnsSupport").pointer == "/data/EnableDnsSupport"


def test_a_job_may_be_recorded_as_well(tmp_path: Path) -> None:
    described = JOB | {"CreationTime": CREATED, "ProcessingJobStatus": "Completed"}
    put(tmp_path, {"state.json": STATE, "api.sagemaker.DescribeProcessingJob_1.json": recording(described)})
    assert verdicts(report(tmp_path)) == {"features": "pass"}
    broken = recording(described | {"NetworkConfig": {"VpcConfig": {"Subnets": [], "SecurityGroupIds": ["sg-1"]}}})
    put(tmp_path, {"api.sagemaker.DescribeProcessingJob_1.json": broken})
    pointers = {place["pointer"] for each in report(tmp_path)["findings"] for place in each["locations"]}
    assert "/data/NetworkConfig/VpcConfig/Subnets" in pointers


@pytest.mark.parametrize(
    ("operation", "answer", "name"),
    [
        ("s3.GetBucketLocation", {"LocationConstraint": "eu-central-1"}, "get-bucket-location.BUCKET.json"),
        ("s3.GetBucketPolicy", {"Policy": "{}"}, "get-bucket-policy.BUCKET.json"),
        (
            "ec2.GetManagedPrefixListEntries",
            {"Entries": [{"Cidr": "10.0.0.0/8"}]},
            "get-managed-prefix-list-entries.PREFIX-LIST.json",
        ),
    ],
)
def test_a_recorded_answer_that_does_not_tell_its_subject_is_noted(
    tmp_path: Path, operation: str, answer: Any, name: str
) -> None:
    put(tmp_path, {"state.json": STATE, "job.json": JOB, f"{operation}_1.json": recording(answer)})
    run = check(tmp_path, ".", "--format", "json")
    assert name in run.err
    assert findings(run.report, "record-unreadable") == []


@pytest.mark.parametrize("file", ["ec2.DescribeRouteTables_2.json", "mine.ec2.DescribeRouteTables_1.json"])
def test_a_call_that_was_refused_leaves_its_key_open(tmp_path: Path, file: str) -> None:
    given = state()
    del given["RouteTables"]
    put(tmp_path, recordings(given) | {f"dump/{file}": recording(DENIED, 403)})
    found = report(tmp_path)
    assert (verdicts(found), found["errors"]) == ({"features": "unknown"}, [])
    [fact] = findings(found, "fact-missing")
    reason = "the call DescribeRouteTables ended with status 403: UnauthorizedOperation"
    assert fact["message"].startswith(f"RouteTables can't be told: {reason}")
    assert "aws ec2 describe-route-tables" in fact["notes"][-1]


def test_a_refused_call_whose_name_is_lost_may_be_any(tmp_path: Path) -> None:
    found = loaded(tmp_path, {"vpcs.json": {"Vpcs": []}, "x.json": recording({}, 503)})
    assert found.vpcs.exists(VPC).is_no
    (fact,) = found.subnets.exists("subnet-1").facts
    assert fact.reason == "a recorded call whose file does not name it ended with status 503"


@pytest.mark.parametrize(
    ("file", "body"),
    [
        ("rds.DescribeDBInstances_1.json", recording(DENIED, 403)),
        ("rds.DescribeDBInstances_1.json", recording({"DBInstances": []})),
        ("es.DescribeVpcEndpoints_1.json", recording({"VpcEndpoints": []})),
        ("s3.GetBucketAcl_1.json", recording(DENIED, 404)),
        ("ec2.DescribeVpcs_1.json", recording([])),
        ("ec2.DescribeVpcs_1.json", {"status_code": "200", "data": {"Vpcs": []}}),
    ],
)
def test_what_no_state_is_read_from_is_passed_over(tmp_path: Path, file: str, body: Any) -> None:
    inputs = load_inputs((str(put(tmp_path, {file: body})),))
    assert (inputs.states, inputs.jobs, inputs.errors, inputs.notes) == ((), (), (), ())


@pytest.mark.parametrize(("first", "second", "support"), [(1, 2, False), (2, 1, True)])
def test_the_newer_of_two_answers_holds(tmp_path: Path, first: int, second: int, support: bool) -> None:  # noqa: FBT001
    values = [(True, first), (False, second)]
    files = {
        f"{value}.json": {"VpcId": VPC, "EnableDnsSupport": {"Value": value}, "ResponseMetadata": metadata(hour)}
        for value, hour in values
    }
    found = loaded(tmp_path, files)
    assert found.vpc_attributes.get(VPC).enable_dns_support.value is support
    [conflict] = found.vpc_attributes.conflicts
    assert conflict.settled


def test_the_newest_attribute_holds_though_another_answer_is_newer(tmp_path: Path) -> None:
    names = [("EnableDnsSupport", True, 1), ("EnableDnsSupport", False, 2), ("EnableDnsHostnames", True, 3)]
    files = {
        f"ec2.DescribeVpcAttribute_{hour}.json": recording(
            {"VpcId": VPC, name: {"Value": value}, "ResponseMetadata": metadata(hour)}
        )
        for name, value, hour in names
    }
    record = loaded(tmp_path, files).vpc_attributes.get(VPC)
    assert (record.enable_dns_support.value, record.enable_dns_hostnames.value) == (False, True)


def test_attributes_of_one_second_that_disagree_settle_nothing(tmp_path: Path) -> None:
    names = [("EnableDnsSupport", True, 1), ("EnableDnsSupport", False, 1), ("EnableDnsHostnames", True, 3)]
    bodies = [{"VpcId": VPC, name: {"Value": value}, "ResponseMetadata": metadata(hour)} for name, value, hour in names]
    record = loaded(tmp_path, {f"{index}.json": body for index, body in enumerate(bodies)}).vpc_attributes.get(VPC)
    assert record is None or record.enable_dns_support is UNSET


@pytest.mark.parametrize("date", ["yesterday", "Sunday, 20-Dec-20 02:45:25 GMT", "Sun, 20 Dec 2020 02:45:25 +0100", 7])
def test_a_date_of_another_form_is_no_time(tmp_path: Path, date: object) -> None:
    given = {"HTTPHeaders": {"date": date}}
    both = {
        f"{value}.json": {"VpcId": VPC, "EnableDnsSupport": {"Value": value}, "ResponseMetadata": given}
        for value in (True, False)
    }
    assert loaded(tmp_path, both).vpc_attributes.get(VPC) is None


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-01-05T08:00:00+00:00", "2026-01-05T08:00:00Z"),
        ("2026-01-05T08:00:00.75Z", "2026-01-05T08:00:00Z"),
        ("2026-01-05T00:30:00+02:00", "2026-01-04T22:30:00Z"),
        ("2026-01-05T08:00:00", ""),
        ("0001-01-01T00:00:00+02:00", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_a_time_is_told_in_utc(text: str, time: str) -> None:
    assert utc(text) == time


def test_a_key_that_stands_twice_in_the_data_is_unknown(tmp_path: Path) -> None:
    body = '{"status_code": 200,\n "data": {"Vpcs": [],\n "Vpcs": []}}'
    inputs = load_inputs((str(put(tmp_path, {"ec2.DescribeVpcs_1.json": body})),))
    [error] = inputs.errors
    assert (error.message, error.line) == ('the key "Vpcs" stands twice, first at line 2', 3)
    assert inputs.states[0].vpcs.exists(VPC).is_unknown


def test_a_recording_that_says_twice_how_it_ended_is_none(tmp_path: Path) -> None:
    body = '{"status_code": 403, "data": {"Vpcs": []}, "status_code": 200}'
    inputs = load_inputs((str(put(tmp_path, {"ec2.DescribeVpcs_1.json": body})),))
    assert [each.message for each in inputs.errors] == ['the key "status_code" stands twice, first at line 1']
    assert inputs.states == ()
