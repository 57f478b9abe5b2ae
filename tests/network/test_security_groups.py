from typing import Any

import msgspec
import pytest
from worlds import GROUP, Record, group, managed_list, permission, prefix_list, state_of, world

from vpclint.algebra.addresses import ALL_ADDRESSES, ALL_IPV4, AddressSet
from vpclint.algebra.bounded import BoundedTraffic
from vpclint.algebra.ports import ALL_PORTS, ESP, ICMP, TCP, UDP, PortSet, ProtocolSet, icmp_ports
from vpclint.algebra.traffic import ALL_TRAFFIC, NO_TRAFFIC, TrafficSet
from vpclint.aws.ec2 import IpPermission
from vpclint.network.blocks import assignable
from vpclint.network.security_groups import Direction, Members, permitted, service_text
from vpclint.truth import Fact, Truth

SECOND, STRANGE = "sg-0000000b", "sg-0000000d"
LIST = "pl-0000000c"
SUBNET_BLOCK = AddressSet.parse("10.0.1.0/28")
OWN = assignable(SUBNET_BLOCK)
PUBLIC = AddressSet.parse("52.219.0.0/16")
HTTPS = PortSet.single(443)

INGRESS, EGRESS = Direction.INGRESS, Direction.EGRESS


def allowed(
    *groups: Record, direction: Direction = EGRESS, job: tuple[str, ...] = (), **members: Any
) -> BoundedTraffic:
    """What the groups of a job, by default all that there are, let through; its interfaces are anywhere in a subnet."""
    named = job or tuple(each["GroupId"] for each in groups)
    state = state_of(world(SecurityGroups=[*groups], **members))
    return permitted(state, named, direction, (Members(frozenset(named), OWN),))


def out(*rules: Record, **members: Any) -> BoundedTraffic:
    return allowed(group(egress=rules), **members)


def to(addresses: AddressSet, protocol: int = TCP, ports: PortSet = HTTPS) -> TrafficSet:
    return TrafficSet.of(protocols=ProtocolSet.single(protocol), destinations=addresses, ports=ports)


def among_members(protocol: int = TCP, ports: PortSet = HTTPS) -> TrafficSet:
    return TrafficSet.of(protocols=ProtocolSet.single(protocol), sources=OWN, destinations=OWN, ports=ports)


def both_ways(*groups: Record, job: tuple[str, ...] = ()) -> tuple[Truth, Truth]:
    """Whether members get in from members, and out to them."""
    wanted = among_members()
    return (
        allowed(*groups, direction=INGRESS, job=job).covers(wanted),
        allowed(*groups, direction=EGRESS, job=job).covers(wanted),
    )


def test_a_group_without_rules_lets_nothing_through() -> None:
    assert out() == BoundedTraffic()
    assert allowed(group(), direction=INGRESS) == BoundedTraffic()


def test_each_direction_has_its_own_rules() -> None:
    only_out = group(egress=[permission("-1", "0.0.0.0/0")])
    assert allowed(only_out).covers(to(PUBLIC)).is_yes
    assert allowed(only_out, direction=INGRESS).certain == NO_TRAFFIC


def test_the_rules_of_all_groups_add_up() -> None:
    one = group(egress=[permission("tcp", "52.219.0.0/17", ports=(443, 443))])
    other = group(SECOND, egress=[permission("tcp", "52.219.128.0/17", ports=(443, 443))])
    assert allowed(one, other).covers(to(PUBLIC)).is_yes
    assert allowed(one, other, job=(GROUP,)).covers(to(PUBLIC)).is_no
    assert allowed(one, other, job=(SECOND,)).refused(to(PUBLIC)) == to(AddressSet.parse("52.219.0.0/17"))


