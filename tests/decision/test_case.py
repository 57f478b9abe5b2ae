from typing import Any

import pytest
from worlds import (
    GROUP,
    S3_LIST,
    SUBNET,
    TABLE,
    VPC,
    Record,
    World,
    answers_of,
    association,
    case_of,
    endpoint,
    group,
    job_of,
    permission,
    route,
    s3_list,
    subnet,
    table,
    world,
)

from vpclint.algebra.addresses import AddressSet
from vpclint.decision.case import Blockage, Case
from vpclint.network.hops import Cause
from vpclint.settings import NeedsSettings, Settings
from vpclint.truth import Answer

SECOND, THIRD = "subnet-0000000b", "subnet-0000000c"
LOCAL, TO_S3 = route("10.0.0.0/16", "local"), route(S3_LIST, "vpce-0000000a")
RAW, OTHER = "s3:GetObject s3://raw/events/*", "s3:GetObject s3://raw/other/*"
INPUTS = ("s3://raw/events/", "s3://raw/other/")
SUBNETS = [subnet(), subnet(SECOND, "10.0.2.0/24"), subnet(THIRD, "10.0.3.0/24")]


def three(*tables: Record, **members: Any) -> World:
    return world(Subnets=SUBNETS, RouteTables=[*tables], **members)


def asked(held: World, **settings: Any) -> Case:
    return case_of(held, job_of(SUBNET, SECOND, THIRD, inputs=INPUTS), Settings(**settings))


def blockages(case: Case, answer: Answer = Answer.FAIL) -> dict[Cause, list[Blockage]]:
    found = {cause: [each for each in case.blockages(cause) if each.truth.answer is answer] for cause in Cause}
    return {cause: several for cause, several in found.items() if several}


def affected(blockage: Blockage) -> dict[str, tuple[str, ...]]:
    return {each.need: each.subnets for each in blockage.affects}


def test_where_all_is_well_nothing_blocks() -> None:
    case = asked(three(table(LOCAL, TO_S3)))
    assert all(truth.is_yes for truth in answers_of(case).values())
    assert not blockages(case)
    assert not blockages(case, Answer.UNKNOWN)


def test_one_cause_is_one_blockage_with_every_need_and_every_subnet() -> None:
    ((cause, (blockage,)),) = blockages(asked(three(table(LOCAL)))).items()
    everywhere = (SUBNET, SECOND, THIRD)
    assert (cause, blockage.obstacle.resource) == (Cause.S3_ENDPOINT_NOT_ROUTED, TABLE)
    assert affected(blockage) == {RAW: everywhere, OTHER: everywhere}
    assert blockage.subnets == everywhere
    assert {each.job for each in blockage.affects} == {"features"}


def test_a_need_is_not_met_as_soon_as_one_subnet_does_not_meet_it() -> None:
    own = table(LOCAL, table_id="rtb-1", associations=[association(SECOND)])
    case = asked(three(table(LOCAL, TO_S3), own))
    answer = next(each for each in case.answers if str(each.need) == RAW)
    assert answer.truth.is_no
    assert {each.subnet_id: each.truth.is_yes for each in answer.subnets} == {SUBNET: True, SECOND: False, THIRD: True}
    ((cause, (blockage,)),) = blockages(case).items()
    assert (cause, blockage.obstacle.resource) == (Cause.S3_ENDPOINT_NOT_ROUTED, "rtb-1")
    assert affected(blockage) == {RAW: (SECOND,), OTHER: (SECOND,)}


def test_a_need_is_open_where_one_subnet_is_open_and_none_fails() -> None:
    behind = table(LOCAL, route("0.0.0.0/0", "tgw-1"), table_id="rtb-1", associations=[association(SECOND)])
    case = asked(three(table(LOCAL, TO_S3), behind))
    assert answers_of(case)[RAW].is_unknown
    assert not blockages(case)
    assert {each.subnets for several in blockages(case, Answer.UNKNOWN).values() for each in several} == {(SECOND,)}


def test_two_tables_without_the_route_are_two_causes() -> None:
    own = table(LOCAL, table_id="rtb-1", associations=[association(SECOND)])
    (several,) = blockages(asked(three(table(LOCAL), own))).values()
    assert {each.obstacle.resource: each.subnets for each in several} == {TABLE: (SUBNET, THIRD), "rtb-1": (SECOND,)}


def two_tables(*routes: Record, **members: Any) -> World:
    own = table(LOCAL, *routes, table_id="rtb-1", associations=[association(SECOND)])
    return three(table(LOCAL, *routes), own, **members)


