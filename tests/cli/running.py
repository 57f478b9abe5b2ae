"""vpclint as its command line runs it, in a folder of its own, in this process; and the good fixture to change."""

import copy
import io
import json
import os
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from fixtures.examples import good
from vpclint.cli.main import run

Path_ = tuple[str | int, ...]

GONE: Any = object()
"""What a path is changed to so that nothing is left there."""

GOOD = good()
STATE: dict[str, Any] = GOOD["state"]
JOB: dict[str, Any] = GOOD["job"]
SUBNETS: list[str] = JOB["NetworkConfig"]["VpcConfig"]["Subnets"]
GROUPS: list[str] = JOB["NetworkConfig"]["VpcConfig"]["SecurityGroupIds"]
VPC: str = next(each["VpcId"] for each in STATE["Subnets"] if each["SubnetId"] == SUBNETS[0])

COUNT: Path_ = ("ProcessingResources", "ClusterConfig", "InstanceCount")
VPC_CONFIG: Path_ = ("NetworkConfig", "VpcConfig")
INPUT_URI: Path_ = ("ProcessingInputs", 0, "S3Input", "S3Uri")
OUTPUTS: Path_ = ("ProcessingOutputConfig", "Outputs")


class Run(NamedTuple):
    """How a run ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> Any:
        """The JSON report on stdout."""
        return json.loads(self.out)


def vpclint(folder: Path, *arguments: str, **environment: str) -> Run:
    """Runs vpclint in a folder, without the colour settings of whoever runs the tests."""
    out, err = io.StringIO(), io.StringIO()
    with mock.patch.dict(os.environ, environment), chdir(folder), redirect_stdout(out), redirect_stderr(err):
        for name in {"NO_COLOR", "FORCE_COLOR"} - environment.keys():
            os.environ.pop(name, None)
        code = run(list(arguments))
    return Run(code, out.getvalue(), err.getvalue())


def check(folder: Path, *arguments: str, **environment: str) -> Run:
    """`vpclint check`, of the whole folder where nothing else is named."""
    return vpclint(folder, "check", *(arguments or (".",)), **environment)


def report(folder: Path, *arguments: str) -> Any:
    """The report of `vpclint check --format json`."""
    return check(folder, *(arguments or (".",)), "--format", "json").report


def put(folder: Path, files: Mapping[str, Any]) -> Path:
    """Writes files: bytes and texts as they are, anything else as JSON."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content if isinstance(content, bytes | str) else json.dumps(content, indent=2)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


def good_folder(folder: Path, **files: Any) -> Path:
    """The good state and job, and further files or others of their names, with `_` for the dot."""
    named = {name.replace("_", "."): content for name, content in files.items()}
    return put(folder, {"state.json": STATE, "job.json": JOB} | named)


def job(*changes: tuple[Path_, Any], **members: Any) -> dict[str, Any]:
    """The good job with other values at some paths, and with other members."""
    return changed({**copy.deepcopy(JOB), **members}, *changes)


def state(*changes: tuple[Path_, Any], **keys: Any) -> dict[str, Any]:
    """The good state with other values at some paths, and with other keys."""
    return changed({**copy.deepcopy(STATE), **keys}, *changes)


def changed(document: dict[str, Any], *changes: tuple[Path_, Any]) -> dict[str, Any]:
    """The document itself, changed."""
    for path, value in changes:
        holder: Any = document
        for part in path[:-1]:
            holder = holder[part]
        if value is GONE:
            del holder[path[-1]]
        else:
            holder[path[-1]] = value
    return document


def at(key: str, name: str, **own: str) -> Path_:
    """The path of the record of a state that has this member: `at("Subnets", "SubnetId", SubnetId=…)`."""
    [(member, value)] = own.items()
    index = next(index for index, record in enumerate(STATE[key]) if record[member] == value)
    return (key, index, name)


def findings(report: Any, rule: str) -> list[Any]:
    """The findings of one rule in a report."""
    return [finding for finding in report["findings"] if finding["rule"] == rule]


def rules(report: Any) -> set[str]:
    """The rules that found something."""
    return {finding["rule"] for finding in report["findings"]}


def needs(report: Any) -> list[str]:
    """What was asked for the only job of a report."""
    [only] = report["jobs"]
    return [need["need"] for need in only["needs"]]


def verdicts(report: Any) -> dict[str, str]:
    """The verdict of each job by its name."""
    return {job["name"]: job["verdict"] for job in report["jobs"]}


def without_route() -> dict[str, Any]:
    """The good state, in which the main table, which the second subnet uses, has lost its route to S3."""
    broken = state()
    main = next(
        each
        for each in broken["RouteTables"]
        if each["VpcId"] == VPC and any(link.get("Main") for link in each["Associations"])
    )
    main["Routes"] = [route for route in main["Routes"] if not route.get("DestinationPrefixListId")]
    return broken
