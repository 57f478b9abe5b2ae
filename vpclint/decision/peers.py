"""Whether the interfaces of one job reach each other within a subnet.

Network ACLs do not apply inside one subnet, security groups do. A rule lets the job's own interfaces in by naming
one of the job's groups, whichever of them the rule stands in, or by blocks that cover the subnet.
"""

from msgspec import structs

from vpclint.algebra.addresses import ALL_IPV4, AddressSet
from vpclint.algebra.ports import ALL_PORTS, ESP, TCP, UDP, PortSet, ProtocolSet
from vpclint.algebra.traffic import TrafficSet
from vpclint.aws.ec2 import Subnet
from vpclint.network.admitting import admitting_rules
from vpclint.network.analysis import Analysis
from vpclint.network.blocks import assignable, subnet_block
from vpclint.network.hops import Cause, Hop, Obstacle
from vpclint.network.security_groups import Direction, Members
from vpclint.truth import YES, Fact, Truth, open_for

IKE_PORT = 500
"""Encrypted traffic between instances needs UDP 500 and protocol 50, both ways (Amazon SageMaker AI Developer Guide,
"Protect Communications Between ML Compute Instances in a Distributed Training Job")."""

_SELF = {
    Direction.INGRESS: Cause.SECURITY_GROUP_SELF_INGRESS,
    Direction.EGRESS: Cause.SECURITY_GROUP_SELF_EGRESS,
}
_SIDE = {Direction.INGRESS: "in from", Direction.EGRESS: "out to"}


def peer_hops(
    analysis: Analysis, subnet: Subnet, groups: tuple[str, ...], *, ports: PortSet, encrypted: bool
) -> tuple[Hop, ...]:
    """Whether the job's groups let its own interfaces in, and out, on these TCP ports, and encrypted if asked.

    Every TCP port is looked at: an obstacle is mild where the ports that are asked for are open, and others not.
    """
    block = subnet_block(analysis.state, subnet)
    if isinstance(block, Fact):
        hops = _hops(analysis, Members(frozenset(groups), ALL_IPV4), groups, ports=ports, encrypted=encrypted)
        return tuple(hop if hop.truth.is_yes and not hop.obstacles else _hidden(hop, block) for hop in hops)
    members = Members(frozenset(groups), assignable(block))
    return tuple(_hops(analysis, members, groups, ports=ports, encrypted=encrypted))


def _hidden(hop: Hop, block: Fact) -> Hop:
    """A hop that does not hold for every address: it may for those of a subnet whose block is not known."""
    truth = open_for(hop.truth.facts | {block})
    return structs.replace(hop.answered(truth), truth=hop.truth if hop.truth.is_yes else truth)


def _hops(
    analysis: Analysis, members: Members, groups: tuple[str, ...], *, ports: PortSet, encrypted: bool
) -> list[Hop]:
    hops = [_self_hop(analysis, groups, members, direction, ports) for direction in Direction]
    for direction, plain in zip(Direction, tuple(hops), strict=True) if encrypted else ():
        hop = _encryption_hop(analysis, groups, members, direction)
        hops.append(_without_cause(hop) if _lets_nothing(plain) and _lets_nothing(hop) else hop)
    return hops


def _lets_nothing(hop: Hop) -> bool:
    """Whether the groups surely let nothing through of what a hop asks for."""
    return hop.truth.is_no and any(each.truth.is_no and not each.partial for each in hop.obstacles)


def _without_cause(hop: Hop) -> Hop:
    """Where no rule is for the members at all, that is the one cause; what they would be let through is no other."""
    return structs.replace(hop, obstacles=())


def _between(addresses: AddressSet, protocol: int, ports: PortSet) -> TrafficSet:
    protocols = ProtocolSet.single(protocol)
    return TrafficSet.of(protocols=protocols, sources=addresses, destinations=addresses, ports=ports)


def _self_hop(
    analysis: Analysis, groups: tuple[str, ...], members: Members, direction: Direction, ports: PortSet
) -> Hop:
    permitted = analysis.permitted(groups, direction, (members,))
    needed = _between(members.addresses, TCP, ports)
    everything = _between(members.addresses, TCP, PortSet.range(1, 65535))
    truth = permitted.covers(needed)
    wanted = everything if truth.is_yes else needed
    whole = permitted.covers(wanted)
    names = ", ".join(groups)
    if whole.is_yes:
        why = f"the groups let every TCP port {_SIDE[direction]} the job's own members"
        deciders = admitting_rules(analysis, groups, direction, (members,), wanted)
        return Hop("security-group", names, YES, why, deciders=deciders)
    refused = permitted.refused(wanted)
    obstacle = Obstacle(
        _SELF[direction],
        whole,
        names,
        pointer=direction.value,
        refused=refused,
        partial=refused != wanted,
        mild=truth.is_yes,
    )
    asked = f"{(refused if whole.is_no else wanted).ports()} {_SIDE[direction]} the job's own members"
    return Hop("security-group", names, truth, _why_not(whole, asked), (obstacle,))


def _encryption_hop(analysis: Analysis, groups: tuple[str, ...], members: Members, direction: Direction) -> Hop:
    permitted = analysis.permitted(groups, direction, (members,))
    ports = PortSet.single(IKE_PORT)
    wanted = _between(members.addresses, UDP, ports) | _between(members.addresses, ESP, ALL_PORTS)
    truth = permitted.covers(wanted)
    names = ", ".join(groups)
    if truth.is_yes:
        why = f"the groups let UDP 500 and ESP {_SIDE[direction]} the job's members"
        deciders = admitting_rules(analysis, groups, direction, (members,), wanted)
        return Hop("security-group", names, YES, why, deciders=deciders)
    refused = permitted.refused(wanted)
    cause = Cause.SECURITY_GROUP_ENCRYPTION_PORTS
    partial = refused != wanted
    obstacle = Obstacle(cause, truth, names, pointer=direction.value, refused=refused, partial=partial)
    why = _why_not(truth, f"UDP 500 and ESP {_SIDE[direction]} the job's own members")
    return Hop("security-group", names, truth, why, (obstacle,))


def _why_not(truth: Truth, asked: str) -> str:
    return f"the groups do not let {asked}" if truth.is_no else f"it is not known whether the groups let {asked}"
