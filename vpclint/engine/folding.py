"""How findings weigh, and how those on one cause become one."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TypeVar

from msgspec import Struct, structs

from vpclint.engine.rule import Rule
from vpclint.errors import MOST_TOLD
from vpclint.finding import Finding, Severity
from vpclint.settings import Settings
from vpclint.truth import Answer

T = TypeVar("T")


def worst(answers: Iterable[Answer]) -> Answer:
    """`fail` before `unknown` before `pass`, which is also the answer of none."""
    return min(answers, key=_BADNESS.index, default=Answer.PASS)


_BADNESS = [Answer.FAIL, Answer.UNKNOWN, Answer.PASS]


def verdict_of(findings: Iterable[Finding]) -> Answer:
    """The verdict that findings on one job come to; what is suppressed counts for nothing."""
    return worst(
        finding.status for finding in findings if finding.severity is Severity.ERROR and finding.suppressed is None
    )


class Verdicts(Struct, frozen=True):
    """What is said of a job, a VPC or a policy once its findings are marked.

    Attributes:
        verdict: without what is suppressed.
        unsuppressed: with it.
        gate: without what is suppressed and without what the baseline knows: it counts for the exit code.
    """

    verdict: Answer
    unsuppressed: Answer
    gate: Answer

    @property
    def others(self) -> dict[str, str]:
        """Those beside the verdict, where they are not the same; empty texts where they are."""
        named = {"unsuppressed": self.unsuppressed, "gate": self.gate}
        return {name: "" if each is self.verdict else each.value for name, each in named.items()}


def verdicts_of(findings: Sequence[Finding], hidden: Answer = Answer.PASS) -> Verdicts:
    """The verdicts that marked findings come to, and what rules that were left out would say."""
    bare = [structs.replace(finding, suppressed=None) for finding in findings]
    unknown = [finding for finding in findings if not finding.known]
    return Verdicts(*(worst((verdict_of(each), hidden)) for each in (findings, bare, unknown)))


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
        cause = finding.rule, finding.status, finding.scope, finding.resource, discriminator, finding.suppressed
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


def bounded(findings: Iterable[Finding], rules: Iterable[Rule]) -> Iterator[Finding]:
    """The findings, of which a rule about what people write has no more in a file than anyone reads: it counts others.

    Those are the rules about requests and about suppressions.

    Args:
        findings: in their order.
        rules: those that were asked.
    """
    of_people = {rule.name for rule in rules if rule.family == "request" or rule.asked_of == "suppression"}
    told: dict[object, list[Finding]] = {}
    for finding in findings:
        place = finding.places[0] if finding.places and finding.rule in of_people else None
        if place is None:
            yield finding
            continue
        kind = finding.rule, place.file, finding.suppressed, finding.known
        told.setdefault(kind, []).append(finding)
    for several in told.values():
        shown = len(several) if len(several) == MOST_TOLD + 1 else MOST_TOLD  # one that counts others stays
        yield from several[:shown]
        if several[shown:]:
            yield _counted(several[shown:])


def _counted(rest: Sequence[Finding]) -> Finding:
    """What is not told one by one."""
    file = rest[0].places[0].file
    message = f"{len(rest):,} more of this kind stand in the file, the first of them here"
    first = structs.replace(rest[0], message=message, resource=file, places=rest[0].places[:1], discriminator="more")
    return structs.replace(_joined([first, *(structs.replace(each, places=()) for each in rest[1:])]), notes=())


def worst_first(finding: Finding) -> tuple[int, int, str, str]:
    """By what findings are put in order."""
    severity = finding.severity or Severity.ERROR
    return severity.rank, _BADNESS.index(finding.status), finding.rule, finding.resource
