"""What the policies of endpoints, buckets and the role let the job do."""

from collections.abc import Iterator
from typing import Any

from msgspec import structs

from vpclint.checks.common import from_blockages, names, not_hit, places
from vpclint.decision.case import Blockage, Case
from vpclint.finding import Finding, Place, Severity
from vpclint.network.hops import Cause, Obstacle
from vpclint.policy.granting import least, widened
from vpclint.state.table import Table


def endpoint_policy_denies_job(case: Case) -> Iterator[Finding]:
    """The policy of the endpoint on the way to S3 does not let a request of the job through."""

    def say(blockage: Blockage) -> Finding:
        obstacle = blockage.obstacle
        where = _place(case.state.vpc_endpoints, blockage, "/PolicyDocument")
        endpoint = case.state.vpc_endpoints.get(obstacle.resource)
        wider = widened(endpoint.policy_document, obstacle.towards, "*") if endpoint and not obstacle.subject else ""
        values = {"endpoint": obstacle.resource, "policy-json": wider}
        return _finding(case, blockage, f"the policy of {obstacle.resource}", where, values)

    return from_blockages(case, Cause.ENDPOINT_POLICY_DENIES_JOB, say)


def bucket_policy_denies_job(case: Case) -> Iterator[Finding]:
    """The policy of a bucket denies a request of the job."""

    def say(blockage: Blockage) -> Finding:
        obstacle = blockage.obstacle
        where = _place(case.state.bucket_policies, blockage, "/Policy")
        return _finding(case, blockage, f"the policy of {obstacle.resource}", where, {"bucket": obstacle.resource})

    return from_blockages(case, Cause.BUCKET_POLICY_DENIES_JOB, say)


def role_policy_denies_job(case: Case) -> Iterator[Finding]:
    """The policies of the job's role do not allow what the job needs."""

    def say(blockage: Blockage) -> Finding:
        role = blockage.obstacle.resource
        where = _place(case.state.role_policies, blockage, "/Document") if blockage.obstacle.record else None
        name = role.partition(":role/")[2] or role
        values = {"role": role, "role-name": name.rpartition("/")[2]}
        policy = "" if blockage.obstacle.subject else least(blockage.obstacle.towards)
        values |= {"policy-json": policy, "policy-name": _policy_name(policy)}
        return _finding(case, blockage, f"the role {name}", where or case.job.place("/RoleArn"), values)

    return from_blockages(case, Cause.ROLE_POLICY_DENIES_JOB, say)


def _policy_name(policy: str) -> str:
    """A name for an inline policy of a role that is for this policy alone: it replaces others of its name."""
    import hashlib  # noqa: PLC0415 - where nothing was found it is not needed

    return f"processing-jobs-{hashlib.sha256(policy.encode()).hexdigest()[:8]}"


def _finding(case: Case, blockage: Blockage, who: str, where: Place | None, values: dict[str, str]) -> Finding:
    obstacle = blockage.obstacle
    how = f"denies {names(obstacle.towards)} by {obstacle.subject}" if obstacle.subject else ""
    return Finding(
        message=f"{who} {how or f'does not allow {names(obstacle.towards)}'}",
        resource=obstacle.resource,
        severity=Severity.WARNING if obstacle.mild else None,
        places=(*places(where), *case.subnet_places(blockage.subnets, "instances placed here make these requests")),
        notes=not_hit(case, blockage),
        values={**values, "change": _change(obstacle)},
        discriminator=" ".join([obstacle.subject, *sorted(obstacle.towards)]),
    )


def _change(obstacle: Obstacle) -> str:
    """What to change in the policies: a statement that denies has to go, since no other one can allow the requests."""
    requests = names(obstacle.towards)
    return f"change {obstacle.subject}, which denies {requests}" if obstacle.subject else f"allow {requests}"


def _place(table: Table[Any], blockage: Blockage, whole: str) -> Place | None:
    """The statement that denies, or the document in which none allows."""
    obstacle = blockage.obstacle
    note = obstacle.seen or "the policy"
    found = table.place(obstacle.record or obstacle.resource, obstacle.pointer or whole, note)
    return structs.replace(found, span=obstacle.span) if found else None
