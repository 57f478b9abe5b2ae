"""What network ACLs let through, as exact sets, and which entry decides it.

A network ACL is stateless: answers need to be let through as well. The entry with the lowest number that matches
decides, what none matches is denied, and traffic within one subnet never meets a list (Amazon VPC User Guide, "Control
subnet traffic with network access control lists").
"""

from collections import Counter
from collections.abc import Iterator
from enum import Enum
from itertools import islice

from msgspec import Struct, structs

from vpclint.algebra.addresses import ALL_ADDRESSES, ALL_IPV4, ALL_IPV6, AddressSet
from vpclint.algebra.bounded import BoundedTraffic, Doubt
from vpclint.algebra.ports import ALL_PORTS, ICMP, ICMPV6, PROTOCOLS_WITH_PORTS, PortSet, ProtocolSet, icmp_ports
from vpclint.algebra.traffic import ALL_TRAFFIC, NO_TRAFFIC, TrafficSet
from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.ec2 import NetworkAcl, NetworkAclEntry, Subnet
from vpclint.network.blocks import read_blocks
from vpclint.state.state import State
from vpclint.truth import NOTHING_MISSING, Fact, Facts

_LAST_NUMBER = 32766
"""The highest number that an entry of one's own may have (Amazon VPC User Guide, "Network ACL rules")."""


def entry_name(number: int | None) -> str:
    """What the console calls an entry: its number, or `*` for the one behind all others, which the API numbers 32767.

    Empty where there is none, as for what no entry matches.
    """
    if number is None:
        return ""
    return "*" if number > _LAST_NUMBER else str(number)


class Side(Enum):
    """Which way a packet crosses the border of the subnet."""

    INTO = False
    OUT_OF = True


class Ruling(Struct, frozen=True):
    """What one entry decides: all that it matches and no entry before it does.

    Attributes:
        pointer: the entry within its list's record; that of all entries for what none matches.
        number: its RuleNumber; None for what none matches.
    """

    pointer: str
    number: int | None
    traffic: TrafficSet


class Filter(Struct, frozen=True):
    """One side of a list: what it lets through, and which entry denies what it does not."""

    permitted: BoundedTraffic
    denials: tuple[Ruling, ...] = ()


class EffectiveAcl(Struct, frozen=True):
    """The list that filters a subnet: `acl`, or the facts that would tell which one it is."""

    acl: NetworkAcl | None = None
    facts: Facts = NOTHING_MISSING


class AclAssociations:
    """The network ACLs of a state by subnet, read once for all subnets."""

    def __init__(self, state: State) -> None:
        self._acls = state.network_acls
        self._by_subnet: dict[str, list[NetworkAcl]] = {}
        self._doubts: set[Fact] = set(state.network_acls.gaps)
        for acl in state.network_acls:
            if isinstance(acl.associations, UnsetType):
                self._doubts.add(self._acls.fact(acl.network_acl_id, "Associations"))
                continue
            for index, association in enumerate(acl.associations):
                if isinstance(association.subnet_id, UnsetType):
                    self._doubts.add(self._acls.fact(acl.network_acl_id, f"Associations[{index}].SubnetId"))
                else:
                    self._by_subnet.setdefault(association.subnet_id, []).append(acl)

    def acl_of(self, subnet: Subnet) -> EffectiveAcl:
        """The list of a subnet: every subnet is associated with exactly one."""
        found = self._by_subnet.get(subnet.subnet_id, [])
        if len(found) == 1:
            return EffectiveAcl(found[0])
        if not found and self._doubts:
            return EffectiveAcl(facts=frozenset(self._doubts))
        claims = " and ".join(acl.network_acl_id for acl in found)
        reason = f"{claims} both claim to be it" if found else "no list is associated with the subnet"
        return EffectiveAcl(facts=frozenset({self._acls.fact(subnet.subnet_id, "network ACL", reason)}))


