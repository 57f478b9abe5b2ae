"""The fuzzer: a short run of it, and that it would notice."""

import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tools.fuzz.answers import contradictions
from tools.fuzz.bases import bases
from tools.fuzz.inputs import KINDS, Input, drawn
from tools.fuzz.losses import lost
from tools.fuzz.running import Runner, Shown
from tools.fuzz.shapes import OPEN, RECORD, parts
from vpclint.report.found import FindingReport, Summary
from vpclint.report.judged import JobReport
from vpclint.report.model import Report

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.slow
def test_a_short_run_finds_nothing() -> None:
    command = [sys.executable, "-m", "tools.fuzz", "--count", "500", "--seed", "20261124", "--jobs", "1"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout
    assert "500  inputs in" in ended.stdout
    assert "0 failed" in ended.stdout


def test_an_input_is_always_the_same_and_each_kind_is_drawn() -> None:
    assert drawn(1, 7) == drawn(1, 7)
    assert {drawn(1, index).kind for index in range(300)} == set(KINDS)


def test_a_bug_and_a_hostile_character_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    made = next(made for made in (drawn(1, index) for index in range(100)) if made.kind == "changed job")
    with monkeypatch.context() as patch:
        patch.setattr("tools.fuzz.running._COMMANDS", {"check": lambda *_: 1 / 0})
        assert "ZeroDivisionError" in failure_of(made)
        patch.setattr("tools.fuzz.running._COMMANDS", {"check": lambda *_: shown("\x1b[2J")})
        assert "a terminal would obey" in failure_of(made)


def failure_of(made: Input) -> str:
    runner = Runner()
    try:
        return runner.failure(made)
    finally:
        runner.close()


def shown(text: str) -> Shown:
    return Shown(None, (text,))


def report(verdict: str, *findings: tuple[str, str]) -> Report:
    found = tuple(
        FindingReport(rule, status, "error", f"{rule} {status}", "", (), (), "", leaves_open=())
        for rule, status in findings
    )
    job = JobReport("features", "job.json", "", verdict, ())
    return Report(1, "", verdict, (job,), {}, found, (), (), (), Summary(0, 0, 0, 0, 0))


CASES = [
    (report("pass"), report("pass"), 0),
    (report("pass"), report("unknown"), 0),
    (report("unknown"), report("unknown"), 0),
    (report("pass"), report("fail"), 1),
    (report("fail"), report("pass"), 1),
    (report("unknown"), report("pass"), 1),
    (report("unknown"), report("fail"), 1),
    (report("fail", ("a", "fail")), report("unknown", ("b", "unknown")), 0),
    (report("fail", ("a", "fail")), report("fail"), 1),
    (report("fail", ("a", "fail")), report("fail", ("b", "fail")), 2),
    (report("fail", ("network-acl-egress", "fail")), report("unknown", ("network-acl-peers", "fail")), 0),
]


@pytest.mark.parametrize(("before", "after", "lies"), CASES)
def test_only_the_same_or_cannot_tell_is_no_lie(before: Report, after: Report, lies: int) -> None:
    assert len(contradictions(before, after)) == lies


def test_what_absence_means_is_read_from_the_types() -> None:
    state = {
        "Subnets": [{"SubnetId": "subnet-1", "State": "available", "CidrBlock": "10.0.0.0/8", "Ipv6Native": False}],
        "RouteTables": [{"RouteTableId": "rtb-1", "Routes": [{"GatewayId": "igw-1", "State": "active"}]}, 7],
    }
    found = {part.place: part.absence for part in parts(state)}
    assert found[("Subnets", 0)] == found[("RouteTables", 1)] == RECORD
    assert found[("Subnets", 0, "State")] == found[("Subnets", 0, "SubnetId")] == OPEN
    assert found[("Subnets", 0, "CidrBlock")] == found[("RouteTables", 0, "Routes", 0, "GatewayId")] == "not set"
    assert found[("Subnets", 0, "Ipv6Native")] == "default"


def test_losses_are_many_and_change_the_state() -> None:
    base = bases()[0]
    told: Counter[str] = Counter()
    for number in range(300):
        state = base.state_again()
        what = lost(state, Random(number), strict=False)  # noqa: S311 - nothing secret
        assert (state != base.state_again()) == bool(what)
        told.update(word.split()[0] for word in what.split(", ") if word)
    assert {"remove", "make", "spoil"} <= told.keys()
