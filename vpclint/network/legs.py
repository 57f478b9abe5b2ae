"""The routing half of a path: the routes that are selected in the subnet's table, and what they lead to."""

from collections.abc import Iterator

from msgspec import structs

from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.ec2 import VpcEndpoint
from vpclint.network.arrival import local_legs
from vpclint.network.crossing import Crossing, different
from vpclint.network.destination import S3
from vpclint.network.endpoints import GATEWAY, TYPES, availability
from vpclint.network.forwarding import interface_legs, transit_gateway_hop
from vpclint.network.gateways import nat_availability
from vpclint.network.hops import Cause, Hop, Leg, agreed, warned_of_in_all
from vpclint.network.journey import Journey
from vpclint.network.nat import dead_nat, nat_legs
from vpclint.network.no_way import no_way
from vpclint.network.peering import peering_legs
from vpclint.network.routing import RouteMap, Selection
from vpclint.truth import YES, Fact, Facts, all_of, open_for


def table_hop(journey: Journey) -> Hop:
    """The route table that the subnet uses."""
    effective = journey.analysis.table_of(journey.subnet)
    if effective.table is None:
        subnet_id = journey.subnet.subnet_id
        return journey.open_hop("route-table", subnet_id, effective.facts, journey.causes_of_no_route)
    role = "the main table of the VPC" if effective.main else "the table of the subnet"
    return Hop("route-table", effective.table.route_table_id, YES, role)


def legs(journey: Journey) -> Iterator[Leg]:
    """The destination, parted by the route that each address takes; within the subnet no route is asked."""
    table = journey.analysis.table_of(journey.subnet).table
    if table is None:
        return
    inside = journey.destination.addresses - journey.routed
    if inside:
        yield from local_legs(Crossing(journey, table, inside))
    routes = journey.analysis.routes(table)
    if routes.facts:
        hop = journey.open_hop("route", table.route_table_id, routes.facts, journey.causes_of_no_route)
        yield Leg(journey.destination.addresses, (hop,))
        return
    for selection in routes.select(journey.routed):
        yield from _taken(Crossing(journey, table, selection.destinations), routes, selection)


def _taken(here: Crossing, routes: RouteMap, selection: Selection) -> Iterator[Leg]:
    """The legs at the selected routes, with the answer that all routes share which the packet may take.

    These are several where equal prefixes have no defined order, and where the destination of a route is not known.
    """
    selection = structs.replace(selection, routes=different(selection.routes))
    chosen = [tuple(_at_route(structs.replace(here, numbered=route))) for route in selection.routes]
    facts = frozenset(fact for _, fact in routes.unplaced)
    chosen = chosen or [(Leg(here.part, (_no_route(here, facts),)),)]
    others = [tuple(_at_route(structs.replace(here, numbered=route))) for route, _ in routes.unplaced]
    if len(selection.routes) > 1:
        facts |= here.undefined_order(selection.routes)
        yield Leg(here.part, (here.ambiguous(selection.routes, facts),))
    elif rivals := tuple(routes.rivals(selection)):
        yield Leg(here.part, (here.ambiguous(rivals, facts, known=False),))
    alternatives = [all_of(leg.truth for leg in each) for each in (*chosen, *others)]
    truth = agreed(alternatives, facts)
    undecided = len(alternatives) > 1 and truth.is_unknown
    sure = warned_of_in_all([hop for leg in each for hop in leg.hops] for each in (*chosen, *others))
    decided = len(alternatives) > 1 and not undecided
    instead = tuple(leg for each in (*chosen, *others) for leg in each) if decided else ()
    for each in (*chosen, *others) if truth.is_unknown else chosen:
        for leg in each:
            weaker = _weaker(leg, truth.facts) if undecided else structs.replace(leg, others=instead)
            yield structs.replace(weaker, hops=tuple(hop.doubted(sure, facts) for hop in weaker.hops))


def _no_route(here: Crossing, facts: Facts) -> Hop:
    """No route matches; that there is none can't be said while the destination of one is not known."""
    hop = no_way(here, f"no route matches {here.named_part}")
    absent = any(obstacle.cause is Cause.ROUTE_MISSING for obstacle in hop.obstacles)
    return hop.answered(open_for(facts)) if facts and absent else hop


def _weaker(leg: Leg, facts: Facts) -> Leg:
    """The leg of a way that may not be the one: nothing is proved on it, and what is open is for these facts, too."""
    return Leg(
        leg.addresses,
        tuple(hop if hop.truth.is_yes else hop.answered(open_for(hop.truth.facts | facts)) for hop in leg.hops),
    )


def _at_route(here: Crossing) -> Iterator[Leg]:
    """What becomes of the packet at a route that is selected, whatever shorter prefixes there are.

    A route that leads to what can't carry the packet is told once, with the reason.
    """
    passes = here.forwards
    if passes.is_no:
        yield Leg(here.part, (_dropped(here),))
        return
    table_id = here.table.route_table_id
    first = here.passed() if passes.is_yes else here.open("route", table_id, passes.facts, Cause.ROUTE_BLACKHOLE)
    for leg in _beyond(here):
        told = passes.is_yes and leg.hops[0].kind == first.kind and leg.hops[0].truth.is_no
        yield leg if told else Leg(leg.addresses, (first, *leg.hops))


