"""The rules that are asked of states: once for each that is looked at, and without a say in any verdict."""

from pathlib import Path
from typing import Any

import pytest
from cli.running import JOB, job, put, state
from worlds import state_of, subnet, world

from vpclint.api import check
from vpclint.finding import Severity
from vpclint.report.found import FindingReport
from vpclint.report.model import Report
from vpclint.settings import Settings

BROKEN = state(NatGateways=[{"NatGatewayId": "nat-1", "State": 7}])
UNREADABLE = "record-unreadable"


def checked(folder: Path, *jobs: dict[str, Any], settings: Settings | None = None, **states: Any) -> Report:
    """The report on jobs beside a state, and on further states."""
    files = {f"{number}.json": each for number, each in enumerate(jobs)}
    put(folder, {"state.json": BROKEN} | files | {f"{name}/state.json": each for name, each in states.items()})
    return check([folder], settings=settings)


def unreadable(report: Report) -> list[FindingReport]:
    return [each for each in report.findings if each.rule == UNREADABLE]


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_state_is_asked_once_however_many_jobs_are_judged_in_it(tmp_path: Path, jobs: int) -> None:
    report = checked(tmp_path, *[job(ProcessingJobName=f"job-{number}") for number in range(jobs)])
    assert len(report.jobs) == jobs
    [finding] = unreadable(report)
    assert (finding.severity, finding.status, finding.affects) == ("warning", "fail", ())


def test_a_state_in_which_no_job_is_judged_is_not_asked(tmp_path: Path) -> None:
    other = {"Vpcs": [{"VpcId": "vpc-1"}], "Subnets": [], "NatGateways": [{"NatGatewayId": "nat-2", "State": 7}]}
    [finding] = unreadable(checked(tmp_path, JOB, other=other))
    assert finding.resource == "nat-1"


@pytest.mark.parametrize("severity", Severity)
def test_a_severity_of_the_configuration_changes_no_verdict(tmp_path: Path, severity: Severity) -> None:
    settings = Settings(rules={UNREADABLE: {"severity": severity.value}})
    plain, weighed = checked(tmp_path, JOB), checked(tmp_path, JOB, settings=settings)
    [finding] = unreadable(weighed)
    assert finding.severity == severity.value
    assert (weighed.verdict, weighed.jobs) == (plain.verdict, plain.jobs)
    assert plain.verdict != "fail"


@pytest.mark.parametrize(
    ("chosen", "times"),
    [
        ({"ignore": (UNREADABLE,)}, 0),
        ({"ignore": ("input",)}, 0),
        ({"select": ("s3",)}, 0),
        ({"select": ("input",)}, 1),
        ({"select": ("record-*",)}, 1),
    ],
)
def test_a_rule_that_is_not_selected_is_not_asked(tmp_path: Path, chosen: dict[str, Any], times: int) -> None:
    assert len(unreadable(checked(tmp_path, JOB, settings=Settings(**chosen)))) == times


def test_what_one_record_leaves_open_is_one_fact_for_many() -> None:
    many = [subnet(f"subnet-{n}") | {"AvailableIpAddressCount": "many"} for n in range(500)]
    state = state_of(world(Subnets=many))
    (fact,) = state.subnets.gaps
    assert fact.reason.startswith("500 records can't be read: expected `int`")
    assert state.subnets.exists("subnet-7").is_unknown
