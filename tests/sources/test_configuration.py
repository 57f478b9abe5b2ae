"""The configuration: every key of it, where it is looked for, and every way in which it can be wrong."""

import re
from pathlib import Path

import pytest
from cli.running import (
    check,
    good_folder,
    put,
)

from vpclint.settings import Assumption, CapacitySettings, Host, InputSettings, JobSettings, NeedsSettings, Settings
from vpclint.sources.configuration import find_configuration, read_configuration

EVERYTHING = """
fail-on = "note"
unknown = "ignore"
strict = true
select = ["s3", "flow-*"]
ignore = ["flow-logs-partial"]

[inputs]
state = ["snapshots/*.json"]

[needs]
services = ["sts"]
internet = ["api.example.com:8443", "*.example.org", {host = "10.9.0.7", port = 5432, cidrs = ["10.9.0.0/24"]}]

[capacity]
concurrent-jobs = 3
reserve = 8

[rules.flow-logs-missing]
severity = "warning"

[rules.vpc-config-missing]
required = true

[[assume]]
rule = "path-leaves-the-vpc"
resource = "tgw-0a1b2c3d4e5f60718"
answer = "yes"
reason = "central egress, tested monthly"

[[jobs]]
match = "features-*"
needs.internet = true
capacity.concurrent-jobs = 2
"""


def test_every_key_is_read(tmp_path: Path) -> None:
    put(tmp_path, {"vpclint.toml": EVERYTHING})
    assert read_configuration(tmp_path / "vpclint.toml") == Settings(
        fail_on="note",
        unknown="ignore",
        strict=True,
        select=("s3", "flow-*"),
        ignore=("flow-logs-partial",),
        inputs=InputSettings(state=("snapshots/*.json",)),
        needs=NeedsSettings(
            services=("sts",),
            internet=("api.example.com:8443", "*.example.org", Host("10.9.0.7", 5432, ("10.9.0.0/24",))),
        ),
        capacity=CapacitySettings(concurrent_jobs=3, reserve=8),
        rules={"flow-logs-missing": {"severity": "warning"}, "vpc-config-missing": {"required": True}},
        assume=(Assumption("path-leaves-the-vpc", "tgw-0a1b2c3d4e5f60718", "yes", "central egress, tested monthly"),),
        jobs=(JobSettings("features-*", NeedsSettings(internet=True), CapacitySettings(concurrent_jobs=2)),),
    )


def test_an_empty_configuration_is_the_defaults(tmp_path: Path) -> None:
    put(tmp_path, {"vpclint.toml": "# nothing\n"})
    assert read_configuration(tmp_path / "vpclint.toml") == Settings()


def test_it_is_found_in_the_folder_or_above_and_the_nearest_holds(tmp_path: Path) -> None:
    put(tmp_path, {"vpclint.toml": "", "a/b/c/x": "", "a/vpclint.toml": "", "a/b/pyproject.toml": "[tool.vpclint]\n"})
    assert find_configuration(tmp_path) == tmp_path / "vpclint.toml"
    assert find_configuration(tmp_path / "a") == tmp_path / "a" / "vpclint.toml"
    assert find_configuration(tmp_path / "a/b/c") == tmp_path / "a/b/pyproject.toml"


@pytest.mark.parametrize(
    "project",
    ["", "[project]\nname = 'x'\n", "[tool.other]\n", "[tool.vpclinter]\nx = 1\n", "# about [tool.vpclint]\n", "[["],
)
def test_a_project_without_a_table_for_vpclint_is_passed_over(tmp_path: Path, project: str) -> None:
    put(tmp_path, {"vpclint.toml": 'fail-on = "note"', "a/pyproject.toml": project})
    assert find_configuration(tmp_path / "a") == tmp_path / "vpclint.toml"


@pytest.mark.parametrize(
    "project",
    [
        '[tool.vpclint]\nfail-on = "note"\n',
        '[tool]\nvpclint = {fail-on = "note"}\n',
        'tool.vpclint.fail-on = "note"\n',
        '[ tool . vpclint ]\nfail-on = "note"\n',
        '["tool"."vpclint"]\nfail-on = "note"\n',
        '[project]\nname = "x"\n[tool.other]\nx = 1\n[tool.vpclint]\nfail-on = "note"\n',
    ],
)
def test_a_table_for_vpclint_in_a_project_is_found_however_toml_spells_it(tmp_path: Path, project: str) -> None:
    put(tmp_path, {"pyproject.toml": project})
    assert find_configuration(tmp_path) == tmp_path / "pyproject.toml"
    assert read_configuration(tmp_path / "pyproject.toml") == Settings(fail_on="note")


def test_a_subtable_for_vpclint_in_a_project_is_enough(tmp_path: Path) -> None:
    put(tmp_path, {"pyproject.toml": '[tool.vpclint.rules.flow-logs-missing]\nseverity = "error"\n'})
    assert find_configuration(tmp_path) == tmp_path / "pyproject.toml"


