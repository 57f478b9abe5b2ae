"""A state of single VPCs, as the header says: what it does not show of others is unknown, unless it was asked about."""

from pathlib import Path
from typing import Any

import pytest
from cli.running import GROUPS, JOB, SUBNETS, VPC, findings, job, put, report, rules, state, verdicts

ROLE = JOB["RoleArn"]
NOBODY = "subnet-0123456789abcdef0"
NO_GROUP = "sg-0123456789abcdef0"


def judged(folder: Path, job_: Any = JOB, *, header: Any, **keys: Any) -> Any:
    """The report on a job in the good state with this header."""
    put(
        folder,
        {"state.json": state(vpclint={"schema": 1, "region": "eu-central-1", **header}, **keys), "job.json": job_},
    )
    return report(folder, "state.json", "job.json")


def in_place_of(path: str, value: str) -> Any:
    """The good job with another subnet or group beside its own."""
    own = {"Subnets": SUBNETS, "SecurityGroupIds": GROUPS}[path]
    return job((("NetworkConfig", "VpcConfig", path), [*own, value]))


def test_a_job_in_the_vpcs_of_the_state_is_decided_as_in_a_whole_one(tmp_path: Path) -> None:
    found = judged(tmp_path, header={"vpcs": [VPC]})
    assert (found["verdict"], found["findings"]) == ("pass", [])


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        ("Subnets", NOBODY, "subnet-not-found"),
        ("SecurityGroupIds", NO_GROUP, "security-group-not-found"),
    ],
)
def test_an_id_that_it_does_not_show_may_be_elsewhere_unless_it_was_asked_about(
    tmp_path: Path, path: str, value: str, rule: str
) -> None:
    open_ = judged(tmp_path, in_place_of(path, value), header={"vpcs": [VPC]})
    assert rule not in rules(open_)
    assert any(
        f"the state holds only what belongs to {VPC}" in each["message"] for each in findings(open_, "fact-missing")
    )
    asked = judged(tmp_path, in_place_of(path, value), header={"vpcs": [VPC], "asked": [value]})
    assert rule in rules(asked)
    whole = judged(tmp_path, in_place_of(path, value), header={})
    assert rule in rules(whole)


def test_a_state_of_no_vpc_at_all_shows_what_jobs_name(tmp_path: Path) -> None:
    found = judged(tmp_path, in_place_of("Subnets", NOBODY), header={"vpcs": []})
    assert any("the state holds only what jobs name" in each["message"] for each in findings(found, "fact-missing"))


def test_a_further_file_that_holds_all_settles_it(tmp_path: Path) -> None:
    """A whole list beside the snapshot, such as the answer of a call without filters."""
    whole = state()
    put(
        tmp_path,
        {
            "state.json": state(vpclint={"schema": 1, "vpcs": [VPC]}),
            "subnets.json": {"Subnets": whole["Subnets"]},
            "job.json": in_place_of("Subnets", NOBODY),
        },
    )
    assert "subnet-not-found" in rules(report(tmp_path))


def test_a_role_that_was_asked_about_and_has_no_policy_may_do_nothing(tmp_path: Path) -> None:
    found = judged(tmp_path, header={"asked": [ROLE]}, RolePolicies=[])
    assert "role-policy-denies-job" in rules(found)
    assert verdicts(found) == {"features": "fail"}


def test_a_role_that_nobody_asked_about_is_not_examined(tmp_path: Path) -> None:
    found = judged(tmp_path, header={}, RolePolicies=[])
    assert (found["verdict"], found["not_examined"]) == ("pass", ["the policies of the role ml/processing"])


@pytest.mark.parametrize("subject", [f"{ROLE}/*", f"{ROLE}/job"])
@pytest.mark.parametrize("operation", ["ListRolePolicies", "ListAttachedRolePolicies", "GetPolicy", "GetPolicyVersion"])
def test_a_call_about_a_role_that_failed_leaves_its_policies_open(tmp_path: Path, operation: str, subject: str) -> None:
    call = {"operation": operation, "outcome": "denied", "detail": "AccessDenied", "subject": subject}
    found = judged(tmp_path, header={"asked": [ROLE], "calls": [call]}, RolePolicies=[])
    assert found["verdict"] == "unknown"
    assert any(f"the call {operation} of '{subject}' was denied" in each["message"] for each in found["findings"])


def test_a_call_about_another_role_leaves_nothing_open(tmp_path: Path) -> None:
    call = {"operation": "ListRolePolicies", "outcome": "denied", "subject": "arn:aws:iam::123456789012:role/other/*"}
    assert judged(tmp_path, header={"calls": [call]})["verdict"] == "pass"


@pytest.mark.parametrize("subject", [VPC, "vpc-0123456789abcdef0"])
def test_a_call_about_one_vpc_leaves_open_that_vpc_only(tmp_path: Path, subject: str) -> None:
    call = {"operation": "DescribeVpcAttribute", "outcome": "denied", "subject": subject}
    found = judged(tmp_path, header={"calls": [call]}, VpcAttributes=[] if subject == VPC else state()["VpcAttributes"])
    assert found["verdict"] == ("unknown" if subject == VPC else "pass")


def test_a_hostile_subject_is_shown_as_what_it_is(tmp_path: Path) -> None:
    call = {"operation": "GetBucketPolicy", "outcome": "denied", "subject": "\x1b[2J"}
    found = judged(tmp_path, header={"calls": [call]})
    assert any("of '\\x1b[2J' was denied" in each["message"] for each in findings(found, "state-incomplete"))
