"""Network ACLs against the rule that AWS gives: the lowest number that matches decides, and what none matches dies."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import ACL, CLOSED_LIST, OPEN_LIST, SUBNET, Record, acl, entry, state_of, subnet, world

from vpclint.algebra.addresses import AddressSet
from vpclint.algebra.ports import TCP, UDP, PortSet, ProtocolSet
from vpclint.algebra.traffic import TrafficSet
from vpclint.network.acls import LARGEST_SIDE, AclAssociations, EffectiveAcl, Filter, Side, acl_filter

HERE, THERE, FAR = "10.0.1.9", "52.219.0.9", "8.8.8.8"
BLOCKS = ["0.0.0.0/0", "52.219.0.0/16", "52.219.0.9/32", "10.0.0.0/8", "::/0"]
PORTS = [0, 443, 1024, 32768, 40000, 60999, 65535]


def filtered(*entries: Record, side: Side = Side.OUT_OF) -> Filter:
    state = state_of(world(NetworkAcls=[acl() | {"Entries": [*entries]}]))
    found = state.network_acls.get(ACL)
    assert found is not None
    return acl_filter(state, found, side)


def packet(destination: str, port: int, protocol: int = TCP, source: str = HERE) -> TrafficSet:
    return TrafficSet.of(
        protocols=ProtocolSet.single(protocol),
        sources=AddressSet.parse(source),
        destinations=AddressSet.parse(destination),
        ports=PortSet.single(port),
    )


@st.composite
def entries(draw: st.DrawFn) -> Record:
    protocol = draw(st.sampled_from(["-1", "6", "17", "50"]))
    first, last = sorted(draw(st.tuples(st.sampled_from(PORTS), st.sampled_from(PORTS))))
    return entry(
        draw(st.integers(1, 32766)),
        draw(st.sampled_from(["allow", "deny"])),
        draw(st.sampled_from(BLOCKS)),
        egress=draw(st.booleans()),
        protocol=protocol,
        ports=(first, last) if protocol in ("6", "17") else None,
    )


def lets(listed: list[Record], *, egress: bool, peer: str, protocol: int, port: int) -> bool:
    """What the first entry by number that matches says of one packet."""
    for each in sorted(listed, key=lambda record: record["RuleNumber"]):
        if each["Egress"] is egress and matches(each, peer, protocol, port):
            return bool(each["RuleAction"] == "allow")
    return False


def matches(listed: Record, peer: str, protocol: int, port: int) -> bool:
    block = AddressSet.parse(listed.get("CidrBlock") or listed["Ipv6CidrBlock"])
    ports = listed.get("PortRange", {"From": 0, "To": 65535})
    return (
        listed["Protocol"] in ("-1", str(protocol))
        and AddressSet.parse(peer) <= block
        and ports["From"] <= port <= ports["To"]
    )


@given(st.lists(entries(), max_size=6, unique_by=lambda each: (each["RuleNumber"], each["Egress"])), st.data())
def test_a_list_lets_through_exactly_what_its_first_matching_entry_allows(
    listed: list[Record], data: st.DataObject
) -> None:
    peer, port = data.draw(st.sampled_from([THERE, FAR, HERE])), data.draw(st.sampled_from([*PORTS, 80, 50000]))
    protocol = data.draw(st.sampled_from([TCP, UDP, 50]))
    outward = filtered(*listed).permitted
    inward = filtered(*listed, side=Side.INTO).permitted
    wanted = lets(listed, egress=True, peer=peer, protocol=protocol, port=port)
    answer = lets(listed, egress=False, peer=peer, protocol=protocol, port=port)
    assert not outward.doubts
    assert outward.covers(packet(peer, port, protocol)).is_yes == wanted
    assert inward.covers(packet(HERE, port, protocol, source=peer)).is_yes == answer


@given(st.lists(entries(), max_size=6, unique_by=lambda each: (each["RuleNumber"], each["Egress"])))
def test_every_packet_that_is_denied_is_denied_by_exactly_one_entry(listed: list[Record]) -> None:
    found = filtered(*listed)
    denied = TrafficSet.union(each.traffic for each in found.denials)
    assert denied == TrafficSet.of() - found.permitted.certain
    for index, ruling in enumerate(found.denials):
        assert all(ruling.traffic.isdisjoint(other.traffic) for other in found.denials[:index])


def test_the_order_in_the_file_does_not_matter_and_the_number_does() -> None:
    early, late = entry(90, "deny", egress=True, protocol="6", ports=(443, 443)), entry(100, "allow", egress=True)
    for listed in ([early, late], [late, early]):
        assert filtered(*listed).permitted.covers(packet(THERE, 443)).is_no
        assert filtered(*listed).permitted.covers(packet(THERE, 80)).is_yes
    assert filtered(early | {"RuleNumber": 110}, late).permitted.covers(packet(THERE, 443)).is_yes


def test_a_denial_names_the_entry_that_decides() -> None:
    found = filtered(entry(90, "deny", "52.219.0.0/16", egress=True), *OPEN_LIST, *CLOSED_LIST)
    stopped = [(each.pointer, each.number) for each in found.denials if not each.traffic.isdisjoint(packet(THERE, 443))]
    assert stopped == [("/Entries/0", 90)]


def test_what_no_entry_matches_is_denied_by_none() -> None:
    found = filtered()
    assert [(each.pointer, each.number) for each in found.denials] == [("/Entries", None)]
    assert found.permitted.covers(packet(THERE, 443)).is_no


def test_icmp_is_told_by_type_and_code() -> None:
    echo = entry(100, "allow", egress=True, protocol="1") | {"IcmpTypeCode": {"Type": 8, "Code": -1}}
    permitted = filtered(echo).permitted
    assert permitted.covers(packet(THERE, 8 * 256, 1)).is_yes
    assert permitted.covers(packet(THERE, 3 * 256, 1)).is_no


UNREADABLE: dict[str, tuple[Record, str]] = {
    "no protocol": (entry(90, "allow", egress=True) | {"Protocol": None}, "Protocol"),
    "no port range": (entry(90, "allow", egress=True, protocol="6"), "PortRange"),
    "half a port range": (entry(90, "allow", egress=True, protocol="6") | {"PortRange": {"From": 443}}, "From or To"),
    "the other half of a port range": (
        entry(90, "allow", egress=True, protocol="6") | {"PortRange": {"To": 443}},
        "From or To",
    ),
    "no ICMP type": (entry(90, "allow", egress=True, protocol="1"), "IcmpTypeCode"),
    "half an ICMP type": (
        entry(90, "allow", egress=True, protocol="1") | {"IcmpTypeCode": {"Type": 8}},
        "Type or Code",
    ),
    "the other half of an ICMP type": (
        entry(90, "allow", egress=True, protocol="1") | {"IcmpTypeCode": {"Code": -1}},
        "Type or Code",
    ),
    "no block": (entry(90, "allow", egress=True) | {"CidrBlock": None}, "block"),
    "a block that is none": (entry(90, "allow", "10.0.0.1/8", egress=True), "10.0.0.1/8"),
    "no action": (entry(90, "allow", egress=True) | {"RuleAction": None}, "RuleAction"),
    "an action of tomorrow": (entry(90, "count", egress=True), "count"),
    "no number": (entry(90, "allow", egress=True) | {"RuleNumber": None}, "RuleNumber"),
    "a number too low": (entry(0, "allow", egress=True), "0 is no number from 1 to 32768"),
    "a number below zero": (entry(-5, "allow", egress=True), "-5 is no number"),
    "a number too high": (entry(32769, "allow", egress=True), "32769 is no number"),
    "an IPv6 block for an IPv4 one": (entry(90, "allow", egress=True) | {"CidrBlock": "::/0"}, "no IPv4 block"),
    "an IPv4 block for an IPv6 one": (
        entry(90, "allow", "::/0", egress=True) | {"Ipv6CidrBlock": "0.0.0.0/0"},
        "no IPv6 block",
    ),
    "no side": (entry(90, "allow", egress=True) | {"Egress": None}, "Egress"),
    "a protocol that is none": (entry(90, "allow", egress=True, protocol="tcpp"), "tcpp"),
    "ports out of order": (entry(90, "allow", egress=True, protocol="6", ports=(9, 1)), "9"),
}


def given_members(record: Record) -> Record:
    return {key: value for key, value in record.items() if value is not None}


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_entry_that_can_not_be_read_may_allow(name: str) -> None:
    record, word = UNREADABLE[name]
    truth = filtered(given_members(record)).permitted.covers(packet(HERE, 443))
    assert truth.is_unknown
    (fact,) = truth.facts
    assert (fact.key, fact.record, fact.field) == ("NetworkAcls", ACL, "Entries[0]")
    assert word in fact.reason


@pytest.mark.parametrize("name", [each for each in UNREADABLE if "action" not in each])
def test_an_entry_that_can_not_be_read_may_deny(name: str) -> None:
    record = given_members(UNREADABLE[name][0] | {"RuleAction": "deny"})
    assert filtered(record, *OPEN_LIST).permitted.covers(packet(HERE, 443)).is_unknown


@pytest.mark.parametrize("action", ["allow", "deny"])
def test_an_entry_that_can_not_be_read_changes_nothing_that_it_would_decide_alike(action: str) -> None:
    unread = given_members(entry(90, action, "52.219.0.0/16", egress=True, protocol="6"))
    rest = [entry(100, action, egress=True)]
    permitted = filtered(unread, *rest).permitted
    assert not permitted.covers(packet(THERE, 443)).is_unknown
    assert permitted.doubts == ()


def test_an_entry_that_can_not_be_read_leaves_alone_what_it_can_not_match() -> None:
    unread = entry(90, "deny", "52.219.0.0/16", egress=True, protocol="6")
    permitted = filtered(unread, *OPEN_LIST).permitted
    assert permitted.covers(packet(THERE, 443)).is_unknown
    assert permitted.covers(packet(FAR, 443)).is_yes


def test_an_entry_before_it_decides_over_one_that_can_not_be_read() -> None:
    for action in ("allow", "deny"):
        first = entry(80, action, "52.219.0.0/16", egress=True)
        truth = filtered(first, entry(90, "deny", egress=True, protocol="6"), *OPEN_LIST).permitted.covers(
            packet(THERE, 443)
        )
        assert (truth.is_yes, truth.is_no) == (action == "allow", action == "deny")


def test_an_entry_that_can_not_be_read_denies_nothing_for_sure() -> None:
    unread = entry(90, "deny", "52.219.0.0/16", egress=True, protocol="6")
    found = filtered(unread, entry(100, "deny", egress=True))
    assert [each.pointer for each in found.denials] == ["/Entries/1", "/Entries"]
    assert found.denials[0].traffic == TrafficSet.of(destinations=AddressSet.parse("0.0.0.0/0"))


def test_an_entry_of_no_known_number_may_come_before_the_first() -> None:
    first, unnumbered = (
        entry(1, "allow", egress=True),
        given_members(entry(2, "deny", egress=True) | {"RuleNumber": None}),
    )
    assert filtered(first, unnumbered).permitted.covers(packet(THERE, 443)).is_unknown


def test_of_all_that_an_entry_lacks_what_it_matches_is_told_first() -> None:
    bare = given_members(entry(90, "allow", egress=True) | {"CidrBlock": None, "RuleAction": None})
    (fact,) = filtered(bare).permitted.covers(packet(THERE, 443)).facts
    assert fact.reason == "it names no block"


def test_two_entries_of_one_number_have_no_order() -> None:
    twice = [entry(100, "allow", egress=True), entry(100, "deny", "52.219.0.0/16", egress=True)]
    truth = filtered(*twice).permitted.covers(packet(THERE, 443))
    assert truth.is_unknown
    assert all("number" in fact.reason for fact in truth.facts)
    other_side = [entry(100, "allow", egress=True), entry(100, "deny", egress=False)]
    assert filtered(*other_side).permitted.covers(packet(THERE, 443)).is_yes


def test_the_last_entries_of_aws_have_numbers_behind_all_others() -> None:
    last = [entry(32767, "deny", egress=True), entry(32768, "deny", "::/0", egress=True)]
    first = entry(1, "deny", "52.219.0.0/28", egress=True)
    permitted = filtered(*last, entry(32766, "allow", "52.219.0.0/16", egress=True), first).permitted
    assert permitted.covers(packet("52.219.0.9", 443)).is_no
    assert permitted.covers(packet("52.219.9.9", 443)).is_yes
    assert permitted.covers(packet(FAR, 443)).is_no


def test_a_list_far_longer_than_aws_takes_is_not_read() -> None:
    longest = [entry(number, "allow", egress=True) for number in range(1, LARGEST_SIDE + 1)]
    other_side = [entry(number, "deny", egress=False) for number in range(1, LARGEST_SIDE + 1)]
    assert filtered(*longest, *other_side).permitted.covers(packet(FAR, 443)).is_yes
    found = filtered(*longest, *other_side, entry(LARGEST_SIDE + 1, "deny", egress=True))
    assert found.denials == ()
    [fact] = found.permitted.covers(packet(FAR, 443)).facts
    assert (fact.record, fact.field) == (ACL, "Entries")
    assert fact.reason == "it has more than 100 entries for one direction, where AWS takes up to 40"


def test_a_list_of_very_many_entries_is_left_open_without_a_look_at_each() -> None:
    block = "{}.{}.0.0/24".format
    many = [
        entry(number, "deny", block(1 + number % 200, number // 200), egress=True, protocol="6", ports=(number, 50000))
        for number in range(1, 30_000)
    ]
    assert filtered(*many).permitted.covers(packet(FAR, 443)).is_unknown


def test_a_list_without_entries_in_the_export_is_open() -> None:
    state = state_of(world(NetworkAcls=[{key: value for key, value in acl().items() if key != "Entries"}]))
    found = state.network_acls.get(ACL)
    assert found is not None
    (fact,) = acl_filter(state, found, Side.INTO).permitted.covers(packet(HERE, 443)).facts
    assert fact.field == "Entries"


def effective(*acls: Record | None, **members: Any) -> EffectiveAcl:
    state = state_of(world(NetworkAcls=None if acls == (None,) else [*acls], **members))
    found = state.subnets.get(SUBNET)
    assert found is not None
    return AclAssociations(state).acl_of(found)


def test_a_subnet_has_the_list_that_names_it() -> None:
    other = acl(acl_id="acl-0000000b", subnets=["subnet-0000000b"])
    found = effective(other, acl(*OPEN_LIST), Subnets=[subnet(), subnet("subnet-0000000b", "10.0.2.0/24")]).acl
    assert found is not None
    assert found.network_acl_id == ACL


def test_a_list_that_does_not_say_whose_it_is_hides_no_other() -> None:
    silent = {key: value for key, value in acl(acl_id="acl-0000000b").items() if key != "Associations"}
    for listed in ([silent, acl()], [acl(), silent]):
        found = effective(*listed).acl
        assert found is not None
        assert found.network_acl_id == ACL


@pytest.mark.parametrize(
    ("acls", "reason"),
    [
        ([acl(subnets=[])], "no list is associated with the subnet"),
        ([acl(), acl(acl_id="acl-0000000b")], "acl-0000000a and acl-0000000b both claim to be it"),
        (
            [acl(), acl(acl_id="acl-0000000b"), acl(acl_id="acl-0000000c") | {"Associations": [{"NetworkAclId": "x"}]}],
            "acl-0000000a and acl-0000000b both claim to be it",
        ),
    ],
)
def test_what_aws_does_not_let_happen_is_told(acls: list[Record], reason: str) -> None:
    (fact,) = effective(*acls).facts
    assert (fact.record, fact.reason) == (SUBNET, reason)


@pytest.mark.parametrize(
    ("acls", "field"),
    [
        ((None,), ""),
        ((acl(subnets=[]),), "network ACL"),
        ((acl(), acl(acl_id="acl-0000000b")), "network ACL"),
        ((acl() | {"Associations": [{"NetworkAclId": ACL}]},), "Associations[0].SubnetId"),
        (({key: value for key, value in acl().items() if key != "Associations"},), "Associations"),
    ],
)
def test_where_it_is_not_one_list_nobody_can_tell(acls: tuple[Record | None, ...], field: str) -> None:
    found = effective(*acls)
    assert found.acl is None
    (fact,) = found.facts
    assert (fact.key, fact.field) == ("NetworkAcls", field)