def test_a_rule_names_the_peers_and_not_the_interface_itself() -> None:
    rule = permission("tcp", "10.0.9.0/24", ports=(80, 80))
    peers, web = AddressSet.parse("10.0.9.0/24"), PortSet.single(80)
    tcp = ProtocolSet.single(TCP)
    assert out(rule).certain == TrafficSet.of(protocols=tcp, destinations=peers, ports=web)
    coming = allowed(group(ingress=[rule]), direction=INGRESS)
    assert coming.certain == TrafficSet.of(protocols=tcp, sources=peers, ports=web)


def test_a_group_that_names_itself_joins_its_members() -> None:
    self_rule = [permission("-1", GROUP)]
    assert [truth.is_yes for truth in both_ways(group(ingress=self_rule, egress=self_rule))] == [True, True]
    assert [truth.is_yes for truth in both_ways(group(ingress=self_rule))] == [True, False]


@pytest.mark.parametrize(("holder", "named"), [(GROUP, GROUP), (GROUP, SECOND), (SECOND, GROUP), (SECOND, SECOND)])
def test_any_of_the_jobs_groups_may_name_any_other(holder: str, named: str) -> None:
    rules = [permission("tcp", named, ports=(0, 65535))]
    groups = [group(each, *((rules, rules) if each == holder else ())) for each in (GROUP, SECOND)]
    assert [truth.is_yes for truth in both_ways(*groups)] == [True, True]


def test_a_reference_to_another_group_never_means_the_jobs_members() -> None:
    rules = [permission("-1", STRANGE)]
    groups = [group(ingress=rules, egress=rules), group(STRANGE)]
    assert [truth.is_no for truth in both_ways(*groups, job=(GROUP,))] == [True, True]


def test_a_group_that_the_job_does_not_carry_lets_nothing_through_for_it() -> None:
    rules = [permission("-1", "0.0.0.0/0", GROUP)]
    groups = [group(), group(STRANGE, rules, rules)]
    assert [truth.is_no for truth in both_ways(*groups, job=(GROUP,))] == [True, True]


def test_a_reference_to_an_own_group_opens_nothing_beyond_the_subnet() -> None:
    assert out(permission("-1", GROUP)).covers(to(PUBLIC)).is_no
    assert out(permission("-1", GROUP)).covers(to(AddressSet.parse("10.0.2.0/28"))).is_no


@pytest.mark.parametrize(
    ("blocks", "answer"),
    [
        (["10.0.1.0/28"], "yes"),
        (["10.0.0.0/8"], "yes"),
        (["10.0.1.0/29", "10.0.1.8/29"], "yes"),
        (["10.0.1.4/30", "10.0.1.8/30", "10.0.1.12/31", "10.0.1.14/32"], "yes"),
        (["10.0.1.8/29"], "no"),
        (["10.0.1.4/30", "10.0.1.8/29"], "yes"),
        (["10.0.1.5/32", "10.0.1.6/31", "10.0.1.8/29"], "no"),
        (["10.0.2.0/28"], "no"),
        ([], "no"),
    ],
)
def test_blocks_let_members_in_only_where_they_hold_every_address_that_one_can_have(
    blocks: list[str], answer: str
) -> None:
    rules = [permission("tcp", *blocks, ports=(443, 443))]
    for truth in both_ways(group(ingress=rules, egress=rules)):
        assert {"yes": truth.is_yes, "no": truth.is_no}[answer]


def test_what_blocks_leave_out_is_named() -> None:
    coming = allowed(group(ingress=[permission("tcp", "10.0.1.8/29", ports=(443, 443))]), direction=INGRESS)
    assert str(coming.refused(among_members()).sources()) == "10.0.1.4/30"


def test_a_known_prefix_list_stands_for_its_blocks() -> None:
    lists = [prefix_list(LIST, "list", "52.219.0.0/17", "52.219.128.0/17")]
    assert out(permission("tcp", LIST, ports=(443, 443)), PrefixLists=lists).covers(to(PUBLIC)).is_yes
    assert out(permission("tcp", LIST, ports=(443, 443)), PrefixLists=lists).certain == to(PUBLIC)


