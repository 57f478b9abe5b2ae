"""Texts that are written inside others, as a policy in a string of a state: where a part of them stands there."""

import re
from array import array
from bisect import bisect_right
from functools import lru_cache

from msgspec import Struct

from vpclint.text.nodes import Span

_ESCAPES = r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[^\r\n])"
"""What stands for one code point in a string of JSON."""
_BYTE = "%[0-9a-fA-F]{2}"
_PERCENT = rf"%[0-7][0-9a-fA-F]|%[cCdD][0-9a-fA-F]{_BYTE}|%[eE][0-9a-fA-F](?:{_BYTE}){{2}}|%[fF][0-7](?:{_BYTE}){{3}}"
"""What stands for one code point in a text that is encoded for a URL, in UTF-8."""
_BEGINS = r"(?:%0[9aAdD]|%20|\s)*%[57][bB]"
"""How JSON begins that is encoded for a URL: with a bracket, perhaps after white space."""


class Within(Struct, frozen=True):
    """How a text is written in another one.

    Attributes:
        outer: the other text.
        start: where it begins there.
        units: several characters of the other that stand for one of it, as an expression; empty where each stands for
            itself.
    """

    outer: str
    start: int
    units: str = ""

    def span(self, span: Span) -> Span:
        """Where a part of the text stands in the other one."""
        return Span(self._offset(span.start), self._offset(span.end))

    def _offset(self, offset: int) -> int:
        if not self.units:
            return self.start + offset
        ends, longer = _units_of(self.outer, self.start, self.units)
        before = bisect_right(ends, offset)
        return self.start + offset + (longer[before - 1] if before else 0)


@lru_cache(maxsize=8)
def _units_of(outer: str, start: int, units: str) -> "tuple[array[int], array[int]]":
    """Where the text goes on behind each unit, and how many characters the other is longer by until there."""
    ends, longer = array("q"), array("q")
    more = 0
    for unit in re.compile(units).finditer(outer, start):
        ends.append(unit.start() - start - more + 1)
        more += len(unit[0]) - 1
        longer.append(more)
    return ends, longer


def in_string(outer: str, literal: Span) -> Within:
    """What a JSON string stands for, by where the string stands with its quotes."""
    return Within(outer, literal.start + 1, _ESCAPES)


def unquoted(text: str) -> tuple[str, Within] | None:
    """What a text stands for that is JSON encoded for a URL, as IAM answers it; None for any other.

    Source: AWS Identity and Access Management API Reference, GetRolePolicy: URL-encoded compliant with RFC 3986.
    """
    if not text.lstrip().startswith("%") or not re.match(_BEGINS, text):
        return None
    from urllib.parse import unquote  # noqa: PLC0415 - hardly any text is

    return unquote(text), Within(text, 0, _PERCENT)
