"""The request by itself: its shape, its ids, and what its members say together."""

from collections import Counter
from collections.abc import Iterator

from vpclint.aws.instance_types import INSTANCE_TYPES
from vpclint.decision.case import Case
from vpclint.errors import MOST_TOLD
from vpclint.finding import Finding, Place, Severity
from vpclint.workload.job import GROUP_ID, SUBNET_ID
from vpclint.workload.needs import container_needs


def job_request_invalid(case: Case) -> Iterator[Finding]:
    """The request breaks the API's own shape; an instance type that the shipped model lacks only warns."""
    job = case.job
    for violation in job.violations[:MOST_TOLD]:
        yield Finding(
            message=violation.message,
            resource=violation.pointer or "/",
            places=(job.place(violation.pointer),),
            discriminator=f"{job.name} {violation.pointer} {violation.message}",
        )
    if more := job.violations[MOST_TOLD:]:
        yield Finding(
            message=f"{len(more):,} more things in this request are none that the API takes",
            resource="/",
            places=(job.place(more[0].pointer, "the first of them"),),
            discriminator=f"{job.name} more",
        )
    if job.instance_type and job.instance_type not in INSTANCE_TYPES:
        yield Finding(
            message=f"InstanceType {job.instance_type!r} is none that the shipped service model knows",
            resource=job.instance_type_pointer,
            severity=Severity.WARNING,
            places=(job.place(job.instance_type_pointer),),
            discriminator=f"{job.name} {job.instance_type}",
        )


def id_malformed(case: Case) -> Iterator[Finding]:
    """An id is not the prefix of its kind and 8 or 17 hexadecimal digits."""
    listed = ((case.job.subnets, SUBNET_ID, "subnet-"), (case.job.security_groups, GROUP_ID, "sg-"))
    for references, pattern, prefix in listed:
        for reference in references:
            if not pattern.fullmatch(reference.id):
                yield Finding(
                    message=f"{reference.id!r} is no id: it needs {prefix} and 8 or 17 hexadecimal digits",
                    resource=reference.id,
                    places=(case.job.place(reference.pointer),),
                )


def duplicate_id(case: Case) -> Iterator[Finding]:
    """A subnet or a security group is listed twice."""
    for references in (case.job.subnets, case.job.security_groups):
        counts = Counter(reference.id for reference in references)
        for twice in (reference_id for reference_id, count in counts.items() if count > 1):
            repeats = [reference for reference in references if reference.id == twice]
            first, *others = (case.job.place(reference.pointer) for reference in repeats)
            yield Finding(
                message=f"{twice} is listed {counts[twice]} times",
                resource=twice,
                places=(*others, Place(first.file, first.pointer, "it stands here first")),
            )


def isolation_conflict(case: Case) -> Iterator[Finding]:
    """Network isolation is on, and the job needs what isolation takes away from its container."""
    job = case.job
    if not job.isolation:
        return
    switch = job.place("/NetworkConfig/EnableNetworkIsolation", "isolation is switched on here")
    for pointers, what in ((job.app_managed, "is AppManaged"), (job.feature_store, "goes to Feature Store")):
        for pointer in pointers:
            yield Finding(
                message=f"{_transfer_name(pointer)} {what}, which network isolation makes impossible",
                resource=pointer,
                places=(job.place(pointer), switch),
                discriminator=f"{job.name} {pointer}",
            )
    for need in container_needs(case.settings.needs):
        yield Finding(
            message=f"the container needs {need}, and network isolation leaves it no network",
            resource=str(need),
            places=(switch,),
            discriminator=f"{job.name} {need}",
        )


def _transfer_name(pointer: str) -> str:
    """`input 1`, or `output 3`, of the pointer of one."""
    kind = "input" if pointer.startswith("/ProcessingInputs/") else "output"
    return f"{kind} {int(pointer.rpartition('/')[2]) + 1}"


def vpc_config_missing(case: Case) -> Iterator[Finding]:
    """The request has no VpcConfig, so the job runs outside of any VPC of the account."""
    if case.job.vpc_config is None:
        required = case.option("vpc-config-missing", "required") is True
        yield Finding(
            message=f"{case.job.name} has no VpcConfig: it does not run in a VPC of the account",
            resource=case.job.name,
            severity=Severity.WARNING if required else Severity.NOTE,
            places=(case.job.place(),),
            discriminator=case.job.name,
        )
