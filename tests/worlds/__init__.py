"""Small worlds for tests: what AWS would answer about them, the state that is read from that, and jobs in them.

Nothing here knows what is right. A world is a plain dictionary with AWS's own members, and it always goes through the
snapshot reader, so that a test sees what a user's file would give.
"""

from .reading import CATALOGUE, answers_of, case_of, job_of, reread, state_of, verdict_of
from .records import (
    GROUP,
    REGION,
    S3_LIST,
    SUBNET,
    TABLE,
    VPC,
    Record,
    World,
    association,
    bucket,
    endpoint,
    group,
    managed_list,
    permission,
    prefix_list,
    route,
    s3_list,
    subnet,
    table,
    vpc,
    world,
)

__all__ = [
    "CATALOGUE",
    "GROUP",
    "REGION",
    "S3_LIST",
    "SUBNET",
    "TABLE",
    "VPC",
    "Record",
    "World",
    "answers_of",
    "association",
    "bucket",
    "case_of",
    "endpoint",
    "group",
    "job_of",
    "managed_list",
    "permission",
    "prefix_list",
    "reread",
    "route",
    "s3_list",
    "state_of",
    "subnet",
    "table",
    "verdict_of",
    "vpc",
    "world",
]
