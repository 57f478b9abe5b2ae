"""The way to S3 from one subnet, world by world: whether it is open, and what stands in it."""

from typing import Any

import pytest

from vpclint.algebra import AddressSet, TrafficSet
from vpclint.decision.destinations import s3_destination
from vpclint.network.hops import Cause, Destination, Obstacle, Way
from vpclint.network.path import way_to
from vpclint.truth import Answer
from worlds import (
    GROUP,
    REGION,
    S3_LIST,
    SUBNET,
    TABLE,
    VPC,
    Record,
    World,
    association,
    endpoint,
    group,
    managed_list,
    permission,
    prefix_list,
    reread,
    route,
    s3_list,
    subnet,
    table,
    world,
)

S3, OTHER = "vpce-0000000a", "vpce-0000000b"
LOCAL = route("10.0.0.0/16", "local")
TO_S3 = route(S3_LIST, S3)
DEFAULT = "0.0.0.0/0"

PASS, FAIL, UNKNOWN = Answer.PASS, Answer.FAIL, Answer.UNKNOWN
MISSING, NOT_ROUTED = Cause.S3_ENDPOINT_MISSING, Cause.S3_ENDPOINT_NOT_ROUTED
NOT_AVAILABLE, BLACKHOLE = Cause.S3_ENDPOINT_NOT_AVAILABLE, Cause.ROUTE_BLACKHOLE
IGW, EGRESS = Cause.INTERNET_GATEWAY_UNUSABLE, Cause.SECURITY_GROUP_EGRESS


def way(held: World, destination: Destination | None = None) -> Way:
    analysis = reread(held)
    found = analysis.state.subnets.get(SUBNET)
    assert found is not None
    return way_to(analysis, found, (GROUP,), destination or s3_destination(analysis))


def routed(*routes: Record, **members: Any) -> World:
    return world(RouteTables=[table(LOCAL, *routes)], **members)


def obstacles(found: Way, answer: Answer = FAIL) -> list[Obstacle]:
    return [each for hop in found.hops for each in hop.obstacles if each.truth.answer is answer]


def causes(found: Way) -> set[tuple[Cause, str]]:
    """What is proved to stand in the way, each with the resource that has to change."""
    return {(each.cause, each.resource) for each in obstacles(found)}


def facts(found: Way) -> set[tuple[str, str, str]]:
    return {(fact.key, fact.record, fact.field) for fact in found.truth.facts}


def without(record: Record, member: str) -> Record:
    return {key: value for key, value in record.items() if key != member}


def interface(**members: Any) -> Record:
    return endpoint(OTHER, kind="Interface", PrivateDnsEnabled=True) | members


INBOUND_ONLY = {"PrivateDnsOnlyForInboundResolverEndpoint": True}
STS = endpoint(OTHER, service=f"com.amazonaws.{REGION}.sts", kind="Interface", PrivateDnsEnabled=True)
DYNAMODB = endpoint(OTHER, service=f"com.amazonaws.{REGION}.dynamodb")

