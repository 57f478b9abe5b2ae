"""The part of a report that is about VPCs for which no job was named."""

from collections.abc import Callable

from msgspec import Struct

from vpclint.aws.absence import or_none
from vpclint.decision.audit import Reach, SubnetView
from vpclint.engine.run import VpcOutcome
from vpclint.network.hops import Hop

NamePath = Callable[[tuple[Hop, ...]], str]


class Bounds(Struct, frozen=True):
    """A number that lies between two others, both included; where they are equal, it is known."""

    least: int
    most: int


class ReachReport(Struct, frozen=True, omit_defaults=True):
    """Whether a need is met in a subnet, what the way leads over, and the name of the path that decides it.

    Attributes:
        verdict: `pass`, `fail` or `unknown`, without regard to the job's own security groups.
        over: endpoints, NAT gateways and other targets, where it is met.
        partial: it is met, and not for every address behind it.
        path: one of the paths of the report.
    """

    verdict: str
    over: tuple[str, ...] = ()
    partial: bool = False
    path: str = ""


class VpcSubnetReport(Struct, frozen=True):
    """What a subnet could give a job; a text is empty where the state does not tell.

    Attributes:
        verdict: whether a job could run there, as far as it is at error level.
        main_route_table: it has no route table of its own.
        free_addresses: as AWS counts them.
        largest_job: the instances of the largest job that fits, with the settings for capacity; never more than 100.
        needs: S3, the internet, and what the settings say that a container needs.
    """

    subnet: str
    verdict: str
    zone: str
    route_table: str
    main_route_table: bool
    network_acl: str
    free_addresses: Bounds
    largest_job: Bounds
    needs: dict[str, ReachReport]


class VpcReport(Struct, frozen=True, omit_defaults=True):
    """One VPC for which no job was named; `source` is the file that shows it, the verdicts are as of a job."""

    vpc: str
    source: str
    verdict: str
    subnets: tuple[VpcSubnetReport, ...]
    unsuppressed: str = ""
    gate: str = ""


def vpc_report(outcome: VpcOutcome, name: NamePath) -> VpcReport:
    """The report on a VPC; `name` gives a path its name."""
    audit = outcome.audit
    subnets = tuple(_subnet(view, outcome.subnets[view.subnet.subnet_id].value, name) for view in audit.views)
    return VpcReport(audit.vpc_id, audit.case.job.file, outcome.verdict.value, subnets)


def _subnet(view: SubnetView, verdict: str, name: NamePath) -> VpcSubnetReport:
    return VpcSubnetReport(
        subnet=view.subnet.subnet_id,
        verdict=verdict,
        zone=or_none(view.subnet.availability_zone) or "",
        route_table=view.table_id,
        main_route_table=view.main,
        network_acl=view.acl_id,
        free_addresses=Bounds(view.free.least, view.free.most),
        largest_job=Bounds(*view.largest),
        needs={str(reach.need): _reach(reach, name) for reach in view.reaches},
    )


def _reach(reach: Reach, name: NamePath) -> ReachReport:
    answer = reach.answer
    return ReachReport(answer.truth.answer.value, reach.over, reach.partial, name(answer.hops))
