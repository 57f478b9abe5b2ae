"""Exact sets of traffic: which protocols go from which addresses to which addresses and ports.

A `TrafficSet` is a stack of layers: protocol, then port, then source, then the set of destinations. Rules name few
protocols and few ranges of ports but many addresses. In this order a thousand blocks of a prefix list on port 443 are
one segment of ports above one set of addresses; with the addresses above, they would be a thousand segments, each with
the same ports below. Sources stand above destinations because a job asks what its one subnet can reach: its source axis
is one segment, and the many destinations end up as plain intervals, which merge fastest.

Two things that hold for every packet hold for every set that `TrafficSet.of` makes. Both addresses are of one family.
And protocols for which EC2 heeds no ports are never divided by port (Amazon EC2 API Reference, IpPermission).
"""

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Final, NamedTuple, final

from vpclint.algebra.addresses import ALL_ADDRESSES, ALL_IPV4, ALL_IPV6, NO_ADDRESSES, AddressSet, address_text
from vpclint.algebra.intervals import Interval, listed
from vpclint.algebra.layers import Layer, S
from vpclint.algebra.ports import (
    ALL_PORTS,
    ALL_PROTOCOLS,
    ICMP,
    ICMPV6,
    PROTOCOLS_WITH_PORTS,
    PortSet,
    ProtocolSet,
)

BySource = Layer[AddressSet]
"""For each source the destinations."""

ByPort = Layer[BySource]
"""For each port the pairs of addresses."""

_LISTED: Final = 4
_ICMP_FAMILY: Final = ProtocolSet.of((ICMP, ICMP), (ICMPV6, ICMPV6))


class Packet(NamedTuple):
    """One member of a `TrafficSet`, all integers; the addresses are encoded as in an `AddressSet`."""

    protocol: int
    source: int
    destination: int
    port: int

    def __str__(self) -> str:
        what = _kind(ProtocolSet.single(self.protocol), PortSet.single(self.port))
        return f"{what} from {address_text(self.source)} to {address_text(self.destination)}"


class Box(NamedTuple):
    """The arguments of one `TrafficSet.of`, hence a product of four sets, but for pairs of unlike families."""

    protocols: ProtocolSet
    sources: AddressSet
    destinations: AddressSet
    ports: PortSet

    def __str__(self) -> str:
        """The product for a message; what is not restricted goes without saying."""
        from_any = self.sources == _families(self.destinations)
        to_any = self.destinations == (ALL_ADDRESSES if from_any else _families(self.sources))
        words = [_kind(self.protocols, self.ports)]
        words += [] if from_any else [f"from {self.sources}"]
        words += [] if to_any else [f"to {self.destinations}"]
        return " ".join(words)


