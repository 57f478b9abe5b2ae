"""The commands beside `check`: the catalogue, the schemas, the help, and words that are no command."""

import json
from pathlib import Path

import pytest

from vpclint import __version__
from vpclint.cli.main import COMMANDS
from vpclint.engine.catalogue import load

from .running import vpclint


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_is_one_line(tmp_path: Path, option: str) -> None:
    assert vpclint(tmp_path, option) == (0, f"vpclint {__version__}\n", "")


@pytest.mark.parametrize("option", ["--help", "-h"])
@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)], ids=" ".join)
def test_every_command_has_a_help(tmp_path: Path, command: tuple[str, ...], option: str) -> None:
    run = vpclint(tmp_path, *command, option)
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith("Usage: " + " ".join(["vpclint", *command]))
    assert all(not command or len(line) <= 100 for line in run.out.splitlines())


def test_the_help_lists_all_commands_and_the_exit_codes(tmp_path: Path) -> None:
    run = vpclint(tmp_path, "--help")
    assert all(f"\n  {name} " in run.out for name in COMMANDS)
    assert all(f"{code} " in run.out.partition("Exit codes:")[2] for code in range(5))


@pytest.mark.parametrize(("word", "meant"), [("chekc", "check"), ("rule", "rules"), ("schemas", "schema")])
def test_a_misspelt_command_names_the_nearest(tmp_path: Path, word: str, meant: str) -> None:
    run = vpclint(tmp_path, word, "state.json")
    assert (run.code, run.out) == (2, "")
    assert repr(word) in run.err
    assert f"did you mean {meant!r}?" in run.err


def test_a_word_that_is_near_to_no_command_is_refused_without_a_guess(tmp_path: Path) -> None:
    run = vpclint(tmp_path, "zzzzzz")
    assert (run.code, run.out) == (2, "")
    assert "did you mean" not in run.err


def test_rules_prints_a_line_for_each_rule(tmp_path: Path) -> None:
    run = vpclint(tmp_path, "rules")
    lines = [line.split() for line in run.out.splitlines()]
    assert [(line[0], line[1], line[2]) for line in lines] == [
        (rule.family, rule.name, rule.severity.value) for rule in load()
    ]
    assert (run.code, run.err) == (0, "")


def test_rules_prints_the_page_of_one_rule(tmp_path: Path) -> None:
    run = vpclint(tmp_path, "rules", "s3-endpoint-not-routed")
    assert run.out.startswith("# s3-endpoint-not-routed\n")
    assert all(heading in run.out for heading in ("## What it asks", "## Why it matters", "## How to repair it"))
    assert "Severity: error · family: s3" in run.out


@pytest.mark.parametrize(("pattern", "family"), [("s3", "s3"), ("subnet-*", None), ("flow-logs-*", "watching")])
def test_rules_takes_families_and_globs(tmp_path: Path, pattern: str, family: str | None) -> None:
    listed = [line.split() for line in vpclint(tmp_path, "rules", pattern).out.splitlines()]
    assert len(listed) > 1
    assert all(line[0] == family or family is None for line in listed)
    assert all(line[1].startswith(pattern.rstrip("*")) or line[0] == pattern for line in listed)


def test_rules_in_json_are_rule_files_with_name_and_family(tmp_path: Path) -> None:
    rules = json.loads(vpclint(tmp_path, "rules", "--format", "json").out)
    assert [(rule["name"], rule["family"]) for rule in rules] == [(rule.name, rule.family) for rule in load()]
    [ports] = [rule for rule in rules if rule["name"] == "security-group-self-ingress"]
    assert ports["options"]["ports"]["default"] == "1024-65535"


def test_an_unknown_rule_has_no_page(tmp_path: Path) -> None:
    run = vpclint(tmp_path, "rules", "route-missin")
    assert (run.code, run.out) == (2, "")
    assert "did you mean route-missing?" in run.err
    assert run.err.startswith("vpclint: ")


@pytest.mark.parametrize("name", ["configuration", "explanation", "path", "report", "rule", "snapshot"])
def test_every_schema_is_printed_as_json(tmp_path: Path, name: str) -> None:
    run = vpclint(tmp_path, "schema", name)
    assert (run.code, run.err) == (0, "")
    assert json.loads(run.out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
