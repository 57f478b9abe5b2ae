"""Annotations of a GitHub workflow, read as GitHub's runner reads them."""

from pathlib import Path

from cli.running import VPC_CONFIG, check, good_folder, job, without_route

from report.consumers import commands
from report.everything import ARGUMENTS, everything

SUBNETS = (*VPC_CONFIG, "Subnets")


def test_each_finding_is_an_annotation_at_its_place(tmp_path: Path) -> None:
    everything(tmp_path)
    run = check(tmp_path, *ARGUMENTS, "--format", "github")
    report = check(tmp_path, *ARGUMENTS, "--format", "json").report
    unreadable, *found = commands(run.out)
    assert (unreadable.name, unreadable.properties["file"]) == ("error", "jobs/broken.json")
    assert unreadable.data == report["errors"][0]["message"]
    for told, annotation in zip(report["findings"], found, strict=True):
        label = "unknown" if told["status"] == "unknown" else told["severity"]
        assert annotation.properties["title"] == f"vpclint {label}: {told['rule']}"
        assert annotation.name == {"error": "error", "warning": "warning", "note": "notice"}[told["severity"]]
        assert annotation.data.split("\n")[0] == told["message"]
        assert all(f"note: {note}" in annotation.data.split("\n") for note in told.get("notes", ()))
    routed = next(each for each in found if "s3-endpoint-not-routed" in each.properties["title"])
    assert routed.properties.keys() == {"file", "line", "col", "title"}
    assert (routed.properties["file"], routed.properties["line"]) == ("jobs/features.json", "14")
    assert "\nhelp: aws ec2 modify-vpc-endpoint " in routed.data


def test_the_last_line_is_the_summary(tmp_path: Path) -> None:
    run = check(good_folder(tmp_path, state_json=without_route()), ".", "--format", "github")
    assert run.out.count("\n") == 2
    assert run.out.split("\n")[1] == "vpclint: will not work · 1 error · 64 passed"
    assert check(good_folder(tmp_path / "good"), ".", "--format", "github").out == "vpclint: works · 65 passed\n"


def test_the_worst_ten_are_annotated_and_the_rest_is_counted(tmp_path: Path) -> None:
    jobs = [job((SUBNETS, [f"subnet-{n}", f"subnet-0{n}"]), ProcessingJobName=f"job-{n}") for n in range(1, 7)]
    jobs.append(job(ProcessingJobName="twice", NetworkConfig=None))
    run = check(good_folder(tmp_path, job_json=jobs), ".", "--format", "github")
    found = commands(run.out)
    assert [each.name for each in found] == ["error"] * 10
    report = check(tmp_path, ".", "--format", "json").report
    assert len(report["findings"]) > 12
    left = len(report["findings"]) + len(report["errors"]) - 10
    assert f"the worst 10 are annotated, {left} more are in every other format" in run.out.split("\n")[-2]


def test_what_separates_is_escaped(tmp_path: Path) -> None:
    good_folder(tmp_path, state_json=without_route())
    (tmp_path / "job.json").rename(tmp_path / "a:b,c=d%0A.json")
    [only] = commands(check(tmp_path, ".", "--format", "github").out)
    assert only.properties["file"] == "a:b,c=d%0A.json"
    assert only.properties["line"] == "14"
