"""Hops, legs and ways: what they answer together, and what becomes of them under a doubt."""

import pytest

from vpclint.algebra.addresses import AddressSet
from vpclint.algebra.ports import TCP, PortSet, ProtocolSet
from vpclint.algebra.traffic import TrafficSet
from vpclint.network.destination import Destination
from vpclint.network.hops import Cause, Hop, Leg, Obstacle, Way, agreed, warned_of_in_all
from vpclint.truth import NO, YES, Answer, Fact, Truth, unknown

from .ways import BLACKHOLE, EGRESS, FAIL, IGW, UNKNOWN, traffic_to

ONE, TWO = AddressSet.parse("8.8.8.0/25"), AddressSet.parse("8.8.8.128/25")
HOST = Destination("host", ONE | TWO, 443)
BEHIND, ORDER, LATER = (unknown(Fact(key)) for key in ("FlowLogs", "RouteTables", "Vpcs"))
RETURN = Cause.NETWORK_ACL_RETURN


def obstacle(
    cause: Cause = EGRESS, truth: Truth = NO, part: str = "8.8.8.0/24", *, partial: bool = False, mild: bool = False
) -> Obstacle:
    return Obstacle(cause, truth, "x", refused=traffic_to(part), partial=partial, mild=mild)


def lost_answers(part: str, truth: Truth = NO, *, mild: bool = False) -> Obstacle:
    """An obstacle on the way back from a part of the destination."""
    refused = TrafficSet.of(
        protocols=ProtocolSet.single(TCP),
        sources=AddressSet.parse(part),
        destinations=AddressSet.parse("10.0.1.0/24"),
        ports=PortSet.range(32768, 60999),
    )
    return Obstacle(RETURN, truth, "acl", refused=refused, mild=mild)


def hop(name: str, truth: Truth = YES, *obstacles: Obstacle, back: bool = False) -> Hop:
    return Hop(name, name, truth, "", obstacles, back)


def stopping(truth: Truth = NO) -> Hop:
    """A hop that stops everything."""
    return hop("stop", truth, obstacle(truth=truth))


def test_the_hops_stand_in_the_order_of_the_packet_and_the_way_back_is_last() -> None:
    legs = (
        Leg(ONE, (hop("one"), hop("one back", back=True))),
        Leg(TWO, (hop("two"), hop("two back", back=True))),
    )
    way = Way(HOST, (hop("group"),), legs, (hop("list", back=True),), (hop("name"),))
    assert [each.kind for each in way.hops] == ["name", "group", "one", "two", "one back", "two back", "list"]


@pytest.mark.parametrize("place", ["names", "common", "legs", "answer"])
@pytest.mark.parametrize("truth", [YES, NO, BEHIND])
def test_a_way_is_as_good_as_its_worst_hop_wherever_that_stands(place: str, truth: Truth) -> None:
    hops = {name: (hop(name, truth if name == place else YES),) for name in ("names", "common", "legs", "answer")}
    way = Way(HOST, hops["common"], (Leg(ONE, hops["legs"]), Leg(TWO, ())), hops["answer"], hops["names"])
    assert way.truth == truth
    assert Leg(ONE, hops["legs"]).truth == (truth if place == "legs" else YES)


def test_what_is_stopped_is_told_by_who_is_asked_and_on_the_way_back_by_who_answers() -> None:
    common = hop("group", NO, obstacle(part="8.8.8.0/26"))
    leg = Leg(ONE, (hop("route", BEHIND, obstacle(BLACKHOLE, BEHIND, part="8.8.8.64/26")),))
    back = hop("list", NO, lost_answers("8.8.8.128/26"), lost_answers("8.8.8.192/26", mild=True), back=True)
    way = Way(HOST, (common,), (leg,), (back,))
    assert way.stopped(FAIL) == AddressSet.parse("8.8.8.0/26", "8.8.8.128/26")
    assert way.stopped(UNKNOWN) == AddressSet.parse("8.8.8.64/26")
    assert way.stopped(Answer.PASS) == AddressSet.of()


def test_an_obstacle_without_addresses_stops_all_of_them() -> None:
    dead = Obstacle(Cause.SERVICE_ENDPOINT_NOT_AVAILABLE, NO, "vpce-1")
    assert Way(HOST, (hop("endpoint", NO, dead),), ()).stopped(FAIL) == HOST.addresses


def test_a_hop_with_another_answer_keeps_its_warnings() -> None:
    warning = obstacle(IGW, mild=True)
    assert hop("x", NO, obstacle(), warning).answered(BEHIND) == hop("x", BEHIND, obstacle(truth=BEHIND), warning)


