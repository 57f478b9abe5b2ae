"""NAT gateways and the way out to the internet behind them, for one packet.

A zonal public NAT gateway stands in a subnet, whose network ACL sees every packet twice each way and whose route table
has to lead on to an attached internet gateway. A regional one stands in no subnet. A private one has no internet.
Sources: Amazon VPC User Guide, "NAT gateways", "Regional NAT gateways" and "Block public access to VPCs and subnets".
"""

from .filters import pass_acl
from .packets import ICMP, TCP, UDP, Interface, Packet, address, dies, is_public, leaves
from .records import Record, World, attached_gateway, found
from .returning import returning
from .routes import route_to, table_named, table_of, target

ACTIVE = ("create-complete", "update-complete")


def through_nat(world: World, sender: Interface, nat_id: str, packet: Packet, nat_port: int) -> None:
    """The packet passes a NAT gateway, reaches its public destination, and its answer comes back."""
    nat = found(world, "NatGateways", "NatGatewayId", nat_id) or dies(nat_id, "there is no such NAT gateway")
    if nat["State"] != "available":
        dies(nat_id, f"it is {nat['State']}")
    if packet.protocol not in (ICMP, TCP, UDP):
        dies(nat_id, "it knows TCP, UDP and ICMP only")
    if nat.get("AvailabilityMode") == "regional":
        _through_regional(world, sender, nat, packet)
    else:
        _through_zonal(world, sender, nat, packet, nat_port)


def _through_regional(world: World, sender: Interface, nat: Record, packet: Packet) -> None:
    if "RouteTableId" in nat:
        _to_internet(world, nat, table_named(world, nat["RouteTableId"]), packet)
    elif not attached_gateway(world, nat["VpcId"]):
        dies(nat["NatGatewayId"], "no internet gateway is attached to its VPC")
    elif not is_public(packet.destination):
        dies(nat["NatGatewayId"], "the internet carries public addresses only")
    _pass_public_access(world, nat)
    with returning():
        pass_acl(world, sender.subnet_id, packet.answer(), egress=False)


def _through_zonal(world: World, sender: Interface, nat: Record, packet: Packet, nat_port: int) -> None:
    """Both legs, both ways: from the job to the NAT gateway, and from its own address to the internet."""
    subnet_id = nat["SubnetId"]
    crosses = sender.subnet_id != subnet_id
    if crosses:
        pass_acl(world, subnet_id, packet, egress=False)
    _to_internet(world, nat, table_of(world, subnet_id), packet)
    _pass_public_access(world, nat)
    own = address(nat["NatGatewayAddresses"][0]["PrivateIp"])
    translated = Packet(own, nat_port, packet.destination, packet.port, packet.protocol)
    pass_acl(world, subnet_id, translated, egress=True)
    with returning():
        pass_acl(world, subnet_id, translated.answer(), egress=False)
        if crosses:
            pass_acl(world, subnet_id, packet.answer(), egress=True)
            pass_acl(world, sender.subnet_id, packet.answer(), egress=False)
            back = target(route_to(world, table_of(world, subnet_id), packet.source))
            if back != "local":
                leaves(back, f"the subnet of {nat['NatGatewayId']} sends answers on there")


def _to_internet(world: World, nat: Record, table: Record, packet: Packet) -> None:
    """The NAT gateway's table leads the packet to an internet gateway, which needs the public address that it has."""
    nat_id, onward = nat["NatGatewayId"], target(route_to(world, table, packet.destination))
    if onward == nat_id:
        dies(nat_id, "its own table leads back to itself")
    if not onward.startswith("igw-"):
        leaves(onward, f"{nat_id} sends it on there")
    if not is_public(packet.destination):
        dies(onward, "an internet gateway carries public addresses only")
    if nat.get("ConnectivityType") == "private":
        dies(nat_id, "it is private, and an internet gateway drops what it sends")
    if not attached_gateway(world, nat["VpcId"], onward):
        dies(onward, "it is not attached to the VPC")
    if not any("PublicIp" in each for each in nat["NatGatewayAddresses"]):
        dies(nat_id, "it has no public address")


def _pass_public_access(world: World, nat: Record) -> None:
    """Block Public Access stops what a NAT gateway sends only in both directions, and not where it is excluded."""
    if world.get("VpcBlockPublicAccessOptions", {}).get("InternetGatewayBlockMode") != "block-bidirectional":
        return
    exclusions = world.get("VpcBlockPublicAccessExclusions", ())
    excluded = {each["ResourceArn"].rpartition("/")[2] for each in exclusions if each["State"] in ACTIVE}
    if not excluded & {nat["VpcId"], nat.get("SubnetId")}:
        dies(nat["VpcId"], "Block Public Access stops it")
