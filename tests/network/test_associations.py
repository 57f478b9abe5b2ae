from typing import Any

import pytest
from worlds import SUBNET, VPC, Record, World, association, reread, subnet, table, vpc, world

from vpclint.aws.ec2 import Subnet
from vpclint.network.routing import EffectiveTable

MAIN, OWN = "rtb-0000000a", "rtb-0000000b"
OTHER_VPC, OTHER_SUBNET = "vpc-0000000b", "subnet-0000000b"


def used(held: World, subnet_id: str = SUBNET) -> EffectiveTable:
    analysis = reread(held)
    found = analysis.state.subnets.get(subnet_id)
    assert isinstance(found, Subnet)
    return analysis.table_of(found)


def tables(*records: Record, **members: Any) -> World:
    return world(RouteTables=[*records], **members)


def id_of(effective: EffectiveTable) -> str | None:
    return effective.table and effective.table.route_table_id


def without(record: Record, member: str) -> Record:
    return {key: value for key, value in record.items() if key != member}


def test_a_subnet_uses_the_table_that_it_is_associated_with() -> None:
    effective = used(tables(table(), table(table_id=OWN, associations=[association(SUBNET)])))
    assert (id_of(effective), effective.main, effective.facts) == (OWN, False, frozenset())


def test_a_subnet_without_an_association_uses_the_main_table() -> None:
    effective = used(tables(table(), table(table_id=OWN, associations=[association(OTHER_SUBNET)])))
    assert (id_of(effective), effective.main, effective.facts) == (MAIN, True, frozenset())


def test_an_explicit_association_with_the_main_table_is_not_an_implicit_one() -> None:
    effective = used(tables(table(associations=[association(main=True), association(SUBNET)])))
    assert (id_of(effective), effective.main) == (MAIN, False)


def test_each_vpc_has_a_main_table_of_its_own() -> None:
    held = tables(
        table(table_id=OWN, vpc_id=OTHER_VPC),
        table(),
        Vpcs=[vpc(), vpc(OTHER_VPC)],
        Subnets=[subnet(), subnet(OTHER_SUBNET, vpc_id=OTHER_VPC)],
    )
    assert id_of(used(held)) == MAIN
    assert id_of(used(held, OTHER_SUBNET)) == OWN


@pytest.mark.parametrize("state", ["associating", "disassociating", "disassociated", "failed"])
def test_an_association_counts_only_while_it_is_associated(state: str) -> None:
    effective = used(tables(table(), table(table_id=OWN, associations=[association(SUBNET, state=state)])))
    assert (id_of(effective), effective.main) == (MAIN, True)


@pytest.mark.parametrize("state", ["associating", "disassociating", "disassociated", "failed"])
def test_a_main_table_counts_only_while_it_is_associated(state: str) -> None:
    old = table(associations=[association(main=True, state=state)])
    assert id_of(used(tables(old, table(table_id=OWN)))) == OWN
    assert used(tables(old)).facts


def test_a_state_that_nobody_knows_is_no_answer() -> None:
    effective = used(tables(table(), table(table_id=OWN, associations=[association(SUBNET, state="reassociating")])))
    assert id_of(effective) is None
    assert {fact.record for fact in effective.facts} == {OWN}


def test_a_main_table_in_a_state_that_nobody_knows_is_no_answer() -> None:
    effective = used(tables(table(associations=[association(main=True, state="reassociating")])))
    told = {(fact.record, fact.field, fact.reason) for fact in effective.facts}
    reason = "'reassociating' is no state that vpclint knows"
    assert told == {(MAIN, "Associations[0].AssociationState.State", reason)}


def test_an_association_with_a_gateway_is_no_affair_of_a_subnet() -> None:
    edge = table(table_id=OWN, associations=[association(gateway="igw-0000000a")])
    assert id_of(used(tables(table(), edge))) == MAIN
    assert used(tables(edge)).table is None


STATES: list[Record] = [{"AssociationState": {}}, {"AssociationState": {"State": "reassociating"}}]


@pytest.mark.parametrize("state", STATES)
def test_an_association_with_a_gateway_leaves_nothing_open_in_whatever_state(state: Record) -> None:
    edge = table(table_id=OWN, associations=[association(gateway="igw-0000000a") | state])
    assert id_of(used(tables(table(), edge))) == MAIN


@pytest.mark.parametrize("state", STATES)
def test_an_association_with_another_subnet_leaves_nothing_open_in_whatever_state(state: Record) -> None:
    other = table(table_id=OWN, associations=[association(OTHER_SUBNET) | state])
    assert id_of(used(tables(table(), other))) == MAIN


