"""Routes and their targets, hop by hop: equal prefixes, routes that drop, and targets that do not fit."""

from typing import Any

import pytest
from worlds import (
    REGION,
    S3_LIST,
    SUBNET,
    TABLE,
    Record,
    World,
    association,
    endpoint,
    managed_list,
    nat,
    prefix_list,
    route,
    s3_list,
    subnet,
    table,
    world,
)

from vpclint.algebra.addresses import AddressSet
from vpclint.network.destination import Destination, Service
from vpclint.network.hops import Cause, Hop, Obstacle
from vpclint.truth import NO, YES, Fact, unknown

from .test_nat import NAT, out
from .ways import (
    BLACKHOLE,
    DEFAULT,
    FAIL,
    IGW,
    LOCAL,
    MISSING,
    NOT_AVAILABLE,
    NOT_ROUTED,
    OTHER,
    S3,
    TO_S3,
    UNKNOWN,
    facts,
    obstacles,
    only_hop,
    routed,
    traffic_to,
    way,
    without,
)

BLOCK, DYNAMO_BLOCK = "52.219.0.0/16", "9.9.9.0/24"
LISTS = [s3_list(BLOCK), prefix_list("pl-0000000d", "customer", BLOCK)]
TABLES = "aws ec2 describe-route-tables (ec2:DescribeRouteTables)"
ENDPOINTS = "aws ec2 describe-vpc-endpoints (ec2:DescribeVpcEndpoints)"
ORDER = "AWS does not define which of several routes is taken"
DYNAMODB = Destination("DynamoDB", AddressSet.parse(DYNAMO_BLOCK), 443, service=Service("dynamodb", REGION))


def one_list(*routes: Record, **members: Any) -> World:
    return routed(*routes, **({"PrefixLists": LISTS} | members))


def hops_of(held: World, destination: Destination | None = None) -> list[Hop]:
    return [hop for leg in way(held, destination).legs for hop in leg.hops]


def tie(held: World) -> Hop:
    (found,) = [hop for hop in hops_of(held) if any(each.cause is Cause.ROUTE_AMBIGUOUS for each in hop.obstacles)]
    return found


def test_equal_prefixes_warn_with_the_targets_and_the_first_of_the_routes() -> None:
    hop = tie(one_list(route("pl-0000000d", "tgw-1"), TO_S3))
    why = f"several routes lead S3 to tgw-1, {S3}, and which one is taken is not defined"
    warning = Obstacle(
        Cause.ROUTE_AMBIGUOUS,
        NO,
        TABLE,
        f"tgw-1, {S3}",
        "/Routes/1",
        traffic_to(BLOCK),
        mild=True,
        towards=("S3",),
    )
    assert hop == Hop("route-table", TABLE, YES, why, (warning,))


def test_where_one_of_the_routes_may_be_propagated_it_is_open_whether_they_are_equal() -> None:
    for routes in (
        [without(route(BLOCK, "tgw-1"), "Origin"), TO_S3],
        [TO_S3, without(route(BLOCK, "tgw-1"), "Origin")],
    ):
        (warning,) = tie(one_list(*routes)).obstacles
        index = next(number for number, each in enumerate(routes) if "Origin" not in each) + 1
        assert warning.truth == unknown(Fact("RouteTables", TABLE, f"Routes[{index}].Origin", "", TABLES))


def test_a_warning_on_one_of_two_equal_ways_is_open_and_one_on_both_holds() -> None:
    lists = [*LISTS, prefix_list("pl-0000000e", "more", BLOCK)]
    one = way(out(route("pl-0000000d", NAT), TO_S3, PrefixLists=lists))
    assert one.truth.is_yes
    (bypassed,) = obstacles(one, UNKNOWN, mild=True)
    assert (bypassed.cause, bypassed.truth) == (
        Cause.S3_ENDPOINT_BYPASSED,
        unknown(Fact("RouteTables", TABLE, "Routes", ORDER)),
    )
    twice = [nat(), nat("nat-2")]
    both = way(out(route("pl-0000000d", NAT), route("pl-0000000e", "nat-2"), PrefixLists=lists, NatGateways=twice))
    assert [each.cause for each in obstacles(both, FAIL, mild=True)] == [
        Cause.ROUTE_AMBIGUOUS,
        Cause.S3_ENDPOINT_BYPASSED,
        Cause.S3_ENDPOINT_BYPASSED,
    ]


