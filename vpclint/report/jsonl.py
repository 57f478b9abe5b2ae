"""The report line by line, each line a JSON object whose `type` says what it is: what streams and queries take.

The first line is the `run`, then follow its `job`, `vpc` and `policy` lines, every `finding`, worst first, and every
`error`, and at the end each `path` that a need names.
"""

from collections.abc import Iterator

import msgspec
from msgspec import Struct, structs

from vpclint.report.found import ErrorReport, FindingReport, Summary
from vpclint.report.json import shown
from vpclint.report.judged import HopReport, JobReport
from vpclint.report.linted import LintedPolicy
from vpclint.report.view import View
from vpclint.report.vpcs import VpcReport
from vpclint.text.escape import encodable


class Run(Struct, frozen=True, tag_field="type", tag="run"):
    """The run as a whole, as in the report."""

    schema_version: int
    vpclint: str
    verdict: str
    summary: Summary
    assumptions: tuple[str, ...]
    not_examined: tuple[str, ...]
    not_shown: tuple[str, ...]


class JobLine(JobReport, frozen=True, tag_field="type", tag="job"):
    """A job, with the needs that it has."""


class VpcLine(VpcReport, frozen=True, tag_field="type", tag="vpc"):
    """A VPC for which no job was named."""


class PolicyLine(LintedPolicy, frozen=True, tag_field="type", tag="policy"):
    """A policy document that was looked at."""


class FindingLine(FindingReport, frozen=True, tag_field="type", tag="finding", omit_defaults=True):
    """A finding."""


class ErrorLine(ErrorReport, frozen=True, tag_field="type", tag="error", omit_defaults=True):
    """Something that could not be read."""


class PathLine(Struct, frozen=True, tag_field="type", tag="path"):
    """The hops of a path, and the name by which needs refer to it."""

    path: str
    hops: tuple[HopReport, ...]


Line = Run | JobLine | VpcLine | PolicyLine | FindingLine | ErrorLine | PathLine


def show(view: View) -> str:
    """The report, a line each."""
    return "".join(f"{_encoded(line)}\n" for line in lines(view))


def lines(view: View) -> Iterator[Line]:
    """The lines of a report."""
    report = view.report
    yield Run(**{name: getattr(report, name) for name in Run.__struct_fields__})
    kinds: tuple[tuple[type[Line], tuple[Struct, ...]], ...] = (
        (JobLine, report.jobs),
        (VpcLine, report.vpcs),
        (PolicyLine, report.policies),
        (FindingLine, report.findings),
        (ErrorLine, report.errors),
    )
    for kind, several in kinds:
        yield from (kind(**structs.asdict(each)) for each in several)
    yield from (PathLine(name, hops) for name, hops in report.paths.items())


def _encoded(line: Line) -> str:
    try:
        encoded = msgspec.json.encode(line)
    except UnicodeEncodeError:
        encoded = msgspec.json.encode(encodable(msgspec.to_builtins(line)))
    return shown(encoded.decode())
