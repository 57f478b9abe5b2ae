"""Address blocks as the state writes them, read into exact sets."""

from msgspec import structs

from vpclint.algebra.addresses import ALL_ADDRESSES, ALL_IPV4, NO_ADDRESSES, AddressSet
from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.ec2 import ManagedPrefixList, NetworkInterface, Subnet
from vpclint.state.state import State
from vpclint.truth import Fact

RESERVED_FIRST = 4
"""AWS keeps the first four addresses and the last one of each subnet (Amazon VPC User Guide, "Subnet sizing")."""

Reading = AddressSet | Fact
"""An exact set, or the fact that is missing to know it."""


def read_blocks(texts: tuple[str, ...], missing: Fact, family: AddressSet = ALL_ADDRESSES) -> Reading:
    """The union of blocks; `missing`, with the reason, where one of them is no block, or none of this family."""
    try:
        blocks = AddressSet.parse(*texts)
    except ValueError as error:
        return structs.replace(missing, reason=str(error))
    if blocks <= family:
        return blocks
    other = next(text for text in texts if not AddressSet.parse(text) <= family)
    return structs.replace(missing, reason=f"{other!r} is no {'IPv4' if family == ALL_IPV4 else 'IPv6'} block")


def subnet_block(state: State, subnet: Subnet) -> Reading:
    """The IPv4 block of a subnet; an IPv6-only one has none."""
    missing = state.subnets.fact(subnet.subnet_id, "CidrBlock")
    if isinstance(subnet.cidr_block, UnsetType):
        return NO_ADDRESSES if subnet.ipv6_native else missing
    return read_blocks((subnet.cidr_block,), missing, ALL_IPV4)


def assignable(block: AddressSet) -> AddressSet:
    """The addresses of a subnet's block that an interface can have: all but the five that AWS keeps."""
    if block.size <= RESERVED_FIRST:
        return NO_ADDRESSES
    first, last = block.first, block.first + block.size - 1
    return block & AddressSet.of((first + RESERVED_FIRST, last - 1))


def vpc_blocks(state: State, vpc_id: str) -> AddressSet:
    """The IPv4 blocks of a VPC that can be read; a VPC may use public addresses as its own."""
    vpc = state.vpcs.get(vpc_id)
    if vpc is None:
        return NO_ADDRESSES
    texts = [vpc.cidr_block, *(each.cidr_block for each in or_none(vpc.cidr_block_association_set) or ())]
    missing = state.vpcs.fact(vpc_id)
    readings = (read_blocks((text,), missing, ALL_IPV4) for text in texts if not isinstance(text, UnsetType))
    return AddressSet.union(reading for reading in readings if isinstance(reading, AddressSet))


def interface_addresses(interface: NetworkInterface) -> AddressSet:
    """The private IPv4 addresses of an interface that can be read."""
    texts = [interface.private_ip_address, *(each.private_ip_address for each in interface.private_ip_addresses)]
    readings = (read_blocks((text,), Fact(""), ALL_IPV4) for text in texts if not isinstance(text, UnsetType))
    return AddressSet.union(reading for reading in readings if isinstance(reading, AddressSet))


def prefix_list_blocks(state: State, prefix_list_id: str) -> Reading:
    """The addresses of a prefix list."""
    cidrs = prefix_list_cidrs(state, prefix_list_id)
    if isinstance(cidrs, Fact):
        return cidrs
    return read_blocks(cidrs, missing_blocks(state, prefix_list_id))


def prefix_list_cidrs(state: State, prefix_list_id: str) -> tuple[str, ...] | Fact:
    """The blocks of a prefix list as they are written, be it AWS's own or a customer's.

    AWS's own lists stand in `PrefixLists` with their `Cidrs`; DescribeManagedPrefixLists names them too, but whether
    their entries can be read is not the same for all callers.
    """
    listed = state.prefix_lists.get(prefix_list_id)
    managed = state.managed_prefix_lists.get(prefix_list_id)
    blocks = or_none(listed.cidrs) if listed else None
    entries = _entries(managed) if managed else None
    if blocks is not None and entries is not None and set(blocks) != set(entries):
        return state.prefix_lists.fact(prefix_list_id, "Cidrs", "PrefixLists and ManagedPrefixLists disagree on them")
    known = blocks if blocks is not None else entries
    return missing_blocks(state, prefix_list_id) if known is None else known


def _entries(managed: ManagedPrefixList) -> tuple[str, ...] | None:
    """The blocks of a managed prefix list; None where one of them is not known."""
    entries = or_none(managed.entries)
    cidrs = tuple(entry.cidr for entry in entries or () if not isinstance(entry.cidr, UnsetType))
    return cidrs if entries is not None and len(cidrs) == len(entries) else None


def missing_blocks(state: State, prefix_list_id: str) -> Fact:
    """What would tell the blocks of a prefix list, in the key that names it, or else first where AWS tells its own."""
    if state.prefix_lists.get(prefix_list_id):
        return state.prefix_lists.fact(prefix_list_id, "Cidrs")
    if state.managed_prefix_lists.get(prefix_list_id):
        return state.managed_prefix_lists.fact(prefix_list_id, "Entries")
    elsewhere = state.prefix_lists.exists(prefix_list_id).is_no
    table = state.managed_prefix_lists if elsewhere else state.prefix_lists
    return min(table.exists(prefix_list_id).facts, default=table.fact(prefix_list_id))
