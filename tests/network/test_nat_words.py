"""The hops at a NAT gateway and behind it, whole: what each says, and what has to change where it stops."""

from dataclasses import dataclass
from typing import Any

import pytest
from worlds import REGION, SUBNET, TABLE, VPC, World, association, gateway, nat, prefix_list, route, s3_list, table

from vpclint.algebra.addresses import PUBLIC_IPV4, AddressSet
from vpclint.network.destination import Destination, Service
from vpclint.network.hops import Cause, Decider, Hop, Obstacle
from vpclint.truth import NO, YES

from .test_nat import FAR, HOST, IGW, NAT, OUT, REGIONAL, asked, blocked, out, public_table
from .ways import DEFAULT, LOCAL, UNKNOWN, causes, facts, obstacles, way, without

WITHOUT = Cause.NAT_GATEWAY_WITHOUT_INTERNET_ROUTE
INSIDE = Destination("the office", AddressSet.parse("192.168.0.0/16"), 443)


@dataclass(frozen=True)
class Stop:
    """What a hop says where all traffic to a destination ends."""

    cause: Cause
    resource: str
    subject: str
    why: str
    pointer: str = ""

    def hop(self, kind: str, destination: Destination = HOST) -> Hop:
        refused, towards = destination.traffic(), (destination.name,)
        obstacle = Obstacle(self.cause, NO, self.resource, self.subject, self.pointer, refused, towards=towards)
        return Hop(kind, self.resource, NO, self.why, (obstacle,))


def at(held: World, kind: str, destination: Destination = HOST) -> list[Hop]:
    """The hops of a kind behind the route table of the job, on the way out."""
    (leg,) = way(held, destination).legs
    return [hop for hop in leg.hops if hop.kind == kind and not hop.back]


def test_a_way_that_works_says_what_carries_it() -> None:
    assert at(out(), "route") == [
        Hop("route", TABLE, YES, "0.0.0.0/0 leads to nat-1", deciders=(Decider(TABLE, "/Routes/1"),)),
        Hop("route", OUT, YES, "0.0.0.0/0 leads to igw-1", deciders=(Decider(OUT, "/Routes/1"),)),
    ]
    assert at(out(), "nat-gateway") == [Hop("nat-gateway", NAT, YES, "an available public NAT gateway")]
    assert at(out(), "internet-gateway") == [Hop("internet-gateway", IGW, YES, f"igw-1 is attached to {VPC}")]
    lets_out = Hop("block-public-access", VPC, YES, "VPC Block Public Access lets it out")
    assert at(out(), "block-public-access") == [lets_out]


STOPS: dict[str, tuple[World, str, Stop]] = {
    "deleted": (
        out(NatGateways=[nat(State="deleted")]),
        "nat-gateway",
        Stop(Cause.NAT_GATEWAY_NOT_AVAILABLE, NAT, "deleted", "0.0.0.0/0 leads to nat-1, which is deleted"),
    ),
    "failed": (
        out(NatGateways=[nat(State="failed")]),
        "nat-gateway",
        Stop(Cause.NAT_GATEWAY_NOT_AVAILABLE, NAT, "failed", "0.0.0.0/0 leads to nat-1, which is failed"),
    ),
    "gone": (
        out(NatGateways=[]),
        "nat-gateway",
        Stop(Cause.NAT_GATEWAY_NOT_AVAILABLE, NAT, "gone", "0.0.0.0/0 leads to nat-1, which does not exist any more"),
    ),
    "detached": (
        out(InternetGateways=[gateway(vpc_id="")]),
        "internet-gateway",
        Stop(Cause.INTERNET_GATEWAY_DETACHED, IGW, NAT, f"igw-1 is not attached to {VPC}"),
    ),
    "regional without a gateway": (
        out(NatGateways=[REGIONAL], InternetGateways=[]),
        "internet-gateway",
        Stop(Cause.INTERNET_GATEWAY_DETACHED, VPC, NAT, f"an internet gateway of {VPC} is not attached to {VPC}"),
    ),
    "blocked": (
        blocked("block-bidirectional"),
        "block-public-access",
        Stop(Cause.PUBLIC_ACCESS_BLOCKED, VPC, NAT, "VPC Block Public Access stops it"),
    ),
}


