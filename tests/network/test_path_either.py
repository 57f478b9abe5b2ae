"""Where a name may lead to one of several ways: what all of them share holds, and the rest is open."""

import pytest
from worlds import (
    OPEN_LIST,
    REGION,
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
    permission,
    route,
    s3_list,
    subnet,
    table,
)

from vpclint.algebra.addresses import PUBLIC_IPV4
from vpclint.network.destination import Destination, Service
from vpclint.network.hops import Cause, Hop, Obstacle
from vpclint.truth import Fact, unknown

from .test_nat import NAT, OUT, PUBLIC, out
from .ways import (
    DEFAULT,
    DOOR,
    FAIL,
    LOCAL,
    NOT_AVAILABLE,
    NOT_ROUTED,
    OTHER,
    TO_S3,
    UNKNOWN,
    causes,
    interface,
    linked,
    obstacles,
    only_hop,
    routed,
    traffic_to,
    way,
    without,
)

SECOND, THIRD = "subnet-0000000b", "vpce-0000000c"
RETURN = Cause.NETWORK_ACL_RETURN
CLOSED_IN_PART = acl(entry(90, "deny", egress=False, protocol="6", ports=(50000, 65535)), *OPEN_LIST)


def two(first: str, second: str, **members: object) -> World:
    """Two interface endpoints with private names, each with an interface in another subnet."""
    far = {"SubnetIds": [SECOND]}
    held = {
        "Subnets": [subnet(), subnet(SECOND, "10.0.2.0/24")],
        "VpcEndpoints": [
            interface(VpcEndpointId=first, **far),
            interface(VpcEndpointId=second, **far, NetworkInterfaceIds=["eni-2"]),
        ],
        "NetworkInterfaces": [
            network_interface("eni-1", "10.0.2.8", [DOOR], SECOND),
            network_interface("eni-2", "10.0.2.9", [DOOR], SECOND),
        ],
        "NetworkAcls": [CLOSED_IN_PART, acl(*OPEN_LIST, acl_id="acl-0000000b", subnets=[SECOND])],
        "RouteTables": [table(LOCAL), table(LOCAL, table_id="rtb-0000000b", associations=[association(SECOND)])],
    }
    return linked(**(held | members))


def test_where_all_ways_come_to_the_same_the_first_tells_it_and_its_warnings_hold() -> None:
    found = way(two(OTHER, THIRD))
    assert found.truth.is_yes
    assert only_hop(found, "interface-endpoint").resource == OTHER
    assert RETURN in {each.cause for each in obstacles(found, FAIL, mild=True)}
    assert not obstacles(found, UNKNOWN, mild=True)


def test_where_there_may_be_a_further_way_a_warning_is_open() -> None:
    held = routed(TO_S3, VpcEndpoints=None, NetworkAcls=[CLOSED_IN_PART])
    assert RETURN in {each.cause for each in obstacles(way(held), UNKNOWN, mild=True)}
    assert not obstacles(way(held), FAIL, mild=True)
    known = routed(TO_S3, NetworkAcls=[CLOSED_IN_PART])
    assert [each.cause for each in obstacles(way(known), FAIL, mild=True)] == [RETURN]


def test_that_it_is_open_where_the_name_leads_is_a_hop_of_its_own() -> None:
    held = linked(TO_S3, VpcEndpoints=[endpoint(), without(interface(), "PrivateDnsEnabled")])
    asked = "aws ec2 describe-vpc-endpoints (ec2:DescribeVpcEndpoints)"
    truth = unknown(Fact("VpcEndpoints", OTHER, "PrivateDnsEnabled", "", asked))
    blocks = traffic_to("52.219.0.0/16", "3.5.0.0/16")
    doubt = Obstacle(NOT_ROUTED, truth, VPC, refused=blocks, towards=("S3",))
    found = way(held)
    assert found.common[0] == Hop(
        "interface-endpoint", VPC, truth, f"PrivateDnsEnabled of {OTHER} is not known", (doubt,)
    )
    assert [hop.kind for hop in found.common[1:]] == [
        "security-group",
        "route-table",
        "network-acl",
        "interface-endpoint",
        "security-group",
        "route-table",
    ]
    assert [hop.kind for leg in found.legs for hop in leg.hops] == ["route", "gateway-endpoint", "security-group"]
    assert [(hop.kind, hop.back) for hop in found.answer] == [("network-acl", True)]


