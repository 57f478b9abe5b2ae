"""The requests that SageMaker makes for a job, as policies see them.

It makes them with the job's execution role, a session of it. Sources: Amazon SageMaker AI Developer Guide, "How to use
SageMaker AI execution roles" for the actions; IAM User Guide, "AWS global condition context keys", and AWS PrivateLink
Guide for the keys that a request has through an endpoint and past it. What is not said here is not known.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct, structs

from vpclint.algebra.addresses import AddressSet
from vpclint.algebra.patterns import Pattern
from vpclint.aws.absence import or_none
from vpclint.aws.ec2 import Subnet
from vpclint.network.carriers import GATEWAY_ENDPOINT, INTERFACE_ENDPOINT, NAT_GATEWAY
from vpclint.network.hops import Hop
from vpclint.policy.callers import Caller, CallerKind, role
from vpclint.policy.evaluate import Request
from vpclint.policy.matching import Name
from vpclint.policy.templates import ANYTHING
from vpclint.policy.values import ABSENT, Context, Like, OneOf, Unknown, Value, Within, known
from vpclint.state.state import State
from vpclint.workload.job import Job, Transfer

INTERFACE_ACTIONS: Mapping[str, tuple[str, ...]] = {
    "ec2:CreateNetworkInterface": ("network-interface", "subnet", "security-group"),
    "ec2:CreateNetworkInterfacePermission": ("network-interface",),
    "ec2:DeleteNetworkInterface": ("network-interface",),
    "ec2:DeleteNetworkInterfacePermission": ("network-interface",),
    "ec2:DescribeDhcpOptions": (),
    "ec2:DescribeNetworkInterfaces": (),
    "ec2:DescribeSecurityGroups": (),
    "ec2:DescribeSubnets": (),
    "ec2:DescribeVpcs": (),
}
"""What the role of a job with a VpcConfig is asked for when the job is made, and the types of resources it is about.

