"""Peering connections hop by hop: which part of the traffic they carry, and what is said of the rest."""

import pytest
from worlds import TABLE, VPC, Record, World, route

from vpclint.algebra.addresses import AddressSet
from vpclint.network.destination import Destination
from vpclint.network.hops import Cause, Hop, Obstacle
from vpclint.truth import NO

from .test_peering import PEER, PEERING, connection, to
from .ways import OPEN_GROUP, routed, way, without

WIDE = route("10.0.0.0/8", PEERING)


def peered(*records: Record) -> World:
    return routed(WIDE, VpcPeeringConnections=[*records], **OPEN_GROUP)


def legs(held: World, destination: Destination) -> list[tuple[AddressSet, Hop]]:
    """The parts of the destination, each with the last hop of its way out."""
    found = way(held, destination).legs
    return [(leg.addresses, [hop for hop in leg.hops if not hop.back][-1]) for leg in found]


def stopped(destination: Destination, cause: Cause, why: str, part: AddressSet | None = None) -> Hop:
    obstacle = Obstacle(
        cause,
        NO,
        TABLE,
        PEERING,
        "/Routes/1",
        destination.traffic(part),
        partial=part is not None,
        towards=(destination.name,),
    )
    return Hop("route", TABLE, NO, f"10.0.0.0/8 leads to {PEERING}, which {why}", (obstacle,))


def test_a_dead_connection_is_told_by_its_state_and_one_that_is_gone_by_that() -> None:
    there = to(PEER)
    dropped = stopped(there, Cause.ROUTE_BLACKHOLE, "is initiating-request")
    assert legs(peered(connection("initiating-request")), there) == [(there.addresses, dropped)]
    gone = stopped(there, Cause.ROUTE_BLACKHOLE, "does not exist any more")
    assert legs(peered(), there) == [(there.addresses, gone)]


def test_what_the_peer_has_and_what_lies_beyond_it_are_two_parts() -> None:
    there = to("10.8.0.0/15")
    (inside, edge), (beyond, hop) = legs(peered(connection()), there)
    assert (inside, edge.kind, edge.resource) == (AddressSet.parse(PEER), "vpc-peering-connection", PEERING)
    assert edge.truth.is_unknown
    why = f"carries nothing but traffic for {PEER}"
    assert (beyond, hop) == (
        AddressSet.parse("10.9.0.0/16"),
        stopped(there, Cause.ROUTE_MISSING, why, AddressSet.parse("10.9.0.0/16")),
    )


def test_where_the_peer_has_nothing_of_it_there_is_no_way_in() -> None:
    there = to("10.9.0.0/16")
    lost = stopped(there, Cause.ROUTE_MISSING, f"carries nothing but traffic for {PEER}")
    assert legs(peered(connection()), there) == [(there.addresses, lost)]


FAR = connection()["AccepterVpcInfo"]


@pytest.mark.parametrize(
    "far",
    [
        without(FAR, "CidrBlockSet"),
        FAR | {"CidrBlockSet": []},
        FAR | {"CidrBlockSet": [{"CidrBlock": PEER}, {}]},
        FAR | {"CidrBlockSet": [{"CidrBlock": "?"}]},
        without(FAR, "VpcId"),
        FAR | {"VpcId": VPC},
    ],
)
def test_a_peer_of_unknown_blocks_may_have_all_of_it(far: Record) -> None:
    there = to("10.8.0.0/15")
    ((part, hop),) = legs(peered(connection() | {"AccepterVpcInfo": far}), there)
    assert (part, hop.kind, hop.truth.is_unknown) == (there.addresses, "vpc-peering-connection", True)


@pytest.mark.parametrize("member", ["Status", "RequesterVpcInfo"])
def test_a_connection_is_judged_by_its_far_side_alone(member: str) -> None:
    (_, edge), (beyond, _) = legs(peered(without(connection(), member)), to("10.8.0.0/15"))
    assert edge.truth.is_unknown
    assert beyond == AddressSet.parse("10.9.0.0/16")
