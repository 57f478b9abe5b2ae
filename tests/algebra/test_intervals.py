import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.algebra.intervals import IntervalSet, listed
from vpclint.algebra.ports import PortSet, ProtocolSet

from .strategies import HIGHEST, LOWEST, exact, interval_sets, pairs

POINTS = range(LOWEST - 1, HIGHEST + 2)
of = IntervalSet.of


def members(found: IntervalSet) -> set[int]:
    return {point for point in POINTS if point in found}


@exact
@given(st.lists(pairs(LOWEST, HIGHEST)))
def test_a_set_holds_exactly_what_its_intervals_hold(given_pairs: list[tuple[int, int]]) -> None:
    expected = {point for first, last in given_pairs for point in range(first, last + 1)}
    found = of(*given_pairs)
    assert members(found) == expected
    assert found.size == len(expected)


@exact
@given(interval_sets, interval_sets)
def test_operators_agree_with_sets_of_members(a: IntervalSet, b: IntervalSet) -> None:
    assert members(a | b) == members(a) | members(b)
    assert members(a & b) == members(a) & members(b)
    assert members(a - b) == members(a) - members(b)
    assert (a <= b) == (members(a) <= members(b))
    assert (a < b) == (members(a) < members(b))
    assert a.isdisjoint(b) == members(a).isdisjoint(members(b))
    assert (a == b) == (members(a) == members(b))


@exact
@given(interval_sets, interval_sets)
def test_every_result_is_canonical(a: IntervalSet, b: IntervalSet) -> None:
    for found in (a, a | b, a & b, a - b, IntervalSet.union([a, b])):
        assert all(first <= last for first, last in found.intervals)
        ends = [last for _, last in found.intervals[:-1]]
        starts = [first for first, _ in found.intervals[1:]]
        assert all(end + 1 < start for end, start in zip(ends, starts, strict=True))


def test_adjacent_and_nested_intervals_become_one() -> None:
    assert of((5, 9), (1, 4)).intervals == ((1, 9),)
    assert of((1, 9), (3, 4)).intervals == ((1, 9),)
    assert of((1, 3), (5, 6)).intervals == ((1, 3), (5, 6))


def test_a_reversed_interval_is_refused() -> None:
    with pytest.raises(ValueError, match="the interval 2-1 ends before it begins"):
        of((4, 7), (2, 1))


def test_what_leaves_the_universe_of_a_class_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^65536-70000 is outside the universe of PortSet$"):
        PortSet.of((80, 80), (443, 70000))


def test_the_smallest_member_comes_first() -> None:
    assert of((7, 9), (-3, -1)).first == -3


def test_the_empty_set_has_no_first_member() -> None:
    with pytest.raises(ValueError, match=r"^the empty set has no first member$"):
        _ = of().first


def test_an_empty_set_is_false_and_has_no_members() -> None:
    assert not of()
    assert of().size == 0
    assert 0 not in of()
    assert IntervalSet.union([]) == of()


def test_sets_of_different_kinds_are_never_equal() -> None:
    assert PortSet.of((6, 6)) != ProtocolSet.of((6, 6))
    assert of((6, 6)) != PortSet.of((6, 6))


def test_a_set_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        of((1, 2)).intervals = ()


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a, b"),
        (["a", "b", "c"], "a, b … and 1 more"),
        (["a", "b", "c", "d"], "a, b … and 2 more"),
    ],
)
def test_a_list_counts_what_it_does_not_show(items: list[str], text: str) -> None:
    assert listed(items, 2) == text


def test_a_list_takes_another_separator() -> None:
    assert listed(["a", "b"], 2, "; ") == "a; b"
