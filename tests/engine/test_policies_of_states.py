"""Policies that stand in a state are asked what is wrong with them: each text once, at its place, for who needs it."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from cli.running import JOB, STATE, Run, put, vpclint

S3 = "vpce-2ed186962e42c6ac3"
STS = "vpce-1464161db8ff247fd"
EVERYTHING = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
MISSPELT = {"Version": "2012-10-17", "Statement": [EVERYTHING | {"Action": ["s3:*", "s3:ListBuckt"]}]}
DENIES = {"Statement": [EVERYTHING | {"Effect": "Deny"}]}


def state(document: Any = None, endpoint: str = S3, **others: Any) -> Any:
    """The good state, with another policy of an endpoint, and other members."""
    found = deepcopy(STATE) | others
    for each in found["VpcEndpoints"]:
        if document is not None and each["VpcEndpointId"] == endpoint:
            each["PolicyDocument"] = document
    return found


def check(folder: Path, *arguments: str, **files: Any) -> Run:
    put(folder, {f"{name}.json": content for name, content in files.items()})
    return vpclint(folder, "check", ".", "--format", "json", *arguments)


def of_policies(run: Run) -> list[dict[str, Any]]:
    return [each for each in run.report["findings"] if each["rule"].startswith("policy-")]


def marked(folder: Path, finding: dict[str, Any]) -> str:
    """What stands at the first place of a finding, up to the end of its line."""
    place = finding["locations"][0]
    line: str = (folder / place["file"]).read_text("utf-8").splitlines()[place["line"] - 1]
    return line[place["column"] - 1 :]


def test_nothing_is_said_of_sound_policies(tmp_path: Path) -> None:
    run = check(tmp_path, state=state(), job=JOB)
    assert (run.code, of_policies(run), run.report["policies"]) == (0, [], [])


@pytest.mark.parametrize("form", [lambda each: each, json.dumps, lambda each: json.dumps(each, indent=3)])
def test_what_is_wrong_is_marked_within_the_state(tmp_path: Path, form: Any) -> None:
    document = form(MISSPELT)
    run = check(tmp_path, state=state(document), job=JOB)
    [found] = of_policies(run)
    assert (run.code, found["rule"], found["resource"]) == (0, "policy-unknown-action", S3)
    assert marked(tmp_path, found).startswith(r"\"s3:ListBuckt\"" if isinstance(document, str) else '"s3:ListBuckt"')
    assert found["locations"][0]["pointer"].endswith("/PolicyDocument")


def test_its_own_line_and_column_are_told(tmp_path: Path) -> None:
    text = json.dumps(MISSPELT, indent=2)
    line = next(number for number, each in enumerate(text.splitlines(), 1) if "ListBuckt" in each)
    [found] = of_policies(check(tmp_path, state=state(text), job=JOB))
    assert found["locations"][0]["note"] == f"line {line}, column 9 of the policy of {S3}"
    text_report = vpclint(tmp_path, "check", ".").out
    assert f"^^^^^^^^^^^^^^^^ line {line}, column 9 of the policy of {S3}\n" in text_report


def test_policies_of_buckets_and_roles_are_asked_too(tmp_path: Path) -> None:
    broken = state()
    bucket = json.loads(broken["BucketPolicies"][0]["Policy"])
    bucket["Statement"][0]["Action"].append("s3:GetObjekt")
    broken["BucketPolicies"][0]["Policy"] = json.dumps(bucket)
    broken["RolePolicies"][0]["Document"]["Statement"][0]["Action"].append("s3:ListBuckt")
    run = check(tmp_path, state=broken, job=JOB)
    assert [(each["rule"], each["resource"]) for each in of_policies(run)] == [
        ("policy-unknown-action", "acme-raw"),
        ("policy-unknown-action", "arn:aws:iam::123456789012:role/ml/processing"),
    ]


def test_a_text_that_several_have_is_told_once(tmp_path: Path) -> None:
    found = state(MISSPELT)
    copies = [found["VpcEndpoints"][0] | {"VpcEndpointId": f"vpce-0000000000000000{n}"} for n in (1, 2)]
    found["VpcEndpoints"] += copies
    findings = of_policies(check(tmp_path, state=found, job=JOB, again=JOB | {"ProcessingJobName": "again"}))
    assert len(findings) == 1
    same = "the policy of vpce-00000000000000001 and vpce-00000000000000002 is the same"
    assert findings[0]["notes"] == [same]


def test_an_error_is_one_where_a_request_fails_by_it(tmp_path: Path) -> None:
    run = check(tmp_path, state=state(DENIES), job=JOB)
    assert {(each["rule"], each["severity"]) for each in of_policies(run)} == {("policy-without-allow", "error")}
    assert run.code == 1
    assert [(each["source"], each["kinds"], each["verdict"]) for each in run.report["policies"]] == [
        (S3, ["endpoint"], "fail")
    ]


def test_it_is_a_warning_where_no_request_of_a_job_does(tmp_path: Path) -> None:
    run = check(tmp_path, state=state(DENIES, STS), job=JOB | {"Environment": {}})
    assert {(each["rule"], each["severity"]) for each in of_policies(run)} == {("policy-without-allow", "warning")}
    assert (run.code, run.report["policies"]) == (0, [])


def test_a_severity_that_is_set_stays(tmp_path: Path) -> None:
    put(tmp_path, {"vpclint.toml": '[rules.policy-without-allow]\nseverity = "error"'})
    [found] = of_policies(check(tmp_path, state=state(DENIES, STS), job=JOB))
    assert found["severity"] == "error"


def test_without_a_job_it_is_what_the_rule_says(tmp_path: Path) -> None:
    run = check(tmp_path, state=state(DENIES, STS))
    assert [each["severity"] for each in of_policies(run)] == ["error"]
    assert (run.code, run.report["verdict"]) == (1, "fail")


def test_who_asks_about_policies_alone_is_told_all(tmp_path: Path) -> None:
    run = check(tmp_path, "--select", "policy", state=state(DENIES, STS), job=JOB)
    assert [each["severity"] for each in of_policies(run)] == ["error"]
    assert of_policies(check(tmp_path, "--ignore", "policy", state=state(DENIES, STS), job=JOB)) == []


def test_the_partition_is_that_of_the_state(tmp_path: Path) -> None:
    named = state({"Statement": [EVERYTHING, EVERYTHING | {"Resource": "arn:aws-cn:s3:::raw/*"}]})
    [found] = of_policies(check(tmp_path, state=named, job=JOB))
    assert found["message"].endswith("that of the Region is 'aws'")


def test_the_type_of_the_endpoint_is_that_of_the_state(tmp_path: Path) -> None:
    role = {"AWS": "arn:aws:iam::123456789012:role/job"}
    named = {"Statement": [EVERYTHING, EVERYTHING | {"Principal": role}]}
    assert [each["rule"] for each in of_policies(check(tmp_path, state=state(named), job=JOB))] == ["policy-principal"]
    assert of_policies(check(tmp_path, state=state(named, STS), job=JOB)) == []


BROKEN = [
    ('{"Statement": [%s]} {"Statement": []}', "policy-multiple-documents"),
    ('{"Statement": [%s],}', "policy-syntax"),
    ('{"Statement": [%s], "Id": "a", "Id": "b"}', "policy-duplicate-key"),
    ("not a policy", "policy-syntax"),
    (" " * 20_480 + '{"Statement": [%s]}', "policy-too-long"),
]


@pytest.mark.parametrize(("text", "rule"), BROKEN)
def test_a_text_that_is_broken_is_told_at_its_place(tmp_path: Path, text: str, rule: str) -> None:
    run = check(tmp_path, state=state(text.replace("%s", json.dumps(EVERYTHING))), job=JOB)
    found = next(each for each in of_policies(run) if each["rule"] == rule)
    assert "of the policy of" in found["locations"][0]["note"]
    assert found["locations"][0]["line"] > 1


def test_a_text_for_a_url_is_understood(tmp_path: Path) -> None:
    encoded = state()
    policy = encoded["RolePolicies"][0]["Document"]
    encoded["RolePolicies"][0]["Document"] = quote(json.dumps(policy), safe="")
    run = check(tmp_path, state=encoded, job=JOB)
    assert (run.code, run.report["findings"]) == (0, [])
    policy["Statement"][0]["Action"].append("s3:ListBuckt")
    encoded["RolePolicies"][0]["Document"] = quote(json.dumps(policy), safe="")
    [found] = of_policies(check(tmp_path, state=encoded, job=JOB))
    assert marked(tmp_path, found).startswith("%22s3%3AListBuckt%22")
    column = json.dumps(policy).index('"s3:ListBuckt"') + 1
    assert found["locations"][0]["note"].startswith(f"line 1, column {column} of the policy")


def test_a_text_in_a_text_is_told_and_read(tmp_path: Path) -> None:
    run = check(tmp_path, state=state(json.dumps(json.dumps(MISSPELT))), job=JOB)
    assert [each["rule"] for each in of_policies(run)] == ["policy-syntax", "policy-unknown-action"]
    assert marked(tmp_path, of_policies(run)[1]).startswith(r"\\\"s3:ListBuckt\\\"")


def test_places_in_yaml_and_utf_16_are_told_as_far_as_they_can_be(tmp_path: Path) -> None:
    put(tmp_path, {"job.json": JOB, "state.yaml": yaml.safe_dump(state(json.dumps(MISSPELT)))})
    [found] = of_policies(check(tmp_path))
    assert found["locations"][0]["line"] > 1
    column = json.dumps(MISSPELT).index('"s3:ListBuckt"') + 1
    assert f"column {column} of the policy" in found["locations"][0]["note"]
    (tmp_path / "state.yaml").unlink()
    (tmp_path / "state.json").write_text(json.dumps(state(json.dumps(MISSPELT))), "utf-16")
    [found] = of_policies(check(tmp_path))
    place = found["locations"][0]
    assert (tmp_path / "state.json").read_text("utf-16")[place["column"] - 1 :].startswith(r"\"s3:ListBuckt\"")


def test_the_statement_that_denies_is_marked_within_the_text(tmp_path: Path) -> None:
    closed = EVERYTHING | {"Sid": "Closed", "Effect": "Deny", "Resource": "arn:aws:s3:::acme-raw/*"}
    text = json.dumps({"Statement": [EVERYTHING, closed]}, indent=1)
    run = check(tmp_path, state=state(text), job=JOB)
    [found] = [each for each in run.report["findings"] if each["rule"] == "endpoint-policy-denies-job"]
    assert marked(tmp_path, found).startswith(r"{\n   \"Effect\": \"Deny\"")
    assert found["locations"][0]["note"] == "line 9, column 3 of the policy"


HOSTILE = [
    '{"Statement": ' + "[" * 100_000,
    '{"Statement": ' * 5_000,
    json.dumps(json.dumps(json.dumps(json.dumps(json.dumps(json.dumps(json.dumps(DENIES))))))),
    '{"Statement": {"Effect": "\x1b]0;x\x07", "Action": "\u202e"}}',
    "%7B" * 10_000,
    '"' * 10_000,
    " ",
]


@pytest.mark.parametrize("document", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_is_told_and_obeyed_by_nobody(tmp_path: Path, document: str) -> None:
    put(tmp_path, {"state.json": state(document), "job.json": JOB})
    run = vpclint(tmp_path, "check", ".")
    assert (run.code, "[policy-" in run.out) == (1, True)
    assert all(char.isprintable() or char == "\n" for char in run.out)


def test_an_object_that_is_nested_very_deeply_costs_itself_alone(tmp_path: Path) -> None:
    deep: Any = "x"
    for _ in range(450):
        deep = {"Statement": deep}
    run = check(tmp_path, state=state(deep), job=JOB)
    assert run.code in (1, 3)
    assert run.report["errors"] == []


def test_many_faults_of_a_long_text_take_time_in_proportion(tmp_path: Path) -> None:
    actions = [f"s3:\u00fcNo{number}" for number in range(400)]
    long = json.dumps({"Statement": [EVERYTHING | {"Action": actions, "Resource": "*"}, EVERYTHING]})
    found = of_policies(check(tmp_path, state=state(long), job=JOB))
    assert len(found) == 400
    assert marked(tmp_path, found[-1]).startswith(r"\"s3:\\u00fcNo")
