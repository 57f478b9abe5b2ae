"""Clusters that can't do it, and those that are given up: a sentence, an exit code, and nothing left behind."""

import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import dask.config
import pytest
from cli.running import check, put
from distributed import LocalCluster

from vpclint.api import examine
from vpclint.errors import UsageError
from vpclint.settings import Settings
from vpclint.sources.files import Files, listed
from vpclint.work import remote, spread
from vpclint.work.task import Question

from .fleets import QUIET, fleet, state

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
CHECK = [sys.executable, "-m", "vpclint", "check"]

METADATA = "Metadata-Version: 2.1\nName: vpclint\nVersion: 0.0.9\n"

DEADLY = """
import os
import sys


def die(event, arguments):
    if event == "open" and "deadly" in str(arguments[0]):
        os._exit(1)


sys.addaudithook(die)
"""
"""What makes a process end when it opens a certain file, as one that takes all memory would."""


def environment(*folders: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (*folders, ROOT)))}


def test_a_file_that_kills_each_worker_is_an_error_and_costs_itself(tmp_path: Path) -> None:
    put(fleet(tmp_path / "fleet", 6), {"002/deadly.json": state(9)})
    put(tmp_path, {"die.py": DEADLY})
    with (
        dask.config.set(
            {
                "distributed.worker.preload": str(tmp_path / "die.py"),
                "distributed.scheduler.allowed-failures": 1,
                # A worker holds only what it works at, so that nothing is blamed for what dies beside it.
                "distributed.scheduler.worker-saturation": 1.0,
            }
        ),
        LocalCluster(n_workers=2, **QUIET) as cluster,
    ):
        run = check(tmp_path / "fleet", ".", "--format", "json", "--scheduler", cluster.scheduler_address)
    assert run.code == 2, run.err
    [error] = run.report["errors"]
    assert error == {"message": spread.LOST, "file": "002/deadly.json"}
    assert [each["name"] for each in run.report["jobs"]] == ["job-0", "job-1", "job-3", "job-4", "job-5"]


def test_a_scheduler_without_workers_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "PATIENCE", 0.5)
    with LocalCluster(n_workers=0, **QUIET) as cluster:
        run = check(fleet(tmp_path, 1), ".", "--scheduler", cluster.scheduler_address)
        assert (run.code, run.out) == (2, "")
        assert run.err == f"vpclint: the scheduler at {cluster.scheduler_address!r} has no workers\n"


def test_an_address_at_which_nothing_answers_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "ANSWERING", 0.5)
    for address in ("tcp://127.0.0.1:1", "nonsense:x", "ftp://there:1"):
        run = check(fleet(tmp_path, 1), ".", "--scheduler", address)
        assert (run.code, run.out, run.err) == (2, "", f"vpclint: no scheduler of Dask answers at {address!r}\n")


def test_a_port_that_is_none_is_refused_before_anyone_is_asked(tmp_path: Path) -> None:
    with mock.patch.object(spread, "Client", side_effect=AssertionError("it was asked")):
        for address, port in (("tcp://127.0.0.1:99999", 99999), ("127.0.0.1:0", 0), ("ws://127.0.0.1:65536", 65536)):
            run = check(fleet(tmp_path, 1), ".", "--scheduler", address)
            wanted = f"has the port {port}, 1 to 65535 was expected"
            assert (run.code, run.out, run.err) == (2, "", f"vpclint: the scheduler {address!r} {wanted}\n")


@pytest.mark.slow
def test_a_closed_port_is_waited_for_as_long_as_a_scheduler_may_take_to_start(tmp_path: Path) -> None:
    asked: list[float] = []
    client = spread.Client

    def seen(*arguments: Any, timeout: float) -> Any:
        asked.append(timeout)
        return client(*arguments, timeout=timeout)

    with mock.patch.object(spread, "Client", seen):
        run = check(fleet(tmp_path, 1), ".", "--scheduler", "tcp://127.0.0.1:1")
    assert (run.code, run.err) == (2, "vpclint: no scheduler of Dask answers at 'tcp://127.0.0.1:1'\n")
    assert asked == [5]


@pytest.mark.parametrize("what", ["workers", "scheduler"])
def test_what_goes_away_in_the_middle_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    monkeypatch.setattr(spread, "PATIENCE", 2)
    cluster = LocalCluster(n_workers=2, **QUIET)

    def shown(results: Iterator[Any], _: int) -> Iterator[Any]:
        yield next(results)
        if what == "workers":
            cluster.scale(0)
        else:
            cluster.close()
        yield from results

    with cluster, pytest.raises(UsageError, match="has had no workers" if what == "workers" else "has gone"):
        examine((str(fleet(tmp_path, 40)),), Settings(), scheduler=cluster.scheduler_address, shown=shown)


