"""Records as the AWS API answers them, spelled by what distinguishes them."""

from collections.abc import Iterable
from typing import Any

Record = dict[str, Any]
World = dict[str, Any]

REGION = "eu-central-1"
ACCOUNT = "123456789012"
VPC = "vpc-0000000a"
SUBNET = "subnet-0000000a"
TABLE = "rtb-0000000a"
GROUP = "sg-0000000a"
S3_LIST = "pl-0000000a"
ACL = "acl-0000000a"
OPTIONS = "dopt-0000000a"

_TARGETS = {
    "nat": "NatGatewayId",
    "tgw": "TransitGatewayId",
    "pcx": "VpcPeeringConnectionId",
    "eigw": "EgressOnlyInternetGatewayId",
    "eni": "NetworkInterfaceId",
    "i": "InstanceId",
    "lgw": "LocalGatewayId",
    "cagw": "CarrierGatewayId",
}


def vpc(vpc_id: str = VPC, *cidrs: str) -> Record:
    blocks = cidrs or ("10.0.0.0/16",)
    return {
        "VpcId": vpc_id,
        "CidrBlock": blocks[0],
        "CidrBlockAssociationSet": [
            {"CidrBlock": block, "CidrBlockState": {"State": "associated"}} for block in blocks
        ],
        "InstanceTenancy": "default",
        "DhcpOptionsId": OPTIONS,
        "OwnerId": ACCOUNT,
    }


def subnet(subnet_id: str = SUBNET, cidr: str = "10.0.1.0/24", vpc_id: str = VPC, free: int = 200) -> Record:
    return {
        "SubnetId": subnet_id,
        "VpcId": vpc_id,
        "CidrBlock": cidr,
        "AvailableIpAddressCount": free,
        "AvailabilityZone": f"{REGION}a",
        "State": "available",
        "OwnerId": ACCOUNT,
    }


def route(destination: str, target: str, state: str = "active", origin: str = "CreateRoute") -> Record:
    """A route, whose members are told by how its destination and its target are spelled."""
    kind = "Ipv6CidrBlock" if ":" in destination else "PrefixListId" if destination.startswith("pl-") else "CidrBlock"
    member = _TARGETS.get(target.partition("-")[0], "GatewayId")
    return {f"Destination{kind}": destination, member: target, "State": state, "Origin": origin}


def association(subnet_id: str = "", *, gateway: str = "", main: bool = False, state: str = "associated") -> Record:
    found: Record = {"Main": main, "AssociationState": {"State": state}}
    return found | ({"SubnetId": subnet_id} if subnet_id else {}) | ({"GatewayId": gateway} if gateway else {})


def table(
    *routes: Record,
    table_id: str = TABLE,
    vpc_id: str = VPC,
    associations: Iterable[Record] = (association(main=True),),
) -> Record:
    return {"RouteTableId": table_id, "VpcId": vpc_id, "Routes": [*routes], "Associations": [*associations]}


def permission(protocol: str, *peers: str, ports: tuple[int, int] | None = None) -> Record:
    """A rule of a security group, whose peers are told by how they are spelled."""
    found: Record = {"IpProtocol": protocol}
    if ports:
        found |= {"FromPort": ports[0], "ToPort": ports[1]}
    groups = [peer for peer in peers if peer.startswith("sg-")]
    lists = [peer for peer in peers if peer.startswith("pl-")]
    blocks = [peer for peer in peers if peer not in (*groups, *lists)]
    return found | {
        "IpRanges": [{"CidrIp": peer} for peer in blocks if ":" not in peer],
        "Ipv6Ranges": [{"CidrIpv6": peer} for peer in blocks if ":" in peer],
        "PrefixListIds": [{"PrefixListId": peer} for peer in lists],
        "UserIdGroupPairs": [{"GroupId": peer, "UserId": ACCOUNT} for peer in groups],
    }


def group(
    group_id: str = GROUP, ingress: Iterable[Record] = (), egress: Iterable[Record] = (), vpc_id: str = VPC
) -> Record:
    return {
        "GroupId": group_id,
        "GroupName": group_id,
        "OwnerId": ACCOUNT,
        "VpcId": vpc_id,
        "IpPermissions": [*ingress],
        "IpPermissionsEgress": [*egress],
    }


FULL_ACCESS = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}'
"""The policy of an endpoint to which nobody gave another one."""


def endpoint(
    endpoint_id: str = "vpce-0000000a",
    service: str = f"com.amazonaws.{REGION}.s3",
    kind: str = "Gateway",
    state: str = "available",
    **members: object,
) -> Record:
    return {
        "VpcEndpointId": endpoint_id,
        "VpcId": VPC,
        "VpcEndpointType": kind,
        "ServiceName": service,
        "State": state,
        "RouteTableIds": [],
        "PrivateDnsEnabled": False,
        "PolicyDocument": FULL_ACCESS,
    } | members


def prefix_list(list_id: str, name: str, *cidrs: str) -> Record:
    return {"PrefixListId": list_id, "PrefixListName": name, "Cidrs": [*cidrs]}


def s3_list(*cidrs: str, list_id: str = S3_LIST, region: str = REGION) -> Record:
    return prefix_list(list_id, f"com.amazonaws.{region}.s3", *(cidrs or ("52.219.0.0/16", "3.5.0.0/16")))


def managed_list(list_id: str, name: str, *cidrs: str) -> Record:
    return {"PrefixListId": list_id, "PrefixListName": name, "Entries": [{"Cidr": cidr} for cidr in cidrs]}


