"""That S3 is not reached: no endpoint, none that works, or none that the subnet's table routes to."""

from collections.abc import Iterator

from vpclint.aws.absence import UnsetType, or_none
from vpclint.checks.common import from_blockages, names, not_hit, places, reached, table_note, tables_of
from vpclint.decision.case import Blockage, Case
from vpclint.finding import Finding
from vpclint.network.endpoints import s3_service
from vpclint.network.hops import Cause


def s3_endpoint_missing(case: Case) -> Iterator[Finding]:
    """The VPC has no S3 endpoint of this Region and no other working way to S3."""

    def say(blockage: Blockage) -> Finding:
        vpc_id = blockage.obstacle.resource
        tables = tables_of(case, blockage.subnets)
        described = [table_note(case, table_id, subnets) for table_id, subnets in tables.items()]
        what = reached(blockage.obstacle)
        return Finding(
            message=f"{vpc_id} has no S3 endpoint, and no other route to {what} in {names(list(tables))}",
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
            notes=not_hit(case, blockage),
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
            notes=not_hit(case, blockage),
            values={"endpoint": endpoint_id, **_in_its_place(case, blockage, status)},
        )

    return from_blockages(case, Cause.S3_ENDPOINT_NOT_AVAILABLE, say)


def _in_its_place(case: Case, blockage: Blockage, status: str | UnsetType) -> dict[str, str | tuple[str, ...]]:
    """What a new endpoint in the place of one needs; nothing while it may still become available."""
    subnet = case.state.subnets.get(blockage.subnets[0])
    if str(status).lower().startswith("pending") or subnet is None:
        return {}
    return {
        "vpc": or_none(subnet.vpc_id) or "",
        "service": s3_service(case.state.region),
        "route-table": tuple(tables_of(case, blockage.subnets)),
    }


def s3_endpoint_not_routed(case: Case) -> Iterator[Finding]:
    """The gateway endpoint is not in the route table that a subnet really uses, and there is no other working way."""

    def say(blockage: Blockage) -> Finding:
        table_id, endpoint_id = blockage.obstacle.resource, blockage.obstacle.subject
        subnets = blockage.subnets
        who = f"{names(subnets)} {'has' if len(subnets) == 1 else 'have'} no way to {reached(blockage.obstacle)}"
        table = f"{'its' if len(subnets) == 1 else 'their'} route table {table_id}"
        return Finding(
            message=f"{who}: {table} holds no route to {endpoint_id}",
            resource=table_id,
            places=(
                *case.subnet_places(subnets, "instances placed here can't reach S3"),
                *places(
                    case.state.route_tables.place(table_id, "", table_note(case, table_id, subnets)),
                    case.state.vpc_endpoints.place(
                        endpoint_id, "", f"{endpoint_id}, the endpoint that it should route to"
                    ),
                ),
            ),
            notes=not_hit(case, blockage),
            values={"endpoint": endpoint_id, "route-table": table_id},
            discriminator=endpoint_id,
        )

    return from_blockages(case, Cause.S3_ENDPOINT_NOT_ROUTED, say)
