"""The first hops of a path: how the name of the destination is resolved in the VPC.

Neither security groups nor network ACLs filter the VPC's own resolver (Amazon VPC User Guide, "Amazon DNS server");
servers of one's own are reached as any other host is, at port 53.
"""

from collections.abc import Iterator

from msgspec import structs

from vpclint.algebra.ports import TCP, UDP, ProtocolSet
from vpclint.network.destination import Destination
from vpclint.network.direct import direct_way
from vpclint.network.hops import Cause, Hop, Obstacle
from vpclint.network.journey import Journey, told
from vpclint.network.naming import Naming
from vpclint.truth import YES, Fact, Truth, open_for, unknown

DNS = 53
CAUSES = (Cause.DNS_SUPPORT_DISABLED, Cause.DHCP_OPTIONS_INCOMPLETE, Cause.CUSTOM_NAME_SERVERS)
"""What is open where nobody knows how names are resolved."""


def resolver(journey: Journey, naming: Naming) -> Truth:
    """Whether names are answered as the VPC's own resolver would answer them."""
    if not naming.own.is_no:
        return naming.own
    assumed = journey.analysis.assumed(Cause.CUSTOM_NAME_SERVERS.rule, naming.options_id)
    if assumed:
        return assumed.truth
    reason = f"whether the name servers {naming.servers} resolve the names of AWS is not in the state"
    obtain = f'[[assume]] with rule = "custom-name-servers" and resource = "{naming.options_id}"'
    return unknown(Fact("", naming.options_id, "", reason, obtain))


def name_hops(journey: Journey) -> Iterator[Hop]:
    """The hops from a name to addresses."""
    if not journey.vpc_id:
        facts = frozenset({journey.state.subnets.fact(journey.subnet.subnet_id, "VpcId")})
        yield journey.open_hop("vpc-dns", journey.subnet.subnet_id, facts, CAUSES)
        return
    naming = journey.analysis.naming(journey.vpc_id)
    yield _vpc_hop(naming)
    yield _options_hop(naming)
    if naming.own.is_no:
        yield _servers_hop(journey, naming)
        yield from _to_servers(journey, naming)


def _vpc_hop(naming: Naming) -> Hop:
    """The attributes of the VPC: without DNS support, its resolver does not answer."""
    support = _support(naming)
    obstacles = [
        Obstacle(cause, truth, naming.vpc_id, mild=mild)
        for cause, truth, mild in (
            (Cause.DNS_SUPPORT_DISABLED, support, naming.own.is_no),
            (Cause.DNS_HOSTNAMES_DISABLED, naming.hostnames, True),
        )
        if not truth.is_yes
    ]
    switches = f"enableDnsSupport is {_word(naming.support)}, enableDnsHostnames is {_word(naming.hostnames)}"
    truth = YES if naming.own.is_no else support
    return Hop("vpc-dns", naming.vpc_id, truth, switches, tuple(obstacles))


def _support(naming: Naming) -> Truth:
    """Whether the resolver answers; where the servers are not known, that it does not may not matter."""
    return open_for(naming.own.facts) if naming.support.is_no and naming.own.is_unknown else naming.support


def _word(truth: Truth) -> str:
    return "on" if truth.is_yes else "off" if truth.is_no else "not known"


def _options_hop(naming: Naming) -> Hop:
    """The DHCP option set, which SageMaker wants to be complete."""
    why = "the option set has all that SageMaker asks for"
    if naming.complete.is_no:
        why = f"the option set lacks {' and '.join(naming.missing)}"
    elif naming.complete.is_unknown:
        why = told(naming.complete.facts)
    causes = [] if naming.complete.is_yes else [Cause.DHCP_OPTIONS_INCOMPLETE]
    causes += [Cause.CUSTOM_NAME_SERVERS] if naming.complete.is_unknown else []
    obstacles = tuple(Obstacle(cause, naming.complete, naming.options_id) for cause in causes)
    truth = naming.complete if naming.complete.is_no else naming.complete & _known(naming.own)
    extra = naming.own.is_unknown and naming.complete.is_yes
    more = (Obstacle(Cause.CUSTOM_NAME_SERVERS, naming.own, naming.options_id),) if extra else ()
    return Hop("dhcp-options", naming.options_id, truth, why, (*obstacles, *more))


def _known(own: Truth) -> Truth:
    """Open where it is not known who the name servers are; servers of one's own have a hop of their own."""
    return own if own.is_unknown else YES


def _servers_hop(journey: Journey, naming: Naming) -> Hop:
    """Name servers of one's own: whether they resolve the names of AWS is not in any state."""
    truth = resolver(journey, naming)
    why = f"names are resolved by {naming.servers}"
    obstacle = Obstacle(Cause.CUSTOM_NAME_SERVERS, truth, naming.options_id, str(naming.servers))
    return Hop("name-servers", naming.options_id, truth, why, () if truth.is_yes else (obstacle,))


def _to_servers(journey: Journey, naming: Naming) -> Iterator[Hop]:
    """The way to name servers of one's own; what answers there is part of the question about them."""
    name = f"the name server{'' if naming.servers.size == 1 else 's'} {naming.servers}"
    protocols = ProtocolSet.of((TCP, TCP), (UDP, UDP))
    destination = Destination(name, naming.servers, DNS, named=False, protocols=protocols)
    for hop in direct_way(structs.replace(journey, destination=destination, receiver="")).hops:
        obstacles = tuple(each for each in hop.obstacles if each.cause is not Cause.PATH_LEAVES_THE_VPC)
        edge = bool(hop.obstacles) and not obstacles
        yield structs.replace(hop, truth=YES if edge else hop.truth, obstacles=obstacles)
