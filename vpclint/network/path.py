"""The way of a job's traffic from a subnet to a destination, hop by hop, with every obstacle on it.

A job's interface does not exist yet. It is judged as: any free address of the subnet, all of the job's security
groups at once, and never a public address, not even in a public subnet.
"""

from collections.abc import Iterator

from msgspec import structs

from vpclint.algebra.addresses import AddressSet
from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.ec2 import RouteTable, Subnet, VpcEndpoint
from vpclint.network.analysis import Analysis
from vpclint.network.endpoints import GATEWAY, availability, diversion
from vpclint.network.hops import Cause, Destination, Hop, Leg, Obstacle, Way, agreed
from vpclint.network.routing import NumberedRoute
from vpclint.network.security_groups import Direction
from vpclint.network.targets import Target, target_of
from vpclint.truth import NO, YES, Fact, Facts, Truth, open_for, unknown


def way_to(analysis: Analysis, subnet: Subnet, groups: tuple[str, ...], destination: Destination) -> Way:
    """How a job interface with these groups in this subnet reaches a destination."""
    routes = _Routes(analysis, subnet, destination)
    egress = [egress_hop(analysis, groups, destination)] if groups else []
    legs = tuple(routes.legs())
    if destination.facts:
        egress = [
            _weakened(hop, destination.facts) if hop.obstacles and hop.obstacles[0].partial else hop for hop in egress
        ]
        legs = (
            legs
            if len({leg.truth for leg in legs}) == 1
            else tuple(_weakened_leg(leg, destination.facts) for leg in legs)
        )
    if not routes.diversion.is_unknown:
        return Way(destination, (*egress, *routes.common()), legs)
    facts = routes.diversion.facts
    common = (_weakened(hop, facts) for hop in (*egress, *routes.common()))
    return Way(destination, (routes.diversion_hop(), *common), tuple(_weakened_leg(leg, facts) for leg in legs))


def _weakened(hop: Hop, facts: Facts) -> Hop:
    """A hop that was proved to fail, where the facts may show that the traffic does not come this way."""
    return _answered(hop, open_for(facts)) if hop.truth.is_no else hop


def _weakened_leg(leg: Leg, facts: Facts) -> Leg:
    return structs.replace(leg, hops=tuple(_weakened(hop, facts) for hop in leg.hops))


def _answered(hop: Hop, truth: Truth) -> Hop:
    obstacles = tuple(structs.replace(obstacle, truth=truth) for obstacle in hop.obstacles)
    return structs.replace(hop, truth=truth, obstacles=obstacles)


def egress_hop(analysis: Analysis, groups: tuple[str, ...], destination: Destination) -> Hop:
    """Whether the union of the groups lets the traffic out."""
    wanted = destination.traffic()
    permitted = analysis.permitted(groups, Direction.EGRESS)
    truth = permitted.covers(wanted)
    names = ", ".join(groups)
    if truth.is_yes:
        return Hop("security-group", names, YES, f"the groups allow TCP {destination.port} to {destination.name}")
    refused = permitted.refused(wanted) if truth.is_no else wanted - permitted.certain
    partial = refused != wanted
    obstacle = Obstacle(Cause.SECURITY_GROUP_EGRESS, truth, names, refused=refused, partial=partial)
    share = "a part of " if partial else ""
    why = f"no rule of the groups allows TCP {destination.port} to {share}{destination.name}"
    return Hop("security-group", names, truth, why if truth.is_no else "a rule may allow it", (obstacle,))


