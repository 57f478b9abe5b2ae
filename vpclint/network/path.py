"""The way of a job's traffic from a subnet to a destination, hop by hop, with every obstacle on it.

A job's interface does not exist yet. It is judged as: any free address of the subnet, all of the job's security
groups at once, and never a public address, not even in a public subnet.
"""

from msgspec import structs

from vpclint.aws.ec2 import Subnet
from vpclint.network.analysis import Analysis
from vpclint.network.hops import Cause, Destination, Hop, Leg, Obstacle, Way
from vpclint.network.journey import Journey
from vpclint.network.legs import legs, table_hops
from vpclint.network.security_groups import Direction
from vpclint.truth import NO, YES, Facts, open_for


def way_to(analysis: Analysis, subnet: Subnet, groups: tuple[str, ...], destination: Destination) -> Way:
    """How a job interface with these groups in this subnet reaches a destination; without groups, routing alone."""
    journey = Journey(analysis, subnet, destination)
    stays_outside = not journey.diversion.is_yes
    egress = (egress_hop(analysis, groups, destination),) if groups and stays_outside else ()
    way = Way(destination, (*egress, *table_hops(journey)), tuple(legs(journey)))
    if destination.facts:
        way = _to_hidden_addresses(way, destination.facts)
    return _perhaps_diverted(way, journey) if journey.diversion.is_unknown else way


def _to_hidden_addresses(way: Way, facts: Facts) -> Way:
    """A way to somewhere within a set: what holds for all of the set holds, what holds for a part of it is open."""
    common = tuple(_weakened(hop, facts) if any(each.partial for each in hop.obstacles) else hop for hop in way.common)
    shared = len({leg.truth for leg in way.legs}) == 1
    return structs.replace(way, common=common, legs=way.legs if shared else _weakened_legs(way.legs, facts))


def _perhaps_diverted(way: Way, journey: Journey) -> Way:
    """A way that private DNS may lead elsewhere: what stands on it may never be met."""
    facts = journey.diversion.facts
    endpoint = journey.open_hop("interface-endpoint", journey.vpc_id, facts, journey.causes_of_no_way)
    common = (endpoint, *(_weakened(hop, facts) for hop in way.common))
    return structs.replace(way, common=common, legs=_weakened_legs(way.legs, facts))


def _weakened_legs(parts: tuple[Leg, ...], facts: Facts) -> tuple[Leg, ...]:
    return tuple(structs.replace(leg, hops=tuple(_weakened(hop, facts) for hop in leg.hops)) for leg in parts)


def _weakened(hop: Hop, facts: Facts) -> Hop:
    """A hop that was proved to fail, where the facts may show that the traffic does not meet it."""
    return hop.answered(open_for(facts)) if hop.truth.is_no else hop


def egress_hop(analysis: Analysis, groups: tuple[str, ...], destination: Destination) -> Hop:
    """Whether the union of the groups lets the traffic out."""
    wanted = destination.traffic()
    permitted = analysis.permitted(groups, Direction.EGRESS)
    truth = permitted.covers(wanted)
    names = ", ".join(groups)
    if truth.is_yes:
        return Hop("security-group", names, YES, f"the groups allow TCP {destination.port} to {destination.name}")
    refused, doubt = permitted.refused(wanted), permitted.doubtful(wanted)
    stopped = [(NO, refused)] if refused else []
    stopped += [(open_for(doubt.facts), doubt.traffic)] if doubt.traffic else []
    obstacles = tuple(
        Obstacle(
            Cause.SECURITY_GROUP_EGRESS,
            answer,
            names,
            refused=traffic,
            partial=traffic != wanted,
            towards=(destination.name,),
        )
        for answer, traffic in stopped
    )
    share = "a part of " if refused != wanted else ""
    why = f"no rule of the groups allows TCP {destination.port} to {share}{destination.name}"
    return Hop("security-group", names, truth, why if truth.is_no else "a rule may allow it", obstacles)
