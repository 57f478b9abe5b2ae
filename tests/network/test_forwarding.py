"""Transit gateways and appliances: what they need to take a packet at all."""

from typing import Any

import pytest
from worlds import REGION, SUBNET, TABLE, VPC, Record, World, nat, network_interface, route, state_of, subnet, table

from vpclint.algebra.addresses import AddressSet
from vpclint.network.analysis import Analysis
from vpclint.network.assumed import Assumed
from vpclint.network.destination import Destination
from vpclint.network.hops import Cause
from vpclint.network.path import way_to
from vpclint.truth import YES

from .test_nat import OUT, asked, out, public_table
from .ways import DEFAULT, LOCAL, OPEN_GROUP, UNKNOWN, causes, obstacles, routed, way

GATEWAY, FAR = "tgw-1", "subnet-0000000b"
OFFICE = Destination("office", AddressSet.parse("172.16.0.0/16"), 443)
SUBNETS = [subnet(), subnet(FAR, "10.0.2.0/24") | {"AvailabilityZone": f"{REGION}b"}]


DEAD = [
    "initiating",
    "initiatingRequest",
    "pendingAcceptance",
    "pending",
    "deleting",
    "deleted",
    "failing",
    "failed",
    "rejecting",
    "rejected",
]


def attachment(*subnets: str, state: str = "available", **members: Any) -> Record:
    named = {"TransitGatewayAttachmentId": "tgw-attach-1", "TransitGatewayId": GATEWAY, "VpcId": VPC}
    return named | {"State": state, "SubnetIds": list(subnets)} | members


def by_gateway(*attachments: Record) -> World:
    held = {"Subnets": SUBNETS, "TransitGatewayVpcAttachments": list(attachments), **OPEN_GROUP}
    return routed(route(DEFAULT, GATEWAY), **held)


@pytest.mark.parametrize(
    "attachments",
    [
        [attachment(SUBNET)],
        [attachment(FAR, SUBNET)],
        [attachment(FAR), attachment(SUBNET, TransitGatewayAttachmentId="tgw-attach-2")],
        [attachment(FAR, "subnet-0000000f")],
        [attachment(FAR, state="modifying")],
        [attachment(SUBNET, state="deleted"), attachment(SUBNET, TransitGatewayAttachmentId="tgw-attach-2")],
        [attachment(FAR, VpcId="vpc-0000000b")],
        [attachment(FAR, TransitGatewayId="tgw-2")],
        [attachment(FAR) | {"SubnetIds": None}],
        [],
    ],
)
def test_what_lies_behind_a_transit_gateway_nobody_sees(attachments: list[Record]) -> None:
    found = way(by_gateway(*attachments), OFFICE)
    assert not causes(found)
    assert {each.cause for each in obstacles(found, UNKNOWN)} == {Cause.PATH_LEAVES_THE_VPC}


@pytest.mark.parametrize(
    ("attachments", "why"),
    [
        ([attachment(FAR)], "tgw-attach-1 has no subnet in eu-central-1a"),
        *(([attachment(SUBNET, state=state)], f"tgw-attach-1 is {state}") for state in DEAD),
    ],
)
def test_a_transit_gateway_takes_nothing_where_no_attachment_does(attachments: list[Record], why: str) -> None:
    found = way(by_gateway(*attachments), OFFICE)
    assert causes(found) == {(Cause.ROUTE_BLACKHOLE, TABLE)}
    (hop,) = [hop for hop in found.hops if hop.truth.is_no]
    assert hop.why == f"{DEFAULT} leads to {GATEWAY}, whose attachment {why}"


def test_an_attachment_that_the_state_may_not_show_may_take_it() -> None:
    held = by_gateway(attachment(FAR))
    broken = held | {"TransitGatewayVpcAttachments": [*held["TransitGatewayVpcAttachments"], "unreadable"]}
    assert way(broken, OFFICE).truth.is_unknown
    assert way(held | {"TransitGatewayVpcAttachments": None}, OFFICE).truth.is_unknown


def test_behind_a_private_nat_gateway_the_zone_is_that_of_the_gateways_subnet() -> None:
    private = {"NatGateways": [nat(ConnectivityType="private")], "RouteTables": public_table(route(DEFAULT, GATEWAY))}
    held = out(**private, TransitGatewayVpcAttachments=[attachment(FAR, state="failed")])
    assert causes(asked(held)) == {(Cause.ROUTE_BLACKHOLE, OUT)}
    assert asked(out(**private, TransitGatewayVpcAttachments=[attachment(SUBNET)])).truth.is_unknown


def by_appliance(*, checks: bool | None) -> World:
    told = {} if checks is None else {"SourceDestCheck": checks}
    interface = network_interface("eni-1", "10.0.1.9", subnet_id=SUBNET) | told
    tables = [table(LOCAL, route(DEFAULT, "eni-1"), route("10.0.9.0/24", "eni-1"))]
    return routed(**OPEN_GROUP, NetworkInterfaces=[interface]) | {"RouteTables": tables}


@pytest.mark.parametrize("checks", [False, None])
def test_what_an_appliance_does_nobody_sees(checks: bool | None) -> None:  # noqa: FBT001
    found = way(by_appliance(checks=checks), OFFICE)
    assert not causes(found)
    assert {each.cause for each in obstacles(found, UNKNOWN)} == {Cause.PATH_LEAVES_THE_VPC}


def test_an_interface_that_checks_source_and_destination_drops_what_is_for_others() -> None:
    found = way(by_appliance(checks=True), OFFICE)
    assert causes(found) == {(Cause.ROUTE_BLACKHOLE, TABLE)}
    assert {each.subject for each in obstacles(found)} == {"eni-1"}


def test_what_is_for_the_interface_itself_it_takes() -> None:
    held = by_appliance(checks=True)
    held["NetworkInterfaces"][0]["PrivateIpAddress"] = "10.0.9.9"
    held["NetworkInterfaces"][0]["PrivateIpAddresses"] = []
    found = way(held, Destination("appliance", AddressSet.parse("10.0.9.9", "10.0.9.10"), 443))
    (lost,) = obstacles(found)
    assert lost.refused is not None
    assert lost.refused.destinations() == AddressSet.parse("10.0.9.10")


@pytest.mark.parametrize("held", [by_appliance(checks=True), by_gateway(attachment(FAR))])
def test_what_is_proved_no_answer_of_the_user_takes_back(held: World) -> None:
    rules = (Cause.PATH_LEAVES_THE_VPC.rule, Cause.ROUTE_BLACKHOLE.rule)
    said = [Assumed(rule, each, YES, "so they say") for rule in rules for each in (GATEWAY, "eni-1", TABLE)]
    analysis = Analysis(state_of(held), said)
    found = analysis.state.subnets.get(SUBNET)
    assert found is not None
    assert causes(way_to(analysis, found, (), OFFICE)) == {(Cause.ROUTE_BLACKHOLE, TABLE)}


@pytest.mark.parametrize("target", ["vgw-1", "i-1", "pcx-1", "lgw-1"])
def test_where_a_nat_gateways_own_table_leads_out_of_sight_nobody_can_tell(target: str) -> None:
    found = asked(out(RouteTables=public_table(route(DEFAULT, target))))
    assert found.truth.is_unknown
    assert {(each.cause, each.resource) for each in obstacles(found, UNKNOWN)} == {(Cause.PATH_LEAVES_THE_VPC, target)}
