"""What becomes of a request, told by the statements that decide it and where they stand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from vpclint.policy.compose import OWNER_UNTOLD, Decision, Outcome, Said
from vpclint.policy.document import Effect
from vpclint.policy.evaluate import Applied, Part
from vpclint.policy.given import PolicyFile
from vpclint.policy.values import untold
from vpclint.report.found import Location
from vpclint.report.policy_model import ElementReport, StatementReport
from vpclint.truth import Answer, Fact

if TYPE_CHECKING:
    from vpclint.policy.prove import Proof, Witness

ALLOWS, DENIES = "allows", "denies"
_NAMED = 10
"""Statements and missing facts that a sentence names; it counts the others."""


Shown: TypeAlias = "tuple[tuple[Witness, Outcome], ...]"
"""Requests that show something, each with what becomes of it."""


class Asked(Struct, frozen=True):
    """What was asked about, in the words of who asks, and what becomes of it.

    Attributes:
        action, resource: as they were written.
        outcome: of one request.
        proof: of all that match, and `witnesses` what it shows.
    """

    action: str
    resource: str
    outcome: Outcome | None
    proof: "Proof | None" = None
    witnesses: Shown = ()


class Sources:
    """Knows in which file and at which place a statement stands.

    Args:
        files: of each layer, in the order of its policies.
        keys: the condition keys that could decide.
    """

    def __init__(self, files: Mapping[str, Sequence[PolicyFile]], keys: Iterable[str]) -> None:
        self._files = files
        self._hints = {OWNER_UNTOLD: "--context aws:ResourceAccount=ACCOUNT"} | {
            untold(key): f"--context {key}=VALUE, or --context '{key}!' where the request lacks it" for key in keys
        }

    def statements(self, said: Said) -> Iterator[tuple[PolicyFile, Applied]]:
        """Every statement of a layer with its file; a policy that nobody gave comes first, and has none."""
        files = self._files.get(said.layer.name, ())
        for file, ruling in zip(files, said.rulings[len(said.rulings) - len(files) :], strict=True):
            yield from ((file, each) for each in ruling.applied)

    def hint(self, fact: Fact) -> str:
        """How to give what is missing."""
        return self._hints.get(fact, fact.obtain)


def _decides(statement: StatementReport, outcome: Outcome) -> bool:
    """Whether a statement is why the answer is as it is: it applies, or may where that is what is open."""
    match outcome.decision:
        case Decision.ALLOW:
            return statement.effect == Effect.ALLOW.value and statement.verdict == Answer.PASS.value
        case Decision.EXPLICIT_DENY:
            return statement.effect == Effect.DENY.value and statement.verdict == Answer.PASS.value
        case Decision.UNKNOWN:
            return statement.verdict == Answer.UNKNOWN.value
    return False


def traced(outcome: Outcome, sources: Sources) -> tuple[StatementReport, ...]:
    """Every statement that was asked, in the order of the layers."""
    return tuple(_statement(said, *each) for said in outcome.said for each in sources.statements(said))


def deciding_in(trace: Sequence[StatementReport], outcome: Outcome) -> tuple[StatementReport, ...]:
    """The statements for which the answer is as it is."""
    return tuple(each for each in trace if _decides(each, outcome))


def sentence(action: str, resource: str, outcome: Outcome, deciding: Sequence[StatementReport]) -> str:
    """What becomes of a request, and why."""
    what = f"{action} on {resource}"
    if outcome.decision is Decision.ALLOW:
        return f"{what} is allowed{_by(deciding)}"
    if outcome.decision is Decision.EXPLICIT_DENY:
        return f"{what} is explicitly denied{_by(deciding)}"
    if outcome.decision is Decision.IMPLICIT_DENY:
        silent = [said.layer.name for said, _ in outcome.blocked_by if said.layer.name]
        return f"{what} is implicitly denied: no statement of {' or of '.join(silent) or 'the policies'} allows it"
    return f"cannot tell whether {what} is allowed: {_some(sorted(fact.reason for fact in outcome.facts), '; ')}"


def _by(deciding: Sequence[StatementReport]) -> str:
    named = dict.fromkeys(f"statement {each.statement} of {each.policy}" for each in deciding)
    return f" by {_some([*named], ' and ')}" if named else ""


def _some(texts: Sequence[str], joint: str) -> str:
    """The first of these texts, joined, and how many more there are."""
    more = len(texts) - _NAMED
    return joint.join([*texts[:_NAMED], *([f"{more:,} more"] if more > 0 else ())])


def _statement(said: Said, file: PolicyFile, applied: Applied) -> StatementReport:
    statement = applied.statement
    return StatementReport(
        policy=said.layer.name,
        statement=statement.name,
        effect=statement.effect.value if statement.effect else "",
        verdict=applied.truth.answer.value,
        location=Location(file.file, *file.position(statement.span)),
        elements=tuple(_element(file, part) for part in applied.parts),
    )


def _element(file: PolicyFile, part: Part) -> ElementReport:
    return ElementReport(part.element, part.truth.answer.value, Location(file.file, *file.position(part.span)))
