"""Wildcards in questions about policies, and `vpclint policy compare`: what is proved, and what shows the contrary."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.running import Run, good_folder, put, vpclint

GUIDE = [
    "arn:aws:s3:::packages.*.amazonaws.com/*",
    "arn:aws:s3:::repo.*.amazonaws.com/*",
    "arn:aws:s3:::amazonlinux.*.amazonaws.com/*",
]
TODAY = "arn:aws:s3:::al2023-repos-*/*"


def statement(effect: str = "Allow", **members: Any) -> dict[str, Any]:
    return {"Effect": effect, "Principal": "*", "Action": "*", "Resource": "*"} | members


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


FULL = statement()
FILES = {
    "full.json": policy(FULL),
    "guide.json": policy(FULL, statement("Deny", Action=["s3:GetObject"], Resource=GUIDE)),
    "org.json": policy(statement(Condition={"StringEquals": {"aws:PrincipalOrgID": "o-acme"}})),
    "list.json": policy(statement(Action="s3:ListBucket*")),
    "broken.json": policy(FULL, statement("Deny", Condition={"StringLikes": {"aws:SourceVpc": "x"}})),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return put(tmp_path, {name: json.dumps(content) for name, content in FILES.items()})


def ask(folder: Path, question: str, file: str, action: str, resource: str, *more: str) -> Run:
    asked = ("--action", action, "--resource", resource, *(more or ("--principal", "anonymous")))
    return vpclint(folder, "policy", question, f"endpoint={file}", *asked)


@pytest.mark.parametrize("resource", GUIDE)
def test_the_guide_denies_every_object_of_the_buckets_that_it_names(folder: Path, resource: str) -> None:
    run = ask(folder, "denies", "guide.json", "s3:GetObject", resource)
    assert run.code == 0
    assert f"it is proved that no request of s3:GetObject on {resource} is allowed" in run.out


def test_the_guide_does_not_deny_the_buckets_of_today_and_a_request_shows_it(folder: Path) -> None:
    run = ask(folder, "denies", "guide.json", "s3:GetObject", TODAY)
    assert run.code == 1
    assert "allowed: s3:GetObject on arn:aws:s3:::al2023-repos-x/x by anonymous" in run.out


def test_a_value_that_is_not_given_leaves_it_open_and_is_shown(folder: Path) -> None:
    run = ask(folder, "denies", "org.json", "s3:GetObject", TODAY, "--principal", "123456789012", "--format", "json")
    assert run.code == 3
    [answer] = run.report["answers"]
    assert answer["verdict"] == "unknown"
    assert answer["witnesses"][0]["context"] == {"aws:PrincipalOrgID": "o-acme"}
    assert "--context aws:PrincipalOrgID=VALUE" in answer["missing"][0]["obtain"]
    given = ("--principal", "123456789012", "--context", "aws:PrincipalOrgID=o-acme")
    assert ask(folder, "allows", "org.json", "s3:*", TODAY, *given).code == 0


def test_an_action_that_aws_may_add_leaves_it_open(folder: Path) -> None:
    run = ask(folder, "denies", "list.json", "s3:ListBucketQ*", "*")
    assert run.code == 3
    assert "should AWS add that action" in run.out


def test_everyone_is_asked_about_by_a_wildcard(folder: Path) -> None:
    assert ask(folder, "allows", "full.json", "*", "*", "--principal", "*").code == 0
    assert ask(folder, "denies", "org.json", "s3:GetObject", TODAY, "--principal", "anonymous").code == 0
    assert ask(folder, "denies", "org.json", "s3:GetObject", TODAY, "--principal", "*").code == 3


def test_a_statement_that_nobody_understands_leaves_it_open(folder: Path) -> None:
    assert ask(folder, "allows", "broken.json", "s3:GetObject", TODAY).code == 3


def test_a_pattern_that_no_name_matches_is_refused(folder: Path) -> None:
    run = ask(folder, "denies", "full.json", "s3:GetObject", "arn:aws:s3:::A*/*")
    assert run.code == 2
    assert "no request of 's3:GetObject' is about 'arn:aws:s3:::A*/*'" in run.err


def test_a_hostile_pattern_is_answered_within_the_budget(folder: Path) -> None:
    put(folder, {"stars.json": json.dumps(policy(statement(Resource="arn:aws:s3:::" + "*a" * 8000 + "?")))})
    assert ask(folder, "denies", "stars.json", "s3:GetObject", "arn:aws:s3:::*" + "?a" * 40 + "*").code in (0, 1, 3)


@pytest.mark.parametrize(
    ("one", "other", "relation", "codes"),
    [
        ("full.json", "full.json", "equal", (0, 0, 0)),
        ("guide.json", "full.json", "narrower", (0, 1, 0)),
        ("full.json", "guide.json", "wider", (0, 1, 1)),
        ("guide.json", "broken.json", "unknown", (3, 3, 3)),
    ],
)
def test_policies_are_compared(folder: Path, one: str, other: str, relation: str, codes: tuple[int, ...]) -> None:
    expected: list[tuple[str, ...]] = [(), ("--expect", "equal"), ("--expect", "narrower")]
    runs = [vpclint(folder, "policy", "compare", one, other, *each, "--format", "json") for each in expected]
    assert {run.report["relation"] for run in runs} == {relation}
    assert tuple(run.code for run in runs) == codes


def test_a_comparison_shows_a_request_in_words(folder: Path) -> None:
    run = vpclint(folder, "policy", "compare", "full.json", "org.json", "--expect", "equal")
    assert run.code == 1
    assert run.out.startswith("wider    full.json allows more than org.json, and nothing less\n")
    assert "only full.json: allowed: " in run.out
    assert "expected: equal" in run.out


def test_policies_of_two_kinds_are_not_compared(folder: Path) -> None:
    run = vpclint(folder, "policy", "compare", "bucket=full.json", "endpoint=full.json")
    assert run.code == 2
    assert "policies of one kind can be compared" in run.err
    assert vpclint(folder, "policy", "compare", "-", "-").code == 2


def test_packages_are_asked_about_on_the_command_line(tmp_path: Path) -> None:

    good_folder(tmp_path)
    assert vpclint(tmp_path, "check", "state.json", "job.json", "--packages", "deny").code == 0
    run = vpclint(tmp_path, "check", "state.json", "job.json", "--packages", "allow")
    assert run.code == 1
    assert "package-repositories-blocked" in run.out
