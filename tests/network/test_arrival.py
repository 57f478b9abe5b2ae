"""Inside the VPC: the local route, the borders of other subnets, and the routes that lead answers back."""

from typing import Any

import pytest
from worlds import (
    OPEN_LIST,
    SUBNET,
    TABLE,
    VPC,
    Record,
    World,
    acl,
    association,
    entry,
    group,
    network_interface,
    permission,
    prefix_list,
    route,
    s3_list,
    subnet,
    table,
    world,
)

from vpclint.algebra.addresses import AddressSet
from vpclint.algebra.ports import PortSet
from vpclint.algebra.traffic import TrafficSet
from vpclint.network.destination import Destination
from vpclint.network.hops import Cause, Hop, Obstacle, Way
from vpclint.truth import NO, YES, Fact, unknown

from .ways import (
    BLACKHOLE,
    DEFAULT,
    DOOR,
    LOCAL,
    OTHER,
    S3_LIST,
    TO_S3,
    answers_from,
    causes,
    facts,
    interface,
    linked,
    only_hop,
    traffic_to,
    way,
    without,
)

SECOND, FAR, BACK = "subnet-0000000b", "acl-0000000b", "rtb-0000000b"
HERE, THERE, NOBODY = "10.0.1.9", "10.0.2.9", "10.0.9.9"
ASKERS = AddressSet.parse("10.0.1.0/24") - AddressSet.parse("10.0.1.0/30", "10.0.1.255")
TABLES = "aws ec2 describe-route-tables (ec2:DescribeRouteTables)"
MISSING = Cause.ROUTE_MISSING
OVERLAPPING = [prefix_list("pl-0000000d", "one", "10.0.1.0/24"), prefix_list("pl-0000000e", "two", "10.0.1.0/24")]


def two(*back: Record, **members: Any) -> World:
    """Two subnets with a table and a list each; the far one has these routes, or the local one."""
    held = {
        "Subnets": [subnet(), subnet(SECOND, "10.0.2.0/24")],
        "NetworkAcls": [acl(*OPEN_LIST), acl(*OPEN_LIST, acl_id=FAR, subnets=[SECOND])],
        "RouteTables": [
            table(LOCAL),
            table(*(back or [LOCAL]), table_id=BACK, associations=[association(SECOND)]),
        ],
        "SecurityGroups": [group(egress=[permission("-1", DEFAULT)])],
    }
    return world(**(held | members))


def to(*blocks: str) -> Destination:
    return Destination("database", AddressSet.parse(*blocks), 5432, named=False)


def asked(held: World, *blocks: str) -> Way:
    return way(held, to(*(blocks or [THERE])))


def inside(*, partial: bool = False, block: str = THERE) -> Hop:
    """The hop at which somebody in the VPC receives it, whom nobody knows."""
    reason = f"what lies behind the local route of {VPC} is not in the state"
    assume = f'[[assume]] with rule = "path-leaves-the-vpc" and resource = "{VPC}"'
    truth = unknown(Fact("", VPC, "", reason, assume))
    refused = traffic_to(block, port=5432)
    doubt = Obstacle(Cause.PATH_LEAVES_THE_VPC, truth, VPC, refused=refused, partial=partial, towards=("database",))
    return Hop("local", VPC, truth, reason, (doubt,))


def test_into_another_subnet_the_lists_of_both_are_crossed_there_and_back() -> None:
    found = asked(two())
    assert [(hop.kind, hop.resource, hop.back) for hop in found.hops] == [
        ("security-group", "sg-0000000a", False),
        ("route-table", TABLE, False),
        ("network-acl", "acl-0000000a", False),
        ("route", TABLE, False),
        ("network-acl", FAR, False),
        ("local", VPC, False),
        ("network-acl", FAR, True),
        ("network-acl", "acl-0000000a", True),
    ]
    assert only_hop(found, "local") == inside()
    assert [leg.addresses for leg in found.legs] == [AddressSet.parse(THERE)]


def test_within_the_subnet_no_list_and_no_route_is_met() -> None:
    found = asked(two(route("9.9.9.0/24", "tgw-1"), RouteTables=[table(route("9.9.9.0/24", "tgw-1"))]), HERE)
    assert [hop.kind for hop in found.hops] == ["security-group", "route-table", "local"]
    assert only_hop(found, "local") == inside(block=HERE)


def test_each_subnet_receives_its_own_part() -> None:
    found = asked(two(), HERE, THERE)
    assert [leg.addresses for leg in found.legs] == [AddressSet.parse(HERE), AddressSet.parse(THERE)]
    assert [hop for hop in found.hops if hop.kind == "local"] == [
        inside(partial=True, block=HERE),
        inside(partial=True),
    ]


