"""Makes the report on one question: the steps in the order in which they are met, and a sentence that decides."""

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import structs

from vpclint.checks.common import counted, names
from vpclint.checks.input import untold
from vpclint.decision.case import Case, NeedAnswer, SubnetAnswer
from vpclint.finding import Place
from vpclint.network.hops import Decider, Hop, Obstacle
from vpclint.report.found import ErrorReport, FindingReport, Location
from vpclint.report.path_model import (
    BACK,
    NAMES,
    OUT,
    SCHEMA_VERSION,
    DeciderReport,
    MissingReport,
    ObstacleReport,
    PathReport,
    StepReport,
    WayReport,
)
from vpclint.report.reachability import CODES, NO_RULES, RULES, has_no_rules
from vpclint.state.state import State
from vpclint.state.table import Table
from vpclint.truth import Answer, Facts
from vpclint.version import __version__
from vpclint.workload.needs import InternetNeed, Need, PeerNeed, S3Need, ServiceNeed

_THROUGH = frozenset({"gateway-endpoint", "interface-endpoint", "nat-gateway"})
"""What a way is said to lead through."""


def build(
    case: Case,
    findings: tuple[FindingReport, ...],
    locate: Callable[[Place], Location],
    errors: tuple[ErrorReport, ...] = (),
    assumed: tuple[str, ...] = (),
) -> PathReport:
    """The report of a case in which one need was asked about.

    Args:
        case: the need in each subnet.
        findings: what the rules behind the obstacles say.
        locate: finds line and column of a place.
        errors: what could not be read.
        assumed: what the settings say of questions that were open.
    """
    [answer] = case.answers
    steps = _Steps(case.state, locate)
    ways = tuple(_way(subnet, steps) for subnet in answer.subnets)
    destination = destination_of(answer.need)
    return PathReport(
        schema_version=SCHEMA_VERSION,
        vpclint=__version__,
        verdict=answer.truth.answer.value,
        sentence=", ".join(_sentences(ways, destination)),
        source=case.job.name,
        groups=case.job.group_ids,
        destination=destination,
        ways=ways,
        findings=findings,
        assumptions=(*case.assumptions, *assumed),
        not_examined=tuple(_not_examined(case, answer)),
        errors=errors,
    )


def _not_examined(case: Case, answer: NeedAnswer) -> Iterator[str]:
    if not case.job.group_ids:
        yield "the interface's own security groups, since none is named"
    if isinstance(answer.need, S3Need | ServiceNeed):
        yield from case.not_examined


def destination_of(need: Need) -> str:
    """What is asked for, as it reads in a sentence."""
    match need:
        case S3Need(transfer=None):
            return "S3"
        case S3Need(transfer=transfer) if transfer:
            return transfer.uri.text
        case PeerNeed():
            return "the other instances of the job"
        case InternetNeed(host="", cidrs=()):
            return f"the internet at port {need.port}"
        case ServiceNeed():
            return need.service
    return str(need)


def _way(answer: SubnetAnswer, steps: "_Steps") -> WayReport:
    hops = answer.way.hops if answer.way else answer.hops
    through = (hop.resource for hop in hops if hop.kind in _THROUGH and hop.truth.is_yes and not hop.back)
    return WayReport(
        subnet=answer.subnet_id,
        verdict=answer.truth.answer.value,
        through=tuple(dict.fromkeys(through)),
        obstacles=_causes(hops, mild=False),
        warnings=_causes(hops, mild=True),
        steps=tuple(steps.of(answer)),
        missing=_missing(answer.truth.facts),
    )


def _causes(hops: tuple[Hop, ...], *, mild: bool) -> int:
    """How many causes are proved, each of which may stand at several hops."""
    proved = (each for hop in hops for each in hop.obstacles if each.truth.is_no and each.mild is mild)
    return len({(each.cause, each.resource, each.subject, each.pointer) for each in proved})


def _missing(facts: Facts) -> tuple[MissingReport, ...]:
    return tuple(MissingReport(untold(fact), fact.obtain) for fact in sorted(facts))


def _sentences(ways: tuple[WayReport, ...], destination: str) -> Iterator[str]:
    """What comes out, said once for all the subnets of which it is true."""
    alike: dict[WayReport, list[str]] = {}
    for way in ways:
        alike.setdefault(structs.replace(way, subnet="", steps=()), []).append(way.subnet)
    for way, subnets in alike.items():
        yield _sentence(way, names(subnets), destination, several=len(subnets) > 1)


