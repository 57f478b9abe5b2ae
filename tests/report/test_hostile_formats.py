"""A whole list of hostile names in real files, thrown at every format through a real check: each stays a name.

What a format's reader makes of it is asked of that reader: GitHub's runner of every log, GitHub's own parser of
Markdown, XML and JUnit parsers, the schemas of SARIF and of GitLab.
"""

import json
import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from cli.running import JOB, VPC_CONFIG, check, job, put, state, vpclint, without_route
from junitparser import JUnitXml

from report.consumers import GITLAB, SARIF, Page, commands
from report.test_hostile import is_safe
from report.test_markdown import TAGS
from vpclint.report.formats import FORMATS

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": "\"'><img src=x onerror=alert(1)>",
    "comment": "<!-- x --><details><summary>",
    "newlines": "a\nerror: forged\r\n::error::forged\n",
    "set-output": "::set-output name=x::forged",
    "error": "::error file=app.js,line=1::forged",
    "escapes": "%0A::error::forged%0D%25%3A%2C",
    "old-command": "##[error]forged",
    "azure": "##vso[task.setvariable variable=x]forged",
    "stop": "::stop-commands::x",
    "ansi": "\x1b[31mred\x1b[0m\x1b]8;;https://evil.example\x07link\x1b]8;;\x07\x9b2J",
    "backspaces": "good\x08\x08\x08\x08evil\x7f\x00",
    "right-to-left": "\u202etxt.exe\u2066\u200f",
    "invisible": "\u200b\u2060\ufeff\u00ad\u2028\u2029\u0085",
    "cdata": "]]><failure message='forged'/><![CDATA[",
    "entities": "&lt;&#x41;&amp;&quot;",
    "processing": "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "link": "[click](https://evil.example)",
    "image": "![x](https://evil.example/x.png)",
    "reference-link": "[x]: https://evil.example 'x'",
    "related-link": "[here](1)",
    "address": "https://evil.example www.evil.example me@evil.example",
    "mention": "@octocat @acme/team",
    "reference": "#1 GH-1 acme/repo#1 deadbeef1",
    "cells": "a | b |\n| c | d",
    "backticks": "` `` ``` ```` ~~~ ``",
    "emphasis": "*a* **b** _c_ ~~d~~ :smile: $x$",
    "blocks": "\n# heading\n- item\n> quote\n\n---\n    code\n</details>",
    "placeholders": "{0} {{1}} {endpoint} %s ${PATH} $(id) `id`",
    "formula": "=cmd()",
    "formula-call": "=cmd|'/c calc'!A0",
    "plus": "+1+1",
    "minus": "-1+1",
    "at": "@SUM(1)",
    "surrogate": "\ud800\udc00\udfff",
    "quotes": "'\"`\\'\\\"",
}
FORGED = re.compile(r"^\s*(error: )?forged", re.MULTILINE)
MARK = "zq"
"""Stands before each hostile text, to show that it has come through."""

ENVIRONMENT = {"GITHUB_WORKSPACE": "", "CI_PROJECT_DIR": "", "GITHUB_STEP_SUMMARY": ""}


def in_file_name(text: str) -> str:
    return text.replace("/", "_").replace("\0", "")


