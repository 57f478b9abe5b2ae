"""The least permissions that a collection needs, as an IAM policy; no call is made to say so."""

from collections.abc import Iterable, Iterator
from typing import Any

from vpclint.sources.live import operations as ops
from vpclint.sources.live.accounts import ALL, Access
from vpclint.sources.live.scope import Scope

Statement = dict[str, Any]


def policy(scope: Scope, access: Access) -> dict[str, Any]:
    """The policy that allows exactly the calls of a collection.

    What is only known once a job is read, such as its buckets, is allowed for all. GetCallerIdentity needs no
    permission (AWS STS API), and is named so that the policy names every call.

    Args:
        scope: what is collected.
        access: the Regions and the roles.
    """
    return {"Version": "2012-10-17", "Statement": [*_statements(scope, access)]}


def _statements(scope: Scope, access: Access) -> Iterator[Statement]:
    partition = _partition(access)
    everywhere = ALL in access.regions
    if not scope.given or scope.vpcs or scope.jobs or scope.subnets:
        yield _network(scope, () if everywhere else access.regions)
    if everywhere:
        yield _allow("ListRegions", [ops.REGIONS], ["*"])
    if scope.jobs:
        regions = ("*",) if everywhere or not access.regions else access.regions
        jobs = (f"arn:{partition}:sagemaker:{each}:*:processing-job/{name}" for each in regions for name in scope.jobs)
        yield _allow("ReadJobs", [ops.PROCESSING_JOB], jobs)
    if scope.buckets or scope.jobs:
        buckets = ("*",) if scope.jobs else scope.buckets
        yield _allow("ReadBuckets", ops.OF_A_BUCKET, (f"arn:{partition}:s3:::{each}" for each in buckets))
    if scope.roles or scope.jobs:
        roles = (f"arn:{partition}:iam::*:role/*",) if scope.jobs else scope.roles
        of_role = [each for each in ops.OF_A_ROLE if "Role" in each.name]
        yield _allow("ReadRoles", of_role, roles)
        of_policy = [each for each in ops.OF_A_ROLE if each not in of_role]
        yield _allow("ReadPolicies", of_policy, [f"arn:{partition}:iam::*:policy/*"])
    yield _allow("TellWhoAsks", [ops.CALLER_IDENTITY], ["*"])
    if access.roles:
        yield _allow("AssumeRoles", [ops.ASSUME_ROLE], access.roles)


def _network(scope: Scope, regions: Iterable[str]) -> Statement:
    """What EC2 tells: its operations that describe take no resource (Service Authorization Reference, Amazon EC2)."""
    region_wide = ops.OF_A_REGION if scope.whole else ops.read_by_rules(ops.OF_A_REGION)
    found = _allow("ReadNetwork", [*ops.OF_A_VPC, *region_wide, ops.VPC_ATTRIBUTE, ops.ENTRIES], ["*"])
    named = sorted(set(regions))
    return found | ({"Condition": {"StringEquals": {"aws:RequestedRegion": named}}} if named else {})


def _allow(sid: str, operations: Iterable[ops.Operation], resources: Iterable[str]) -> Statement:
    actions = sorted(f"{each.service}:{each.name}" for each in operations)
    found = sorted(set(resources))
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": found[0] if len(found) == 1 else found}


def _partition(access: Access) -> str:
    """The partition of the roles, else of the Regions, as far as their names tell."""
    if access.roles:
        return access.roles[0].split(":")[1]
    region = next((each for each in access.regions if each != ALL), "")
    return {"cn": "aws-cn", "us-gov": "aws-us-gov"}.get("us-gov" if region.startswith("us-gov-") else region[:2], "aws")