OPEN: dict[str, World] = {
    "the endpoint is routed and available": routed(TO_S3),
    "the state of the endpoint begins with a capital": routed(TO_S3, VpcEndpoints=[endpoint(state="Available")]),
    "the route stands in a table of the subnet's own": world(
        RouteTables=[table(LOCAL), table(LOCAL, TO_S3, table_id="rtb-1", associations=[association(SUBNET)])]
    ),
    "a default route is shorter, whatever it leads to": routed(TO_S3, route(DEFAULT, "igw-1")),
    "a default route is shorter, even where it drops": routed(TO_S3, route(DEFAULT, "nat-1", state="blackhole")),
    "a blackhole lies elsewhere": routed(TO_S3, route("9.9.0.0/16", "nat-1", state="blackhole")),
    "an equal propagated route loses": routed(
        TO_S3, route("52.219.0.0/16", "vgw-1", origin="EnableVgwRoutePropagation")
    ),
    "an interface endpoint serves another service": routed(TO_S3, VpcEndpoints=[endpoint(), STS]),
    "an interface endpoint has no private names": routed(
        TO_S3, VpcEndpoints=[endpoint(), interface(PrivateDnsEnabled=False)]
    ),
    "an interface endpoint has private names for others only": routed(
        TO_S3, VpcEndpoints=[endpoint(), interface(DnsOptions=INBOUND_ONLY)]
    ),
    "an interface endpoint is gone": routed(TO_S3, VpcEndpoints=[endpoint(), interface(State="deleted")]),
    "a second gateway endpoint is broken and not routed": routed(
        TO_S3, VpcEndpoints=[endpoint(OTHER, state="failed"), endpoint()]
    ),
    "the prefix list stands among the managed ones": routed(
        TO_S3,
        PrefixLists=[],
        ManagedPrefixLists=[managed_list(S3_LIST, f"com.amazonaws.{REGION}.s3", "52.219.0.0/16")],
    ),
    "the blocks of the list are longer than a route around two of them": routed(
        TO_S3, route("52.219.0.0/16", "igw-1"), PrefixLists=[s3_list("52.219.0.0/17", "52.219.128.0/17")]
    ),
    "the list is IPv4 and IPv6, and there is no way by IPv6": routed(
        TO_S3, route("2600:1f00::/48", "igw-1"), PrefixLists=[s3_list("52.219.0.0/16", "2600:1f00::/40")]
    ),
}


@pytest.mark.parametrize("name", OPEN)
def test_s3_is_reached_where(name: str) -> None:
    found = way(OPEN[name])
    assert found.truth.is_yes
    assert all(not hop.obstacles for hop in found.hops)


