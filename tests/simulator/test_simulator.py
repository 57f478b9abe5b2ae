"""What the simulator says of routes and of what they lead to, against the documentation."""

from typing import Any

import pytest
from worlds import SUBNET, VPC, World, association, endpoint, managed_list, permission, route, table, vpc

from .packets import ESP, ICMP, UDP
from .told import EVERYWHERE, HOST, S3, STS, denied, grouped, routed, to, told
from .working import (
    HTTPS,
    IGW,
    LOCAL,
    NAT,
    OFFICES,
    OUT,
    PEERING,
    PUBLIC_SUBNET,
    S3_GATEWAY,
    SUBNET_BLOCK,
    TO_S3,
    VPC_BLOCK,
    exclusion,
    gateway_endpoint,
    internet_gateway,
    nat_gateway,
    peering_connection,
    tables,
    working,
)

MAIN, OTHER_LIST = "rtb-0000000a", "pl-9"
PROPAGATED = "EnableVgwRoutePropagation"
HOSTED = "8.8.8.0/29"
ALL_OUT = permission("-1", EVERYWHERE)


def peered(block: str, code: str = "active") -> World:
    """A world in which everything is routed to a peer with one block."""
    return routed(route(EVERYWHERE, PEERING)) | {"VpcPeeringConnections": [peering_connection(block, code)]}


ROUTES = {
    "no route": (routed(TO_S3), HOST, f"dies at {MAIN}"),
    "the main table, where none is associated": (routed(OUT), HOST, "arrives"),
    "no main table": (working(RouteTables=tables()[1:]), HOST, f"leaves at {SUBNET}"),
    "an association of its own": (
        working(RouteTables=[*tables(), table(LOCAL, table_id="rtb-9", associations=[association(SUBNET)])]),
        HOST,
        "dies at rtb-9",
    ),
    "an association that has ended": (
        working(
            RouteTables=[
                *tables(),
                table(LOCAL, table_id="rtb-9", associations=[association(SUBNET, state="disassociated")]),
            ]
        ),
        HOST,
        "arrives",
    ),
    "an association with a gateway": (
        working(RouteTables=[*tables(), table(LOCAL, table_id="rtb-9", associations=[association(gateway=IGW)])]),
        HOST,
        "arrives",
    ),
    "the main table of another VPC": (
        working(RouteTables=[*tables(), table(LOCAL, table_id="rtb-9", vpc_id="vpc-9")]),
        HOST,
        "arrives",
    ),
    "a longer prefix": (routed(OUT, route(HOSTED, "tgw-1")), HOST, "leaves at tgw-1"),
    "behind the end of a longer prefix": (routed(OUT, route(HOSTED, "tgw-1")), to("8.8.8.8"), "arrives"),
    "a more specific blackhole": (routed(OUT, route(HOSTED, "tgw-1", "blackhole")), HOST, f"dies at {MAIN}"),
    "a more specific filtered route": (routed(OUT, route(HOSTED, "tgw-1", "filtered")), HOST, f"dies at {MAIN}"),
    "a less specific blackhole": (
        routed(OUT, route("0.0.0.0/1", "tgw-1", "blackhole"), route(HOSTED, NAT)),
        HOST,
        "arrives",
    ),
    "a block against a list with the same": (
        routed(route(OFFICES, "tgw-1"), route(HOSTED, "vgw-1")),
        HOST,
        "leaves at vgw-1",
    ),
    "a list against a propagated block": (
        routed(route(HOSTED, "vgw-1", origin=PROPAGATED), route(OFFICES, "tgw-1")),
        HOST,
        "leaves at tgw-1",
    ),
    "a propagated block that is longer": (
        routed(OUT, route(HOSTED, "vgw-1", origin=PROPAGATED)),
        HOST,
        "leaves at vgw-1",
    ),
    "two lists with the same block": (
        routed(route(OFFICES, "tgw-1"), route(OTHER_LIST, "pcx-1"))
        | {"ManagedPrefixLists": [managed_list(OFFICES, "a", HOSTED), managed_list(OTHER_LIST, "b", HOSTED)]},
        HOST,
        f"leaves at {MAIN}",
    ),
    "two lists that overlap": (
        routed(route(OFFICES, "tgw-1"), route(OTHER_LIST, "vgw-1"))
        | {"ManagedPrefixLists": [managed_list(OFFICES, "a", HOSTED), managed_list(OTHER_LIST, "b", "8.8.0.0/16")]},
        HOST,
        f"leaves at {MAIN}",
    ),
    "a list that is not shown": (routed(OUT, route(OTHER_LIST, "tgw-1")), HOST, f"leaves at {OTHER_LIST}"),
    "local against a longer propagated one": (
        routed(route("10.0.0.128/28", "vgw-1", origin=PROPAGATED)),
        STS,
        "arrives",
    ),
    "a static one that is longer than local": (routed(route("10.0.0.128/28", "eni-9")), STS, "leaves at eni-9"),
    "a route of IPv6": (routed(route("::/0", "eigw-1")), HOST, f"dies at {MAIN}"),
    "a local route that no block stands behind": (
        routed(route("10.1.0.0/27", "local")) | {"SecurityGroups": grouped(ALL_OUT)["SecurityGroups"]},
        to("10.1.0.7"),
        f"dies at {VPC}",
    ),
    "nobody at a second block's address": (
        routed(route("10.1.0.0/27", "local")) | {"Vpcs": [vpc(VPC, VPC_BLOCK, "10.1.0.0/27")]},
        to("10.1.0.7"),
        f"dies at {SUBNET}",
    ),
    "the answer takes another way back": (
        working(
            RouteTables=[
                *tables(),
                table(
                    LOCAL,
                    route(SUBNET_BLOCK, "eni-9"),
                    table_id="rtb-9",
                    associations=[association("subnet-0000000d")],
                ),
            ]
        ),
        STS,
        "leaves at eni-9",
    ),
}

