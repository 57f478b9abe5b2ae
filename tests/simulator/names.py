"""Which addresses a name has in a VPC.

Private DNS of an interface endpoint diverts the service's regional name to the endpoint's own interfaces, where the VPC
resolves names and has host names, and the clients ask its resolver. Otherwise a name has its public addresses.
Sources: AWS PrivateLink Guide, "Access an AWS service using an interface VPC endpoint" and "AWS PrivateLink for Amazon
S3"; Amazon VPC User Guide, "DNS attributes for your VPC" and "DHCP option sets".
"""

from msgspec import Struct

from .packets import address, dies, leaves
from .records import Record, World, addresses_of, found

AMAZON = ["AmazonProvidedDNS"]
COMING = ("pending", "pendingacceptance", "partial")


class Names(Struct, frozen=True):
    """The private addresses that a name is diverted to, none where it has its public ones.

    `sure` is false where other name servers answer, at the addresses in `servers`, and while an endpoint is about to
    come: neither does the state show what a name leads to.
    """

    private: tuple[int, ...] = ()
    sure: bool = True
    servers: tuple[int, ...] = ()


def look_up(world: World, vpc_id: str, service: str = "") -> Names:
    """The addresses of a service, by its endpoint's service name, or of another public host."""
    vpc = found(world, "Vpcs", "VpcId", vpc_id) or leaves(vpc_id, "the VPC is not in the state")
    options = found(world, "DhcpOptions", "DhcpOptionsId", vpc["DhcpOptionsId"])
    configured = {each["Key"]: each["Values"] for each in options["DhcpConfigurations"]} if options else {}
    servers = [each["Value"] for each in configured.get("domain-name-servers", ())]
    if not servers:
        dies(vpc["DhcpOptionsId"], "it names no name server")
    attributes = found(world, "VpcAttributes", "VpcId", vpc_id) or leaves(vpc_id, "its attributes are not in the state")
    private = _private(world, vpc_id, service, attributes)
    if servers != AMAZON:
        return Names(private, sure=False, servers=tuple(map(address, set(servers) - {*AMAZON})))
    if not attributes["EnableDnsSupport"]["Value"]:
        dies(vpc_id, "it does not resolve names")
    coming = any(_diverts(each, service, COMING) for each in world["VpcEndpoints"] if each["VpcId"] == vpc_id)
    hosts = attributes["EnableDnsHostnames"]["Value"]
    return Names(private, sure=bool(private) or not (coming and hosts))


def _private(world: World, vpc_id: str, service: str, attributes: Record) -> tuple[int, ...]:
    if not (attributes["EnableDnsSupport"]["Value"] and attributes["EnableDnsHostnames"]["Value"]):
        return ()
    endpoints = [each for each in world["VpcEndpoints"] if each["VpcId"] == vpc_id and _diverts(each, service)]
    interfaces = [
        found(world, "NetworkInterfaces", "NetworkInterfaceId", interface_id)
        or leaves(interface_id, "the endpoint's interface is not in the state")
        for endpoint in endpoints
        for interface_id in endpoint["NetworkInterfaceIds"]
    ]
    return tuple(sorted(place for each in interfaces for place in addresses_of(each)))


def _diverts(endpoint: Record, service: str, states: tuple[str, ...] = ("available",)) -> bool:
    """Whether an endpoint takes the service's name; S3's may leave the names asked inside the VPC as they are."""
    of_service = endpoint["ServiceName"] == service and endpoint["VpcEndpointType"].lower() == "interface"
    inbound_only = endpoint.get("DnsOptions", {}).get("PrivateDnsOnlyForInboundResolverEndpoint", False)
    there = endpoint["State"].lower() in states
    return bool(of_service and there and endpoint["PrivateDnsEnabled"] and not inbound_only)
