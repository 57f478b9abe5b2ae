"""Ways to S3 of which nobody can tell, and the facts that would tell."""

import pytest
from worlds import (
    GROUP,
    REGION,
    S3_LIST,
    SUBNET,
    TABLE,
    Record,
    World,
    association,
    endpoint,
    group,
    permission,
    prefix_list,
    route,
    subnet,
    table,
    world,
)

from vpclint.algebra.addresses import AddressSet
from vpclint.network.destination import Destination
from vpclint.network.hops import Cause

from .ways import (
    BLACKHOLE,
    DEFAULT,
    EGRESS,
    IGW,
    LOCAL,
    NO_LISTS,
    NOT_ROUTED,
    OPEN_GROUP,
    OTHER,
    S3,
    TO_S3,
    UNKNOWN,
    causes,
    facts,
    interface,
    linked,
    obstacles,
    routed,
    way,
    without,
)

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
        linked(TO_S3, VpcEndpoints=[endpoint(), without(interface(), "PrivateDnsEnabled")]),
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
    "a transit gateway": (routed(route(DEFAULT, "tgw-1")), "tgw-1"),
    "a peering connection whose blocks are not in the state": (
        routed(route(DEFAULT, "pcx-1"), VpcPeeringConnections=[{"VpcPeeringConnectionId": "pcx-1"}]),
        "pcx-1",
    ),
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
}


@pytest.mark.parametrize("name", BEHIND)
def test_nobody_looks_behind(name: str) -> None:
    held, target = BEHIND[name]
    found = way(held)
    assert found.truth.is_unknown
    assert {fact.record for fact in found.truth.facts} == {target}
    assert all("not in the state" in fact.reason for fact in found.truth.facts)
    assert {each.cause for each in obstacles(found, UNKNOWN)} == {Cause.PATH_LEAVES_THE_VPC}
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


@pytest.mark.parametrize(
    "routes",
    [
        [TO_S3],
        [TO_S3, route(DEFAULT, "igw-1")],
        [route("52.0.0.0/8", "igw-1"), route(DEFAULT, "tgw-1")],
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


@pytest.mark.parametrize("destination", ["x", "10.0.0.0/33", "10.0.0.0/8 10.0.0.0/8", ""])
def test_that_no_route_leads_anywhere_is_not_proved_while_the_destination_of_one_can_not_be_read(
    destination: str,
) -> None:
    unread = route(destination, "igw-0000000a") | {"DestinationCidrBlock": destination}
    found = way(routed(unread, **OPEN_GROUP), Destination("host", AddressSet.parse("9.9.9.0/24"), 443))
    assert (Cause.ROUTE_MISSING, TABLE) not in causes(found)
    assert ("RouteTables", TABLE, "Routes[1]") in facts(found) or destination == ""
    assert found.truth.answer is UNKNOWN
