from typing import Any

import pytest
from worlds import (
    REGION,
    S3_LIST,
    VPC,
    Record,
    endpoint,
    managed_list,
    prefix_list,
    s3_list,
    state_of,
    subnet,
    world,
)

from vpclint.algebra.addresses import AddressSet
from vpclint.aws.ec2 import VpcEndpoint
from vpclint.network.destination import Service
from vpclint.network.endpoints import (
    ServiceEndpoints,
    availability,
    has_private_names,
    service_blocks,
    service_endpoints,
    service_prefix_list,
)
from vpclint.state.state import State
from vpclint.truth import Fact, Truth

from .ways import FAIL, TO_S3, UNKNOWN, routed, way

S3, OTHER = "vpce-0000000a", "vpce-0000000b"


def s3_endpoints(state: State, vpc_id: str) -> ServiceEndpoints:
    return service_endpoints(state, vpc_id, Service("s3", state.region))


def s3_blocks(state: State) -> AddressSet | Fact:
    return service_blocks(state, "s3")


def ids(endpoints: tuple[VpcEndpoint, ...]) -> list[str]:
    return [each.vpc_endpoint_id for each in endpoints]


def gateways(*records: Record) -> list[str]:
    state = state_of(world(vpclint={"region": REGION}, VpcEndpoints=[*records]))
    return ids(s3_endpoints(state, VPC).gateways)


def available(record: Record) -> Truth:
    state = state_of(world(VpcEndpoints=[record]))
    found = state.vpc_endpoints.get(S3)
    assert found is not None
    return availability(state, found)


def named(record: Record) -> Truth:
    state = state_of(world(VpcEndpoints=[record]))
    found = state.vpc_endpoints.get(S3)
    assert found is not None
    return has_private_names(state, found)


def interface(**members: Any) -> Record:
    return endpoint(kind="Interface", PrivateDnsEnabled=True) | members


def without(record: Record, member: str) -> Record:
    return {key: value for key, value in record.items() if key != member}


def test_only_this_vpcs_endpoints_for_s3_of_this_region_count() -> None:
    others = [
        endpoint(OTHER, service=f"com.amazonaws.{REGION}.dynamodb"),
        endpoint("vpce-0000000c", VpcId="vpc-0000000b"),
        endpoint("vpce-0000000d", service="com.amazonaws.us-east-1.s3"),
        endpoint("vpce-0000000e", service=f"com.amazonaws.{REGION}.s3-outposts", kind="Interface"),
    ]
    assert gateways(endpoint(), *others) == [S3]
    assert gateways(*others) == []


@pytest.mark.parametrize("kind", ["Gateway", "gateway", "GATEWAY"])
def test_the_case_of_a_type_does_not_matter(kind: str) -> None:
    assert gateways(endpoint(kind=kind)) == [S3]


def test_gateways_and_interfaces_are_told_apart() -> None:
    found = s3_endpoints(state_of(world(VpcEndpoints=[endpoint(), endpoint(OTHER, kind="Interface")])), VPC)
    assert (ids(found.gateways), ids(found.interfaces), found.gaps) == ([S3], [OTHER], frozenset())


def test_in_china_an_interface_endpoint_is_named_otherwise() -> None:
    region = "cn-north-1"
    zone = subnet() | {"AvailabilityZone": f"{region}a"}
    records = [
        endpoint(service=f"com.amazonaws.{region}.s3"),
        endpoint(OTHER, service=f"cn.com.amazonaws.{region}.s3", kind="Interface"),
    ]
    found = s3_endpoints(state_of(world(Subnets=[zone], VpcEndpoints=records, PrefixLists=[])), VPC)
    assert (ids(found.gateways), ids(found.interfaces)) == ([S3], [OTHER])


@pytest.mark.parametrize("member", ["VpcId", "ServiceName", "VpcEndpointType"])
def test_an_endpoint_that_lacks_a_member_may_be_one(member: str) -> None:
    found = s3_endpoints(state_of(world(VpcEndpoints=[without(endpoint(), member)])), VPC)
    assert {(fact.key, fact.record, fact.field) for fact in found.gaps} == {("VpcEndpoints", S3, member)}


def test_an_endpoint_of_a_type_that_nobody_knows_may_lead_to_s3() -> None:
    found = s3_endpoints(state_of(world(VpcEndpoints=[endpoint(kind="Tunnel")])), VPC)
    assert {fact.record for fact in found.gaps} == {S3}


def test_what_an_endpoint_of_another_vpc_lacks_leaves_nothing_open() -> None:
    foreign = without(endpoint(OTHER, VpcId="vpc-0000000b"), "ServiceName")
    assert not s3_endpoints(state_of(world(VpcEndpoints=[endpoint(), foreign])), VPC).gaps


@pytest.mark.parametrize("state", ["available", "Available", "AVAILABLE"])
def test_an_endpoint_is_available_in_any_case(state: str) -> None:
    assert available(endpoint(state=state)).is_yes


@pytest.mark.parametrize(
    "state",
    ["pending", "Pending", "PendingAcceptance", "deleting", "Deleting", "deleted", "rejected", "failed", "expired"],
)
def test_an_endpoint_in_any_other_known_state_is_not_available(state: str) -> None:
    assert available(endpoint(state=state)).is_no


