"""The report on policy documents alone: what `vpclint policy lint` says, as data and as text."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from vpclint.engine.folding import worst
from vpclint.engine.policies import PolicyOutcome
from vpclint.report.found import ErrorReport, FindingReport, Summary, summary_of
from vpclint.report.found_text import COLOUR, PLAIN, Printer, Style, counted
from vpclint.report.verdicts import left_out
from vpclint.text.escape import logged, visible
from vpclint.text.sources import Texts
from vpclint.truth import Answer
from vpclint.version import __version__

SCHEMA_VERSION = 1
_NAMES = {"endpoint": "an endpoint", "bucket": "a bucket", "identity": "an identity", "other": "another"}


class LintedPolicy(Struct, frozen=True, omit_defaults=True):
    """A document that was looked at; `kinds` is what it may be attached to, where that can't be told several.

    Attributes:
        verdict, unsuppressed, gate: as of a job.
    """

    source: str
    kinds: tuple[str, ...]
    verdict: str
    unsuppressed: str = ""
    gate: str = ""


class LintReport(Struct, frozen=True):
    """The result of looking at policy documents.

    Attributes:
        verdict: `fail` where an error is proved, `unknown` where nothing could be read, else `pass`.
        policies: the documents.
        errors: what could not be read.
    """

    schema_version: int
    vpclint: str
    verdict: str
    policies: tuple[LintedPolicy, ...]
    findings: tuple[FindingReport, ...]
    errors: tuple[ErrorReport, ...]
    summary: Summary


class RepairReport(Struct, frozen=True):
    """A policy as it was meant to be: its text, what was changed, and what is said of it still, in sentences."""

    policy: str
    changes: tuple[str, ...]
    left: tuple[str, ...] = ()
    schema_version: int = SCHEMA_VERSION
    vpclint: str = __version__


def build(
    outcomes: Sequence[PolicyOutcome], findings: tuple[FindingReport, ...], errors: tuple[ErrorReport, ...]
) -> LintReport:
    """The report of a run."""
    verdict = worst(each.verdict for each in outcomes) if outcomes or not errors else Answer.UNKNOWN
    summary = summary_of(findings, sum(each.passed for each in outcomes))
    return LintReport(SCHEMA_VERSION, __version__, verdict.value, reported(outcomes), findings, errors, summary)


def reported(outcomes: Iterable[PolicyOutcome]) -> tuple[LintedPolicy, ...]:
    """What came out for each document, as data."""
    return tuple(
        LintedPolicy(each.file, each.kinds, each.verdict.value, each.unsuppressed, each.gate) for each in outcomes
    )


def render(report: LintReport, texts: Texts, *, colour: bool = False, remedies: bool = False) -> str:
    """The report as text, ending with a line end; with repairs in every language, if asked."""
    style = COLOUR if colour else PLAIN
    printer = Printer(texts, style, remedies=remedies)
    blocks = ["\n".join(printer.finding(finding)) for finding in report.findings]
    counts = " · ".join([*counted(report.summary), f"{report.summary.passed} passed"])
    ends = [*map(printer.error, report.errors), *policy_lines(report.policies, style), counts]
    return logged("\n\n".join([*blocks, "\n".join(ends)]) + "\n")


def policy_lines(policies: Iterable[LintedPolicy], style: Style) -> Iterator[str]:
    """A line for each document: what it is, and whether there are errors in it."""
    for each in policies:
        *others, last = (_NAMES[kind] for kind in each.kinds)
        told = f"a policy of {', '.join(others)} or {last}" if others else f"{last} policy"
        good = each.verdict == Answer.PASS.value
        verdict = style.paint("good" if good else "error", judged_as(each.verdict).upper() + left_out(each))
        yield f"{visible(each.source, 500)} ({told}): {verdict}"


def judged_as(verdict: str) -> str:
    """What a verdict says of a document."""
    return "no errors" if verdict == Answer.PASS.value else "has errors"
