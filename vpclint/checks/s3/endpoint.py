"""The family `s3`: the path to Amazon S3, by which a job's inputs come and its outputs go.

Names are resolved, then the longest prefix selects one way. Only what stands on that way is a cause.
"""

from collections.abc import Iterator

from vpclint.checks.common import from_blockages, names, places
from vpclint.decision.case import Blockage, Case
from vpclint.finding import Finding
from vpclint.network.endpoints import s3_service
from vpclint.network.hops import Cause
from vpclint.network.targets import target_of


def s3_endpoint_missing(case: Case) -> Iterator[Finding]:
    """The VPC has no S3 endpoint of this Region and no other working way to S3."""

    def say(blockage: Blockage) -> Finding:
        vpc_id = blockage.obstacle.resource
        tables = _tables(case, blockage.subnets)
        described = [_described(case, table_id, subnets) for table_id, subnets in tables.items()]
        return Finding(
            message=f"{vpc_id} has no S3 endpoint, and no other route to {_s3(blockage)} in {names(list(tables))}",
            resource=vpc_id,
            places=(
                *case.subnet_places(blockage.subnets, "instances placed here can't reach S3"),
                *places(
                    *(
                        case.state.route_tables.place(table_id, "", note)
                        for table_id, note in zip(tables, described, strict=True)
                    ),
                    case.state.vpcs.place(vpc_id, "", vpc_id),
                ),
            ),
            notes=_some_subnets_work(case, blockage),
            values={"vpc": vpc_id, "route-table": tuple(tables), "service": s3_service(case.state.region)},
        )

    return from_blockages(case, Cause.S3_ENDPOINT_MISSING, say)


def s3_endpoint_not_available(case: Case) -> Iterator[Finding]:
    """The S3 endpoint that the traffic is routed to, or the only one there is, is not available."""

    def say(blockage: Blockage) -> Finding:
        endpoint_id = blockage.obstacle.resource
        endpoint = case.state.vpc_endpoints.get(endpoint_id)
        status = endpoint.state if endpoint else "gone"
        return Finding(
            message=f"the S3 endpoint {endpoint_id} is {status}, not available",
            resource=endpoint_id,
            places=(
                *case.subnet_places(blockage.subnets, f"the way to S3 leads over {endpoint_id}"),
                *places(case.state.vpc_endpoints.place(endpoint_id, "/State")),
            ),
            notes=_some_subnets_work(case, blockage),
            values={"endpoint": endpoint_id},
        )

    return from_blockages(case, Cause.S3_ENDPOINT_NOT_AVAILABLE, say)


def s3_endpoint_not_routed(case: Case) -> Iterator[Finding]:
    """The gateway endpoint is not in the route table that a subnet really uses, and there is no other working way."""

    def say(blockage: Blockage) -> Finding:
        table_id, endpoint_id = blockage.obstacle.resource, blockage.obstacle.subject
        subnets = blockage.subnets
        who = f"{names(subnets)} {'has' if len(subnets) == 1 else 'have'} no way to {_s3(blockage)}"
        table = f"{'its' if len(subnets) == 1 else 'their'} route table {table_id}"
        return Finding(
            message=f"{who}: {table} holds no route to {endpoint_id}",
            resource=table_id,
            places=(
                *case.subnet_places(subnets, "instances placed here can't reach S3"),
                *places(
                    case.state.route_tables.place(table_id, "", _described(case, table_id, subnets)),
                    case.state.vpc_endpoints.place(
                        endpoint_id, "", f"{endpoint_id}, the endpoint that it should route to"
                    ),
                ),
            ),
            notes=_some_subnets_work(case, blockage),
            values={"endpoint": endpoint_id, "route-table": table_id},
            discriminator=endpoint_id,
        )

    return from_blockages(case, Cause.S3_ENDPOINT_NOT_ROUTED, say)


def _s3(blockage: Blockage) -> str:
    refused = blockage.obstacle.refused
    return f"{refused.destinations()} of S3" if blockage.obstacle.partial and refused else "S3"


def _tables(case: Case, subnet_ids: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The route tables that subnets use, each with its subnets."""
    tables: dict[str, tuple[str, ...]] = {}
    for subnet in filter(None, map(case.state.subnets.get, subnet_ids)):
        table = case.analysis.table_of(subnet).table
        if table:
            tables[table.route_table_id] = (*tables.get(table.route_table_id, ()), subnet.subnet_id)
    return tables


def _described(case: Case, table_id: str, subnet_ids: tuple[str, ...]) -> str:
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


def _some_subnets_work(case: Case, blockage: Blockage) -> tuple[str, ...]:
    """A note for the failure that comes and goes: which subnets are not hit."""
    others = tuple(each for each in case.job.subnet_ids if each not in blockage.subnets)
    if not others:
        return ()
    verb = "is" if len(others) == 1 else "are"
    return (f"{names(others)} {verb} not hit by this, and SageMaker picks one of the subnets",)
