"""Which texts there are at all: of everything, or only those that can be the name of something.

A domain is read character by character, as patterns are: from place to place, where a place below zero means that no
text goes on so. A limit counts the characters since a part of the text began.
"""

from collections.abc import Iterable

OUTSIDE = -1
_UNLIMITED = 1 << 60


class Domain:
    """All texts.

    Attributes:
        named: the characters that are told apart from all others.
        start: the place before any character.
    """

    named: frozenset[str] = frozenset()
    start = 0

    def step(self, place: int, char: str) -> int:  # noqa: ARG002 - others look at both
        """The place after one more character; below zero where no text goes on with it."""
        return 0

    def told(self, place: int) -> frozenset[str]:  # noqa: ARG002
        """The named characters of which some lead elsewhere from this place than those do that are not named."""
        return frozenset()

    def ends(self, place: int) -> bool:  # noqa: ARG002
        """Whether a text may end here."""
        return True

    def count(self, after: int, length: int) -> int:  # noqa: ARG002
        """How many characters a part of the text has after a step to this place, given how many it had before."""
        return 0

    def limit(self, place: int) -> int:  # noqa: ARG002
        """How many characters the part of the text at this place may have."""
        return _UNLIMITED

    def exact(self, place: int) -> bool:  # noqa: ARG002
        """Whether the shortest text that leads to this place is always one whose part is the shortest."""
        return True


EVERYTHING = Domain()

_LONGEST_BUCKET, _LONGEST_KEY = 63, 1024
_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_DOT, _DASH, _SLASH = ".", "-", "/"


class OtherArns(Domain):
    """All ARNs but those of S3 buckets and their objects: `arn:partition:service:region:account:rest`.

    Region and account may be empty.
    """

    named = frozenset({":", *"arn:s3"})

    def __init__(self) -> None:
        self._places = {name: place for place, name in enumerate(_FIELDS)}

    def step(self, place: int, char: str) -> int:
        """The place after one more character."""
        after = _OF_FIELDS.get((_FIELDS[place], char)) or _OF_FIELDS.get((_FIELDS[place], ":" if char == ":" else ""))
        return OUTSIDE if after is None else self._places[after]

    def told(self, place: int) -> frozenset[str]:
        """What is spelled in a field, and the colon behind it."""
        return _SPELLED[place]

    def ends(self, place: int) -> bool:
        """Whether there is something in the last field."""
        return _FIELDS[place] == "rest"


_FIELDS = (
    *("", "a", "ar", "arn", "partition?", "partition", "service?", "s", "s3", "service"),
    *("s3 region", "s3 account", "region", "account", "rest?", "rest"),
)
"""What was read: a question mark stands behind a field that must not be empty, and is."""
_OF_FIELDS = {
    ("", "a"): "a",
    ("a", "r"): "ar",
    ("ar", "n"): "arn",
    ("arn", ":"): "partition?",
    ("partition?", ""): "partition",
    ("partition", ""): "partition",
    ("partition", ":"): "service?",
    ("service?", "s"): "s",
    ("service?", ""): "service",
    ("s", "3"): "s3",
    ("s", ""): "service",
    ("s", ":"): "region",
    ("s3", ""): "service",
    ("s3", ":"): "s3 region",
    ("service", ""): "service",
    ("service", ":"): "region",
    ("s3 region", ""): "region",
    ("s3 region", ":"): "s3 account",
    ("s3 account", ""): "account",
    ("region", ""): "region",
    ("region", ":"): "account",
    ("account", ""): "account",
    ("account", ":"): "rest?",
    ("rest?", ""): "rest",
    ("rest?", ":"): "rest",
    ("rest", ""): "rest",
    ("rest", ":"): "rest",
}
"""Where a character leads: one that is named, else the colon, else any other."""
_SPELLED = [frozenset(char for field, char in _OF_FIELDS if field == each and char) for each in _FIELDS]


