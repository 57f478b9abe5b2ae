"""What holds in every network: more that is allowed is never worse, and neither names nor order matter."""

import copy
import json
import re
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from netaddr import IPNetwork, IPSet
from worlds import World, case_of, entry, job_of, permission

from vpclint.decision.case import Case
from vpclint.network.hops import Hop
from vpclint.truth import Answer

from .agreement import SETTINGS
from .drawn import Drawn, drawn
from .routes import table_of
from .working import HOST_BLOCK

law = settings(deadline=None, max_examples=100)

RANKS = {Answer.FAIL: 0, Answer.UNKNOWN: 1, Answer.PASS: 2}
IDS = re.compile(r"\b((?:acl|dopt|eni|igw|nat|pcx|pl|rtb|sg|subnet|tgw|vgw|vpc|vpce)-)0([0-9a-f]{7})\b")
PLACES = re.compile(r"\[\d+\]")


def asked(of: Drawn, world: World | None = None) -> Case:
    job = job_of(*of.subnets, groups=of.groups, instances=2, EnableInterContainerTrafficEncryption=of.encrypted)
    return case_of(of.world if world is None else world, job, SETTINGS)


def answers(case: Case) -> dict[tuple[str, str], int]:
    """How good the answer to each need in each subnet is."""
    return {
        (str(answer.need), each.subnet_id): RANKS[each.truth.answer]
        for answer in case.answers
        for each in answer.subnets
    }


def worse(of: Drawn, changed: World) -> set[tuple[str, str]]:
    """The needs that are answered worse in a changed world."""
    before = answers(asked(of))
    return {key for key, rank in answers(asked(of, changed)).items() if rank < before[key]}


def told(case: Case) -> list[Any]:
    """All that a case says, without the places in lists and in no order."""
    found = [
        (str(answer.need), each.subnet_id, each.truth.answer.value, sorted(map(spelled, each.hops)))
        for answer in case.answers
        for each in answer.subnets
    ]
    return json.loads(json.dumps(sorted(found)))


def spelled(hop: Hop) -> list[Any]:
    facts = sorted(PLACES.sub("", f"{fact.key} {fact.record} {fact.field}") for fact in hop.truth.facts)
    obstacles = sorted(
        [each.cause.name, each.truth.answer.value, each.resource, each.subject, str(each.refused), each.mild]
        for each in hop.obstacles
    )
    return [hop.kind, hop.resource, hop.truth.answer.value, facts, obstacles]


@st.composite
def permissions(draw: st.DrawFn) -> Any:
    protocol = draw(st.sampled_from(["-1", "tcp", "udp", "50"]))
    peers = draw(st.sampled_from([["0.0.0.0/0"], ["10.0.0.0/25"], ["sg-0000000a"], ["8.8.8.0/25", "sg-0000000e"]]))
    return permission(protocol, *peers, ports=(443, 60000) if protocol in ("tcp", "udp") else None)


@law
@given(drawn(), permissions(), st.data())
def test_one_more_rule_of_a_group_makes_nothing_worse(of: Drawn, rule: Any, data: st.DataObject) -> None:
    more = copy.deepcopy(of.world)
    group = data.draw(st.sampled_from(more["SecurityGroups"]))
    group[data.draw(st.sampled_from(["IpPermissions", "IpPermissionsEgress"]))].append(rule)
    assert worse(of, more) == set()


@law
@given(drawn(), st.data())
def test_one_more_entry_of_a_list_that_allows_makes_nothing_worse(
    of: Drawn,
    data: st.DataObject,
) -> None:
    more, egress = copy.deepcopy(of.world), data.draw(st.booleans())
    entries = data.draw(st.sampled_from(more["NetworkAcls"]))["Entries"]
    used = {each["RuleNumber"] for each in entries if each["Egress"] is egress}
    number = data.draw(st.integers(1, 32766).filter(lambda each: each not in used))
    block = data.draw(st.sampled_from(["0.0.0.0/0", "52.219.0.0/17", "10.0.0.0/26", "8.8.8.4/30"]))
    ports = data.draw(st.sampled_from([None, (443, 443), (1024, 40000)]))
    allowed = entry(number, "allow", block, egress=egress, protocol="6" if ports else "-1", ports=ports)
    entries.insert(data.draw(st.integers(0, len(entries))), allowed)
    assert worse(of, more) == set()


@law
@given(drawn())
def test_what_no_route_carries_is_not_reached(of: Drawn) -> None:
    less = copy.deepcopy(of.world)
    for table in less["RouteTables"]:
        table["Routes"] = [each for each in table["Routes"] if each.get("GatewayId") == "local"]
    found = answers(asked(of, less))
    assert {key for key, rank in found.items() if key[0] == "h:443" and rank == RANKS[Answer.PASS]} == set()


@law
@given(drawn(), st.data())
def test_a_route_that_is_taken_away_saves_nothing_that_the_others_do_not_carry(of: Drawn, data: st.DataObject) -> None:
    less = copy.deepcopy(of.world)
    table = data.draw(st.sampled_from(less["RouteTables"]))
    table["Routes"].pop(data.draw(st.integers(0, len(table["Routes"]) - 1)))
    for (need, subnet_id), rank in answers(asked(of, less)).items():
        if need == "h:443" and rank == RANKS[Answer.PASS]:
            assert IPNetwork(HOST_BLOCK) in carried(less, subnet_id)


def carried(world: World, subnet_id: str) -> IPSet:
    """Every address for which the table of a subnet has a route."""
    lists = {each["PrefixListId"]: each["Cidrs"] for each in world["PrefixLists"]}
    lists |= {each["PrefixListId"]: [one["Cidr"] for one in each["Entries"]] for each in world["ManagedPrefixLists"]}
    routes = table_of(world, subnet_id)["Routes"]
    blocks = [each["DestinationCidrBlock"] for each in routes if "DestinationCidrBlock" in each]
    listed = [lists[each["DestinationPrefixListId"]] for each in routes if "DestinationPrefixListId" in each]
    return IPSet([*blocks, *(block for one in listed for block in one)])


@law
@given(drawn())
def test_other_names_change_nothing_but_the_names(of: Drawn) -> None:
    def renamed(value: Any) -> Any:
        return json.loads(IDS.sub(r"\g<1>9\g<2>", json.dumps(value)))

    other = Drawn(renamed(of.world), of.changed, tuple(renamed(of.subnets)), tuple(renamed(of.groups)), of.encrypted)
    assert told(asked(other)) == renamed(told(asked(of)))


def shuffled(value: Any, random: Random) -> Any:
    """The same value with every list in another order."""
    if isinstance(value, dict):
        return {key: shuffled(member, random) for key, member in value.items()}
    if isinstance(value, list):
        return random.sample([shuffled(each, random) for each in value], len(value))
    return value


@law
@given(drawn(), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(of: Drawn, random: Random) -> None:
    assert told(asked(of, shuffled(of.world, random))) == told(asked(of))
