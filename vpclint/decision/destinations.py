"""The addresses behind a need."""

from vpclint.algebra.addresses import ALL_IPV4, PUBLIC_IPV4, AddressSet
from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.ec2 import Subnet
from vpclint.network.analysis import Analysis
from vpclint.network.endpoints import UNKNOWN_REGION
from vpclint.network.hops import S3, Cause, Destination, Hop, Obstacle
from vpclint.state.state import State
from vpclint.truth import Fact, unknown
from vpclint.workload.job import ObjectUri, region_in_uri
from vpclint.workload.needs import HTTPS, InternetNeed


def s3_destination(analysis: Analysis) -> Destination:
    """S3 of the state's Region: its whole prefix list, IPv4 only, since a job's interfaces have no IPv6 address.

    Where the list is not known, S3 is somewhere among the public addresses.
    """
    blocks = analysis.s3_blocks()
    if isinstance(blocks, Fact):
        return Destination(S3, PUBLIC_IPV4, HTTPS, frozenset({blocks}), s3=True)
    return Destination(S3, blocks & ALL_IPV4, HTTPS, s3=True)


def internet_destination(need: InternetNeed, taken: AddressSet) -> Destination:
    """A host by its blocks, or every public IPv4 address less what gateway endpoints take."""
    addresses = AddressSet.parse(*need.cidrs) if need.cidrs else PUBLIC_IPV4 - taken
    return Destination(need.host or "the internet", addresses, need.port, exact=bool(need.cidrs))


def bucket_region(state: State, bucket: str) -> str | None:
    """The Region of a bucket; None where the state does not tell. A null is us-east-1, `EU` is eu-west-1.

    Source: Amazon S3 API Reference, GetBucketLocation.
    """
    record = state.bucket_locations.get(bucket)
    if record is None or isinstance(record.location_constraint, UnsetType):
        return None
    location = record.location_constraint
    return {None: "us-east-1", "": "us-east-1", "EU": "eu-west-1"}.get(location, location)


def bucket_hop(state: State, uri: ObjectUri, subnet: Subnet) -> Hop | None:
    """Why a bucket is not reached the way S3 of the state's Region is; None where it is, or is assumed to be."""
    bucket = uri.bucket
    if not bucket:
        return _open(uri.text, Fact("", uri.text, "", f"{uri.text} names no bucket that vpclint can tell"), subnet)
    if bucket.startswith("arn:") or bucket.endswith(_DIRECTORY_BUCKET):
        reason = f"the way to {bucket}, which is no general purpose bucket, is not examined by this version"
        return _open(bucket, Fact("", bucket, "", reason), subnet)
    if not state.region:
        return _open(bucket, UNKNOWN_REGION, subnet)
    region = region_in_uri(uri.text) or bucket_region(state, bucket)
    if region == state.region or (region is None and not state.strict):
        return None
    if region is None:
        return _open(bucket, state.bucket_locations.fact(bucket, "LocationConstraint"), subnet)
    reason = f"the way to S3 of {region}, where the bucket {bucket} is, is not examined by this version"
    return _open(bucket, Fact("", bucket, "", reason), subnet)


_DIRECTORY_BUCKET = "--x-s3"
"""How the names of directory buckets end, which another service with other addresses serves (Amazon S3 User Guide)."""


def _open(bucket: str, fact: Fact, subnet: Subnet) -> Hop:
    truth = unknown(fact)
    obstacle = Obstacle(Cause.S3_ENDPOINT_MISSING, truth, or_none(subnet.vpc_id) or "")
    return Hop("bucket", bucket, truth, fact.reason or f"{fact.subject} is not known", (obstacle,))
