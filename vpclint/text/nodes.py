"""A document as a tree whose every value knows its place."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import TypeAlias

from msgspec import Struct

DEPTH_LIMIT = 200
"""How many containers, at most, may stand one inside the other, in JSON and in YAML."""

_INDEX = re.compile(r"0|[1-9][0-9]{0,17}")
_BAD_ESCAPE = re.compile(r"~(?![01])")

Scalar: TypeAlias = str | int | float | bool | None
"""A value that holds no others."""


class Span(Struct, frozen=True, order=True, gc=False):
    """A part of a text: from ``start`` up to, not with, ``end``; empty where something is missing.

    Offsets count from 0, in code points of a string or in bytes of a byte string.
    """

    start: int
    end: int


class Spans:
    """Knows what stands within what, among spans that are many; each question takes the logarithm of their number."""

    __slots__ = ("_sorted", "_starts")

    def __init__(self, spans: Iterable[Span]) -> None:
        self._sorted = sorted(spans)
        self._starts = [each.start for each in self._sorted]

    def any_within(self, whole: Span) -> bool:
        """Whether one of them lies within this one."""
        inside = slice(bisect_left(self._starts, whole.start), bisect_right(self._starts, whole.end))
        return any(each.end <= whole.end for each in self._sorted[inside])

    def any_around(self, part: Span) -> bool:
        """Whether one of them, which do not overlap, holds this one."""
        last = bisect_right(self._starts, part.start) - 1
        return last >= 0 and part.end <= self._sorted[last].end


class Node(Struct, frozen=True):
    """A value, and where it stands.

    Attributes:
        value: a scalar, or the nodes that the value holds.
        start: offset of the value's first code point.
        end: offset after its last one.
        key: where the key stands whose value this is; None for what is not a member of an object.
    """

    value: "Scalar | dict[str, Node] | list[Node]"
    start: int
    end: int
    key: Span | None = None

    @property
    def span(self) -> Span:
        """Where the value stands."""
        return Span(self.start, self.end)


def plain(node: Node) -> object:
    """The value without places: dict, list, str, int, float, bool or None.

    Goes without recursion. A node that a YAML alias shares gives equal, separate values.
    """
    objects: list[tuple[dict[str, object], dict[str, Node]]] = []
    lists: list[tuple[list[object], list[Node]]] = []

    def shell(node: Node) -> object:
        if isinstance(node.value, dict):
            members: dict[str, object] = {}
            objects.append((members, node.value))
            return members
        if isinstance(node.value, list):
            items: list[object] = []
            lists.append((items, node.value))
            return items
        return node.value

    whole = shell(node)
    while objects or lists:
        if objects:
            members, named = objects.pop()
            members.update((key, shell(child)) for key, child in named.items())
        else:
            items, listed = lists.pop()
            items.extend(map(shell, listed))
    return whole


def pointer(*parts: str | int) -> str:
    """The JSON Pointer (RFC 6901) that leads through these keys and indexes; of none, the whole document's."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def pointer_parts(pointer: str) -> tuple[str, ...] | None:
    """The keys and indexes that a JSON Pointer (RFC 6901) leads through, unescaped; None if it is not a pointer."""
    if not pointer:
        return ()
    if not pointer.startswith("/") or _BAD_ESCAPE.search(pointer):
        return None
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/"))


def list_index(part: str) -> int | None:
    """The index that a part of a JSON Pointer names in a list; None for what is not one, as leading zeros or ``-``."""
    return int(part) if _INDEX.fullmatch(part) else None


def at(node: Node, pointer: str) -> Node | None:
    """The node that a JSON Pointer (RFC 6901) leads to from ``node``; None where it leads nowhere."""
    found: Node | None = node
    parts = pointer_parts(pointer)
    if parts is None:
        return None
    for part in parts:
        held = found.value if found else None
        if isinstance(held, dict):
            found = held.get(part)
        elif isinstance(held, list):
            index = list_index(part)
            found = held[index] if index is not None and index < len(held) else None
        else:
            return None
    return found
