"""The addresses and ports that tell all cases of a world apart.

Every rule, entry and route is about a block or a range, so nothing changes between one boundary and the next: packets
at the boundaries, and next to them, stand for all packets.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from netaddr import IPNetwork

from .packets import is_public, span
from .records import World

JOB_PORTS, NAT_PORTS = (32768, 60999), (1024, 65535)
"""The source ports of a job's connections, those of Linux, and of a NAT gateway's (Amazon VPC User Guide, "Ephemeral
ports")."""

_SPECIAL = (
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "224.0.0.0/3",
)
"""Blocks that hold no public host, the large ones: what lies between them has an address on each side."""


def around(ranges: Iterable[tuple[int, int]], first: int, last: int) -> list[int]:
    """Both ends of an interval, and within it the first and the last of each range and their neighbours."""
    edges = {edge for low, high in ranges for edge in (low - 1, low, high, high + 1)}
    return sorted({first, last, *(edge for edge in edges if first < edge < last)})


def blocks_in(world: World) -> set[tuple[int, int]]:
    """Every block and every address that a world names, of IPv4."""
    spans = (span(text) for text in _texts(world) if _is_block(text))
    return {(first, last) for first, last in spans if first <= last}


def ports_in(world: World) -> set[tuple[int, int]]:
    """Every range of ports that a rule or an entry names."""
    found = set()
    for record in _records(world):
        if "PortRange" in record:
            found.add((record["PortRange"]["From"], record["PortRange"]["To"]))
        if record.get("FromPort", -1) >= 0:
            found.add((record["FromPort"], record["ToPort"]))
    return found


def assignable(block: str) -> tuple[int, int]:
    """The addresses of a subnet but the first four and the last, which AWS keeps."""
    first, last = span(block)
    return first + 4, last - 1


def public_addresses(blocks: Iterable[tuple[int, int]]) -> list[int]:
    """Addresses at which a host on the internet can be."""
    edges = around([*blocks, *map(span, _SPECIAL)], 0, 2**32 - 1)
    return [each for each in edges if is_public(each)]


@cache
def _is_block(text: str) -> bool:
    if not set(text) <= set("0123456789./") or text.count(".") != 3:
        return False
    return IPNetwork(text).version == 4


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for member in value.values():
            yield from _texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from _texts(member)
    elif isinstance(value, str):
        yield value


def _records(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for member in value.values():
            yield from _records(member)
    elif isinstance(value, list):
        for member in value:
            yield from _records(member)
