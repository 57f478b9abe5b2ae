"""Lists between two of a job's subnets, for the case that instances were spread."""

from typing import Any

import pytest
from worlds import (
    GROUP,
    OPEN_LIST,
    S3_LIST,
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
from vpclint.decision.case import Blockage, Case
from vpclint.network.hops import Cause

SECOND, FAR = "subnet-0000000b", "acl-0000000b"
OWN = "acl-0000000a"
GROUPS = [
    group(
        ingress=[permission("-1", GROUP)],
        egress=[permission("-1", GROUP), permission("tcp", S3_LIST, ports=(443, 443))],
    )
]


def held(*own: Record, far: tuple[Record, ...] = OPEN_LIST, **members: Any) -> World:
    given = {
        "Subnets": [subnet(), subnet(SECOND, "10.0.2.0/24")],
        "NetworkAcls": [acl(*own), acl(*far, acl_id=FAR, subnets=[SECOND])],
        "SecurityGroups": GROUPS,
    }
    return world(**(given | members))


def asked(given: World, *subnets: str, encrypted: bool = False, instances: int = 2) -> Case:
    job = job_of(*(subnets or (SUBNET, SECOND)), instances=instances, EnableInterContainerTrafficEncryption=encrypted)
    return case_of(given, job)


def between(case: Case) -> list[Blockage]:
    return [*case.blockages(Cause.NETWORK_ACL_PEERS)]


def test_open_lists_stand_between_no_subnets() -> None:
    case = asked(held(*OPEN_LIST), encrypted=True)
    assert not between(case)
    (answer,) = (each for each in case.answers if "peers" in str(each.need))
    hops = [hop for each in answer.subnets for hop in each.hops if hop.kind == "network-acl"]
    assert [(hop.resource, hop.truth.is_yes, hop.obstacles) for hop in hops] == [
        (OWN, True, ()),
        (OWN, True, ()),
        (FAR, True, ()),
        (FAR, True, ()),
    ]


CLOSED: dict[str, tuple[World, str, str]] = {
    "out": (held(entry(90, "deny", "10.0.2.0/24", egress=True), *OPEN_LIST), OWN, "/Entries/0"),
    "in": (held(entry(90, "deny", "10.0.2.0/24", egress=False), *OPEN_LIST), OWN, "/Entries/0"),
    "out of the other": (
        held(*OPEN_LIST, far=(entry(90, "deny", "10.0.1.0/24", egress=True), *OPEN_LIST)),
        FAR,
        "/Entries/0",
    ),
    "one port": (
        held(entry(90, "deny", "10.0.2.0/24", egress=True, protocol="6", ports=(65535, 65535)), *OPEN_LIST),
        OWN,
        "/Entries/0",
    ),
    "one address": (held(entry(90, "deny", "10.0.2.4/32", egress=True), *OPEN_LIST), OWN, "/Entries/0"),
}


@pytest.mark.parametrize("name", CLOSED)
def test_what_a_list_stops_is_a_warning_with_the_entry_that_does(name: str) -> None:
    given, resource, pointer = CLOSED[name]
    case = asked(given)
    (found,) = between(case)
    assert (found.obstacle.resource, found.obstacle.pointer, found.obstacle.mild) == (resource, pointer, True)
    assert found.obstacle.towards == ("peers",)
    assert all(answer.truth.is_yes for answer in case.answers)


@pytest.mark.parametrize("block", ["10.0.2.0/32", "10.0.2.3/32", "10.0.2.255/32", "10.0.1.0/24", "10.0.3.0/24"])
def test_addresses_that_no_other_instance_can_have_do_not_matter(block: str) -> None:
    assert not between(asked(held(entry(90, "deny", block, egress=True), *OPEN_LIST)))


def test_port_0_and_other_protocols_do_not_matter() -> None:
    zero = entry(90, "deny", "10.0.2.0/24", egress=True, protocol="6", ports=(0, 0))
    keys = entry(80, "deny", "10.0.2.0/24", egress=True, protocol="17", ports=(500, 500))
    esp = entry(70, "deny", "10.0.2.0/24", egress=True, protocol="50")
    assert not between(asked(held(zero, keys, esp, *OPEN_LIST)))
    found = between(asked(held(zero, keys, esp, *OPEN_LIST), encrypted=True))
    assert {each.obstacle.pointer for each in found} == {"/Entries/1", "/Entries/2"}


def test_other_udp_ports_do_not_matter_for_encryption() -> None:
    around = [
        entry(90 + number, "deny", "10.0.2.0/24", egress=True, protocol="17", ports=ports)
        for number, ports in enumerate([(0, 499), (501, 65535)])
    ]
    assert not between(asked(held(*around, *OPEN_LIST), encrypted=True))


def test_what_is_stopped_is_told_by_addresses() -> None:
    (found,) = between(asked(held(entry(90, "deny", "10.0.2.128/25", egress=True), *OPEN_LIST)))
    assert found.obstacle.refused is not None
    assert found.obstacle.refused.destinations() == AddressSet.of((0x0A000280, 0x0A0002FE))
    assert found.obstacle.refused.sources() == AddressSet.of((0x0A000104, 0x0A0001FE))
    assert found.obstacle.partial


def test_a_job_of_one_instance_or_of_one_subnet_has_nobody_beyond_a_list() -> None:
    closed = held(entry(90, "deny", "10.0.0.0/8", egress=True), *OPEN_LIST)
    assert not between(asked(closed, SUBNET))
    assert not between(asked(closed, instances=1))


def test_a_list_that_is_not_exported_leaves_no_more_than_a_warning_open() -> None:
    case = asked(held(NetworkAcls=None))
    assert {each.truth.is_unknown for each in between(case)} == {True}
    assert all(each.obstacle.mild for each in between(case))
    (answer,) = (each for each in case.answers if str(each.need) == "peers")
    assert answer.truth.is_yes


def test_a_subnet_without_a_known_block_is_not_judged() -> None:
    bare = {key: value for key, value in subnet(SECOND).items() if key != "CidrBlock"}
    assert not between(asked(held(entry(90, "deny", "10.0.2.0/24", egress=True), *OPEN_LIST, Subnets=[subnet(), bare])))
