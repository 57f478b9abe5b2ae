"""The steps of a path, and what stands in the way of one."""

from collections.abc import Callable, Collection, Iterable
from enum import Enum, auto

from msgspec import Struct, structs

from vpclint.algebra.addresses import AddressSet
from vpclint.algebra.traffic import TrafficSet
from vpclint.network.destination import Destination
from vpclint.truth import YES, Answer, Fact, Facts, Truth, all_of, open_for


class Cause(Enum):
    """What is wrong with a hop: the root cause, told apart as finely as its remedy differs."""

    S3_ENDPOINT_MISSING = auto()
    S3_ENDPOINT_NOT_AVAILABLE = auto()
    S3_ENDPOINT_NOT_ROUTED = auto()
    S3_ENDPOINT_BYPASSED = auto()
    S3_BUCKET_OTHER_REGION = auto()
    S3_GLOBAL_HOSTNAME = auto()
    ROUTE_MISSING = auto()
    ROUTE_BLACKHOLE = auto()
    ROUTE_AMBIGUOUS = auto()
    INTERNET_GATEWAY_UNUSABLE = auto()
    INTERNET_GATEWAY_DETACHED = auto()
    NAT_GATEWAY_NOT_AVAILABLE = auto()
    NAT_GATEWAY_PRIVATE = auto()
    NAT_GATEWAY_WITHOUT_INTERNET_ROUTE = auto()
    PUBLIC_ACCESS_BLOCKED = auto()
    PATH_LEAVES_THE_VPC = auto()
    SECURITY_GROUP_EGRESS = auto()
    SECURITY_GROUP_SELF_INGRESS = auto()
    SECURITY_GROUP_SELF_EGRESS = auto()
    SECURITY_GROUP_ENCRYPTION_PORTS = auto()
    NETWORK_ACL_EGRESS = auto()
    NETWORK_ACL_RETURN = auto()
    NETWORK_ACL_PEERS = auto()
    DNS_SUPPORT_DISABLED = auto()
    DNS_HOSTNAMES_DISABLED = auto()
    DHCP_OPTIONS_INCOMPLETE = auto()
    CUSTOM_NAME_SERVERS = auto()
    SERVICE_ENDPOINT_MISSING = auto()
    SERVICE_ENDPOINT_NOT_AVAILABLE = auto()
    SERVICE_ENDPOINT_PRIVATE_DNS = auto()
    ENDPOINT_SECURITY_GROUP_INGRESS = auto()
    ENDPOINT_ZONE = auto()
    SERVICE_ENDPOINT_POLICY = auto()
    ENDPOINT_POLICY_DENIES_JOB = auto()
    BUCKET_POLICY_DENIES_JOB = auto()
    ROLE_POLICY_DENIES_JOB = auto()

    @property
    def rule(self) -> str:
        """The rule that reports it."""
        return self.name.lower().replace("_", "-")


