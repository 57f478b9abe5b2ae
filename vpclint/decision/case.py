"""One job in one state: every need in every subnet answered once, and every root cause named once."""

from collections.abc import Iterator, Mapping

from msgspec import UNSET, Struct, structs

from vpclint.algebra.traffic import TrafficSet
from vpclint.aws.absence import or_none
from vpclint.aws.ec2 import Subnet
from vpclint.decision.capacity import Capacity
from vpclint.finding import Affected, Place
from vpclint.network.analysis import Analysis
from vpclint.network.hops import Cause, Hop, Obstacle, Way
from vpclint.network.known_services import is_known
from vpclint.settings import OptionValue, Settings
from vpclint.state.state import State
from vpclint.truth import Truth
from vpclint.workload.job import Job
from vpclint.workload.needs import AddressNeed, Need, ServiceNeed

Options = Mapping[str, Mapping[str, OptionValue]]
"""The value of each option of each rule, defaults included."""


class SubnetAnswer(Struct, frozen=True):
    """Whether a need is met in one subnet, and the path that says so.

    Attributes:
        subnet_id: the subnet.
        truth: whether the need is met there.
        hops: the path, in order.
        way: the same by part of the destination, where there is one that the path leads to.
    """

    subnet_id: str
    truth: Truth
    hops: tuple[Hop, ...] = ()
    way: Way | None = None


class NeedAnswer(Struct, frozen=True):
    """Whether a need is met, as a whole and in each subnet; for addresses, with the count that says so."""

    need: Need
    truth: Truth
    subnets: tuple[SubnetAnswer, ...]
    capacity: Capacity | None = None


class Blockage(Struct, frozen=True):
    """One root cause, and all the needs and subnets of the job that it breaks or may break."""

    obstacle: Obstacle
    affects: tuple[Affected, ...]

    @property
    def truth(self) -> Truth:
        """NO where it is proved."""
        return self.obstacle.truth

    @property
    def subnets(self) -> tuple[str, ...]:
        """Every subnet in which it stands in the way, each once, in the order of the request."""
        return tuple(dict.fromkeys(subnet for affected in self.affects for subnet in affected.subnets))


