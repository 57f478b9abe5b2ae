"""A destination that is to be reached from a subnet: the words and the causes in which its hops are told."""

from msgspec import Struct

from vpclint.algebra.addresses import AddressSet
from vpclint.aws.absence import or_none
from vpclint.aws.ec2 import RouteTable, Subnet
from vpclint.network.analysis import Analysis
from vpclint.network.endpoints import S3Endpoints, diversion
from vpclint.network.hops import Cause, Destination, Hop, Obstacle
from vpclint.network.routing import NumberedRoute
from vpclint.state.state import State
from vpclint.truth import NO, Fact, Facts, Truth, open_for


class Journey(Struct, frozen=True):
    """From a subnet to a destination."""

    analysis: Analysis
    subnet: Subnet
    destination: Destination

    @property
    def state(self) -> State:
        """The state that is asked."""
        return self.analysis.state

    @property
    def vpc_id(self) -> str:
        """The subnet's VPC; empty where it is not known."""
        return or_none(self.subnet.vpc_id) or ""

    @property
    def endpoints(self) -> S3Endpoints:
        """The VPC's endpoints for S3; where the VPC is not known, none that is known."""
        if not self.vpc_id:
            return S3Endpoints((), (), frozenset({self.state.subnets.fact(self.subnet.subnet_id, "VpcId")}))
        return self.analysis.s3_endpoints(self.vpc_id)

    @property
    def diversion(self) -> Truth:
        """Whether private DNS leads the traffic to an interface endpoint before any route is asked."""
        return diversion(self.state, self.endpoints) if self.destination.s3 else NO

    @property
    def causes_of_no_way(self) -> tuple[Cause, ...]:
        """What is open while it is not known whether this way works."""
        if not self.destination.s3:
            return (Cause.ROUTE_MISSING,)
        return (Cause.S3_ENDPOINT_NOT_ROUTED if self.endpoints.gateways else Cause.S3_ENDPOINT_MISSING,)

    @property
    def causes_of_no_route(self) -> tuple[Cause, ...]:
        """What is open while it is not known which route is taken."""
        return (*self.causes_of_no_way, Cause.ROUTE_BLACKHOLE, Cause.INTERNET_GATEWAY_UNUSABLE)

    def obstacle(self, cause: Cause, truth: Truth, resource: str, part: AddressSet) -> Obstacle:
        """What stands in the way of some of the destination's addresses."""
        partial = part != self.destination.addresses
        refused = self.destination.traffic(part)
        return Obstacle(cause, truth, resource, refused=refused, partial=partial, towards=(self.destination.name,))

    def open_hop(self, kind: str, resource: str, facts: Facts, causes: tuple[Cause, ...]) -> Hop:
        """A hop that nobody can tell about without these facts."""
        truth = open_for(facts)
        obstacles = tuple(self.obstacle(cause, truth, resource, self.destination.addresses) for cause in causes)
        why = "; ".join(sorted(fact.reason or f"{fact.subject} is not known" for fact in facts))
        return Hop(kind, resource, truth, why, obstacles)

    def edge(self, kind: str, resource: str, name: str) -> Hop:
        """A target behind which the path is not followed."""
        fact = Fact("", resource, "", f"what lies behind {name} is not examined by this version")
        return self.open_hop(kind, resource, frozenset({fact}), self.causes_of_no_way)


class Crossing(Struct, frozen=True):
    """Some of the destination's addresses at one route of the subnet's table, or at the table where none matches."""

    journey: Journey
    table: RouteTable
    part: AddressSet
    route: NumberedRoute | None = None

    @property
    def named_part(self) -> str:
        """The addresses, by the name of the destination where they are all of it."""
        destination = self.journey.destination
        return destination.name if self.part == destination.addresses else f"{self.part} of {destination.name}"

    def stopped(self, cause: Cause, why: str, *, resource: str = "", subject: str = "") -> Hop:
        """The hop at which these addresses are lost.

        Args:
            resource: what has to change, where it is not the table.
            subject: the second resource in the story.
        """
        obstacle = Obstacle(
            cause,
            NO,
            resource or self.table.route_table_id,
            subject,
            f"/Routes/{self.route.index}" if self.route and not resource else "",
            self.journey.destination.traffic(self.part),
            partial=self.part != self.journey.destination.addresses,
            towards=(self.journey.destination.name,),
        )
        return Hop("route" if self.route else "route-table", self.table.route_table_id, NO, why, (obstacle,))
