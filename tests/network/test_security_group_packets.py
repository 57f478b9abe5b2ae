"""Random groups, judged packet by packet as the user guide reads, against the sets that vpclint makes of them."""

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import GROUP, Record, group, permission, prefix_list, state_of, world

from vpclint.algebra.addresses import AddressSet
from vpclint.algebra.ports import icmp_ports
from vpclint.algebra.traffic import Packet
from vpclint.network.security_groups import Direction, Members, permitted

SECOND, STRANGE = "sg-0000000b", "sg-0000000d"
LIST = "pl-0000000c"
LISTED = ("10.0.2.0/25", "52.219.0.0/30")

MEMBERS = range(0x0A000104, 0x0A000108)
OTHERS = [0x0A000200, 0x0A000280, 0x34DB0000, 0x34DB0004, 0x08080808]

PEERS = ["10.0.1.4/30", "10.0.1.4/31", "10.0.0.0/16", "10.0.2.128/25", "52.219.0.0/16", "0.0.0.0/0", "::/0"]
PEERS += [GROUP, SECOND, STRANGE, LIST]

ports = st.sampled_from([(0, 65535), (443, 443), (80, 443), (22, 22), (1024, 65535)])
icmp_types = st.sampled_from([(-1, -1), (8, -1), (8, 0), (3, 4)])
peers = st.lists(st.sampled_from(PEERS), max_size=2)


@st.composite
def rules(draw: st.DrawFn) -> Record:
    protocol = draw(st.sampled_from(["-1", "tcp", "udp", "icmp", "6", "17", "1", "50"]))
    if protocol in ("-1", "50"):
        return permission(protocol, *draw(peers))
    return permission(protocol, *draw(peers), ports=draw(icmp_types if protocol in ("icmp", "1") else ports))


groups = st.tuples(st.lists(rules(), max_size=3), st.lists(rules(), max_size=3))

Kind = tuple[str, int, int]
"""The name of a protocol, and the destination port, or the type and the code."""

KINDS: list[Kind] = [(name, port, port) for name in ("tcp", "udp") for port in (22, 80, 443, 1023, 1024, 65535)]
KINDS += [("icmp", 8, 0), ("icmp", 8, 3), ("icmp", 3, 4), ("icmp", 0, 0), ("50", 0, 0), ("47", 0, 0)]
NUMBERS = {"tcp": 6, "udp": 17, "icmp": 1, "50": 50, "47": 47}


def admits(rule: Record, kind: Kind, peer: int, job: Iterable[str]) -> bool:
    """Whether one rule admits one packet from or to one address, which belongs to a member or not."""
    return _matches(rule, kind) and any(
        (
            *(_holds(each["CidrIp"], peer) for each in rule["IpRanges"]),
            *(each["GroupId"] in job and peer in MEMBERS for each in rule["UserIdGroupPairs"]),
            *(_holds(block, peer) for each in rule["PrefixListIds"] for block in LISTED if each),
        )
    )


def _matches(rule: Record, kind: Kind) -> bool:
    name, first, second = kind
    protocol = rule["IpProtocol"]
    if protocol in ("-1", name if name.isdigit() else ""):
        return True
    if protocol not in (name, str(NUMBERS[name])):
        return False
    if name == "icmp":
        return rule["FromPort"] in (-1, first) and rule["ToPort"] in (-1, second)
    return bool(rule["FromPort"] <= first <= rule["ToPort"])


def _holds(block: str, address: int) -> bool:
    text, _, length = block.partition("/")
    first = int.from_bytes(bytes(map(int, text.split("."))))
    return first <= address < first + 2 ** (32 - int(length))


def packet(kind: Kind, source: int, destination: int) -> Packet:
    name, first, second = kind
    port = icmp_ports(first, second).first if name == "icmp" else first
    return Packet(NUMBERS[name], source, destination, port)


@settings(deadline=None)
@given(groups, groups, st.sampled_from([(GROUP,), (SECOND,), (GROUP, SECOND)]), st.sampled_from(Direction))
def test_a_packet_is_let_through_exactly_where_some_rule_of_some_group_admits_it(
    one: tuple[list[Record], list[Record]],
    other: tuple[list[Record], list[Record]],
    job: tuple[str, ...],
    direction: Direction,
) -> None:
    held = {GROUP: group(GROUP, *one), SECOND: group(SECOND, *other)}
    state = state_of(world(SecurityGroups=[*held.values()], PrefixLists=[prefix_list(LIST, "list", *LISTED)]))
    found = permitted(state, job, direction, (Members(frozenset(job), AddressSet.of((MEMBERS[0], MEMBERS[-1]))),))
    active = [rule for each in job for rule in held[each][direction.value]]
    for kind in KINDS:
        for peer in (*MEMBERS, *OTHERS):
            ends = (peer, MEMBERS[0]) if direction is Direction.INGRESS else (MEMBERS[0], peer)
            judged = any(admits(rule, kind, peer, job) for rule in active)
            assert (packet(kind, *ends) in found.certain) == judged, (kind, peer)