class S3Names(Domain):
    """The ARNs of S3 buckets, of the objects in them, or of both.

    A bucket's name has 3 to 63 characters: lower case letters, digits, dots of which no two are neighbours, and
    dashes; it begins and ends with a letter or digit. A key has 1 to 1,024 characters (which stand for bytes) of any
    kind. Source: Amazon S3 User Guide, "General purpose bucket naming rules" and "Naming Amazon S3 objects".

    Args:
        partitions: of the ARNs.
        buckets: whether ARNs of buckets belong to it.
        objects: whether ARNs of objects do.
    """

    named = frozenset({_DOT, _DASH, _SLASH, ":"})

    def __init__(self, partitions: Iterable[str], *, buckets: bool, objects: bool) -> None:
        self._before: list[dict[str, int]] = [{}]
        several = list(partitions)
        self._one = len({len(each) for each in several}) < 2
        ends = [self._spell(f"arn:{each}:s3::") for each in several]
        first = len(self._before)
        for end in ends:
            self._before[end][":"] = first
        self._bucket, self._whole = first, first + _WHOLE
        self._key = first + len(_PLACES)
        self._buckets, self._objects = buckets, objects
        self.named = self.named | frozenset(char for row in self._before for char in row)

    def _spell(self, text: str) -> int:
        """The place after a text that stands before the name of the bucket."""
        place = 0
        for char in text:
            if char not in self._before[place]:
                self._before.append({})
                self._before[place][char] = len(self._before) - 1
            place = self._before[place][char]
        return place

    def step(self, place: int, char: str) -> int:
        """The place after one more character: before the bucket's name, in it, or in the key."""
        if place < self._bucket:
            return self._before[place].get(char, OUTSIDE)
        if place >= self._key:
            return self._key + 1
        if char == _SLASH:
            return self._key if self._objects and place == self._whole else OUTSIDE
        after = _AFTER_NAME.get((place - self._bucket, _kind(char)), OUTSIDE)
        return after if after < 0 else self._bucket + after

    def told(self, place: int) -> frozenset[str]:
        """What is spelled before the name, what is told apart in it, and nothing in a key."""
        if place < self._bucket:
            return frozenset(self._before[place])
        return _TOLD if place < self._key else frozenset()

    def ends(self, place: int) -> bool:
        """Whether what was read is an ARN."""
        return place > self._key if place >= self._key else self._buckets and place == self._whole

    def count(self, after: int, length: int) -> int:
        """The characters of the name or of the key, from 0 before the first one."""
        return 0 if after <= self._bucket or after == self._key else length + 1

    def limit(self, place: int) -> int:
        """The characters that a name, or a key, may have."""
        if place >= self._key:
            return _LONGEST_KEY
        return _LONGEST_BUCKET if place >= self._bucket else _UNLIMITED

    def exact(self, place: int) -> bool:
        """Whether all texts have so much before the name, and no key stands behind names of several lengths."""
        return self._one and place < self._key


_TOLD = frozenset((_DOT, _DASH, _SLASH))
_PLACES = ("", "one", "two", "two, dot", "two, dash", "whole", "dot", "dash")
"""What was read of a name: nothing, one or two characters, or more, and what the last one is."""
_WHOLE = _PLACES.index("whole")
_GOES_ON = {
    "": ("one", "", ""),
    "one": ("two", "two, dot", "two, dash"),
    "two": ("whole", "dot", "dash"),
    "two, dot": ("whole", "", "dash"),
    "two, dash": ("whole", "dot", "dash"),
    "whole": ("whole", "dot", "dash"),
    "dot": ("whole", "", "dash"),
    "dash": ("whole", "dot", "dash"),
}
"""With a letter or digit, with a dot, and with a dash."""
_AFTER_NAME = {
    (_PLACES.index(place), kind): _PLACES.index(after)
    for place, row in _GOES_ON.items()
    for kind, after in zip(("name", _DOT, _DASH), row, strict=True)
    if after
}


def _kind(char: str) -> str:
    return "name" if char in _NAME else char
