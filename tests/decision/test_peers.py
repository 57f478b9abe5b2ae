from typing import Any

import pytest
from worlds import GROUP, SUBNET, Record, answers_of, case_of, group, job_of, permission, subnet, world

from vpclint.decision.case import Case
from vpclint.network.hops import Cause, Obstacle
from vpclint.settings import Settings
from vpclint.truth import Answer, Truth

SECOND, STRANGE = "sg-0000000b", "sg-0000000d"
IN, OUT = Cause.SECURITY_GROUP_SELF_INGRESS, Cause.SECURITY_GROUP_SELF_EGRESS
ENCRYPTION = Cause.SECURITY_GROUP_ENCRYPTION_PORTS
CAUSES = (IN, OUT, ENCRYPTION)

ALL_TCP = permission("tcp", GROUP, ports=(0, 65535))
EVERYTHING = permission("-1", GROUP)
IKE, ESP = permission("udp", GROUP, ports=(500, 500)), permission("50", GROUP)


def among(
    ingress: list[Record],
    egress: list[Record],
    *others: Record,
    groups: tuple[str, ...] = (GROUP,),
    encrypted: bool = False,
    **members: Any,
) -> Case:
    held = world(SecurityGroups=[group(ingress=ingress, egress=egress), *others], **members)
    job = job_of(groups=groups, instances=2, inputs=(), EnableInterContainerTrafficEncryption=encrypted)
    return case_of(held, job)


def answer(case: Case) -> Truth:
    return next(truth for need, truth in answers_of(case).items() if need.endswith("peers"))


def obstacles(case: Case, cause: Cause) -> list[Obstacle]:
    return [blockage.obstacle for blockage in case.blockages(cause)]


def causes(case: Case, answered: Answer = Answer.FAIL) -> list[Cause]:
    return [cause for cause in CAUSES for each in obstacles(case, cause) if each.truth.answer is answered]


def refused(case: Case, cause: Cause) -> str:
    (obstacle,) = obstacles(case, cause)
    return "" if obstacle.refused is None else str(obstacle.refused.ports())


@pytest.mark.parametrize("rule", [EVERYTHING, ALL_TCP, permission("tcp", "10.0.0.0/16", ports=(0, 65535))])
def test_members_meet_where_both_directions_let_every_tcp_port_through(rule: Record) -> None:
    case = among([rule], [rule])
    assert answer(case).is_yes
    assert not causes(case)


@pytest.mark.parametrize(
    ("ingress", "egress", "expected"),
    [([], [EVERYTHING], [IN]), ([EVERYTHING], [], [OUT]), ([], [], [IN, OUT])],
)
def test_each_direction_is_an_obstacle_of_its_own(
    ingress: list[Record], egress: list[Record], expected: list[Cause]
) -> None:
    case = among(ingress, egress)
    assert answer(case).is_no
    assert causes(case) == expected
    assert not any(each.partial for cause in expected for each in obstacles(case, cause))


def test_one_instance_has_no_peers() -> None:
    case = case_of(world(SecurityGroups=[group()]), job_of(inputs=()))
    assert list(answers_of(case)) == ["2 addresses"]


def test_groups_that_name_each_other_are_enough() -> None:
    case = among([], [EVERYTHING], group(SECOND, ingress=[EVERYTHING]), groups=(GROUP, SECOND))
    assert answer(case).is_yes
    assert answer(among([], [EVERYTHING], group(SECOND, ingress=[EVERYTHING]))).is_no


def test_a_group_that_names_a_stranger_is_not() -> None:
    stranger = permission("-1", STRANGE)
    assert causes(among([stranger], [stranger], group(STRANGE))) == [IN, OUT]


@pytest.mark.parametrize(
    ("ports", "partial", "left_out"),
    [
        ((1024, 65535), True, "1-1023"),
        ((443, 65535), True, "1-442"),
        ((1024, 65534), False, "65535"),
        ((1025, 65535), False, "1024"),
        ((443, 443), False, "1024-65535"),
    ],
)
def test_only_the_ports_that_are_asked_for_must_be_open(
    ports: tuple[int, int], left_out: str, *, partial: bool
) -> None:
    case = among([permission("tcp", GROUP, ports=ports)], [ALL_TCP])
    (obstacle,) = obstacles(case, IN)
    assert (obstacle.truth.is_no, obstacle.mild) == (True, partial)
    assert answer(case).is_yes == partial
    assert refused(case, IN) == left_out


def test_the_option_says_which_ports_are_asked_for() -> None:
    narrow = Settings(rules={"security-group-self-ingress": {"ports": "7077, 8000-9000"}})
    rules = [permission("tcp", GROUP, ports=(7000, 9000))]
    held = world(SecurityGroups=[group(ingress=rules, egress=rules)])
    assert answer(case_of(held, job_of(instances=2, inputs=()), narrow)).is_yes
    assert answer(case_of(held, job_of(instances=2, inputs=()))).is_no


