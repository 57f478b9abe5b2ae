"""A world as vpclint reads it, and what it says of a job there."""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Raw

from vpclint.decision.case import Case
from vpclint.decision.decide import decide
from vpclint.engine.catalogue import load
from vpclint.network.analysis import Analysis
from vpclint.settings import Settings
from vpclint.sources.snapshot import read_snapshot
from vpclint.state.state import State
from vpclint.truth import Truth, all_of
from vpclint.workload import request
from vpclint.workload.job import Job

from .records import GROUP, SUBNET, World

CATALOGUE = load()


def state_of(world: World, *, strict: bool = False) -> State:
    members = msgspec.json.decode(msgspec.json.encode(world), type=dict[str, Raw])
    snapshot = read_snapshot(members, "state.json")
    batches = {key: (batch,) for key, batch in snapshot.batches.items()}
    return State(batches, snapshot.header, files=("state.json",), strict=strict)


def reread(world: World) -> Analysis:
    return Analysis(state_of(world))


def job_of(
    *subnets: str,
    groups: Iterable[str] = (GROUP,),
    instances: int = 1,
    inputs: Iterable[str] = ("s3://raw/events/",),
    **network: Any,
) -> Job:
    """The job of a whole request with these subnets, groups, inputs and members of NetworkConfig."""
    vpc_config = {"Subnets": [*subnets] or [SUBNET], "SecurityGroupIds": [*groups]}
    document = {
        "ProcessingJobName": "features",
        "RoleArn": "arn:aws:iam::123456789012:role/processing",
        "AppSpecification": {"ImageUri": "image"},
        "ProcessingResources": {
            "ClusterConfig": {"InstanceCount": instances, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 30}
        },
        "NetworkConfig": {"VpcConfig": vpc_config} | network,
        "ProcessingInputs": [
            {
                "InputName": f"input-{index}",
                "S3Input": {"S3Uri": uri, "S3DataType": "S3Prefix", "LocalPath": f"/opt/ml/processing/{index}"},
            }
            for index, uri in enumerate(inputs)
        ],
    }
    return request.job_of(document, request.REQUEST, file="job.json")


def case_of(world: World, job: Job | None = None, settings: Settings | None = None) -> Case:
    settings = settings or Settings()
    state = state_of(world, strict=settings.strict)
    return decide(Analysis(state), job or job_of(), settings, CATALOGUE.options(settings))


def answers_of(case: Case) -> dict[str, Truth]:
    """The answer to each need, by the need's name."""
    return {str(answer.need): answer.truth for answer in case.answers}


def verdict_of(case: Case) -> Truth:
    """Whether every need is met."""
    return all_of(answer.truth for answer in case.answers)
