"""The catalogue: read, selected from, configured, and the same in a wheel as in the source tree."""

import email
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from msgspec import structs

from vpclint import __version__
from vpclint.engine import shipped
from vpclint.engine.catalogue import Catalogue, load
from vpclint.engine.messages import Told
from vpclint.engine.page import page, table
from vpclint.engine.rule import Option, Rule
from vpclint.engine.shipped import read_as, read_rule, read_rules
from vpclint.errors import ConfigurationError, RuleError, UsageError
from vpclint.finding import Severity
from vpclint.settings import Assumption, Settings

ROOT = Path(__file__).resolve().parents[2]


def rule(name: str, family: str = "family", **more: Any) -> Rule:
    needed = {"severity": Severity.ERROR, "title": "it is wrong", "what": "what", "why": "why", "answers": ("fail",)}
    return Rule(name=name, family=family, **(needed | more))


OPTIONS = {"ports": Option("80", "p"), "count": Option(3, "c"), "on": Option(default=False, what="o")}
SMALL = Catalogue(
    (
        rule("route-missing", "routes"),
        rule("route-blackhole", "routes"),
        rule("flow-logs-missing", "watching"),
        rule("s3", "odd"),
        rule("ports-closed", "filters", options=OPTIONS),
    )
)


def names(rules: tuple[Rule, ...]) -> list[str]:
    return [each.name for each in rules]


def test_the_catalogue_holds_every_file_once() -> None:
    files = sorted((path.parent.name, path.stem) for path in (ROOT / "rules").glob("*/*.yaml"))
    assert [(each.family, each.name) for each in load()] == files
    assert len(load()) == len(files) > 30


def test_names_are_looked_up() -> None:
    found = SMALL.get("route-missing")
    assert found is not None
    assert found.function == "route_missing"
    assert SMALL.get("routes") is None
    assert SMALL.get("") is None


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("route-missing", ["route-missing"]),
        ("routes", ["route-missing", "route-blackhole"]),
        ("route-*", ["route-missing", "route-blackhole"]),
        ("*-missing", ["route-missing", "flow-logs-missing"]),
        ("*", ["route-missing", "route-blackhole", "flow-logs-missing", "s3", "ports-closed"]),
        ("r?ute-missing", ["route-missing"]),
        ("[rf]*-missing", ["route-missing", "flow-logs-missing"]),
        ("s3", ["s3"]),
    ],
)
def test_a_pattern_means_a_name_a_family_or_a_glob(pattern: str, expected: list[str]) -> None:
    assert names(SMALL.matching(pattern)) == expected


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("route-mising", "did you mean route-missing?"),
        ("watchin", "did you mean watching?"),
        ("Route-Missing", "did you mean route-missing?"),
        ("routes/route-missing", "did you mean route-missing?"),
        ("", "see vpclint rules"),
        ("quite-another-thing", "see vpclint rules"),
        ("zz*", "see vpclint rules"),
    ],
)
def test_a_pattern_that_means_nothing_is_refused(pattern: str, told: str) -> None:
    with pytest.raises(UsageError) as refused:
        SMALL.matching(pattern)
    assert told in str(refused.value)
    assert repr(pattern) in str(refused.value)
    assert refused.value.exit_code == 2


def test_ignoring_goes_before_selecting() -> None:
    settings = Settings(select=("routes", "flow-*"), ignore=("*-missing",))
    assert names(SMALL.selected(settings)) == ["route-blackhole"]
    assert names(SMALL.selected(Settings())) == names(tuple(SMALL))
    assert names(SMALL.selected(Settings(ignore=("*",)))) == []


@pytest.mark.parametrize(
    "settings", [Settings(select=("nothing",)), Settings(ignore=("nothing",))], ids=["select", "ignore"]
)
def test_selecting_or_ignoring_what_does_not_exist_is_refused(settings: Settings) -> None:
    with pytest.raises(UsageError):
        SMALL.selected(settings)


def test_the_rule_of_missing_facts_is_asked_whatever_is_selected() -> None:
    """A verdict of `cannot tell` names the fact that is missing."""
    assert "fact-missing" in names(load().selected(Settings(select=("route-missing",))))
    assert "fact-missing" not in names(load().selected(Settings(ignore=("fact-missing",))))


