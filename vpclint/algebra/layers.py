"""Piecewise constant functions from integers to sets; stacked, they are exact sets of tuples.

A set of pairs (x, y) is a function that gives for each x the set of its y; a set of triples gives for each x a set of
pairs, and so on. Each function is kept as the fewest segments on which it is constant, so that equal sets are equal
structures, and every operation is one sweep along two functions that hands its work down to the next axis.
"""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Final, Generic, Protocol, Self, TypeVar

from msgspec import Struct

from vpclint.algebra.intervals import Interval, IntervalSet


class SetAlgebra(Hashable, Protocol):
    """What the values of a layer can do: an `IntervalSet` can, and so can a layer."""

    def __or__(self, other: Self, /) -> Self: ...
    def __and__(self, other: Self, /) -> Self: ...
    def __sub__(self, other: Self, /) -> Self: ...
    def __le__(self, other: Self, /) -> bool: ...
    def __bool__(self) -> bool: ...
    def isdisjoint(self, other: Self, /) -> bool:
        """Nothing is in both."""


S = TypeVar("S", bound=SetAlgebra)

Segment = tuple[int, int, S]
"""The first and the last integer of a run on which a function is constant, and its value there."""

_BEYOND: Final = 1 << 200
"""Greater than every coordinate."""

_FIRST: Final = itemgetter(0)


class Layer(Struct, Generic[S], frozen=True, gc=False, cache_hash=True):
    """An immutable function from integers to sets; what is in no segment is mapped to the empty set.

    Attributes:
        segments: sorted, disjoint, with no empty value, and never adjacent with equal values. The bare constructor
            takes them on trust.
    """

    segments: tuple[Segment[S], ...]

    @classmethod
    def product(cls, coordinates: IntervalSet, value: S) -> Self:
        """Each of the coordinates with all of the value."""
        return cls(tuple((first, last, value) for first, last in coordinates.intervals) if value else ())

    def __or__(self, other: Self) -> Self:
        if not self.segments or not other.segments:  # one of them is the union: no sweep is needed
            return self if self.segments else other
        return self if self is other else self._combined(other, _union)

    def __and__(self, other: Self) -> Self:
        return self if self is other else self._combined(other, _intersection)

    def __sub__(self, other: Self) -> Self:
        return self._combined(other, _difference)

    def __le__(self, other: Self) -> bool:
        pieces = _aligned(self.segments, other.segments)
        return all(mine is None or (its is not None and mine <= its) for _, _, mine, its in pieces)

    def __lt__(self, other: Self) -> bool:
        return self != other and self <= other

    def __bool__(self) -> bool:
        return bool(self.segments)

    def isdisjoint(self, other: Self) -> bool:
        """Whether no integer is mapped to two sets that share a member."""
        pieces = _aligned(self.segments, other.segments)
        return all(mine is None or its is None or mine.isdisjoint(its) for _, _, mine, its in pieces)

    def at(self, coordinate: int) -> S | None:
        """The value at an integer, or None where it is empty."""
        place = bisect_right(self.segments, coordinate, key=_FIRST)
        return self.segments[place - 1][2] if place and coordinate <= self.segments[place - 1][1] else None

    def by_value(self) -> Mapping[S, list[Interval]]:
        """Where it takes each of its values; the intervals of one value are sorted and never adjacent."""
        places: dict[S, list[Interval]] = {}
        for first, last, value in self.segments:
            places.setdefault(value, []).append((first, last))
        return places

    def _combined(self, other: Self, combine: Callable[[S | None, S | None], S | None]) -> Self:
        segments: list[Segment[S]] = []
        for first, last, mine, its in _aligned(self.segments, other.segments):
            value = combine(mine, its)
            if not value:
                continue
            if segments and segments[-1][1] + 1 == first and segments[-1][2] == value:
                segments[-1] = (segments[-1][0], last, value)
            else:
                segments.append((first, last, value))
        return type(self)(tuple(segments))


def _union(mine: S | None, its: S | None) -> S | None:
    if mine is None or its is None:
        return mine or its
    return mine | its


def _intersection(mine: S | None, its: S | None) -> S | None:
    return None if mine is None or its is None else mine & its


def _difference(mine: S | None, its: S | None) -> S | None:
    return mine if mine is None or its is None else mine - its


def _aligned(left: Sequence[Segment[S]], right: Sequence[Segment[S]]) -> Iterator[tuple[int, int, S | None, S | None]]:
    """The runs on which both functions are constant and not both are empty, with both values; None is empty."""
    lefts, rights = iter(left), iter(right)
    end = (_BEYOND, _BEYOND, None)
    a: tuple[int, int, S | None] = next(lefts, end)
    b: tuple[int, int, S | None] = next(rights, end)
    while a is not end or b is not end:
        first = min(a[0], b[0])
        last = min(a[1] if a[0] == first else a[0] - 1, b[1] if b[0] == first else b[0] - 1)
        yield first, last, a[2] if a[0] == first else None, b[2] if b[0] == first else None
        if a[0] == first:
            a = next(lefts, end) if a[1] == last else (last + 1, a[1], a[2])
        if b[0] == first:
            b = next(rights, end) if b[1] == last else (last + 1, b[1], b[2])