CLOSED: dict[str, tuple[World, set[tuple[Cause, str]]]] = {
    "the endpoint is not routed": (routed(), {(NOT_ROUTED, TABLE)}),
    "the endpoint is routed in another table than the subnet's": (
        world(RouteTables=[table(LOCAL, TO_S3), table(LOCAL, table_id="rtb-1", associations=[association(SUBNET)])]),
        {(NOT_ROUTED, "rtb-1")},
    ),
    "the endpoint claims the table, which does not route to it": (
        routed(VpcEndpoints=[endpoint(RouteTableIds=[TABLE])]),
        {(NOT_ROUTED, TABLE)},
    ),
    "the endpoint is pending": (routed(TO_S3, VpcEndpoints=[endpoint(state="pending")]), {(NOT_AVAILABLE, S3)}),
    "the endpoint is pending with a capital": (
        routed(TO_S3, VpcEndpoints=[endpoint(state="Pending")]),
        {(NOT_AVAILABLE, S3)},
    ),
    "the endpoint is deleted": (routed(TO_S3, VpcEndpoints=[endpoint(state="deleted")]), {(NOT_AVAILABLE, S3)}),
    "the only endpoint is broken and not routed": (
        routed(VpcEndpoints=[endpoint(state="failed")]),
        {(NOT_AVAILABLE, S3)},
    ),
    "one endpoint is broken and another is not routed": (
        routed(VpcEndpoints=[endpoint(state="failed"), endpoint(OTHER)]),
        {(NOT_ROUTED, TABLE)},
    ),
    "there is no endpoint": (routed(VpcEndpoints=[]), {(MISSING, VPC)}),
    "the endpoint is of another VPC": (routed(VpcEndpoints=[endpoint(VpcId="vpc-0000000b")]), {(MISSING, VPC)}),
    "the endpoint is for S3 of another Region": (
        routed(VpcEndpoints=[endpoint(service="com.amazonaws.us-east-1.s3")], vpclint={"region": REGION}),
        {(MISSING, VPC)},
    ),
    "the endpoint is for another service": (routed(VpcEndpoints=[STS]), {(MISSING, VPC)}),
    "only another service's list is routed": (
        routed(
            route("pl-0000000d", OTHER),
            VpcEndpoints=[endpoint(), DYNAMODB],
            PrefixLists=[s3_list(), prefix_list("pl-0000000d", f"com.amazonaws.{REGION}.dynamodb", "9.9.9.0/24")],
        ),
        {(NOT_ROUTED, TABLE)},
    ),
    "the route leads to an endpoint that is gone": (routed(TO_S3, VpcEndpoints=[]), {(MISSING, VPC)}),
    "the route leads to an endpoint that is gone, and another is there": (
        routed(TO_S3, VpcEndpoints=[endpoint(OTHER)]),
        {(NOT_ROUTED, TABLE)},
    ),
    "all goes to an internet gateway": (routed(route(DEFAULT, "igw-1")), {(IGW, TABLE)}),
    "all goes to an internet gateway, and there is no endpoint": (
        routed(route(DEFAULT, "igw-1"), VpcEndpoints=[]),
        {(IGW, TABLE)},
    ),
    "the route drops, since the endpoint is deleted": (
        routed(route(S3_LIST, S3, state="blackhole"), VpcEndpoints=[endpoint(state="deleted")]),
        {(NOT_AVAILABLE, S3)},
    ),
    "the route drops, though the endpoint is available": (
        routed(route(S3_LIST, S3, state="blackhole")),
        {(BLACKHOLE, TABLE)},
    ),
    "the route drops, and nothing is known of a dead endpoint": (
        routed(route(S3_LIST, S3, state="blackhole"), VpcEndpoints=[]),
        {(BLACKHOLE, TABLE)},
    ),
    "a default route drops": (routed(route(DEFAULT, "nat-1", state="blackhole")), {(BLACKHOLE, TABLE)}),
    "a default route is filtered": (routed(route(DEFAULT, "tgw-1", state="filtered")), {(BLACKHOLE, TABLE)}),
    "a default route drops at the endpoint of an appliance that is gone": (
        routed(
            route(DEFAULT, OTHER, state="blackhole"),
            VpcEndpoints=[endpoint(OTHER, service="com.amazonaws.vpce.x", kind="GatewayLoadBalancer", state="deleted")],
        ),
        {(BLACKHOLE, TABLE)},
    ),
    "a longer route drops all of it": (
        routed(
            TO_S3,
            route("52.219.0.0/17", "nat-1", state="blackhole"),
            route("52.219.128.0/17", "nat-1", state="filtered"),
            PrefixLists=[s3_list("52.219.0.0/16")],
        ),
        {(BLACKHOLE, TABLE)},
    ),
    "an equal static route wins": (
        routed(TO_S3, route("52.219.0.0/16", "igw-1"), PrefixLists=[s3_list("52.219.0.0/16")]),
        {(IGW, TABLE)},
    ),
    "the VPC's own block holds the addresses of S3": (
        routed(TO_S3, route("52.219.0.0/16", "local"), PrefixLists=[s3_list("52.219.0.0/16")]),
        {(Cause.ROUTE_MISSING, TABLE)},
    ),
    "every route that it may take ends in nothing": (
        routed(
            route("pl-0000000d", "nat-1", state="blackhole"),
            route("pl-0000000e", "nat-1", state="blackhole"),
            PrefixLists=[
                s3_list("52.219.0.0/16"),
                prefix_list("pl-0000000d", "one", "52.219.0.0/16"),
                prefix_list("pl-0000000e", "two", "52.219.0.0/16"),
            ],
        ),
        {(BLACKHOLE, TABLE)},
    ),
    "the groups let nothing out": (routed(TO_S3, SecurityGroups=[group()]), {(EGRESS, GROUP)}),
    "the groups let out another port only": (
        routed(TO_S3, SecurityGroups=[group(egress=[permission("tcp", S3_LIST, ports=(80, 80))])]),
        {(EGRESS, GROUP)},
    ),
    "the groups let nothing out, and nothing leads there": (
        routed(SecurityGroups=[group()]),
        {(EGRESS, GROUP), (NOT_ROUTED, TABLE)},
    ),
}


@pytest.mark.parametrize("name", CLOSED)
def test_s3_is_not_reached_where(name: str) -> None:
    held, expected = CLOSED[name]
    found = way(held)
    assert found.truth.is_no
    assert causes(found) == expected
    refused = TrafficSet.union(each.refused for each in obstacles(found) if each.refused is not None)
    assert refused == found.destination.traffic()


