"""NAT gateways: what they need to carry a job's traffic to the internet, on both legs and both ways.

A packet goes from the job's subnet into that of the gateway, and from there to the internet gateway; the answer comes
back the same way, first to a port of the gateway and then to one of the job. Sources: Amazon VPC User Guide, "NAT
gateways" and "Regional NAT gateways for automatic multi-AZ expansion".
"""

from collections.abc import Iterator

from msgspec import Struct, structs

from vpclint.algebra.addresses import PUBLIC_IPV4, AddressSet
from vpclint.aws.absence import UNSET, or_none
from vpclint.aws.ec2 import RouteTable, Subnet
from vpclint.aws.gateways import NatGateway
from vpclint.network.acls import Side
from vpclint.network.arrival import way_back
from vpclint.network.crossing import Crossing, different
from vpclint.network.filters import JOB_PORTS, NAT_PORTS, answer_acl_hop, outward_acl_hop
from vpclint.network.forwarding import transit_gateway_hop
from vpclint.network.gateways import GONE, PRIVATE, attached, has_public_address, nat_availability
from vpclint.network.hops import Cause, Hop, Leg, agreed
from vpclint.network.journey import Journey
from vpclint.network.public_access import egress_allowed
from vpclint.network.routing import Selection
from vpclint.truth import NOTHING_MISSING, YES, Facts, Truth, all_of, open_for

REGIONAL, ZONAL = "regional", "zonal"


def dead_nat(here: Crossing, nat: NatGateway) -> Hop:
    """The hop at a NAT gateway that carries nothing."""
    why = f"{here.prefix} leads to {nat.nat_gateway_id}, which is {nat.state}"
    return here.stopped(
        Cause.NAT_GATEWAY_NOT_AVAILABLE, why, resource=nat.nat_gateway_id, subject=str(nat.state), kind="nat-gateway"
    )


def nat_legs(here: Crossing, nat_id: str) -> Iterator[Leg]:
    """The legs of these addresses at a NAT gateway and behind it."""
    state = here.journey.state
    nat = state.nat_gateways.get(nat_id)
    if nat is None:
        exists = state.nat_gateways.exists(nat_id)
        cause = Cause.NAT_GATEWAY_NOT_AVAILABLE
        why = f"{here.prefix} leads to {nat_id}, which does not exist any more"
        gone = here.stopped(cause, why, resource=nat_id, subject="gone", kind="nat-gateway")
        yield Leg(here.part, (gone if exists.is_no else here.open("nat-gateway", nat_id, exists.facts, cause),))
    elif nat.state in GONE:
        yield Leg(here.part, (dead_nat(here, nat),))
    else:
        for leg in _over(here, nat):
            reached = all_of(hop.truth for hop in leg.hops)
            hops = tuple(_bypassing(here, hop, reached) for hop in leg.hops)
            yield leg if reached.is_no else structs.replace(leg, hops=hops)


def _bypassing(here: Crossing, hop: Hop, reached: Truth) -> Hop:
    """The hop, with a warning at the gateway where it leads, or may lead, to S3: past the endpoint and its policy."""
    service = here.journey.destination.service
    s3 = service is not None and here.journey.destination.s3 and service.region == here.journey.state.region
    if not s3 or hop.kind != "nat-gateway":
        return hop
    unclear = here.journey.destination.facts if here.part != here.journey.destination.addresses else NOTHING_MISSING
    truth = open_for(unclear | reached.facts) if unclear else ~reached
    obstacle = here.journey.obstacle(Cause.S3_ENDPOINT_BYPASSED, truth, here.table.route_table_id, here.part)
    obstacle = structs.replace(obstacle, subject=hop.resource, pointer=here.pointer, mild=True)
    return structs.replace(hop, obstacles=(*hop.obstacles, obstacle))


def _over(here: Crossing, nat: NatGateway) -> Iterator[Leg]:
    """The legs over a gateway that may be available: one of a subnet, or a regional one."""
    state, table = here.journey.state, here.journey.state.nat_gateways
    subnet_id = or_none(nat.subnet_id)
    mode = or_none(nat.availability_mode) or ZONAL
    if elsewhere := _elsewhere(here, nat):
        yield _Gateway(here, nat).lost(elsewhere)
    elif mode == REGIONAL:
        yield from _regional(_Gateway(here, nat))
    elif mode != ZONAL:
        fact = table.fact(nat.nat_gateway_id, "AvailabilityMode", f"{mode!r} is no mode that vpclint knows")
        yield _Gateway(here, nat).lost(frozenset({fact}))
    elif not subnet_id:
        yield _Gateway(here, nat).lost(frozenset({table.fact(nat.nat_gateway_id, "SubnetId")}))
    elif subnet := state.subnets.get(subnet_id):
        yield from _zonal(_Gateway(here, nat, subnet), subnet)
    else:
        yield _Gateway(here, nat).lost(
            state.subnets.exists(subnet_id).facts or frozenset({state.subnets.fact(subnet_id)})
        )


