"""A file that changes while it is read is told, and so is one that is too large for the memory."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.running import JOB, check, good_folder, put, state, verdicts

from vpclint.sources import files

ROOT = Path(__file__).resolve().parents[2]


def grow(path: Path) -> None:
    with path.open("a") as file:
        file.write(" ")


def shrink(path: Path) -> None:
    os.truncate(path, 10)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def replace(path: Path) -> None:
    (path.parent / "new.json").replace(path)


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, Callable[[Path], None]], None]:
    """Lets something happen to a file after its size was looked at, and before it is read."""

    def happen(path: Path, change: Callable[[Path], None]) -> None:
        real, number = os.fstat, path.stat().st_ino

        def changed(descriptor: int) -> os.stat_result:
            found = real(descriptor)
            if found.st_ino == number:
                change(path)
            return found

        monkeypatch.setattr(files.os, "fstat", changed)

    return happen


@pytest.mark.parametrize("change", [grow, shrink, empty])
def test_a_file_that_changes_while_it_is_read_is_told_and_nothing_else_is_lost(
    tmp_path: Path, change: Callable[[Path], None], meanwhile: Callable[[Path, Callable[[Path], None]], None]
) -> None:
    good_folder(tmp_path, second_json=JOB)
    meanwhile(tmp_path / "second.json", change)
    run = check(tmp_path, "state.json", "job.json", "second.json", "--format", "json")
    assert run.code == 2
    assert verdicts(run.report) == {"features": "pass"}
    assert run.report["errors"] == [{"message": "the file was changed while it was read", "file": "second.json"}]


def test_a_file_that_is_replaced_while_it_is_read_is_the_old_one(
    tmp_path: Path, meanwhile: Callable[[Path, Callable[[Path], None]], None]
) -> None:
    put(tmp_path, {"job.json": JOB, "new.json": "{"})
    meanwhile(tmp_path / "job.json", replace)
    assert files.read(str(tmp_path / "job.json")) == json.dumps(JOB, indent=2).encode()
    assert (tmp_path / "job.json").read_text() == "{"


def test_the_lines_under_a_finding_are_those_that_were_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = state(VpcEndpoints=[])
    put(tmp_path, {"state.json": broken, "job.json": JOB})
    usual = check(tmp_path).out
    real = files.read

    def read(path: str, root: str = "") -> bytes:
        data = real(path, root)
        Path(path).write_text("gone")
        return data

    monkeypatch.setattr("vpclint.sources.loading.read", read)
    assert check(tmp_path).out == usual
    assert (tmp_path / "state.json").read_text() == "gone"


def limited(folder: Path, *arguments: str, memory: int) -> subprocess.CompletedProcess[str]:
    """The real command, in a process that may take so many bytes."""
    return subprocess.run(
        [sys.executable, "-m", "vpclint", "check", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (memory, memory)),
    )


def test_two_gigabytes_are_refused_without_being_read(tmp_path: Path) -> None:
    good_folder(tmp_path)
    with (tmp_path / "large.json").open("wb") as large:
        large.truncate(2 << 30)
    ended = limited(tmp_path, "state.json", "job.json", "large.json", memory=512 << 20)
    assert ended.returncode == 2, ended.stderr
    assert "error: large.json: the file has 2,147,483,648 bytes" in ended.stdout
    assert "features (job.json): WORKS" in ended.stdout


def test_what_does_not_fit_into_the_memory_is_told_and_nothing_else_is_lost(tmp_path: Path) -> None:
    good_folder(tmp_path)
    with (tmp_path / "large.json").open("wb") as large:
        large.truncate(900 << 20)
    ended = limited(tmp_path, "state.json", "job.json", "large.json", memory=512 << 20)
    assert (ended.returncode, ended.stderr) == (2, "")
    assert "error: large.json: there is not enough memory to read the file" in ended.stdout
    assert "features (job.json): WORKS" in ended.stdout


def test_a_run_that_ends_for_want_of_memory_is_no_bug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("vpclint.work.bench.decide", full)
    run = check(good_folder(tmp_path))
    assert (run.code, run.out) == (2, "")
    assert run.err == "vpclint: there is not enough memory for files of this size\n"
