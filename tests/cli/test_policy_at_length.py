"""Long policies: `vpclint policy allows` answers in proportion to their length, and says no more than anyone reads."""

from pathlib import Path
from typing import Any

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
