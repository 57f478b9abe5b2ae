"""The top-level keys of a state: which record each holds, what names it, and the call that answers it."""

import shlex
from functools import cache
from typing import Any, Generic, TypeVar

from msgspec import Struct

from vpclint.aws import ec2, gateways, names, policies
from vpclint.aws.absence import Record

R = TypeVar("R", bound=Record)


class Unread(Record, frozen=True):
    """A record of a key that no rule reads."""


class Kind(Struct, Generic[R], frozen=True):
    """One top-level key of a state.

    Attributes:
        key: the key, as the API spells it or, for what the API answers one by one, as vpclint does.
        operation: the API operation behind it.
        record: the type of its records.
        identity: the attributes that together name a record.
        service: the service that answers the operation, as IAM actions spell it.
        listing: the operation that lists what the other one is asked about one by one.
        single: the API answers one object, not a list.
        assumed: what is taken to hold where the key is missing, as a sentence; empty where its absence is an unknown.
        asked_by: the option by which the AWS CLI names a record, of an operation that answers for one at a time.
        member_by, members: the same for a member of the record, and the members that are asked for so.
        others_by: the options by which it names what is no record of this key, where it is asked about that.
        others: further operations that records are read from.
        across: records of one VPC name those of another, and jobs those of any: what a state of single VPCs does not
            show may well exist.
    """

    key: str
    operation: str
    record: type[R]
    identity: tuple[str, ...] = ()
    service: str = "ec2"
    listing: str = ""
    single: bool = False
    assumed: str = ""
    asked_by: str = ""
    member_by: str = ""
    members: tuple[str, ...] = ()
    others_by: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    across: bool = False

    @property
    def operations(self) -> tuple[str, ...]:
        """All operations that its records are read from."""
        return tuple(each for each in (self.operation, self.listing, *self.others) if each)

    @property
    def obtain(self) -> str:
        """The command that answers it and the IAM action that the command needs.

        Where it is asked about records one by one, a word in capitals stands for the id of each.
        """
        return self.obtaining_of("")

    def obtaining(self, operation: str) -> str:
        """The same for another operation of the service, such as the one that lists."""
        return self.obtain if operation == self.operation else _obtain(self.service, operation)

    def obtaining_of(self, record: str, member: str = "") -> str:
        """The same for one record, or one member of it, where the operation is asked about them one by one."""
        others = "".join(f" {each} {_stand_in(each)}" for each in self.others_by)
        named = f" {self.asked_by} {shlex.quote(record or _stand_in(self.asked_by))}" if self.asked_by else others
        members = (member,) if member else self.members
        asked = [f"{named} {self.member_by} {each[:1].lower()}{each[1:]}" for each in members if self.member_by]
        return _obtain(self.service, self.operation, *(asked or [named]))

    @property
    def command(self) -> str:
        """The operation as the AWS CLI spells it."""
        return command_of(self.operation)


def _obtain(service: str, operation: str, *options: str) -> str:
    command = f"aws {'s3api' if service == 's3' else service} {command_of(operation)}"
    return f"{'; '.join(f'{command}{each}' for each in options or [''])} ({service}:{operation})"


def _stand_in(option: str) -> str:
    """What an option is shown with where it is not known what to name: `--vpc-id` with `VPC-ID`."""
    return option.lstrip("-").upper()


def obtaining_of_role(role_arn: str) -> str:
    """The commands that answer the policies in a role, whose name is the last part of its ARN, and what they need."""
    role = f"--role-name {shlex.quote(role_arn.rpartition('/')[2])}"
    listing, asking = f"aws iam list-role-policies {role}", f"aws iam get-role-policy {role} --policy-name POLICY-NAME"
    return f"{listing}; {asking} (iam:ListRolePolicies, iam:GetRolePolicy)"


@cache
def command_of(operation: str) -> str:
    """An operation as the AWS CLI spells it: `DescribeVpcs` is `describe-vpcs`."""
    return "".join(f"-{char.lower()}" if char.isupper() else char for char in operation).lstrip("-")


