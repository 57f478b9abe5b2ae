"""An interface endpoint that is asked by someone of whose own security groups nobody knows."""

from typing import Any

import pytest
from worlds import GROUP, SUBNET, Record, World, group, network_interface, permission, reread, subnet

from vpclint.algebra.addresses import AddressSet
from vpclint.decision.destinations import s3_destination
from vpclint.network.hops import Cause, Way
from vpclint.network.path import way_to

from .ways import DOOR, OTHER, UNKNOWN, causes, facts, interface, linked, obstacles, without

INGRESS = Cause.ENDPOINT_SECURITY_GROUP_INGRESS
HTTPS = (443, 443)
ELSEWHERE, STRANGE = "sg-0000000d", "sg-0000000e"


def admitting(*rules: Record, **members: Any) -> World:
    """A world in which the group of the endpoint has these ingress rules."""
    return linked(SecurityGroups=[group(), group(DOOR, ingress=list(rules)), group(ELSEWHERE)], **members)


def asked(held: World) -> Way:
    """The way of whoever carries groups that nobody has named."""
    analysis = reread(held)
    found = analysis.state.subnets.get(SUBNET)
    assert found is not None
    return way_to(analysis, found, (), s3_destination(analysis))


def tcp(peer: str, ports: tuple[int, int] = HTTPS) -> Record:
    return permission("tcp", peer, ports=ports)


@pytest.mark.parametrize(
    "rules",
    [
        [tcp("0.0.0.0/0")],
        [tcp("10.0.1.0/24")],
        [tcp("10.0.1.0/25"), tcp("10.0.1.128/25")],
        [tcp("10.0.0.0/16"), tcp(ELSEWHERE)],
        [permission("-1", "10.0.0.0/8")],
    ],
    ids=str,
)
def test_blocks_that_hold_the_subnet_let_everybody_in(rules: list[Record]) -> None:
    assert asked(admitting(*rules)).truth.is_yes


@pytest.mark.parametrize(
    "rules",
    [
        [],
        [tcp("10.0.2.0/24")],
        [tcp("10.0.1.0/24", (80, 80))],
        [tcp(GROUP, (80, 80))],
        [permission("udp", GROUP, ports=HTTPS)],
    ],
    ids=str,
)
def test_rules_that_let_nobody_of_the_subnet_in_are_the_cause_whatever_a_job_carries(rules: list[Record]) -> None:
    found = asked(admitting(*rules))
    assert found.truth.is_no
    assert causes(found) == {(INGRESS, DOOR)}
    assert [(each.subject, each.partial) for each in obstacles(found)] == [(OTHER, False)]


def test_a_block_that_holds_a_part_of_the_subnet_leaves_out_the_rest_for_every_job() -> None:
    [obstacle] = obstacles(asked(admitting(tcp("10.0.1.0/25"))))
    assert obstacle.partial
    assert obstacle.refused is not None
    assert obstacle.refused.sources() == AddressSet.of((0x0A000180, 0x0A0001FE))


@pytest.mark.parametrize("named", [GROUP, ELSEWHERE, STRANGE, DOOR])
@pytest.mark.parametrize("further", [[], [tcp("10.0.1.0/25")], [tcp("10.0.2.0/24")]], ids=str)
def test_a_rule_for_a_group_is_open_until_a_job_is_named(named: str, further: list[Record]) -> None:
    found = asked(admitting(tcp(named), *further))
    assert found.truth.is_unknown
    [fact] = {each for each in found.truth.facts if "job" in each.reason}
    assert (fact.record, fact.reason) == (named, f"nobody says whether the job carries {named}")
    assert "name a job" in fact.obtain
    assert {(each.cause, each.resource) for each in obstacles(found, UNKNOWN)} == {(INGRESS, DOOR)}


def test_only_the_job_would_tell_where_the_state_shows_all_the_rest() -> None:
    """The interfaces that carry the group today are none of a job's."""
    held = admitting(tcp(ELSEWHERE))
    held["NetworkInterfaces"].append(network_interface("eni-2", "10.0.1.77", [ELSEWHERE]))
    assert facts(asked(held)) == {("", ELSEWHERE, "")}
    assert all("job" in fact.reason for fact in asked(held).truth.facts)


@pytest.mark.parametrize(
    ("members", "missing"),
    [
        ({"SecurityGroups": None}, ("SecurityGroups", "", "")),
        ({"VpcEndpoints": [without(interface(), "Groups")]}, ("VpcEndpoints", OTHER, "Groups")),
        ({"VpcEndpoints": [interface(Groups=[])]}, ("VpcEndpoints", OTHER, "Groups")),
    ],
    ids=str,
)
def test_groups_of_the_endpoint_that_are_not_in_the_state_leave_it_open(
    members: dict[str, Any], missing: tuple[str, str, str]
) -> None:
    assert facts(asked(linked(**members))) == {missing}


def test_an_endpoint_of_unknown_addresses_is_open_for_its_groups_and_the_lists() -> None:
    found = asked(linked(VpcEndpoints=[without(interface(), "SubnetIds")], NetworkInterfaces=None))
    causes_of = {each.cause for each in obstacles(found, UNKNOWN)}
    assert causes_of == {INGRESS, Cause.NETWORK_ACL_EGRESS, Cause.NETWORK_ACL_RETURN}


def test_a_subnet_of_unknown_block_may_be_let_in_by_any() -> None:
    held = admitting(tcp("10.0.1.0/24"), Subnets=[without(subnet(), "CidrBlock")])
    assert ("Subnets", SUBNET, "CidrBlock") in facts(asked(held))
    assert asked(admitting(Subnets=[without(subnet(), "CidrBlock")])).truth.is_no
