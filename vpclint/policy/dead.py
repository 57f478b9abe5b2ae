"""Statements that change nothing: without one of them, the policy decides all requests as it does with it."""

from collections.abc import Callable, Iterator

from msgspec import structs

from vpclint.algebra.patterns import Budget
from vpclint.policy.callers import GrantForm, form_of
from vpclint.policy.compare import exceeding
from vpclint.policy.document import Effect, Policy, PolicyType, Statement
from vpclint.policy.evaluate import Evaluator, Request
from vpclint.policy.proof.search import Goal, Scope
from vpclint.policy.prove import Finder
from vpclint.truth import Truth, any_of

_BUDGET = 20_000, 300_000


def small() -> Budget:
    """What one statement may take: little, since all statements of a document are asked about."""
    return Budget(*_BUDGET)


def dead_in(policy: Policy, *, gateway: bool = False, budget: Callable[[], Budget] = small) -> Iterator[Statement]:
    """The statements that are proved to change no decision, each by itself.

    In the policy of an endpoint, a Deny of what nothing allows is one. In others it is not: what they deny, no other
    policy can allow. Nothing is said of a document in which a statement can't be understood.

    Args:
        policy: the document.
        gateway: it is that of a gateway endpoint.
        budget: what may be looked at for each statement.
    """
    if any(each.opaque or each.effect is None for each in policy.statements):
        return
    for statement in policy.statements:
        if _is_dead(policy, statement, gateway=gateway, budget=budget):
            yield statement


def _is_dead(policy: Policy, statement: Statement, *, gateway: bool, budget: Callable[[], Budget]) -> bool:
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
    others = finder.statements.denies[0] & ~1

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