TARGETS = {
    "an internet gateway": (routed(route(EVERYWHERE, IGW)), HOST, f"dies at {IGW}"),
    "an internet gateway, and S3 by its endpoint": (routed(TO_S3, route(EVERYWHERE, IGW)), S3, "arrives"),
    "a transit gateway": (routed(route(EVERYWHERE, "tgw-1")), HOST, "leaves at tgw-1"),
    "a peering connection": (peered(HOSTED), HOST, f"leaves at {PEERING}"),
    "a peering connection, beyond the peer's blocks": (peered("10.8.0.0/16"), HOST, f"dies at {PEERING}"),
    "a peering connection that is not active": (peered(HOSTED, "deleted"), HOST, f"dies at {PEERING}"),
    "a peering connection that is gone": (routed(route(EVERYWHERE, "pcx-1")), HOST, "dies at pcx-1"),
    "a private address behind a NAT gateway": (routed(OUT), to("172.16.0.1"), f"dies at {IGW}"),
    "a private address behind a regional NAT gateway": (
        routed(OUT) | {"NatGateways": [nat_gateway("")]},
        to("172.16.0.1"),
        f"dies at {NAT}",
    ),
    "a NAT instance": (routed(route(EVERYWHERE, "i-1")), HOST, "leaves at i-1"),
    "a VPN": (routed(route(EVERYWHERE, "vgw-1")), HOST, "leaves at vgw-1"),
    "a load balancer's endpoint": (
        routed(route(EVERYWHERE, "vpce-9"))
        | {"VpcEndpoints": [endpoint("vpce-9", "com.amazonaws.vpce.x", "GatewayLoadBalancer")]},
        HOST,
        "leaves at vpce-9",
    ),
    "an endpoint that no route leads to": (routed(OUT), S3, "arrives"),
    "an endpoint that no route leads to, and nothing else": (routed(), S3, f"dies at {MAIN}"),
    "an endpoint that is gone": (working(VpcEndpoints=[]), S3, f"dies at {S3_GATEWAY}"),
    "an endpoint that is pending": (
        working(VpcEndpoints=[gateway_endpoint(State="pending")]),
        S3,
        f"dies at {S3_GATEWAY}",
    ),
    "an endpoint that is Available": (working(VpcEndpoints=[gateway_endpoint(State="Available")]), S3, "arrives"),
    "an endpoint of another service": (
        working(VpcEndpoints=[gateway_endpoint(ServiceName="com.amazonaws.eu-central-1.dynamodb")]),
        S3,
        f"dies at {S3_GATEWAY}",
    ),
    "an endpoint by a block": (routed(route("52.219.0.0/24", S3_GATEWAY)), S3, f"leaves at {S3_GATEWAY}"),
    "a block within the endpoint's list": (routed(TO_S3, route("52.219.0.0/28", IGW)), S3, f"dies at {IGW}"),
    "the endpoint and UDP": (
        grouped(ALL_OUT),
        to("52.219.0.1", 443, UDP),
        f"dies at {S3_GATEWAY}",
    ),
    "the endpoint and ICMP echo": (grouped(ALL_OUT), to("52.219.0.1", 8, ICMP), "arrives"),
    "the endpoint and other ICMP": (grouped(ALL_OUT), to("52.219.0.1", 13, ICMP), f"dies at {S3_GATEWAY}"),
}