def test_a_customers_prefix_list_stands_for_its_entries() -> None:
    managed = [managed_list(LIST, "offices", "52.219.0.0/16")]
    assert out(permission("-1", LIST), ManagedPrefixLists=managed).covers(to(PUBLIC)).is_yes


def test_an_unknown_prefix_list_may_let_anything_through_that_its_rule_is_for() -> None:
    unknown_list = out(permission("tcp", LIST, ports=(443, 443)))
    truth = unknown_list.covers(to(PUBLIC))
    assert {(fact.key, fact.record) for fact in truth.facts} == {("ManagedPrefixLists", LIST)}
    assert unknown_list.certain == NO_TRAFFIC
    assert unknown_list.covers(to(PUBLIC, ports=PortSet.single(80))).is_no
    assert unknown_list.covers(to(PUBLIC, UDP)).is_no


def test_a_prefix_list_that_lacks_its_blocks_is_an_unknown_one() -> None:
    lists = [{"PrefixListId": LIST, "PrefixListName": "list"}]
    truth = out(permission("-1", LIST), PrefixLists=lists).covers(to(PUBLIC))
    assert {(fact.key, fact.record, fact.field) for fact in truth.facts} == {("PrefixLists", LIST, "Cidrs")}


def test_what_is_allowed_anyway_needs_no_prefix_list() -> None:
    rules = [permission("-1", LIST), permission("tcp", "52.219.0.0/16", ports=(443, 443))]
    assert out(*rules).covers(to(PUBLIC)).is_yes


def test_minus_one_is_every_protocol_and_port() -> None:
    assert out(permission("-1", "0.0.0.0/0", "::/0")).certain == ALL_TRAFFIC
    assert out(permission("-1", "0.0.0.0/0", "::/0", ports=(80, 80))).certain == ALL_TRAFFIC


@pytest.mark.parametrize(("name", "number"), [("tcp", 6), ("udp", 17), ("6", 6), ("17", 17), ("TCP", 6)])
def test_tcp_and_udp_have_ports_by_name_and_by_number(name: str, number: int) -> None:
    assert out(permission(name, "52.219.0.0/16", ports=(443, 444))).certain == to(
        PUBLIC, number, PortSet.range(443, 444)
    )


@pytest.mark.parametrize("ports", [None, (0, 65535), (80, 80), (-1, -1)])
def test_other_protocols_have_no_ports_that_count(ports: tuple[int, int] | None) -> None:
    assert out(permission("50", "52.219.0.0/16", ports=ports)).certain == to(PUBLIC, ESP, ALL_PORTS)


@pytest.mark.parametrize(
    ("ports", "opened"),
    [
        ((-1, -1), ALL_PORTS),
        ((8, 0), icmp_ports(8, 0)),
        ((8, -1), icmp_ports(8, -1)),
        ((3, 4), icmp_ports(3, 4)),
    ],
)
def test_for_icmp_the_ports_are_type_and_code(ports: tuple[int, int], opened: PortSet) -> None:
    assert out(permission("icmp", "52.219.0.0/16", ports=ports)).certain == to(PUBLIC, ICMP, opened)


def test_icmp_opens_no_tcp_port() -> None:
    assert out(permission("icmp", "0.0.0.0/0", ports=(-1, -1))).covers(to(PUBLIC)).is_no


@pytest.mark.parametrize(("wanted", "open_"), [(443, True), (442, False), (444, False)])
def test_a_range_of_ports_holds_both_its_ends_and_nothing_beyond(wanted: int, *, open_: bool) -> None:
    single = out(permission("tcp", "0.0.0.0/0", ports=(443, 443)))
    assert single.covers(to(PUBLIC, ports=PortSet.single(wanted))).is_yes == open_


def test_tcp_between_members_is_neither_udp_500_nor_esp() -> None:
    own = group(ingress=[permission("tcp", GROUP, ports=(0, 65535))])
    coming = allowed(own, direction=INGRESS)
    assert coming.covers(among_members(TCP, PortSet.range(1, 65535))).is_yes
    assert coming.covers(among_members(UDP, PortSet.single(500))).is_no
    assert coming.covers(among_members(ESP, ALL_PORTS)).is_no


