"""Runs the steps of a composite action as GitHub's runner does: expressions first, then each `run` by bash.

Source: "Metadata syntax reference" and "Workflow commands" of GitHub's documentation.
"""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
_NAME = re.compile(r"inputs\.([\w-]+)|steps\.([\w-]+)\.outputs\.([\w-]+)")


class Ran(NamedTuple):
    """How an action ended.

    Attributes:
        code: of the step that failed, else 0.
        log: what all steps printed.
        outputs: of the action.
        used: the actions that it used, by name, with their inputs.
        summary: what stands in the summary of the job.
    """

    code: int
    log: str
    outputs: dict[str, str]
    used: dict[str, dict[str, str]]
    summary: str


class Runner:
    """A machine of GitHub's with a checked out repository.

    Args:
        action: the folder of the action.
        workspace: the repository that uses it.
        temporary: for what the steps leave.
        before: what steps have put out that have been run before, by their ids; they are not run again.
    """

    def __init__(
        self, action: Path, workspace: Path, temporary: Path, before: Mapping[str, dict[str, str]] | None = None
    ) -> None:
        self.before = before or {}
        self.action = action
        self.definition: dict[str, Any] = yaml.safe_load((action / "action.yml").read_text("utf-8"))
        self.workspace = workspace
        self.temporary = temporary

    def run(self, **inputs: str) -> Ran:
        """Runs the action with these inputs, with `_` for `-`."""
        declared = self.definition["inputs"]
        given = {name: inputs.pop(name.replace("-", "_"), each["default"]) for name, each in declared.items()}
        assert inputs == {}, "no such input"
        outputs = dict(self.before)
        used: dict[str, dict[str, str]] = {}
        log, code = "", 0
        summary = self.temporary / "summary"
        summary.write_text("", "utf-8")
        for step in self.definition["runs"]["steps"]:
            if step.get("id") in self.before or ("if" in step and not self._holds(step["if"], given, outputs)):
                continue
            if "uses" in step:
                used[step["uses"]] = {name: self._value(each, given, outputs) for name, each in step["with"].items()}
                continue
            done, outputs[step.get("id", "")] = self._step(step, given, outputs)
            log, code = log + done.stdout, done.returncode
            if code:
                break
        self.outputs = outputs
        own = {name: self._value(each["value"], given, outputs) for name, each in self.definition["outputs"].items()}
        return Ran(code, log, own, used, summary.read_text("utf-8"))

    def _step(
        self, step: Mapping[str, Any], inputs: Mapping[str, str], outputs: Mapping[str, Mapping[str, str]]
    ) -> tuple[subprocess.CompletedProcess[str], dict[str, str]]:
        assert step["shell"] == "bash"
        script, output = self.temporary / "script.sh", self.temporary / "output"
        script.write_text(step["run"], "utf-8")
        output.write_text("", "utf-8")
        own = {name: self._value(each, inputs, outputs) for name, each in step.get("env", {}).items()}
        folder = self._value(step.get("working-directory", "."), inputs, outputs)
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.workspace / folder,
            env=self._environment(output) | own,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=600,
        )
        lines = output.read_text("utf-8").splitlines()
        return done, dict(line.split("=", 1) for line in lines)

    def _environment(self, output: Path) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        proxies = {
            name: value for name, value in os.environ.items() if name.startswith("PIP_") or "proxy" in name.lower()
        }
        return {
            **kept,
            **proxies,
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(self.action),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.temporary / "summary"),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.temporary),
        }

    def _value(self, text: str, inputs: Mapping[str, str], outputs: Mapping[str, Mapping[str, str]]) -> str:
        return EXPRESSION.sub(lambda found: _looked_up(found[1], inputs, outputs), text)

    def _holds(self, condition: str, inputs: Mapping[str, str], outputs: Mapping[str, Mapping[str, str]]) -> bool:
        """Comparisons of one value with a text, joined by `&&`; more is not used."""
        for part in condition.split("&&"):
            compared = re.fullmatch(r"\s*([\w.-]+) (==|!=) '([^']*)'\s*", part)
            assert compared, f"{part} is more than this runner knows"
            same = _looked_up(compared[1], inputs, outputs) == compared[3]
            if same != (compared[2] == "=="):
                return False
        return True


def _looked_up(name: str, inputs: Mapping[str, str], outputs: Mapping[str, Mapping[str, str]]) -> str:
    found = _NAME.fullmatch(name)
    assert found, f"{name} is more than this runner knows"
    return inputs[found[1]] if found[1] else outputs.get(found[2], {}).get(found[3], "")