UNTOLD: dict[str, tuple[World, set[tuple[str, str, str]]]] = {
    "VpcEndpoints are not in the state": (routed(TO_S3, VpcEndpoints=None), {("VpcEndpoints", "", "")}),
    "VpcEndpoints are not in the state, and no route leads there": (
        routed(VpcEndpoints=None),
        {("VpcEndpoints", "", "")},
    ),
    "VpcEndpoints are not in the state, and all goes to an internet gateway": (
        routed(route(DEFAULT, "igw-1"), VpcEndpoints=None),
        {("VpcEndpoints", "", "")},
    ),
    "VpcEndpoints are not in the state, and the groups let nothing out": (
        routed(TO_S3, VpcEndpoints=None, SecurityGroups=[group()]),
        {("VpcEndpoints", "", "")},
    ),
    "the endpoint has no state": (
        routed(TO_S3, VpcEndpoints=[without(endpoint(), "State")]),
        {("VpcEndpoints", S3, "State")},
    ),
    "the endpoint is in a state that nobody knows": (
        routed(TO_S3, VpcEndpoints=[endpoint(state="hibernating")]),
        {("VpcEndpoints", S3, "State")},
    ),
    "the endpoint has no service": (
        routed(TO_S3, VpcEndpoints=[without(endpoint(), "ServiceName")]),
        {("VpcEndpoints", S3, "ServiceName")},
    ),
    "the endpoint has no type": (
        routed(TO_S3, VpcEndpoints=[without(endpoint(), "VpcEndpointType")]),
        {("VpcEndpoints", S3, "VpcEndpointType")},
    ),
    "the endpoint has no VPC": (
        routed(TO_S3, VpcEndpoints=[without(endpoint(), "VpcId")]),
        {("VpcEndpoints", S3, "VpcId")},
    ),
    "the table has no routes": (
        world(RouteTables=[without(table(), "Routes")]),
        {("RouteTables", TABLE, "Routes")},
    ),
    "the route has no state": (routed(without(TO_S3, "State")), {("RouteTables", TABLE, "Routes[1].State")}),
    "the route is in a state that nobody knows": (
        routed(route(S3_LIST, S3, state="sleeping")),
        {("RouteTables", TABLE, "Routes[1].State")},
    ),
    "the tables are not in the state": (world(RouteTables=None), {("RouteTables", "", "")}),
    "the groups are not in the state": (routed(TO_S3, SecurityGroups=None), {("SecurityGroups", "", "")}),
    "the group has no list of rules": (
        routed(TO_S3, SecurityGroups=[without(group(), "IpPermissionsEgress")]),
        {("SecurityGroups", GROUP, "IpPermissionsEgress")},
    ),
    "an interface endpoint may have private names": (
        routed(TO_S3, VpcEndpoints=[endpoint(), without(interface(), "PrivateDnsEnabled")]),
        {("VpcEndpoints", OTHER, "PrivateDnsEnabled")},
    ),
}


@pytest.mark.parametrize("name", UNTOLD)
def test_nobody_can_tell_where(name: str) -> None:
    held, expected = UNTOLD[name]
    found = way(held)
    assert found.truth.is_unknown
    assert facts(found) >= expected
    assert not obstacles(found)
    assert obstacles(found, UNKNOWN)


@pytest.mark.parametrize(
    "name", [name for name, (held, _) in UNTOLD.items() if "VpcEndpoints" in held and name != "VpcEndpoints"]
)
def test_only_facts_that_are_missing_are_asked_for(name: str) -> None:
    held, expected = UNTOLD[name]
    assert facts(way(held)) == expected


