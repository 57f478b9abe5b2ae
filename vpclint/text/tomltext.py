"""Places in TOML: where each key and each element of an array stands.

tomllib reads values and says nothing of their places. A text that it has accepted is gone over here once more, for the
few runs that have something to say about it.
"""

import re
import tomllib
from typing import Final

from vpclint.text.nodes import pointer_parts

_BASIC: Final = r'"(?:[^"\\\n]|\\.)*+"'
_LITERAL: Final = r"'[^'\n]*+'"
# What ends a string of several lines are three quotes; up to two more before them are part of it.
_BASIC_LINES: Final = r'"""(?:[^"\\]|\\.|"(?!""))*+"{3,5}'
_LITERAL_LINES: Final = r"'''(?:[^']|'(?!''))*+'{3,5}"

_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*+)*+")
_BETWEEN: Final = re.compile(r"(?:[ \t\r\n,]|#[^\n]*+)*+")
_HEADER: Final = re.compile(r"\[\[?+")
_HEADER_END: Final = re.compile(r"\]\]?+")
_KEY: Final = re.compile(rf"""[ \t]*+([^\s.=\[\]"'#]++|{_BASIC}|{_LITERAL})[ \t]*+""")
_EQUALS: Final = re.compile(r"=[ \t]*+")
# A date and its time may have a blank between them.
_SCALAR: Final = re.compile(
    rf"""{_BASIC_LINES}|{_LITERAL_LINES}|{_BASIC}|{_LITERAL}|[^,\[\]{{}}#\r\n"']++""", re.DOTALL
)
_MOST_PARTS: Final = 50
"""Parts that one key may have: tomllib needs the square of them, in time and in memory."""

_CLOSING: Final = {"[": "]", "{": "}"}


class Place:
    """Where a key or an element of an array stands, and the places that its value holds.

    Attributes:
        start: offset of the key, of a dotted one and of a table's header the last part; of an element, its own. What is
            only mentioned on the way to others stands where it is mentioned first. Counted in code points.
        held: the places in the value, by key or by index in decimal.
        tables: whether the value is an array of tables, each of which has a header of its own.
    """

    __slots__ = ("held", "start", "tables")

    def __init__(self, start: int) -> None:
        self.start = start
        self.held: dict[str, Place] = {}
        self.tables = False

    def at(self, pointer: str) -> "Place":
        """The place that a JSON Pointer (RFC 6901) leads to from here, or the last one on the way that exists."""
        place = self
        for part in pointer_parts(pointer) or ():
            if part not in place.held:
                break
            place = place.held[part]
        return place

    def member(self, name: str, start: int) -> "Place":
        """The place of a member, which is made where there is none."""
        return self.held.setdefault(name, Place(start))

    def element(self, start: int) -> "Place":
        """The place of a further element."""
        return self.member(str(len(self.held)), start)

    @property
    def open_table(self) -> "Place":
        """Where a header that leads here goes on: of an array of tables, in the last one."""
        return self.held[str(len(self.held) - 1)] if self.tables else self


def toml_places(text: str) -> Place:
    """The place of the whole text, which holds all others.

    Takes linear time, and no recursion.

    Args:
        text: TOML that tomllib accepts, or any text whose keys are to be looked at before tomllib reads them.

    Raises:
        ValueError: it is not TOML, which is not always noticed.
        RecursionError: a key has more than `_MOST_PARTS` parts.
    """
    return _Reader(text).document()


class _Reader:
    """Goes over a text from one key to the next."""

    __slots__ = ("_at", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def document(self) -> Place:
        """The place of the whole text."""
        root = table = Place(0)
        self._take(_BLANK)
        while self._at < len(self._text):
            if self._sees("["):
                table = self._header(root)
            else:
                self._value(self._key(table))
            self._take(_BLANK)
        return root

    def _header(self, table: Place) -> Place:
        """The table that a header opens."""
        listed = self._take(_HEADER)[0] == "[["
        *above, (name, start) = self._names()
        for each in above:
            table = table.member(*each).open_table
        made = table.member(name, start)
        if listed:
            made.tables = True
            made.element(start)
        else:
            made.start = start
        self._take(_HEADER_END)
        return made.open_table

    def _key(self, table: Place) -> Place:
        """The place of the key that stands here, up to its value."""
        *above, (name, start) = self._names()
        for each in above:
            table = table.member(*each)
        made = table.member(name, start)
        made.start = start
        self._take(_EQUALS)
        return made

    def _value(self, place: Place) -> None:
        """Goes over a value and everything in it."""
        around: list[tuple[Place, str]] = []
        self._enter(place, around)
        while around:
            holder, closing = around[-1]
            self._take(_BETWEEN)
            if self._sees(closing):
                self._at += 1
                around.pop()
            else:
                self._enter(holder.element(self._at) if closing == "]" else self._key(holder), around)

    def _enter(self, place: Place, around: list[tuple[Place, str]]) -> None:
        """Goes over a scalar, or into what holds other values."""
        closing = _CLOSING.get(self._text[self._at : self._at + 1])
        if closing is None:
            self._take(_SCALAR)
            return
        self._at += 1
        around.append((place, closing))

    def _names(self) -> list[tuple[str, int]]:
        """The parts of a key, each with its place."""
        names = []
        while True:
            part = self._take(_KEY)
            names.append((_unquoted(part[1]), part.start(1)))
            if not self._sees("."):
                return names
            if len(names) == _MOST_PARTS:
                raise RecursionError
            self._at += 1

    def _sees(self, word: str) -> bool:
        return self._text.startswith(word, self._at)

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str]:
        found = pattern.match(self._text, self._at)
        if found is None:
            raise ValueError(f"the text is not TOML at offset {self._at}")
        self._at = found.end()
        return found


def _unquoted(key: str) -> str:
    """The name that a part of a key spells."""
    if not key.startswith(('"', "'")):
        return key
    return next(iter(tomllib.loads(f"{key}=0"))) if "\\" in key else key[1:-1]
