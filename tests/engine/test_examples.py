"""Every example of every rule is asked, and has to be answered as it says."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

import vpclint
from fixtures.examples import Example, Fault, documents, good, read_faults
from fixtures.write import as_toml
from vpclint import api
from vpclint.engine.catalogue import load
from vpclint.engine.rule import Remedies
from vpclint.report.found import FindingReport, Location
from vpclint.report.model import Report
from vpclint.settings import Settings
from vpclint.sources.files import SUPPRESSIONS
from vpclint.workload.explanation import request_schema

ROOT = Path(__file__).resolve().parents[2]
GOOD = good()
CATALOGUE = load()
FAULTS = tuple(read_faults())
EXAMPLES = [(fault, example) for fault in FAULTS for example in fault.examples]

ABOUT_POLICIES = {rule.name for rule in CATALOGUE if rule.asked_of == "policy"}
ABOUT_SUPPRESSIONS = {rule.name for rule in CATALOGUE if rule.asked_of == "suppression"}
ABOUT_NO_JOB = {rule.name for rule in CATALOGUE if rule.asked_of == "state"} | ABOUT_POLICIES | ABOUT_SUPPRESSIONS

each_example = pytest.mark.parametrize(
    ("fault", "example"),
    [pytest.param(fault, example, id=f"{fault.rule}-{example.name}") for fault, example in EXAMPLES],
)
each_rule = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.rule)

PLACEHOLDER = re.compile(r"\{[a-z][a-z0-9-]*\}")
NO_SENTENCE = re.compile(r"\.$|\s\s|^\s|\s$|\n|\bUNSET\b|<|\bof ?$")
"""A full stop, blanks that a missing word leaves, and what a Python object looks like."""


class Asked(msgspec.Struct, frozen=True):
    """An example as files, and the report on them."""

    texts: dict[str, str]
    report: Report

    def found(self, rule: str) -> list[FindingReport]:
        """What a rule has proved to be wrong."""
        return [finding for finding in self.report.findings if finding.rule == rule and finding.status == "fail"]


Ask = Callable[[Fault, Example], Asked]


def texts_of(fault: Fault, example: Example) -> dict[str, str]:
    """The files of an example by their names."""
    contents = {f"{name}.json": document for name, document in documents(fault, example, GOOD).items()} | example.files
    return {
        name: content if isinstance(content, str) else msgspec.json.format(msgspec.json.encode(content)).decode()
        for name, content in contents.items()
    }


def write(texts: dict[str, str], folder: Path) -> list[str]:
    """Writes the files; returns their full names."""
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return [str(folder / name) for name in texts]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Gives the report on an example, which is asked once however many tests look at it."""
    reports: dict[tuple[str, str], Asked] = {}

    def asked(fault: Fault, example: Example) -> Asked:
        key = fault.rule, example.name
        if key not in reports:
            folder = tmp_path_factory.mktemp("example")
            texts = texts_of(fault, example)
            files = write(texts, folder)
            entries = next((file for file in files if file.endswith(SUPPRESSIONS)), None)
            paths = [file for file in files if file != entries]
            settings = msgspec.convert(example.settings, Settings)
            report = vpclint.check(paths, settings=settings, suppressions=entries)
            reports[key] = Asked(dict(zip(files, texts.values(), strict=True)), report)
        return reports[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api, "load", lambda: CATALOGUE)
        yield asked


def answer_of(rule: str, report: Report) -> str:
    """What a rule says in a report; what it leaves open is reported by fact-missing."""
    if any(finding.rule == rule and finding.status == "fail" for finding in report.findings):
        return "fail"
    questions = [finding for finding in report.findings if finding.status == "unknown"]
    left_open = {name for finding in questions for name in (finding.rule, *finding.leaves_open)}
    return "unknown" if rule in left_open else "pass"


@each_example
def test_the_rule_answers_as_the_example_says(fault: Fault, example: Example, ask: Ask) -> None:
    report = ask(fault, example).report
    assert answer_of(fault.rule, report) == example.answer
    assert report.errors == ()