BEHIND: dict[str, tuple[World, str]] = {
    "a NAT gateway": (routed(route(DEFAULT, "nat-1")), "nat-1"),
    "a transit gateway": (routed(route(DEFAULT, "tgw-1")), "tgw-1"),
    "a peering connection": (routed(route(DEFAULT, "pcx-1")), "pcx-1"),
    "a virtual private gateway": (routed(route(DEFAULT, "vgw-1")), "vgw-1"),
    "an instance": (routed(route(DEFAULT, "i-1")), "i-1"),
    "a network interface": (routed(route(DEFAULT, "eni-1")), "eni-1"),
    "a core network": (
        routed(
            {"DestinationCidrBlock": DEFAULT, "CoreNetworkArn": "arn:x", "State": "active", "Origin": "CreateRoute"}
        ),
        "arn:x",
    ),
    "the endpoint of an appliance": (
        routed(
            route(DEFAULT, OTHER),
            VpcEndpoints=[endpoint(OTHER, service="com.amazonaws.vpce.x", kind="GatewayLoadBalancer")],
        ),
        OTHER,
    ),
    "an interface endpoint with private names": (routed(VpcEndpoints=[interface()]), OTHER),
    "an interface endpoint with private names beside the gateway endpoint": (
        routed(TO_S3, VpcEndpoints=[endpoint(), interface()]),
        OTHER,
    ),
    "an interface endpoint with private names, to which the groups lead": (
        routed(
            VpcEndpoints=[interface()],
            SecurityGroups=[group(egress=[permission("tcp", "10.0.0.0/16", ports=(443, 443))])],
        ),
        OTHER,
    ),
    "an interface endpoint without private names": (routed(VpcEndpoints=[interface(PrivateDnsEnabled=False)]), OTHER),
}


@pytest.mark.parametrize("name", BEHIND)
def test_nobody_looks_behind(name: str) -> None:
    held, target = BEHIND[name]
    found = way(held)
    assert found.truth.is_unknown
    assert {fact.record for fact in found.truth.facts} == {target}
    assert all("not examined" in fact.reason for fact in found.truth.facts)
    assert not obstacles(found)


def test_an_endpoint_of_a_type_that_nobody_knows_is_not_passed_over() -> None:
    for held in (routed(VpcEndpoints=[endpoint(kind="Tunnel")]), routed(TO_S3, VpcEndpoints=[endpoint(kind="Tunnel")])):
        assert way(held).truth.is_unknown
        assert not obstacles(way(held))


@pytest.mark.parametrize("member", ["VpcEndpointType", "ServiceName"])
def test_an_endpoint_of_another_vpc_that_lacks_a_member_is_no_accident(member: str) -> None:
    foreign = without(endpoint(VpcId="vpc-0000000b"), member)
    assert not way(routed(TO_S3, VpcEndpoints=[foreign])).truth.is_yes


def test_a_subnet_of_no_known_vpc_may_have_an_endpoint_that_its_vpc_has() -> None:
    held = world(
        Subnets=[without(subnet(), "VpcId")],
        RouteTables=[table(LOCAL, associations=[association(SUBNET)])],
        VpcEndpoints=[interface()],
    )
    assert way(held).truth.is_unknown


@pytest.mark.parametrize("state", ["deleted", "Failed", "rejected"])
def test_an_interface_endpoint_that_is_gone_is_no_way_that_nobody_looks_at(state: str) -> None:
    assert way(routed(VpcEndpoints=[interface(State=state)])).truth.is_no


def test_the_cause_of_a_missing_route_names_the_endpoint_that_is_not_routed() -> None:
    ((obstacle,), table_hop) = (obstacles(way(routed())), way(routed()).hops[1])
    assert (obstacle.subject, table_hop.resource) == (S3, TABLE)


def test_the_cause_of_a_route_that_drops_names_its_place_and_its_target() -> None:
    (obstacle,) = obstacles(way(routed(route(DEFAULT, "nat-1", state="blackhole"))))
    assert (obstacle.pointer, obstacle.subject) == ("/Routes/1", "nat-1")


PARTS = s3_list("52.219.0.0/16", "3.5.0.0/16")


