"""What security groups let through: the union of all rules of all groups, as exact sets.

A group only allows, and it is stateful: answers need no rule (Amazon VPC User Guide, "Security groups"). A reference
to a group stands for the private addresses of the interfaces that carry it. The interfaces of a job do not exist
yet, so a reference to one of the job's own groups stands for whatever addresses the asker gives to them.
"""

from collections.abc import Iterator
from enum import Enum

from msgspec import Struct

from vpclint.algebra.addresses import ALL_ADDRESSES, ALL_IPV4, ALL_IPV6, NO_ADDRESSES, PUBLIC_IPV4, AddressSet
from vpclint.algebra.bounded import BoundedTraffic, Doubt
from vpclint.algebra.ports import (
    ALL_PORTS,
    ALL_PROTOCOLS,
    ICMP,
    ICMPV6,
    PROTOCOLS_WITH_PORTS,
    PortSet,
    ProtocolSet,
    icmp_ports,
)
from vpclint.algebra.traffic import ALL_TRAFFIC, NO_TRAFFIC, TrafficSet
from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.ec2 import IpPermission, PrefixListReference, SecurityGroup, UserIdGroupPair
from vpclint.network.blocks import Reading, interface_addresses, prefix_list_blocks, read_blocks, vpc_blocks
from vpclint.state.state import State
from vpclint.truth import Fact


class Direction(Enum):
    """Which way the connection is opened, seen from the interface that carries the groups."""

    INGRESS = "IpPermissions"
    EGRESS = "IpPermissionsEgress"


class Members(Struct, frozen=True):
    """The addresses of the interfaces that carry all of these groups at once.

    Attributes:
        groups: the groups.
        addresses: the addresses.
        told: they carry no other groups; else they are those of a job that nobody has named.
    """

    groups: frozenset[str] = frozenset()
    addresses: AddressSet = NO_ADDRESSES
    told: bool = True


Carriers = tuple[Members, ...]
"""The interfaces whose addresses the asker tells, such as those of a job that does not run yet."""


class HiddenPeer(Struct, frozen=True):
    """A part of a rule that the state does not tell: the fact behind it, and where its addresses can lie at most."""

    within: AddressSet
    fact: Fact


def permitted(state: State, groups: tuple[str, ...], direction: Direction, carriers: Carriers) -> BoundedTraffic:
    """The traffic that an interface with all these groups may open or be opened by."""
    return BoundedTraffic.union(_group_traffic(state, group, direction, carriers) for group in groups)


def _group_traffic(state: State, group_id: str, direction: Direction, carriers: Carriers) -> BoundedTraffic:
    group = state.security_groups.get(group_id)
    if group is None:
        doubt = state.security_groups.exists(group_id)
        return BoundedTraffic(NO_TRAFFIC, (Doubt(ALL_TRAFFIC, doubt.facts),) if doubt.is_unknown else ())
    permissions = permissions_of(group, direction)
    if isinstance(permissions, UnsetType):
        missing = state.security_groups.fact(group_id, direction.value)
        return BoundedTraffic(NO_TRAFFIC, (Doubt(ALL_TRAFFIC, frozenset({missing})),))
    return BoundedTraffic.union(rules_traffic(state, group_id, permissions, direction, carriers))


def rules_traffic(
    state: State, group_id: str, permissions: tuple[IpPermission, ...], direction: Direction, carriers: Carriers
) -> Iterator[BoundedTraffic]:
    """What each rule of one side of a group lets through."""
    for index, permission in enumerate(permissions):
        rule = state.security_groups.fact(group_id, f"{direction.value}[{index}]")
        yield _permission_traffic(state, permission, direction, carriers, rule)


def permissions_of(group: SecurityGroup, direction: Direction) -> tuple[IpPermission, ...] | UnsetType:
    """The rules of one side of a group."""
    return group.ip_permissions if direction is Direction.INGRESS else group.ip_permissions_egress


def _permission_traffic(
    state: State, permission: IpPermission, direction: Direction, carriers: Carriers, rule: Fact
) -> BoundedTraffic:
    peers = tuple(peers_of(state, permission, carriers, rule))
    certain = AddressSet.union(peer for peer in peers if isinstance(peer, AddressSet))
    hidden = [peer for peer in peers if isinstance(peer, HiddenPeer)]
    services = _protocols_and_ports(permission, rule)
    if isinstance(services, Fact):
        possible = AddressSet.union((certain, *(peer.within for peer in hidden)))
        facts = frozenset({services, *(peer.fact for peer in hidden)})
        return BoundedTraffic(NO_TRAFFIC, (Doubt(_towards(possible, direction), facts),))
    doubts = (Doubt(_towards(peer.within, direction, *services), frozenset({peer.fact})) for peer in hidden)
    return BoundedTraffic(_towards(certain, direction, *services), tuple(doubts))


