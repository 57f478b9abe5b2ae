"""NAT gateways: what they need to carry a job's traffic to the internet, on both legs and both ways.

A packet goes from the job's subnet into that of the gateway, and from there to the internet gateway; the answer comes
back the same way, first to a port of the gateway and then to one of the job. Sources: Amazon VPC User Guide, "NAT
gateways" and "Regional NAT gateways for automatic multi-AZ expansion".
"""

from collections.abc import Iterator

from msgspec import Struct, structs

from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.ec2 import RouteTable, Subnet
from vpclint.aws.gateways import InternetGateway, NatGateway
from vpclint.network.acls import Side
from vpclint.network.arrival import way_back
from vpclint.network.crossing import Crossing
from vpclint.network.filters import JOB_PORTS, NAT_PORTS, answer_acl_hop, outward_acl_hop
from vpclint.network.hops import Cause, Hop, Leg, Obstacle, agreed
from vpclint.network.journey import Journey
from vpclint.network.public_access import egress_allowed
from vpclint.network.routing import Selection
from vpclint.state.state import State
from vpclint.truth import NO, YES, Fact, Truth, all_of, any_of, known, open_for, unknown

PUBLIC, REGIONAL, ZONAL = "public", "regional", "zonal"
AVAILABLE = "available"
NOT_AVAILABLE = frozenset({"pending", "failed", "deleting", "deleted"})
"""States of a NAT gateway that carries nothing (botocore: NatGatewayState)."""


def nat_availability(state: State, nat: NatGateway) -> Truth:
    """Whether a NAT gateway is available."""
    status = nat.state
    if isinstance(status, UnsetType) or status not in NOT_AVAILABLE | {AVAILABLE}:
        reason = "" if isinstance(status, UnsetType) else f"{status!r} is no state that vpclint knows"
        return unknown(state.nat_gateways.fact(nat.nat_gateway_id, "State", reason))
    return known(status == AVAILABLE)


def dead_nat(here: Crossing, nat: NatGateway) -> Hop:
    """The hop at a NAT gateway that carries nothing."""
    why = f"{here.prefix} leads to {nat.nat_gateway_id}, which is {nat.state}"
    return here.stopped(
        Cause.NAT_GATEWAY_NOT_AVAILABLE, why, resource=nat.nat_gateway_id, subject=str(nat.state), kind="nat-gateway"
    )


def nat_legs(here: Crossing, nat_id: str) -> Iterator[Leg]:
    """The legs of these addresses behind a NAT gateway."""
    state = here.journey.state
    nat = state.nat_gateways.get(nat_id)
    if nat is None:
        exists = state.nat_gateways.exists(nat_id)
        cause = Cause.NAT_GATEWAY_NOT_AVAILABLE
        why = f"{here.prefix} leads to {nat_id}, which does not exist any more"
        gone = here.stopped(cause, why, resource=nat_id, subject="gone", kind="nat-gateway")
        yield Leg(here.part, (gone if exists.is_no else here.open("nat-gateway", nat_id, exists.facts, cause),))
        return
    behind = _Behind(here, nat)
    for leg in behind.legs():
        hops = (behind.gateway, *leg.hops)
        bypass = _bypass(here, nat_id) if all_of(hop.truth for hop in hops).is_yes else ()
        yield Leg(leg.addresses, (structs.replace(hops[0], obstacles=(*hops[0].obstacles, *bypass)), *hops[1:]))


def _bypass(here: Crossing, nat_id: str) -> tuple[Obstacle, ...]:
    """S3 is reached, but past the endpoint and its policy."""
    service = here.journey.destination.service
    if service is None or not here.journey.destination.s3 or service.region != here.journey.state.region:
        return ()
    obstacle = here.journey.obstacle(Cause.S3_ENDPOINT_BYPASSED, NO, here.table.route_table_id, here.part)
    return (structs.replace(obstacle, subject=nat_id, pointer=here.pointer, mild=True),)


