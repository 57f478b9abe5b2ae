"""What is said of a state on the command line, with jobs and without."""

from pathlib import Path

import pytest

from cli.running import STATE, check, findings, good_folder, put, report, rules, state, verdicts, vpclint

OLD = STATE["vpclint"] | {"collected_at": "2020-01-01T00:00:00Z"}
AS_ERROR = '[rules.state-stale]\nseverity = "error"\n'


def test_a_note_on_a_state_is_no_failure(tmp_path: Path) -> None:
    run = check(good_folder(tmp_path, state_json=state(vpclint=OLD)))
    assert run.code == 0
    assert "note[state-stale] state.json was collected at 2020-01-01T00:00:00Z, " in run.out
    assert "features (job.json): WORKS" in run.out


def test_an_error_on_a_state_is_exit_code_1_and_no_verdict(tmp_path: Path) -> None:
    run = check(good_folder(tmp_path, state_json=state(vpclint=OLD), vpclint_toml=AS_ERROR), ".", "--format", "json")
    assert (run.code, run.report["verdict"]) == (1, "pass")
    assert verdicts(run.report) == {"features": "pass"}
    [finding] = findings(run.report, "state-stale")
    assert (finding["severity"], finding["affects"]) == ("error", [])


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 0), ("note", 1)])
def test_fail_on_counts_it(tmp_path: Path, level: str, code: int) -> None:
    assert check(good_folder(tmp_path, state_json=state(vpclint=OLD)), ".", "--fail-on", level).code == code


def test_the_age_that_is_asked_for_is_a_setting(tmp_path: Path) -> None:
    put(
        good_folder(tmp_path, state_json=state(vpclint=OLD)),
        {"vpclint.toml": '[rules.state-stale]\nmax-age = "99999d"\n'},
    )
    assert "state-stale" not in rules(report(tmp_path))


@pytest.mark.parametrize("value", ['"a month"', '"30"', "30", "true", '"P30D"'])
def test_an_age_that_is_none_is_refused(tmp_path: Path, value: str) -> None:
    run = check(good_folder(tmp_path, vpclint_toml=f"[rules.state-stale]\nmax-age = {value}\n"))
    assert run.code == 2
    assert "option max-age of [rules.state-stale] is" in run.err


def test_whole_vpcs_ask_it_too(tmp_path: Path) -> None:
    broken = state(vpclint=OLD, NatGateways=7)
    found = report(put(tmp_path, {"state.json": broken}), "state.json")
    assert {"state-stale", "record-unreadable"} <= rules(found)
    assert [vpc["verdict"] for vpc in found["vpcs"]] == [
        vpc["verdict"] for vpc in report(put(tmp_path, {"state.json": state()}), "state.json")["vpcs"]
    ]


def test_the_rules_are_listed_and_have_pages(tmp_path: Path) -> None:
    names = ("record-unreadable", "state-incomplete", "state-conflict", "state-stale")
    listed = vpclint(tmp_path, "rules").out
    assert all(name in listed for name in names)
    assert all("asked once of each state" in vpclint(tmp_path, "rules", name).out for name in names)


def test_a_hostile_text_is_not_printed_as_it_is(tmp_path: Path) -> None:
    calls = [{"operation": "DescribeVpcs", "outcome": "\x1b[31mdenied", "detail": "\x1b]0;title\x07"}]
    records = [{"NatGatewayId": "nat-\x1b[2J", "State": 7}]
    header = {"calls": calls, "collected_at": "\x1b[31m"}
    run = check(good_folder(tmp_path, state_json=state(vpclint=header, NatGateways=records)))
    assert run.out.count("[state-incomplete]") == run.out.count("[record-unreadable]") == 1
    assert "\x1b" not in run.out + run.err
    assert "\x07" not in run.out + run.err
