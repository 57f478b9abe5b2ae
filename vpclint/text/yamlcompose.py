"""YAML events put together to trees of places."""

from typing import NamedTuple

import yaml
from msgspec import Struct
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from vpclint.text.escape import quoted
from vpclint.text.nodes import DEPTH_LIMIT, Node, Span
from vpclint.text.problems import ProblemKind, Problems
from vpclint.text.yamlerrors import report
from vpclint.text.yamlscalars import key_problem, kind_of, read_scalar, unknown_tag

EXPANSION_LIMIT = 100_000
"""How many values aliases may stand for, all together, in one stream."""

_TOO_DEEP = f"containers stand inside each other more than {DEPTH_LIMIT} deep, at most {DEPTH_LIMIT} were expected"


def compose(text: str, begin: int, problems: Problems) -> list[Node]:
    """The documents of a stream, whose offsets count from `begin`; of a broken one, what was read of it."""
    composer = _Composer(begin, problems)
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            composer.take(event)
            if composer.stopped or problems.full:
                break
    except yaml.YAMLError as error:
        report(error, text, begin, problems)
    roots = composer.finish()
    if not roots and not problems.found():
        end = begin + len(text)
        problems.add(ProblemKind.TRUNCATED, "the text holds no YAML document, one was expected", Span(end, end))
    return roots


class _Weighed(Struct, frozen=True):
    """A node, how many values it holds with itself, and how many containers stand inside each other in it."""

    node: Node
    size: int = 1
    height: int = 0


class _Key(NamedTuple):
    """The key whose value comes next: its text (None if it can't be a key), its place, whether it merges."""

    text: str | None
    place: Span
    merges: bool = False


class _Frame:
    """A container that is being read."""

    __slots__ = ("anchor", "flow", "height", "items", "key", "members", "merged", "named", "size", "start")

    def __init__(self, event: MappingStartEvent | SequenceStartEvent, start: int) -> None:
        self.start = start
        self.anchor: str | None = event.anchor
        self.flow = bool(event.flow_style)
        self.named = isinstance(event, MappingStartEvent)
        self.items: list[Node] = []
        self.members: dict[str, Node] = {}
        self.merged: list[dict[str, Node]] = []
        self.key: _Key | None = None
        self.size = self.height = 1

    def close(self, end: int) -> _Weighed:
        """The container; what it merges comes first, and its own members win."""
        merged: dict[str, Node] = {}
        for members in self.merged:
            merged |= members
        held = merged | self.members if self.named else self.items
        return _Weighed(Node(held, self.start, end), self.size, self.height)


