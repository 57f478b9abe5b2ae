"""What filters stop of what is wanted, and what their hops say: at groups, and at lists there and back."""

from typing import Any

import pytest
from worlds import (
    ACL,
    GROUP,
    OPEN_LIST,
    SUBNET,
    Record,
    World,
    acl,
    entry,
    group,
    permission,
    route,
    state_of,
    table,
    world,
)

from vpclint.algebra.addresses import AddressSet
from vpclint.algebra.bounded import BoundedTraffic, Doubt
from vpclint.algebra.ports import TCP, PortSet, ProtocolSet
from vpclint.algebra.traffic import TrafficSet
from vpclint.network.analysis import Analysis
from vpclint.network.destination import Destination
from vpclint.network.filters import JOB_PORTS, NAT_PORTS, Stop, stopped_answers, stops
from vpclint.network.hops import Cause, Decider, Hop, Obstacle
from vpclint.network.path import way_to
from vpclint.truth import NO, YES, Fact, unknown

from .test_nat import FAR, PUBLIC, lists, out
from .test_nat import asked as by_nat
from .ways import DEFAULT, EGRESS, LOCAL, OTHER, interface, linked, only_hop, traffic_to, way, without

THERE = AddressSet.parse("8.8.8.0/24")
HOST = Destination("host", THERE, 443, named=False)
PORTS = PortSet.range(1, 100)
FACT = Fact("NetworkAcls", ACL, "Entries[0]")
OTHER_FACT = Fact("NetworkAcls", FAR, "Entries[0]")
RETURN, OUTWARD = Cause.NETWORK_ACL_RETURN, Cause.NETWORK_ACL_EGRESS
SAY_OUT, SAY_IN = OPEN_LIST


def answers(first: int = 1, last: int = 100, block: str = "8.8.8.0/24") -> TrafficSet:
    return TrafficSet.of(
        protocols=ProtocolSet.single(TCP), sources=AddressSet.parse(block), ports=PortSet.range(first, last)
    )


def bounded(*certain: TrafficSet, perhaps: TrafficSet | None = None, fact: Fact = FACT) -> BoundedTraffic:
    doubts = (Doubt(perhaps, frozenset({fact})),) if perhaps else ()
    return BoundedTraffic(TrafficSet.union(certain), doubts)


def test_what_is_stopped_is_parted_into_what_surely_is_and_what_may_be() -> None:
    assert list(stops(bounded(answers()), answers())) == []
    half = bounded(answers(1, 50))
    assert list(stops(half, answers())) == [Stop(NO, answers(51, 100))]
    open_for_the_rest = bounded(answers(1, 50), perhaps=answers(51, 100))
    assert list(stops(open_for_the_rest, answers())) == [Stop(unknown(FACT), answers(51, 100))]
    open_for_some = bounded(answers(1, 50), perhaps=answers(51, 70))
    assert list(stops(open_for_some, answers())) == [
        Stop(NO, answers(71, 100)),
        Stop(unknown(FACT), answers(51, 70)),
    ]


def stopped(permitted: BoundedTraffic, behind: BoundedTraffic | None = None) -> list[Stop]:
    return list(stopped_answers(permitted, answers(), PORTS, behind))


def test_answers_to_some_ports_are_enough_and_the_closed_ports_a_warning() -> None:
    assert stopped(bounded(answers())) == []
    assert stopped(bounded(answers(1, 50))) == [Stop(NO, answers(51, 100), mild=True)]
    assert stopped(bounded()) == [Stop(NO, answers())]


def test_answers_are_lost_pair_of_addresses_by_pair() -> None:
    one, two = "8.8.8.0/25", "8.8.8.128/25"
    assert stopped(bounded(answers(1, 50, one))) == [
        Stop(NO, answers(block=two)),
        Stop(NO, answers(51, 100, one), mild=True),
    ]


def test_answers_that_may_reach_the_only_ports_are_open() -> None:
    assert stopped(bounded(perhaps=answers(1, 50))) == [
        Stop(unknown(FACT), answers()),
        Stop(NO, answers(51, 100), mild=True),
    ]
    assert stopped(bounded(answers(1, 50), perhaps=answers(51, 70))) == [
        Stop(NO, answers(71, 100), mild=True),
        Stop(unknown(FACT), answers(51, 70), mild=True),
    ]
    assert stopped(bounded(perhaps=answers())) == [Stop(unknown(FACT), answers())]


def test_two_lists_that_are_each_open_for_a_part_may_leave_no_port() -> None:
    first, second = bounded(answers(1, 50)), bounded(answers(51, 100))
    assert stopped(first, second) == [Stop(NO, answers())]
    assert stopped(first, bounded(answers(50, 100))) == [Stop(NO, answers(51, 100), mild=True)]


