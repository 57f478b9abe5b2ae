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
    } | members


def prefix_list(list_id: str, name: str, *cidrs: str) -> Record:
    return {"PrefixListId": list_id, "PrefixListName": name, "Cidrs": [*cidrs]}


def s3_list(*cidrs: str, list_id: str = S3_LIST, region: str = REGION) -> Record:
    return prefix_list(list_id, f"com.amazonaws.{region}.s3", *(cidrs or ("52.219.0.0/16", "3.5.0.0/16")))


def managed_list(list_id: str, name: str, *cidrs: str) -> Record:
    return {"PrefixListId": list_id, "PrefixListName": name, "Entries": [{"Cidr": cidr} for cidr in cidrs]}


def bucket(name: str, location: str | None = REGION) -> Record:
    return {"Bucket": name, "LocationConstraint": location}


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
    }
    return {key: value for key, value in (works | members).items() if value is not None}