class _Composer:
    """Builds the trees of a stream, event by event."""

    __slots__ = ("_anchors", "_begin", "_end", "_expanded", "_frames", "_problems", "_roots", "stopped")

    def __init__(self, begin: int, problems: Problems) -> None:
        self.stopped = False
        self._begin = begin
        self._problems = problems
        self._frames: list[_Frame] = []
        self._roots: list[Node] = []
        self._anchors: dict[str, _Weighed] = {}
        self._expanded = 0
        self._end = begin

    def take(self, event: Event) -> None:
        """Goes on with the next event."""
        match event:
            case ScalarEvent():
                self._scalar(event)
            case AliasEvent():
                self._alias(event)
            case MappingStartEvent() | SequenceStartEvent():
                self._open(event)
            case MappingEndEvent() | SequenceEndEvent():
                # A block container has no closing sign of its own: it ends with what it holds last.
                if self._frames[-1].flow:
                    self._end = self._place_of(event).end
                self._close()
            case DocumentStartEvent():
                self._anchors.clear()

    def finish(self) -> list[Node]:
        """The roots; what is still open is closed."""
        for frame in self._frames:
            frame.key = frame.key or _Key(None, Span(self._end, self._end))
        while self._frames:
            self._close()
        return self._roots

    def _place_of(self, event: Event) -> Span:
        start, end = (self._begin + mark.index if mark else self._end for mark in (event.start_mark, event.end_mark))
        return Span(start, end)

    def _problem(self, kind: ProblemKind, message: str, place: Span, *related: tuple[Span, str]) -> None:
        self._problems.add(kind, message, place, *related)

    def _stop(self, kind: ProblemKind, message: str, place: Span, *related: tuple[Span, str]) -> None:
        self._problems.add(kind, message, place, *related)
        self.stopped = True

    def _scalar(self, event: ScalarEvent) -> None:
        place = self._place_of(event)
        self._end = place.end
        word = read_scalar(event)
        known = _Weighed(Node(word.value, place.start, place.end))
        if event.anchor:
            self._anchors[event.anchor] = known
        if not self._key_expected:
            if word.kind:
                self._problem(word.kind, word.message, place)
            self._put(known, place)
            return
        if problem := key_problem(event):
            self._problem(ProblemKind.UNEXPECTED, problem, place)
        self._frames[-1].key = _Key(event.value, place, merges=kind_of(event) == "merge")

    def _alias(self, event: AliasEvent) -> None:
        place = self._place_of(event)
        self._end = place.end
        known = self._anchored(event.anchor or "", place)
        self._expanded += known.size
        anchor = (known.node.span, "its anchor stands here")
        if self._expanded > EXPANSION_LIMIT:
            message = f"aliases stand for more than {EXPANSION_LIMIT:,} values, at most {EXPANSION_LIMIT:,} are read"
            self._stop(ProblemKind.ALIAS_EXPANSION, message, place, anchor)
        elif len(self._frames) + known.height > DEPTH_LIMIT:
            self._stop(ProblemKind.TOO_DEEP, _TOO_DEEP, place, anchor)
        else:
            self._put(known, place)

    def _anchored(self, name: str, place: Span) -> _Weighed:
        """What the alias stands for; null where that can't be."""
        around = next((frame for frame in self._frames if frame.anchor == name), None)
        if around:
            message = f"the alias {quoted('*' + name)} stands inside its own anchor, a finished value was expected"
            anchor = (Span(around.start, around.start + 1), "its anchor stands here")
            self._problem(ProblemKind.ALIAS_EXPANSION, message, place, anchor)
        elif known := self._anchors.get(name):
            return known
        else:
            message = f"the alias {quoted('*' + name)} has no anchor, {quoted('&' + name)} was expected before it"
            self._problem(ProblemKind.UNEXPECTED, message, place)
        return _Weighed(Node(None, place.start, place.end))

    def _open(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        place = self._place_of(event)
        if len(self._frames) == DEPTH_LIMIT:
            self._stop(ProblemKind.TOO_DEEP, _TOO_DEEP, place)
            return
        if event.tag not in (None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"):
            self._problem(ProblemKind.UNEXPECTED, unknown_tag(event.tag), place)
        self._frames.append(_Frame(event, place.start))

    def _close(self) -> None:
        frame = self._frames.pop()
        known = frame.close(max(self._end, frame.start))
        if frame.anchor:
            self._anchors[frame.anchor] = known
        self._put(known, known.node.span)

    @property
    def _key_expected(self) -> bool:
        return bool(self._frames) and self._frames[-1].named and self._frames[-1].key is None

    def _put(self, known: _Weighed, place: Span) -> None:
        """Puts a value that stands at `place` where it belongs."""
        node = known.node
        if not self._frames:
            self._roots.append(node)
            return
        frame = self._frames[-1]
        frame.size += known.size
        frame.height = max(frame.height, known.height + 1)
        key, frame.key = frame.key, None
        if not frame.named:
            frame.items.append(node)
        elif key is None:
            frame.key = self._key_of(node, place)
        elif key.merges:
            self._merge(node, place)
        elif key.text is not None:
            self._member(key.text, key.place, node)

    def _member(self, name: str, place: Span, node: Node) -> None:
        members = self._frames[-1].members
        if earlier := members.get(name):
            message = f"the key {quoted(name)} stands twice in one mapping, once was expected"
            before = (earlier.key or earlier.span, "it stands here already")
            self._problem(ProblemKind.DUPLICATE_KEY, message, place, before)
        members[name] = Node(node.value, node.start, node.end, place)

    def _key_of(self, node: Node, place: Span) -> _Key:
        """A key that is an alias or a container: only text can be one."""
        if isinstance(node.value, str):
            return _Key(node.value, place)
        message = "the key is not text, text in quotes was expected"
        self._problem(ProblemKind.UNEXPECTED, message, place)
        return _Key(None, place)

    def _merge(self, node: Node, place: Span) -> None:
        sources = node.value if isinstance(node.value, list) else [node]
        mappings = [source.value for source in sources if isinstance(source.value, dict)]
        if len(mappings) < len(sources):
            message = "found a value that is no mapping after '<<', a mapping or a list of mappings was expected"
            self._problem(ProblemKind.UNEXPECTED, message, place)
        # Of a list, the first mapping that has a key decides.
        self._frames[-1].merged.extend(reversed(mappings))
