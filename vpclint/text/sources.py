"""Lines and columns of places, looked up only for what is printed."""

import re
from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct, structs

from vpclint.text.lines import Lines
from vpclint.text.locate import Locator
from vpclint.text.nodes import Node, Span, at, list_index, pointer_parts
from vpclint.text.nodes import pointer as make_pointer
from vpclint.text.reading import decode

_LINE_END = re.compile(r"\r\n|\r|\n")
_AROUND = 200
"""Code points of a long line that are kept on either side of a place."""

_KEY_BEFORE = rb'(?s)"(?:[^"\\]|\\.)*"(?=\s*:\s*$)'
_LONGEST_KEY = 500


Part = tuple[int, int] | None
"""The part of a text that is meant, in code points; None for all of it.

Without a pointer it is a part of the file's text. With one it is a part of the value: of what a string stands for, and
of how anything else is written.
"""


class Location(Struct, frozen=True):
    """A place as an editor shows it.

    Attributes:
        file, pointer, note: as the place has them.
        line, column: 1-based, in code points; 0 where the place is in no file.
        text: that line, or the part of a long line around the place.
        mark: where in `text` the place begins, from 0; -1 where it is a whole record, whose first line says nothing.
        width: how many code points of `text` belong to it.
    """

    file: str
    pointer: str
    note: str
    line: int = 0
    column: int = 0
    text: str = ""
    mark: int = -1
    width: int = 0


class Texts(Protocol):
    """What knows the lines and columns of places."""

    def location(self, file: str, pointer: str, note: str = "", span: Part = None) -> Location:
        """A place as an editor shows it; without a line where it is in no file."""


class SourceTexts:
    """The texts of all files that were read, by the names that the user gave."""

    def __init__(self, data: Mapping[str, bytes] | None = None) -> None:
        self._data = dict(data or {})
        self._readers: dict[str, _Bytes | _Tree] = {}
        self._whole: dict[str, tuple[str, Lines]] = {}

    def __contains__(self, file: str) -> bool:
        """Whether a file was read."""
        return file in self._data

    def add(self, file: str, data: bytes) -> None:
        """Remembers the bytes of a file."""
        self._data[file] = data

    def location(self, file: str, pointer: str, note: str = "", span: Part = None) -> Location:
        """The line and column of the value that a JSON pointer leads to, and the text that stands there.

        Of a list or an object that is a member of another, it is the key that is shown.

        Args:
            file, pointer, note, span: as the place has them.
        """
        if file not in self._data:
            return Location(file, pointer, note)
        if span and not pointer:
            return self._part(Location(file, pointer, note), span)
        place, reader = Location(file, pointer, note), self._reader(file)
        return (reader.part(place, span) if span else None) or reader.location(place)

    def written(self, file: str, pointer: str) -> str | None:
        """How a value is written, character by character; None where that is not JSON."""
        return self._reader(file).written(pointer) if file in self._data and not is_yaml(file) else None

    def _reader(self, file: str) -> "_Bytes | _Tree":
        if file not in self._readers:
            self._readers[file] = _reader(file, self._data[file])
        return self._readers[file]

    def _part(self, place: Location, span: tuple[int, int]) -> Location:
        """The location of a part of a file's text."""
        if place.file not in self._whole:
            text = decode(self._data[place.file]).text
            self._whole[place.file] = text, Lines(text)
        text, lines = self._whole[place.file]
        return _marked(place, lines, Span(*span))


def _marked(place: Location, lines: Lines, span: Span) -> Location:
    """The place as a part of a text of these lines."""
    position = lines.position(span.start)
    line = lines.line(position.line)
    start = max(0, position.column - 1 - _AROUND)
    return structs.replace(
        place,
        line=position.line,
        column=position.column,
        text=line[start : start + 2 * _AROUND],
        mark=position.column - 1 - start,
        width=min(span.end - span.start, len(line) - position.column + 1),
    )


def _part_of(written: str, part: tuple[int, int]) -> Span:
    """Where a part of a value stands in how the value is written in JSON."""
    if not written.startswith('"'):
        return Span(*part)
    from vpclint.text.within import in_string  # noqa: PLC0415 - few places are inside of a string

    return in_string(written, Span(0, len(written))).span(Span(*part))


class Beside:
    """The texts of a run, and others beside them."""

    def __init__(self, own: SourceTexts, others: Texts) -> None:
        self._own = own
        self._others = others

    def location(self, file: str, pointer: str, note: str = "", span: Part = None) -> Location:
        """A place as an editor shows it: of the texts that hold its file."""
        return (self._own if file in self._own else self._others).location(file, pointer, note, span)


