from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vpclint.algebra.addresses import ALL_ADDRESSES, ALL_IPV4, ALL_IPV6, NO_ADDRESSES, PUBLIC_IPV4, AddressSet
from vpclint.algebra.ports import (
    ALL_PORTS,
    ALL_PROTOCOLS,
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
)
from vpclint.algebra.traffic import ALL_TRAFFIC, NO_TRAFFIC, Packet, TrafficSet

from .strategies import (
    ADDRESSES,
    GRID,
    PORTS,
    PROTOCOLS,
    V6,
    Arguments,
    admitted,
    arguments,
    exact,
    traffic,
    traffic_sets,
)

parse = AddressSet.parse
tcp, udp, esp = ProtocolSet.single(TCP), ProtocolSet.single(UDP), ProtocolSet.single(ESP)
https = PortSet.single(443)
of = TrafficSet.of


def members(found: TrafficSet) -> set[Packet]:
    return {packet for packet in GRID if packet in found}


@exact
@given(st.lists(arguments, max_size=3), st.lists(arguments, max_size=3))
def test_operators_agree_with_brute_force(left: list[Arguments], right: list[Arguments]) -> None:
    a, b = TrafficSet.union(map(traffic, left)), TrafficSet.union(map(traffic, right))
    in_a = {packet for packet in GRID if any(admitted(each, packet) for each in left)}
    in_b = {packet for packet in GRID if any(admitted(each, packet) for each in right)}
    assert members(a) == in_a
    assert members(a | b) == in_a | in_b
    assert members(a & b) == in_a & in_b
    assert members(a - b) == in_a - in_b
    assert (a <= b) == (in_a <= in_b)
    assert (a < b) == (in_a < in_b)
    assert a.isdisjoint(b) == in_a.isdisjoint(in_b)
    assert (a == b) == (in_a == in_b)
    assert bool(a) == bool(in_a)


@exact
@given(traffic_sets)
def test_projections_agree_with_brute_force(found: TrafficSet) -> None:
    packets = members(found)

    def cells(axis: Any, seen: set[int]) -> Any:
        return axis.kind(*(cell for cell in axis.cells if cell[0] in seen))

    assert found.protocols() == cells(PROTOCOLS, {packet.protocol for packet in packets})
    assert found.sources() == cells(ADDRESSES, {packet.source for packet in packets})
    assert found.destinations() == cells(ADDRESSES, {packet.destination for packet in packets})
    assert found.ports() == cells(PORTS, {packet.port for packet in packets})


@exact
@given(traffic_sets)
def test_boxes_are_disjoint_and_make_up_the_set(found: TrafficSet) -> None:
    parts = [traffic(box) for box in found.boxes()]
    assert all(parts)
    assert TrafficSet.union(parts) == found
    assert all(a.isdisjoint(b) for place, a in enumerate(parts) for b in parts[:place])


@exact
@given(arguments)
def test_a_product_is_printed_as_one_box_for_each_way_of_heeding_ports(given_arguments: Arguments) -> None:
    assert len(list(traffic(given_arguments).boxes())) <= 2


@exact
@given(traffic_sets.filter(bool))
def test_some_member_is_a_member_and_the_first(found: TrafficSet) -> None:
    assert found.some() in found
    packets = members(found)
    assert found.some() in packets
    assert found.some() == min(packets, key=lambda packet: (packet.protocol, packet.port, *packet[1:3]))


@settings(max_examples=30, deadline=None)
@given(st.lists(arguments, min_size=2, max_size=9), st.randoms(use_true_random=False))
def test_the_order_of_rules_does_not_change_their_union(rules: list[Arguments], shuffler: Any) -> None:
    shuffled = rules.copy()
    shuffler.shuffle(shuffled)
    a, b = TrafficSet.union(map(traffic, rules)), TrafficSet.union(map(traffic, shuffled))
    assert a == b
    assert hash(a) == hash(b)
    assert str(a) == str(b)


def test_everything_is_the_default() -> None:
    assert of() == ALL_TRAFFIC
    assert all((packet in ALL_TRAFFIC) == ((packet.source < V6) == (packet.destination < V6)) for packet in GRID)
    assert not NO_TRAFFIC


@pytest.mark.parametrize(
    "nothing",
    [
        {"protocols": NO_PROTOCOLS},
        {"sources": NO_ADDRESSES},
        {"destinations": NO_ADDRESSES},
        {"ports": NO_PORTS},
        {"protocols": esp, "ports": NO_PORTS},
        {"sources": ALL_IPV4, "destinations": ALL_IPV6},
        {"sources": ALL_IPV6, "destinations": parse("10.0.0.0/8")},
    ],
)
def test_a_product_with_nothing_is_nothing(nothing: dict[str, Any]) -> None:
    assert of(**nothing) == NO_TRAFFIC
    assert TrafficSet.union([]) == NO_TRAFFIC


