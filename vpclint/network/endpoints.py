"""The VPC endpoints that traffic to an AWS service could take."""

from collections.abc import Iterator

from msgspec import Struct

from vpclint.algebra.addresses import AddressSet
from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.ec2 import VpcEndpoint
from vpclint.aws.services import service_names
from vpclint.network.blocks import Reading, prefix_list_blocks
from vpclint.network.destination import S3, Service
from vpclint.state.state import State
from vpclint.truth import NO, YES, Fact, Facts, Truth, known, unknown

GATEWAY, INTERFACE = "gateway", "interface"
TYPES = frozenset({GATEWAY, INTERFACE, "gatewayloadbalancer", "resource", "servicenetwork"})
"""The types of endpoints, without case (botocore: VpcEndpointType)."""

GONE = frozenset({"deleted", "deleting", "rejected", "failed", "expired"})
"""States of an endpoint that does not come back (botocore: State)."""

COMING = frozenset({"pending", "pendingacceptance", "partial"})
"""States of an endpoint that is not there yet, or not all of it."""


def s3_service(region: str) -> str:
    """The name of Amazon S3's gateway in a Region."""
    return gateway_service(S3, region)


def gateway_service(service: str, region: str) -> str:
    """The name of a service's gateway, and of its prefix list, which have no prefix of their own in any partition."""
    return f"com.amazonaws.{region}.{service}"


def service_prefix_list(state: State, service: str) -> str:
    """The id of the Region's prefix list of a service; empty where no list of that name is in the state."""
    name = gateway_service(service, state.region)
    for lists in (state.prefix_lists, state.managed_prefix_lists):
        for prefix_list in lists:
            if prefix_list.prefix_list_name == name:
                return prefix_list.prefix_list_id
    return ""


def service_blocks(state: State, service: str) -> Reading:
    """Every address at which a service answers in the Region, IPv4 and IPv6, or the fact that would tell."""
    prefix_list = service_prefix_list(state, service)
    if prefix_list:
        blocks = prefix_list_blocks(state, prefix_list)
        empty = isinstance(blocks, AddressSet) and not blocks.ipv4
        return state.prefix_lists.fact(prefix_list, "Cidrs", "it holds no IPv4 block") if empty else blocks
    if not state.region:
        return state.region_fact
    reason = f"it holds no list {gateway_service(service, state.region)}" if state.prefix_lists.given else ""
    return state.prefix_lists.fact(reason=reason)


class ServiceEndpoints(Struct, frozen=True):
    """The endpoints of a VPC for one service.

    Attributes:
        gateways: gateway endpoints, in any state.
        interfaces: interface endpoints, in any state.
        gaps: the facts that would tell of further ones.
    """

    gateways: tuple[VpcEndpoint, ...] = ()
    interfaces: tuple[VpcEndpoint, ...] = ()
    gaps: Facts = frozenset()

    @property
    def diverting(self) -> Iterator[VpcEndpoint]:
        """The interface endpoints that may answer to the service's own name: those that are gone do not."""
        return (endpoint for endpoint in self.interfaces if str(endpoint.state).lower() not in GONE)


def service_endpoints(state: State, vpc_id: str, service: Service) -> ServiceEndpoints:
    """The endpoints of a VPC for a service; one whose service or type the state leaves out may be one."""
    members = state.vpc_endpoints.where("vpc_id", vpc_id)
    gaps = set(members.gaps)
    names = service_names(service.name, service.region)
    by_type: dict[str, list[VpcEndpoint]] = {}
    for endpoint in sorted(members, key=lambda each: each.vpc_endpoint_id):
        gaps |= _unclear_members(state, endpoint)
        if not service.region and str(endpoint.service_name).endswith(f".{service.name}"):
            gaps.add(state.region_fact)
        if endpoint.service_name in names and _is_of_region(state, endpoint, service.region):
            by_type.setdefault(str(endpoint.vpc_endpoint_type).lower(), []).append(endpoint)
    return ServiceEndpoints(tuple(by_type.get(GATEWAY, ())), tuple(by_type.get(INTERFACE, ())), frozenset(gaps))


def _is_of_region(state: State, endpoint: VpcEndpoint, region: str) -> bool:
    """Whether an endpoint leads to a service of this Region; one that does not say is of the state's own."""
    stated = or_none(endpoint.service_region)
    return (stated or state.region) == region


def _unclear_members(state: State, endpoint: VpcEndpoint) -> set[Fact]:
    """What would tell whether an endpoint is one of the service's, and of which kind."""
    kind, name = endpoint.vpc_endpoint_type, endpoint.vpc_endpoint_id
    facts = {state.vpc_endpoints.fact(name, "ServiceName")} if isinstance(endpoint.service_name, UnsetType) else set()
    if isinstance(kind, UnsetType):
        facts.add(state.vpc_endpoints.fact(name, "VpcEndpointType"))
    elif kind.lower() not in TYPES:
        facts.add(state.vpc_endpoints.fact(name, "VpcEndpointType", f"{kind!r} is no type that vpclint knows"))
    return facts


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


def has_private_names(state: State, endpoint: VpcEndpoint) -> Truth:
    """Whether the service's own name, asked for inside the VPC, is meant to lead to this interface endpoint.

    With `PrivateDnsOnlyForInboundResolverEndpoint` only names asked from outside the VPC lead to it (AWS PrivateLink
    Guide, "Access Amazon S3 using an interface endpoint").
    """
    if isinstance(endpoint.private_dns_enabled, UnsetType):
        return unknown(state.vpc_endpoints.fact(endpoint.vpc_endpoint_id, "PrivateDnsEnabled"))
    inbound_only = endpoint.dns_options.private_dns_only_for_inbound_resolver_endpoint
    return known(endpoint.private_dns_enabled and not inbound_only)
