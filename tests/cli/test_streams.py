"""What goes to stdout and what to stderr, and what happens when one of them, or vpclint itself, breaks."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vpclint import __version__
from vpclint.cli.main import run
from vpclint.finding import Finding

from .running import JOB, STATE, check, good_folder, put, vpclint, without_route

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | {
    "PYTHONPATH": str(ROOT)
}
"""Without what would change how Python writes, such as PYTHONUNBUFFERED."""


def program(folder: Path, *arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """`python -m vpclint` in a process of its own."""
    environment = ENVIRONMENT | options.pop("env", {})
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    command = [sys.executable, "-m", "vpclint", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, timeout=60, check=False, **options)


@pytest.mark.parametrize("broken", [False, True])
def test_the_program_prints_what_the_function_prints(tmp_path: Path, *, broken: bool) -> None:
    put(tmp_path, {"state.json": without_route() if broken else STATE, "job.json": JOB})
    ended = program(tmp_path, "check", ".", "--format", "json")
    expected = check(tmp_path, ".", "--format", "json")
    assert (ended.returncode, ended.stdout.decode(), ended.stderr) == (int(broken), expected.out, b"")
    assert expected.code == int(broken)


def test_stdout_holds_the_report_and_nothing_else(tmp_path: Path) -> None:
    good_folder(tmp_path, numbers_json=[1, 2])
    ended = check(tmp_path, "state.json", "job.json", "numbers.json", "--format", "json")
    assert json.loads(ended.out)["verdict"] == "pass"
    assert "numbers.json" not in ended.out
    assert ended.err == "note: numbers.json: holds neither a state nor a processing job\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("check", "--no-such-option"),
        ("check", ".", "--config", "missing.toml"),
        ("check", ".", "--select", "nothing"),
        ("no-such-command",),
        ("explain",),
        ("explain", ""),
        ("explain", "…", "'&#39;'"),
        ("explain", "--list", "text"),
        ("rules", "nothing"),
        ("schema", "nothing"),
        ("schema",),
    ],
    ids=" ".join,
)
def test_what_goes_wrong_is_said_on_stderr(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    ended = vpclint(good_folder(tmp_path), *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err
    assert "Traceback" not in ended.err


def test_a_run_that_finds_something_says_nothing_on_stderr(tmp_path: Path) -> None:
    ended = check(put(tmp_path, {"state.json": without_route(), "job.json": JOB, "broken.json": "{"}))
    assert (ended.code, ended.err) == (2, "")
    assert "s3-endpoint-not-routed" in ended.out


@pytest.mark.parametrize(
    "arguments", [("check", "."), ("rules",), ("explain", "--list"), ("schema", "report"), ("--help",)], ids=" ".join
)
def test_a_reader_that_has_gone_gets_no_traceback_and_no_verdict(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ended = program(good_folder(tmp_path), *arguments, stdout=writing)
    os.close(writing)
    assert ended.stderr == b""
    assert ended.returncode not in (1, 3, 4), "the job works, and nothing is wrong with vpclint"


def test_a_reader_that_leaves_after_the_first_line_gets_no_traceback(tmp_path: Path) -> None:
    jobs = [JOB | {"ProcessingJobName": f"job-{number}"} for number in range(400)]  # more than a pipe holds
    put(tmp_path, {"state.json": STATE, "jobs.json": jobs})
    command = [sys.executable, "-m", "vpclint", "check", ".", "--format", "json"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as started:
        assert started.stdout is not None
        assert started.stderr is not None
        assert started.stdout.readline() == b"{\n"
        started.stdout.close()
        assert started.stderr.read() == b""


@pytest.mark.parametrize("to", ["--output", "stdout"])
def test_a_full_disk_is_no_bug_of_vpclint(tmp_path: Path, to: str) -> None:
    good_folder(tmp_path)
    if to == "--output":
        ended = program(tmp_path, "check", ".", "--output", "json=/dev/full")
    else:
        with Path("/dev/full").open("wb") as full:
            ended = program(tmp_path, "check", ".", stdout=full)
    assert b"Traceback" not in ended.stderr
    assert b"no space left on device" in ended.stderr.lower()
    assert ended.returncode == 2


def test_a_closed_stdout_is_no_bug_of_vpclint(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m vpclint check . >&-'
    ended = subprocess.run(
        ["sh", "-c", command],
        cwd=good_folder(tmp_path),
        env=ENVIRONMENT,
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in ended.stderr
    assert ended.returncode != 4


def test_a_working_folder_that_is_gone_is_no_bug_of_vpclint(tmp_path: Path) -> None:
    good_folder(tmp_path)
    command = f'mkdir gone && cd gone && rmdir ../gone && exec "{sys.executable}" -m vpclint check "$0" "$1"'
    files = [str(tmp_path / name) for name in ("state.json", "job.json")]
    ended = subprocess.run(
        ["sh", "-c", command, *files],
        cwd=tmp_path,
        env=ENVIRONMENT,
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in ended.stderr
    assert ended.returncode != 4


def test_a_terminal_that_knows_only_ascii_gets_its_report(tmp_path: Path) -> None:
    settings = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ended = program(good_folder(tmp_path), "check", ".", env=settings)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"features (job.json): WORKS" in ended.stdout


def test_ctrl_c_ends_the_run_without_a_report_or_a_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("vpclint.cli.judging.examine", interrupted)
    ended = check(good_folder(tmp_path))
    assert (ended.code, ended.out) == (130, "")
    assert "interrupted" in ended.err
    assert "Traceback" not in ended.err


def failing(_: object) -> Iterator[Finding]:
    raise ZeroDivisionError("a bug \x1b[31m in a check")
    yield


def test_a_bug_says_what_to_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vpclint.checks.routes.route_missing", failing)
    ended = check(good_folder(tmp_path))
    assert (ended.code, ended.out) == (4, "")
    assert "Traceback" in ended.err
    last = ended.err.splitlines()[-1]
    assert "bug in vpclint" in last
    assert "report" in last
    assert f"vpclint {__version__}, Python {sys.version.split()[0]}" in last


def test_a_bug_prints_nothing_that_a_terminal_obeys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda *_: False)  # as on a terminal
    monkeypatch.setattr("vpclint.checks.routes.route_missing", failing)
    assert "\x1b" not in check(good_folder(tmp_path)).err


def test_a_rule_that_is_broken_is_a_bug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    family = tmp_path / "rules" / "routes"
    put(family, {"route-missing.yaml": "severity: fatal\n"})
    monkeypatch.setattr("vpclint.engine.shipped._SOURCE", tmp_path / "rules")
    ended = vpclint(tmp_path, "rules")
    assert (ended.code, ended.out) == (4, "")
    assert "route-missing.yaml" in ended.err


def test_run_returns_the_exit_code_that_main_exits_with(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"vpclint {__version__}\n"
    assert run(["--help"]) == 0
    assert run(["check", "--help"]) == 0
    assert run([]) == 2
