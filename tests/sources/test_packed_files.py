"""Files that gzip has packed, as AWS Config delivers its snapshots."""

import gzip
import json
from pathlib import Path

import pytest
from cli.running import JOB, STATE, check, findings, put, report, verdicts, without_route

from vpclint.errors import InputError
from vpclint.sources import files
from vpclint.sources.files import found_under, read


def packed(value: object) -> bytes:
    return gzip.compress(json.dumps(value, indent=1).encode())


def test_a_packed_file_is_read_like_any_other(tmp_path: Path) -> None:
    put(tmp_path, {"state.json.gz": packed(STATE), "JOB.JSON.GZ": packed(JOB)})
    assert verdicts(report(tmp_path)) == {"features": "pass"}


def test_packed_yaml_and_lines_are_told_by_the_name_beneath(tmp_path: Path) -> None:
    lines = f"{json.dumps(JOB)}\n{json.dumps(JOB | {'ProcessingJobName': 'second'})}\n"
    put(tmp_path, {"state.yaml.gz": gzip.compress(f"# a comment\n{json.dumps(STATE)}".encode())})
    put(tmp_path, {"jobs.jsonl.gz": gzip.compress(lines.encode())})
    assert verdicts(report(tmp_path)) == {"features": "pass", "second": "pass"}


def test_places_are_those_of_the_unpacked_text(tmp_path: Path) -> None:
    broken = without_route()
    put(tmp_path, {"state.json.gz": packed(broken), "job.json": JOB})
    [finding] = findings(report(tmp_path), "s3-endpoint-not-routed")
    place = next(each for each in finding["locations"] if each["file"].endswith("state.json.gz"))
    assert 1 < place["line"] <= len(json.dumps(broken, indent=1).splitlines())


def test_a_folder_is_searched_for_packed_files_of_known_suffixes_only(tmp_path: Path) -> None:
    put(tmp_path, dict.fromkeys(["a.json.gz", "b.tar.gz", "c.gz", ".json.gz", "d.json.gz.gz"], b""))
    assert [Path(name).name for name, _ in found_under((str(tmp_path),))] == ["a.json.gz"]


def test_a_packed_file_is_told_by_its_content(tmp_path: Path) -> None:
    put(tmp_path, {"packed": packed(1), "plain.json.gz": "1"})
    assert read(str(tmp_path / "packed")) == read(str(tmp_path / "plain.json.gz")) == b"1"


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 10_000)
    put(tmp_path, {"fits.json.gz": gzip.compress(b" " * 10_000), "bomb.json.gz": gzip.compress(b" " * 10_001)})
    assert len(read(str(tmp_path / "fits.json.gz"))) == 10_000
    with pytest.raises(InputError, match="unpacks to more than the 10,000 bytes"):
        read(str(tmp_path / "bomb.json.gz"))


WHOLE = gzip.compress(b"{}")


@pytest.mark.parametrize(
    "data",
    [WHOLE[:2], WHOLE[:-1], WHOLE[:9], WHOLE[:-8] + bytes(8), WHOLE + WHOLE, WHOLE + b"x", b"\x1f\x8bx"],
    ids=["magic", "short", "head", "sum", "two", "more", "no-gzip"],
)
def test_a_damaged_file_is_an_error_and_costs_nothing_else(tmp_path: Path, data: bytes) -> None:
    put(tmp_path, {"bad.json.gz": data, "state.json": STATE, "job.json": JOB})
    run = check(tmp_path, ".", "--format", "json")
    assert run.code == 2
    assert verdicts(run.report) == {"features": "pass"}
    [error] = run.report["errors"]
    assert error["file"] == "bad.json.gz"
    assert "can't be unpacked" in error["message"]
