"""The schemas under `docs/schema/`: those that vpclint prints, and met by the files that there are."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from vpclint.report.schemas import SCHEMAS, schema

ROOT = Path(__file__).resolve().parent.parent
PUBLISHED = ROOT / "docs" / "schema"
EVERYTHING = ROOT / "tests" / "report" / "formats"


def published(name: str) -> Any:
    return json.loads((PUBLISHED / f"{name}.schema.json").read_text("utf-8"))


def refusals(name: str, document: Any) -> list[str]:
    errors = Draft202012Validator(published(name)).iter_errors(document)
    return [f"{error.json_path}: {error.message}"[:300] for error in errors]


def test_each_schema_is_published_under_its_name_and_nothing_else_is() -> None:
    assert {path.name for path in PUBLISHED.iterdir()} == {f"{name}.schema.json" for name in SCHEMAS}
    printed = json.dumps({name: schema(name) for name in SCHEMAS})
    assert {name: published(name) for name in SCHEMAS} == json.loads(printed)


def test_each_schema_is_one_that_editors_can_read() -> None:
    """check-jsonschema reads patterns as JavaScript does, and refuses what only Python's are."""
    command = [sys.executable, "-m", "check_jsonschema", "--check-metaschema", *map(str, sorted(PUBLISHED.iterdir()))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_each_schema_has_an_identifier_of_its_own() -> None:
    assert {name: published(name)["$id"] for name in SCHEMAS} == {
        name: f"urn:vpclint:schema:{name}" for name in SCHEMAS
    }


@pytest.mark.parametrize("path", sorted((ROOT / "rules").glob("*/*.yaml")), ids=lambda path: path.stem)
def test_a_rule_file_is_as_its_schema_says(path: Path) -> None:
    document = {"name": path.stem, "family": path.parent.name, **yaml.safe_load(path.read_text("utf-8"))}
    assert refusals("rule", document) == []


def test_the_states_of_the_fixtures_are_snapshots() -> None:
    state = json.loads((ROOT / "fixtures" / "good" / "state.json").read_text("utf-8"))
    assert refusals("snapshot", state) == []
    assert refusals("snapshot", {"Subnets": [{"SubnetId": 7}]})


def test_a_report_of_everything_is_as_the_schema_says() -> None:
    report = json.loads((EVERYTHING / "everything.json").read_text("utf-8"))
    assert refusals("report", report) == []
    assert refusals("report", report | {"findings": 7})
    lines = [json.loads(line) for line in (EVERYTHING / "everything.jsonl").read_text("utf-8").splitlines()]
    assert [told for line in lines for told in refusals("report-line", line)] == []


def test_the_settings_in_the_docs_are_as_the_schema_says() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8").partition("```toml\n")[2].partition("```")[0]
    assert refusals("configuration", tomllib.loads(text)) == []
    assert refusals("configuration", {"fail_on": "error"})
