"""VPCs in which everything works: S3, STS, a host on the internet, and the nodes of a job among themselves.

Blocks are small, so that their boundaries are met. A world is a plain dictionary, as `worlds` has it.
"""

import json
from typing import Any

from worlds import (
    GROUP,
    REGION,
    S3_LIST,
    SUBNET,
    VPC,
    Record,
    World,
    association,
    bucket,
    endpoint,
    group,
    managed_list,
    permission,
    route,
    s3_list,
    subnet,
    table,
    vpc,
)

SECOND_SUBNET, PUBLIC_SUBNET, ENDPOINT_SUBNET = "subnet-0000000b", "subnet-0000000c", "subnet-0000000d"
SECOND_GROUP, ENDPOINT_GROUP = "sg-0000000b", "sg-0000000e"
MAIN, SECOND_TABLE, PUBLIC_TABLE = "rtb-0000000a", "rtb-0000000b", "rtb-0000000c"
OPEN_ACL, TIGHT_ACL = "acl-0000000a", "acl-0000000b"
NAT, IGW = "nat-0000000a", "igw-0000000a"
S3_GATEWAY, S3_INTERFACE, STS = "vpce-0000000a", "vpce-0000000b", "vpce-0000000c"
OFFICES, PEERING = "pl-0000000b", "pcx-0000000a"

VPC_BLOCK, SUBNET_BLOCK = "10.0.0.0/24", "10.0.0.0/27"
SUBNET_BLOCKS = {
    SUBNET: SUBNET_BLOCK,
    SECOND_SUBNET: "10.0.0.32/27",
    PUBLIC_SUBNET: "10.0.0.64/28",
    ENDPOINT_SUBNET: "10.0.0.128/28",
}
S3_BLOCKS = ("52.219.0.0/24", "3.5.0.0/25")
HOST_BLOCK = "8.8.8.0/28"

HTTPS, EPHEMERAL = (443, 443), (1024, 65535)


def acl_entry(
    number: int,
    block: str,
    *,
    egress: bool = False,
    action: str = "allow",
    ports: tuple[int, int] | None = None,
    protocol: str = "6",
) -> Record:
    found = {
        "RuleNumber": number,
        "CidrBlock": block,
        "Egress": egress,
        "RuleAction": action,
        "Protocol": protocol if ports or protocol != "6" else "-1",
    }
    return found | ({"PortRange": {"From": ports[0], "To": ports[1]}} if ports else {})


def acl(acl_id: str, *entries: Record, subnets: tuple[str, ...] = ()) -> Record:
    """A network ACL with its entries, and the two that deny the rest."""
    rest = [acl_entry(32767, "0.0.0.0/0", egress=each, action="deny") for each in (True, False)]
    return {
        "NetworkAclId": acl_id,
        "VpcId": VPC,
        "IsDefault": acl_id == OPEN_ACL,
        "Entries": [*entries, *rest],
        "Associations": [
            {"NetworkAclAssociationId": f"aclassoc-{each[7:]}", "NetworkAclId": acl_id, "SubnetId": each}
            for each in subnets
        ],
    }


def open_acl(*subnets: str) -> Record:
    entries = (acl_entry(100, "0.0.0.0/0", egress=each) for each in (True, False))
    return acl(OPEN_ACL, *entries, subnets=subnets)


def tight_acl(*subnets: str, acl_id: str = TIGHT_ACL) -> Record:
    """What a subnet needs, be it the job's, a NAT gateway's or an endpoint's: HTTPS one way, answers the other."""
    return acl(
        acl_id,
        acl_entry(110, "0.0.0.0/0", ports=EPHEMERAL),
        acl_entry(100, VPC_BLOCK, ports=HTTPS),
        acl_entry(110, VPC_BLOCK, egress=True, ports=EPHEMERAL),
        acl_entry(100, "0.0.0.0/0", egress=True, ports=HTTPS),
        subnets=subnets,
    )


def nat_gateway(subnet_id: str = PUBLIC_SUBNET, **members: Any) -> Record:
    """A NAT gateway; one without a subnet is regional."""
    own = {"PrivateIp": "10.0.0.70", "PublicIp": "203.0.113.10", "NetworkInterfaceId": "eni-0000000c"}
    mode = {"AvailabilityMode": "zonal", "SubnetId": subnet_id} if subnet_id else {"AvailabilityMode": "regional"}
    return (
        {
            "NatGatewayId": NAT,
            "VpcId": VPC,
            "State": "available",
            "ConnectivityType": "public",
            "NatGatewayAddresses": [own],
        }
        | mode
        | members
    )


def internet_gateway(vpc_id: str = VPC) -> Record:
    return {"InternetGatewayId": IGW, "Attachments": [{"State": "available", "VpcId": vpc_id}] if vpc_id else []}


def peering_connection(block: str, code: str = "active") -> Record:
    """A connection to a VPC with one block."""
    peer = {"VpcId": "vpc-0000000f", "CidrBlockSet": [{"CidrBlock": block}]}
    own = {"VpcId": VPC, "CidrBlockSet": [{"CidrBlock": VPC_BLOCK}]}
    sides = {"RequesterVpcInfo": own, "AccepterVpcInfo": peer}
    return {"VpcPeeringConnectionId": PEERING, "Status": {"Code": code}, **sides}