@final
class TrafficSet(Layer[ByPort], frozen=True, gc=False, cache_hash=True):
    """An immutable set of packets. Make one with `of` or `union`."""

    @classmethod
    def of(
        cls,
        *,
        protocols: ProtocolSet = ALL_PROTOCOLS,
        sources: AddressSet = ALL_ADDRESSES,
        destinations: AddressSet = ALL_ADDRESSES,
        ports: PortSet = ALL_PORTS,
    ) -> "TrafficSet":
        """All packets of these protocols from these sources to these destinations and ports.

        The ports restrict only protocols that have some; for ICMP they are what `icmp_ports` makes. Of the pairs of
        addresses only those within one family count.
        """
        if not ports:
            return NO_TRAFFIC
        pairs = BySource.product(sources.ipv4, destinations.ipv4) | BySource.product(sources.ipv6, destinations.ipv6)
        divided = cls.product(protocols & PROTOCOLS_WITH_PORTS, ByPort.product(ports, pairs))
        undivided = cls.product(protocols - PROTOCOLS_WITH_PORTS, ByPort.product(ALL_PORTS, pairs))
        return divided | undivided

    @classmethod
    def union(cls, sets: Iterable["TrafficSet"]) -> "TrafficSet":
        """Everything that is in one of the sets at least; they are united in pairs, so that none is walked often."""
        level = list(sets)
        while len(level) > 1:
            level = [reduce(or_, level[place : place + 2]) for place in range(0, len(level), 2)]
        return level[0] if level else NO_TRAFFIC

    def __contains__(self, packet: tuple[int, int, int, int]) -> bool:
        protocol, source, destination, port = packet
        by_port = self.at(protocol)
        by_source = None if by_port is None else by_port.at(port)
        destinations = None if by_source is None else by_source.at(source)
        return destinations is not None and destination in destinations

    def some(self) -> Packet:
        """One member: the first by protocol, then by port, source and destination.

        Raises:
            ValueError: the set is empty.
        """
        if not self:
            raise ValueError("the empty set has no member")
        protocol, _, by_port = self.segments[0]
        port, _, by_source = by_port.segments[0]
        source, _, destinations = by_source.segments[0]
        return Packet(protocol, source, destinations.first, port)

    def protocols(self) -> ProtocolSet:
        """The protocols that occur."""
        return ProtocolSet.of(*_places([self]))

    def ports(self) -> PortSet:
        """The ports that occur."""
        return PortSet.of(*_places(_values([self])))

    def sources(self) -> AddressSet:
        """The source addresses that occur."""
        return AddressSet.of(*_places(_values(_values([self]))))

    def destinations(self) -> AddressSet:
        """The destination addresses that occur."""
        return AddressSet.union(_values(_values(_values([self]))))

    def boxes(self) -> Iterator[Box]:
        """Disjoint products that make up this set, for printing: few, though not always the fewest."""
        protocols_of: dict[tuple[BySource, PortSet], list[Interval]] = {}
        for by_port, protocols in self.by_value().items():
            for by_source, ports in by_port.by_value().items():
                protocols_of.setdefault((by_source, PortSet.of(*ports)), []).extend(protocols)
        for (by_source, among_ports), protocols in protocols_of.items():
            for sources, destinations in _pairs(by_source):
                yield Box(ProtocolSet.of(*protocols), sources, destinations, among_ports)

    def __str__(self) -> str:
        return listed(list(map(str, self.boxes())), _LISTED, "; ") or "no traffic"


def _places(layers: Iterable[Layer[S]]) -> Iterator[Interval]:
    return ((first, last) for layer in layers for first, last, _ in layer.segments)


def _values(layers: Iterable[Layer[S]]) -> set[S]:
    return {value for layer in layers for _, _, value in layer.segments}


def _pairs(by_source: BySource) -> list[tuple[AddressSet, AddressSet]]:
    """Sources with the destinations of all of them; one pair for each family is joined to one for both."""
    pairs = [(AddressSet.of(*places), destinations) for destinations, places in by_source.by_value().items()]
    if len(pairs) == 2 and pairs[0][0] <= ALL_IPV4 and pairs[1][0] <= ALL_IPV6:
        return [(pairs[0][0] | pairs[1][0], pairs[0][1] | pairs[1][1])]
    return pairs


def _families(addresses: AddressSet) -> AddressSet:
    """Every address of the families that occur."""
    return (ALL_IPV4 if addresses.ipv4 else NO_ADDRESSES) | (ALL_IPV6 if addresses.ipv6 else NO_ADDRESSES)


def _kind(protocols: ProtocolSet, ports: PortSet) -> str:
    """Protocols and ports for a message, where ICMP has types and codes for ports."""
    if ports == ALL_PORTS or protocols.isdisjoint(PROTOCOLS_WITH_PORTS):
        return "all traffic" if protocols == ALL_PROTOCOLS else str(protocols)
    icmp = protocols & _ICMP_FAMILY
    others = protocols - icmp
    return " and ".join([f"{others} {ports}"] * bool(others) + [f"{icmp} {ports.icmp_text()}"] * bool(icmp))


NO_TRAFFIC: Final = TrafficSet(())
ALL_TRAFFIC: Final = TrafficSet.of()
