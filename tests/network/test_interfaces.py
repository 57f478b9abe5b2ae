"""The interfaces of an interface endpoint: where they are, whom they let in, and what would tell it."""

from typing import Any

import pytest
from worlds import SUBNET, VPC, Record, network_interface, state_of, subnet, world

from vpclint.algebra.addresses import NO_ADDRESSES, AddressSet
from vpclint.network.interfaces import Interfaces, endpoint_interfaces
from vpclint.truth import Facts

from .ways import DOOR, OTHER, interface, without

SECOND = "subnet-0000000b"
FIRST, TWO = AddressSet.parse("10.0.1.9"), AddressSet.parse("10.0.1.9", "10.0.2.9")
SUBNETS = AddressSet.of((0x0A000104, 0x0A0001FE), (0x0A000204, 0x0A0002FE))
"""Every address that an interface can have in the two subnets."""


def found(link: Record, **members: Any) -> Interfaces:
    held = {
        "Subnets": [subnet(), subnet(SECOND, "10.0.2.0/24")],
        "NetworkInterfaces": [
            network_interface("eni-1", "10.0.1.9", [DOOR]),
            network_interface("eni-2", "10.0.2.9", [DOOR], SECOND),
        ],
        "VpcEndpoints": [link],
    }
    state = state_of(world(**(held | members)))
    endpoint = state.vpc_endpoints.get(OTHER)
    assert endpoint is not None
    return endpoint_interfaces(state, endpoint)


def places(facts: Facts) -> set[tuple[str, str, str]]:
    return {(fact.key, fact.record, fact.field) for fact in facts}


TWICE = interface(SubnetIds=[SUBNET, SECOND], NetworkInterfaceIds=["eni-1", "eni-2"])


def test_interfaces_are_where_their_records_say() -> None:
    assert found(interface()) == Interfaces(FIRST, (SUBNET,), (DOOR,))
    assert found(TWICE) == Interfaces(TWO, (SUBNET, SECOND), (DOOR,))


def test_groups_are_told_once_and_in_order() -> None:
    several = [{"GroupId": each} for each in ("sg-0000000f", DOOR, "sg-0000000d", DOOR, "sg-0000000e")]
    groups = (DOOR, "sg-0000000d", "sg-0000000e", "sg-0000000f")
    assert found(interface(Groups=several)).groups == groups


@pytest.mark.parametrize("groups", [[], [{"GroupId": DOOR}, {}]])
def test_a_group_without_its_id_leaves_all_of_them_open(groups: list[Record]) -> None:
    told = found(interface(Groups=groups))
    assert (told.groups, places(told.group_facts)) == ((), {("VpcEndpoints", OTHER, "Groups")})


@pytest.mark.parametrize(
    ("link", "members", "missing"),
    [
        (TWICE, {"NetworkInterfaces": None}, {("NetworkInterfaces", "", "")}),
        (TWICE, {"NetworkInterfaces": []}, {("NetworkInterfaces", each, "") for each in ("eni-1", "eni-2")}),
        (
            TWICE,
            {"NetworkInterfaces": [network_interface("eni-1", "10.0.1.9", [DOOR])]},
            {("NetworkInterfaces", "eni-2", "")},
        ),
        (without(TWICE, "NetworkInterfaceIds"), {}, {("VpcEndpoints", OTHER, "NetworkInterfaceIds")}),
        (TWICE | {"NetworkInterfaceIds": []}, {}, {("VpcEndpoints", OTHER, "NetworkInterfaceIds")}),
    ],
)
def test_interfaces_that_are_not_known_are_anywhere_in_the_endpoints_subnets(
    link: Record, members: dict[str, Any], missing: set[tuple[str, str, str]]
) -> None:
    told = found(link, **members)
    assert (told.addresses, places(told.facts)) == (SUBNETS, missing)


@pytest.mark.parametrize(
    ("subnets", "missing"),
    [
        ([subnet()], ("Subnets", SECOND, "")),
        ([subnet(), without(subnet(SECOND), "CidrBlock")], ("Subnets", SECOND, "CidrBlock")),
    ],
)
def test_where_a_subnet_of_the_endpoint_is_not_known_no_address_is(
    subnets: list[Record], missing: tuple[str, str, str]
) -> None:
    told = found(TWICE, Subnets=subnets, NetworkInterfaces=[])
    interfaces = {("NetworkInterfaces", each, "") for each in ("eni-1", "eni-2")}
    assert (told.addresses, places(told.facts)) == (NO_ADDRESSES, {missing, *interfaces})


def test_an_endpoint_that_says_nothing_of_its_subnets_is_asked_for_them_too() -> None:
    told = found(without(interface(VpcId=VPC), "SubnetIds"), NetworkInterfaces=[])
    assert (told.addresses, told.subnets) == (NO_ADDRESSES, ())
    assert places(told.facts) == {("NetworkInterfaces", "eni-1", ""), ("VpcEndpoints", OTHER, "SubnetIds")}
