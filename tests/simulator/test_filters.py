"""What the simulator says of security groups and network ACLs, against the documentation."""

import pytest
from worlds import GROUP, S3_LIST, SUBNET, World, group, permission

from .packets import ESP, ICMP, UDP, Fate, Interface, Packet
from .told import EVERYWHERE, HOST, JOB, S3, STS, denied, grouped, listed, to, told
from .walk import follow
from .working import (
    ENDPOINT_GROUP,
    ENDPOINT_SUBNET,
    HTTPS,
    OFFICES,
    SECOND_GROUP,
    SECOND_SUBNET,
    SUBNET_BLOCK,
    SUBNET_BLOCKS,
    VPC_BLOCK,
    acl,
    acl_entry,
    groups,
    tight_acl,
    working,
)

PING = to("8.8.8.1", 8, ICMP)
ADMITTING_NOBODY = permission("-1", "10.9.0.0/16")

GROUPS = {
    "the port and the block of a rule": (working(), S3, "arrives"),
    "no rule at all": (grouped(), S3, f"dies at {GROUP}"),
    "a range that ends before the port": (
        grouped(permission("tcp", EVERYWHERE, ports=(80, 442))),
        S3,
        f"dies at {GROUP}",
    ),
    "a range that ends with the port": (grouped(permission("tcp", EVERYWHERE, ports=(80, 443))), S3, "arrives"),
    "a rule for another protocol": (grouped(permission("udp", EVERYWHERE, ports=HTTPS)), S3, f"dies at {GROUP}"),
    "a protocol by its number": (grouped(permission("6", EVERYWHERE, ports=HTTPS)), S3, "arrives"),
    "every protocol": (grouped(permission("-1", EVERYWHERE)), S3, "arrives"),
    "a rule for IPv6": (grouped(permission("-1", "::/0")), S3, f"dies at {GROUP}"),
    "two rules, of which one is enough": (
        grouped(permission("-1", "10.0.0.0/8"), permission("-1", "8.8.8.0/24")),
        HOST,
        "arrives",
    ),
    "the prefix list of S3": (grouped(permission("tcp", S3_LIST, ports=HTTPS)), S3, "arrives"),
    "a customer's prefix list": (grouped(permission("-1", OFFICES)), HOST, "arrives"),
    "beside a customer's prefix list": (grouped(permission("-1", OFFICES)), to("8.8.8.8"), f"dies at {GROUP}"),
    "a prefix list that is not shown": (grouped(permission("-1", "pl-9")), S3, f"leaves at {GROUP}"),
    "a prefix list that is not shown, and needs not be": (
        grouped(permission("-1", "pl-9"), permission("-1", EVERYWHERE)),
        S3,
        "arrives",
    ),
    "a prefix list that is not shown, for other ports": (
        grouped(permission("tcp", "pl-9", ports=(22, 22))),
        S3,
        f"dies at {GROUP}",
    ),
    "a group that the receiver carries": (grouped(permission("-1", ENDPOINT_GROUP)), STS, "arrives"),
    "a group that the receiver does not carry": (grouped(permission("-1", SECOND_GROUP)), STS, f"dies at {GROUP}"),
    "a group outside of which S3 is": (grouped(permission("-1", GROUP)), S3, f"dies at {GROUP}"),
    "a group of the job that is not shown": (working(SecurityGroups=groups()[1:]), HOST, f"leaves at {GROUP}"),
    "ICMP of another type": (grouped(permission("icmp", EVERYWHERE, ports=(3, -1))), PING, f"dies at {GROUP}"),
    "ICMP of this type and code": (grouped(permission("icmp", EVERYWHERE, ports=(8, 0))), PING, "arrives"),
    "ICMP of another code": (grouped(permission("icmp", EVERYWHERE, ports=(8, 1))), PING, f"dies at {GROUP}"),
    "ICMP of any type": (grouped(permission("icmp", EVERYWHERE, ports=(-1, -1))), PING, "arrives"),
    "an endpoint that lets in the sender's group": (
        grouped(permission("-1", VPC_BLOCK), ingress=permission("tcp", GROUP, ports=HTTPS)),
        STS,
        "arrives",
    ),
    "an endpoint that lets in the sender's address": (
        grouped(permission("-1", VPC_BLOCK), ingress=permission("tcp", "10.0.0.10/32", ports=HTTPS)),
        STS,
        "arrives",
    ),
    "an endpoint that lets in nobody of the VPC": (
        grouped(permission("-1", VPC_BLOCK), ingress=ADMITTING_NOBODY),
        STS,
        f"dies at {ENDPOINT_GROUP}",
    ),
}

