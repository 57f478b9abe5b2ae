"""Places in large JSON texts, found when they are asked for, without building the values."""

import re
from array import array

import msgspec
from msgspec import Raw

from vpclint.text.lines import ByteLines, Position
from vpclint.text.nodes import Span, list_index, pointer_parts

_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_SPACE = rb"[ \t\n\r]*"
_STRING = rb'"(?:[^"\\]++|\\.)*+"'
_BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?" + _SPACE)
_INTO = re.compile(rb"[\[{]" + _SPACE)
_NEXT = re.compile(_SPACE + rb",?" + _SPACE)
_KEY = re.compile(rb"(" + _STRING + rb")" + _SPACE + rb":" + _SPACE, re.DOTALL)
_SCALAR = re.compile(_STRING + rb'|[^\s",:\[\]{}]+', re.DOTALL)
# Everything up to the next bracket; strings are gone over whole, since they may hold brackets.
_TO_BRACKET = re.compile(rb'(?:[^"\[\]{}]++|' + _STRING + rb")*+", re.DOTALL)


class _Member(msgspec.Struct, frozen=True, gc=False):
    """A key of an object and its value, by their places."""

    key: str
    key_span: Span
    span: Span


def top_level_keys(data: bytes) -> list[tuple[str, Span]]:
    """The keys of the object that is the whole text, each with its byte offsets, in order, repeated ones repeated.

    Args:
        data: valid JSON in UTF-8, which may begin with a byte order mark; of any other text there are no keys.
    """
    start = _end(_BEGIN, data, 0)
    try:
        members = _members(data, Span(start, len(data))) if data.startswith(b"{", start) else []
    except _UNREADABLE:
        return []
    return [(member.key, member.key_span) for member in members]


class Locator:
    """Finds places in one JSON text, and remembers the containers and lines that it has gone over.

    The text is valid JSON in UTF-8, which may begin with a byte order mark; in any other text no place is found.
    """

    __slots__ = ("_data", "_lines", "_lists", "_objects")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._objects: dict[Span, dict[str, Span]] = {}
        self._lists: dict[Span, array[int]] = {}
        self._lines = ByteLines(data)

    def span(self, pointer: str) -> Span | None:
        """The byte offsets of the value that a JSON Pointer (RFC 6901) leads to; None where it leads nowhere.

        Only the containers on the way are looked into; what stands beside it is jumped over. Of a key that stands twice
        the last value counts, as for other readers.

        Args:
            pointer: as `/Subnets/3/SubnetId`.
        """
        parts = pointer_parts(pointer)
        if parts is None:
            return None
        start = _end(_BEGIN, self._data, 0)
        span: Span | None = Span(start, len(self._data))
        try:
            if not parts:
                return Span(start, start + len(msgspec.json.decode(memoryview(self._data)[start:], type=Raw)))
            for part in parts:
                span = self._child(span, part) if span else None
        except _UNREADABLE:
            return None
        return span

    def position(self, offset: int) -> Position:
        """The line and column of a byte, as `ByteLines` counts them."""
        return self._lines.position(offset)

    def _child(self, span: Span, part: str) -> Span | None:
        if self._data.startswith(b"{", span.start):
            if span not in self._objects:
                self._objects[span] = {member.key: member.span for member in _members(self._data, span)}
            return self._objects[span].get(part)
        index = list_index(part)
        if index is None or not self._data.startswith(b"[", span.start):
            return None
        if span not in self._lists:
            self._lists[span] = _bounds(self._data, span)
        bounds = self._lists[span]
        return Span(bounds[2 * index], bounds[2 * index + 1]) if 2 * index < len(bounds) else None


def _bounds(data: bytes, span: Span) -> "array[int]":
    """Where the items of a list begin and end, by turns."""
    bounds = array("Q")
    at = _end(_INTO, data, span.start)
    for raw in msgspec.json.decode(memoryview(data)[span.start : span.end], type=list[Raw]):
        bounds.append(at)
        at += len(raw)
        bounds.append(at)
        at = _end(_NEXT, data, at)
    return bounds


def _members(data: bytes, span: Span) -> list[_Member]:
    """The members of an object, repeated ones too.

    msgspec measures the values and keeps the last of a repeated key. As long as every value is found where the ones
    before it end, and the last is followed by the closing brace, no key is repeated.
    """
    measured = msgspec.json.decode(memoryview(data)[span.start : span.end], type=dict[str, Raw])
    found = []
    at = _end(_INTO, data, span.start)
    for key, raw in measured.items():
        token = _KEY.match(data, at)
        if not token or _text(token) != key or not data.startswith(raw, token.end()):
            return _walked(data, span.start)
        found.append(_Member(key, Span(*token.span(1)), Span(token.end(), token.end() + len(raw))))
        at = _end(_NEXT, data, found[-1].span.end)
    return found if data.startswith(b"}", at) else _walked(data, span.start)


def _walked(data: bytes, start: int) -> list[_Member]:
    """The members of an object, found by going over every bracket in it."""
    found = []
    at = _end(_INTO, data, start)
    while token := _KEY.match(data, at):
        value = Span(token.end(), _value_end(data, token.end()))
        found.append(_Member(_text(token), Span(*token.span(1)), value))
        at = _end(_NEXT, data, value.end)
    return found


def _value_end(data: bytes, at: int) -> int:
    depth = 0
    while True:
        if not data.startswith((b"[", b"{", b"]", b"}"), at):
            return _end(_SCALAR, data, at)
        depth += 1 if data.startswith((b"[", b"{"), at) else -1
        at += 1
        if not depth:
            return at
        at = _end(_TO_BRACKET, data, at)


def _text(key: re.Match[bytes]) -> str:
    return msgspec.json.decode(key[1], type=str)


def _end(pattern: re.Pattern[bytes], data: bytes, at: int) -> int:
    found = pattern.match(data, at)
    return found.end() if found else at