def test_another_subnets_list_stops_what_comes_from_a_part_of_the_own_one() -> None:
    closed = [
        entry(90, "deny", "10.0.1.0/25", egress=True),
        entry(80, "deny", "10.0.1.128/25", egress=False, protocol="6", ports=(5432, 5432)),
    ]
    far = acl(*closed, *OPEN_LIST, acl_id=FAR, subnets=[SECOND])
    found = asked(two(NetworkAcls=[acl(*OPEN_LIST), far]))
    into, out_of = [hop for hop in found.hops if hop.resource == FAR]
    (stopped,), (lost,) = into.obstacles, out_of.obstacles
    questions = TrafficSet.of(
        protocols=to(THERE).protocols,
        sources=ASKERS & AddressSet.parse("10.0.1.128/25"),
        destinations=AddressSet.parse(THERE),
        ports=PortSet.single(5432),
    )
    assert (stopped.cause, stopped.subject, stopped.pointer) == (Cause.NETWORK_ACL_EGRESS, "80", "/Entries/1")
    assert (stopped.refused, stopped.partial) == (questions, True)
    assert (lost.cause, lost.subject, lost.pointer) == (Cause.NETWORK_ACL_RETURN, "90", "/Entries/0")
    assert lost.refused is not None
    assert lost.refused.sources() == AddressSet.parse(THERE)
    assert lost.refused.destinations() == ASKERS & AddressSet.parse("10.0.1.0/25")
    assert lost.refused.ports() == PortSet.range(32768, 60999)


@pytest.mark.parametrize(
    ("back", "hop"),
    [
        (
            [route("9.9.9.0/24", "tgw-1")],
            Hop(
                "route-table",
                BACK,
                NO,
                f"{BACK} has no route back to {ASKERS}",
                (Obstacle(MISSING, NO, BACK, refused=answers_from(THERE), towards=("database",)),),
                back=True,
            ),
        ),
        (
            [LOCAL, route("10.0.1.0/25", "nat-1", state="blackhole")],
            Hop(
                "route",
                BACK,
                NO,
                "10.0.1.0/25 to nat-1 is blackhole: it drops the answers",
                (Obstacle(BLACKHOLE, NO, BACK, "nat-1", "/Routes/1", answers_from(THERE), towards=("database",)),),
                back=True,
            ),
        ),
    ],
)
def test_the_routes_of_the_other_subnet_have_to_lead_back(back: list[Record], hop: Hop) -> None:
    found = asked(two(*back))
    assert only_hop(found, hop.kind, back=True) == hop
    assert found.truth.is_no


def test_answers_that_reach_a_part_of_the_subnet_only_are_stopped_for_the_rest() -> None:
    hop = only_hop(asked(two(route("10.0.1.0/25", "local"))), "route-table", back=True)
    assert hop.why == f"{BACK} has no route back to {ASKERS & AddressSet.parse('10.0.1.128/25')}"


@pytest.mark.parametrize(
    ("tables", "kind", "resource", "fact", "cause"),
    [
        (
            [table(LOCAL, associations=[association(SUBNET)])],
            "route-table",
            SECOND,
            Fact("RouteTables", VPC, "route table", "no table is marked as the main one", TABLES),
            MISSING,
        ),
        (
            [table(LOCAL), without(table(table_id=BACK, associations=[association(SECOND)]), "Routes")],
            "route",
            BACK,
            Fact("RouteTables", BACK, "Routes", "", TABLES),
            MISSING,
        ),
        (
            [table(LOCAL), table(without(LOCAL, "State"), table_id=BACK, associations=[association(SECOND)])],
            "route",
            BACK,
            Fact("RouteTables", BACK, "Routes[0].State", "", TABLES),
            BLACKHOLE,
        ),
    ],
)
def test_where_the_way_back_is_not_known_it_is_open(
    tables: list[Record], kind: str, resource: str, fact: Fact, cause: Cause
) -> None:
    truth = unknown(fact)
    doubt = Obstacle(cause, truth, resource, refused=answers_from(THERE), towards=("database",))
    why = fact.reason or f"{fact.subject} is not known"
    found = asked(two(RouteTables=tables))
    assert only_hop(found, kind, back=True) == Hop(kind, resource, truth, why, (doubt,), back=True)
    assert facts(found) == {("", VPC, ""), (fact.key, fact.record, fact.field)}


def test_a_list_that_nobody_knows_may_take_the_answers_unless_it_leads_to_a_gateway_endpoint() -> None:
    hop = only_hop(asked(two(LOCAL, route("pl-0000000f", "eni-1"))), "route", back=True)
    assert (hop.resource, hop.why) == (BACK, "pl-0000000f in ManagedPrefixLists is not known")
    assert [each.cause for each in hop.obstacles] == [MISSING]
    assert facts(asked(two(LOCAL, route("pl-0000000f", "vpce-0000000a")))) == {("", VPC, "")}
    nowhere = without(route("0.0.0.0/0", OTHER), "DestinationCidrBlock")
    assert ("RouteTables", BACK, "Routes[1]") in facts(asked(two(LOCAL, nowhere)))


def test_an_appliance_between_the_subnets_may_do_anything_with_the_answers() -> None:
    hop = only_hop(asked(two(LOCAL, route("10.0.1.0/24", "eni-1"))), "network-interface", back=True)
    reason = "what lies behind the network interface eni-1 is not in the state"
    (fact,) = hop.truth.facts
    assert (hop.resource, hop.why, fact.reason) == ("eni-1", reason, reason)
    (doubt,) = hop.obstacles
    assert (doubt.cause, doubt.refused) == (Cause.PATH_LEAVES_THE_VPC, answers_from(THERE))


