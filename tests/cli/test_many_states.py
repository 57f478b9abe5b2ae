"""Several accounts and Regions in one run, each in a folder of its own: a job finds its state by its ids."""

import json
from pathlib import Path
from typing import Any

import pytest

from .running import GROUPS, JOB, STATE, SUBNETS, VPC_CONFIG, check, findings, job, put, report, state, verdicts


def other(identifier: str, letter: str) -> str:
    """An id that another account has in the place of this one."""
    return f"{identifier[:-2]}{letter * 2}"


def renamed(given: Any, letter: str) -> Any:
    """The same with other ids: those of another account in the same Region."""
    text = json.dumps(given)
    for identifier in (*SUBNETS, *GROUPS):
        text = text.replace(identifier, other(identifier, letter))
    return json.loads(text)


def split(given: dict[str, Any], folder: str) -> dict[str, Any]:
    """A state as one file a key."""
    return {f"{folder}/{key}.json": {key: value} for key, value in given.items() if key != "vpclint"}


def without_endpoints(given: dict[str, Any]) -> dict[str, Any]:
    """The state of a VPC where the good job fails."""
    return given | {"VpcEndpoints": []}


def test_a_job_is_judged_where_its_ids_are_not_where_its_file_lies(tmp_path: Path) -> None:
    files = split(without_endpoints(renamed(STATE, "d")), "other") | split(state(), "ours")
    put(tmp_path, files | {"other/job.json": JOB})
    assert verdicts(report(tmp_path)) == {"features": "pass"}
    put(tmp_path, {"ours/theirs.json": renamed(job(ProcessingJobName="theirs"), "d")})
    assert verdicts(report(tmp_path)) == {"features": "pass", "theirs": "fail"}


def test_three_folders_of_one_region_are_three_states(tmp_path: Path) -> None:
    files = {"job.json": JOB}
    for letter, given in (("d", STATE), ("e", without_endpoints(STATE)), ("f", STATE)):
        files |= split(renamed(given, letter), letter)
        files[f"{letter}/job.json"] = renamed(job(ProcessingJobName=letter), letter)
    del files["job.json"]
    assert verdicts(report(put(tmp_path, files))) == {"d": "pass", "e": "fail", "f": "pass"}


def reasons(found: Any) -> list[str]:
    return [each["message"].partition(", which leaves open")[0] for each in findings(found, "fact-missing")]


def test_ids_that_stand_in_two_states_are_named_with_their_files(tmp_path: Path) -> None:
    put(tmp_path, split(state(), "a") | split(state(), "b") | {"job.json": JOB})
    found = report(tmp_path)
    assert verdicts(found) == {"features": "unknown"}
    subnets, groups = " and ".join(SUBNETS), " and ".join(GROUPS)
    where = (
        f"{subnets} in a/Subnets.json and b/Subnets.json; {groups} in a/SecurityGroups.json and b/SecurityGroups.json"
    )
    assert reasons(found) == [f"the ids of the job stand in several states: {where}"]


def test_ids_that_no_one_state_holds_are_named_with_their_files(tmp_path: Path) -> None:
    mixed = job(((*VPC_CONFIG, "Subnets"), [SUBNETS[0], other(SUBNETS[1], "d")]))
    put(tmp_path, {"a/state.json": STATE, "b/state.json": renamed(STATE, "d"), "job.json": mixed})
    found = report(tmp_path)
    assert verdicts(found) == {"features": "unknown"}
    [reason] = reasons(found)
    assert f"{SUBNETS[0]} and {GROUPS[0]}" in reason.partition(" in a/state.json")[0]
    assert f"{other(SUBNETS[1], 'd')} in b/state.json" in reason


def test_the_account_that_shares_its_subnets_is_no_second_state_for_a_job_of_the_other(tmp_path: Path) -> None:
    owner = state(SecurityGroups=[])
    put(tmp_path, {"owner/state.json": owner, "participant/state.json": STATE, "job.json": JOB})
    assert verdicts(report(tmp_path)) == {"features": "pass"}


