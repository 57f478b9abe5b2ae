"""Exact sets of IPv4 and IPv6 addresses.

Both families lie on one line of integers: an IPv4 address is its own value, 0 to 2**32 - 1, and an IPv6 address is
2**128 plus its value. Nothing is between them, so no interval ever holds both families, and a CIDR block is an aligned
power of two in either.

An IPv4 address is four bytes, and the grammar of `_CIDR` leaves nothing else to read. IPv6 is netaddr's, which is
imported when the first such address is read or written, because that takes longer than starting Python does; the block
of every address is known without it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, final

from vpclint.algebra.intervals import IntervalSet, listed

_IPV4_BITS: Final = 32
_IPV6_BITS: Final = 128
_IPV6_BASE: Final = 1 << 128
_IPV6_START: Final = (_IPV6_BASE, _IPV6_BASE)

_OCTET: Final = r"(?:0|[1-9][0-9]{0,2})"
_CIDR: Final = re.compile(rf"(?:({_OCTET}(?:\.{_OCTET}){{3}})|([0-9A-Fa-f:.]+))(?:/(0|[1-9][0-9]{{0,2}}))?")
_LONGEST_TEXT: Final = 45
_LISTED: Final = 8


@final
class AddressSet(IntervalSet, frozen=True, gc=False):
    """An immutable set of IPv4 and IPv6 addresses, whose members are integers in the encoding of this module."""

    universe = ((0, (1 << _IPV4_BITS) - 1), (_IPV6_BASE, _IPV6_BASE + (1 << _IPV6_BITS) - 1))

    @classmethod
    def parse(cls, *texts: str) -> "AddressSet":
        """The addresses in any of the CIDR blocks or single addresses, spelled as AWS spells them.

        Octets and prefix lengths are decimal and complete, without leading zeros, blanks, netmasks or zone ids.

        Raises:
            ValueError: a text is neither a block nor an address, or has bits set behind its prefix, as 10.0.0.1/24 has,
                which AWS stores as 10.0.0.0/24.
        """
        return _parsed(texts[0]) if len(texts) == 1 else cls.union(map(_parsed, texts))

    @property
    def ipv4(self) -> "AddressSet":
        """The IPv4 addresses among them."""
        return AddressSet(self.intervals[: bisect_left(self.intervals, _IPV6_START)])

    @property
    def ipv6(self) -> "AddressSet":
        """The IPv6 addresses among them."""
        return AddressSet(self.intervals[bisect_left(self.intervals, _IPV6_START) :])

    @property
    def is_cidr(self) -> bool:
        """Whether they are exactly one CIDR block."""
        if len(self.intervals) != 1:
            return False
        first, last = self.intervals[0]
        size = last - first + 1
        return size.bit_count() == 1 and first % size == 0

    def cidrs(self) -> list[str]:
        """The fewest CIDR blocks that cover exactly this set, IPv4 first; a single address is a /32 or a /128."""
        return [
            f"{address_text(first)}/{(_IPV4_BITS if first < _IPV6_BASE else _IPV6_BITS) - free_bits}"
            for interval in self.intervals
            for first, free_bits in _blocks(*interval)
        ]

    def ranges(self) -> list[str]:
        """The runs of addresses as `first-last`, IPv4 first; an address by itself stands alone."""
        return [
            address_text(first) if first == last else f"{address_text(first)}-{address_text(last)}"
            for first, last in self.intervals
        ]

    def __str__(self) -> str:
        if self == ALL_ADDRESSES:
            return "every address"
        return listed(_names(self.ipv4) + _names(self.ipv6), _LISTED) or "none"


def address_text(number: int) -> str:
    """The address that an integer stands for in an `AddressSet`, as AWS prints it.

    Raises:
        ValueError: it stands for none.
    """
    if 0 <= number < 1 << _IPV4_BITS:
        return ".".join(map(str, number.to_bytes(4, "big")))
    from netaddr.strategy import ipv6  # noqa: PLC0415

    return ipv6.int_to_str(number - _IPV6_BASE)


@lru_cache(maxsize=1 << 16)
def _parsed(text: str) -> AddressSet:
    match = _CIDR.fullmatch(text) if len(text) <= _LONGEST_TEXT else None
    if match is None:
        raise _not_an_address(text)
    ipv4, ipv6, prefix = match.groups()
    try:
        first = int.from_bytes(map(int, ipv4.split("."))) if ipv4 else _IPV6_BASE + _ipv6(ipv6)
    except ValueError:
        raise _not_an_address(text) from None
    bits = _IPV4_BITS if ipv4 else _IPV6_BITS
    free_bits = bits - int(prefix or bits)
    if free_bits < 0:
        raise _not_an_address(text)
    return _block(first, free_bits, text)


def _ipv6(text: str) -> int:
    if text == "::":
        return 0
    from netaddr.core import AddrFormatError  # noqa: PLC0415
    from netaddr.strategy import ipv6  # noqa: PLC0415

    try:
        number: int = ipv6.str_to_int(text)
    except AddrFormatError as error:
        raise ValueError(str(error)) from None
    return number


def _block(first: int, free_bits: int, text: str) -> AddressSet:
    behind_prefix = (1 << free_bits) - 1
    block = AddressSet(((first & ~behind_prefix, first | behind_prefix),))
    if first & behind_prefix:
        raise ValueError(f"{text!r} has bits set behind its prefix, the block is {block}")
    return block


def _not_an_address(text: str) -> ValueError:
    shown = text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"
    return ValueError(f"{shown!r} is neither an IP address nor a CIDR block")


def _names(one_family: AddressSet) -> list[str]:
    """CIDR blocks, or ranges where only those are few enough to be listed, or the name of the set."""
    if one_family in _NAMED:
        return [_NAMED[one_family]]
    cidrs = one_family.cidrs()
    return one_family.ranges() if len(cidrs) > _LISTED >= len(one_family.intervals) else cidrs


def _blocks(first: int, last: int) -> Iterator[tuple[int, int]]:
    """The aligned powers of two that fill an interval: the first address and the number of free bits of each."""
    while first <= last:
        aligned_bits = (first & -first).bit_length() - 1 if first else _IPV4_BITS
        free_bits = min(aligned_bits, (last - first + 1).bit_length() - 1)
        yield first, free_bits
        first += 1 << free_bits


NO_ADDRESSES: Final = AddressSet(())
ALL_IPV4: Final = AddressSet(AddressSet.universe[:1])
ALL_IPV6: Final = AddressSet(AddressSet.universe[1:])
ALL_ADDRESSES: Final = AddressSet(AddressSet.universe)

_NOT_PUBLIC: Final = AddressSet.of(
    *(
        (first, first + (1 << free_bits) - 1)
        for first, free_bits in (
            (0x00000000, 24),  # 0.0.0.0/8, this network (RFC 791)
            (0x0A000000, 24),  # 10.0.0.0/8, private use (RFC 1918)
            (0x64400000, 22),  # 100.64.0.0/10, shared address space (RFC 6598)
            (0x7F000000, 24),  # 127.0.0.0/8, loopback (RFC 1122)
            (0xA9FE0000, 16),  # 169.254.0.0/16, link local (RFC 3927)
            (0xAC100000, 20),  # 172.16.0.0/12, private use (RFC 1918)
            (0xC0000000, 8),  # 192.0.0.0/24, IETF protocol assignments (RFC 6890)
            (0xC0000200, 8),  # 192.0.2.0/24, documentation (RFC 5737)
            (0xC01FC400, 8),  # 192.31.196.0/24, AS112 (RFC 7535)
            (0xC034C100, 8),  # 192.52.193.0/24, automatic multicast tunneling (RFC 7450)
            (0xC0586300, 8),  # 192.88.99.0/24, once 6to4 relay anycast (RFC 7526)
            (0xC0A80000, 16),  # 192.168.0.0/16, private use (RFC 1918)
            (0xC0AF3000, 8),  # 192.175.48.0/24, AS112 (RFC 7534)
            (0xC6120000, 17),  # 198.18.0.0/15, benchmarking (RFC 2544)
            (0xC6336400, 8),  # 198.51.100.0/24, documentation (RFC 5737)
            (0xCB007100, 8),  # 203.0.113.0/24, documentation (RFC 5737)
            (0xE0000000, 28),  # 224.0.0.0/4, multicast (RFC 5771)
            (0xF0000000, 28),  # 240.0.0.0/4, class E and limited broadcast (RFC 1112, RFC 919)
        )
    )
)
PUBLIC_IPV4: Final = ALL_IPV4 - _NOT_PUBLIC
"""Where a public host can be: IPv4 less multicast and the IANA IPv4 Special-Purpose Address Registry (RFC 6890)."""
PRIVATE_IPV4: Final = AddressSet.parse("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16")
"""Where hosts of networks of one's own are: RFC 1918, and the shared addresses of RFC 6598."""

_NAMED: Final = {
    ALL_IPV4: "every IPv4 address",
    PUBLIC_IPV4: "every public IPv4 address",
    ALL_IPV6: "every IPv6 address",
}
