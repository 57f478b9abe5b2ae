"""What leads out of a VPC, in the EC2 API's own shapes: gateways, connections, and what blocks them.

Source and conventions: see `vpclint.aws.ec2`.
"""

from vpclint.aws.absence import UNSET, NotSet, Open, Record


class NatGatewayAddress(Record, frozen=True):
    """One address of a NAT gateway; a private gateway has no public one."""

    public_ip: NotSet[str] = UNSET
    status: NotSet[str] = UNSET


class NatGateway(Record, frozen=True):
    """DescribeNatGateways. A regional gateway has no subnet, and may name a route table of its own.

    Deleted gateways stay listed for a while.
    """

    nat_gateway_id: str
    vpc_id: Open[str] = UNSET
    subnet_id: NotSet[str] = UNSET
    state: Open[str] = UNSET
    connectivity_type: Open[str] = UNSET
    availability_mode: NotSet[str] = UNSET
    nat_gateway_addresses: Open[tuple[NatGatewayAddress, ...]] = UNSET
    route_table_id: NotSet[str] = UNSET
    failure_message: NotSet[str] = UNSET


class InternetGatewayAttachment(Record, frozen=True):
    """The VPC of an internet gateway; AWS writes the state of a finished attachment as `available`."""

    vpc_id: Open[str] = UNSET
    state: Open[str] = UNSET


class InternetGateway(Record, frozen=True):
    """DescribeInternetGateways."""

    internet_gateway_id: str
    attachments: Open[tuple[InternetGatewayAttachment, ...]] = UNSET


class PeeringCidrBlock(Record, frozen=True):
    """One block of a peered VPC."""

    cidr_block: Open[str] = UNSET


class PeeredVpc(Record, frozen=True):
    """One side of a peering connection."""

    vpc_id: Open[str] = UNSET
    cidr_block: NotSet[str] = UNSET
    cidr_block_set: Open[tuple[PeeringCidrBlock, ...]] = UNSET


class PeeringStatus(Record, frozen=True):
    """How far a peering connection has come: only an active one carries anything."""

    code: Open[str] = UNSET


class VpcPeeringConnection(Record, frozen=True):
    """DescribeVpcPeeringConnections."""

    vpc_peering_connection_id: str
    requester_vpc_info: Open[PeeredVpc] = UNSET
    accepter_vpc_info: Open[PeeredVpc] = UNSET
    status: Open[PeeringStatus] = UNSET


class VpcBlockPublicAccessOptions(Record, frozen=True):
    """DescribeVpcBlockPublicAccessOptions: what an account blocks in a Region, as one object."""

    aws_region: NotSet[str] = UNSET
    internet_gateway_block_mode: Open[str] = UNSET


class VpcBlockPublicAccessExclusion(Record, frozen=True):
    """DescribeVpcBlockPublicAccessExclusions: a VPC or a subnet that is not blocked, by its ARN."""

    exclusion_id: str
    resource_arn: Open[str] = UNSET
    internet_gateway_exclusion_mode: Open[str] = UNSET
    state: Open[str] = UNSET