@each_example
def test_no_rule_finds_anything_that_the_example_does_not_name(fault: Fault, example: Example, ask: Ask) -> None:
    named = {other.rule for other in example.also}
    own = {"fail": {fault.rule}, "unknown": {"fact-missing"}, "pass": set()}[example.answer]
    assert {finding.rule for finding in ask(fault, example).report.findings} == named | own


@each_rule
def test_only_errors_decide_the_verdict(fault: Fault, ask: Ask) -> None:
    for example in fault.examples:
        report = ask(fault, example).report
        errors = {finding.status for finding in report.findings if finding.severity == "error"}
        assert report.verdict == worst(errors), example.name
        assert report.verdict == worst({each.verdict for each in (*report.jobs, *report.policies)}), example.name


def worst(verdicts: set[str]) -> str:
    return next((verdict for verdict in ("fail", "unknown") if verdict in verdicts), "pass")


@each_rule
def test_every_message_is_a_sentence(fault: Fault, ask: Ask) -> None:
    for finding in (finding for example in fault.examples for finding in ask(fault, example).report.findings):
        for sentence in (finding.message, *finding.notes):
            assert not NO_SENTENCE.search(sentence), sentence
        first = re.split(r"[\[ ]", finding.message)[0]
        assert not first[0].isupper() or first in api_names(), finding.message
        assert finding.affects or finding.rule in ABOUT_NO_JOB, finding.message


@cache
def api_names() -> frozenset[str]:
    """The names of the request's members, of the EC2 API's and of policies, which keep their capitals."""
    shapes = request_schema()["$defs"]
    members = {member for shape in shapes.values() for member in shape.get("properties", {})}
    return frozenset({*shapes, *members, *members_in(GOOD), "Effect", "JSON", "Version"})


def members_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from members_in(item)


def proved(fault: Fault, ask: Ask) -> Iterator[tuple[Asked, FindingReport]]:
    """What a rule finds in all of its examples."""
    for example in fault.examples:
        asked = ask(fault, example)
        yield from ((asked, finding) for finding in asked.found(fault.rule))


@each_rule
def test_every_place_of_a_finding_is_where_its_pointer_leads(fault: Fault, ask: Ask) -> None:
    for asked, finding in proved(fault, ask):
        assert finding.locations, finding
        for location in finding.locations:
            text = asked.texts[location.file]
            assert location.line > 0, location
            lines = text.splitlines(keepends=True)
            start = sum(map(len, lines[: location.line - 1])) + location.column - 1
            if location.span and not location.pointer:
                assert start == location.span[0]
                continue
            if location.span:
                part = at(json.loads(text), location.pointer)[slice(*location.span)]
                assert text.startswith(json.dumps(part)[1:-1], start)
                continue
            value, key = at(json.loads(text), location.pointer), location.pointer.rpartition("/")[2]
            of_a_key = isinstance(value, dict | list) and not key.isdigit() and key
            assert json.JSONDecoder().raw_decode(text, start)[0] == (key if of_a_key else value)


@each_rule
def test_a_finding_shows_its_resource_or_what_was_edited(fault: Fault, ask: Ask) -> None:
    for asked, finding in proved(fault, ask):
        subjects = [*finding.resource.split(", "), *(each for hit in finding.affects for each in hit.subnets)]
        if finding.rule in ABOUT_SUPPRESSIONS or (finding.rule in ABOUT_POLICIES and not finding.locations[0].pointer):
            assert {each.file for each in finding.locations} == {finding.resource}
            continue
        shown = [json.dumps(at(json.loads(asked.texts[each.file]), record(each))) for each in finding.locations]
        named = any(subject in text for subject in subjects for text in shown)
        assert named or any(is_edited(asked, location) for location in finding.locations), finding


def at(document: Any, pointer: str) -> Any:
    """The value that a JSON pointer without escapes leads to."""
    value = document
    for part in pointer.split("/")[1:]:
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def record(location: Location) -> str:
    """The pointer of the record that a place in a state belongs to; a place in a job stands for itself."""
    is_state = Path(location.file).name == "state.json"
    return "/".join(location.pointer.split("/")[:3]) if is_state else location.pointer


def is_edited(asked: Asked, location: Location) -> bool:
    """Whether a place is, holds or lies in a value that the edits have changed."""
    after = json.loads(asked.texts[location.file])
    here = f"{location.pointer}/"
    changed = [f"{pointer}/" for pointer in differences(GOOD[Path(location.file).stem], after)]
    return any(here.startswith(there) or there.startswith(here) for there in changed)


