"""NAT gateways: what each of their parts does to a job's traffic."""

from typing import Any

import pytest
from worlds import (
    GROUP,
    OPEN_LIST,
    SUBNET,
    TABLE,
    VPC,
    Record,
    World,
    acl,
    association,
    entry,
    gateway,
    group,
    nat,
    permission,
    route,
    subnet,
    table,
    vpc,
    world,
)

from vpclint.algebra.addresses import AddressSet
from vpclint.network.destination import Destination
from vpclint.network.hops import Cause, Way

from .ways import DEFAULT, FAIL, LOCAL, TO_S3, UNKNOWN, causes, facts, obstacles, way, without

NAT, IGW, PUBLIC, OUT = "nat-1", "igw-1", "subnet-0000000c", "rtb-0000000c"
HOST = Destination("example.com", AddressSet.parse("8.8.8.0/24"), 443)
OWN, FAR = "acl-0000000a", "acl-0000000c"


def out(*routes: Record, **members: Any) -> World:
    """A world in which the internet is reached by a NAT gateway, but for the members given."""
    lists = [acl(*OPEN_LIST), acl(*OPEN_LIST, acl_id=FAR, subnets=[PUBLIC])]
    held = {
        "Subnets": [subnet(), subnet(PUBLIC, "10.0.3.0/24")],
        "RouteTables": [
            table(LOCAL, *(routes or [route(DEFAULT, NAT)])),
            table(LOCAL, route(DEFAULT, IGW), table_id=OUT, associations=[association(PUBLIC)]),
        ],
        "SecurityGroups": [group(egress=[permission("-1", DEFAULT)])],
        "NetworkAcls": lists,
        "NatGateways": [nat()],
        "InternetGateways": [gateway()],
    }
    return world(**(held | members))


def public_table(*routes: Record) -> list[Record]:
    return [
        table(LOCAL, route(DEFAULT, NAT)),
        table(LOCAL, *routes, table_id=OUT, associations=[association(PUBLIC)]),
    ]


def lists(own: list[Record] | None = None, far: list[Record] | None = None) -> dict[str, Any]:
    """The lists of the job's subnet and of the gateway's, open where nothing is given."""
    return {
        "NetworkAcls": [
            acl(*(OPEN_LIST if own is None else own)),
            acl(*(OPEN_LIST if far is None else far), acl_id=FAR, subnets=[PUBLIC]),
        ]
    }


def asked(held: World) -> Way:
    return way(held, HOST)


def test_the_internet_is_reached_by_a_nat_gateway_in_a_public_subnet() -> None:
    found = asked(out())
    assert found.truth.is_yes
    kinds = [hop.kind for hop in found.hops]
    assert kinds.count("network-acl") == 6
    assert kinds.index("nat-gateway") < kinds.index("internet-gateway")


def test_s3_is_reached_by_it_too_past_the_endpoint_and_its_policy() -> None:
    found = way(out())
    assert found.truth.is_yes
    assert [(each.cause, each.resource, each.subject) for each in obstacles(found, mild=True)] == [
        (Cause.S3_ENDPOINT_BYPASSED, TABLE, NAT)
    ]


def test_what_is_not_s3_bypasses_nothing() -> None:
    assert not obstacles(asked(out()), mild=True)


@pytest.mark.parametrize("state", ["pending", "failed", "deleting", "deleted"])
def test_a_gateway_that_is_not_available_carries_nothing(state: str) -> None:
    assert causes(asked(out(NatGateways=[nat(State=state)]))) == {(Cause.NAT_GATEWAY_NOT_AVAILABLE, NAT)}


def test_a_gateway_that_is_not_there_any_more_carries_nothing() -> None:
    assert causes(asked(out(NatGateways=[]))) == {(Cause.NAT_GATEWAY_NOT_AVAILABLE, NAT)}


