"""The family `request`: the CreateProcessingJob request by itself, and the ids in it against the state."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from vpclint.algebra.addresses import AddressSet
from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.ec2 import SecurityGroup, Subnet, Vpc
from vpclint.aws.instance_types import INSTANCE_TYPES
from vpclint.checks.common import names, per_subnet, places
from vpclint.decision.case import Case
from vpclint.finding import Finding, Place, Severity, open_question
from vpclint.network.blocks import read_blocks
from vpclint.truth import NO, Fact, Truth, any_of, known, open_for, unknown
from vpclint.workload.job import GROUP_ID, SUBNET_ID, Job, Reference
from vpclint.workload.needs import container_needs

DOCKER_RANGE = AddressSet.parse("172.17.0.0/16")
"""The bridge of the containers (Amazon VPC User Guide, "VPC CIDR blocks", which names SageMaker)."""

_ORDINARY_ZONE = re.compile(r"[a-z]{2,}(?:-[a-z]+)+-\d+[a-z]")
_SUBNET_STATES = frozenset({"pending", "unavailable", "failed", "failed-insufficient-capacity"})


def job_request_invalid(case: Case) -> Iterator[Finding]:
    """The request breaks the API's own shape; an instance type that the shipped model lacks only warns."""
    job = case.job
    for violation in job.violations:
        notes = (f"did you mean {violation.suggestion}?",) if violation.suggestion else ()
        yield Finding(
            message=violation.message,
            resource=violation.pointer or "/",
            places=(job.place(violation.pointer),),
            notes=notes,
            discriminator=f"{job.name} {violation.pointer} {violation.message}",
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


def subnet_not_found(case: Case) -> Iterator[Finding]:
    """A subnet is not in a state that is complete for subnets."""
    for subnet_id in case.job.subnet_ids:
        place = case.job.subnet_place(subnet_id)
        exists = case.state.subnets.exists(subnet_id)
        affects = (case.affected((subnet_id,)),)
        if exists.is_no:
            message = f"{subnet_id} does not exist in {_scope(case)}"
            yield Finding(message=message, resource=subnet_id, places=(place,), affects=affects)
        elif exists.is_unknown:
            yield open_question(exists.facts, resource=subnet_id, affects=affects)


def security_group_not_found(case: Case) -> Iterator[Finding]:
    """A security group is not in a state that is complete for security groups."""
    for group_id in case.job.group_ids:
        exists = case.state.security_groups.exists(group_id)
        if exists.is_no:
            message = f"{group_id} does not exist in {_scope(case)}"
            yield Finding(message=message, resource=group_id, places=(case.job.group_place(group_id),))
        elif exists.is_unknown:
            yield open_question(exists.facts, resource=group_id)


def _scope(case: Case) -> str:
    header = case.state.header
    parts = [part for part in (header.account and f"account {header.account}", case.state.region) if part]
    return ", ".join(parts) or "the state"


def subnets_in_several_vpcs(case: Case) -> Iterator[Finding]:
    """The subnets of the job belong to more than one VPC."""
    homes = {subnet.subnet_id: or_none(subnet.vpc_id) for subnet in case.subnets}
    if len(case.vpc_ids) > 1:
        yield Finding(
            message=f"the subnets of the job lie in {len(case.vpc_ids)} VPCs: {names(case.vpc_ids)}",
            resource=", ".join(case.vpc_ids),
            places=tuple(case.job.subnet_place(each, f"in {vpc_id}") for each, vpc_id in homes.items() if vpc_id),
        )
        return
    doubt = any_of(_vpc_is_open(case, subnet_id) for subnet_id in case.job.subnet_ids)
    if doubt.is_unknown and len(case.job.subnet_ids) > 1:
        yield open_question(doubt.facts)


def _vpc_is_open(case: Case, subnet_id: str) -> Truth:
    """NO where the VPC of a subnet is known or the subnet does not exist, else UNKNOWN."""
    subnet = case.state.subnets.get(subnet_id)
    if subnet is None:
        facts = case.state.subnets.exists(subnet_id).facts
        return open_for(facts) if facts else NO
    return unknown(case.state.subnets.fact(subnet_id, "VpcId")) if isinstance(subnet.vpc_id, UnsetType) else NO


def security_group_in_other_vpc(case: Case) -> Iterator[Finding]:
    """A security group belongs to another VPC than the subnets, and is not associated with theirs."""
    doubt = any_of(_vpc_is_open(case, subnet_id) for subnet_id in case.job.subnet_ids)
    for group_id in case.job.group_ids:
        group = case.state.security_groups.get(group_id)
        if group is None:
            facts = case.state.security_groups.exists(group_id).facts
            usable = open_for(facts) if facts else known(True)
        elif len(case.vpc_ids) == 1:
            usable = _usable_in(case, group, case.vpc_ids[0])
        else:
            usable = open_for(doubt.facts) if doubt.is_unknown else known(True)
        if usable.is_unknown:
            yield open_question(usable.facts, resource=group_id)
        elif group and usable.is_no:
            yield Finding(
                message=f"{group_id} belongs to {group.vpc_id}, the job's subnets to {case.vpc_ids[0]}",
                resource=group_id,
                places=places(case.job.group_place(group_id), case.state.security_groups.place(group_id)),
                values={"group": group_id, "vpc": case.vpc_ids[0]},
            )


def _usable_in(case: Case, group: SecurityGroup, vpc_id: str) -> Truth:
    if isinstance(group.vpc_id, UnsetType):
        return unknown(case.state.security_groups.fact(group.group_id, "VpcId"))
    if group.vpc_id == vpc_id:
        return known(True)
    table = case.state.security_group_vpc_associations
    members = table.where("group_id", group.group_id)
    own = (each for each in members if each.vpc_id == vpc_id)
    answers = [
        unknown(table.fact(table.id_of(each), "State"))
        if isinstance(each.state, UnsetType)
        else known(each.state == "associated")
        for each in own
    ]
    return any_of((*answers, open_for(members.gaps) if members.gaps else NO))


def subnet_not_available(case: Case) -> Iterator[Finding]:
    """A subnet is in another state than available."""

    def ask(subnet: Subnet) -> Iterator[Finding]:
        affects = (case.affected((subnet.subnet_id,)),)
        missing = case.state.subnets.fact(subnet.subnet_id, "State")
        if isinstance(subnet.state, UnsetType):
            yield open_question(frozenset({missing}), resource=subnet.subnet_id, affects=affects)
        elif subnet.state in _SUBNET_STATES:
            yield Finding(
                message=f"{subnet.subnet_id} is {subnet.state}, not available",
                resource=subnet.subnet_id,
                places=_subnet_places(case, subnet, "/State"),
                affects=affects,
            )
        elif subnet.state != "available":
            reason = f"{subnet.state!r} is no state that vpclint knows"
            fact = case.state.subnets.fact(subnet.subnet_id, "State", reason)
            yield open_question(frozenset({fact}), resource=subnet.subnet_id, affects=affects)

    return per_subnet(case, ask)


def _subnet_places(case: Case, subnet: Subnet, field: str = "") -> tuple[Place, ...]:
    return places(case.job.subnet_place(subnet.subnet_id), case.state.subnets.place(subnet.subnet_id, field))


def subnet_without_ipv4(case: Case) -> Iterator[Finding]:
    """A subnet has IPv6 addresses only, and the interfaces of a job take IPv4 addresses."""

    def ask(subnet: Subnet) -> Iterator[Finding]:
        if subnet.ipv6_native:
            yield Finding(
                message=f"{subnet.subnet_id} is IPv6 only, and a job takes private IPv4 addresses",
                resource=subnet.subnet_id,
                places=_subnet_places(case, subnet, "/Ipv6Native"),
                affects=(case.affected((subnet.subnet_id,)),),
            )

    return per_subnet(case, ask)


def subnet_in_edge_zone(case: Case) -> Iterator[Finding]:
    """A subnet lies in a local zone, a Wavelength zone or on an Outpost, where processing jobs are not documented."""

    def ask(subnet: Subnet) -> Iterator[Finding]:
        affects = (case.affected((subnet.subnet_id,)),)
        zone = or_none(subnet.availability_zone)
        outpost = or_none(subnet.outpost_arn)
        if zone is None and not outpost:
            fact = case.state.subnets.fact(subnet.subnet_id, "AvailabilityZone")
            yield open_question(frozenset({fact}), resource=subnet.subnet_id, affects=affects)
        elif outpost or not _ORDINARY_ZONE.fullmatch(zone or ""):
            where = f"on the Outpost {outpost}" if outpost else f"in {zone}, which is no ordinary Availability Zone"
            yield Finding(
                message=f"{subnet.subnet_id} lies {where}",
                resource=subnet.subnet_id,
                places=_subnet_places(case, subnet, "/OutpostArn" if outpost else "/AvailabilityZone"),
                affects=affects,
            )

    return per_subnet(case, ask)


def subnet_shared(case: Case) -> Iterator[Finding]:
    """A subnet is shared by another account, and the job uses a group that only the owner may use.

    Participants can't use the owner's security groups, nor the VPC's default group where the owner owns it (Amazon VPC
    User Guide, "Share your VPC subnets with other accounts").
    """
    account = case.job.account or case.state.header.account

    def ask(subnet: Subnet) -> Iterator[Finding]:
        affects = (case.affected((subnet.subnet_id,)),)
        owner = or_none(subnet.owner_id)
        if owner is None or not account:
            missing = Fact("vpclint", "", "account", "neither the request nor the state says whose job it is")
            fact = missing if owner else case.state.subnets.fact(subnet.subnet_id, "OwnerId")
            yield open_question(frozenset({fact}), resource=subnet.subnet_id, affects=affects)
        elif owner != account:
            for group in _groups(case):
                if isinstance(group.owner_id, UnsetType):
                    fact = case.state.security_groups.fact(group.group_id, "OwnerId")
                    yield open_question(frozenset({fact}), resource=subnet.subnet_id, affects=affects)
                elif group.owner_id == owner:
                    yield Finding(
                        message=f"{subnet.subnet_id} is shared by account {owner}, whose group {group.group_id} account {account} can't use",
                        resource=group.group_id,
                        places=(case.job.group_place(group.group_id), *_subnet_places(case, subnet, "/OwnerId")),
                        affects=affects,
                        values={"vpc": or_none(subnet.vpc_id) or ""},
                        discriminator=owner,
                    )

    return per_subnet(case, ask)


def _groups(case: Case) -> Iterator[SecurityGroup]:
    return filter(None, map(case.state.security_groups.get, case.job.group_ids))


def tenancy_dedicated(case: Case) -> Iterator[Finding]:
    """The VPC's tenancy is not the default one, which SageMaker documents as unsupported for its other jobs."""

    def ask(vpc: Vpc) -> Iterator[Finding]:
        tenancy = or_none(vpc.instance_tenancy)
        if tenancy is None:
            yield open_question(frozenset({case.state.vpcs.fact(vpc.vpc_id, "InstanceTenancy")}), resource=vpc.vpc_id)
        elif tenancy != "default":
            yield Finding(
                message=f"the tenancy of {vpc.vpc_id} is {tenancy}, jobs are documented for default only",
                resource=vpc.vpc_id,
                places=places(case.state.vpcs.place(vpc.vpc_id, "/InstanceTenancy")),
            )

    yield from _per_vpc(case, ask)


def docker_range_overlap(case: Case) -> Iterator[Finding]:
    """A block of the VPC meets 172.17.0.0/16, which the containers of a job use themselves."""

    def ask(vpc: Vpc) -> Iterator[Finding]:
        facts = set()
        for text, state, member in _blocks(vpc):
            missing = case.state.vpcs.fact(vpc.vpc_id, member)
            block = missing if text is None else read_blocks((text,), missing)
            if isinstance(block, Fact):
                facts.add(block)
            elif block.isdisjoint(DOCKER_RANGE) or state in _GONE_BLOCKS:
                continue
            elif state is None:
                facts.add(case.state.vpcs.fact(vpc.vpc_id, f"{member}/CidrBlockState"))
            else:
                yield Finding(
                    message=f"{text} of {vpc.vpc_id} meets 172.17.0.0/16, which the job's containers use themselves",
                    resource=vpc.vpc_id,
                    places=places(case.state.vpcs.place(vpc.vpc_id, f"/{member}")),
                )
                return
        if facts:
            yield open_question(frozenset(facts), resource=vpc.vpc_id)

    yield from _per_vpc(case, ask)


_GONE_BLOCKS = frozenset({"disassociating", "disassociated", "failing", "failed"})


def _blocks(vpc: Vpc) -> Iterator[tuple[str | None, str | None, str]]:
    """The IPv4 blocks of a VPC with their states, None for what is not known, and their places in the record."""
    if isinstance(vpc.cidr_block_association_set, UnsetType):
        yield or_none(vpc.cidr_block), "associated", "CidrBlock"
        yield None, None, "CidrBlockAssociationSet"
        return
    for index, association in enumerate(vpc.cidr_block_association_set):
        state = or_none(association.cidr_block_state)
        place = f"CidrBlockAssociationSet/{index}"
        yield or_none(association.cidr_block), or_none(state.state) if state else None, place


def _per_vpc(case: Case, ask: Callable[[Vpc], Iterator[Finding]]) -> Iterator[Finding]:
    """What `ask` says of each VPC of the job; open questions where the state does not show which or what it is."""
    doubt = any_of(_vpc_is_open(case, subnet_id) for subnet_id in case.job.subnet_ids)
    if doubt.is_unknown:
        yield open_question(doubt.facts)
    for vpc_id in case.vpc_ids:
        vpc = case.state.vpcs.get(vpc_id)
        exists = case.state.vpcs.exists(vpc_id)
        if vpc:
            yield from ask(vpc)
        elif exists.is_unknown:
            yield open_question(exists.facts, resource=vpc_id)


def single_zone(case: Case) -> Iterator[Finding]:
    """All subnets of the job lie in one Availability Zone."""
    if not case.job.subnet_ids:
        return
    zones = {subnet.subnet_id: or_none(subnet.availability_zone) for subnet in case.subnets}
    hidden = [subnet_id for subnet_id in case.job.subnet_ids if case.state.subnets.exists(subnet_id).is_unknown]
    facts = {fact for subnet_id in hidden for fact in case.state.subnets.exists(subnet_id).facts}
    facts |= {
        case.state.subnets.fact(subnet_id, "AvailabilityZone") for subnet_id, zone in zones.items() if zone is None
    }
    if len(set(zones.values()) - {None}) > 1:
        return
    if facts and len(case.job.subnet_ids) > 1:
        yield open_question(frozenset(facts))
    elif zones:
        zone = next(iter(zones.values())) or "one zone"
        yield Finding(
            message=f"all subnets of the job lie in {zone}",
            resource=zone,
            places=case.subnet_places(tuple(zones)),
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
    _, kind, index, *_ = pointer.split("/")
    return f"{'input' if kind == 'ProcessingInputs' else 'output'} {int(index) + 1}"


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
