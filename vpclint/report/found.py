"""Findings as data: what every report of rules holds."""

from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from vpclint.engine.remedies import Remedy
from vpclint.errors import InputError
from vpclint.finding import Affected, Finding, Place, Severity, Suppression
from vpclint.text.sources import Texts
from vpclint.truth import Answer


class Location(Struct, frozen=True, omit_defaults=True):
    """A place in a file; line and column are 1-based, in code points, and missing where the place is in no file.

    Attributes:
        span: where a part of a text is meant: the offsets of its first code point and of the one after its last.
    """

    file: str
    line: int = 0
    column: int = 0
    pointer: str = ""
    note: str = ""
    span: tuple[int, int] | None = None


class Suppressed(Struct, frozen=True, omit_defaults=True):
    """That somebody has decided to live with a finding, and why.

    Attributes:
        kind: `inSource` where a comment beside it says so, `external` where a file of its own does.
        reason: as it stands there.
        location: where it stands.
        owner: who answers for it.
        expires: the last day on which it holds.
    """

    kind: Literal["inSource", "external"]
    reason: str
    location: Location | None = None
    owner: str = ""
    expires: str = ""


class FindingReport(Struct, frozen=True, omit_defaults=True):
    """One finding; `fingerprint` stays the same when lines move, `leaves_open` names the rules that lack a fact.

    Attributes:
        suppressed: that it is suppressed; None where it is not.
        baseline: whether it is in the baseline, `unchanged`, or not, `new`; empty where there is no baseline.
    """

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
    suppressed: Suppressed | None = None
    baseline: Literal["", "new", "unchanged"] = ""

    @property
    def counts(self) -> bool:
        """Whether it counts for the exit code: it is neither suppressed nor known."""
        return self.suppressed is None and self.baseline != "unchanged"

    @property
    def label(self) -> str:
        """How it is called before its rule: its severity, or `unknown` where it is an open question."""
        return self.status if self.status == Answer.UNKNOWN.value else self.severity


class ErrorReport(Struct, frozen=True, omit_defaults=True):
    """Something that could not be read."""

    message: str
    file: str = ""
    line: int = 0
    column: int = 0


class Summary(Struct, frozen=True):
    """How many findings of each severity are proved, how many facts are missing, and how many questions passed.

    Attributes:
        error, warning, note, unknown: those that are neither suppressed nor known.
        suppressed: how many are suppressed.
        known: how many others the baseline holds.
    """

    error: int
    warning: int
    note: int
    unknown: int
    passed: int
    suppressed: int = 0
    known: int = 0


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
    found = texts.location(place.file, place.pointer, place.note, place.span)
    return Location(found.file, found.line, found.column, found.pointer, found.note, place.span)


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
        suppressed=_suppressed(finding.suppressed, locate) if finding.suppressed else None,
        baseline=_BASELINE[finding.known],
    )


_BASELINE: Mapping[bool | None, Literal["", "new", "unchanged"]] = {None: "", False: "new", True: "unchanged"}
"""The words of SARIF for whether a baseline holds a finding."""


def _suppressed(by: Suppression, locate: Callable[[Place], Location]) -> Suppressed:
    expires = by.expires.isoformat() if by.expires else ""
    return Suppressed(by.kind, by.reason, locate(by.place), by.owner, expires)


def _fingerprint(finding: Finding) -> str:
    """What names a finding for good: rule, account and Region, resource and discriminator, never a line."""
    import hashlib  # noqa: PLC0415 - where nothing was found it is not needed

    parts = (finding.rule, finding.scope, finding.resource, finding.discriminator or finding.message)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def summary_of(findings: tuple[FindingReport, ...], passed: int) -> Summary:
    """How many there are of each kind."""
    counted = [finding for finding in findings if finding.counts]
    proved = [finding.severity for finding in counted if finding.status == "fail"]
    suppressed = sum(finding.suppressed is not None for finding in findings)
    return Summary(
        error=proved.count("error"),
        warning=proved.count("warning"),
        note=proved.count("note"),
        unknown=len(counted) - len(proved),
        passed=passed,
        suppressed=suppressed,
        known=len(findings) - len(counted) - suppressed,
    )