def interface(interface_id: str, subnet_id: str, own: str, *groups: str) -> Record:
    return {
        "NetworkInterfaceId": interface_id,
        "SubnetId": subnet_id,
        "VpcId": VPC,
        "PrivateIpAddress": own,
        "PrivateIpAddresses": [{"PrivateIpAddress": own, "Primary": True}],
        "Groups": [{"GroupId": each, "GroupName": each} for each in groups],
        "Status": "in-use",
        "InterfaceType": "vpc_endpoint" if groups else "nat_gateway",
    }


def interface_endpoint(endpoint_id: str, service: str, *interfaces: Record, **members: Any) -> Record:
    """An interface endpoint with private DNS, in the subnets and with the groups of its interfaces."""
    return endpoint(
        endpoint_id,
        f"com.amazonaws.{REGION}.{service}",
        "Interface",
        PrivateDnsEnabled=True,
        DnsOptions={"DnsRecordIpType": "ipv4", "PrivateDnsOnlyForInboundResolverEndpoint": False},
        Groups=interfaces[0]["Groups"],
        SubnetIds=[each["SubnetId"] for each in interfaces],
        NetworkInterfaceIds=[each["NetworkInterfaceId"] for each in interfaces],
        **members,
    )


def gateway_endpoint(**members: Any) -> Record:
    return endpoint(S3_GATEWAY, Groups=[], SubnetIds=[], NetworkInterfaceIds=[], RouteTableIds=[MAIN]) | members


def dhcp_options(*servers: str) -> Record:
    named = {"domain-name": [f"{REGION}.compute.internal"], "domain-name-servers": servers}
    values = [{"Key": key, "Values": [{"Value": each} for each in texts]} for key, texts in named.items() if texts]
    return {"DhcpOptionsId": "dopt-0000000a", "DhcpConfigurations": values}


def attributes(*, support: bool = True, hostnames: bool = True) -> Record:
    return {"VpcId": VPC, "EnableDnsSupport": {"Value": support}, "EnableDnsHostnames": {"Value": hostnames}}


def exclusion(*of: str, mode: str = "allow-egress", state: str = "create-complete") -> Record:
    """An exclusion from Block Public Access for `vpc` or `subnet` and its id."""
    arn = f"arn:aws:ec2:{REGION}:123456789012:{of[0]}/{of[1]}"
    return {"ExclusionId": "bpaexcl-1", "ResourceArn": arn, "InternetGatewayExclusionMode": mode, "State": state}


LOCAL, TO_S3, OUT = route(VPC_BLOCK, "local"), route(S3_LIST, S3_GATEWAY), route("0.0.0.0/0", NAT)


def tables() -> list[Record]:
    public = [LOCAL, route("0.0.0.0/0", IGW)]
    return [
        table(LOCAL, TO_S3, OUT),
        table(LOCAL, TO_S3, OUT, table_id=SECOND_TABLE, associations=[association(SECOND_SUBNET)]),
        table(*public, table_id=PUBLIC_TABLE, associations=[association(PUBLIC_SUBNET)]),
    ]


def groups() -> list[Record]:
    own, https = permission("-1", GROUP), permission("tcp", "0.0.0.0/0", ports=HTTPS)
    return [
        group(GROUP, [own], [own, https]),
        group(SECOND_GROUP, [permission("tcp", SUBNET_BLOCK, ports=(0, 65535))], []),
        group(ENDPOINT_GROUP, [permission("tcp", GROUP, VPC_BLOCK, ports=HTTPS)], []),
    ]


def working(**members: Any) -> World:
    """A world in which a job in `SUBNET` with `GROUP` has all that it needs, but for the members given."""
    sts = interface("eni-0000000a", ENDPOINT_SUBNET, "10.0.0.133", ENDPOINT_GROUP)
    world: World = {
        "Vpcs": [vpc(VPC, VPC_BLOCK) | {"DhcpOptionsId": "dopt-0000000a"}],
        "VpcAttributes": [attributes()],
        "DhcpOptions": [dhcp_options("AmazonProvidedDNS")],
        "Subnets": [subnet(each, block, free=11) for each, block in SUBNET_BLOCKS.items()],
        "RouteTables": tables(),
        "NetworkAcls": [open_acl(*SUBNET_BLOCKS), tight_acl()],
        "SecurityGroups": groups(),
        "VpcEndpoints": [gateway_endpoint(), interface_endpoint(STS, "sts", sts)],
        "NetworkInterfaces": [sts, interface("eni-0000000c", PUBLIC_SUBNET, "10.0.0.70")],
        "NatGateways": [nat_gateway()],
        "InternetGateways": [internet_gateway()],
        "EgressOnlyInternetGateways": [],
        "PrefixLists": [s3_list(*S3_BLOCKS)],
        "ManagedPrefixLists": [managed_list(OFFICES, "offices", "8.8.8.0/29", "52.219.0.128/25")],
        "VpcEndpointServices": [
            {"ServiceName": f"com.amazonaws.{REGION}.{each}", "ServiceType": [{"ServiceType": "Interface"}]}
            for each in ("s3", "sts")
        ],
        "VpcPeeringConnections": [],
        "TransitGatewayVpcAttachments": [],
        "SubnetCidrReservations": [],
        "SecurityGroupVpcAssociations": [],
        "VpcBlockPublicAccessOptions": {"InternetGatewayBlockMode": "off"},
        "VpcBlockPublicAccessExclusions": [],
        "BucketLocations": [bucket("raw")],
    }
    return dict(json.loads(json.dumps(world | members)))  # no two tables share a route
