"""Each configuration that AWS Config records becomes the record that the EC2 API would have answered."""

from typing import Any

import msgspec
import pytest
from cli.running import STATE
from msgspec import UNSET, Raw

from sources.recording import configuration, dhcp_options
from vpclint.aws import kinds
from vpclint.aws.kinds import KINDS, Kind
from vpclint.sources.config_records import TYPES, UNTOLD, record_of
from vpclint.sources.snapshot import UNREADABLE
from vpclint.state.table import spelled


def read(kind: Kind[Any], given: Any) -> Any:
    return record_of(kind, Raw(msgspec.json.encode(given)))


def group(**permission: Any) -> Any:
    given = {"groupId": "sg-1", "ipPermissions": [{"ipProtocol": "tcp", **permission}]}
    [found] = read(kinds.SECURITY_GROUPS, given).ip_permissions
    return found


GIVEN = [
    (key, record)
    for key in sorted({kind.key for kind in TYPES.values()} & STATE.keys() - {"ManagedPrefixLists"})
    if isinstance(STATE[key], list)
    for record in STATE[key]
]


@pytest.mark.parametrize(("key", "record"), GIVEN, ids=[key for key, _ in GIVEN])
def test_a_record_is_what_the_api_answered_but_for_what_is_not_recorded(key: str, record: dict[str, Any]) -> None:
    kind = KINDS[key]
    told = {name: value for name, value in record.items() if name not in UNTOLD.get(key, {})}
    told |= {"PrivateDnsEnabled": record["PrivateDnsEnabled"]} if "PrivateDnsEnabled" in record else {}
    expected = msgspec.convert(told, kind.record)
    found = read(kind, configuration(key, record))
    dropped = {"block_public_access_states", "availability_mode"} & set(kind.record.__struct_fields__)
    for name in set(kind.record.__struct_fields__) - dropped - {"dhcp_configurations"}:
        assert getattr(found, name) == getattr(expected, name), spelled(kind.record, name)


def test_most_types_are_in_the_fixture() -> None:
    assert {key for key, _ in GIVEN} >= {"DhcpOptions", "NatGateways", "NetworkAcls", "RouteTables", "SecurityGroups"}


def test_a_configuration_may_stand_in_a_text() -> None:
    text = msgspec.json.encode('{"vpcId": "vpc-1", "cidrBlock": "10.0.0.0/16"}')
    assert record_of(kinds.VPCS, Raw(text)).cidr_block == "10.0.0.0/16"  # type: ignore[attr-defined]


def test_members_that_are_null_or_empty_are_not_there() -> None:
    found = read(kinds.VPCS, {"vpcId": "vpc-1", "cidrBlock": None, "dhcpOptionsId": ""})
    assert (found.cidr_block, found.dhcp_options_id) == (UNSET, UNSET)


@pytest.mark.parametrize("state", ["available", {"value": "available"}], ids=["plain", "wrapped"])
def test_a_state_may_be_wrapped(state: Any) -> None:
    assert read(kinds.NAT_GATEWAYS, {"natGatewayId": "nat-1", "state": state}).state == "available"


def test_ipv4_blocks_stand_in_texts_in_objects_or_in_both() -> None:
    texts, objects = ["10.0.0.0/8", "192.0.2.0/24"], [{"cidrIp": "10.0.0.0/8"}, {"cidrIp": "192.0.2.0/24"}]
    for given in ({"ipRanges": texts}, {"ipv4Ranges": objects}, {"ipRanges": texts, "ipv4Ranges": objects}):
        assert [each.cidr_ip for each in group(**given).ip_ranges] == texts
    assert group(ipRanges=texts[::-1], ipv4Ranges=objects).ip_ranges != UNSET
    assert [each.cidr_ip for each in group(ipRanges=objects).ip_ranges] == texts


@pytest.mark.parametrize("texts", [[], ["10.0.0.0/8"], ["10.0.0.0/8", "10.0.0.0/8"], ["::/0"]])
def test_ipv4_blocks_that_disagree_are_unknown(texts: list[str]) -> None:
    assert group(ipRanges=texts, ipv4Ranges=[{"cidrIp": "192.0.2.0/24"}]).ip_ranges is UNSET


def test_no_ipv4_blocks_are_told_from_unknown_ones() -> None:
    assert group(ipRanges=[], ipv4Ranges=[]).ip_ranges == ()
    assert group().ip_ranges is UNSET


def test_the_free_addresses_of_the_last_change_are_not_taken() -> None:
    given = {"subnetId": "subnet-1", "availableIpAddressCount": 200}
    assert read(kinds.SUBNETS, given).available_ip_address_count is UNSET


def test_the_status_of_a_peering_is_a_text() -> None:
    for status in ("active", {"code": "active"}):
        found = read(kinds.VPC_PEERING_CONNECTIONS, {"vpcPeeringConnectionId": "pcx-1", "status": status})
        assert found.status.code == "active"


def options(**given: Any) -> Any:
    found = read(kinds.DHCP_OPTIONS, {"DhcpOptionsId": "dopt-1", **given}).dhcp_configurations
    return found if found is UNSET else {each.key: [value.value for value in each.values] for each in found}