def world(text: str) -> dict[str, Any]:
    """Files that hold the text wherever a name can stand: jobs, ids, tags, descriptions, buckets, SIDs, file names."""
    hostile = MARK + text
    named = json.dumps(hostile)[1:-1]
    broken = json.dumps(without_route())
    table = next(table for table in state()["RouteTables"] if any(each.get("Main") for each in table["Associations"]))
    for name in (table["RouteTableId"], *(each["GroupName"] for each in state()["SecurityGroups"])):
        broken = broken.replace(json.dumps(name), f'"{name}{named}"')
    told = json.loads(broken)
    for kind in ("Vpcs", "Subnets", "RouteTables", "SecurityGroups", "VpcEndpoints"):
        for record in told[kind]:
            record["Tags"] = [{"Key": "Name", "Value": hostile}, {"Key": hostile, "Value": hostile}]
            record["Description"] = hostile
    statements = [
        {"Sid": hostile, "Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"},
        {"Effect": "Allow", "Principal": "*", "Action": ["s3:*", "s3:Get" + hostile], "Resource": "*"},
    ]
    for endpoint in told["VpcEndpoints"]:
        endpoint["PolicyDocument"] = json.dumps({"Statement": statements})
    name = in_file_name(text)
    return {
        "state.json": told,
        f"{name}.json": job((("ProcessingInputs", 0, "S3Input", "S3Uri"), f"s3://{hostile}/{hostile}")),
        f"ids/{name}x.json": job(
            ((*VPC_CONFIG, "Subnets"), [f"subnet-{hostile}"]),
            ((*VPC_CONFIG, "SecurityGroupIds"), [hostile]),
            ProcessingJobName=text + MARK,
        ),
        f"endpoint{name}.json": {"Version": hostile, "Statement": [*statements, {"Effect": hostile, hostile: hostile}]},
        f"{name}broken.json": ('{"' + hostile).encode("utf-8", "surrogatepass"),
        "routed.json": JOB | {"ProcessingJobName": "b " + hostile},
        ".vpclint-ignore.yaml": json.dumps(
            [
                {"rule": "job-request-invalid", "path": "*", "reason": hostile, "owner": hostile},
                {"rule": "state-*", "resource": hostile, "reason": hostile, "owner": hostile},
            ]
        ),
    }


@pytest.fixture(scope="module", params=HOSTILE)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each format says of a world, on the standard output and in a file."""
    folder = put(tmp_path_factory.mktemp("world"), encodable_names(world(HOSTILE[request.param])))
    outputs = [part for name in FORMATS for part in ("--output", f"{name}=/{folder}/../out.{name}")]
    run = check(folder, ".", *outputs, "--format", "text", "--accepted", **ENVIRONMENT)
    assert run.code == 2, run.err
    assert is_safe(run.err)
    assert commands(run.err) == []
    return {name: (folder / ".." / f"out.{name}").read_text("utf-8") for name in FORMATS}


def encodable_names(files: dict[str, Any]) -> dict[str, Any]:
    return {os.fsdecode(name.encode("utf-8", "replace")): content for name, content in files.items()}


@pytest.mark.parametrize("name", FORMATS)
def test_it_comes_through_and_no_terminal_or_log_obeys(told: dict[str, str], name: str) -> None:
    shown = told[name]
    assert MARK in shown
    assert is_safe(shown), ascii(shown)
    assert "##[" not in shown
    assert "##vso[" not in shown
    if name != "github":
        assert commands(shown) == []
        assert not FORGED.search(shown)


def test_each_line_of_a_concise_report_is_one_finding(told: dict[str, str]) -> None:
    lines = told["concise"].splitlines()
    found = json.loads(told["json"])
    counting = [each for each in found["findings"] if "suppressed" not in each]
    assert 5 < len(counting) < len(found["findings"])
    assert len(lines) == len(found["errors"]) + len(counting) + 1
    assert not any(line.startswith(("=", "+", "-", "@", "::")) for line in lines)


def test_each_line_of_json_lines_is_one_object(told: dict[str, str]) -> None:
    lines = [json.loads(line) for line in told["jsonl"].splitlines()]
    found = json.loads(told["json"])
    assert [each["type"] for each in lines].count("finding") == len(found["findings"]) > 5
    assert all(isinstance(each, dict) for each in lines)


def test_each_annotation_is_one_of_ours(told: dict[str, str]) -> None:
    annotations = commands(told["github"])
    lines = told["github"].splitlines()
    assert len(lines) == len(annotations) + 1
    assert len(annotations) == 10
    for each in annotations:
        assert each.name in ("error", "warning", "notice")
        assert each.properties.keys() <= {"file", "line", "col", "title"}
        assert re.fullmatch("vpclint (unreadable|(error|warning|note|unknown): [a-z0-9-]+)", each.properties["title"])
        assert all(re.match("note: |help: ", line) for line in each.data.split("\n")[1:])
    assert lines[-1].startswith("vpclint: ")


def strings(value: Any) -> Iterator[tuple[str, str]]:
    """The texts in a value, each with the name of its member."""
    members = value.items() if isinstance(value, dict) else [("", each) for each in value]
    for name, each in members:
        if isinstance(each, str):
            yield name, each
        elif isinstance(each, (dict, list)):
            yield from ((name if inner == "" else inner, text) for inner, text in strings(each))


def test_a_log_of_sarif_is_valid_and_its_messages_are_text(told: dict[str, str]) -> None:
    log = json.loads(told["sarif"])
    SARIF.validate(log)
    [run] = log["runs"]
    results = [{**each, "properties": {}} for each in run["results"]] + run["invocations"]
    messages = [text for name, text in strings(results) if name == "text"]
    assert len(messages) > 10
    for text in messages:
        assert not re.search(r"\[[^\]]*\]\(", text), text
        assert not re.search(r"\{\d+\}", text.replace("{{", "").replace("}}", "")), text
        assert is_safe(text)
    uris = [text for name, text in strings(results) if name == "uri"]
    assert any(MARK not in uri for uri in uris)
    for uri in uris:
        parts = urlsplit(uri)
        assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
        assert re.fullmatch(r"[A-Za-z0-9%/._~-]+", uri)
        assert "\0" not in unquote(uri)


class Tags(HTMLParser):
    """The elements that a page would have, if a text were put into it as it is written in XML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)


