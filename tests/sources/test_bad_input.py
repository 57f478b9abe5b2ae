"""What can't be read costs itself: it is told with its place, and everything else is still judged."""

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli.running import INPUT_URI, JOB, STATE, check, good_folder, job, put, report, state, verdicts

import vpclint

ROOT = Path(__file__).resolve().parents[2]

DAMAGED = [
    ("trailing comma", '{\n  "RoleArn": "x",\n}', 2, 17),
    ("single quotes", "{\n  'RoleArn': 1}", 2, 3),
    ("comment", '{\n  // note\n  "RoleArn": 1}', 2, 3),
    ("unquoted key", '{\n  RoleArn: "x"}', 2, 3),
    ("python literal", '{\n  "RoleArn": True}', 2, 14),
    ("not a number", '{\n  "RoleArn": NaN}', 2, 14),
    ("invalid number", '{\n  "RoleArn": 01}', 2, 14),
    ("missing colon", '{\n  "RoleArn" 1}', 2, 13),
    ("missing comma", '{\n  "RoleArn": 1\n  "Tags": []}', 2, 15),
    ("smart quotes", "{\n  \u201cRoleArn\u201d: 1}", 2, 3),
    ("control character", '{\n  "RoleArn": "a\x01b"}', 2, 16),
    ("invalid escape", '{\n  "RoleArn": "\\x"}', 2, 15),
    ("truncated", '{\n  "RoleArn": "x"', 2, 17),
    ("second document", '{"RoleArn": 1}\n{"RoleArn": 2}', 2, 1),
    ("duplicate key", '{\n  "RoleArn": 1,\n  "RoleArn": 2}', 3, 3),
    ("too deep", "[" * 100_000 + "]" * 100_000, 1, 201),
    ("number too long", '{\n  "RoleArn": ' + "9" * 10_000 + "}", 2, 14),
    ("nothing but a bracket", "{", 1, 2),
]


@pytest.mark.parametrize("between", ["\n", "", " \n\n"])
def test_answers_one_after_the_other_are_one_error_with_the_cure(tmp_path: Path, between: str) -> None:
    documents = [{key: records} for key, records in STATE.items() if key != "vpclint"]
    put(tmp_path, {"all.json": between.join(map(json.dumps, documents)), "job.json": JOB})
    [error] = report(tmp_path)["errors"]
    assert error["message"].startswith(
        f"{len(documents)} JSON documents stand in this file, of which the second begins"
    )
    assert "jq -s add" in error["message"]
    (tmp_path / "all.json").rename(tmp_path / "all.jsonl")
    assert verdicts(report(tmp_path)) == {"features": "pass"}


def test_what_else_is_wrong_with_them_is_told_beside(tmp_path: Path) -> None:
    put(tmp_path, {"all.json": '{"Vpcs": []}\n{"Subnets": [1,]}\n{}'})
    assert [each["line"] for each in report(tmp_path)["errors"]] == [2, 2]


DAMAGED_YAML = [
    ("tab", "RoleArn: x\n\tTags: 1\n", 2, 1),
    ("truncated", 'RoleArn: "x\n', None, None),
    ("duplicate key", "RoleArn: 1\nRoleArn: 2\n", 2, 1),
    ("unknown alias", "RoleArn: *nothing\n", 1, 10),
    ("too deep", "[" * 100_000 + "]" * 100_000, 1, None),
    ("no document", "# nothing\n", None, None),
]
LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def one_error(folder: Path, name: str) -> dict[str, Any]:
    """The one thing that is wrong with a file, while the good job is judged in the good state beside it."""
    run = check(folder, "state.json", "job.json", name, "--format", "json")
    assert (run.code, run.err) == (2, "")
    assert verdicts(run.report) == {"features": "pass"}
    [error] = run.report["errors"]
    assert error["file"] == name
    return dict(error)


@pytest.mark.parametrize(("what", "text", "line", "column"), DAMAGED, ids=[each[0] for each in DAMAGED])
def test_damaged_json_is_told_with_line_and_column(
    tmp_path: Path, what: str, text: str, line: int, column: int
) -> None:
    good_folder(tmp_path, damaged_json=text)
    assert what
    run = check(tmp_path, "state.json", "job.json", "damaged.json", "--format", "json")
    assert run.code == 2
    assert verdicts(run.report) == {"features": "pass"}
    first = run.report["errors"][0]
    assert (first["file"], first["line"], first["column"]) == ("damaged.json", line, column)
    shown = check(tmp_path, "state.json", "job.json", "damaged.json").out
    assert f"error: damaged.json:{line}:{column}: " in shown