class _Bytes:
    """The places of plain JSON in UTF-8, of any size: only the way to a place is looked at."""

    def __init__(self, locator: Locator, data: bytes) -> None:
        self._locator = locator
        self._data = data
        self._written: dict[str, str | None] = {}

    def location(self, place: Location) -> Location:
        """The location of the place's pointer."""
        span = self._locator.span(place.pointer)
        if span is None:
            return place
        key = re.compile(_KEY_BEFORE).search(self._data, max(0, span.start - _LONGEST_KEY), span.start)
        container = self._data[span.start : span.start + 1] in (b"{", b"[")
        shown = self._shown(place, Span(*key.span()) if container and key else span)
        return structs.replace(shown, mark=-1) if container and not key else shown

    def part(self, place: Location, part: tuple[int, int]) -> Location | None:
        """The location of a part of the value; None where the pointer leads nowhere."""
        whole, written = self._locator.span(place.pointer), self.written(place.pointer)
        if whole is None or written is None:
            return None
        span = _part_of(written, part)
        start = whole.start + (span.start if written.isascii() else len(written[: span.start].encode()))
        return self._shown(place, Span(start, start + len(written[span.start : span.end].encode())))

    def written(self, pointer: str) -> str | None:
        """How the value is written; None where the pointer leads nowhere."""
        if pointer not in self._written:
            span = self._locator.span(pointer)
            self._written[pointer] = self._data[span.start : span.end].decode("utf-8", "replace") if span else None
        return self._written[pointer]

    def _shown(self, place: Location, shown: Span) -> Location:
        """The location of these bytes."""
        position = self._locator.position(shown.start)
        before = _LINE_END.split(self._text(shown.start - 4 * _AROUND, shown.start))[-1][-_AROUND:]
        after = _first_line(self._text(shown.start, shown.start + 4 * _AROUND))
        marked = _first_line(self._text(shown.start, min(shown.end, shown.start + 4 * _AROUND)))
        return structs.replace(
            place,
            line=position.line,
            column=position.column,
            text=before + after[:_AROUND],
            mark=len(before),
            width=len(marked),
        )

    def _text(self, start: int, end: int) -> str:
        return self._data[max(0, start) : end].decode("utf-8", "replace").removeprefix("\ufeff")


class _Tree:
    """The places of a text that is not plain JSON in UTF-8: small enough to be parsed as a whole."""

    def __init__(self, roots: tuple[Node, ...], text: str, *, yaml: bool) -> None:
        self._roots = roots
        self._text = text
        self._lines = Lines(text)
        self._yaml = yaml

    def location(self, place: Location) -> Location:
        """The location of the place's pointer; of several documents, the first part of the pointer chooses one."""
        node = self._node(place.pointer)
        if node is None:
            return place
        container = isinstance(node.value, (dict, list))
        shown = node.key if container and node.key else node.span
        found = _marked(place, self._lines, shown)
        return structs.replace(found, mark=-1) if container and not node.key else found

    def part(self, place: Location, part: tuple[int, int]) -> Location | None:
        """The location of a part of the value; None where the pointer leads nowhere, or nobody can say in YAML."""
        node = self._node(place.pointer)
        if node is None or (self._yaml and not self._is_plain(node)):
            return None
        span = Span(*part) if self._yaml else _part_of(self._text[node.start : node.end], part)
        return _marked(place, self._lines, Span(node.start + span.start, node.start + span.end))

    def written(self, pointer: str) -> str | None:
        """How the value is written; None where the pointer leads nowhere."""
        node = self._node(pointer)
        return self._text[node.start : node.end] if node else None

    def _is_plain(self, node: Node) -> bool:
        """Whether a value of YAML is written as what it stands for."""
        return self._text[node.start : node.end] == node.value

    def _node(self, pointer: str) -> Node | None:
        if len(self._roots) == 1:
            return at(self._roots[0], pointer)
        parts = pointer_parts(pointer)
        index = list_index(parts[0]) if parts else None
        if index is None or parts is None or index >= len(self._roots):
            return None
        return at(self._roots[index], make_pointer(*parts[1:]))


def _first_line(text: str) -> str:
    return _LINE_END.split(text, 1)[0]


def _reader(file: str, data: bytes) -> _Bytes | _Tree:
    locator = Locator(data)
    if not is_yaml(file) and locator.span("") is not None:  # which it is for JSON in UTF-8 alone
        return _Bytes(locator, data)
    from vpclint.text.jsontext import parse_json  # noqa: PLC0415 - the parsers of damaged texts are seldom needed
    from vpclint.text.yamltext import parse_yaml  # noqa: PLC0415

    text = decode(data).text
    parsed = parse_yaml(text) if is_yaml(file) else parse_json(text, several=True)
    return _Tree(parsed.roots, text, yaml=is_yaml(file))


def is_yaml(file: str) -> bool:
    """Whether a file is YAML by its name; every other one is read as JSON."""
    return file.lower().removesuffix(".gz").endswith((".yaml", ".yml"))


def is_lines(file: str) -> bool:
    """Whether a file holds a JSON document a line, by its name."""
    return file.lower().removesuffix(".gz").endswith((".jsonl", ".ndjson"))
