"""What the configuration changes in a run, and how it meets the command line."""

from pathlib import Path
from typing import Any

import pytest

from vpclint.errors import ConfigurationError
from vpclint.sources.configuration import read_configuration

from .running import (
    INPUT_URI,
    JOB,
    STATE,
    VPC_CONFIG,
    check,
    findings,
    good_folder,
    job,
    needs,
    put,
    report,
    rules,
    verdicts,
    vpclint,
    without_route,
)


def test_an_error_of_the_configuration_has_exit_code_2(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as told:
        read_configuration(tmp_path / "missing.toml")
    assert told.value.exit_code == 2
    assert told.value.file == str(tmp_path / "missing.toml")


def broken_in_notes(**more: Any) -> dict[str, Any]:
    return without_route() | {"FlowLogs": []} | more


def test_the_command_line_goes_before_the_file(tmp_path: Path) -> None:
    settings = 'fail-on = "note"\nunknown = "ignore"\nselect = ["watching"]\nignore = ["s3"]\n'
    good_folder(tmp_path, state_json=STATE | {"FlowLogs": []}, vpclint_toml=settings)
    assert check(tmp_path).code == 1
    assert check(tmp_path, ".", "--fail-on", "error").code == 0
    assert rules(report(tmp_path, ".", "--select", "request")) == set()
    assert rules(report(tmp_path, ".", "--ignore", "flow-logs-missing")) == set()
    unknown = {key: value for key, value in STATE.items() if key != "RouteTables"}
    put(tmp_path, {"state.json": unknown, "vpclint.toml": 'unknown = "ignore"\n'})
    assert check(tmp_path).code == 0
    assert check(tmp_path, ".", "--unknown", "fail").code == 3


def test_the_file_holds_where_the_command_line_says_nothing(tmp_path: Path) -> None:
    lean = {key: value for key, value in STATE.items() if key != "BucketLocations"}
    good_folder(tmp_path, state_json=lean, vpclint_toml="strict = true\n")
    assert check(tmp_path).code == 3
    put(tmp_path, {"vpclint.toml": "strict = false\n"})
    assert check(tmp_path, ".", "--strict").code == 3
    assert check(tmp_path).code == 0


def test_severities_are_replaced(tmp_path: Path) -> None:
    settings = '[rules.s3-endpoint-not-routed]\nseverity = "note"\n[rules.flow-logs-missing]\nseverity = "error"\n'
    good_folder(tmp_path, state_json=broken_in_notes(), vpclint_toml=settings)
    found = report(tmp_path)
    assert {each["rule"]: each["severity"] for each in found["findings"]} == {
        "s3-endpoint-not-routed": "note",
        "flow-logs-missing": "error",
    }
    assert found["verdict"] == "fail"
    put(tmp_path, {"vpclint.toml": settings.partition("[rules.flow")[0]})
    assert report(tmp_path)["verdict"] == "pass"


def test_an_open_question_of_a_rule_that_is_but_a_note_leaves_the_verdict_alone(tmp_path: Path) -> None:
    rules_open = (
        "s3-endpoint-not-routed",
        "s3-endpoint-disagrees",
        "route-blackhole",
        "internet-gateway-unusable",
        "route-missing",
        "bucket-policy-denies-job",
    )
    settings = "".join(f'[rules.{each}]\nseverity = "note"\n' for each in rules_open)
    lean = {key: value for key, value in STATE.items() if key != "RouteTables"}
    good_folder(tmp_path, state_json=lean)
    assert report(tmp_path)["verdict"] == "unknown"
    put(tmp_path, {"vpclint.toml": settings})
    found = report(tmp_path)
    assert found["verdict"] == "pass"
    assert [each["severity"] for each in findings(found, "fact-missing")] == ["note"]


def test_options_of_rules_are_followed(tmp_path: Path) -> None:
    outside = job((VPC_CONFIG, None))
    del outside["NetworkConfig"]["VpcConfig"]
    good_folder(tmp_path, job_json=outside)
    assert findings(report(tmp_path), "vpc-config-missing")[0]["severity"] == "note"
    put(tmp_path, {"vpclint.toml": "[rules.vpc-config-missing]\nrequired = true\n"})
    assert findings(report(tmp_path), "vpc-config-missing")[0]["severity"] == "warning"


def test_the_states_of_the_configuration_are_found_from_its_folder(tmp_path: Path) -> None:
    put(
        tmp_path, {"vpclint.toml": '[inputs]\nstate = ["states/*.json"]\n', "states/a.json": STATE, "states/b.txt": "{"}
    )
    put(tmp_path, {"deep/down/job.json": JOB, "jobs/job.json": JOB})
    assert verdicts(report(tmp_path / "deep" / "down", "job.json")) == {"features": "pass"}
    assert check(tmp_path, "jobs").code == 0
    run = check(tmp_path / "jobs", "job.json", "--config", "../vpclint.toml")
    assert run.code == 0


def test_files_of_the_configuration_are_named_from_the_working_folder(tmp_path: Path) -> None:
    put(tmp_path, {"vpclint.toml": '[inputs]\nstate = ["states/*.json"]\npaths = ["jobs"]\n'})
    put(tmp_path, {"states/a.json": STATE | {"VpcEndpoints": []}, "jobs/job.json": JOB})
    for folder, states in ((tmp_path, "states/a.json"), (tmp_path / "jobs", f"{tmp_path}/states/a.json")):
        places = [each["file"] for each in findings(report(folder), "s3-endpoint-missing")[0]["locations"]]
        assert (places[0], places[-1]) == (
            states.replace("states/a", "jobs/job").replace(f"{tmp_path}/jobs/", ""),
            states,
        )


def test_the_states_of_the_configuration_are_for_runs_that_name_only_jobs(tmp_path: Path) -> None:
    put(tmp_path, {"vpclint.toml": '[inputs]\nstate = ["old.json"]\n', "old.json": "{", "state.json": STATE})
    put(tmp_path, {"job.json": JOB})
    assert check(tmp_path, "job.json").code == 2
    assert check(tmp_path, "state.json", "job.json").code == 0


def test_a_glob_of_the_configuration_that_finds_no_state_is_told(tmp_path: Path) -> None:
    put(tmp_path, {"vpclint.toml": '[inputs]\nstate = ["states/*.json"]\n', "job.json": JOB})
    run = check(tmp_path, "job.json")
    assert run.code in (2, 3)
    assert "states/*.json" in run.err + run.out


@pytest.mark.parametrize("pattern", ["", "/etc/*.json", "**x", "**", ".", "[", "\\u0000"])
def test_a_glob_that_is_none_is_no_bug(tmp_path: Path, pattern: str) -> None:
    good_folder(tmp_path, vpclint_toml=f'[inputs]\nstate = ["{pattern}"]\n')
    run = check(tmp_path, "state.json", "job.json")
    assert run.code in (0, 2)
    assert "Traceback" not in run.err


def test_an_absolute_glob_finds_its_states(tmp_path: Path) -> None:
    put(tmp_path, {"elsewhere/state.json": STATE, "here/job.json": JOB})
    put(tmp_path, {"here/vpclint.toml": f'[inputs]\nstate = ["{tmp_path}/elsewhere/*.json"]\n'})
    assert check(tmp_path / "here", "job.json").code == 0


def test_settings_for_jobs_and_buckets_that_are_not_there_are_noted_where_all_are(tmp_path: Path) -> None:
    own = '[[jobs]]\nmatch = "feature-*"\n[[jobs]]\nmatch = "feat*"\n[buckets]\n"amce-*" = "111122223333"\n'
    good_folder(tmp_path, vpclint_toml=f'[inputs]\npaths = ["."]\n{own}')
    run = vpclint(tmp_path, "check")
    assert (run.code, run.err.splitlines()) == (
        0,
        [
            "note: vpclint.toml:4:1: no job of this run is called 'feature-*'",
            "note: vpclint.toml:8:1: no job of this run names a bucket 'amce-*'",
        ],
    )
    assert check(tmp_path, "job.json", "state.json").err == ""


def test_jobs_have_settings_of_their_own_and_later_tables_win(tmp_path: Path) -> None:
    settings = """
    capacity.reserve = 3
    [[jobs]]
    match = "a-*"
    capacity.concurrent-jobs = 2
    [[jobs]]
    match = "*-b"
    capacity.concurrent-jobs = 3
    [[jobs]]
    match = "A-*"
    capacity.concurrent-jobs = 9
    """
    put(tmp_path, {"state.json": STATE, "vpclint.toml": settings})
    put(tmp_path, {f"{name}.json": job(ProcessingJobName=name) for name in ("a-1", "a-b", "c-b", "d")})
    found = report(tmp_path)
    assert {each["name"]: each["needs"][0]["need"] for each in found["jobs"]} == {
        "a-1": "12 addresses",
        "a-b": "18 addresses",
        "c-b": "18 addresses",
        "d": "6 addresses",
    }


def test_a_table_of_a_job_replaces_the_general_one(tmp_path: Path) -> None:
    settings = (
        '[needs]\nservices = ["sts"]\ninternet = ["a.example"]\n[[jobs]]\nmatch = "*"\nneeds.services = ["glue"]\n'
    )
    found = report(good_folder(tmp_path, vpclint_toml=settings))
    assert not any("a.example" in need for need in needs(found))
    assert "glue:443" in needs(found)
    assert "sts:443" not in needs(found)
    assert "the way to the service sts" not in found["not_examined"]


@pytest.mark.parametrize("severity", ["error", "warning", "note"])
def test_an_override_holds_for_milder_cases_too(tmp_path: Path, severity: str) -> None:
    odd = job((("ProcessingResources", "ClusterConfig", "InstanceType"), "ml.q9.huge"), (INPUT_URI, "x"))
    good_folder(tmp_path, job_json=odd, vpclint_toml=f'[rules.job-request-invalid]\nseverity = "{severity}"\n')
    assert {each["severity"] for each in findings(report(tmp_path), "job-request-invalid")} == {severity}
