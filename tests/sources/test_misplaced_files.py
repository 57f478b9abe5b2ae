"""A file that stands where another kind belongs, and a folder that holds nothing: told, through the real command."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli.running import JOB, STATE, check, good_folder, put

ROOT = Path(__file__).resolve().parents[2]
TOML = "[capacity]\nreserve = 1\n"


def vpclint(folder: Path, *arguments: str) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "vpclint", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in ended.stderr
    return ended.returncode, ended.stdout, ended.stderr


def test_a_request_with_a_member_of_a_policy_is_a_request(tmp_path: Path) -> None:
    put(tmp_path, {"job.json": JOB | {"Statement": [{"Effect": "Allow"}]}})
    run = check(tmp_path, "job.json", "--format", "json")
    assert [each["rule"] for each in run.report["findings"] if each["status"] == "fail"] == ["job-request-invalid"]
    assert run.report["policies"] == []


def test_an_empty_folder_is_nothing_to_check(tmp_path: Path) -> None:
    (tmp_path / "empty" / "deeper").mkdir(parents=True)
    code, out, err = vpclint(tmp_path, "check", "empty")
    assert (code, out) == (2, "")
    assert err == "vpclint: nothing to check: the files hold neither a state nor a job\n"


def test_an_empty_folder_beside_a_job_and_a_state_takes_nothing_away(tmp_path: Path) -> None:
    (good_folder(tmp_path) / "empty").mkdir()
    assert vpclint(tmp_path, "check", "state.json", "job.json", "empty")[0] == 0


def test_a_folder_without_a_state_leaves_the_job_open(tmp_path: Path) -> None:
    put(tmp_path, {"job.json": JOB})
    (tmp_path / "empty").mkdir()
    code, out, _ = vpclint(tmp_path, "check", "empty", "job.json")
    assert code == 3
    assert "no state was given" in out


def test_a_state_is_no_job_to_follow_a_way_from(tmp_path: Path) -> None:
    code, out, err = vpclint(good_folder(tmp_path), "path", "state.json", "s3", "--state", "state.json")
    assert (code, out) == (2, "")
    assert err == "vpclint: state.json holds no job, and is no id of a subnet\n"


@pytest.mark.parametrize("named", ["empty", "nowhere.json"])
def test_no_folder_and_no_missing_file_is_a_job(tmp_path: Path, named: str) -> None:
    (good_folder(tmp_path) / "empty").mkdir()
    code, out, err = vpclint(tmp_path, "path", named, "s3", "--state", "state.json")
    assert (code, out) == (2, "")
    assert err.startswith(f"vpclint: '{named}' is ")


@pytest.mark.parametrize("named", ["state.json", "job.json", "empty"])
def test_a_state_a_job_and_a_folder_are_no_configuration(tmp_path: Path, named: str) -> None:
    (good_folder(tmp_path) / "empty").mkdir()
    code, out, err = vpclint(tmp_path, "check", "state.json", "job.json", "--config", named)
    assert (code, out) == (2, "")
    assert err.startswith(f"vpclint: {named}:")


def test_a_state_in_the_place_of_a_job_is_looked_at_as_whole_vpcs(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": STATE, "job.json": STATE})
    _, out, _ = vpclint(tmp_path, "check", "state.json", "job.json", "--format", "json")
    found = json.loads(out)
    assert (found["jobs"], [each["source"] for each in found["vpcs"]]) == ([], ["state.json", "job.json"])


def test_a_configuration_is_no_job(tmp_path: Path) -> None:
    code, out, _ = vpclint(good_folder(tmp_path, limits_toml=TOML), "check", "state.json", "limits.toml")
    assert code == 2
    assert out.startswith("error: limits.toml:1:2: ")
    assert "nothing was judged" in out


TRAINING = {"TrainingJobName": "t", "RoleArn": JOB["RoleArn"], "VpcConfig": JOB["NetworkConfig"]["VpcConfig"]}


def test_the_request_for_a_training_job_is_told_as_such(tmp_path: Path) -> None:
    good_folder(tmp_path, train_json=TRAINING)
    beside = check(tmp_path)
    assert (beside.code, "1 error" in beside.out) == (0, False)
    assert "train.json: this is the request for a training job: vpclint judges processing jobs" in beside.err
    for files in (["state.json", "train.json"], ["train.json"]):
        alone = check(tmp_path, *files)
        assert alone.code == 2
        assert "this is the request for a training job" in alone.err


def test_it_is_told_by_its_place_among_others(tmp_path: Path) -> None:
    good_folder(tmp_path, jobs_json=[JOB, TRAINING])
    assert "jobs.json: /1 is the request for a training job" in check(tmp_path).err
