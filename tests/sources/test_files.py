"""Which files a run looks at."""

import gzip
import json
import os
from pathlib import Path

import pytest
from cli.running import JOB, STATE, check, good_folder, job, put, report, verdicts

from vpclint.errors import InputError
from vpclint.sources import files
from vpclint.sources.files import found_under, read


def found(*paths: str | Path) -> list[tuple[str, bool]]:
    refused: list[InputError] = []
    walked = list(found_under(tuple(map(str, paths)), refused.append))
    assert refused == []
    return walked


def test_a_folder_is_walked_in_the_order_of_names(tmp_path: Path) -> None:
    names = ["b.json", "a.yaml", "c/z.yml", "c/a.jsonl", "c/d/x.ndjson", "B.JSON"]
    put(tmp_path, dict.fromkeys(names, "{}"))
    walked = [(str(tmp_path / each), False) for each in ("B.JSON", "a.yaml", "b.json", "c/a.jsonl", "c/z.yml")]
    assert found(tmp_path) == [*walked, (str(tmp_path / "c/d/x.ndjson"), False)]


def test_hidden_folders_and_other_suffixes_are_passed_over(tmp_path: Path) -> None:
    put(tmp_path, dict.fromkeys(["a.txt", "json", "a.json.bak", "b.tf", ".git/a.json", "c/.terraform/d/a.json"], "{"))
    assert found(tmp_path) == []
    assert report(good_folder(tmp_path))["errors"] == []


