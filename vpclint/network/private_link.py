"""Interface endpoints: private names lead to their interfaces, whose groups and lists then count.

Source: AWS PrivateLink Guide, "Access an AWS service using an interface VPC endpoint". Private names need both DNS
attributes of the VPC, and a client that asks the VPC's own resolver.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct, structs

from vpclint.aws.absence import or_none
from vpclint.aws.ec2 import VpcEndpoint
from vpclint.network.destination import Destination
from vpclint.network.direct import direct_way
from vpclint.network.endpoints import availability, has_private_names
from vpclint.network.filters import group_hop
from vpclint.network.hops import Cause, Hop, Leg, Obstacle, Way
from vpclint.network.interfaces import Interfaces
from vpclint.network.journey import Journey
from vpclint.network.names import resolver
from vpclint.network.security_groups import Members
from vpclint.truth import NO, Fact, Facts, Truth, all_of, open_for


class Diversion(Struct, frozen=True):
    """An interface endpoint, and whether the service's name leads to it."""

    endpoint: VpcEndpoint
    truth: Truth
    facts: Facts


def diversions(journey: Journey) -> list[Diversion]:
    """The interface endpoints to which the name of the destination leads, or may lead.

    A resolver that is switched off is an obstacle by itself: what it would answer still shows where the way would go.
    Whether the names of an endpoint that is about to come lead to it already is not documented.
    """
    if not journey.vpc_id or not any(journey.endpoints.diverting):
        return []
    naming = journey.analysis.naming(journey.vpc_id)
    works = all_of((naming.hostnames, resolver(journey, naming)))
    found = []
    for endpoint in journey.endpoints.diverting:
        truth = all_of((works, has_private_names(journey.state, endpoint)))
        if truth.is_yes and not availability(journey.state, endpoint).is_yes:
            truth = open_for(frozenset({_state_fact(journey, endpoint)}))
        facts = truth.facts or frozenset({_state_fact(journey, endpoint, "several endpoints have the same names")})
        found.append(Diversion(endpoint, truth, facts))
    return found


def _state_fact(journey: Journey, endpoint: VpcEndpoint, reason: str = "") -> Fact:
    table, state = journey.state.vpc_endpoints, or_none(endpoint.state)
    told = reason or (f"it is {state}, and whether its names lead to it is open" if state else "")
    return table.fact(endpoint.vpc_endpoint_id, "State", told)


def to_endpoint(journey: Journey, endpoint: VpcEndpoint) -> Way:
    """The way to the interfaces of an endpoint, to whichever of them its name leads."""
    interfaces = journey.analysis.interfaces(endpoint)
    first = _endpoint_hop(journey, endpoint, interfaces)
    if not interfaces.addresses:
        outward = (
            (Cause.SECURITY_GROUP_EGRESS,) if journey.groups else (Cause.NETWORK_ACL_EGRESS, Cause.NETWORK_ACL_RETURN)
        )
        causes = (Cause.ENDPOINT_SECURITY_GROUP_INGRESS, *outward)
        hop = journey.open_hop("interface-endpoint", endpoint.vpc_endpoint_id, interfaces.facts, causes)
        return Way(journey.destination, (first, hop), ())
    there = journey.destination
    destination = Destination(
        there.name, interfaces.addresses, there.port, interfaces.facts, named=False, protocols=there.protocols
    )
    inner = structs.replace(journey, destination=destination, receiver=endpoint.vpc_endpoint_id)
    receivers = (Members(frozenset(interfaces.groups), interfaces.addresses),)
    way = direct_way(inner, () if interfaces.group_facts else receivers)
    arrival = (each for hop in _ingress(inner, endpoint, interfaces) for each in _arrivals(hop, interfaces, way.legs))
    way = structs.replace(way, common=(first, *way.common), legs=(*way.legs, *arrival))
    facts = interfaces.facts | inner.asker_facts
    return way.weakened(facts, partial_only=True) if facts else way


