"""Whether the gateway endpoints of S3 and the route tables say the same of each other.

A route to a gateway endpoint comes and goes with the association (AWS PrivateLink Guide, "Gateway endpoints"). Where
the two differ, the export was taken in the middle of a change, or in two parts, or an endpoint is gone.
"""

from collections.abc import Iterator

from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.ec2 import RouteTable, VpcEndpoint
from vpclint.checks.common import places, tables_of
from vpclint.decision.case import Case
from vpclint.finding import Finding, Place, open_question
from vpclint.network.destination import S3, Service
from vpclint.network.endpoints import GONE, service_prefix_list
from vpclint.network.hops import Cause
from vpclint.network.targets import target_of
from vpclint.truth import Answer


def s3_endpoint_disagrees(case: Case) -> Iterator[Finding]:
    """An endpoint claims a route table that does not lead to it, or a table leads to one that does not claim it.

    Where the table is why S3 is not reached, that is the one cause, which another rule reports.
    """
    told = _tables_without_a_way(case)
    return (finding for finding in _differences(case) if finding.resource not in told)


def _tables_without_a_way(case: Case) -> dict[str, tuple[str, ...]]:
    """The tables that surely lead nowhere to S3, of which an error tells already."""
    causes = (Cause.S3_ENDPOINT_NOT_ROUTED, Cause.S3_ENDPOINT_MISSING)
    blockages = (blockage for cause in causes for blockage in case.blockages(cause) if blockage.truth.is_no)
    return tables_of(case, tuple(subnet for blockage in blockages for subnet in blockage.subnets))


def _differences(case: Case) -> Iterator[Finding]:
    for vpc_id in case.vpc_ids:
        found = case.analysis.service_endpoints(vpc_id, Service(S3, case.state.region))
        tables = case.state.route_tables.where("vpc_id", vpc_id)
        if found.gaps | tables.gaps:
            yield open_question(found.gaps | tables.gaps, resource=vpc_id)
        for endpoint in found.gateways:
            if isinstance(endpoint.state, UnsetType):
                yield from _claims_perhaps(case, endpoint)
            elif endpoint.state.lower() not in GONE:
                yield from _claims(case, endpoint)
        for table in tables:
            yield from _routes(case, table, found.gateways)


def _claims_perhaps(case: Case, endpoint: VpcEndpoint) -> Iterator[Finding]:
    """What an endpoint would claim wrongly, unless it is gone."""
    if any(finding.status is Answer.FAIL for finding in _claims(case, endpoint)):
        fact = case.state.vpc_endpoints.fact(endpoint.vpc_endpoint_id, "State")
        yield open_question(frozenset({fact}), resource=endpoint.vpc_endpoint_id)


def _claims(case: Case, endpoint: VpcEndpoint) -> Iterator[Finding]:
    """The tables that an endpoint says it is in, against what they hold."""
    endpoint_id = endpoint.vpc_endpoint_id
    if isinstance(endpoint.route_table_ids, UnsetType):
        fact = case.state.vpc_endpoints.fact(endpoint_id, "RouteTableIds")
        yield open_question(frozenset({fact}), resource=endpoint_id)
        return
    for index, table_id in enumerate(endpoint.route_table_ids):
        claim = case.state.vpc_endpoints.place(endpoint_id, f"/RouteTableIds/{index}", "claimed here")
        yield from _claim(case, endpoint_id, table_id, claim)


def _claim(case: Case, endpoint_id: str, table_id: str, claim: Place | None) -> Iterator[Finding]:
    """One table that an endpoint says it is in; what its routes are is asked for elsewhere."""
    tables = case.state.route_tables
    table, exists = tables.get(table_id), tables.exists(table_id)
    if exists.is_no:
        yield _finding(case, table_id, f"{endpoint_id} claims {table_id}, which does not exist", claim)
    elif table is None:
        yield open_question(exists.facts, resource=endpoint_id)
    elif not isinstance(table.routes, UnsetType) and endpoint_id not in (targets := _targets(table)):
        if "" in targets:
            fact = tables.fact(table_id, f"Routes[{targets.index('')}]", "it has no target")
            yield open_question(frozenset({fact}), resource=table_id)
            return
        message = f"{endpoint_id} claims {table_id}, which holds no route to it"
        held = tables.place(table_id, "/Routes", "no route here leads to it")
        yield _finding(case, table_id, message, claim, held, endpoint=endpoint_id)


def _targets(table: RouteTable) -> list[str]:
    """What each route leads to; empty where the state does not tell."""
    return [target_of(route).id for route in or_none(table.routes) or ()]


def _routes(case: Case, table: RouteTable, gateways: tuple[VpcEndpoint, ...]) -> Iterator[Finding]:
    """The routes of a table that lead S3's prefix list to endpoints, against what these say."""
    table_id = table.route_table_id
    if isinstance(table.routes, UnsetType):
        fact = case.state.route_tables.fact(table_id, "Routes")
        yield open_question(frozenset({fact}), resource=table_id, affects=(case.affected(),))
        return
    claims = {each.vpc_endpoint_id: or_none(each.route_table_ids) for each in gateways}
    s3_list = service_prefix_list(case.state, S3)
    for index, route in enumerate(table.routes):
        target, listed = target_of(route).id, or_none(route.destination_prefix_list_id)
        if not listed or target_of(route).kind != "vpc-endpoint" or not (listed == s3_list or target in claims):
            continue
        place = case.state.route_tables.place(table_id, f"/Routes/{index}", "this route")
        claimed = claims.get(target)
        if case.state.vpc_endpoints.exists(target).is_no:
            yield _finding(case, table_id, f"{table_id} routes S3 to {target}, which does not exist any more", place)
        elif claimed is not None and table_id not in claimed:
            told = case.state.vpc_endpoints.place(target, "/RouteTableIds", "the table is not named here")
            yield _finding(case, table_id, f"{table_id} routes S3 to {target}, which does not name it", place, told)


def _finding(case: Case, table_id: str, message: str, *found: Place | None, endpoint: str = "") -> Finding:
    subnets = tables_of(case, case.job.subnet_ids).get(table_id, ())
    return Finding(
        message=message,
        resource=table_id,
        places=places(*found),
        affects=(case.affected(subnets),),
        values={"route-table": table_id, "endpoint": endpoint},
    )
