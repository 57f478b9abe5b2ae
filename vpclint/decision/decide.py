"""Puts a job to a state: asks each need in each subnet, and gathers the answers into a Case."""

from collections.abc import Callable, Iterator

from msgspec import Struct, structs

from vpclint.algebra.ports import PortSet
from vpclint.aws.ec2 import Subnet
from vpclint.decision.access import NO_POLICIES, interface_hops, owner_of, transfer_hops, unexamined
from vpclint.decision.assumptions import assumptions_of, instances_fact
from vpclint.decision.capacity import capacity_of
from vpclint.decision.case import Case, NeedAnswer, Options, SubnetAnswer, askable_groups
from vpclint.decision.destinations import (
    bucket_hop,
    internet_destination,
    region_of,
    s3_destination,
    s3_elsewhere,
    service_destination,
)
from vpclint.decision.hostnames import with_hosts
from vpclint.decision.lists import list_hops
from vpclint.decision.peers import peer_hops
from vpclint.decision.services import service_hops
from vpclint.network.analysis import Analysis
from vpclint.network.assumed import settled
from vpclint.network.destination import Destination
from vpclint.network.hops import Cause, Hop, Obstacle, Way
from vpclint.network.journey import Journey
from vpclint.network.names import CAUSES as NAME_CAUSES
from vpclint.network.path import way_to
from vpclint.settings import Settings
from vpclint.truth import Answer, Facts, Truth, all_of, open_for, unknown
from vpclint.workload.job import Job
from vpclint.workload.needs import (
    AddressNeed,
    InterfaceNeed,
    InternetNeed,
    Need,
    PeerNeed,
    S3Need,
    ServiceNeed,
    needs_of,
)


def decide(
    analysis: Analysis, job: Job, settings: Settings, options: Options, wanted: tuple[Need, ...] | None = None
) -> Case:
    """Answers every need of the job, or those that are wanted instead, in every one of its subnets.

    Needs and subnets that the request gives wrongly are not asked about, nor subnets that surely do not exist: other
    rules report them.
    """
    settings = settings.for_job(job.name)
    questions = _Questions(analysis, job, settings, options, policies=wanted is None)
    needs = (needs_of(job, settings) if wanted is None else wanted) if questions.subnets else ()
    asked = _with_interfaces(needs) if needs and wanted is None else needs
    answers = tuple(answer for need in asked for answer in questions.answer(need))
    return Case(
        job=job,
        settings=settings,
        options=options,
        analysis=analysis,
        subnets=tuple(each.subnet for each in questions.subnets if each.subnet),
        answers=answers,
        assumptions=assumptions_of(analysis.state, job, settings, answers),
        not_examined=unexamined(analysis, job, needs) if wanted is None else NO_POLICIES,
    )


def _with_interfaces(needs: tuple[Need, ...]) -> tuple[Need, ...]:
    """The needs, and what every job in a VPC needs of its role, behind the addresses."""
    first = [need for need in needs if isinstance(need, AddressNeed)]
    return (*first, InterfaceNeed(), *needs[len(first) :])


class _ListedSubnet(Struct, frozen=True):
    """A subnet that the request names: its record, or the facts that would show it."""

    id: str
    subnet: Subnet | None
    facts: Facts