@pytest.mark.parametrize(
    ("held", "cause", "resource"),
    [
        (two_tables(VpcEndpoints=[]), Cause.S3_ENDPOINT_MISSING, VPC),
        (two_tables(TO_S3, VpcEndpoints=[endpoint(state="failed")]), Cause.S3_ENDPOINT_NOT_AVAILABLE, "vpce-0000000a"),
        (two_tables(VpcEndpoints=[endpoint(state="failed")]), Cause.S3_ENDPOINT_NOT_AVAILABLE, "vpce-0000000a"),
        (two_tables(TO_S3, SecurityGroups=[group()]), Cause.SECURITY_GROUP_EGRESS, GROUP),
    ],
)
def test_one_cause_in_two_tables_is_still_one(held: World, cause: Cause, resource: str) -> None:
    ((found, (blockage,)),) = blockages(asked(held)).items()
    assert (found, blockage.obstacle.resource) == (cause, resource)
    assert set(blockage.subnets) == {SUBNET, SECOND, THIRD}


def test_two_routes_that_drop_are_two_causes() -> None:
    dropping = [route(block, "nat-1", state="blackhole") for block in ("52.219.0.0/20", "52.219.128.0/20")]
    (several,) = blockages(asked(three(table(LOCAL, TO_S3, *dropping)))).values()
    assert [each.obstacle.pointer for each in several] == ["/Routes/2", "/Routes/3"]
    assert {len(each.affects) for each in several} == {2}


def test_what_one_cause_refuses_is_put_together() -> None:
    held = three(table(LOCAL, TO_S3, route("52.219.0.0/20", "igw-1")), PrefixLists=[s3_list("52.219.0.0/16")])
    case = asked(held, needs=NeedsSettings(internet=True))
    found = [each.obstacle for each in case.blockages(Cause.INTERNET_GATEWAY_UNUSABLE)]
    refused = AddressSet.union(each.refused.destinations() for each in found if each.refused is not None)
    assert refused == AddressSet.parse("52.219.0.0/20")


def test_different_causes_of_one_failure_all_stand_there() -> None:
    case = case_of(world(SecurityGroups=[group()], RouteTables=[table(LOCAL)]), job_of(instances=2))
    assert set(blockages(case)) == {
        Cause.SECURITY_GROUP_EGRESS,
        Cause.S3_ENDPOINT_NOT_ROUTED,
        Cause.SECURITY_GROUP_SELF_INGRESS,
        Cause.SECURITY_GROUP_SELF_EGRESS,
    }


def test_open_and_proved_obstacles_are_kept_apart() -> None:
    half = group(egress=[permission("tcp", "pl-0000000d", ports=(443, 443))])
    own = table(LOCAL, table_id="rtb-1", associations=[association(SECOND)])
    case = asked(three(table(LOCAL, TO_S3), own, SecurityGroups=[half]))
    assert list(blockages(case)) == [Cause.S3_ENDPOINT_NOT_ROUTED]
    (blockage,) = blockages(case, Answer.UNKNOWN)[Cause.SECURITY_GROUP_EGRESS]
    assert {fact.record for fact in blockage.truth.facts} == {"pl-0000000d"}


def test_the_case_knows_the_subnets_and_the_vpcs_of_the_job_each_once_and_in_order() -> None:
    case = case_of(three(table(LOCAL, TO_S3)), job_of(THIRD, SUBNET, "subnet-0000000f"))
    assert [each.subnet_id for each in case.subnets] == [THIRD, SUBNET]
    assert case.vpc_ids == (VPC,)


def test_a_group_that_surely_does_not_exist_is_not_blamed_for_what_it_refuses() -> None:
    case = case_of(world(), job_of(groups=("sg-0000000f",), instances=2))
    assert not blockages(case)


def test_beside_a_group_that_does_not_exist_nothing_is_asked_of_the_others() -> None:
    closed = world(SecurityGroups=[group()])
    case = case_of(closed, job_of(groups=(GROUP, "sg-0000000f"), instances=2))
    assert not blockages(case)
    assert "peers" not in answers_of(case)


def test_a_job_without_groups_that_can_exist_is_asked_for_its_routes_alone() -> None:
    case = case_of(world(RouteTables=[table(LOCAL)]), job_of(groups=("sg-here",), instances=2))
    assert set(blockages(case)) == {Cause.S3_ENDPOINT_NOT_ROUTED}