@pytest.mark.parametrize("state", ["hibernating", "available "])
def test_a_state_that_nobody_knows_is_no_answer(state: str) -> None:
    (fact,) = available(endpoint(state=state)).facts
    assert (fact.record, fact.field) == (S3, "State")
    assert repr(state) in fact.reason


def test_an_endpoint_without_a_state_may_be_available() -> None:
    (fact,) = available(without(endpoint(), "State")).facts
    assert (fact.key, fact.record, fact.field, fact.reason) == ("VpcEndpoints", S3, "State", "")


def test_private_dns_gives_an_endpoint_the_names_of_its_service() -> None:
    assert named(interface()).is_yes
    assert named(interface(PrivateDnsEnabled=False)).is_no
    assert named(interface(DnsOptions={"PrivateDnsOnlyForInboundResolverEndpoint": True})).is_no
    (fact,) = named(without(interface(), "PrivateDnsEnabled")).facts
    assert (fact.record, fact.field) == (S3, "PrivateDnsEnabled")


@pytest.mark.parametrize("state", ["deleted", "Failed", "rejected", "expired", "deleting"])
def test_names_do_not_lead_to_an_endpoint_that_is_gone(state: str) -> None:
    found = s3_endpoints(state_of(world(VpcEndpoints=[interface(State=state)])), VPC)
    assert (ids(found.interfaces), [*found.diverting]) == ([S3], [])


@pytest.mark.parametrize("member", ["VpcId", "ServiceName", "VpcEndpointType"])
def test_an_interface_endpoint_that_lacks_a_member_may_be_one(member: str) -> None:
    found = s3_endpoints(state_of(world(VpcEndpoints=[without(interface(), member)])), VPC)
    assert {(fact.record, fact.field) for fact in found.gaps} == {(S3, member)}


def test_endpoints_that_are_not_in_the_state_may_be_there() -> None:
    assert {fact.key for fact in s3_endpoints(state_of(world(VpcEndpoints=None)), VPC).gaps} == {"VpcEndpoints"}


def test_an_endpoint_for_a_service_of_another_region_is_told_by_its_service_region() -> None:
    abroad = interface(ServiceName="com.amazonaws.us-east-1.s3", ServiceRegion="us-east-1")
    state = state_of(world(vpclint={"region": REGION}, VpcEndpoints=[abroad]))
    assert ids(service_endpoints(state, VPC, Service("s3", "us-east-1")).interfaces) == [S3]
    assert ids(s3_endpoints(state, VPC).interfaces) == []


def test_the_prefix_list_of_s3_is_told_by_its_name() -> None:
    lists = [prefix_list("pl-0000000d", f"com.amazonaws.{REGION}.dynamodb", "9.9.9.0/24"), s3_list("52.219.0.0/16")]
    abroad = s3_list("8.8.8.0/24", list_id="pl-0000000e", region="us-east-1")
    state = state_of(world(vpclint={"region": REGION}, PrefixLists=[abroad, *lists]))
    assert service_prefix_list(state, "s3") == S3_LIST
    assert s3_blocks(state) == AddressSet.parse("52.219.0.0/16")


def test_the_prefix_list_of_s3_is_found_among_the_managed_ones() -> None:
    listed = [managed_list(S3_LIST, f"com.amazonaws.{REGION}.s3", "52.219.0.0/16")]
    for lists in (None, []):
        assert s3_blocks(state_of(world(PrefixLists=lists, ManagedPrefixLists=listed))) == AddressSet.parse(
            "52.219.0.0/16"
        )


@pytest.mark.parametrize(
    ("lists", "place"),
    [
        (None, ("PrefixLists", "", "")),
        ([], ("PrefixLists", "", "")),
        ([prefix_list(S3_LIST, f"com.amazonaws.{REGION}.s3", "?")], ("PrefixLists", S3_LIST, "Cidrs")),
        (
            [{"PrefixListId": S3_LIST, "PrefixListName": f"com.amazonaws.{REGION}.s3"}],
            ("PrefixLists", S3_LIST, "Cidrs"),
        ),
        ([{"PrefixListId": S3_LIST, "Cidrs": ["52.219.0.0/16"]}], ("PrefixLists", "", "")),
    ],
)
def test_where_the_list_is_not_known_what_would_tell_it_is_named(
    lists: list[Record] | None, place: tuple[str, str, str]
) -> None:
    found = s3_blocks(state_of(world(PrefixLists=lists)))
    assert isinstance(found, Fact)
    assert (found.key, found.record, found.field) == place


def test_a_state_of_no_known_region_has_no_known_s3() -> None:
    nowhere = {key: value for key, value in subnet().items() if key != "AvailabilityZone"}
    found = s3_blocks(state_of(world(Subnets=[nowhere], VpcEndpoints=[], PrefixLists=[])))
    assert isinstance(found, Fact)
    assert found.field == "region"


def test_a_gateway_endpoint_that_is_dead_carries_nothing_whatever_it_is_for() -> None:
    lists = [s3_list("52.219.0.0/16")]
    for members, answer in (({"State": "pending"}, FAIL), ({"State": "available"}, UNKNOWN)):
        strange = endpoint(service=f"com.amazonaws.{REGION}.dynamodb") | members
        assert way(routed(TO_S3, VpcEndpoints=[strange], PrefixLists=lists)).truth.answer is answer
