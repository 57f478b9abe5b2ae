"""Every format of a whole report, kept in `formats/`; several in one run; and what each of them loads.

`UPDATE_GOLDEN=1 python -m pytest -n 0 tests/report/test_formats.py` writes them anew; read the difference before you
keep it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli.running import Run, check, good_folder, put, vpclint, without_route

from fixtures.examples import HERE
from report.everything import ARGUMENTS, everything
from vpclint.report.formats import FORMATS

GOLDEN = Path(__file__).parent / "formats"
ROOT = Path(__file__).resolve().parents[2]
KNOWN = '{"schema_version": 1, "findings": []}'
ALL = [part for name in FORMATS for part in ("--output", f"{name}=out.{name}")]
NOT_IN_CI = {"GITHUB_WORKSPACE": "", "CI_PROJECT_DIR": "", "GITHUB_STEP_SUMMARY": "", "CI": ""}


def run_everything(folder: Path, *arguments: str, **environment: str) -> Run:
    return check(everything(folder), *ARGUMENTS, *arguments, **NOT_IN_CI | environment)


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_in_each_format_is_the_one_that_is_kept(tmp_path: Path, name: str) -> None:
    shown = run_everything(tmp_path, "--format", name).out.replace(str(tmp_path), "/work")
    if name == "sarif":
        shown = without_rules(shown)
    golden = GOLDEN / f"everything.{name}"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(shown, "utf-8")
    assert shown == golden.read_text("utf-8")


def without_rules(text: str) -> str:
    """A log in which the rules are named only: their pages stand in `docs/`."""
    log = json.loads(text)
    driver = log["runs"][0]["tool"]["driver"]
    driver["rules"] = [rule["id"] for rule in driver["rules"]]
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def test_no_format_is_kept_that_nothing_writes() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {f"everything.{name}" for name in FORMATS}


def test_one_run_writes_every_format(tmp_path: Path) -> None:
    run = run_everything(tmp_path, *ALL, "--format", "concise")
    assert run.out == (tmp_path / "out.concise").read_text("utf-8")
    for name in FORMATS:
        written = (tmp_path / f"out.{name}").read_text("utf-8")
        (tmp_path / f"out.{name}").unlink()  # the next run looks at the folder again
        assert run_everything(tmp_path, "--format", name)[:2] == (run.code, written)


@pytest.mark.parametrize("other", ["./out", "link", "sub/../out"])
def test_two_reports_to_one_file_by_two_names_are_refused(tmp_path: Path, other: str) -> None:
    put(good_folder(tmp_path), {"sub/x": "", "out": ""})
    (tmp_path / "link").symlink_to("out")
    run = check(tmp_path, ".", "--output", "json=out", "--output", f"sarif={other}")
    assert (run.code, run.out) == (2, "")
    assert "two reports are to be written to" in run.err


def test_a_report_replaces_nothing_that_the_run_has_read_and_the_others_are_written(tmp_path: Path) -> None:
    settings = '[inputs]\nbaseline = "known.json"\n'
    put(good_folder(tmp_path, vpclint_toml=settings), {".vpclint-ignore.yaml": "[]", "known.json": KNOWN})
    read = ("state.json", "job.json", "vpclint.toml", "./known.json", ".vpclint-ignore.yaml")
    before = [(tmp_path / each).read_text() for each in read]
    wanted = [part for each in read for part in ("--output", f"json={each}")]
    run = check(tmp_path, "state.json", "job.json", *wanted, "--output", "json=report.json")
    assert (run.code, [(tmp_path / each).read_text() for each in read]) == (2, before)
    assert run.err.count("it would replace what this run has read") == len(read)
    assert "WORKS" in run.out
    assert (tmp_path / "report.json").exists()


def test_a_report_that_can_not_be_written_costs_no_other(tmp_path: Path) -> None:
    run = check(good_folder(tmp_path), ".", "--output", "json=nowhere/out", "--output", "sarif=out.sarif")
    assert (run.code, (tmp_path / "out.sarif").exists(), "WORKS" in run.out) == (2, True, True)


def test_the_standard_output_is_no_file(tmp_path: Path) -> None:
    run = check(good_folder(tmp_path), ".", "--output", "concise=-")
    assert (run.code, (tmp_path / "-").exists()) == (2, False)


def test_two_reports_do_not_go_to_one_file(tmp_path: Path) -> None:
    run = check(good_folder(tmp_path), ".", "--output", "json=out", "--output", "sarif=out")
    assert (run.code, run.out) == (2, "")
    assert "'out'" in run.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_tells_of_whole_vpcs_of_policies_and_of_nothing(tmp_path: Path, name: str) -> None:
    put(tmp_path, {"state.json": without_route(), "empty/readme.txt": ""})
    assert check(tmp_path, "state.json", "--format", name, "--fail-on", "warning").code == 1
    policy = str(HERE / "guide" / "endpoint-policy.json")
    assert vpclint(tmp_path, "policy", "lint", policy, "--format", name).code == 1
    assert check(tmp_path, "empty", "--allow-empty", "--format", name).code == 0


def test_policies_alone_are_reported_in_several_formats(tmp_path: Path) -> None:
    put(tmp_path, {"endpoint.json": (HERE / "guide" / "endpoint-policy.json").read_text("utf-8")})
    run = vpclint(tmp_path, "policy", "lint", "endpoint.json", *ALL)
    assert run.out == (tmp_path / "out.text").read_text("utf-8")
    found = json.loads((tmp_path / "out.json").read_text("utf-8"))
    rules = [finding["rule"] for finding in found["findings"]]
    sarif = json.loads((tmp_path / "out.sarif").read_text("utf-8"))
    assert [result["ruleId"] for result in sarif["runs"][0]["results"]] == rules
    assert vpclint(tmp_path, "policy", "lint", "endpoint.json", "--output", "s3://bucket/").code == 2


def test_remedies_are_shown_in_every_language(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": without_route()})
    good_folder(tmp_path, state_json=without_route())
    told = {name: check(tmp_path, ".", "--format", name, "--remedies").out for name in FORMATS}
    for name in ("text", "json", "jsonl", "sarif", "junit", "gitlab", "markdown"):
        assert "modify-vpc-endpoint --vpc-endpoint-id vpce-" in told[name], name
        assert "RouteTableIds" in told[name], name
        assert "aws_vpc_endpoint_route_table_association" in told[name], name
    assert "modify-vpc-endpoint --vpc-endpoint-id vpce-" in told["github"]
    assert "RouteTableIds" not in check(tmp_path, ".").out


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_loads_only_itself(tmp_path: Path, name: str) -> None:
    code = "import sys; from vpclint.cli.main import run; run(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code, "check", ".", "--format", name],
        cwd=good_folder(tmp_path),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {module for module in FORMATS if f"vpclint.report.{module}" in done.stderr.split()}
    assert loaded - {name} <= ({"json"} if name in ("jsonl", "sarif", "gitlab") else set())


@pytest.mark.parametrize("variable", ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"])
def test_files_are_named_from_the_root_of_the_repository(tmp_path: Path, variable: str) -> None:
    everything(tmp_path / "infra")
    environment = NOT_IN_CI | {variable: str(tmp_path)}
    for name in ("github", "gitlab", "sarif", "markdown", "junit"):
        told = check(tmp_path / "infra", *ARGUMENTS, "--format", name, **environment).out
        assert "infra/jobs/features.json" in told
        elsewhere = check(tmp_path / "infra", *ARGUMENTS, "--format", name, **environment | {variable: "/other"}).out
        assert "infra/jobs" not in elsewhere.replace(str(tmp_path), "")


def test_the_summary_of_a_step_is_added_to(tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("# before\n", "utf-8")
    run_everything(tmp_path, "--output", f"markdown={summary}", GITHUB_STEP_SUMMARY=str(summary))
    written = summary.read_text("utf-8")
    assert written.startswith("# before\n## vpclint")
    run_everything(tmp_path, "--output", f"markdown={summary}")
    assert summary.read_text("utf-8").startswith("## vpclint")
