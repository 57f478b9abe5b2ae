"""What a report says, question by question, and whether another one with fewer facts contradicts it."""

from collections.abc import Mapping

from tools.fuzz.bases import ROOT
from vpclint.report.model import Report

Answers = Mapping[tuple[str, ...], frozenset[str]]

OPEN = "unknown"


def answers_of(report: Report) -> Answers:
    """By question, all that is said: of a job, a need in a subnet, a VPC, and each rule."""
    found: dict[tuple[str, ...], set[str]] = {}
    for job in report.jobs:
        found[("job", job.name)] = {job.verdict}
        for need in job.needs:
            found[("need", job.name, need.need)] = {need.verdict}
            for subnet, answer in need.subnets.items():
                found[("need", job.name, need.need, subnet)] = {answer.verdict}
    for vpc in report.vpcs:
        found[("vpc", vpc.vpc)] = {vpc.verdict}
        for subnet in vpc.subnets:
            found[("vpc", vpc.vpc, subnet.subnet)] = {subnet.verdict}
            for need, reach in subnet.needs.items():
                found[("vpc", vpc.vpc, subnet.subnet, need)] = {reach.verdict}
    for finding in report.findings:
        for rule in finding.leaves_open or (finding.rule,):
            if rule not in OF_THE_FILES:
                found.setdefault(("rule", rule), set()).add(finding.status)
    return {question: frozenset(said) for question, said in found.items()}


OF_THE_FILES = frozenset(path.stem for path in (ROOT / "rules" / "input").glob("*.yaml"))
"""Rules that tell what was read and what was not: a loss is what they look for."""

_DEAD_ENDS = (
    *("internet-gateway-detached", "nat-gateway-not-available", "nat-gateway-private"),
    *("nat-gateway-without-internet-route", "public-access-blocked", "route-blackhole", "route-missing"),
    *("s3-endpoint-not-available", "service-endpoint-not-available"),
)
"""Rules that tell that a way carries nothing, so that no policy on it is asked."""

_DEAD_NAT = ("nat-gateway-not-available", "nat-gateway-private", "nat-gateway-without-internet-route")

INSTEAD = {
    "bucket-policy-denies-job": _DEAD_ENDS,
    "endpoint-policy-denies-job": _DEAD_ENDS,
    "role-policy-denies-job": _DEAD_ENDS,
    "internet-gateway-unusable": ("endpoint-security-group-ingress",),
    "nat-gateway-without-internet-route": ("nat-gateway-private",),
    "network-acl-peers": ("network-acl-egress", "network-acl-return"),
    "route-blackhole": ("internet-gateway-detached", "nat-gateway-not-available"),
    "s3-endpoint-disagrees": ("s3-endpoint-not-routed", "s3-endpoint-missing"),
    "s3-endpoint-missing": ("internet-gateway-unusable", *_DEAD_NAT),
    "s3-endpoint-not-routed": ("internet-gateway-unusable", "s3-endpoint-not-available", *_DEAD_NAT),
    "security-group-egress": (
        *("s3-bucket-other-region", "service-endpoint-missing", "service-endpoint-not-available"),
        *("endpoint-security-group-ingress", "service-unknown", "network-acl-egress", "dns-hostnames-disabled"),
        "service-endpoint-private-dns",
    ),
    "service-endpoint-missing": ("service-unknown",),
}
"""Rules that keep silent about what another one tells of the same cause, and speak where that one can't be told.

So do those that tell of another way, where it is not known which of two is taken and neither can be.
"""

AS_WELL = dict.fromkeys(
    ("service-unknown", "service-endpoint-not-available", "service-endpoint-private-dns", "dns-hostnames-disabled"),
    "service-endpoint-missing",
)
"""Rules that tell, beside their own cause, that no other way leads there: where that is open, they tell less."""


def contradictions(before: Report, after: Report) -> list[str]:
    """Where the report with fewer facts says neither the same nor "cannot tell".

    Of a job, a need or a VPC that it does not mention it says nothing. A rule may fall silent only where another
    question has become open, since what comes first on a way decides whether the rest is asked.
    """
    then, now = answers_of(before), answers_of(after)
    silent = not open_facts(after) - open_facts(before)
    judged = after.jobs or after.vpcs
    found = []
    for question in sorted({*then, *now} if judged else ()):
        said, says = then.get(question, frozenset()), now.get(question, frozenset())
        if said == says or OPEN in says:
            continue
        if question[0] != "rule":
            lie = bool(said and says)
        elif says - said:
            lie = not _told_before(before, after, question[1])
        else:
            lie = silent and not _told_otherwise(after, question[1])
        if lie:
            found.append(f"{' '.join(question)}: {_said(said)} became {_said(says)}")
    return found


def _told_before(before: Report, after: Report, rule: str) -> bool:
    """Whether another rule told it, and proves less now."""
    left = {each for finding in after.findings for each in finding.leaves_open}
    return any(
        _proofs(before, other) and (AS_WELL.get(other) in left or _proofs(before, other) - _proofs(after, other))
        for other in INSTEAD.get(rule, ())
    )


def _told_otherwise(after: Report, rule: str) -> bool:
    """Whether another rule speaks in the place of one that has fallen silent.

    Where it is not known which endpoints there are, it is open whether one is missing or is not routed to.
    """
    left = {each for finding in after.findings for each in finding.leaves_open}
    proved = any(rule in told and _proofs(after, other) for other, told in INSTEAD.items())
    return proved or (rule == "s3-endpoint-not-routed" and "s3-endpoint-missing" in left)


def _proofs(report: Report, rule: str) -> set[str]:
    return {finding.message for finding in report.findings if finding.rule == rule and finding.status == "fail"}


def open_facts(report: Report) -> set[str]:
    """What the report says that it can't tell."""
    return {finding.message for finding in report.findings if finding.status == OPEN}


def _said(words: frozenset[str]) -> str:
    return " and ".join(sorted(words)) or "pass"
