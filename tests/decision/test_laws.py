"""What holds in every world: more is never worse, and names, order and idle routes do not matter."""

import copy
import json
import re
from collections.abc import Iterator
from random import Random
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import Record, World, case_of, reread, s3_list
from worlds.drawn import asked, jobs, rules, worlds

from vpclint.algebra.addresses import ALL_IPV4
from vpclint.decision.case import Case
from vpclint.network.hops import Hop
from vpclint.settings import Settings
from vpclint.truth import Answer, Truth
from vpclint.workload.job import Job

law = settings(deadline=None, max_examples=100)

WORSE_TO_BETTER = [Answer.FAIL, Answer.UNKNOWN, Answer.PASS]
_INDEX = re.compile(r"\[\d+\]")


def rank(truth: Truth) -> int:
    return WORSE_TO_BETTER.index(truth.answer)


def answers(case: Case) -> dict[tuple[str, str], Truth]:
    """The answer to each need in each subnet, and as a whole."""
    found = {(str(answer.need), ""): answer.truth for answer in case.answers}
    for answer in case.answers:
        found |= {(str(answer.need), subnet.subnet_id): subnet.truth for subnet in answer.subnets}
    return found


def told(case: Case) -> set[Any]:
    """All that a case says, without the places in lists: the answers with their facts, the hops and the obstacles."""
    found: set[Any] = {(*key, truth.answer, facts_of(truth)) for key, truth in answers(case).items()}
    for answer in case.answers:
        for subnet in answer.subnets:
            found |= {(str(answer.need), subnet.subnet_id, each) for hop in subnet.hops for each in spelled(hop)}
    return found


def facts_of(truth: Truth) -> frozenset[tuple[str, ...]]:
    return frozenset((fact.key, fact.record, _INDEX.sub("", fact.field)) for fact in truth.facts)


def spelled(hop: Hop) -> Iterator[tuple[Any, ...]]:
    yield hop.kind, hop.resource, hop.truth.answer, hop.why
    for each in hop.obstacles:
        refused = str(each.refused)
        yield each.cause.name, each.truth.answer, each.resource, each.subject, refused, each.partial, each.mild


@law
@given(worlds(), jobs(), asked, rules(), st.data())
def test_one_more_rule_that_allows_makes_nothing_worse(
    held: World, job: Job, wanted: Settings, rule: Record, data: st.DataObject
) -> None:
    more = copy.deepcopy(held)
    group = data.draw(st.sampled_from(more["SecurityGroups"]))
    group[data.draw(st.sampled_from(["IpPermissions", "IpPermissionsEgress"]))].append(rule)
    before, after = answers(case_of(held, job, wanted)), answers(case_of(more, job, wanted))
    assert {key for key, truth in after.items() if rank(truth) < rank(before[key])} == set()


@law
@given(worlds(), jobs(), asked, st.data())
def test_one_more_free_address_makes_nothing_worse(
    held: World, job: Job, wanted: Settings, data: st.DataObject
) -> None:
    more = copy.deepcopy(held)
    data.draw(st.sampled_from(more["Subnets"]))["AvailableIpAddressCount"] += 1
    before, after = answers(case_of(held, job, wanted)), answers(case_of(more, job, wanted))
    assert {key for key, truth in after.items() if rank(truth) < rank(before[key])} == set()


@law
@given(worlds(), jobs(), asked)
def test_a_route_that_carries_nothing_does_not_matter(held: World, job: Job, wanted: Settings) -> None:
    before = told(case_of(held, job, wanted))
    for table, index in idle_routes(held):
        less = copy.deepcopy(held)
        less["RouteTables"][table]["Routes"].pop(index)
        assert told(case_of(less, job, wanted)) == before


def idle_routes(held: World) -> Iterator[tuple[int, int]]:
    """The places of the tables and of their routes that carry no address at all, where all destinations are known."""
    analysis = reread(held)
    for place, table in enumerate(analysis.state.route_tables):
        routes = analysis.routes(table)
        carrying = {each.index for part in routes.select(ALL_IPV4) for each in part.routes}
        if not routes.unplaced:
            yield from ((place, each.index) for each in routes.routes if each.index not in carrying)


@law
@given(worlds(), jobs(), asked)
def test_a_route_to_where_nobody_goes_does_not_matter(held: World, job: Job, wanted: Settings) -> None:
    more = copy.deepcopy(held)
    for table in more["RouteTables"]:
        idle = {
            "DestinationCidrBlock": "192.0.2.0/24",
            "GatewayId": "igw-1",
            "State": "active",
            "Origin": "CreateRoute",
        }
        table["Routes"].append(idle)
    assert told(case_of(more, job, wanted)) == told(case_of(held, job, wanted))


def renamed(value: Any) -> Any:
    """The same value with every id that the random worlds hold spelled otherwise."""
    text = json.dumps(value)
    return json.loads(re.sub(r"\b((?:subnet|vpce|vpc|rtb|sg|pl)-)0000000([a-f])\b", r"\g<1>9999999\2", text))


def renamed_in(value: Any) -> Any:
    """The same for what a case tells."""
    if isinstance(value, str):
        return renamed(value)
    return type(value)(map(renamed_in, value)) if isinstance(value, tuple | frozenset | set) else value


@law
@given(worlds(), jobs(), asked)
def test_other_names_change_nothing_but_the_names(held: World, job: Job, wanted: Settings) -> None:
    other = msgspec.convert(renamed(msgspec.to_builtins(job)), Job)
    assert told(case_of(renamed(held), other, wanted)) == renamed_in(told(case_of(held, job, wanted)))


def shuffled(value: Any, random: Random) -> Any:
    """The same value with every list in another order."""
    if isinstance(value, dict):
        return {key: shuffled(member, random) for key, member in value.items()}
    if isinstance(value, list):
        return random.sample([shuffled(each, random) for each in value], len(value))
    return value


@law
@given(worlds(), jobs(), asked, st.randoms(use_true_random=False))
def test_the_order_of_records_routes_and_rules_does_not_matter(
    held: World, job: Job, wanted: Settings, random: Random
) -> None:
    assert told(case_of(shuffled(held, random), job, wanted)) == told(case_of(held, job, wanted))


@law
@given(worlds(), jobs(), asked)
def test_an_answer_is_open_exactly_where_it_has_facts_and_closed_only_where_something_is_proved(
    held: World, job: Job, wanted: Settings
) -> None:
    case = case_of(held, job, wanted)
    for answer in case.answers:
        for subnet in answer.subnets:
            assert bool(subnet.truth.facts) == subnet.truth.is_unknown
            proved = [each for hop in subnet.hops for each in hop.obstacles if each.truth.is_no and not each.mild]
            if subnet.hops and subnet.truth.is_no:
                assert proved
            if subnet.truth.is_yes:
                assert all(each.partial for each in proved)


@law
@given(worlds(), jobs())
def test_where_the_list_of_s3_is_not_known_nothing_is_said_that_the_list_could_refute(held: World, job: Job) -> None:
    unlisted = {key: value for key, value in held.items() if key not in ("PrefixLists", "ManagedPrefixLists")}
    hidden = answers(case_of(unlisted, job))
    elsewhere = held | {"PrefixLists": [s3_list("8.8.8.0/24"), *held["PrefixLists"][1:]]}
    for possible in (held, elsewhere):
        known = answers(case_of(possible, job))
        for key, truth in hidden.items():
            assert truth.is_unknown or truth.answer is known[key].answer
