"""The configurations that AWS Config records, as the records that the EC2 API answers.

Source of the shapes: the repository awslabs/aws-config-resource-schema, and items in public repositories. Types that
AWS Config reads from the EC2 API begin members in lower case and wrap some states (`state.value`); newer types have
the shapes of CloudFormation.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec import Raw

from vpclint.aws import kinds
from vpclint.aws.absence import Record
from vpclint.aws.kinds import Kind

TYPES: Mapping[str, Kind[Any]] = {
    "AWS::EC2::DHCPOptions": kinds.DHCP_OPTIONS,
    "AWS::EC2::FlowLog": kinds.FLOW_LOGS,
    "AWS::EC2::InternetGateway": kinds.INTERNET_GATEWAYS,
    "AWS::EC2::NatGateway": kinds.NAT_GATEWAYS,
    "AWS::EC2::NetworkAcl": kinds.NETWORK_ACLS,
    "AWS::EC2::NetworkInterface": kinds.NETWORK_INTERFACES,
    "AWS::EC2::PrefixList": kinds.MANAGED_PREFIX_LISTS,
    "AWS::EC2::RouteTable": kinds.ROUTE_TABLES,
    "AWS::EC2::SecurityGroup": kinds.SECURITY_GROUPS,
    "AWS::EC2::Subnet": kinds.SUBNETS,
    "AWS::EC2::TransitGatewayAttachment": kinds.TRANSIT_GATEWAY_VPC_ATTACHMENTS,
    "AWS::EC2::VPC": kinds.VPCS,
    "AWS::EC2::VPCBlockPublicAccessOptions": kinds.VPC_BLOCK_PUBLIC_ACCESS_OPTIONS,
    "AWS::EC2::VPCEndpoint": kinds.VPC_ENDPOINTS,
    "AWS::EC2::VPCPeeringConnection": kinds.VPC_PEERING_CONNECTIONS,
}
"""The types of resources that vpclint reads, and the key of a state where their records belong."""

NOT_RECORDED = "AWS Config does not record it"
UNTOLD: Mapping[str, Mapping[str, str]] = {
    kinds.SUBNETS.key: {
        "AvailableIpAddressCount": "AWS Config looks at a subnet when it is changed, "
        "and its free addresses change without that"
    },
    kinds.TRANSIT_GATEWAY_VPC_ATTACHMENTS.key: {"State": NOT_RECORDED},
    kinds.VPC_ATTRIBUTES.key: {"EnableDnsHostnames": NOT_RECORDED, "EnableDnsSupport": NOT_RECORDED},
    kinds.VPC_ENDPOINTS.key: {
        "PolicyDocument": NOT_RECORDED,
        "PrivateDnsEnabled": "AWS Config does not record whether it is for inbound resolver endpoints only",
    },
}
"""The members that no configuration tells, by key, and why."""

_TAGS = frozenset({"tags", "Tags", "tagSet", "TagSet"})
"""Members whose own members users name."""


def record_of(kind: Kind[Any], configuration: Raw) -> Record:
    """The record of a configuration, which is an object or a text that holds one.

    Raises:
        msgspec.DecodeError, UnicodeDecodeError, RecursionError: it is none, or has members of a wrong shape.
    """
    given = _renamed(msgspec.json.decode(unwrapped(configuration), type=dict[str, Any]))
    record: Record = msgspec.convert(_MENDED.get(kind.key, _same)(given), kind.record)
    return record


def unwrapped(raw: Raw) -> bytes:
    """The JSON in a text, or what is no text as it is."""
    data = bytes(raw)
    return msgspec.json.decode(data, type=str).encode("utf-8", "surrogatepass") if data.startswith(b'"') else data


def _renamed(value: Any) -> Any:
    """Members as the EC2 API spells them: `cidrIp` is `CidrIp`; one that is null or empty is not there."""
    if isinstance(value, list):
        return [_renamed(item) for item in value]
    if not isinstance(value, dict):
        return value
    members: dict[str, Any] = {}
    for key, member in value.items():
        name = key[:1].upper() + key[1:]
        if name in members:
            raise msgspec.ValidationError("a member stands twice, once with a capital")
        if member not in (None, "") and key not in _TAGS:
            members[name] = _renamed(_plain(member) if name == "State" else member)
    return members


def _plain(state: Any) -> Any:
    """A state, which many types wrap: `{"value": "available"}`."""
    return state["value"] if isinstance(state, dict) and "value" in state else state


def _same(given: dict[str, Any]) -> dict[str, Any]:
    return given


def _without(given: dict[str, Any], member: str) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name != member}


def _subnet(given: dict[str, Any]) -> dict[str, Any]:
    return _without(given, "AvailableIpAddressCount")


def _security_group(given: dict[str, Any]) -> dict[str, Any]:
    rules = {member: given[member] for member in ("IpPermissions", "IpPermissionsEgress") if member in given}
    return given | {member: _each(listed, _permission) for member, listed in rules.items()}


def _permission(given: dict[str, Any]) -> dict[str, Any]:
    """AWS Config lists IPv4 blocks as texts and, in newer items, as objects; where they disagree, neither counts."""
    rest = dict(given)
    texts, objects = rest.pop("IpRanges", None), rest.pop("Ipv4Ranges", None)
    listed = [{"CidrIp": each} if isinstance(each, str) else each for each in texts] if _is_list(texts) else texts
    ranges = listed if objects is None else objects
    agree = texts is None or _blocks(listed) == _blocks(ranges)
    return {**rest, "IpRanges": ranges} if agree and ranges is not None else rest


def _blocks(ranges: Any) -> Any:
    return sorted(str(each.get("CidrIp")) for each in ranges if isinstance(each, dict)) if _is_list(ranges) else ranges


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _each(value: Any, mended: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    """A list with its objects mended; anything else as it is, for the types of the records to refuse."""
    return [mended(item) if isinstance(item, dict) else item for item in value] if _is_list(value) else value


def _endpoint(given: dict[str, Any]) -> dict[str, Any]:
    """Private names of S3 may be for inbound resolver endpoints only, which the schema has no member for."""
    open_names = str(given.get("ServiceName")).endswith(".s3") and "DnsOptions" not in given
    return _without(given, "PrivateDnsEnabled") if open_names and given.get("PrivateDnsEnabled") is True else given


def _peering(given: dict[str, Any]) -> dict[str, Any]:
    return {**given, "Status": {"Code": given["Status"]}} if isinstance(given.get("Status"), str) else given


def _dhcp_options(given: dict[str, Any]) -> dict[str, Any]:
    """CloudFormation names each option, the API lists them under the names of the protocol; no set is empty."""
    named = {name: given[member] for member, name in _DHCP.items() if given.get(member) not in (None, [])}
    if not named or "DhcpConfigurations" in given:
        return given
    listed = {name: value if _is_list(value) else [value] for name, value in named.items()}
    options = [{"Key": name, "Values": [_dhcp_value(each) for each in values]} for name, values in listed.items()]
    return {**given, "DhcpConfigurations": options}


def _dhcp_value(value: Any) -> dict[str, Any]:
    return {"Value": str(value) if isinstance(value, int) else value}


_DHCP = {
    "DomainName": "domain-name",
    "DomainNameServers": "domain-name-servers",
    "NetbiosNameServers": "netbios-name-servers",
    "NetbiosNodeType": "netbios-node-type",
    "NtpServers": "ntp-servers",
}


def _attachment(given: dict[str, Any]) -> dict[str, Any]:
    return {"TransitGatewayAttachmentId": given.get("Id"), **given}


_MENDED: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    kinds.DHCP_OPTIONS.key: _dhcp_options,
    kinds.SECURITY_GROUPS.key: _security_group,
    kinds.SUBNETS.key: _subnet,
    kinds.TRANSIT_GATEWAY_VPC_ATTACHMENTS.key: _attachment,
    kinds.VPC_ENDPOINTS.key: _endpoint,
    kinds.VPC_PEERING_CONNECTIONS.key: _peering,
}
