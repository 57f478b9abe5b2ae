"""Long policies: `vpclint policy allows` answers in proportion to their length, and says no more than anyone reads."""

import json
from pathlib import Path
from typing import Any

import pytest
from counting import grows_with_its_input

from .running import Run, put, vpclint

ROLE = "arn:aws:iam::123456789012:role/job"
ALLOW = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}


def asked(folder: Path, statements: list[dict[str, Any]], *more: str) -> Run:
    put(folder, {"policy.json": {"Version": "2012-10-17", "Statement": statements}})
    question = ("--action", "s3:GetObject", "--resource", "arn:aws:s3:::raw/a", "--principal", ROLE)
    return vpclint(folder, "policy", "allows", "policy.json", *question, *more)


def bad(number: int) -> list[dict[str, Any]]:
    return [ALLOW | {"Action": f"bad{each}"} for each in range(number)]


def test_the_places_of_many_statements_are_found_in_proportion_to_their_number(tmp_path: Path) -> None:
    assert grows_with_its_input(lambda number: asked(tmp_path, [ALLOW] * number))


def test_many_broken_statements_are_told_in_proportion_to_their_number(tmp_path: Path) -> None:
    assert grows_with_its_input(lambda number: asked(tmp_path, bad(number)))


def test_of_many_defects_the_first_are_told_and_the_others_counted(tmp_path: Path) -> None:
    found = asked(tmp_path, bad(350))
    lines = found.err.splitlines()
    assert found.code == 3
    assert len(lines) == 101
    assert lines[-1].endswith("policy.json: 250 more things are wrong with the policy")


def test_a_hundred_defects_are_all_told(tmp_path: Path) -> None:
    lines = asked(tmp_path, bad(100)).err.splitlines()
    assert len(lines) == 100
    assert "more things" not in lines[-1]


def test_of_many_statements_the_first_are_explained_and_the_others_counted(tmp_path: Path) -> None:
    found = asked(tmp_path, [ALLOW | {"Sid": f"S{each}"} for each in range(350)], "--explain")
    assert found.out.count("applies: yes") == 100
    assert "and 250 more statements: --format json holds them all" in found.out
    assert 'statement "S9" of the policy and 340 more\n' in found.out
    whole = asked(tmp_path, [ALLOW] * 350, "--format", "json").report["answers"][0]
    assert len(whole["trace"]) == 350


def test_of_many_missing_facts_the_first_are_named_and_the_others_counted(tmp_path: Path) -> None:
    block = [ALLOW | {"Condition": {"StringEquals": {f"aws:PrincipalTag/k{each}": "x"}}} for each in range(350)]
    found = asked(tmp_path, block)
    assert found.code == 3
    assert found.out.count("help: ") == 100
    assert "and 250 more that would have to be known" in found.out
    assert len(found.out) < 30_000


def test_a_file_that_is_far_too_long_for_a_policy_is_refused(tmp_path: Path) -> None:
    text = json.dumps({"Statement": [ALLOW | {"Resource": "arn:aws:s3:::raw/" + "a*" * 500_000}]})
    put(tmp_path, {"policy.json": text, "bucket-policy.json": f"{text},"})
    question = ("--action", "s3:GetObject", "--resource", "arn:aws:s3:::raw/a", "--principal", ROLE)
    for arguments in (
        ("policy", "allows", "policy.json", *question),
        ("policy", "lint", "policy.json"),
        ("policy", "lint", "bucket-policy.json"),
        ("check", "policy.json"),
    ):
        found = vpclint(tmp_path, *arguments)
        assert found.code == 2
        assert "characters, vpclint reads up to 1,000,000" in found.err + found.out


def test_a_policy_of_a_role_is_measured_without_white_space(tmp_path: Path) -> None:
    allow = {name: value for name, value in ALLOW.items() if name != "Principal"}
    bare = json.dumps({"Version": "2012-10-17", "Statement": [allow]}, indent=4)
    short = bare + " " * 20_000
    put(tmp_path, {"role-a.json": short, "role-b.json": bare.replace("*", "s3:" + "a " * 10_240, 1)})
    assert vpclint(tmp_path, "policy", "lint", "role-a.json").code == 0
    found = vpclint(tmp_path, "policy", "lint", "role-b.json", "--format", "json")
    said = [each["message"] for each in found.report["findings"] if each["rule"] == "policy-too-long"]
    assert found.code == 1
    assert [each.partition(" characters")[2] for each in said] == [" without white space, a role takes 10,240"]


def linted(folder: Path, statements: list[dict[str, Any]], *more: str) -> Run:
    put(folder, {"policy.json": {"Version": "2012-10-17", "Statement": statements}})
    return vpclint(folder, "policy", "lint", "--policy-type", "endpoint", "policy.json", *more)


def unknown(number: int) -> list[dict[str, Any]]:
    return [ALLOW | {"Action": [f"s3:GetObjec{each}" for each in range(number)]}]


@pytest.mark.parametrize(
    "statements",
    [
        unknown,
        bad,
        lambda number: [
            ALLOW | {"Condition": {"StringEquals": {f"aws:SourceVpcc{each}": "x" for each in range(number)}}}
        ],
        lambda number: [{"Principal": "*", "Action": "*", "Resource": "*"}] * number,
    ],
)
@pytest.mark.parametrize("more", [(), ("--fix",)])
def test_lint_takes_time_in_proportion_to_what_is_wrong(tmp_path: Path, statements: Any, more: tuple[str, ...]) -> None:
    assert grows_with_its_input(lambda number: linted(tmp_path, statements(number), *more), 200)


def test_of_what_a_rule_finds_the_first_are_told_and_the_others_counted(tmp_path: Path) -> None:
    found = linted(tmp_path, unknown(350), "--format", "json").report["findings"]
    assert [each["rule"] for each in found] == ["policy-unknown-action"] * 101
    assert found[100]["message"] == "250 more of this kind are wrong with the policy, the first of them here"
    assert found[100]["locations"][0]["line"] == found[99]["locations"][0]["line"] + 1
    assert all("did you mean" in each["message"] for each in found[:100])


def test_what_is_wrong_in_the_same_way_many_times_is_shown_a_hundred_times(tmp_path: Path) -> None:
    found = linted(tmp_path, [{"Principal": "*", "Action": "*", "Resource": "*"}] * 350, "--format", "json").report
    [one, more] = [each for each in found["findings"] if each["rule"] == "policy-grammar"]
    assert len(one["locations"]) == 100
    assert more["message"].startswith("250 more")


def test_an_error_among_those_that_are_only_counted_is_an_error(tmp_path: Path) -> None:
    harmless = ALLOW | {"Effect": "Deny", "Resource": [f"arn:aws-cn:s3:::b{each}" for each in range(120)]}
    ours = ALLOW | {"Resource": "arn:aws:s3:::raw"}
    assert linted(tmp_path, [ours, harmless]).code == 0
    assert linted(tmp_path, [ours, harmless, ALLOW | {"Resource": "arn:aws-cn:s3:::raw"}]).code == 1


def test_a_check_tells_no_more_than_lint_of_a_policy_among_its_files(tmp_path: Path) -> None:
    statements = [ALLOW | {"Effect": "Alow"}] * 350
    put(tmp_path, {"endpoint-policy.json": {"Version": "2012-10-17", "Statement": statements}})
    found = vpclint(tmp_path, "check", ".")
    assert found.code == 1
    assert len(found.out) < 40_000