@pytest.mark.parametrize(
    ("routes", "cause", "part"),
    [
        ([TO_S3, route("52.219.64.0/18", "nat-1", state="blackhole")], BLACKHOLE, "52.219.64.0/18"),
        ([TO_S3, route("52.219.64.0/18", "igw-1")], IGW, "52.219.64.0/18"),
        ([TO_S3, route("3.5.0.0/16", "igw-1")], IGW, "3.5.0.0/16"),
        ([TO_S3, route("52.219.1.1/32", "tgw-1", state="filtered")], BLACKHOLE, "52.219.1.1/32"),
        ([route("52.0.0.0/8", "igw-1"), TO_S3, route("52.219.0.0/17", "igw-1")], IGW, "52.219.0.0/17"),
    ],
)
def test_what_stops_a_part_of_s3_names_exactly_that_part(routes: list[Record], cause: Cause, part: str) -> None:
    found = way(routed(*routes, PrefixLists=[PARTS]))
    (obstacle,) = obstacles(found)
    assert found.truth.is_no
    assert (obstacle.cause, obstacle.partial) == (cause, True)
    assert obstacle.refused is not None
    assert obstacle.refused.destinations() == AddressSet.parse(part)


def test_a_group_that_leaves_out_a_part_of_s3_is_named_with_exactly_that_part() -> None:
    most = group(egress=[permission("tcp", "52.219.0.0/16", "3.5.0.0/17", ports=(443, 443))])
    found = way(routed(TO_S3, SecurityGroups=[most], PrefixLists=[PARTS]))
    (obstacle,) = obstacles(found)
    assert (obstacle.cause, obstacle.partial) == (EGRESS, True)
    assert obstacle.refused is not None
    assert obstacle.refused.destinations() == AddressSet.parse("3.5.128.0/17")


def test_a_part_that_nobody_looks_at_leaves_the_whole_open() -> None:
    found = way(routed(TO_S3, route("52.219.64.0/18", "nat-1")))
    assert found.truth.is_unknown
    assert {fact.record for fact in found.truth.facts} == {"nat-1"}


def test_equal_prefixes_to_different_targets_leave_the_way_open() -> None:
    other = prefix_list("pl-0000000d", "customer", "52.219.0.0/16")
    held = routed(
        TO_S3,
        route("pl-0000000d", "nat-1", state="blackhole"),
        PrefixLists=[s3_list("52.219.0.0/16"), other],
    )
    found = way(held)
    assert found.truth.is_unknown
    assert any("no defined order" in fact.reason for fact in found.truth.facts)


NO_LISTS: dict[str, Any] = {"PrefixLists": None, "ManagedPrefixLists": None}
OPEN_GROUP = {"SecurityGroups": [group(egress=[permission("-1", "0.0.0.0/0")])]}


@pytest.mark.parametrize(
    "routes",
    [
        [TO_S3],
        [TO_S3, route(DEFAULT, "igw-1")],
        [route("52.0.0.0/8", "igw-1"), route(DEFAULT, "nat-1")],
        [route("52.0.0.0/8", "nat-1", state="blackhole"), TO_S3],
    ],
)
def test_without_the_prefix_list_nobody_can_tell(routes: list[Record]) -> None:
    found = way(routed(*routes, **NO_LISTS, **OPEN_GROUP))
    assert found.truth.is_unknown
    assert not obstacles(found)


@pytest.mark.parametrize(
    ("routes", "cause"),
    [
        ([], NOT_ROUTED),
        ([route(DEFAULT, "igw-1")], IGW),
        ([route(DEFAULT, "nat-1", state="blackhole")], BLACKHOLE),
        ([route("0.0.0.0/1", "igw-1"), route("128.0.0.0/1", "igw-1")], IGW),
        ([route("9.9.9.0/24", "igw-1"), route(DEFAULT, "nat-1", state="blackhole")], BLACKHOLE),
    ],
)
def test_without_the_prefix_list_all_is_told_that_holds_for_every_public_address(
    routes: list[Record], cause: Cause
) -> None:
    found = way(routed(*routes, **NO_LISTS, **OPEN_GROUP))
    assert found.truth.is_no
    assert cause in {each.cause for each in obstacles(found)}


def test_without_the_prefix_list_a_group_that_lets_nothing_out_is_still_wrong() -> None:
    assert (EGRESS, GROUP) in causes(way(routed(TO_S3, **NO_LISTS, SecurityGroups=[group()])))


