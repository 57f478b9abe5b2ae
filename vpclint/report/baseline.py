"""A baseline as a file, and as text for people."""

import os
from collections.abc import Iterable, Iterator

from vpclint.engine.baseline import SCHEMA_VERSION, BaselineFile, Known, written
from vpclint.errors import UsageError
from vpclint.report.json import render
from vpclint.text.escape import visible


def write(file: str, known: Iterable[Known]) -> tuple[Known, ...]:
    """Writes what is known, in order, and returns it: the file is there as a whole, or it is as it was before.

    Raises:
        UsageError: it can't be written.
    """
    if os.path.exists(file) and not os.path.isfile(file):  # noqa: PTH110, PTH113 - a text
        raise UsageError("the baseline can't be written: this is no regular file", file)
    findings = written(known)
    text = render(BaselineFile(schema_version=SCHEMA_VERSION, findings=findings))
    try:
        _replace(os.path.realpath(file), text.encode())
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UsageError(f"the baseline can't be written: {reason.lower()}", file) from error
    return findings


def _replace(file: str, data: bytes) -> None:
    beside = f"{file}.{os.getpid()}.new"
    with open(beside, "xb") as opened:  # noqa: PTH123 - a text
        try:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
            os.replace(beside, file)  # noqa: PTH105
        except BaseException:
            os.unlink(beside)  # noqa: PTH108
            raise


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
