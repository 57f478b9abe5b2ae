"""What a run may import: what is not needed is not loaded, since loading costs more than checking."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from cli.running import COUNT, JOB, STATE, good_folder, job, put

ROOT = Path(__file__).resolve().parents[1]

LIST = """
import sys
from vpclint.cli.main import run
code = run(sys.argv[1:])
sys.stdout.flush()
print("\\n".join(sorted(sys.modules)), file=sys.stderr)
sys.exit(code)
"""
HEAVY = {"boto3", "botocore", "dask", "distributed", "jinja2", "jsonschema", "netaddr", "pydantic", "rich", "yaml"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as a wheel would install it, with one index of all rules."""
    folder = tmp_path_factory.mktemp("installed")
    shutil.copytree(ROOT / "vpclint", folder / "vpclint", ignore=shutil.ignore_patterns("__pycache__"))
    rules = [
        {"name": path.stem, "family": path.parent.name, **yaml.safe_load(path.read_text("utf-8"))}
        for path in sorted((ROOT / "rules").glob("*/*.yaml"))
    ]
    messages = yaml.safe_load((ROOT / "rules" / "messages.yaml").read_text("utf-8"))
    indexes = {"index": rules, "messages": messages}
    return put(folder, {f"vpclint/rules/{name}.json": json.dumps(content) for name, content in indexes.items()})


