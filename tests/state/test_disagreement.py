"""Records that disagree on one id: which of them holds is not for vpclint to guess."""

from worlds import SUBNET, state_of, subnet, world


def test_two_records_of_one_id_that_disagree_count_for_nothing() -> None:
    table = state_of(world(Subnets=[subnet(free=0), subnet(free=200)])).subnets
    assert table.get(SUBNET) is None
    (fact,) = table.exists(SUBNET).facts
    assert (fact.key, fact.record) == ("Subnets", SUBNET)
    assert "disagree" in fact.reason


def test_a_third_record_does_not_settle_it() -> None:
    table = state_of(world(Subnets=[subnet(free=0), subnet(free=200), subnet(free=200)])).subnets
    assert table.exists(SUBNET).is_unknown


def test_the_same_record_twice_is_one() -> None:
    table = state_of(world(Subnets=[subnet(), subnet()])).subnets
    assert [each.subnet_id for each in table] == [SUBNET]
    assert table.exists(SUBNET).is_yes


def test_a_record_that_cannot_be_read_beside_one_of_its_id_leaves_it_open() -> None:
    table = state_of(world(Subnets=[subnet(), subnet() | {"AvailableIpAddressCount": "many"}])).subnets
    assert table.get(SUBNET) is None
    (fact,) = table.exists(SUBNET).facts
    assert (fact.key, fact.record) == ("Subnets", SUBNET)
    assert "can't be read" in fact.reason


def test_very_many_of_them_leave_it_open_too() -> None:
    damaged = subnet() | {"AvailableIpAddressCount": "many"}
    table = state_of(world(Subnets=[subnet(), *[damaged] * 200])).subnets
    assert table.get(SUBNET) is None
    assert table.exists(SUBNET).is_unknown
