"""The hops at the lists between two of a job's subnets, whole."""

from worlds import (
    ACL,
    GROUP,
    OPEN_LIST,
    SUBNET,
    Record,
    World,
    acl,
    case_of,
    entry,
    group,
    job_of,
    permission,
    subnet,
    world,
)

from vpclint.algebra.addresses import AddressSet
from vpclint.algebra.ports import ALL_PORTS, TCP, UDP, PortSet, ProtocolSet
from vpclint.algebra.traffic import TrafficSet
from vpclint.network.hops import Cause, Hop, Obstacle
from vpclint.truth import NO, YES

SECOND, FAR = "subnet-0000000b", "acl-0000000b"
HERE, THERE = AddressSet.of((0x0A000104, 0x0A0001FE)), AddressSet.of((0x0A000204, 0x0A0002FE))
"""The addresses that interfaces can have in the two subnets."""


def held(*own: Record, **members: object) -> World:
    given = {
        "Subnets": [subnet(), subnet(SECOND, "10.0.2.0/24")],
        "NetworkAcls": [acl(*own), acl(*OPEN_LIST, acl_id=FAR, subnets=[SECOND])],
        "SecurityGroups": [group(ingress=[permission("-1", GROUP)], egress=[permission("-1", GROUP)])],
    }
    return world(**(given | members))


def hops(given: World, *, encrypted: bool = False) -> list[Hop]:
    """The hops at lists, out of the first subnet first."""
    job = job_of(SUBNET, SECOND, instances=2, inputs=(), EnableInterContainerTrafficEncryption=encrypted)
    (answer,) = (each for each in case_of(given, job).answers if str(each.need).endswith("peers"))
    return [hop for each in answer.subnets for hop in each.hops if hop.kind == "network-acl"]


def at(acl_id: str, way: str, *obstacles: Obstacle, more: str = "") -> Hop:
    verb = "does not let" if obstacles else "lets"
    why = f"the list {verb} every TCP port{more} {way} the job's other subnets"
    return Hop("network-acl", acl_id, YES, why, obstacles)


def outward(protocol: int, ports: PortSet) -> TrafficSet:
    return TrafficSet.of(protocols=ProtocolSet.single(protocol), sources=HERE, destinations=THERE, ports=ports)


def test_each_list_is_met_out_and_in() -> None:
    ways = [(ACL, "out to"), (ACL, "in from"), (FAR, "out to"), (FAR, "in from")]
    assert hops(held(*OPEN_LIST)) == [at(*each) for each in ways]
    assert hops(held(*OPEN_LIST), encrypted=True) == [at(*each, more=", UDP 500 and ESP") for each in ways]


def test_what_a_list_stops_is_every_tcp_port_and_for_encryption_ike_and_esp() -> None:
    closed = held(entry(90, "deny", "10.0.2.0/24", egress=True), *OPEN_LIST)
    every = outward(TCP, PortSet.range(1, 65535))
    warned = Obstacle(Cause.NETWORK_ACL_PEERS, NO, ACL, "90", "/Entries/0", every, mild=True, towards=("peers",))
    assert hops(closed)[:2] == [at(ACL, "out to", warned), at(ACL, "in from")]
    (obstacle,) = hops(closed, encrypted=True)[0].obstacles
    assert obstacle.refused == every | outward(UDP, PortSet.single(500)) | outward(50, ALL_PORTS)


def test_a_list_that_is_not_known_is_no_more_than_an_open_warning_at_its_subnet() -> None:
    found = hops(held(NetworkAcls=None))
    assert len(found) == 4
    (obstacle,) = found[0].obstacles
    assert obstacle.truth.is_unknown
    warned = Obstacle(Cause.NETWORK_ACL_PEERS, obstacle.truth, SUBNET, mild=True, towards=("peers",))
    assert found[0] == Hop("network-acl", SUBNET, YES, "no list is met within one subnet", (warned,))
