"""Texts from outside never reach the terminal as they are: neither names, nor ids, nor keys, nor files."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli.running import COUNT, INPUT_URI, JOB, VPC_CONFIG, Run, check, job, put, vpclint, without_route

NASTY = "\x1b[31m\r\n\x07\x9b2J\u202e\u2066\u200b\u2028\ufeff\x7f\x00\U000e0041"
READ = (
    "Vpcs",
    "Subnets",
    "RouteTables",
    "SecurityGroups",
    "VpcEndpoints",
    "PrefixLists",
    "ManagedPrefixLists",
    "FlowLogs",
    "BucketLocations",
    "NetworkInterfaces",
    "vpclint",
)


def is_safe(shown: str) -> bool:
    """Every character is one that a terminal prints as it is, or a line end."""
    return all(char.isprintable() or char == "\n" for char in shown)


def runs(folder: Path) -> Iterator[Run]:
    for more in ((), ("--paths",)):
        yield check(folder, ".", *more)


def assert_safe(folder: Path) -> Run:
    for run in runs(folder):
        assert run.code != 4, run.err
        assert is_safe(run.out), ascii(run.out)
        assert is_safe(run.err)
    last = check(folder, ".", "--format", "json")
    assert is_safe(last.out), ascii(last.out)
    assert last.report["schema_version"] == 1
    return last


def leaves(value: Any, member: str = "") -> Iterator[tuple[str, str]]:
    """The texts in a value, each with the name of the member that holds it."""
    match value:
        case str():
            yield member, value
        case dict():
            for name, inner in value.items():
                yield from leaves(inner, name)
        case list():
            for inner in value:
                yield from leaves(inner, member)


BROKEN = {key: value for key, value in without_route().items() if key in READ}
DOUBTFUL = {key: value for key, value in BROKEN.items() if key not in ("FlowLogs", "VpcEndpoints", "BucketLocations")}
NAMES = sorted({name: text for key in READ for name, text in leaves(BROKEN[key])}.items())
"""Each member of the records that are read, with a text that it holds somewhere."""


@pytest.mark.parametrize("base", [BROKEN, DOUBTFUL], ids=["broken", "doubtful"])
def test_no_text_of_a_state_is_printed_raw(tmp_path: Path, base: dict[str, Any]) -> None:
    assert len(NAMES) > 40
    whole = json.dumps(base)
    raw = []
    put(tmp_path, {"job.json": JOB})
    for member, text in NAMES:
        hostile = whole.replace(json.dumps(text), json.dumps(text[:6] + NASTY + text[6:]))
        run = check(put(tmp_path, {"state.json": hostile}), ".", "--paths")
        assert run.code in (1, 2, 3), f"{member}: {run.err}"
        raw += [member] * (not is_safe(run.out + run.err))
    assert raw == []


PATHS: list[tuple[str | int, ...]] = [
    ("ProcessingJobName",),
    ("RoleArn",),
    ("AppSpecification", "ImageUri"),
    INPUT_URI,
    ("ProcessingInputs", 0, "InputName"),
    ("ProcessingInputs", 0, "S3Input", "LocalPath"),
    ("ProcessingInputs", 0, "S3Input", "S3DataType"),
    ("ProcessingResources", "ClusterConfig", "InstanceType"),
    COUNT,
    (*VPC_CONFIG, "Subnets", 0),
    (*VPC_CONFIG, "SecurityGroupIds", 0),
    (*VPC_CONFIG, NASTY),
    (NASTY,),
]


@pytest.mark.parametrize("path", PATHS, ids=ascii)
def test_no_text_of_a_request_is_printed_raw(tmp_path: Path, path: tuple[str | int, ...]) -> None:
    for value in (NASTY, "s3://" + NASTY + "/" + NASTY, "arn" + NASTY, {NASTY: NASTY}, [NASTY]):
        put(tmp_path, {"state.json": BROKEN, "job.json": job((path, value))})
        assert_safe(tmp_path)


def test_no_bucket_is_printed_raw(tmp_path: Path) -> None:
    legal = re.sub("[\r\n\u2028]", "", NASTY)  # what the API's own pattern of an S3 URI lets pass
    put(tmp_path, {"state.json": DOUBTFUL, "job.json": job((INPUT_URI, f"s3://b{legal}/k{legal}"))})
    found = assert_safe(tmp_path).report
    assert any("\x1b" in each for each in found["assumptions"]), "the JSON report holds what was given"


def test_no_name_of_a_file_is_printed_raw(tmp_path: Path) -> None:
    name = NASTY.replace("\0", "").replace("/", "")
    put(tmp_path, {"state.json": BROKEN, f"{name}/job{name}.json": JOB, f"broken{name}.json": "{"})
    found = assert_safe(tmp_path).report
    assert found["errors"][0]["file"] == f"broken{name}.json"
    assert found["jobs"][0]["source"] == f"{name}/job{name}.json"
    run = check(tmp_path, "state.json", f"{name}/job{name}.json", f"missing{name}", "--format", "text")
    assert is_safe(run.out)


def test_no_key_of_a_state_is_printed_raw(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": BROKEN | {NASTY: [], "Subnetz" + NASTY: 1}, "job.json": JOB})
    assert_safe(tmp_path)
    twice = json.dumps(BROKEN)[:-1] + ', "Vpcs\\u001b": [], "Vpcs\\u001b": []}'
    put(tmp_path, {"state.json": twice})
    assert_safe(tmp_path)


def test_no_damaged_text_is_printed_raw(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": BROKEN, "job.json": JOB})
    put(tmp_path, {"a.json": '{"a' + NASTY + '": tru' + NASTY, "b.yaml": "a: *x" + NASTY, "c.yaml": "a: !" + NASTY})
    assert_safe(tmp_path)


def test_no_note_of_a_file_that_holds_nothing_is_printed_raw(tmp_path: Path) -> None:
    name = NASTY.replace("\0", "").replace("/", "") + ".json"
    put(tmp_path, {"state.json": BROKEN, "job.json": JOB, name: "[1]"})
    run = check(tmp_path, "state.json", "job.json", name)
    assert run.err.startswith("note: ")
    assert is_safe(run.err)
    assert run.err.count("\n") == 1


def test_no_text_of_a_configuration_is_printed_raw(tmp_path: Path) -> None:
    hostile = json.dumps("x\x1b[31m\u202e")
    put(tmp_path, {"state.json": BROKEN, "job.json": JOB})
    texts = [
        f"{hostile} = 1",
        f"select = [{hostile}]",
        f"[rules.{hostile}]\nseverity = 'note'",
        f"[rules.vpc-config-missing]\nrequired = {hostile}",
        f"[rules.vpc-config-missing]\n{hostile} = 1",
        f"[rules.vpc-config-missing]\nseverity = {hostile}",
        f"fail-on = {hostile}",
        f"[needs]\ninternet = [{{host = 'h', cidrs = [{hostile}]}}]",
        f"[needs]\nservices = [{hostile}]",
        f"[needs]\ninternet = [{{host = {hostile}}}]",
    ]
    for settings in texts:
        put(tmp_path, {"vpclint.toml": settings})
        for run in runs(tmp_path):
            assert run.code in (1, 2), settings
            assert is_safe(run.out), settings
            assert is_safe(run.err), settings


def test_no_argument_is_printed_raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda *_: False)  # as on a terminal
    put(tmp_path, {"state.json": BROKEN, "job.json": JOB})
    nasty = NASTY.replace("\0", "")
    for arguments in (
        ("check", nasty),
        ("check", ".", "--select", nasty),
        ("check", ".", "--config", nasty),
        ("check", "state.json", "--subnet", nasty, "--security-group", nasty),
        ("check", "state.json", "--subnet", "subnet-0000000a", "--security-group", "sg-0000000a", "--input", nasty),
        ("check", ".", "--output", f"json=/{nasty}/{nasty}"),
        ("rules", nasty),
    ):
        run = vpclint(tmp_path, *arguments)
        assert run.code in (1, 2)
        assert is_safe(run.out), arguments
        assert is_safe(run.err), arguments


def test_a_newline_in_a_name_makes_no_further_line(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": BROKEN, "job.json": job(ProcessingJobName="a-b", RoleArn="short")})
    harmless = check(tmp_path, ".", "--paths").out
    put(tmp_path, {"job.json": job(ProcessingJobName="a-b", RoleArn="s\nerror: forged")})
    forged = check(tmp_path, ".", "--paths").out
    assert forged.count("\n") == harmless.count("\n")
    assert not re.search(r"^error: forged", forged, re.MULTILINE)


def test_a_remedy_that_is_pasted_runs_nothing_else(tmp_path: Path) -> None:
    evil = "vpce-$(reboot);`id`'\"&&echo|sh<in>out"
    endpoint = next(each["VpcEndpointId"] for each in BROKEN["VpcEndpoints"] if each["VpcEndpointType"] == "Gateway")
    hostile = json.dumps(BROKEN).replace(json.dumps(endpoint), json.dumps(evil))
    found = check(put(tmp_path, {"state.json": hostile, "job.json": JOB}), ".", "--format", "json").report
    commands = [command for each in found["findings"] for command in each.get("remedy", {}).get("aws_cli", ())]
    assert commands
    assert [shlex.split(command)[:3] for command in commands] == [["aws", "ec2", "modify-vpc-endpoint"]]
    assert evil in shlex.split(commands[0])