def test_what_the_list_behind_stops_by_itself_is_told_there() -> None:
    assert stopped(bounded(answers()), bounded()) == []
    assert stopped(bounded(answers(1, 50)), bounded()) == [Stop(NO, answers(51, 100), mild=True)]


def test_whether_two_lists_leave_a_port_may_be_open_for_want_of_either() -> None:
    doubted = bounded(perhaps=answers(1, 50), fact=OTHER_FACT)
    assert stopped(bounded(answers(1, 50)), doubted) == [Stop(NO, answers(51, 100), mild=True)]
    partly = bounded(answers(51, 100), perhaps=answers(1, 50), fact=OTHER_FACT)
    assert stopped(bounded(answers(1, 50)), partly) == [
        Stop(unknown(OTHER_FACT), answers()),
        Stop(NO, answers(51, 100), mild=True),
    ]
    both = bounded(answers(1, 50), perhaps=answers(51, 100))
    assert stopped(both, bounded(answers(51, 100))) == [Stop(unknown(FACT), answers())]


def test_a_job_asks_from_the_ports_of_linux_and_a_nat_gateway_from_all_above_1023() -> None:
    assert PortSet.range(32768, 60999) == JOB_PORTS
    assert PortSet.range(1024, 65535) == NAT_PORTS


def listed(*entries: Record, **members: Any) -> World:
    """A host is asked behind a transit gateway, through a list with these entries."""
    held = {
        "RouteTables": [table(LOCAL, route(DEFAULT, "tgw-1"))],
        "SecurityGroups": [group(egress=[permission("-1", DEFAULT)])],
        "NetworkAcls": [acl(*entries)],
    }
    return world(**(held | members))


def at_list(*entries: Record, back: bool = False) -> Hop:
    return only_hop(way(listed(*entries), HOST), "network-acl", back=back)


def job_answers(first: int = 32768, last: int = 60999) -> TrafficSet:
    return answers(first, last)


def test_an_open_list_says_so_both_ways() -> None:
    assert at_list(*OPEN_LIST) == Hop("network-acl", ACL, YES, "the list lets questions to host out of the subnet")
    assert at_list(*OPEN_LIST, back=True) == Hop(
        "network-acl", ACL, YES, "the list lets answers from host into the subnet", back=True
    )


def test_a_list_that_stops_all_or_a_part_names_the_entry_and_the_part() -> None:
    every = Obstacle(OUTWARD, NO, ACL, "90", "/Entries/0", traffic_to("8.8.8.0/24"), towards=("host",))
    closed = at_list(entry(90, "deny", egress=True), *OPEN_LIST)
    assert closed == Hop(
        "network-acl", ACL, NO, "the list stops questions to host out of the subnet: tcp 443", (every,)
    )
    some = Obstacle(OUTWARD, NO, ACL, "90", "/Entries/0", traffic_to("8.8.8.0/25"), partial=True, towards=("host",))
    partly = at_list(entry(90, "deny", "8.8.8.0/25", egress=True), *OPEN_LIST)
    why = "the list stops some questions to host out of the subnet: tcp 443"
    assert partly == Hop("network-acl", ACL, NO, why, (some,))


def test_each_entry_that_denies_is_a_cause_of_its_own_and_the_end_of_the_list_is_one() -> None:
    halves = [entry(90, "deny", "8.8.8.0/25", egress=True), entry(91, "deny", "8.8.8.128/25", egress=True)]
    named = [(each.subject, each.pointer, each.partial) for each in at_list(*halves, *OPEN_LIST).obstacles]
    assert named == [("90", "/Entries/0", False), ("91", "/Entries/1", False)]
    bare = way(listed(NetworkAcls=[acl() | {"Entries": []}]), HOST)
    (end,) = only_hop(bare, "network-acl").obstacles
    assert (end.subject, end.pointer) == ("", "/Entries")


def test_answers_that_reach_no_port_are_lost_and_some_closed_ports_a_warning() -> None:
    shut = entry(90, "deny", egress=False, protocol="6", ports=(1024, 65535))
    lost = Obstacle(RETURN, NO, ACL, "90", "/Entries/0", job_answers(), towards=("host",))
    why = "the list stops answers from host into the subnet: tcp 32768-60999"
    assert at_list(shut, *OPEN_LIST, back=True) == Hop("network-acl", ACL, NO, why, (lost,), back=True)
    high = entry(90, "deny", egress=False, protocol="6", ports=(50000, 65535))
    warning = Obstacle(
        RETURN, NO, ACL, "90", "/Entries/0", job_answers(50000), partial=True, mild=True, towards=("host",)
    )
    why = "the list stops some answers from host into the subnet: tcp 50000-60999"
    assert at_list(high, *OPEN_LIST, back=True) == Hop("network-acl", ACL, YES, why, (warning,), back=True)


