"""Statements that change nothing: without one of them, the policy decides all requests as it does with it."""

from collections.abc import Callable, Iterator

from vpclint.algebra.patterns import Budget
from vpclint.policy.alive import is_plainly_alive
from vpclint.policy.document import Policy, PolicyType, Statement

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
    if any(each.opaque for each in policy.statements):
        return
    endpoint = policy.type is PolicyType.ENDPOINT
    for statement in policy.statements:
        if is_plainly_alive(policy, statement, gateway=gateway, allowed=endpoint):
            continue
        from vpclint.policy.prove_dead import is_dead  # noqa: PLC0415 - most statements are plainly alive

        if is_dead(policy, statement, gateway=gateway, budget=budget):
            yield statement