@pytest.mark.parametrize(("what", "text", "line", "column"), DAMAGED_YAML, ids=[each[0] for each in DAMAGED_YAML])
def test_damaged_yaml_is_told_with_line_and_column(
    tmp_path: Path, what: str, text: str, line: int | None, column: int | None
) -> None:
    assert what
    error = one_error(good_folder(tmp_path, damaged_yaml=text), "damaged.yaml")
    assert line in (None, error["line"])
    assert column in (None, error["column"])
    assert error["line"] >= 1


def test_all_that_is_wrong_with_a_file_is_told(tmp_path: Path) -> None:
    good_folder(tmp_path, damaged_json="{\n 'a': True,\n b: 1,\n}\n")
    errors = report(tmp_path)["errors"]
    assert len(errors) >= 4
    assert [error["line"] for error in errors] == sorted(error["line"] for error in errors)


def test_a_byte_that_is_no_utf_8_is_told_with_its_place(tmp_path: Path) -> None:
    data = json.dumps(job(Environment={"A": "caf\xe9"}), indent=1, ensure_ascii=False).encode("latin-1")
    good_folder(tmp_path, latin_json=data)
    error = one_error(tmp_path, "latin.json")
    assert error["line"] == data[: data.index(b"\xe9")].count(b"\n") + 1
    assert "UTF-8" in error["message"]


@pytest.mark.parametrize("key", ["Vpcs", "Subnets", "RouteTables", "ProcessingJobs", "VpcAttributes"])
def test_a_byte_that_is_no_utf_8_in_a_state_is_no_bug(tmp_path: Path, key: str) -> None:
    names = ("VpcId", "SubnetId", "RouteTableId", "ProcessingJobName")
    records = [*STATE.get(key, []), dict.fromkeys(names, "caf\xe9")]
    data = json.dumps(state(**{key: records}), indent=1, ensure_ascii=False).encode("latin-1")
    run = check(put(tmp_path, {"state.json": data, "job.json": JOB}), ".", "--format", "json")
    assert run.code != 4
    assert "features" in verdicts(run.report)
    lines = {data[: data.index(b"\xe9")].count(b"\n") + 1 + extra for extra in range(4)}
    assert {error.get("line") for error in run.report["errors"]} <= lines


@pytest.mark.parametrize("key", ["Vpcs", "Subnets", "ProcessingJobs", "VpcAttributes"])
@pytest.mark.parametrize("escape", ["\\ud800", "\\udfff\\ud800", "\\u0000"])
def test_an_escape_that_is_no_character_is_no_bug(tmp_path: Path, key: str, escape: str) -> None:
    records = [*STATE.get(key, []), {"VpcId": "vpc-@@", "SubnetId": "subnet-@@", "ProcessingJobName": "@@"}]
    text = json.dumps(state(**{key: records})).replace("@@", escape)
    put(tmp_path, {"state.json": text, "job.json": JOB})
    for style in ("text", "json"):
        run = check(tmp_path, ".", "--format", style)
        assert run.code in (0, 1, 2, 3)
        assert "features" in run.out


@pytest.mark.parametrize("uri", ["s3://acme-raw/\ud800", "s3://\udfff/key"])
def test_half_a_character_in_a_request_can_be_reported_in_every_format(tmp_path: Path, uri: str) -> None:
    put(tmp_path, {"state.json": STATE, "job.json": json.dumps(job((INPUT_URI, uri)))})
    text, as_json = (check(tmp_path, ".", "--format", style) for style in ("text", "json"))
    assert text.code == as_json.code != 4
    assert len(as_json.report["jobs"]) == 1


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_file_whose_name_is_no_utf_8_can_be_reported_in_every_format(tmp_path: Path, style: str) -> None:
    name = os.fsdecode(b"j\xffb.json")
    Path(os.path.join(tmp_path, name)).write_text(json.dumps(JOB), "utf-8")  # noqa: PTH118 - bytes in a name
    put(tmp_path, {"state.json": STATE})
    run = check(tmp_path, "state.json", name, "--format", style)
    assert run.code == 0
    assert run.out.encode()


def test_billion_laughs_end_soon_and_with_an_error(tmp_path: Path) -> None:
    error = one_error(good_folder(tmp_path, laughs_yaml=LAUGHS), "laughs.yaml")
    assert "alias" in error["message"]
    assert error["line"] > 1


