import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vpclint.algebra.ports import (
    ALL_PORTS,
    ALL_PROTOCOLS,
    ANY,
    ESP,
    ICMP,
    ICMPV6,
    NO_PORTS,
    NO_PROTOCOLS,
    PROTOCOLS_WITH_PORTS,
    TCP,
    UDP,
    PortSet,
    ProtocolSet,
    icmp_ports,
    protocol_number,
)

from .strategies import exact, port_sets


def test_a_range_includes_both_ends() -> None:
    assert PortSet.range(80, 82).intervals == ((80, 82),)
    assert PortSet.single(443).intervals == ((443, 443),)
    assert PortSet.range(0, 65535) == ALL_PORTS
    assert not NO_PORTS


@pytest.mark.parametrize(("first", "last"), [(-1, 0), (0, 65536), (65536, 65536), (-1, -1)])
def test_ports_outside_0_to_65535_are_refused(first: int, last: int) -> None:
    with pytest.raises(ValueError, match="outside the universe of PortSet"):
        PortSet.range(first, last)


def test_a_reversed_range_is_refused() -> None:
    with pytest.raises(ValueError, match="443-80 ends before it begins"):
        PortSet.range(443, 80)


@pytest.mark.parametrize(
    ("text", "intervals"),
    [
        ("443", ((443, 443),)),
        ("0", ((0, 0),)),
        ("1024-65535", ((1024, 65535),)),
        ("22, 1024-65535", ((22, 22), (1024, 65535))),
        (" 80 ,81", ((80, 81),)),
    ],
)
def test_a_list_of_ports_is_read(text: str, intervals: tuple[tuple[int, int], ...]) -> None:
    assert PortSet.parse(text).intervals == intervals


@pytest.mark.parametrize(
    "text", ["", " ", "22,", ",22", "22 80", "22-", "-22", "022", "1-2-3", "https", "22, https", "٢"]
)
def test_what_is_no_list_of_ports_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no list of ports, such as 22, 1024-65535$") as caught:
        PortSet.parse(text)
    assert str(caught.value).startswith(repr(text))


@pytest.mark.parametrize("text", ["65536", "99999", "0-65536"])
def test_a_list_of_ports_beyond_65535_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="outside the universe of PortSet"):
        PortSet.parse(text)


@pytest.mark.parametrize("length", [40, 41])
def test_at_most_40_characters_of_what_is_no_list_are_shown(length: int) -> None:
    with pytest.raises(ValueError, match=f"^'{'x' * 40}' is no list of ports"):
        PortSet.parse("x" * length)


@pytest.mark.parametrize(
    ("ports", "text"),
    [
        (NO_PORTS, "none"),
        (ALL_PORTS, "every port"),
        (PortSet.single(443), "443"),
        (PortSet.range(1024, 65535), "1024-65535"),
        (PortSet.of((22, 22), (80, 81)), "22, 80-81"),
        (PortSet.of(*((n, n) for n in range(0, 20, 2))), "0, 2, 4, 6, 8, 10, 12, 14 … and 2 more"),
    ],
)
def test_ports_are_printed_in_short(ports: PortSet, text: str) -> None:
    assert str(ports) == text


@exact
@given(port_sets.filter(lambda ports: 0 < len(ports.intervals) <= 8))
def test_printed_ports_read_back_the_same(ports: PortSet) -> None:
    assert PortSet.parse(str(ports)) == ports


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("tcp", 6),
        ("TCP", 6),
        ("udp", 17),
        ("icmp", 1),
        ("icmpv6", 58),
        ("0", 0),
        ("6", 6),
        ("50", 50),
        ("255", 255),
        ("-1", -1),
    ],
)
def test_a_protocol_is_read_as_ec2_spells_it(text: str, number: int) -> None:
    assert protocol_number(text) == number


@pytest.mark.parametrize(
    "text",
    ["", "all", "esp", "256", "999", "-2", "+6", "06", "6 ", " tcp", "tcp\n", "6.0", "1e1", "٦", "²", "9" * 5000],
)
def test_a_protocol_that_ec2_does_not_know_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is neither a protocol that EC2 names nor a number from 0 to 255") as caught:
        protocol_number(text)
    assert str(caught.value).startswith(f"{text[:40]!r} ")


def test_protocols_have_their_iana_numbers() -> None:
    assert (ICMP, TCP, UDP, ESP, ICMPV6, ANY) == (1, 6, 17, 50, 58, -1)
    assert ProtocolSet.of((1, 1), (6, 6), (17, 17), (58, 58)) == PROTOCOLS_WITH_PORTS
    assert ALL_PROTOCOLS.intervals == ((0, 255),)


