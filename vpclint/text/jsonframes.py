"""What is still open while JSON is read."""

from enum import Enum

from vpclint.text.nodes import Node, Span

TEXT = ""
"""The opener of the text as a whole, whose items are the documents."""
NO_BRACES = ":"
"""The opener of an object whose braces are missing."""


class Awaits(Enum):
    """What a container goes on with, as a message says it."""

    KEY = "a key in double quotes"
    COLON = "':'"
    VALUE = "a value"
    MORE = "','"


class Frame:
    """A container that is being read, or the text outside of all containers.

    Attributes:
        opener: `[`, `{`, `TEXT` or `NO_BRACES`.
        start: offset of the opener.
        items: the values without keys.
        members: the values with keys.
        awaits: what comes next.
        comma: the comma after which nothing has come yet.
        key: the key that has no value yet, and its place.
    """

    __slots__ = ("awaits", "comma", "items", "key", "members", "opener", "start")

    def __init__(self, opener: str, start: int) -> None:
        self.opener = opener
        self.start = start
        self.items: list[Node] = []
        self.members: dict[str, Node] = {}
        self.awaits = Awaits.KEY if opener == "{" else Awaits.VALUE
        self.comma: Span | None = None
        self.key: tuple[str, Span] | None = None

    @property
    def named(self) -> bool:
        """Whether its values have keys."""
        return self.opener in ("{", NO_BRACES)

    @property
    def closer(self) -> str:
        """The bracket that closes it; nothing closes the text."""
        return {"[": "]", TEXT: ""}.get(self.opener, "}")

    @property
    def expected(self) -> str:
        """What may come next, for a message."""
        if self.opener == TEXT:
            return "the end of the text" if self.awaits is Awaits.MORE else "a JSON value"
        return f"',' or '{self.closer}'" if self.awaits is Awaits.MORE else self.awaits.value

    def pass_comma(self, comma: Span | None) -> None:
        """Awaits what follows a comma, be it missing."""
        self.comma = comma
        self.key = None
        self.awaits = Awaits.KEY if self.named else Awaits.VALUE

    def take_key(self, name: str, place: Span) -> None:
        """Awaits the colon after a key."""
        self.comma = None
        self.key = (name, place)
        self.awaits = Awaits.COLON

    def take_value(self, node: Node) -> tuple[str, Span, Node] | None:
        """Holds the value; one that lacks the key it should have is dropped.

        Returns:
            The key, its place and the value before, where the same key had one.
        """
        key, self.key, self.comma = self.key, None, None
        self.awaits = Awaits.MORE
        if not self.named:
            self.items.append(node)
        if key is None:
            return None
        name, place = key
        earlier = self.members.get(name)
        self.members[name] = Node(node.value, node.start, node.end, place)
        return (name, place, earlier) if earlier else None

    def node(self, end: int) -> Node:
        """The container, closed at `end`."""
        return Node(self.members if self.named else self.items, self.start, end)