def test_a_blackhole_to_a_dead_gateway_is_the_gateways_fault() -> None:
    dead = route(DEFAULT, NAT, state="blackhole")
    assert causes(asked(out(dead, NatGateways=[nat(State="deleted")]))) == {(Cause.NAT_GATEWAY_NOT_AVAILABLE, NAT)}
    assert causes(asked(out(dead))) == {(Cause.ROUTE_BLACKHOLE, TABLE)}


@pytest.mark.parametrize(
    ("gateways", "fact"),
    [
        (None, ("NatGateways", "", "")),
        ([without(nat(), "State")], ("NatGateways", NAT, "State")),
        ([nat(State="hibernating")], ("NatGateways", NAT, "State")),
        ([without(nat(), "SubnetId")], ("NatGateways", NAT, "SubnetId")),
        ([nat(subnet_id="subnet-0000000d")], ("Subnets", "subnet-0000000d", "")),
    ],
)
def test_what_is_not_in_the_state_of_a_gateway_is_asked_for(
    gateways: list[Record] | None, fact: tuple[str, str, str]
) -> None:
    found = asked(out(NatGateways=gateways))
    assert found.truth.is_unknown
    assert facts(found) == {fact}


def test_a_private_gateway_has_no_way_to_the_internet() -> None:
    private = nat(ConnectivityType="private")
    assert causes(asked(out(NatGateways=[private]))) == {(Cause.NAT_GATEWAY_PRIVATE, NAT)}
    no_route = out(NatGateways=[private], RouteTables=public_table())
    assert causes(asked(no_route)) == {(Cause.NAT_GATEWAY_PRIVATE, NAT)}


def test_a_private_gateway_may_lead_on_to_a_transit_gateway() -> None:
    held = out(NatGateways=[nat(ConnectivityType="private")], RouteTables=public_table(route(DEFAULT, "tgw-1")))
    assert asked(held).truth.is_unknown
    assert {each.cause for each in obstacles(asked(held), UNKNOWN)} == {Cause.PATH_LEAVES_THE_VPC}


@pytest.mark.parametrize("routes", [[], [route(DEFAULT, NAT)], [route("9.0.0.0/8", IGW)], [route(DEFAULT, "eigw-1")]])
def test_a_gateway_needs_a_route_to_an_internet_gateway(routes: list[Record]) -> None:
    found = asked(out(RouteTables=public_table(*routes)))
    assert causes(found) == {(Cause.NAT_GATEWAY_WITHOUT_INTERNET_ROUTE, NAT)}
    assert {each.subject for each in obstacles(found)} == {OUT}


def test_a_gateway_in_the_jobs_own_subnet_leads_to_itself() -> None:
    held = out(NatGateways=[nat(subnet_id=SUBNET)])
    assert causes(asked(held)) == {(Cause.NAT_GATEWAY_WITHOUT_INTERNET_ROUTE, NAT)}


def test_a_part_of_the_internet_may_have_no_route_at_the_gateway() -> None:
    held = out(RouteTables=public_table(route("8.8.8.0/25", IGW)))
    (obstacle,) = obstacles(asked(held))
    assert obstacle.partial
    assert obstacle.refused is not None
    assert obstacle.refused.destinations() == AddressSet.parse("8.8.8.128/25")


@pytest.mark.parametrize(
    "gateways", [[], [gateway(vpc_id="")], [gateway(vpc_id="vpc-0000000b")], [gateway(state="detached")]]
)
def test_an_internet_gateway_has_to_be_attached(gateways: list[Record]) -> None:
    expected = {(Cause.INTERNET_GATEWAY_DETACHED, IGW)}
    assert causes(asked(out(InternetGateways=gateways))) == expected
    blackhole = public_table(route(DEFAULT, IGW, state="blackhole"))
    assert causes(asked(out(InternetGateways=gateways, RouteTables=blackhole))) == expected


