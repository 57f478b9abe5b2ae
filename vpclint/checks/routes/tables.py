"""The route that is selected for a destination that the job needs."""

from collections.abc import Iterator

from vpclint.algebra.addresses import PRIVATE_IPV4, PUBLIC_IPV4
from vpclint.checks.common import from_blockages, names, places, reached, route_meant, route_tables
from vpclint.decision.case import Blockage, Case
from vpclint.finding import Finding, Severity
from vpclint.network.hops import Cause
from vpclint.network.targets import target_of


def route_missing(case: Case) -> Iterator[Finding]:
    """No route of the subnet's table leads out to a destination that the job needs."""

    def say(blockage: Blockage) -> Finding:
        table_id, what = blockage.obstacle.resource, reached(blockage.obstacle)
        route = route_meant(case, blockage)
        if route is None:
            return _route_finding(case, blockage, f"{table_id} has no route to {what}", "no route leads there")
        target = target_of(route.route)
        end = _ENDS.get(target.kind, "which does not lead there")
        message = f"{table_id} sends {what} to {target.id} by {route.destination}, {end}"
        return _route_finding(case, blockage, message, "this route is selected, since its prefix is the longest")

    return from_blockages(case, Cause.ROUTE_MISSING, say)


_ENDS = {
    "local": "inside the VPC, where it is not",
    "internet-gateway": "which carries public addresses only",
    "nat-gateway": "which leads to the internet, where no private address is",
    "egress-only-internet-gateway": "which carries IPv6 only",
    "vpc-peering-connection": "which carries nothing beyond the peered VPC",
}
"""Why a target does not lead to a destination."""


def route_blackhole(case: Case) -> Iterator[Finding]:
    """The selected route is a blackhole or filtered: it drops the packet, and no shorter prefix is tried."""

    def say(blockage: Blockage) -> Finding:
        table_id, target = blockage.obstacle.resource, blockage.obstacle.subject
        route = _destination(case, blockage)
        message = f"{table_id} sends {reached(blockage.obstacle)} to {target} by {route}, which drops it"
        return _route_finding(case, blockage, message, "this route is selected, since its prefix is the longest")

    return from_blockages(case, Cause.ROUTE_BLACKHOLE, say)


def route_ambiguous(case: Case) -> Iterator[Finding]:
    """Several routes lead to different targets, and which of them is taken is not defined."""

    def say(blockage: Blockage) -> Finding:
        obstacle = blockage.obstacle
        targets = names(obstacle.subject.split(", "))
        what = reached(obstacle)
        message = f"{obstacle.resource} has several routes for {what}, to {targets}, in no defined order"
        return _route_finding(case, blockage, message, "this route may be taken, and another one as well")

    return from_blockages(case, Cause.ROUTE_AMBIGUOUS, say)


def internet_gateway_unusable(case: Case) -> Iterator[Finding]:
    """The selected route is an internet gateway, and a job's interfaces never have a public address."""

    def say(blockage: Blockage) -> Finding:
        table_id, gateway = blockage.obstacle.resource, blockage.obstacle.subject
        what = reached(blockage.obstacle)
        message = f"{table_id} sends {what} to {gateway}, and a job's interfaces have no public address"
        return _route_finding(case, blockage, message, "this route is selected")

    return from_blockages(case, Cause.INTERNET_GATEWAY_UNUSABLE, say)


def _route_finding(case: Case, blockage: Blockage, message: str, note: str) -> Finding:
    obstacle = blockage.obstacle
    destination = "" if obstacle.cause is Cause.ROUTE_AMBIGUOUS else _destination(case, blockage)
    private = _private_block(case, blockage)
    own = {table.route_table_id for table in route_tables(case, blockage.subnets)}
    uses = "this subnet uses" if obstacle.resource in own else "the way from this subnet leads over"
    return Finding(
        message=message,
        resource=obstacle.resource,
        severity=Severity.WARNING if obstacle.mild else None,
        places=(
            *case.subnet_places(blockage.subnets, f"{uses} {obstacle.resource}"),
            *places(case.state.route_tables.place(obstacle.resource, obstacle.pointer, note)),
        ),
        values={
            "route-table": obstacle.resource if _is_public(blockage) else "",
            "table-without-private": obstacle.resource if private else "",
            "private-block": private,
            "target": obstacle.subject,
            "destination": _destination(case, blockage),
            "block": _block(_destination(case, blockage)),
            "endpoint": obstacle.subject if obstacle.subject.startswith("vpce-") else "",
            "endpoint-table": obstacle.resource if obstacle.subject.startswith("vpce-") else "",
        },
        discriminator=f"{obstacle.subject} {destination} {reached(obstacle)}",
    )


def _is_public(blockage: Blockage) -> bool:
    """Whether the addresses are public ones, which alone a NAT gateway leads to."""
    refused = blockage.obstacle.refused
    return refused is not None and not refused.destinations().isdisjoint(PUBLIC_IPV4)


def _private_block(case: Case, blockage: Blockage) -> str:
    """The first private block to which no route leads, and hence no NAT gateway would; empty where there is none."""
    refused = blockage.obstacle.refused
    if refused is None or route_meant(case, blockage):
        return ""
    private = refused.destinations() & PRIVATE_IPV4
    return private.cidrs()[0] if private else ""


def _destination(case: Case, blockage: Blockage) -> str:
    """The destination of the route that is meant, as the state writes it; empty where it is the table as a whole."""
    route = route_meant(case, blockage)
    return route.destination if route else ""


def _block(destination: str) -> str:
    """The destination where it is an IPv4 block, which no prefix list and no block of IPv6 is."""
    return destination if "/" in destination and ":" not in destination else ""
