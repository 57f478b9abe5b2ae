"""Whether an endpoint denies the package repositories that the SageMaker guide names, and not those of today."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from vpclint.algebra.patterns import Pattern
from vpclint.checks.common import names, places
from vpclint.decision.case import Case
from vpclint.decision.policies import Source, endpoint_source
from vpclint.finding import Finding
from vpclint.policy.document import Effect, Policy, Statement
from vpclint.policy.repositories import PRESENT, resources_of, stale_in


def stale(endpoints: tuple[str, ...], case: Case) -> Iterator[Finding]:
    """A finding for each of these endpoints whose policy is so."""
    for endpoint_id in endpoints:
        if case.state.vpc_endpoints.get(endpoint_id) is not None:
            source = endpoint_source(case.analysis, endpoint_id)
            for policy in source.layer.policies:
                yield from _of(case, source, policy.policy)


def _of(case: Case, source: Source, policy: Policy) -> Iterator[Finding]:
    denying = [each for each in policy.statements if each.effect is Effect.DENY]
    missing = _missing(tuple(text for each in denying for text in _resources(each)))
    if any(PRESENT.search(each) for each in missing):
        endpoint = source.resource
        yield Finding(
            message=f"the policy of {endpoint} denies old package repositories and not {names(missing)}",
            resource=endpoint,
            places=places(case.state.vpc_endpoints.place(endpoint, "/PolicyDocument", "the policy")),
            values={"endpoint": endpoint, "repositories": missing},
            discriminator="stale",
        )


@lru_cache(1024)
def _missing(listed: tuple[str, ...]) -> tuple[str, ...]:
    """The repositories that are not among the resources that are denied, though old ones of theirs are."""
    wanted = [*_wanted(listed)]
    denied = [Pattern.glob(text).matcher() for text in listed] if wanted else []
    return tuple(each for each in wanted if not any(denies(each) for denies in denied))


def _resources(statement: Statement) -> Iterator[str]:
    """What a statement denies by name."""
    listed = statement.resources
    return (text.value for text in listed.texts) if listed and not listed.negated else iter(())


def _wanted(listed: Iterable[str]) -> Iterator[str]:
    """All repositories of the partitions and Regions of which old ones are denied."""
    for partition, region in dict.fromkeys(filter(None, map(stale_in, listed))):
        yield from resources_of(partition, region)
