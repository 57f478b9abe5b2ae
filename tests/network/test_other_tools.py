"""Cases in which other tools are known to answer wrongly, one by one, with the right answer.

Two of them look at what is there: Batfish, and the network verifier of Amazon MWAA (verify_env). Others list what is
wrong (Prowler), or sample ports (aws-vpc-analyzer).
"""

from typing import Any

import pytest
from worlds import (
    GROUP,
    OPEN_LIST,
    REGION,
    S3_LIST,
    SUBNET,
    TABLE,
    VPC,
    World,
    acl,
    association,
    case_of,
    endpoint,
    entry,
    group,
    job_of,
    nat,
    permission,
    reread,
    route,
    subnet,
    table,
    vpc,
    world,
)

from vpclint.algebra.addresses import AddressSet
from vpclint.network.destination import Destination, Service
from vpclint.network.hops import Cause

from .test_nat import IGW, NAT, OWN, REGIONAL, asked, lists, out
from .ways import DEFAULT, DOOR, LOCAL, OTHER, S3, TO_S3, UNKNOWN, causes, facts, linked, obstacles, routed, way


def only(*entries: Any) -> World:
    """S3 by its gateway endpoint, with these entries in the subnet's list."""
    return routed(TO_S3, NetworkAcls=[acl(*entries)])


