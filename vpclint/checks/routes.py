"""The family `routes`: the route that is selected for a destination that the job needs."""

from collections.abc import Iterator

from vpclint.algebra.addresses import PUBLIC_IPV4
from vpclint.checks.common import from_blockages, names, places
from vpclint.decision.case import Blockage, Case
from vpclint.finding import Finding, Severity
from vpclint.network.hops import Cause


def route_missing(case: Case) -> Iterator[Finding]:
    """No route of the subnet's table leads out to a destination that the job needs."""

    def say(blockage: Blockage) -> Finding:
        return _route_finding(
            case, blockage, f"{blockage.obstacle.resource} has no route to {_reached(blockage)}", "no route leads there"
        )

    return from_blockages(case, Cause.ROUTE_MISSING, say)


def route_blackhole(case: Case) -> Iterator[Finding]:
    """The selected route is a blackhole or filtered: it drops the packet, and no shorter prefix is tried."""

    def say(blockage: Blockage) -> Finding:
        table_id, target = blockage.obstacle.resource, blockage.obstacle.subject
        route = _route(case, blockage)
        message = f"{table_id} sends {_reached(blockage)} to {target} by {route}, which drops it"
        return _route_finding(case, blockage, message, "this route is selected, since its prefix is the longest")

    return from_blockages(case, Cause.ROUTE_BLACKHOLE, say)


def internet_gateway_unusable(case: Case) -> Iterator[Finding]:
    """The selected route is an internet gateway, and a job's interfaces never have a public address."""

    def say(blockage: Blockage) -> Finding:
        table_id, gateway = blockage.obstacle.resource, blockage.obstacle.subject
        message = f"{table_id} sends {_reached(blockage)} to {gateway}, and the job's interfaces have no public address"
        return _route_finding(case, blockage, message, "this route is selected")

    return from_blockages(case, Cause.INTERNET_GATEWAY_UNUSABLE, say)


def _route_finding(case: Case, blockage: Blockage, message: str, note: str) -> Finding:
    obstacle = blockage.obstacle
    return Finding(
        message=message,
        resource=obstacle.resource,
        severity=Severity.WARNING if obstacle.mild else None,
        places=(
            *case.subnet_places(blockage.subnets, f"this subnet uses {obstacle.resource}"),
            *places(case.state.route_tables.place(obstacle.resource, obstacle.pointer, note)),
        ),
        values={
            "route-table": obstacle.resource if _is_public(blockage) else "",
            "target": obstacle.subject,
            "destination": _route(case, blockage),
        },
        discriminator=f"{obstacle.subject} {obstacle.pointer} {_reached(blockage)}",
    )


def _is_public(blockage: Blockage) -> bool:
    """Whether the addresses are public ones, which alone a NAT gateway leads to."""
    refused = blockage.obstacle.refused
    return refused is not None and not refused.destinations().isdisjoint(PUBLIC_IPV4)


def _reached(blockage: Blockage) -> str:
    """What the traffic is for: the names of the needs, or the addresses where only a part of one is hit."""
    refused, what = blockage.obstacle.refused, names(blockage.obstacle.towards)
    return f"{refused.destinations()} of {what}" if blockage.obstacle.partial and refused else what


def _route(case: Case, blockage: Blockage) -> str:
    """The destination of the route that is meant, as the state writes it; empty where it is the table as a whole."""
    table = case.state.route_tables.get(blockage.obstacle.resource)
    index = blockage.obstacle.pointer.removeprefix("/Routes/")
    return case.analysis.routes(table).routes[int(index)].destination if table and index else ""
