"""A block stands in the member of its own family; one of the other family there is none that could be read."""

from typing import Any

import pytest
from worlds import VPC, Record, group, network_interface, permission, route, state_of, subnet, vpc, world

from vpclint.algebra.addresses import ALL_IPV4, ALL_IPV6, NO_ADDRESSES, AddressSet
from vpclint.network.blocks import interface_addresses, read_blocks, subnet_block, vpc_blocks
from vpclint.truth import Answer, Fact

from .ways import DEFAULT, FAIL, TO_S3, UNKNOWN, routed, way

MISSING = Fact("Key", "record", "Field", "", "how")


def test_a_block_of_the_other_family_is_no_block() -> None:
    assert read_blocks(("10.0.0.0/8",), MISSING, ALL_IPV4) == AddressSet.parse("10.0.0.0/8")
    assert read_blocks(("fd00::/8",), MISSING, ALL_IPV6) == AddressSet.parse("fd00::/8")
    assert read_blocks(("10.0.0.0/8", "fd00::/8"), MISSING) == AddressSet.parse("10.0.0.0/8", "fd00::/8")
    found = [read_blocks(("fd00::/8",), MISSING, ALL_IPV4), read_blocks(("10.0.0.0/8",), MISSING, ALL_IPV6)]
    reasons = ["'fd00::/8' is no IPv4 block", "'10.0.0.0/8' is no IPv6 block"]
    assert found == [Fact("Key", "record", "Field", reason, "how") for reason in reasons]


def test_subnets_vpcs_and_interfaces_have_ipv4_addresses() -> None:
    state = state_of(world(Subnets=[subnet(cidr="fd00::/64")], Vpcs=[vpc(VPC, "fd00::/56", "10.0.0.0/16")]))
    [record] = state.subnets
    assert isinstance(subnet_block(state, record), Fact)
    assert vpc_blocks(state, VPC) == AddressSet.parse("10.0.0.0/16")
    [interface] = state_of(world(NetworkInterfaces=[network_interface("eni-1", "fd00::1")])).network_interfaces
    assert interface_addresses(interface) == NO_ADDRESSES


def moved(record: Record, member: str, to: str) -> Record:
    """The record with a value under the name of the other family."""
    return {(to if key == member else key): value for key, value in record.items()}


V4, V6 = "DestinationCidrBlock", "DestinationIpv6CidrBlock"


@pytest.mark.parametrize(
    ("odd", "word"),
    [
        (moved(route("::/0", "igw-1"), V6, V4), "'::/0' is no IPv4 block"),
        (moved(route(DEFAULT, "igw-1"), V4, V6), "'0.0.0.0/0' is no IPv6 block"),
    ],
)
def test_a_route_whose_block_is_of_the_other_family_may_take_anything(odd: Record, word: str) -> None:
    found = way(routed(TO_S3, odd))
    assert found.truth.is_unknown
    assert word in {fact.reason for fact in found.truth.facts}


@pytest.mark.parametrize(
    ("ranges", "answer"),
    [({"IpRanges": [{"CidrIp": "::/0"}]}, UNKNOWN), ({"Ipv6Ranges": [{"CidrIpv6": DEFAULT}]}, FAIL)],
    ids=str,
)
def test_a_rule_whose_block_is_of_the_other_family_lets_out_nothing_for_sure(
    ranges: dict[str, Any], answer: Answer
) -> None:
    rule = permission("-1") | ranges
    assert way(routed(TO_S3, SecurityGroups=[group(egress=[rule])])).truth.answer is answer
