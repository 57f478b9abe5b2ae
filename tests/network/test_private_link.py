"""Interface endpoints: where names lead, and whether groups and lists let the job in there."""

from typing import Any

import pytest
from worlds import (
    GROUP,
    OPEN_LIST,
    OPTIONS,
    REGION,
    SUBNET,
    TABLE,
    VPC,
    Record,
    World,
    acl,
    association,
    attributes,
    endpoint,
    entry,
    group,
    network_interface,
    options,
    permission,
    reread,
    route,
    subnet,
    table,
)

from vpclint.algebra.addresses import PUBLIC_IPV4, AddressSet
from vpclint.network.destination import Destination, Service
from vpclint.network.hops import Cause, Way
from vpclint.network.path import way_to

from .ways import (
    DEFAULT,
    DOOR,
    EGRESS,
    LOCAL,
    MISSING,
    OTHER,
    S3,
    TO_S3,
    UNKNOWN,
    causes,
    facts,
    interface,
    linked,
    obstacles,
    way,
    without,
)

SECOND, FAR = "subnet-0000000b", "acl-0000000b"
INGRESS, ZONE = Cause.ENDPOINT_SECURITY_GROUP_INGRESS, Cause.ENDPOINT_ZONE
PRIVATE_DNS, HOSTNAMES = Cause.SERVICE_ENDPOINT_PRIVATE_DNS, Cause.DNS_HOSTNAMES_DISABLED


def elsewhere(**members: Any) -> World:
    """The endpoint's interface is in another subnet, of another zone, with a list of its own."""
    held = {
        "Subnets": [subnet(), subnet(SECOND, "10.0.2.0/24") | {"AvailabilityZone": f"{REGION}b"}],
        "NetworkAcls": [acl(*OPEN_LIST), acl(*OPEN_LIST, acl_id=FAR, subnets=[SECOND])],
        "VpcEndpoints": [interface(SubnetIds=[SECOND])],
        "NetworkInterfaces": [network_interface("eni-1", "10.0.2.9", [DOOR], SECOND)],
    }
    return linked(**(held | members))


def test_s3_is_reached_by_the_interfaces_to_which_its_name_leads() -> None:
    found = way(linked())
    assert found.truth.is_yes
    assert "interface-endpoint" in {hop.kind for hop in found.hops}
    assert not obstacles(found, mild=True)


def test_private_names_take_the_traffic_whatever_the_routes_say() -> None:
    closed = [group(egress=[permission("tcp", DOOR, ports=(443, 443))]), group(DOOR)]
    for routes in ([TO_S3], [TO_S3, route(DEFAULT, "igw-1")]):
        held = linked(*routes, VpcEndpoints=[endpoint(), interface()], SecurityGroups=closed)
        assert causes(way(held)) == {(INGRESS, DOOR)}


def test_the_jobs_groups_have_to_lead_to_the_interfaces_and_not_to_s3() -> None:
    to_s3 = [
        group(egress=[permission("tcp", "pl-0000000a", ports=(443, 443))]),
        group(DOOR, ingress=[permission("-1", "0.0.0.0/0")]),
    ]
    assert causes(way(linked(SecurityGroups=to_s3))) == {(EGRESS, GROUP)}


@pytest.mark.parametrize("known", [True, False])
def test_a_group_stands_for_those_who_carry_it_and_not_for_their_neighbours(known: bool) -> None:  # noqa: FBT001
    untold = {} if known else {"NetworkInterfaces": None}
    to_itself = [group(egress=[permission("-1", GROUP)]), group(DOOR, ingress=[permission("-1", "0.0.0.0/0")])]
    assert causes(way(linked(SecurityGroups=to_itself, **untold))) == {(EGRESS, GROUP)}
    from_itself = [group(egress=[permission("-1", "0.0.0.0/0")]), group(DOOR, ingress=[permission("-1", DOOR)])]
    assert causes(way(linked(SecurityGroups=from_itself, **untold))) == {(INGRESS, DOOR)}
    shared = {"SecurityGroups": [group(egress=[permission("-1", GROUP)], ingress=[permission("-1", GROUP)])]}
    members = shared | {"VpcEndpoints": [interface(Groups=[{"GroupId": GROUP}])]} | untold
    assert way(linked(**members)).truth.is_yes