@pytest.mark.parametrize("name", STOPS)
def test_where_it_ends_the_hop_says_why(name: str) -> None:
    held, kind, stop = STOPS[name]
    assert at(held, kind) == [stop.hop(kind)]


def test_a_regional_gateway_leads_to_whatever_gateway_its_vpc_has() -> None:
    why = f"an internet gateway of {VPC} is attached to {VPC}"
    assert at(out(NatGateways=[REGIONAL]), "internet-gateway") == [Hop("internet-gateway", VPC, YES, why)]


@pytest.mark.parametrize(("base", "subject"), [(nat(), OUT), (REGIONAL, "")])
def test_a_private_gateway_is_named_with_its_table_and_nobody_looks_behind_it(base: Any, subject: str) -> None:
    held = out(NatGateways=[base | {"ConnectivityType": "private"}], InternetGateways=[])
    why = "nat-1 is private: it has no public address for the internet"
    private = Stop(Cause.NAT_GATEWAY_PRIVATE, NAT, subject, why).hop("nat-gateway")
    assert at(held, "nat-gateway") == [Hop("nat-gateway", NAT, YES, "an available private NAT gateway"), private]
    assert not at(held, "internet-gateway")


@pytest.mark.parametrize(
    ("routes", "why"),
    [
        ([], f"{OUT} has no route to example.com"),
        ([route(DEFAULT, NAT)], f"{OUT} leads example.com to nat-1"),
        ([route(DEFAULT, "eigw-1")], f"{OUT} leads example.com to eigw-1"),
        ([route("8.8.8.0/24", "local")], f"{OUT} leads example.com to local"),
    ],
)
def test_a_table_that_leads_to_no_internet_gateway_is_named(routes: list[Any], why: str) -> None:
    (_, hop) = at(out(RouteTables=public_table(*routes)), "nat-gateway")
    assert hop == Stop(WITHOUT, NAT, OUT, why).hop("nat-gateway")


def test_a_route_of_the_gateway_that_drops_ends_the_way() -> None:
    held = out(RouteTables=public_table(route(DEFAULT, IGW, state="blackhole")))
    why = "0.0.0.0/0 to igw-1 is blackhole: it drops what it matches"
    assert at(held, "route")[1] == Stop(Cause.ROUTE_BLACKHOLE, OUT, IGW, why, "/Routes/1").hop("route")
    assert not at(held, "internet-gateway")
    to_tgw = out(RouteTables=public_table(route(DEFAULT, "tgw-1", state="blackhole")), InternetGateways=[])
    assert causes(asked(to_tgw)) == {(Cause.ROUTE_BLACKHOLE, OUT)}


def test_no_internet_gateway_carries_private_addresses() -> None:
    zonal = Stop(
        Cause.ROUTE_MISSING, OUT, IGW, "0.0.0.0/0 leads to igw-1, which carries public addresses only", "/Routes/1"
    )
    assert zonal.hop("route", INSIDE) in at(out(), "route", INSIDE)
    assert not at(out(), "internet-gateway", INSIDE)
    why = "0.0.0.0/0 leads to the internet, which carries public addresses only"
    regional = Stop(Cause.ROUTE_MISSING, TABLE, "", why, "/Routes/1").hop("route", INSIDE)
    assert regional in at(out(NatGateways=[REGIONAL]), "route", INSIDE)


