from typing import Any

import pytest
from worlds import SUBNET, Record, reread, subnet, world

from vpclint.network.capacity import FreeAddresses, size_limit

LIMITS = {28: 11, 27: 27, 26: 59, 25: 123, 24: 251, 23: 507, 22: 1019, 21: 2043, 20: 4091, 16: 65531}


def free(record: Record, **members: Any) -> FreeAddresses:
    analysis = reread(world(Subnets=[record], **members))
    found = analysis.state.subnets.get(SUBNET)
    assert found is not None
    return analysis.free_addresses(found)


def uncounted(cidr: str = "10.0.1.0/28") -> Record:
    return {key: value for key, value in subnet(cidr=cidr).items() if key != "AvailableIpAddressCount"}


def bounds(found: FreeAddresses) -> tuple[int, int]:
    return found.least, found.most


def interface(number: int, *addresses: str, subnet_id: str = SUBNET) -> Record:
    return {
        "NetworkInterfaceId": f"eni-{number}",
        "SubnetId": subnet_id,
        "PrivateIpAddress": addresses[0],
        "PrivateIpAddresses": [{"PrivateIpAddress": address} for address in addresses],
    }


def reservation(number: int, cidr: str, subnet_id: str = SUBNET) -> Record:
    return {"SubnetCidrReservationId": f"scr-{number}", "SubnetId": subnet_id, "Cidr": cidr}


@pytest.mark.parametrize(("length", "limit"), LIMITS.items())
def test_a_block_has_all_its_addresses_but_five(length: int, limit: int) -> None:
    analysis = reread(world(Subnets=[subnet(cidr=f"10.0.0.0/{length}")]))
    found = analysis.state.subnets.get(SUBNET)
    assert found is not None
    assert size_limit(analysis.state, found) == limit


@pytest.mark.parametrize("length", LIMITS)
def test_what_aws_counted_is_believed_where_the_block_can_have_it(length: int) -> None:
    for count in (0, 1, LIMITS[length] - 1, LIMITS[length]):
        assert free(subnet(cidr=f"10.0.0.0/{length}", free=count)) == FreeAddresses(count, count)


@pytest.mark.parametrize("length", LIMITS)
def test_a_count_beyond_the_block_is_no_count(length: int) -> None:
    found = free(subnet(cidr=f"10.0.0.0/{length}", free=LIMITS[length] + 1))
    assert bounds(found) == (0, LIMITS[length])
    ((record, field, reason),) = {(fact.record, fact.field, fact.reason) for fact in found.facts}
    assert (record, field) == (SUBNET, "AvailableIpAddressCount")
    assert reason == f"{LIMITS[length] + 1} is more than the {LIMITS[length]} that its block can have"


def test_a_negative_count_is_no_count() -> None:
    found = free(subnet(cidr="10.0.1.0/28", free=-1))
    assert bounds(found) == (0, 11)
    assert min(found.facts).reason == "-1 is impossible"


def test_a_count_for_a_subnet_of_unknown_size_is_believed() -> None:
    bare = {key: value for key, value in subnet(free=30_000).items() if key != "CidrBlock"}
    assert free(bare) == FreeAddresses(30_000, 30_000)


def test_a_count_that_no_subnet_can_have_is_no_count_whatever_the_block() -> None:
    found = free({key: value for key, value in subnet(free=65532).items() if key != "CidrBlock"})
    assert bounds(found) == (0, 65531)
    assert min(found.facts).reason == "65532 is more than any subnet can have"


def test_a_count_already_leaves_out_what_is_reserved_and_taken() -> None:
    taken = {"NetworkInterfaces": [interface(1, "10.0.1.5")], "SubnetCidrReservations": [reservation(1, "10.0.1.8/29")]}
    assert bounds(free(subnet(cidr="10.0.1.0/28", free=9), **taken)) == (9, 9)


def test_without_a_count_the_block_is_the_bound() -> None:
    found = free(uncounted())
    assert bounds(found) == (0, 11)
    assert {(fact.record, fact.field) for fact in found.facts} == {(SUBNET, "AvailableIpAddressCount")}


def test_without_a_count_and_a_block_the_largest_subnet_is_the_bound() -> None:
    bare = {key: value for key, value in uncounted().items() if key != "CidrBlock"}
    assert bounds(free(bare)) == (0, 65531)


def test_known_interfaces_take_their_addresses_off_the_bound() -> None:
    taken = [interface(1, "10.0.1.5", "10.0.1.6"), interface(2, "10.0.1.7")]
    assert bounds(free(uncounted(), NetworkInterfaces=taken)) == (0, 8)


def test_interfaces_elsewhere_take_nothing() -> None:
    elsewhere = [interface(1, "10.0.1.5", subnet_id="subnet-0000000b")]
    assert bounds(free(uncounted(), NetworkInterfaces=elsewhere)) == (0, 11)


def test_reservations_come_off_the_bound_once_with_what_lies_in_them() -> None:
    members = {
        "NetworkInterfaces": [interface(1, "10.0.1.9"), interface(2, "10.0.1.5")],
        "SubnetCidrReservations": [reservation(1, "10.0.1.8/30"), reservation(2, "10.0.1.0/30")],
    }
    assert bounds(free(uncounted(), **members)) == (0, 11 - 4 - 1)


def test_reservations_elsewhere_take_nothing() -> None:
    elsewhere = [reservation(1, "10.0.1.8/29", "subnet-0000000b")]
    assert bounds(free(uncounted(), SubnetCidrReservations=elsewhere)) == (0, 11)


@pytest.mark.parametrize(
    "members",
    [
        {"NetworkInterfaces": None},
        {"SubnetCidrReservations": None},
        {"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "SubnetId": SUBNET, "PrivateIpAddress": "?"}]},
        {"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "SubnetId": SUBNET}]},
        {"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "SubnetId": SUBNET, "PrivateIpAddresses": [{}]}]},
        {"SubnetCidrReservations": [{"SubnetCidrReservationId": "scr-1", "SubnetId": SUBNET, "Cidr": "?"}]},
        {"SubnetCidrReservations": [{"SubnetCidrReservationId": "scr-1", "SubnetId": SUBNET}]},
    ],
)
def test_what_cannot_be_read_only_leaves_the_bound_wider(members: dict[str, Any]) -> None:
    assert bounds(free(uncounted(), **members)) == (0, 11)


def test_a_subnet_for_ipv6_alone_has_no_address_to_give() -> None:
    bare = {key: value for key, value in uncounted().items() if key != "CidrBlock"}
    assert bounds(free(bare | {"Ipv6Native": True})) == (0, 0)
