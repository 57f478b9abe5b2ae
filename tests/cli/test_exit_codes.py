import json
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from vpclint.cli.check import exit_code
from vpclint.settings import Settings

from .running import COUNT, JOB, STATE, check, job, put, report, state, vpclint, without_route

UNKNOWN_STATE = {key: value for key, value in STATE.items() if key != "RouteTables"}
WORKS = {"state.json": STATE, "job.json": JOB}
FAILS = {"state.json": without_route(), "job.json": JOB}
UNKNOWN = {"state.json": UNKNOWN_STATE, "job.json": JOB}
NOTE = {"state.json": state(FlowLogs=[]), "job.json": JOB}
WARNING = {
    "state.json": STATE,
    "job.json": job((("ProcessingResources", "ClusterConfig", "InstanceType"), "ml.q9.huge")),
}
UNREADABLE = {"broken.json": "{"}


def code(folder: Path, files: dict[str, Any], *arguments: str) -> int:
    return check(put(folder, files), ".", *arguments).code


@pytest.mark.parametrize(
    ("files", "expected"),
    [(WORKS, 0), (FAILS, 1), (UNKNOWN, 3), (NOTE, 0), (WARNING, 0), (WORKS | UNREADABLE, 2)],
    ids=["works", "fails", "unknown", "note", "warning", "unreadable"],
)
def test_the_exit_code_says_what_came_out(tmp_path: Path, files: dict[str, Any], expected: int) -> None:
    assert code(tmp_path, files) == expected


def test_a_proved_error_beats_an_open_question(tmp_path: Path) -> None:
    broken = job((COUNT, 5000), ProcessingJobName="broken")
    assert code(tmp_path, UNKNOWN | {"second.json": broken}) == 1


@pytest.mark.parametrize("other", [FAILS, UNKNOWN, WORKS], ids=["fails", "unknown", "works"])
def test_unreadable_input_beats_every_verdict(tmp_path: Path, other: dict[str, Any]) -> None:
    assert code(tmp_path, other | UNREADABLE) == 2


@pytest.mark.parametrize("files", [UNREADABLE, FAILS | UNREADABLE, UNKNOWN], ids=["unreadable", "fails", "unknown"])
def test_a_bug_beats_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, Any]) -> None:
    monkeypatch.setattr("vpclint.cli.check.exit_code", lambda *_, **__: 1 / 0)
    assert code(tmp_path, files) == 4


def test_one_job_that_fails_makes_the_run_fail_whatever_the_others_do(tmp_path: Path) -> None:
    fine, broken = job(ProcessingJobName="fine"), job((COUNT, 0), ProcessingJobName="broken")
    both = put(tmp_path, {"state.json": STATE, "a.json": fine, "b.json": broken})
    assert check(both).code == check(both, "state.json", "b.json", "a.json").code == 1
    assert report(both)["verdict"] == "fail"


@pytest.mark.parametrize(
    ("files", "threshold", "expected"),
    [
        (FAILS, "error", 1),
        (FAILS, "warning", 1),
        (FAILS, "note", 1),
        (WARNING, "error", 0),
        (WARNING, "warning", 1),
        (WARNING, "note", 1),
        (NOTE, "error", 0),
        (NOTE, "warning", 0),
        (NOTE, "note", 1),
        (WORKS, "note", 0),
    ],
)
def test_fail_on_is_the_mildest_finding_that_fails(
    tmp_path: Path, files: dict[str, Any], threshold: str, expected: int
) -> None:
    assert code(tmp_path, files, "--fail-on", threshold) == expected


def test_fail_on_changes_the_exit_code_and_never_the_verdict(tmp_path: Path) -> None:
    put(tmp_path, NOTE)
    strict, lenient = (check(tmp_path, ".", "--format", "json", "--fail-on", each) for each in ("note", "error"))
    assert (strict.code, lenient.code) == (1, 0)
    assert strict.out == lenient.out
    assert strict.report["verdict"] == "pass"


def test_unknown_ignore_makes_cannot_tell_a_success_and_nothing_else(tmp_path: Path) -> None:
    ignore = ("--unknown", "ignore")
    assert code(tmp_path, UNKNOWN, *ignore) == 0
    assert code(tmp_path, FAILS, *ignore) == 1
    assert code(tmp_path, FAILS | UNREADABLE, *ignore) == 2