@pytest.mark.parametrize(
    ("rules", "passes"),
    [
        ([permission("tcp", GROUP, ports=(443, 443))], True),
        ([permission("tcp", "10.0.1.0/24", ports=(443, 443))], True),
        ([permission("tcp", "10.0.1.0/25", ports=(443, 443))], False),
        ([permission("tcp", "10.0.2.0/24", ports=(443, 443))], False),
        ([permission("tcp", GROUP, ports=(80, 80))], False),
        ([permission("udp", GROUP, ports=(443, 443))], False),
        ([permission("-1", DOOR)], False),
        ([permission("-1", "sg-0000000d")], False),
        ([], False),
    ],
)
def test_the_endpoints_groups_have_to_let_the_whole_subnet_in(rules: list[Record], passes: bool) -> None:  # noqa: FBT001
    groups = [group(egress=[permission("-1", DOOR)]), group(DOOR, ingress=rules), group("sg-0000000d")]
    found = way(linked(SecurityGroups=groups))
    assert found.truth.is_yes == passes
    assert causes(found) == (set() if passes else {(INGRESS, DOOR)})


def test_a_group_that_lets_in_a_part_of_the_subnet_is_named_with_the_rest() -> None:
    half = [permission("tcp", "10.0.1.0/25", ports=(443, 443))]
    groups = [group(egress=[permission("-1", DOOR)]), group(DOOR, ingress=half)]
    (obstacle,) = obstacles(way(linked(SecurityGroups=groups)))
    assert obstacle.partial
    assert obstacle.subject == OTHER
    assert obstacle.refused is not None
    assert obstacle.refused.sources() == AddressSet.of((0x0A000180, 0x0A0001FE))


def test_a_rule_for_the_jobs_own_group_does_not_let_it_to_an_endpoint_in_its_subnet() -> None:
    own = [group(egress=[permission("-1", GROUP)]), group(DOOR, ingress=[permission("-1", GROUP)])]
    assert causes(way(linked(SecurityGroups=own))) == {(EGRESS, GROUP)}


def test_an_endpoint_may_be_in_another_subnet_and_zone() -> None:
    found = way(elsewhere())
    assert found.truth.is_yes
    assert [(each.cause, each.resource) for each in obstacles(found, mild=True)] == [(ZONE, OTHER)]


CLOSED: dict[str, tuple[list[Record], list[Record], tuple[Cause, str]]] = {
    "out": ([entry(90, "deny", "10.0.2.0/24", egress=True)], [], (Cause.NETWORK_ACL_EGRESS, "acl-0000000a")),
    "in": ([], [entry(90, "deny", "10.0.1.0/24", egress=False)], (Cause.NETWORK_ACL_EGRESS, FAR)),
    "back out": ([], [entry(90, "deny", "10.0.1.0/24", egress=True)], (Cause.NETWORK_ACL_RETURN, FAR)),
    "back in": ([entry(90, "deny", "10.0.2.0/24", egress=False)], [], (Cause.NETWORK_ACL_RETURN, "acl-0000000a")),
}


@pytest.mark.parametrize("name", CLOSED)
def test_the_lists_of_both_subnets_count_both_ways(name: str) -> None:
    own, far, cause = CLOSED[name]
    lists = [acl(*own, *OPEN_LIST), acl(*far, *OPEN_LIST, acl_id=FAR, subnets=[SECOND])]
    assert causes(way(elsewhere(NetworkAcls=lists))) == {cause}


def test_within_the_subnet_no_list_is_met() -> None:
    assert way(linked(NetworkAcls=[acl()])).truth.is_yes


def test_a_longer_route_than_the_local_one_leads_away() -> None:
    found = way(elsewhere(RouteTables=[table(LOCAL, route("10.0.2.0/24", "eni-9"))]))
    assert {fact.record for fact in found.truth.facts} == {"eni-9"}