def _beyond(here: Crossing) -> Iterator[Leg]:
    """The legs behind the target of a route."""
    target, journey = here.target, here.journey
    match target.kind:
        case "local":
            yield from local_legs(here)
        case "nat-gateway":
            yield from nat_legs(here, target.id)
        case "vpc-endpoint":
            yield Leg(here.part, (_at_endpoint(here),))
        case "internet-gateway":
            why = f"{here.prefix} leads to {target.id}, and a job's interfaces have no public address"
            yield Leg(here.part, (here.stopped(Cause.INTERNET_GATEWAY_UNUSABLE, why, subject=target.id),))
        case "egress-only-internet-gateway":
            why = f"{here.prefix} leads to {target.id}, which carries IPv6 only"
            yield Leg(here.part, (here.stopped(Cause.ROUTE_MISSING, why, subject=target.id),))
        case "vpc-peering-connection":
            yield from peering_legs(here, target.id)
        case "network-interface":
            yield from interface_legs(here, target.id)
        case "transit-gateway":
            yield Leg(here.part, (transit_gateway_hop(here, target.id, journey.subnet),))
        case "unknown-target" if not target.id:
            fact = here.fact("it has no target that vpclint knows")
            table_id, causes = here.table.route_table_id, journey.causes_of_no_way
            yield Leg(here.part, (here.open("route", table_id, frozenset({fact}), *causes),))
        case _:
            yield Leg(here.part, (here.edge(),))


def _dropped(here: Crossing) -> Hop:
    """A route that drops; where the record of its target says why, the target is the cause."""
    target, state = here.target, here.journey.state
    endpoint = state.vpc_endpoints.get(target.id)
    listed = here.numbered is not None and here.numbered.by_prefix_list
    if endpoint and listed and availability(state, endpoint).is_no:
        return _at_gateway(here, endpoint)
    nat = state.nat_gateways.get(target.id)
    if nat and nat_availability(state, nat).is_no:
        return dead_nat(here, nat)
    why = f"{here.prefix} to {target.id} is {here.route.state}: it drops what it matches"
    return here.stopped(Cause.ROUTE_BLACKHOLE, why, subject=target.id)


def _at_endpoint(here: Crossing) -> Hop:
    """An endpoint as the target of a route: a gateway, or a load balancer's, whose far side nobody knows."""
    journey, endpoint_id = here.journey, here.target.id
    endpoint = journey.state.vpc_endpoints.get(endpoint_id)
    exists = journey.state.vpc_endpoints.exists(endpoint_id)
    if exists.is_no:
        return no_way(here, f"{here.prefix} leads to {endpoint_id}, which does not exist any more")
    if endpoint is None:
        return here.open("vpc-endpoint", endpoint_id, exists.facts, *journey.causes_of_no_route)
    kind, table = or_none(endpoint.vpc_endpoint_type), journey.state.vpc_endpoints
    if kind is None or kind.lower() not in TYPES:
        reason = f"{kind!r} is no type that vpclint knows" if kind else ""
        fact = table.fact(endpoint_id, "VpcEndpointType", reason)
        return here.open("vpc-endpoint", endpoint_id, frozenset({fact}), *journey.causes_of_no_way)
    if kind.lower() != GATEWAY:
        return here.edge(f"the {kind} endpoint {endpoint_id}")
    strange = _misfit(here, endpoint)
    if strange and not availability(journey.state, endpoint).is_no:
        return here.open("route", here.table.route_table_id, frozenset({strange}), *journey.causes_of_no_way)
    return _at_gateway(here, endpoint)


def _misfit(here: Crossing, endpoint: VpcEndpoint) -> Fact | None:
    """What does not fit together: AWS makes a route to a gateway of the table's VPC, for its service's own list."""
    state, table = here.journey.state, here.journey.state.vpc_endpoints
    list_id = here.route.destination_prefix_list_id
    if isinstance(list_id, UnsetType):
        return here.fact("a gateway endpoint is a target for prefix lists only")
    for name, value in (("VpcId", endpoint.vpc_id), ("ServiceName", endpoint.service_name)):
        if isinstance(value, UnsetType):
            return table.fact(endpoint.vpc_endpoint_id, name)
    if here.journey.vpc_id and endpoint.vpc_id != here.journey.vpc_id:
        return here.fact(f"its gateway endpoint is one of {endpoint.vpc_id}")
    listed = state.prefix_lists.get(list_id) or state.managed_prefix_lists.get(list_id)
    named = or_none(listed.prefix_list_name) if listed else None
    fits = named in (None, endpoint.service_name)
    return None if fits else here.fact(f"its gateway endpoint is for {endpoint.service_name}, not for {named}")


def _at_gateway(here: Crossing, endpoint: VpcEndpoint) -> Hop:
    """A gateway endpoint carries TCP to all of its prefix list, and answers come from the same public addresses."""
    endpoint_id, truth = endpoint.vpc_endpoint_id, availability(here.journey.state, endpoint)
    state = or_none(endpoint.state) or "in an unknown state"
    why = f"{here.prefix} leads to {endpoint_id}, which is {state}"
    of_s3 = str(endpoint.service_name).endswith(f".{S3}")
    cause = Cause.S3_ENDPOINT_NOT_AVAILABLE if of_s3 else Cause.SERVICE_ENDPOINT_NOT_AVAILABLE
    obstacle = here.journey.obstacle(cause, truth, endpoint_id, here.part)
    return Hop("gateway-endpoint", endpoint_id, truth, why, () if truth.is_yes else (obstacle,))
