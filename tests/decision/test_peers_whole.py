"""The hops between the instances of a job, whole: each direction with its words, its ports and what is left out."""

from worlds import GROUP, SUBNET, Record, case_of, group, job_of, permission, subnet, world

from vpclint.algebra.addresses import AddressSet
from vpclint.algebra.ports import ALL_PORTS, TCP, UDP, PortSet, ProtocolSet
from vpclint.algebra.traffic import TrafficSet
from vpclint.decision.case import Case
from vpclint.network.hops import Cause, Hop, Obstacle
from vpclint.settings import Settings
from vpclint.truth import NO, YES, Truth

SECOND = "sg-0000000b"
IN, OUT = Cause.SECURITY_GROUP_SELF_INGRESS, Cause.SECURITY_GROUP_SELF_EGRESS
ENCRYPTION = Cause.SECURITY_GROUP_ENCRYPTION_PORTS
EVERYTHING = permission("-1", GROUP)
ALL_TCP = permission("tcp", GROUP, ports=(0, 65535))
INSIDE = AddressSet.of((0x0A000104, 0x0A0001FE))
"""The addresses of the subnet that an interface can have."""


def among(ingress: list[Record], egress: list[Record], *, encrypted: bool = False, **members: object) -> Case:
    held = world(SecurityGroups=[group(ingress=ingress, egress=egress)], **members)
    return case_of(held, job_of(instances=2, inputs=(), EnableInterContainerTrafficEncryption=encrypted))


def hops(case: Case) -> tuple[Hop, ...]:
    (answer,) = (each for each in case.answers if str(each.need).endswith("peers"))
    return tuple(hop for each in answer.subnets for hop in each.hops)


def traffic(protocol: int, ports: PortSet, addresses: AddressSet = INSIDE) -> TrafficSet:
    return TrafficSet.of(protocols=ProtocolSet.single(protocol), sources=addresses, destinations=addresses, ports=ports)


def passes(side: str) -> Hop:
    return Hop("security-group", GROUP, YES, f"the groups let every TCP port {side} the job's own members")


def stops(side: str, ports: str, truth: Truth, obstacle: Obstacle) -> Hop:
    why = f"the groups do not let {ports} {side} the job's own members"
    return Hop("security-group", GROUP, truth, why, (obstacle,))


def untold(asked: str) -> str:
    return f"it is not known whether the groups let {asked} the job's own members"


def test_where_the_rules_are_not_known_the_hops_say_so() -> None:
    held = world(SecurityGroups=None)
    found = hops(case_of(held, job_of(instances=2, inputs=())))
    assert [(hop.truth.is_unknown, hop.why) for hop in found] == [
        (True, untold("1024-65535 in from")),
        (True, untold("1024-65535 out to")),
    ]


def test_members_are_let_in_and_then_out() -> None:
    assert hops(among([EVERYTHING], [EVERYTHING])) == (passes("in from"), passes("out to"))


def test_a_direction_without_a_rule_refuses_all_ports_that_are_asked_for() -> None:
    asked = traffic(TCP, PortSet.range(1024, 65535))
    let_in = Obstacle(IN, NO, GROUP, pointer="IpPermissions", refused=asked)
    let_out = Obstacle(OUT, NO, GROUP, pointer="IpPermissionsEgress", refused=asked)
    assert hops(among([], [])) == (
        stops("in from", "1024-65535", NO, let_in),
        stops("out to", "1024-65535", NO, let_out),
    )


def test_lower_ports_that_are_closed_are_a_warning() -> None:
    low = traffic(TCP, PortSet.range(1, 1023))
    mild = Obstacle(IN, NO, GROUP, pointer="IpPermissions", refused=low, partial=True, mild=True)
    case = among([permission("tcp", GROUP, ports=(1024, 65535))], [EVERYTHING])
    assert hops(case) == (stops("in from", "1-1023", YES, mild), passes("out to"))


def test_several_groups_are_named_together() -> None:
    held = world(SecurityGroups=[group(egress=[EVERYTHING]), group(SECOND, ingress=[EVERYTHING])])
    found = hops(case_of(held, job_of(groups=(GROUP, SECOND), instances=2, inputs=())))
    assert {hop.resource for hop in found} == {f"{GROUP}, {SECOND}"}
    both = job_of(groups=(GROUP, SECOND), instances=2, inputs=(), EnableInterContainerTrafficEncryption=True)
    assert {hop.resource for hop in hops(case_of(held, both))} == {f"{GROUP}, {SECOND}"}