@pytest.mark.parametrize(
    ("members", "kind", "resource", "cause", "fact"),
    [
        (
            {"NatGateways": None},
            "nat-gateway",
            NAT,
            Cause.NAT_GATEWAY_NOT_AVAILABLE,
            ("NatGateways", "", ""),
        ),
        (
            {"NatGateways": [without(nat(), "State")]},
            "nat-gateway",
            NAT,
            Cause.NAT_GATEWAY_NOT_AVAILABLE,
            ("NatGateways", NAT, "State"),
        ),
        (
            {"NatGateways": [without(nat(), "SubnetId")]},
            "nat-gateway",
            NAT,
            WITHOUT,
            ("NatGateways", NAT, "SubnetId"),
        ),
        (
            {"RouteTables": public_table(without(route(DEFAULT, IGW), "State"))},
            "route",
            OUT,
            Cause.ROUTE_BLACKHOLE,
            ("RouteTables", OUT, "Routes[1].State"),
        ),
        (
            {"RouteTables": public_table(route(DEFAULT, IGW), route("pl-0000000d", NAT))},
            "nat-gateway",
            NAT,
            WITHOUT,
            ("ManagedPrefixLists", "pl-0000000d", ""),
        ),
    ],
)
def test_what_is_open_is_open_at_its_hop(
    members: dict[str, Any], kind: str, resource: str, cause: Cause, fact: tuple[str, str, str]
) -> None:
    found = [hop for hop in at(out(**members), kind) if hop.truth.is_unknown]
    assert [(hop.resource, [each.cause for each in hop.obstacles]) for hop in found] == [(resource, [cause])]
    assert facts(asked(out(**members))) == {fact}


def test_a_gateway_in_a_subnet_of_no_known_table_may_lead_anywhere() -> None:
    tables = [table(LOCAL, route(DEFAULT, NAT), associations=[association(SUBNET)])]
    found = asked(out(RouteTables=tables))
    assert (WITHOUT, NAT) in {(each.cause, each.resource) for each in obstacles(found, UNKNOWN)}


def test_a_subnet_or_a_table_that_could_not_be_read_may_be_that_of_the_gateway() -> None:
    lost = out(NatGateways=[nat(subnet_id="subnet-0000000d")])
    unread = asked(lost | {"Subnets": [*lost["Subnets"], {"SubnetId": 7}]})
    assert unread.truth.is_unknown
    assert ("Subnets", "subnet-0000000d", "") not in facts(unread)
    own = out(NatGateways=[REGIONAL | {"RouteTableId": "rtb-0000000d"}])
    unread = asked(own | {"RouteTables": [*own["RouteTables"], {"RouteTableId": 7}]})
    assert unread.truth.is_unknown
    assert ("RouteTables", "rtb-0000000d", "") not in facts(unread)


def equal(second: str, state: str = "active") -> World:
    """A gateway whose table leads one block to its internet gateway and elsewhere, in no defined order."""
    lists = [prefix_list(each, each, "8.8.8.0/24") for each in ("pl-0000000d", "pl-0000000e")]
    routes = [route("pl-0000000d", IGW), route("pl-0000000e", second, state=state)]
    return out(RouteTables=public_table(*routes), PrefixLists=[s3_list(), *lists])


def test_of_equal_routes_of_a_gateway_what_all_of_them_share_holds() -> None:
    assert asked(equal(IGW)).truth.is_yes
    assert [hop.why for hop in at(equal(IGW), "route")][1:] == ["pl-0000000d leads to igw-1"]
    dropped = asked(equal(NAT))
    assert dropped.truth.is_unknown
    assert {fact[:2] for fact in facts(dropped)} == {("RouteTables", OUT)}
    assert not obstacles(dropped)
    assert {each.cause for each in obstacles(dropped, UNKNOWN)} == {WITHOUT}
    (there,) = at(equal(NAT), "internet-gateway")
    assert there.truth == YES
    assert [hop.truth.is_unknown for hop in at(equal(NAT), "nat-gateway")] == [False, True]


@pytest.mark.parametrize("service", [None, Service("sts", REGION), Service("s3", "us-east-1")])
def test_only_s3_of_the_own_region_bypasses_an_endpoint(service: Service | None) -> None:
    some = Destination("x", PUBLIC_IPV4, 443, exact=False, service=service)
    found = way(out(VpcEndpoints=[]), some)
    assert not [each for hop in found.hops for each in hop.obstacles if each.cause is Cause.S3_ENDPOINT_BYPASSED]


def test_where_the_gateway_carries_nothing_no_endpoint_is_bypassed() -> None:
    found = way(out(NatGateways=[nat(State="failed")]))
    assert found.truth.is_no
    assert not [each for hop in found.hops for each in hop.obstacles if each.cause is Cause.S3_ENDPOINT_BYPASSED]
    assert FAR in {hop.resource for hop in found.hops}