def test_equal_prefixes_of_which_one_drops_prove_nothing() -> None:
    held = one_list(route("pl-0000000d", "nat-1", state="blackhole"), TO_S3)
    _, dropped, passed, arrived = hops_of(held)
    truth = unknown(Fact("RouteTables", TABLE, "Routes", ORDER))
    doubt = Obstacle(BLACKHOLE, truth, TABLE, "nat-1", "/Routes/1", traffic_to(BLOCK), towards=("S3",))
    assert dropped == Hop(
        "route", TABLE, truth, "pl-0000000d to nat-1 is blackhole: it drops what it matches", (doubt,)
    )
    assert (passed.truth, arrived.truth) == (YES, YES)


def test_one_target_in_two_states_is_told_twice_and_in_one_state_once() -> None:
    lists = [*LISTS, prefix_list("pl-0000000e", "more", BLOCK)]
    same = one_list(route("pl-0000000d", "tgw-1"), route("pl-0000000e", "tgw-1"), PrefixLists=lists)
    assert [hop.kind for hop in hops_of(same)] == ["route", "transit-gateway"]
    differ = one_list(
        route("pl-0000000d", "tgw-1"), route("pl-0000000e", "tgw-1", state="blackhole"), PrefixLists=lists
    )
    assert [hop.kind for hop in hops_of(differ)] == ["route-table", "route", "transit-gateway", "route"]


def test_a_route_by_an_unknown_list_is_told_beside_the_others_where_it_matters() -> None:
    held = routed(route("pl-0000000f", "nat-1", state="blackhole"), TO_S3)
    tied, passed, arrived, dropped = hops_of(held)
    assert tied.why == f"several routes may lead S3 to nat-1, {S3}, and which one is taken is not defined"
    assert (passed.truth, arrived.truth) == (YES, YES)
    assert dropped.why == "pl-0000000f to nat-1 is blackhole: it drops what it matches"
    assert {(fact.key, fact.record) for fact in dropped.truth.facts} == {("ManagedPrefixLists", "pl-0000000f")}
    assert way(held).truth == dropped.truth
    assert not obstacles(way(held))


def test_of_a_route_by_an_unknown_list_only_the_tie_is_told_where_all_ways_come_to_the_same() -> None:
    works = out(route("pl-0000000f", NAT), TO_S3)
    assert [hop.kind for hop in hops_of(works)] == ["route-table", "route", "gateway-endpoint"]
    assert way(works).truth.is_yes


def test_an_internet_gateway_takes_nothing_from_a_job() -> None:
    (lost,) = hops_of(routed(route(DEFAULT, "igw-1"), PrefixLists=[s3_list(BLOCK)]))
    stopped = Obstacle(IGW, NO, TABLE, "igw-1", "/Routes/1", traffic_to(BLOCK), towards=("S3",))
    why = f"{DEFAULT} leads to igw-1, and a job's interfaces have no public address"
    assert lost == Hop("route", TABLE, NO, why, (stopped,))


def test_an_egress_only_internet_gateway_carries_ipv6_only() -> None:
    *_, lost = hops_of(routed(route(DEFAULT, "eigw-1"), PrefixLists=[s3_list(BLOCK)]))
    stopped = Obstacle(Cause.ROUTE_MISSING, NO, TABLE, "eigw-1", "/Routes/1", traffic_to(BLOCK), towards=("S3",))
    assert lost == Hop("route", TABLE, NO, f"{DEFAULT} leads to eigw-1, which carries IPv6 only", (stopped,))


def test_behind_a_target_of_no_known_kind_nobody_looks() -> None:
    *_, edge = hops_of(routed(route(DEFAULT, "warp-1")))
    assert (edge.kind, edge.resource) == ("unknown-target", "warp-1")
    assert edge.why == "what lies behind the unknown target warp-1 is not in the state"


def test_a_route_that_names_no_target_says_so() -> None:
    passed, edge = hops_of(routed({"DestinationCidrBlock": DEFAULT, "State": "active"}))
    assert passed.why == f"{DEFAULT} leads to what the state does not name"
    assert edge.truth.is_unknown


def test_a_route_whose_state_is_not_known_leads_on_behind_the_doubt() -> None:
    doubted, arrived = hops_of(routed(without(TO_S3, "State")))
    assert (doubted.kind, arrived.kind) == ("route", "gateway-endpoint")
    assert (doubted.truth.is_unknown, arrived.truth) == (True, YES)


def fact(key: str, record: str, field: str, reason: str = "") -> Fact:
    return Fact(key, record, field, reason, TABLES if key == "RouteTables" else ENDPOINTS)


