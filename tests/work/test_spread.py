"""A run over workers gives, byte for byte, the report of a run in one process; what is lost is done again."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from cli.running import JOB, STATE, check, put
from distributed import LocalCluster

from vpclint.api import examine
from vpclint.report.json import render
from vpclint.settings import Settings

from .fleets import QUIET, fleet, job, of_account, state

pytestmark = pytest.mark.slow

GATEWAY = "tgw-0123456789abcdef0"
SETTLED = f"""
[[assume]]
rule = "path-leaves-the-vpc"
resource = "{GATEWAY}"
answer = "yes"
reason = "tested"

[inputs]
state = ["states"]
"""
BARE = JOB["NetworkConfig"]
VPC_CONFIG = BARE["VpcConfig"]
NO_VPC = {key: value for key, value in JOB.items() if key != "NetworkConfig"}
THREE = {f"{number}/state.json": state(number, broken=number == 1) for number in range(3)}
JOBS = {f"{number}/job.json": job(number) for number in range(3)}
ANSWERS = {f"answers/{key}.json": {key: value} for key, value in of_account(STATE, 7).items() if key != "vpclint"}
ONE_JOB = ("--subnet", VPC_CONFIG["Subnets"][0], "--security-group", VPC_CONFIG["SecurityGroupIds"][0])
UNREAD = {"NatGateways": [{"NatGatewayId": "nat-0123456789abcdef0", "State": 1}], "NextToken": "more"}
WITHOUT_FLOW_LOGS = {key: value for key, value in state(2).items() if key not in ("FlowLogs", "NetworkAcls")}
DENIES = '{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObjekt", "Resource": "*"}}'

MISSPELT = [each | {"PolicyDocument": DENIES} for each in STATE["VpcEndpoints"]]
CHINA = DENIES.replace('"Resource": "*"', '"Resource": "arn:aws-cn:s3:::raw/*"')
MISSING = "s3-endpoint-missing"
IGNORED = f"- {{rule: {MISSING}, path: 1/*, reason: x}}\n- {{rule: names, path: '2/*', reason: x, expires: 2020-01-01}}"
COMMENTED = {
    f"{number}/job.yaml": yaml.safe_dump(job(number)).replace(
        of_account(VPC_CONFIG, number)["Subnets"][0],
        of_account(VPC_CONFIG, number)["Subnets"][0] + f" # vpclint: ignore[{rules}] x",
    )
    for number, rules in enumerate((MISSING, "fact-missing", "routes, names", "s4"))
}
KNOWN = {"rule": MISSING, "scope": "123456789012/eu-central-1", "resource": of_account(STATE, 1)["Vpcs"][0]["VpcId"]}

RUNS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "jobs beside their states": ({**THREE, **JOBS}, (".",)),
    "with paths": ({**THREE, **JOBS}, (".", "--paths")),
    "jobs in a folder of their own": ({**THREE, **{f"jobs/{each}.json": job(each) for each in (2, 1, 0)}}, (".",)),
    "files that are named by turns": ({**THREE, **JOBS}, ("2/job.json", "1/state.json", "2/state.json", "1/job.json")),
    "a folder of two names": ({**THREE, **JOBS}, ("0/state.json", "./0/../0/job.json", "0", "1")),
    "ids in two states": ({**THREE, **JOBS, "copy/state.json": state(1)}, (".",)),
    "ids half in one state and half in another": (
        {**THREE, "job.json": job(0) | {"NetworkConfig": {"VpcConfig": VPC_CONFIG | {
            "Subnets": [of_account(VPC_CONFIG, each)["Subnets"][0] for each in (0, 1)],
            "SecurityGroupIds": of_account(VPC_CONFIG, 0)["SecurityGroupIds"]}}}},
        (".",),
    ),
    "ids that no state knows, and jobs without a VPC": (
        {**THREE, "0/strange.json": job(9), "1/bare.json": NO_VPC, "2/bare.json": NO_VPC, **JOBS},
        (".",),
    ),
    "broken files": ({**THREE, **JOBS, "0/a.json": "{", "2/b.yaml": "a: [", "1/job.json": "", "c.json": "[]"}, (".",)),
    "ids that a state does not show, though it may hold them": (
        {**THREE, "1/state.json": state(1) | {"NextToken": "more"}, "0/strange.json": job(9), **JOBS},
        (".",),
    ),
    "what is wrong with states, of which one is not looked at": (
        {name: each | UNREAD for name, each in THREE.items()} | {"0/job.json": job(0), "1/job.json": job(1)},
        (".",),
    ),
    "what is wrong with states, and no job": (
        {"e/state.json": {"Vpcs": STATE["Vpcs"], "Subnets": [], **UNREAD}, "0/state.json": state(0) | UNREAD},
        (".",),
    ),
    "broken files and no job": ({**THREE, "2/b.yaml": "a: ["}, (".",)),
    "jobs and no state": ({**JOBS, "x/y.json": "{"}, (".",)),
    "a file that is not there": ({**THREE, **JOBS}, ("0", "nowhere.json", "1/nowhere.json", "2")),
    "answers in a folder": ({**ANSWERS, "answers/job.json": job(7), **THREE, **JOBS}, (".",)),
    "facts that are missing in one": ({**THREE, **JOBS, "2/state.json": WITHOUT_FLOW_LOGS}, (".",)),
    "no job": (THREE, (".",)),
    "no job, and one VPC": (THREE, (".", "--vpc", of_account(STATE, 1)["Vpcs"][0]["VpcId"])),
    "no job, and a VPC that is not there": (THREE, (".", "--vpc", "vpc-1")),
    "a VPC beside jobs": ({**THREE, **JOBS}, (".", "--vpc", "vpc-1")),
    "a state without VPCs": ({"a/state.json": {"Vpcs": [], "Subnets": []}, **THREE}, (".",)),
    "nothing at all": ({"a/b/c.txt": ""}, (".",)),
    "nothing at all, which is allowed": ({"a/b/c.txt": ""}, (".", "--allow-empty")),
    "a selection": ({**THREE, **JOBS}, (".", "--select", "s3/*", "--ignore", "s3-endpoint-missing", "--strict")),
    "a job of the command line": ({**THREE, "good/state.json": STATE}, (".", *ONE_JOB)),
    "a job of the command line and one beside it": ({"good/state.json": STATE, **JOBS}, (".", *ONE_JOB)),
    "bare jobs that options complete": (
        {**THREE, "1/bare.yaml": of_account(BARE, 1), **JOBS},
        (".", "--instances", "99"),
    ),
    "options that complete nothing": ({**THREE, **JOBS}, (".", "--instances", "3")),
    "options that name no bucket": ({**THREE, "1/bare.json": BARE}, (".", "--input", "s3:///")),
    "states of the configuration": (
        {"vpclint.toml": SETTLED, **{f"states/{name}": each for name, each in THREE.items()}, **JOBS},
        ("0", "1", "2"),
    ),
    "policies beside jobs": ({**THREE, **JOBS, "0/endpoint.json": DENIES, "p/endpoint.json": DENIES + DENIES}, (".",)),
    "policies alone": ({"0/endpoint.json": DENIES, "1/endpoint.json": DENIES[:-1]}, (".",)),
    "a policy of another partition": ({**THREE, **JOBS, "p/endpoint.json": CHINA}, (".",)),
    "a policy in a string": ({**THREE, **JOBS, "p/endpoint.json": json.dumps(DENIES)}, (".",)),
    "a policy in a state": ({"a/state.json": {**STATE, "VpcEndpoints": MISSPELT}, "b/job.json": JOB}, (".",)),
    "suppressions": ({**THREE, **JOBS, "0/state.json": state(0, broken=True), ".vpclint-ignore.yaml": IGNORED}, (".",)),
    "comments": ({f"{each}/state.json": state(each, broken=not each) for each in range(3)} | COMMENTED, (".",)),
    "comments on jobs in a folder of their own": (
        {**THREE, **{f"jobs/{name[0]}.yaml": each for name, each in COMMENTED.items()}}, (".",),
    ),
    "comments that are not heeded": ({**THREE, **COMMENTED}, (".", "--no-suppressions")),
    "comments on what is open": (
        {"1/state.json": {**state(1), "VpcEndpoints": None}, "1/job.yaml": COMMENTED["1/job.yaml"]}, (".",),
    ),
    "a baseline": (
        {**THREE, **JOBS, "known.json": {"schema_version": 1, "findings": [KNOWN | {"discriminator": "other"}]}},
        (".", "--baseline", "known.json"),
    ),
    "a suppressed policy in a state": (
        {
            "a/state.json": {**STATE, "VpcEndpoints": MISSPELT}, "b/job.json": JOB,
            ".vpclint-ignore.yaml": "- {rule: policy-*, path: a/*, reason: x}\n- {rule: access, path: a/*, reason: x}",
        },
        (".", "--accepted"),
    ),
    "assumptions": ({"vpclint.toml": SETTLED, **THREE, **JOBS}, (".",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A scheduler with two workers, each a process of its own."""
    with LocalCluster(n_workers=2, **QUIET) as cluster:
        yield cluster.scheduler_address


