"""The network interfaces of an interface endpoint: where they are, and which groups they carry."""

from msgspec import Struct

from vpclint.algebra.addresses import NO_ADDRESSES, AddressSet
from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.ec2 import VpcEndpoint
from vpclint.network.blocks import assignable, interface_addresses, subnet_block
from vpclint.state.state import State
from vpclint.truth import NOTHING_MISSING, Fact, Facts


class Interfaces(Struct, frozen=True):
    """The interfaces of an endpoint.

    Attributes:
        addresses: their private addresses, or, where `facts` are missing, a set that holds them all.
        subnets: the subnets that they are in.
        groups: the security groups that they carry.
        facts: what would tell the addresses exactly.
        group_facts: what would tell the groups.
    """

    addresses: AddressSet
    subnets: tuple[str, ...]
    groups: tuple[str, ...]
    facts: Facts = NOTHING_MISSING
    group_facts: Facts = NOTHING_MISSING


def endpoint_interfaces(state: State, endpoint: VpcEndpoint) -> Interfaces:
    """The interfaces of an interface endpoint; where they are not exported, anywhere in the endpoint's subnets."""
    groups, group_facts = _groups(state, endpoint)
    subnet_ids = or_none(endpoint.subnet_ids)
    addresses, facts = _addresses(state, endpoint)
    if facts:
        addresses, facts = _in_subnets(state, endpoint, facts)
    return Interfaces(addresses, subnet_ids or (), groups, facts, group_facts)


def _groups(state: State, endpoint: VpcEndpoint) -> tuple[tuple[str, ...], Facts]:
    """Groups are always there: an endpoint that is made without any gets the default group of its VPC."""
    ids = [or_none(group.group_id) for group in or_none(endpoint.groups) or ()]
    if ids and None not in ids:
        return tuple(dict.fromkeys(each for each in ids if each)), NOTHING_MISSING
    return (), frozenset({state.vpc_endpoints.fact(endpoint.vpc_endpoint_id, "Groups")})


def _addresses(state: State, endpoint: VpcEndpoint) -> tuple[AddressSet, Facts]:
    if isinstance(endpoint.network_interface_ids, UnsetType) or not endpoint.network_interface_ids:
        return NO_ADDRESSES, frozenset({state.vpc_endpoints.fact(endpoint.vpc_endpoint_id, "NetworkInterfaceIds")})
    table = state.network_interfaces
    found = {each: table.get(each) for each in endpoint.network_interface_ids}
    addresses = {each: interface_addresses(record) for each, record in found.items() if record}
    missing = [each for each in found if not addresses.get(each)]
    facts = frozenset(table.fact(each) if table.given else table.fact() for each in missing)
    return AddressSet.union(addresses.values()), facts


def _in_subnets(state: State, endpoint: VpcEndpoint, facts: Facts) -> tuple[AddressSet, Facts]:
    """Every address that the interfaces can have in the subnets of the endpoint."""
    if isinstance(endpoint.subnet_ids, UnsetType):
        return NO_ADDRESSES, facts | {state.vpc_endpoints.fact(endpoint.vpc_endpoint_id, "SubnetIds")}
    blocks: list[AddressSet] = []
    missing: set[Fact] = set()
    for subnet_id in endpoint.subnet_ids:
        subnet = state.subnets.get(subnet_id)
        block = subnet_block(state, subnet) if subnet else state.subnets.fact(subnet_id)
        if isinstance(block, Fact):
            missing.add(block)
        else:
            blocks.append(assignable(block))
    addresses = NO_ADDRESSES if missing else AddressSet.union(blocks)
    return addresses, frozenset(facts | missing)
