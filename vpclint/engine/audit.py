"""Asks of whole VPCs, for which no job was named, what can be asked without one.

Nobody has said which subnets a job would list. So what breaks only some of them is a warning as long as a job could run
in another one, whatever it weighs for a job that lists the subnet.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from vpclint.decision.audit import audit as audited
from vpclint.decision.audit import is_empty, vpc_ids
from vpclint.decision.case import Case, Options
from vpclint.engine.catalogue import nearest
from vpclint.engine.folding import verdict_of, weight, worst
from vpclint.engine.rule import Rule
from vpclint.engine.run import VpcOutcome, checks_of, said_of
from vpclint.errors import UsageError
from vpclint.finding import Finding, Severity
from vpclint.network.analysis import Analysis
from vpclint.settings import Settings
from vpclint.state.state import State
from vpclint.truth import Answer


class Home(Struct, frozen=True):
    """A VPC to look at; empty where it surely has no subnets, in which a job could run."""

    vpc_id: str
    empty: bool


def homes_in(state: State) -> tuple[Home, ...]:
    """Each VPC of a state."""
    return tuple(Home(vpc_id, is_empty(state, vpc_id)) for vpc_id in vpc_ids(state))


def wanted_of(homes: Sequence[Home], wanted: Sequence[str]) -> list[Home]:
    """Those of all VPCs that are wanted; all of them where none is named.

    Raises:
        UsageError: a VPC that is wanted is in no state; the nearest one that is, is named.
    """
    shown = {home.vpc_id for home in homes}
    for vpc_id in wanted:
        if vpc_id not in shown:
            raise UsageError(f"no state shows {vpc_id!r}{nearest(vpc_id, shown)}")
    return [home for home in homes if not wanted or home.vpc_id in wanted]


def audits(
    homes: Iterable[tuple[Analysis, str]],
    rules: Sequence[Rule],
    settings: Settings,
    options: Options,
    left_out: Sequence[Rule] = (),
) -> Iterator[VpcOutcome]:
    """Asks each selected rule that needs no job of each VPC of a state.

    What a rule that is left out says of a need counts for the verdict, and is not reported.
    """
    checks = checks_of([rule for rule in rules if not rule.needs_job])
    silenced = [rule for rule in left_out if not rule.needs_job and weight(rule, settings) is Severity.ERROR]
    for analysis, vpc_id in homes:
        audit = audited(analysis, vpc_id, settings, options)
        said, passed = said_of(checks, audit.case, settings)
        hidden = _hidden(silenced, audit.case, settings) if silenced else []
        subnets = by_subnet([*said, *hidden], audit.subnet_ids)
        said, hidden = lessened(said, subnets, settings), lessened(hidden, subnets, settings)
        unsaid = dict.fromkeys(finding.rule for finding in hidden if finding.severity is Severity.ERROR)
        verdict = verdict_of([*said, *hidden])
        yield VpcOutcome(audit, verdict, tuple(said), subnets, passed, tuple(unsaid), verdict_of(hidden))


def _hidden(silenced: Sequence[Rule], case: Case, settings: Settings) -> list[Finding]:
    """What the rules that are left out say of needs that are not met."""
    unmet = {rule for rule, truth in case.unmet() if not truth.is_yes}
    return said_of(checks_of([rule for rule in silenced if rule.name in unmet]), case, settings)[0]


def by_subnet(said: Sequence[Finding], subnet_ids: Sequence[str]) -> dict[str, Answer]:
    """Whether a job could run in each subnet: the worst that is said of it, or of the VPC, at error level."""
    hits: dict[str, list[Answer]] = {subnet_id: [] for subnet_id in subnet_ids}
    for finding in said:
        if finding.severity is Severity.ERROR:
            hit = {subnet for affected in finding.affects for subnet in affected.subnets or subnet_ids}
            for subnet_id in hit & hits.keys():
                hits[subnet_id].append(finding.status)
    return {subnet_id: worst(answers) for subnet_id, answers in hits.items()}


def lessened(said: Sequence[Finding], subnets: Mapping[str, Answer], settings: Settings) -> list[Finding]:
    """The findings on the subnets of a VPC: warnings where they leave a subnet in which a job could run.

    While nobody can tell whether there is such a one, the open questions decide, and what is proved of others does not.
    A severity that the configuration sets stays.
    """
    answers = set(subnets.values())
    if Answer.PASS not in answers and Answer.UNKNOWN not in answers:
        return list(said)
    spared = {Answer.FAIL, Answer.UNKNOWN} if Answer.PASS in answers else {Answer.FAIL}
    return [
        structs.replace(finding, severity=Severity.WARNING)
        if finding.severity is Severity.ERROR
        and finding.status in spared
        and all(affected.subnets for affected in finding.affects)
        and "severity" not in settings.rules.get(finding.rule, {})
        else finding
        for finding in said
    ]