class _Entry(Struct, frozen=True):
    """An entry as far as it is known: what it matches at most, and whether it surely matches all of that."""

    pointer: str
    number: int
    allows: bool | None
    matches: TrafficSet
    fact: Fact | None = None


LARGEST_SIDE = 100
"""Entries for one direction; a longer list is not read. AWS takes up to 40 (Amazon VPC User Guide, "Amazon VPC quotas")
and answers an entry of its own for each family, while the sets that entries leave grow faster than their number."""


NUMBERS = range(1, 32769)
"""The numbers of entries: up to 32766, and the last entries for IPv4 and IPv6, which AWS numbers 32767 and 32768."""


def acl_filter(state: State, acl: NetworkAcl, side: Side) -> Filter:
    """One side of a list, as exact sets."""
    entries = _in_order(state, acl, side)
    if isinstance(entries, Fact):
        return Filter(BoundedTraffic(NO_TRAFFIC, (Doubt(ALL_TRAFFIC, frozenset({entries})),)))
    permitted = BoundedTraffic()
    for entry in reversed(entries):
        permitted = _before(entry, permitted)
    return Filter(permitted, tuple(_rulings(entries, allow=False)))


def grants(state: State, acl: NetworkAcl, side: Side) -> Iterator[Ruling]:
    """What each entry of one side of a list lets through, as far as the entries are known."""
    entries = _in_order(state, acl, side)
    if not isinstance(entries, Fact):
        yield from _rulings(entries, allow=True)


def _before(entry: _Entry, rest: BoundedTraffic) -> BoundedTraffic:
    """What is let through by an entry and, for what it does not match, by the entries behind it."""
    matches = entry.matches
    if entry.fact is None:
        doubts = (Doubt(doubt.traffic - matches, doubt.facts) for doubt in rest.doubts)
        certain = rest.certain | matches if entry.allows else rest.certain - matches
        return BoundedTraffic(certain, tuple(doubt for doubt in doubts if doubt.traffic))
    certain = rest.certain if entry.allows else rest.certain - matches
    touched = (
        matches if entry.allows is None else matches - certain if entry.allows else matches - rest.refused(matches)
    )
    doubt = Doubt(touched, frozenset({entry.fact}))
    return BoundedTraffic(certain, (*rest.doubts, doubt) if touched else rest.doubts)


def _in_order(state: State, acl: NetworkAcl, side: Side) -> list[_Entry] | Fact:
    """The entries of a side, in the order in which they are asked, or what would tell them."""
    record = state.network_acls.fact(acl.network_acl_id, "Entries")
    if isinstance(acl.entries, UnsetType):
        return record
    entries = list(islice(_entries(acl.entries, side, record), LARGEST_SIDE + 1))
    if len(entries) > LARGEST_SIDE:
        reason = f"it has more than {LARGEST_SIDE} entries for one direction, where AWS takes up to 40"
        return structs.replace(record, reason=reason)
    return sorted(entries, key=lambda entry: (entry.number, entry.pointer))


def _rulings(entries: list[_Entry], *, allow: bool) -> Iterator[Ruling]:
    """What the entries that are known allow, or what they and the end of the list deny."""
    undecided = ALL_TRAFFIC
    for entry in entries:
        if entry.fact is None:
            if entry.allows is allow:
                yield Ruling(entry.pointer, entry.number, entry.matches & undecided)
            undecided -= entry.matches
    if not allow:
        yield Ruling("/Entries", None, undecided)


def _entries(entries: tuple[NetworkAclEntry, ...], side: Side, record: Fact) -> Iterator[_Entry]:
    """The entries of a side; one whose side is not known counts for both, and may not match at all."""
    numbers = Counter(entry.rule_number for entry in entries if entry.egress is side.value)
    for index, entry in enumerate(entries):
        if entry.egress is side.value or isinstance(entry.egress, UnsetType):
            twice = "another entry has its number" if numbers[entry.rule_number] > 1 else ""
            fact = structs.replace(record, field=f"Entries[{index}]", reason=twice)
            yield _entry(entry, side, f"/Entries/{index}", fact)