class _Routes:
    """The routing half of one way: the table, the routes that are selected in it, and their targets.

    Attributes:
        diversion: whether an interface endpoint takes the traffic before any route is asked.
    """

    def __init__(self, analysis: Analysis, subnet: Subnet, destination: Destination) -> None:
        self.analysis = analysis
        self.state = analysis.state
        self.subnet = subnet
        self.destination = destination
        self.effective = analysis.table_of(subnet)
        vpc_id = or_none(subnet.vpc_id) or ""
        self.endpoints = analysis.s3_endpoints(vpc_id)
        self.diversion = diversion(self.state, self.endpoints) if destination.s3 else NO

    def common(self) -> Iterator[Hop]:
        """The route table, and an interface endpoint that takes the traffic before any route is asked."""
        table = self.effective.table
        if self.diversion.is_yes:
            yield from self._interface_hops()
        elif table is None:
            yield self._open_hop("route-table", self.subnet.subnet_id, self.effective.facts, self._all_causes())
        else:
            role = "the main table of the VPC" if self.effective.main else "the table of the subnet"
            yield Hop("route-table", table.route_table_id, YES, role)

    def legs(self) -> Iterator[Leg]:
        """The destination, parted by the route that each address takes."""
        table = self.effective.table
        if table is None or self.diversion.is_yes:
            return
        routes = self.analysis.routes(table)
        if routes.facts:
            hop = self._open_hop("route", table.route_table_id, routes.facts, self._all_causes())
            yield Leg(self.destination.addresses, (hop,))
            return
        others = [(self._target_hop(table, route, self.destination.addresses), fact) for route, fact in routes.unplaced]
        facts = frozenset(fact for _, fact in others)
        for selection in routes.select(self.destination.addresses):
            hops = self._selected(table, selection.routes, selection.destinations)
            candidates = [hop.truth for hop in hops] + [hop.truth for hop, _ in others]
            truth = agreed(candidates, facts or self._undefined_order(table))
            yield Leg(selection.destinations, tuple(self._settled(hop, truth) for hop in hops))

    def _settled(self, hop: Hop, truth: Truth) -> Hop:
        """The hop with the answer that all alternatives share; one that passes by itself may still not be taken."""
        if truth.is_unknown and hop.truth.is_yes:
            return self._open_hop(hop.kind, hop.resource, truth.facts, self._edge_causes())
        return _answered(hop, truth)

    def _selected(self, table: RouteTable, routes: tuple[NumberedRoute, ...], part: AddressSet) -> list[Hop]:
        return [self._target_hop(table, route, part) for route in routes] or [self._no_route(table, part)]

    def _undefined_order(self, table: RouteTable) -> Facts:
        reason = "equal prefixes to different targets have no defined order"
        return frozenset({self.state.route_tables.fact(table.route_table_id, "Routes", reason)})

    def _no_route(self, table: RouteTable, part: AddressSet) -> Hop:
        """No route matches: for S3 the fault is its endpoint's, for all else the route is missing."""
        why = f"no route matches {self._named(part)}"
        if not self.destination.s3:
            return self._stopped(table, Cause.ROUTE_MISSING, NO, why, part)
        return self._without_endpoint_route(table, why, part)

    def _without_endpoint_route(self, table: RouteTable, why: str, part: AddressSet) -> Hop:
        gateways = self.endpoints.gateways
        usable = [endpoint for endpoint in gateways if not availability(self.state, endpoint).is_no]
        if usable:
            return self._stopped(table, Cause.S3_ENDPOINT_NOT_ROUTED, NO, why, part, subject=usable[0].vpc_endpoint_id)
        if gateways:
            broken = gateways[0].vpc_endpoint_id
            obstacle = self._obstacle(Cause.S3_ENDPOINT_NOT_AVAILABLE, NO, broken, part)
            return Hop("route-table", table.route_table_id, NO, why, (obstacle,))
        vpc_id = or_none(self.subnet.vpc_id) or ""
        obstacle = self._obstacle(Cause.S3_ENDPOINT_MISSING, NO, vpc_id, part, subject=table.route_table_id)
        return Hop("route-table", table.route_table_id, NO, why, (obstacle,))

    def _target_hop(self, table: RouteTable, numbered: NumberedRoute, part: AddressSet) -> Hop:
        target = target_of(numbered.route)
        passes = self._route_state(table, numbered)
        if passes.is_no:
            return self._dropped(table, numbered, target, part)
        if passes.is_unknown:
            return self._open_hop("route", table.route_table_id, passes.facts, (Cause.ROUTE_BLACKHOLE,))
        match target.kind:
            case "vpc-endpoint":
                return self._endpoint_hop(table, numbered, target, part)
            case "internet-gateway":
                why = f"{numbered.destination} leads to {target.id}, and the job's interfaces have no public address"
                cause = Cause.INTERNET_GATEWAY_UNUSABLE
                return self._stopped(table, cause, NO, why, part, subject=target.id, route=numbered)
            case "local":
                why = f"{numbered.destination} keeps it inside the VPC"
                return self._stopped(table, Cause.ROUTE_MISSING, NO, why, part, route=numbered)
        return self._edge(target)

    def _route_state(self, table: RouteTable, numbered: NumberedRoute) -> Truth:
        """Whether a selected route forwards; one that does not drops the packet, no other route is tried."""
        place = f"Routes[{numbered.index}].State"
        status = numbered.route.state
        if isinstance(status, UnsetType):
            return unknown(self.state.route_tables.fact(table.route_table_id, place))
        if status in ("active", "blackhole", "filtered"):
            return YES if status == "active" else NO
        reason = f"{status!r} is no state that vpclint knows"
        return unknown(self.state.route_tables.fact(table.route_table_id, place, reason))

    def _dropped(self, table: RouteTable, numbered: NumberedRoute, target: Target, part: AddressSet) -> Hop:
        endpoint = self.state.vpc_endpoints.get(target.id)
        if endpoint and availability(self.state, endpoint).is_no:
            return self._endpoint_hop(table, numbered, target, part)
        why = f"{numbered.destination} to {target.id} is {numbered.route.state}: it drops what it matches"
        return self._stopped(table, Cause.ROUTE_BLACKHOLE, NO, why, part, subject=target.id, route=numbered)

    def _endpoint_hop(self, table: RouteTable, numbered: NumberedRoute, target: Target, part: AddressSet) -> Hop:
        endpoint = self.state.vpc_endpoints.get(target.id)
        exists = self.state.vpc_endpoints.exists(target.id)
        if exists.is_no:
            return self._without_endpoint_route(table, f"{target.id} does not exist any more", part)
        if endpoint is None:
            return self._open_hop("gateway-endpoint", target.id, exists.facts, self._all_causes())
        if endpoint not in self.endpoints.gateways or not self.destination.s3:
            return self._foreign_endpoint(endpoint)
        truth = availability(self.state, endpoint)
        why = (
            f"{numbered.destination} leads to {target.id}, which is {or_none(endpoint.state) or 'in an unknown state'}"
        )
        obstacle = self._obstacle(Cause.S3_ENDPOINT_NOT_AVAILABLE, truth, target.id, part, subject=table.route_table_id)
        return Hop("gateway-endpoint", target.id, truth, why, () if truth.is_yes else (obstacle,))

    def _foreign_endpoint(self, endpoint: VpcEndpoint) -> Hop:
        kind = or_none(endpoint.vpc_endpoint_type)
        if kind is None or isinstance(endpoint.service_name, UnsetType):
            facts = frozenset(fact for fact in self.endpoints.gaps if fact.record == endpoint.vpc_endpoint_id)
            return self._open_hop("vpc-endpoint", endpoint.vpc_endpoint_id, facts, self._all_causes())
        name = "gateway endpoint" if kind.lower() == GATEWAY else f"{kind} endpoint"
        return self._edge(Target("vpc-endpoint", endpoint.vpc_endpoint_id), f"the {name} for {endpoint.service_name}")

    def _interface_hops(self) -> Iterator[Hop]:
        for endpoint in self.endpoints.interfaces:
            yield self._edge(Target("interface-endpoint", endpoint.vpc_endpoint_id), "the interface endpoint")

    def diversion_hop(self) -> Hop:
        """That an interface endpoint, which the state does not show, may take the traffic."""
        vpc_id = or_none(self.subnet.vpc_id) or ""
        return self._open_hop("interface-endpoint", vpc_id, self.diversion.facts, self._edge_causes())

    def _edge(self, target: Target, name: str = "") -> Hop:
        """What lies behind this target is not followed, so the answer is open."""
        reason = f"what lies behind {name or target.words} is not examined by this version"
        fact = Fact("", target.id, "", reason)
        return self._open_hop(target.kind, target.id, frozenset({fact}), self._edge_causes())

    def _all_causes(self) -> tuple[Cause, ...]:
        return (*self._edge_causes(), Cause.ROUTE_BLACKHOLE, Cause.INTERNET_GATEWAY_UNUSABLE)

    def _edge_causes(self) -> tuple[Cause, ...]:
        """What is open while it is not known whether some other way works."""
        if not self.destination.s3:
            return (Cause.ROUTE_MISSING,)
        if not self.endpoints.gateways:
            return (Cause.S3_ENDPOINT_MISSING,)
        return (Cause.S3_ENDPOINT_NOT_ROUTED,)

    def _open_hop(self, kind: str, resource: str, facts: Facts, causes: tuple[Cause, ...]) -> Hop:
        truth = open_for(facts)
        whole = self.destination.addresses
        obstacles = tuple(self._obstacle(cause, truth, resource, whole) for cause in causes)
        why = "; ".join(sorted(fact.reason or f"{fact.subject} is not known" for fact in facts))
        return Hop(kind, resource, truth, why, obstacles)

    def _stopped(
        self,
        table: RouteTable,
        cause: Cause,
        truth: Truth,
        why: str,
        part: AddressSet,
        *,
        subject: str = "",
        route: NumberedRoute | None = None,
    ) -> Hop:
        pointer = f"/Routes/{route.index}" if route else ""
        obstacle = self._obstacle(cause, truth, table.route_table_id, part, subject=subject, pointer=pointer)
        return Hop("route" if route else "route-table", table.route_table_id, truth, why, (obstacle,))

    def _obstacle(
        self, cause: Cause, truth: Truth, resource: str, part: AddressSet, *, subject: str = "", pointer: str = ""
    ) -> Obstacle:
        partial = part != self.destination.addresses
        return Obstacle(cause, truth, resource, subject, pointer, self.destination.traffic(part), partial)

    def _named(self, part: AddressSet) -> str:
        whole = part == self.destination.addresses
        return self.destination.name if whole else f"{part} of {self.destination.name}"
