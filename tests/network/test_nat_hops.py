"""NAT gateways hop by hop: their order, what is doubted of them, and where nobody looks."""

from typing import Any

import pytest
from worlds import OPEN_LIST, TABLE, VPC, Record, entry, gateway, nat, route, s3_list, subnet

from vpclint.algebra.addresses import AddressSet
from vpclint.network.destination import Destination
from vpclint.network.hops import Cause

from .test_nat import FAR, HOST, IGW, NAT, OUT, OWN, PUBLIC, asked, lists, out, public_table
from .ways import DEFAULT, TO_S3, UNKNOWN, causes, facts, obstacles, way, without


def test_a_public_gateway_without_a_public_address_is_doubted() -> None:
    bare = nat(NatGatewayAddresses=[{"PrivateIp": "10.0.3.4"}])
    assert facts(asked(out(NatGateways=[bare]))) == {("NatGateways", NAT, "NatGatewayAddresses")}
    assert {each.cause for each in obstacles(asked(out(NatGateways=[bare])), UNKNOWN)} == {Cause.NAT_GATEWAY_PRIVATE}
    assert asked(out(NatGateways=[without(nat(), "NatGatewayAddresses")])).truth.is_yes


@pytest.mark.parametrize("member", ["ConnectivityType", "AvailabilityMode"])
def test_a_gateway_of_tomorrow_is_doubted(member: str) -> None:
    assert facts(asked(out(NatGateways=[nat(**{member: "lunar"})]))) == {("NatGateways", NAT, member)}


def test_the_hops_stand_in_the_order_of_the_packet() -> None:
    over = [hop for hop in asked(out()).hops if hop.kind not in ("vpc-dns", "dhcp-options", "security-group")]
    assert [(hop.kind, hop.resource, hop.back) for hop in over] == [
        ("route-table", TABLE, False),
        ("network-acl", OWN, False),
        ("route", TABLE, False),
        ("network-acl", FAR, False),
        ("nat-gateway", NAT, False),
        ("route", OUT, False),
        ("network-acl", FAR, False),
        ("internet-gateway", IGW, False),
        ("block-public-access", VPC, False),
        ("network-acl", FAR, True),
        ("network-acl", FAR, True),
        ("network-acl", OWN, True),
    ]


def test_behind_a_gateway_that_is_gone_nobody_looks() -> None:
    held = out(NatGateways=[nat(State="deleted", SubnetId="subnet-0000000d")], InternetGateways=[])
    assert causes(asked(held)) == {(Cause.NAT_GATEWAY_NOT_AVAILABLE, NAT)}
    assert not obstacles(asked(held), UNKNOWN)


def test_a_dead_route_of_the_gateway_drops_whether_or_not_its_target_is_known() -> None:
    dead = public_table(route(DEFAULT, IGW, state="blackhole"))
    assert causes(asked(out(RouteTables=dead, InternetGateways=None))) == {(Cause.ROUTE_BLACKHOLE, OUT)}


@pytest.mark.parametrize(
    ("attachment", "fact"), [({"State": "available"}, "VpcId"), ({"VpcId": VPC, "State": "hibernating"}, "State")]
)
def test_an_attachment_that_does_not_say_all_is_doubted(attachment: Record, fact: str) -> None:
    held = out(InternetGateways=[gateway() | {"Attachments": [attachment]}])
    assert facts(asked(held)) == {("InternetGateways", IGW, f"Attachments[0].{fact}")}


def test_a_part_that_leaves_the_vpc_is_open_for_that_part() -> None:
    held = out(route(DEFAULT, NAT), route("8.8.8.0/25", "tgw-1"))
    (obstacle,) = obstacles(asked(held), UNKNOWN)
    assert obstacle.partial
    assert obstacle.refused is not None
    assert obstacle.refused.destinations() == AddressSet.parse("8.8.8.0/25")


ELSEWHERE = "vpc-0000000b"


@pytest.mark.parametrize(
    "members",
    [
        {"NatGateways": [nat(VpcId=ELSEWHERE)]},
        {"NatGateways": [without(nat(VpcId=ELSEWHERE, AvailabilityMode="regional"), "SubnetId")]},
        {"Subnets": [subnet(), subnet(PUBLIC, "10.0.3.0/24") | {"VpcId": ELSEWHERE}]},
    ],
)
def test_a_gateway_of_another_vpc_cannot_be_a_routes_target(members: dict[str, Any]) -> None:
    found = asked(out(**members))
    assert found.truth.is_unknown
    assert [(fact.field, fact.reason) for fact in found.truth.facts if fact.record == TABLE] == [
        ("Routes[1]", f"{NAT} is one of {ELSEWHERE}")
    ]


def test_a_gateway_that_does_not_name_its_vpc_is_in_that_of_its_route() -> None:
    assert asked(out(NatGateways=[without(nat(), "VpcId")])).truth.is_yes


@pytest.mark.parametrize(
    ("addresses", "fact"),
    [
        ({"NatGatewayAddresses": [{"PublicIp": "203.0.113.10"}]}, None),
        ({"NatGatewayAddresses": [{"PrivateIp": "10.0.3.9"}]}, "NatGatewayAddresses"),
        ({}, "ConnectivityType"),
    ],
)
def test_a_gateway_without_a_type_is_public_if_it_has_a_public_address(
    addresses: dict[str, Any], fact: str | None
) -> None:
    untold = without(without(nat(), "ConnectivityType"), "NatGatewayAddresses") | addresses
    found = asked(out(NatGateways=[untold]))
    assert facts(found) == ({("NatGateways", NAT, fact)} if fact else set())
    assert found.truth.is_yes == (fact is None)
    assert not found.truth.is_no


def test_where_the_block_of_the_asking_subnet_is_not_known_lists_that_stop_others_prove_nothing() -> None:
    unread = out(Subnets=[subnet(cidr="10.0.1.0/33"), subnet(PUBLIC, "10.0.3.0/24")])
    host = Destination("example.com", AddressSet.parse("1.1.1.0/24"), 443)
    for far in (entry(90, "deny", "8.0.0.0/8", egress=False), entry(90, "deny", "8.0.0.0/8", egress=True)):
        found = way(unread | lists(far=[far, *OPEN_LIST]), host)
        assert not obstacles(found)
        assert {(each.key, each.field) for each in found.truth.facts} == {("Subnets", "CidrBlock")}


def test_a_list_that_stops_whoever_asks_is_proved_without_the_block_of_the_subnet() -> None:
    unread = out(Subnets=[subnet(cidr="10.0.1.0/33"), subnet(PUBLIC, "10.0.3.0/24")])
    for far in ([each for each in OPEN_LIST if each["Egress"]], [each for each in OPEN_LIST if not each["Egress"]]):
        assert way(unread | lists(far=far), HOST).truth.is_no


def test_of_addresses_that_may_not_be_those_of_s3_it_is_not_proved_that_they_bypass_its_endpoint() -> None:
    named = [s3_list("52.219.0.0/16")]
    known = way(out(route(DEFAULT, NAT), TO_S3, PrefixLists=named))
    assert not [each for each in obstacles(known, mild=True) if each.cause is Cause.S3_ENDPOINT_BYPASSED]
    nameless = [without(each, "PrefixListName") for each in named]
    held = out(route(DEFAULT, NAT), TO_S3, PrefixLists=nameless, ManagedPrefixLists=None)
    assert not obstacles(way(held), mild=True)
    doubts = obstacles(way(held), UNKNOWN, mild=True)
    assert Cause.S3_ENDPOINT_BYPASSED in {each.cause for each in doubts}