class Obstacle(Struct, frozen=True):
    """One root cause on one path.

    Attributes:
        cause: what is wrong.
        truth: NO where it is proved, UNKNOWN where facts would decide whether it is.
        resource: the id of what has to change.
        subject: the second resource in the story, such as the endpoint that a table does not route to.
        pointer: the member of the resource that is meant, as a JSON pointer within its record.
        refused: the traffic that is stopped by it; None where it is not told by addresses and ports.
        partial: other traffic of the same need gets through.
        mild: the need may be met all the same: it is a warning.
        towards: the names of the destinations that the traffic is for, or the requests that a policy stops.
        record: the id of the record that the pointer is in, where it is not that of the resource.
        span: the part of a text that is meant, where the pointer leads to one, in code points.
        seen: what is to be seen at the pointer.
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
    record: str = ""
    span: tuple[int, int] | None = None
    seen: str = ""


class Decider(Struct, frozen=True):
    """A rule, a route or an entry that lets traffic through at a hop.

    Attributes:
        resource: the id of the record that holds it.
        pointer: the member of the record, as a JSON pointer within it.
        words: what it says, where the hop's own sentence does not.
    """

    resource: str
    pointer: str
    words: str = ""


class Hop(Struct, frozen=True):
    """One step of a path.

    Attributes:
        kind: what it passes, in AWS's words: security-group, route-table, route, gateway-endpoint, …
        resource: its id.
        truth: whether it lets all of the traffic go on.
        why: the rule, route or state that decides, as a sentence.
        obstacles: what stands in the way, or may; where the answer is YES, only mild ones.
        back: it is on the way of the answer.
        deciders: what lets traffic through here; for filters only where the analysis is to explain its answers.
        assumes: what the answer rests on that no state tells, as a sentence.
    """

    kind: str
    resource: str
    truth: Truth
    why: str
    obstacles: tuple[Obstacle, ...] = ()
    back: bool = False
    deciders: tuple[Decider, ...] = ()
    assumes: str = ""

    def answered(self, truth: Truth) -> "Hop":
        """The same hop with another answer, for itself and for what stands in its way."""
        obstacles = tuple(
            obstacle if obstacle.mild else structs.replace(obstacle, truth=truth) for obstacle in self.obstacles
        )
        return structs.replace(self, truth=truth, obstacles=obstacles)

    def doubted(self, sure: Collection[Cause], facts: Facts) -> "Hop":
        """The same hop where it may not be met: what it warns of is open, but for what holds in any case."""
        obstacles = tuple(
            structs.replace(each, truth=open_for(facts | each.truth.facts))
            if each.mild and each.cause not in sure
            else each
            for each in self.obstacles
        )
        return structs.replace(self, obstacles=obstacles)


class Leg(Struct, frozen=True):
    """The way of some of the destination's addresses: those that take the same routes.

    Attributes:
        addresses: these addresses.
        hops: what they pass, in order.
        others: the legs of which any may be taken instead, where they come to the same.
    """

    addresses: AddressSet
    hops: tuple[Hop, ...]
    others: tuple["Leg", ...] = ()

    @property
    def truth(self) -> Truth:
        """Whether these addresses are reached."""
        return all_of(hop.truth for hop in self.hops)


class Way(Struct, frozen=True):
    """How a job interface in one subnet reaches a destination.

    Attributes:
        destination: where it leads.
        names: the hops at which the name is resolved.
        common: the hops that all of the traffic passes on its way out.
        legs: the rest of the way, by part of the destination.
        answer: the hops that all answers pass.
        others: further ways, of which any may be the one that is taken, and which come to the same.
    """

    destination: Destination
    common: tuple[Hop, ...]
    legs: tuple[Leg, ...]
    answer: tuple[Hop, ...] = ()
    names: tuple[Hop, ...] = ()
    others: tuple["Way", ...] = ()

    @property
    def hops(self) -> tuple[Hop, ...]:
        """All hops, in order, part after part, the way back last."""
        outward = [hop for leg in self.legs for hop in leg.hops if not hop.back]
        returning = [hop for leg in self.legs for hop in leg.hops if hop.back]
        return (*self.names, *self.common, *outward, *returning, *self.answer)

    @property
    def truth(self) -> Truth:
        """YES if every address is reached and answers, NO if one surely is not, else UNKNOWN."""
        around = (hop.truth for hop in (*self.names, *self.common, *self.answer))
        return all_of((*around, *(leg.truth for leg in self.legs)))

    @property
    def reaches(self) -> Truth:
        """Whether the destination is reached, which may be at any one of its addresses where not all are needed.

        Then it is lost for sure only if no address can be reached.
        """
        wanted, lost = self.destination.addresses, self.stopped(Answer.FAIL)
        if self.destination.exact or wanted <= lost:
            return self.truth
        hops = (*self.common, *(hop for leg in self.legs for hop in leg.hops), *self.answer)
        facts = frozenset[Fact]().union(*(each.truth.facts for hop in hops for each in hop.obstacles))
        somewhere = open_for(facts) if wanted <= lost | self.stopped(Answer.UNKNOWN) else YES
        return all_of((somewhere, *(hop.truth for hop in self.names)))

    def stopped(self, answer: Answer) -> AddressSet:
        """The addresses of the destination that an obstacle stops for sure (FAIL), or may stop (UNKNOWN).

        Where an address is stopped for some of those who ask only, it is stopped.
        """
        return AddressSet.union(
            _stopped(obstacle, hop, self.destination)
            for hop in (*self.common, *(hop for leg in self.legs for hop in leg.hops), *self.answer)
            for obstacle in hop.obstacles
            if obstacle.truth.answer is answer and not obstacle.mild
        )

    def weakened(self, facts: Facts, *, partial_only: bool = False) -> "Way":
        """The way where facts may show that the traffic does not meet what stands on it: no failure is proved.

        Args:
            facts: what would show it.
            partial_only: a hop that stops all of the traffic stays proved.
        """

        def weaker(hop: Hop) -> Hop:
            spared = partial_only and not any(each.partial for each in hop.obstacles if not each.mild)
            return hop.answered(open_for(facts)) if hop.truth.is_no and not spared else hop

        stopped = partial_only and all(map(self._stops_all, self.legs))
        weak = self.each(weaker)
        return structs.replace(weak, legs=self.legs) if stopped else weak

    def _stops_all(self, leg: Leg) -> bool:
        """Whether each address of a leg is proved to be stopped on it, whichever of them the traffic is for."""
        proved = [(each, hop) for hop in leg.hops for each in hop.obstacles if each.truth.is_no and not each.mild]
        stopped = AddressSet.union(_stopped(each, hop, self.destination) for each, hop in proved)
        return not leg.addresses - stopped

    def each(self, change: Callable[[Hop], Hop]) -> "Way":
        """The way with every hop changed."""
        return structs.replace(
            self,
            common=tuple(map(change, self.common)),
            legs=tuple(structs.replace(leg, hops=tuple(map(change, leg.hops))) for leg in self.legs),
            answer=tuple(map(change, self.answer)),
            names=tuple(map(change, self.names)),
        )


def warned_of_in_all(alternatives: Iterable[Iterable[Hop]]) -> set[Cause]:
    """What every one of several ways warns of, so that it holds whichever of them is taken."""
    found = [
        {each.cause for hop in hops for each in hop.obstacles if each.mild and each.truth.is_no}
        for hops in alternatives
    ]
    return set[Cause].intersection(*found)


def _stopped(obstacle: Obstacle, hop: Hop, destination: Destination) -> AddressSet:
    """The addresses that an obstacle takes away: those asked, or those whose answers it stops."""
    if obstacle.refused is None:
        return destination.addresses
    return obstacle.refused.sources() if hop.back else obstacle.refused.destinations()


def agreed(truths: Iterable[Truth], facts: Facts) -> Truth:
    """The answer that all alternatives share; where they differ, UNKNOWN, for the facts decide which of them holds."""
    alternatives = set(truths)
    if len(alternatives) == 1:
        return alternatives.pop()
    return open_for(facts.union(*(truth.facts for truth in alternatives)))
