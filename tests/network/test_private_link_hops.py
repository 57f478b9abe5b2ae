"""Interface endpoints hop by hop: what they say of themselves, of their zones, and what leaves them open."""

from typing import Any

import pytest
from worlds import REGION, SUBNET, Record, endpoint, group, permission, subnet

from vpclint.network.hops import Cause, Hop, Obstacle, Way
from vpclint.truth import NO, YES, Fact, unknown

from .test_private_link import INGRESS, SECOND, ZONE, elsewhere
from .ways import DEFAULT, DOOR, EGRESS, GROUP, OTHER, TO_S3, UNKNOWN, facts, interface, linked, obstacles, way, without

AVAILABLE = Hop("interface-endpoint", OTHER, YES, f"the name of S3 leads to {OTHER}, which is available")
ZONES = "the zones of its interfaces are not all in the state"
OPEN = [group(egress=[permission("-1", DEFAULT)]), group(DOOR, ingress=[permission("-1", GROUP)])]


def itself(found: Way) -> Hop:
    (hop,) = (hop for hop in found.common if hop.kind == "interface-endpoint")
    return hop


def reasons(found: Way) -> set[tuple[str, str, str, str]]:
    return {(fact.key, fact.record, fact.field, fact.reason) for fact in found.truth.facts}


def test_an_endpoint_that_is_there_says_so() -> None:
    assert itself(way(linked())) == AVAILABLE


def test_an_endpoint_that_is_gone_is_told_with_its_state() -> None:
    found = way(linked(VpcEndpoints=[interface(State="pending")]))
    stop = Obstacle(Cause.S3_ENDPOINT_NOT_AVAILABLE, NO, OTHER, towards=("S3",))
    hops = [hop for hop in found.hops if hop.kind == "interface-endpoint" and stop in hop.obstacles]
    why = f"the name of S3 leads to {OTHER}, which is pending"
    assert Hop("interface-endpoint", OTHER, NO, why, (stop,)) in hops


def test_an_endpoint_without_a_state_is_open() -> None:
    found = way(linked(VpcEndpoints=[without(interface(), "State")], SecurityGroups=OPEN))
    why = f"the name of S3 leads to {OTHER}, which is in an unknown state"
    assert why in {hop.why for hop in found.hops if hop.kind == "interface-endpoint"}
    assert reasons(found) == {("VpcEndpoints", OTHER, "State", "")}


def test_an_endpoint_that_is_about_to_come_leaves_open_where_its_names_lead() -> None:
    found = way(linked(TO_S3, VpcEndpoints=[endpoint(), interface(State="pending")], SecurityGroups=OPEN))
    reason = "it is pending, and whether its names lead to it is open"
    assert reasons(found) == {("VpcEndpoints", OTHER, "State", reason)}


def test_a_name_that_never_leads_to_an_endpoint_leaves_its_state_alone() -> None:
    coming = interface(State="pending", PrivateDnsEnabled=False)
    assert way(linked(TO_S3, VpcEndpoints=[endpoint(), coming], SecurityGroups=OPEN)).truth.is_yes


def test_of_two_endpoints_of_one_name_nobody_knows_which_is_asked() -> None:
    twin = interface(VpcEndpointId="vpce-0000000c", Groups=[{"GroupId": "sg-0000000d"}])
    found = way(linked(VpcEndpoints=[interface(), twin], SecurityGroups=[*OPEN, group("sg-0000000d")]))
    told = "several endpoints have the same names"
    assert reasons(found) == {("VpcEndpoints", each, "State", told) for each in (OTHER, "vpce-0000000c")}


def zone(**members: Any) -> Obstacle:
    (obstacle,) = itself(way(elsewhere(**members))).obstacles
    return obstacle


def test_an_endpoint_of_another_zone_is_a_warning_with_the_zone_of_the_job() -> None:
    assert zone() == Obstacle(ZONE, NO, OTHER, f"{REGION}a", mild=True, towards=("S3",))


BESIDE = subnet(SECOND, "10.0.2.0/24") | {"AvailabilityZone": f"{REGION}b"}


@pytest.mark.parametrize(
    ("subnets", "own"),
    [
        ([without(subnet(), "AvailabilityZone"), BESIDE], ""),
        ([without(subnet(), "AvailabilityZone"), without(BESIDE, "AvailabilityZone")], ""),
        ([subnet(), without(BESIDE, "AvailabilityZone")], f"{REGION}a"),
    ],
)
def test_where_a_zone_is_not_known_that_is_open(subnets: list[Record], own: str) -> None:
    obstacle = zone(Subnets=subnets, vpclint={"region": REGION})
    (fact,) = obstacle.truth.facts
    assert Fact(fact.key, fact.record, fact.field, fact.reason) == Fact("VpcEndpoints", OTHER, "SubnetIds", ZONES)
    assert obstacle == Obstacle(ZONE, unknown(fact), OTHER, own, mild=True, towards=("S3",))


@pytest.mark.parametrize("ids", [[SECOND, "subnet-0000000f"], []])
def test_where_a_subnet_of_the_endpoint_is_not_known_its_zone_is_open(ids: list[str]) -> None:
    assert zone(VpcEndpoints=[interface(SubnetIds=ids)]).truth.is_unknown


def test_an_interface_in_the_zone_of_the_job_is_enough() -> None:
    found = way(elsewhere(VpcEndpoints=[interface(SubnetIds=["subnet-0000000f", SUBNET])]))
    assert itself(found) == AVAILABLE


def test_interfaces_of_which_nothing_is_known_leave_both_groups_open() -> None:
    found = way(linked(VpcEndpoints=[without(interface(), "SubnetIds")], NetworkInterfaces=None))
    hop = found.common[-1]
    assert (hop.kind, hop.resource, found.legs) == ("interface-endpoint", OTHER, ())
    assert [each.cause for each in hop.obstacles] == [INGRESS, EGRESS]


def test_groups_of_an_endpoint_that_are_not_known_are_open_at_the_endpoint() -> None:
    found = way(linked(VpcEndpoints=[without(interface(), "Groups")], SecurityGroups=OPEN))
    (hop,) = (hop for hop in found.hops if hop.truth.is_unknown)
    assert (hop.kind, hop.resource, [each.cause for each in hop.obstacles]) == ("security-group", OTHER, [INGRESS])


def test_a_job_of_unknown_addresses_may_be_one_that_the_endpoint_lets_in() -> None:
    groups = [group(egress=[permission("-1", DEFAULT)]), group(DOOR, ingress=[permission("-1", "10.0.0.0/8")])]
    found = way(linked(Subnets=[without(subnet(), "CidrBlock")], SecurityGroups=groups))
    assert found.truth.is_unknown
    assert ("Subnets", SUBNET, "CidrBlock") in facts(found)
    assert INGRESS in {each.cause for each in obstacles(found, UNKNOWN)}
