"""An id that is not there, and one that is and differs in a single character."""

from pathlib import Path

import pytest
from cli.running import GROUPS, STATE, SUBNETS, VPC_CONFIG, findings, good_folder, job, report, state

NEAR = f"{SUBNETS[0][:-1]}{'0' if SUBNETS[0][-1] != '0' else '1'}"


def notes(folder: Path, **files: object) -> list[str]:
    """What is noted of subnets and groups that are not there."""
    found = report(good_folder(folder, **files))
    return [
        note
        for rule in ("subnet-not-found", "security-group-not-found")
        for each in findings(found, rule)
        for note in each.get("notes", ())
    ]


def asked(subnet: str, group: str = GROUPS[0]) -> object:
    return job((VPC_CONFIG, {"Subnets": [subnet], "SecurityGroupIds": [group]}))


def test_one_that_differs_in_a_character_is_meant(tmp_path: Path) -> None:
    group = f"sg-{'0' if GROUPS[0][3] != '0' else '1'}{GROUPS[0][4:]}"
    told = notes(tmp_path, job_json=asked(NEAR, group))
    assert told == [f"did you mean {SUBNETS[0]}?", f"did you mean {GROUPS[0]}?"]


@pytest.mark.parametrize(
    "subnet", [f"{NEAR[:8]}{'0' if NEAR[8] != '0' else '1'}{NEAR[9:]}", "subnet-0123456789abcdef0"]
)
def test_one_that_differs_in_more_is_not(tmp_path: Path, subnet: str) -> None:
    assert notes(tmp_path, job_json=asked(subnet)) == []


def test_where_several_differ_in_one_none_is_named(tmp_path: Path) -> None:
    [record] = [each for each in STATE["Subnets"] if each["SubnetId"] == SUBNETS[0]]
    other = record | {"SubnetId": f"{NEAR[:-1]}{'2' if NEAR[-1] != '2' else '3'}"}
    assert notes(tmp_path, state_json=state(Subnets=[*STATE["Subnets"], other]), job_json=asked(NEAR)) == []
