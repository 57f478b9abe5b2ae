"""Statements that change nothing."""

from collections.abc import Iterator
from functools import lru_cache

from msgspec import structs

from vpclint.finding import Finding
from vpclint.policy.document import Effect, Policy, PolicyType
from vpclint.policy.written import WrittenPolicy


def policy_statement_dead(policy: WrittenPolicy) -> Iterator[Finding]:
    """A statement can't change any decision."""
    if policy.kind in (None, PolicyType.OTHER) or policy.document.defects or len(policy.document.policies) != 1:
        return
    [document] = policy.document.policies
    if all(each.effect is not Effect.ALLOW for each in document.statements):
        return
    document = structs.replace(document, type=policy.kind)
    for index in _dead(document, gateway=bool(policy.gateway and policy.for_endpoint)):
        statement = document.statements[index]
        done = "allows" if statement.effect is Effect.ALLOW else "denies"
        yield Finding(
            message=f"statement {statement.name} changes no decision: what it {done} is decided alike without it",
            resource=policy.file,
            places=(policy.place(statement.span),),
            values={"file": policy.file},
            discriminator=f"dead {index}",
        )


@lru_cache(256)
def _dead(document: Policy, *, gateway: bool) -> tuple[int, ...]:
    """The places of the statements that are dead."""
    from vpclint.policy.dead import dead_in  # noqa: PLC0415 - only sound documents are asked about

    return tuple(each.index for each in dead_in(document, gateway=gateway))
