"""A folder whose report holds everything: what fails, warns, is open, is unreadable, jobs and policies."""

from pathlib import Path
from typing import Any

import yaml
from cli.running import JOB, job, put, without_route

from fixtures.examples import HERE

ARGUMENTS = (".", "--strict")


def everything(folder: Path) -> Path:
    """Writes the files: two jobs, a state without some keys and the route to S3, a policy, and a text cut off."""
    state: dict[str, Any] = {key: value for key, value in without_route().items() if key not in LACKING}
    for group in state["SecurityGroups"]:
        group["IpPermissions"] += (
            [OPEN] if group["GroupId"] in JOB["NetworkConfig"]["VpcConfig"]["SecurityGroupIds"] else []
        )
    return put(
        folder,
        {
            "snapshots/state.json": state,
            "jobs/features.json": JOB,
            "jobs/hourly.yaml": yaml.safe_dump(job(ProcessingJobName="hourly")),
            "jobs/broken.json": "{\n",
            "policies/endpoint.json": (HERE / "guide" / "endpoint-policy.json").read_text("utf-8"),
        },
    )


LACKING = ("FlowLogs", "NetworkAcls")
OPEN = {
    "IpProtocol": "tcp",
    "FromPort": 22,
    "ToPort": 22,
    "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
    "Ipv6Ranges": [],
    "PrefixListIds": [],
    "UserIdGroupPairs": [],
}
