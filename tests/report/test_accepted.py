"""What is suppressed or known: no format shows it as something to do, and those for programs keep it, marked."""

import json
from pathlib import Path

import pytest
from cli.running import VPC, Run, check, good_folder, put, state, vpclint

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


@pytest.mark.parametrize("format_", ["concise", "github", "gitlab", "junit"])
def test_what_is_accepted_is_nothing_to_do(tmp_path: Path, format_: str) -> None:
    before = check(broken(tmp_path / "0"), "state.json", "job.json", "--format", format_)
    assert f"{VPC} has no S3 endpoint" in before.out
    for number, run in enumerate((suppressed, known), start=1):
        found = run(tmp_path / str(number), format_)
        assert f"{VPC} has no S3 endpoint" not in found.out
        assert found.code == 0
        assert "<failure" not in found.out or run is suppressed


def test_the_line_of_a_run_says_what_its_verdict_leaves_out(tmp_path: Path) -> None:
    assert suppressed(tmp_path / "1", "concise").out.splitlines()[-1].startswith("works, but for what is suppressed · ")
    assert known(tmp_path / "2", "concise").out.splitlines()[-1].startswith("will not work, as is known · 2 known · ")


def test_markdown_tells_it_in_a_line(tmp_path: Path) -> None:
    out = suppressed(tmp_path / "1", "markdown").out
    accepted = next(line for line in out.splitlines() if line.startswith("Accepted: suppressed error "))
    assert MISSING in accepted
    assert accepted.endswith("(the proxy)")
    assert "| works, but for what is suppressed |" in out


def test_sarif_has_it_as_a_suppression_and_as_unchanged(tmp_path: Path) -> None:
    [run] = json.loads(suppressed(tmp_path / "1", "sarif").out)["runs"]
    found = {each["ruleId"]: each["suppressions"] for each in run["results"]}
    assert [(each["kind"], each["justification"]) for each in found[MISSING]] == [("external", "the proxy")]
    assert found["s3-endpoint-disagrees"] == []
    [run] = json.loads(known(tmp_path / "2", "sarif").out)["runs"]
    assert {each["baselineState"] for each in run["results"]} == {"unchanged"}
