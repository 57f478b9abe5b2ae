"""Ways that are open for a part of a destination, and ways to somewhere else than S3."""

import pytest
from worlds import (
    TABLE,
    Record,
    endpoint,
    group,
    permission,
    prefix_list,
    route,
    s3_list,
    subnet,
    table,
    vpc,
    world,
)

from vpclint.algebra.addresses import AddressSet
from vpclint.network.hops import Cause, Destination

from .test_nat import OUT, asked, out, public_table
from .ways import (
    BLACKHOLE,
    DEFAULT,
    EGRESS,
    IGW,
    OPEN_GROUP,
    OTHER,
    TO_S3,
    causes,
    obstacles,
    routed,
    way,
    without,
)

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
    found = way(routed(TO_S3, route("52.219.64.0/18", "tgw-1")))
    assert found.truth.is_unknown
    assert {fact.record for fact in found.truth.facts} == {"tgw-1"}


def test_equal_prefixes_to_different_targets_leave_the_way_open() -> None:
    other = prefix_list("pl-0000000d", "customer", "52.219.0.0/16")
    held = routed(
        TO_S3,
        route("pl-0000000d", "nat-1", state="blackhole"),
        PrefixLists=[s3_list("52.219.0.0/16"), other],
    )
    found = way(held)
    assert found.truth.is_unknown
    assert any("does not define which" in fact.reason for fact in found.truth.facts)


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
    assert way(held, destination("10.0.1.9")).truth.is_unknown


def test_an_address_of_the_vpc_that_is_in_no_subnet_is_not_there() -> None:
    held = routed(SecurityGroups=[group(egress=[permission("-1", "10.0.0.0/16")])])
    assert causes(way(held, destination("10.0.9.9"))) == {(Cause.ROUTE_MISSING, TABLE)}


def test_a_rule_for_another_group_may_be_for_an_address_inside_the_vpc() -> None:
    rules = [permission("tcp", "sg-0000000d", ports=(5432, 5432))]
    held = routed(SecurityGroups=[group(egress=rules), group("sg-0000000d")])
    assert not way(held, destination("10.0.1.9")).truth.is_no


def test_a_rule_for_another_group_is_never_for_a_public_address() -> None:
    rules = [permission("tcp", "sg-0000000d", ports=(5432, 5432))]
    held = routed(route(DEFAULT, "nat-1"), SecurityGroups=[group(egress=rules), group("sg-0000000d")])
    assert way(held, destination("8.8.8.8")).truth.is_no


def test_a_vpc_may_have_addresses_that_are_public_elsewhere() -> None:
    rules = [permission("tcp", "sg-0000000d", ports=(5432, 5432))]
    held = world(
        Vpcs=[vpc("vpc-0000000a", "8.8.0.0/16")],
        Subnets=[subnet(cidr="8.8.1.0/24")],
        RouteTables=[table(route("8.8.0.0/16", "local"))],
        SecurityGroups=[group(egress=rules), group("sg-0000000d")],
    )
    assert not way(held, destination("8.8.1.9")).truth.is_no


def test_equal_prefixes_to_one_target_are_no_tie() -> None:
    lists = [s3_list("52.219.0.0/16"), prefix_list("pl-0000000d", "customer", "52.219.0.0/16")]
    found = way(routed(TO_S3, route("pl-0000000d", "vpce-0000000a"), PrefixLists=lists))
    assert not [each for hop in found.hops for each in hop.obstacles if each.cause is Cause.ROUTE_AMBIGUOUS]


def test_a_tie_in_the_table_of_a_nat_gateway_is_one_as_well() -> None:
    lists = [prefix_list(each, each, "8.8.8.0/24") for each in ("pl-0000000d", "pl-0000000e")]
    onward = [route("pl-0000000d", "igw-1"), route("pl-0000000e", "tgw-1")]
    found = asked(out(RouteTables=public_table(*onward), PrefixLists=lists))
    assert found.truth.is_unknown
    (tie,) = [each for hop in found.hops for each in hop.obstacles if each.cause is Cause.ROUTE_AMBIGUOUS]
    assert (tie.resource, tie.subject, tie.mild, tie.truth.is_no) == (OUT, "igw-1, tgw-1", True, True)
    both = [route(each, "igw-1") for each in ("pl-0000000d", "pl-0000000e")]
    assert asked(out(RouteTables=public_table(*both), PrefixLists=lists)).truth.is_yes


def test_a_tie_names_its_targets_and_the_part_that_it_is_about() -> None:
    lists = [s3_list("52.219.0.0/16", "3.5.0.0/16"), prefix_list("pl-0000000d", "customer", "52.219.0.0/16")]
    found = way(routed(route("pl-0000000d", "tgw-1"), TO_S3, PrefixLists=lists))
    (tie,) = [each for hop in found.hops for each in hop.obstacles if each.cause is Cause.ROUTE_AMBIGUOUS]
    assert (tie.subject, tie.partial, tie.mild) == ("tgw-1, vpce-0000000a", True, True)


@pytest.mark.parametrize(
    ("rival", "ties"),
    [
        (route("pl-0000000f", "tgw-1"), 1),  # of this list nobody knows the blocks
        (route("pl-0000000f", "vpce-0000000b"), 0),  # another service's list
        (route("pl-0000000f", "vpce-0000000a"), 0),
        (route("10.0.0.0/33", "tgw-1"), 0),  # static, which comes before prefix lists
        (route("10.0.0.0/33", "tgw-1", origin="EnableVgwRoutePropagation"), 0),  # and propagated behind them
        (without(route("10.0.0.0/33", "tgw-1"), "Origin"), 1),
    ],
)
def test_a_route_whose_blocks_are_not_known_may_be_as_good_as_the_selected_one(rival: Record, ties: int) -> None:
    found = way(routed(TO_S3, rival, PrefixLists=[s3_list("52.219.0.0/16")]))
    told = [each for hop in found.hops for each in hop.obstacles if each.cause is Cause.ROUTE_AMBIGUOUS]
    assert [(each.subject, each.mild, each.truth.is_unknown) for each in told] == (
        [("tgw-1, vpce-0000000a", True, True)] * ties
    )