Each resource has to be allowed; an action without a type is about every resource, `*`. Sources: Amazon SageMaker AI
Developer Guide, "How to use SageMaker AI execution roles", CreateProcessingJob API; Service Authorization Reference,
"Actions, resources, and condition keys for Amazon EC2".
"""


class Asked(Struct, frozen=True):
    """A request, or all those that differ by the key of an object alone.

    Attributes:
        request: as policies see it.
        about: the resource in words, `arn:aws:s3:::acme-features/daily/*`; empty for an action about every one.
        mild: without it the job may work all the same.
    """

    request: Request
    about: str = ""
    mild: bool = False

    def with_keys(self, keys: Mapping[str, Value]) -> "Asked":
        """The same with these condition keys."""
        return structs.replace(self, request=structs.replace(self.request, context=self.request.context | keys))

    @property
    def text(self) -> str:
        """It in words: `s3:PutObject on arn:aws:s3:::acme-features/daily/*`."""
        return f"{self.request.action} on {self.about}" if self.about else str(self.request.action)


def transfer_requests(state: State, job: Job, transfer: Transfer, subnet: Subnet, carrier: Hop) -> Iterator[Asked]:
    """What SageMaker asks S3 for, to read an input or to write an output.

    An input is all objects whose keys begin as its URI says; of a manifest, only itself is known. To an output's URI a
    slash and names are added. A large file is uploaded in parts; it takes another right to remove what was begun.
    """
    key = transfer.uri.key
    arn = f"arn:{partition_of(state, job)}:s3:::{transfer.uri.bucket}"
    context = of_role(job) | through(state, subnet, carrier)
    caller = caller_of(job)
    objects, actions = key, ["s3:GetObject"]
    if transfer.direction == "output":
        objects = key if not key or key.endswith("/") else f"{key}/"
        actions = ["s3:PutObject", "s3:AbortMultipartUpload"]
    elif not transfer.manifest:
        listed = Context(context | {"s3:prefix": _prefix(key)})
        yield Asked(Request("s3:ListBucket", arn, caller, listed), arn)
    whole = Pattern.exact(f"{arn}/{objects}")
    for action in actions:
        resource = whole if transfer.manifest else whole + ANYTHING
        request = Request(action, resource, caller, Context(context | dict.fromkeys(_OF_LISTS, ABSENT)))
        about = f"{arn}/{objects}{'' if transfer.manifest else '*'}"
        yield Asked(request, about, mild=action == "s3:AbortMultipartUpload")


_OF_LISTS = ("s3:prefix", "s3:delimiter", "s3:max-keys")


def _prefix(key: str) -> Value:
    """The prefix by which objects are listed; for a whole bucket there may be none."""
    return Like(Pattern.exact(key) + ANYTHING) if key else OneOf((ABSENT, known("")))


def interface_requests(state: State, job: Job, subnet: Subnet) -> Iterator[tuple[str, tuple[Asked, ...]]]:
    """What the role needs so that instances in a subnet get their network interfaces, by action."""
    caller, context = caller_of(job), Context(of_role(job) | _of_region(state))
    arns = _interface_arns(state, job, subnet)
    for action, types in INTERFACE_ACTIONS.items():
        about = [each for kind in types for each in arns[kind]]
        requests = tuple(Asked(Request(action, name, caller, context), text) for name, text in about)
        yield action, requests or (Asked(Request(action, "*", caller, context)),)


def _interface_arns(state: State, job: Job, subnet: Subnet) -> dict[str, list[tuple[Name, str]]]:
    """The resources of each type, as patterns where a part of the ARN is not known, and in words."""
    owner = or_none(subnet.owner_id) or ""
    groups = [(state.security_groups.get(each), each) for each in job.group_ids]
    owners = [(each, (group and or_none(group.owner_id)) or "") for group, each in groups]

    def arn(account: str, kind: str, name: str) -> tuple[Name, str]:
        text = f"arn:{partition_of(state, job)}:ec2:{state.region or '*'}:{account or '*'}:{kind}/{name}"
        return Pattern.glob(text, within=True), text

    return {
        "network-interface": [arn(job.account, "network-interface", "*")],
        "subnet": [arn(owner, "subnet", subnet.subnet_id)],
        "security-group": [arn(account, "security-group", each) for each, account in owners],
    }


def _of_region(state: State) -> dict[str, Value]:
    """The condition keys of a request to EC2 that tell the Region."""
    return dict.fromkeys(("ec2:Region", "aws:RequestedRegion"), known(state.region)) if state.region else {}


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


def of_role(job: Job) -> dict[str, Value]:
    """The condition keys of a request of the job's role, a session of which makes it."""
    known_keys: dict[str, Value] = {
        "aws:PrincipalType": known("AssumedRole"),
        "aws:username": ABSENT,
        "aws:userid": Like(Pattern.glob("AROA*:*")),
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


def through(state: State, subnet: Subnet, carrier: Hop) -> dict[str, Value]:
    """The condition keys that tell where a request comes from: those of an endpoint, or the address past it.

    Source: IAM User Guide, "AWS global condition context keys": aws:SourceIp is not there through an endpoint.
    """
    if carrier.kind in (GATEWAY_ENDPOINT, INTERFACE_ENDPOINT):
        block, vpc_id = or_none(subnet.cidr_block), or_none(subnet.vpc_id)
        found: dict[str, Value] = {"aws:SourceVpce": known(carrier.resource), "aws:SourceIp": ABSENT}
        found |= {"aws:SourceVpc": known(vpc_id)} if vpc_id else {}
        return found | ({"aws:VpcSourceIp": Within(block)} if block else {})
    if carrier.kind != NAT_GATEWAY:
        facts = sorted(carrier.truth.facts)[:1]
        return {key: Unknown(fact) for fact in facts for key in (*OF_ENDPOINTS, "aws:SourceIp")}
    return dict.fromkeys(OF_ENDPOINTS, ABSENT) | _public_address(state, carrier)


OF_ENDPOINTS = (
    *("aws:SourceVpc", "aws:SourceVpcArn", "aws:SourceVpce", "aws:VpcSourceIp"),
    *("aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths"),
)
"""What only a request through an endpoint has."""


def _public_address(state: State, carrier: Hop) -> dict[str, Value]:
    """The address from which a NAT gateway asks, one of its public ones; nothing where one of them is not known."""
    nat = state.nat_gateways.get(carrier.resource)
    addresses = [or_none(each.public_ip) or "" for each in (or_none(nat.nat_gateway_addresses) or () if nat else ())]
    if not addresses or not all(map(_is_address, addresses)):
        return {}
    given = tuple(map(known, addresses))
    return {"aws:SourceIp": given[0] if len(given) == 1 else OneOf(given)}


def _is_address(text: str) -> bool:
    try:
        return "/" not in text and bool(AddressSet.parse(text))
    except ValueError:
        return False
