"""Policies with something around them: a string, a URL's encoding, an answer of the AWS CLI, YAML; and what is none."""

import io
import json
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import quote

import pytest
import yaml

from .running import Run, put, vpclint

ALLOW = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
SOUND = {"Version": "2012-10-17", "Statement": [ALLOW]}
MISSPELT = {"Version": "2012-10-17", "Statement": [ALLOW | {"Action": ["s3:*", "s3:ListBuckt"]}]}
ROLE = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBuckt", "Resource": "*"}]}
TEXT = json.dumps(MISSPELT)


def lint(folder: Path, content: Any, *arguments: str, name: str = "endpoint.json") -> Run:
    put(folder, {name: content})
    return vpclint(folder, "policy", "lint", name, *arguments)


def found(run: Run) -> list[str]:
    return [each["rule"] for each in run.report["findings"]]


def marked(folder: Path, run: Run, rule: str, name: str = "endpoint.json") -> str:
    """What is written from the place of a finding on."""
    place = next(each["locations"][0] for each in run.report["findings"] if each["rule"] == rule)
    text = (folder / name).read_text("utf-8")
    line: str = text.splitlines()[place["line"] - 1][place["column"] - 1 :]
    assert text[place["span"][0] :].startswith(line)
    return line


CODED = {
    "string": (json.dumps(TEXT), r"\"s3:ListBuckt\"", "it was encoded once more"),
    "string in a string": (json.dumps(json.dumps(TEXT)), r"\\\"s3:ListBuckt\\\"", "it was encoded once more"),
    "URL": (quote(TEXT, safe=""), "%22s3%3AListBuckt%22", "it is encoded for a URL"),
}


@pytest.mark.parametrize("name", CODED)
def test_what_aws_does_not_take_is_told_and_read_all_the_same(tmp_path: Path, name: str) -> None:
    text, written, _ = CODED[name]
    run = lint(tmp_path, text, "--format", "json")
    assert run.code == 1
    assert {*found(run)} == {"policy-syntax", "policy-unknown-action"}
    assert marked(tmp_path, run, "policy-unknown-action").startswith(written)
    column = TEXT.index('"s3:ListBuckt"') + 1
    inner = next(each for each in run.report["findings"] if each["rule"] == "policy-unknown-action")
    assert inner["locations"][0]["note"] == f"line 1, column {column} of the policy"


@pytest.mark.parametrize("name", CODED)
def test_it_is_repaired(tmp_path: Path, name: str) -> None:
    run = lint(tmp_path, CODED[name][0], "--fix")
    assert (run.code, json.loads(run.out)) == (0, MISSPELT)
    assert run.err.startswith("note: the document ")


ANSWERS: dict[str, Any] = {
    "get-bucket-policy": {"Policy": TEXT},
    "get-role-policy": {"RoleName": "processing", "PolicyName": "job", "PolicyDocument": ROLE},
    "get-role-policy of the API": {"RoleName": "a", "PolicyName": "b", "PolicyDocument": quote(json.dumps(ROLE))},
    "get-policy-version": {"PolicyVersion": {"Document": ROLE, "VersionId": "v1", "IsDefaultVersion": True}},
    "a member alone": {"PolicyDocument": MISSPELT},
}


@pytest.mark.parametrize("indent", [None, 4])
@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_of_the_cli_is_read_as_the_policy_in_it(tmp_path: Path, name: str, indent: int | None) -> None:
    run = lint(tmp_path, json.dumps(ANSWERS[name], indent=indent), "--format", "json", name="p.json")
    assert (run.code, found(run)) == (0, ["policy-unknown-action"])
    assert "ListBuckt" in marked(tmp_path, run, "policy-unknown-action", "p.json")[:24]
    assert lint(tmp_path, json.dumps(ANSWERS[name]), "--fix", name="p.json").code == 0


def test_questions_are_asked_of_the_policy_in_an_answer(tmp_path: Path) -> None:
    asked = ("--action", "s3:ListBucket", "--resource", "arn:aws:s3:::raw", "--principal", "anonymous")
    for content in ({"Policy": json.dumps(SOUND)}, {"PolicyDocument": SOUND}):
        put(tmp_path, {"p.json": content})
        assert vpclint(tmp_path, "policy", "allows", "bucket=p.json", *asked).code == 0
    put(tmp_path, {"p.json": json.dumps(json.dumps(SOUND))})
    run = vpclint(tmp_path, "policy", "allows", "bucket=p.json", *asked)
    assert (run.code, "it was encoded once more" in run.err) == (2, True)