MISFITS: dict[str, tuple[World, str, str, Fact, tuple[Cause, ...]]] = {
    "the endpoints are not in the state": (
        one_list(TO_S3, VpcEndpoints=None),
        "vpc-endpoint",
        S3,
        fact("VpcEndpoints", "", ""),
        (MISSING, BLACKHOLE, IGW),
    ),
    "the endpoint has no type": (
        one_list(TO_S3, VpcEndpoints=[without(endpoint(), "VpcEndpointType")]),
        "vpc-endpoint",
        S3,
        fact("VpcEndpoints", S3, "VpcEndpointType"),
        (MISSING,),
    ),
    "the endpoint is of a type of tomorrow": (
        one_list(TO_S3, VpcEndpoints=[endpoint(kind="Tunnel")]),
        "vpc-endpoint",
        S3,
        fact("VpcEndpoints", S3, "VpcEndpointType", "'Tunnel' is no type that vpclint knows"),
        (MISSING,),
    ),
    "a gateway endpoint is led to by a block": (
        one_list(route(BLOCK, S3)),
        "route",
        TABLE,
        fact("RouteTables", TABLE, "Routes[1]", "a gateway endpoint is a target for prefix lists only"),
        (NOT_ROUTED,),
    ),
    "the endpoint has no VPC": (
        one_list(TO_S3, VpcEndpoints=[without(endpoint(), "VpcId")]),
        "route",
        TABLE,
        fact("VpcEndpoints", S3, "VpcId"),
        (MISSING,),
    ),
    "the endpoint has no service": (
        one_list(TO_S3, VpcEndpoints=[without(endpoint(), "ServiceName")]),
        "route",
        TABLE,
        fact("VpcEndpoints", S3, "ServiceName"),
        (MISSING,),
    ),
    "the endpoint is of another VPC": (
        one_list(TO_S3, VpcEndpoints=[endpoint(VpcId="vpc-0000000b")]),
        "route",
        TABLE,
        fact("RouteTables", TABLE, "Routes[1]", "its gateway endpoint is one of vpc-0000000b"),
        (MISSING,),
    ),
    "the endpoint is of another service": (
        one_list(TO_S3, VpcEndpoints=[endpoint(service="com.amazonaws.x.dynamodb")]),
        "route",
        TABLE,
        fact(
            "RouteTables",
            TABLE,
            "Routes[1]",
            f"its gateway endpoint is for com.amazonaws.x.dynamodb, not for com.amazonaws.{REGION}.s3",
        ),
        (MISSING,),
    ),
    "the list is a customer's": (
        one_list(
            route("pl-0000000d", S3),
            PrefixLists=[s3_list(BLOCK)],
            ManagedPrefixLists=[managed_list("pl-0000000d", "customer", BLOCK)],
        ),
        "route",
        TABLE,
        fact(
            "RouteTables",
            TABLE,
            "Routes[1]",
            f"its gateway endpoint is for com.amazonaws.{REGION}.s3, not for customer",
        ),
        (NOT_ROUTED,),
    ),
}


@pytest.mark.parametrize("name", MISFITS)
def test_what_does_not_fit_together_is_open_where(name: str) -> None:
    held, kind, resource, wanted, causes = MISFITS[name]
    passed, hop = hops_of(held)
    truth = unknown(wanted)
    doubts = tuple(Obstacle(each, truth, resource, refused=traffic_to(BLOCK), towards=("S3",)) for each in causes)
    why = wanted.reason or f"{wanted.subject} is not known"
    assert hop == Hop(kind, resource, truth, why, doubts)
    assert passed.truth.is_yes


def test_a_list_that_has_no_name_may_be_the_services_own() -> None:
    nameless = without(managed_list("pl-0000000d", "", BLOCK), "PrefixListName")
    held = one_list(route("pl-0000000d", S3), PrefixLists=[s3_list(BLOCK)], ManagedPrefixLists=[nameless])
    assert way(held).truth.is_yes


def test_in_a_subnet_of_no_known_vpc_the_endpoint_of_a_route_is_taken_as_the_vpcs() -> None:
    alone = world(
        Subnets=[without(subnet(), "VpcId")],
        RouteTables=[table(LOCAL, TO_S3, associations=[association(SUBNET)])],
    )
    assert only_hop(way(alone), "gateway-endpoint").truth.is_yes
    assert facts(way(alone)) == {("Subnets", SUBNET, "VpcId")}