def test_options_have_their_defaults_and_what_is_configured() -> None:
    configured = Settings(rules={"ports-closed": {"ports": "1-9", "on": True, "severity": "note"}})
    assert SMALL.options(Settings())["ports-closed"] == {"ports": "80", "count": 3, "on": False}
    assert SMALL.options(configured)["ports-closed"] == {"ports": "1-9", "count": 3, "on": True}
    assert SMALL.options(configured)["route-missing"] == {}


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ({"route-mising": {}}, "did you mean route-missing?"),
        ({"routes": {"severity": "note"}}, "[rules.routes] is for no rule"),
        ({"route-missing": {"severity": "fatal"}}, "'fatal'"),
        ({"route-missing": {"severity": True}}, "True"),
        ({"route-missing": {"ports": "80"}}, "no option 'ports'"),
        ({"ports-closed": {"port": "80"}}, "'port'"),
        ({"ports-closed": {"ports": 80}}, "80"),
        ({"ports-closed": {"count": "3"}}, "'3'"),
        ({"ports-closed": {"count": True}}, "True"),
        ({"ports-closed": {"on": 1}}, "1"),
    ],
)
def test_options_that_are_none_are_refused(rules: dict[str, Any], told: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        SMALL.options(Settings(rules=rules))
    assert told in str(refused.value)


def test_the_options_of_the_rules_that_ship() -> None:
    given = {name: dict(options) for name, options in load().options(Settings()).items() if options}
    assert given == {
        "security-group-self-ingress": {"ports": "1024-65535"},
        "state-stale": {"max-age": "30d"},
        "vpc-config-missing": {"required": False},
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "severity: fatal",
        "a: b: c",
        "severity: error\ntitle: t\n",
        "\x00",
        "!!python/object:os.system {}",
        "- {",
    ],
)
def test_a_file_that_is_no_rule_is_refused_with_its_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "family" / "some-rule.yaml"
    path.parent.mkdir()
    path.write_text(text, "utf-8")
    with pytest.raises(RuleError) as refused:
        read_rule(path)
    assert refused.value.file == str(path)
    assert refused.value.exit_code == 4


def test_a_rule_takes_its_name_and_family_from_its_path(tmp_path: Path) -> None:
    path = tmp_path / "some-family" / "some-rule.yaml"
    path.parent.mkdir()
    path.write_text("severity: note\ntitle: t\nwhat: w\nwhy: y\nanswers: [fail]\n", "utf-8")
    [only] = read_rules(tmp_path)
    assert (only.name, only.family, only.severity) == ("some-rule", "some-family", Severity.NOTE)


def test_no_rules_at_all_are_a_bug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped, "_SOURCE", tmp_path)
    with pytest.raises(RuleError, match="no rules are installed"):
        load()


def test_an_index_goes_before_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = tmp_path / "index.json"
    index.write_bytes(msgspec.json.encode([rule("from-the-index")]))
    monkeypatch.setattr(shipped, "_INDEX", index)
    assert names(tuple(load())) == ["from-the-index"]


def test_an_index_of_the_files_is_the_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from_files = tuple(load())
    index = [
        {"name": path.stem, "family": path.parent.name, **yaml.safe_load(path.read_text("utf-8"))}
        for path in sorted((ROOT / "rules").glob("*/*.yaml"))
    ]
    (tmp_path / "index.json").write_text(json.dumps(index), "utf-8")
    monkeypatch.setattr(shipped, "_INDEX", tmp_path / "index.json")
    assert tuple(load()) == from_files


@pytest.mark.parametrize("each", tuple(load()), ids=lambda each: each.name)
def test_the_page_of_a_rule_has_its_headings(each: Rule) -> None:
    shown = page(each)
    headings = [line for line in shown.splitlines() if line.startswith("## ")]
    assert headings[:2] == ["## What it asks", "## Why it matters"]
    assert len(set(headings)) == len(headings)
    assert headings[-1] == "## References"
    assert shown.startswith(
        f"# {each.name}\n\n{each.title[0].upper()}{each.title[1:]}.\n\nSeverity: {each.severity.value} "
    )
    assert shown.endswith("\n")
    assert not shown.endswith("\n\n")
    assert ("## Options" in headings) == bool(each.options)


