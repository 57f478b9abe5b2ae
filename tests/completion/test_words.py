"""What is proposed, and that asking is quiet and loads no more than it needs."""

import subprocess
import sys
from pathlib import Path

import pytest
from cli.running import vpclint

from vpclint.cli.main import COMMANDS
from vpclint.engine.catalogue import load
from vpclint.finding import Severity
from vpclint.report.formats import FORMATS

ROOT = Path(__file__).resolve().parents[2]
LOADED = """
import sys
from vpclint.cli.main import run
code = run([])
print(*sys.modules, file=sys.stderr)
sys.exit(code)
"""


def asked(line: str, shell: str = "bash") -> subprocess.CompletedProcess[str]:
    """Asks as a shell does that stands at the end of this line."""
    own = {"_VPCLINT_COMPLETE": f"{shell}_complete", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    return subprocess.run(
        [sys.executable, "-c", LOADED], env={"PYTHONPATH": str(ROOT), **own}, capture_output=True, text=True, check=True
    )


def proposed(line: str) -> list[str]:
    """What follows the line, as bash is told it."""
    return [each.partition(",")[2] for each in asked(line).stdout.splitlines() if each]


def test_commands_are_proposed_in_the_order_of_the_help() -> None:
    assert proposed("vpclint ") == list(COMMANDS)
    assert proposed("vpclint policy co") == ["compare"]


@pytest.mark.parametrize("before", ["check --select", "check --ignore", "rules"])
def test_rules_and_families_are_proposed_where_rules_are_named(before: str) -> None:
    names = {rule.name for rule in load()} | {rule.family for rule in load()}
    assert set(proposed(f"vpclint {before} ")) >= names
    assert all(each.startswith("s3") for each in proposed(f"vpclint {before} s3"))


def test_choices_are_proposed() -> None:
    assert proposed("vpclint check --fail-on ") == [each.value for each in Severity]
    assert proposed("vpclint check --format js") == ["json", "jsonl"]
    assert proposed("vpclint completion ") == ["bash", "zsh", "fish"]


@pytest.mark.parametrize(
    ("shell", "line", "words"),
    [
        ("bash", "vpclint check --select = s3-endpoint-m", ["s3-endpoint-missing"]),
        ("bash", "vpclint check --format =", [*FORMATS]),
        ("zsh", "vpclint check --select=s3-endpoint-m", ["--select=s3-endpoint-missing"]),
        ("zsh", "vpclint check --format=js", ["--format=json", "--format=jsonl"]),
        ("zsh", "vpclint rules s3-endpoint-m", ["s3-endpoint-missing"]),
    ],
)
def test_values_behind_a_sign_are_proposed_as_the_shell_takes_them(shell: str, line: str, words: list[str]) -> None:
    told = asked(line, shell).stdout.splitlines()
    assert (told[1::3] if shell == "zsh" else [each.partition(",")[2] for each in told]) == words


@pytest.mark.parametrize(
    "line",
    ["policy allows x", "policy denies --action y x", "policy compare x", "baseline write x", "baseline write x y",
     "baseline prune x y", "baseline show x", "collect x", "check x"],
)  # fmt: skip
def test_files_are_proposed_wherever_files_are_named(line: str) -> None:
    assert asked(f"vpclint {line}").stdout == f"file,{line[-1]}\n"


def test_what_can_not_be_completed_is_passed_over_in_silence() -> None:
    assert proposed("vpclint chek --fo") == []
    assert proposed("vpclint check --nonsense --form") == ["--format"]


def test_commands_are_proposed_without_loading_any() -> None:
    done = asked("vpclint ", "zsh")
    assert COMMANDS["check"] in done.stdout
    assert not set(done.stderr.split()) & {"msgspec", "vpclint.cli.check", "vpclint.api", "vpclint.cli.policy"}


def test_a_shell_that_is_not_known_is_told(tmp_path: Path) -> None:
    told = vpclint(tmp_path, "completion", "tcsh")
    assert (told.code, "'bash', 'zsh', 'fish'" in told.err) == (2, True)
