"""What the records of gateways say of themselves, and what is asked for where they do not say it."""

from typing import Any

import pytest
from worlds import VPC, Record, gateway, nat, state_of, world

from vpclint.aws.gateways import NatGateway
from vpclint.network.gateways import attached, has_public_address, nat_availability
from vpclint.state.state import State
from vpclint.truth import NO, YES, Fact, Truth

from .ways import without

NAT, IGW = "nat-1", "igw-1"


def only_fact(truth: Truth) -> Fact:
    (fact,) = truth.facts
    return Fact(fact.key, fact.record, fact.field, fact.reason)


def holding(record: Record) -> tuple[State, NatGateway]:
    state = state_of(world(NatGateways=[record]))
    found = state.nat_gateways.get(NAT)
    assert found is not None
    return state, found


@pytest.mark.parametrize(
    ("record", "reason"),
    [(without(nat(), "State"), ""), (nat(State="paused"), "'paused' is no state that vpclint knows")],
)
def test_a_gateway_that_does_not_say_how_it_is_is_asked(record: Record, reason: str) -> None:
    assert only_fact(nat_availability(*holding(record))) == Fact("NatGateways", NAT, "State", reason)


def addressed(*addresses: Record) -> Truth:
    return has_public_address(*holding(nat(NatGatewayAddresses=[*addresses])))


def test_one_address_that_stands_is_enough() -> None:
    public, private = {"PublicIp": "203.0.113.10"}, {"PrivateIp": "10.0.3.9"}
    assert addressed(private, public) == YES
    assert addressed(public | {"Status": "succeeded"}) == YES
    missing = Fact("NatGateways", NAT, "NatGatewayAddresses", "none of its addresses is a PublicIp that stands")
    assert only_fact(addressed(public | {"Status": "failed"})) == missing
    assert only_fact(addressed(private | {"Status": "succeeded"})) == missing
    assert only_fact(addressed()) == missing


def test_a_gateway_whose_type_nobody_knows_is_asked_for_it() -> None:
    truth = has_public_address(*holding(nat(ConnectivityType="lunar")))
    reason = "'lunar' is no type that vpclint knows"
    assert only_fact(truth) == Fact("NatGateways", NAT, "ConnectivityType", reason)


def attachment(gateways: list[Record] | None, gateway_id: str = IGW) -> Truth:
    return attached(state_of(world(InternetGateways=gateways)), gateway_id, VPC)


@pytest.mark.parametrize(
    ("state", "truth"),
    [("available", YES), ("attached", YES), ("attaching", NO), ("detaching", NO), ("detached", NO)],
)
def test_a_gateway_is_attached_once_its_attachment_stands(state: str, truth: Truth) -> None:
    assert attachment([gateway(state=state)]) == truth


@pytest.mark.parametrize(
    ("found", "member", "reason"),
    [
        ({"VpcId": VPC}, "State", ""),
        ({"VpcId": VPC, "State": "hibernating"}, "State", "'hibernating' is no state that vpclint knows"),
        ({"State": "available"}, "VpcId", ""),
    ],
)
def test_an_attachment_that_does_not_say_all_is_asked(found: Record, member: str, reason: str) -> None:
    held = [{"InternetGatewayId": IGW, "Attachments": [{"VpcId": "vpc-0000000b", "State": "available"}, found]}]
    assert only_fact(attachment(held)) == Fact("InternetGateways", IGW, f"Attachments[1].{member}", reason)


def test_how_a_gateway_is_attached_to_another_vpc_does_not_matter() -> None:
    assert attachment([gateway(vpc_id="vpc-0000000b", state="hibernating")]) == NO


def test_the_gateway_of_a_route_is_asked_and_no_other() -> None:
    both: list[Record] = [gateway("igw-2"), gateway(vpc_id="vpc-0000000b")]
    assert attachment(both) == NO
    assert attachment(both, "igw-2") == YES


def test_without_an_id_any_gateway_of_the_vpc_will_do() -> None:
    others: list[Record] = [gateway(vpc_id="vpc-0000000b"), gateway("igw-2")]
    assert attachment(others, "") == YES
    assert attachment(others[:1], "") == NO
    assert attachment([], "") == NO
    assert only_fact(attachment(None, "")) == Fact("InternetGateways")


def test_a_gateway_that_can_not_be_read_may_be_the_one() -> None:
    held: list[Any] = [gateway(vpc_id="vpc-0000000b"), {"InternetGatewayId": 7}]
    assert attachment(held, "").is_unknown
    assert attachment(held, IGW) == NO
