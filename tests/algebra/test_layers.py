from functools import reduce
from operator import or_
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.algebra.intervals import IntervalSet
from vpclint.algebra.layers import Layer

from .strategies import HIGHEST, LOWEST, exact, interval_sets

of = IntervalSet.of
X = range(LOWEST - 1, HIGHEST + 2)

products = st.tuples(interval_sets, interval_sets).map(lambda sides: Layer.product(*sides))
layers: st.SearchStrategy[Layer[Any]] = st.lists(products, min_size=1, max_size=5).map(lambda found: reduce(or_, found))


def members(layer: Layer[Any]) -> dict[int, IntervalSet]:
    return {x: layer.at(x) or of() for x in X}


@exact
@given(layers, layers)
def test_operations_work_value_by_value(a: Layer[Any], b: Layer[Any]) -> None:
    left, right = members(a), members(b)
    assert members(a | b) == {x: left[x] | right[x] for x in X}
    assert members(a & b) == {x: left[x] & right[x] for x in X}
    assert members(a - b) == {x: left[x] - right[x] for x in X}
    assert (a <= b) == all(left[x] <= right[x] for x in X)
    assert a.isdisjoint(b) == all(left[x].isdisjoint(right[x]) for x in X)
    assert (a == b) == (left == right)


@exact
@given(layers, layers)
def test_every_result_has_the_fewest_segments(a: Layer[Any], b: Layer[Any]) -> None:
    for found in (a, a | b, a & b, a - b):
        assert all(first <= last and value for first, last, value in found.segments)
        for (_, end, before), (start, _, after) in zip(found.segments, found.segments[1:], strict=False):
            assert end < start
            assert end + 1 < start or before != after


def test_a_product_is_constant() -> None:
    layer = Layer.product(of((1, 2), (4, 5)), of((7, 7)))
    assert layer.segments == ((1, 2, of((7, 7))), (4, 5, of((7, 7))))
    assert [layer.at(x) for x in (0, 1, 2, 3, 4, 5, 6)] == [None, *[of((7, 7))] * 2, None, *[of((7, 7))] * 2, None]


@pytest.mark.parametrize(("x", "y"), [(of(), of((1, 1))), (of((1, 1)), of()), (of(), of())])
def test_a_product_with_nothing_is_nothing(x: IntervalSet, y: IntervalSet) -> None:
    assert not Layer.product(x, y)
    assert Layer.product(x, y) == Layer(())


def test_adjacent_segments_merge_only_if_their_values_are_equal() -> None:
    one, other = of((7, 7)), of((8, 8))
    assert (Layer.product(of((1, 2)), one) | Layer.product(of((3, 4)), one)).segments == ((1, 4, one),)
    assert len((Layer.product(of((1, 2)), one) | Layer.product(of((3, 4)), other)).segments) == 2
    assert len((Layer.product(of((1, 2)), one) | Layer.product(of((4, 4)), one)).segments) == 2


def test_places_are_gathered_by_value() -> None:
    one, other = of((7, 7)), of((8, 8))
    layer = Layer.product(of((1, 2), (9, 9)), one) | Layer.product(of((3, 4)), other)
    assert layer.by_value() == {one: [(1, 2), (9, 9)], other: [(3, 4)]}


@exact
@given(layers)
def test_a_function_with_itself_is_itself_without_a_walk(a: Layer[Any]) -> None:
    assert a | a is a
    assert a & a is a
