"""How many private addresses a subnet has free."""

from msgspec import Struct

from vpclint.algebra.addresses import AddressSet
from vpclint.aws.absence import UnsetType
from vpclint.aws.ec2 import Subnet
from vpclint.network.blocks import assignable, interface_addresses, read_blocks, subnet_block
from vpclint.state.state import State
from vpclint.truth import NOTHING_MISSING, Fact, Facts


class FreeAddresses(Struct, frozen=True):
    """The number of free addresses lies between `least` and `most`, both included; `facts` would tell it exactly."""

    least: int
    most: int
    facts: Facts = NOTHING_MISSING


def size_limit(state: State, subnet: Subnet) -> int | Fact:
    """How many addresses an empty subnet of this size has for interfaces: its block less the five that AWS keeps."""
    block = subnet_block(state, subnet)
    return block if isinstance(block, Fact) else assignable(block).size


def free_addresses(state: State, subnet: Subnet) -> FreeAddresses:
    """The free addresses of a subnet: what AWS counted, else what its block, reservations and interfaces leave.

    AvailableIpAddressCount already leaves out what CIDR reservations hold. Without it there is only an upper bound,
    since interfaces of AWS services may be hidden from the export.
    """
    count = subnet.available_ip_address_count
    missing = state.subnets.fact(subnet.subnet_id, "AvailableIpAddressCount")
    limit = size_limit(state, subnet)
    if not isinstance(count, UnsetType):
        if 0 <= count <= (LARGEST_SUBNET if isinstance(limit, Fact) else limit):
            return FreeAddresses(count, count)
        most = "any subnet" if isinstance(limit, Fact) else f"the {limit} that its block"
        reason = f"{count} is impossible" if count < 0 else f"{count} is more than {most} can have"
        missing = state.subnets.fact(subnet.subnet_id, "AvailableIpAddressCount", reason)
    return FreeAddresses(0, _upper_bound(state, subnet), frozenset({missing}))


LARGEST_SUBNET = 2**16 - 5
"""The largest subnet is a /16 (Amazon VPC User Guide, "Subnet sizing")."""


def _upper_bound(state: State, subnet: Subnet) -> int:
    block = subnet_block(state, subnet)
    if isinstance(block, Fact):
        return LARGEST_SUBNET
    taken = [
        *_known_blocks(state, subnet),
        *(
            interface_addresses(interface)
            for interface in state.network_interfaces.where("subnet_id", subnet.subnet_id)
        ),
    ]
    return (assignable(block) - AddressSet.union(taken)).size


def _known_blocks(state: State, subnet: Subnet) -> list[AddressSet]:
    """The reserved blocks that can be read; one that can't only makes the bound less tight."""
    blocks = []
    for reservation in state.subnet_cidr_reservations.where("subnet_id", subnet.subnet_id):
        if not isinstance(reservation.cidr, UnsetType):
            reading = read_blocks((reservation.cidr,), state.subnet_cidr_reservations.fact())
            blocks += [reading] if isinstance(reading, AddressSet) else []
    return blocks
