"""What a user settles at one hop: what was open gets an answer, and what is proved stays."""

import pytest
from worlds import reread, world

from vpclint.network.analysis import Analysis
from vpclint.network.assumed import Assumed, settled
from vpclint.network.hops import Cause, Hop, Obstacle
from vpclint.truth import NO, YES, Fact, Truth, unknown

EDGE, BLACKHOLE, BYPASSED = Cause.PATH_LEAVES_THE_VPC, Cause.ROUTE_BLACKHOLE, Cause.S3_ENDPOINT_BYPASSED
BEHIND, ORDER = unknown(Fact("", "tgw-1")), unknown(Fact("RouteTables", "rtb-1", "Routes"))
OPEN = Obstacle(EDGE, BEHIND, "tgw-1", towards=("S3",))
SECOND = Obstacle(BLACKHOLE, ORDER, "rtb-1")
PROVED = Obstacle(BLACKHOLE, NO, "rtb-1")
WARNED = Obstacle(BYPASSED, ORDER, "rtb-1", mild=True)


def says(cause: Cause, resource: str, truth: Truth, reason: str = "tested monthly") -> Assumed:
    return Assumed(cause.rule, resource, truth, reason)


def hop(truth: Truth, *obstacles: Obstacle) -> Hop:
    return Hop("transit-gateway", "tgw-1", truth, "nobody knows", obstacles, back=True)


def after(found: Hop, *assumed: Assumed) -> Hop:
    return settled(found, Analysis(reread(world()).state, assumed).assumed)


def test_a_yes_takes_away_what_was_open() -> None:
    assert after(hop(BEHIND, OPEN), says(EDGE, "tgw-1", YES)) == Hop(
        "transit-gateway", "tgw-1", YES, "assumed to work: tested monthly", (), back=True
    )


def test_a_no_proves_what_was_open() -> None:
    lost = Obstacle(EDGE, NO, "tgw-1", towards=("S3",))
    assert after(hop(BEHIND, OPEN), says(EDGE, "tgw-1", NO, "never built")) == Hop(
        "transit-gateway", "tgw-1", NO, "assumed not to work: never built", (lost,), back=True
    )


def test_what_is_not_settled_stays_open() -> None:
    found = after(hop(BEHIND, OPEN, SECOND), says(EDGE, "tgw-1", YES))
    assert (found.truth, found.obstacles) == (ORDER, (SECOND,))
    for other in (says(EDGE, "tgw-2", YES), says(BLACKHOLE, "tgw-1", YES)):
        assert after(hop(BEHIND, OPEN), other) == hop(BEHIND, OPEN)


def test_what_is_proved_is_not_asked_about() -> None:
    assert after(hop(NO, PROVED), says(BLACKHOLE, "rtb-1", YES)) == hop(NO, PROVED)
    found = after(hop(NO, PROVED, OPEN), says(EDGE, "tgw-1", YES), says(BLACKHOLE, "rtb-1", YES))
    assert (found.truth, found.obstacles) == (NO, (PROVED,))


@pytest.mark.parametrize("truth", [YES, NO])
def test_a_warning_that_is_settled_changes_no_answer(truth: Truth) -> None:
    found = after(hop(YES, WARNED), says(BYPASSED, "rtb-1", truth))
    assert found.truth == YES
    assert [each.truth for each in found.obstacles] == ([] if truth.is_yes else [NO])
    both = after(hop(BEHIND, OPEN, WARNED), says(EDGE, "tgw-1", YES), says(BYPASSED, "rtb-1", truth))
    assert both.truth == YES


def test_each_reason_is_told_once_and_one_no_is_a_no() -> None:
    both = hop(BEHIND, OPEN, SECOND)
    same = after(both, says(EDGE, "tgw-1", YES, "it runs"), says(BLACKHOLE, "rtb-1", YES, "it runs"))
    assert (same.truth, same.why) == (YES, "assumed to work: it runs")
    differ = after(both, says(EDGE, "tgw-1", YES, "it runs"), says(BLACKHOLE, "rtb-1", NO, "it is gone"))
    assert (differ.truth, differ.why) == (NO, "assumed not to work: it runs; it is gone")


def test_an_assumption_reads_as_a_sentence() -> None:
    assert str(says(EDGE, "tgw-1", YES)) == "path-leaves-the-vpc of tgw-1 holds: tested monthly"
    assert str(says(EDGE, "tgw-1", NO, "gone")) == "path-leaves-the-vpc of tgw-1 fails: gone"