def _arrivals(hop: Hop, interfaces: Interfaces, legs: Iterable[Leg]) -> Iterator[Leg]:
    """The last hop to the interfaces; that it stops the job is not proved where the way there leads out of sight.

    What lies there, such as an appliance, may send the job's traffic on under an address of its own.
    """
    straight = interfaces.addresses
    for leg in legs:
        hops = (hop for each in (leg, *leg.others) for hop in each.hops)
        beyond = frozenset(fact for each in hops if not each.back for fact in _out_of_sight(each))
        if beyond and hop.truth.is_no:
            yield Leg(leg.addresses, (hop.answered(open_for(beyond)),))
            straight -= leg.addresses
    if straight:
        yield Leg(straight, (hop,))


def _out_of_sight(hop: Hop) -> Facts:
    found = (each.truth.facts for each in hop.obstacles if each.cause is Cause.PATH_LEAVES_THE_VPC)
    return frozenset().union(*found)


def _endpoint_hop(journey: Journey, endpoint: VpcEndpoint, interfaces: Interfaces) -> Hop:
    """The endpoint itself: its state, and whether it has an interface in the zone of the job's subnet."""
    endpoint_id, truth = endpoint.vpc_endpoint_id, availability(journey.state, endpoint)
    s3 = journey.destination.s3
    cause = Cause.S3_ENDPOINT_NOT_AVAILABLE if s3 else Cause.SERVICE_ENDPOINT_NOT_AVAILABLE
    name = journey.destination.name
    obstacles = () if truth.is_yes else (Obstacle(cause, truth, endpoint_id, towards=(name,)),)
    why = f"the name of {name} leads to {endpoint_id}, which is {or_none(endpoint.state) or 'in an unknown state'}"
    return Hop("interface-endpoint", endpoint_id, truth, why, (*obstacles, *_zone(journey, endpoint, interfaces)))


def _zone(journey: Journey, endpoint: VpcEndpoint, interfaces: Interfaces) -> Iterator[Obstacle]:
    own = or_none(journey.subnet.availability_zone)
    subnets = [journey.state.subnets.get(each) for each in interfaces.subnets]
    zones = {or_none(subnet.availability_zone) for subnet in subnets if subnet}
    if own and own in zones:
        return
    table, endpoint_id = journey.state.vpc_endpoints, endpoint.vpc_endpoint_id
    unclear = own is None or None in zones or None in subnets or not subnets
    fact = table.fact(endpoint_id, "SubnetIds", "the zones of its interfaces are not all in the state")
    truth = open_for(frozenset({fact})) if unclear else NO
    yield Obstacle(Cause.ENDPOINT_ZONE, truth, endpoint_id, own or "", mild=True, towards=(journey.destination.name,))


def _ingress(inner: Journey, endpoint: VpcEndpoint, interfaces: Interfaces) -> Iterator[Hop]:
    """Whether the groups of the endpoint let the job in, as one who carries its groups or has its addresses."""
    cause, endpoint_id = Cause.ENDPOINT_SECURITY_GROUP_INGRESS, endpoint.vpc_endpoint_id
    if interfaces.group_facts:
        yield inner.open_hop("security-group", endpoint_id, interfaces.group_facts, (cause,))
    else:
        others = Members(frozenset(interfaces.groups), interfaces.addresses - inner.askers)
        hop = group_hop(inner, cause, interfaces.groups, (inner.members, others), subject=endpoint_id)
        hidden = _hidden_groups(inner, interfaces)
        yield hop.answered(open_for(hidden)) if hidden and hop.truth.is_no else hop


def _hidden_groups(inner: Journey, interfaces: Interfaces) -> Facts:
    """Groups that the state does not hold: an interface carries them, so they exist, be it in another account."""
    table = inner.state.security_groups
    hidden = [each for each in interfaces.groups if table.exists(each).is_no]
    return frozenset(table.fact(each, "", "an endpoint carries it, and the state does not hold it") for each in hidden)
