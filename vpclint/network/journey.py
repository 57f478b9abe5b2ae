"""A destination that is to be reached from a subnet: who asks for it, and the words in which its hops are told."""

from msgspec import Struct, structs

from vpclint.algebra.addresses import ALL_IPV4, AddressSet
from vpclint.algebra.ports import ALL_PORTS
from vpclint.aws.absence import or_none
from vpclint.aws.ec2 import Subnet
from vpclint.network.analysis import Analysis
from vpclint.network.blocks import assignable, subnet_block
from vpclint.network.destination import Destination
from vpclint.network.endpoints import ServiceEndpoints
from vpclint.network.hops import Cause, Hop, Obstacle
from vpclint.network.security_groups import Members
from vpclint.state.state import State
from vpclint.truth import NOTHING_MISSING, Fact, Facts, Truth, open_for


class Journey(Struct, frozen=True):
    """From a subnet to a destination.

    Attributes:
        analysis: the state.
        subnet: where a job's interface has any free address, and never a public one.
        groups: the security groups that the interface carries, all at once; empty where nobody has named them.
        destination: where it leads.
        receiver: the endpoint whose interfaces are the destination; empty where nobody knows who receives.
    """

    analysis: Analysis
    subnet: Subnet
    groups: tuple[str, ...]
    destination: Destination
    receiver: str = ""

    @property
    def state(self) -> State:
        """The state that is asked."""
        return self.analysis.state

    @property
    def vpc_id(self) -> str:
        """The subnet's VPC; empty where it is not known."""
        return or_none(self.subnet.vpc_id) or ""

    @property
    def askers(self) -> AddressSet:
        """The addresses that the interface may have, which are not those of the receiver; any of an unknown block."""
        block = subnet_block(self.state, self.subnet)
        addresses = ALL_IPV4 if isinstance(block, Fact) else assignable(block)
        taken = bool(self.receiver) and not self.destination.facts
        return addresses - self.destination.addresses if taken else addresses

    @property
    def asker_facts(self) -> Facts:
        """What would tell those addresses."""
        block = subnet_block(self.state, self.subnet)
        return frozenset({block}) if isinstance(block, Fact) else NOTHING_MISSING

    @property
    def members(self) -> Members:
        """The job's interfaces, as those who carry its groups."""
        return Members(frozenset(self.groups), self.askers, told=bool(self.groups))

    @property
    def outside(self) -> AddressSet:
        """The part of the destination that is not in the subnet itself: only on the way there are lists met."""
        block = subnet_block(self.state, self.subnet)
        return self.destination.addresses if isinstance(block, Fact) else self.destination.addresses - block

    @property
    def routed(self) -> AddressSet:
        """The part of the destination for which routes are asked: a service is never inside the subnet."""
        asked_outside = self.destination.service is not None and not self.receiver
        return self.destination.addresses if asked_outside else self.outside

    @property
    def endpoints(self) -> ServiceEndpoints:
        """The VPC's endpoints for the destination; where the VPC is not known, none that is known."""
        if self.destination.service is None:
            return ServiceEndpoints()
        if not self.vpc_id:
            return ServiceEndpoints(gaps=frozenset({self.state.subnets.fact(self.subnet.subnet_id, "VpcId")}))
        return self.analysis.service_endpoints(self.vpc_id, self.destination.service)

    @property
    def causes_of_no_way(self) -> tuple[Cause, ...]:
        """What is open while it is not known whether there is a way at all."""
        if self.destination.service is None or self.receiver:
            return (Cause.ROUTE_MISSING,)
        if not self.destination.s3:
            return (Cause.SERVICE_ENDPOINT_MISSING,)
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

    def open_hop(
        self,
        kind: str,
        resource: str,
        facts: Facts,
        causes: tuple[Cause, ...],
        *,
        part: AddressSet | None = None,
        back: bool = False,
    ) -> Hop:
        """A hop that nobody can tell about without these facts, on the way of all addresses or of a part."""
        truth, stopped = open_for(facts), self.destination.addresses if part is None else part
        obstacles = tuple(self.obstacle(cause, truth, resource, stopped) for cause in causes)
        hop = Hop(kind, resource, truth, told(facts), obstacles)
        return self.answering(hop, stopped) if back else hop

    def answering(self, hop: Hop, part: AddressSet) -> Hop:
        """The hop as one on the way back, where it stops the answers of a part of the destination."""
        answers = self.destination.answers(ALL_PORTS, part)
        obstacles = tuple(structs.replace(obstacle, refused=answers) for obstacle in hop.obstacles)
        return structs.replace(hop, obstacles=obstacles, back=True)

    def edge(self, kind: str, resource: str, name: str, part: AddressSet, *, back: bool = False) -> Hop:
        """A target behind which the path to some of the addresses, or back from them, can't be followed."""
        cause = Cause.PATH_LEAVES_THE_VPC
        reason = f"what lies behind {name} is not in the state"
        obtain = f'[[assume]] with rule = "{cause.rule}" and resource = "{resource}"'
        facts = frozenset({Fact("", resource, "", reason, obtain)})
        return self.open_hop(kind, resource, facts, (cause,), part=part, back=back)


def told(facts: Facts) -> str:
    """Why something can't be told, as a sentence."""
    return "; ".join(sorted(fact.reason or f"{fact.subject} is not known" for fact in facts))