def test_a_blackhole_to_an_attached_gateway_is_the_routes_fault() -> None:
    held = out(RouteTables=public_table(route(DEFAULT, IGW, state="blackhole")))
    assert causes(asked(held)) == {(Cause.ROUTE_BLACKHOLE, OUT)}


@pytest.mark.parametrize(
    ("gateways", "fact"),
    [
        (None, ("InternetGateways", "", "")),
        ([{"InternetGatewayId": IGW}], ("InternetGateways", IGW, "Attachments")),
        ([gateway() | {"Attachments": [{"VpcId": VPC}]}], ("InternetGateways", IGW, "Attachments[0].State")),
    ],
)
def test_whether_it_is_attached_is_asked_for(gateways: list[Record] | None, fact: tuple[str, str, str]) -> None:
    found = asked(out(InternetGateways=gateways))
    assert found.truth.is_unknown
    assert facts(found) == {fact}


CLOSED: dict[str, tuple[dict[str, Any], tuple[Cause, str]]] = {
    "out of the job's subnet": (
        lists(own=[entry(90, "deny", egress=True, protocol="6", ports=(443, 443)), *OPEN_LIST]),
        (Cause.NETWORK_ACL_EGRESS, OWN),
    ),
    "into the gateway's subnet": (
        lists(far=[entry(90, "deny", "10.0.1.0/24", egress=False), *OPEN_LIST]),
        (Cause.NETWORK_ACL_EGRESS, FAR),
    ),
    "out of the gateway's subnet": (
        lists(far=[entry(90, "deny", "8.0.0.0/8", egress=True), *OPEN_LIST]),
        (Cause.NETWORK_ACL_EGRESS, FAR),
    ),
    "back into the gateway's subnet": (
        lists(far=[entry(90, "deny", "8.0.0.0/8", egress=False), *OPEN_LIST]),
        (Cause.NETWORK_ACL_RETURN, FAR),
    ),
    "back out of the gateway's subnet": (
        lists(far=[entry(90, "deny", "10.0.1.0/24", egress=True), *OPEN_LIST]),
        (Cause.NETWORK_ACL_RETURN, FAR),
    ),
    "back into the job's subnet": (
        lists(own=[entry(90, "deny", "8.8.8.0/24", egress=False), *OPEN_LIST]),
        (Cause.NETWORK_ACL_RETURN, OWN),
    ),
}


@pytest.mark.parametrize("name", CLOSED)
def test_each_of_six_crossings_may_be_closed(name: str) -> None:
    members, cause = CLOSED[name]
    assert causes(asked(out(**members))) == {cause}


def test_answers_come_back_to_the_whole_range_of_ports_of_the_gateway_and_of_the_job() -> None:
    low = [entry(90, "deny", egress=False, protocol="6", ports=(1024, 32767)), *OPEN_LIST]
    found = asked(out(**lists(far=low)))
    assert found.truth.is_yes
    (obstacle,) = obstacles(found, mild=True)
    assert (obstacle.cause, obstacle.resource, obstacle.pointer) == (Cause.NETWORK_ACL_RETURN, FAR, "/Entries/0")
    assert obstacle.refused is not None
    assert str(obstacle.refused.ports()) == "1024-32767"
    assert not obstacles(asked(out(**lists(own=low))), mild=True)


def test_where_no_port_is_open_answers_never_come_back() -> None:
    low = [entry(90, "allow", egress=False, protocol="6", ports=(0, 1023)), OPEN_LIST[0]]
    assert causes(asked(out(**lists(far=low)))) == {(Cause.NETWORK_ACL_RETURN, FAR)}
    assert causes(asked(out(**lists(own=low)))) == {(Cause.NETWORK_ACL_RETURN, OWN)}


