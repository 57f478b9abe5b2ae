"""What tests of suppressions share."""

from pathlib import Path
from typing import Any

import yaml

from .running import SUBNETS, Run, check, findings, good_folder, job, put, state

IGNORE = ".vpclint-ignore.yaml"
MISSING = "s3-endpoint-missing"
NO_ENDPOINT = state(VpcEndpoints=[])
TGW = "tgw-0123456789abcdef0"


def entries(*several: dict[str, str]) -> str:
    return yaml.safe_dump([{"reason": "tested"} | each for each in several])


def broken(folder: Path, **files: Any) -> Path:
    """A folder whose job has no way to S3."""
    return good_folder(folder, state_json=NO_ENDPOINT, **files)


def commented(text: str, line: str, comment: str, *, above: bool = False) -> str:
    """A text in YAML with a comment at the line that holds something."""
    old = next(each for each in text.splitlines() if line in each)
    return text.replace(old, f"  # {comment}\n{old}" if above else f"{old} # {comment}")


def in_yaml(folder: Path, comment: str, line: str = SUBNETS[0], *, above: bool = False, **changes: Any) -> Path:
    """A folder whose job has no way to S3, and a comment beside or above a line of its request."""
    text = commented(yaml.safe_dump(job(**changes)), line, comment, above=above)
    return put(folder, {"state.json": NO_ENDPOINT, "job.yaml": text})


def marks(run: Run, rule: str = MISSING) -> list[tuple[str, str] | None]:
    """How the findings of a rule are suppressed."""
    by = [finding.get("suppressed") for finding in findings(run.report, rule)]
    return [each and (each["kind"], each["reason"]) for each in by]


def json(folder: Path, *arguments: str) -> Run:
    return check(folder, ".", "--format", "json", *arguments)