class _Questions:
    """The needs of one job, asked of one state."""

    def __init__(self, analysis: Analysis, job: Job, settings: Settings, options: Options, *, policies: bool) -> None:
        self.analysis = analysis
        self.job = job
        self.settings = settings
        self.options = options
        self.policies = policies
        self.groups = askable_groups(job, analysis.state)
        self.subnets = tuple(self._listed())

    def _listed(self) -> Iterator[_ListedSubnet]:
        table = self.analysis.state.subnets
        for subnet_id in self.job.subnet_ids:
            exists = table.exists(subnet_id)
            if not exists.is_no:
                yield _ListedSubnet(subnet_id, table.get(subnet_id), exists.facts)

    def answer(self, need: Need) -> Iterator[NeedAnswer]:
        """The answer to a need; none where the request gives wrongly what would be asked about."""
        match need:
            case AddressNeed():
                yield from self._addresses(need)
            case InterfaceNeed():
                yield from self._interfaces(need)
            case S3Need():
                yield self._everywhere(need, S3_CAUSES, lambda subnet: self._allowed(need, subnet))
            case PeerNeed() if self.groups:
                causes = _ENCRYPTED_PEER_CAUSES if need.encrypted else _PEER_CAUSES
                yield self._everywhere(need, causes, lambda subnet: self._peers(need, subnet))
            case InternetNeed():
                yield self._everywhere(need, _INTERNET_CAUSES, lambda subnet: self._internet(need, subnet))
            case ServiceNeed():
                yield self._everywhere(need, _SERVICE_CAUSES, lambda subnet: self._service(need, subnet))
            case PeerNeed():
                return

    def _addresses(self, need: AddressNeed) -> Iterator[NeedAnswer]:
        """The free addresses; IPv6-only subnets have none to count, which another rule reports."""
        if self.settings.strict and not self.job.instances_given:
            yield NeedAnswer(need, unknown(instances_fact(self.job)), ())
            return
        known = tuple(each.subnet for each in self.subnets if each.subnet and not each.subnet.ipv6_native)
        hidden = {each.id: each.facts for each in self.subnets if not each.subnet}
        if not known and not hidden:
            return
        capacity = capacity_of(self.analysis, known, hidden, need, self.settings.capacity.reserve)
        if len(self.subnets) < len({reference.id for reference in self.job.subnets}):
            capacity = structs.replace(capacity, complete=False)
        subnets = tuple(SubnetAnswer(room.subnet_id, room.holds(capacity.wanted)) for room in capacity.rooms)
        yield NeedAnswer(need, capacity.possible, subnets, capacity)

    def _everywhere(self, need: Need, causes: tuple[Cause, ...], ask: Callable[[Subnet], SubnetAnswer]) -> NeedAnswer:
        """A need that each listed subnet has to meet by itself, since the choice of the subnet is SageMaker's."""
        subnets = tuple(ask(each.subnet) if each.subnet else _hidden(each, causes) for each in self.subnets)
        return NeedAnswer(need, all_of(subnet.truth for subnet in subnets), subnets)

    def _way(self, subnet: Subnet, destination: Destination) -> Way:
        """The way to a destination, found once for all jobs with the same groups."""
        question = ("way", subnet.subnet_id, self.groups, destination)
        return self.analysis.once(question, lambda: way_to(self.analysis, subnet, self.groups, destination))

    def _s3(self, need: S3Need, subnet: Subnet) -> SubnetAnswer:
        state = self.analysis.state
        uri = need.transfer.uri if need.transfer else None
        unclear = bucket_hop(state, uri, subnet) if uri else None
        if unclear:
            return SubnetAnswer(subnet.subnet_id, unclear.truth, (unclear,))
        region = region_of(state, uri) if uri else state.region
        if uri and region != state.region:
            way = self._way(subnet, s3_elsewhere(self.analysis, subnet, region))
            return _somewhere(subnet, way.each(lambda hop: _of_bucket(hop, uri.bucket)))
        destination = s3_destination(self.analysis)
        way = self._way(subnet, destination)
        if uri:
            way = with_hosts(way, Journey(self.analysis, subnet, self.groups, destination), uri)
        return _answered(subnet, way, way.truth)

    def _allowed(self, need: S3Need, subnet: Subnet) -> SubnetAnswer:
        """Whether S3 is reached, and lets the job do there what it has to, also once a filter on the way is opened."""
        answer = self._s3(need, subnet)
        if not self.policies or need.transfer is None or answer.way is None:
            return answer
        owner = owner_of(need.transfer.uri.bucket, self.job, self.settings)
        hops = transfer_hops(self.analysis, self.job, need.transfer, owner, subnet, answer.way)
        truth = all_of((answer.truth, *(hop.truth for hop in hops)))
        return structs.replace(answer, truth=truth, hops=(*answer.hops, *hops))

    def _interfaces(self, need: InterfaceNeed) -> Iterator[NeedAnswer]:
        """What the role may do with network interfaces; nothing where the state does not hold its policies."""
        found = [
            (each, interface_hops(self.analysis, self.job, each.subnet or Subnet(each.id))) for each in self.subnets
        ]
        subnets = [SubnetAnswer(each.id, all_of(hop.truth for hop in hops), hops) for each, hops in found if hops]
        if subnets:
            yield NeedAnswer(need, all_of(each.truth for each in subnets), tuple(subnets))

    def _service(self, need: ServiceNeed, subnet: Subnet) -> SubnetAnswer:
        answer = _somewhere(subnet, self._way(subnet, service_destination(self.analysis, subnet, need.service)))
        if not self.policies or answer.way is None or self.job.vpc_id:
            return answer
        hops = service_hops(self.analysis, self.job, need.service, subnet, answer.way)
        truth = all_of((answer.truth, *(hop.truth for hop in hops)))
        return structs.replace(answer, truth=truth, hops=(*answer.hops, *hops))

    def _internet(self, need: InternetNeed, subnet: Subnet) -> SubnetAnswer:
        return _somewhere(subnet, self._way(subnet, internet_destination(self.analysis, subnet, need)))

    def _peers(self, need: PeerNeed, subnet: Subnet) -> SubnetAnswer:
        ports = PortSet.parse(str(self.options["security-group-self-ingress"]["ports"]))
        hops = self.analysis.once(
            ("peers", subnet.subnet_id, self.groups, ports, need.encrypted),
            lambda: peer_hops(self.analysis, subnet, self.groups, ports=ports, encrypted=need.encrypted),
        )
        others = tuple(each.subnet for each in self.subnets if each.subnet and each.id != subnet.subnet_id)
        lists = self.analysis.once(
            ("lists", subnet.subnet_id, tuple(other.subnet_id for other in others), need.encrypted),
            lambda: tuple(list_hops(self.analysis, subnet, others, encrypted=need.encrypted)),
        )
        hops = tuple(settled(hop, self.analysis.assumed) for hop in (*hops, *lists))
        return SubnetAnswer(subnet.subnet_id, all_of(hop.truth for hop in hops), hops)


