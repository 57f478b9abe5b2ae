"""A baseline as a file, and as text for people."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from vpclint.engine.baseline import SCHEMA_VERSION, BaselineFile, Known, written
from vpclint.errors import UsageError
from vpclint.report.json import render
from vpclint.text.escape import visible
from vpclint.text.whole import write_whole


def write(file: str, known: Iterable[Known]) -> tuple[Known, ...]:
    """Writes what is known, in order, and returns it: the file is there as a whole, or it is as it was before.

    Raises:
        UsageError: it can't be written.
    """
    findings = written(known)
    text = render(BaselineFile(schema_version=SCHEMA_VERSION, findings=findings))
    try:
        write_whole(Path(os.path.realpath(file)), text.encode())
    except UsageError as error:
        raise UsageError(error.message, file) from error
    return findings


def lines(known: Iterable[Known]) -> Iterator[str]:
    """What a baseline holds, for people: a line for each finding, under its account and Region."""
    by_scope: dict[str, list[Known]] = {}
    for each in written(known):
        by_scope.setdefault(each.scope, []).append(each)
    for scope, several in by_scope.items():
        yield visible(scope) or "in no account"
        yield from (f"  {line(each)}" for each in several)


def line(known: Known) -> str:
    """A finding of a baseline, for people."""
    what = known.message or f"{known.resource} {known.discriminator}"
    return f"{known.severity.value}[{visible(known.rule)}] {visible(what, 1000)}"
