"""The answers of the EC2 API that decide, in AWS's own shapes and with only the members that are used.

Source: botocore's service model `ec2/2016-11-15`; what absence means: see `vpclint.aws.absence`. Values of enums stay
plain text, since AWS adds new ones: whoever reads one compares it and treats the rest as unknown.
"""

from vpclint.aws.absence import UNSET, Id, NotSet, Open, Record, Text
from vpclint.aws.policies import Document


class CidrBlockState(Record, frozen=True):
    """The state of a CIDR block's association with its VPC; only `associated` counts."""

    state: Open[Text] = UNSET


class VpcCidrBlockAssociation(Record, frozen=True):
    """An IPv4 block of a VPC, the primary one included."""

    cidr_block: Open[Text] = UNSET
    cidr_block_state: Open[CidrBlockState] = UNSET


class BlockPublicAccessStates(Record, frozen=True):
    """What VPC Block Public Access stops at internet gateways, as a VPC or a subnet tells it."""

    internet_gateway_block_mode: Open[Text] = UNSET


class Vpc(Record, frozen=True):
    """DescribeVpcs. The primary `CidrBlock` is not the whole VPC: see the association set.

    `DhcpOptionsId` is the word `default` where the VPC has no option set.
    """

    vpc_id: Id
    dhcp_options_id: Open[Text] = UNSET
    block_public_access_states: NotSet[BlockPublicAccessStates] = UNSET
    cidr_block: Open[Text] = UNSET
    cidr_block_association_set: Open[tuple[VpcCidrBlockAssociation, ...]] = UNSET
    instance_tenancy: Open[Text] = UNSET
    owner_id: Open[Text] = UNSET
    is_default: bool = False


class Subnet(Record, frozen=True):
    """DescribeSubnets. `AvailableIpAddressCount` already leaves out what CIDR reservations hold."""

    subnet_id: Id
    vpc_id: Open[Text] = UNSET
    cidr_block: NotSet[Text] = UNSET
    available_ip_address_count: Open[int] = UNSET
    availability_zone: Open[Text] = UNSET
    state: Open[Text] = UNSET
    owner_id: Open[Text] = UNSET
    block_public_access_states: NotSet[BlockPublicAccessStates] = UNSET
    outpost_arn: NotSet[Text] = UNSET
    ipv6_native: bool = False


class Route(Record, frozen=True):
    """One route: one destination and one target; the other members are not set.

    A gateway endpoint stands in `GatewayId`, as an internet gateway and `local` do.
    """

    destination_cidr_block: NotSet[Text] = UNSET
    destination_ipv6_cidr_block: NotSet[Text] = UNSET
    destination_prefix_list_id: NotSet[Text] = UNSET
    gateway_id: NotSet[Text] = UNSET
    nat_gateway_id: NotSet[Text] = UNSET
    transit_gateway_id: NotSet[Text] = UNSET
    vpc_peering_connection_id: NotSet[Text] = UNSET
    egress_only_internet_gateway_id: NotSet[Text] = UNSET
    network_interface_id: NotSet[Text] = UNSET
    instance_id: NotSet[Text] = UNSET
    local_gateway_id: NotSet[Text] = UNSET
    carrier_gateway_id: NotSet[Text] = UNSET
    core_network_arn: NotSet[Text] = UNSET
    odb_network_arn: NotSet[Text] = UNSET
    origin: Open[Text] = UNSET
    state: Open[Text] = UNSET


class AssociationState(Record, frozen=True):
    """The state of a route table's association; only `associated` counts."""

    state: Open[Text] = UNSET


class RouteTableAssociation(Record, frozen=True):
    """With a subnet, with a gateway (an edge), or with nothing: the VPC's main table."""

    main: bool = False
    subnet_id: NotSet[Text] = UNSET
    gateway_id: NotSet[Text] = UNSET
    association_state: AssociationState = AssociationState(state="associated")


class RouteTable(Record, frozen=True):
    """DescribeRouteTables. A subnet that stands in no table's associations uses the VPC's main table."""

    route_table_id: Id
    vpc_id: Open[Text] = UNSET
    routes: Open[tuple[Route, ...]] = UNSET
    associations: Open[tuple[RouteTableAssociation, ...]] = UNSET


class IpRange(Record, frozen=True):
    """An IPv4 block in a rule of a security group."""

    cidr_ip: Open[Text] = UNSET


class Ipv6Range(Record, frozen=True):
    """An IPv6 block in a rule of a security group."""

    cidr_ipv6: Open[Text] = UNSET


class PrefixListReference(Record, frozen=True):
    """A prefix list in a rule of a security group."""

    prefix_list_id: Open[Text] = UNSET


class UserIdGroupPair(Record, frozen=True):
    """A security group in a rule of another, by id; by name only in EC2-Classic, which is gone."""

    group_id: Open[Text] = UNSET


class IpPermission(Record, frozen=True):
    """One protocol and port range, and everything that it is opened for.

    For ICMP, `FromPort` is the type and `ToPort` the code, and -1 means any. Ports are not set for protocol -1. AWS
    answers all four lists, be they empty.
    """

    ip_protocol: Open[Text] = UNSET
    from_port: NotSet[int] = UNSET
    to_port: NotSet[int] = UNSET
    ip_ranges: Open[tuple[IpRange, ...]] = UNSET
    ipv6_ranges: Open[tuple[Ipv6Range, ...]] = UNSET
    prefix_list_ids: Open[tuple[PrefixListReference, ...]] = UNSET
    user_id_group_pairs: Open[tuple[UserIdGroupPair, ...]] = UNSET