def _elsewhere(here: Crossing, nat: NatGateway) -> Facts:
    """What does not fit together: AWS makes a route to a NAT gateway of the table's own VPC only."""
    state, own = here.journey.state, here.journey.vpc_id
    subnet = state.subnets.get(or_none(nat.subnet_id) or "")
    claims = (nat.vpc_id, subnet.vpc_id if subnet else UNSET)
    others = {each for each in map(or_none, claims) if each and own and each != own}
    return frozenset(here.fact(f"{nat.nat_gateway_id} is one of {each}") for each in others)


def _zonal(gateway: "_Gateway", subnet: Subnet) -> Iterator[Leg]:
    """A gateway in a subnet of its own, whose table and lists count as well."""
    effective = gateway.journey.analysis.table_of(subnet)
    if effective.table is None:
        yield gateway.lost(effective.facts)
    else:
        yield from gateway.routed(effective.table)


def _regional(gateway: "_Gateway") -> Iterator[Leg]:
    """A gateway of the VPC as a whole: it has no subnet and meets no list, and may have a table of its own."""
    tables, table_id = gateway.journey.state.route_tables, or_none(gateway.nat.route_table_id)
    if table_id is None:
        for part in public_and_other(gateway.here.part):
            here = structs.replace(gateway.here, part=part)
            yield gateway.leg(part, gateway.to_the_internet(here, ""))
    elif table := tables.get(table_id):
        yield from gateway.routed(table)
    else:
        yield gateway.lost(tables.exists(table_id).facts or frozenset({tables.fact(table_id)}))


def public_and_other(part: AddressSet) -> Iterator[AddressSet]:
    """The public addresses, then the others, which no internet gateway carries; what is empty is left out."""
    yield from (each for each in (part & PUBLIC_IPV4, part - PUBLIC_IPV4) if each)


