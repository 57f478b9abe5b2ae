"""Ways to S3 past what was meant: around the endpoint, to another Region, by a host that no endpoint serves."""

from collections.abc import Iterator

from vpclint.checks.common import from_blockages, names, not_hit, places, reached, route_meant, tables_of
from vpclint.decision.case import Blockage, Case
from vpclint.decision.hostnames import GLOBAL_HOST, unserved_host
from vpclint.finding import Finding, Place
from vpclint.network.destination import S3, Service
from vpclint.network.endpoints import s3_service
from vpclint.network.hops import Cause
from vpclint.network.targets import target_of


def s3_endpoint_bypassed(case: Case) -> Iterator[Finding]:
    """S3 is reached, but over a NAT gateway, so that no endpoint policy and no condition on the endpoint applies."""

    def say(blockage: Blockage) -> Finding:
        obstacle = blockage.obstacle
        table_id, nat_id = obstacle.resource, obstacle.subject
        values, why = _nearest_endpoint(case, blockage)
        return Finding(
            message=f"{table_id} leads {reached(blockage.obstacle)} over {nat_id}: {why}",
            resource=table_id,
            places=(
                *case.subnet_places(blockage.subnets, f"this subnet uses {table_id}"),
                *places(case.state.route_tables.place(table_id, obstacle.pointer, "this route is selected")),
            ),
            notes=("what comes over a NAT gateway passes no endpoint policy, and carries no aws:SourceVpce",),
            values={"route-table": table_id, **values},
            discriminator=f"{_taken(case, blockage)} {nat_id}",
        )

    return from_blockages(case, Cause.S3_ENDPOINT_BYPASSED, say)


def _nearest_endpoint(case: Case, blockage: Blockage) -> tuple[dict[str, str | tuple[str, ...]], str]:
    """The endpoint that is passed by, as values for the remedies and as a clause."""
    table = case.state.route_tables.get(blockage.obstacle.resource)
    subnet = case.state.subnets.get(blockage.subnets[0])
    vpc_id = str(subnet.vpc_id) if subnet else ""
    gateways = case.analysis.service_endpoints(vpc_id, Service(S3, case.state.region)).gateways
    if table is None or not gateways:
        return {"vpc": vpc_id, "service": s3_service(case.state.region)}, f"{vpc_id} has no gateway endpoint for S3"
    ids = [gateway.vpc_endpoint_id for gateway in gateways]
    routes = case.analysis.routes(table).routes
    routed = next((target.id for each in routes if (target := target_of(each.route)).id in ids), "")
    if not routed:
        return {"endpoint": ids[0]}, f"it holds no route to {ids[0]}"
    taken = _taken(case, blockage)
    return {"destination": taken}, f"the route to {taken} comes before that to {routed}"


def _taken(case: Case, blockage: Blockage) -> str:
    """The destination of the route over the NAT gateway."""
    route = route_meant(case, blockage)
    return route.destination if route else ""


def s3_bucket_other_region(case: Case) -> Iterator[Finding]:
    """A bucket is in another Region than the VPC, and only an endpoint of the VPC's own Region leads to S3."""

    def say(blockage: Blockage) -> Finding:
        bucket, region = blockage.obstacle.resource, blockage.obstacle.subject
        tables = tables_of(case, blockage.subnets)
        return Finding(
            message=f"bucket {bucket} is in {region}, and no route of {names(list(tables))} leads to S3 there",
            resource=bucket,
            places=(
                *(
                    case.job.place(transfer.pointer, "the bucket is named here")
                    for transfer in case.job.transfers
                    if transfer.uri.bucket == bucket
                ),
                *places(
                    case.state.bucket_locations.place(bucket, "", f"it is in {region}"),
                    *(case.state.route_tables.place(table_id, "", "no route leads there") for table_id in tables),
                ),
            ),
            notes=(
                f"a gateway endpoint leads to S3 of its own Region only, which is {case.state.region}",
                *not_hit(case, blockage),
            ),
            values={
                "bucket": bucket,
                "bucket-region": region,
                "region": case.state.region,
                "route-table": tuple(tables),
                "only-table": next(iter(tables)) if len(tables) == 1 else "",
            },
        )

    return from_blockages(case, Cause.S3_BUCKET_OTHER_REGION, say)


def s3_global_hostname(case: Case) -> Iterator[Finding]:
    """S3 is asked for by a host that an interface endpoint does not serve, and no other way leads there."""

    def say(blockage: Blockage) -> Finding:
        endpoint_id, host = blockage.obstacle.resource, blockage.obstacle.subject
        tables = tuple(tables_of(case, blockage.subnets))
        subnet = case.state.subnets.get(blockage.subnets[0])
        return Finding(
            message=f"{host} is a host that {endpoint_id}, the only way to S3, does not serve",
            resource=endpoint_id,
            places=(
                *_asked_by(case, host),
                *places(case.state.vpc_endpoints.place(endpoint_id, "", "the interface endpoint that takes S3")),
            ),
            notes=_global_note(host),
            values={
                "vpc": str(subnet.vpc_id) if subnet else "",
                "service": s3_service(case.state.region),
                "route-table": tables,
            },
            discriminator=host,
        )

    return from_blockages(case, Cause.S3_GLOBAL_HOSTNAME, say)


def _asked_by(case: Case, host: str) -> tuple[Place, ...]:
    """Where the request names the objects that are asked for by a host."""
    asked = (each for each in case.job.transfers if unserved_host(each.uri, case.state.region) == host)
    return tuple(case.job.place(each.pointer, f"asked for as {host}") for each in asked)


def _global_note(host: str) -> tuple[str, ...]:
    if host != GLOBAL_HOST:
        return ()
    return ("SDKs ask for the global host in us-east-1 unless AWS_S3_US_EAST_1_REGIONAL_ENDPOINT is regional",)
