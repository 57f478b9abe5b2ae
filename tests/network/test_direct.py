"""The way to addresses that are known: through groups and the own list, along the routes, and back."""

from worlds import (
    ACL,
    GROUP,
    OPEN_LIST,
    REGION,
    SUBNET,
    TABLE,
    Record,
    World,
    acl,
    entry,
    group,
    permission,
    reread,
    route,
    subnet,
    table,
    world,
)

from vpclint.algebra.addresses import PUBLIC_IPV4, AddressSet
from vpclint.network.destination import Destination, Service
from vpclint.network.direct import direct_way
from vpclint.network.hops import Cause, Way
from vpclint.network.journey import Journey
from vpclint.network.security_groups import Members
from vpclint.truth import Fact

from .ways import DEFAULT, EGRESS, FAIL, IGW, UNKNOWN, obstacles, only_hop, routed, without

BLOCK = "8.8.8.0/24"
HOST = Destination("host", AddressSet.parse(BLOCK), 443, exact=False)
STS = Destination("sts", AddressSet.parse(BLOCK), 443, exact=False, service=Service("sts", REGION))
RECEIVER = "10.0.1.9"
OPEN = [group(egress=[permission("-1", DEFAULT)])]
CLOSED: dict[str, list[Record]] = {"SecurityGroups": [group()], "NetworkAcls": [acl()], "VpcEndpoints": []}


def direct(
    held: World, destination: Destination = HOST, *receivers: Members, groups: tuple[str, ...] = (GROUP,)
) -> Way:
    analysis = reread(held)
    found = analysis.state.subnets.get(SUBNET)
    assert found is not None
    return direct_way(Journey(analysis, found, groups, destination), receivers)


def causes_at(found: Way, *kinds: str) -> set[Cause]:
    return {each.cause for hop in found.hops if hop.kind in kinds for each in hop.obstacles}


def test_out_through_groups_table_and_list_and_back_through_the_list() -> None:
    found = direct(routed(route(DEFAULT, "tgw-1")))
    assert [(hop.kind, hop.resource) for hop in found.common] == [
        ("security-group", GROUP),
        ("route-table", TABLE),
        ("network-acl", ACL),
    ]
    assert [(hop.kind, hop.resource, hop.back) for hop in found.answer] == [("network-acl", ACL, True)]
    assert found.destination == HOST
    assert found.names == ()


def test_without_groups_routing_alone_is_asked() -> None:
    found = direct(routed(route(DEFAULT, "tgw-1"), SecurityGroups=[group()]), groups=())
    assert [hop.kind for hop in found.common] == ["route-table", "network-acl"]
    assert not obstacles(found)


def test_what_stands_before_an_endpoint_that_is_missing_is_no_cause() -> None:
    found = direct(routed(**CLOSED), STS)
    assert causes_at(found, "security-group", "network-acl") == set()
    assert found.truth.is_no
    assert {hop.truth.is_no for hop in found.hops if hop.kind in ("security-group", "network-acl")} == {True}
    assert {each.cause for each in obstacles(found)} == {Cause.SERVICE_ENDPOINT_MISSING}


def test_on_every_other_way_it_is_one() -> None:
    for found in (
        direct(routed(route(DEFAULT, "igw-1"), **CLOSED), STS),
        direct(routed(route("8.8.8.0/25", "igw-1"), **CLOSED), STS),
        direct(routed(**CLOSED), HOST),
        direct(routed(**CLOSED), Destination("sts", HOST.addresses, 443, service=STS.service)),
        direct(routed(route(DEFAULT, "tgw-1"), **CLOSED), STS),
        direct(world(RouteTables=[without(table(), "Routes")], **CLOSED), STS),
        direct(world(RouteTables=None, **CLOSED), STS),
    ):
        assert causes_at(found, "security-group") == {EGRESS}
        assert causes_at(found, "network-acl") == {Cause.NETWORK_ACL_EGRESS, Cause.NETWORK_ACL_RETURN}


def test_the_own_list_is_met_for_what_is_outside_the_subnet_only() -> None:
    both = Destination("database", AddressSet.parse(RECEIVER, "10.0.2.9"), 5432)
    shut = [acl(entry(90, "deny", egress=True), entry(90, "deny", egress=False), *OPEN_LIST)]
    held = routed(NetworkAcls=shut, Subnets=[subnet(), subnet("subnet-0000000b", "10.0.2.0/24")])
    found = direct(held, both)
    (out,), (back,) = found.common[-1].obstacles, found.answer[-1].obstacles
    assert out.refused is not None
    assert back.refused is not None
    assert out.refused.destinations() == back.refused.sources() == AddressSet.parse("10.0.2.9")
    inside = direct(held, Destination("database", AddressSet.parse(RECEIVER), 5432))
    assert [hop.kind for hop in inside.hops] == ["security-group", "route-table", "local"]


def test_where_the_addresses_are_not_known_what_stops_a_part_of_them_proves_nothing() -> None:
    anywhere = Destination("S3", PUBLIC_IPV4, 443, frozenset({Fact("PrefixLists")}))
    some = routed(route("52.0.0.0/8", "igw-1"), route(DEFAULT, "tgw-1"), SecurityGroups=OPEN)
    assert not obstacles(direct(some, anywhere))
    assert IGW in {each.cause for each in obstacles(direct(some, anywhere), UNKNOWN)}
    every = routed(route(DEFAULT, "igw-1"), SecurityGroups=OPEN)
    assert {each.cause for each in obstacles(direct(every, anywhere), FAIL)} == {IGW}


def test_a_rule_for_a_group_is_for_those_who_are_known_to_carry_it() -> None:
    database = Destination("database", AddressSet.parse(RECEIVER), 5432)
    carrier = Members(frozenset({"sg-0000000d"}), database.addresses)
    held = routed(SecurityGroups=[group(egress=[permission("-1", "sg-0000000d")]), group("sg-0000000d")])
    assert only_hop(direct(held, database, carrier), "security-group").truth.is_yes
    assert only_hop(direct(held, database), "security-group").truth.is_unknown
    stranger = Members(frozenset({"sg-0000000e"}), database.addresses)
    assert only_hop(direct(held, database, stranger), "security-group").truth.is_no


def test_who_receives_is_not_the_job_itself() -> None:
    database = Destination("database", AddressSet.parse(RECEIVER), 5432)
    held = routed(SecurityGroups=[group(egress=[permission("-1", GROUP)])])
    stranger = Members(frozenset({"sg-0000000e"}), database.addresses)
    assert only_hop(direct(held, database, stranger), "security-group").truth.is_no
    assert only_hop(
        direct(held, Destination("peer", AddressSet.parse("10.0.1.8"), 5432), stranger), "security-group"
    ).truth.is_yes