class _Gateway(Struct, frozen=True):
    """A NAT gateway to which a route leads, and its subnet; None for one that has none, or none that is known."""

    here: Crossing
    nat: NatGateway
    subnet: Subnet | None = None

    @property
    def journey(self) -> Journey:
        """Who asks for what."""
        return self.here.journey

    @property
    def nat_id(self) -> str:
        """The id of the gateway."""
        return self.nat.nat_gateway_id

    @property
    def vpc_id(self) -> str:
        """The VPC of the gateway, which is the job's."""
        return or_none(self.nat.vpc_id) or self.journey.vpc_id

    def leg(self, part: AddressSet, behind: Iterator[Hop]) -> Leg:
        """The leg of some addresses: into the gateway's subnet, over the gateway, what lies behind, and back."""
        return Leg(part, (*self._entering(part), self._itself(), *behind, *self._returning(part)))

    def lost(self, facts: Facts) -> Leg:
        """The leg where nobody knows which routes the gateway has."""
        part, cause = self.here.part, Cause.NAT_GATEWAY_WITHOUT_INTERNET_ROUTE
        hop = self.here.open("nat-gateway", self.nat_id, facts, cause)
        return self.leg(part, iter((hop, *self._leaving(part))))

    def _itself(self) -> Hop:
        truth = nat_availability(self.journey.state, self.nat)
        if truth.is_no:
            return dead_nat(self.here, self.nat)
        if truth.is_unknown:
            return self.here.open("nat-gateway", self.nat_id, truth.facts, Cause.NAT_GATEWAY_NOT_AVAILABLE)
        kind = or_none(self.nat.connectivity_type)
        return Hop("nat-gateway", self.nat_id, YES, f"an available {f'{kind} ' if kind else ''}NAT gateway")

    @property
    def _lists(self) -> tuple[Subnet, ...]:
        """The gateway's subnet, whose list is met on the way from and to another subnet."""
        return (self.subnet,) if self.subnet and self.subnet.subnet_id != self.journey.subnet.subnet_id else ()

    def _entering(self, part: AddressSet) -> Iterator[Hop]:
        for subnet in self._lists:
            questions = self.journey.destination.traffic(part, self.journey.askers)
            yield outward_acl_hop(self.journey, subnet, Side.INTO, questions)

    def _leaving(self, part: AddressSet) -> Iterator[Hop]:
        if self.subnet:
            yield outward_acl_hop(self.journey, self.subnet, Side.OUT_OF, self.journey.destination.traffic(part))

    def _returning(self, part: AddressSet) -> Iterator[Hop]:
        """To a port of the gateway first, then from its subnet to the job; where that is one subnet, straight back."""
        destination = self.journey.destination
        if self.subnet:
            answers = destination.answers(NAT_PORTS, part)
            yield answer_acl_hop(self.journey, self.subnet, Side.INTO, answers, NAT_PORTS)
        for subnet in self._lists:
            yield from way_back(self.journey, subnet, part)
            answers = destination.answers(JOB_PORTS, part, self.journey.askers)
            yield answer_acl_hop(self.journey, subnet, Side.OUT_OF, answers, JOB_PORTS)

    def routed(self, table: RouteTable) -> Iterator[Leg]:
        """The legs by the routes of the gateway's own table."""
        routes = self.journey.analysis.routes(table)
        unclear = routes.facts | {fact for _, fact in routes.unplaced}
        if unclear:
            yield self.lost(unclear)
            return
        for part in public_and_other(self.here.part):
            for selection in routes.select(part):
                yield self.leg(selection.destinations, iter(self._at_routes(table, selection)))

    def _at_routes(self, table: RouteTable, selection: Selection) -> tuple[Hop, ...]:
        """The hops at the routes that the gateway's own table selects: mostly one."""
        there = Crossing(self.journey, table, selection.destinations)
        if not selection.routes:
            why = f"{table.route_table_id} has no route to {there.named_part}"
            return (self._no_internet(there, why), *self._leaving(there.part))
        routes = different(selection.routes)
        ways = [tuple(self._at_route(structs.replace(there, numbered=each))) for each in routes]
        if len(ways) == 1:
            return ways[0]
        facts = there.undefined_order(routes)
        truth = agreed([all_of(hop.truth for hop in way) for way in ways], facts)
        first = there.ambiguous(routes, facts)
        if not truth.is_unknown:
            return (first, *ways[0])
        return (first, *(hop.answered(truth) if hop.truth.is_no else hop for way in ways for hop in way))

    def _at_route(self, there: Crossing) -> Iterator[Hop]:
        """What becomes of the packet at a route of the gateway's table: it leaves the subnet behind the first hop."""
        first, *onward = self._along(there)
        yield first
        yield from self._leaving(there.part)
        yield from onward

    def _along(self, there: Crossing) -> Iterator[Hop]:
        target, passes = there.target, there.forwards
        table_id = there.table.route_table_id
        if passes.is_yes:
            yield there.passed()
        elif passes.is_unknown:
            yield there.open("route", table_id, passes.facts, Cause.ROUTE_BLACKHOLE)
        elif target.kind != "internet-gateway" or not attached(self.journey.state, target.id, self.vpc_id).is_no:
            why = f"{there.prefix} to {target.id} is {there.route.state}: it drops what it matches"
            yield there.stopped(Cause.ROUTE_BLACKHOLE, why, subject=target.id)
            return
        match target.kind:
            case "internet-gateway":
                yield from self.to_the_internet(there, target.id)
            case "local" | "nat-gateway" | "egress-only-internet-gateway":
                yield self._no_internet(there, f"{table_id} leads {there.named_part} to {target.id}")
            case "transit-gateway" if self.subnet:
                yield transit_gateway_hop(there, target.id, self.subnet)
            case _:
                yield there.edge()

    def _no_internet(self, there: Crossing, why: str) -> Hop:
        """The gateway's own table leads nowhere; of a private gateway nobody expects more."""
        private = self.nat.connectivity_type == PRIVATE
        cause = Cause.NAT_GATEWAY_PRIVATE if private else Cause.NAT_GATEWAY_WITHOUT_INTERNET_ROUTE
        return there.stopped(cause, why, resource=self.nat_id, subject=there.table.route_table_id, kind="nat-gateway")

    def to_the_internet(self, there: Crossing, gateway_id: str) -> Iterator[Hop]:
        """The internet gateway: for a NAT gateway with a public address, one that is attached and not blocked."""
        state, subject = self.journey.state, self.nat_id
        if there.part.isdisjoint(PUBLIC_IPV4):
            why = f"{there.prefix} leads to {gateway_id or 'the internet'}, which carries public addresses only"
            yield there.stopped(Cause.ROUTE_MISSING, why, subject=gateway_id)
            return
        table_id = there.table.route_table_id if gateway_id else ""
        public = has_public_address(state, self.nat)
        if not public.is_yes:
            why = f"{self.nat_id} is private: it has no public address for the internet"
            yield self._judged("nat-gateway", self.nat_id, public, Cause.NAT_GATEWAY_PRIVATE, why, table_id)
        if public.is_no:
            return
        truth = attached(state, gateway_id, self.vpc_id)
        named = gateway_id or f"an internet gateway of {self.vpc_id}"
        cause = Cause.INTERNET_GATEWAY_DETACHED
        why = f"{named} is {'' if truth.is_yes else 'not '}attached to {self.vpc_id}"
        yield self._judged("internet-gateway", gateway_id or self.vpc_id, truth, cause, why, subject)
        allowed = egress_allowed(state, self.vpc_id, self.subnet)
        why = f"VPC Block Public Access {'lets it out' if allowed.is_yes else 'stops it'}"
        yield self._judged("block-public-access", self.vpc_id, allowed, Cause.PUBLIC_ACCESS_BLOCKED, why, subject)

    def _judged(self, kind: str, resource: str, truth: Truth, cause: Cause, why: str, subject: str) -> Hop:
        if truth.is_unknown:
            return self.here.open(kind, resource, truth.facts, cause)
        if truth.is_yes:
            return Hop(kind, resource, YES, why)
        return self.here.stopped(cause, why, resource=resource, subject=subject, kind=kind)
