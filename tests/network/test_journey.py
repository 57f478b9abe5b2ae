"""Who asks, for what of a destination a way is needed, and the hops of which nobody can tell."""

import pytest
from worlds import GROUP, REGION, SUBNET, TABLE, VPC, Record, World, endpoint, reread, subnet, table, world

from vpclint.algebra.addresses import ALL_IPV4, AddressSet
from vpclint.network.destination import Destination, Service
from vpclint.network.endpoints import ServiceEndpoints
from vpclint.network.hops import Cause, Hop, Obstacle
from vpclint.network.journey import Journey, told
from vpclint.network.security_groups import Members
from vpclint.truth import Fact, unknown

from .ways import BLACKHOLE, IGW, MISSING, NOT_ROUTED, S3, answers_from, traffic_to, way, without

HOST = Destination("database", AddressSet.parse("10.0.1.9", "10.0.2.9"), 443)
OF_S3 = Destination("S3", AddressSet.parse("52.219.0.0/16"), 443, service=Service("s3", REGION))
OF_STS = Destination("sts", AddressSet.parse("8.8.8.0/24"), 443, exact=False, service=Service("sts", REGION))
ASSIGNABLE = AddressSet.parse("10.0.1.0/24") - AddressSet.parse("10.0.1.0/30", "10.0.1.255")
NO_BLOCK = Fact("Subnets", SUBNET, "CidrBlock", "", "aws ec2 describe-subnets (ec2:DescribeSubnets)")
NO_VPC = Fact("Subnets", SUBNET, "VpcId", "", "aws ec2 describe-subnets (ec2:DescribeSubnets)")
UNTOLD = Fact("ManagedPrefixLists", "pl-1")


def journey(destination: Destination = HOST, receiver: str = "", held: World | None = None) -> Journey:
    analysis = reread(held or world())
    found = analysis.state.subnets.get(SUBNET)
    assert found is not None
    return Journey(analysis, found, (GROUP,), destination, receiver)


def without_block(**members: object) -> World:
    return world(Subnets=[without(subnet(), "CidrBlock")], **members)


def without_vpc() -> World:
    return world(Subnets=[without(subnet(), "VpcId")])


def test_a_job_asks_from_any_address_that_its_subnet_hands_out() -> None:
    asked = journey()
    assert (asked.vpc_id, asked.askers, asked.asker_facts) == (VPC, ASSIGNABLE, frozenset())
    assert asked.members == Members(frozenset({GROUP}), ASSIGNABLE)
    assert journey(held=without_vpc()).vpc_id == ""


def test_who_receives_has_an_address_that_the_job_can_not_have() -> None:
    assert journey(receiver=S3).askers == ASSIGNABLE - AddressSet.parse("10.0.1.9")
    anywhere = Destination("S3", HOST.addresses, 443, frozenset({UNTOLD}))
    assert journey(anywhere, S3).askers == ASSIGNABLE


def test_in_a_subnet_of_no_known_block_any_address_may_ask_and_any_may_be_outside() -> None:
    asked = journey(held=without_block())
    assert (asked.askers, asked.asker_facts) == (ALL_IPV4, frozenset({NO_BLOCK}))
    assert asked.outside == asked.routed == HOST.addresses


@pytest.mark.parametrize(
    ("service", "receiver", "routed_part"),
    [(None, "", "10.0.2.9"), (OF_S3.service, S3, "10.0.2.9"), (OF_S3.service, "", "10.0.1.9 10.0.2.9")],
)
def test_a_service_is_outside_unless_its_interfaces_are_asked_for(
    service: Service | None, receiver: str, routed_part: str
) -> None:
    asked = journey(Destination("x", HOST.addresses, 443, service=service), receiver)
    assert asked.outside == AddressSet.parse("10.0.2.9")
    assert asked.routed == AddressSet.parse(*routed_part.split())


def test_where_the_vpc_is_not_known_its_endpoints_are_not() -> None:
    assert journey(OF_S3, held=without_vpc()).endpoints == ServiceEndpoints(gaps=frozenset({NO_VPC}))
    assert journey(HOST, held=without_vpc()).endpoints == ServiceEndpoints()
    assert [each.vpc_endpoint_id for each in journey(OF_S3).endpoints.gateways] == [S3]


@pytest.mark.parametrize(
    ("destination", "receiver", "endpoints", "cause"),
    [
        (HOST, "", [endpoint()], Cause.ROUTE_MISSING),
        (OF_S3, S3, [endpoint()], Cause.ROUTE_MISSING),
        (OF_S3, "", [endpoint()], NOT_ROUTED),
        (OF_S3, "", [], MISSING),
        (OF_STS, "", [endpoint()], Cause.SERVICE_ENDPOINT_MISSING),
    ],
)
def test_while_no_table_is_known_it_is_open_what_is_wrong(
    destination: Destination, receiver: str, endpoints: list[Record], cause: Cause
) -> None:
    asked = journey(destination, receiver, world(VpcEndpoints=endpoints))
    assert asked.causes_of_no_way == (cause,)
    assert asked.causes_of_no_route == (cause, BLACKHOLE, IGW)


def test_without_tables_the_hop_at_the_subnets_table_is_open() -> None:
    hops = way(world(RouteTables=None)).hops
    [open_hop] = [hop for hop in hops if hop.truth.is_unknown]
    fact = Fact("RouteTables", obtain="aws ec2 describe-route-tables (ec2:DescribeRouteTables)")
    blocks = traffic_to("52.219.0.0/16", "3.5.0.0/16")
    doubts = tuple(
        Obstacle(cause, unknown(fact), SUBNET, refused=blocks, towards=("S3",))
        for cause in (NOT_ROUTED, BLACKHOLE, IGW)
    )
    assert open_hop == Hop("route-table", SUBNET, unknown(fact), "RouteTables is not known", doubts)


def test_without_routes_the_hop_at_the_table_is_open() -> None:
    [open_hop] = [hop for hop in way(world(RouteTables=[without(table(), "Routes")])).hops if hop.truth.is_unknown]
    assert (open_hop.kind, open_hop.resource) == ("route", TABLE)
    assert [each.cause for each in open_hop.obstacles] == [NOT_ROUTED, BLACKHOLE, IGW]
    assert open_hop.why == f"Routes of {TABLE} is not known"


def test_an_open_hop_on_the_way_back_is_about_the_answers() -> None:
    part = AddressSet.parse("10.0.2.9")
    hop = journey().open_hop("route", TABLE, frozenset({UNTOLD}), (BLACKHOLE,), part=part, back=True)
    truth = unknown(UNTOLD)
    doubt = Obstacle(BLACKHOLE, truth, TABLE, refused=answers_from("10.0.2.9"), partial=True, towards=("database",))
    assert hop == Hop("route", TABLE, truth, "pl-1 in ManagedPrefixLists is not known", (doubt,), back=True)


def test_what_is_not_known_is_told_fact_by_fact_by_its_reason_or_its_name() -> None:
    facts = {Fact("Subnets", SUBNET, "VpcId"), Fact("Vpcs", VPC, "", "it is strange"), Fact("FlowLogs")}
    assert told(frozenset(facts)) == f"FlowLogs is not known; VpcId of {SUBNET} is not known; it is strange"
