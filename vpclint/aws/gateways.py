"""What leads out of a VPC, in the EC2 API's own shapes: gateways, connections, and what blocks them.

Source and conventions: see `vpclint.aws.ec2`.
"""

from vpclint.aws.absence import UNSET, Id, NotSet, Open, Record, Text


class NatGatewayAddress(Record, frozen=True):
    """One address of a NAT gateway; a private gateway has no public one."""

    public_ip: NotSet[Text] = UNSET
    status: NotSet[Text] = UNSET


class NatGateway(Record, frozen=True):
    """DescribeNatGateways. A regional gateway has no subnet, and may name a route table of its own.

    Deleted gateways stay listed for a while. The type is newer than many exports: one that has a public address and no
    type is public.
    """

    nat_gateway_id: Id
    vpc_id: Open[Text] = UNSET
    subnet_id: NotSet[Text] = UNSET
    state: Open[Text] = UNSET
    connectivity_type: NotSet[Text] = UNSET
    availability_mode: NotSet[Text] = UNSET
    nat_gateway_addresses: Open[tuple[NatGatewayAddress, ...]] = UNSET
    route_table_id: NotSet[Text] = UNSET
    failure_message: NotSet[Text] = UNSET


class InternetGatewayAttachment(Record, frozen=True):
    """The VPC of an internet gateway; AWS writes the state of a finished attachment as `available`."""

    vpc_id: Open[Text] = UNSET
    state: Open[Text] = UNSET


class InternetGateway(Record, frozen=True):
    """DescribeInternetGateways."""

    internet_gateway_id: Id
    attachments: Open[tuple[InternetGatewayAttachment, ...]] = UNSET


class PeeringCidrBlock(Record, frozen=True):
    """One block of a peered VPC."""

    cidr_block: Open[Text] = UNSET


class PeeredVpc(Record, frozen=True):
    """One side of a peering connection."""

    vpc_id: Open[Text] = UNSET
    cidr_block: NotSet[Text] = UNSET
    cidr_block_set: Open[tuple[PeeringCidrBlock, ...]] = UNSET


class PeeringStatus(Record, frozen=True):
    """How far a peering connection has come: only an active one carries anything."""

    code: Open[Text] = UNSET


class VpcPeeringConnection(Record, frozen=True):
    """DescribeVpcPeeringConnections."""

    vpc_peering_connection_id: Id
    requester_vpc_info: Open[PeeredVpc] = UNSET
    accepter_vpc_info: Open[PeeredVpc] = UNSET
    status: Open[PeeringStatus] = UNSET


class TransitGatewayVpcAttachment(Record, frozen=True):
    """DescribeTransitGatewayVpcAttachments: the subnets, one for a zone, by which a VPC reaches a transit gateway."""

    transit_gateway_attachment_id: Id
    transit_gateway_id: Open[Text] = UNSET
    vpc_id: Open[Text] = UNSET
    state: Open[Text] = UNSET
    subnet_ids: Open[tuple[Text, ...]] = UNSET


class VpcBlockPublicAccessOptions(Record, frozen=True):
    """DescribeVpcBlockPublicAccessOptions: what an account blocks in a Region, as one object."""

    aws_region: NotSet[Text] = UNSET
    internet_gateway_block_mode: Open[Text] = UNSET


class VpcBlockPublicAccessExclusion(Record, frozen=True):
    """DescribeVpcBlockPublicAccessExclusions: a VPC or a subnet that is not blocked, by its ARN."""

    exclusion_id: Text
    resource_arn: Open[Text] = UNSET
    internet_gateway_exclusion_mode: Open[Text] = UNSET
    state: Open[Text] = UNSET
