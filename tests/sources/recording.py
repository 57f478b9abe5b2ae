"""A state as AWS Config would have recorded it."""

from collections.abc import Iterable
from typing import Any

from cli.running import STATE

ACCOUNT, REGION = STATE["vpclint"]["account"], STATE["vpclint"]["region"]
TIME = "2026-01-05T08:00:00.000Z"

_TYPES = {
    "DhcpOptions": ("AWS::EC2::DHCPOptions", "DhcpOptionsId"),
    "FlowLogs": ("AWS::EC2::FlowLog", "FlowLogId"),
    "InternetGateways": ("AWS::EC2::InternetGateway", "InternetGatewayId"),
    "NatGateways": ("AWS::EC2::NatGateway", "NatGatewayId"),
    "NetworkAcls": ("AWS::EC2::NetworkAcl", "NetworkAclId"),
    "NetworkInterfaces": ("AWS::EC2::NetworkInterface", "NetworkInterfaceId"),
    "RouteTables": ("AWS::EC2::RouteTable", "RouteTableId"),
    "SecurityGroups": ("AWS::EC2::SecurityGroup", "GroupId"),
    "Subnets": ("AWS::EC2::Subnet", "SubnetId"),
    "TransitGatewayVpcAttachments": ("AWS::EC2::TransitGatewayAttachment", "TransitGatewayAttachmentId"),
    "VpcEndpoints": ("AWS::EC2::VPCEndpoint", "VpcEndpointId"),
    "VpcPeeringConnections": ("AWS::EC2::VPCPeeringConnection", "VpcPeeringConnectionId"),
    "Vpcs": ("AWS::EC2::VPC", "VpcId"),
}
_WRAPPED = ("NatGateways", "Subnets", "VpcEndpoints", "Vpcs")
_UNRECORDED = {"BlockPublicAccessStates", "DnsOptions", "PolicyDocument", "AvailabilityMode"}


def item(resource_type: str, resource_id: str, configuration: Any, **members: Any) -> dict[str, Any]:
    """One item as a snapshot spells it."""
    return {
        "configurationItemVersion": "1.3",
        "configurationItemCaptureTime": TIME,
        "configurationStateId": 1767600000000,
        "awsAccountId": ACCOUNT,
        "configurationItemStatus": "OK",
        "resourceType": resource_type,
        "resourceId": resource_id,
        "resourceName": None,
        "ARN": f"arn:aws:ec2:{REGION}:{ACCOUNT}:resource/{resource_id}",
        "awsRegion": REGION,
        "relationships": [{"resourceId": "vpc-1", "resourceType": "AWS::EC2::VPC", "name": "Is contained in Vpc"}],
        "configuration": configuration,
        "supplementaryConfiguration": {},
        "tags": {"Name": "x", "name": "y"},
        **members,
    }


def snapshot(items: Iterable[Any], **members: Any) -> dict[str, Any]:
    """A snapshot of these items."""
    return {"fileVersion": "1.0", "configSnapshotId": "a3de31f3", "configurationItems": [*items], **members}


def recorded(state: dict[str, Any] = STATE) -> list[dict[str, Any]]:
    """The items of all that AWS Config records of a state."""
    return [
        item(name, record[identity], configuration(key, record))
        for key, (name, identity) in _TYPES.items()
        for record in state[key]
    ]


def configuration(key: str, record: dict[str, Any]) -> dict[str, Any]:
    """A record as AWS Config records it."""
    told = {name: value for name, value in record.items() if name not in _UNRECORDED}
    if key == "DhcpOptions":
        return dhcp_options(told)
    if key in _WRAPPED:
        told["State"] = {"value": told["State"]}
    spelled: dict[str, Any] = _spelled(told)
    for permission in (*spelled.get("ipPermissions", ()), *spelled.get("ipPermissionsEgress", ())):
        permission["ipv4Ranges"] = permission["ipRanges"]
        permission["ipRanges"] = [each["cidrIp"] for each in permission["ipRanges"]]
    return spelled


def dhcp_options(record: dict[str, Any]) -> dict[str, Any]:
    """A DHCP option set in the shape of CloudFormation."""
    options = {each["Key"]: [value["Value"] for value in each["Values"]] for each in record["DhcpConfigurations"]}
    return {
        "DhcpOptionsId": record["DhcpOptionsId"],
        "DomainName": options["domain-name"][0],
        "DomainNameServers": options["domain-name-servers"],
    }


def _spelled(value: Any) -> Any:
    if isinstance(value, dict):
        return {name[:1].lower() + name[1:]: _spelled(member) for name, member in value.items()}
    return [_spelled(each) for each in value] if isinstance(value, list) else value