class _Behind(Struct, frozen=True):
    """What lies behind a route to a NAT gateway."""

    here: Crossing
    nat: NatGateway

    @property
    def journey(self) -> Journey:
        return self.here.journey

    @property
    def nat_id(self) -> str:
        return self.nat.nat_gateway_id

    @property
    def vpc_id(self) -> str:
        return or_none(self.nat.vpc_id) or self.journey.vpc_id

    @property
    def gateway(self) -> Hop:
        """The gateway itself: its state."""
        truth = nat_availability(self.journey.state, self.nat)
        if truth.is_no:
            return dead_nat(self.here, self.nat)
        if truth.is_unknown:
            return self.here.open("nat-gateway", self.nat_id, truth.facts, Cause.NAT_GATEWAY_NOT_AVAILABLE)
        kind = f"{self.nat.connectivity_type} NAT gateway"
        return Hop("nat-gateway", self.nat_id, YES, f"an available {kind}")

    def legs(self) -> Iterator[Leg]:
        """The legs behind the gateway: through the lists of its subnet, and along the routes of its table."""
        subnet_id = or_none(self.nat.subnet_id)
        mode = or_none(self.nat.availability_mode) or (ZONAL if subnet_id else "")
        if mode == REGIONAL:
            yield from self._regional()
        elif not subnet_id:
            facts = frozenset({self.journey.state.nat_gateways.fact(self.nat_id, "SubnetId")})
            yield self._leg(self._open(facts))
        else:
            subnet = self.journey.state.subnets.get(subnet_id)
            exists = self.journey.state.subnets.exists(subnet_id)
            facts = exists.facts or frozenset({self.journey.state.subnets.fact(subnet_id)})
            yield from self._zonal(subnet) if subnet else (self._leg(self._open(facts)),)

    def _leg(self, *hops: Hop) -> Leg:
        return Leg(self.here.part, hops)

    def _open(self, facts: frozenset[Fact]) -> Hop:
        cause = Cause.NAT_GATEWAY_WITHOUT_INTERNET_ROUTE
        return self.here.open("nat-gateway", self.nat_id, facts, cause)

    def _zonal(self, subnet: Subnet) -> Iterator[Leg]:
        """A gateway in a subnet of its own: the lists, and the routes, of that subnet count as well."""
        around = tuple(self._lists(subnet))
        effective = self.journey.analysis.table_of(subnet)
        if effective.table is None:
            yield self._leg(self._open(effective.facts), *around)
            return
        for leg in self._routed(effective.table, subnet):
            yield Leg(leg.addresses, (*leg.hops, *around))

    def _lists(self, subnet: Subnet) -> Iterator[Hop]:
        """The list of the gateway's subnet on both legs and both ways; a job in that subnet crosses it once."""
        journey, part = self.journey, self.here.part
        destination = journey.destination
        elsewhere = subnet.subnet_id != journey.subnet.subnet_id
        if elsewhere:
            yield outward_acl_hop(journey, subnet, Side.INTO, destination.traffic(part, journey.askers))
        yield outward_acl_hop(journey, subnet, Side.OUT_OF, destination.traffic(part))
        yield answer_acl_hop(journey, subnet, Side.INTO, destination.answers(NAT_PORTS, part), NAT_PORTS)
        if elsewhere:
            yield from way_back(journey, subnet, part)
            answers = destination.answers(JOB_PORTS, part, journey.askers)
            yield answer_acl_hop(journey, subnet, Side.OUT_OF, answers, JOB_PORTS)

    def _regional(self) -> Iterator[Leg]:
        """A gateway of the VPC as a whole: it has no subnet and meets no list, and may have a table of its own."""
        table_id = or_none(self.nat.route_table_id)
        if table_id is None:
            yield self._leg(*self._to_the_internet("", None))
            return
        table = self.journey.state.route_tables.get(table_id)
        if table is None:
            facts = self.journey.state.route_tables.exists(table_id).facts
            yield self._leg(self._open(facts or frozenset({self.journey.state.route_tables.fact(table_id)})))
        else:
            yield from self._routed(table, None)

    def _routed(self, table: RouteTable, subnet: Subnet | None) -> Iterator[Leg]:
        routes = self.journey.analysis.routes(table)
        if routes.facts or routes.unplaced:
            yield self._leg(self._open(routes.facts | {fact for _, fact in routes.unplaced}))
            return
        for selection in routes.select(self.here.part):
            yield Leg(selection.destinations, self._at_routes(table, selection, subnet))

    def _at_routes(self, table: RouteTable, selection: Selection, subnet: Subnet | None) -> tuple[Hop, ...]:
        """The hops at the routes that the gateway's own table selects: mostly one."""
        there = Crossing(self.journey, table, selection.destinations)
        if not selection.routes:
            return (self._no_internet(there, f"{table.route_table_id} has no route to {there.named_part}"),)
        ways = [tuple(self._at_route(structs.replace(there, numbered=each), subnet)) for each in selection.routes]
        truths = [all_of(hop.truth for hop in way) for way in ways]
        if len(ways) == 1 or not (truth := agreed(truths, frozenset({there.fact("the order is open")}))).is_unknown:
            return ways[0]
        return tuple(hop.answered(truth) if hop.truth.is_no else hop for way in ways for hop in way)

    def _at_route(self, there: Crossing, subnet: Subnet | None) -> Iterator[Hop]:
        """What becomes of the packet at a route of the gateway's table."""
        target = there.target
        if there.forwards.is_unknown:
            yield there.open("route", there.table.route_table_id, there.forwards.facts, Cause.ROUTE_BLACKHOLE)
        elif there.forwards.is_yes:
            yield there.passed()
        dead = there.forwards.is_no
        match target.kind:
            case "internet-gateway" if not (dead and attached(self.journey.state, target.id, self.vpc_id).is_yes):
                yield from self._to_the_internet(target.id, subnet)
            case _ if dead:
                why = f"{there.prefix} to {target.id} is {there.route.state}: it drops what it matches"
                yield there.stopped(Cause.ROUTE_BLACKHOLE, why, subject=target.id)
            case "local" | "nat-gateway" | "egress-only-internet-gateway":
                yield self._no_internet(there, f"{there.table.route_table_id} leads {there.named_part} to {target.id}")
            case _:
                yield self.journey.edge(target.kind, target.id, target.words, there.part)

    def _no_internet(self, there: Crossing, why: str) -> Hop:
        """The gateway's own table leads nowhere; of a private gateway nobody expects more."""
        private = self.nat.connectivity_type != PUBLIC
        cause = Cause.NAT_GATEWAY_PRIVATE if private else Cause.NAT_GATEWAY_WITHOUT_INTERNET_ROUTE
        return there.stopped(cause, why, resource=self.nat_id, subject=there.table.route_table_id, kind="nat-gateway")

    def _to_the_internet(self, gateway_id: str, subnet: Subnet | None) -> Iterator[Hop]:
        """The internet gateway: for a public NAT gateway, one that is attached to the VPC and not blocked."""
        state = self.journey.state
        if self.nat.connectivity_type != PUBLIC:
            why = f"{self.nat_id} is private: it has no public address for the internet"
            yield self.here.stopped(Cause.NAT_GATEWAY_PRIVATE, why, resource=self.nat_id, kind="nat-gateway")
            return
        truth = attached(state, gateway_id, self.vpc_id)
        named = gateway_id or f"an internet gateway of {self.vpc_id}"
        cause = Cause.INTERNET_GATEWAY_DETACHED
        why = f"{named} is {'' if truth.is_yes else 'not '}attached to {self.vpc_id}"
        yield self._judged("internet-gateway", gateway_id or self.vpc_id, truth, cause, why)
        allowed = egress_allowed(state, self.vpc_id, subnet)
        why = f"VPC Block Public Access {'lets it out' if allowed.is_yes else 'stops it'}"
        yield self._judged("block-public-access", self.vpc_id, allowed, Cause.PUBLIC_ACCESS_BLOCKED, why)

    def _judged(self, kind: str, resource: str, truth: Truth, cause: Cause, why: str) -> Hop:
        if truth.is_unknown:
            return self.here.open(kind, resource, truth.facts, cause)
        if truth.is_yes:
            return Hop(kind, resource, YES, why)
        return self.here.stopped(cause, why, resource=resource, subject=self.nat_id, kind=kind)


def attached(state: State, gateway_id: str, vpc_id: str) -> Truth:
    """Whether an internet gateway is attached to a VPC; without an id, whether any is."""
    table = state.internet_gateways
    if not gateway_id:
        found = [_attachment(state, gateway, vpc_id) for gateway in table]
        return any_of((*found, open_for(table.gaps) if table.gaps else NO))
    gateway = table.get(gateway_id)
    return _attachment(state, gateway, vpc_id) if gateway else table.exists(gateway_id)


def _attachment(state: State, gateway: InternetGateway, vpc_id: str) -> Truth:
    """AWS says `available` of an attachment that its service model calls `attached` (botocore: AttachmentStatus)."""
    name = gateway.internet_gateway_id
    if isinstance(gateway.attachments, UnsetType):
        return unknown(state.internet_gateways.fact(name, "Attachments"))
    states = [or_none(each.state) for each in gateway.attachments if or_none(each.vpc_id) == vpc_id]
    if None in states:
        return unknown(state.internet_gateways.fact(name, "Attachments.State"))
    return known(any(each in ("available", "attached") for each in states))