@pytest.mark.parametrize("name", ["vpclint.toml", "pyproject.toml"])
def test_a_folder_of_that_name_is_no_configuration(tmp_path: Path, name: str) -> None:
    (tmp_path / "a" / name).mkdir(parents=True)
    put(tmp_path, {"vpclint.toml": ""})
    assert find_configuration(tmp_path / "a") == tmp_path / "vpclint.toml"


def _assume(**members: str) -> str:
    """A table of an assumption, a line a member, with other values than good ones."""
    good = {"rule": "'route-missing'", "resource": "'rtb-1'", "answer": "'yes'", "reason": "'it is so'"}
    return "[[assume]]\n" + "".join(f"{name} = {value}\n" for name, value in (good | members).items())


WRONG = [
    ("nonsense = 1", 1, 1),
    ('fail-on = "error"\n\n  Strict = true', 3, 3),
    ("fail_on = 'note'", 1, 1),
    ('fail-on = "fatal"', 1, 1),
    ("fail-on = 1", 1, 1),
    ('unknown = "pass"', 1, 1),
    ('strict = "yes"', 1, 1),
    ("strict = 1979-05-27", 1, 1),
    ('select = "s3"', 1, 1),
    ("select = ['s3', 7]", 1, None),
    ("ignore = [\n  's3',\n  7,\n]", {1, 3}, None),
    ("inputs = 7", 1, 1),
    ("[inputs]\nstate = 'x.json'", 2, 1),
    ("[inputs]\nstates = ['x.json']", 2, 1),
    ("[needs]\nservices = 'sts'", 2, 1),
    ("[needs]\nservices = ['sts', 1]", 2, None),
    ("[needs]\ninternet = 'example.com'", 2, 1),
    ("[needs]\ninternet = ['ex ample.com']", 2, None),
    ("[needs]\ninternet = ['example.com:99999']", 2, None),
    ("[needs]\ninternet = ['example.com:0']", 2, None),
    ("[needs]\ninternet = [{port = 443}]", 2, None),
    ("[needs]\ninternet = [{host = 'a', port = 0}]", 2, None),
    ("[needs]\ninternet = [{host = 'a', port = 65536}]", 2, None),
    ("[needs]\ninternet = [{host = 'a', ports = 1}]", 2, None),
    ('[needs]\ninternet = [{host = "a", cidrs = ["10.0.0.0/33"]}]', 2, None),
    ("[needs]\ninternet = [{host = 'a', cidrs = ['10.0.0.0/33']}]", 2, None),
    ("[needs]\ninternet = [\n{host = 'a', cidrs = ['10.0.0.0/8', 'x']}]", {2, 3}, None),
    ("[capacity]\nconcurrent-jobs = 0", 2, 1),
    ("[capacity]\nconcurrent-jobs = 1.5", 2, 1),
    ("[capacity]\nreserve = -1", 2, 1),
    ("[capacity]\nconcurrent_jobs = 2", 2, 1),
    ("rules = 7", 1, 1),
    ("[rules]\nflow-logs-missing = 7", 2, 1),
    ("[rules.flow-logs-missing]\nseverity = 1.5", 2, 1),
    ("[rules.flow-logs-missing]\nseverity = ['note']", 2, 1),
    ("[rules.flow-logs-missing]\nseverity = 'fatal'", 2, 1),
    ("[rules.flow-logs-missing]\nsverity = 'note'", 2, 1),
    ("[rules.flow-log-missing]\nseverity = 'note'", 1, None),
    ("[rules.vpc-config-missing]\nrequired = 'yes'", 2, 1),
    ("[rules.vpc-config-missing]\nrequired = 1", 2, 1),
    ("[rules.security-group-self-ingress]\nports = 80", 2, 1),
    ("[rules.security-group-self-ingress]\nports = 'abc'", 2, 1),
    ("[rules.security-group-self-ingress]\nports = '0-99999'", 2, 1),
    ("[[jobs]]\nneeds.services = ['sts']", {1, 2}, None),
    ("[jobs]\nmatch = 'x'", 1, None),
    ("[[jobs]]\nmatch = 7", 2, 1),
    ("[[jobs]]\nmatch = 'x'\nname = 'x'", 3, 1),
    ("[needs]\nservices = ['sts']\n[[jobs]]\nmatch = 'x'\nneeds.services = [1]", 5, None),
    ("[[jobs]]\nmatch = 'a'\n[[jobs]]\nmatch = 'b'\ncapacity.reserve = -1", 5, None),
    ("[[assume]]\nrule = 'x'", 1, None),
    (_assume(rule="'route-mising'"), 2, 1),
    (_assume(rule="'fact-missing'"), 2, 1),
    (_assume(rule="''"), 2, 1),
    (_assume(resource="' '"), 3, 1),
    (_assume(answer="true"), 4, 1),
    (_assume(reason="''"), 5, 1),
    (_assume() + _assume(answer="'no'"), 9, 1),
    ("[packages]\nrepositories = 'denied'", 2, 1),
    ("[packages]\nregions = 'eu-central-1'", 2, 1),
    ("[[jobs]]\nmatch = 'a'\npackages = {repository = 'deny'}", 3, None),
    ("a = \n", 1, None),
    ("a = 1\na = 2\n", 2, None),
    ("a = [", 1, None),
    ("[needs\n", 1, None),
    ("a = '\x01'", 1, None),
    ("fail-on = \"note\"\r\nstrict = 'yes'\r\n", 2, 1),
    ("\u4e00 = 1", 1, None),
]