def test_a_group_of_the_endpoint_stops_nothing_for_sure_that_is_led_away_before() -> None:
    """What lies there may send it on under an address that the group admits."""
    shut = [group(egress=[permission("-1", DEFAULT)]), group(DOOR, ingress=[permission("tcp", "10.0.7.0/24")])]
    away = table(LOCAL, route("10.0.2.0/24", "eni-9"))
    assert way(elsewhere(SecurityGroups=shut)).truth.is_no
    found = way(elsewhere(SecurityGroups=shut, RouteTables=[away]))
    assert {fact.record for fact in found.truth.facts} == {"eni-9"}
    assert (INGRESS, DOOR) in {(each.cause, each.resource) for each in obstacles(found, UNKNOWN)}
    both = interface(SubnetIds=[SUBNET, SECOND], NetworkInterfaceIds=["eni-1", "eni-2"])
    near = [network_interface("eni-1", "10.0.2.9", [DOOR], SECOND), network_interface("eni-2", "10.0.1.9", [DOOR])]
    found = way(elsewhere(SecurityGroups=shut, RouteTables=[away], VpcEndpoints=[both], NetworkInterfaces=near))
    assert found.truth.is_no


def test_answers_may_be_led_away_as_well() -> None:
    own = table(LOCAL, route("10.0.1.0/24", "eni-9"), table_id="rtb-0000000b", associations=[association(SECOND)])
    found = way(elsewhere(RouteTables=[table(LOCAL), own]))
    assert {fact.record for fact in found.truth.facts} == {"eni-9"}


@pytest.mark.parametrize("state", ["pending", "pendingAcceptance", "partial"])
def test_an_endpoint_that_is_coming_is_no_way_yet(state: str) -> None:
    assert causes(way(linked(VpcEndpoints=[interface(State=state)]))) == {(Cause.S3_ENDPOINT_NOT_AVAILABLE, OTHER)}


def test_whether_names_lead_to_an_endpoint_that_is_coming_is_open() -> None:
    groups = [group(egress=[permission("-1", DEFAULT)]), group(DOOR, ingress=[permission("-1", GROUP)])]
    found = way(linked(TO_S3, VpcEndpoints=[endpoint(), interface(State="pending")], SecurityGroups=groups))
    assert found.truth.is_unknown


@pytest.mark.parametrize("state", ["deleted", "failed", "rejected", "expired", "deleting"])
def test_an_endpoint_that_is_gone_is_not_asked(state: str) -> None:
    gone = interface(State=state)
    open_group = [group(egress=[permission("-1", DEFAULT)])]
    assert way(linked(TO_S3, VpcEndpoints=[endpoint(), gone], SecurityGroups=open_group)).truth.is_yes
    assert (Cause.S3_ENDPOINT_NOT_AVAILABLE, OTHER) in causes(way(linked(VpcEndpoints=[gone])))


def test_without_private_names_the_endpoint_is_no_way() -> None:
    found = way(linked(VpcEndpoints=[interface(PrivateDnsEnabled=False)]))
    assert (PRIVATE_DNS, OTHER) in causes(found)
    assert MISSING not in {cause for cause, _ in causes(found)}


def test_without_dns_hostnames_private_names_are_not_answered() -> None:
    found = way(linked(VpcAttributes=[attributes(hostnames=False)]))
    assert (HOSTNAMES, VPC) in causes(found)
    open_group = [group(egress=[permission("-1", DEFAULT)])]
    beside = linked(
        TO_S3,
        VpcEndpoints=[endpoint(), interface()],
        VpcAttributes=[attributes(hostnames=False)],
        SecurityGroups=open_group,
    )
    assert way(beside).truth.is_yes


def test_without_dns_support_the_way_is_still_told_as_it_would_be() -> None:
    groups = [group(egress=[permission("-1", DOOR)]), group(DOOR)]
    found = way(linked(VpcAttributes=[attributes(support=False)], SecurityGroups=groups))
    assert causes(found) == {(Cause.DNS_SUPPORT_DISABLED, VPC), (INGRESS, DOOR)}


