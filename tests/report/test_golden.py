"""Whole text reports, kept in `golden/`.

`UPDATE_GOLDEN=1 python -m pytest -n 0 tests/report/test_golden.py` writes them anew; read the difference before
you keep it.
"""

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from cli.running import COUNT, INPUT_URI, JOB, STATE, VPC_CONFIG, check, job, put, state, without_route

GOLDEN = Path(__file__).parent / "golden"

NO_GROUP_RULES = state()
for _group in NO_GROUP_RULES["SecurityGroups"]:
    _group["IpPermissionsEgress"] = []

RUNS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "good": ({"state.json": STATE, "job.json": JOB}, (".",)),
    "good-with-paths": ({"state.json": STATE, "job.json": JOB}, (".", "--paths")),
    "main-table-without-the-route": ({"state.json": without_route(), "job.json": JOB}, (".",)),
    "nothing-let-out-of-two-jobs": (
        {"state.json": NO_GROUP_RULES, "jobs.json": [job(ProcessingJobName="hourly"), JOB]},
        (".", "--paths"),
    ),
    "wrong-request-in-yaml": (
        {
            "state.json": STATE,
            "job.yaml": yaml.safe_dump(
                job((COUNT, 0), (INPUT_URI, "acme-raw"), ((*VPC_CONFIG, "SecurityGroupId"), "sg-1"))
            ),
            "broken.json": '{\n  "RoleArn": "x",\n}\n',
        },
        (".",),
    ),
    "calls-denied": (
        {
            "state.json": state(
                RouteTables=[], vpclint={"calls": [{"operation": "DescribeRouteTables", "outcome": "denied"}]}
            ),
            "job.json": JOB,
        },
        (".",),
    ),
    "no-state": ({"job.json": JOB}, ("job.json",)),
    "whole-vpc": ({"state.json": STATE}, ("state.json", "--need-service", "sts")),
    "whole-vpc-without-endpoints": ({"state.json": state(VpcEndpoints=[], NatGateways=[])}, ("state.json",)),
    "whole-vpc-of-unknown-subnets": ({"state.json": {"Vpcs": STATE["Vpcs"]}}, ("state.json",)),
}


@pytest.mark.parametrize("name", RUNS)
def test_a_report_is_the_one_that_is_kept(tmp_path: Path, name: str) -> None:
    files, arguments = RUNS[name]
    run = check(put(tmp_path, files), *arguments)
    assert run.code != 4, run.err
    shown = run.out
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(shown, "utf-8")
    assert shown == golden.read_text("utf-8")


def test_no_report_is_kept_that_nothing_makes() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(RUNS)