def test_a_list_with_an_entry_that_can_not_be_read_is_open_as_a_whole() -> None:
    unread = without(entry(90, "deny", egress=True, protocol="6", ports=(1, 2)), "PortRange")
    hop = at_list(unread, *OPEN_LIST)
    (fact,) = hop.truth.facts
    assert (fact.record, fact.field, fact.reason) == (ACL, "Entries[0]", "it has no PortRange")
    doubt = Obstacle(OUTWARD, hop.truth, ACL, "", "/Entries", traffic_to("8.8.8.0/24"), towards=("host",))
    why = "whether the list lets questions to host out of the subnet is open"
    assert hop == Hop("network-acl", ACL, hop.truth, why, (doubt,))


def test_an_entry_that_may_stop_every_answer_leaves_the_answers_open() -> None:
    unread = without(entry(90, "deny", egress=False, protocol="6", ports=(1, 2)), "PortRange")
    hop = at_list(unread, *OPEN_LIST, back=True)
    doubt = Obstacle(RETURN, hop.truth, ACL, "", "/Entries", job_answers(), towards=("host",))
    why = "whether the list lets answers from host into the subnet is open"
    assert hop == Hop("network-acl", ACL, hop.truth, why, (doubt,), back=True)
    assert hop.truth.is_unknown


def test_what_is_surely_stopped_is_told_before_what_may_be() -> None:
    unread = without(entry(80, "deny", "8.8.8.0/25", egress=True, protocol="6", ports=(1, 2)), "PortRange")
    hop = at_list(unread, entry(90, "deny", "8.8.8.128/25", egress=True), *OPEN_LIST)
    assert (hop.truth, [each.truth.is_no for each in hop.obstacles]) == (NO, [True, False])
    assert hop.why == "the list stops some questions to host out of the subnet: tcp 443"
    inside = Destination("host", AddressSet.parse("10.0.2.9", "8.8.8.0/24"), 443, named=False)
    to_another = [group(egress=[permission("-1", "sg-0000000d")]), group("sg-0000000d")]
    at_groups = only_hop(way(listed(*OPEN_LIST, SecurityGroups=to_another), inside), "security-group")
    assert (at_groups.truth, [each.truth.is_no for each in at_groups.obstacles]) == (NO, [True, False])
    assert at_groups.why == "no rule of the groups lets all of TCP 443 out to host"


def test_where_the_jobs_own_list_is_not_known_the_other_is_judged_by_itself() -> None:
    far = acl(*OPEN_LIST, acl_id=FAR, subnets=[PUBLIC])
    found = by_nat(out(NetworkAcls=[far]))
    assert {hop.truth for hop in found.hops if hop.resource == FAR} == {YES}
    assert found.truth.is_unknown


def test_ports_that_may_be_closed_are_a_warning_in_doubt() -> None:
    twice = [entry(90, action, egress=False, protocol="6", ports=(50000, 65535)) for action in ("deny", "allow")]
    hop = at_list(*twice, *OPEN_LIST, back=True)
    (doubt,) = hop.obstacles
    assert (hop.truth, doubt.truth.is_unknown, doubt.mild, doubt.partial) == (YES, True, True, True)
    assert doubt.refused == job_answers(50000)


def test_without_lists_the_hops_are_open_for_just_what_they_are_asked() -> None:
    found = way(listed(NetworkAcls=None), HOST)
    out_of, into = only_hop(found, "network-acl"), only_hop(found, "network-acl", back=True)
    fact = Fact("NetworkAcls", obtain="aws ec2 describe-network-acls (ec2:DescribeNetworkAcls)")
    for hop, cause, refused in ((out_of, OUTWARD, traffic_to("8.8.8.0/24")), (into, RETURN, job_answers())):
        doubt = Obstacle(cause, unknown(fact), SUBNET, refused=refused, towards=("host",))
        expected = Hop("network-acl", SUBNET, unknown(fact), "NetworkAcls is not known", (doubt,), hop is into)
        assert hop == expected


def test_the_list_of_another_subnet_is_told_by_that_subnet() -> None:
    told = [hop.why for hop in by_nat(out()).hops if hop.resource == FAR]
    assert told == [
        f"the list lets questions to example.com into {PUBLIC}",
        f"the list lets questions to example.com out of {PUBLIC}",
        f"the list lets answers from example.com into {PUBLIC}",
        f"the list lets answers from example.com out of {PUBLIC}",
    ]


