"""The routing half of a path: the table, the routes that are selected in it, and what they lead to."""

from collections.abc import Iterator

from msgspec import structs

from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.ec2 import RouteTable, VpcEndpoint
from vpclint.network.endpoints import GATEWAY, availability
from vpclint.network.hops import Cause, Hop, Leg, agreed
from vpclint.network.journey import Crossing, Journey
from vpclint.network.routing import NumberedRoute, RouteMap, Selection
from vpclint.network.targets import Target, target_of
from vpclint.truth import NO, YES, Facts, Truth, unknown


def table_hops(journey: Journey) -> Iterator[Hop]:
    """The route table; or, before any route is asked, the interface endpoints that take the traffic."""
    effective = journey.analysis.table_of(journey.subnet)
    if journey.diversion.is_yes:
        for endpoint in journey.endpoints.interfaces:
            yield _at_interface_endpoint(journey, endpoint)
    elif effective.table is None:
        subnet_id = journey.subnet.subnet_id
        yield journey.open_hop("route-table", subnet_id, effective.facts, journey.causes_of_no_route)
    else:
        role = "the main table of the VPC" if effective.main else "the table of the subnet"
        yield Hop("route-table", effective.table.route_table_id, YES, role)


def legs(journey: Journey) -> Iterator[Leg]:
    """The destination, parted by the route that each address takes."""
    table = journey.analysis.table_of(journey.subnet).table
    if table is None or journey.diversion.is_yes:
        return
    routes = journey.analysis.routes(table)
    if routes.facts:
        hop = journey.open_hop("route", table.route_table_id, routes.facts, journey.causes_of_no_route)
        yield Leg(journey.destination.addresses, (hop,))
        return
    for selection in routes.select(journey.destination.addresses):
        yield Leg(selection.destinations, _taken(journey, table, routes, selection))


def _taken(journey: Journey, table: RouteTable, routes: RouteMap, selection: Selection) -> tuple[Hop, ...]:
    """The hops at the selected routes, each with the answer that all routes share which the packet may take.

    These are several where equal prefixes have no defined order, and where the destination of a route is not known.
    """
    here = Crossing(journey, table, selection.destinations)
    hops = [_at_route(structs.replace(here, route=route), route) for route in selection.routes] or [_no_route(here)]
    others = [_at_route(structs.replace(here, route=route), route) for route, _ in routes.unplaced]
    facts = frozenset(fact for _, fact in routes.unplaced) or _undefined_order(journey, table, selection)
    truth = agreed([hop.truth for hop in (*hops, *others)], facts)
    return tuple(_settled(journey, hop, truth) for hop in hops)


def _settled(journey: Journey, hop: Hop, truth: Truth) -> Hop:
    """The hop with a shared answer; one that passes by itself may still not be the one that is taken."""
    if truth.is_unknown and hop.truth.is_yes:
        return journey.open_hop(hop.kind, hop.resource, truth.facts, journey.causes_of_no_way)
    return hop.answered(truth)


def _undefined_order(journey: Journey, table: RouteTable, selection: Selection) -> Facts:
    """What would tell which of several routes with equal prefixes is taken: an origin, or nothing that AWS says."""
    unclear = [route.index for route in selection.routes if route.unclear]
    if unclear:
        tables = journey.state.route_tables
        return frozenset(tables.fact(table.route_table_id, f"Routes[{index}].Origin") for index in unclear)
    reason = "equal prefixes to different targets have no defined order"
    return frozenset({journey.state.route_tables.fact(table.route_table_id, "Routes", reason)})


def _no_route(here: Crossing) -> Hop:
    """No route matches: for S3 the fault is its endpoint's, for all else the route is missing."""
    why = f"no route matches {here.named_part}"
    if here.journey.destination.s3:
        return _no_endpoint(here, why)
    return here.stopped(Cause.ROUTE_MISSING, why)


def _no_endpoint(here: Crossing, why: str) -> Hop:
    """The table leads to no S3 endpoint: it is not routed, not available, or there is none."""
    gateways, interfaces = here.journey.endpoints.gateways, here.journey.endpoints.interfaces
    gateways = tuple(sorted(gateways, key=lambda endpoint: endpoint.vpc_endpoint_id))
    broken = [endpoint for endpoint in gateways if availability(here.journey.state, endpoint).is_no]
    usable = [endpoint for endpoint in gateways if endpoint not in broken]
    if usable:
        return here.stopped(Cause.S3_ENDPOINT_NOT_ROUTED, why, subject=usable[0].vpc_endpoint_id)
    if broken:
        return here.stopped(Cause.S3_ENDPOINT_NOT_AVAILABLE, why, resource=broken[0].vpc_endpoint_id)
    if interfaces:
        return _at_interface_endpoint(here.journey, interfaces[0])
    return here.stopped(Cause.S3_ENDPOINT_MISSING, why, resource=here.journey.vpc_id)


