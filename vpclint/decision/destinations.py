"""The addresses behind a need."""

from vpclint.algebra.addresses import ALL_IPV4, NO_ADDRESSES, PUBLIC_IPV4, AddressSet
from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.ec2 import Subnet
from vpclint.network.analysis import Analysis
from vpclint.network.destination import S3, Destination, Service
from vpclint.network.endpoints import GATEWAY
from vpclint.network.hops import Cause, Hop, Obstacle
from vpclint.network.routing import NumberedRoute
from vpclint.network.targets import target_of
from vpclint.state.state import State
from vpclint.truth import Fact, unknown
from vpclint.workload.job import ObjectUri, region_in_uri
from vpclint.workload.needs import HTTPS, InternetNeed

DYNAMODB = "dynamodb"
NAMES = {S3: "S3", DYNAMODB: "DynamoDB"}
"""The services that have gateway endpoints, and so prefix lists, by the names that people give them."""


def s3_destination(analysis: Analysis) -> Destination:
    """S3 of the state's Region: its whole prefix list, IPv4 only, since a job's interfaces have no IPv6 address.

    Where the list is not known, S3 is somewhere among the public addresses.
    """
    return _listed(analysis, S3)


def _listed(analysis: Analysis, service: str) -> Destination:
    blocks = analysis.service_blocks(service)
    name, behind = NAMES[service], Service(service, analysis.state.region)
    if isinstance(blocks, Fact):
        return Destination(name, PUBLIC_IPV4, HTTPS, frozenset({blocks}), service=behind)
    return Destination(name, blocks & ALL_IPV4, HTTPS, service=behind)


def s3_elsewhere(analysis: Analysis, subnet: Subnet, region: str) -> Destination:
    """S3 of another Region, whose prefix list is in no state of this one: some public addresses."""
    addresses = PUBLIC_IPV4 - taken_by_endpoints(analysis, subnet)
    return Destination(f"S3 of {region}", addresses, HTTPS, exact=False, service=Service(S3, region))


def service_destination(analysis: Analysis, subnet: Subnet, service: str) -> Destination:
    """An AWS service of the state's Region: its prefix list where it has one, else some public addresses."""
    if service in NAMES:
        return _listed(analysis, service)
    addresses = PUBLIC_IPV4 - taken_by_endpoints(analysis, subnet)
    return Destination(service, addresses, HTTPS, exact=False, service=Service(service, analysis.state.region))


def internet_destination(analysis: Analysis, subnet: Subnet, need: InternetNeed) -> Destination:
    """A host by its blocks, blocks alone, or every public IPv4 address less what gateway endpoints take."""
    exact = bool(need.cidrs)
    addresses = AddressSet.parse(*need.cidrs) if exact else PUBLIC_IPV4 - taken_by_endpoints(analysis, subnet)
    named = bool(need.host) or not exact
    name = need.host or ("the internet" if named else ", ".join(need.cidrs))
    return Destination(name, addresses, need.port, exact=exact, named=named)


def taken_by_endpoints(analysis: Analysis, subnet: Subnet) -> AddressSet:
    """The public addresses that gateway endpoints surely take by the routes of a subnet: they are not the internet."""

    def leads_to_gateway(numbered: NumberedRoute) -> bool:
        endpoint = analysis.state.vpc_endpoints.get(target_of(numbered.route).id)
        return endpoint is not None and str(endpoint.vpc_endpoint_type).lower() == GATEWAY

    table = analysis.table_of(subnet).table
    if table is None:
        return NO_ADDRESSES
    routes = analysis.routes(table)
    parts = ((part, (*part.routes, *routes.rivals(part))) for part in routes.select(PUBLIC_IPV4) if part.routes)
    return AddressSet.union(part.destinations for part, possible in parts if all(map(leads_to_gateway, possible)))


def bucket_region(state: State, bucket: str) -> str | None:
    """The Region of a bucket; None where the state does not tell. A null is us-east-1, `EU` is eu-west-1.

    Source: Amazon S3 API Reference, GetBucketLocation.
    """
    record = state.bucket_locations.get(bucket)
    if record is None or isinstance(record.location_constraint, UnsetType):
        return None
    location = record.location_constraint
    return {None: "us-east-1", "": "us-east-1", "EU": "eu-west-1"}.get(location, location)


def region_of(state: State, uri: ObjectUri) -> str:
    """The Region that a bucket is in, as its URI says, else as the state does, else the state's own."""
    return region_in_uri(uri.text) or bucket_region(state, uri.bucket) or state.region


def bucket_hop(state: State, uri: ObjectUri, subnet: Subnet) -> Hop | None:
    """Why nobody can tell where a bucket is; None where it is known, or is assumed to be the state's Region."""
    bucket = uri.bucket
    if not bucket:
        return _open(uri.text, Fact("", uri.text, "", f"{uri.text} names no bucket that vpclint can tell"), subnet)
    if bucket.startswith("arn:") or bucket.endswith(_DIRECTORY_BUCKET):
        reason = f"the way to {bucket}, which is no general purpose bucket, is not examined by this version"
        return _open(bucket, Fact("", bucket, "", reason), subnet)
    if not state.region:
        return _open(bucket, state.region_fact, subnet)
    fact = None if region_in_uri(uri.text) else untold_region(state, bucket)
    return _open(bucket, fact, subnet, Cause.S3_BUCKET_OTHER_REGION) if fact else None


def untold_region(state: State, bucket: str) -> Fact | None:
    """What would tell the Region of a bucket; None where it is known, or is assumed to be the state's.

    It is assumed of a bucket that the state says nothing about, not of one whose call was denied, whose record can't be
    read, or whose record lacks the location: many tools leave out a null, which is us-east-1.
    """
    if bucket_region(state, bucket) is not None:
        return None
    if state.strict or state.bucket_locations.get(bucket):
        return state.bucket_locations.fact(bucket, "LocationConstraint")
    return min(state.bucket_locations.exists(bucket).facts, default=None)


_DIRECTORY_BUCKET = "--x-s3"
"""How the names of directory buckets end, which another service with other addresses serves (Amazon S3 User Guide)."""


def _open(bucket: str, fact: Fact, subnet: Subnet, cause: Cause = Cause.S3_ENDPOINT_MISSING) -> Hop:
    truth = unknown(fact)
    resource = bucket if cause is Cause.S3_BUCKET_OTHER_REGION else or_none(subnet.vpc_id) or ""
    obstacle = Obstacle(cause, truth, resource)
    return Hop("bucket", bucket, truth, fact.reason or f"{fact.subject} is not known", (obstacle,))
