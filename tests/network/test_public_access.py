"""Whose options of VPC Block Public Access hold: those of the state's Region, where nothing contradicts them."""

from typing import Any

import pytest
from worlds import REGION, VPC, World, vpc

from vpclint.network.hops import Cause

from .test_nat import asked, out
from .ways import causes

BOTH_WAYS = "block-bidirectional"


def options(mode: str, region: str | None = REGION) -> dict[str, Any]:
    return {"InternetGatewayBlockMode": mode} | ({"AwsRegion": region} if region else {})


def given(*records: dict[str, Any], **members: Any) -> World:
    return out(VpcBlockPublicAccessOptions=[*records], **members)


HERE, ELSEWHERE = options(BOTH_WAYS), options("off", "us-west-2")


@pytest.mark.parametrize("records", [(HERE, ELSEWHERE), (ELSEWHERE, HERE), (HERE, options(BOTH_WAYS, None))])
def test_the_options_of_another_region_hold_for_none_here(records: tuple[dict[str, Any], ...]) -> None:
    assert causes(asked(given(*records))) == {(Cause.PUBLIC_ACCESS_BLOCKED, VPC)}
    assert asked(given(options("off"), options(BOTH_WAYS, "us-west-2"))).truth.is_yes


def test_records_that_disagree_on_the_mode_leave_it_open() -> None:
    [fact] = asked(given(options("off"), options(BOTH_WAYS, None))).truth.facts
    assert (fact.key, fact.field) == ("VpcBlockPublicAccessOptions", "InternetGatewayBlockMode")
    assert fact.reason == "its records disagree: 'block-bidirectional' and 'off'"


@pytest.mark.parametrize("mode", ["off", BOTH_WAYS])
def test_the_options_of_another_region_alone_leave_it_open(mode: str) -> None:
    [fact] = asked(given(options(mode, "us-west-2"))).truth.facts
    assert fact.reason == f"it is told of us-west-2, not of {REGION}"


def test_whether_options_are_of_a_region_that_no_state_tells_is_open() -> None:
    held = given(options("off"), vpclint={}, VpcEndpoints=[], PrefixLists=[])
    for record in held["Subnets"]:
        del record["AvailabilityZone"]
    assert asked(held).truth.is_unknown


def test_what_the_vpc_says_goes_before_the_options_of_another_region() -> None:
    states = {"BlockPublicAccessStates": {"InternetGatewayBlockMode": "off"}}
    assert asked(given(options(BOTH_WAYS, "us-west-2"), Vpcs=[vpc() | states])).truth.is_yes


def test_no_record_at_all_tells_no_mode() -> None:
    assert asked(given()).truth.is_unknown
