"""How the tests of the simulator write worlds and packets, and read what became of one."""

from worlds import GROUP, SUBNET, Record, World, association, group, permission, route, table

from .packets import TCP, Fate, Interface, Packet, address
from .walk import follow
from .working import (
    ENDPOINT_GROUP,
    IGW,
    LOCAL,
    PUBLIC_SUBNET,
    PUBLIC_TABLE,
    SUBNET_BLOCKS,
    VPC_BLOCK,
    acl,
    acl_entry,
    working,
)

JOB = Interface(SUBNET, (GROUP,))
EVERYWHERE = "0.0.0.0/0"
OPEN = [acl_entry(200, EVERYWHERE, egress=each) for each in (True, False)]


def to(destination: str, port: int = 443, protocol: int = TCP, source: str = "10.0.0.10") -> Packet:
    return Packet(address(source), 40000, address(destination), port, protocol)


S3, HOST, STS = to("52.219.0.1"), to("8.8.8.1"), to("10.0.0.133")


def told(world: World, packet: Packet, sender: Interface = JOB) -> str:
    """What becomes of a packet of the job, and where."""
    outcome = follow(world, sender, packet)
    return outcome.fate.value if outcome.fate is Fate.ARRIVES else f"{outcome.fate.value} at {outcome.where}"


def routed(*routes: Record, out: Record | None = None) -> World:
    """The job's subnet uses a main table with these routes, the NAT gateway's one that leads `out`."""
    onward = out or route(EVERYWHERE, IGW)
    own = table(LOCAL, onward, table_id=PUBLIC_TABLE, associations=[association(PUBLIC_SUBNET)])
    return working(RouteTables=[table(LOCAL, *routes), own])


def listed(*entries: Record, at: str = SUBNET) -> World:
    """One subnet's network ACL opens everything but what these entries, of lower numbers, say."""
    others = tuple(each for each in SUBNET_BLOCKS if each != at)
    return working(NetworkAcls=[acl("acl-1", *OPEN, *entries, subnets=(at,)), acl("acl-2", *OPEN, subnets=others)])


def denied(block: str, way: str, ports: tuple[int, int] | None = None, at: str = SUBNET) -> World:
    """One subnet's network ACL denies a block, on the way `in` or `out`."""
    return listed(acl_entry(100, block, egress=way == "out", action="deny", ports=ports), at=at)


def grouped(*egress: Record, ingress: Record | None = None) -> World:
    """The job's group lets these out, the endpoint's group lets that in, by default all of the VPC."""
    rules = [ingress or permission("-1", VPC_BLOCK)]
    return working(SecurityGroups=[group(GROUP, [], egress), group(ENDPOINT_GROUP, rules, [])])
