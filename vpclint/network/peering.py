"""Peering connections: they carry traffic for the peered VPC, and nothing beyond it."""

from vpclint.algebra.addresses import AddressSet
from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.gateways import PeeredVpc
from vpclint.network.blocks import read_blocks
from vpclint.network.crossing import Crossing
from vpclint.network.hops import Cause, Hop
from vpclint.network.journey import Journey
from vpclint.truth import Fact


def peering_hop(here: Crossing, connection_id: str) -> Hop:
    """Where a peering connection leads: into the peer, whose inside the state does not show, or nowhere.

    A peering connection gives no way to the peer's gateways and endpoints (Amazon VPC Peering Guide, "Unsupported VPC
    peering configurations").
    """
    journey = here.journey
    blocks = _peer_blocks(journey, connection_id)
    if blocks is not None and blocks.isdisjoint(here.part):
        why = f"{here.prefix} leads to {connection_id}, which carries nothing but traffic for {blocks}"
        return here.stopped(Cause.ROUTE_MISSING, why, subject=connection_id)
    return journey.edge("vpc-peering-connection", connection_id, here.target.words, here.part)


def _peer_blocks(journey: Journey, connection_id: str) -> AddressSet | None:
    """The IPv4 blocks of the other side; None where they are not known."""
    connection = journey.state.vpc_peering_connections.get(connection_id)
    sides = (
        [or_none(side) for side in (connection.requester_vpc_info, connection.accepter_vpc_info)] if connection else []
    )
    peers = [side for side in sides if side and or_none(side.vpc_id) not in (journey.vpc_id, None)]
    return _blocks(peers[0]) if len(peers) == 1 else None


def _blocks(peer: PeeredVpc) -> AddressSet | None:
    if isinstance(peer.cidr_block_set, UnsetType):
        return None
    texts = [each.cidr_block for each in peer.cidr_block_set]
    known = tuple(text for text in texts if not isinstance(text, UnsetType))
    blocks = read_blocks(known, Fact(""))
    return None if isinstance(blocks, Fact) or len(known) < len(texts) or not known else blocks
