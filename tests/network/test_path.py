"""The way to S3 from one subnet, world by world: whether it is open, and what stands in it."""

import pytest
from worlds import (
    GROUP,
    REGION,
    S3_LIST,
    SUBNET,
    TABLE,
    VPC,
    World,
    association,
    endpoint,
    group,
    managed_list,
    permission,
    prefix_list,
    route,
    s3_list,
    table,
    world,
)

from vpclint.algebra.traffic import TrafficSet
from vpclint.network.hops import Cause

from .ways import (
    BLACKHOLE,
    DEFAULT,
    DYNAMODB,
    EGRESS,
    IGW,
    INBOUND_ONLY,
    LOCAL,
    MISSING,
    NOT_AVAILABLE,
    NOT_ROUTED,
    OTHER,
    S3,
    STS,
    TO_S3,
    causes,
    interface,
    obstacles,
    routed,
    way,
)

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


@pytest.mark.parametrize("state", ["deleted", "Failed", "rejected"])
def test_an_interface_endpoint_that_is_gone_is_no_way_that_nobody_looks_at(state: str) -> None:
    assert way(routed(VpcEndpoints=[interface(State=state)])).truth.is_no


def test_the_cause_of_a_missing_route_names_the_endpoint_that_is_not_routed() -> None:
    (obstacle,) = obstacles(way(routed()))
    assert (obstacle.subject, obstacle.resource) == (S3, TABLE)


def test_the_cause_of_a_route_that_drops_names_its_place_and_its_target() -> None:
    (obstacle,) = obstacles(way(routed(route(DEFAULT, "nat-1", state="blackhole"))))
    assert (obstacle.pointer, obstacle.subject) == ("/Routes/1", "nat-1")


@pytest.mark.parametrize("ids", [(S3, OTHER), (OTHER, S3)])
def test_which_of_two_endpoints_is_named_does_not_depend_on_their_order(ids: tuple[str, str]) -> None:
    for state in ("available", "failed"):
        (obstacle,) = obstacles(way(routed(VpcEndpoints=[endpoint(each, state=state) for each in ids])))
        named = obstacle.subject if state == "available" else obstacle.resource
        assert named == S3
