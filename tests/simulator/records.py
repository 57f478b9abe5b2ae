"""Looking up what the API answered."""

from collections.abc import Iterable, Iterator
from typing import Any

from .packets import Interface, address, holds, leaves

Record = dict[str, Any]
World = dict[str, Any]


def found(world: World, key: str, member: str, value: str) -> Record | None:
    """The record whose member has this value, or None: what is not in the state does not exist."""
    return next((record for record in world.get(key, ()) if record.get(member) == value), None)


def subnet_of(world: World, subnet_id: str) -> Record:
    return found(world, "Subnets", "SubnetId", subnet_id) or leaves(subnet_id, "the subnet is not in the state")


def in_vpc(world: World, vpc_id: str, place: int) -> bool:
    """Whether a VPC has this address in one of its associated blocks; the first of them is not the whole VPC."""
    vpc = found(world, "Vpcs", "VpcId", vpc_id) or leaves(vpc_id, "the VPC is not in the state")
    blocks = (each for each in vpc["CidrBlockAssociationSet"] if each["CidrBlockState"]["State"] == "associated")
    return any(holds(each["CidrBlock"], place) for each in blocks)


def interface_at(world: World, vpc_id: str, place: int) -> Interface | None:
    """The interface that has an address."""
    for record in world.get("NetworkInterfaces", ()):
        if record["VpcId"] == vpc_id and place in addresses_of(record):
            return Interface(record["SubnetId"], tuple(each["GroupId"] for each in record["Groups"]))
    return None


def addresses_of(record: Record) -> set[int]:
    texts = [record["PrivateIpAddress"], *(each["PrivateIpAddress"] for each in record["PrivateIpAddresses"])]
    return set(map(address, texts))


def listed_blocks(world: World, list_id: str) -> list[str] | None:
    """The blocks of a prefix list; None where the state does not show them."""
    own = found(world, "PrefixLists", "PrefixListId", list_id)
    managed = found(world, "ManagedPrefixLists", "PrefixListId", list_id)
    if own:
        return list(own["Cidrs"])
    return [each["Cidr"] for each in managed["Entries"]] if managed else None


def service_blocks(world: World, service: str) -> list[str]:
    """The public blocks of an AWS service that has a prefix list."""
    own = found(world, "PrefixLists", "PrefixListName", service)
    return list(own["Cidrs"]) if own else []


def attached_gateway(world: World, vpc_id: str, gateway_id: str = "") -> bool:
    """Whether an internet gateway, or this one, is attached to a VPC. Its attachment is `available`, not `attached`."""
    gateways: Iterable[Record] = world.get("InternetGateways", ())
    return any(vpc_id in attachments(each) for each in gateways if gateway_id in ("", each["InternetGatewayId"]))


def attachments(gateway: Record) -> Iterator[str]:
    return (each["VpcId"] for each in gateway["Attachments"] if each["State"] in ("available", "attached"))
