"""The requests that SageMaker makes for a job, as policies see them.

It makes them with the job's execution role, a session of it. Sources: Amazon SageMaker AI Developer Guide, "How to use
SageMaker AI execution roles" for the actions; IAM User Guide, "AWS global condition context keys", and AWS PrivateLink
Guide for the keys that a request has through an endpoint and past it. What is not said here is not known.
"""

from collections.abc import Iterator

from msgspec import Struct

from vpclint.algebra.patterns import Pattern
from vpclint.aws.absence import or_none
from vpclint.aws.ec2 import Subnet
from vpclint.network.carriers import GATEWAY_ENDPOINT, INTERFACE_ENDPOINT, NAT_GATEWAY
from vpclint.network.hops import Hop
from vpclint.policy.callers import Caller, CallerKind, role
from vpclint.policy.evaluate import Request
from vpclint.policy.templates import ANYTHING
from vpclint.policy.values import ABSENT, Context, Like, OneOf, Unknown, Value, known
from vpclint.state.state import State
from vpclint.workload.job import Job, Transfer

INTERFACE_ACTIONS = (
    "ec2:CreateNetworkInterface",
    "ec2:CreateNetworkInterfacePermission",
    "ec2:DeleteNetworkInterface",
    "ec2:DeleteNetworkInterfacePermission",
    "ec2:DescribeDhcpOptions",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
)
"""What the role of a job with a VpcConfig is asked for when the job is made, each for every resource.

Source: Amazon SageMaker AI Developer Guide, "How to use SageMaker AI execution roles", CreateProcessingJob API.
"""


class Asked(Struct, frozen=True):
    """A request, or all those that differ by the key of an object alone.

    Attributes:
        request: as policies see it.
        text: it in words: `s3:PutObject on acme-features/daily/*`.
        mild: without it the job may work all the same.
    """

    request: Request
    text: str
    mild: bool = False


def transfer_requests(state: State, job: Job, transfer: Transfer, subnet: Subnet, carrier: Hop) -> Iterator[Asked]:
    """What SageMaker asks S3 for, to read an input or to write an output.

    An input is all objects whose keys begin as its URI says. To an output's URI a slash and names are added. A large
    file is uploaded in parts, and what was begun is taken back only with the right to.
    """
    bucket, key = transfer.uri.bucket, transfer.uri.key
    arn = f"arn:{partition_of(state, job)}:s3:::{bucket}"
    context = _of_role(job) | _through(state, subnet, carrier)
    caller = caller_of(job)
    objects, actions = key, ["s3:GetObject"]
    if transfer.direction == "input":
        listed = Context(context | {"s3:prefix": Like(Pattern.exact(key) + ANYTHING)})
        yield Asked(Request("s3:ListBucket", arn, caller, listed), f"s3:ListBucket on {bucket}")
    else:
        objects = key if not key or key.endswith("/") else f"{key}/"
        actions = ["s3:PutObject", "s3:AbortMultipartUpload"]
    resource = Pattern.exact(f"{arn}/{objects}") + ANYTHING
    for action in actions:
        request = Request(action, resource, caller, Context(context | dict.fromkeys(_OF_LISTS, ABSENT)))
        yield Asked(request, f"{action} on {bucket}/{objects}*", mild=action == "s3:AbortMultipartUpload")


_OF_LISTS = ("s3:prefix", "s3:delimiter", "s3:max-keys")


def interface_requests(job: Job) -> Iterator[Asked]:
    """What the role needs so that the job gets its network interfaces."""
    caller, context = caller_of(job), Context(_of_role(job))
    for action in INTERFACE_ACTIONS:
        yield Asked(Request(action, "*", caller, context), action)


def caller_of(job: Job) -> Caller:
    """A session of the job's role, whose name AWS chooses; of a job that names no role nothing is known."""
    return role(job.role_arn) if job.role_arn else Caller(CallerKind.ROLE)


def partition_of(state: State, job: Job) -> str:
    """The partition of what the job uses: as the role says, else the state, else its Region."""
    named = job.role_arn.split(":")[1:2] or [state.header.partition]
    begins = next((each for each in _PARTITIONS if state.region.startswith(each)), "")
    return (named[0] or state.header.partition) or _PARTITIONS.get(begins, "aws")


_PARTITIONS = {
    "cn-": "aws-cn",
    "us-gov-": "aws-us-gov",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "us-isof-": "aws-iso-f",
    "eu-isoe-": "aws-iso-e",
    "eusc-": "aws-eusc",
}
"""How the names of Regions begin outside of `aws` (botocore: partitions.json)."""


def _of_role(job: Job) -> dict[str, Value]:
    """The condition keys of a session of the role."""
    known_keys: dict[str, Value] = {
        "aws:PrincipalType": known("AssumedRole"),
        "aws:username": ABSENT,
        "aws:PrincipalIsAWSService": known("false"),
        "aws:PrincipalServiceName": ABSENT,
        "aws:ViaAWSService": known("false"),
        "aws:CalledVia": ABSENT,
        "aws:CalledViaFirst": ABSENT,
        "aws:CalledViaLast": ABSENT,
        "aws:FederatedProvider": ABSENT,
        "aws:SourceAccount": ABSENT,
        "aws:SourceArn": ABSENT,
        "aws:SecureTransport": known("true"),
        "s3:TlsVersion": OneOf((known("1.2"), known("1.3"))),
    }
    if job.role_arn:
        known_keys |= {"aws:PrincipalArn": known(job.role_arn), "aws:PrincipalAccount": known(job.account)}
    return known_keys


def _through(state: State, subnet: Subnet, carrier: Hop) -> dict[str, Value]:
    """The condition keys that tell where a request comes from: those of an endpoint, or the address past it.

    Source: IAM User Guide, "AWS global condition context keys": aws:SourceIp is not there through an endpoint.
    """
    if carrier.kind in (GATEWAY_ENDPOINT, INTERFACE_ENDPOINT):
        block, vpc_id = or_none(subnet.cidr_block), or_none(subnet.vpc_id)
        found: dict[str, Value] = {"aws:SourceVpce": known(carrier.resource), "aws:SourceIp": ABSENT}
        found |= {"aws:SourceVpc": known(vpc_id)} if vpc_id else {}
        return found | ({"aws:VpcSourceIp": known(block)} if block else {})
    if carrier.kind != NAT_GATEWAY:
        facts = sorted(carrier.truth.facts)[:1]
        return {key: Unknown(fact) for fact in facts for key in (*_OF_ENDPOINTS, "aws:SourceIp")}
    return dict.fromkeys(_OF_ENDPOINTS, ABSENT) | _public_address(state, carrier)


_OF_ENDPOINTS = (
    *("aws:SourceVpc", "aws:SourceVpcArn", "aws:SourceVpce", "aws:VpcSourceIp"),
    *("aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths"),
)
"""What only a request through an endpoint has."""


def _public_address(state: State, carrier: Hop) -> dict[str, Value]:
    """The address from which a NAT gateway asks, one of its public ones; nothing where none is known."""
    nat = state.nat_gateways.get(carrier.resource)
    addresses = [each.public_ip for each in (or_none(nat.nat_gateway_addresses) or () if nat else ())]
    given = [known(each) for each in map(or_none, addresses) if each]
    return {"aws:SourceIp": given[0] if len(given) == 1 else OneOf(tuple(given))} if given else {}