@pytest.mark.parametrize(("low", "works"), [(50000, False), (49999, True)])
def test_the_lists_of_two_subnets_have_to_leave_one_port_together(low: int, works: bool) -> None:  # noqa: FBT001
    own = [SAY_OUT, entry(90, "deny", egress=False, protocol="6", ports=(50000, 65535)), SAY_IN]
    far = [entry(90, "deny", egress=True, protocol="6", ports=(1024, low - 1)), *OPEN_LIST]
    found = by_nat(out(**lists(own=own, far=far)))
    assert found.truth.is_yes == works


def test_what_comes_back_to_the_gateway_meets_the_jobs_list_at_other_ports_later() -> None:
    far = [entry(90, "deny", egress=False, protocol="6", ports=(1024, 49999)), *OPEN_LIST]
    own = [SAY_OUT, entry(90, "deny", egress=False, protocol="6", ports=(50000, 65535)), SAY_IN]
    assert by_nat(out(**lists(own=own, far=far))).truth.is_yes


def at_group(*rules: Record) -> Hop:
    held = listed(*OPEN_LIST, SecurityGroups=[group(egress=rules)])
    return only_hop(way(held, HOST), "security-group")


@pytest.mark.parametrize(
    ("rules", "refused", "partial", "why"),
    [
        ([], "8.8.8.0/24", False, "no rule of the groups lets TCP 443 out to host"),
        (
            [permission("tcp", "8.8.8.0/25", ports=(443, 443))],
            "8.8.8.128/25",
            True,
            "no rule of the groups lets all of TCP 443 out to host",
        ),
    ],
)
def test_groups_that_stop_all_or_a_part_say_what_of_it(
    rules: list[Record],
    refused: str,
    why: str,
    *,
    partial: bool,
) -> None:
    lost = Obstacle(
        EGRESS, NO, GROUP, "", "IpPermissionsEgress", traffic_to(refused), partial=partial, towards=("host",)
    )
    assert at_group(*rules) == Hop("security-group", GROUP, NO, why, (lost,))


def test_groups_that_let_it_out_say_so_and_an_unknown_list_may() -> None:
    assert at_group(permission("-1", DEFAULT)) == Hop(
        "security-group", GROUP, YES, "the groups let TCP 443 out to host"
    )
    hop = at_group(permission("tcp", "pl-0000000f", ports=(443, 443)))
    (fact,) = hop.truth.facts
    assert (fact.key, fact.record, hop.why) == ("ManagedPrefixLists", "pl-0000000f", "a rule may allow it")
    doubt = Obstacle(EGRESS, hop.truth, GROUP, "", "IpPermissionsEgress", traffic_to("8.8.8.0/24"), towards=("host",))
    assert hop.obstacles == (doubt,)


def test_an_endpoints_groups_are_told_as_those_that_let_in() -> None:
    pair = {"Groups": [{"GroupId": "sg-0000000c"}, {"GroupId": "sg-0000000d"}]}
    groups = [group(egress=[permission("-1", DEFAULT)]), group("sg-0000000c"), group("sg-0000000d")]
    found = way(linked(VpcEndpoints=[interface(**pair)], SecurityGroups=groups))
    *_, hop = [hop for hop in found.hops if hop.kind == "security-group"]
    (lost,) = hop.obstacles
    assert (hop.resource, hop.why) == (
        "sg-0000000c, sg-0000000d",
        f"no rule of the groups lets TCP 443 in from {SUBNET}",
    )
    assert (lost.cause, lost.subject, lost.pointer) == (
        Cause.ENDPOINT_SECURITY_GROUP_INGRESS,
        OTHER,
        "IpPermissions",
    )


def test_who_wants_reasons_gets_the_rules_and_entries_that_let_it_through() -> None:
    state = state_of(listed(*OPEN_LIST))
    subnet = state.subnets.get(SUBNET)
    assert subnet is not None
    found = way_to(Analysis(state, explains=True), subnet, (GROUP,), HOST)
    assert only_hop(found, "security-group").deciders == (
        Decider(GROUP, "/IpPermissionsEgress/0", "every protocol to 0.0.0.0/0"),
    )
    assert only_hop(found, "network-acl").deciders == (Decider(ACL, "/Entries/0", "entry 100"),)
    assert only_hop(found, "network-acl", back=True).deciders == (Decider(ACL, "/Entries/1", "entry 100"),)
    assert [hop.deciders for hop in way(listed(*OPEN_LIST), HOST).hops if hop.kind == "network-acl"] == [(), ()]