def test_whether_other_name_servers_know_private_names_is_open() -> None:
    rules = [
        permission("tcp", DOOR, "10.0.1.53/32", ports=(0, 65535)),
        permission("udp", "10.0.1.53/32", ports=(53, 53)),
    ]
    groups = [group(egress=rules), group(DOOR, ingress=[permission("-1", GROUP)])]
    found = way(linked(DhcpOptions=[options("10.0.1.53")], SecurityGroups=groups))
    assert found.truth.is_unknown
    assert ("", OPTIONS, "") in facts(found)


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"VpcEndpoints": [without(interface(), "Groups")]}, {("VpcEndpoints", OTHER, "Groups")}),
        ({"VpcEndpoints": [interface(Groups=[])]}, {("VpcEndpoints", OTHER, "Groups")}),
        (
            {"VpcEndpoints": [without(without(interface(), "NetworkInterfaceIds"), "SubnetIds")]},
            {("VpcEndpoints", OTHER, "NetworkInterfaceIds"), ("VpcEndpoints", OTHER, "SubnetIds")},
        ),
        ({"VpcEndpoints": [without(interface(), "State")]}, {("VpcEndpoints", OTHER, "State")}),
        ({"VpcEndpoints": [without(interface(), "PrivateDnsEnabled")]}, {("VpcEndpoints", OTHER, "PrivateDnsEnabled")}),
    ],
)
def test_what_is_not_in_the_state_of_an_endpoint_is_asked_for(
    members: dict[str, Any], expected: set[tuple[str, str, str]]
) -> None:
    found = way(linked(**members))
    assert found.truth.is_unknown
    assert facts(found) >= expected


@pytest.mark.parametrize(
    "interfaces", [None, [], [without(network_interface("eni-1", "10.0.1.9"), "PrivateIpAddress")]]
)
def test_interfaces_that_are_not_in_the_state_are_somewhere_in_the_endpoints_subnets(
    interfaces: list[Record] | None,
) -> None:
    assert way(linked(NetworkInterfaces=interfaces)).truth.is_yes
    part = [
        group(egress=[permission("tcp", "10.0.1.0/25", ports=(443, 443))]),
        group(DOOR, ingress=[permission("-1", GROUP)]),
    ]
    found = way(linked(NetworkInterfaces=interfaces, SecurityGroups=part))
    assert found.truth.is_unknown
    assert "NetworkInterfaces" in {key for key, _, _ in facts(found)}
    closed = [group(egress=[permission("-1", DOOR)]), group(DOOR)]
    assert causes(way(linked(NetworkInterfaces=interfaces, SecurityGroups=closed))) == {(INGRESS, DOOR)}
    nothing = [group(), group(DOOR, ingress=[permission("-1", GROUP)])]
    assert causes(way(linked(NetworkInterfaces=interfaces, SecurityGroups=nothing))) == {(EGRESS, GROUP)}


@pytest.mark.parametrize("subnets", [[subnet(), without(subnet(SECOND, "10.0.2.0/24"), "AvailabilityZone")]])
def test_a_zone_that_is_not_known_is_no_warning_yet(subnets: list[Record]) -> None:
    found = way(elsewhere(Subnets=subnets))
    assert found.truth.is_yes
    assert {each.cause for each in obstacles(found, UNKNOWN, mild=True)} == {ZONE}


STS = f"com.amazonaws.{REGION}.sts"


def sts(held: World) -> Way:
    analysis = reread(held)
    found = analysis.state.subnets.get(SUBNET)
    assert found is not None
    return way_to(
        analysis, found, (GROUP,), Destination("sts", PUBLIC_IPV4, 443, exact=False, service=Service("sts", REGION))
    )


def test_other_services_are_reached_in_the_same_way() -> None:
    assert sts(linked(VpcEndpoints=[interface(ServiceName=STS)])).truth.is_yes


