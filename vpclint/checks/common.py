"""What checks of several families share."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import ne
from typing import Any

from msgspec import Struct, structs

from vpclint.aws.ec2 import RouteTable, Subnet
from vpclint.decision.case import Blockage, Case
from vpclint.finding import Finding, Place, Severity, open_question
from vpclint.network.carriers import GATEWAY_ENDPOINT, INTERFACE_ENDPOINT, carriers_of
from vpclint.network.hops import Cause, Obstacle
from vpclint.network.routing import NumberedRoute
from vpclint.network.targets import target_of
from vpclint.state.table import Table

EVERYWHERE = "0.0.0.0/0"
"""What is opened where more blocks are meant than a rule can be written with."""
_ENDPOINTS = (GATEWAY_ENDPOINT, INTERFACE_ENDPOINT)


def from_blockages(case: Case, cause: Cause, say: Callable[[Blockage], Finding]) -> Iterator[Finding]:
    """A finding for each root cause of a kind: what `say` makes of it where it is proved, else an open question."""
    return findings_of(case.blockages(cause), say)


def findings_of(blockages: Iterable[Blockage], say: Callable[[Blockage], Finding]) -> Iterator[Finding]:
    """A finding for each of these root causes."""
    for blockage in blockages:
        if blockage.truth.is_no:
            yield structs.replace(say(blockage), affects=blockage.affects)
        else:
            severity = Severity.WARNING if blockage.obstacle.mild else None
            resource = blockage.obstacle.resource
            yield open_question(blockage.truth.facts, resource=resource, severity=severity, affects=blockage.affects)


def per_subnet(case: Case, ask: Callable[[Subnet], Iterator[Finding]]) -> Iterator[Finding]:
    """What `ask` says of each subnet of the job; an open question for one that the state does not show."""
    for subnet_id in case.job.subnet_ids:
        subnet = case.state.subnets.get(subnet_id)
        exists = case.state.subnets.exists(subnet_id)
        if subnet:
            yield from ask(subnet)
        elif exists.is_unknown:
            affects = (case.affected((subnet_id,)),)
            yield open_question(exists.facts, resource=subnet_id, affects=affects)


def places(*found: Place | None) -> tuple[Place, ...]:
    """The places that are known."""
    return tuple(place for place in found if place)


def meant(table: Table[Any], wrong: str) -> tuple[str, ...]:
    """A note on the id that differs from a wrong one in one character; none where there is none, or several."""
    half = len(wrong) // 2
    alike = (each for each in map(table.id_of, table) if each[:half] == wrong[:half] or each[half:] == wrong[half:])
    near = [each for each in alike if len(each) == len(wrong) and sum(map(ne, each, wrong)) == 1]
    return (f"did you mean {near[0]}?",) if len(near) == 1 else ()


def names(ids: Sequence[str], most: int = 4) -> str:
    """Ids as prose: `a`, `a and b`, `a, b and c`, `a, b, c and 9 more`."""
    shown = list(ids) if len(ids) <= most else [*ids[: most - 1], f"{len(ids) - most + 1} more"]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def counted(number: int, noun: str) -> str:
    """`1 address`, `31 addresses`, `0 instances`."""
    plural = f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def route_tables(case: Case, subnet_ids: Sequence[str]) -> tuple[RouteTable, ...]:
    """The route tables that these subnets use, each once, as far as they are known."""
    subnets = filter(None, map(case.state.subnets.get, subnet_ids))
    tables = (case.analysis.table_of(subnet).table for subnet in subnets)
    return tuple({table.route_table_id: table for table in tables if table}.values())


class RouteTo(Struct, frozen=True):
    """A route of a table that one of the job's subnets uses, and that leads to the target that is meant."""

    table_id: str
    pointer: str
    destination: str


def routes_to(case: Case, subnet_ids: Sequence[str], target_id: str) -> tuple[RouteTo, ...]:
    """The routes by which these subnets lead to a target."""
    return tuple(
        RouteTo(table.route_table_id, f"/Routes/{numbered.index}", numbered.destination)
        for table in route_tables(case, subnet_ids)
        for numbered in case.analysis.routes(table).routes
        if target_of(numbered.route).id == target_id
    )


def reached(obstacle: Obstacle) -> str:
    """What the traffic is for: the names of the needs, or the addresses where only a part of one is hit."""
    refused, what = obstacle.refused, names(obstacle.towards)
    return f"{refused.destinations()} of {what}" if obstacle.partial and refused else what


def endpoints_of(case: Case) -> tuple[str, ...]:
    """The endpoints that the traffic of a case passes, or may pass, each once."""
    ways = (each.way for answer in case.answers for each in answer.subnets if each.way)
    carriers = (hop for way in ways for carriers in carriers_of(way) for hop in carriers)
    return tuple(dict.fromkeys(hop.resource for hop in carriers if hop.kind in _ENDPOINTS))


def scope(case: Case) -> str:
    """Where something was looked for: the account and Region of the state, as far as it says."""
    parts = [part for part in (case.state.account and f"account {case.state.account}", case.state.region) if part]
    return ", ".join(parts) or "the state"


def tables_of(case: Case, subnet_ids: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The route tables that subnets use, each with its subnets."""
    tables: dict[str, tuple[str, ...]] = {}
    for subnet in filter(None, map(case.state.subnets.get, subnet_ids)):
        table = case.analysis.table_of(subnet).table
        if table:
            tables[table.route_table_id] = (*tables.get(table.route_table_id, ()), subnet.subnet_id)
    return tables


def route_meant(case: Case, blockage: Blockage) -> NumberedRoute | None:
    """The route of a table that an obstacle is about; None where it is the table as a whole."""
    table = case.state.route_tables.get(blockage.obstacle.resource)
    index = blockage.obstacle.pointer.removeprefix("/Routes/")
    return case.analysis.routes(table).routes[int(index)] if table and index else None


def table_note(case: Case, table_id: str, subnet_ids: tuple[str, ...]) -> str:
    """A route table in a sentence: whose it is, and where it leads."""
    subnet = case.state.subnets.get(subnet_ids[0])
    main = subnet is not None and case.analysis.table_of(subnet).main
    role = f"the main table of {subnet.vpc_id}" if main and subnet else "the subnet's own table"
    table = case.state.route_tables.get(table_id)
    routes = case.analysis.routes(table).routes if table else ()
    targets = (target_of(numbered.route) for numbered in routes)
    others = [
        f"{numbered.destination} to {target.id}"
        for numbered, target in zip(routes, targets, strict=True)
        if target.kind != "local"
    ]
    return f"{table_id}, {role}: {names(others) if others else 'local only'}"


def not_hit(case: Case, blockage: Blockage) -> tuple[str, ...]:
    """A note for the failure that comes and goes: which subnets are not hit, and surely fail for no other reason."""
    others = tuple(each for each in case.job.subnet_ids if each not in blockage.subnets and each not in case.lost)
    if not others:
        return ()
    verb = "is" if len(others) == 1 else "are"
    choice = "" if case.job.vpc_id else ", and SageMaker picks one of the subnets"
    return (f"{names(others)} {verb} not hit by this{choice}",)
