"""Lines and columns of places, looked up only for what is printed."""

from msgspec import Struct

from vpclint.text.lines import Lines, Position
from vpclint.text.locate import Locator
from vpclint.text.nodes import Node, at
from vpclint.text.reading import decode


class Location(Struct, frozen=True):
    """A place as an editor shows it.

    Attributes:
        file, pointer, note: as the place has them.
        line, column: 1-based, in code points; 0 where the place is in no file.
        width: how many code points of the first line belong to it.
        text: that line.
    """

    file: str
    pointer: str
    note: str
    line: int = 0
    column: int = 0
    width: int = 0
    text: str = ""


class SourceTexts:
    """The texts of all files that were read, by the names that the user gave."""

    def __init__(self) -> None:
        self._data: dict[str, bytes] = {}
        self._locators: dict[str, Locator | _Tree] = {}
        self._lines: dict[str, list[bytes]] = {}

    def add(self, file: str, data: bytes) -> None:
        """Remembers the bytes of a file."""
        self._data[file] = data

    def location(self, file: str, pointer: str, note: str = "") -> Location:
        """The line and column of the value that a JSON pointer leads to, and the text that stands there."""
        nowhere = Location(file, pointer, note)
        if file not in self._data:
            return nowhere
        if file not in self._locators:
            self._locators[file] = _locator(file, self._data[file])
        found = self._locators[file]
        if isinstance(found, _Tree):
            return found.location(nowhere)
        return self._in_bytes(found, nowhere)

    def _in_bytes(self, locator: Locator, place: Location) -> Location:
        span = locator.span(place.pointer)
        if span is None:
            return place
        data = self._data[place.file]
        position = locator.position(span.start)
        begin = max(data.rfind(b"\n", 0, span.start), data.rfind(b"\r", 0, span.start)) + 1
        end = min(filter(lambda each: each >= 0, (data.find(b"\n", begin), data.find(b"\r", begin), len(data))))
        line = data[begin:end].decode("utf-8", "replace").removeprefix("\ufeff")
        width = len(data[span.start : min(span.end, end)].decode("utf-8", "replace"))
        return Location(place.file, place.pointer, place.note, position.line, position.column, width, line)


class _Tree:
    """The positions of a text that is not plain JSON in UTF-8: small enough to be parsed as a whole."""

    def __init__(self, roots: tuple[Node, ...], text: str) -> None:
        self._roots = roots
        self._text = text
        self._lines = Lines(text)

    def location(self, place: Location) -> Location:
        """The location of the place's pointer; of several documents, the first part of the pointer chooses one."""
        node = self._node(place.pointer)
        if node is None:
            return place
        position: Position = self._lines.position(node.start)
        line = self._lines.line(position.line)
        width = min(node.end - node.start, len(line) - position.column + 1)
        return Location(place.file, place.pointer, place.note, position.line, position.column, width, line)

    def _node(self, pointer: str) -> Node | None:
        if len(self._roots) == 1:
            return at(self._roots[0], pointer)
        _, _, rest = pointer.partition("/")
        index, slash, inner = rest.partition("/")
        return at(self._roots[int(index)], slash + inner) if index.isdigit() and int(index) < len(self._roots) else None


def _locator(file: str, data: bytes) -> Locator | _Tree:
    from vpclint.text.jsontext import parse_json  # noqa: PLC0415 - the parsers of damaged texts are seldom needed
    from vpclint.text.yamltext import parse_yaml  # noqa: PLC0415

    decoded = decode(data)
    if is_yaml(file):
        return _Tree(parse_yaml(decoded.text).roots, decoded.text)
    locator = Locator(data)
    if decoded.encoding == "utf-8" and locator.span("") is not None:
        return locator
    return _Tree(parse_json(decoded.text).roots, decoded.text)


def is_yaml(file: str) -> bool:
    """Whether a file is YAML by its name; every other one is read as JSON."""
    return file.lower().endswith((".yaml", ".yml"))
