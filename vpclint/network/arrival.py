"""The local route: from one subnet of the VPC into another, through the lists of both and back."""

from collections.abc import Iterator

from msgspec import structs

from vpclint.algebra.addresses import NO_ADDRESSES, AddressSet
from vpclint.aws.ec2 import Subnet
from vpclint.network.acls import Side
from vpclint.network.blocks import subnet_block, vpc_blocks
from vpclint.network.crossing import Crossing, different
from vpclint.network.filters import JOB_PORTS, answer_acl_hop, outward_acl_hop
from vpclint.network.hops import Cause, Hop, Leg
from vpclint.network.journey import Journey
from vpclint.network.routing import NumberedRoute, RouteMap
from vpclint.truth import Fact


def local_legs(here: Crossing) -> Iterator[Leg]:
    """The addresses of the VPC itself, by the subnet that they are in.

    A service is asked at its public addresses: what the local route takes of them never leaves the VPC.
    """
    journey = here.journey
    if journey.destination.service is not None and not journey.receiver:
        yield Leg(here.part, (here.stopped(Cause.ROUTE_MISSING, f"{here.prefix} keeps it inside the VPC"),))
        return
    left = here.part
    for subnet in sorted(journey.state.subnets.where("vpc_id", journey.vpc_id), key=lambda each: each.subnet_id):
        block = subnet_block(journey.state, subnet)
        inside = left if isinstance(block, Fact) else left & block
        if not isinstance(block, Fact) and inside:
            yield Leg(inside, (*_border(journey, subnet, inside), *_received(here, inside)))
            left -= inside
    if left:
        yield Leg(left, (_nowhere(here, left),))


def _border(journey: Journey, subnet: Subnet, part: AddressSet) -> Iterator[Hop]:
    """The list of another subnet, both ways, and its routes back; within one subnet there is nothing to cross."""
    if subnet.subnet_id == journey.subnet.subnet_id:
        return
    questions = journey.destination.traffic(part, journey.askers)
    answers = journey.destination.answers(JOB_PORTS, part, journey.askers)
    yield outward_acl_hop(journey, subnet, Side.INTO, questions)
    yield from way_back(journey, subnet, part)
    yield answer_acl_hop(journey, subnet, Side.OUT_OF, answers, JOB_PORTS)


def way_back(journey: Journey, subnet: Subnet, part: AddressSet) -> Iterator[Hop]:
    """Where the routes of another subnet do not lead the answers straight back: to an appliance, say, or nowhere."""
    effective = journey.analysis.table_of(subnet)
    if effective.table is None:
        causes = (Cause.ROUTE_MISSING,)
        yield journey.open_hop("route-table", subnet.subnet_id, effective.facts, causes, part=part, back=True)
        return
    table, routes = effective.table, journey.analysis.routes(effective.table)
    unclear = routes.facts.union(fact for numbered, fact in routes.unplaced if not numbered.to_a_service)
    if unclear:
        causes = (Cause.ROUTE_MISSING,)
        yield journey.open_hop("route", table.route_table_id, unclear, causes, part=part, back=True)
        return
    found = tuple(_back(Crossing(journey, table, part), routes))
    if found and journey.asker_facts:
        causes = (Cause.ROUTE_MISSING,)
        yield journey.open_hop("route", table.route_table_id, journey.asker_facts, causes, part=part, back=True)
    else:
        yield from found


def _back(there: Crossing, routes: RouteMap) -> Iterator[Hop]:
    """Where the answers to those who ask are not led straight back; of those in an unknown block, to the whole VPC."""
    journey, table_id = there.journey, there.table.route_table_id
    whole = vpc_blocks(journey.state, journey.vpc_id) if journey.asker_facts else NO_ADDRESSES
    for selection in routes.select(whole or journey.askers):
        equals = different(selection.routes)
        for numbered in equals:
            yield from _back_by(structs.replace(there, numbered=numbered), equals)
        if not selection.routes:
            why = f"{table_id} has no route back to {selection.destinations}"
            yield journey.answering(there.stopped(Cause.ROUTE_MISSING, why), there.part)


def _back_by(there: Crossing, equals: tuple[NumberedRoute, ...]) -> Iterator[Hop]:
    """What becomes of answers at a route: straight back they go by the local route alone."""
    journey, target, passes, table_id = there.journey, there.target, there.forwards, there.table.route_table_id
    if passes.is_no and len(equals) == 1:
        why = f"{there.prefix} to {target.id} is {there.route.state}: it drops the answers"
        yield journey.answering(there.stopped(Cause.ROUTE_BLACKHOLE, why, subject=target.id), there.part)
    elif not passes.is_yes:
        facts, causes = passes.facts or there.undefined_order(equals), (Cause.ROUTE_BLACKHOLE,)
        yield journey.open_hop("route", table_id, facts, causes, part=there.part, back=True)
    elif target.kind != "local":
        yield journey.edge(target.kind, target.id, target.words, there.part, back=True)


def _received(here: Crossing, part: AddressSet) -> Iterator[Hop]:
    """Who receives it: an endpoint's interface, judged with the endpoint, or somebody whom the state does not tell."""
    journey = here.journey
    if not journey.receiver:
        yield journey.edge("local", journey.vpc_id, f"the local route of {journey.vpc_id}", part)


def _nowhere(here: Crossing, left: AddressSet) -> Hop:
    """Addresses of the VPC that are in no subnet that the state shows."""
    journey, here = here.journey, structs.replace(here, part=left)
    gaps = journey.state.subnets.where("vpc_id", journey.vpc_id).gaps
    unread = {journey.state.subnets.fact(each.subnet_id, "CidrBlock") for each in _without_block(journey)}
    if gaps or unread or journey.receiver:
        reason = f"{left} is in no subnet of {journey.vpc_id} that the state shows"
        facts = gaps | unread or frozenset({Fact("", journey.receiver, "", reason)})
        return here.open("local", journey.vpc_id, facts, Cause.ROUTE_MISSING)
    return here.stopped(Cause.ROUTE_MISSING, f"{left} is in no subnet of {journey.vpc_id}")


def _without_block(journey: Journey) -> list[Subnet]:
    subnets = journey.state.subnets.where("vpc_id", journey.vpc_id)
    return [each for each in subnets if isinstance(subnet_block(journey.state, each), Fact)]