@pytest.mark.parametrize(
    "rules",
    [
        [permission("tcp", S3_LIST, ports=(443, 443))],
        [permission("tcp", "52.0.0.0/8", ports=(443, 443))],
    ],
)
def test_without_the_prefix_list_a_group_that_lets_out_a_part_is_in_doubt(rules: list[Record]) -> None:
    found = way(routed(TO_S3, **NO_LISTS, SecurityGroups=[group(egress=rules)]))
    assert found.truth.is_unknown
    assert ("PrefixLists", "", "") in facts(found)


@pytest.mark.parametrize("blocks", [[], ["2600:1f00::/40"]])
def test_a_prefix_list_without_an_ipv4_block_proves_nothing(blocks: list[str]) -> None:
    empty = prefix_list(S3_LIST, f"com.amazonaws.{REGION}.s3", *blocks)
    for routes in ([TO_S3], [], [route(DEFAULT, "igw-1")]):
        assert not way(routed(*routes, PrefixLists=[empty], **OPEN_GROUP)).truth.is_yes


def test_where_the_region_is_not_known_an_interface_endpoint_may_be_s3s() -> None:
    abroad = endpoint("vpce-0000000c", service="com.amazonaws.us-east-1.sts", kind="Interface")
    held = routed(
        VpcEndpoints=[interface(), abroad],
        Subnets=[without(subnet(), "AvailabilityZone")],
        PrefixLists=[],
        **OPEN_GROUP,
    )
    assert way(held).truth.is_unknown


def test_a_route_by_an_unknown_list_may_lead_away() -> None:
    found = way(routed(TO_S3, route("pl-0000000d", "nat-1", state="blackhole")))
    assert found.truth.is_unknown
    assert ("ManagedPrefixLists", "pl-0000000d", "") in facts(found)
    assert not obstacles(found)


def test_a_route_by_an_unknown_list_saves_nothing_where_it_ends_in_nothing_as_well() -> None:
    found = way(routed(route(DEFAULT, "igw-1"), route("pl-0000000d", "nat-1", state="blackhole")))
    assert found.truth.is_no
    assert causes(found) == {(IGW, TABLE)}


def destination(*blocks: str, port: int = 5432) -> Destination:
    return Destination("database", AddressSet.parse(*blocks), port)


def test_what_is_not_s3_needs_a_route_and_no_endpoint() -> None:
    held = routed(TO_S3, SecurityGroups=[group(egress=[permission("-1", "0.0.0.0/0")])])
    assert causes(way(held, destination("8.8.8.8"))) == {(Cause.ROUTE_MISSING, TABLE)}


def test_what_is_not_s3_is_stopped_by_an_internet_gateway_as_well() -> None:
    held = routed(route(DEFAULT, "igw-1"), **OPEN_GROUP)
    assert causes(way(held, destination("8.8.8.8"))) == {(IGW, TABLE)}


def test_a_route_that_drops_at_a_dead_endpoint_drops_for_all_destinations() -> None:
    gone = endpoint(OTHER, service="com.amazonaws.vpce.x", kind="GatewayLoadBalancer", state="deleted")
    held = routed(route(DEFAULT, OTHER, state="blackhole"), VpcEndpoints=[gone], **OPEN_GROUP)
    assert causes(way(held, destination("8.8.8.8"))) == {(BLACKHOLE, TABLE)}


def test_an_address_inside_the_vpc_is_led_to_by_the_local_route() -> None:
    held = routed(SecurityGroups=[group(egress=[permission("-1", "10.0.0.0/16")])])
    assert not way(held, destination("10.0.9.9")).truth.is_no


def test_a_rule_for_another_group_may_be_for_an_address_inside_the_vpc() -> None:
    rules = [permission("tcp", "sg-0000000d", ports=(5432, 5432))]
    held = routed(SecurityGroups=[group(egress=rules), group("sg-0000000d")])
    assert not way(held, destination("10.0.9.9")).truth.is_no


def test_a_rule_for_another_group_is_never_for_a_public_address() -> None:
    rules = [permission("tcp", "sg-0000000d", ports=(5432, 5432))]
    held = routed(route(DEFAULT, "nat-1"), SecurityGroups=[group(egress=rules), group("sg-0000000d")])
    assert way(held, destination("8.8.8.8")).truth.is_no
