"""One comparison of two policies: read them, compare them, and report; all that `vpclint policy compare` does."""

from msgspec import Struct

from vpclint.errors import UsageError
from vpclint.policy.callers import Caller, CallerKind
from vpclint.policy.compare import Comparison, Relation, compare
from vpclint.policy.evaluate import Evaluator
from vpclint.policy.given import ENDPOINTS, LayerKind, PolicyFile
from vpclint.policy.proof.search import Scope
from vpclint.policy.prove import in_time
from vpclint.report.comparison import ComparisonReport, build
from vpclint.sources.policies import read_policies
from vpclint.truth import Answer
from vpclint.work.policies import defects_of

EXPECTED = (Relation.EQUAL.value, Relation.NARROWER.value)


class ComparisonQuestion(Struct, frozen=True):
    """What is asked.

    Attributes:
        one, other: the policies, as `FILE` or `KIND=FILE`.
        expected: what has to be proved, one of `EXPECTED`; empty where nothing has to be.
        kind: of policies that do not say it.
    """

    one: str
    other: str
    expected: str = ""
    kind: LayerKind | None = None


class Compared(Struct, frozen=True):
    """The answer, and what was strange about the policies."""

    report: ComparisonReport
    notes: tuple[str, ...]


def compared(question: ComparisonQuestion) -> Compared:
    """The answer.

    Raises:
        UsageError: the policies are of two kinds.
        InputError: one can't be read.
    """
    if question.one == question.other == "-":
        raise UsageError("the standard input holds one policy, it is named twice")
    [one] = read_policies([question.one], question.kind)
    [other] = read_policies([question.other], question.kind)
    if one.given.kind is not other.given.kind:
        kinds = f"{one.given.kind.words} and {other.given.kind.words}"
        raise UsageError(f"policies of one kind can be compared, not {kinds}")
    found = compare(_prepared(one), _prepared(other), _scope(one.given.kind), in_time)
    verdict = _verdict(found, question.expected)
    report = build((one.file, other.file), found, question.expected, verdict)
    return Compared(report, tuple(defects_of((one, other))))


def _prepared(file: PolicyFile) -> Evaluator:
    return Evaluator(file.given.policy, gateway=file.given.kind is LayerKind.GATEWAY_ENDPOINT)


def _scope(kind: LayerKind) -> Scope:
    """All requests that a policy of a kind may see; one of an identity sees those of whom it is attached to."""
    callers = None if kind.policy_type.names_principals else (Caller(CallerKind.ROLE), Caller(CallerKind.USER))
    return Scope(callers=callers, endpoint=kind in ENDPOINTS)


def _verdict(found: Comparison, expected: str) -> Answer:
    """Whether it is as expected: to allow no more is to be narrower, or equal."""
    sides = [found.more] if expected == Relation.NARROWER.value else [found.more, found.less]
    if expected and any(each.witness for each in sides):
        return Answer.FAIL
    if not expected and found.relation is not Relation.UNKNOWN:
        return Answer.PASS
    return Answer.PASS if all(each.none for each in sides) else Answer.UNKNOWN
