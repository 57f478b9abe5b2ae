"""What was made to cost all time, all memory or a screen without end: it is told once, in bounded time."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.running import JOB, STATE, SUBNETS, check, good_folder, put, report, rules, state, verdicts

MANY = 100_000
DOTTED = "a" + ".a" * MANY


@pytest.mark.parametrize("text", [f"{DOTTED} = 1", f"[{DOTTED}]", f"x = {{{DOTTED} = 1}}", f"[rules]\n{DOTTED} = 1"])
def test_a_key_of_a_hundred_thousand_parts_is_refused_at_once(tmp_path: Path, text: str) -> None:
    run = check(good_folder(tmp_path, vpclint_toml=text))
    assert run.code == 2
    assert run.err.endswith("vpclint.toml: is nested too deeply\n")


def test_dots_in_texts_are_no_parts_of_a_key(tmp_path: Path) -> None:
    blocks = json.dumps([f"203.0.113.{each}/32" for each in range(200)])
    put(good_folder(tmp_path), {"vpclint.toml": f"[needs]\ninternet = [{{host = 'h', cidrs = {blocks}}}]"})
    assert check(tmp_path).code != 2


def test_a_configuration_of_megabytes_is_refused(tmp_path: Path) -> None:
    run = check(good_folder(tmp_path, vpclint_toml="# a comment\n" * MANY))
    assert run.code == 2
    assert run.err.endswith("vpclint.toml: has 1,200,000 bytes, a configuration has up to 1,048,576\n")


@pytest.mark.parametrize("name", ["pipe.toml", "/dev/zero"])
def test_a_pipe_or_a_device_is_no_configuration(tmp_path: Path, name: str) -> None:
    os.mkfifo(good_folder(tmp_path) / "pipe.toml")
    run = check(tmp_path, ".", "--config", name)
    assert (run.code, run.out) == (2, "")
    assert run.err == f"vpclint: {name}: this is no regular file\n"


@pytest.mark.parametrize("name", ["jobs.jsonl", "jobs.ndjson"])
def test_lines_may_hold_thousands_of_jobs(tmp_path: Path, name: str) -> None:
    jobs = "".join(json.dumps(JOB | {"ProcessingJobName": f"job-{each}"}) + "\n" for each in range(1200))
    found = check(put(tmp_path, {"state.json": STATE, name: jobs}), ".", "--format", "json")
    assert found.code == 0
    assert len(verdicts(found.report)) == 1200


def test_of_thousands_of_lines_each_has_its_place(tmp_path: Path) -> None:
    jobs = (json.dumps(JOB) + "\n") * 1200 + json.dumps(JOB | {"RoleArn": 1}) + "\n"
    run = check(put(tmp_path, {"state.json": STATE, "jobs.jsonl": jobs}), ".")
    assert run.code == 1
    assert "--> jobs.jsonl:1201:" in run.out


def test_in_lines_a_damaged_one_is_told_however_many_stand_before_it(tmp_path: Path) -> None:
    found = check(put(tmp_path, {"state.json": STATE, "jobs.jsonl": "1\n" * 1500 + "{]\n"}), ".", "--format", "json")
    assert [(each["line"], each["column"]) for each in found.report["errors"]][:1] == [(1501, 2)]


def test_of_a_request_with_thousands_of_violations_a_hundred_are_told_and_the_others_counted(tmp_path: Path) -> None:
    strange = JOB | {f"Member{each}": each for each in range(5000)}
    found = report(put(tmp_path, {"state.json": STATE, "job.json": strange}))
    assert rules(found) == {"job-request-invalid"}
    assert len(found["findings"]) == 101
    assert [each["message"] for each in found["findings"] if "more" in each["message"]] == [
        "4,900 more things in this request are none that the API takes"
    ]
    assert verdicts(found) == {"features": "fail"}


def test_a_hundred_violations_are_all_told(tmp_path: Path) -> None:
    strange = JOB | {f"Member{each}": each for each in range(100)}
    found = report(put(tmp_path, {"state.json": STATE, "job.json": strange}))
    assert len(found["findings"]) == 100
    assert not any("more" in each["message"] for each in found["findings"])


@pytest.mark.parametrize(
    "change", [str.upper, lambda name: f"{name} ", lambda name: f"{name}\u200b", lambda _: "\u00e4"]
)
def test_what_is_no_id_that_aws_gives_may_have_been_any(tmp_path: Path, change: Callable[[str], str]) -> None:
    held = state()
    subnet = next(each for each in held["Subnets"] if each["SubnetId"] == SUBNETS[0])
    subnet["SubnetId"] = change(SUBNETS[0])
    run = check(put(tmp_path, {"state.json": held, "job.json": JOB}), ".", "--format", "json")
    assert run.code == 3
    assert "subnet-not-found" not in {each["rule"] for each in run.report["findings"] if each["status"] == "fail"}
    assert "record-unreadable" in {each["rule"] for each in run.report["findings"]}