def differences(before: Any, after: Any, pointer: str = "") -> Iterator[str]:
    """The pointers of the innermost values that are not the same in both documents."""
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() == after.keys():
        for key in before:
            yield from differences(before[key], after[key], f"{pointer}/{key}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from differences(old, new, f"{pointer}/{index}")
    elif before != after:
        yield pointer


def remedies_of(finding: FindingReport) -> dict[str, list[str]]:
    """The filled in remedies of a finding by tool."""
    remedy = finding.remedy
    if isinstance(remedy, msgspec.UnsetType):
        return {}
    texts = {"console": remedy.text, "cloudformation": remedy.cloudformation, "terraform": remedy.terraform}
    return {"aws-cli": list(remedy.aws_cli)} | {tool: [text] if text else [] for tool, text in texts.items()}


def templates_of(remedies: Remedies) -> list[tuple[str, str]]:
    """The remedies of a rule, each with its tool."""
    texts = {"console": remedies.console, "cloudformation": remedies.cloudformation, "terraform": remedies.terraform}
    commands = [("aws-cli", command) for command in remedies.aws_cli]
    return commands + [(tool, text) for tool, text in texts.items() if text]


def is_filled_in(template: str, text: str) -> bool:
    """Whether a text is the template with something in the place of every name."""
    parts = PLACEHOLDER.split(template.rstrip("\n"))
    return re.fullmatch(".+".join(map(re.escape, parts)), text) is not None


@each_rule
def test_every_remedy_is_filled_in(fault: Fault, ask: Ask) -> None:
    for _, finding in proved(fault, ask):
        remedies = remedies_of(finding)
        assert not [text for texts in remedies.values() for text in texts if PLACEHOLDER.search(text)]
        for command in remedies.get("aws-cli", ()):
            assert shlex.split(command)[:2] in (["aws", "ec2"], ["aws", "iam"], ["aws", "s3"])
        for template in remedies.get("cloudformation", ()):
            yaml.safe_load(template)


@each_rule
def test_every_remedy_of_the_rule_is_given_in_one_of_its_examples(fault: Fault, ask: Ask) -> None:
    rule = CATALOGUE.get(fault.rule)
    assert rule is not None
    remedies = [remedies_of(finding) for _, finding in proved(fault, ask)]
    given = [(tool, text) for each in remedies for tool, texts in each.items() for text in texts]
    for tool, template in templates_of(rule.remedies):
        assert any(tool == other and is_filled_in(template, text) for other, text in given), template


def test_every_rule_has_examples_of_just_the_answers_that_it_declares() -> None:
    shown = {fault.rule: {example.answer for example in fault.examples} for fault in FAULTS}
    assert shown == {rule.name: set(rule.answers) for rule in CATALOGUE}


def test_only_rules_that_exist_are_named() -> None:
    named = {other.rule for _, example in EXAMPLES for other in example.also}
    assert named <= {rule.name for rule in CATALOGUE}


PROGRAM = """
import json, sys
from vpclint.cli.main import run
for arguments in json.load(sys.stdin):
    print(run(arguments), flush=True)
"""


def test_a_report_does_not_depend_on_the_order_of_hashes(tmp_path: Path) -> None:
    """The reports of fact-missing, which gathers sets of facts, rules and subnets, are the same in two processes."""
    (fault,) = (fault for fault in FAULTS if fault.rule == "fact-missing")
    calls = []
    for example in fault.examples:
        texts = texts_of(fault, example) | {"vpclint.toml": as_toml(example.settings)}
        *files, settings = write(texts, tmp_path / example.name)
        calls.append(["check", "--format", "json", "--config", settings, *files])
    outputs = [printed(json.dumps(calls), seed, tmp_path) for seed in ("1", "2")]
    assert outputs[0] == outputs[1]
    assert outputs[0].count(b'"schema_version"') == len(calls)


def printed(calls: str, hash_seed: str, folder: Path) -> bytes:
    """What the command line prints in a process of its own."""
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=calls.encode(),
        cwd=folder,
        env=environment,
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    return done.stdout
