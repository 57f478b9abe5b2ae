"""The way of one packet from a job's interface to its destination, and of its answer back.

The order is AWS's: the sender's security groups, the route that its subnet's table selects, the subnet's network ACL,
what the route leads to, the receiver's network ACL and groups; then the answer, which only network ACLs and the
receiver's route table look at.
"""

from .filters import EGRESS, INGRESS, pass_acl, pass_groups
from .nat import through_nat
from .packets import ARRIVES, ICMP, TCP, Interface, Outcome, Packet, Stopped, dies, holds, leaves
from .records import Record, World, found, in_vpc, interface_at, service_blocks, subnet_of
from .returning import returning
from .routes import route_to, table_of, target


def follow(
    world: World, sender: Interface, packet: Packet, receiver: Interface | None = None, nat_port: int = 1024
) -> Outcome:
    """What becomes of a packet, and of its answer.

    Args:
        world: what the API answered.
        sender: the job's interface, which has the packet's source as its address and no public one.
        packet: the packet.
        receiver: what has its destination as its address, where the world can't show it: another node of the job.
        nat_port: the port that a NAT gateway, if it meets one, sends it on from.
    """
    try:
        _walk(world, sender, packet, receiver, nat_port)
    except Stopped as stopped:
        return stopped.outcome
    return ARRIVES


def _walk(world: World, sender: Interface, packet: Packet, receiver: Interface | None, nat_port: int) -> None:
    subnet = subnet_of(world, sender.subnet_id)
    receiver = receiver or interface_at(world, subnet["VpcId"], packet.destination)
    pass_groups(world, sender.groups, EGRESS, packet, receiver.groups if receiver else ())
    if holds(subnet["CidrBlock"], packet.destination):
        _deliver(world, sender, packet, receiver)
        return
    route = route_to(world, table_of(world, sender.subnet_id), packet.destination)
    pass_acl(world, sender.subnet_id, packet, egress=True)
    _enter(world, sender, packet, receiver, route=route, nat_port=nat_port)


def _enter(
    world: World, sender: Interface, packet: Packet, receiver: Interface | None, *, route: Record, nat_port: int
) -> None:
    """What a route leads to."""
    vpc_id, onward = subnet_of(world, sender.subnet_id)["VpcId"], target(route)
    match onward.partition("-")[0]:
        case "local" if not in_vpc(world, vpc_id, packet.destination):
            dies(vpc_id, "the address is in none of its blocks")
        case "local":
            _deliver(world, sender, packet, receiver)
        case "igw":
            dies(onward, "an interface without a public address can't use an internet gateway")
        case "nat":
            through_nat(world, sender, onward, packet, nat_port)
        case "vpce":
            _through_endpoint(world, sender, packet, route)
        case "pcx":
            _through_peering(world, vpc_id, onward, packet)
        case _:
            leaves(onward, "what lies behind it is not in the state")


def _through_peering(world: World, vpc_id: str, onward: str, packet: Packet) -> None:
    """An active connection carries what is for the other VPC's blocks, whose inside the state does not show."""
    connection = found(world, "VpcPeeringConnections", "VpcPeeringConnectionId", onward)
    if not connection or connection["Status"]["Code"] != "active":
        dies(onward, "there is no active connection")
    sides = (connection["RequesterVpcInfo"], connection["AccepterVpcInfo"])
    blocks = [each["CidrBlock"] for side in sides if side["VpcId"] != vpc_id for each in side["CidrBlockSet"]]
    if not any(holds(block, packet.destination) for block in blocks):
        dies(onward, "the destination is in none of the peer's blocks")
    leaves(onward, "the peer is not in the state")


def _deliver(world: World, sender: Interface, packet: Packet, receiver: Interface | None) -> None:
    """The packet is for an interface of the VPC. Within one subnet no network ACL and no route is asked."""
    subnets = [each["CidrBlock"] for each in world["Subnets"]]
    if receiver is None and not any(holds(block, packet.destination) for block in subnets):
        dies(sender.subnet_id, "no subnet has the destination's address")
    if receiver is None:
        leaves(sender.subnet_id, "nothing in the state has the destination's address")
    crosses = sender.subnet_id != receiver.subnet_id
    if crosses:
        pass_acl(world, receiver.subnet_id, packet, egress=False)
    pass_groups(world, receiver.groups, INGRESS, packet, sender.groups)
    if crosses:
        with returning():
            _come_back(world, sender, packet.answer(), receiver)


def _come_back(world: World, sender: Interface, answer: Packet, receiver: Interface) -> None:
    """The lists see the answer with the same addresses, whatever it is led through in between."""
    back = target(route_to(world, table_of(world, receiver.subnet_id), answer.destination))
    pass_acl(world, receiver.subnet_id, answer, egress=True)
    pass_acl(world, sender.subnet_id, answer, egress=False)
    if back != "local":
        leaves(back, f"the answer is routed there out of {receiver.subnet_id}")


def _through_endpoint(world: World, sender: Interface, packet: Packet, route: Record) -> None:
    """A gateway endpoint is the target of its own prefix list only, and carries TCP and ICMP echo only."""
    endpoint_id = target(route)
    endpoint = found(world, "VpcEndpoints", "VpcEndpointId", endpoint_id) or dies(endpoint_id, "it does not exist")
    if endpoint["VpcEndpointType"].lower() != "gateway":
        leaves(endpoint_id, "what an appliance does is not in the state")
    if endpoint["State"].lower() != "available":
        dies(endpoint_id, f"it is {endpoint['State']}")
    if "DestinationPrefixListId" not in route:
        leaves(endpoint_id, "a gateway endpoint is a target for prefix lists only")
    if not any(holds(block, packet.destination) for block in service_blocks(world, endpoint["ServiceName"])):
        dies(endpoint_id, "the destination is not the service's")
    if packet.protocol != TCP and (packet.protocol, packet.port) != (ICMP, 8):
        dies(endpoint_id, "it carries TCP and ICMP echo only")
    with returning():
        pass_acl(world, sender.subnet_id, packet.answer(), egress=False)