def _sentence(way: WayReport, who: str, destination: str, *, several: bool) -> str:
    reach = "reach" if several else "reaches"
    if way.verdict == Answer.PASS.value:
        over = f" through {names(way.through)}" if way.through else ""
        doubts = f", with {counted(way.warnings, 'warning')}" if way.warnings else ""
        return f"{who} {reach} {destination}{over}{doubts}"
    if way.verdict == Answer.FAIL.value:
        return f"{who} {'do' if several else 'does'} not reach {destination}: {counted(way.obstacles, 'obstacle')}"
    return f"cannot tell whether {who} {reach} {destination}: {names([each.fact for each in way.missing])}"


class _Steps:
    """Puts the hops of an answer into the order in which they are met, and finds the places of what they name."""

    def __init__(self, state: State, locate: Callable[[Place], Location]) -> None:
        self._locate = locate
        self._by_kind: dict[str, Table[Any]] = {
            "vpc-dns": state.vpc_attributes,
            "block-public-access": state.vpc_block_public_access_options,
        }
        self._tables: dict[str, Table[Any]] = {
            "acl": state.network_acls,
            "dopt": state.dhcp_options,
            "igw": state.internet_gateways,
            "nat": state.nat_gateways,
            "pcx": state.vpc_peering_connections,
            "rtb": state.route_tables,
            "sg": state.security_groups,
            "subnet": state.subnets,
            "vpc": state.vpcs,
            "vpce": state.vpc_endpoints,
        }

    def of(self, answer: SubnetAnswer) -> Iterator[StepReport]:
        """All steps of one subnet's answer."""
        way = answer.way
        if way is None:
            yield from (self._step(hop, OUT) for hop in answer.hops)
            return
        parts = [(str(leg.addresses) if leg.addresses != way.destination.addresses else "", leg) for leg in way.legs]
        yield from (self._step(hop, NAMES) for hop in way.names)
        yield from (self._step(hop, OUT) for hop in way.common)
        for stage in (OUT, BACK):
            for part, leg in parts:
                yield from (self._step(hop, stage, part) for hop in leg.hops if hop.back is (stage == BACK))
        yield from (self._step(hop, BACK) for hop in way.answer)

    def _step(self, hop: Hop, stage: str, part: str = "") -> StepReport:
        return StepReport(
            stage=stage,
            hop=hop.kind,
            resource=hop.resource,
            verdict=hop.truth.answer.value,
            why=hop.why,
            part=part,
            location=self._place(hop),
            deciders=tuple(map(self._decider, hop.deciders)),
            obstacles=tuple(map(self._obstacle, hop.obstacles)),
        )

    def _place(self, hop: Hop) -> Location | None:
        """Where it stands what the hop is about: mostly its record, or what the state says of it elsewhere."""
        table = self._by_kind.get(hop.kind)
        if table is None:
            return next(self._locations(hop.resource), None)
        ids = (table.id_of(record) for record in table)
        places = (table.place(each) for each in ids if table.kind.single or each == hop.resource)
        return next((self._locate(place) for place in places if place), None)

    def _decider(self, decider: Decider) -> DeciderReport:
        location = next(self._locations(decider.resource, decider.pointer), None)
        return DeciderReport(decider.resource, decider.words, location)

    def _obstacle(self, obstacle: Obstacle) -> ObstacleReport:
        pointer = obstacle.pointer and f"/{obstacle.pointer.removeprefix('/')}"
        return ObstacleReport(
            rule=obstacle.cause.rule,
            verdict=obstacle.truth.answer.value,
            severity="warning" if obstacle.mild else "error",
            resource=obstacle.resource,
            code=self._code(obstacle),
            subject=obstacle.subject,
            traffic=str(obstacle.refused) if obstacle.refused is not None else "",
            locations=tuple(self._locations(obstacle.resource, pointer)),
        )

    def _code(self, obstacle: Obstacle) -> str:
        """What Reachability Analyzer calls it; groups without any rule have a code of their own."""
        code = CODES.get(obstacle.cause, "")
        groups = map(self._tables["sg"].get, obstacle.resource.split(", ")) if code == RULES else ()
        return NO_RULES if code == RULES and all(group and has_no_rules(group) for group in groups) else code

    def _locations(self, resources: str, pointer: str = "") -> Iterator[Location]:
        """Where the records of these ids stand, which are several where groups are judged together."""
        for resource in resources.split(", "):
            table = self._tables.get(resource.partition("-")[0])
            place = table.place(resource, pointer) if table else None
            if place:
                yield self._locate(place)
