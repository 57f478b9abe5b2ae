"""The report as data: what `vpclint.check` gives and `--format json` prints."""

from collections.abc import Callable

from msgspec import UNSET, Struct, UnsetType

from vpclint.decision.case import NeedAnswer
from vpclint.engine.remedies import Remedy
from vpclint.engine.run import JobOutcome, Outcome
from vpclint.errors import InputError
from vpclint.finding import Affected, Finding, Place, Severity
from vpclint.network.hops import Hop
from vpclint.report.vpcs import VpcReport, vpc_report
from vpclint.text.sources import SourceTexts
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


class SubnetReport(Struct, frozen=True, omit_defaults=True):
    """A need in one subnet, and the name of the path that decides it."""

    verdict: str
    path: str = ""


class NeedReport(Struct, frozen=True):
    """A need as a whole, and in each subnet."""

    need: str
    verdict: str
    subnets: dict[str, SubnetReport]


class JobReport(Struct, frozen=True):
    """One job; `vpc` is empty where it is not known or there is none."""

    name: str
    source: str
    vpc: str
    verdict: str
    needs: tuple[NeedReport, ...]


class HopReport(Struct, frozen=True):
    """One step of a path."""

    hop: str
    resource: str
    verdict: str
    why: str


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
    outcome: Outcome,
    locate: Callable[[Place], Location],
    remedy: Callable[[Finding], Remedy | None],
    errors: tuple[ErrorReport, ...] = (),
    unasked: tuple[str, ...] = (),
    settled: tuple[str, ...] = (),
) -> Report:
    """The report of a run.

    Args:
        outcome: what came out.
        locate: finds line and column of a place.
        remedy: fills in the remedy of a finding.
        errors: what could not be read.
        unasked: what the selection of rules left out.
        settled: what the user takes to hold or not, in sentences.
    """
    paths = _Paths()
    jobs = tuple(_job(job, paths) for job in outcome.jobs)
    findings = findings_of(outcome, locate, remedy)
    vpcs = tuple(vpc_report(vpc, paths.name) for vpc in outcome.vpcs)
    cases = [*(job.case for job in outcome.jobs), *(vpc.audit.case for vpc in outcome.vpcs)]
    return Report(
        schema_version=SCHEMA_VERSION,
        vpclint=__version__,
        verdict=(outcome.verdict if cases or not errors else Answer.UNKNOWN).value,
        jobs=jobs,
        paths=paths.named,
        findings=findings,
        assumptions=tuple(dict.fromkeys((*settled, *(each for case in cases for each in case.assumptions)))),
        not_examined=tuple(dict.fromkeys((*unasked, *(each for case in cases for each in case.not_examined)))),
        errors=errors,
        summary=_summary(findings, outcome.passed),
        vpcs=vpcs,
        not_shown=outcome.unsaid,
    )


def findings_of(
    outcome: Outcome, locate: Callable[[Place], Location], remedy: Callable[[Finding], Remedy | None]
) -> tuple[FindingReport, ...]:
    """What a run has found, with places and remedies."""
    return tuple(_finding(finding, locate, remedy) for finding in outcome.findings)


def location(texts: SourceTexts, place: Place) -> Location:
    """A place with its line and column, which the texts tell."""
    found = texts.location(place.file, place.pointer, place.note)
    return Location(found.file, found.line, found.column, found.pointer, found.note)


def error_report(error: InputError) -> ErrorReport:
    """What could not be read, as data."""
    return ErrorReport(error.message, error.file or "", error.line or 0, error.column or 0)


class _Paths:
    """Gives equal paths one name."""

    def __init__(self) -> None:
        self._names: dict[tuple[Hop, ...], str] = {}
        self.named: dict[str, tuple[HopReport, ...]] = {}

    def name(self, hops: tuple[Hop, ...]) -> str:
        """The name of a path; none for one without hops."""
        if hops and hops not in self._names:
            self._names[hops] = f"p{len(self._names) + 1}"
            steps = (HopReport(hop.kind, hop.resource, hop.truth.answer.value, hop.why) for hop in hops)
            self.named[self._names[hops]] = tuple(steps)
        return self._names.get(hops, "")


def _job(outcome: JobOutcome, paths: _Paths) -> JobReport:
    case = outcome.case
    vpc = case.vpc_ids[0] if len(case.vpc_ids) == 1 else ""
    needs = tuple(_need(answer, paths) for answer in case.answers)
    return JobReport(case.job.name, case.job.file, vpc, outcome.verdict.value, needs)


def _need(answer: NeedAnswer, paths: _Paths) -> NeedReport:
    subnets = {each.subnet_id: SubnetReport(each.truth.answer.value, paths.name(each.hops)) for each in answer.subnets}
    return NeedReport(str(answer.need), answer.truth.answer.value, subnets)


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