@pytest.mark.parametrize("name", ["endpoint.yaml", "endpoint.json"])
def test_yaml_is_no_policy_for_aws_and_read_all_the_same(tmp_path: Path, name: str) -> None:
    text = yaml.safe_dump(MISSPELT, sort_keys=False)
    assert text.startswith("Version:")
    run = lint(tmp_path, text, "--format", "json", name=name)
    assert (run.code, {*found(run)}) == (1, {"policy-syntax", "policy-unknown-action"})
    assert marked(tmp_path, run, "policy-unknown-action", name) == "s3:ListBuckt"
    fixed = lint(tmp_path, text, "--fix", name=name)
    assert (fixed.code, json.loads(fixed.out)) == (0, MISSPELT)


STRANGE = [
    {"ProcessingJobName": "a", "AppSpecification": {}, "RoleArn": "arn"},
    {"Vpcs": []},
    {"name": "vpclint", "version": "1"} | {"Resources": {}},
]


@pytest.mark.parametrize("content", STRANGE[:2])
def test_what_is_no_policy_at_all_is_told_in_one_sentence(tmp_path: Path, content: Any) -> None:
    run = lint(tmp_path, content, name="job.json")
    assert run.code == 2
    assert run.out.count("error") == 1
    assert "job.json: this is no policy: it has no Statement, but '" in run.out
    assert lint(tmp_path, content, "--fix", name="job.json").code == 2


@pytest.mark.parametrize("content", [{}, {"Version": "2012-10-17"}, {"Effect": "Allow"}, {"Statment": []}, [], 3, "x"])
def test_what_may_be_meant_for_one_is_held_against_the_grammar(tmp_path: Path, content: Any) -> None:
    run = lint(tmp_path, json.dumps(content), "--format", "json", name="p.json")
    assert (run.code, "policy-grammar" in found(run)) == (1, True)


def piped(folder: Path, text: str, *arguments: str) -> Run:
    with mock.patch("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode()))):
        return vpclint(folder, "policy", "lint", "-", *arguments)


def test_the_standard_input_is_repaired(tmp_path: Path) -> None:
    run = piped(tmp_path, json.dumps(SOUND)[:-1] + ",}", "--fix")
    assert (run.code, json.loads(run.out)) == (0, SOUND)


def test_the_standard_input_that_can_not_be_repaired_is_told(tmp_path: Path) -> None:
    run = piped(tmp_path, json.dumps(SOUND)[:-1], "--fix")
    assert run.code == 1
    assert "standard input:1:" in run.out
    assert run.out.count("error[") == 1


def test_the_help_names_the_standard_input_as_the_command_line_does(tmp_path: Path) -> None:
    run = piped(tmp_path, json.dumps(SOUND)[:-1] + ",}")
    assert "vpclint policy lint --fix -: where" in run.out


def test_what_keeps_a_policy_from_being_repaired_is_named(tmp_path: Path) -> None:
    run = lint(tmp_path, json.dumps(SOUND)[:-1], "--fix")
    assert run.err.startswith("note: nothing is repaired: endpoint.json:1:")
    assert "the text ends where" in run.err
    assert "--fix" not in run.out
    run = lint(tmp_path, {"Statement": ALLOW | {"Effect": "Permit"}}, "--fix")
    assert "note: nothing is repaired: Effect is 'Permit', Allow or Deny was expected" in run.err
    run = lint(tmp_path, json.dumps(SOUND | {"statement": []}), "--fix")
    assert "note: nothing is repaired: " in run.err


def test_no_help_leads_to_a_repair_that_there_is_not(tmp_path: Path) -> None:
    assert "--fix" in lint(tmp_path, json.dumps(SOUND)[:-1] + ",}").out
    assert "--fix" not in lint(tmp_path, json.dumps(SOUND)[:-1]).out


def test_a_repair_is_told_to_programs(tmp_path: Path) -> None:
    run = lint(tmp_path, json.dumps(SOUND)[:-1] + ",}", "--fix", "--format", "json")
    assert run.code == 0
    assert json.loads(run.report["policy"]) == SOUND
    assert run.report["changes"] == ["no comma stands behind the last value"]
    run = lint(tmp_path, json.dumps(SOUND)[:-1], "--fix", "--format", "json")
    assert (run.code, run.report["verdict"]) == (1, "fail")