class Case(Struct, frozen=True, kw_only=True):
    """What the checks are asked about.

    Attributes:
        job, settings, options: what was asked for.
        analysis: the state, with what was already found in it.
        subnets: the subnets of the job that the state shows, in the order of the request.
        answers: every need that could be asked.
        assumptions: what was taken to hold, though the state does not show it.
        not_examined: what no question was asked about.
    """

    job: Job
    settings: Settings
    options: Options
    analysis: Analysis
    subnets: tuple[Subnet, ...] = ()
    answers: tuple[NeedAnswer, ...] = ()
    assumptions: tuple[str, ...] = ()
    not_examined: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        """The state that the job is judged in."""
        return self.analysis.state

    @property
    def capacity(self) -> Capacity | None:
        """The addresses against the need; None where the request does not let them be asked about."""
        return next((answer.capacity for answer in self.answers if answer.capacity), None)

    @property
    def vpc_ids(self) -> tuple[str, ...]:
        """The VPCs of the job's subnets, each once; one for a job that can work."""
        ids = (or_none(subnet.vpc_id) for subnet in self.subnets)
        return tuple(dict.fromkeys(vpc_id for vpc_id in ids if vpc_id))

    @property
    def rules(self) -> frozenset[str]:
        """The rules that have something to say of a path."""
        hops = (hop for answer in self.answers for subnet in answer.subnets for hop in subnet.hops)
        return frozenset(obstacle.cause.rule for hop in hops for obstacle in hop.obstacles)

    @property
    def lost(self) -> frozenset[str]:
        """The subnets in which a need is surely not met, but for addresses, of which there may be more later."""
        return frozenset(
            subnet.subnet_id
            for answer in self.answers
            if not isinstance(answer.need, AddressNeed)
            for subnet in answer.subnets
            if subnet.truth.is_no
        )

    def unmet(self) -> Iterator[tuple[str, Truth]]:
        """What keeps the needs from being met, or may, each with the rule that reports it at error level."""
        for answer in self.answers:
            if isinstance(answer.need, AddressNeed):
                yield "subnet-ip-headroom", answer.truth
            unknown_name = isinstance(answer.need, ServiceNeed) and is_known(self.state, answer.need.service).is_no
            for obstacle in (each for subnet in answer.subnets for hop in subnet.hops for each in hop.obstacles):
                if not obstacle.mild:
                    named = unknown_name and obstacle.cause is Cause.SERVICE_ENDPOINT_MISSING
                    yield "service-unknown" if named else obstacle.cause.rule, obstacle.truth

    def option(self, rule: str, name: str) -> OptionValue:
        """The value of a rule's option."""
        return self.options[rule][name]

    def affected(self, subnets: tuple[str, ...] = (), need: str = "") -> Affected:
        """This job, or the VPC in its place, as what a finding hits."""
        if self.job.vpc_id:
            return Affected(UNSET, need, subnets, self.job.vpc_id)
        return Affected(self.job.name, need, subnets)

    def blockages(self, cause: Cause) -> Iterator[Blockage]:
        """Each root cause of this kind once, with all that it breaks."""
        groups: dict[object, list[tuple[Obstacle, str, str]]] = {}
        for answer in self.answers:
            for subnet in answer.subnets:
                for hop in subnet.hops:
                    for obstacle in hop.obstacles:
                        if obstacle.cause is cause:
                            found = (obstacle, str(answer.need), subnet.subnet_id)
                            groups.setdefault(_identity(obstacle), []).append(found)
        for found_together in groups.values():
            yield self._blockage(found_together)

    def _blockage(self, found: list[tuple[Obstacle, str, str]]) -> Blockage:
        obstacles = [obstacle for obstacle, _, _ in found]
        subnets: dict[str, dict[str, None]] = {}
        for _, need, subnet in found:
            subnets.setdefault(need, {})[subnet] = None
        affects = tuple(self.affected(tuple(within), need) for need, within in subnets.items())
        return Blockage(_merged(obstacles), affects)

    def subnet_places(self, subnets: tuple[str, ...], note: str = "") -> tuple[Place, ...]:
        """Where the request names these subnets."""
        return tuple(self.job.subnet_place(subnet, note) for subnet in subnets)


def _identity(obstacle: Obstacle) -> object:
    """Obstacles that agree in this are one root cause."""
    place = obstacle.resource, obstacle.subject, obstacle.pointer
    return place, obstacle.truth, _lacking(obstacle) if obstacle.cause is Cause.SECURITY_GROUP_EGRESS else None


def _lacking(obstacle: Obstacle) -> object:
    """What groups let nowhere out, which is one cause for all who need it; or who is let out to a part alone."""
    refused = obstacle.refused
    if refused is None or obstacle.partial:
        return obstacle.towards
    return refused.protocols(), refused.ports()


def _merged(obstacles: list[Obstacle]) -> Obstacle:
    refused = [obstacle.refused for obstacle in obstacles if obstacle.refused is not None]
    towards = dict.fromkeys(name for obstacle in obstacles for name in obstacle.towards)
    return structs.replace(
        obstacles[0],
        refused=TrafficSet.union(refused) if refused else None,
        partial=all(obstacle.partial for obstacle in obstacles),
        mild=all(obstacle.mild for obstacle in obstacles),
        towards=tuple(towards),
    )


def askable_groups(job: Job, state: State) -> tuple[str, ...]:
    """The job's groups; none where one is no id or surely does not exist, since nobody knows which was meant."""
    missing = any(state.security_groups.exists(group).is_no for group in job.group_ids)
    malformed = len(job.group_ids) < len({reference.id for reference in job.security_groups})
    return () if missing or malformed else job.group_ids
