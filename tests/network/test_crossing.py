"""What a hop at a route says: the whole of it, for all of a destination and for a part."""

import pytest
from worlds import SUBNET, TABLE, VPC, Record, endpoint, reread, route, s3_list

from vpclint.aws.ec2 import Route
from vpclint.decision.destinations import s3_destination
from vpclint.network.crossing import Crossing
from vpclint.network.hops import Cause, Decider, Hop, Obstacle
from vpclint.network.journey import Journey
from vpclint.network.targets import Target
from vpclint.truth import NO, YES, Fact, unknown

from .ways import (
    BLACKHOLE,
    DEFAULT,
    MISSING,
    NOT_ROUTED,
    OTHER,
    S3,
    TO_S3,
    facts,
    routed,
    traffic_to,
    way,
    without,
)

ONE, TWO = "3.5.0.0/16", "52.219.0.0/16"
ALL = traffic_to(ONE, TWO)
DESCRIBE = "aws ec2 describe-route-tables (ec2:DescribeRouteTables)"


def hops_behind(*routes: Record, **members: object) -> list[Hop]:
    """The hops at the routes and behind them, to S3 by its two blocks."""
    found = way(routed(*routes, PrefixLists=[s3_list(ONE, TWO)], **members))
    return [hop for leg in found.legs for hop in leg.hops]


def test_a_route_that_passes_is_named_by_what_is_written_there_and_its_place() -> None:
    passed, endpoint_hop = hops_behind(TO_S3)
    assert passed == Hop(
        "route", TABLE, YES, "pl-0000000a leads to vpce-0000000a", deciders=(Decider(TABLE, "/Routes/1"),)
    )
    assert endpoint_hop == Hop("gateway-endpoint", S3, YES, "pl-0000000a leads to vpce-0000000a, which is available")


@pytest.mark.parametrize("state", ["blackhole", "filtered"])
def test_a_route_that_drops_a_part_names_the_part_its_target_and_its_place(state: str) -> None:
    *_, dropped = hops_behind(TO_S3, route("3.5.128.0/17", "nat-1", state=state))
    lost = Obstacle(
        BLACKHOLE, NO, TABLE, "nat-1", "/Routes/2", traffic_to("3.5.128.0/17"), partial=True, towards=("S3",)
    )
    why = f"3.5.128.0/17 to nat-1 is {state}: it drops what it matches"
    assert dropped == Hop("route", TABLE, NO, why, (lost,))


def test_where_no_route_matches_the_table_is_the_place_and_no_route_in_it() -> None:
    [none] = hops_behind()
    lost = Obstacle(NOT_ROUTED, NO, TABLE, S3, "", ALL, towards=("S3",))
    assert none == Hop("route-table", TABLE, NO, "no route matches S3", (lost,))
    *_, part = hops_behind(route(TWO, "tgw-1"))
    assert (part.kind, part.why) == ("route-table", f"no route matches {ONE} of S3")


def test_what_has_to_change_may_be_something_else_than_the_table() -> None:
    [none] = hops_behind(VpcEndpoints=[])
    assert none == Hop(
        "route-table", TABLE, NO, "no route matches S3", (Obstacle(MISSING, NO, VPC, "", "", ALL, towards=("S3",)),)
    )
    _, gone = hops_behind(route(ONE, "nat-9"), route(TWO, "nat-9"))[:2]
    cause, part = Cause.NAT_GATEWAY_NOT_AVAILABLE, traffic_to(ONE)
    assert gone == Hop(
        "nat-gateway",
        "nat-9",
        NO,
        f"{ONE} leads to nat-9, which does not exist any more",
        (Obstacle(cause, NO, "nat-9", "gone", "", part, partial=True, towards=("S3",)),),
    )


def test_an_endpoint_that_is_gone_is_a_missing_one_at_the_route_that_still_leads_there() -> None:
    *_, gone = hops_behind(route(DEFAULT, OTHER), VpcEndpoints=[])
    lost = Obstacle(MISSING, NO, VPC, "", "", ALL, towards=("S3",))
    why = f"{DEFAULT} leads to {OTHER}, which does not exist any more"
    assert gone == Hop("route", TABLE, NO, why, (lost,))


