"""The hooks as pre-commit runs them: it clones vpclint, installs it for itself, and names the files that change."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from cli.running import COUNT, JOB, STATE, job, put, vpclint, without_route

from .repository import BIN, ROOT, Hook, committed, git

pytestmark = pytest.mark.slow

CONFIGURATION = '[inputs]\nstate = ["snapshots/*.json"]\npaths = ["jobs", "policies"]\n'
NO_INSTANCES = job((COUNT, 0))
TSCONFIG = '{\n  // comments are allowed here\n  "compilerOptions": {},\n}\n'
CHART = "{{- if .Values.job }}\nkind: Job\nspec: {{ toYaml .Values | nindent 2 }}\n{{- end }}\n"


def project(folder: Path, hook: Hook, *hooks: str, arguments: dict[str, list[str]] | None = None) -> Path:
    """A repository that uses these hooks, with one commit that pre-commit has not seen."""
    folder.mkdir(parents=True, exist_ok=True)
    used = [{"id": each, **({"args": arguments[each]} if arguments else {})} for each in hooks]
    config = {"repos": [{"repo": str(hook.repository), "rev": hook.commit, "hooks": used}]}
    put(
        folder,
        {
            ".pre-commit-config.yaml": yaml.safe_dump(config),
            "vpclint.toml": CONFIGURATION,
            "snapshots/prod.json": STATE,
            "tsconfig.json": TSCONFIG,
            "chart/templates/job.yaml": CHART,
        },
    )
    git(folder, "init", "--quiet", "--initial-branch", "main")
    assert committed(folder, "before").returncode == 0
    subprocess.run(
        [str(BIN / "pre-commit"), "install"], cwd=folder, env=hook.environment, check=True, capture_output=True
    )
    return folder


def commit(folder: Path, hook: Hook, files: dict[str, Any], **environment: str) -> subprocess.CompletedProcess[str]:
    put(folder, files)
    return committed(folder, "change", **(hook.environment | environment))


@pytest.mark.parametrize("name", ["vpclint", "vpclint-config"])
def test_a_good_commit_passes_and_a_bad_one_does_not(hook: Hook, tmp_path: Path, name: str) -> None:
    folder = project(tmp_path / "project", hook, name)
    good = commit(folder, hook, {"jobs/features.json": JOB, "package.json": {"name": "x"}})
    assert (good.returncode, "Passed" in good.stderr) == (0, True), good.stderr
    bad = commit(folder, hook, {"jobs/features.json": NO_INSTANCES})
    assert bad.returncode == 1, bad.stderr
    assert "error[job-request-invalid]" in bad.stderr
    assert "jobs/features.json" in bad.stderr
    assert git(folder, "log", "--format=%s").stdout.split() == ["change", "before"]


def test_files_that_are_none_of_vpclints_fail_no_commit(hook: Hook, tmp_path: Path) -> None:
    folder = project(tmp_path / "project", hook, "vpclint", "vpclint-config")
    put(folder, {"jobs/features.json": JOB})
    strange = {
        "a b/tsconfig.json": TSCONFIG,
        "chart/values.yaml": "image: {{ tag }}\n",
        "function.json": {"FunctionName": "f", "Role": "r", "VpcConfig": {"SubnetIds": [], "SecurityGroupIds": []}},
        "pipeline.json": {"RoleArn": "arn:aws:iam::123456789012:role/x", "Environment": {"A": "b"}},
    }
    done = commit(folder, hook, strange)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("Passed") == 2


def test_a_change_of_the_state_is_for_the_hook_that_looks_at_the_whole_project(hook: Hook, tmp_path: Path) -> None:
    folder = project(tmp_path / "project", hook, "vpclint", "vpclint-config")
    assert commit(folder, hook, {"jobs/features.json": JOB}).returncode == 0
    done = commit(folder, hook, {"snapshots/prod.json": without_route()})
    outcomes = [line.rpartition(".")[2] for line in done.stderr.splitlines() if "....." in line]
    assert (done.returncode, outcomes) == (1, ["Passed", "Failed"]), done.stderr
    assert "error[s3-endpoint-not-routed]" in done.stderr


def test_names_with_blanks_and_dashes_are_names(hook: Hook, tmp_path: Path) -> None:
    folder = project(tmp_path / "project", hook, "vpclint")
    done = commit(folder, hook, {"--strict.json": JOB, "jobs/a b.json": JOB, "jobs/ü'\"$(touch x).json": NO_INSTANCES})
    assert done.returncode == 1
    assert "(--strict.json): WORKS" in done.stderr
    assert "(jobs/a b.json): WORKS" in done.stderr
    assert not (folder / "x").exists()


def test_what_can_not_be_told_fails_a_commit_unless_it_is_ignored(hook: Hook, tmp_path: Path) -> None:
    folder = project(tmp_path / "project", hook, "vpclint")
    (folder / "snapshots" / "prod.json").unlink()
    told = commit(folder, hook, {"jobs/features.json": JOB})
    assert told.returncode == 1
    assert "exit code: 3" in told.stderr
    assert "'snapshots/*.json' finds no file" in told.stderr
    arguments = {"vpclint": ["--unknown", "ignore", "--"]}
    lenient = project(tmp_path / "lenient", hook, "vpclint", arguments=arguments)
    (lenient / "snapshots" / "prod.json").unlink()
    assert commit(lenient, hook, {"jobs/features.json": JOB}).returncode == 0


def test_a_job_or_a_state_that_can_not_be_read_fails_a_commit(hook: Hook, tmp_path: Path) -> None:
    folder = project(tmp_path / "project", hook, "vpclint")
    done = commit(folder, hook, {"jobs/features.json": json.dumps(JOB)[:-2]})
    assert done.returncode == 1
    assert "exit code: 2" in done.stderr
    assert "jobs/features.json:1:" in done.stderr


def test_the_hooks_open_no_connection(hook: Hook, tmp_path: Path) -> None:
    folder = project(tmp_path / "project", hook, "vpclint", "vpclint-config")
    assert commit(folder, hook, {"jobs/features.json": JOB}).returncode == 0  # installs vpclint, which may
    forbidding = str(Path(__file__).parent / "forbidding")
    good = commit(folder, hook, {"jobs/features.json": job(Tags=[])}, PYTHONPATH=forbidding)
    assert good.returncode == 0, good.stderr
    bad = commit(folder, hook, {"jobs/features.json": NO_INSTANCES}, PYTHONPATH=forbidding)
    assert (bad.returncode, "error[job-request-invalid]" in bad.stderr) == (1, True)


def test_try_repo_runs_both_hooks(hook: Hook, tmp_path: Path) -> None:
    folder = put(tmp_path / "project", {"vpclint.toml": CONFIGURATION, "snapshots/prod.json": STATE})
    git(folder, "init", "--quiet", "--initial-branch", "main")
    for content, outcome in ((JOB, "Passed"), (NO_INSTANCES, "Failed")):
        put(folder, {"jobs/features.json": content})
        git(folder, "add", "--all")
        command = [str(BIN / "pre-commit"), "try-repo", str(hook.repository), "--all-files"]
        done = subprocess.run(
            command, cwd=folder, env=hook.environment, capture_output=True, text=True, check=False, timeout=600
        )
        assert done.stdout.count(outcome) == 2, done.stdout
        assert done.returncode == (outcome == "Failed")


def test_the_manifest_is_what_pre_commit_takes() -> None:
    command = [str(BIN / "pre-commit"), "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")]
    assert subprocess.run(command, check=False).returncode == 0


def test_what_init_writes_is_all_that_a_project_needs(hook: Hook, tmp_path: Path) -> None:
    folder = put(tmp_path / "project", {"snapshots/prod.json": STATE, "jobs/features.json": JOB})
    git(folder, "init", "--quiet", "--initial-branch", "main")
    assert vpclint(folder, "init", "--repository", str(hook.repository)).code == 0
    subprocess.run([str(BIN / "pre-commit"), "install"], cwd=folder, env=hook.environment, check=True)
    good = commit(folder, hook, {})
    assert (good.returncode, good.stderr.count("Passed")) == (0, 2), good.stderr
    bad = commit(folder, hook, {"jobs/features.json": NO_INSTANCES})
    assert (bad.returncode, bad.stderr.count("Failed")) == (1, 2), bad.stderr
