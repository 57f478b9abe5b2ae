"""The header of a state: a null in it is a member that is missing, and what can't be read proves nothing complete."""

import json
from pathlib import Path
from typing import Any

import pytest
from cli.running import JOB, STATE, check, findings, good_folder, put, report, state, without_route

from vpclint.sources.loading import load_inputs

DENIED = {"operation": "DescribeRouteTables", "outcome": "denied", "detail": "UnauthorizedOperation"}


def judged(folder: Path, given: Any) -> Any:
    """The report on the good job in this state."""
    return report(put(folder, {"state.json": given, "job.json": JOB}), "state.json", "job.json")


def untold(found: Any) -> list[str]:
    return [finding["message"] for finding in findings(found, "fact-missing")]


@pytest.mark.parametrize("member", ["schema", "account", "partition", "region", "collected_at", "collected_by"])
def test_a_null_beside_a_denied_call_hides_nothing_of_it(tmp_path: Path, member: str) -> None:
    found = judged(tmp_path, state(RouteTables=[], vpclint={member: None, "calls": [DENIED]}))
    assert (found["verdict"], found["errors"]) == ("unknown", [])
    assert any("DescribeRouteTables was denied: UnauthorizedOperation" in each for each in untold(found))


def test_a_null_in_a_call_is_a_member_that_is_missing(tmp_path: Path) -> None:
    found = judged(tmp_path, state(RouteTables=[], vpclint={"calls": [DENIED | {"detail": None}]}))
    assert found["errors"] == []
    assert any("DescribeRouteTables was denied" in each for each in untold(found))


@pytest.mark.parametrize("header", [None, {"calls": None}, dict.fromkeys(("schema", "account", "region"))], ids=str)
def test_a_header_of_nothing_but_nulls_is_an_empty_one(tmp_path: Path, header: Any) -> None:
    found = judged(tmp_path, state(vpclint=header))
    assert (found["verdict"], found["errors"]) == ("pass", [])
    assert judged(tmp_path, without_route() | {"vpclint": header})["verdict"] == "fail"


@pytest.mark.parametrize("outcome", [{}, {"outcome": None}, {"outcome": ""}], ids=str)
def test_a_call_that_does_not_say_how_it_ended_proves_nothing_complete(tmp_path: Path, outcome: Any) -> None:
    call = {"operation": "DescribeRouteTables"} | outcome
    found = judged(tmp_path, without_route() | {"vpclint": {"calls": [call]}})
    assert (found["verdict"], found["errors"]) == ("unknown", [])
    assert any("the header does not say how the call DescribeRouteTables ended" in each for each in untold(found))


@pytest.mark.parametrize("operation", [{}, {"operation": None}, {"operation": ""}], ids=str)
def test_a_denied_call_without_a_name_may_be_any(tmp_path: Path, operation: Any) -> None:
    call = {"outcome": "denied"} | operation
    found = judged(tmp_path, without_route() | {"vpclint": {"calls": [call]}})
    assert (found["verdict"], found["errors"]) == ("unknown", [])
    assert any("a call that the header does not name was denied" in each for each in untold(found))


def test_a_call_without_a_name_that_was_answered_leaves_nothing_open(tmp_path: Path) -> None:
    assert judged(tmp_path, state(vpclint={"calls": [{"outcome": "ok"}]}))["verdict"] == "pass"


UNREADABLE: list[tuple[Any, str]] = [
    ([], ""),
    ("text", ""),
    ({"schema": 99}, "schema is 99"),
    ({"schema": 1.5}, "$.schema"),
    ({"account": 123456789012}, "$.account"),
    ({"collected_at": 0}, "$.collected_at"),
    ({"calls": {}}, "$.calls"),
    ({"calls": [None]}, "$.calls[0]"),
    ({"calls": [{"operation": 7}]}, "$.calls[0].operation"),
    ({"calls": [{"operation": "DescribeVpcs", "outcome": False}]}, "$.calls[0].outcome"),
    ({"calls": [{"operation": "DescribeVpcs", "detail": []}]}, "$.calls[0].detail"),
]
each_unreadable = pytest.mark.parametrize(("header", "place"), UNREADABLE, ids=[str(each) for each, _ in UNREADABLE])


@each_unreadable
def test_a_header_that_can_not_be_read_proves_nothing_complete(tmp_path: Path, header: Any, place: str) -> None:
    run = check(good_folder(tmp_path, state_json=without_route() | {"vpclint": header}), ".", "--format", "json")
    assert (run.code, run.report["verdict"]) == (2, "unknown")
    [error] = run.report["errors"]
    assert place in error["message"]
    [fact] = [each for each in untold(run.report) if "header" in each]
    assert place in fact


def test_nothing_is_assumed_under_a_header_that_can_not_be_read(tmp_path: Path) -> None:
    lean = {key: value for key, value in STATE.items() if key != "BucketLocations"}
    found = judged(tmp_path, lean | {"vpclint": {"account": 7}})
    assert found["verdict"] == "unknown"


def twice(key: str, first: Any, second: str) -> str:
    """The state without its header and the route to S3, and a key that stands in it with two values."""
    rest = {name: value for name, value in without_route().items() if name not in (key, "vpclint")}
    return json.dumps(rest, indent=1).removesuffix("\n}") + f',\n"{key}": {json.dumps(first)},\n"{key}": {second}\n}}'


@pytest.mark.parametrize(
    ("key", "first", "second"),
    [("vpclint", {"calls": [DENIED]}, "{}"), ("vpclint", {}, "{}"), ("NextToken", "eyJ2Ijoi", "null")],
)
def test_what_stands_twice_proves_nothing_complete(tmp_path: Path, key: str, first: Any, second: str) -> None:
    put(tmp_path, {"state.json": twice(key, first, second), "job.json": JOB})
    run = check(tmp_path, ".", "--format", "json")
    assert (run.code, run.report["verdict"]) == (2, "unknown")
    [error] = run.report["errors"]
    assert f'"{key}" stands twice' in error["message"]


def test_a_key_that_stands_twice_is_not_assumed_to_be_empty(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": twice("VpcBlockPublicAccessOptions", {}, "[]")})
    [held] = load_inputs((str(tmp_path / "state.json"),)).states
    options = held.vpc_block_public_access_options
    assert (options.given, options.assumed) == (True, False)
    assert [gap.reason for gap in options.gaps] == ["it stands twice"]


def test_jobs_that_stand_twice_are_not_judged(tmp_path: Path) -> None:
    run = check(put(tmp_path, {"state.json": twice("ProcessingJobs", [JOB], json.dumps([JOB]))}), ".")
    assert (run.code, "features" in run.out) == (2, False)