@pytest.mark.parametrize("name", RUNS)
def test_a_report_is_the_same_wherever_it_was_made(tmp_path: Path, address: str, name: str) -> None:
    files, arguments = RUNS[name]
    put(tmp_path, files)
    for format_ in ("json", "text"):
        alone = check(tmp_path, *arguments, "--format", format_)
        spread = check(tmp_path, *arguments, "--format", format_, "--scheduler", address)
        assert alone.code != 4
        assert spread.out == alone.out
        assert spread.code == alone.code
        assert [line for line in spread.err.splitlines() if " of files went to " not in line] == (
            alone.err.splitlines()
        )


def test_a_worker_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    folder = fleet(tmp_path, 16)
    alone = render(examine((str(folder),), Settings()).report)
    with LocalCluster(n_workers=2, **QUIET) as cluster:
        doomed = next(iter(cluster.workers.values())).pid
        seen = []

        def shown(results: Iterator[Any], length: int) -> Iterator[Any]:
            for each in results:
                seen.append(length)
                if len(seen) == 4:
                    os.kill(doomed, signal.SIGKILL)
                yield each

        spread = examine((str(folder),), Settings(), scheduler=cluster.scheduler_address, shown=shown)
        assert seen == [16] * 16
        assert doomed not in {worker.pid for worker in cluster.workers.values()}
    assert render(spread.report) == alone
