"""A whole VPC, for which no job was named: what each of its subnets could give one.

It is asked as for the smallest job, of one instance, that lists every subnet and needs S3 and what the settings say.
Nothing is known of the groups that such a job would carry: they are not judged, and where an endpoint lets in by
them, it can't be told whether it lets the job in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from vpclint.aws.absence import or_none
from vpclint.aws.ec2 import Subnet
from vpclint.decision.access import NO_POLICIES
from vpclint.decision.capacity import MOST_INSTANCES
from vpclint.decision.case import Case, NeedAnswer, Options, SubnetAnswer
from vpclint.decision.decide import S3_CAUSES, decide
from vpclint.finding import Place
from vpclint.network.analysis import Analysis
from vpclint.network.capacity import FreeAddresses
from vpclint.network.hops import Hop, Obstacle
from vpclint.settings import Settings
from vpclint.state.state import State
from vpclint.truth import Facts, all_of, open_for
from vpclint.workload.job import SUBNET_ID, Job, Reference
from vpclint.workload.needs import ADDRESSES_PER_INSTANCE, InternetNeed, Need, S3Need

WITHOUT_A_JOB = ("security groups, since no job is named",)
"""What can't be looked at without a job."""

CARRIERS = frozenset(
    {
        "gateway-endpoint",
        "interface-endpoint",
        "vpc-endpoint",
        "nat-gateway",
        "transit-gateway",
        "vpc-peering-connection",
        "virtual-private-gateway",
        "network-interface",
        "instance",
        "local-gateway",
        "carrier-gateway",
        "core-network",
        "odb-network",
    }
)
"""The kinds of hops that carry traffic out of a VPC: what a way leads over."""


class Reach(Struct, frozen=True):
    """Whether a need is met in a subnet, without regard to the job's own security groups."""

    need: Need
    answer: SubnetAnswer

    @property
    def over(self) -> tuple[str, ...]:
        """What the way leads over, each once; nothing where the need is not met for sure."""
        carriers = (hop.resource for hop in self.answer.hops if hop.kind in CARRIERS and hop.truth.is_yes)
        return tuple(dict.fromkeys(carriers)) if self.answer.truth.is_yes else ()

    @property
    def partial(self) -> bool:
        """It is met, and some of the addresses behind it are not reached for sure."""
        return self.answer.truth.is_yes and any(not hop.truth.is_yes for hop in self.answer.hops)


class SubnetView(Struct, frozen=True):
    """What one subnet could give a job.

    Attributes:
        subnet: its record.
        table_id, main: its route table, and whether that is the VPC's main one; empty where it is not known.
        acl_id: its network ACL; empty where it is not known.
        free: its free addresses.
        largest: the instances of the largest job that fits, at the least and at the most.
        reaches: S3, the internet, and what the settings say that a container needs.
    """

    subnet: Subnet
    table_id: str
    main: bool
    acl_id: str
    free: FreeAddresses
    largest: tuple[int, int]
    reaches: tuple[Reach, ...]


class VpcAudit(Struct, frozen=True):
    """A VPC as the rules are asked about it, and what each of its subnets could give a job.

    Attributes:
        case: the VPC in the place of a job that lists all of its subnets.
        vpc_id: its id.
        subnet_ids: its subnets; its own id stands for those that the state may not show.
        views: those subnets that the state shows.
    """

    case: Case
    vpc_id: str
    subnet_ids: tuple[str, ...]
    views: tuple[SubnetView, ...]


def vpc_ids(state: State) -> tuple[str, ...]:
    """Every VPC that the state shows, be it by one of its subnets only."""
    homes = (or_none(subnet.vpc_id) for subnet in state.subnets)
    return tuple(dict.fromkeys((*(vpc.vpc_id for vpc in state.vpcs), *(home for home in homes if home))))


def is_empty(state: State, vpc_id: str) -> bool:
    """Whether the VPC surely has no subnets, so that there is nothing to look at."""
    return not any(_subnets(state, vpc_id))