@pytest.mark.parametrize("name", ["subnets", "subnets.txt", "subnets-2026.01.05", "subnets.gz", "a b"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_answer_in_a_folder_is_read_under_any_name(tmp_path: Path, name: str, encoding: str) -> None:
    answer = json.dumps({"Subnets": STATE["Subnets"]}, indent=4).encode(encoding)
    rest = {key: value for key, value in STATE.items() if key != "Subnets"}
    put(tmp_path, {"q/rest.json": rest, "job.json": JOB})
    assert verdicts(report(tmp_path, "q", "job.json")) == {"features": "unknown"}
    put(tmp_path, {f"q/{name}": gzip.compress(answer) if name.endswith(".gz") else answer})
    assert verdicts(report(tmp_path, "q", "job.json")) == {"features": "pass"}


@pytest.mark.parametrize("name", ["subnets.json.bak", "subnets~", ".subnets", "subnets.orig"])
def test_backups_and_hidden_files_are_no_second_answer(tmp_path: Path, name: str) -> None:
    put(tmp_path, {name: {"Subnets": []}, "vpcs": {"Vpcs": []}})
    assert found(tmp_path) == [(str(tmp_path / "vpcs"), False)]


@pytest.mark.parametrize(
    "content", ["", "{", '{"version": 3}', '["Subnets"]', "Subnets:\n- a", '{"' + "a" * 5000, b"\x1f\x8b", b"\0" * 2000]
)
def test_what_does_not_begin_as_an_answer_is_passed_over_unread(tmp_path: Path, content: str | bytes) -> None:
    assert found(put(tmp_path, {"file": content})) == []


def test_a_damaged_answer_is_told_whatever_its_name(tmp_path: Path) -> None:
    run = check(good_folder(tmp_path, **{"subnets.txt": '{"Subnets": [{]'}))
    assert run.code == 2
    assert "error: subnets.txt:1:" in run.out


def test_no_pipe_and_no_dead_link_is_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dead").symlink_to("nowhere")
    assert found(tmp_path) == []


def test_only_so_many_files_are_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_FILES", 3)
    put(tmp_path, dict.fromkeys("abc", "none") | {"d": {"Vpcs": []}, "e.json": {}})
    assert found(tmp_path) == [(str(tmp_path / "e.json"), False)]


def test_a_file_that_is_named_is_looked_at_whatever_its_name(tmp_path: Path) -> None:
    put(tmp_path, {".hidden/job": JOB, "state.dump": STATE})
    assert verdicts(report(tmp_path, ".hidden/job", "state.dump")) == {"features": "pass"}
    assert verdicts(report(put(tmp_path, {".hidden/job.json": JOB}), ".hidden", "state.dump")) == {"features": "pass"}


def test_names_come_as_they_were_given(tmp_path: Path) -> None:
    put(tmp_path, {"jobs/a.json": JOB, "state.json": STATE})
    assert report(tmp_path, "state.json", "jobs")["jobs"][0]["source"] == "jobs/a.json"
    assert report(tmp_path, "state.json", "jobs/")["jobs"][0]["source"] == "jobs/a.json"
    absolute = str(tmp_path / "jobs")
    assert report(tmp_path, "state.json", absolute)["jobs"][0]["source"] == f"{absolute}/a.json"


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    good_folder(tmp_path)
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.json").symlink_to(tmp_path / "self.json")
    run = check(tmp_path, ".", "--format", "json")
    assert run.code == 2
    assert verdicts(run.report) == {"features": "pass"}
    assert [error["file"] for error in run.report["errors"]] == ["self.json"]


def test_a_link_that_is_named_is_followed(tmp_path: Path) -> None:
    put(tmp_path, {"real/job.json": JOB, "state.json": STATE})
    (tmp_path / "jobs").symlink_to(tmp_path / "real", target_is_directory=True)
    (tmp_path / "linked.json").symlink_to(tmp_path / "real" / "job.json")
    assert report(tmp_path, "state.json", "jobs")["jobs"][0]["source"] == "jobs/job.json"
    assert report(tmp_path, "state.json", "linked.json")["jobs"][0]["source"] == "linked.json"


@pytest.mark.parametrize(
    "paths",
    [
        ("state.json", "job.json", "job.json"),
        ("state.json", "job.json", "."),
        (".", "job.json"),
        (".", "."),
        ("state.json", "job.json", "./job.json"),
        ("state.json", "./job.json", "."),
        ("state.json", "sub/../job.json", "job.json"),
    ],
    ids=" ".join,
)
def test_a_file_that_is_named_twice_is_one_file(tmp_path: Path, paths: tuple[str, ...]) -> None:
    good_folder(tmp_path)
    (tmp_path / "sub").mkdir()
    assert len(report(tmp_path, *paths)["jobs"]) == 1


def test_two_files_with_one_content_are_two_jobs(tmp_path: Path) -> None:
    good_folder(tmp_path, copy_json=JOB)
    assert [each["source"] for each in report(tmp_path)["jobs"]] == ["copy.json", "job.json"]


def test_a_broken_file_in_a_folder_costs_itself_alone(tmp_path: Path) -> None:
    good_folder(tmp_path)
    put(tmp_path, {"a/broken.json": "{", "b/fine.json": job(ProcessingJobName="fine")})
    (tmp_path / "c.json").symlink_to("nowhere")
    run = check(tmp_path, ".", "--format", "json")
    assert run.code == 2
    assert verdicts(run.report) == {"features": "pass", "fine": "pass"}
    assert {error["file"] for error in run.report["errors"]} == {"a/broken.json", "c.json"}


def test_a_folder_whose_name_looks_like_a_file_is_a_folder(tmp_path: Path) -> None:
    put(tmp_path, {"jobs.json/a.json": JOB, "state.json": STATE})
    assert verdicts(report(tmp_path)) == {"features": "pass"}


@pytest.mark.parametrize("path", ["", "\0", "a\0b.json", "x" * 5000])
def test_a_name_that_no_file_can_have_is_an_input_error(path: str) -> None:
    assert found(path) == [(path, True)]
    with pytest.raises(InputError) as told:
        read(path)
    assert told.value.file == path
    assert told.value.exit_code == 2


def test_reading_gives_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(bytes(range(256)))
    assert read(str(path)) == bytes(range(256))


def test_a_folder_of_too_many_files_is_refused_and_none_of_them_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_FILES", 3)
    put(tmp_path, {f"{folder}/{name}.json": JOB for folder in ("few", "many") for name in "abc"})
    put(tmp_path, {"many/inner/d.yaml": "", "many/e.txt": ""})
    run = check(tmp_path, "few", "many", "--format", "json")
    assert run.code == 2
    [error] = run.report["errors"]
    assert (error["file"], len(run.report["jobs"])) == ("many", 3)
    assert error["message"] == "the folder holds more than 3 files of JSON or YAML: name those that count"


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 1000)
    good_folder(tmp_path)
    with (tmp_path / "large.json").open("wb") as large:
        large.truncate(1_234_567)
    run = check(tmp_path, "large.json")
    assert run.code == 2
    assert "error: large.json: the file has 1,234,567 bytes, vpclint reads up to 1,000" in run.out


def test_a_sparse_file_of_a_terabyte_is_refused_at_once(tmp_path: Path) -> None:
    with (tmp_path / "huge.json").open("wb") as huge:
        huge.truncate(1 << 40)
    with pytest.raises(InputError, match="bytes"):
        read(str(tmp_path / "huge.json"))


def test_a_pipe_is_opened_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="no regular file"):
        read(str(tmp_path / "pipe"))
