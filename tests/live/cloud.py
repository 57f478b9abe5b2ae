"""The AWS of a test: what is made there, and what was asked."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import boto3
from cli.running import Run, vpclint

from fixtures.good_vpc import Clients, Made, build, job_request
from live.moto_as_aws import SENT

ROOT = Path(__file__).resolve().parents[2]
PASSWORDS = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")


class Cloud:
    """moto, with what the tests make there.

    Attributes:
        url: where it is.
        want: says how it is to answer: see `moto_as_aws`.
    """

    def __init__(self, url: str, want: Callable[..., None]) -> None:
        self.url = url
        self.want = want

    def client(self, service: str, region: str = "eu-central-1") -> Any:
        """A client of boto3, for what a test makes."""
        return boto3.client(service, region_name=region)

    def clients(self, region: str = "eu-central-1") -> Clients:
        """All clients that the good VPC is made with."""
        return Clients(*(self.client(service, region) for service in Clients.__struct_fields__))

    def good(self) -> tuple[Made, dict[str, Any]]:
        """The good VPC and its job, as the fixtures have them; what was asked so far is forgotten."""
        made = build(self.clients())
        SENT.clear()
        return made, job_request(made)

    def collect(self, folder: Path, *arguments: str) -> Run:
        """`vpclint collect`."""
        return vpclint(folder, "collect", *arguments)

    def state(self, folder: Path, *arguments: str) -> dict[str, Any]:
        """The snapshot that `vpclint collect` writes."""
        run = self.collect(folder, "-o", "collected.json", *arguments)
        assert run.code in (0, 3), run.err
        found: dict[str, Any] = json.loads((folder / "collected.json").read_text("utf-8"))
        return found


def sent() -> Mapping[str, int]:
    """How many requests were sent, by operation, since the test has begun."""
    return dict(SENT)


def apart(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """vpclint as a program of its own, which is known not to end where it takes far too long."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    command = [sys.executable, "-m", "vpclint", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def failed(state: Any) -> set[tuple[str, str, str]]:
    """The calls of a snapshot that did not succeed."""
    calls = state["vpclint"]["calls"]
    return {(each["operation"], each["outcome"], each["detail"]) for each in calls if each["outcome"] != "ok"}
