"""How findings weigh, and how those on one cause become one."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TypeVar

from msgspec import structs

from vpclint.engine.rule import Rule
from vpclint.finding import Finding, Severity
from vpclint.settings import Settings
from vpclint.truth import Answer

T = TypeVar("T")


def worst(answers: Iterable[Answer]) -> Answer:
    """`fail` before `unknown` before `pass`, which is also the answer of none."""
    return min(answers, key=_BADNESS.index, default=Answer.PASS)


_BADNESS = [Answer.FAIL, Answer.UNKNOWN, Answer.PASS]


def severity_of(rule: Rule, finding: Finding, settings: Settings) -> Severity:
    """What the configuration says of the rule, else what the check says of this case, else the rule's own."""
    if finding.severity is None or "severity" in settings.rules.get(rule.name, {}):
        return weight(rule, settings)
    return finding.severity.no_worse_than(rule.severity)


def weight(rule: Rule, settings: Settings) -> Severity:
    """The worst that a rule can give: what the configuration says, else its own severity."""
    return Severity(settings.rules.get(rule.name, {}).get("severity", rule.severity))


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Findings on one cause as one, which lists everything that it affects and every place where it shows."""
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        discriminator = finding.discriminator or finding.message
        cause = finding.rule, finding.status, finding.scope, finding.resource, discriminator
        groups.setdefault(cause, []).append(finding)
    return [_joined(several) if len(several) > 1 else several[0] for several in groups.values()]


def _joined(several: Sequence[Finding]) -> Finding:
    severities = [finding.severity for finding in several if finding.severity]
    return structs.replace(
        several[0],
        severity=min(severities, key=lambda severity: severity.rank, default=None),
        affects=_each_once(finding.affects for finding in several),
        places=_each_once(finding.places for finding in several),
        notes=_each_once(finding.notes for finding in several),
        leaves_open=_each_once(finding.leaves_open for finding in several),
    )


def _each_once(lists: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(lists)))


def worst_first(finding: Finding) -> tuple[int, int, str, str]:
    """By what findings are put in order."""
    severity = finding.severity or Severity.ERROR
    return severity.rank, _BADNESS.index(finding.status), finding.rule, finding.resource