def test_minus_one_names_every_protocol() -> None:
    assert ProtocolSet.parse("-1") == ALL_PROTOCOLS
    assert ProtocolSet.parse("udp") == ProtocolSet.single(17)
    assert ProtocolSet.parse("0") == ProtocolSet.single(0)


@pytest.mark.parametrize("protocol", [-1, 256])
def test_protocols_outside_0_to_255_are_refused(protocol: int) -> None:
    with pytest.raises(ValueError, match="outside the universe of ProtocolSet"):
        ProtocolSet.single(protocol)


@pytest.mark.parametrize(
    ("protocols", "text"),
    [
        (NO_PROTOCOLS, "none"),
        (ALL_PROTOCOLS, "every protocol"),
        (ProtocolSet.single(ICMP), "icmp"),
        (ProtocolSet.single(ESP), "esp"),
        (ProtocolSet.single(ICMPV6), "icmpv6"),
        (ProtocolSet.of((TCP, TCP), (UDP, UDP)), "tcp/udp"),
        (ProtocolSet.of((TCP, TCP), (47, 47), (50, 51)), "tcp/protocol 47/protocols 50-51"),
        (ProtocolSet.of((0, 127)), "protocols 0-127"),
        (ALL_PROTOCOLS - PROTOCOLS_WITH_PORTS, "every protocol but icmp/tcp/udp/icmpv6"),
        (ProtocolSet.of((0, 128)), "every protocol but protocols 129-255"),
    ],
)
def test_protocols_are_printed_by_name(protocols: ProtocolSet, text: str) -> None:
    assert str(protocols) == text


@exact
@given(st.integers(0, 255), st.integers(0, 255))
@example(0, 0)
@example(255, 255)
def test_an_icmp_type_is_all_its_codes_and_nothing_else(icmp_type: int, code: int) -> None:
    one, whole = icmp_ports(icmp_type, code), icmp_ports(icmp_type, ANY)
    assert one.intervals == ((icmp_type * 256 + code,) * 2,)
    assert one <= whole
    assert whole.size == 256


def test_the_icmp_types_fill_the_axis_without_overlap() -> None:
    types = [icmp_ports(icmp_type, ANY) for icmp_type in range(256)]
    assert PortSet.union(types) == ALL_PORTS == icmp_ports(ANY, ANY)
    assert sum(each.size for each in types) == ALL_PORTS.size


@pytest.mark.parametrize(("icmp_type", "code"), [(-2, -1), (256, -1), (8, -2), (8, 256)])
def test_icmp_numbers_outside_0_to_255_are_refused(icmp_type: int, code: int) -> None:
    with pytest.raises(ValueError, match=rf"^ICMP type {icmp_type} code {code} is outside 0 to 255$"):
        icmp_ports(icmp_type, code)


def test_an_icmp_code_without_a_type_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^ICMP code 0 is given without a type$"):
        icmp_ports(-1, 0)


@pytest.mark.parametrize(
    ("ports", "text"),
    [
        (NO_PORTS, "none"),
        (ALL_PORTS, "every type"),
        (icmp_ports(8, ANY), "type 8"),
        (icmp_ports(0, ANY), "type 0"),
        (icmp_ports(255, ANY), "type 255"),
        (icmp_ports(3, 4), "type 3 code 4"),
        (icmp_ports(3, 3) | icmp_ports(3, 4), "type 3 codes 3-4"),
        (icmp_ports(0, ANY) | icmp_ports(8, ANY), "type 0, type 8"),
        (icmp_ports(8, ANY) | icmp_ports(9, ANY), "types 8-9"),
        (ALL_PORTS - icmp_ports(5, ANY), "types 0-4, types 6-255"),
        (PortSet.range(5, 1000), "type 0 codes 5-255, types 1-2, type 3 codes 0-232"),
        (PortSet.range(0, 254), "type 0 codes 0-254"),
        (PortSet.range(256, 766), "type 1, type 2 codes 0-254"),
        (PortSet.range(255, 256), "type 0 code 255, type 1 code 0"),
        (PortSet.range(256, 767), "types 1-2"),
        (PortSet.range(256, 768), "types 1-2, type 3 code 0"),
        (PortSet.of(*((n * 256, n * 256) for n in range(9))), "type {} code 0 … and 1 more"),
    ],
)
def test_icmp_types_and_codes_are_printed_as_such(ports: PortSet, text: str) -> None:
    eight = " code 0, type ".join(map(str, range(8)))
    assert ports.icmp_text() == text.replace("{}", eight)
