"""What decides how names are resolved in a VPC, in the EC2 API's own shapes.

Source and conventions: see `vpclint.aws.ec2`.
"""

from vpclint.aws.absence import UNSET, Id, Open, Record, Text


class AttributeValue(Record, frozen=True):
    """A switch of a VPC."""

    value: Open[bool] = UNSET


class VpcAttributes(Record, frozen=True):
    """DescribeVpcAttribute, which answers one attribute of one VPC at a time; neither is in DescribeVpcs."""

    vpc_id: Id
    enable_dns_support: Open[AttributeValue] = UNSET
    enable_dns_hostnames: Open[AttributeValue] = UNSET


class DhcpValue(Record, frozen=True):
    """One value of a DHCP option."""

    value: Open[Text] = UNSET


class DhcpConfiguration(Record, frozen=True):
    """One DHCP option, such as `domain-name-servers`."""

    key: Open[Text] = UNSET
    values: Open[tuple[DhcpValue, ...]] = UNSET


class DhcpOptions(Record, frozen=True):
    """DescribeDhcpOptions: a set of options that VPCs use."""

    dhcp_options_id: Id
    dhcp_configurations: Open[tuple[DhcpConfiguration, ...]] = UNSET


class ServiceDetail(Record, frozen=True):
    """DescribeVpcEndpointServices: a service that endpoints can be made for, once for each type of endpoint."""

    service_name: Text