class SecurityGroup(Record, frozen=True):
    """DescribeSecurityGroups: the rules of both directions, all of them allowing."""

    group_id: Id
    owner_id: Open[Text] = UNSET
    vpc_id: Open[Text] = UNSET
    ip_permissions: Open[tuple[IpPermission, ...]] = UNSET
    ip_permissions_egress: Open[tuple[IpPermission, ...]] = UNSET


class PortRange(Record, frozen=True, rename={"first": "From", "last": "To"}):
    """The destination ports of an entry of a network ACL, both included."""

    first: Open[int] = UNSET
    last: Open[int] = UNSET


class IcmpTypeCode(Record, frozen=True, rename={"icmp_type": "Type", "code": "Code"}):
    """The ICMP type and code of an entry of a network ACL; -1 means any."""

    icmp_type: Open[int] = UNSET
    code: Open[int] = UNSET


class NetworkAclEntry(Record, frozen=True):
    """One rule of a network ACL: the block is that of the other side. Ports are set for TCP and UDP only."""

    rule_number: Open[int] = UNSET
    egress: Open[bool] = UNSET
    rule_action: Open[Text] = UNSET
    protocol: Open[Text] = UNSET
    cidr_block: NotSet[Text] = UNSET
    ipv6_cidr_block: NotSet[Text] = UNSET
    port_range: NotSet[PortRange] = UNSET
    icmp_type_code: NotSet[IcmpTypeCode] = UNSET


class NetworkAclAssociation(Record, frozen=True):
    """A subnet that a network ACL filters."""

    subnet_id: Open[Text] = UNSET


class NetworkAcl(Record, frozen=True):
    """DescribeNetworkAcls: the rules of both directions in any order; `RuleNumber` decides."""

    network_acl_id: Id
    vpc_id: Open[Text] = UNSET
    entries: Open[tuple[NetworkAclEntry, ...]] = UNSET
    associations: Open[tuple[NetworkAclAssociation, ...]] = UNSET


class SecurityGroupVpcAssociation(Record, frozen=True):
    """DescribeSecurityGroupVpcAssociations: a group that another VPC may use as well."""

    group_id: Id
    vpc_id: Id
    state: Open[Text] = UNSET


class GroupIdentifier(Record, frozen=True):
    """A security group that an interface carries."""

    group_id: Open[Text] = UNSET


class DnsOptions(Record, frozen=True):
    """How the private DNS names of an interface endpoint behave."""

    private_dns_only_for_inbound_resolver_endpoint: bool = False


class VpcEndpoint(Record, frozen=True):
    """DescribeVpcEndpoints. AWS writes states in lower case, its service model with a capital: compare without case."""

    vpc_endpoint_id: Id
    vpc_id: Open[Text] = UNSET
    vpc_endpoint_type: Open[Text] = UNSET
    service_name: Open[Text] = UNSET
    service_region: NotSet[Text] = UNSET
    state: Open[Text] = UNSET
    private_dns_enabled: Open[bool] = UNSET
    dns_options: DnsOptions = DnsOptions()
    route_table_ids: Open[tuple[Text, ...]] = UNSET
    subnet_ids: Open[tuple[Text, ...]] = UNSET
    network_interface_ids: Open[tuple[Text, ...]] = UNSET
    groups: Open[tuple[GroupIdentifier, ...]] = UNSET
    policy_document: Open[Document] = UNSET


class PrefixList(Record, frozen=True):
    """DescribePrefixLists: AWS's own lists, with their blocks."""

    prefix_list_id: Id
    prefix_list_name: Open[Text] = UNSET
    cidrs: Open[tuple[Text, ...]] = UNSET


class PrefixListEntry(Record, frozen=True):
    """GetManagedPrefixListEntries: one block."""

    cidr: Open[Text] = UNSET


class ManagedPrefixList(Record, frozen=True):
    """DescribeManagedPrefixLists, each with its `Entries`; AWS's own lists stand here too."""

    prefix_list_id: Id
    prefix_list_name: Open[Text] = UNSET
    entries: Open[tuple[PrefixListEntry, ...]] = UNSET


class PrivateIpAddress(Record, frozen=True):
    """One address of a network interface."""

    private_ip_address: Open[Text] = UNSET


class NetworkInterface(Record, frozen=True):
    """DescribeNetworkInterfaces: the addresses that it takes from its subnet, and the groups that it carries."""

    network_interface_id: Text
    subnet_id: Open[Text] = UNSET
    vpc_id: Open[Text] = UNSET
    groups: Open[tuple[GroupIdentifier, ...]] = UNSET
    private_ip_address: NotSet[Text] = UNSET
    private_ip_addresses: tuple[PrivateIpAddress, ...] = ()
    source_dest_check: Open[bool] = UNSET


class SubnetCidrReservation(Record, frozen=True):
    """GetSubnetCidrReservations: a block that EC2 does not hand out by itself."""

    subnet_cidr_reservation_id: Text
    subnet_id: Open[Text] = UNSET
    cidr: Open[Text] = UNSET


class FlowLog(Record, frozen=True):
    """DescribeFlowLogs. `ResourceId` is a VPC, a subnet or an interface."""

    flow_log_id: Text
    resource_id: Open[Text] = UNSET
    flow_log_status: Open[Text] = UNSET
    deliver_logs_status: NotSet[Text] = UNSET
    deliver_logs_error_message: NotSet[Text] = UNSET
    traffic_type: Open[Text] = UNSET


class BucketLocation(Record, frozen=True):
    """GetBucketLocation: None is us-east-1 and `EU` is eu-west-1 (Amazon S3 API Reference)."""

    bucket: Text
    location_constraint: Open[str | None] = UNSET
