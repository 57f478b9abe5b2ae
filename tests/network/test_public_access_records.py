"""VPC Block Public Access as the account, the subnet and the VPC tell of it, and what lifts it."""

import pytest
from worlds import SUBNET, VPC, Record, state_of, subnet, vpc, world

from vpclint.network.public_access import egress_allowed
from vpclint.truth import NO, YES, Fact, Truth

OPTIONS, EXCLUSIONS = "VpcBlockPublicAccessOptions", "VpcBlockPublicAccessExclusions"
BOTH, MODE = "block-bidirectional", "InternetGatewayBlockMode"
EXCLUSION = "vpcbpa-exclude-1"


def allowed(*, strict: bool = False, of_subnet: bool = True, **members: object) -> Truth:
    state = state_of(world(**({OPTIONS: {MODE: BOTH}} | members)), strict=strict)
    return egress_allowed(state, VPC, state.subnets.get(SUBNET) if of_subnet else None)


def only_fact(truth: Truth) -> Fact:
    (fact,) = truth.facts
    return Fact(fact.key, fact.record, fact.field, fact.reason)


def exclusion(**members: str | None) -> Record:
    """An exclusion of the VPC; what is None is left out."""
    found = {
        "ExclusionId": EXCLUSION,
        "ResourceArn": f"arn:aws:ec2:eu-central-1:123456789012:vpc/{VPC}",
        "InternetGatewayExclusionMode": "allow-egress",
        "State": "create-complete",
    } | members
    return {key: value for key, value in found.items() if value is not None}


def excluded(**members: str | None) -> Truth:
    return allowed(**{EXCLUSIONS: [exclusion(**members)]})


def test_an_account_that_does_not_say_its_mode_is_asked() -> None:
    assert only_fact(allowed(**{OPTIONS: {}})) == Fact(OPTIONS, "", MODE)
    reason = "'block-sideways' is no mode that vpclint knows"
    assert only_fact(allowed(**{OPTIONS: {MODE: "block-sideways"}})) == Fact(OPTIONS, "", MODE, reason)


def saying(mode: str) -> Record:
    return {"BlockPublicAccessStates": {MODE: mode}}


def test_without_the_options_the_subnet_says_before_the_vpc() -> None:
    blocked = {OPTIONS: None, "Vpcs": [vpc() | saying(BOTH)]}
    assert allowed(**blocked) == NO
    assert allowed(**blocked, Subnets=[subnet() | saying("off")]) == YES
    assert allowed(**blocked, Subnets=[subnet() | saying("off")], of_subnet=False) == NO
    assert allowed(**{OPTIONS: None}, Vpcs=None, VpcAttributes=[]) == YES


def test_where_nobody_says_the_mode_it_is_off_unless_nothing_is_assumed() -> None:
    assert allowed(**{OPTIONS: None}) == YES
    assert only_fact(allowed(**{OPTIONS: None}, strict=True)) == Fact(OPTIONS)


@pytest.mark.parametrize("state", ["create-complete", "update-complete", "update-in-progress"])
def test_an_exclusion_is_in_force_once_it_is_made_and_while_it_is_changed(state: str) -> None:
    assert excluded(State=state) == YES


@pytest.mark.parametrize("state", ["create-failed", "delete-complete", "disable-complete"])
def test_an_exclusion_that_failed_or_ended_lifts_nothing(state: str) -> None:
    assert excluded(State=state) == NO


def test_an_exclusion_of_no_known_mode_may_lift_it() -> None:
    assert excluded(InternetGatewayExclusionMode=None) == YES
    reason = "'allow-some' is no mode that vpclint knows"
    missing = Fact(EXCLUSIONS, EXCLUSION, "InternetGatewayExclusionMode", reason)
    assert only_fact(excluded(InternetGatewayExclusionMode="allow-some")) == missing


@pytest.mark.parametrize(
    ("member", "value", "reason"),
    [
        ("State", "delete-in-progress", "its state is delete-in-progress"),
        ("State", None, ""),
        ("ResourceArn", None, ""),
    ],
)
def test_an_exclusion_that_may_be_in_force_is_asked_for(member: str, value: str | None, reason: str) -> None:
    assert only_fact(excluded(**{member: value})) == Fact(EXCLUSIONS, EXCLUSION, member, reason)


def test_exclusions_of_other_resources_lift_nothing() -> None:
    arn = "arn:aws:ec2:eu-central-1:123456789012:vpc/vpc-0000000b"
    assert excluded(ResourceArn=arn, State="delete-in-progress") == NO
    own = f"arn:aws:ec2:eu-central-1:123456789012:subnet/{SUBNET}"
    assert excluded(ResourceArn=own) == YES
    assert allowed(**{EXCLUSIONS: [exclusion(ResourceArn=own)]}, of_subnet=False) == NO
    assert only_fact(allowed(**{EXCLUSIONS: None})) == Fact(EXCLUSIONS)