def without(record: Record, *members: str) -> Record:
    return {key: value for key, value in record.items() if key not in members}


ALL_443 = permission("tcp", "0.0.0.0/0", ports=(443, 443))


def open_for(rule: Record) -> Fact:
    """What would tell whether a group with this rule, which is its second, lets the job out to a public address."""
    (fact,) = out(permission("tcp", "10.0.0.0/8", ports=(22, 22)), rule).covers(to(PUBLIC)).facts
    assert (fact.key, fact.record) == ("SecurityGroups", GROUP)
    return fact


@pytest.mark.parametrize(
    ("rule", "member"),
    [
        (without(ALL_443, "FromPort", "ToPort"), "FromPort and ToPort"),
        (without(ALL_443, "FromPort"), "FromPort and ToPort"),
        (without(ALL_443, "ToPort"), "FromPort and ToPort"),
        (without(ALL_443, "IpProtocol"), "IpProtocol"),
        (without(ALL_443, "IpRanges"), "IpRanges"),
        (ALL_443 | {"IpRanges": [{}]}, "CidrIp"),
        (ALL_443 | {"IpProtocol": ""}, "IpProtocol"),
        (ALL_443 | {"IpRanges": [{"CidrIp": ""}]}, "CidrIp"),
        (without(ALL_443, "PrefixListIds") | {"IpRanges": []}, "PrefixListIds"),
        (ALL_443 | {"IpRanges": [], "PrefixListIds": [{}]}, "PrefixListIds.PrefixListId"),
    ],
)
def test_a_rule_that_lacks_a_member_may_let_anything_through(rule: Record, member: str) -> None:
    fact = open_for(rule)
    assert (fact.field, fact.reason) == (f"IpPermissionsEgress[1].{member}", "")


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        (permission("tcp", "0.0.0.0/0", ports=(444, 443)), "IpPermissionsEgress[1]"),
        (permission("tcp", "0.0.0.0/0", ports=(443, 65536)), "IpPermissionsEgress[1]"),
        (permission("udp", "0.0.0.0/0", ports=(-1, -1)), "IpPermissionsEgress[1]"),
        (permission("tcp", "0.0.0.0/0", ports=(10**30, 10**30)), "IpPermissionsEgress[1]"),
        (permission("icmp", "0.0.0.0/0", ports=(-1, 4)), "IpPermissionsEgress[1]"),
        (permission("icmp", "0.0.0.0/0", ports=(8, 256)), "IpPermissionsEgress[1]"),
        (permission("quic", "0.0.0.0/0", ports=(443, 443)), "IpPermissionsEgress[1]"),
        (permission("256", "0.0.0.0/0"), "IpPermissionsEgress[1]"),
        (permission("tcp", "10.0.0.1/24", ports=(443, 443)), "IpPermissionsEgress[1].CidrIp"),
        (permission("tcp", "everywhere", ports=(443, 443)), "IpPermissionsEgress[1].CidrIp"),
    ],
)
def test_a_rule_that_cannot_be_read_may_let_anything_through_and_says_why(rule: Record, place: str) -> None:
    fact = open_for(rule)
    assert (fact.field, bool(fact.reason)) == (place, True)


@pytest.mark.parametrize(
    "rule",
    [
        without(permission("tcp", "10.0.0.0/8"), "IpProtocol"),
        permission("tcp", "10.0.0.0/8"),
        permission("tcp", "10.0.0.0/8", ports=(444, 443)),
    ],
)
def test_a_rule_whose_service_cannot_be_read_is_still_for_its_own_peers_alone(rule: Record) -> None:
    assert out(rule).covers(to(PUBLIC)).is_no
    assert out(rule).covers(to(OWN)).is_unknown