def imported(installed: Path, folder: Path, *arguments: str, code: int = 0) -> set[str]:
    """All modules that are loaded when a run ends, less those that any Python loads."""
    run = subprocess.run(
        [sys.executable, "-c", LIST, *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == code, run.stderr
    bare = subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return set(run.stderr.split()) - set(bare.stdout.split())


def test_the_version_loads_next_to_nothing(installed: Path, tmp_path: Path) -> None:
    loaded = imported(installed, tmp_path, "--version")
    assert loaded & (HEAVY | {"msgspec", "json", "tomllib", "hashlib", "importlib.metadata", "decimal"}) == set()
    assert {name for name in loaded if name.startswith("vpclint")} <= {
        "vpclint",
        "vpclint.cli",
        "vpclint.cli.group",
        "vpclint.cli.main",
        "vpclint.errors",
        "vpclint.version",
    }


def test_the_package_itself_loads_nothing(installed: Path, tmp_path: Path) -> None:
    code = "import sys; before = set(sys.modules); import vpclint; print(*set(sys.modules) - before)"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(run.stdout.split())
    assert {name for name in loaded if name.startswith("vpclint")} <= {"vpclint", "vpclint.version"}
    assert loaded & (HEAVY | {"click", "msgspec", "json"}) == set()


def test_the_help_loads_no_command(installed: Path, tmp_path: Path) -> None:
    loaded = imported(installed, tmp_path, "--help")
    assert not any(name.startswith(("vpclint.cli.check", "vpclint.api", "msgspec")) for name in loaded)


def test_a_check_of_good_json_loads_what_it_needs(installed: Path, tmp_path: Path) -> None:
    loaded = imported(installed, good_folder(tmp_path), "check", "state.json", "job.json")
    assert "vpclint.report.text" in loaded
    assert (
        loaded & (HEAVY - {"netaddr"} | {"tomllib", "urllib.request", "importlib.metadata", "difflib", "hashlib"})
        == set()
    )
    assert "vpclint.report.json" not in loaded
    assert {"vpclint.report.paths", "vpclint.decision.questions"} & loaded == set()
    assert {"vpclint.work.settling", "vpclint.engine.suppressing", "vpclint.engine.baseline"} & loaded == set()
    assert {"vpclint.sources.suppressions", "vpclint.sources.comments", "vpclint.sources.baseline"} & loaded == set()
    assert {
        "vpclint.work.accepted",
        "vpclint.text.globs",
        "vpclint.text.paths",
        "vpclint.work.walking",
    } & loaded == set()
    assert "vpclint.text.yamltext" not in loaded
    assert "vpclint.text.jsontext" not in loaded
    assert "vpclint.workload.explanation" not in loaded
    assert not any(name.startswith("vpclint.sources.live") for name in loaded)


def test_a_check_of_good_json_never_parses_a_url(installed: Path, tmp_path: Path) -> None:
    """Python's own pathlib loads `urllib.parse` before 3.13: what counts is that vpclint adds nothing to it."""
    own = subprocess.run(
        [sys.executable, "-c", "import click, netaddr, pathlib, msgspec, sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = imported(installed, good_folder(tmp_path), "check", "state.json", "job.json")
    assert {name for name in loaded if name.startswith("urllib")} <= set(own.stdout.split())


def test_a_check_in_json_loads_no_text_report(installed: Path, tmp_path: Path) -> None:
    loaded = imported(installed, good_folder(tmp_path), "check", ".", "--format", "json")
    assert "vpclint.report.json" in loaded
    assert "vpclint.report.text" not in loaded


def test_what_is_needed_is_loaded_when_it_is_needed(installed: Path, tmp_path: Path) -> None:
    good_folder(tmp_path, job_json=job((COUNT, 0)))
    assert "jsonschema" in imported(installed, tmp_path, "check", ".", code=1)
    put(tmp_path, {"job.json": "[]", "job.yaml": yaml.safe_dump(JOB), "vpclint.toml": "strict = false"})
    loaded = imported(installed, tmp_path, "check", ".")
    assert {"yaml", "tomllib"} <= loaded
    assert "jsonschema" not in loaded


def test_the_rules_of_an_installed_vpclint_need_no_yaml(installed: Path, tmp_path: Path) -> None:
    assert "yaml" not in imported(installed, tmp_path, "rules")
    assert "yaml" not in imported(installed, tmp_path, "rules", "route-missing")


def test_explaining_a_message_loads_hardly_more_than_the_rules(installed: Path, tmp_path: Path) -> None:
    """What a text from a page and a log on the standard input need comes only with them."""
    rules, explain = (
        {
            name
            for name in imported(installed, tmp_path, *words)
            if name.partition(".")[0] in {"vpclint", "html", *HEAVY}
        }
        for words in (("rules",), ("explain", "No matching distribution found for pandas"))
    )
    assert explain - rules <= {
        "vpclint.cli.explain",
        "vpclint.engine.messages",
        "vpclint.report",
        "vpclint.report.explanation",
        "vpclint.text.excerpts",
    }


def test_an_installed_vpclint_judges_as_the_source_tree_does(installed: Path, tmp_path: Path) -> None:
    put(tmp_path, {"state.json": STATE, "job.json": JOB})
    command = [sys.executable, "-m", "vpclint", "check", ".", "--format", "json"]
    both = [
        subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(path)}, capture_output=True, check=True).stdout
        for path in (installed, ROOT)
    ]
    assert both[0] == both[1]


def test_a_question_about_policies_loads_what_it_needs(installed: Path, tmp_path: Path) -> None:
    policy = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
    asked = ("--action", "s3:GetObject", "--resource", "arn:aws:s3:::raw/a")
    loaded = imported(installed, put(tmp_path, {"role.json": policy}), "policy", "allows", "role.json", *asked)
    assert loaded & (HEAVY | {"vpclint.api", "vpclint.sources.loading", "vpclint.work.run"}) == set()


PLACES = {"vpclint.policy.unfolding", "vpclint.text.within", "vpclint.text.jsontext", "vpclint.policy.repair"}


def test_sound_policies_of_a_state_need_no_places(installed: Path, tmp_path: Path) -> None:
    loaded = imported(installed, good_folder(tmp_path), "check", "state.json", "job.json")
    assert "vpclint.checks.policy" in loaded
    assert loaded & PLACES == set()


def test_the_policies_that_endpoints_have_by_default_need_no_rules(installed: Path, tmp_path: Path) -> None:
    full = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
    endpoints = [{**each, "PolicyDocument": json.dumps(full)} for each in STATE["VpcEndpoints"]]
    state = {key: value for key, value in STATE.items() if key not in ("BucketPolicies", "RolePolicies")}
    put(tmp_path, {"state.json": state | {"VpcEndpoints": endpoints}, "job.json": JOB})
    loaded = imported(installed, tmp_path, "check", "state.json", "job.json")
    assert loaded & (PLACES | {"vpclint.checks.policy", "vpclint.policy.vocabulary"}) == set()