def test_no_packet_goes_from_one_family_to_the_other() -> None:
    assert of(sources=ALL_IPV4) == of(destinations=ALL_IPV4) == of(sources=ALL_IPV4, destinations=ALL_IPV4)
    assert of(sources=ALL_IPV4) | of(sources=ALL_IPV6) == ALL_TRAFFIC
    dual = of(sources=parse("10.0.0.0/16", "2600::/56"), destinations=parse("52.216.0.0/15", "2600:1fa0::/32"))
    assert dual == of(sources=parse("10.0.0.0/16"), destinations=parse("52.216.0.0/15")) | of(
        sources=parse("2600::/56"), destinations=parse("2600:1fa0::/32")
    )


def test_protocols_without_ports_are_not_restricted_by_ports() -> None:
    found = of(ports=https)
    assert found & of(protocols=ALL_PROTOCOLS - PROTOCOLS_WITH_PORTS) == of(
        protocols=ALL_PROTOCOLS - PROTOCOLS_WITH_PORTS
    )
    assert (found & of(protocols=PROTOCOLS_WITH_PORTS)).ports() == https
    assert of(protocols=esp, ports=https) == of(protocols=esp)
    assert of(protocols=esp, ports=https).ports() == ALL_PORTS


@pytest.mark.parametrize("protocol", [TCP, UDP, ICMP, ICMPV6])
def test_protocols_with_ports_are_restricted_by_them(protocol: int) -> None:
    found = of(protocols=ProtocolSet.single(protocol), ports=https)
    assert found.ports() == https
    assert found < of(protocols=ProtocolSet.single(protocol))


def test_rules_for_adjacent_blocks_and_ports_are_one_rule() -> None:
    quarters = [
        of(protocols=tcp, destinations=parse(f"10.0.{n}.0/24"), ports=PortSet.range(80 + m, 80 + m))
        for n in (0, 1)
        for m in (0, 1)
    ]
    assert TrafficSet.union(quarters) == of(
        protocols=tcp, destinations=parse("10.0.0.0/23"), ports=PortSet.range(80, 81)
    )


def test_a_network_acl_denies_what_an_earlier_entry_took() -> None:
    inside, outside = parse("10.0.0.0/16"), parse("10.1.0.0/16")
    allowed = of(protocols=tcp, destinations=parse("10.0.0.0/8")) - of(destinations=inside)
    assert of(protocols=tcp, destinations=outside, ports=https) <= allowed
    assert of(protocols=tcp, destinations=inside, ports=https).isdisjoint(allowed)


def test_a_packet_outside_one_axis_is_no_member() -> None:
    source, destination = parse("10.0.0.1").first, parse("52.216.0.1").first
    found = of(protocols=tcp, sources=parse("10.0.0.0/16"), destinations=parse("52.216.0.0/15"), ports=https)
    assert (TCP, source, destination, 443) in found
    assert (UDP, source, destination, 443) not in found
    assert (TCP, source, destination, 80) not in found
    assert (TCP, destination, destination, 443) not in found
    assert (TCP, source, source, 443) not in found


def test_some_member_is_the_first_on_every_axis() -> None:
    ends = parse("10.0.0.1/32", "10.0.0.9/32")
    found = of(protocols=tcp | udp, sources=ends, destinations=ends, ports=https | PortSet.single(80))
    assert found.some() == Packet(TCP, ends.first, ends.first, 80)


def test_sources_of_both_families_with_destinations_of_both_are_printed_as_one_product() -> None:
    sources, destinations = parse("10.0.0.0/16", "2600::/56"), parse("52.216.0.0/15", "2600:1fa0::/32")
    text = "tcp from 10.0.0.0/16, 2600::/56 to 52.216.0.0/15, 2600:1fa0::/32"
    assert str(of(protocols=tcp, sources=sources, destinations=destinations)) == text


def test_sources_of_one_family_with_destinations_of_their_own_are_printed_apart() -> None:
    pairs = [("2600::/64", "2600:1::/64"), ("2600:2::/64", "2600:3::/64")]
    found = TrafficSet.union(of(protocols=tcp, sources=parse(a), destinations=parse(b)) for a, b in pairs)
    assert str(found) == "; ".join(f"tcp from {a} to {b}" for a, b in pairs)


