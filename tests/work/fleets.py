"""Fleets of accounts, each a folder: what a run reads as a whole, and workers folder by folder."""

import json
import re
from pathlib import Path
from typing import Any

from cli.running import JOB, STATE, put

QUIET: dict[str, Any] = {
    "threads_per_worker": 1,
    "memory_limit": 0,
    "dashboard_address": None,
    "scheduler_kwargs": {"dashboard_address": ":0"},
}
"""A cluster of Dask that tells nobody of itself."""

_ID = re.compile(r"\b([a-z]+-[0-9a-f]{14})[0-9a-f]{3}\b")


def of_account(document: Any, number: int) -> Any:
    """The good state or job with the ids of another account."""
    return json.loads(_ID.sub(rf"\g<1>{number:03x}", json.dumps(document)))


def state(number: int, *, broken: bool = False) -> dict[str, Any]:
    """The state of an account; a broken one has no way to S3."""
    found: dict[str, Any] = of_account(STATE, number)
    return found | {"VpcEndpoints": []} if broken else found


def job(number: int, name: str = "") -> dict[str, Any]:
    """A job of an account."""
    named: dict[str, Any] = of_account(JOB, number)
    return named | {"ProcessingJobName": name or f"job-{number}"}


def fleet(folder: Path, size: int) -> Path:
    """A folder for each account with its state and a job, each third of them broken."""
    files = {f"{number:03}/state.json": state(number, broken=number % 3 == 0) for number in range(size)}
    return put(folder, files | {f"{number:03}/job.json": job(number) for number in range(size)})
