"""The VPC endpoints that traffic to Amazon S3 could take."""

from msgspec import Struct

from vpclint.algebra.addresses import AddressSet
from vpclint.aws.absence import UnsetType
from vpclint.aws.ec2 import VpcEndpoint
from vpclint.network.blocks import Reading, prefix_list_blocks
from vpclint.state.state import State
from vpclint.truth import NO, YES, Fact, Facts, Truth, any_of, known, open_for, unknown

GATEWAY, INTERFACE = "gateway", "interface"
TYPES = frozenset({GATEWAY, INTERFACE, "gatewayloadbalancer", "resource", "servicenetwork"})
"""The types of endpoints, without case (botocore: VpcEndpointType)."""

GONE = frozenset({"deleted", "deleting", "rejected", "failed", "expired"})
"""States of an endpoint that does not come back (botocore: State)."""

COMING = frozenset({"pending", "pendingacceptance", "partial"})
"""States of an endpoint that is not there yet, or not all of it."""


UNKNOWN_REGION = Fact("vpclint", "", "region", "the state does not say which Region it is of")


def s3_service(region: str) -> str:
    """The name of Amazon S3's endpoint service in a Region; the gateway's has no prefix of its own in any partition."""
    return f"com.amazonaws.{region}.s3"


def s3_prefix_list(state: State) -> str:
    """The id of the Region's S3 prefix list; empty where no list of that name is in the state."""
    name = s3_service(state.region)
    for lists in (state.prefix_lists, state.managed_prefix_lists):
        for prefix_list in lists:
            if prefix_list.prefix_list_name == name:
                return prefix_list.prefix_list_id
    return ""


def s3_blocks(state: State) -> Reading:
    """Every address at which S3 answers in the Region, IPv4 and IPv6, or the fact that would tell."""
    prefix_list = s3_prefix_list(state)
    if prefix_list:
        blocks = prefix_list_blocks(state, prefix_list)
        empty = isinstance(blocks, AddressSet) and not blocks.ipv4
        return state.prefix_lists.fact(prefix_list, "Cidrs", "it holds no IPv4 block") if empty else blocks
    if not state.region:
        return UNKNOWN_REGION
    reason = f"it holds no list {s3_service(state.region)}" if state.prefix_lists.given else ""
    return state.prefix_lists.fact(reason=reason)


class S3Endpoints(Struct, frozen=True):
    """The S3 endpoints of a VPC in the state's Region.

    Attributes:
        gateways: gateway endpoints, in any state.
        interfaces: interface endpoints, in any state.
        gaps: the facts that would tell of further ones.
    """

    gateways: tuple[VpcEndpoint, ...]
    interfaces: tuple[VpcEndpoint, ...]
    gaps: Facts


def s3_endpoints(state: State, vpc_id: str) -> S3Endpoints:
    """The S3 endpoints of a VPC; one whose service or type the state leaves out may be one.

    Interface endpoints that are gone for good are left out: nothing leads to them.
    """
    members = state.vpc_endpoints.where("vpc_id", vpc_id)
    gaps = set(members.gaps)
    by_type: dict[str, list[VpcEndpoint]] = {}
    for endpoint in members:
        gaps |= _unclear_members(state, endpoint)
        if not state.region and str(endpoint.service_name).endswith(".s3"):
            gaps.add(UNKNOWN_REGION)
        if _serves_s3(endpoint, state.region):
            by_type.setdefault(str(endpoint.vpc_endpoint_type).lower(), []).append(endpoint)
    interfaces = (each for each in by_type.get(INTERFACE, ()) if str(each.state).lower() not in GONE)
    return S3Endpoints(tuple(by_type.get(GATEWAY, ())), tuple(interfaces), frozenset(gaps))


def _unclear_members(state: State, endpoint: VpcEndpoint) -> set[Fact]:
    """What would tell whether an endpoint is one of S3's, and of which kind."""
    kind, name = endpoint.vpc_endpoint_type, endpoint.vpc_endpoint_id
    facts = {state.vpc_endpoints.fact(name, "ServiceName")} if isinstance(endpoint.service_name, UnsetType) else set()
    if isinstance(kind, UnsetType):
        facts.add(state.vpc_endpoints.fact(name, "VpcEndpointType"))
    elif kind.lower() not in TYPES:
        facts.add(state.vpc_endpoints.fact(name, "VpcEndpointType", f"{kind!r} is no type that vpclint knows"))
    return facts


def _serves_s3(endpoint: VpcEndpoint, region: str) -> bool:
    """Whether an endpoint is one of S3; in China the interface endpoint's name begins with `cn.`."""
    return str(endpoint.service_name).removeprefix("cn.") == s3_service(region)


def availability(state: State, endpoint: VpcEndpoint) -> Truth:
    """Whether an endpoint is available; AWS writes the state in lower case, its service model with a capital."""
    status = endpoint.state
    if isinstance(status, UnsetType):
        return unknown(state.vpc_endpoints.fact(endpoint.vpc_endpoint_id, "State"))
    if status.lower() == "available":
        return YES
    if status.lower() in GONE | COMING:
        return NO
    reason = f"{status!r} is no state that vpclint knows"
    return unknown(state.vpc_endpoints.fact(endpoint.vpc_endpoint_id, "State", reason))


def diverted_by(state: State, endpoint: VpcEndpoint) -> Truth:
    """Whether private DNS sends the VPC's own S3 traffic to this interface endpoint instead of to S3's addresses.

    With `PrivateDnsOnlyForInboundResolverEndpoint` only names asked from outside the VPC lead to it (AWS PrivateLink
    Guide, "Access Amazon S3 using an interface endpoint").
    """
    if isinstance(endpoint.private_dns_enabled, UnsetType):
        return unknown(state.vpc_endpoints.fact(endpoint.vpc_endpoint_id, "PrivateDnsEnabled"))
    inbound_only = endpoint.dns_options.private_dns_only_for_inbound_resolver_endpoint
    return known(endpoint.private_dns_enabled and not inbound_only)


def diversion(state: State, endpoints: S3Endpoints) -> Truth:
    """Whether any interface endpoint takes the VPC's S3 traffic; open where not all endpoints are known."""
    return any_of(
        (
            *(diverted_by(state, endpoint) for endpoint in endpoints.interfaces),
            open_for(endpoints.gaps) if endpoints.gaps else NO,
        )
    )
