"""Everything that can go wrong by the hand of a user, as one tree. Each class knows its exit code.

    VpclintError
    ├── UsageError            2   the command line asks for something that does not exist
    │   └── NothingToCheck    2   no job and no state was found
    ├── ConfigurationError    2   vpclint.toml or [tool.vpclint] can't be followed
    ├── InputError            2   a file can't be read, or is not what it should be
    ├── JobBlocked            1   the guard has stopped a job that will not work
    └── RuleError             4   a rule file is broken; a shipped one is a bug

Whatever else is raised is a bug in vpclint: the command line shows what to report and exits with 4.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, ClassVar

MOST_TOLD = 100
"""What one rule says of one document is told so many times; what it would say beyond is counted."""


class VpclintError(Exception):
    """A failure that vpclint explains in a sentence.

    Attributes:
        message: one sentence, lower case, without a full stop.
        file: the file that it is about, or None.
        line: 1-based, or None where the whole file is meant.
        column: 1-based, in code points, or None.
        pointer: the JSON pointer of the setting that it is about, or None.
    """

    exit_code: ClassVar[int] = 2

    def __init__(
        self,
        message: str,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        *,
        pointer: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.column = column
        self.pointer = pointer

    @property
    def place(self) -> str:
        """`file:line:column: `, as far as it is known, or nothing."""
        parts = [str(part) for part in (self.file, self.line, self.column) if part is not None]
        return ":".join(parts) + ": " if parts else ""

    def __str__(self) -> str:
        return f"{self.place}{self.message}"


class UsageError(VpclintError):
    """The command line or the call asks for something that does not exist."""


class NothingToCheck(UsageError):  # noqa: N818 - it reads as what it says
    """What was given holds neither a job nor a state."""


class ConfigurationError(VpclintError):
    """The configuration can't be followed."""


class InputError(VpclintError):
    """A file can't be read, or is not what it should be."""


def together(errors: Sequence[InputError]) -> InputError:
    """The first of several, at least one, with the others as its notes (PEP 678)."""
    first, *others = errors
    for each in others[:_MOST_NOTES]:
        first.add_note(str(each))
    if len(others) > _MOST_NOTES:
        first.add_note(f"{len(others) - _MOST_NOTES:,} more files and folders can't be read")
    return first


_MOST_NOTES = 20


class JobBlocked(VpclintError):  # noqa: N818 - it reads as what it says
    """A job was not started, since it will not work.

    Attributes:
        report: what was found, a `vpclint.report.model.Report`.
        findings: those that are proved and errors, the worst first.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, report: Any, findings: tuple[Any, ...]) -> None:
        super().__init__(message)
        self.report = report
        self.findings = findings


class RuleError(VpclintError):
    """A rule's own file is broken."""

    exit_code: ClassVar[int] = 4


def first_errors(
    file: str, errors: Iterable[InputError], number: int, further: str = "further keys stand twice"
) -> Iterator[InputError]:
    """The first errors of a file, and how many more there are: a file of rubbish makes no report without end.

    Args:
        file: its name.
        errors: in their order; only those that are told are made. The last may be one that counts others.
        number: of them.
        further: what the others do, as the end of a sentence.
    """
    shown = number if number == MOST_TOLD + 1 else MOST_TOLD  # one that counts others stays
    yield from islice(errors, shown)
    if number > shown:
        yield InputError(f"{number - shown:,} {further}", file)
