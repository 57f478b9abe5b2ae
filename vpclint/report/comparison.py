"""The answer to a comparison of two policies, as data and for people.

wider   a.json allows more than b.json
        only a.json allows: s3:PutObject on arn:aws:s3:::raw/x by anonymous
"""

from collections.abc import Iterator

from msgspec import Struct

from vpclint.policy.compare import Comparison, Relation
from vpclint.policy.compose import Decision
from vpclint.policy.prove import Found
from vpclint.report.found_text import PLAIN, Style
from vpclint.report.policy_model import SCHEMA_VERSION, WitnessReport
from vpclint.report.policy_text import shown
from vpclint.report.proofs import witness_report
from vpclint.text.escape import visible
from vpclint.truth import Answer
from vpclint.version import __version__

_COLOURS = {"pass": "good", "fail": "error", "unknown": "warning"}
_WORDS = {
    Relation.EQUAL: "{one} allows the same as {other}",
    Relation.NARROWER: "{one} allows less than {other}, and nothing more",
    Relation.WIDER: "{one} allows more than {other}, and nothing less",
    Relation.NEITHER: "{one} allows what {other} does not, and the other way round",
    Relation.UNKNOWN: "cannot tell how what {one} allows stands to what {other} does",
}


class ComparisonReport(Struct, frozen=True, omit_defaults=True):
    """How one policy stands to another.

    Attributes:
        relation: `equal`, `narrower`, `wider`, `neither` or `unknown`.
        expected: `equal`, `narrower` or nothing.
        verdict: `pass` where it is as expected, `fail` where it is not, else `unknown`.
        sentence: the answer in words.
        policies: the two files.
        more, less: a request that only the first one allows, and one that only the second does.
        missing: what left it open.
    """

    schema_version: int
    vpclint: str
    relation: str
    verdict: str
    sentence: str
    policies: tuple[str, str]
    expected: str = ""
    more: WitnessReport | None = None
    less: WitnessReport | None = None
    missing: tuple[str, ...] = ()


def build(files: tuple[str, str], found: Comparison, expected: str, verdict: Answer) -> ComparisonReport:
    """The report.

    Args:
        files: the names of the policies.
        found: how they stand to each other.
        expected: what had to be proved.
        verdict: whether it was.
    """
    one, other = files
    return ComparisonReport(
        SCHEMA_VERSION,
        __version__,
        relation=found.relation.value,
        verdict=verdict.value,
        sentence=_WORDS[found.relation].format(one=one, other=other),
        policies=files,
        expected=expected,
        more=_witness(found.more),
        less=_witness(found.less),
        missing=tuple(sorted({fact.reason for fact in found.facts})),
    )


def _witness(found: Found) -> WitnessReport | None:
    return witness_report(found.witness, Decision.ALLOW) if found.witness else None


def render(report: ComparisonReport, *, style: Style = PLAIN) -> str:
    """The report as text, ending with a line end."""
    return "\n".join(_lines(report, style)) + "\n"


def _lines(report: ComparisonReport, style: Style) -> Iterator[str]:
    yield f"{style.paint(_COLOURS[report.verdict], f'{report.relation:8}')} {visible(report.sentence, 1000)}"
    for file, witness in zip(report.policies, (report.more, report.less), strict=True):
        if witness:
            yield f"         only {visible(file, 300)}: {shown(witness)}"
    yield from (f"         {visible(each, 500)}" for each in report.missing)
    if report.expected and report.verdict != "pass":
        yield f"         expected: {report.expected}"