def nat(subnet_id: str = PUBLIC_SUBNET, **members: Any) -> World:
    return working(NatGateways=[nat_gateway(subnet_id, **members)])


def blocked(mode: str, *exclusions: dict[str, str], subnet_id: str = PUBLIC_SUBNET) -> World:
    options = {"InternetGatewayBlockMode": mode}
    return nat(subnet_id) | {
        "VpcBlockPublicAccessOptions": options,
        "VpcBlockPublicAccessExclusions": list(exclusions),
    }


NO_PUBLIC_ADDRESS = [{"PrivateIp": "10.0.0.70"}]
PRIVATE: dict[str, Any] = {"ConnectivityType": "private", "NatGatewayAddresses": NO_PUBLIC_ADDRESS}
BIDIRECTIONAL = "block-bidirectional"
OF_SUBNET, OF_VPC = exclusion("subnet", PUBLIC_SUBNET), exclusion("vpc", VPC)

NATS = {
    "one that works": (nat(), HOST, "arrives"),
    "there is none": (working(NatGateways=[]), HOST, f"dies at {NAT}"),
    "it is pending": (nat(State="pending"), HOST, f"dies at {NAT}"),
    "ESP": (working(SecurityGroups=grouped(ALL_OUT)["SecurityGroups"]), to("8.8.8.1", 0, ESP), f"dies at {NAT}"),
    "in the job's own subnet": (nat(SUBNET), HOST, f"dies at {NAT}"),
    "without a public address": (nat(NatGatewayAddresses=NO_PUBLIC_ADDRESS), HOST, f"dies at {NAT}"),
    "a private one": (nat(**PRIVATE), HOST, f"dies at {NAT}"),
    "a private one, by its type alone": (nat(ConnectivityType="private"), HOST, f"dies at {NAT}"),
    "a private one before a transit gateway": (
        routed(OUT, out=route(EVERYWHERE, "tgw-1")) | {"NatGateways": [nat_gateway(**PRIVATE)]},
        HOST,
        "leaves at tgw-1",
    ),
    "its subnet has no way out": (routed(OUT, out=route(HOSTED, "tgw-1", "blackhole")), HOST, "dies at rtb-0000000c"),
    "its internet gateway is another VPC's": (
        working(InternetGateways=[internet_gateway("vpc-9")]),
        HOST,
        f"dies at {IGW}",
    ),
    "its internet gateway is not attached": (working(InternetGateways=[internet_gateway("")]), HOST, f"dies at {IGW}"),
    "it leads to another internet gateway": (routed(OUT, out=route(EVERYWHERE, "igw-9")), HOST, "dies at igw-9"),
    "a regional one": (nat(""), HOST, "arrives"),
    "a regional one without an internet gateway": (nat("") | {"InternetGateways": []}, HOST, f"dies at {NAT}"),
    "a regional one with a table": (nat("", RouteTableId="rtb-0000000c"), HOST, "arrives"),
    "a regional one with a table that leads back": (nat("", RouteTableId=MAIN), HOST, f"dies at {NAT}"),
    "its list denies the job in": (denied(SUBNET_BLOCK, "in", at=PUBLIC_SUBNET), HOST, "dies at acl-1"),
    "its list denies HTTPS in": (denied(EVERYWHERE, "in", HTTPS, at=PUBLIC_SUBNET), HOST, "dies at acl-1"),
    "its list denies the host": (denied(HOSTED, "out", at=PUBLIC_SUBNET), HOST, "dies at acl-1"),
    "its list denies the host's answer": (denied(HOSTED, "in", at=PUBLIC_SUBNET), HOST, "dies at acl-1"),
    "its list denies its own port": (denied(HOSTED, "in", (1024, 1024), at=PUBLIC_SUBNET), HOST, "dies at acl-1"),
    "its list denies the answer to the job": (denied(SUBNET_BLOCK, "out", at=PUBLIC_SUBNET), HOST, "dies at acl-1"),
    "its list denies its own address": (denied("10.0.0.70/32", "in", at=PUBLIC_SUBNET), HOST, "arrives"),
    "the job's list denies the NAT gateway": (denied("10.0.0.70/32", "out"), HOST, "arrives"),
    "the job's list denies the host's answer": (denied(HOSTED, "in"), HOST, "dies at acl-1"),
    "the job's list denies a regional one's answer": (
        denied(HOSTED, "in") | {"NatGateways": [nat_gateway("")]},
        HOST,
        "dies at acl-1",
    ),
    "public access is blocked": (blocked(BIDIRECTIONAL), HOST, f"dies at {VPC}"),
    "only from outside": (blocked("block-ingress"), HOST, "arrives"),
    "not for its subnet": (blocked(BIDIRECTIONAL, OF_SUBNET), HOST, "arrives"),
    "not for the VPC": (blocked(BIDIRECTIONAL, OF_VPC), HOST, "arrives"),
    "not for the job's subnet": (blocked(BIDIRECTIONAL, exclusion("subnet", SUBNET)), HOST, f"dies at {VPC}"),
    "not for its subnet, but that has ended": (
        blocked(BIDIRECTIONAL, exclusion("subnet", PUBLIC_SUBNET, state="delete-complete")),
        HOST,
        f"dies at {VPC}",
    ),
    "of a regional one, not for the VPC": (blocked(BIDIRECTIONAL, OF_VPC, subnet_id=""), HOST, "arrives"),
    "of a regional one, not for a subnet": (blocked(BIDIRECTIONAL, OF_SUBNET, subnet_id=""), HOST, f"dies at {VPC}"),
    "public access is blocked, and S3 has its endpoint": (blocked(BIDIRECTIONAL), S3, "arrives"),
}


@pytest.mark.parametrize("name", ROUTES)
def test_routes(name: str) -> None:
    world, packet, wanted = ROUTES[name]
    assert told(world, packet) == wanted


@pytest.mark.parametrize("name", TARGETS)
def test_targets(name: str) -> None:
    world, packet, wanted = TARGETS[name]
    assert told(world, packet) == wanted


@pytest.mark.parametrize("name", NATS)
def test_nat_gateways(name: str) -> None:
    world, packet, wanted = NATS[name]
    assert told(world, packet) == wanted