@pytest.mark.parametrize(
    ("member", "open_", "closed"),
    [
        ("IpRanges", ["public", "members"], ["ipv6"]),
        ("Ipv6Ranges", ["ipv6"], ["public", "members"]),
        ("PrefixListIds", ["public", "members", "ipv6"], []),
        ("UserIdGroupPairs", ["members"], ["public"]),
    ],
)
def test_a_missing_list_of_peers_may_hold_only_its_own_kind(member: str, open_: list[str], closed: list[str]) -> None:
    opened = out(without(permission("tcp", ports=(443, 443)), member))
    places = {"public": PUBLIC, "members": OWN, "ipv6": AddressSet.parse("2600::/64")}
    assert [name for name in open_ if not opened.covers(to(places[name])).is_unknown] == []
    assert [name for name in closed if not opened.covers(to(places[name])).is_no] == []
    assert {fact.field for doubt in opened.doubts for fact in doubt.facts} == {f"IpPermissionsEgress[0].{member}"}


def test_a_pair_without_a_group_may_name_the_members() -> None:
    opened = out(permission("-1") | {"UserIdGroupPairs": [{"GroupName": "default"}]})
    assert "GroupId" in min(opened.covers(among_members()).facts).field
    assert opened.covers(to(PUBLIC)).is_no


def test_an_ipv6_block_that_is_missing_is_named_as_such() -> None:
    opened = out(permission("-1") | {"Ipv6Ranges": [{}]})
    assert min(opened.covers(to(AddressSet.parse("2600::/64"))).facts).field == "IpPermissionsEgress[0].CidrIpv6"


def test_rules_of_the_other_family_do_not_count() -> None:
    assert out(permission("-1", "::/0")).covers(to(PUBLIC)).is_no
    assert out(permission("-1", "0.0.0.0/0")).certain == TrafficSet.of(destinations=ALL_IPV4)


def test_a_group_that_surely_does_not_exist_lets_nothing_through() -> None:
    assert allowed(group(), job=("sg-0000000f",)) == BoundedTraffic()


def test_a_group_that_is_not_in_the_state_may_let_anything_through() -> None:
    state = state_of(world(SecurityGroups=None))
    opened = permitted(state, (GROUP,), EGRESS, ())
    assert {fact.key for fact in opened.covers(ALL_TRAFFIC).facts} == {"SecurityGroups"}


def test_what_one_group_allows_needs_no_other_group() -> None:
    state = state_of(world(SecurityGroups=[group(egress=[permission("-1", "0.0.0.0/0")])], NextToken="more"))
    opened = permitted(state, (GROUP, SECOND), EGRESS, ())
    assert opened.covers(to(PUBLIC)).is_yes


@pytest.mark.parametrize("direction", Direction)
def test_a_group_without_the_list_of_its_rules_may_let_anything_through(direction: Direction) -> None:
    bare = without(group(), direction.value)
    truth = allowed(bare, direction=direction).covers(TrafficSet.of(sources=ALL_ADDRESSES, destinations=OWN))
    assert {(fact.record, fact.field) for fact in truth.facts} == {(GROUP, direction.value)}


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (permission("-1"), "every protocol"),
        (permission("50"), "esp"),
        (permission("tcp", ports=(443, 443)), "tcp 443"),
        (permission("udp", ports=(53, 54)), "udp 53-54"),
        (permission("tcp", ports=(0, 65535)), "tcp"),
        (permission("icmp", ports=(8, -1)), "icmp type 8"),
        (permission("icmpv6", ports=(-1, -1)), "icmpv6"),
        (permission("tcp"), "a service that is not known"),
        (permission("quic", ports=(443, 443)), "a service that is not known"),
    ],
)
def test_the_service_of_a_rule_is_printed_as_ec2_writes_it(rule: Record, text: str) -> None:
    assert service_text(msgspec.convert(rule, IpPermission)) == text


def test_what_a_foreign_group_leaves_open_is_about_that_group_and_no_member_of_the_state() -> None:
    (doubt,) = out(permission("-1", STRANGE)).doubts
    assert {(fact.key, fact.record, fact.field) for fact in doubt.facts} == {("", STRANGE, "")}
