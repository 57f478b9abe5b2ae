"""What the property tests of the algebra draw from: small ranges, so that borders meet and overlap often."""

from collections.abc import Callable
from itertools import product
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from vpclint.algebra.addresses import ALL_ADDRESSES, AddressSet
from vpclint.algebra.intervals import IntervalSet
from vpclint.algebra.ports import PortSet, ProtocolSet
from vpclint.algebra.traffic import Packet, TrafficSet

exact = settings(deadline=None)

LOWEST, HIGHEST = -20, 20


def pairs(lowest: int, highest: int) -> st.SearchStrategy[tuple[int, int]]:
    numbers = st.integers(lowest, highest)
    return st.tuples(numbers, numbers).map(lambda pair: (min(pair), max(pair)))


interval_sets = st.lists(pairs(LOWEST, HIGHEST), max_size=6).map(lambda found: IntervalSet.of(*found))
port_sets = st.lists(pairs(0, 40) | pairs(65500, 65535), max_size=5).map(lambda found: PortSet.of(*found))
protocol_sets = st.lists(pairs(0, 20) | pairs(250, 255), max_size=5).map(lambda found: ProtocolSet.of(*found))


@st.composite
def blocks(draw: st.DrawFn) -> tuple[str, int, int]:
    """A CIDR block of either family: its text, and its first and last address as plain numbers of the family."""
    version = draw(st.sampled_from([4, 6]))
    bits = 32 if version == 4 else 128
    length = draw(st.integers(bits - 6, bits) | st.integers(0, bits))
    base = draw(st.sampled_from([0, (1 << bits) - 64, 10 << (bits - 8)]) | st.integers(0, (1 << bits) - 1))
    free = bits - length
    first = min(base + draw(st.integers(0, 63)), (1 << bits) - 1) >> free << free
    return f"{notation(version, first)}/{length}", first, first + (1 << free) - 1


def notation(version: int, number: int) -> str:
    """An address in full, written without any help of the code under test."""
    if version == 4:
        return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))
    return ":".join(f"{number >> shift & 65535:x}" for shift in range(112, -1, -16))


cidr_texts = blocks().map(lambda block: block[0])
cidr_lists = st.lists(cidr_texts, max_size=6)
unions_of_cidrs = cidr_lists.map(lambda texts: AddressSet.parse(*texts))
address_sets = unions_of_cidrs | st.builds(AddressSet.__sub__, unions_of_cidrs, unions_of_cidrs)


class Cells:
    """An axis of traffic cut into cells, each with one member to stand for it; every set drawn is made of cells."""

    def __init__(self, kind: Callable[..., Any], cells: list[tuple[int, int]]) -> None:
        self.kind = kind
        self.cells = cells
        self.members = [first for first, _ in cells]

    def sets(self) -> st.SearchStrategy[Any]:
        chosen = st.lists(st.sampled_from(self.cells), unique=True)
        everything = st.just(self.cells)
        return (chosen | everything).map(lambda cells: self.kind(*cells))


V6 = 1 << 128
PROTOCOLS = Cells(ProtocolSet.of, [(0, 0), (1, 1), (2, 5), (6, 6), (7, 16), (17, 17), (18, 57), (58, 58), (59, 255)])
PORTS = Cells(PortSet.of, [(0, 79), (80, 80), (81, 442), (443, 443), (444, 65535)])
ADDRESSES = Cells(
    AddressSet.of,
    [
        (0, (10 << 24) - 1),
        (10 << 24, (10 << 24) + 255),
        ((10 << 24) + 256, (1 << 32) - 1),
        (V6, V6 + 255),
        (V6 + 256, V6 + (1 << 128) - 1),
    ],
)
GRID = [Packet(*packet) for packet in product(PROTOCOLS.members, ADDRESSES.members, ADDRESSES.members, PORTS.members)]

Arguments = tuple[ProtocolSet, AddressSet, AddressSet, PortSet]
arguments = st.tuples(PROTOCOLS.sets(), ADDRESSES.sets(), ADDRESSES.sets(), PORTS.sets())


def traffic(of: Arguments) -> TrafficSet:
    protocols, sources, destinations, ports = of
    return TrafficSet.of(protocols=protocols, sources=sources, destinations=destinations, ports=ports)


def admitted(of: Arguments, packet: Packet) -> bool:
    """What `TrafficSet.of` says that it makes, in the plainest words."""
    protocols, sources, destinations, ports = of
    one_family = (packet.source < V6) == (packet.destination < V6)
    has_ports = packet.protocol in (1, 6, 17, 58)
    return (
        packet.protocol in protocols
        and packet.source in sources
        and packet.destination in destinations
        and (packet.port in ports if has_ports else bool(ports))
        and one_family
    )


boxes = arguments.map(traffic)
unions_of_boxes = st.lists(boxes, max_size=4).map(TrafficSet.union)
traffic_sets = unions_of_boxes | st.builds(TrafficSet.__sub__, unions_of_boxes, unions_of_boxes)
addresses = st.sampled_from([0, (1 << 32) - 1, V6, V6 + (1 << 128) - 1]) | address_sets.map(
    lambda found: (found or ALL_ADDRESSES).first
)