def test_the_table_has_columns() -> None:
    lines = table(tuple(SMALL)).splitlines()
    assert len(lines) == len(SMALL)
    assert {line.index("error") for line in lines} == {len("watching") + 2 + len("flow-logs-missing") + 2}


@pytest.mark.slow
def test_a_wheel_carries_the_rules_and_their_index(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "--wheel-dir", str(tmp_path), str(ROOT)], check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        held = opened.namelist()
        index = msgspec.json.decode(opened.read("vpclint/rules/index.json"), type=tuple[Rule, ...])
        messages = msgspec.json.decode(opened.read("vpclint/rules/messages.json"), type=tuple[Told, ...])
        metadata = next(name for name in held if name.endswith("METADATA"))
        described = email.message_from_bytes(opened.read(metadata))
    assert index == read_rules(ROOT / "rules")
    assert messages == read_as(tuple[Told, ...], ROOT / "rules" / "messages.yaml")
    assert (described["Name"], described["Version"]) == ("vpclint", __version__)
    assert {name for name in held if name.endswith(".yaml")} == {
        f"vpclint/{path.relative_to(ROOT)}" for path in (ROOT / "rules").rglob("*.yaml")
    }
    assert {"vpclint/py.typed", "vpclint/aws/processing_job.schema.json"} <= set(held)
    assert not any(name.startswith(("tests/", "fixtures/", "tools/")) for name in held)


TESTED = Assumption("route-missing", "rtb-1", "yes", "tested")


def test_assumptions_are_answers_to_rules_and_say_so() -> None:
    broken = Assumption("s3", "a", "no", "it is closed")
    found = SMALL.assumptions(Settings(assume=(TESTED, broken, TESTED)))
    assert [str(each) for each in found] == [
        "route-missing of rtb-1 holds: tested",
        "s3 of a fails: it is closed",
        "route-missing of rtb-1 holds: tested",
    ]
    assert [each.truth.is_yes for each in found] == [True, False, True]


@pytest.mark.parametrize(
    ("other", "pointer", "told"),
    [
        (structs.replace(TESTED, rule="route-mising"), "/assume/1/rule", "did you mean route-missing?"),
        (structs.replace(TESTED, rule="routes"), "/assume/1/rule", "no rule is called 'routes'"),
        (structs.replace(TESTED, rule="folded"), "/assume/1/rule", "folded asks about no resource"),
        (structs.replace(TESTED, rule="about-states"), "/assume/1/rule", "about-states asks about no resource"),
        (structs.replace(TESTED, answer="no"), "/assume/1/answer", "with yes and with no"),
    ],
    ids=str,
)
def test_assumptions_that_are_none_are_refused(other: Assumption, pointer: str, told: str) -> None:
    small = Catalogue((*SMALL, rule("folded", asked_of="run"), rule("about-states", asked_of="state")))
    with pytest.raises(ConfigurationError, match=re.escape(told)) as refused:
        small.assumptions(Settings(assume=(TESTED, other)))
    assert refused.value.pointer == pointer


def test_the_rules_that_need_a_job_are_those_on_requests_and_groups() -> None:
    about_jobs = ("access", "addresses", "filters", "request")
    assert {each.name for each in load() if not each.needs_job and each.family in about_jobs} == {
        "docker-range-overlap",
        "endpoint-policy-full-access",
        "network-acl-egress",
        "network-acl-return",
        "package-repositories-blocked",
        "package-repositories-reachable",
        "package-repositories-stale",
        "subnet-in-edge-zone",
        "subnet-ip-headroom",
        "subnet-not-available",
        "subnet-without-ipv4",
        "tenancy-dedicated",
    }
    others = {each.name for each in load() if each.needs_job and each.family not in about_jobs}
    assert others == {"service-endpoint-policy"}


def test_what_is_asked_of_the_request_and_of_groups_needs_no_subnet() -> None:
    assert {each.name for each in load() if not each.needs_subnet} == {
        *("job-request-invalid", "id-malformed", "duplicate-id", "isolation-conflict", "vpc-config-missing"),
        *("subnet-not-found", "security-group-not-found", "security-group-open"),
    }
