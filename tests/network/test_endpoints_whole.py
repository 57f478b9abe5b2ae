"""Which endpoints are a service's, and what is asked for where that, or its addresses, are not known: facts whole."""

import pytest
from worlds import REGION, S3_LIST, VPC, Record, endpoint, prefix_list, s3_list, state_of, subnet, world

from vpclint.network.destination import Service
from vpclint.network.endpoints import (
    ServiceEndpoints,
    s3_service,
    service_blocks,
    service_endpoints,
    service_prefix_list,
)
from vpclint.state.state import State
from vpclint.truth import Fact

S3 = "vpce-0000000a"
REGION_UNTOLD = Fact("vpclint", "", "region", "the state does not say which Region it is of")
NOWHERE = {key: value for key, value in subnet().items() if key != "AvailabilityZone"}


def told(fact: object) -> Fact:
    """The fact without the way to get it."""
    assert isinstance(fact, Fact)
    return Fact(fact.key, fact.record, fact.field, fact.reason)


def found(*records: Record, **members: object) -> ServiceEndpoints:
    state = state_of(world(**({"VpcEndpoints": [*records]} | members)))
    return service_endpoints(state, VPC, Service("s3", state.region))


def lists(*records: Record) -> State:
    return state_of(world(PrefixLists=[*records]))


def test_the_gateway_of_s3_has_the_name_of_its_region() -> None:
    assert s3_service("eu-west-1") == "com.amazonaws.eu-west-1.s3"


def test_a_list_that_the_state_does_not_hold_has_no_id() -> None:
    assert service_prefix_list(lists(s3_list()), "s3") == S3_LIST
    assert service_prefix_list(lists(s3_list()), "dynamodb") == ""


def test_why_the_addresses_of_a_service_are_not_known() -> None:
    six = prefix_list(S3_LIST, f"com.amazonaws.{REGION}.s3", "2600:1f00::/40")
    assert told(service_blocks(lists(six), "s3")) == Fact("PrefixLists", S3_LIST, "Cidrs", "it holds no IPv4 block")
    lacking = Fact("PrefixLists", "", "", f"it holds no list com.amazonaws.{REGION}.dynamodb")
    assert told(service_blocks(lists(s3_list()), "dynamodb")) == lacking
    assert told(service_blocks(state_of(world(PrefixLists=None)), "s3")) == Fact("PrefixLists")


def test_without_a_region_no_list_is_a_services() -> None:
    state = state_of(world(Subnets=[NOWHERE], VpcEndpoints=[], PrefixLists=[]))
    assert told(service_blocks(state, "s3")) == REGION_UNTOLD
    assert state.region_fact.obtain.startswith("a header beside the keys of the state that names it: ")


@pytest.mark.parametrize(
    "kind", ["Gateway", "Interface", "GatewayLoadBalancer", "Resource", "ServiceNetwork", "resource"]
)
def test_an_endpoint_of_a_known_type_leaves_nothing_open(kind: str) -> None:
    assert not found(endpoint(kind=kind)).gaps


def test_an_endpoint_of_another_type_is_asked_for_it() -> None:
    (fact,) = found(endpoint(kind="Tunnel")).gaps
    assert told(fact) == Fact("VpcEndpoints", S3, "VpcEndpointType", "'Tunnel' is no type that vpclint knows")


def test_an_endpoint_of_the_same_name_in_another_region_is_none() -> None:
    assert not found(endpoint(kind="Interface", ServiceRegion="us-east-1")).interfaces
    assert found(endpoint(kind="Interface", ServiceRegion=REGION)).interfaces


@pytest.mark.parametrize(("service", "gaps"), [("s3", {REGION_UNTOLD}), ("sts", set())])
def test_without_a_region_only_endpoints_of_the_services_name_may_be_its(service: str, gaps: set[Fact]) -> None:
    state = state_of(world(VpcEndpoints=[endpoint()]))
    assert {told(each) for each in service_endpoints(state, VPC, Service(service, "")).gaps} == gaps
