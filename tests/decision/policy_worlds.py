"""Worlds with policies, and what is said of them: for the tests of what policies let a job do."""

import json
from typing import Any

from network.test_nat import out
from worlds import World, case_of, endpoint, job_of, route, verdict_of

from vpclint.decision.case import Case
from vpclint.network.hops import Obstacle
from vpclint.workload.job import Job
from vpclint.workload.needs import S3Need

ROLE = "arn:aws:iam::123456789012:role/processing"
VPCE, OTHER_VPCE = "vpce-0000000a", "vpce-0000000b"
LOCAL = route("10.0.0.0/16", "local")
SECOND, SECOND_TABLE = "subnet-0000000b", "rtb-0000000b"
RAW = ["arn:aws:s3:::raw", "arn:aws:s3:::raw/*"]
Statement = dict[str, Any]


def allow(*actions: str, resource: Any = "*", **members: Any) -> Statement:
    return {"Effect": "Allow", "Action": [*actions], "Resource": resource} | members


def deny(*actions: str, resource: Any = "*", **members: Any) -> Statement:
    return allow(*actions, resource=resource) | {"Effect": "Deny"} | members


def unless(operator: str, key: str, value: Any) -> Statement:
    """Everything on the bucket is denied to everybody but for this."""
    return deny("s3:*", resource=RAW, Principal="*", Condition={operator: {key: value}})


def through(*statements: Statement) -> World:
    """The endpoint has a policy of these statements, which are about everybody."""
    document = {"Version": "2012-10-17", "Statement": [{"Principal": "*"} | each for each in statements]}
    return {"VpcEndpoints": [endpoint(PolicyDocument=json.dumps(document))]}


def at_bucket(*statements: Statement) -> World:
    return {"BucketPolicies": [{"Bucket": "raw", "Policy": {"Version": "2012-10-17", "Statement": [*statements]}}]}


def of_role(*statements: Statement) -> World:
    document = {"Version": "2012-10-17", "Statement": [*statements]}
    return {"RolePolicies": [{"RoleArn": ROLE, "PolicyName": "job", "Document": document}]}


def over_nat(**members: Any) -> World:
    return out(VpcEndpoints=[], **members)


def answers(case: Case, need: type = S3Need) -> list[dict[str, str]]:
    """What each policy on the way says in each subnet, by its kind."""
    [answer] = [each for each in case.answers if isinstance(each.need, need)]
    return [
        {hop.kind: hop.truth.answer.value for hop in each.hops if hop.kind.endswith("-policy")}
        for each in answer.subnets
    ]


def of(held: World, job: Job | None = None) -> dict[str, str]:
    [answer] = answers(case_of(held, job or job_of()))
    return answer


def obstacles(case: Case) -> list[Obstacle]:
    hops = (hop for answer in case.answers for each in answer.subnets for hop in each.hops)
    return [each for hop in hops if hop.kind.endswith("-policy") for each in hop.obstacles]


def facts(held: World) -> set[tuple[str, str, str]]:
    return {(each.key, each.record, each.field) for each in verdict_of(case_of(held)).facts}


NO_POLICY: World = {"BucketPolicies": [{"Bucket": "raw", "Policy": None}]}
READ = [allow("s3:ListBucket", resource=RAW[0]), allow("s3:GetObject", resource="arn:aws:s3:::raw/events/*")]
