"""Completion as people meet it: the script is loaded into the shell itself, and keys are typed into its terminal."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest
from cli.running import put
from hook.repository import BIN, locked

from vpclint.engine.catalogue import load
from vpclint.report.formats import FORMATS

from .shells import PACKAGES, Shell, find

pytestmark = pytest.mark.slow

PROMPT = "ready> "
STARTS = {
    "bash": ["--norc", "--noprofile", "-i"],
    "zsh": ["-d", "-i"],
    "fish": ["--private", "-i"],
}
SETS_UP = {
    "bash": f"PS1='{PROMPT}'\neval \"$(vpclint completion bash)\"\n",
    "zsh": f"PS1='{PROMPT}'\nautoload -Uz compinit && compinit -u -D\neval \"$(vpclint completion zsh)\"\n",
    "fish": f"function fish_prompt; echo -n '{PROMPT}'; end\nvpclint completion fish | source\n",
}
_ESCAPES = re.compile(r"\x1b(\[[0-9;?<>=]*[a-zA-Z]|\][^\x07]*\x07|[=>()][A-Za-z0-9]?)|[\r\x07\x08]")


class Terminal:
    """A shell in a terminal."""

    def __init__(self, shell: Shell, home: Path) -> None:
        name = shell.name
        files = {"bash": ".rc", "zsh": ".zshrc", "fish": ".config/fish/config.fish"}
        put(home, {files[name]: SETS_UP[name], ".zshenv": shell.prepared})
        environment = {
            "PATH": os.pathsep.join([str(BIN), os.environ["PATH"]]),
            "HOME": str(home),
            "ZDOTDIR": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "TERM": "xterm",
            "LANG": "C.UTF-8",
            "NO_COLOR": "1",
            **shell.environment,
        }
        arguments = ["--rcfile", str(home / ".rc"), "-i"] if name == "bash" else STARTS[name]
        self.child = pexpect.spawn(
            shell.program,
            arguments,
            env=environment,
            cwd=str(home),
            encoding="utf-8",
            timeout=30,
            dimensions=(60, 200),
        )
        self.child.expect_exact(PROMPT)

    def printed(self, keys: str, until: str) -> str:
        """What the terminal shows from these keys on until this text is there."""
        self.child.send(keys)
        self.child.expect(until)
        return _ESCAPES.sub("", self.child.before + self.child.after)


@pytest.fixture(scope="module", params=sorted(PACKAGES))
def shell(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shells"
    shared.mkdir(exist_ok=True)
    with locked(shared / f"{request.param}.lock"):
        return find(request.param, shared)


@pytest.fixture
def terminal(shell: Shell, tmp_path: Path) -> Iterator[Terminal]:
    opened = Terminal(shell, tmp_path)
    yield opened
    opened.child.close(force=True)


def test_a_rule_that_one_begins_is_completed_and_its_page_shown(terminal: Terminal) -> None:
    title = next(rule.title for rule in load() if rule.name == "route-missing")
    shown = terminal.printed("vpclint rules route-miss\t\r", re.escape(title[1:20]))
    assert "route-missing" in shown


def test_what_a_choice_may_be_is_completed(terminal: Terminal) -> None:
    [only] = [name for name in FORMATS if name.startswith("sa")]
    shown = terminal.printed("vpclint check --allow-empty --format sa\t\r", '"version": "2.1.0"')
    assert only in shown


def test_a_value_behind_a_sign_is_completed_and_the_option_stays(terminal: Terminal) -> None:
    shown = terminal.printed("vpclint check --allow-empty --format=sa\t\r", '"version": "2.1.0"')
    assert "--format=sarif" in shown


def test_files_are_completed_where_files_are_named(terminal: Terminal, tmp_path: Path) -> None:
    put(tmp_path, {"a-file-of-mine.json": {}})
    terminal.printed("vpclint check a-file-o\t\r", "a-file-of-mine.json holds none|the files hold neither")


def test_all_rules_of_a_family_are_proposed(terminal: Terminal, shell: Shell) -> None:
    names = sorted(rule.name for rule in load() if rule.name.startswith("policy-"))
    assert len(names) > 3
    line = "vpclint check --select policy-"
    asked = (f"complete -C '{line}'\r", f"{names[-1]}(?s:.*){PROMPT}")  # the list that fish shows for a key scrolls
    shown = terminal.printed(*asked) if shell.name == "fish" else terminal.printed(f"{line}\t\t", names[-1])
    assert [name for name in names if name not in shown] == []