def test_workers_of_another_version_are_refused(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "vpclint", tmp_path / "other" / "vpclint")
    told = {"vpclint/version.py": '__version__ = "0.0.9"\n', "vpclint-0.0.9.dist-info/METADATA": METADATA}
    put(tmp_path / "other", told)
    with LocalCluster(n_workers=0, **QUIET) as cluster:
        command = [sys.executable, "-m", "distributed.cli.dask_worker", cluster.scheduler_address, "--no-dashboard"]
        with subprocess.Popen(
            [*command, "--no-nanny"],
            env=environment(tmp_path / "other"),
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as worker:
            run = check(fleet(tmp_path / "fleet", 1), ".", "--scheduler", cluster.scheduler_address)
            worker.terminate()
    assert (run.code, run.out) == (2, "")
    assert "has vpclint 0.0.9 on Python" in run.err
    assert "have to be the same" in run.err


def test_a_worker_that_comes_later_with_another_version_refuses_to_answer(tmp_path: Path) -> None:
    unit = remote.Unit(0, Files(listed((str(tmp_path),)).files))
    with pytest.raises(UsageError, match=r"and 0\.0\.9 asks: they have to be the same"):
        remote.visit(pickle.dumps(Question(Settings(), version="0.0.9")), unit)


def test_a_file_that_only_the_worker_does_not_find_is_an_error_that_says_so(tmp_path: Path) -> None:
    files = Files(listed(("there.json", "nowhere.json")).files, str(tmp_path))
    visit = remote.visit(pickle.dumps(Question(Settings())), remote.Unit(0, files, frozenset({"nowhere.json"})))
    assert [(error.file, error.message) for error in visit.survey.errors] == [
        ("there.json", f"a worker does not find the file: workers read it themselves, at {tmp_path}/there.json"),
        ("nowhere.json", "the file can't be read: no such file or directory"),
    ]


def test_without_dask_it_says_how_to_get_it(tmp_path: Path) -> None:
    put(tmp_path, {"less/distributed.py": "raise ImportError('not installed')"})
    folder = fleet(tmp_path / "fleet", 1)
    command = [*CHECK, str(folder), "--scheduler", "local"]
    run = subprocess.run(command, env=environment(tmp_path / "less"), capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "vpclint: a run on several workers needs Dask: pip install 'vpclint[distributed]'\n"


def members_of(session: int) -> list[int]:
    """The processes of a session, as Linux tells them, less those that have ended."""
    stats = (path.read_text().rpartition(")")[2].split() for path in Path("/proc").glob("[0-9]*/stat") if path.exists())
    return [session for state_, _, _, found, *_ in stats if int(found) == session and state_ != "Z"]


def are_gone(session: int) -> bool:
    """Whether no process of a session is left; one that was just starting sees that it is alone a moment later."""
    deadline = time.monotonic() + 5
    while members_of(session) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not members_of(session)


def hears_interrupts(process: int) -> bool:
    """Whether a process does not ignore Ctrl-C, as one does that starts others which shall not hear it."""
    status = Path(f"/proc/{process}/status").read_text()
    ignored = next(line for line in status.splitlines() if line.startswith("SigIgn:"))
    return not int(ignored.split()[1], 16) >> (signal.SIGINT - 1) & 1


def test_the_cluster_of_this_machine_ends_with_the_run(tmp_path: Path) -> None:
    command = [*CHECK, str(fleet(tmp_path, 3)), "--scheduler", "local"]
    with subprocess.Popen(
        command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        out, err = run.communicate()
    assert run.returncode == 1
    assert "job-1 (" in out
    assert err.startswith("note: 3 folders of files went to ")
    assert err.count("\n") == 1
    assert are_gone(run.pid)


def test_a_terminal_is_shown_how_many_folders_are_done(tmp_path: Path) -> None:
    command = [*CHECK, str(fleet(tmp_path, 3)), "--scheduler", "local", "--format", "json"]
    terminal, its = os.openpty()
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=its) as run:
        os.close(its)
        out, _ = run.communicate()
    shown = os.read(terminal, 1 << 16).decode()
    os.close(terminal)
    assert "folders" in shown
    assert "3/3" in shown
    assert "0/0" not in shown
    assert len(json.loads(out)["jobs"]) == 3


def interrupted(folder: Path, folders: int) -> tuple[int, str, str] | None:
    """What a run says that is interrupted while its workers work; None where it was done before."""
    command = [*CHECK, str(fleet(folder, folders)), "--scheduler", "local"]
    out, err = folder / "out.txt", folder / "err.txt"
    with out.open("w") as said, err.open("w") as noted:
        run = subprocess.Popen(command, env=environment(), stdout=said, stderr=noted, start_new_session=True)
        while run.poll() is None and (len(members_of(run.pid)) < 3 or not hears_interrupts(run.pid)):
            time.sleep(0.05)
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGINT)
        code = run.wait()
    assert are_gone(run.pid)
    return None if code == 1 else (code, out.read_text("utf-8"), err.read_text("utf-8"))


def test_an_interrupted_run_leaves_no_process(tmp_path: Path) -> None:
    runs = (interrupted(tmp_path / str(folders), folders) for folders in (200, 400, 800, 1600))
    assert next(filter(None, runs)) == (130, "", "\nvpclint: interrupted\n")
