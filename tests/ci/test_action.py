"""The action for GitHub: valid, safe against what its inputs hold, and doing what it says where its steps are run."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from cli.running import COUNT, JOB, STATE, job, put
from hook.repository import BIN, ROOT, source_repository
from report.consumers import commands

from .github import EXPRESSION, Runner

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS = [step for step in ACTION["runs"]["steps"] if "run" in step]
CONFIGURATION = "[inputs]\nstate = ['state.json']\npaths = ['jobs']\n"


def test_the_action_has_the_form_that_github_wants() -> None:
    command = [BIN / "check-jsonschema", "--builtin-schema", "vendor.github-actions", ROOT / "action.yml"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step["name"])
def test_no_expression_becomes_a_part_of_the_shell(step: dict[str, Any]) -> None:
    assert "${{" not in step["run"]
    assert [value for value in step.get("env", {}).values() if not EXPRESSION.fullmatch(value)] == []


def test_every_input_is_used_and_every_one_that_is_used_is_declared() -> None:
    used = set(re.findall(r"inputs\.([\w-]+)", json.dumps(ACTION["runs"])))
    assert used == set(ACTION["inputs"])


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step["name"])
def test_shellcheck_finds_nothing(step: dict[str, Any]) -> None:
    names = " ".join(
        [*step.get("env", {}), "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ACTION_PATH", "RUNNER_TEMP"]
    )
    script = f'#!/bin/bash\n: "{" ".join(f"${{{name}?}}" for name in names.split())}"\n{step["run"]}'
    command = [BIN / "shellcheck", "--enable=all", "--exclude=SC2250,SC2310,SC2312", "-"]
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=False)
    assert done.stdout == ""


@pytest.fixture(scope="module")
def action(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The action as GitHub checks it out."""
    folder = tmp_path_factory.mktemp("action") / "vpclint"
    source_repository(folder)
    put(folder, {"action.yml": (ROOT / "action.yml").read_bytes()})
    return folder


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a runner keeps what its steps leave."""
    return tmp_path_factory.mktemp("machine")


@pytest.fixture(scope="module")
def installed(action: Path, machine: Path) -> dict[str, str]:
    """What the first step puts out, which takes the longest and is the same for all."""
    first = Runner(action, put(machine / "empty", {"README.md": ""}), machine)
    ran = first.run()
    assert (ran.code, ran.outputs["verdict"], "nothing to check" in ran.log) == (2, "error", True), ran.log
    return first.outputs["install"]


@pytest.fixture
def runner(action: Path, machine: Path, installed: dict[str, str], tmp_path: Path) -> Runner:
    workspace = put(tmp_path / "work", {"vpclint.toml": CONFIGURATION, "state.json": STATE})
    return Runner(action, workspace, machine, {"install": installed})


pytestmark = pytest.mark.slow


def test_a_project_that_works(runner: Runner) -> None:
    put(runner.workspace, {"jobs/a b.json": JOB, "jobs/tsconfig.json": "// nothing for vpclint"})
    ran = runner.run()
    assert (ran.code, ran.outputs["verdict"], ran.outputs["exit-code"]) == (0, "pass", "0"), ran.log
    assert "WORKS" in ran.log
    assert "works" in ran.summary.lower()
    assert ran.used == {}
    sarif = json.loads(Path(ran.outputs["sarif-file"]).read_text("utf-8"))
    assert sarif["runs"][0]["results"] == []


def test_a_project_that_does_not_work(runner: Runner) -> None:
    put(runner.workspace, {"sub/jobs/a.json": job((COUNT, 0)), "sub/vpclint.toml": "[inputs]\npaths = ['jobs']"})
    asked = {"paths": "jobs\r\n../state.json\n\n", "args": "--remedies\n"}
    ran = runner.run(working_directory="sub", upload_sarif="true", **asked)
    assert (ran.code, ran.outputs["verdict"], ran.outputs["exit-code"]) == (1, "fail", "1"), ran.log
    assert "job-request-invalid" in ran.summary
    [upload] = ran.used.values()
    assert upload == {"sarif_file": str(runner.workspace / "sub" / "vpclint.sarif"), "category": "vpclint"}
    errors = [each for each in commands(ran.log) if each.name == "error"]
    assert [each.properties["file"] for each in errors] == ["sub/jobs/a.json"]


def test_what_can_not_be_told_and_what_can_not_be_read(runner: Runner) -> None:
    put(runner.workspace, {"jobs/a.json": JOB, "state.json": {"Vpcs": STATE["Vpcs"]}})
    ran = runner.run()
    assert (ran.code, ran.outputs["verdict"]) == (3, "unknown"), ran.log
    assert runner.run(unknown="ignore").code == 0
    put(runner.workspace, {"jobs/a.json": json.dumps(JOB)[:-2]})
    ran = runner.run(annotations="false", summary="false", sarif_file="")
    assert (ran.code, ran.outputs, ran.summary) == (2, {"verdict": "error", "exit-code": "2", "sarif-file": ""}, "")
    assert "::error" not in ran.log


def test_the_log_of_an_earlier_run_is_not_taken_for_that_of_one_that_failed(runner: Runner) -> None:
    put(runner.workspace, {"jobs/a.json": JOB})
    assert runner.run().outputs["sarif-file"]
    ran = runner.run(fail_on="bogus")
    assert (ran.code, ran.outputs["sarif-file"]) == (2, "")


HOSTILE = ["$(touch hacked)", "`touch hacked`", "; touch hacked", '" ; touch hacked ; "', "a\nb=c", "--version", "*"]


@pytest.mark.parametrize("text", HOSTILE)
def test_inputs_are_names_and_never_commands(runner: Runner, text: str) -> None:
    put(runner.workspace, {"jobs/a.json": JOB})
    for name in ("paths", "config", "fail_on", "unknown", "sarif_file", "category"):
        ran = runner.run(**{name: text})
        assert ran.outputs.keys() == {"verdict", "exit-code", "sarif-file"}
        assert ran.code == (0 if name in ("sarif_file", "category") else 2), (name, ran.log)
    assert not list(runner.workspace.rglob("hacked"))
    version = Runner(runner.action, runner.workspace, runner.temporary).run(version=text)
    assert (version.code, "the input version is none" in version.log) == (2, True)


@pytest.mark.parametrize("asked", [{"fail_on": "bogus"}, {"config": "broken.toml"}])
def test_why_nothing_was_judged_is_told_where_people_look(runner: Runner, asked: dict[str, str]) -> None:
    put(runner.workspace, {"jobs/a.json": JOB, "broken.toml": "[inputs]\nstat = ['100%0A::error::x']\n"})
    ran = runner.run(**asked)
    [error] = commands(ran.log)
    assert (ran.code, error.name, error.properties) == (2, "error", {"title": "vpclint"})
    assert next(iter(asked.values())) in error.data
    assert ran.summary == f"vpclint has judged nothing:\n\n    {error.data}\n"
    ran = runner.run(**asked, annotations="false", summary="false")
    assert (commands(ran.log), ran.summary) == ([], "")


def test_the_name_of_a_folder_puts_out_nothing(runner: Runner) -> None:
    folder = "x\nexit-code=0\nverdict=pass"
    put(runner.workspace, {f"{folder}/jobs/a.json": job((COUNT, 0))})
    ran = runner.run(working_directory=folder, paths="jobs\n../state.json")
    assert (ran.code, ran.outputs["exit-code"], ran.outputs["verdict"]) == (1, "1", "fail")


def test_aws_can_be_asked_where_that_is_wanted(runner: Runner) -> None:
    put(runner.workspace, {"jobs/a.json": JOB})
    asked = {"paths": "jobs", "args": "--live\n--region\neu-central-1"}
    assert "asking AWS needs boto3" in runner.run(**asked).log
    whole = Runner(runner.action, runner.workspace, runner.temporary).run(live="true", **asked)
    assert (whole.code, "there are no AWS credentials" in whole.log) == (2, True), whole.log


def test_a_python_that_is_too_old_is_told(runner: Runner) -> None:
    runner = Runner(runner.action, runner.workspace, runner.temporary)
    old = runner.workspace / "old python"
    old.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    old.chmod(0o755)
    ran = runner.run(python=str(old))
    assert (ran.code, "needs Python 3.11" in ran.log) == (2, True)