@pytest.mark.parametrize(("text", "line", "column"), WRONG, ids=[each[0] for each in WRONG])
def test_what_is_wrong_is_told_with_file_line_and_column(
    tmp_path: Path, text: str, line: int | set[int], column: int | None
) -> None:
    run = check(good_folder(tmp_path, vpclint_toml=text))
    assert (run.code, run.out) == (2, "")
    assert "Traceback" not in run.err
    told = re.match(r"vpclint: (.*)vpclint\.toml:(\d+):(\d+): \S", run.err)
    assert told, f"no place: {run.err}"
    assert int(told[2]) in (line if isinstance(line, set) else {line})
    assert column in (None, int(told[3]))


@pytest.mark.parametrize("text", ["select = ['flow-logs-mising']", "ignore = ['nothing']"])
def test_a_rule_that_the_file_selects_and_that_does_not_exist_is_told_with_the_file(tmp_path: Path, text: str) -> None:
    run = check(good_folder(tmp_path, vpclint_toml=text))
    assert run.code == 2
    assert "vpclint.toml" in run.err


def test_places_in_a_project_count_from_the_whole_file(tmp_path: Path) -> None:
    project = '[project]\nname = "x"\nreserve = 1\n\n[tool.vpclint.capacity]\nreserve = -1\n'
    run = check(good_folder(tmp_path, pyproject_toml=project))
    assert run.code == 2
    assert "pyproject.toml:6:1: " in run.err


@pytest.mark.parametrize(
    "project",
    ["tool = 1 # [tool.vpclint]\n", "[tool]\nvpclint = 1 # [tool.vpclint]\n", "tool = [] # [tool.vpclint]\n"],
)
def test_a_project_of_another_shape_is_no_bug(tmp_path: Path, project: str) -> None:
    assert check(good_folder(tmp_path, pyproject_toml=project)).code in (0, 2)


@pytest.mark.parametrize("content", [b"fail-on = 'caf\xe9'", b"\xff\xfea\0=\0", b"\x00"])
def test_bytes_that_are_no_text_are_told(tmp_path: Path, content: bytes) -> None:
    run = check(good_folder(tmp_path, vpclint_toml=content))
    assert (run.code, run.out) == (2, "")
    assert "vpclint.toml" in run.err
    assert "Traceback" not in run.err


@pytest.mark.parametrize("name", ["missing.toml", ".", "no/such.toml"])
def test_a_configuration_that_is_named_and_can_not_be_read_is_an_error(tmp_path: Path, name: str) -> None:
    run = check(good_folder(tmp_path), ".", "--config", name)
    assert (run.code, run.out) == (2, "")
    assert "can't be read" in run.err


def test_a_configuration_that_is_named_replaces_the_one_that_is_found(tmp_path: Path) -> None:
    good_folder(tmp_path, vpclint_toml="nonsense = 1")
    put(tmp_path, {"other/settings.toml": 'select = ["s3"]'})
    run = check(tmp_path, ".", "--config", "other/settings.toml", "--format", "json")
    assert run.code == 0
    assert run.report["summary"]["passed"] < 10


@pytest.mark.parametrize("broken", ["strict = \n", "strict = true\nstrict = true\n", "[tool.vpclint]\n", "\xff"])
def test_settings_in_a_broken_project_are_not_left_aside_in_silence(tmp_path: Path, broken: str) -> None:
    """A gate that is configured to be strict would otherwise let pass what it should not."""
    project = ("[tool.vpclint]\n" + broken).encode("latin-1")
    run = check(good_folder(tmp_path, pyproject_toml=project))
    assert (run.code, run.out) == (2, "")
    assert "pyproject.toml" in run.err


def test_a_project_that_is_named_is_read_as_one(tmp_path: Path) -> None:
    put(tmp_path, {"pyproject.toml": '[project]\nname = "x"\n[tool.vpclint]\nfail-on = "note"\n'})
    assert read_configuration(tmp_path / "pyproject.toml") == Settings(fail_on="note")