@pytest.mark.parametrize(
    ("ingress", "egress", "expected"),
    [
        ([EVERYTHING], [EVERYTHING], []),
        ([ALL_TCP, IKE, ESP], [ALL_TCP, IKE, ESP], []),
        ([ALL_TCP], [ALL_TCP], ["IpPermissions", "IpPermissionsEgress"]),
        ([ALL_TCP, IKE], [EVERYTHING], ["IpPermissions"]),
        ([ALL_TCP, ESP], [EVERYTHING], ["IpPermissions"]),
        ([EVERYTHING], [ALL_TCP, IKE], ["IpPermissionsEgress"]),
    ],
)
def test_encrypted_peers_need_udp_500_and_esp_both_ways(
    ingress: list[Record], egress: list[Record], expected: list[str]
) -> None:
    case = among(ingress, egress, encrypted=True)
    assert [each.pointer for each in obstacles(case, ENCRYPTION)] == expected
    assert answer(case).is_yes == (not expected)
    assert not set(causes(case)) & {IN, OUT}
    assert answer(among(ingress, egress)).is_yes


def test_what_encryption_lacks_is_named() -> None:
    (obstacle,) = obstacles(among([ALL_TCP, IKE], [EVERYTHING], encrypted=True), ENCRYPTION)
    assert obstacle.refused is not None
    assert (50 in obstacle.refused.protocols(), 17 in obstacle.refused.protocols()) == (True, False)


def test_each_subnet_is_covered_by_itself() -> None:
    rule = permission("tcp", "10.0.1.0/24", ports=(0, 65535))
    two = [subnet(), subnet("subnet-0000000b", "10.0.2.0/24")]
    held = world(SecurityGroups=[group(ingress=[rule], egress=[rule])], Subnets=two)
    case = case_of(held, job_of(SUBNET, "subnet-0000000b", instances=2, inputs=()))
    (blockage,) = case.blockages(IN)
    assert blockage.subnets == ("subnet-0000000b",)


def test_a_rule_that_holds_a_part_of_the_subnet_fails_for_the_rest() -> None:
    case = among([permission("tcp", "10.0.1.0/25", ports=(0, 65535))], [EVERYTHING])
    (obstacle,) = obstacles(case, IN)
    assert obstacle.truth.is_no
    assert obstacle.refused is not None
    assert obstacle.refused.sources().ranges() == ["10.0.1.128-10.0.1.254"]


def test_addresses_that_aws_keeps_need_not_be_covered() -> None:
    rule = permission("tcp", "10.0.1.4/30", "10.0.1.8/30", "10.0.1.12/31", "10.0.1.14/32", ports=(0, 65535))
    assert answer(among([rule], [rule], Subnets=[subnet(cidr="10.0.1.0/28", free=11)])).is_yes


def without(record: Record, member: str) -> Record:
    return {key: value for key, value in record.items() if key != member}


INSIDE = [permission("-1", "10.0.0.0/16")]
BY_BLOCKS = group(ingress=INSIDE, egress=INSIDE)


@pytest.mark.parametrize(
    ("members", "fact"),
    [
        ({"SecurityGroups": None}, ("SecurityGroups", "", "")),
        (
            {"Subnets": [without(subnet(), "CidrBlock")], "SecurityGroups": [BY_BLOCKS]},
            ("Subnets", SUBNET, "CidrBlock"),
        ),
        ({"Subnets": None}, ("Subnets", "", "")),
    ],
)
@pytest.mark.parametrize("encrypted", [False, True])
def test_what_is_not_known_leaves_every_question_open(
    members: dict[str, Any], fact: tuple[str, str, str], *, encrypted: bool
) -> None:
    held = world(**members)
    job = job_of(instances=2, inputs=(), EnableInterContainerTrafficEncryption=encrypted)
    case = case_of(held, job)
    assert {(each.key, each.record, each.field) for each in answer(case).facts} == {fact}
    assert set(causes(case, Answer.UNKNOWN)) == {IN, OUT, *([ENCRYPTION] if encrypted else [])}
    assert not causes(case)


def test_the_groups_own_rules_may_be_missing() -> None:
    held = world(SecurityGroups=[without(group(egress=[EVERYTHING]), "IpPermissions")])
    case = case_of(held, job_of(instances=2, inputs=()))
    assert causes(case, Answer.UNKNOWN) == [IN]
    assert {fact.field for fact in answer(case).facts} == {"IpPermissions"}


def test_a_reference_to_an_own_group_needs_no_block_of_the_subnet() -> None:
    assert answer(among([EVERYTHING], [EVERYTHING], Subnets=[without(subnet(), "CidrBlock")])).is_yes


def test_what_was_not_asked_is_not_answered_with_yes() -> None:
    for groups in (("sg-here",), ("sg-0000000f",)):
        case = case_of(world(), job_of(groups=groups, instances=2, inputs=()))
        assert not any(truth.is_yes for need, truth in answers_of(case).items() if need == "peers")
