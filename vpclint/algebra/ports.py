"""Exact sets of ports and of IP protocols.

ICMP has no ports. Its type and code lie on the same axis as `type * 256 + code`, which fills it exactly, so that a
security group rule is a product of intervals whatever its protocol is.
"""

import re
from collections.abc import Iterator
from typing import Final, final

from vpclint.algebra.intervals import Interval, IntervalSet, listed

TCP: Final = 6
UDP: Final = 17
ICMP: Final = 1
ICMPV6: Final = 58
ESP: Final = 50

ANY: Final = -1
"""How EC2 writes every protocol, every ICMP type and every ICMP code."""

_EC2_NAMES: Final = {"tcp": TCP, "udp": UDP, "icmp": ICMP, "icmpv6": ICMPV6}
_NAMES: Final = {number: name for name, number in _EC2_NAMES.items()} | {ESP: "esp"}
_DECIMAL: Final = re.compile(r"0|[1-9][0-9]{0,2}")
_SPAN: Final = re.compile(r"(0|[1-9][0-9]{0,4})(?:-(0|[1-9][0-9]{0,4}))?")
_CODES: Final = 256
_LISTED: Final = 8


@final
class PortSet(IntervalSet, frozen=True, gc=False):
    """An immutable set of ports within 0 to 65535, or of the ICMP types and codes that `icmp_ports` puts there."""

    universe = ((0, 65535),)

    @classmethod
    def range(cls, first: int, last: int) -> "PortSet":
        """The ports from the first to the last, both included.

        Raises:
            ValueError: the range is reversed, or leaves 0 to 65535.
        """
        return cls.of((first, last))

    @classmethod
    def single(cls, port: int) -> "PortSet":
        """One port.

        Raises:
            ValueError: it is outside 0 to 65535.
        """
        return cls.of((port, port))

    @classmethod
    def parse(cls, text: str) -> "PortSet":
        """The ports that a text lists, as `443` or `22, 1024-65535`.

        Raises:
            ValueError: it is no such list.
        """
        parts = [_SPAN.fullmatch(part.strip()) for part in text.split(",")]
        spans = [(int(part[1]), int(part[2] or part[1])) for part in parts if part]
        if len(spans) < len(parts):
            raise ValueError(f"{text[:40]!r} is no list of ports, such as 22, 1024-65535")
        return cls.of(*spans)

    def __str__(self) -> str:
        if self == ALL_PORTS:
            return "every port"
        return listed(list(map(_span, self.intervals)), _LISTED) or "none"

    def icmp_text(self) -> str:
        """The set for a message, read as ICMP types and codes: `type 8`, `type 3 code 4`."""
        if self == ALL_PORTS:
            return "every type"
        parts = [_icmp_text(*part) for interval in self.intervals for part in _by_type(*interval)]
        return listed(parts, _LISTED) or "none"


@final
class ProtocolSet(IntervalSet, frozen=True, gc=False):
    """An immutable set of IP protocol numbers within 0 to 255."""

    universe = ((0, 255),)

    @classmethod
    def single(cls, protocol: int) -> "ProtocolSet":
        """One protocol.

        Raises:
            ValueError: it is outside 0 to 255.
        """
        return cls.of((protocol, protocol))

    @classmethod
    def parse(cls, text: str) -> "ProtocolSet":
        """What an EC2 rule names in its protocol field: one protocol, or all of them for `-1`.

        Raises:
            ValueError: EC2 knows no such protocol.
        """
        number = protocol_number(text)
        return ALL_PROTOCOLS if number == ANY else cls.single(number)

    def __str__(self) -> str:
        if self == ALL_PROTOCOLS:
            return "every protocol"
        if self.size > ALL_PROTOCOLS.size // 2:
            return f"every protocol but {ALL_PROTOCOLS - self}"
        return listed([_protocol_text(*interval) for interval in self.intervals], _LISTED, "/") or "none"


def protocol_number(text: str) -> int:
    """The IANA number behind an EC2 spelling of a protocol (`tcp`, `udp`, `icmp`, `icmpv6`, `6`), or `ANY` for `-1`.

    Security groups name the four and number the others, network ACLs number them all (Amazon EC2 API Reference,
    IpPermission and NetworkAclEntry). Case does not matter.

    Raises:
        ValueError: EC2 knows no such protocol.
    """
    if text == str(ANY):
        return ANY
    number = int(text) if _DECIMAL.fullmatch(text) else _EC2_NAMES.get(text.lower(), ANY)
    if not 0 <= number <= 255:
        raise ValueError(f"{text[:40]!r} is neither a protocol that EC2 names nor a number from 0 to 255")
    return number


def icmp_ports(icmp_type: int, code: int) -> PortSet:
    """Where an ICMP type and code lie on the port axis: at `type * 256 + code`, with -1 for any.

    Any type goes with any code only (Amazon EC2 API Reference, IpPermission).

    Raises:
        ValueError: a number is outside -1 to 255, or a code is given for any type.
    """
    if not (ANY <= icmp_type <= 255 and ANY <= code <= 255):
        raise ValueError(f"ICMP type {icmp_type} code {code} is outside 0 to 255")
    if icmp_type == ANY:
        if code != ANY:
            raise ValueError(f"ICMP code {code} is given without a type")
        return ALL_PORTS
    start = icmp_type * _CODES
    return PortSet.range(start, start + _CODES - 1) if code == ANY else PortSet.single(start + code)


def _span(interval: Interval) -> str:
    first, last = interval
    return str(first) if first == last else f"{first}-{last}"


def _protocol_text(first: int, last: int) -> str:
    if first == last:
        return _NAMES.get(first, f"protocol {first}")
    return f"protocols {first}-{last}"


def _by_type(first: int, last: int) -> Iterator[Interval]:
    """An interval cut where whole ICMP types begin and end, into three parts at most."""
    while first <= last:
        whole_types = (last + 1) // _CODES * _CODES - 1
        if first % _CODES == 0 and whole_types > first:
            end = whole_types
        else:
            end = min(last, first // _CODES * _CODES + _CODES - 1)
        yield first, end
        first = end + 1


def _icmp_text(first: int, last: int) -> str:
    low, high = first // _CODES, last // _CODES
    if (first, last) == (low * _CODES, high * _CODES + _CODES - 1):
        return f"type {low}" if low == high else f"types {low}-{high}"
    codes = _span((first % _CODES, last % _CODES))
    return f"type {low} code{'' if first == last else 's'} {codes}"


NO_PORTS: Final = PortSet(())
ALL_PORTS: Final = PortSet(PortSet.universe)
ALL_PROTOCOLS: Final = ProtocolSet(ProtocolSet.universe)
NO_PROTOCOLS: Final = ProtocolSet(())
PROTOCOLS_WITH_PORTS: Final = ProtocolSet.of((TCP, TCP), (UDP, UDP), (ICMP, ICMP), (ICMPV6, ICMPV6))
"""Those for which EC2 heeds the ports, or ICMP type and code, of a rule (Amazon EC2 API Reference, IpPermission)."""