def test_dhcp_options_are_named_as_in_the_protocol() -> None:
    [record] = STATE["DhcpOptions"]
    given = dhcp_options(record) | {"NetbiosNodeType": 2, "NtpServers": ["192.0.2.1"]}
    assert options(**given) == {
        "domain-name": ["eu-central-1.compute.internal"],
        "domain-name-servers": ["AmazonProvidedDNS"],
        "netbios-node-type": ["2"],
        "ntp-servers": ["192.0.2.1"],
    }


def test_an_option_that_is_not_set_is_lacking_and_no_option_at_all_is_unknown() -> None:
    assert options(DomainName="x", DomainNameServers=[]) == {"domain-name": ["x"]}
    assert options() is UNSET
    assert options(DomainName=[]) is UNSET
    listed = [{"key": "domain-name", "values": [{"value": "x"}]}]
    assert options(dhcpConfigurations=listed, DomainName="y") == {"domain-name": ["x"]}


def endpoint(**given: Any) -> Any:
    return read(kinds.VPC_ENDPOINTS, {"vpcEndpointId": "vpce-1", **given}).private_dns_enabled


def test_private_names_of_s3_may_be_for_inbound_resolver_endpoints() -> None:
    s3, other = "com.amazonaws.eu-central-1.s3", "com.amazonaws.eu-central-1.sts"
    assert endpoint(serviceName=s3, privateDnsEnabled=True) is UNSET
    assert endpoint(serviceName=s3, privateDnsEnabled=True, dnsOptions={"dnsRecordIpType": "ipv4"}) is True
    assert endpoint(serviceName=s3, privateDnsEnabled=False) is False
    assert endpoint(serviceName=other, privateDnsEnabled=True) is True


def test_an_attachment_has_its_id_in_the_shape_of_cloudformation() -> None:
    given = {"Id": "tgw-attach-1", "TransitGatewayId": "tgw-1", "VpcId": "vpc-1", "SubnetIds": ["subnet-1"]}
    found = read(kinds.TRANSIT_GATEWAY_VPC_ATTACHMENTS, given)
    assert (found.transit_gateway_attachment_id, found.subnet_ids, found.state) == (
        "tgw-attach-1",
        ("subnet-1",),
        UNSET,
    )


def test_customers_prefix_lists_and_the_mode_of_block_public_access_are_read() -> None:
    given = {"PrefixListId": "pl-1", "PrefixListName": "ours", "Entries": [{"Cidr": "10.0.0.0/8"}], "Version": "1"}
    assert [each.cidr for each in read(kinds.MANAGED_PREFIX_LISTS, given).entries] == ["10.0.0.0/8"]
    mode = read(kinds.VPC_BLOCK_PUBLIC_ACCESS_OPTIONS, {"InternetGatewayBlockMode": "block-ingress"})
    assert mode.internet_gateway_block_mode == "block-ingress"


def test_a_member_in_two_spellings_can_not_be_read_but_users_may_name_tags_so() -> None:
    with pytest.raises(msgspec.ValidationError, match="twice"):
        read(kinds.VPCS, {"vpcId": "vpc-1", "VpcId": "vpc-2"})
    assert read(kinds.VPCS, {"vpcId": "vpc-1", "tags": {"Name": 1, "name": 2}}).vpc_id == "vpc-1"


STRANGE: list[Any] = [
    None,
    True,
    0,
    -1.5,
    "",
    "x",
    "[",
    "null",
    [],
    [0],
    [[]],
    {},
    {"value": []},
    [{}],
    [None],
    {"": 1},
]
SUSPECTS = [
    ("ipPermissions", kinds.SECURITY_GROUPS),
    ("ipRanges", kinds.SECURITY_GROUPS),
    ("ipv4Ranges", kinds.SECURITY_GROUPS),
    ("state", kinds.SUBNETS),
    ("serviceName", kinds.VPC_ENDPOINTS),
    ("status", kinds.VPC_PEERING_CONNECTIONS),
    ("DomainName", kinds.DHCP_OPTIONS),
    ("DhcpConfigurations", kinds.DHCP_OPTIONS),
    ("Id", kinds.TRANSIT_GATEWAY_VPC_ATTACHMENTS),
]


@pytest.mark.parametrize("value", STRANGE, ids=repr)
@pytest.mark.parametrize(("member", "kind"), SUSPECTS, ids=[member for member, _ in SUSPECTS])
def test_a_value_of_a_wrong_shape_is_refused_or_read_but_never_crashes(
    member: str, kind: Kind[Any], value: Any
) -> None:
    names = {spelled(kind.record, each): "x" for each in kind.identity}
    for given in ({**names, member: value}, {**names, "ipPermissions": [{member: value}, value]}, value):
        try:
            found = read(kind, given)
        except UNREADABLE:
            continue
        assert isinstance(found, kind.record)


@pytest.mark.parametrize(
    "raw", [b"7", b"[]", b"null", b'"[]"', b'"no JSON"', b'"\\ud800"', b'"\xff"', b'{"vpcId": "\xff"}', b"[" * 9999]
)
def test_a_configuration_that_is_no_object_is_refused(raw: bytes) -> None:
    with pytest.raises(UNREADABLE):
        record_of(kinds.VPCS, Raw(raw))