def audit(analysis: Analysis, vpc_id: str, settings: Settings, options: Options) -> VpcAudit:
    """What can be said of a VPC without a job; what the settings say of single jobs does not count."""
    settings = structs.replace(settings, jobs=())
    subnets, gaps = _subnets(analysis.state, vpc_id)
    case = decide(analysis, _any_job(analysis.state, vpc_id, subnets), settings, options)
    ways = (each for each in (*case.answers, *_internet(case)) if not each.capacity)
    found = [(each.need, {by.subnet_id: by for by in each.subnets}) for each in ways]
    views = tuple(_view(analysis, subnet, found, settings) for subnet in subnets)
    subnet_ids = tuple(subnet.subnet_id for subnet in subnets)
    if gaps:
        case = structs.replace(case, answers=_with_hidden(case, vpc_id, gaps))
        subnet_ids = (*subnet_ids, vpc_id)
    return VpcAudit(structs.replace(case, not_examined=(*WITHOUT_A_JOB, *NO_POLICIES)), vpc_id, subnet_ids, views)


def _subnets(state: State, vpc_id: str) -> tuple[tuple[Subnet, ...], Facts]:
    """The subnets of a VPC that a job could list, and the facts that would tell of further ones."""
    members = state.subnets.where("vpc_id", vpc_id)
    reason = "it is no id of a subnet"
    odd = {each.subnet_id for each in members if not SUBNET_ID.fullmatch(each.subnet_id)}
    gaps = members.gaps | {state.subnets.fact(each, "SubnetId", reason) for each in odd}
    return tuple(each for each in members if each.subnet_id not in odd), gaps


def _any_job(state: State, vpc_id: str, subnets: Iterable[Subnet]) -> Job:
    """The smallest job, without groups, whose request is the state itself."""
    home = state.vpcs.place(vpc_id) or Place(next(iter(state.files), ""))
    shown = ((subnet.subnet_id, state.subnets.place(subnet.subnet_id)) for subnet in subnets)
    references = tuple(Reference(subnet_id, place.pointer, place.file) for subnet_id, place in shown if place)
    return Job(
        name=vpc_id,
        file=home.file,
        root=home.pointer,
        vpc_config="",
        subnets=references,
        transfers_given=False,
        vpc_id=vpc_id,
    )


def _internet(case: Case) -> Iterator[NeedAnswer]:
    """The way to the internet, which is shown and, unless it is needed, is nothing to find fault with."""
    if any(answer.need == InternetNeed() for answer in case.answers):
        return
    yield from decide(case.analysis, case.job, case.settings, case.options, (InternetNeed(),)).answers


def _with_hidden(case: Case, vpc_id: str, gaps: Facts) -> tuple[NeedAnswer, ...]:
    """The answers where the VPC may have further subnets, in one of which a job could run."""
    truth = open_for(gaps)
    obstacles = tuple(Obstacle(cause, truth, vpc_id) for cause in S3_CAUSES)
    hidden = SubnetAnswer(
        vpc_id, truth, (Hop("subnet", vpc_id, truth, "not all subnets of the VPC are known", obstacles),)
    )
    if not case.answers:
        return (NeedAnswer(S3Need(), truth, (hidden,)),)
    return tuple(
        structs.replace(each, truth=all_of((each.truth, truth)), subnets=(*each.subnets, hidden))
        if each.need == S3Need()
        else each
        for each in case.answers
    )


_Found = Sequence[tuple[Need, Mapping[str, SubnetAnswer]]]
"""The answers to each need by subnet."""


def _view(analysis: Analysis, subnet: Subnet, found: _Found, settings: Settings) -> SubnetView:
    table, acl = analysis.table_of(subnet), analysis.acl_of(subnet).acl
    free = FreeAddresses(0, 0) if subnet.ipv6_native else analysis.free_addresses(subnet)
    capacity = settings.capacity
    share = ADDRESSES_PER_INSTANCE * capacity.concurrent_jobs
    least, most = (min(MOST_INSTANCES, max(count - capacity.reserve, 0) // share) for count in (free.least, free.most))
    return SubnetView(
        subnet=subnet,
        table_id=table.table.route_table_id if table.table else "",
        main=table.main,
        acl_id=acl.network_acl_id if acl else "",
        free=free,
        largest=(least, most),
        reaches=tuple(Reach(need, answers[subnet.subnet_id]) for need, answers in found),
    )
