"""Asks the selected rules of every case, folds what was found over all jobs, and comes to a verdict.

The verdict of a job looks at error level only: `fail` where an error is proved, else `unknown` where an error-level
question is open, else `pass`. What is said of a state is said of no job and changes no verdict, whatever it weighs.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from vpclint.checks.common import places
from vpclint.checks.input import fact_missing
from vpclint.decision.audit import VpcAudit
from vpclint.decision.case import Case
from vpclint.decision.export import Export
from vpclint.engine.asking import check_of
from vpclint.engine.folding import bounded, merged, severity_of, verdict_of, weight, worst, worst_first
from vpclint.engine.rule import Rule
from vpclint.finding import Affected, Finding, Place, Severity, Suppression
from vpclint.settings import Settings
from vpclint.state.state import State
from vpclint.truth import NOTHING_MISSING, Answer

if TYPE_CHECKING:
    from vpclint.engine.baseline import Baseline

Check = Callable[[Case], Iterator[Finding]]
Checks = Sequence[tuple[Rule, Check]]


class JobOutcome(Struct, frozen=True):
    """What came out for one job.

    Attributes:
        unsaid: the rules that decide needs which are not met, and were not asked.
        hidden: what the verdict would be by these alone.
    """

    case: Case
    verdict: Answer
    said: tuple[Finding, ...]
    passed: int
    unsaid: tuple[str, ...] = ()
    hidden: Answer = Answer.PASS


class VpcOutcome(Struct, frozen=True):
    """What came out for one VPC that no job was named for, and for each of its subnets; the rest as for a job."""

    audit: VpcAudit
    verdict: Answer
    said: tuple[Finding, ...]
    subnets: Mapping[str, Answer]
    passed: int
    unsaid: tuple[str, ...] = ()
    hidden: Answer = Answer.PASS


class Outcome(Struct, frozen=True):
    """What came out of a run: the worst findings first, each root cause once for all jobs that it breaks."""

    jobs: tuple[JobOutcome, ...]
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Answer:
        """The verdict of the run: the worst of its jobs."""
        return worst(job.verdict for job in self.jobs)


def run(cases: Iterable[Case], rules: Sequence[Rule], settings: Settings, left_out: Sequence[Rule] = ()) -> Outcome:
    """Asks each selected rule of each case, and folds what was found."""
    jobs = tuple(outcomes(cases, rules, settings, left_out))
    return Outcome(jobs, gathered([finding for job in jobs for finding in job.said], rules, settings))


def outcomes(
    cases: Iterable[Case], rules: Sequence[Rule], settings: Settings, left_out: Sequence[Rule] = ()
) -> Iterator[JobOutcome]:
    """Asks each selected rule of each case; rules that are not selected are not executed.

    A need is not met by leaving out the rule that reports it: the verdict counts it all the same.
    """
    checks = checks_of(rules)
    silenced = frozenset(rule.name for rule in left_out if weight(rule, settings) is Severity.ERROR)
    for case in cases:
        said, passed = said_of(checks, case, settings)
        unsaid = _unsaid(case, silenced) if silenced else {}
        hidden = worst(unsaid.values())
        yield JobOutcome(case, worst((verdict_of(said), hidden)), tuple(said), passed, tuple(unsaid), hidden)


def _unsaid(case: Case, silenced: frozenset[str]) -> dict[str, Answer]:
    """What the needs of a job come to by rules that were not asked, where that is not `pass`."""
    found: dict[str, Answer] = {}
    for rule, truth in case.unmet():
        if rule in silenced and not truth.is_yes:
            found[rule] = worst((truth.answer, found.get(rule, Answer.PASS)))
    return found


def checks_of(rules: Sequence[Rule]) -> Checks:
    """The rules that are asked of cases, each with the function that decides it."""
    return [(rule, check_of(rule)) for rule in rules if rule.asked_of == "case"]


def said_of(checks: Checks, case: Case, settings: Settings) -> tuple[list[Finding], int]:
    """What the rules say of a case, and how many of them are silent that had something to look at."""
    answers = [(rule, list(_asked(rule, check, case, settings))) for rule, check in checks]
    passed = sum(not answer and bool(case.subnets or not rule.needs_subnet) for rule, answer in answers)
    return [finding for _, answer in answers for finding in answer], passed


def said_of_export(export: Export, rules: Sequence[Rule], settings: Settings) -> Iterator[Finding]:
    """What the rules about states say of one."""
    for rule in (each for each in rules if each.asked_of == "state"):
        for finding in check_of(rule)(export):
            severity = severity_of(rule, finding, settings)
            yield structs.replace(finding, rule=rule.name, severity=severity, scope=_scope(export.state))


def _scope(state: State) -> str:
    return f"{state.account}/{state.region}"


def gathered(
    found: Sequence[Finding], rules: Sequence[Rule], settings: Settings, baseline: "Baseline | None" = None
) -> tuple[Finding, ...]:
    """What is proved, and the facts that leave the rest open; what is suppressed stays apart from the rest.

    Args:
        found: what was found in every case.
        rules, settings: as for `run`.
        baseline: what marks the facts whose lack is known.
    """
    proved = [finding for finding in found if finding.status is Answer.FAIL]
    folding = next((rule for rule in rules if rule.asked_of == "run"), None)
    missing = list(_folded(folding, found, settings, baseline)) if folding else []
    told = bounded(sorted(merged([*proved, *missing]), key=worst_first), rules)
    return tuple(sorted(_repaired_together(list(told)), key=worst_first))


_WHOLE_POLICY = "policy-json"
"""The value of a finding that replaces the policy of its resource, unless the policy has a name of its own."""


def _repaired_together(findings: Sequence[Finding]) -> Iterator[Finding]:
    """The findings, of which those on one policy are repaired by one that does it for all of them."""
    alike: dict[object, dict[str, None]] = {}
    for each in findings:
        if each.values.get(_WHOLE_POLICY) and "policy-name" not in each.values:
            alike.setdefault((each.rule, each.scope, each.resource), {})[str(each.values[_WHOLE_POLICY])] = None
    for each in findings:
        policies = alike.get((each.rule, each.scope, each.resource), ())
        if len(policies) > 1 and each.values.get(_WHOLE_POLICY):
            from vpclint.policy.granting import together  # noqa: PLC0415 - seldom do several jobs lack something

            yield structs.replace(each, values={**each.values, _WHOLE_POLICY: together(policies)})
        else:
            yield each


def _asked(rule: Rule, check: Check, case: Case, settings: Settings) -> Iterator[Finding]:
    for finding in filter(None, (_settled(rule, each, case) for each in check(case))):
        affects = finding.affects or (case.affected(),)
        yield structs.replace(
            finding,
            rule=rule.name,
            severity=severity_of(rule, finding, settings),
            scope=_scope(case.state),
            affects=affects,
            places=finding.places if finding.status is Answer.FAIL else _where_asked(finding, affects, case),
        )


def _where_asked(question: Finding, affects: tuple[Affected, ...], case: Case) -> tuple[Place, ...]:
    """The places of an open question, which no report shows; else the subnets for which it is open."""
    hit = dict.fromkeys(subnet for affected in affects for subnet in affected.subnets or case.job.subnet_ids)
    return question.places or tuple(dict.fromkeys(case.subnet_places(tuple(hit))))


def _settled(rule: Rule, finding: Finding, case: Case) -> Finding | None:
    """The finding; of an open question that the user answers, nothing or a proof."""
    answer = case.analysis.assumed(rule.name, finding.resource) if finding.status is Answer.UNKNOWN else None
    if answer is None or answer.truth.is_yes:
        return None if answer else finding
    return structs.replace(
        finding,
        status=Answer.FAIL,
        message=f"{finding.resource} is assumed to be at fault: {answer.reason}",
        places=finding.places or places(case.state.place(finding.resource)),
        facts=NOTHING_MISSING,
        discriminator="assumed",
    )


def _folded(rule: Rule, found: Sequence[Finding], settings: Settings, baseline: "Baseline | None") -> Iterator[Finding]:
    """The open questions, gathered by the fact that would answer them, and by what they are suppressed by."""
    groups: dict[Suppression | None, list[Finding]] = {}
    for question in found:
        if question.status is Answer.UNKNOWN:
            groups.setdefault(question.suppressed, []).append(question)
    for suppressed, questions in groups.items():
        knows = baseline.knowing(questions) if baseline else None
        for finding in fact_missing(questions):
            severity = severity_of(rule, finding, settings)
            known = knows(finding.facts) if knows else None
            yield structs.replace(finding, rule=rule.name, severity=severity, suppressed=suppressed, known=known)