@pytest.mark.parametrize("name", ["missing.json", "no/such/folder/job.json", "job.json/inside.json", "x" * 300])
def test_a_missing_file_is_told_and_nothing_else_is_lost(tmp_path: Path, name: str) -> None:
    error = one_error(good_folder(tmp_path), name)
    assert error["message"].startswith("the file can't be read: ")
    assert "line" not in error


@pytest.mark.parametrize("content", [b"", b"\n \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe"])
@pytest.mark.parametrize("name", ["empty.json", "empty.yaml", "empty.jsonl"])
def test_an_empty_file_is_told(tmp_path: Path, name: str, content: bytes) -> None:
    assert one_error(put(good_folder(tmp_path), {name: content}), name)["message"] == "the file is empty"


@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero"])
def test_a_device_is_no_file(tmp_path: Path, device: str) -> None:
    assert "no regular file" in one_error(good_folder(tmp_path), device)["message"]


@pytest.mark.parametrize("named", [True, False])
def test_a_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path: Path, *, named: bool) -> None:
    good_folder(tmp_path)
    os.mkfifo(tmp_path / "pipe.json")
    run = check(tmp_path, *(("state.json", "job.json", "pipe.json") if named else (".",)))
    assert run.code == 2
    assert "error: pipe.json: this is no regular file" in run.out


def test_a_socket_is_no_file(tmp_path: Path) -> None:
    folder = Path(tempfile.mkdtemp())  # the path of a socket has at most 108 bytes
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "socket.json"))
        assert one_error(good_folder(folder), "socket.json")["message"].startswith("the file can't be read")
    assert tmp_path.is_dir()


@pytest.fixture
def of_nobody() -> Iterator[Path]:
    """A folder that everybody may read, and whose parts may be closed to whoever is not root."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        for part in folder.rglob("*"):
            part.chmod(0o755)


AS_NOBODY = """
import contextlib, io, os, sys
import vpclint.api
from vpclint.cli.main import run

catalogue = vpclint.api.load()
vpclint.api.load = lambda: catalogue
with contextlib.redirect_stdout(io.StringIO()):
    run(["check", "state.json", "job.json", "missing.json", "--format", "json"])
if os.geteuid() == 0:
    os.seteuid(65534)
sys.exit(run(["check", *sys.argv[1:], "--format", "json"]))
"""
"""Runs vpclint once, so that everything is imported, and then as a user whom permissions bind."""


def as_nobody(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", AS_NOBODY, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("closed", ["folder", "file"])
@pytest.mark.parametrize("named", [True, False])
def test_what_may_not_be_read_is_told_and_nothing_else_is_lost(of_nobody: Path, closed: str, *, named: bool) -> None:
    put(of_nobody, {"state.json": STATE, "job.json": JOB, "closed/second.json": JOB})
    (of_nobody / ("closed" if closed == "folder" else "closed/second.json")).chmod(0)
    ended = as_nobody(of_nobody, *(("state.json", "job.json", "closed") if named else (".",)))
    found = json.loads(ended.stdout)
    assert (ended.returncode, ended.stderr) == (2, "")
    assert verdicts(found) == {"features": "pass"}
    [error] = found["errors"]
    assert error["file"] == ("closed" if closed == "folder" else "closed/second.json")
    assert "permission denied" in error["message"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("numbers.json", [1, 2, 3]),
        ("nothing.json", {}),
        ("empty-list.json", []),
        ("null.json", None),
        ("text.json", '"text"'),
        ("template.json", {"Resources": {}}),
        ("words.yaml", "just words\n"),
        ("nothing.yaml", "---\n...\n"),
        ("network.json", {"NetworkConfig": None}),
    ],
)
def test_a_named_file_that_holds_nothing_known_is_noted_and_a_found_one_is_not(
    tmp_path: Path, name: str, content: Any
) -> None:
    put(good_folder(tmp_path), {name: content})
    named, found = check(tmp_path, "state.json", "job.json", name), check(tmp_path)
    assert named.code == found.code == 0
    assert named.err == f"note: {name}: holds neither a state nor a processing job\n"
    assert found.err == ""
    assert named.out == found.out


def test_a_run_that_could_read_no_job_does_not_say_that_anything_works(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": STATE, "job.json": "{"})
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        found = vpclint.check(["state.json", "job.json"])
    assert found.errors
    assert found.verdict != "pass"


def test_an_unreadable_state_is_not_called_missing(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": "{", "job.json": JOB})
    found = report(tmp_path)
    assert found["errors"]
    assert not any("no state was given" in finding["message"] for finding in found["findings"])
