"""Which rules and entries let traffic through: all those that take part in it, and no others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import GROUP, Record, acl, entry, group, permission, state_of, world

from vpclint.algebra.addresses import ALL_ADDRESSES, AddressSet
from vpclint.algebra.ports import PortSet, ProtocolSet
from vpclint.algebra.traffic import TrafficSet
from vpclint.network.acls import Side
from vpclint.network.admitting import admitting_entries, admitting_rules
from vpclint.network.analysis import Analysis
from vpclint.network.security_groups import Direction, Members

HTTPS = TrafficSet.of(
    protocols=ProtocolSet.single(6),
    sources=AddressSet.parse("10.0.1.0/24"),
    destinations=AddressSet.parse("52.219.0.0/16"),
    ports=PortSet.single(443),
)
BLOCKS = st.sampled_from(["0.0.0.0/0", "52.219.0.0/16", "52.219.0.0/17", "52.0.0.0/8", "10.0.0.0/8"])
PORTS = st.sampled_from([(443, 443), (0, 65535), (80, 80), (1024, 65535)])


def entries(listed: list[Record], *, explains: bool = True) -> list[tuple[str, str]]:
    analysis = Analysis(state_of(world(NetworkAcls=[acl(*listed)])), explains=explains)
    [only] = analysis.state.network_acls
    return [(each.pointer, each.words) for each in admitting_entries(analysis, only, Side.OUT_OF, HTTPS)]


@pytest.mark.parametrize(
    ("listed", "named"),
    [
        ([], []),
        ([entry(100, "allow", egress=True)], ["entry 100"]),
        ([entry(100, "allow", egress=False)], []),
        ([entry(200, "allow", egress=True), entry(100, "allow", egress=True)], ["entry 100"]),
        (
            [entry(100, "allow", "52.219.0.0/17", egress=True), entry(200, "allow", egress=True)],
            ["entry 100", "entry 200"],
        ),
        ([entry(100, "deny", "52.219.0.0/17", egress=True), entry(200, "allow", egress=True)], ["entry 200"]),
        ([entry(100, "deny", egress=True), entry(200, "allow", egress=True)], []),
        (
            [entry(100, "allow", egress=True, protocol="6", ports=(80, 80)), entry(110, "allow", egress=True)],
            ["entry 110"],
        ),
    ],
)
def test_the_first_entry_that_matches_is_named(listed: list[Record], named: list[str]) -> None:
    assert [words for _, words in entries(listed)] == named
    assert entries(listed, explains=False) == []


def test_a_list_without_entries_or_with_none_that_is_known_names_none() -> None:
    for members in ({"Entries": []}, {}):
        bare = {key: value for key, value in acl().items() if key != "Entries"} | members
        analysis = Analysis(state_of(world(NetworkAcls=[bare])), explains=True)
        [only] = analysis.state.network_acls
        assert admitting_entries(analysis, only, Side.OUT_OF, HTTPS) == ()


def without(listed: list[Record], dropped: set[int]) -> list[Record]:
    return [each | {"RuleAction": "deny"} if index in dropped else each for index, each in enumerate(listed)]


def passing(listed: list[Record]) -> TrafficSet:
    state = state_of(world(NetworkAcls=[acl(*listed)]))
    [only] = state.network_acls
    return Analysis(state).acl_filter(only, Side.OUT_OF).permitted.certain & HTTPS


@given(st.lists(st.tuples(st.sampled_from(["allow", "deny"]), BLOCKS, PORTS), max_size=5))
def test_the_named_entries_let_all_of_it_through_and_each_of_them_some(
    drawn: list[tuple[str, str, tuple[int, int]]],
) -> None:
    listed = [
        entry(100 + number, action, block, egress=True, protocol="6", ports=ports)
        for number, (action, block, ports) in enumerate(drawn)
    ]
    named = {int(pointer.rpartition("/")[2]) for pointer, _ in entries(listed)}
    assert passing(without(listed, {*range(len(listed))} - named)) == passing(listed)
    assert all(passing(without(listed, {index})) != passing(listed) for index in named)


def test_a_rule_is_named_with_everyone_whom_it_names() -> None:
    peers = ("0.0.0.0/0", "::/0", "pl-0000000a", GROUP)
    held = world(
        SecurityGroups=[group(ingress=[permission("-1", *peers)], egress=[permission("tcp", *peers, ports=(1, 2))])]
    )
    analysis = Analysis(state_of(held), explains=True)
    own = (Members(frozenset({GROUP}), AddressSet.parse("10.0.1.0/24")),)
    everything = TrafficSet.of(destinations=ALL_ADDRESSES)
    [inward] = admitting_rules(analysis, (GROUP,), Direction.INGRESS, own, everything)
    [outward] = admitting_rules(analysis, (GROUP,), Direction.EGRESS, own, everything)
    assert (inward.resource, inward.pointer) == (GROUP, "/IpPermissions/0")
    assert inward.words == "every protocol from 0.0.0.0/0, ::/0, pl-0000000a, sg-0000000a"
    assert outward.words == "tcp 1-2 to 0.0.0.0/0, ::/0, pl-0000000a, sg-0000000a"


def test_a_group_that_is_not_in_the_state_or_has_no_rules_there_names_none() -> None:
    bare = {key: value for key, value in group().items() if key != "IpPermissionsEgress"}
    analysis = Analysis(state_of(world(SecurityGroups=[bare])), explains=True)
    for groups in ((GROUP,), ("sg-0000000f",)):
        assert admitting_rules(analysis, groups, Direction.EGRESS, (), HTTPS) == ()


@pytest.mark.parametrize(
    ("lacking", "named"),
    [
        ("IpRanges", "::/0, pl-0000000a, sg-0000000a"),
        ("Ipv6Ranges", "0.0.0.0/0, pl-0000000a, sg-0000000a"),
        ("PrefixListIds", "0.0.0.0/0, ::/0, sg-0000000a"),
        ("UserIdGroupPairs", "0.0.0.0/0, ::/0, pl-0000000a"),
    ],
)
def test_a_rule_that_lacks_one_of_its_lists_is_named_by_the_others(lacking: str, named: str) -> None:
    rule = permission("-1", "0.0.0.0/0", "::/0", "pl-0000000a", GROUP)
    rule.pop(lacking)
    analysis = Analysis(state_of(world(SecurityGroups=[group(egress=[rule])])), explains=True)
    own = (Members(frozenset({GROUP}), AddressSet.parse("10.0.1.0/24")),)
    everything = TrafficSet.of(destinations=ALL_ADDRESSES)
    [only] = admitting_rules(analysis, (GROUP,), Direction.EGRESS, own, everything)
    assert only.words == f"every protocol to {named}"
