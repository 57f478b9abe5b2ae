"""The template for GitLab: valid once its inputs stand in it, and its script run by the shells that a runner takes."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from cli.running import COUNT, JOB, STATE, job, put
from hook.repository import BIN, ROOT, source_repository
from junitparser import JUnitXml

TEMPLATE = (ROOT / "templates" / "vpclint.yml").read_text("utf-8")
HEADER, BODY = TEMPLATE.split("\n---\n")
INPUTS: dict[str, Any] = yaml.safe_load(HEADER)["spec"]["inputs"]
CONFIGURATION = "[inputs]\nstate = ['state.json']\npaths = ['jobs']\n"


def interpolated(**given: str) -> str:
    """The body with its inputs, which GitLab puts into the text before it reads it as YAML."""
    values = {name: given.get(name.replace("-", "_"), each.get("default")) for name, each in INPUTS.items()}
    assert len(given) <= len(values)

    def value(found: re.Match[str]) -> str:
        text = values[found[1]]
        return str(text).lower() if isinstance(text, bool) else text

    return re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", value, BODY)


def pipeline_job(**given: str) -> dict[str, Any]:
    [only] = yaml.safe_load(interpolated(**given)).values()
    return only


@pytest.mark.parametrize("text", [HEADER, interpolated()], ids=["header", "body"])
def test_the_template_has_the_form_that_gitlab_wants(text: str, tmp_path: Path) -> None:
    put(tmp_path, {"vpclint.yml": text})
    command = [BIN / "check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", tmp_path / "vpclint.yml"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_inputs_reach_the_shell_as_variables_that_are_not_expanded() -> None:
    only = pipeline_job()
    assert not any("$[[" in line for line in (*only["before_script"], *only["script"]))
    assert all(each["expand"] is False for each in only["variables"].values())
    assert set(re.findall(r"inputs\.([\w-]+)", BODY)) == set(INPUTS)


def test_the_reports_are_those_that_gitlab_shows() -> None:
    artifacts = pipeline_job()["artifacts"]
    assert artifacts["when"] == "always"
    assert list(artifacts["reports"].values()) == artifacts["paths"]
    assert all(f"={file}" in pipeline_job()["script"][0] for file in artifacts["paths"])


@pytest.mark.parametrize("shell", ["sh", "bash", "dash"])
def test_shellcheck_finds_nothing(shell: str) -> None:
    only = pipeline_job()
    variables = " ".join(f"${{{name}?}}" for name in only["variables"])
    script = "\n".join([f"#!/bin/{shell}", f': "{variables}"', *only["before_script"], *only["script"]])
    done = subprocess.run([BIN / "shellcheck", "-"], input=script, capture_output=True, text=True, check=False)
    assert done.stdout == ""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("package") / "vpclint"
    source_repository(folder)
    return str(folder)


@pytest.fixture(scope="module")
def environment(package: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The virtual environment that the first part of the script has made."""
    only = pipeline_job(package=package)
    script = "\n".join([*only["before_script"], 'echo "$vpclint_environment"'])
    temporary = str(tmp_path_factory.mktemp("temporary"))
    done = run("sh", Path(package), script, only, TMPDIR=temporary)
    assert done.returncode == 0, done.stdout
    return done.stdout.splitlines()[-1]


def run(shell: str, folder: Path, script: str, only: dict[str, Any], **more: str) -> subprocess.CompletedProcess[str]:
    """Runs a script as a runner of GitLab does."""
    variables = {name: each["value"] for name, each in only["variables"].items()}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VPCLINT", "GITHUB_", "FORCE_"))}
    options = ["-eo", "pipefail"] if shell == "bash" else ["-e"]
    return subprocess.run(
        [shell, *options, "-c", script],
        cwd=folder,
        env=kept | {"CI": "true", "CI_PROJECT_DIR": str(folder)} | variables | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=600,
    )


def checked(shell: str, folder: Path, environment: str, **inputs: str) -> subprocess.CompletedProcess[str]:
    only = pipeline_job(**inputs)
    return run(shell, folder, "\n".join(only["script"]), only, vpclint_environment=environment)


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_the_job_fails_exactly_where_the_project_does(shell: str, environment: str, tmp_path: Path) -> None:
    put(tmp_path, {"vpclint.toml": CONFIGURATION, "state.json": STATE, "jobs/a b.json": JOB})
    put(tmp_path, {"jobs/tsconfig.json": "// nothing for vpclint"})
    good = checked(shell, tmp_path, environment)
    assert (good.returncode, "WORKS" in good.stdout) == (0, True), good.stdout
    assert json.loads((tmp_path / "gl-code-quality-report.json").read_text("utf-8")) == []
    put(tmp_path, {"jobs/a b.json": job((COUNT, 0))})
    bad = checked(shell, tmp_path, environment)
    assert (bad.returncode, "job-request-invalid" in bad.stdout) == (1, True), bad.stdout
    [issue] = json.loads((tmp_path / "gl-code-quality-report.json").read_text("utf-8"))
    assert issue["location"]["path"] == "jobs/a b.json"
    assert JUnitXml.fromfile(str(tmp_path / "vpclint-junit.xml")).failures == 1


@pytest.mark.slow
def test_paths_and_arguments_are_split_at_blanks_and_nothing_else(environment: str, tmp_path: Path) -> None:
    put(tmp_path, {"state.json": STATE, "a.json": JOB, "b.json": job((COUNT, 0))})
    named = checked("sh", tmp_path, environment, paths="state.json a.json", args="--format json --exit-zero")
    assert (named.returncode, json.loads(named.stdout)["verdict"]) == (0, "pass")
    for paths in ("*.json", "$(touch hacked)", "`touch hacked`", "; touch hacked"):
        assert checked("sh", tmp_path, environment, paths=f"state.json {paths}").returncode == 2
    assert not (tmp_path / "hacked").exists()
    assert checked("sh", tmp_path, environment, paths="state.json b.json", args="--exit-zero").returncode == 0
    flow_logs = {key: value for key, value in STATE.items() if key != "FlowLogs"} | {"FlowLogs": []}
    put(tmp_path, {"state.json": flow_logs})
    assert checked("sh", tmp_path, environment, paths="state.json a.json").returncode == 0
    assert checked("sh", tmp_path, environment, paths="state.json a.json", fail_on="note").returncode == 1
