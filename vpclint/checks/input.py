"""The family `input`: what was read, and what was not. Its rules are asked of a whole run, after all others."""

from collections.abc import Iterator, Sequence

from vpclint.checks.common import names
from vpclint.finding import Affected, Finding, Severity
from vpclint.truth import Fact


def fact_missing(questions: Sequence[Finding]) -> Iterator[Finding]:
    """One finding for each missing fact, with everything that it leaves open."""
    by_fact: dict[Fact, list[Finding]] = {}
    for question in questions:
        for fact in question.facts:
            by_fact.setdefault(fact, []).append(question)
    for fact in sorted(by_fact):
        left_open = by_fact[fact]
        severities = [question.severity or Severity.ERROR for question in left_open]
        rules = tuple(sorted({question.rule for question in left_open}))
        reasons = dict.fromkeys(note for question in left_open for note in question.notes)
        yield Finding(
            status=left_open[0].status,
            message=f"{untold(fact)}, which leaves open {names(rules)}",
            resource=fact.record or fact.key,
            severity=min(severities, key=lambda severity: severity.rank),
            notes=(*reasons, f"to get it: {fact.obtain}") if fact.obtain else tuple(reasons),
            affects=_together(left_open),
            facts=frozenset({fact}),
            leaves_open=rules,
            discriminator=fact.subject,
        )


def untold(fact: Fact) -> str:
    """What is not known, and why, as a sentence."""
    if not fact.key or fact.key == "vpclint":
        return fact.reason
    if fact.reason:
        return f"{fact.subject} can't be told: {fact.reason}"
    return f"{fact.subject} is not in the state" if fact.field or fact.record else f"the state has no {fact.key}"


def _together(questions: Sequence[Finding]) -> tuple[Affected, ...]:
    subnets: dict[tuple[str, str], dict[str, None]] = {}
    for question in questions:
        for affected in question.affects:
            subnets.setdefault((affected.job, affected.need), {}).update(dict.fromkeys(affected.subnets))
    return tuple(Affected(job, need, tuple(hit)) for (job, need), hit in subnets.items())