def test_the_last_port_of_all_is_looked_at_too() -> None:
    rules = [permission("tcp", GROUP, ports=(0, 65534))]
    settings = Settings(rules={"security-group-self-ingress": {"ports": "7077"}})
    held = world(SecurityGroups=[group(ingress=rules, egress=[EVERYTHING])])
    (obstacle,) = hops(case_of(held, job_of(instances=2, inputs=()), settings))[0].obstacles
    assert (obstacle.mild, obstacle.refused) == (True, traffic(TCP, PortSet.single(65535)))


def encryption(side: str, truth: Truth, *obstacles: Obstacle) -> Hop:
    why = f"the groups {'let' if truth.is_yes else 'do not let'} UDP 500 and ESP {side} the job's "
    return Hop("security-group", GROUP, truth, why + ("members" if truth.is_yes else "own members"), obstacles)


def test_what_encryption_asks_for_has_hops_of_its_own_behind_those_of_all_peers() -> None:
    found = hops(among([EVERYTHING], [EVERYTHING], encrypted=True))
    assert found == (passes("in from"), passes("out to"), encryption("in from", YES), encryption("out to", YES))


def test_what_encryption_lacks_is_told_by_traffic() -> None:
    esp, both = traffic(50, ALL_PORTS), traffic(UDP, PortSet.single(500)) | traffic(50, ALL_PORTS)
    ike = permission("udp", GROUP, ports=(500, 500))
    found = hops(among([ALL_TCP, ike], [ALL_TCP], encrypted=True))
    in_part = Obstacle(ENCRYPTION, NO, GROUP, pointer="IpPermissions", refused=esp, partial=True)
    wholly = Obstacle(ENCRYPTION, NO, GROUP, pointer="IpPermissionsEgress", refused=both)
    assert found[2:] == (encryption("in from", NO, in_part), encryption("out to", NO, wholly))


def test_where_no_rule_is_for_the_members_encryption_is_no_second_cause() -> None:
    found = hops(among([], [ALL_TCP], encrypted=True))
    assert [(hop.truth, {each.cause for each in hop.obstacles}) for hop in found] == [
        (NO, {IN}),
        (YES, set()),
        (NO, set()),
        (NO, {ENCRYPTION}),
    ]


def test_what_encryption_lacks_in_part_is_a_cause_beside_a_rule_that_is_missing() -> None:
    found = hops(among([permission("udp", GROUP, ports=(500, 500))], [EVERYTHING], encrypted=True))
    assert [{each.cause for each in hop.obstacles} for hop in found] == [{IN}, set(), {ENCRYPTION}, set()]


def test_where_a_rule_is_for_some_of_the_members_encryption_is_a_cause_beside_it() -> None:
    """A rule for half of the subnet is there to be widened; that the other half lacks UDP 500 is told as well."""
    half = [permission("tcp", "10.0.1.0/25", ports=(0, 65535))]
    found = hops(among(half, [EVERYTHING], encrypted=True))
    assert [{each.cause for each in hop.obstacles} for hop in found] == [{IN}, set(), {ENCRYPTION}, set()]


def test_a_rule_that_may_be_for_the_members_leaves_encryption_open() -> None:
    perhaps = permission("-1", "pl-0000000d")
    found = hops(among([perhaps, ALL_TCP], [EVERYTHING], encrypted=True, ManagedPrefixLists=None))
    assert (found[2].why, found[2].truth.is_unknown) == (untold("UDP 500 and ESP in from"), True)
    assert [(each.cause, each.truth) for each in found[2].obstacles] == [(ENCRYPTION, found[2].truth)]


def test_members_of_a_subnet_whose_block_is_not_known_may_be_those_that_a_block_lets_in() -> None:
    """Lower ports that are closed to some addresses are a warning that is open, and the hop holds all the same."""
    bare = [{key: value for key, value in subnet().items() if key != "CidrBlock"}]
    low = [ALL_TCP | {"FromPort": 1024}, permission("tcp", "10.0.0.0/8", ports=(1, 1023))]
    hop = hops(among(low, [EVERYTHING], Subnets=bare))[0]
    (obstacle,) = hop.obstacles
    assert (hop.truth, obstacle.mild) == (YES, True)
    by_blocks = [permission("-1", "10.0.1.0/24")]
    hop = hops(among(by_blocks, [EVERYTHING], Subnets=bare))[0]
    assert hop.truth.is_unknown
    assert {(fact.record, fact.field) for fact in hop.truth.facts} == {(SUBNET, "CidrBlock")}
    assert [each.truth for each in hop.obstacles] == [hop.truth]