PINGING = grouped(permission("-1", EVERYWHERE))["SecurityGroups"]


def icmp_denied(kind: int, code: int) -> World:
    entry = acl_entry(1, EVERYWHERE, egress=True, action="deny", protocol="1")
    return listed(entry | {"IcmpTypeCode": {"Type": kind, "Code": code}}) | {"SecurityGroups": PINGING}


ACLS = {
    "denied out": (denied("52.219.0.0/24", "out"), S3, "dies at acl-1"),
    "another block denied out": (denied("52.219.1.0/24", "out"), S3, "arrives"),
    "the last address of a block": (denied("52.219.0.0/31", "out"), S3, "dies at acl-1"),
    "the address behind a block": (denied("52.219.0.0/32", "out"), S3, "arrives"),
    "the answer of S3, from its public address": (denied("52.219.0.0/24", "in"), S3, "dies at acl-1"),
    "the answer's port": (denied(EVERYWHERE, "in", (32768, 60999)), S3, "dies at acl-1"),
    "the port that the answer comes from": (denied(EVERYWHERE, "in", HTTPS), S3, "arrives"),
    "the port that the packet goes to": (denied(EVERYWHERE, "out", HTTPS), S3, "dies at acl-1"),
    "the port that the packet comes from": (denied(EVERYWHERE, "out", (1024, 65535)), S3, "arrives"),
    "the lowest number allows, and stands last": (
        listed(acl_entry(90, EVERYWHERE, egress=True, action="deny"), acl_entry(80, EVERYWHERE, egress=True)),
        S3,
        "arrives",
    ),
    "the lowest number denies, and stands last": (
        listed(acl_entry(90, EVERYWHERE, egress=True), acl_entry(80, EVERYWHERE, egress=True, action="deny")),
        S3,
        "dies at acl-1",
    ),
    "an entry for UDP": (listed(acl_entry(1, EVERYWHERE, egress=True, action="deny", protocol="17")), S3, "arrives"),
    "an entry for TCP": (
        listed(acl_entry(1, EVERYWHERE, egress=True, action="deny", ports=(0, 65535))),
        S3,
        "dies at acl-1",
    ),
    "TCP, and an entry for ICMP": (icmp_denied(-1, -1), S3, "arrives"),
    "an entry for ICMP of any type": (icmp_denied(-1, -1), PING, "dies at acl-1"),
    "an entry for ICMP of this type and code": (icmp_denied(8, 0), PING, "dies at acl-1"),
    "an entry for ICMP of another type": (icmp_denied(3, -1), PING, "arrives"),
    "an entry for ICMP of another code": (icmp_denied(8, 1), PING, "arrives"),
    "an entry for IPv6": (
        listed({"RuleNumber": 1, "Ipv6CidrBlock": "::/0", "Egress": True, "RuleAction": "deny", "Protocol": "-1"}),
        S3,
        "arrives",
    ),
    "no entry of one's own": (working(NetworkAcls=[acl("acl-1", subnets=(SUBNET,))]), S3, "dies at acl-1"),
    "not even the last one": (
        working(NetworkAcls=[acl("acl-1", subnets=(SUBNET,)) | {"Entries": []}]),
        S3,
        "dies at acl-1",
    ),
    "no list of the subnet is shown": (working(NetworkAcls=[tight_acl()]), S3, f"leaves at {SUBNET}"),
    "tight lists for a NAT gateway": (working(NetworkAcls=[tight_acl(*SUBNET_BLOCKS)]), HOST, "arrives"),
    "tight lists for an endpoint": (working(NetworkAcls=[tight_acl(*SUBNET_BLOCKS)]), STS, "arrives"),
    "the endpoint's subnet denies it in": (denied(SUBNET_BLOCK, "in", at=ENDPOINT_SUBNET), STS, "dies at acl-1"),
    "the endpoint's subnet denies the answer": (denied(SUBNET_BLOCK, "out", at=ENDPOINT_SUBNET), STS, "dies at acl-1"),
    "the job's subnet denies the endpoint's answer": (denied("10.0.0.133/32", "in"), STS, "dies at acl-1"),
}