def test_two_lists_that_are_each_open_for_a_part_may_leave_no_port() -> None:
    low, high = (32768, 45000), (45001, 60999)
    own = [entry(90, "deny", egress=False, protocol="6", ports=low), *OPEN_LIST]
    for far, lost in ((high, True), ((45001, 60998), False), (low, False)):
        held = out(
            **lists(own=own, far=[entry(90, "deny", "10.0.1.0/24", egress=True, protocol="6", ports=far), *OPEN_LIST])
        )
        found = asked(held)
        assert found.truth.is_no == lost
        assert causes(found) == ({(Cause.NETWORK_ACL_RETURN, FAR)} if lost else set())
        assert {each.resource for each in obstacles(found, mild=True)} == ({OWN} if lost else {OWN, FAR})


def test_in_one_subnet_no_list_is_crossed_between_the_job_and_the_gateway() -> None:
    held = out(
        NatGateways=[nat(subnet_id=SUBNET)], **lists(own=[entry(90, "deny", "10.0.0.0/8", egress=True), *OPEN_LIST])
    )
    assert {cause for cause, _ in causes(asked(held))} == {Cause.NAT_GATEWAY_WITHOUT_INTERNET_ROUTE}


def test_answers_that_an_appliance_takes_on_the_way_back_leave_the_state() -> None:
    tables = public_table(route(DEFAULT, IGW), route("10.0.1.0/24", "eni-1"))
    found = asked(out(RouteTables=tables))
    assert found.truth.is_unknown
    assert {fact.record for fact in found.truth.facts} == {"eni-1"}


REGIONAL = without(nat(AvailabilityMode="regional"), "SubnetId")


def test_a_regional_gateway_has_no_subnet_and_meets_no_list() -> None:
    closed = lists(far=[])
    assert asked(out(NatGateways=[REGIONAL], **closed)).truth.is_yes
    assert causes(asked(out(NatGateways=[REGIONAL], InternetGateways=[]))) == {(Cause.INTERNET_GATEWAY_DETACHED, VPC)}


def test_a_regional_gateway_may_have_a_table_of_its_own() -> None:
    own = REGIONAL | {"RouteTableId": OUT}
    assert asked(out(NatGateways=[own])).truth.is_yes
    held = out(NatGateways=[own], RouteTables=public_table())
    assert causes(asked(held)) == {(Cause.NAT_GATEWAY_WITHOUT_INTERNET_ROUTE, NAT)}
    lost = out(NatGateways=[REGIONAL | {"RouteTableId": "rtb-0000000d"}])
    assert facts(asked(lost)) == {("RouteTables", "rtb-0000000d", "")}


def blocked(mode: str, *exclusions: Record, **members: Any) -> World:
    given = {"VpcBlockPublicAccessOptions": {"InternetGatewayBlockMode": mode}}
    return out(**(given | {"VpcBlockPublicAccessExclusions": [*exclusions]} | members))


def exclusion(resource: str, state: str = "create-complete", mode: str = "allow-egress") -> Record:
    arn = f"arn:aws:ec2:eu-central-1:123456789012:{resource.partition('-')[0]}/{resource}"
    return {
        "ExclusionId": "vpcbpa-exclude-1",
        "ResourceArn": arn,
        "InternetGatewayExclusionMode": mode,
        "State": state,
    }


def test_block_public_access_stops_what_goes_out_only_where_it_blocks_both_ways() -> None:
    assert causes(asked(blocked("block-bidirectional"))) == {(Cause.PUBLIC_ACCESS_BLOCKED, VPC)}
    assert asked(blocked("block-ingress")).truth.is_yes
    assert asked(blocked("off")).truth.is_yes
    assert asked(blocked("block-everything")).truth.is_unknown


@pytest.mark.parametrize("mode", ["allow-egress", "allow-bidirectional"])
def test_an_exclusion_of_the_vpc_or_of_the_gateways_subnet_lifts_the_block(mode: str) -> None:
    for resource in (VPC, PUBLIC):
        assert asked(blocked("block-bidirectional", exclusion(resource, mode=mode))).truth.is_yes
    assert asked(blocked("block-bidirectional", exclusion(SUBNET, mode=mode))).truth.is_no