def _at_route(here: Crossing, numbered: NumberedRoute) -> Hop:
    """What becomes of the packet at a route that is selected, whatever shorter prefixes there are."""
    target = target_of(numbered.route)
    passes = _forwards(here, numbered)
    if passes.is_unknown:
        causes = (Cause.ROUTE_BLACKHOLE,)
        return here.journey.open_hop("route", here.table.route_table_id, passes.facts, causes)
    if passes.is_no:
        return _dropped(here, numbered, target)
    match target.kind:
        case "unknown-target" if not target.id:
            table_id = here.table.route_table_id
            reason = "it has no target that vpclint knows"
            fact = here.journey.state.route_tables.fact(table_id, f"Routes[{numbered.index}]", reason)
            return here.journey.open_hop("route", table_id, frozenset({fact}), here.journey.causes_of_no_way)
        case "vpc-endpoint":
            return _at_endpoint(here, numbered, target)
        case "internet-gateway":
            why = f"{numbered.destination} leads to {target.id}, and the job's interfaces have no public address"
            return here.stopped(Cause.INTERNET_GATEWAY_UNUSABLE, why, subject=target.id)
        case "local" if here.journey.destination.s3:
            return here.stopped(Cause.ROUTE_MISSING, f"{numbered.destination} keeps it inside the VPC")
        case "local":
            return here.journey.edge("local", here.journey.vpc_id, f"the local route of {here.journey.vpc_id}")
    return here.journey.edge(target.kind, target.id, target.words)


def _forwards(here: Crossing, numbered: NumberedRoute) -> Truth:
    """Whether a route forwards. A blackhole, or one that is filtered, drops the packet; no other route is tried."""
    place = f"Routes[{numbered.index}].State"
    table = here.journey.state.route_tables
    status = numbered.route.state
    if isinstance(status, UnsetType):
        return unknown(table.fact(here.table.route_table_id, place))
    if status in ("active", "blackhole", "filtered"):
        return YES if status == "active" else NO
    return unknown(table.fact(here.table.route_table_id, place, f"{status!r} is no state that vpclint knows"))


def _dropped(here: Crossing, numbered: NumberedRoute, target: Target) -> Hop:
    """A route that drops; where the record of its target says why, the target is the cause."""
    endpoint = here.journey.state.vpc_endpoints.get(target.id)
    listed = not isinstance(numbered.route.destination_prefix_list_id, UnsetType)
    asked = listed and here.journey.destination.s3 and endpoint in here.journey.endpoints.gateways
    if asked and endpoint and availability(here.journey.state, endpoint).is_no:
        return _at_endpoint(here, numbered, target)
    why = f"{numbered.destination} to {target.id} is {numbered.route.state}: it drops what it matches"
    return here.stopped(Cause.ROUTE_BLACKHOLE, why, subject=target.id)


def _at_endpoint(here: Crossing, numbered: NumberedRoute, target: Target) -> Hop:
    journey = here.journey
    endpoint = journey.state.vpc_endpoints.get(target.id)
    exists = journey.state.vpc_endpoints.exists(target.id)
    if exists.is_no and journey.destination.s3:
        return _no_endpoint(here, f"{numbered.destination} leads to {target.id}, which does not exist any more")
    if endpoint is None:
        facts = exists.facts or frozenset({journey.state.vpc_endpoints.fact(target.id)})
        return journey.open_hop("vpc-endpoint", target.id, facts, journey.causes_of_no_route)
    if endpoint not in journey.endpoints.gateways or not journey.destination.s3:
        return _at_foreign_endpoint(journey, endpoint)
    if isinstance(numbered.route.destination_prefix_list_id, UnsetType):
        table_id, reason = here.table.route_table_id, "a gateway endpoint is a target for prefix lists only"
        fact = journey.state.route_tables.fact(table_id, f"Routes[{numbered.index}]", reason)
        return journey.open_hop("route", table_id, frozenset({fact}), journey.causes_of_no_way)
    truth = availability(journey.state, endpoint)
    state = or_none(endpoint.state) or "in an unknown state"
    why = f"{numbered.destination} leads to {target.id}, which is {state}"
    obstacle = journey.obstacle(Cause.S3_ENDPOINT_NOT_AVAILABLE, truth, target.id, here.part)
    return Hop("gateway-endpoint", target.id, truth, why, () if truth.is_yes else (obstacle,))


def _at_interface_endpoint(journey: Journey, endpoint: VpcEndpoint) -> Hop:
    endpoint_id = endpoint.vpc_endpoint_id
    return journey.edge("interface-endpoint", endpoint_id, f"the interface endpoint {endpoint_id}")


def _at_foreign_endpoint(journey: Journey, endpoint: VpcEndpoint) -> Hop:
    """An endpoint that is not known to be S3's gateway: its type, or what it serves, is open or something else."""
    kind, service = or_none(endpoint.vpc_endpoint_type), or_none(endpoint.service_name)
    facts = frozenset(fact for fact in journey.endpoints.gaps if fact.record == endpoint.vpc_endpoint_id)
    if facts and journey.destination.s3:
        return journey.open_hop("vpc-endpoint", endpoint.vpc_endpoint_id, facts, journey.causes_of_no_route)
    name = "gateway endpoint" if str(kind).lower() == GATEWAY else f"{kind} endpoint"
    return journey.edge(
        "vpc-endpoint", endpoint.vpc_endpoint_id, f"the {name} {endpoint.vpc_endpoint_id} for {service}"
    )
