import subprocess
import sys

import netaddr
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.algebra.addresses import (
    ALL_ADDRESSES,
    ALL_IPV4,
    ALL_IPV6,
    NO_ADDRESSES,
    PUBLIC_IPV4,
    AddressSet,
    address_text,
)

from .strategies import V6, address_sets, addresses, blocks, cidr_lists, exact, notation

parse = AddressSet.parse


def ip_set(found: AddressSet) -> netaddr.IPSet:
    """The same set in netaddr, made from bare numbers."""
    ranges = []
    for first, last in found.intervals:
        version, base = (4, 0) if first < V6 else (6, V6)
        ends = netaddr.IPAddress(first - base, version), netaddr.IPAddress(last - base, version)
        ranges += netaddr.iprange_to_cidrs(*ends)
    return netaddr.IPSet(ranges)


@exact
@given(blocks())
def test_a_block_is_the_interval_of_its_addresses(block: tuple[str, int, int]) -> None:
    text, first, last = block
    base = V6 if ":" in text else 0
    assert parse(text).intervals == ((base + first, base + last),)
    assert parse(text).is_cidr
    assert netaddr.IPNetwork(text).first == first
    assert netaddr.IPNetwork(text).last == last


@exact
@given(cidr_lists, cidr_lists)
def test_operators_agree_with_netaddr(left: list[str], right: list[str]) -> None:
    a, b = parse(*left), parse(*right)
    theirs_a, theirs_b = netaddr.IPSet(left), netaddr.IPSet(right)
    assert ip_set(a) == theirs_a
    assert ip_set(a | b) == theirs_a | theirs_b
    assert ip_set(a & b) == theirs_a & theirs_b
    assert ip_set(a - b) == theirs_a - theirs_b
    assert (a <= b) == theirs_a.issubset(theirs_b)
    assert a.isdisjoint(b) == theirs_a.isdisjoint(theirs_b)


@exact
@given(cidr_lists, addresses)
def test_membership_agrees_with_netaddr(texts: list[str], address: int) -> None:
    version, number = (4, address) if address < V6 else (6, address - V6)
    assert (address in parse(*texts)) == (netaddr.IPAddress(number, version) in netaddr.IPSet(texts))


@exact
@given(address_sets)
def test_the_printed_blocks_are_the_fewest_and_read_back_the_same(found: AddressSet) -> None:
    assert parse(*found.cidrs()) == found
    assert found.cidrs() == [str(cidr) for cidr in ip_set(found).iter_cidrs()]
    assert found.is_cidr == (len(found.cidrs()) == 1)


@exact
@given(address_sets)
def test_the_printed_ranges_read_back_the_same(found: AddressSet) -> None:
    ends = [text.split("-") for text in found.ranges()]
    assert AddressSet.of(*((parse(each[0]).first, parse(each[-1]).first) for each in ends)) == found


@exact
@given(addresses)
def test_an_address_reads_back_the_same(address: int) -> None:
    assert parse(address_text(address)).intervals == ((address, address),)


@exact
@given(address_sets)
def test_a_set_is_divided_into_its_families(found: AddressSet) -> None:
    assert found.ipv4 == found & ALL_IPV4
    assert found.ipv6 == found & ALL_IPV6