def _answered(subnet: Subnet, way: Way, truth: Truth) -> SubnetAnswer:
    return SubnetAnswer(subnet.subnet_id, truth, way.hops, way)


def _of_bucket(hop: Hop, bucket: str) -> Hop:
    """The hop with the bucket as what has to change, where it is in a Region to which nothing leads."""
    obstacles = tuple(
        structs.replace(each, resource=bucket) if each.cause is Cause.S3_BUCKET_OTHER_REGION else each
        for each in hop.obstacles
    )
    return structs.replace(hop, obstacles=obstacles)


_ROUTE_CAUSES = (
    Cause.ROUTE_BLACKHOLE,
    Cause.INTERNET_GATEWAY_UNUSABLE,
    Cause.SECURITY_GROUP_EGRESS,
    Cause.NETWORK_ACL_EGRESS,
    Cause.NETWORK_ACL_RETURN,
)
_INTERNET_CAUSES = (Cause.ROUTE_MISSING, *_ROUTE_CAUSES, *NAME_CAUSES)
S3_CAUSES = (
    Cause.S3_ENDPOINT_MISSING,
    Cause.S3_ENDPOINT_NOT_AVAILABLE,
    Cause.S3_ENDPOINT_NOT_ROUTED,
    *_ROUTE_CAUSES,
    *NAME_CAUSES,
)
_SERVICE_CAUSES = (Cause.SERVICE_ENDPOINT_MISSING, *_ROUTE_CAUSES, *NAME_CAUSES)
_PEER_CAUSES = (Cause.SECURITY_GROUP_SELF_INGRESS, Cause.SECURITY_GROUP_SELF_EGRESS)
_ENCRYPTED_PEER_CAUSES = (*_PEER_CAUSES, Cause.SECURITY_GROUP_ENCRYPTION_PORTS)


def _hidden(listed: _ListedSubnet, causes: tuple[Cause, ...]) -> SubnetAnswer:
    truth = open_for(listed.facts)
    obstacles = tuple(Obstacle(cause, truth, listed.id) for cause in causes)
    return SubnetAnswer(listed.id, truth, (Hop("subnet", listed.id, truth, "the subnet is not known", obstacles),))


def _somewhere(subnet: Subnet, way: Way) -> SubnetAnswer:
    """A need for a host whose addresses are not known: it fails for sure only if no address can be reached.

    Where a part can be reached, what stops the rest is an obstacle that may never be met.
    """
    if way.destination.exact or way.destination.addresses <= way.stopped(Answer.FAIL):
        return _answered(subnet, way, way.truth)
    return _answered(subnet, structs.replace(way.each(_mild), names=way.names), way.reaches)


def _mild(hop: Hop) -> Hop:
    obstacles = tuple(
        structs.replace(obstacle, mild=True) if obstacle.truth.is_no else obstacle for obstacle in hop.obstacles
    )
    return structs.replace(hop, obstacles=obstacles)
