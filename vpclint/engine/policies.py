"""Asks the rules about policies of each document."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from vpclint.engine.asking import check_of
from vpclint.engine.folding import merged, severity_of, worst
from vpclint.engine.rule import Rule
from vpclint.finding import Finding, Severity
from vpclint.settings import Settings
from vpclint.truth import Answer

if TYPE_CHECKING:
    from vpclint.policy.written import WrittenPolicy


class PolicyOutcome(Struct, frozen=True):
    """What came out for one document.

    Attributes:
        file: where it stands.
        kinds: what it may be attached to, in words; one where that could be told.
        verdict: `fail` where an error is proved, else `pass`.
        said: what was found.
        passed: how many rules are silent.
    """

    file: str
    kinds: tuple[str, ...]
    verdict: Answer
    said: tuple[Finding, ...]
    passed: int


def linted(policies: Iterable["WrittenPolicy"], rules: Iterable[Rule], settings: Settings) -> Iterator[PolicyOutcome]:
    """What the rules about policies say of each document."""
    asked = [rule for rule in rules if rule.asked_of == "policy"]
    for policy in policies:
        answers = [[*_asked(rule, policy, settings)] for rule in asked]
        said = merged(finding for answer in answers for finding in answer)
        verdict = worst(each.status for each in said if each.severity is Severity.ERROR)
        kinds = tuple(each.value for each in policy.types)
        yield PolicyOutcome(policy.file, kinds, verdict, tuple(said), sum(not answer for answer in answers))


def _asked(rule: Rule, policy: "WrittenPolicy", settings: Settings) -> Iterator[Finding]:
    for finding in check_of(rule)(policy):
        yield structs.replace(finding, rule=rule.name, severity=severity_of(rule, finding, settings))