def test_whether_answers_are_dropped_at_one_of_two_equal_prefixes_is_open() -> None:
    equals = [route("pl-0000000d", "eni-1", state="blackhole"), route("pl-0000000e", "tgw-1")]
    found = asked(two(LOCAL, *equals, PrefixLists=[s3_list(), *OVERLAPPING]))
    hop = only_hop(found, "route", back=True)
    fact = Fact("RouteTables", BACK, "Routes", "AWS does not define which of several routes is taken")
    assert hop.truth == unknown(fact)
    assert [each.cause for each in hop.obstacles] == [BLACKHOLE]
    assert only_hop(found, "transit-gateway", back=True).truth.is_unknown
    assert not causes(found)


def test_an_address_in_no_subnet_is_nowhere() -> None:
    found = asked(two(), NOBODY)
    lost = Obstacle(MISSING, NO, TABLE, "", "/Routes/0", traffic_to(NOBODY, port=5432), towards=("database",))
    why = f"{NOBODY}/32 is in no subnet of {VPC}"
    assert found.legs[0].hops[0] == Hop("route", TABLE, NO, why, (lost,))


@pytest.mark.parametrize(
    ("members", "fact"),
    [
        ({"Subnets": [subnet(), without(subnet(SECOND), "CidrBlock")]}, ("Subnets", SECOND, "CidrBlock")),
        ({"Subnets": [subnet(), without(subnet(SECOND, "10.0.2.0/24"), "VpcId")]}, ("Subnets", SECOND, "VpcId")),
    ],
)
def test_an_address_may_be_in_a_subnet_that_is_not_known_in_full(
    members: dict[str, Any], fact: tuple[str, str, str]
) -> None:
    found = asked(two(**members), NOBODY)
    hop = only_hop(found, "local")
    assert (hop.resource, facts(found)) == (VPC, {fact})
    assert [(each.cause, each.truth) for each in hop.obstacles] == [(MISSING, hop.truth)]


def test_where_an_endpoint_says_that_it_has_an_interface_the_state_lacks_its_subnet() -> None:
    far = network_interface("eni-1", THERE, [DOOR], SECOND)
    found = way(linked(VpcEndpoints=[interface()], NetworkInterfaces=[far]))
    reason = f"{THERE}/32 is in no subnet of {VPC} that the state shows"
    hop = only_hop(found, "local")
    assert (hop.truth, hop.why) == (unknown(Fact("", OTHER, "", reason)), reason)


def test_at_an_endpoints_interface_the_endpoint_is_judged_and_nobody_else() -> None:
    assert way(linked()).truth.is_yes
    assert "local" not in {hop.kind for hop in way(linked()).hops}


def test_what_the_local_route_takes_of_a_service_never_leaves_the_vpc() -> None:
    found = way(
        world(
            RouteTables=[table(route("52.219.0.0/17", "local"), TO_S3)],
            PrefixLists=[s3_list("52.219.0.0/16", list_id=S3_LIST)],
        )
    )
    lost = Obstacle(MISSING, NO, TABLE, "", "/Routes/0", traffic_to("52.219.0.0/17"), partial=True, towards=("S3",))
    hop = Hop("route", TABLE, NO, "52.219.0.0/17 keeps it inside the VPC", (lost,))
    assert hop in [each for leg in found.legs for each in leg.hops]
    assert only_hop(found, "gateway-endpoint").truth == YES


def test_where_the_block_of_the_jobs_subnet_is_not_known_no_route_back_is_missing_for_sure() -> None:
    held = two(Subnets=[without(subnet(), "CidrBlock"), subnet(SECOND, "10.0.2.0/24")])
    assert asked(held).truth.is_unknown
    assert not causes(asked(held))


def test_what_is_in_a_subnet_is_not_lost_with_what_is_in_none() -> None:
    there = to("10.0.2.0/24", "10.0.9.0/24")
    (lost,) = [each for hop in way(two(), there).hops for each in hop.obstacles if each.truth.is_no]
    assert lost.refused is not None
    assert lost.refused.destinations() == AddressSet.parse("10.0.9.0/24")


@pytest.mark.parametrize("state", ["active", "blackhole"])
def test_answers_to_a_subnet_without_a_block_may_be_led_elsewhere(state: str) -> None:
    hidden = {"Subnets": [without(subnet(), "CidrBlock"), subnet(SECOND, "10.0.2.0/24")]}
    found = asked(two(LOCAL, route("10.0.1.0/24", "eni-1", state=state), **hidden))
    back = only_hop(found, "route", back=True)
    assert {(fact.key, fact.record, fact.field) for fact in back.truth.facts} == {("Subnets", SUBNET, "CidrBlock")}
    straight = asked(two(LOCAL, route(DEFAULT, "nat-1"), **hidden))
    assert not [hop for hop in straight.hops if hop.back and hop.kind == "route"]
