"""Makes the report on what policies decide about requests: which of them, by which statements, and what is missing."""

from collections.abc import Iterable, Sequence

from vpclint.policy.compose import Decision, Outcome
from vpclint.report.decided import ALLOWS, Asked, Sources, deciding_in, sentence, traced
from vpclint.report.path_model import MissingReport
from vpclint.report.policy_model import SCHEMA_VERSION, AnswerReport, BlockReport, PolicyReport
from vpclint.truth import Answer
from vpclint.version import __version__


def build(
    question: str, principal: str, asked: Sequence[Asked], sources: Sources, not_examined: Iterable[str]
) -> PolicyReport:
    """The report.

    Args:
        question: `allows` or `denies`.
        principal: who asks, as the user wrote it.
        asked: the requests.
        sources: where the statements stand.
        not_examined: what was not given.
    """
    answers = tuple(_answered(question, each, sources) for each in asked)
    verdicts = {each.verdict for each in answers}
    worst = next(each.value for each in (Answer.FAIL, Answer.UNKNOWN, Answer.PASS) if each.value in verdicts)
    return PolicyReport(SCHEMA_VERSION, __version__, question, worst, principal, answers, tuple(not_examined))


def _answered(question: str, asked: Asked, sources: Sources) -> AnswerReport:
    if asked.outcome:
        return _answer(question, asked, asked.outcome, sources)
    from vpclint.report.proofs import answer  # noqa: PLC0415 - proofs are asked for by wildcards only

    return answer(question, asked, sources)


def _answer(question: str, asked: Asked, outcome: Outcome, sources: Sources) -> AnswerReport:
    trace = traced(outcome, sources)
    deciding = deciding_in(trace, outcome)
    return AnswerReport(
        action=asked.action,
        resource=asked.resource,
        verdict=_verdict(question, outcome.decision).value,
        decision=outcome.decision.value,
        sentence=sentence(asked.action, asked.resource, outcome, deciding),
        blocked_by=tuple(
            BlockReport(said.layer.name, how.value) for said, how in outcome.blocked_by if said.layer.name
        ),
        decided_by=deciding,
        missing=tuple(MissingReport(fact.reason, sources.hint(fact)) for fact in sorted(outcome.facts)),
        trace=trace,
    )


def _verdict(question: str, decision: Decision) -> Answer:
    if decision is Decision.UNKNOWN:
        return Answer.UNKNOWN
    return Answer.PASS if (decision is Decision.ALLOW) is (question == ALLOWS) else Answer.FAIL
