"""The steps of a path, and what stands in the way of one."""

from collections.abc import Iterable
from enum import Enum, auto

from msgspec import Struct, structs

from vpclint.algebra.addresses import AddressSet
from vpclint.algebra.ports import TCP, PortSet, ProtocolSet
from vpclint.algebra.traffic import TrafficSet
from vpclint.truth import NOTHING_MISSING, Facts, Truth, all_of, open_for


class Cause(Enum):
    """What is wrong with a hop: the root cause, told apart as finely as its remedy differs."""

    S3_ENDPOINT_MISSING = auto()
    S3_ENDPOINT_NOT_AVAILABLE = auto()
    S3_ENDPOINT_NOT_ROUTED = auto()
    ROUTE_MISSING = auto()
    ROUTE_BLACKHOLE = auto()
    INTERNET_GATEWAY_UNUSABLE = auto()
    SECURITY_GROUP_EGRESS = auto()
    SECURITY_GROUP_SELF_INGRESS = auto()
    SECURITY_GROUP_SELF_EGRESS = auto()
    SECURITY_GROUP_ENCRYPTION_PORTS = auto()


S3 = "S3"
"""The name of the destination that endpoints lead to."""


class Obstacle(Struct, frozen=True):
    """One root cause on one path.

    Attributes:
        cause: what is wrong.
        truth: NO where it is proved, UNKNOWN where facts would decide whether it is.
        resource: the id of what has to change.
        subject: the second resource in the story, such as the endpoint that a table does not route to.
        pointer: the member of the resource that is meant, as a JSON pointer within its record.
        refused: the traffic that is stopped by it.
        partial: other traffic of the same need gets through.
        mild: nothing may ever ask for the traffic that is stopped.
        towards: the names of the destinations that the traffic is for.
    """

    cause: Cause
    truth: Truth
    resource: str
    subject: str = ""
    pointer: str = ""
    refused: TrafficSet | None = None
    partial: bool = False
    mild: bool = False
    towards: tuple[str, ...] = ()


class Hop(Struct, frozen=True):
    """One step of a path.

    Attributes:
        kind: what it passes, in AWS's words: security-group, route-table, route, gateway-endpoint, …
        resource: its id.
        truth: whether it lets all of the traffic go on.
        why: the rule, route or state that decides, as a sentence.
        obstacles: what stands in the way, or may; empty where the answer is YES.
    """

    kind: str
    resource: str
    truth: Truth
    why: str
    obstacles: tuple[Obstacle, ...] = ()

    def answered(self, truth: Truth) -> "Hop":
        """The same hop with another answer, for itself and for what stands in its way."""
        obstacles = tuple(structs.replace(obstacle, truth=truth) for obstacle in self.obstacles)
        return structs.replace(self, truth=truth, obstacles=obstacles)


class Destination(Struct, frozen=True):
    """What a path leads to, by TCP.

    Attributes:
        name: for messages: `S3`, `api.example.com`, `the internet`.
        addresses: every address that may be asked, or, where `facts` are missing, a set that surely holds them all.
        port: the TCP port.
        facts: what would tell the addresses exactly.
        exact: every one of the addresses is needed; else any of them may be.
        s3: it is S3 of the Region, to which endpoints lead.
    """

    name: str
    addresses: AddressSet
    port: int
    facts: Facts = NOTHING_MISSING
    exact: bool = True
    s3: bool = False

    def traffic(self, addresses: AddressSet | None = None) -> TrafficSet:
        """The traffic to the destination, or to a part of its addresses."""
        reached = self.addresses if addresses is None else addresses
        return TrafficSet.of(protocols=ProtocolSet.single(TCP), destinations=reached, ports=PortSet.single(self.port))


class Leg(Struct, frozen=True):
    """The way of some of the destination's addresses: those that take the same routes."""

    addresses: AddressSet
    hops: tuple[Hop, ...]

    @property
    def truth(self) -> Truth:
        """Whether these addresses are reached."""
        return all_of(hop.truth for hop in self.hops)


class Way(Struct, frozen=True):
    """How a job interface in one subnet reaches a destination.

    Attributes:
        destination: where it leads.
        common: the hops that all of the traffic passes.
        legs: the rest of the way, by part of the destination.
    """

    destination: Destination
    common: tuple[Hop, ...]
    legs: tuple[Leg, ...]

    @property
    def hops(self) -> tuple[Hop, ...]:
        """All hops, in order, part after part."""
        return self.common + tuple(hop for leg in self.legs for hop in leg.hops)

    @property
    def truth(self) -> Truth:
        """YES if every address is reached, NO if one surely is not, else UNKNOWN."""
        return all_of((*(hop.truth for hop in self.common), *(leg.truth for leg in self.legs)))


def agreed(truths: Iterable[Truth], facts: Facts) -> Truth:
    """The answer that all alternatives share; where they differ, UNKNOWN, for the facts decide which of them holds."""
    alternatives = set(truths)
    if len(alternatives) == 1:
        return alternatives.pop()
    return open_for(facts.union(*(truth.facts for truth in alternatives)))