@exact
@given(st.text(alphabet="0123456789abcdefx.:/-+ %\n", max_size=50) | st.text(max_size=50))
def test_any_text_is_parsed_or_refused_as_a_value_error(text: str) -> None:
    try:
        found = parse(text)
    except ValueError:
        return
    assert found == parse(*found.cidrs())
    assert str(netaddr.IPNetwork(text).cidr) == found.cidrs()[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "/8",
        "10",
        "10/8",
        "10.1/16",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/08",
        "10.0.0.0/8/8",
        "10.0.0.0 /8",
        "10.0.0.0/ 8",
        "10.0.0.0/255.0.0.0",
        "1.2.3.4/255.255.255.0",
        "0x0a000001",
        "0xa.0.0.1",
        "010.0.0.1",
        "10.0.0.01",
        "10.0.0.256",
        "10.0.0.0.0",
        "10..0.1",
        ".10.0.0.1",
        "10.0.0.1.",
        " 10.0.0.1",
        "10.0.0.1 ",
        "10.0.0.1\n",
        "10.0.0.1\0",
        "١٠.0.0.1",  # noqa: RUF001 - digits of another script
        "10.0.0.0/²",
        "\ud800",
        "167772161",
        "fe80::1%eth0",
        "fe80::%1/64",
        "[::1]",
        ":",
        ":::",
        "1::2::3",
        "12345::",
        "g::",
        "::1 ",
        "::1\n",
        "::/129",
        "::/1000",
        "::/064",
        "::ffff:010.0.0.1",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "0.0.0.0/0,::/0",
        "10.0.0.0-10.0.0.9",
        "sg-0123456789abcdef0",
        "pl-63a5400a",
        "0" * 46,
        "ffff:ffff:ffff:ffff:ffff:ffff:255.255.25.0/120",
        "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255/128",
        "1" * 100_000,
    ],
)
def test_what_aws_would_not_write_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is neither an IP address nor a CIDR block$") as caught:
        parse(text)
    assert len(str(caught.value)) < 120


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("10.0.0.1/24", "10.0.0.0/24"),
        ("10.0.0.1/31", "10.0.0.0/31"),
        ("255.255.255.255/0", "every IPv4 address"),
        ("2001:db8::1/64", "2001:db8::/64"),
        ("::1/0", "every IPv6 address"),
    ],
)
def test_bits_behind_the_prefix_are_refused_with_the_block_that_aws_would_store(text: str, canonical: str) -> None:
    with pytest.raises(ValueError, match="has bits set behind its prefix") as caught:
        parse(text)
    assert str(caught.value) == f"'{text}' has bits set behind its prefix, the block is {canonical}"


@pytest.mark.parametrize(
    ("text", "cidr"),
    [
        ("10.0.0.1", "10.0.0.1/32"),
        ("0.0.0.0/0", "0.0.0.0/0"),
        ("255.255.255.255/32", "255.255.255.255/32"),
        ("2600:1F18:ABCD::/48", "2600:1f18:abcd::/48"),
        ("2600:1f18:0:0:0:0:0:0/32", "2600:1f18::/32"),
        ("::ffff:10.0.0.1", "::ffff:10.0.0.1/128"),
        ("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"),
        ("::", "::/128"),
        ("::/0", "::/0"),
    ],
)
def test_blocks_and_addresses_of_both_families_are_read(text: str, cidr: str) -> None:
    assert parse(text).cidrs() == [cidr]


def test_several_texts_make_one_set() -> None:
    assert parse("10.0.0.0/25", "::/0", "10.0.0.128/25").cidrs() == ["10.0.0.0/24", "::/0"]
    assert parse() == NO_ADDRESSES


@pytest.mark.parametrize(("length", "shown"), [(45, "x" * 45), (46, "x" * 45 + "…")])
def test_only_a_long_text_is_cut_in_the_message(length: int, shown: str) -> None:
    with pytest.raises(ValueError, match=f"^'{shown}' is neither"):
        parse("x" * length)


def test_a_bad_text_among_good_ones_is_refused() -> None:
    with pytest.raises(ValueError, match="'10' is neither"):
        parse("10.0.0.0/8", "10")


def test_a_block_is_parsed_once() -> None:
    assert parse("10.11.12.0/24") is parse("10.11.12.0/24")


def test_the_families_never_touch() -> None:
    assert parse("255.255.255.255", "::").size == 2
    assert len(parse("255.255.255.255", "::").intervals) == 2
    assert ALL_IPV4.isdisjoint(ALL_IPV6)
    assert ALL_ADDRESSES == ALL_IPV4 | ALL_IPV6
    assert parse("0.0.0.0/0") == ALL_IPV4
    assert parse("::/0") == ALL_IPV6
    assert not NO_ADDRESSES


@pytest.mark.parametrize("pair", [(-1, 0), (0, 1 << 32), (1 << 64, 1 << 64), (V6 - 1, V6), (V6, 2 * V6)])
def test_numbers_that_stand_for_no_address_are_refused(pair: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="outside the universe of AddressSet"):
        AddressSet.of(pair)


