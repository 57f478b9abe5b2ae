"""What security groups let through: the union of all rules of all groups, as exact sets.

A group only allows, and it is stateful: answers need no rule (Amazon VPC User Guide, "Security groups"). A reference
to a group stands for the private addresses of the interfaces that carry it. The interfaces of a job do not exist
yet, so a reference to one of the job's own groups stands for whatever addresses the asker gives to them.
"""

from collections.abc import Iterator
from enum import Enum

from msgspec import Struct

from vpclint.algebra.addresses import ALL_ADDRESSES, NO_ADDRESSES, AddressSet
from vpclint.algebra.bounded import BoundedTraffic, Doubt
from vpclint.algebra.ports import ALL_PORTS, ICMP, ICMPV6, PROTOCOLS_WITH_PORTS, PortSet, ProtocolSet, icmp_ports
from vpclint.algebra.traffic import ALL_TRAFFIC, NO_TRAFFIC, TrafficSet
from vpclint.aws.absence import UnsetType
from vpclint.aws.ec2 import IpPermission, SecurityGroup
from vpclint.network.blocks import Reading, prefix_list_blocks, read_blocks
from vpclint.state.state import State
from vpclint.truth import Fact, Facts


class Direction(Enum):
    """Which way the connection is opened, seen from the interface that carries the groups."""

    INGRESS = "IpPermissions"
    EGRESS = "IpPermissionsEgress"


class Members(Struct, frozen=True):
    """The addresses of the interfaces that carry all of these groups at once."""

    groups: frozenset[str] = frozenset()
    addresses: AddressSet = NO_ADDRESSES


def permitted(state: State, groups: tuple[str, ...], direction: Direction, own: Members) -> BoundedTraffic:
    """The traffic that an interface with all these groups may open or be opened by."""
    return BoundedTraffic.union(_group_traffic(state, group, direction, own) for group in groups)


def _group_traffic(state: State, group_id: str, direction: Direction, own: Members) -> BoundedTraffic:
    group = state.security_groups.get(group_id)
    if group is None:
        doubt = state.security_groups.exists(group_id)
        return BoundedTraffic(NO_TRAFFIC, (Doubt(ALL_TRAFFIC, doubt.facts),) if doubt.is_unknown else ())
    permissions = _permissions(group, direction)
    if isinstance(permissions, UnsetType):
        missing = state.security_groups.fact(group_id, direction.value)
        return BoundedTraffic(NO_TRAFFIC, (Doubt(ALL_TRAFFIC, frozenset({missing})),))
    return BoundedTraffic.union(
        _permission_traffic(state, permission, direction, own, state.security_groups.fact(group_id, place))
        for index, permission in enumerate(permissions)
        for place in (f"{direction.value}[{index}]",)
    )


def _permissions(group: SecurityGroup, direction: Direction) -> tuple[IpPermission, ...] | UnsetType:
    return group.ip_permissions if direction is Direction.INGRESS else group.ip_permissions_egress


def _permission_traffic(
    state: State, permission: IpPermission, direction: Direction, own: Members, rule: Fact
) -> BoundedTraffic:
    services = _protocols_and_ports(permission, rule)
    if isinstance(services, Fact):
        return BoundedTraffic(NO_TRAFFIC, (Doubt(ALL_TRAFFIC, frozenset({services})),))
    protocols, ports = services

    def towards(addresses: AddressSet) -> TrafficSet:
        if direction is Direction.INGRESS:
            return TrafficSet.of(protocols=protocols, sources=addresses, ports=ports)
        return TrafficSet.of(protocols=protocols, destinations=addresses, ports=ports)

    certain, facts = peers_of(state, permission, own, rule)
    doubts = (Doubt(towards(ALL_ADDRESSES), facts),) if facts else ()
    return BoundedTraffic(towards(certain), doubts)


def _protocols_and_ports(permission: IpPermission, rule: Fact) -> tuple[ProtocolSet, PortSet] | Fact:
    """What a rule opens. EC2 ignores the ports of protocols other than TCP, UDP and ICMP (botocore: IpPermission)."""
    protocol, first, last = permission.ip_protocol, permission.from_port, permission.to_port
    if isinstance(protocol, UnsetType):
        return _member(rule, "IpProtocol")
    try:
        protocols = ProtocolSet.parse(protocol)
        if not protocols <= PROTOCOLS_WITH_PORTS:
            return protocols, ALL_PORTS
        if isinstance(first, UnsetType) or isinstance(last, UnsetType):
            return _member(rule, "FromPort and ToPort")
        return protocols, icmp_ports(first, last) if protocols <= ICMP_PROTOCOLS else PortSet.range(first, last)
    except ValueError as error:
        return _member(rule, "", str(error))


ICMP_PROTOCOLS = ProtocolSet.of((ICMP, ICMP), (ICMPV6, ICMPV6))


def _member(rule: Fact, name: str, reason: str = "") -> Fact:
    return Fact(rule.key, rule.record, f"{rule.field}.{name}" if name else rule.field, reason, rule.obtain)


def peers_of(state: State, permission: IpPermission, own: Members, rule: Fact) -> tuple[AddressSet, Facts]:
    """The addresses that a rule surely names, and the facts that would tell of further ones."""
    readings = tuple(_peer_readings(state, permission, own, rule))
    certain = (reading for reading in readings if isinstance(reading, AddressSet))
    return AddressSet.union(certain), frozenset(reading for reading in readings if isinstance(reading, Fact))


def _peer_readings(state: State, permission: IpPermission, own: Members, rule: Fact) -> Iterator[Reading]:
    for ip_range in permission.ip_ranges:
        yield read_blocks((ip_range.cidr_ip,), rule)
    for ipv6_range in permission.ipv6_ranges:
        yield read_blocks((ipv6_range.cidr_ipv6,), rule)
    for reference in permission.prefix_list_ids:
        yield prefix_list_blocks(state, reference.prefix_list_id)
    for pair in permission.user_id_group_pairs:
        if isinstance(pair.group_id, UnsetType):
            yield _member(rule, "UserIdGroupPairs.GroupId")
        elif pair.group_id in own.groups:
            yield own.addresses
