"""The VPC that the subnets and security groups of a request have in common."""

from collections.abc import Callable, Iterator

from vpclint.algebra.addresses import ALL_IPV4, AddressSet
from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.ec2 import SecurityGroup, SecurityGroupVpcAssociation, Vpc
from vpclint.checks.common import meant, names, places, scope
from vpclint.decision.case import Case
from vpclint.finding import Finding, open_question
from vpclint.network.blocks import read_blocks
from vpclint.truth import NO, YES, Fact, Truth, any_of, known, open_for, unknown

DOCKER_RANGE = AddressSet.parse("172.17.0.0/16")
"""The bridge of the containers (Amazon VPC User Guide, "VPC CIDR blocks", which names SageMaker)."""


def _field(member: str) -> str:
    """A member by its JSON pointer, as a fact names it: `CidrBlockAssociationSet/2` is `CidrBlockAssociationSet[2]`."""
    name, slash, index = member.partition("/")
    return f"{name}[{index}]" if slash else name


_PRESENT_BLOCKS = frozenset({"associated", "associating"})
_TENANCIES = frozenset({"default", "dedicated", "host"})
"""botocore: Tenancy."""

_GONE_BLOCKS = frozenset({"disassociating", "disassociated", "failing", "failed"})


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


def security_group_not_found(case: Case) -> Iterator[Finding]:
    """A security group is not in a state that is complete for security groups."""
    for group_id in case.job.group_ids:
        exists = case.state.security_groups.exists(group_id)
        if exists.is_no:
            message = f"{group_id} does not exist in {scope(case)}"
            notes = meant(case.state.security_groups, group_id)
            yield Finding(message=message, resource=group_id, places=(case.job.group_place(group_id),), notes=notes)
        elif exists.is_unknown:
            yield open_question(exists.facts, resource=group_id)


def security_group_in_other_vpc(case: Case) -> Iterator[Finding]:
    """A security group belongs to another VPC than the subnets, and is not associated with theirs."""
    doubt = any_of(_vpc_is_open(case, subnet_id) for subnet_id in case.job.subnet_ids)
    for group_id in case.job.group_ids:
        group = case.state.security_groups.get(group_id)
        if group is None:
            facts = case.state.security_groups.exists(group_id).facts
            usable = open_for(facts) if facts else YES
        elif len(case.vpc_ids) == 1:
            usable = _usable_in(case, group, case.vpc_ids[0])
        else:
            usable = open_for(doubt.facts) if doubt.is_unknown else YES
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
        return YES
    table = case.state.security_group_vpc_associations
    members = table.where("group_id", group.group_id)
    answers = [_is_associated(case, each) for each in members if each.vpc_id == vpc_id]
    return any_of((*answers, open_for(members.gaps) if members.gaps else NO))


_NOT_ASSOCIATED = frozenset(
    {"associating", "association-failed", "disassociating", "disassociated", "disassociation-failed"}
)
"""States in which a group can't be used in a further VPC (botocore: SecurityGroupVpcAssociationState)."""


def _is_associated(case: Case, association: SecurityGroupVpcAssociation) -> Truth:
    table = case.state.security_group_vpc_associations
    state = or_none(association.state)
    if state == "associated" or state in _NOT_ASSOCIATED:
        return known(state == "associated")
    reason = "" if state is None else f"{state!r} is no state that vpclint knows"
    return unknown(table.fact(table.id_of(association), "State", reason))


def tenancy_dedicated(case: Case) -> Iterator[Finding]:
    """The VPC's tenancy is not the default one, which SageMaker documents as unsupported for its other jobs."""

    def ask(vpc: Vpc) -> Iterator[Finding]:
        tenancy = or_none(vpc.instance_tenancy)
        if tenancy not in _TENANCIES:
            reason = "" if tenancy is None else f"{tenancy!r} is no tenancy that vpclint knows"
            fact = case.state.vpcs.fact(vpc.vpc_id, "InstanceTenancy", reason)
            yield open_question(frozenset({fact}), resource=vpc.vpc_id)
        elif tenancy != "default":
            yield Finding(
                message=f"the tenancy of {vpc.vpc_id} is {tenancy}, jobs are documented for default only",
                resource=vpc.vpc_id,
                places=places(case.state.vpcs.place(vpc.vpc_id, "/InstanceTenancy")),
                values={"vpc": vpc.vpc_id},
            )

    yield from _per_vpc(case, ask)


def docker_range_overlap(case: Case) -> Iterator[Finding]:
    """A block of the VPC meets 172.17.0.0/16, which the containers of a job use themselves."""

    def ask(vpc: Vpc) -> Iterator[Finding]:
        facts = set()
        for text, state, member in _blocks(vpc):
            missing = case.state.vpcs.fact(vpc.vpc_id, _field(member))
            block = missing if text is None else read_blocks((text,), missing, ALL_IPV4)
            if isinstance(block, Fact):
                facts.add(block)
            elif block.isdisjoint(DOCKER_RANGE) or state in _GONE_BLOCKS:
                continue
            elif state not in _PRESENT_BLOCKS:
                reason = "" if state is None else f"{state!r} is no state that vpclint knows"
                facts.add(case.state.vpcs.fact(vpc.vpc_id, f"{_field(member)}.CidrBlockState", reason))
            else:
                yield Finding(
                    message=f"{text} of {vpc.vpc_id} meets 172.17.0.0/16, which the job's containers use themselves",
                    resource=vpc.vpc_id,
                    places=places(case.state.vpcs.place(vpc.vpc_id, f"/{member}")),
                    values={"vpc": vpc.vpc_id},
                )
                return
        if facts:
            yield open_question(frozenset(facts), resource=vpc.vpc_id)

    yield from _per_vpc(case, ask)


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
