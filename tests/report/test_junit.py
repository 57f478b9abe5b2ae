"""JUnit XML, read by junitparser: a case for each rule and job, and an outcome that agrees with the exit code."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cli.running import JOB, Run, check, good_folder, job, put, state, without_route
from junitparser import JUnitXml, TestCase, TestSuite

from fixtures.examples import read_faults
from fixtures.write import write_all
from report.everything import ARGUMENTS, everything
from vpclint.engine.catalogue import load

RULES = {kind: [rule.name for rule in load() if rule.asked_of == kind] for kind in ("case", "run", "state", "policy")}


def suites(run: Run) -> dict[str, TestSuite]:
    return {suite.name: suite for suite in JUnitXml.fromstring(run.out.encode())}


def cases(suite: TestSuite) -> dict[str, TestCase]:
    return {case.name: case for case in suite}


def outcomes(suite: TestSuite) -> Iterator[tuple[str, str, str]]:
    """Each case that did not just pass, how it ended, and what it says."""
    for case in suite:
        for result in case.result:
            yield case.name, type(result).__name__, result.message


def test_what_is_found_of_the_policies_of_a_state_fails_as_the_exit_code_says(tmp_path: Path) -> None:
    policy = '{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObjekt", "Resource": "*"}}'
    broken = [endpoint | {"PolicyDocument": policy} for endpoint in state()["VpcEndpoints"]]
    put(tmp_path, {"state.json": state(VpcEndpoints=broken)})
    run = check(tmp_path, "state.json", "--format", "junit")
    failed = {name: [case for case, _, _ in outcomes(suite)] for name, suite in suites(run).items()}
    assert run.code == 1
    assert {name: cases for name, cases in failed.items() if cases} == {
        endpoint["VpcEndpointId"]: ["policy-without-allow"] for endpoint in broken
    }
    put(tmp_path, {"vpclint.toml": '[rules.policy-without-allow]\nseverity = "warning"\n'})
    run = check(tmp_path, "state.json", "--format", "junit", "--fail-on", "warning")
    failed = {name: [case for case, _, _ in outcomes(suite)] for name, suite in suites(run).items()}
    assert (run.code, {"policy-without-allow", "policy-unknown-action"} - {*failed["state"]}) == (1, set())


def test_there_is_a_case_for_each_rule_and_job(tmp_path: Path) -> None:
    good_folder(tmp_path, other_json=job(ProcessingJobName="hourly"))
    found = suites(check(tmp_path, ".", "--format", "junit"))
    assert list(found) == ["features", "hourly", "state"]
    for name in ("features", "hourly"):
        assert list(cases(found[name])) == RULES["case"] + RULES["run"]
    assert list(cases(found["state"])) == RULES["state"]
    assert all(suite.failures == suite.errors == suite.skipped == 0 for suite in found.values())


def test_a_case_ends_as_its_rule_does(tmp_path: Path) -> None:
    found = suites(check(everything(tmp_path), *ARGUMENTS, "--format", "junit"))
    assert list(found) == ["files", "features", "hourly", "policies/endpoint.json", "state"]
    assert [each[:2] for each in outcomes(found["files"])] == [("jobs/broken.json", "Error")]
    told = {name: kind for name, kind, _ in outcomes(found["features"])}
    assert told == {
        "s3-endpoint-not-routed": "Failure",
        "fact-missing": "Error",
        **dict.fromkeys(("network-acl-egress", "network-acl-peers", "network-acl-return"), "Skipped"),
        **dict.fromkeys(("flow-logs-missing", "flow-logs-not-delivering", "flow-logs-partial"), "Skipped"),
    }
    assert "warning[security-group-open]" in cases(found["features"])["security-group-open"].system_out
    rules = ["policy-multiple-documents", "policy-without-allow"]
    assert [each[0] for each in outcomes(found["policies/endpoint.json"])] == rules


def test_a_failure_shows_the_places_of_its_own_job(tmp_path: Path) -> None:
    found = suites(check(everything(tmp_path), *ARGUMENTS, "--format", "junit"))
    [shown] = cases(found["hourly"])["s3-endpoint-not-routed"].result
    assert "jobs/hourly.yaml:11:7" in shown.text
    assert "snapshots/state.json:" in shown.text
    assert "features.json" not in shown.text
    assert "affects: features" not in shown.text
    assert "modify-vpc-endpoint" in shown.text


def test_the_counts_are_those_of_the_cases(tmp_path: Path) -> None:
    run = check(everything(tmp_path), *ARGUMENTS, "--format", "junit")
    whole = JUnitXml.fromstring(run.out.encode())
    written = (whole.tests, whole.failures, whole.errors, whole.skipped)
    whole.update_statistics()
    assert (whole.tests, whole.failures, whole.errors, whole.skipped) == written


def test_a_threshold_decides_what_fails(tmp_path: Path) -> None:
    everything(tmp_path)
    run = check(tmp_path, *ARGUMENTS, "--format", "junit", "--fail-on", "warning", "--unknown", "ignore")
    told = {name: kind for name, kind, _ in outcomes(suites(run)["features"])}
    assert told["security-group-open"] == "Failure"
    assert told["fact-missing"] == "Skipped"


@pytest.mark.parametrize("unknown", ["fail", "ignore"])
def test_a_verdict_by_rules_that_were_not_selected_is_a_case_of_its_own(tmp_path: Path, unknown: str) -> None:
    put(tmp_path, {"state.json": without_route(), "job.json": JOB})
    run = check(tmp_path, ".", "--format", "junit", "--ignore", "s3-*", "--unknown", unknown)
    assert run.code == 1
    assert [each[:2] for each in outcomes(suites(run)["features"])] == [("verdict", "Failure")]
    put(tmp_path, {"state.json": {key: value for key, value in state().items() if key != "DhcpOptions"}})
    run = check(tmp_path, ".", "--format", "junit", "--select", "flow-logs-missing", "--unknown", unknown)
    told = [each[:2] for each in outcomes(suites(run)["features"])]
    assert (run.code, told) == ((3, [("verdict", "Error")]) if unknown == "fail" else (0, []))


def test_a_whole_vpc_is_a_suite(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": state()})
    found = suites(check(tmp_path, "state.json", "--format", "junit"))
    assert any(name.startswith("vpc-") for name in found)
    alone = {rule.name for rule in load() if rule.asked_of in ("case", "run") and not rule.needs_job}
    assert all({*cases(suite)} == alone for name, suite in found.items() if name != "state")


@pytest.mark.slow
@pytest.mark.parametrize("more", [(), ("--fail-on", "note"), ("--unknown", "ignore")], ids=str)
def test_all_cases_pass_where_the_exit_code_is_0(tmp_path: Path, more: tuple[str, ...]) -> None:
    write_all(read_faults(), tmp_path)
    folders = sorted(path for path in tmp_path.glob("*/*") if path.is_dir())
    assert len(folders) > 200
    for folder in folders[::12]:
        run = check(folder, ".", "--format", "junit", *more)
        found = JUnitXml.fromstring(run.out.encode())
        assert (found.failures + found.errors == 0) == (run.code == 0), f"{folder} {run.code}"