@pytest.mark.parametrize("number", [-1, 1 << 32, V6 - 1, 2 * V6])
def test_a_number_that_stands_for_no_address_has_no_text(number: int) -> None:
    with pytest.raises(ValueError, match="is not a valid"):
        address_text(number)


@pytest.mark.parametrize(
    ("found", "answer"),
    [
        (NO_ADDRESSES, False),
        (ALL_ADDRESSES, False),
        (ALL_IPV4, True),
        (ALL_IPV6, True),
        (parse("10.0.0.0/24", "10.0.2.0/24"), False),
        (parse("10.0.1.0/24", "10.0.2.0/24"), False),
        (parse("10.0.2.0/24", "10.0.3.0/24"), True),
        (parse("10.0.0.1"), True),
    ],
)
def test_a_set_knows_whether_it_is_one_block(found: AddressSet, answer: bool) -> None:  # noqa: FBT001
    assert found.is_cidr is answer


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (NO_ADDRESSES, "none"),
        (ALL_IPV4, "every IPv4 address"),
        (ALL_IPV6, "every IPv6 address"),
        (ALL_ADDRESSES, "every address"),
        (PUBLIC_IPV4, "every public IPv4 address"),
        (parse("10.0.0.0/8", "52.216.0.0/15"), "10.0.0.0/8, 52.216.0.0/15"),
        (parse("10.0.0.0/8") | ALL_IPV6, "10.0.0.0/8, every IPv6 address"),
        (ALL_IPV4 | parse("2600::/12"), "every IPv4 address, 2600::/12"),
        (parse("10.0.0.5"), "10.0.0.5/32"),
        (ALL_IPV4 - parse("10.0.0.5"), "0.0.0.0-10.0.0.4, 10.0.0.6-255.255.255.255"),
        (
            parse(*(f"10.0.{n}.{host}" for n in range(8) for host in (1, 2))),
            ", ".join(f"10.0.{n}.1-10.0.{n}.2" for n in range(8)),
        ),
        (parse(*(f"10.0.{n}.0/24" for n in range(0, 16, 2))), ", ".join(f"10.0.{n}.0/24" for n in range(0, 16, 2))),
        (
            parse(*(f"10.0.{n}.0/24" for n in range(0, 40, 2))),
            ", ".join(f"10.0.{n}.0/24" for n in range(0, 16, 2)) + " … and 12 more",
        ),
    ],
)
def test_a_set_is_printed_in_short(found: AddressSet, text: str) -> None:
    assert str(found) == text


def test_a_range_of_one_address_stands_alone() -> None:
    assert parse("10.0.0.1", "10.0.0.2", "10.0.0.9", "::1").ranges() == ["10.0.0.1-10.0.0.2", "10.0.0.9", "::1"]


SPECIAL_PURPOSE = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
]


def test_public_ipv4_is_all_but_the_special_purpose_blocks() -> None:
    assert ALL_IPV4 - parse(*SPECIAL_PURPOSE) == PUBLIC_IPV4


@pytest.mark.parametrize("host", ["1.1.1.1", "8.8.8.8", "52.216.0.1", "172.32.0.0", "100.128.0.0", "223.255.255.255"])
def test_hosts_on_the_internet_are_public(host: str) -> None:
    assert parse(host) <= PUBLIC_IPV4


def test_netaddr_is_not_imported_before_an_address_of_ipv6_is_read() -> None:
    program = """if True:
        import sys
        from vpclint.algebra.addresses import AddressSet
        print(AddressSet.parse("10.0.0.0/16", "::/0"), "netaddr" in sys.modules, sep="; ")
        print(AddressSet.parse("::1"), "netaddr" in sys.modules, sep="; ")
    """
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "10.0.0.0/16, every IPv6 address; False\n::1/128; True"


def test_the_test_writes_addresses_as_netaddr_does() -> None:
    assert notation(4, 0x0A000001) == "10.0.0.1"
    assert netaddr.IPAddress(notation(6, 0x2600 << 112)).value == 0x2600 << 112
