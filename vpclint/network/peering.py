"""Peering connections: they carry traffic for the peered VPC, and nothing beyond it."""

from collections.abc import Iterator

from msgspec import structs

from vpclint.algebra.addresses import AddressSet
from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.gateways import PeeredVpc
from vpclint.network.blocks import read_blocks
from vpclint.network.crossing import Crossing
from vpclint.network.hops import Cause, Leg
from vpclint.network.journey import Journey
from vpclint.truth import Fact

_DEAD = frozenset(
    {"pending-acceptance", "failed", "expired", "provisioning", "deleted", "rejected", "initiating-request"}
)
"""Codes of the status of a connection that carries nothing (botocore: VpcPeeringConnectionStateReasonCode)."""


def peering_legs(here: Crossing, connection_id: str) -> Iterator[Leg]:
    """Where a peering connection leads: into the peer, whose inside the state does not show, or nowhere.

    A peering connection gives no way to the peer's gateways and endpoints (Amazon VPC Peering Guide, "Unsupported VPC
    peering configurations").
    """
    journey, table = here.journey, here.journey.state.vpc_peering_connections
    connection = table.get(connection_id)
    status = or_none(connection.status) if connection else None
    code = or_none(status.code) if status else None
    if code in _DEAD or table.exists(connection_id).is_no:
        why = f"{here.prefix} leads to {connection_id}, which {f'is {code}' if code else 'does not exist any more'}"
        yield Leg(here.part, (here.stopped(Cause.ROUTE_BLACKHOLE, why, subject=connection_id),))
        return
    blocks = _peer_blocks(journey, connection_id)
    inside = here.part if blocks is None else here.part & blocks
    if inside:
        yield Leg(inside, (structs.replace(here, part=inside).edge(),))
    if beyond := here.part - inside:
        why = f"{here.prefix} leads to {connection_id}, which carries nothing but traffic for {blocks}"
        hop = structs.replace(here, part=beyond).stopped(Cause.ROUTE_MISSING, why, subject=connection_id)
        yield Leg(beyond, (hop,))


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
