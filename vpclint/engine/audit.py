"""Asks of whole VPCs, for which no job was named, what can be asked without one.

Nobody has said which subnets a job would list. So what breaks only some of them is a warning as long as a job could run
in another one, whatever it weighs for a job that lists the subnet.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import structs

from vpclint.decision.audit import VpcAudit
from vpclint.engine.rule import Rule
from vpclint.engine.run import Outcome, VpcOutcome, checks_of, gathered, said_of, verdict_of, worst
from vpclint.finding import Finding, Severity
from vpclint.settings import Settings
from vpclint.truth import Answer


def run_audits(audits: Iterable[VpcAudit], rules: Sequence[Rule], settings: Settings) -> Outcome:
    """Asks each selected rule that needs no job of each VPC."""
    checks = checks_of([rule for rule in rules if not rule.needs_job])
    vpcs: list[VpcOutcome] = []
    found: list[Finding] = []
    for audit in audits:
        said, passed = said_of(checks, audit.case, settings)
        subnets = by_subnet(said, audit.subnet_ids)
        said = lessened(said, subnets, settings)
        vpcs.append(VpcOutcome(audit, verdict_of(said), subnets, passed))
        found += said
    return Outcome((), gathered(found, rules, settings), tuple(vpcs))


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
