"""vpclint as Python calls: the same answers as the command line, and typed errors."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cli.running import (
    COUNT,
    GROUPS,
    JOB,
    STATE,
    SUBNETS,
    check,
    good_folder,
    job,
    put,
    report,
    without_route,
)

import vpclint
from vpclint.api import Checked, examine
from vpclint.errors import (
    ConfigurationError,
    InputError,
    NothingToCheck,
    RuleError,
    UsageError,
    VpclintError,
)
from vpclint.report.model import Report
from vpclint.settings import CapacitySettings, Settings
from vpclint.workload.request import JobOptions

ROOT = Path(__file__).resolve().parents[1]


def files(folder: Path) -> list[Path]:
    return [folder / "state.json", folder / "job.json"]


def test_the_package_shows_what_it_documents() -> None:
    assert set(vpclint.__all__) == {
        *("GuardWarning", "JobBlocked", "Live", "__version__", "check", "guard", "path", "policy_allows")
    }
    assert callable(vpclint.check)
    assert callable(vpclint.path)
    with pytest.raises(AttributeError, match="nothing_of_this_name"):
        vpclint.nothing_of_this_name  # noqa: B018


def test_a_call_gives_the_report_of_the_command_line(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": without_route(), "job.json": JOB})
    found = vpclint.check(files(tmp_path))
    assert isinstance(found, Report)
    by_command = report(tmp_path, *map(str, files(tmp_path)))
    assert json.loads(msgspec.json.encode(found)) == by_command
    assert (found.verdict, found.summary.error) == ("fail", 1)
    assert [finding.rule for finding in found.findings] == ["s3-endpoint-not-routed"]


@pytest.mark.parametrize("kind", [list, tuple, iter, set])
def test_paths_may_come_in_any_collection_and_as_texts_or_paths(tmp_path: Path, kind: Any) -> None:
    good_folder(tmp_path)
    given = kind([str(tmp_path / "state.json"), tmp_path / "job.json"])
    assert vpclint.check(given).verdict == "pass"
    assert vpclint.check(kind([tmp_path])).verdict == "pass"


def test_settings_are_followed(tmp_path: Path) -> None:
    good_folder(tmp_path)
    crowded = Settings(capacity=CapacitySettings(concurrent_jobs=1000))
    assert vpclint.check([tmp_path], settings=crowded).verdict == "fail"
    chosen = vpclint.check([tmp_path], settings=Settings(select=("watching",)))
    assert chosen.summary.passed == 3


def test_no_configuration_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(good_folder(tmp_path, vpclint_toml="nonsense = 1"))
    assert vpclint.check(["."]).verdict == "pass"


def test_a_job_that_stands_in_no_file_is_judged(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": STATE})
    options = JobOptions(tuple(SUBNETS), tuple(GROUPS), 3, ("s3://acme-raw/",))
    [only] = vpclint.check([tmp_path / "state.json"], job=options).jobs
    assert (only.name, only.verdict, len(only.needs)) == ("command line", "pass", 3)


def test_what_can_not_be_read_is_in_the_report(tmp_path: Path) -> None:
    good_folder(tmp_path)
    found = vpclint.check([tmp_path, tmp_path / "missing.json"])
    [error] = found.errors
    assert error.file == str(tmp_path / "missing.json")
    assert [each.verdict for each in found.jobs] == ["pass"]


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        (Settings(select=("nothing",)), UsageError),
        (Settings(ignore=("nothing",)), UsageError),
        (Settings(rules={"nothing": {}}), ConfigurationError),
        (Settings(rules={"vpc-config-missing": {"required": 1}}), ConfigurationError),
        (Settings(rules={"security-group-self-ingress": {"ports": "abc"}}), ConfigurationError),
    ],
    ids=["select", "ignore", "rule", "option", "ports"],
)
def test_settings_that_ask_for_what_does_not_exist_are_refused(
    tmp_path: Path, settings: Settings, error: type[VpclintError]
) -> None:
    with pytest.raises(error) as refused:
        vpclint.check([good_folder(tmp_path)], settings=settings)
    assert refused.value.exit_code == 2


@pytest.mark.parametrize("names", [[], ["state.json", "words.json"], ["empty"], ["words.json"]], ids=str)
def test_a_run_with_nothing_to_check_is_refused(tmp_path: Path, names: list[str]) -> None:
    put(tmp_path, {"state.json": STATE, "words.json": '"words"'})
    (tmp_path / "empty").mkdir()
    with pytest.raises(NothingToCheck) as refused:
        vpclint.check([tmp_path / name for name in names])
    assert isinstance(refused.value, UsageError)
    assert refused.value.exit_code == 2


def test_one_text_is_no_list_of_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a text, every letter would be a path: `/` the whole machine, `.` the working folder."""
    good_folder(tmp_path / "jobs")
    monkeypatch.chdir(tmp_path)
    try:
        found = vpclint.check("jobs")
    except (VpclintError, TypeError):
        return
    assert [each.verdict for each in found.jobs] == ["pass"]
    assert found.errors == ()


def test_every_error_is_one_of_vpclint_and_knows_its_exit_code() -> None:
    codes = {each: each.exit_code for each in (UsageError, NothingToCheck, ConfigurationError, InputError, RuleError)}
    assert codes == {UsageError: 2, NothingToCheck: 2, ConfigurationError: 2, InputError: 2, RuleError: 4}
    assert all(issubclass(each, VpclintError) for each in codes)


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ((), "it is wrong"),
        (("f",), "f: it is wrong"),
        (("f", 3), "f:3: it is wrong"),
        (("f", 3, 7), "f:3:7: it is wrong"),
    ],
)
def test_an_error_shows_its_place(place: tuple[Any, ...], shown: str) -> None:
    assert str(InputError("it is wrong", *place)) == shown


def test_what_it_takes_to_show_a_report_comes_with_it(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": without_route(), "job.json": JOB, "numbers.json": "[1]"})
    checked = examine((*map(str, files(tmp_path)), str(tmp_path / "numbers.json")), Settings())
    assert isinstance(checked, Checked)
    [note] = checked.notes
    assert "numbers.json" in note
    place = checked.report.findings[0].locations[0]
    assert SUBNETS[1] in checked.texts.location(place.file, place.pointer).text


def test_runs_do_not_leak_into_each_other(tmp_path: Path) -> None:
    good_folder(tmp_path / "good")
    put(tmp_path / "bad", {"state.json": without_route(), "job.json": job((COUNT, 0))})
    first = vpclint.check([tmp_path / "good"])
    bad = vpclint.check([tmp_path / "bad"])
    assert vpclint.check([tmp_path / "good"]) == first
    assert vpclint.check([tmp_path / "bad"]) == bad
    assert (first.verdict, bad.verdict) == ("pass", "fail")


def test_the_example_of_the_docstring_runs(tmp_path: Path) -> None:
    example = (vpclint.__doc__ or "").partition("\n\n")[2]
    assert "vpclint.check" in example
    run = subprocess.run(
        [sys.executable, "-c", f"{example}\nprint(report.verdict)"],
        cwd=good_folder(tmp_path),
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "pass\n", "")
    assert check(tmp_path).code == 0
