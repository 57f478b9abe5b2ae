"""Peering connections: what they carry, and which of them carry nothing."""

import pytest
from worlds import TABLE, VPC, Record, route

from vpclint.algebra.addresses import AddressSet
from vpclint.network.destination import Destination
from vpclint.network.hops import Cause

from .ways import UNKNOWN, causes, obstacles, routed, way

PEERING, PEER = "pcx-1", "10.8.0.0/16"


def connection(code: str = "active") -> Record:
    sides = {"RequesterVpcInfo": (VPC, "10.0.0.0/16"), "AccepterVpcInfo": ("vpc-0000000b", PEER)}
    infos = {key: {"VpcId": vpc_id, "CidrBlockSet": [{"CidrBlock": cidr}]} for key, (vpc_id, cidr) in sides.items()}
    return {"VpcPeeringConnectionId": PEERING, "Status": {"Code": code}, **infos}


def to(*blocks: str) -> Destination:
    return Destination("peer", AddressSet.parse(*blocks), 443)


def test_what_is_inside_the_peer_nobody_sees() -> None:
    found = way(routed(route("10.0.0.0/8", PEERING), VpcPeeringConnections=[connection()]), to(PEER))
    assert found.truth.is_unknown
    assert Cause.PATH_LEAVES_THE_VPC in {each.cause for each in obstacles(found, UNKNOWN)}


@pytest.mark.parametrize("code", ["deleted", "rejected", "failed", "expired", "pending-acceptance", "provisioning"])
def test_a_connection_that_is_not_active_carries_nothing(code: str) -> None:
    held = routed(route(PEER, PEERING), VpcPeeringConnections=[connection(code)])
    assert causes(way(held, to(PEER))) == {(Cause.ROUTE_BLACKHOLE, TABLE)}


def test_a_connection_that_does_not_exist_carries_nothing() -> None:
    assert causes(way(routed(route(PEER, PEERING)), to(PEER))) == {(Cause.ROUTE_BLACKHOLE, TABLE)}


def test_where_no_connection_is_in_the_state_nobody_knows() -> None:
    found = way(routed(route(PEER, PEERING), VpcPeeringConnections=None), to(PEER))
    assert found.truth.is_unknown


def test_beyond_the_blocks_of_the_peer_it_carries_nothing() -> None:
    held = routed(route("10.0.0.0/8", PEERING), VpcPeeringConnections=[connection()])
    found = way(held, to("10.8.0.0/15"))
    lost = [each for each in obstacles(found) if each.cause is Cause.ROUTE_MISSING]
    assert [each.refused and each.refused.destinations() for each in lost] == [AddressSet.parse("10.9.0.0/16")]