def test_unknown_ignore_leaves_the_verdict_as_it_is(tmp_path: Path) -> None:
    run = check(put(tmp_path, UNKNOWN), ".", "--unknown", "ignore", "--format", "json")
    assert (run.code, run.report["verdict"]) == (0, "unknown")


@pytest.mark.parametrize(
    ("files", "expected"),
    [(FAILS, 0), (UNKNOWN, 0), (WORKS, 0), (WORKS | UNREADABLE, 2)],
    ids=["fails", "unknown", "works", "unreadable"],
)
def test_exit_zero_maps_1_and_3_to_0_and_nothing_else(tmp_path: Path, files: dict[str, Any], expected: int) -> None:
    assert code(tmp_path, files, "--exit-zero") == expected


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("empty",),
        ("missing.json",),
        ("state.json", "job.json", "--select", "no-such-rule"),
        ("state.json", "job.json", "--config", "missing.toml"),
        ("state.json", "job.json", "--format", "yaml"),
        ("state.json", "job.json", "--no-such-option"),
        ("state.json", "job.json", "--instances", "0"),
    ],
    ids=" ".join,
)
def test_usage_configuration_and_nothing_to_check_are_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    put(tmp_path, WORKS)
    (tmp_path / "empty").mkdir()
    run = vpclint(tmp_path, "check", *arguments)
    assert run.code == 2
    assert run.err or "error: missing.json" in run.out


def test_a_run_without_anything_to_check_says_what_is_missing(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": STATE, "numbers.json": "[1]", "empty.json": {"Vpcs": [], "Subnets": []}})
    for arguments, told in (
        ((), "name files or folders"),
        (("numbers.json",), "neither a state nor a job"),
        (("state.json", "numbers.json"), "no job, numbers.json holds none"),
        (("empty.json",), "shows no VPC"),
    ):
        run = vpclint(tmp_path, "check", *arguments)
        assert (run.code, run.out) == (2, "")
        assert told in run.err
        assert run.err.count("\n") == 1
        allowed = vpclint(tmp_path, "check", *arguments, "--allow-empty")
        assert (allowed.code, allowed.out) == (0, "nothing was judged\n")
        assert told in allowed.err


def test_what_can_not_be_read_is_not_nothing(tmp_path: Path) -> None:
    assert check(put(tmp_path, UNREADABLE), ".", "--allow-empty").code == 2
    assert check(tmp_path, "missing.json", "--allow-empty").code == 2


def test_where_there_is_something_to_check_allowing_nothing_changes_nothing(tmp_path: Path) -> None:
    for files in (WORKS, FAILS, UNKNOWN):
        put(tmp_path, files)
        assert check(tmp_path, ".", "--allow-empty") == check(tmp_path)


@pytest.mark.parametrize(
    ("severities", "threshold", "expected"),
    [
        (given, threshold, int(any(each in ("error", "warning", "note")[: rank + 1] for each in given)))
        for size in range(4)
        for given in combinations(("error", "warning", "note"), size)
        for rank, threshold in enumerate(("error", "warning", "note"))
    ],
)
def test_the_worst_proved_finding_decides(severities: tuple[str, ...], threshold: Any, expected: int) -> None:
    found = [SimpleNamespace(severity=severity, status="fail", counts=True) for severity in severities]
    report: Any = SimpleNamespace(findings=found, errors=(), jobs=(), vpcs=())
    assert exit_code(report, Settings(fail_on=threshold)) == expected


@pytest.mark.parametrize(
    ("held", "message", "line", "column"),
    [
        ({"Vpcs": [5]}, "record 0 of Vpcs can't be read: expected `object`, got `int`", 1, 10),
        ({"Vpcs": "x"}, "Vpcs can't be read: expected `array`, got `str`", 1, 9),
        ({"Subnets": [{"SubnetId": 5}]}, "record 0 of Subnets can't be read: expected `str`, got `int`", 1, 14),
    ],
)
def test_a_state_of_which_nothing_can_be_read_is_told_with_the_places(
    tmp_path: Path, held: dict[str, Any], message: str, line: int, column: int
) -> None:
    run = check(put(tmp_path, {"state.json": json.dumps(held)}), "state.json", "--format", "json")
    assert run.code == 2
    [error] = run.report["errors"]
    assert error["message"].startswith(message)
    assert (error["file"], error["line"]) == ("state.json", line)
    assert error["column"] >= column
    text = check(tmp_path, "state.json")
    assert f"state.json:{line}:" in text.out + text.err