def _towards(
    peers: AddressSet, direction: Direction, protocols: ProtocolSet = ALL_PROTOCOLS, ports: PortSet = ALL_PORTS
) -> TrafficSet:
    """The traffic from or to the peers of a rule; the own side is any address."""
    if direction is Direction.INGRESS:
        return TrafficSet.of(protocols=protocols, sources=peers, ports=ports)
    return TrafficSet.of(protocols=protocols, destinations=peers, ports=ports)


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


def service_text(permission: IpPermission) -> str:
    """The protocol and ports that a rule opens, as EC2 writes them: `tcp 443`, `icmp type 8`, `every protocol`."""
    services = _protocols_and_ports(permission, Fact(""))
    if isinstance(services, Fact):
        return "a service that is not known"
    protocols, ports = services
    if ports == ALL_PORTS:
        return str(protocols)
    return f"{protocols} {ports.icmp_text() if protocols <= ICMP_PROTOCOLS else ports}"


ICMP_PROTOCOLS = ProtocolSet.of((ICMP, ICMP), (ICMPV6, ICMPV6))


def _member(rule: Fact, name: str, reason: str = "") -> Fact:
    return Fact(rule.key, rule.record, f"{rule.field}.{name}" if name else rule.field, reason, rule.obtain)


def peers_of(
    state: State, permission: IpPermission, carriers: Carriers, rule: Fact
) -> Iterator[AddressSet | HiddenPeer]:
    """The addresses that each part of a rule names, or within which they lie where the state does not tell."""
    ipv4, ipv6 = _member(rule, "CidrIp"), _member(rule, "CidrIpv6")
    pairs = permission.user_id_group_pairs
    private = AddressSet.union((_PRIVATE, *(each.addresses for each in carriers))) if pairs != () else NO_ADDRESSES
    parts = (
        (permission.ip_ranges, "IpRanges", ALL_IPV4, lambda each: _block(each.cidr_ip, ipv4, ALL_IPV4)),
        (permission.ipv6_ranges, "Ipv6Ranges", ALL_IPV6, lambda each: _block(each.cidr_ipv6, ipv6, ALL_IPV6)),
        (permission.prefix_list_ids, "PrefixListIds", ALL_ADDRESSES, lambda each: _prefix_list(state, each, rule)),
        (pairs, "UserIdGroupPairs", private, lambda each: _members(state, each, carriers, rule)),
    )
    for listed, name, within, read in parts:
        readings = (_member(rule, name),) if isinstance(listed, UnsetType) else map(read, listed)
        for reading in readings:
            if isinstance(reading, tuple):
                yield from reading
            else:
                yield HiddenPeer(within, reading) if isinstance(reading, Fact) else reading


_PRIVATE = ALL_IPV4 - PUBLIC_IPV4
"""Where interfaces have their addresses, unless a VPC uses public ones as its own."""


def _block(text: str | UnsetType, missing: Fact, family: AddressSet) -> Reading:
    return missing if isinstance(text, UnsetType) else read_blocks((text,), missing, family)


def _prefix_list(state: State, reference: PrefixListReference, rule: Fact) -> Reading:
    prefix_list_id = reference.prefix_list_id
    if isinstance(prefix_list_id, UnsetType):
        return _member(rule, "PrefixListIds.PrefixListId")
    return prefix_list_blocks(state, prefix_list_id)


def _members(
    state: State, pair: UserIdGroupPair, carriers: Carriers, rule: Fact
) -> Fact | tuple[AddressSet | HiddenPeer, ...]:
    """The private addresses of the interfaces that carry a group.

    Those that the state shows are certain. There may be others, which came since or which an export of one account
    does not show, but not at the addresses of carriers that carry other groups.
    """
    if isinstance(pair.group_id, UnsetType):
        return _member(rule, "UserIdGroupPairs.GroupId")
    carried = [each.addresses for each in carriers if pair.group_id in each.groups]
    unnamed = tuple(HiddenPeer(each.addresses, _unnamed(pair.group_id)) for each in carriers if not each.told)
    if carried:
        return (AddressSet.union(carried), *unnamed)
    others = AddressSet.union(each.addresses for each in carriers)
    group = state.security_groups.get(pair.group_id)
    vpc_id = or_none(group.vpc_id) if group else None
    seen = _seen(state, pair.group_id, vpc_id) - others if vpc_id else NO_ADDRESSES
    private = AddressSet.union((_PRIVATE, vpc_blocks(state, vpc_id) if vpc_id else NO_ADDRESSES))
    reason = f"the state does not tell which further addresses the interfaces with {pair.group_id} have"
    return seen, HiddenPeer(private - others - seen, Fact("", pair.group_id, "", reason)), *unnamed


def _unnamed(group_id: str) -> Fact:
    """What only a job tells: whether its interfaces carry a group."""
    reason = f"nobody says whether the job carries {group_id}"
    return Fact("", group_id, "", reason, "name a job, by its file or with --subnet and --security-group")


def _seen(state: State, group_id: str, vpc_id: str) -> AddressSet:
    """The addresses of the interfaces that the state shows with a group."""
    return AddressSet.union(map(interface_addresses, state.interfaces_by_group.get((vpc_id, group_id), ())))
