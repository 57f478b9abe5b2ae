"""The fleets on which speed is measured: the same each time, and such that the answers are known."""

import sys
from collections import Counter
from pathlib import Path
from subprocess import run

import vpclint

FLEET = Path(__file__).resolve().parent.parent / "benchmarks" / "fleet.py"


def written(file: Path) -> Path:
    run([sys.executable, FLEET, "--vpcs", "11", "--jobs", "22", file], check=True, capture_output=True)
    return file


def test_a_fleet_is_the_same_each_time_and_a_tenth_of_it_is_broken(tmp_path: Path) -> None:
    first, second = written(tmp_path / "first.json"), written(tmp_path / "second.json")
    assert first.read_bytes() == second.read_bytes()
    report = vpclint.check([first])
    assert not report.errors
    assert Counter(job.verdict for job in report.jobs) == {"pass": 18, "fail": 4}
    assert {finding.rule for finding in report.findings if finding.severity == "error"} == {"s3-endpoint-not-routed"}
