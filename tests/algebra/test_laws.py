"""The laws of set algebra, for every kind of set."""

from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.algebra.addresses import ALL_ADDRESSES
from vpclint.algebra.intervals import IntervalSet
from vpclint.algebra.ports import ALL_PORTS, ALL_PROTOCOLS
from vpclint.algebra.traffic import ALL_TRAFFIC

from .strategies import (
    HIGHEST,
    LOWEST,
    address_sets,
    exact,
    interval_sets,
    port_sets,
    protocol_sets,
    traffic_sets,
)


class Kind(NamedTuple):
    sets: st.SearchStrategy[Any]
    universe: Any


KINDS = {
    "integers": Kind(interval_sets, IntervalSet.of((LOWEST, HIGHEST))),
    "ports": Kind(port_sets, ALL_PORTS),
    "protocols": Kind(protocol_sets, ALL_PROTOCOLS),
    "addresses": Kind(address_sets, ALL_ADDRESSES),
    "traffic": Kind(traffic_sets, ALL_TRAFFIC),
}
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
drawn = given(data=st.data())


@every_kind
@exact
@drawn
def test_union_and_intersection_commute(kind: Kind, data: st.DataObject) -> None:
    a, b = data.draw(kind.sets), data.draw(kind.sets)
    assert a | b == b | a
    assert a & b == b & a


@every_kind
@exact
@drawn
def test_union_and_intersection_associate(kind: Kind, data: st.DataObject) -> None:
    a, b, c = data.draw(kind.sets), data.draw(kind.sets), data.draw(kind.sets)
    assert (a | b) | c == a | (b | c)
    assert (a & b) & c == a & (b & c)


@every_kind
@exact
@drawn
def test_union_and_intersection_distribute_over_each_other(kind: Kind, data: st.DataObject) -> None:
    a, b, c = data.draw(kind.sets), data.draw(kind.sets), data.draw(kind.sets)
    assert a & (b | c) == (a & b) | (a & c)
    assert a | (b & c) == (a | b) & (a | c)


@every_kind
@exact
@drawn
def test_complements_obey_de_morgan(kind: Kind, data: st.DataObject) -> None:
    a, b = data.draw(kind.sets), data.draw(kind.sets)
    assert kind.universe - (a | b) == (kind.universe - a) & (kind.universe - b)
    assert kind.universe - (a & b) == (kind.universe - a) | (kind.universe - b)
    assert kind.universe - (kind.universe - a) == a


@every_kind
@exact
@drawn
def test_a_set_absorbs_itself_and_its_parts(kind: Kind, data: st.DataObject) -> None:
    a, b = data.draw(kind.sets), data.draw(kind.sets)
    assert a | a == a & a == a
    assert a | (a & b) == a & (a | b) == a


@every_kind
@exact
@drawn
def test_nothing_and_everything_are_neutral(kind: Kind, data: st.DataObject) -> None:
    a = data.draw(kind.sets)
    nothing = kind.universe - kind.universe
    assert not nothing
    assert a | nothing == a & kind.universe == a - nothing == a
    assert a & nothing == a - a == a - kind.universe == nothing
    assert a | kind.universe == kind.universe
    assert bool(a) == (a != nothing)


@every_kind
@exact
@drawn
def test_a_difference_and_an_intersection_make_up_the_set(kind: Kind, data: st.DataObject) -> None:
    a, b = data.draw(kind.sets), data.draw(kind.sets)
    assert (a - b) | (a & b) == a
    assert (a - b).isdisjoint(b)
    assert (a - b).isdisjoint(a & b)
    assert a - b == a & (kind.universe - b)


@every_kind
@exact
@drawn
def test_disjoint_means_that_the_intersection_is_empty(kind: Kind, data: st.DataObject) -> None:
    a, b = data.draw(kind.sets), data.draw(kind.sets)
    assert a.isdisjoint(b) == b.isdisjoint(a) == (not a & b)


@every_kind
@exact
@drawn
def test_containment_is_a_partial_order_that_agrees_with_difference(kind: Kind, data: st.DataObject) -> None:
    a, b, c = data.draw(kind.sets), data.draw(kind.sets), data.draw(kind.sets)
    twin = type(a).union([a])
    assert a <= twin
    assert not a < twin
    assert a & b <= a <= a | b <= kind.universe
    assert (a <= b) == (not a - b) == (a | b == b) == (a & b == a)
    assert (a < b) == (a <= b and a != b)
    assert not (a <= b <= a) or a == b
    assert not (a <= b <= c) or a <= c
    assert (b >= a) == (a <= b)
    assert (b > a) == (a < b)


@every_kind
@exact
@drawn
def test_equal_sets_hash_alike_however_they_were_made(kind: Kind, data: st.DataObject) -> None:
    a, b = data.draw(kind.sets), data.draw(kind.sets)
    rebuilt = ((a | b) - b) | (a & b)
    assert rebuilt == a
    assert hash(rebuilt) == hash(a)


@every_kind
@exact
@drawn
def test_the_union_of_many_is_the_union_two_by_two(kind: Kind, data: st.DataObject) -> None:
    many = data.draw(st.lists(kind.sets, max_size=6))
    one_by_one = kind.universe - kind.universe
    for each in many:
        one_by_one |= each
    assert type(kind.universe).union(many) == one_by_one
    assert type(kind.universe).union(iter(many)) == one_by_one


@every_kind
@exact
@drawn
def test_operations_keep_the_class(kind: Kind, data: st.DataObject) -> None:
    a, b = data.draw(kind.sets), data.draw(kind.sets)
    assert {type(a | b), type(a & b), type(a - b)} == {type(kind.universe)}
