"""The way of a job's traffic from a subnet to a destination and back, hop by hop, with every obstacle on it.

First the name is resolved, which may lead to an interface endpoint of the VPC; then the security groups let the
traffic out, the longest prefix selects a route, and the lists of the subnets are crossed, there and back. A job's
interface does not exist yet. It is judged as: any free address of the subnet, all of the job's security groups at once,
and never a public address, not even in a public subnet.
"""

from msgspec import structs

from vpclint.aws.ec2 import Subnet
from vpclint.network.analysis import Analysis
from vpclint.network.assumed import settled
from vpclint.network.destination import Destination
from vpclint.network.direct import direct_way
from vpclint.network.hops import Cause, Hop, Way, agreed, warned_of_in_all
from vpclint.network.journey import Journey
from vpclint.network.names import name_hops
from vpclint.network.no_way import REPAIRS
from vpclint.network.private_link import Diversion, diversions, to_endpoint
from vpclint.truth import Facts


def way_to(analysis: Analysis, subnet: Subnet, groups: tuple[str, ...], destination: Destination) -> Way:
    """How a job interface with these groups in this subnet reaches a destination; without groups, all else."""
    journey = Journey(analysis, subnet, groups, destination)
    names = tuple(name_hops(journey)) if destination.named else ()
    return structs.replace(_resolved(journey), names=names).each(lambda hop: settled(hop, analysis.assumed))


def _resolved(journey: Journey) -> Way:
    """The way that the name leads to: to an interface endpoint where private names surely do, else by the routes."""
    found = diversions(journey)
    sure = [each for each in found if each.truth.is_yes]
    gaps = journey.endpoints.gaps
    if sure:
        return _either(journey, [to_endpoint(journey, each.endpoint) for each in sure], _facts(sure))
    perhaps = [each for each in found if each.truth.is_unknown]
    direct = _repaired(journey, direct_way(journey))
    if not perhaps and not gaps:
        return direct
    ways = [direct, *(to_endpoint(journey, each.endpoint) for each in perhaps)]
    return _either(journey, ways, _facts(perhaps) | gaps, complete=not gaps)


def _repaired(journey: Journey, way: Way) -> Way:
    """Where no route leads to a service and an endpoint's repair comes nearest, the way that there would be then.

    What else stands on that way has to be repaired as well; what would stand on a way past the endpoint has not.
    """
    for hop in (hop for leg in way.legs for hop in leg.hops):
        for obstacle in hop.obstacles:
            endpoint = journey.state.vpc_endpoints.get(obstacle.subject or obstacle.resource)
            whole = obstacle.truth.is_no and not obstacle.partial
            if obstacle.cause in REPAIRS and whole and endpoint in journey.endpoints.interfaces:
                there = to_endpoint(journey, endpoint)
                return structs.replace(there, common=(hop, *there.common))
    return way


def _facts(found: list[Diversion]) -> Facts:
    return frozenset().union(*(each.facts for each in found))


def _either(journey: Journey, ways: list[Way], facts: Facts, *, complete: bool = True) -> Way:
    """One of several ways: what all of them share holds, the rest is open.

    Args:
        journey: who asks for what.
        ways: the ways; where they come to the same, the first tells it.
        facts: what would tell which one it is.
        complete: there is no further one.
    """
    first = ways[0]
    if len(ways) == 1 and complete:
        return first
    sure = warned_of_in_all(way.hops for way in ways) if complete else set[Cause]()
    ways = [way.each(lambda hop: hop.doubted(sure, facts)) for way in ways]
    if complete and not agreed([way.reaches for way in ways], facts).is_unknown:
        return structs.replace(ways[0], others=tuple(ways[1:]))
    weak = [way.weakened(facts) for way in ways]
    hop = _open(journey, facts)
    return Way(
        journey.destination,
        (hop, *(each for way in weak for each in way.common)),
        tuple(leg for way in weak for leg in way.legs),
        tuple(each for way in weak for each in way.answer),
    )


def _open(journey: Journey, facts: Facts) -> Hop:
    """That it is open whether private names lead to an interface endpoint."""
    return journey.open_hop("interface-endpoint", journey.vpc_id, facts, journey.causes_of_no_way)
