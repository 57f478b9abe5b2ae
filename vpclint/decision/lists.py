"""Whether the network ACLs between two of a job's subnets would let its instances reach each other.

Within one subnet no list is met, and SageMaker is documented to place a job in one of its subnets. So what lists stop
between them is a warning, for the case that instances were spread.
"""

from collections.abc import Iterator

from msgspec import structs

from vpclint.algebra.addresses import AddressSet
from vpclint.algebra.ports import ALL_PORTS, ESP, TCP, UDP, PortSet, ProtocolSet
from vpclint.algebra.traffic import TrafficSet
from vpclint.aws.ec2 import Subnet
from vpclint.decision.peers import IKE_PORT
from vpclint.network.acls import Side
from vpclint.network.admitting import admitting_entries
from vpclint.network.analysis import Analysis
from vpclint.network.blocks import assignable, subnet_block
from vpclint.network.filters import Stop, acl_obstacles, stops
from vpclint.network.hops import Cause, Hop, Obstacle
from vpclint.truth import YES, Fact, open_for

EVERY_PORT = PortSet.range(1, 65535)


def list_hops(analysis: Analysis, subnet: Subnet, others: tuple[Subnet, ...], *, encrypted: bool) -> Iterator[Hop]:
    """The list of a subnet, out to the job's other subnets and in from them; none where it is the only one."""
    own = subnet_block(analysis.state, subnet)
    blocks = [subnet_block(analysis.state, other) for other in others]
    there = AddressSet.union(assignable(block) for block in blocks if isinstance(block, AddressSet))
    if isinstance(own, Fact) or not there:
        return
    here = assignable(own)
    for side, sources, destinations in ((Side.OUT_OF, here, there), (Side.INTO, there, here)):
        wanted = _between(sources, destinations, encrypted=encrypted)
        yield _list_hop(analysis, subnet, side, wanted, "every TCP port" + ", UDP 500 and ESP" * encrypted)


def _between(sources: AddressSet, destinations: AddressSet, *, encrypted: bool) -> TrafficSet:
    """Every TCP port, and what encryption asks for."""
    services = [(TCP, EVERY_PORT), *([(UDP, PortSet.single(IKE_PORT)), (ESP, ALL_PORTS)] if encrypted else [])]
    return TrafficSet.union(
        TrafficSet.of(protocols=ProtocolSet.single(protocol), sources=sources, destinations=destinations, ports=ports)
        for protocol, ports in services
    )


def _list_hop(analysis: Analysis, subnet: Subnet, side: Side, wanted: TrafficSet, what: str) -> Hop:
    effective = analysis.acl_of(subnet)
    cause = Cause.NETWORK_ACL_PEERS
    if effective.acl is None:
        obstacle = Obstacle(cause, open_for(effective.facts), subnet.subnet_id, mild=True, towards=("peers",))
        return Hop("network-acl", subnet.subnet_id, YES, "no list is met within one subnet", (obstacle,))
    acl_id = effective.acl.network_acl_id
    acl = analysis.acl_filter(effective.acl, side)
    found: list[Stop] = [structs.replace(stop, mild=True) for stop in stops(acl.permitted, wanted)]
    obstacles = [each for stop in found for each in acl_obstacles(acl_id, acl, cause, stop, wanted)]
    towards = tuple(structs.replace(each, towards=("peers",)) for each in obstacles)
    way = "out to" if side is Side.OUT_OF else "in from"
    why = f"the list {'does not let' if found else 'lets'} {what} {way} the job's other subnets"
    deciders = () if found else admitting_entries(analysis, effective.acl, side, wanted)
    return Hop("network-acl", acl_id, YES, why, towards, deciders=deciders)
