"""Where reports go: one to the standard output, and as many as are wanted to files, each in its format."""

import os
import re
from collections.abc import Collection, Iterable
from pathlib import Path

import click
from msgspec import Struct, structs

from vpclint.cli.common import note, wants_colour
from vpclint.errors import UsageError
from vpclint.report.formats import FORMATS, rendered
from vpclint.report.view import View
from vpclint.text.escape import quoted

_REPORT = r"(?s)([A-Za-z][\w-]*)=(.*)"
_CHECKOUTS = "GITHUB_WORKSPACE", "CI_PROJECT_DIR"
_SUMMARY = "GITHUB_STEP_SUMMARY"
_SUMMARY_ROOM = 1024 * 1024
"""What GitHub shows of a step's summary at most, in bytes."""


class Outputs(Struct, frozen=True):
    """What the options `--format` and `--output` ask for.

    Attributes:
        format: of the report on the standard output.
        files: further formats, each with the file for it.
        of_job: where a job without a request file writes, as S3 URIs.
    """

    format: str
    files: tuple[tuple[str, str], ...]
    of_job: tuple[str, ...]

    def write(self, view: View, taken: Iterable[str] = ()) -> None:
        """Writes the reports, the one on the standard output last.

        Args:
            view: what is reported.
            taken: the files that the run has read, which no report replaces.

        Raises:
            UsageError: a file can't be written; the other reports are.
        """
        view = structs.replace(view, folder=os.getcwd(), root=_root())  # noqa: PTH109 - a text
        read = {os.path.realpath(each): each for each in taken}
        errors = []
        for format_, file in self.files:
            try:
                _write(file, rendered(format_, _with_room(view, file)), read)
            except UsageError as error:
                errors.append(error)
        click.echo(rendered(self.format, structs.replace(view, colour=wants_colour())), nl=False, color=True)
        note(map(str, errors[1:]))
        if errors:
            raise errors[0]


def outputs_of(format_: str, outputs: tuple[str, ...]) -> Outputs:
    """What `--format` and `--output` name: reports, as `json=FILE`, and what is none is where the job writes.

    Raises:
        UsageError: there is no such format, or two reports go to one file.
    """
    files = tuple((found[1], found[2]) for found in (re.fullmatch(_REPORT, each) for each in outputs) if found)
    for name, file in files:
        if name not in FORMATS:
            raise UsageError(f"there is no format {quoted(name)} to write a report in, only {', '.join(FORMATS)}")
        if [_meant(other) for _, other in files].count(_meant(file)) > 1:
            raise UsageError(f"two reports are to be written to {quoted(file, 200)}")
        if file == "-":
            raise UsageError(f"--output takes a file: --format {name} is for the standard output")
    written = tuple(each for each in outputs if not re.fullmatch(_REPORT, each))
    for each in written:
        if "://" not in each:
            wanted = "an S3 URI where the job writes, such as s3://bucket/prefix/, or a report, such as json=FILE"
            raise UsageError(f"--output {quoted(each, 80)} is neither: it takes {wanted}")
    return Outputs(format_, files, written)


def _meant(file: str) -> str:
    """The file that a name leads to; a device by its name, since several may lead to one terminal."""
    return file if os.path.exists(file) and not os.path.isfile(file) else os.path.realpath(file)  # noqa: PTH110, PTH113


def _root() -> str:
    """The folder that a CI server has checked out, where it is one that holds this one; else this one."""
    here = os.getcwd()  # noqa: PTH109 - a text
    named = (os.environ.get(name, "") for name in _CHECKOUTS)
    return next((root for root in named if root and f"{here}/".startswith(f"{root.rstrip('/')}/")), here)


def _with_room(view: View, file: str) -> View:
    """The view with the room that there is in the summary of a GitHub step, where the file is that."""
    if not _is_summary(file):
        return view
    there = os.path.getsize(file) if os.path.exists(file) else 0  # noqa: PTH110, PTH202 - a text
    return structs.replace(view, room=_SUMMARY_ROOM - there)


def _is_summary(file: str) -> bool:
    return bool(file) and file == os.environ.get(_SUMMARY)


def _write(file: str, text: str, read: Collection[str]) -> None:
    """Writes a report; the summary of a GitHub step is added to, since what is there may be another program's."""
    if os.path.realpath(file) in read:
        raise UsageError("the report is not written, since it would replace what this run has read", file)
    try:
        with Path(file).open("a" if _is_summary(file) else "w", encoding="utf-8", newline="") as opened:
            opened.write(text)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UsageError(f"the report can't be written: {reason.lower()}", file) from error