@pytest.mark.parametrize("routes", [[], [route("0.0.0.0/0", "igw-1")]])
def test_where_one_way_works_and_another_does_not_nothing_is_proved(routes: list[Record]) -> None:
    held = linked(*routes, VpcEndpoints=[without(interface(), "State")])
    found = way(held)
    assert found.truth.is_unknown
    assert not obstacles(found)


@pytest.mark.parametrize(
    ("members", "cause"),
    [
        ({"VpcAttributes": [attributes(hostnames=False)]}, Cause.DNS_HOSTNAMES_DISABLED),
        ({"VpcEndpoints": [interface(PrivateDnsEnabled=False)]}, Cause.SERVICE_ENDPOINT_PRIVATE_DNS),
        ({"VpcEndpoints": [interface(State="failed")]}, NOT_AVAILABLE),
    ],
)
def test_where_an_endpoint_is_to_be_repaired_the_way_over_it_is_told_behind_what_is_wrong(
    members: World, cause: Cause
) -> None:
    closed = [group(egress=[permission("-1", DOOR)]), group(DOOR)]
    found = way(linked(**({"SecurityGroups": closed} | members)))
    wrong, over, *_ = found.common
    assert (wrong.kind, [each.cause for each in wrong.obstacles]) == ("route-table", [cause])
    assert (over.kind, over.resource) == ("interface-endpoint", OTHER)
    assert (Cause.ENDPOINT_SECURITY_GROUP_INGRESS, DOOR) in causes(found)


def test_where_a_part_of_a_service_is_led_past_the_endpoint_its_repair_is_not_the_way() -> None:
    held = linked(route("52.219.0.0/16", "tgw-1"), VpcEndpoints=[interface(PrivateDnsEnabled=False)])
    assert "interface-endpoint" not in {hop.kind for hop in way(held).hops}
    assert (Cause.SERVICE_ENDPOINT_PRIVATE_DNS, OTHER) in causes(way(held))


def test_a_broken_endpoint_is_no_cause_where_another_way_may_be_taken() -> None:
    """A route by a list that nobody shows may lead to S3, so that the endpoint's state may not matter."""
    held = routed(route("pl-0000000f", "tgw-1"), VpcEndpoints=[interface(State="failed")], PrefixLists=[s3_list()])
    found = way(held)
    assert found.truth.is_unknown
    assert not causes(found)


def test_where_any_of_many_addresses_may_be_the_one_a_way_that_loses_some_of_them_is_not_lost() -> None:
    part = route("9.9.9.0/24", "nat-1", state="blackhole")
    tables = [
        table(LOCAL, route(DEFAULT, NAT), part),
        table(LOCAL, route(DEFAULT, "igw-1"), table_id=OUT, associations=[association(PUBLIC)]),
    ]
    coming = interface(ServiceName=f"com.amazonaws.{REGION}.sts", State="pending", NetworkInterfaceIds=[])
    somewhere = Destination("sts", PUBLIC_IPV4, 443, exact=False, service=Service("sts", REGION))
    without_it = way(out(RouteTables=tables), somewhere)
    assert (without_it.truth.is_no, without_it.reaches.is_yes) == (True, True)
    found = way(out(RouteTables=tables, VpcEndpoints=[coming]), somewhere)
    assert (found.truth.is_unknown, found.reaches.is_unknown) == (True, True)
    assert not obstacles(found)
