"""Asks the rules about policies of each document."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from vpclint.engine.asking import check_of
from vpclint.engine.folding import merged, severity_of, verdicts_of, worst
from vpclint.engine.rule import Rule
from vpclint.errors import MOST_TOLD
from vpclint.finding import Finding, Severity
from vpclint.settings import Settings
from vpclint.truth import Answer

if TYPE_CHECKING:
    from vpclint.policy.held import Held
    from vpclint.policy.repair import Doubt, Repaired
    from vpclint.policy.written import WrittenPolicy
    from vpclint.state.state import State

Source = Callable[[str, str], str | None]
"""How a value of a file is written, by the file and the JSON pointer."""


class PolicyOutcome(Struct, frozen=True):
    """What came out for one document.

    Attributes:
        file: where it stands; of one in a state what it is attached to.
        kinds: what it may be attached to, in words; one where that could be told.
        verdict: `fail` where an error is proved, else `pass`.
        said: what was found.
        passed: how many rules are silent.
        unsuppressed, gate: other verdicts, as `Verdicts.others` tells them.
    """

    file: str
    kinds: tuple[str, ...]
    verdict: Answer
    said: tuple[Finding, ...] = ()
    passed: int = 0
    unsuppressed: str = ""
    gate: str = ""


def unblamed(policy: "WrittenPolicy", rules: Iterable[Rule], settings: Settings) -> PolicyOutcome | None:
    """What comes out for a document of which no place is known, where no rule has anything to say."""
    outcome = _outcome(policy, rules, settings)
    return None if outcome.said else outcome


def linted(policies: Iterable["WrittenPolicy"], rules: Iterable[Rule], settings: Settings) -> Iterator[PolicyOutcome]:
    """What the rules about policies say of each document."""
    asked = list(rules)
    for policy in policies:
        outcome = _outcome(policy, asked, settings)
        helped = any(_FILE in each.values for each in outcome.said) and not hasattr(mended(policy, asked), "message")
        yield outcome if helped else structs.replace(outcome, said=tuple(map(_without_file, outcome.said)))


def _outcome(policy: "WrittenPolicy", rules: Iterable[Rule], settings: Settings) -> PolicyOutcome:
    asked = (rule for rule in rules if rule.asked_of == "policy")
    answers = [[*_asked(rule, policy, settings)] for rule in asked]
    said = merged(finding for answer in answers for finding in answer)
    verdict = worst(each.status for each in said if each.severity is Severity.ERROR)
    kinds = tuple(each.value for each in policy.types)
    return PolicyOutcome(policy.file, kinds, verdict, tuple(said), sum(not answer for answer in answers))


def mended(policy: "WrittenPolicy", rules: Iterable[Rule]) -> "Repaired | Doubt":
    """The policy as it was meant to be, or what keeps it from being repaired: a doubt, or an error that is left."""
    from vpclint.policy.reading import written  # noqa: PLC0415
    from vpclint.policy.repair import Doubt, repaired  # noqa: PLC0415 - most policies need none

    found = repaired(policy)
    if isinstance(found, Doubt):
        return found
    after = structs.replace(
        written("", found.text, policy.kind), gateway=policy.gateway, partition=policy.partition, types=policy.types
    )
    said = _outcome(after, rules, Settings()).said
    error = next((each for each in said if each.severity is Severity.ERROR), None)
    return Doubt(error.message) if error else structs.replace(found, left=tuple(each.message for each in said))


def said_of_policies(state: "State", rules: Iterable[Rule], settings: Settings, source: Source) -> Iterator[Finding]:
    """What the rules about policies say of the documents in a state, of each text once.

    Where nothing is wrong, no place is ever looked for.
    """
    asked = [rule for rule in rules if rule.asked_of == "policy"]
    if not asked or not (state.vpc_endpoints.given or state.bucket_policies.given or state.role_policies.given):
        return
    from vpclint.policy.held import held_by  # noqa: PLC0415 - of jobs alone there are no policies

    scope = f"{state.account}/{state.region}"
    for held in held_by(state):
        for finding in _said_of(held, asked, settings, source):
            yield structs.replace(finding, scope=scope)


def _said_of(held: "Held", rules: Sequence[Rule], settings: Settings, source: Source) -> Iterator[Finding]:
    loud = _loud(held, rules)
    if not loud:
        return
    policy = held.written(source)
    owners = tuple(dict.fromkeys(each.resource for each in held.holders))
    others = owners[1:]
    notes = (_same(others),) if others else ()
    for finding in merged(each for rule in loud for each in _asked(rule, policy, settings)):
        values = _without_file(finding).values
        told = {HOLDERS: owners, KIND: held.type.value}
        yield structs.replace(finding, notes=(*finding.notes, *notes), values=values | told)


def _loud(held: "Held", rules: Sequence[Rule]) -> Sequence[Rule]:
    """The rules that may have something to say; of a policy that is too long nothing else is said."""
    if held.too_long:
        return [rule for rule in rules if rule.name == "policy-too-long"]
    glanced = held.glanced()
    return [rule for rule in rules if any(check_of(rule)(glanced))] if glanced else rules


def _same(others: Sequence[str]) -> str:
    from vpclint.checks.common import names  # noqa: PLC0415 - it brings all that checks ask of cases

    return f"the policy of {names(others)} is the same"


def weighed(
    said: Iterable[Finding], of_jobs: Iterable[Finding], rules: Iterable[Rule], settings: Settings
) -> tuple[Finding, ...]:
    """What was said of states, where jobs were judged: of a policy a warning at most if no request fails by it.

    Args:
        said: what was said of the states of a run.
        of_jobs: what was said of its jobs.
        rules: those that were asked; where one that tells whose requests fail was not, nothing is known of that.
        settings: as configured; a severity that is set there stays.
    """
    names_asked = {rule.name for rule in rules}
    if not names_asked.issuperset(_TELL_OF_REQUESTS):
        return tuple(said)
    of_requests = (finding for finding in of_jobs if finding.rule in _TELL_OF_REQUESTS)
    hit = {finding.resource for finding in of_requests if finding.severity is Severity.ERROR}
    return tuple(_weighed(finding, hit, settings) for finding in said)


_TELL_OF_REQUESTS = frozenset(
    {
        *("endpoint-policy-denies-job", "bucket-policy-denies-job", "role-policy-denies-job"),
        "service-endpoint-policy",
    }
)


def _weighed(finding: Finding, hit: Collection[str], settings: Settings) -> Finding:
    owners = finding.values.get(HOLDERS, ())
    if not owners or not finding.severity or "severity" in settings.rules.get(finding.rule, {}):
        return finding
    needed = any(each in hit for each in owners)
    return finding if needed else structs.replace(finding, severity=finding.severity.no_worse_than(Severity.WARNING))


def broken_in_states(said: Iterable[Finding]) -> tuple[PolicyOutcome, ...]:
    """The policies of states in which an error is proved, each once; also where it is suppressed or known."""
    broken: dict[tuple[str, str], list[Finding]] = {}
    for finding in said:
        if HOLDERS in finding.values and finding.severity is Severity.ERROR:
            broken.setdefault((finding.resource, finding.scope), []).append(finding)
    return tuple(map(_broken, broken.values()))


def _broken(findings: Sequence[Finding]) -> PolicyOutcome:
    verdicts = verdicts_of(findings)
    kinds = (str(findings[0].values[KIND]),)
    return structs.replace(PolicyOutcome(findings[0].resource, kinds, verdicts.verdict), **verdicts.others)


_FILE = "file"
"""Under what a finding names the policy that a repair would print."""


def _without_file(finding: Finding) -> Finding:
    """The finding for where no repair can be printed."""
    return structs.replace(finding, values={name: each for name, each in finding.values.items() if name != _FILE})


HOLDERS, KIND = "holders", "policy-type"
"""Under what a finding about a policy of a state names all resources that have it, and what they are."""


def _asked(rule: Rule, policy: "WrittenPolicy", settings: Settings) -> Iterator[Finding]:
    """What a rule says of a document; of more than anyone reads the first, and how many the others are."""
    said = (_stamped(finding, rule, policy, settings) for finding in check_of(rule)(policy))
    yield from islice(said, MOST_TOLD)
    rest = [*said]
    if rest:
        message = f"{len(rest):,} more of this kind are wrong with the policy, the first of them here"
        severities = (finding.severity for finding in rest if finding.severity)
        severity = min(severities, key=lambda each: each.rank, default=None)
        yield structs.replace(rest[0], message=message, severity=severity, notes=(), discriminator=_all(rest))


def _all(several: Iterable[Finding]) -> str:
    """What tells these findings from others, be it in one of them."""
    import hashlib  # noqa: PLC0415 - few policies have so many

    told = "\0".join(each.discriminator or each.message for each in several)
    return f"more {hashlib.sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def _stamped(finding: Finding, rule: Rule, policy: "WrittenPolicy", settings: Settings) -> Finding:
    severity = severity_of(rule, finding, settings)
    return structs.replace(finding, rule=rule.name, severity=severity, resource=policy.resource or finding.resource)