def _entry(entry: NetworkAclEntry, side: Side, pointer: str, fact: Fact) -> _Entry:
    allows = {"allow": True, "deny": False}.get(str(entry.rule_action))
    services, blocks = _services(entry), _blocks(entry, fact)
    known = [each for each in (services, blocks) if isinstance(each, str)]
    missing = [*known, *_missing_members(entry)]
    if allows is None and not isinstance(entry.rule_action, UnsetType):
        missing.append(f"{entry.rule_action!r} is no action that vpclint knows")
    peers = ALL_ADDRESSES if isinstance(blocks, str) else blocks
    protocols, ports = (ProtocolSet.parse("-1"), ALL_PORTS) if isinstance(services, str) else services
    matches = (
        TrafficSet.of(protocols=protocols, destinations=peers, ports=ports)
        if side is Side.OUT_OF
        else TrafficSet.of(protocols=protocols, sources=peers, ports=ports)
    )
    number = or_none(entry.rule_number) or 0
    number = number if number in NUMBERS else 0
    if missing and not fact.reason:
        fact = structs.replace(fact, reason=missing[0])
    return _Entry(pointer, number, allows, matches, fact if fact.reason else None)


def _missing_members(entry: NetworkAclEntry) -> Iterator[str]:
    for name, value in (
        ("RuleNumber", entry.rule_number),
        ("Egress", entry.egress),
        ("RuleAction", entry.rule_action),
    ):
        if isinstance(value, UnsetType):
            yield f"it has no {name}"
    if not isinstance(entry.rule_number, UnsetType) and entry.rule_number not in NUMBERS:
        yield f"{entry.rule_number} is no number from 1 to {NUMBERS[-1]}"


def _blocks(entry: NetworkAclEntry, fact: Fact) -> AddressSet | str:
    """The addresses of the other side that an entry names, or why they are not known."""
    named = ((or_none(entry.cidr_block), ALL_IPV4), (or_none(entry.ipv6_cidr_block), ALL_IPV6))
    readings = [read_blocks((text,), fact, family) for text, family in named if text is not None]
    unread = [each.reason for each in readings if isinstance(each, Fact)]
    if unread or not readings:
        return unread[0] if unread else "it names no block"
    return AddressSet.union(each for each in readings if isinstance(each, AddressSet))


def _services(entry: NetworkAclEntry) -> tuple[ProtocolSet, PortSet] | str:
    """The protocols and destination ports that an entry matches, or why they are not known."""
    if isinstance(entry.protocol, UnsetType):
        return "it has no Protocol"
    try:
        protocols = ProtocolSet.parse(entry.protocol)
        if not protocols <= PROTOCOLS_WITH_PORTS:
            return protocols, ALL_PORTS
        ports = _icmp(entry) if protocols <= _ICMP else _ports(entry)
    except ValueError as error:
        return str(error)
    return ports if isinstance(ports, str) else (protocols, ports)


_ICMP = ProtocolSet.of((ICMP, ICMP), (ICMPV6, ICMPV6))


def _ports(entry: NetworkAclEntry) -> PortSet | str:
    if isinstance(entry.port_range, UnsetType):
        return "it has no PortRange"
    first, last = entry.port_range.first, entry.port_range.last
    if isinstance(first, UnsetType) or isinstance(last, UnsetType):
        return "its PortRange has no From or To"
    return PortSet.range(first, last)


def _icmp(entry: NetworkAclEntry) -> PortSet | str:
    if isinstance(entry.icmp_type_code, UnsetType):
        return "it has no IcmpTypeCode"
    icmp_type, code = entry.icmp_type_code.icmp_type, entry.icmp_type_code.code
    if isinstance(icmp_type, UnsetType) or isinstance(code, UnsetType):
        return "its IcmpTypeCode has no Type or Code"
    return icmp_ports(icmp_type, code)
