"""What is suppressed or known: no format shows it as something to do, and those for programs keep it, marked."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.running import VPC, Run, check, good_folder, put, state, vpclint
from jsonschema import Draft202012Validator
from junitparser import JUnitXml

from report.consumers import GITLAB, SARIF
from vpclint.report.schemas import schema

MISSING = "s3-endpoint-missing"
ENTRY = f"- {{rule: {MISSING}, resource: {VPC}, reason: the proxy, expires: 9999-12-31}}"


def broken(folder: Path) -> Path:
    return good_folder(folder, state_json=state(VpcEndpoints=[]))


def suppressed(folder: Path, format_: str) -> Run:
    put(broken(folder), {".vpclint-ignore.yaml": ENTRY})
    return check(folder, "state.json", "job.json", "--format", format_)


def known(folder: Path, format_: str) -> Run:
    assert vpclint(broken(folder), "baseline", "write", "known.json", "state.json", "job.json").code == 0
    return check(folder, "state.json", "job.json", "--baseline", "known.json", "--format", format_)


@pytest.mark.parametrize("format_", ["concise", "github", "gitlab", "text"])
def test_what_is_accepted_is_nothing_to_do(tmp_path: Path, format_: str) -> None:
    before = check(broken(tmp_path / "0"), "state.json", "job.json", "--format", format_)
    assert f"{VPC} has no S3 endpoint" in before.out
    for number, run in enumerate((suppressed, known), start=1):
        found = run(tmp_path / str(number), format_)
        assert f"{VPC} has no S3 endpoint" not in found.out
        assert found.code == 0


def test_text_counts_it_and_shows_it_on_demand(tmp_path: Path) -> None:
    for number, (run, word) in enumerate(((suppressed, "suppressed"), (known, "known"))):
        folder = tmp_path / str(number)
        out = run(folder, "text").out
        assert f"1 {word} · " in out or f"2 {word} · " in out
        assert out.endswith("\nnot shown: what is suppressed or known; --accepted shows it\n")
        baseline = ("--baseline", "known.json") if run is known else ()
        out = check(folder, "state.json", "job.json", "--accepted", *baseline).out
        assert f"\n{word} error[{MISSING}] {VPC} has no S3 endpoint" in f"\n{out}"
        assert ("  = reason: the proxy (until 9999-12-31; .vpclint-ignore.yaml:1:3)" in out) is (run is suppressed)
        assert "--accepted" not in out


def test_in_junit_its_case_is_skipped(tmp_path: Path) -> None:
    for number, (run, why) in enumerate(((suppressed, "suppressed: the proxy"), (known, f"known: {VPC} has no S3"))):
        found = JUnitXml.fromstring(run(tmp_path / str(number), "junit").out.encode())
        [told] = [result for suite in found for case in suite if case.name == MISSING for result in case.result]
        assert (type(told).__name__, told.message.startswith(why)) == ("Skipped", True)
        assert (found.failures, found.errors) == (0, 0)


def test_in_junit_a_suppression_that_is_over_fails_as_the_exit_code_says(tmp_path: Path) -> None:
    put(good_folder(tmp_path), {".vpclint-ignore.yaml": ENTRY})
    strictly = ("state.json", "job.json", "--fail-on", "warning", "--format", "junit")
    run = check(tmp_path, *strictly)
    [suite] = [suite for suite in JUnitXml.fromstring(run.out.encode()) if suite.name == "suppressions"]
    assert (run.code, suite.failures, suite.tests) == (1, 1, 2)
    run = check(tmp_path, *strictly, "--no-suppressions")
    assert (run.code, "suppressions" in run.out) == (0, False)


def test_the_line_of_a_run_says_what_its_verdict_leaves_out(tmp_path: Path) -> None:
    assert suppressed(tmp_path / "1", "concise").out.splitlines()[-1].startswith("works, but for what is suppressed · ")
    assert known(tmp_path / "2", "concise").out.splitlines()[-1].startswith("will not work, as is known · 2 known · ")


def test_markdown_tells_it_in_a_line(tmp_path: Path) -> None:
    out = suppressed(tmp_path / "1", "markdown").out
    accepted = next(line for line in out.splitlines() if line.startswith("Accepted: suppressed error "))
    assert MISSING in accepted
    assert accepted.endswith("(the proxy)")
    assert "| works, but for what is suppressed |" in out


@pytest.mark.parametrize("run", [suppressed, known])
def test_what_programs_read_is_valid_and_the_lines_say_what_the_whole_says(
    tmp_path: Path, run: Callable[[Path, str], Run]
) -> None:
    whole = json.loads(run(tmp_path / "1", "json").out)
    lines = [json.loads(line) for line in run(tmp_path / "2", "jsonl").out.splitlines()]
    for name, documents in (("report", [whole]), ("report-line", lines)):
        validator = Draft202012Validator(schema(name))
        assert [error.message for each in documents for error in validator.iter_errors(each)] == []
    [told] = [line for line in lines if line.pop("type") == "job"]
    assert told == whole["jobs"][0]
    assert {"unsuppressed", "gate"} & told.keys() == ({"unsuppressed"} if run is suppressed else {"gate"})
    SARIF.validate(json.loads(run(tmp_path / "3", "sarif").out))
    GITLAB.validate(json.loads(run(tmp_path / "4", "gitlab").out))


def test_sarif_has_it_as_a_suppression_and_as_unchanged(tmp_path: Path) -> None:
    [run] = json.loads(suppressed(tmp_path / "1", "sarif").out)["runs"]
    found = {each["ruleId"]: each["suppressions"] for each in run["results"]}
    assert [(each["kind"], each["justification"]) for each in found[MISSING]] == [("external", "the proxy")]
    assert found["s3-endpoint-disagrees"] == []
    [run] = json.loads(known(tmp_path / "2", "sarif").out)["runs"]
    assert {each["baselineState"] for each in run["results"]} == {"unchanged"}