def test_the_state_of_an_association_is_newer_than_many_exports() -> None:
    old = {"Main": False, "SubnetId": SUBNET}
    assert id_of(used(tables(table(), table(table_id=OWN, associations=[old])))) == OWN


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        (without(table(table_id=OWN), "Associations"), "Associations"),
        (table(table_id=OWN, associations=[{"Main": False}]), "Associations[0].SubnetId"),
        (
            table(table_id=OWN, associations=[association(SUBNET) | {"AssociationState": {}}]),
            "Associations[0].AssociationState.State",
        ),
        (without(table(table_id=OWN), "VpcId"), "VpcId"),
    ],
)
def test_what_another_table_of_the_vpc_lacks_may_mean_this_subnet(broken: Record, field: str) -> None:
    effective = used(tables(table(), broken))
    assert (effective.table, effective.main) == (None, False)
    told = {(fact.key, fact.record, fact.field, fact.reason) for fact in effective.facts}
    assert told == {("RouteTables", OWN, field, "")}


def test_what_another_table_lacks_is_no_doubt_where_the_subnet_has_a_table_of_its_own() -> None:
    broken = without(table(table_id=OWN), "Associations")
    assert id_of(used(tables(table(associations=[association(SUBNET)]), broken))) == MAIN


@pytest.mark.parametrize(
    "broken",
    [
        without(table(table_id=OWN, vpc_id=OTHER_VPC), "Associations"),
        table(table_id=OWN, vpc_id=OTHER_VPC, associations=[{"Main": False}]),
        table(table_id=OWN, vpc_id=OTHER_VPC, associations=[association(main=True) | {"AssociationState": {}}]),
    ],
)
def test_what_a_table_of_another_vpc_lacks_leaves_nothing_open_here(broken: Record) -> None:
    assert id_of(used(tables(table(), broken))) == MAIN


def test_missing_tables_leave_the_table_open() -> None:
    effective = used(world(RouteTables=None))
    assert [fact.key for fact in effective.facts] == ["RouteTables"]


def test_a_table_that_cannot_be_read_may_be_the_one() -> None:
    effective = used(tables(table(), {"RouteTableId": OWN, "Routes": "none"}))
    assert {fact.record for fact in effective.facts} == {OWN}


def test_a_further_page_may_hold_the_association() -> None:
    effective = used(tables(table(), NextToken="more"))
    assert {fact.key for fact in effective.facts} == {"RouteTables"}
    explicit = tables(table(associations=[association(SUBNET)]), NextToken="more")
    assert id_of(used(explicit)) == MAIN


def test_a_vpc_without_a_main_table_is_not_believed() -> None:
    effective = used(tables(table(table_id=OWN, associations=[])))
    told = {(fact.key, fact.record, fact.field, fact.reason) for fact in effective.facts}
    assert told == {("RouteTables", VPC, "route table", "no table is marked as the main one")}


def test_a_subnet_of_no_known_vpc_has_no_known_main_table() -> None:
    effective = used(tables(table(), Subnets=[without(subnet(), "VpcId")]))
    assert {(fact.record, fact.field) for fact in effective.facts} == {(SUBNET, "VpcId")}


def test_a_subnet_of_no_known_vpc_still_has_the_table_that_it_is_associated_with() -> None:
    effective = used(tables(table(associations=[association(SUBNET)]), Subnets=[without(subnet(), "VpcId")]))
    assert id_of(effective) == MAIN


def both_claim(effective: EffectiveTable) -> tuple[str, str]:
    """Whose table it is that several claim to be, and which they are."""
    (fact,) = effective.facts
    assert (fact.field, fact.reason.endswith(" both claim to be it")) == ("route table", True)
    return fact.record, fact.reason.removesuffix(" both claim to be it")


@pytest.mark.parametrize("ids", [(MAIN, OWN), (OWN, MAIN)])
def test_two_tables_that_claim_one_subnet_are_no_answer(ids: tuple[str, str]) -> None:
    effective = used(tables(*(table(table_id=each, associations=[association(SUBNET)]) for each in ids)))
    assert (effective.table, both_claim(effective)) == (None, (SUBNET, " and ".join(ids)))


@pytest.mark.parametrize("ids", [(MAIN, OWN), (OWN, MAIN)])
def test_two_main_tables_of_one_vpc_are_no_answer(ids: tuple[str, str]) -> None:
    effective = used(tables(*(table(table_id=each) for each in ids)))
    assert (effective.table, both_claim(effective)) == (None, (VPC, " and ".join(ids)))