def bucket(name: str, location: str | None = REGION) -> Record:
    return {"Bucket": name, "LocationConstraint": location}


def entry(
    number: int,
    action: str,
    block: str = "0.0.0.0/0",
    *,
    egress: bool,
    protocol: str = "-1",
    ports: tuple[int, int] | None = None,
) -> Record:
    """An entry of a network ACL."""
    family = "Ipv6CidrBlock" if ":" in block else "CidrBlock"
    found: Record = {"RuleNumber": number, "RuleAction": action, family: block, "Egress": egress, "Protocol": protocol}
    return found | ({"PortRange": {"From": ports[0], "To": ports[1]}} if ports else {})


OPEN_LIST = (entry(100, "allow", egress=True), entry(100, "allow", egress=False))
CLOSED_LIST = (entry(32767, "deny", egress=True), entry(32767, "deny", egress=False))
"""What a default list begins with, and what every list ends with."""


def acl(*entries: Record, acl_id: str = ACL, subnets: Iterable[str] = (SUBNET,), vpc_id: str = VPC) -> Record:
    """A network ACL with these entries before the one that denies the rest."""
    associations = [{"SubnetId": subnet_id, "NetworkAclId": acl_id} for subnet_id in subnets]
    return {
        "NetworkAclId": acl_id,
        "VpcId": vpc_id,
        "Entries": [*entries, *CLOSED_LIST],
        "Associations": associations,
    }


def attributes(vpc_id: str = VPC, *, support: bool = True, hostnames: bool = True) -> Record:
    """The DNS attributes of a VPC."""
    return {"VpcId": vpc_id, "EnableDnsSupport": {"Value": support}, "EnableDnsHostnames": {"Value": hostnames}}


def options(*servers: str, options_id: str = OPTIONS, domain: str = f"{REGION}.compute.internal") -> Record:
    """A DHCP option set; an empty domain is left out."""
    named = {"domain-name": [domain] if domain else [], "domain-name-servers": servers or ["AmazonProvidedDNS"]}
    return {
        "DhcpOptionsId": options_id,
        "DhcpConfigurations": [
            {"Key": key, "Values": [{"Value": value} for value in values]} for key, values in named.items() if values
        ],
    }


def nat(nat_id: str = "nat-1", subnet_id: str = "subnet-0000000c", **members: Any) -> Record:
    """A public NAT gateway in a subnet."""
    return {
        "NatGatewayId": nat_id,
        "VpcId": VPC,
        "SubnetId": subnet_id,
        "State": "available",
        "ConnectivityType": "public",
        "NatGatewayAddresses": [{"PrivateIp": "10.0.3.9", "PublicIp": "203.0.113.10"}],
    } | members


def gateway(gateway_id: str = "igw-1", vpc_id: str = VPC, state: str = "available") -> Record:
    """An internet gateway; without a VPC it is attached to none."""
    return {
        "InternetGatewayId": gateway_id,
        "Attachments": [{"VpcId": vpc_id, "State": state}] if vpc_id else [],
    }


def network_interface(
    interface_id: str, address: str, groups: Iterable[str] = (), subnet_id: str = SUBNET, vpc_id: str = VPC
) -> Record:
    """A network interface."""
    return {
        "NetworkInterfaceId": interface_id,
        "SubnetId": subnet_id,
        "VpcId": vpc_id,
        "PrivateIpAddress": address,
        "Groups": [{"GroupId": group_id} for group_id in groups],
    }


ROLE = f"arn:aws:iam::{ACCOUNT}:role/processing"


def policies() -> World:
    """The role may do everything, and so may everybody on the buckets."""
    everything = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
    buckets = [{"Bucket": name, "Policy": _everybody_on(name)} for name in ("raw", "features")]
    return {
        "BucketPolicies": buckets,
        "RolePolicies": [{"RoleArn": ROLE, "PolicyName": "everything", "Document": everything}],
    }


def _everybody_on(name: str) -> Record:
    resources = [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]
    return {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": resources}}


def world(**members: Any) -> World:
    """A world in which a job of several instances in `SUBNET` with `GROUP` works, but for the members given.

    A member that is None is not in the export at all.
    """
    works: World = {
        "Vpcs": [vpc()],
        "Subnets": [subnet()],
        "RouteTables": [table(route("10.0.0.0/16", "local"), route(S3_LIST, "vpce-0000000a"))],
        "SecurityGroups": [
            group(
                ingress=[permission("-1", GROUP)],
                egress=[permission("-1", GROUP), permission("tcp", S3_LIST, ports=(443, 443))],
            )
        ],
        "VpcEndpoints": [endpoint()],
        "PrefixLists": [s3_list()],
        "ManagedPrefixLists": [],
        "NetworkInterfaces": [],
        "SubnetCidrReservations": [],
        "SecurityGroupVpcAssociations": [],
        "BucketLocations": [bucket("raw"), bucket("features")],
        "DhcpOptions": [options()],
        "NatGateways": [],
        "InternetGateways": [],
        "VpcPeeringConnections": [],
        "VpcBlockPublicAccessOptions": {"InternetGatewayBlockMode": "off"},
        "VpcBlockPublicAccessExclusions": [],
    }
    held = works | members
    subnets = [each["SubnetId"] for each in held["Subnets"] or ()]
    vpcs = [each["VpcId"] for each in held["Vpcs"] or ()]
    rest = {
        "NetworkAcls": [acl(*OPEN_LIST, subnets=subnets)],
        "VpcAttributes": [attributes(vpc_id) for vpc_id in vpcs],
    }
    return {key: value for key, value in (rest | held).items() if value is not None}
