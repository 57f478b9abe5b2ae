"""What is shown of a VPC without a job, where its records leave something out, and what carries its ways."""

from typing import Any

import pytest
from worlds import ACL, SUBNET, TABLE, VPC, Record, endpoint, route, state_of, subnet, table, world

from vpclint.decision.audit import Reach, is_empty, vpc_ids
from vpclint.decision.case import NeedAnswer, SubnetAnswer
from vpclint.decision.decide import S3_CAUSES
from vpclint.network.assumed import Assumed
from vpclint.network.capacity import FreeAddresses
from vpclint.network.hops import Hop, Obstacle
from vpclint.settings import Host, NeedsSettings, Settings
from vpclint.truth import NO, YES, Truth
from vpclint.workload.needs import InternetNeed, S3Need

from .test_audit import audited, only, routed, told

LOCAL = route("10.0.0.0/16", "local")


def reach(truth: Truth, *hops: Hop) -> Reach:
    return Reach(S3Need(), SubnetAnswer(SUBNET, truth, hops))


def test_a_way_leads_over_each_carrier_once_and_over_none_that_stops() -> None:
    hops = [Hop("route", TABLE, YES, ""), Hop("nat-gateway", "nat-1", YES, ""), Hop("nat-gateway", "nat-2", NO, "")]
    assert reach(YES, *hops, *hops).over == ("nat-1",)
    assert reach(NO, *hops).over == ()
    assert (reach(YES, *hops).partial, reach(YES, *hops[:2]).partial, reach(NO, *hops).partial) == (True, False, False)


def arn(member: str, name: str) -> Record:
    return {"DestinationCidrBlock": "0.0.0.0/0", member: name, "State": "active", "Origin": "CreateRoute"}


@pytest.mark.parametrize(
    ("there", "target"),
    [
        *((route("0.0.0.0/0", each), each) for each in ("tgw-1", "pcx-1", "vgw-1", "eni-1", "i-1", "lgw-1", "cagw-1")),
        (route("0.0.0.0/0", "vpce-0000000b"), "vpce-0000000b"),
        (arn("CoreNetworkArn", "core-network-1"), "core-network-1"),
        (arn("OdbNetworkArn", "odb-network-1"), "odb-network-1"),
    ],
)
def test_what_leads_out_of_a_vpc_by_the_word_of_the_user_is_shown(there: Record, target: str) -> None:
    appliance = endpoint("vpce-0000000b", "com.amazonaws.vpce.svc", "GatewayLoadBalancer")
    held = routed(there, VpcEndpoints=[appliance], VpcPeeringConnections=None)
    assert told(only(held, None, Assumed("path-leaves-the-vpc", target, YES, "tested")))["s3"][:2] == (
        "pass",
        (target,),
    )


def without(record: Record, member: str) -> Record:
    return {key: value for key, value in record.items() if key != member}


def test_a_subnet_of_no_vpc_shows_none() -> None:
    assert vpc_ids(state_of(world(Vpcs=[], Subnets=[without(subnet(), "VpcId")]))) == ()


def test_tables_and_lists_that_are_not_known_have_no_id() -> None:
    view = only(world(RouteTables=None, NetworkAcls=None))
    assert (view.table_id, view.main, view.acl_id) == ("", False, "")
    known = only(world())
    assert (known.table_id, known.main, known.acl_id) == (TABLE, True, ACL)


def test_a_subnet_without_ipv4_has_no_address_to_give() -> None:
    view = only(world(Subnets=[subnet() | {"Ipv6Native": True}]))
    assert (view.free, view.largest) == (FreeAddresses(0, 0), (0, 0))


def test_a_vpc_that_only_its_subnets_show_stands_in_no_record() -> None:
    job = audited(world(Vpcs=[])).case.job
    assert (job.file, job.root, job.name, job.vpc_config) == ("state.json", "", VPC, "")
    assert (job.instances, job.transfers, job.transfers_given) == (1, (), False)


def test_an_id_that_is_none_is_asked_for_with_the_reason() -> None:
    found = audited(world(Subnets=[subnet("subnet-odd")]))
    (answer,) = found.case.answers
    (fact,) = answer.truth.facts
    assert (fact.key, fact.record, fact.field) == ("Subnets", "subnet-odd", "SubnetId")
    assert fact.reason == "it is no id of a subnet"
    obstacles = tuple(Obstacle(cause, answer.truth, VPC) for cause in S3_CAUSES)
    hop = Hop("subnet", VPC, answer.truth, "not all subnets of the VPC are known", obstacles)
    hidden = SubnetAnswer(VPC, answer.truth, (hop,))
    assert answer == NeedAnswer(S3Need(), answer.truth, (hidden,))


@pytest.mark.parametrize(("held", "works"), [(world(), True), (routed(VpcEndpoints=[endpoint(state="failed")]), False)])
def test_beside_a_subnet_that_is_hidden_those_that_are_shown_are_answered(held: Any, *, works: bool) -> None:
    stray = without(subnet("subnet-0000000d", "10.0.7.0/24"), "VpcId")
    found = audited(held | {"Subnets": [subnet(), stray]})
    assert found.subnet_ids == (SUBNET, VPC)
    assert [view.subnet.subnet_id for view in found.views] == [SUBNET]
    (answer,) = (each for each in found.case.answers if each.need == S3Need())
    assert [each.subnet_id for each in answer.subnets] == [SUBNET, VPC]
    assert answer.subnets[0].truth == (YES if works else NO)
    assert (answer.truth.is_unknown, answer.truth.is_no) == (works, not works)


def test_the_internet_is_shown_once_beside_hosts_that_are_needed() -> None:
    hosts = Settings(needs=NeedsSettings(internet=(Host("example.com", 443, ()),)))
    assert [str(each.need) for each in only(world(), hosts).reaches] == ["s3", "example.com:443", "internet:443"]
    whole = Settings(needs=NeedsSettings(internet=True))
    assert [each.need for each in only(world(), whole).reaches] == [S3Need(), InternetNeed()]


def test_a_table_of_a_subnets_own_is_not_the_main_one() -> None:
    own = table(LOCAL, table_id="rtb-0000000b", associations=[{"SubnetId": SUBNET, "Main": False}])
    held = world(
        RouteTables=[
            table(LOCAL),
            own | {"Associations": [{"SubnetId": SUBNET, "Main": False, "AssociationState": {"State": "associated"}}]},
        ]
    )
    assert (only(held).table_id, only(held).main) == ("rtb-0000000b", False)


def test_a_vpc_is_empty_only_where_all_subnets_are_known_and_none_is_its_own() -> None:
    for held, empty in (
        (world(), False),
        (world(Subnets=[]), True),
        (world(Subnets=None), False),
        (world(Subnets=[without(subnet(), "VpcId")]), False),
        (world(Subnets=[subnet() | {"VpcId": "vpc-0000000b"}]), True),
    ):
        assert is_empty(state_of(held), VPC) == empty