@pytest.mark.parametrize(
    ("endpoints", "cause"),
    [
        ([], (Cause.SERVICE_ENDPOINT_MISSING, VPC)),
        ([endpoint()], (Cause.SERVICE_ENDPOINT_MISSING, VPC)),
        ([interface(ServiceName=STS, PrivateDnsEnabled=False)], (PRIVATE_DNS, OTHER)),
        ([interface(ServiceName=STS, State="failed")], (Cause.SERVICE_ENDPOINT_NOT_AVAILABLE, OTHER)),
        ([interface(ServiceName=STS, State="pending")], (Cause.SERVICE_ENDPOINT_NOT_AVAILABLE, OTHER)),
        ([interface(ServiceName=STS, VpcId="vpc-0000000b")], (Cause.SERVICE_ENDPOINT_MISSING, VPC)),
        ([interface(ServiceName=f"{STS}-fips")], (Cause.SERVICE_ENDPOINT_MISSING, VPC)),
        ([interface(ServiceName=STS.replace(REGION, "us-east-1"))], (Cause.SERVICE_ENDPOINT_MISSING, VPC)),
    ],
)
def test_what_comes_nearest_to_a_way_is_the_cause(endpoints: list[Record], cause: tuple[Cause, str]) -> None:
    open_group = [group(egress=[permission("-1", DEFAULT)]), group(DOOR, ingress=[permission("-1", GROUP)])]
    assert causes(sts(linked(VpcEndpoints=endpoints, SecurityGroups=open_group))) == {cause}


def test_what_else_stands_on_the_way_by_an_endpoint_is_named_with_what_it_lacks() -> None:
    closed = [group(), group(DOOR)]
    held = linked(VpcEndpoints=[interface(ServiceName=STS, PrivateDnsEnabled=False)], SecurityGroups=closed)
    assert causes(sts(held)) == {(PRIVATE_DNS, OTHER), (EGRESS, GROUP), (INGRESS, DOOR)}


def test_an_internet_gateway_is_no_way_to_a_service_either() -> None:
    open_group = [group(egress=[permission("-1", DEFAULT)])]
    held = linked(route(DEFAULT, "igw-1"), VpcEndpoints=[], SecurityGroups=open_group)
    assert causes(sts(held)) == {(Cause.INTERNET_GATEWAY_UNUSABLE, TABLE)}


def test_two_endpoints_for_one_name_have_to_agree() -> None:
    twin = interface(VpcEndpointId="vpce-0000000c", Groups=[{"GroupId": "sg-0000000d"}])
    groups = [
        group(egress=[permission("-1", DEFAULT)]),
        group(DOOR, ingress=[permission("-1", GROUP)]),
        group("sg-0000000d"),
    ]
    assert way(linked(VpcEndpoints=[interface(), twin], SecurityGroups=groups)).truth.is_unknown
    alike = twin | {"Groups": [{"GroupId": DOOR}]}
    assert way(linked(VpcEndpoints=[interface(), alike], SecurityGroups=groups)).truth.is_yes


def test_a_gateway_beside_it_is_used_where_private_names_are_for_others_only() -> None:
    inbound = interface(DnsOptions={"PrivateDnsOnlyForInboundResolverEndpoint": True})
    open_group = [group(egress=[permission("-1", DEFAULT)])]
    found = way(linked(TO_S3, VpcEndpoints=[endpoint(), inbound], SecurityGroups=open_group))
    assert found.truth.is_yes
    assert {hop.resource for hop in found.hops if hop.kind == "gateway-endpoint"} == {S3}


def test_a_group_of_an_endpoint_that_the_state_does_not_hold_may_let_the_job_in() -> None:
    """It is there, for an interface carries it: a group of another account in a shared VPC, say."""
    found = way(linked(SecurityGroups=[group(egress=[permission("tcp", DOOR, ports=(443, 443))])]))
    assert facts(found) == {("SecurityGroups", DOOR, "")}
    assert {(each.cause, each.resource) for each in obstacles(found, UNKNOWN)} == {(INGRESS, DOOR)}


def test_another_group_of_the_endpoint_lets_the_job_in_all_the_same() -> None:
    both = interface(Groups=[{"GroupId": DOOR}, {"GroupId": "sg-0000000d"}])
    assert way(linked(VpcEndpoints=[both])).truth.is_yes
