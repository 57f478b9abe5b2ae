"""Why no route leads to a destination: of all that could be repaired, what comes nearest to a way."""

from collections.abc import Iterator

from vpclint.aws.ec2 import VpcEndpoint
from vpclint.network.crossing import Crossing
from vpclint.network.endpoints import availability, has_private_names
from vpclint.network.hops import Cause, Hop
from vpclint.network.journey import Journey
from vpclint.truth import NOTHING_MISSING, Facts

REPAIRS = frozenset(
    {
        Cause.S3_ENDPOINT_NOT_AVAILABLE,
        Cause.SERVICE_ENDPOINT_NOT_AVAILABLE,
        Cause.SERVICE_ENDPOINT_PRIVATE_DNS,
        Cause.DNS_HOSTNAMES_DISABLED,
    }
)
"""What is wrong where an interface endpoint would be the way, were it repaired."""

ABSENCES = frozenset({Cause.SERVICE_ENDPOINT_MISSING, Cause.S3_BUCKET_OTHER_REGION})
"""What is wrong where an endpoint that is not there would be the way."""


def no_way(here: Crossing, why: str) -> Hop:
    """No route of the table leads to these addresses: for a service that is a matter of its endpoints."""
    journey = here.journey
    if journey.destination.service is None or journey.receiver:
        return here.stopped(Cause.ROUTE_MISSING, why)
    cause, resource, subject, facts = next(_repairs(journey))
    if facts:
        return here.open("route-table", here.table.route_table_id, facts, cause)
    return here.stopped(cause, why, resource=resource, subject=subject)


def _repairs(journey: Journey) -> Iterator[tuple[Cause, str, str, Facts]]:
    """What would make a way, the nearest first: its cause, what has to change (none: the table), another in the story.

    Last come the facts that would tell whether it is the cause; none where it surely is.

    A table that lacks the route to a working gateway; an endpoint that does not work; private names that the VPC does
    not resolve; an endpoint without private names; and last, that there is no endpoint.
    """
    endpoints, s3 = journey.endpoints, journey.destination.s3
    working = [each for each in endpoints.gateways if not availability(journey.state, each).is_no]
    for gateway in working if s3 else ():
        yield Cause.S3_ENDPOINT_NOT_ROUTED, "", gateway.vpc_endpoint_id, NOTHING_MISSING
    not_available = Cause.S3_ENDPOINT_NOT_AVAILABLE if s3 else Cause.SERVICE_ENDPOINT_NOT_AVAILABLE
    for gateway in endpoints.gateways if not working else ():
        yield not_available, gateway.vpc_endpoint_id, "", NOTHING_MISSING
    for endpoint in _first_useful(journey, endpoints.interfaces):
        if availability(journey.state, endpoint).is_no:
            yield not_available, endpoint.vpc_endpoint_id, "", NOTHING_MISSING
        elif has_private_names(journey.state, endpoint).is_yes:
            yield _unresolved(journey, endpoint)
        else:
            facts = has_private_names(journey.state, endpoint).facts
            yield Cause.SERVICE_ENDPOINT_PRIVATE_DNS, endpoint.vpc_endpoint_id, "", facts
    yield (*_no_endpoint(journey), NOTHING_MISSING)


def _unresolved(journey: Journey, endpoint: VpcEndpoint) -> tuple[Cause, str, str, Facts]:
    """Why the private names of an endpoint lead nobody there: the VPC does not make them, or others are asked."""
    naming = journey.analysis.naming(journey.vpc_id)
    if naming.own.is_no and not naming.hostnames.is_no:
        return Cause.CUSTOM_NAME_SERVERS, naming.options_id, str(naming.servers), naming.hostnames.facts
    facts = NOTHING_MISSING if naming.hostnames.is_no else naming.hostnames.facts | naming.own.facts
    return Cause.DNS_HOSTNAMES_DISABLED, journey.vpc_id, endpoint.vpc_endpoint_id, facts


def _no_endpoint(journey: Journey) -> tuple[Cause, str, str]:
    service = journey.destination.service
    if service is None or not journey.destination.s3:
        return Cause.SERVICE_ENDPOINT_MISSING, journey.vpc_id, journey.destination.name
    if service.region != journey.state.region:
        return Cause.S3_BUCKET_OTHER_REGION, journey.vpc_id, service.region
    return Cause.S3_ENDPOINT_MISSING, journey.vpc_id, ""


def _first_useful(journey: Journey, endpoints: tuple[VpcEndpoint, ...]) -> list[VpcEndpoint]:
    """The endpoints, those that are available and have private names before the others."""

    def distance(endpoint: VpcEndpoint) -> tuple[bool, bool]:
        return availability(journey.state, endpoint).is_no, not has_private_names(journey.state, endpoint).is_yes

    return sorted(endpoints, key=distance)
