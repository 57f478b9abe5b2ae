"""The way to addresses, once they are known: out through groups and list, along the routes, and back in."""

from msgspec import structs

from vpclint.algebra.addresses import AddressSet
from vpclint.network.acls import Side
from vpclint.network.filters import JOB_PORTS, answer_acl_hop, group_hop, outward_acl_hop
from vpclint.network.hops import Cause, Hop, Leg, Way
from vpclint.network.journey import Journey
from vpclint.network.legs import legs, table_hop
from vpclint.network.no_way import ABSENCES
from vpclint.network.security_groups import Members
from vpclint.truth import Fact


def direct_way(journey: Journey, receivers: tuple[Members, ...] = ()) -> Way:
    """The way to the addresses of the destination.

    Args:
        journey: who asks for what.
        receivers: the interfaces that are known to have the addresses, with their groups.
    """
    destination = journey.destination
    if not destination.addresses:
        return _nowhere(journey)
    groups: tuple[Hop, ...] = ()
    if journey.groups:
        carriers = (_others_than(receivers, journey.members), *receivers) if receivers else ()
        groups = (group_hop(journey, Cause.SECURITY_GROUP_EGRESS, journey.groups, carriers),)
    outward, answer = _own_list(journey)
    parts = tuple(legs(journey))
    if parts and not destination.exact and all(map(_ends_for_want_of_an_endpoint, parts)):
        groups, outward, answer = (tuple(map(_without_cause, hops)) for hops in (groups, outward, answer))
    way = Way(destination, (*groups, table_hop(journey), *outward), parts, answer)
    if destination.facts:
        way = way.weakened(destination.facts, partial_only=True)
    return way


def _nowhere(journey: Journey) -> Way:
    """The way to a destination that has no address: where a list is empty, or endpoints take all addresses, say."""
    name = journey.destination.name
    fact = Fact("", name, "", f"the state leaves no address that {name} can have")
    facts = journey.destination.facts or frozenset({fact})
    return Way(journey.destination, (journey.open_hop("destination", name, facts, journey.causes_of_no_way),), (), ())


def _ends_for_want_of_an_endpoint(leg: Leg) -> bool:
    """Whether an endpoint would make the way: it has addresses of its own, so what stands before these is no cause."""
    return any(obstacle.cause in ABSENCES for hop in leg.hops for obstacle in hop.obstacles if hop.truth.is_no)


def _without_cause(hop: Hop) -> Hop:
    return structs.replace(hop, obstacles=())


def _others_than(receivers: tuple[Members, ...], own: Members) -> Members:
    """The job's own interfaces, of which none has an address of those who receive."""
    return Members(own.groups, own.addresses - AddressSet.union(each.addresses for each in receivers))


def _own_list(journey: Journey) -> tuple[tuple[Hop, ...], tuple[Hop, ...]]:
    """The list of the job's own subnet, out and back in, for what is not in the subnet itself."""
    outside, destination = journey.outside, journey.destination
    if not outside:
        return (), ()
    out = outward_acl_hop(journey, journey.subnet, Side.OUT_OF, destination.traffic(outside))
    back = answer_acl_hop(journey, journey.subnet, Side.INTO, destination.answers(JOB_PORTS, outside), JOB_PORTS)
    return (out,), (back,)
