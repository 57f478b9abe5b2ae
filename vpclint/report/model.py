"""The report as data: what `vpclint.check` gives and `--format json` prints."""

from collections.abc import Callable, Iterable, Sequence

from msgspec import UNSET, Struct, UnsetType

from vpclint.engine.remedies import Remedy
from vpclint.engine.run import worst
from vpclint.errors import InputError
from vpclint.finding import Affected, Finding, Place, Severity
from vpclint.report.judged import HopReport, JobReport, Judged, Paths, renamed
from vpclint.report.vpcs import VpcReport
from vpclint.text.sources import Texts
from vpclint.truth import Answer
from vpclint.version import __version__

SCHEMA_VERSION = 1


class Location(Struct, frozen=True, omit_defaults=True):
    """A place in a file; line and column are 1-based, in code points, and missing where the place is in no file."""

    file: str
    line: int = 0
    column: int = 0
    pointer: str = ""
    note: str = ""


class FindingReport(Struct, frozen=True, omit_defaults=True):
    """One finding; `fingerprint` stays the same when lines move, `leaves_open` names the rules that lack a fact."""

    rule: str
    status: str
    severity: str
    message: str
    resource: str
    affects: tuple[Affected, ...]
    locations: tuple[Location, ...]
    fingerprint: str
    notes: tuple[str, ...] = ()
    leaves_open: tuple[str, ...] = ()
    remedy: Remedy | UnsetType = UNSET


class ErrorReport(Struct, frozen=True, omit_defaults=True):
    """Something that could not be read."""

    message: str
    file: str = ""
    line: int = 0
    column: int = 0


class Summary(Struct, frozen=True):
    """How many findings of each severity are proved, how many facts are missing, and how many questions passed."""

    error: int
    warning: int
    note: int
    unknown: int
    passed: int


class Report(Struct, frozen=True):
    """The result of a run.

    Attributes:
        verdict: `pass`, `fail` or `unknown`: the worst of the jobs and VPCs; unknown where none could be read.
        vpcs: those that the state shows, where no job was named.
        paths: the hops, by the names that the needs refer to.
        assumptions: what was taken to hold, though no state shows it.
        not_examined: what no question was asked about.
        errors: what could not be read.
        not_shown: the rules that were not selected, though needs are not met, or may not be, by what they report.
    """

    schema_version: int
    vpclint: str
    verdict: str
    jobs: tuple[JobReport, ...]
    paths: dict[str, tuple[HopReport, ...]]
    findings: tuple[FindingReport, ...]
    assumptions: tuple[str, ...]
    not_examined: tuple[str, ...]
    errors: tuple[ErrorReport, ...]
    summary: Summary
    vpcs: tuple[VpcReport, ...] = ()
    not_shown: tuple[str, ...] = ()


def build(
    judged: Sequence[Judged],
    findings: tuple[FindingReport, ...],
    errors: tuple[ErrorReport, ...] = (),
    unasked: tuple[str, ...] = (),
    settled: tuple[str, ...] = (),
) -> Report:
    """The report of a run.

    Args:
        judged: what came out for each job or VPC, in order, wherever it was judged.
        findings: what was found of all of them.
        errors: what could not be read.
        unasked: what the selection of rules left out.
        settled: what the user takes to hold or not, in sentences.
    """
    paths = Paths()
    reports = [renamed(each, paths) for each in judged]
    verdict = worst(Answer(each.verdict) for each in reports) if reports or not errors else Answer.UNKNOWN
    return Report(
        schema_version=SCHEMA_VERSION,
        vpclint=__version__,
        verdict=verdict.value,
        jobs=tuple(each for each in reports if isinstance(each, JobReport)),
        paths=paths.named,
        findings=findings,
        assumptions=_each_once([settled, *(each.assumptions for each in judged)]),
        not_examined=_each_once([unasked, *(each.not_examined for each in judged)]),
        errors=errors,
        summary=_summary(findings, sum(each.passed for each in judged)),
        vpcs=tuple(each for each in reports if isinstance(each, VpcReport)),
        not_shown=_each_once(each.unsaid for each in judged),
    )


def _each_once(several: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for texts in several for each in texts))


def findings_of(
    findings: Iterable[Finding], locate: Callable[[Place], Location], remedy: Callable[[Finding], Remedy | None]
) -> tuple[FindingReport, ...]:
    """What a run has found, with places and remedies.

    Args:
        findings: what was found.
        locate: finds line and column of a place.
        remedy: fills in the remedy of a finding.
    """
    return tuple(_finding(finding, locate, remedy) for finding in findings)


def location(texts: Texts, place: Place) -> Location:
    """A place with its line and column, which the texts tell."""
    found = texts.location(place.file, place.pointer, place.note)
    return Location(found.file, found.line, found.column, found.pointer, found.note)


def error_report(error: InputError) -> ErrorReport:
    """What could not be read, as data."""
    return ErrorReport(error.message, error.file or "", error.line or 0, error.column or 0)


def _finding(
    finding: Finding,
    locate: Callable[[Place], Location],
    remedy: Callable[[Finding], Remedy | None],
) -> FindingReport:
    severity = finding.severity or Severity.ERROR
    return FindingReport(
        rule=finding.rule,
        status=finding.status.value,
        severity=severity.value,
        message=finding.message,
        resource=finding.resource,
        affects=finding.affects,
        locations=tuple(map(locate, finding.places)),
        notes=finding.notes,
        leaves_open=finding.leaves_open,
        remedy=remedy(finding) or UNSET,
        fingerprint=_fingerprint(finding),
    )


def _fingerprint(finding: Finding) -> str:
    """What names a finding for good: rule, account and Region, resource and discriminator, never a line."""
    import hashlib  # noqa: PLC0415 - where nothing was found it is not needed

    parts = (finding.rule, finding.scope, finding.resource, finding.discriminator or finding.message)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _summary(findings: tuple[FindingReport, ...], passed: int) -> Summary:
    proved = [finding.severity for finding in findings if finding.status == "fail"]
    return Summary(
        error=proved.count("error"),
        warning=proved.count("warning"),
        note=proved.count("note"),
        unknown=sum(finding.status == "unknown" for finding in findings),
        passed=passed,
    )
