"""Files of rubbish: what is said of them is bounded, and takes time in proportion to their length."""

from pathlib import Path
from typing import Any

import pytest
from counting import grows_with_its_input

from .running import STATE, check, findings, good_folder, put, report, state

BROKEN = {"ProcessingResources": 5}


def jobs(number: int, *, alike: bool) -> list[dict[str, Any]]:
    return [BROKEN | {"ProcessingJobName": "x" if alike else f"x{each}"} for each in range(number)]


def test_of_many_invalid_jobs_in_a_file_the_first_are_told_and_the_others_counted(tmp_path: Path) -> None:
    put(tmp_path, {"jobs.json": jobs(350, alike=False)})
    told = report(tmp_path)
    invalid = findings(told, "job-request-invalid")
    assert len(told["jobs"]) == 350
    assert {each["verdict"] for each in told["jobs"]} == {"fail"}
    assert len(invalid) == 101
    [rest] = [each for each in invalid if "more of this kind" in each["message"]]
    assert rest["message"] == "950 more of this kind stand in the file, the first of them here"
    assert rest["severity"] == "error"
    affected = {each["job"] for finding in invalid for each in finding["affects"]}
    assert affected == {f"x{each}" for each in range(350)}
    assert len(findings(told, "vpc-config-missing")) == 101


def test_what_is_suppressed_is_bounded_and_counted_apart_from_the_rest(tmp_path: Path) -> None:
    entry = "- {rule: job-request-invalid, resource: /ProcessingResources, reason: x}"
    put(tmp_path, {"jobs.json": jobs(350, alike=False), ".vpclint-ignore.yaml": entry})
    told = findings(report(tmp_path), "job-request-invalid")
    suppressed = [each["message"] for each in told if each.get("suppressed")]
    counted = [each["message"] for each in told if not each.get("suppressed")]
    assert (len(suppressed), len(counted)) == (101, 101)
    rest = [each.partition(" more of this kind ")[0] for each in (*suppressed, *counted) if " more of " in each]
    assert rest == ["250", "600"]
    assert {each["verdict"] for each in report(tmp_path)["jobs"]} == {"fail"}


def test_what_is_wrong_with_each_file_is_bounded_by_itself(tmp_path: Path) -> None:
    put(tmp_path, {"a.json": jobs(60, alike=False), "b.json": jobs(90, alike=False)[60:]})
    told = [each["locations"][0]["file"] for each in findings(report(tmp_path), "job-request-invalid")]
    assert [told.count(name) for name in ("a.json", "b.json")] == [101, 90]


def test_of_many_places_of_one_finding_the_first_are_shown_and_the_others_counted(tmp_path: Path) -> None:
    put(tmp_path, {"jobs.json": jobs(350, alike=True)})
    out = check(tmp_path).out
    assert out.count(":::     jobs.json") + out.count("::: jobs.json") == 4 * 99
    assert out.count("::: 250 more places") == 4
    assert len(out) < 60_000


@pytest.mark.parametrize("alike", [True, False])
def test_many_invalid_jobs_take_time_in_proportion_to_their_number(tmp_path: Path, *, alike: bool) -> None:
    def run(number: int) -> None:
        check(put(tmp_path, {"jobs.json": jobs(number, alike=alike)}))

    assert grows_with_its_input(run)


def test_of_many_jobs_of_a_state_that_are_none_the_first_are_told(tmp_path: Path) -> None:
    twice = '{"ProcessingJobName": "x", "ProcessingJobName": "y"}'
    text = '{"Vpcs": [], "ProcessingJobs": [%s]}' % ", ".join([twice] * 350)  # noqa: UP031 - there are braces in it
    run = check(put(tmp_path, {"state.json": text}), ".", "--format", "json")
    errors = [each["message"] for each in run.report["errors"]]
    assert run.code == 2
    assert len(errors) == 101
    assert errors[-1] == "250 further things in this file can't be read"


def test_of_much_that_is_passed_over_the_first_is_noted(tmp_path: Path) -> None:
    good_folder(tmp_path, state_json=state(ProcessingJobs=[1] * 350))
    lines = [line for line in check(tmp_path).err.splitlines() if "state.json" in line]
    assert len(lines) == 101
    assert lines[-1] == "note: state.json: 250 further things are passed over"


def test_an_empty_scheduler_is_refused(tmp_path: Path) -> None:
    run = check(put(tmp_path, {"state.json": STATE}), ".", "--scheduler", "")
    wanted = "the address of a scheduler of Dask or local was expected"
    assert (run.code, run.out, run.err) == (2, "", f"vpclint: --scheduler names none: {wanted}\n")
