"""What is collected: a whole Region, some VPCs, or what jobs depend on."""

import re
from collections.abc import Iterable

from msgspec import Struct, structs

from vpclint.workload.job import Job

_VPC = re.compile(r"vpc-(?:[0-9a-f]{8}|[0-9a-f]{17})")
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,254}")
"""What the S3 API takes in the place of a bucket, less ARNs: older buckets have names that are no longer given."""

_ACCOUNT = re.compile(r"\d{12}", re.ASCII)
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/(?:[\x21-\x7e]+/)?[\w+=,.@-]{1,64}", re.ASCII)


class Scope(Struct, frozen=True):
    """What is asked of one account and Region.

    Attributes:
        vpcs: those that are named; all of them where neither these nor jobs are.
        jobs: the names of processing jobs to read from SageMaker.
        given: jobs are at hand, so that only what they depend on is collected.
        subnets, groups, buckets, roles: what these jobs name, each once, in the order of names.
        whole: also what no rule reads, for a snapshot that is kept.
    """

    vpcs: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    given: bool = False
    subnets: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    buckets: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    whole: bool = True

    @property
    def is_region(self) -> bool:
        """Everything in the Region is collected."""
        return not (self.vpcs or self.jobs or self.given)

    def with_jobs(self, jobs: Iterable[Job]) -> "Scope":
        """The same with what further jobs depend on; one without VpcConfig depends on nothing in a VPC."""
        found = [job for job in jobs if job.vpc_config is not None]
        return structs.replace(
            self,
            given=True,
            subnets=_united(self.subnets, (each for job in found for each in job.subnet_ids)),
            groups=_united(self.groups, (each for job in found for each in job.group_ids)),
            buckets=_united(self.buckets, (b for job in found for b in buckets_of(job))),
            roles=_united(self.roles, (job.role_arn for job in found if is_role(job.role_arn))),
        )


def buckets_of(job: Job) -> tuple[str, ...]:
    """The buckets of a job's inputs and outputs that can exist."""
    names = dict.fromkeys(each.uri.bucket for each in job.transfers)
    return tuple(name for name in names if _BUCKET.fullmatch(name))


def is_vpc(text: str) -> bool:
    """Whether a text can be the id of a VPC."""
    return bool(_VPC.fullmatch(text))


def is_role(text: str) -> bool:
    """Whether a text can be the ARN of a role."""
    return bool(_ROLE.fullmatch(text))


def account_in(arn: str) -> str:
    """The account in an ARN; empty where it is none."""
    parts = arn.split(":", 5)
    return parts[4] if len(parts) > 5 and _ACCOUNT.fullmatch(parts[4]) else ""


def _united(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*first, *second}))