def test_what_a_doubted_hop_warns_of_is_open_but_for_what_holds_in_any_case() -> None:
    sure, unsure, stopped = obstacle(IGW, mild=True), obstacle(BLACKHOLE, mild=True), obstacle(EGRESS)
    doubted = hop("x", NO, sure, unsure, stopped).doubted({IGW}, ORDER.facts)
    assert doubted == hop("x", NO, sure, obstacle(BLACKHOLE, ORDER, mild=True), stopped)


def test_under_a_doubt_no_failure_is_proved_wherever_it_stands() -> None:
    stop, open_stop = stopping(), stopping(ORDER)
    fine, later = hop("fine"), hop("later", LATER)
    way = Way(HOST, (stop, fine), (Leg(ONE, (stop, later)),), (stop,), (stop,))
    weak = Way(HOST, (open_stop, fine), (Leg(ONE, (open_stop, later)),), (open_stop,), (open_stop,))
    assert way.weakened(ORDER.facts) == weak


def test_what_stops_all_of_the_traffic_stays_proved_where_only_parts_are_in_doubt() -> None:
    part = hop("part", NO, obstacle(part="8.8.8.0/25", partial=True))
    mild_part = hop("mild", NO, obstacle(part="8.8.8.0/25", partial=True, mild=True), obstacle())
    open_part = hop("part", ORDER, obstacle(truth=ORDER, part="8.8.8.0/25", partial=True))
    way = Way(HOST, (stopping(), part, mild_part), (Leg(ONE | TWO, (hop("fine"),)),))
    assert way.weakened(ORDER.facts, partial_only=True).common == (stopping(), open_part, mild_part)


def test_legs_that_each_lose_all_of_their_part_stay_proved_together() -> None:
    one = Leg(ONE, (hop("one", NO, obstacle(part="8.8.8.0/25", partial=True)),))
    two = Leg(TWO, (hop("two", NO, obstacle(part="8.8.8.128/25", partial=True)),))
    both = Way(HOST, (), (one, two))
    assert both.weakened(ORDER.facts, partial_only=True) == both
    assert both.weakened(ORDER.facts).truth == ORDER


@pytest.mark.parametrize(
    "rest",
    [
        hop("two", NO, obstacle(part="8.8.8.128/26", partial=True)),
        hop("two", YES, obstacle(part="8.8.8.128/25", partial=True, mild=True)),
        hop("two", BEHIND, obstacle(truth=BEHIND, part="8.8.8.128/25", partial=True)),
        hop("two"),
    ],
)
def test_where_some_address_is_not_lost_for_sure_the_legs_are_in_doubt(rest: Hop) -> None:
    one = Leg(ONE, (hop("one", NO, obstacle(part="8.8.8.0/25", partial=True)),))
    weak = Way(HOST, (), (one, Leg(TWO, (rest,)))).weakened(ORDER.facts, partial_only=True)
    assert weak.legs[0].truth == ORDER
    assert weak.truth.is_unknown


def test_a_leg_may_be_lost_by_several_hops_and_by_its_answers() -> None:
    out = hop("out", NO, obstacle(part="8.8.8.0/26", partial=True))
    back = hop("back", NO, lost_answers("8.8.8.64/26"), back=True)
    way = Way(HOST, (), (Leg(ONE, (out, back)),))
    assert way.weakened(ORDER.facts, partial_only=True).legs == way.legs


def test_what_is_warned_of_in_all_ways_holds_whichever_is_taken() -> None:
    first = [hop("a", YES, obstacle(IGW, mild=True)), hop("b", YES, obstacle(BLACKHOLE, mild=True))]
    second = [hop("a", YES, obstacle(BLACKHOLE, mild=True), obstacle(IGW))]
    assert warned_of_in_all([first, second]) == {BLACKHOLE}
    assert warned_of_in_all([first]) == {IGW, BLACKHOLE}


def test_alternatives_that_differ_are_open_for_all_facts_that_would_decide() -> None:
    assert agreed([NO, NO], ORDER.facts) == NO
    assert agreed([BEHIND], ORDER.facts) == BEHIND
    assert agreed([YES, NO], ORDER.facts) == ORDER
    assert agreed([YES, BEHIND, LATER], ORDER.facts) == unknown(*ORDER.facts, *BEHIND.facts, *LATER.facts)


def test_a_cause_is_reported_by_the_rule_of_its_name() -> None:
    assert Cause.S3_ENDPOINT_NOT_ROUTED.rule == "s3-endpoint-not-routed"
    assert len({cause.value for cause in Cause}) == len(Cause)


def test_an_obstacle_says_no_more_than_it_is_told() -> None:
    bare = Obstacle(EGRESS, NO, "x")
    assert (bare.subject, bare.pointer, bare.refused, bare.towards) == ("", "", None, ())
    assert (bare.partial, bare.mild) == (False, False)
