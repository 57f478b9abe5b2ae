"""What the documents say is what the program does."""

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from vpclint.aws.kinds import KINDS, Unread, command_of
from vpclint.cli.main import COMMANDS, run
from vpclint.report.formats import FORMATS
from vpclint.settings import Settings
from vpclint.sources.configuration import read_configuration

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def block(document: str, language: str, containing: str) -> str:
    text = (ROOT / document).read_text("utf-8")
    blocks = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return next(each for each in blocks if containing in each)


def test_the_first_run_prints_what_the_readme_says(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command = block("README.md", "sh", "vpclint check fixtures/good")
    arguments = shlex.split(command.partition(".venv/bin/vpclint ")[2])
    monkeypatch.chdir(ROOT)
    assert run(arguments) == 0
    assert capsys.readouterr().out == block("README.md", "text", "WORKS")


def test_the_broken_example_of_the_readme_fails(tmp_path: Path) -> None:
    write, check = block("README.md", "sh", "fixtures.write --rule").splitlines()
    arguments = shlex.split(write.replace(".venv/bin/python", sys.executable).replace("broken", str(tmp_path)))
    subprocess.run(arguments, cwd=ROOT, check=True, capture_output=True)
    folder = check.partition("broken/")[2]
    assert run(["check", str(tmp_path / folder)]) == 1


def test_the_python_example_of_the_readme_runs(tmp_path: Path) -> None:
    for name in ("state.json", "job.json"):
        (tmp_path / name).write_bytes((ROOT / "fixtures" / "good" / name).read_bytes())
    code = block("README.md", "python", "vpclint.check")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "pass []\n", "")


def test_the_settings_in_the_docs_are_all_there_are(tmp_path: Path) -> None:
    text = block("docs/configuration.md", "toml", "fail-on")
    path = tmp_path / "vpclint.toml"
    path.write_text(text, "utf-8")
    read_configuration(path)
    documented = set(tomllib.loads(text))
    assert documented == {name.replace("_", "-") for name in Settings.__struct_fields__}


def test_the_header_in_the_docs_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = json.loads((ROOT / "fixtures" / "good" / "state.json").read_text("utf-8"))
    header = json.loads(block("docs/state.md", "json", "collected_at"))
    path = tmp_path / "state.json"
    path.write_text(json.dumps(state | header), "utf-8")
    assert run(["check", str(path), str(ROOT / "fixtures" / "good" / "job.json")]) == 0
    assert "DescribeFlowLogs was denied" in capsys.readouterr().out


def test_the_calls_in_the_docs_are_those_that_a_state_is_read_from() -> None:
    commands = block("docs/state.md", "sh", "mkdir -p state")
    [listed] = re.findall(r"for what in (.*?)\ndo ", commands.replace("\\\n", ""), re.DOTALL)
    called = {f"describe-{what}" for what in listed.split()} | set(re.findall(r"aws \w+ ([a-z-]+[a-z]) ", commands))
    kinds = [kind for kind in KINDS.values() if kind.record is not Unread]
    operations = {command_of(name) for kind in kinds for name in (kind.operation, kind.listing) if name}
    assert called <= operations
    assert operations - called == {"get-subnet-cidr-reservations", "get-role-policy"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_command_is_documented() -> None:
    text = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert [name for name in COMMANDS if f"## vpclint {name}\n" not in text] == []


def test_the_generated_pages_are_what_the_code_says() -> None:
    command = [sys.executable, str(ROOT / "tools" / "generate_docs.py"), "--check"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_every_format_is_documented() -> None:
    text = (ROOT / "docs" / "formats.md").read_text("utf-8")
    rows = [row.strip("| ").split("|")[0] for row in text.splitlines() if row.startswith("| `")]
    named = [set(re.findall(r"`(\w+)`", row)) for row in rows]
    assert set().union(*named) == set(FORMATS)
    assert [{name} for name in FORMATS] == named[: len(FORMATS)]
