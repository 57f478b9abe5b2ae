"""Whether a statement is proved to change nothing."""

from collections.abc import Callable

from msgspec import structs

from vpclint.algebra.patterns import Budget
from vpclint.policy.callers import GrantForm, form_of
from vpclint.policy.compare import exceeding
from vpclint.policy.document import Effect, Policy, PolicyType, Statement
from vpclint.policy.evaluate import Evaluator, Request
from vpclint.policy.proof.search import Goal, Scope
from vpclint.policy.prove import Finder
from vpclint.truth import Truth, any_of


def is_dead(policy: Policy, statement: Statement, *, gateway: bool, budget: Callable[[], Budget]) -> bool:
    """Whether it is proved that a policy decides all requests alike without a statement."""
    endpoint = policy.type is PolicyType.ENDPOINT
    others = [each for each in policy.statements if each is not statement]
    if statement.effect is Effect.DENY and not endpoint:
        return _is_denied_anyway(policy, statement, budget)
    if policy.type is PolicyType.BUCKET:
        others = [each for each in others if _grants_as_much(each, statement)]
    scope = Scope(endpoint=endpoint)
    whole = Evaluator(structs.replace(policy, statements=(*others, statement)), gateway=gateway)
    without = Evaluator(structs.replace(policy, statements=tuple(others)), gateway=gateway)
    more, less = (whole, without) if statement.effect is Effect.ALLOW else (without, whole)
    return exceeding(more, less, scope, budget).none


def _is_denied_anyway(policy: Policy, statement: Statement, budget: Callable[[], Budget]) -> bool:
    """Whether every request that a Deny applies to is denied by another one."""
    ordered = (statement, *(each for each in policy.statements if each is not statement))
    evaluator = Evaluator(structs.replace(policy, statements=ordered))
    finder = Finder([evaluator], Scope(), budget)
    [denies] = finder.statements.denies
    others = denies & ~1

    def alone(request: Request) -> Truth:
        first, *rest = evaluator.rule(request).applied
        return first.truth & ~any_of(each.truth for each in rest if each.statement.effect is Effect.DENY)

    return finder.find(Goal(lambda yes, may: bool(may & 1) and not yes & others, 1), alone).none


def _grants_as_much(other: Statement, statement: Statement) -> bool:
    """Whether what another statement of a bucket's policy allows needs nothing that this one does not need."""
    if other.effect is Effect.DENY or other.principals is None or statement.principals is None:
        return True
    named, wanted = other.principals, statement.principals
    same = {each.text.value for each in named.named} == {each.text.value for each in wanted.named}
    direct = not other.principals.negated and all(form_of(each) is GrantForm.DIRECT for each in other.principals.named)
    return direct or (same and other.principals.negated == statement.principals.negated)
