"""The published schemas: valid themselves, met by what vpclint writes, and refusing what it can't read."""

import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from cli.running import COUNT, JOB, STATE, check, good_folder, job, put, report, state, without_route
from jsonschema import Draft202012Validator

from vpclint.report.schemas import SCHEMAS, schema

ROOT = Path(__file__).resolve().parents[2]
RULES = sorted((ROOT / "rules").glob("*/*.yaml"))
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def refusals(name: str, document: Any) -> list[str]:
    return [
        f"{error.json_path}: {error.message}"[:300]
        for error in Draft202012Validator(schema(name)).iter_errors(document)
    ]


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_valid_and_says_what_it_is_of(name: str) -> None:
    published = schema(name)
    Draft202012Validator.check_schema(published)
    assert published["$schema"] == DIALECT
    assert published["title"] == f"vpclint {name}"
    assert published["description"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_reference_of_a_schema_leads_somewhere(name: str) -> None:
    published = schema(name)

    def references(part: Any) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return own + [each for inner in part.values() for each in references(inner)]
        return [each for inner in part for each in references(inner)] if isinstance(part, list) else []

    for reference in references(published):
        target: Any = published
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]
        assert target


@pytest.mark.parametrize(
    ("files", "arguments"),
    [
        ({"state.json": STATE, "job.json": JOB}, ()),
        ({"state.json": without_route(), "job.json": JOB}, ()),
        ({"state.json": STATE, "jobs.json": [job((COUNT, 0), Nonsense=1), JOB["NetworkConfig"]]}, ()),
        ({"state.json": {"Vpcs": 7, "Subnets": [7]}, "job.json": JOB}, ()),
        ({"job.json": JOB}, ()),
        ({"state.json": STATE}, ("--need-service", "sts")),
        ({"state.json": {key: value for key, value in STATE.items() if key != "Subnets"}}, ()),
        ({"note.txt": ""}, ("--allow-empty",)),
        ({"job.json": "{"}, ()),
        ({"state.json": STATE, "job.json": JOB, "broken.yaml": "a: *b", "empty.json": ""}, ("--strict",)),
        ({"state.json": state(FlowLogs=[], BucketLocations=[]), "job.json": JOB}, ("--select", "watching")),
    ],
)
def test_every_report_meets_its_schema(tmp_path: Path, files: dict[str, Any], arguments: tuple[str, ...]) -> None:
    found = report(put(tmp_path, files), ".", *arguments)
    assert refusals("report", found) == []


def test_the_schema_of_the_report_refuses_another_report(tmp_path: Path) -> None:
    found = report(put(tmp_path, {"state.json": without_route(), "job.json": JOB}))
    for path, value in (
        (("verdict",), 1),
        (("jobs",), {}),
        (("findings", 0, "rule"), None),
        (("summary", "error"), "1"),
    ):
        changed = copy.deepcopy(found)
        holder = changed
        for part in path[:-1]:
            holder = holder[part]
        holder[path[-1]] = value
        assert refusals("report", changed), path
    for member in ("schema_version", "verdict", "jobs", "findings", "summary"):
        assert refusals("report", {key: value for key, value in found.items() if key != member}), member


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_every_rule_meets_its_schema(path: Path) -> None:
    assert refusals("rule", yaml.safe_load(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "change",
    [{"severity": "fatal"}, {"title": ""}, {"answers": []}, {"answers": ["maybe"]}, {"nonsense": 1}, {"what": None}],
    ids=str,
)
def test_the_schema_of_rules_refuses_what_is_none(change: dict[str, Any]) -> None:
    rule = yaml.safe_load(RULES[0].read_text("utf-8"))
    assert refusals("rule", rule | change)


def test_the_good_state_meets_its_schema() -> None:
    assert refusals("snapshot", STATE) == []


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"Vpcs": []},
        {"Subnets": [{"SubnetId": "subnet-1", "AWS.Tomorrow": {"x": [1]}}]},
        {"vpclint": {"account": "1", "calls": [{"operation": "DescribeVpcs", "outcome": "denied", "detail": "no"}]}},
        {"Anything": 1, "Vpcs": [], "NextToken": "x"},
        {"BucketLocations": [{"Bucket": "b", "LocationConstraint": None}]},
        {"BucketPolicies": [{"Bucket": "b", "Policy": None}, {"Bucket": "c", "Policy": {"Statement": []}}]},
        {"VpcBlockPublicAccessOptions": {"InternetGatewayBlockMode": "off"}},
    ],
    ids=str,
)
def test_the_schema_of_states_takes_what_vpclint_reads(tmp_path: Path, given: dict[str, Any]) -> None:
    assert refusals("snapshot", given) == []
    assert check(good_folder(tmp_path, state_json=STATE | given)).code in (0, 1, 3)


@pytest.mark.parametrize(
    "given", [[], {"Vpcs": {}}, {"Subnets": [{}]}, {"Subnets": ["subnet-1"]}, {"vpclint": 7}], ids=str
)
def test_the_schema_of_states_refuses_what_is_none(given: Any) -> None:
    assert refusals("snapshot", given)


SETTINGS = (ROOT / "docs" / "configuration.md").read_text("utf-8").partition("```toml\n")[2].partition("```")[0]


def test_the_configuration_in_the_documentation_meets_the_schema_and_is_read(tmp_path: Path) -> None:
    assert refusals("configuration", tomllib.loads(SETTINGS)) == []
    put(tmp_path, {"vpclint-baseline.json": {"schema_version": 1, "findings": []}})
    assert check(good_folder(tmp_path, vpclint_toml=SETTINGS)).code in (0, 1, 3)


@pytest.mark.parametrize(
    "settings",
    [
        "nonsense = 1",
        "fail-on = 'fatal'",
        "strict = 1",
        "select = 's3'",
        "[capacity]\nconcurrent-jobs = 0",
        "[capacity]\nreserve = -1",
        "[needs]\ninternet = ['ex ample']",
        "[needs]\ninternet = [{host = 'a', port = 65536}]",
        "[[jobs]]\nneeds.services = ['sts']",
        "[inputs]\nstates = []",
    ],
)
def test_what_the_schema_of_the_configuration_refuses_is_refused(tmp_path: Path, settings: str) -> None:
    assert refusals("configuration", tomllib.loads(settings))
    assert check(good_folder(tmp_path, vpclint_toml=settings)).code == 2


def test_an_unknown_schema_is_not_made_up() -> None:
    with pytest.raises(KeyError):
        schema("nothing")