@pytest.mark.parametrize(
    ("led", "reason", "why"),
    [
        (without(TO_S3, "State"), "", f"Routes[1].State of {TABLE} is not known"),
        (TO_S3 | {"State": "asleep"}, "'asleep' is no state that vpclint knows", None),
    ],
)
def test_a_route_whose_state_is_not_known_asks_for_it(led: Record, reason: str, why: str | None) -> None:
    first, behind = hops_behind(led)
    fact = Fact("RouteTables", TABLE, "Routes[1].State", reason, DESCRIBE)
    doubt = Obstacle(BLACKHOLE, unknown(fact), TABLE, "", "", ALL, towards=("S3",))
    assert first == Hop("route", TABLE, unknown(fact), why or reason, (doubt,))
    assert behind.truth.is_yes


def test_a_target_whose_far_side_nobody_sees_is_told_by_its_kind_and_how_to_settle_it() -> None:
    *_, edge = hops_behind(TO_S3, route("3.5.128.0/17", "tgw-1"))
    reason = "what lies behind the transit gateway tgw-1 is not in the state"
    assume = '[[assume]] with rule = "path-leaves-the-vpc" and resource = "tgw-1"'
    truth = unknown(Fact("", "tgw-1", "", reason, assume))
    doubt = Obstacle(
        Cause.PATH_LEAVES_THE_VPC, truth, "tgw-1", "", "", traffic_to("3.5.128.0/17"), partial=True, towards=("S3",)
    )
    assert edge == Hop("transit-gateway", "tgw-1", truth, reason, (doubt,))


def test_the_endpoint_of_an_appliance_is_told_by_its_type() -> None:
    appliance = endpoint(OTHER, service="com.amazonaws.vpce.x", kind="GatewayLoadBalancer")
    *_, edge = hops_behind(route(DEFAULT, OTHER), VpcEndpoints=[appliance])
    assert (edge.kind, edge.resource) == ("vpc-endpoint", OTHER)
    assert edge.why == f"what lies behind the GatewayLoadBalancer endpoint {OTHER} is not in the state"


def test_a_route_without_a_target_is_asked_for_as_a_whole() -> None:
    first, untold = hops_behind(without(route(DEFAULT, "tgw-1"), "TransitGatewayId"))
    fact = Fact("RouteTables", TABLE, "Routes[1]", "it has no target that vpclint knows", DESCRIBE)
    doubt = Obstacle(NOT_ROUTED, unknown(fact), TABLE, "", "", ALL, towards=("S3",))
    assert untold == Hop("route", TABLE, unknown(fact), fact.reason, (doubt,))
    assert first.truth.is_yes


def test_of_equal_prefixes_a_missing_origin_is_asked_for_and_a_missing_order_can_not_be_got() -> None:
    dead = route(ONE, "nat-1", state="blackhole")
    lists = [s3_list(ONE)]
    untold = way(routed(TO_S3, without(dead, "Origin"), PrefixLists=lists))
    assert untold.truth == unknown(Fact("RouteTables", TABLE, "Routes[2].Origin", "", DESCRIBE))
    both = way(routed(without(TO_S3, "Origin"), without(dead, "Origin"), PrefixLists=lists))
    assert facts(both) == {("RouteTables", TABLE, f"Routes[{index}].Origin") for index in (1, 2)}
    other = s3_list(ONE, list_id="pl-0000000d", region="customer")
    undefined = way(routed(TO_S3, route("pl-0000000d", "nat-1", state="blackhole"), PrefixLists=[*lists, other]))
    reason = "AWS does not define which of several routes is taken"
    assert undefined.truth == unknown(Fact("RouteTables", TABLE, "Routes", reason))


def test_where_no_route_is_taken_there_is_no_target_and_no_place_in_the_table() -> None:
    analysis = reread(routed())
    subnet, table = analysis.state.subnets.get(SUBNET), analysis.state.route_tables.get(TABLE)
    assert subnet is not None
    assert table is not None
    destination = s3_destination(analysis)
    nowhere = Crossing(Journey(analysis, subnet, (), destination), table, destination.addresses)
    assert (nowhere.route, nowhere.target) == (Route(), Target("unknown-target", ""))
    assert (nowhere.prefix, nowhere.pointer) == ("", "")
    assert nowhere.fact("why").field == "Routes"
