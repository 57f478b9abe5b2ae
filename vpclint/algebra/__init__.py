"""Exact set algebra of addresses, ports, protocols and traffic, and the longest-prefix match.

Nothing here knows of AWS resources, and nothing is sampled: every answer holds for every address and every port.
"""

from vpclint.algebra.addresses import (
    ALL_ADDRESSES,
    ALL_IPV4,
    ALL_IPV6,
    NO_ADDRESSES,
    PUBLIC_IPV4,
    AddressSet,
    address_text,
)
from vpclint.algebra.intervals import IntervalSet
from vpclint.algebra.ports import (
    ALL_PORTS,
    ALL_PROTOCOLS,
    ESP,
    ICMP,
    ICMPV6,
    NO_PORTS,
    TCP,
    UDP,
    PortSet,
    ProtocolSet,
    icmp_ports,
    protocol_number,
)
from vpclint.algebra.prefixes import PrefixTable
from vpclint.algebra.traffic import ALL_TRAFFIC, NO_TRAFFIC, Box, Packet, TrafficSet

__all__ = [
    "ALL_ADDRESSES",
    "ALL_IPV4",
    "ALL_IPV6",
    "ALL_PORTS",
    "ALL_PROTOCOLS",
    "ALL_TRAFFIC",
    "ESP",
    "ICMP",
    "ICMPV6",
    "NO_ADDRESSES",
    "NO_PORTS",
    "NO_TRAFFIC",
    "PUBLIC_IPV4",
    "TCP",
    "UDP",
    "AddressSet",
    "Box",
    "IntervalSet",
    "Packet",
    "PortSet",
    "PrefixTable",
    "ProtocolSet",
    "TrafficSet",
    "address_text",
    "icmp_ports",
    "protocol_number",
]