@pytest.mark.parametrize(("state", "told"), [("pending", "pending"), ("Deleted", "Deleted")])
def test_a_gateway_endpoint_that_is_not_available_is_named(state: str, told: str) -> None:
    *_, hop = hops_of(one_list(TO_S3, VpcEndpoints=[endpoint(state=state)]))
    stopped = Obstacle(NOT_AVAILABLE, NO, S3, refused=traffic_to(BLOCK), towards=("S3",))
    assert hop == Hop("gateway-endpoint", S3, NO, f"{S3_LIST} leads to {S3}, which is {told}", (stopped,))


def test_a_gateway_endpoint_of_no_known_state_may_be_available() -> None:
    *_, hop = hops_of(one_list(TO_S3, VpcEndpoints=[without(endpoint(), "State")]))
    truth = unknown(fact("VpcEndpoints", S3, "State"))
    doubt = Obstacle(NOT_AVAILABLE, truth, S3, refused=traffic_to(BLOCK), towards=("S3",))
    why = f"{S3_LIST} leads to {S3}, which is in an unknown state"
    assert hop == Hop("gateway-endpoint", S3, truth, why, (doubt,))


def test_where_a_route_drops_the_target_that_is_gone_is_the_cause() -> None:
    dead = route(S3_LIST, S3, state="blackhole")
    [hop] = hops_of(one_list(dead, VpcEndpoints=[endpoint(state="deleted")]))
    assert (hop.kind, [each.cause for each in hop.obstacles]) == ("gateway-endpoint", [NOT_AVAILABLE])
    [hop] = hops_of(out(route(DEFAULT, NAT, state="blackhole"), NatGateways=[nat(State="deleted")]))
    assert [(each.cause, each.resource) for each in hop.obstacles] == [(Cause.NAT_GATEWAY_NOT_AVAILABLE, NAT)]


@pytest.mark.parametrize(
    "held",
    [
        one_list(route(S3_LIST, S3, state="blackhole")),
        one_list(route(S3_LIST, S3, state="blackhole"), VpcEndpoints=[without(endpoint(), "State")]),
        one_list(route(DEFAULT, S3, state="blackhole"), VpcEndpoints=[endpoint(state="deleted")]),
        out(route(DEFAULT, NAT, state="blackhole"), PrefixLists=LISTS),
        out(route(DEFAULT, NAT, state="blackhole"), PrefixLists=LISTS, NatGateways=[without(nat(), "State")]),
    ],
)
def test_where_a_route_drops_and_its_target_is_not_surely_gone_the_route_is_the_cause(held: World) -> None:
    [hop] = hops_of(held)
    assert [(each.cause, each.resource, each.pointer) for each in hop.obstacles] == [(BLACKHOLE, TABLE, "/Routes/1")]


def test_a_service_of_a_gateway_endpoint_that_is_not_s3_has_a_cause_of_its_own() -> None:
    service = f"com.amazonaws.{REGION}.dynamodb"
    gone = endpoint(OTHER, service=service, state="failed")
    lists = [s3_list(), prefix_list("pl-0000000d", service, DYNAMO_BLOCK)]
    *_, hop = hops_of(routed(route("pl-0000000d", OTHER), VpcEndpoints=[gone], PrefixLists=lists), DYNAMODB)
    assert [(each.cause, each.resource) for each in hop.obstacles] == [(Cause.SERVICE_ENDPOINT_NOT_AVAILABLE, OTHER)]


@pytest.mark.parametrize(
    ("associations", "role"),
    [([association(main=True)], "the main table of the VPC"), ([association(SUBNET)], "the table of the subnet")],
)
def test_the_table_is_named_by_how_the_subnet_has_it(associations: list[Record], role: str) -> None:
    found = way(world(RouteTables=[table(LOCAL, TO_S3, associations=associations)]))
    assert only_hop(found, "route-table") == Hop("route-table", TABLE, YES, role)


def test_what_would_tell_which_way_is_taken_is_asked_for_with_what_lies_on_them() -> None:
    unlisted = route("pl-0000000f", "tgw-1")
    found = way(routed(unlisted, TO_S3, PrefixLists=[s3_list(BLOCK)]))
    assert {fact.record for fact in found.truth.facts} == {"pl-0000000f", "tgw-1"}


def test_of_two_lists_to_one_endpoint_the_order_of_their_routes_decides_nothing() -> None:
    routes = [TO_S3, route("pl-0000000d", S3)]
    first, second = (way(routed(*each, PrefixLists=LISTS)).truth for each in (routes, routes[::-1]))
    assert first.answer is second.answer
