"""Longest-prefix match over a table of CIDR blocks."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Final, Generic, TypeVar

from vpclint.algebra.addresses import AddressSet
from vpclint.algebra.intervals import Interval

T = TypeVar("T")

_FIRST: Final = itemgetter(0)
_LAST: Final = itemgetter(1)
_BEYOND: Final[Interval] = (1 << 200, 1 << 200)


class PrefixTable(Generic[T]):
    """The values of CIDR blocks, where an address has the values of the longest block that holds it.

    Blocks either hold one another or are disjoint, so the table is flattened once, in O(n log n), to disjoint
    intervals. All values of one block are kept, in the order given: which of them wins is not for the algebra to say.
    A set that is no single block is refused rather than divided, for its blocks could have been written otherwise.
    """

    __slots__ = ("_segments",)

    def __init__(self, entries: Iterable[tuple[AddressSet | str, T]]) -> None:
        """Builds the table from pairs of a block, or its text, and a value.

        Raises:
            ValueError: a text is no CIDR block or address, or a set is not exactly one block.
        """
        values_of: defaultdict[Interval, list[T]] = defaultdict(list)
        for prefix, value in entries:
            values_of[_block(prefix)].append(value)
        self._segments = tuple(_flattened({block: tuple(values) for block, values in values_of.items()}))

    def lookup(self, address: int) -> tuple[T, ...]:
        """The values of the longest block that holds an address; none if no block does."""
        place = bisect_right(self._segments, address, key=_FIRST)
        return self._segments[place - 1][2] if place and address <= self._segments[place - 1][1] else ()

    def partition(self, addresses: AddressSet) -> list[tuple[AddressSet, tuple[T, ...]]]:
        """The addresses divided by what `lookup` gives for them.

        Parts whose values are identical, object by object, are one part. The parts come in the order of their first
        address, except that what no block holds comes last, with no values.
        """
        parts: dict[tuple[int, ...], tuple[list[AddressSet], tuple[T, ...]]] = {}
        for first, last, values in self._overlaps(addresses):
            parts.setdefault(tuple(map(id, values)), ([], values))[0].append(AddressSet(((first, last),)))
        divided = [(_joined(several), values) for several, values in parts.values()]
        unmatched = addresses - _joined([part for part, _ in divided])
        return [*divided, (unmatched, ())] if unmatched else divided

    def _overlaps(self, addresses: AddressSet) -> Iterator[tuple[int, int, tuple[T, ...]]]:
        segments = self._segments
        for first, last in addresses.intervals:
            place = bisect_left(segments, first, key=_LAST)
            while place < len(segments) and segments[place][0] <= last:
                start, end, values = segments[place]
                yield max(first, start), min(last, end), values
                place += 1


def _joined(parts: Sequence[AddressSet]) -> AddressSet:
    """The union; of one set, as in most look-ups, the set itself."""
    return parts[0] if len(parts) == 1 else AddressSet.union(parts)


def _block(prefix: AddressSet | str) -> Interval:
    block = AddressSet.parse(prefix) if isinstance(prefix, str) else prefix
    if not block.is_cidr:
        raise ValueError(f"{block} is not one CIDR block")
    return block.intervals[0]


def _flattened(values_of: Mapping[Interval, tuple[T, ...]]) -> Iterator[tuple[int, int, tuple[T, ...]]]:
    """Disjoint intervals in order, each with the values of the smallest block around it."""
    around: list[Interval] = []
    position = 0
    # Outer blocks come before inner ones; the last, which is beyond every address, closes all the others.
    for block in [*sorted(values_of, key=lambda block: (block[0], -block[1])), _BEYOND]:
        while around and around[-1][1] < block[0]:
            closed = around.pop()
            if position <= closed[1]:
                yield position, closed[1], values_of[closed]
                position = closed[1] + 1
        if around and position < block[0]:
            yield position, block[0] - 1, values_of[around[-1]]
        around.append(block)
        position = block[0]
