"""GitLab's code quality report, held against the shape that its documentation names."""

import json
from pathlib import Path
from typing import Any

from cli.running import JOB, check, good_folder, put, without_route

from report.consumers import GITLAB
from report.everything import ARGUMENTS, everything


def issues(folder: Path, *arguments: str) -> Any:
    found = json.loads(check(folder, *(arguments or (".",)), "--format", "gitlab").out)
    GITLAB.validate(found)
    return found


def test_a_whole_report_has_the_documented_shape(tmp_path: Path) -> None:
    everything(tmp_path)
    unreadable, *found = issues(tmp_path, *ARGUMENTS)
    assert (unreadable["check_name"], unreadable["severity"]) == ("unreadable", "blocker")
    assert unreadable["location"] == {"path": "jobs/broken.json", "lines": {"begin": 1}}
    report = check(tmp_path, *ARGUMENTS, "--format", "json").report
    worth = {
        ("fail", "error"): "critical",
        ("fail", "warning"): "minor",
        ("fail", "note"): "info",
        ("unknown", "error"): "major",
        ("unknown", "warning"): "minor",
        ("unknown", "note"): "info",
    }
    for told, issue in zip(report["findings"], found, strict=True):
        assert (issue["check_name"], issue["fingerprint"]) == (told["rule"], told["fingerprint"])
        assert issue["severity"] == worth[told["status"], told["severity"]]
        assert issue["description"].endswith(told["message"])


def test_no_two_issues_have_one_fingerprint(tmp_path: Path) -> None:
    found = issues(everything(tmp_path), *ARGUMENTS)
    assert len({each["fingerprint"] for each in found}) == len(found) > 5


def test_a_run_that_finds_nothing_is_an_empty_list(tmp_path: Path) -> None:
    assert issues(good_folder(tmp_path)) == []


def test_an_issue_carries_its_repairs(tmp_path: Path) -> None:
    [issue] = issues(good_folder(tmp_path, state_json=without_route()))
    body = issue["content"]["body"]
    for heading in ("AWS CLI:", "CloudFormation:", "Terraform:"):
        assert f"{heading}\n\n    " in body


def test_a_finding_without_a_place_stands_at_its_job(tmp_path: Path) -> None:
    put(tmp_path, {"job.json": JOB})
    assert {each["location"]["path"] for each in issues(tmp_path, "job.json")} == {"job.json"}
