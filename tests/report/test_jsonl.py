"""JSON, line by line: together the lines are the whole report."""

import json
from pathlib import Path

import msgspec
from cli.running import check, put, state
from jsonschema import Draft202012Validator

from report.everything import ARGUMENTS, everything
from vpclint.report.jsonl import Line
from vpclint.report.schemas import schema

KINDS = {"job": "jobs", "vpc": "vpcs", "policy": "policies", "finding": "findings", "error": "errors"}


def test_the_lines_are_the_report(tmp_path: Path) -> None:
    everything(tmp_path / "jobs")
    put(tmp_path / "vpc", {"state.json": state()})
    for folder, arguments in ((tmp_path / "jobs", ARGUMENTS), (tmp_path / "vpc", ("state.json",))):
        report = check(folder, *arguments, "--format", "json").report
        lines = [json.loads(line) for line in check(folder, *arguments, "--format", "jsonl").out.splitlines()]
        first = lines.pop(0)
        assert first.pop("type") == "run"
        told = {name: [] for name in KINDS.values()} | {"paths": {}} | first
        for line in lines:
            kind = line.pop("type")
            if kind == "path":
                told["paths"][line["path"]] = line["hops"]
            else:
                told[KINDS[kind]].append(line)
        assert told == report


def test_each_line_is_one_that_the_types_name(tmp_path: Path) -> None:
    lines = check(everything(tmp_path), *ARGUMENTS, "--format", "jsonl").out.splitlines()
    validator = Draft202012Validator(schema("report-line"))
    assert [error.message for line in lines for error in validator.iter_errors(json.loads(line))] == []
    kinds = [type(msgspec.json.decode(line, type=Line)).__name__ for line in lines]
    assert kinds[0] == "Run"
    assert {*kinds} == {"Run", "JobLine", "PolicyLine", "FindingLine", "ErrorLine", "PathLine"}
