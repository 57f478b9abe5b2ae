"""What a user settles where no state does: behind a transit gateway, and at name servers of the user's own."""

from typing import Any

import pytest
from worlds import (
    CATALOGUE,
    GROUP,
    OPTIONS,
    S3_LIST,
    World,
    group,
    job_of,
    options,
    permission,
    policies,
    route,
    state_of,
    world,
)
from worlds import table as route_table

from vpclint.decision.case import Case
from vpclint.decision.decide import decide
from vpclint.network.analysis import Analysis
from vpclint.network.assumed import Assumed
from vpclint.network.hops import Cause
from vpclint.settings import Settings
from vpclint.truth import NO, YES, all_of

TGW, LOCAL = "tgw-1", route("10.0.0.0/16", "local")
EVERYONE = [group(ingress=[permission("-1", GROUP)], egress=[permission("-1", "0.0.0.0/0")])]
CENTRAL = world(RouteTables=[route_table(LOCAL, route(S3_LIST, TGW))], SecurityGroups=EVERYONE)
SERVED = world(DhcpOptions=[options("10.0.1.53")], SecurityGroups=EVERYONE)

each_question = pytest.mark.parametrize(
    ("held", "cause", "resource"),
    [(CENTRAL, Cause.PATH_LEAVES_THE_VPC, TGW), (SERVED, Cause.CUSTOM_NAME_SERVERS, OPTIONS)],
    ids=["transit gateway", "name servers"],
)


def asked(held: World, *assumed: Assumed, strict: bool = False) -> tuple[Case, Analysis]:
    settings = Settings(strict=strict)
    analysis = Analysis(state_of(policies() | held, strict=strict), assumed)
    return decide(analysis, job_of(), settings, CATALOGUE.options(settings)), analysis


def truth(case: Case) -> Any:
    return all_of(answer.truth for answer in case.answers)


@each_question
def test_what_no_state_tells_is_open_and_says_how_to_settle_it(held: World, cause: Cause, resource: str) -> None:
    found = truth(asked(held)[0])
    [fact] = found.facts
    assert fact.obtain == f'[[assume]] with rule = "{cause.rule}" and resource = "{resource}"'


@each_question
@pytest.mark.parametrize("strict", [False, True])
def test_with_a_yes_it_works(held: World, cause: Cause, resource: str, *, strict: bool) -> None:
    answer = Assumed(cause.rule, resource, YES, "tested monthly")
    case, analysis = asked(held, answer, strict=strict)
    assert truth(case).is_yes
    assert not [*case.blockages(cause)]
    assert analysis.used == {answer}


@each_question
def test_with_a_no_it_is_the_cause_of_a_failure(held: World, cause: Cause, resource: str) -> None:
    case, _ = asked(held, Assumed(cause.rule, resource, NO, "it was never built"))
    assert truth(case).is_no
    [blockage] = case.blockages(cause)
    assert (blockage.truth.is_no, blockage.obstacle.resource) == (True, resource)


@each_question
@pytest.mark.parametrize(("rule", "thing"), [("route-missing", ""), ("", "tgw-2")])
def test_an_answer_to_something_else_settles_nothing(
    held: World, cause: Cause, resource: str, rule: str, thing: str
) -> None:
    case, analysis = asked(held, Assumed(rule or cause.rule, thing or resource, YES, ""))
    assert truth(case).is_unknown
    assert analysis.used == set()


def test_what_is_proved_stays_and_uses_no_answer() -> None:
    dead = world(RouteTables=[route_table(LOCAL, route(S3_LIST, TGW, "blackhole"))], SecurityGroups=EVERYONE)
    case, analysis = asked(dead, Assumed("route-blackhole", "rtb-0000000a", YES, "no matter"))
    assert truth(case).is_no
    assert analysis.used == set()
