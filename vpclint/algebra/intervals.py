"""Exact sets of integers, kept as the fewest inclusive intervals.

Addresses, ports and protocol numbers are all sets of this kind; see `addresses` and `ports`. The form is canonical: two
sets with the same members have the same intervals, so that equality and hashing look at nothing else.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import itemgetter
from typing import ClassVar, Self

from msgspec import Struct

Interval = tuple[int, int]
"""The first and the last member of a run of integers without a hole."""

_FIRST = itemgetter(0)


class IntervalSet(Struct, frozen=True, gc=False):
    """An immutable set of integers. Make one with `of` or `union`; both operands of an operator are of one class.

    Attributes:
        intervals: sorted, disjoint and never adjacent. The bare constructor takes them on trust.
    """

    intervals: tuple[Interval, ...]

    universe: ClassVar[tuple[Interval, ...]] = ()
    """What members there can be, for a subclass that limits them: in the form of `intervals`."""

    @classmethod
    def of(cls, *pairs: Interval) -> Self:
        """The union of the inclusive intervals `(first, last)`, which may overlap and come in any order.

        Raises:
            ValueError: an interval ends before it begins, or leaves the universe of the class.
        """
        for first, last in pairs:
            if first > last:
                raise ValueError(f"the interval {first}-{last} ends before it begins")
        made = cls(_canonical(pairs))
        if cls.universe and not made <= cls(cls.universe):
            first, last = next(_remainders(made.intervals, cls.universe))
            raise ValueError(f"{first}-{last} is outside the universe of {cls.__name__}")
        return made

    @classmethod
    def union(cls, sets: Iterable[Self]) -> Self:
        """Everything that is in one of the sets at least, in O(n log n) of all their intervals."""
        return cls(_canonical(chain.from_iterable(each.intervals for each in sets)))

    def __or__(self, other: Self) -> Self:
        # Two sorted runs are merged, not sorted, by Timsort: this is linear.
        return type(self)(_canonical(self.intervals + other.intervals))

    def __and__(self, other: Self) -> Self:
        return type(self)(tuple(_overlaps(self.intervals, other.intervals)))

    def __sub__(self, other: Self) -> Self:
        return type(self)(tuple(_remainders(self.intervals, other.intervals)))

    def __le__(self, other: Self) -> bool:
        return next(_remainders(self.intervals, other.intervals), None) is None

    def __lt__(self, other: Self) -> bool:
        return self != other and self <= other

    def __bool__(self) -> bool:
        return bool(self.intervals)

    def __contains__(self, member: int) -> bool:
        place = bisect_right(self.intervals, member, key=_FIRST)
        return place > 0 and member <= self.intervals[place - 1][1]

    def isdisjoint(self, other: Self) -> bool:
        """Whether no integer is in both."""
        return next(_overlaps(self.intervals, other.intervals), None) is None

    @property
    def size(self) -> int:
        """The number of members."""
        return sum(last - first + 1 for first, last in self.intervals)

    @property
    def first(self) -> int:
        """The smallest member.

        Raises:
            ValueError: the set is empty.
        """
        if not self.intervals:
            raise ValueError("the empty set has no first member")
        return self.intervals[0][0]


def listed(items: Sequence[str], limit: int, separator: str = ", ") -> str:
    """The items in one line, where those beyond the limit are only counted."""
    shown = separator.join(items[:limit])
    return shown if len(items) <= limit else f"{shown} … and {len(items) - limit} more"


def _canonical(pairs: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same integers in the fewest intervals."""
    merged: list[Interval] = []
    for first, last in sorted(pairs):
        if not merged or first > merged[-1][1] + 1:
            merged.append((first, last))
        elif last > merged[-1][1]:
            merged[-1] = (merged[-1][0], last)
    return tuple(merged)


def _overlaps(left: Sequence[Interval], right: Sequence[Interval]) -> Iterator[Interval]:
    """What is in both, in order, in one walk along both."""
    i = j = 0
    while i < len(left) and j < len(right):
        (first, last), (start, end) = left[i], right[j]
        if first <= end and start <= last:
            yield max(first, start), min(last, end)
        if last <= end:
            i += 1
        else:
            j += 1


def _remainders(left: Sequence[Interval], right: Sequence[Interval]) -> Iterator[Interval]:
    """What is in the left but not in the right, in order, in one walk along both."""
    j = 0
    for first, last in left:
        rest = first
        while j < len(right) and right[j][0] <= last:
            start, end = right[j]
            if rest < start:
                yield rest, start - 1
            rest = max(rest, end + 1)
            if end > last:
                break
            j += 1
        if rest <= last:
            yield rest, last