RIGHT: dict[str, tuple[World, set[tuple[Cause, str]]]] = {
    "entries of a list out of order in the export": (
        only(entry(200, "deny", egress=True), entry(100, "allow", egress=True), entry(100, "allow", egress=False)),
        set(),
    ),
    "a list that is closed to public addresses on the way back": (
        only(entry(100, "allow", egress=True), entry(100, "allow", "10.0.0.0/8", egress=False)),
        {(Cause.NETWORK_ACL_RETURN, OWN)},
    ),
    "a list that denies everything": (
        only(),
        {(Cause.NETWORK_ACL_EGRESS, OWN), (Cause.NETWORK_ACL_RETURN, OWN)},
    ),
    "a list that lets in one port from one block only": (
        only(
            entry(100, "allow", egress=True),
            entry(100, "allow", "52.219.0.0/24", egress=False, protocol="6", ports=(80, 80)),
        ),
        {(Cause.NETWORK_ACL_RETURN, OWN)},
    ),
    "an entry for ICMP": (
        only(
            entry(90, "deny", egress=False, protocol="1") | {"IcmpTypeCode": {"Type": 8, "Code": -1}},
            *OPEN_LIST,
        ),
        set(),
    ),
    "an endpoint that is not tied to this route table": (
        world(
            RouteTables=[
                table(LOCAL, TO_S3),
                table(LOCAL, table_id="rtb-0000000b", associations=[association(SUBNET)]),
            ]
        ),
        {(Cause.S3_ENDPOINT_NOT_ROUTED, "rtb-0000000b")},
    ),
    "the implicit main table, which leads nowhere": (
        world(RouteTables=[table(LOCAL), table(LOCAL, TO_S3, table_id="rtb-0000000b", associations=[])]),
        {(Cause.S3_ENDPOINT_NOT_ROUTED, TABLE)},
    ),
    "the main table of another VPC": (
        world(RouteTables=[table(LOCAL, vpc_id="vpc-0000000b"), table(LOCAL, TO_S3, table_id="rtb-0000000b")]),
        set(),
    ),
    "a route that is filtered": (
        routed(TO_S3, route("52.219.0.0/24", "tgw-1", state="filtered")),
        {(Cause.ROUTE_BLACKHOLE, TABLE)},
    ),
    "a private table without any way out": (routed(VpcEndpoints=[]), {(Cause.S3_ENDPOINT_MISSING, VPC)}),
    "an endpoint's group that does not admit the caller on 443": (
        linked(
            SecurityGroups=[
                group(egress=[permission("-1", DOOR)]),
                group(DOOR, ingress=[permission("tcp", GROUP, ports=(22, 22))]),
            ]
        ),
        {(Cause.ENDPOINT_SECURITY_GROUP_INGRESS, DOOR)},
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_the_way_to_s3_is_judged_by_what_stands_on_it(name: str) -> None:
    held, expected = RIGHT[name]
    found = way(held)
    assert causes(found) == expected
    assert found.truth.is_yes == (not expected)


OUTSIDE: dict[str, tuple[World, set[tuple[Cause, str]]]] = {
    "a more specific blackhole before a NAT gateway as default": (
        out(route(DEFAULT, NAT), route("8.8.0.0/16", "pcx-1", state="blackhole")),
        {(Cause.ROUTE_BLACKHOLE, TABLE)},
    ),
    "a NAT gateway in the job's own subnet": (
        out(NatGateways=[nat(subnet_id=SUBNET)]),
        {(Cause.NAT_GATEWAY_WITHOUT_INTERNET_ROUTE, NAT)},
    ),
    "a private NAT gateway": (
        out(NatGateways=[nat(ConnectivityType="private")]),
        {(Cause.NAT_GATEWAY_PRIVATE, NAT)},
    ),
    "an internet gateway as default, and no public address": (
        out(route(DEFAULT, IGW)),
        {(Cause.INTERNET_GATEWAY_UNUSABLE, TABLE)},
    ),
    "a regional NAT gateway": (out(NatGateways=[REGIONAL]), set()),
    "a subnet of a secondary block of the VPC": (
        out(
            Vpcs=[vpc(VPC, "10.9.0.0/16", "10.0.0.0/16")],
            **lists(far=[entry(100, "allow", egress=True), entry(100, "allow", egress=False)]),
        ),
        set(),
    ),
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_arriving_at_a_gateway_is_not_arriving_at_the_destination(name: str) -> None:
    held, expected = OUTSIDE[name]
    assert causes(asked(held)) == expected
    assert asked(held).truth.is_yes == (not expected)


def test_a_part_of_the_ephemeral_range_is_seen_whichever_ports_it_is() -> None:
    for ports in ((40000, 40000), (32768, 32768), (60999, 60999), (1024, 60998)):
        closed = entry(90, "deny", egress=False, protocol="6", ports=ports)
        found = way(only(closed, *OPEN_LIST))
        assert found.truth.is_yes
        assert [each.cause for each in obstacles(found, mild=True)] == [Cause.NETWORK_ACL_RETURN]


def test_a_rule_for_a_group_that_is_not_exported_may_let_the_traffic_through() -> None:
    rules = [permission("tcp", "sg-0000000f", ports=(443, 443))]
    found = way(linked(SecurityGroups=[group(egress=rules), group(DOOR, ingress=[permission("-1", GROUP)])]))
    assert found.truth.is_no  # the endpoint's interface carries other groups
    hidden = Destination("database", AddressSet.parse("10.0.1.77"), 5432, named=False)
    database = [permission("tcp", "sg-0000000f", ports=(5432, 5432))]
    found = way(routed(SecurityGroups=[group(egress=database)]), hidden)
    assert found.truth.is_unknown
    assert ("", "sg-0000000f", "") in facts(found)


def test_a_nat_instance_is_not_followed_blindly() -> None:
    assert {each.cause for each in obstacles(asked(out(route(DEFAULT, "i-1"))), UNKNOWN)} == {Cause.PATH_LEAVES_THE_VPC}


def test_endpoints_are_matched_by_their_service_and_not_counted() -> None:
    names = [
        "sts",
        "logs",
        "kms",
        "monitoring",
        "ecr.api",
        "ecr.dkr",
        "sqs",
        "airflow.api",
        "airflow.env",
        "airflow.ops",
    ]
    endpoints = [
        endpoint(f"vpce-0000001{number}", service=f"com.amazonaws.{REGION}.{name}", kind="Interface")
        for number, name in enumerate(names)
    ]
    analysis = reread(world(VpcEndpoints=[endpoint(S3), *endpoints]))
    found = analysis.service_endpoints(VPC, Service("sts", REGION))
    assert [each.vpc_endpoint_id for each in found.interfaces] == ["vpce-00000010"]
    assert not analysis.service_endpoints(VPC, Service("glue", REGION)).interfaces


def test_the_region_of_a_service_is_that_of_the_state() -> None:
    region = "ap-southeast-2"
    held = linked(
        vpclint={"region": region},
        VpcEndpoints=[endpoint(OTHER, service=f"com.amazonaws.{region}.ecr.api", kind="Interface")],
    )
    found = reread(held).service_endpoints(VPC, Service("ecr.api", region))
    assert [each.vpc_endpoint_id for each in found.interfaces] == [OTHER]


def test_a_rule_for_ssh_from_one_address_is_no_rule_for_the_group_itself() -> None:
    rules = [permission("tcp", "10.0.1.7/32", ports=(22, 22))]
    held = world(
        SecurityGroups=[
            group(ingress=rules, egress=[permission("-1", GROUP), permission("tcp", S3_LIST, ports=(443, 443))])
        ]
    )
    (found,) = case_of(held, job_of(instances=2)).blockages(Cause.SECURITY_GROUP_SELF_INGRESS)
    assert found.truth.is_no


def test_an_interface_that_does_not_exist_yet_is_judged_at_every_address() -> None:
    half = entry(90, "deny", "10.0.1.128/25", egress=False)
    held = out(
        Subnets=[subnet(), subnet("subnet-0000000c", "10.0.3.0/24")],
        **lists(far=[half, *OPEN_LIST]),
    )
    (obstacle,) = obstacles(asked(held))
    assert obstacle.cause is Cause.NETWORK_ACL_EGRESS
    assert obstacle.refused is not None
    assert obstacle.refused.sources() == AddressSet.of((0x0A000180, 0x0A0001FE))
