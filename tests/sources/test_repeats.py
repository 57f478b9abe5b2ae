"""A key that stands twice in a record, the header or a job costs that one: neither of its values is believed."""

import json
from pathlib import Path
from typing import Any

import pytest
from cli.running import JOB, STATE, SUBNETS, check, findings, put, report, state, verdicts

from vpclint.text.lines import Lines

OTHER = "subnet-0123456789abcdef0"


def with_twice(member: str, instead: str) -> str:
    """The good state, where a member of the first listed subnet stands as these members instead."""
    index = next(index for index, each in enumerate(STATE["Subnets"]) if each["SubnetId"] == SUBNETS[0])
    text = json.dumps(state((("Subnets", index, member), "MARK")), indent=2)
    return text.replace(f'"{member}": "MARK"', instead)


@pytest.mark.parametrize(
    ("member", "instead"),
    [
        ("AvailableIpAddressCount", '"AvailableIpAddressCount": 0, "AvailableIpAddressCount": 4000'),
        ("AvailableIpAddressCount", '"AvailableIpAddressCount": 4000, "\\u0041vailableIpAddressCount": 4000'),
        ("Tags", '"Tags": [{"Key": "a", "Value": "b", "Key": "a"}]'),
    ],
)
def test_a_record_with_a_repeated_key_is_one_that_can_not_be_read(tmp_path: Path, member: str, instead: str) -> None:
    found = report(put(tmp_path, {"state.json": with_twice(member, instead), "job.json": JOB}))
    assert verdicts(found) == {"features": "unknown"}
    assert any("stands twice" in each["message"] for each in findings(found, "fact-missing"))


@pytest.mark.parametrize("ids", [(OTHER, SUBNETS[0]), (SUBNETS[0], OTHER)])
def test_where_the_id_stands_twice_either_may_be_it(tmp_path: Path, ids: tuple[str, str]) -> None:
    text = with_twice("SubnetId", ", ".join(f'"SubnetId": "{each}"' for each in ids))
    assert verdicts(report(put(tmp_path, {"state.json": text, "job.json": JOB}))) == {"features": "unknown"}


@pytest.mark.parametrize(
    "told",
    [
        {"Tags": [{"Key": "caf\u00e9", "Value": "a/b"}]},
        {"Rate": 1e5, "Share": 0.10, "Much": 10**30, "Text": '"Rate": 1, "Rate": 2', "Deep": {"Rate": {"Rate": 1}}},
    ],
)
@pytest.mark.parametrize("ascii_only", [False, True])
def test_nothing_else_is_taken_for_a_repeated_key(tmp_path: Path, told: dict[str, Any], *, ascii_only: bool) -> None:
    odd = state()
    for record in odd["Subnets"]:
        record.update(told)
    text = json.dumps(odd, ensure_ascii=ascii_only, indent="\t", separators=(" ,", " : ")).replace("1e+30", "1E30")
    found = report(put(tmp_path, {"state.json": text.replace("a/b", "a\\/b"), "job.json": JOB}))
    assert (verdicts(found), found["findings"]) == ({"features": "pass"}, [])


def test_a_header_with_a_repeated_key_proves_nothing_complete(tmp_path: Path) -> None:
    calls = json.dumps([{"operation": "DescribeSubnets", "outcome": "denied"}])
    text = json.dumps(STATE).replace('"vpclint": {', f'"vpclint": {{"calls": {calls}, ', 1)
    found = report(put(tmp_path, {"state.json": text, "job.json": JOB}))
    assert "the header is none: the key 'calls' stands twice" in found["errors"][0]["message"]
    assert findings(found, "fact-missing")


def jobs_text(*, encoding: str, indent: int | None) -> bytes:
    """The good state with two jobs, of which the second has its role twice."""
    second = {**JOB, "ProcessingJobName": "second", "MARK": "\u00fc"}
    text = json.dumps(state(ProcessingJobs=[JOB, second]), indent=indent, ensure_ascii=False)
    return text.replace('"MARK": "\u00fc"', '"Marked": "\u00fc", "RoleArn": "x"').encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("indent", [None, 2])
def test_a_job_with_a_repeated_key_is_an_error_at_the_second_of_them(
    tmp_path: Path, encoding: str, indent: int | None
) -> None:
    data = jobs_text(encoding=encoding, indent=indent)
    run = check(put(tmp_path, {"state.json": data}), ".", "--format", "json")
    text = data.decode(encoding)
    place = Lines(text).position(text.rindex('"RoleArn": "x"'))
    [error] = run.report["errors"]
    assert run.code == 2
    assert verdicts(run.report) == {"features": "pass"}
    assert (error["line"], error["column"]) == (place.line, place.column)
    assert "the key 'RoleArn' stands twice" in error["message"]
