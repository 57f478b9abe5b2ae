"""The family `access`: what the policies of endpoints, buckets and the role let pass, those of a job and others.

What asks about all requests is imported when there is something to prove.
"""

from collections.abc import Iterator

from vpclint.checks.access.requests import (
    bucket_policy_denies_job,
    endpoint_policy_denies_job,
    role_policy_denies_job,
)
from vpclint.checks.access.width import (
    bucket_policy_not_restricted,
    endpoint_policy_full_access,
)
from vpclint.checks.common import endpoints_of
from vpclint.decision.case import Case
from vpclint.finding import Finding

__all__ = [
    "bucket_policy_denies_job",
    "bucket_policy_not_restricted",
    "endpoint_policy_denies_job",
    "endpoint_policy_full_access",
    "package_repositories_blocked",
    "package_repositories_reachable",
    "package_repositories_stale",
    "role_policy_denies_job",
]


def package_repositories_reachable(case: Case) -> Iterator[Finding]:
    """Some request reads an object of Amazon Linux's repositories, through the endpoint or around it."""
    if case.settings.packages.repositories != "deny" or case.job.isolation is True:
        return
    from vpclint.checks.access.packages import told  # noqa: PLC0415

    yield from told("deny", case)


def package_repositories_blocked(case: Case) -> Iterator[Finding]:
    """Some object of the Region's Amazon Linux repositories can't be read."""
    if case.settings.packages.repositories != "allow" or case.job.isolation is True:
        return
    from vpclint.checks.access.packages import told  # noqa: PLC0415

    yield from told("allow", case)


def package_repositories_stale(case: Case) -> Iterator[Finding]:
    """A Deny of an endpoint lists the repositories of the guide and not those of today."""
    endpoints = endpoints_of(case)
    if case.settings.packages.repositories == "deny" or not endpoints:
        return
    from vpclint.checks.access.stale import stale  # noqa: PLC0415

    yield from stale(endpoints, case)