@pytest.mark.parametrize("names", ["ab", "ba"])
def test_ids_that_no_state_holds_may_be_in_one_that_is_not_complete(tmp_path: Path, names: str) -> None:
    page = {"Vpcs": [], "Subnets": [], "NextToken": "more"}
    for name, given in zip(names, (renamed(STATE, "d"), page), strict=True):
        put(tmp_path, {f"{name}/state.json": given})
    put(tmp_path, {"job.json": JOB})
    assert verdicts(report(tmp_path)) == {"features": "unknown"}


def test_ids_that_no_state_holds_and_all_are_complete_are_nowhere(tmp_path: Path) -> None:
    put(tmp_path, {"a/state.json": renamed(STATE, "d"), "b/state.json": renamed(STATE, "e"), "job.json": JOB})
    assert verdicts(report(tmp_path)) == {"features": "fail"}


ELSEWHERE = "999999999999"
NOWHERE = job(((*VPC_CONFIG, "Subnets"), [other(each, "0") for each in SUBNETS]))


def of_account(account: str, given: dict[str, Any] = NOWHERE) -> dict[str, Any]:
    return given | {"RoleArn": given["RoleArn"].replace("123456789012", account)}


def answer(region: str, given: dict[str, Any] = NOWHERE) -> dict[str, Any]:
    """The answer of DescribeProcessingJob in a Region."""
    arn = f"arn:aws:sagemaker:{region}:123456789012:processing-job/features"
    return given | {"ProcessingJobArn": arn, "ProcessingJobStatus": "Completed"}


@pytest.mark.parametrize(
    ("given", "where"),
    [
        (of_account(ELSEWHERE), f"account {ELSEWHERE}"),
        (answer("us-east-1"), "account 123456789012, us-east-1"),
        (answer("us-east-1", of_account(ELSEWHERE)), f"account {ELSEWHERE}, us-east-1"),
    ],
)
def test_ids_that_only_another_account_or_region_could_hold_are_not_known(
    tmp_path: Path, given: dict[str, Any], where: str
) -> None:
    unheld = json.loads(json.dumps(given).replace(GROUPS[0], other(GROUPS[0], "0")))
    put(tmp_path, {"a/state.json": STATE, "b/state.json": renamed(STATE, "d"), "job.json": unheld})
    found = report(tmp_path)
    assert verdicts(found) == {"features": "unknown"}
    assert reasons(found) == [f"no state of {where} was given, and the ids of the job are in none of the others"]


@pytest.mark.parametrize("given", [of_account("123456789012"), answer("eu-central-1")])
def test_ids_that_the_state_of_the_own_account_lacks_do_not_exist(tmp_path: Path, given: dict[str, Any]) -> None:
    strange = renamed(state(), "d") | {"vpclint": {"schema": 1, "account": ELSEWHERE, "region": "eu-central-1"}}
    unheld = json.loads(json.dumps(given).replace(GROUPS[0], other(GROUPS[0], "0")))
    put(tmp_path, {"a/state.json": strange, "b/state.json": STATE, "job.json": unheld})
    found = report(tmp_path)
    assert verdicts(found) == {"features": "fail"}
    [missing, *_] = findings(found, "subnet-not-found")
    assert missing["message"].endswith("does not exist in account 123456789012, eu-central-1")


def test_a_subnet_that_is_shared_is_found_in_the_state_of_its_owner(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": STATE, "job.json": of_account(ELSEWHERE, JOB)})
    assert verdicts(report(tmp_path)) == {"features": "pass"}


def test_a_fleet_of_states_is_audited_state_by_state(tmp_path: Path) -> None:
    put(tmp_path, split(renamed(STATE, "d"), "d") | split(renamed(STATE, "e"), "e"))
    assert check(tmp_path).out.count("subnet-") >= 2 * len(SUBNETS)
