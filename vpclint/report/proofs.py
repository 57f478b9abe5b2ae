"""Puts into a report what was proved of all requests that match, and the requests that show the contrary."""

from collections.abc import Iterator, Sequence

from vpclint.policy.callers import Caller
from vpclint.policy.compose import Decision, Outcome
from vpclint.policy.prove import Proof, Verdict, Witness
from vpclint.policy.values import Known, Like, Value, untold
from vpclint.report.decided import ALLOWS, Asked, Sources, deciding_in, sentence, traced
from vpclint.report.path_model import MissingReport
from vpclint.report.policy_model import AnswerReport, BlockReport, WitnessReport
from vpclint.truth import Answer, Fact

_AS_ASKED = {ALLOWS: Verdict.ALLOWED}


def answer(question: str, asked: Asked, sources: Sources) -> AnswerReport:
    """What was proved, or what shows that it is not so of all."""
    proof = asked.proof or Proof(Verdict.UNKNOWN)
    against = [pair for pair in asked.witnesses if (pair[1].decision is Decision.ALLOW) is not (question == ALLOWS)]
    wanted = _AS_ASKED.get(question, Verdict.DENIED)
    verdict = Answer.PASS if proof.verdict is wanted else _verdict(against)
    trace = traced(against[0][1], sources) if against else ()
    return AnswerReport(
        action=asked.action,
        resource=asked.resource,
        verdict=verdict.value,
        decision=proof.verdict.value,
        sentence=_sentence(question, asked, verdict, proof, against, sources),
        blocked_by=tuple(_blocks(against)),
        decided_by=deciding_in(trace, against[0][1]) if against else (),
        missing=tuple(MissingReport(fact.reason, sources.hint(fact)) for fact in _missing(verdict, proof, against)),
        trace=trace,
        witnesses=tuple(witness_report(witness, outcome.decision) for witness, outcome in asked.witnesses),
    )


def _verdict(against: Sequence[tuple[Witness, Outcome]]) -> Answer:
    """It is not so of a request of which all is given, by an action that there is; else nobody can tell."""
    plain = any(witness.known and not witness.chosen for witness, _ in against)
    return Answer.FAIL if plain else Answer.UNKNOWN


def _missing(verdict: Answer, proof: Proof, against: Sequence[tuple[Witness, Outcome]]) -> list[Fact]:
    if verdict is not Answer.UNKNOWN:
        return []
    chosen = {untold(key) for witness, _ in against for key, _ in witness.chosen}
    return sorted(chosen or proof.facts)


def _blocks(against: Sequence[tuple[Witness, Outcome]]) -> Iterator[BlockReport]:
    for _, outcome in against[:1]:
        yield from (BlockReport(said.layer.name, how.value) for said, how in outcome.blocked_by if said.layer.name)


def _sentence(
    question: str,
    asked: Asked,
    verdict: Answer,
    proof: Proof,
    against: Sequence[tuple[Witness, Outcome]],
    sources: Sources,
) -> str:
    done = "allowed" if question == ALLOWS else "denied"
    what = f"request of {asked.action} on {asked.resource}"
    if verdict is Answer.PASS:
        return f"it is proved that {'every' if question == ALLOWS else 'no'} {what} is allowed"
    begin = f"not every {what} is {done}" if verdict is Answer.FAIL else f"cannot tell whether every {what} is {done}"
    if not against:
        return f"{begin}: {'; '.join(sorted(fact.reason for fact in proof.facts))}"
    witness, outcome = against[0]
    deciding = deciding_in(traced(outcome, sources), outcome)
    shown = sentence(str(witness.request.action), str(witness.request.resource), outcome, deciding)
    needs = " and ".join(f"{key} is {_in_words(value)}" for key, value in witness.chosen)
    added = "" if witness.known else ", should AWS add that action"
    return f"{begin}: {shown}{' where ' * bool(needs)}{needs}{added}"


def _in_words(value: Value) -> str:
    if isinstance(value, Known):
        return " and ".join(value.values) if value.values else "an empty list"
    return "there" if isinstance(value, Like) else "absent"


def witness_report(witness: Witness, decision: Decision) -> WitnessReport:
    """A request that shows something, and what becomes of it."""
    request = witness.request
    return WitnessReport(
        decision=decision.value,
        action=str(request.action),
        resource=str(request.resource),
        principal=_named(request.caller),
        context={key: _shown(value) for key, value in witness.chosen},
        invented=not witness.known,
    )


def _named(caller: Caller) -> str:
    """Who asks, as a question would name it."""
    return caller.session or caller.arn or caller.account or caller.kind.value


def _shown(value: Value) -> str | list[str] | None:
    if isinstance(value, Known):
        return list(value.values) if value.several else value.values[0]
    return "*" if isinstance(value, Like) else None