def test_nothing_has_no_member() -> None:
    with pytest.raises(ValueError, match=r"^the empty set has no member$"):
        NO_TRAFFIC.some()


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (NO_TRAFFIC, "no traffic"),
        (ALL_TRAFFIC, "all traffic"),
        (of(destinations=parse("10.0.0.0/8")), "all traffic to 10.0.0.0/8"),
        (of(sources=ALL_IPV4), "all traffic to every IPv4 address"),
        (of(protocols=tcp), "tcp"),
        (of(protocols=tcp, ports=https), "tcp 443"),
        (of(protocols=tcp, destinations=parse("52.216.0.0/15"), ports=https), "tcp 443 to 52.216.0.0/15"),
        (of(protocols=tcp, destinations=PUBLIC_IPV4, ports=https), "tcp 443 to every public IPv4 address"),
        (of(protocols=tcp, sources=parse("10.0.0.0/16"), ports=https), "tcp 443 from 10.0.0.0/16"),
        (
            of(protocols=udp, sources=parse("10.0.0.0/16"), destinations=parse("10.0.0.2"), ports=PortSet.single(53)),
            "udp 53 from 10.0.0.0/16 to 10.0.0.2/32",
        ),
        (of(protocols=tcp | udp, destinations=ALL_IPV6), "tcp/udp to every IPv6 address"),
        (of(protocols=esp, ports=https), "esp"),
        (of(protocols=ProtocolSet.single(ICMP), ports=icmp_ports(8, -1)), "icmp type 8"),
        (of(protocols=ProtocolSet.single(ICMPV6)), "icmpv6"),
        (
            of(protocols=tcp | ProtocolSet.single(ICMP), ports=PortSet.single(0), destinations=parse("10.0.0.0/8")),
            "tcp 0 and icmp type 0 code 0 to 10.0.0.0/8",
        ),
        (
            of(protocols=tcp, ports=https) | of(protocols=udp, ports=https | PortSet.single(53)),
            "tcp 443; udp 53, 443",
        ),
        (
            TrafficSet.union(
                of(protocols=protocol, destinations=parse(f"10.0.{port}.0/24"), ports=PortSet.single(port))
                for protocol, port in ((tcp, 22), (tcp, 53), (udp, 53), (udp, 123))
            ),
            "tcp 22 to 10.0.22.0/24; tcp/udp 53 to 10.0.53.0/24; udp 123 to 10.0.123.0/24",
        ),
        (
            of(protocols=tcp, destinations=parse("10.0.0.0/8"), ports=https)
            | of(protocols=tcp, ports=PortSet.single(22)),
            "tcp 22; tcp 443 to 10.0.0.0/8",
        ),
        (
            of(protocols=tcp, sources=parse("10.0.0.0/16"), destinations=parse("10.0.0.2"))
            | of(protocols=tcp, sources=parse("10.1.0.0/16"), destinations=parse("10.1.0.2")),
            "tcp from 10.0.0.0/16 to 10.0.0.2/32; tcp from 10.1.0.0/16 to 10.1.0.2/32",
        ),
        (
            of(protocols=tcp, destinations=parse("10.0.0.0/8")) | of(protocols=tcp, destinations=ALL_IPV6),
            "tcp to 10.0.0.0/8, every IPv6 address",
        ),
    ],
)
def test_traffic_is_printed_in_short(found: TrafficSet, text: str) -> None:
    assert str(found) == text


def test_many_boxes_are_counted() -> None:
    rules = [of(protocols=tcp, destinations=parse(f"10.0.{n}.0/24"), ports=PortSet.single(n)) for n in range(1, 8)]
    assert str(TrafficSet.union(rules)).endswith("; tcp 4 to 10.0.4.0/24 … and 3 more")


@pytest.mark.parametrize(
    ("packet", "text"),
    [
        (Packet(TCP, 167772161, 884998145, 443), "tcp 443 from 10.0.0.1 to 52.192.0.1"),
        (Packet(ICMP, 0, 1, 3 * 256 + 4), "icmp type 3 code 4 from 0.0.0.0 to 0.0.0.1"),
        (Packet(ESP, V6, V6 + 1, 7), "esp from :: to ::1"),
    ],
)
def test_a_packet_is_printed_in_words(packet: Packet, text: str) -> None:
    assert str(packet) == text


def test_equal_sets_find_each_other_in_a_dictionary() -> None:
    halves = of(ports=PortSet.range(0, 9)) | of(ports=PortSet.range(10, 65535))
    assert {ALL_TRAFFIC: "all"}[halves] == "all"
    assert halves.destinations() == ALL_ADDRESSES