def test_junit_has_the_elements_and_attributes_of_ours_alone(told: dict[str, str]) -> None:
    root = ET.fromstring(told["junit"])  # noqa: S314 - what is read is our own
    elements = {element.tag for element in root.iter()}
    assert elements <= {"testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out"}
    attributes = {name for element in root.iter() for name in element.attrib}
    counts = {"tests", "failures", "errors", "skipped"}
    assert attributes <= counts | {"name", "classname", "file", "message"}
    whole = JUnitXml.fromstring(told["junit"].encode())
    assert whole.failures > 0
    assert sum(element.tag == "failure" for element in root.iter()) == whole.failures
    assert set(Tags(told["junit"]).found) <= elements


def test_issues_of_gitlab_have_their_shape_and_their_text_is_no_page(told: dict[str, str]) -> None:
    issues = json.loads(told["gitlab"])
    GITLAB.validate(issues)
    assert len({each["fingerprint"] for each in issues}) == len(issues)
    for each in issues:
        assert is_safe(each["description"] + each["location"]["path"])
        page = Page(each.get("content", {}).get("body", ""))
        assert page.balanced
        assert {tag.removeprefix("/") for tag in page.tags} <= {"p", "pre", "code"}


def test_markdown_has_the_elements_of_ours_alone_and_names_are_code(told: dict[str, str]) -> None:
    page = Page(told["markdown"])
    assert page.balanced
    assert {tag.removeprefix("/") for tag in page.tags} <= TAGS
    assert {(tag, name) for tag, name, _ in page.attributes} <= {("pre", "lang")}
    assert page.tags.count("table") == 1
    for text in page.outside_code():
        assert not {*text} & {*"@#<>[]*_~|\\!&`="}, text
        assert not re.search(r"www\.|://|\bGH-\d|\b[0-9a-f]{7,}\b", text)
    columns = page.tags.count("th")
    assert page.tags.count("td") % columns == 0
    assert page.tags.count("details") == page.tags.count("summary") == page.tags.count("/details")


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_what_is_asked_of_policies_and_paths_stays_inert_as_well(tmp_path: Path, hostile: str) -> None:
    name = os.fsdecode((in_file_name(hostile) + "endpoint.json").encode("utf-8", "replace"))
    put(tmp_path, encodable_names(world(hostile)) | {name: world(hostile)[f"endpoint{in_file_name(hostile)}.json"]})
    for format_ in FORMATS:
        run = vpclint(tmp_path, "policy", "lint", f"./{name}", "--format", format_, **ENVIRONMENT)
        assert run.code in (1, 2), run.err
        assert is_safe(run.out + run.err)
        assert format_ == "github" or commands(run.out + run.err) == []
    run = vpclint(tmp_path, "path", "routed.json", "s3", "--state", "state.json")
    assert run.code in (1, 2, 3), run.err
    assert is_safe(run.out + run.err)
    assert commands(run.out + run.err) == []