def test_a_regional_gateway_has_no_subnet_that_could_be_excluded() -> None:
    held = blocked("block-bidirectional", exclusion(PUBLIC), NatGateways=[REGIONAL])
    assert causes(asked(held)) == {(Cause.PUBLIC_ACCESS_BLOCKED, VPC)}


@pytest.mark.parametrize(
    ("state", "answer"),
    [("create-failed", FAIL), ("delete-complete", FAIL), ("disable-complete", FAIL), ("create-in-progress", UNKNOWN)],
)
def test_an_exclusion_counts_once_it_is_there(state: str, answer: object) -> None:
    assert asked(blocked("block-bidirectional", exclusion(VPC, state))).truth.answer is answer


@pytest.mark.parametrize(
    ("held", "fact"),
    [
        (
            blocked("block-bidirectional", VpcBlockPublicAccessExclusions=None),
            ("VpcBlockPublicAccessExclusions", "", ""),
        ),
        (
            blocked("block-bidirectional", without(exclusion(VPC), "ResourceArn")),
            ("VpcBlockPublicAccessExclusions", "vpcbpa-exclude-1", "ResourceArn"),
        ),
        (
            blocked("block-bidirectional", without(exclusion(VPC), "State")),
            ("VpcBlockPublicAccessExclusions", "vpcbpa-exclude-1", "State"),
        ),
        (
            out(VpcBlockPublicAccessOptions={}),
            ("VpcBlockPublicAccessOptions", "", "InternetGatewayBlockMode"),
        ),
    ],
)
def test_what_is_blocked_is_asked_for(held: World, fact: tuple[str, str, str]) -> None:
    assert asked(held).truth.is_unknown
    assert facts(asked(held)) == {fact}


def test_options_that_are_not_in_the_state_are_off_unless_a_subnet_or_vpc_says_otherwise() -> None:
    assert asked(out(VpcBlockPublicAccessOptions=None)).truth.is_yes
    states = {"BlockPublicAccessStates": {"InternetGatewayBlockMode": "block-bidirectional"}}
    told = [subnet(), subnet(PUBLIC, "10.0.3.0/24") | states]
    assert causes(asked(out(VpcBlockPublicAccessOptions=None, Subnets=told))) == {(Cause.PUBLIC_ACCESS_BLOCKED, VPC)}
    whole = out(VpcBlockPublicAccessOptions=None, Vpcs=[vpc() | states])
    assert causes(asked(whole)) == {(Cause.PUBLIC_ACCESS_BLOCKED, VPC)}


def test_all_that_is_wrong_with_a_gateway_is_named_at_once() -> None:
    held = blocked(
        "block-bidirectional",
        NatGateways=[nat(State="failed")],
        InternetGateways=[],
        SecurityGroups=[group()],
        **lists(own=[], far=[entry(100, "allow", egress=True), entry(90, "deny", "8.0.0.0/8", egress=False)]),
    )
    assert causes(asked(held)) == {
        (Cause.SECURITY_GROUP_EGRESS, GROUP),
        (Cause.NETWORK_ACL_EGRESS, OWN),
        (Cause.NETWORK_ACL_RETURN, OWN),
        (Cause.NAT_GATEWAY_NOT_AVAILABLE, NAT),
        (Cause.NETWORK_ACL_EGRESS, FAR),
        (Cause.NETWORK_ACL_RETURN, FAR),
        (Cause.INTERNET_GATEWAY_DETACHED, IGW),
        (Cause.PUBLIC_ACCESS_BLOCKED, VPC),
    }


def test_a_route_with_the_endpoint_keeps_s3_off_the_gateway() -> None:
    found = way(out(TO_S3, route(DEFAULT, NAT)))
    assert found.truth.is_yes
    assert "nat-gateway" not in {hop.kind for hop in found.hops}
