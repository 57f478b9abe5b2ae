"""The report as data: what `vpclint.check` gives and `--format json` prints."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from vpclint.engine.folding import worst
from vpclint.engine.policies import PolicyOutcome
from vpclint.report.found import ErrorReport, FindingReport, Summary, summary_of
from vpclint.report.judged import HopReport, JobReport, Judged, Paths, renamed
from vpclint.report.linted import LintedPolicy, LintReport, reported
from vpclint.report.vpcs import VpcReport
from vpclint.truth import Answer
from vpclint.version import __version__

SCHEMA_VERSION = 1


class Report(Struct, frozen=True):
    """The result of a run.

    Attributes:
        verdict: `pass`, `fail` or `unknown`: the worst of the jobs, VPCs and policies; unknown where none could be
            read.
        vpcs: those that the state shows, where no job was named.
        paths: the hops, by the names that the needs refer to.
        assumptions: what was taken to hold, though no state shows it.
        not_examined: what no question was asked about.
        errors: what could not be read.
        not_shown: the rules that were not selected, though needs are not met, or may not be, by what they report.
        policies: the policy documents that were looked at.
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
    policies: tuple[LintedPolicy, ...] = ()


def build(
    judged: Sequence[Judged],
    findings: tuple[FindingReport, ...],
    errors: tuple[ErrorReport, ...] = (),
    unasked: tuple[str, ...] = (),
    settled: tuple[str, ...] = (),
    linted: Sequence[PolicyOutcome] = (),
) -> Report:
    """The report of a run.

    Args:
        judged: what came out for each job or VPC, in order, wherever it was judged.
        findings: what was found of all of them.
        errors: what could not be read.
        unasked: what the selection of rules left out.
        settled: what the user takes to hold or not, in sentences.
        linted: what came out for policy documents.
    """
    paths = Paths()
    reports = [renamed(each, paths) for each in judged]
    verdicts = [*(Answer(each.verdict) for each in reports), *(each.verdict for each in linted)]
    verdict = worst(verdicts) if verdicts or not errors else Answer.UNKNOWN
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
        summary=summary_of(findings, sum(each.passed for each in judged) + sum(each.passed for each in linted)),
        vpcs=tuple(each for each in reports if isinstance(each, VpcReport)),
        not_shown=_each_once(each.unsaid for each in judged),
        policies=reported(linted),
    )


def of_policies(report: LintReport) -> Report:
    """The report on policy documents alone as one of a run in which nothing else was looked at."""
    return Report(
        schema_version=SCHEMA_VERSION,
        vpclint=report.vpclint,
        verdict=report.verdict,
        jobs=(),
        paths={},
        findings=report.findings,
        assumptions=(),
        not_examined=(),
        errors=report.errors,
        summary=report.summary,
        policies=report.policies,
    )


def _each_once(several: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for texts in several for each in texts))
