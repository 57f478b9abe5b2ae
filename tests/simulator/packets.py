"""One packet, who carries it, and what becomes of it."""

from enum import Enum
from functools import cache
from typing import NoReturn

from msgspec import Struct
from netaddr import IPAddress, IPNetwork

ICMP, TCP, UDP, ESP = 1, 6, 17, 50
"""Protocol numbers (IANA)."""

PROTOCOLS = {"icmp": ICMP, "tcp": TCP, "udp": UDP, "icmpv6": 58}
"""The protocols that EC2 names; it writes all others as numbers."""


class Packet(Struct, frozen=True):
    """A packet of IPv4. For ICMP, the port is the type; the code is 0."""

    source: int
    source_port: int
    destination: int
    port: int
    protocol: int = TCP

    def answer(self) -> "Packet":
        return Packet(self.destination, self.port, self.source, self.source_port, self.protocol)


class Interface(Struct, frozen=True):
    """A network interface, as far as packets know it: where it is and which security groups it carries."""

    subnet_id: str
    groups: tuple[str, ...]


class Fate(Enum):
    """What becomes of a packet and of its answer. What leaves goes on where the state shows nothing."""

    ARRIVES = "arrives"
    DIES = "dies"
    LEAVES = "leaves"


class Outcome(Struct, frozen=True):
    """A fate, the resource at which it is decided, and why; `on_return` where it was the answer that met it."""

    fate: Fate
    where: str = ""
    why: str = ""
    on_return: bool = False


ARRIVES = Outcome(Fate.ARRIVES)


class Stopped(Exception):  # noqa: N818 - it is how a walk ends, not an error
    """The packet goes no further."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def dies(where: str, why: str) -> NoReturn:
    raise Stopped(Outcome(Fate.DIES, where, why))


def leaves(where: str, why: str) -> NoReturn:
    raise Stopped(Outcome(Fate.LEAVES, where, why))


@cache
def address(text: str) -> int:
    return int(IPAddress(text))


@cache
def is_public(place: int) -> bool:
    host = IPAddress(place)
    return host.is_global() and not host.is_multicast()


@cache
def span(block: str) -> tuple[int, int]:
    """The first and the last address of an IPv4 block; one of IPv6 holds no address of IPv4."""
    network = IPNetwork(block)
    return (network.first, network.last) if network.version == 4 else (1, 0)


def holds(block: str, place: int) -> bool:
    first, last = span(block)
    return first <= place <= last