@pytest.mark.parametrize("name", GROUPS)
def test_security_groups(name: str) -> None:
    world, packet, wanted = GROUPS[name]
    assert told(world, packet) == wanted


def test_of_two_groups_one_is_enough() -> None:
    world = working(SecurityGroups=[group(GROUP), group("sg-2", [], [permission("-1", EVERYWHERE)])])
    assert told(world, S3, Interface(SUBNET, (GROUP, "sg-2"))) == "arrives"
    assert told(world, S3, Interface(SUBNET, (GROUP,))) == f"dies at {GROUP}"


@pytest.mark.parametrize("name", ACLS)
def test_network_acls(name: str) -> None:
    world, packet, wanted = ACLS[name]
    assert told(world, packet) == wanted


A_FROM_B = [group(GROUP, [permission("-1", SECOND_GROUP)], []), group(SECOND_GROUP, [], [permission("-1", GROUP)])]
ALL_TCP = permission("tcp", SUBNET_BLOCK, ports=(0, 65535))
IN_ONE_SUBNET = {
    "a rule of one group for another": (working(SecurityGroups=A_FROM_B), (GROUP, SECOND_GROUP), "arrives"),
    "the same, but one of the groups is not carried": (working(SecurityGroups=A_FROM_B), (GROUP,), "dies"),
    "a block that holds both": (working(SecurityGroups=[group(GROUP, [ALL_TCP], [ALL_TCP])]), (GROUP,), "arrives"),
    "nothing lets it in": (working(SecurityGroups=[group(GROUP, [], [ALL_TCP])]), (GROUP,), "dies"),
    "nothing lets it out": (working(SecurityGroups=[group(GROUP, [ALL_TCP], [])]), (GROUP,), "dies"),
    "a network ACL that denies everything": (
        working(NetworkAcls=[acl("acl-1", subnets=(SUBNET,))]),
        (GROUP,),
        "arrives",
    ),
}


@pytest.mark.parametrize("name", IN_ONE_SUBNET)
def test_nodes_of_a_job_that_do_not_exist_yet_are_known_by_their_groups(name: str) -> None:
    world, carried, wanted = IN_ONE_SUBNET[name]
    node = Interface(SUBNET, carried)
    assert follow(world, node, to("10.0.0.20", 7077), node).fate.value == wanted


@pytest.mark.parametrize(("protocol", "port"), [(UDP, 500), (ESP, 0)])
def test_all_tcp_ports_are_not_all_protocols(protocol: int, port: int) -> None:
    sent = to("10.0.0.20", port, protocol)
    assert follow(working(), JOB, sent, JOB).fate is Fate.ARRIVES
    assert follow(working(SecurityGroups=[group(GROUP, [ALL_TCP], [ALL_TCP])]), JOB, sent, JOB).fate is Fate.DIES


def test_nodes_in_different_subnets_meet_network_acls() -> None:
    other = Interface(SECOND_SUBNET, (GROUP,))
    sent: Packet = to("10.0.0.40", 7077)
    refused: World = denied(SUBNET_BLOCK, "in", at=SECOND_SUBNET)
    assert follow(working(), JOB, sent, other).fate is Fate.ARRIVES
    assert follow(refused, JOB, sent, other).where == "acl-1"