VPCS = Kind("Vpcs", "DescribeVpcs", ec2.Vpc, ("vpc_id",), across=True)
SUBNETS = Kind("Subnets", "DescribeSubnets", ec2.Subnet, ("subnet_id",), across=True)
ROUTE_TABLES = Kind("RouteTables", "DescribeRouteTables", ec2.RouteTable, ("route_table_id",))
SECURITY_GROUPS = Kind("SecurityGroups", "DescribeSecurityGroups", ec2.SecurityGroup, ("group_id",), across=True)
VPC_ENDPOINTS = Kind("VpcEndpoints", "DescribeVpcEndpoints", ec2.VpcEndpoint, ("vpc_endpoint_id",))
PREFIX_LISTS = Kind("PrefixLists", "DescribePrefixLists", ec2.PrefixList, ("prefix_list_id",))
MANAGED_PREFIX_LISTS = Kind(
    "ManagedPrefixLists",
    "GetManagedPrefixListEntries",
    ec2.ManagedPrefixList,
    ("prefix_list_id",),
    listing="DescribeManagedPrefixLists",
    asked_by="--prefix-list-id",
)
NETWORK_INTERFACES = Kind(
    "NetworkInterfaces", "DescribeNetworkInterfaces", ec2.NetworkInterface, ("network_interface_id",)
)
SUBNET_CIDR_RESERVATIONS = Kind(
    "SubnetCidrReservations",
    "GetSubnetCidrReservations",
    ec2.SubnetCidrReservation,
    ("subnet_cidr_reservation_id",),
    assumed="no subnet has CIDR reservations",
    others_by=("--subnet-id",),
)
SECURITY_GROUP_VPC_ASSOCIATIONS = Kind(
    "SecurityGroupVpcAssociations",
    "DescribeSecurityGroupVpcAssociations",
    ec2.SecurityGroupVpcAssociation,
    ("group_id", "vpc_id"),
    assumed="no security group is associated with a further VPC",
)
FLOW_LOGS = Kind("FlowLogs", "DescribeFlowLogs", ec2.FlowLog, ("flow_log_id",))
BUCKET_LOCATIONS = Kind(
    "BucketLocations",
    "GetBucketLocation",
    ec2.BucketLocation,
    ("bucket",),
    service="s3",
    assumed="every bucket is in the Region of the state",
    asked_by="--bucket",
)
NETWORK_ACLS = Kind("NetworkAcls", "DescribeNetworkAcls", ec2.NetworkAcl, ("network_acl_id",))
NAT_GATEWAYS = Kind("NatGateways", "DescribeNatGateways", gateways.NatGateway, ("nat_gateway_id",))
INTERNET_GATEWAYS = Kind(
    "InternetGateways", "DescribeInternetGateways", gateways.InternetGateway, ("internet_gateway_id",)
)
VPC_PEERING_CONNECTIONS = Kind(
    "VpcPeeringConnections",
    "DescribeVpcPeeringConnections",
    gateways.VpcPeeringConnection,
    ("vpc_peering_connection_id",),
)
TRANSIT_GATEWAY_VPC_ATTACHMENTS = Kind(
    "TransitGatewayVpcAttachments",
    "DescribeTransitGatewayVpcAttachments",
    gateways.TransitGatewayVpcAttachment,
    ("transit_gateway_attachment_id",),
)
VPC_BLOCK_PUBLIC_ACCESS_OPTIONS = Kind(
    "VpcBlockPublicAccessOptions",
    "DescribeVpcBlockPublicAccessOptions",
    gateways.VpcBlockPublicAccessOptions,
    ("aws_region",),
    single=True,
    assumed="VPC Block Public Access is off",
)
VPC_BLOCK_PUBLIC_ACCESS_EXCLUSIONS = Kind(
    "VpcBlockPublicAccessExclusions",
    "DescribeVpcBlockPublicAccessExclusions",
    gateways.VpcBlockPublicAccessExclusion,
    ("exclusion_id",),
)
VPC_ATTRIBUTES = Kind(
    "VpcAttributes",
    "DescribeVpcAttribute",
    names.VpcAttributes,
    ("vpc_id",),
    asked_by="--vpc-id",
    member_by="--attribute",
    members=("EnableDnsSupport", "EnableDnsHostnames"),
)
DHCP_OPTIONS = Kind("DhcpOptions", "DescribeDhcpOptions", names.DhcpOptions, ("dhcp_options_id",))
VPC_ENDPOINT_SERVICES = Kind(
    "VpcEndpointServices", "DescribeVpcEndpointServices", names.ServiceDetail, ("service_name",)
)
BUCKET_POLICIES = Kind(
    "BucketPolicies",
    "GetBucketPolicy",
    policies.BucketPolicy,
    ("bucket",),
    service="s3",
    assumed="no policy of a bucket denies what a job needs",
    asked_by="--bucket",
)
ROLE_POLICIES = Kind(
    "RolePolicies",
    "GetRolePolicy",
    policies.RolePolicy,
    ("role_arn", "policy_name"),
    service="iam",
    assumed="the policies of the role allow what a job needs",
    others=("ListRolePolicies", "ListAttachedRolePolicies", "GetPolicy", "GetPolicyVersion"),
    others_by=("--role-name", "--policy-name"),
)

KINDS: dict[str, Kind[Any]] = {
    kind.key: kind
    for kind in (
        VPCS,
        SUBNETS,
        ROUTE_TABLES,
        SECURITY_GROUPS,
        VPC_ENDPOINTS,
        PREFIX_LISTS,
        MANAGED_PREFIX_LISTS,
        NETWORK_INTERFACES,
        SUBNET_CIDR_RESERVATIONS,
        SECURITY_GROUP_VPC_ASSOCIATIONS,
        FLOW_LOGS,
        BUCKET_LOCATIONS,
        NETWORK_ACLS,
        NAT_GATEWAYS,
        INTERNET_GATEWAYS,
        VPC_PEERING_CONNECTIONS,
        TRANSIT_GATEWAY_VPC_ATTACHMENTS,
        VPC_BLOCK_PUBLIC_ACCESS_OPTIONS,
        VPC_BLOCK_PUBLIC_ACCESS_EXCLUSIONS,
        VPC_ATTRIBUTES,
        DHCP_OPTIONS,
        VPC_ENDPOINT_SERVICES,
        Kind("EgressOnlyInternetGateways", "DescribeEgressOnlyInternetGateways", Unread),
        Kind("SecurityGroupRules", "DescribeSecurityGroupRules", Unread),
        BUCKET_POLICIES,
        ROLE_POLICIES,
        Kind("ProcessingJobs", "DescribeProcessingJob", Unread, service="sagemaker"),
    )
}
