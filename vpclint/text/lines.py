"""Offsets of a text as lines and columns."""

import re
from bisect import bisect_right
from functools import lru_cache

from msgspec import Struct

_LINE_END = re.compile(r"\r\n|\n|\r")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# The second and later bytes of a code point in UTF-8.
_CONTINUATION = bytes(range(0x80, 0xC0))
_BLOCK = 1 << 14


class Position(Struct, frozen=True, order=True):
    """A place as an editor shows it.

    Attributes:
        line: counted from 1.
        column: counted from 1, in Unicode code points.
    """

    line: int
    column: int


class Lines:
    r"""Knows where each line of a text begins.

    A line ends at `\n`, `\r\n` or `\r`. Unicode's other separators, as U+2028, are ordinary characters, as they
    are in JSON and in editors.
    """

    __slots__ = ("_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(end.end() for end in _LINE_END.finditer(text))]

    def __len__(self) -> int:
        """The number of lines, at least 1."""
        return len(self._starts)

    def position(self, offset: int) -> Position:
        """The line and column of the code point at `offset`, which may be one past the last.

        Args:
            offset: counted from 0, in code points.
        """
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of a line, without what ends it.

        Args:
            number: counted from 1.

        Raises:
            IndexError: the text has no such line.
        """
        if not 1 <= number <= len(self._starts):
            raise IndexError(f"the text has {len(self._starts)} lines, not {number}")
        last = number == len(self._starts)
        end = len(self._text) if last else self._starts[number]
        line = self._text[self._starts[number - 1] : end]
        return line if last else line.removesuffix("\n").removesuffix("\r")


@lru_cache(maxsize=8)
def lines_of(text: str) -> Lines:
    """The lines of a text, of which many places are asked one after the other."""
    return Lines(text)


class ByteLines:
    """Knows the line and column of every byte of a large UTF-8 text, which it counts in blocks as far as it is asked.

    Lines are those of `Lines`; a byte order mark takes no column.
    """

    __slots__ = ("_blocks", "_data", "_returns")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._returns = b"\r" in data
        # At the beginning of each block: the line ends before it, and the code points before it in its line.
        self._blocks = [(0, -1 if data.startswith(_BYTE_ORDER_MARK) else 0)]

    def position(self, offset: int) -> Position:
        """The line and column, in code points, of the byte at `offset`, which may be one past the last."""
        block = offset // _BLOCK
        for start in range((len(self._blocks) - 1) * _BLOCK, block * _BLOCK, _BLOCK):
            self._blocks.append(self._counted(self._blocks[-1], start, start + _BLOCK))
        line_ends, before = self._counted(self._blocks[block], block * _BLOCK, offset)
        return Position(line_ends + 1, before + 1)

    def _counted(self, counts: tuple[int, int], start: int, end: int) -> tuple[int, int]:
        """The counts at `end`, given those at `start`."""
        data = self._data
        line_ends, before = counts
        line_ends += data.count(b"\n", start, end)
        line_start = data.rfind(b"\n", start, end) + 1
        if self._returns:  # hardly any file has them, and looking for both takes longest
            line_ends += data.count(b"\r", start, end) - data.count(b"\r\n", start, end)
            if start and start < end and data.startswith(b"\r\n", start - 1):
                line_ends -= 1
            line_start = max(line_start, data.rfind(b"\r", start, end) + 1)
        points = len(data[line_start or start : end].translate(None, _CONTINUATION))
        return line_ends, points if line_start else before + points
