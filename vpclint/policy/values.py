"""What is known of the context of a request: the value of each condition key, as far as it is known."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct

from vpclint.algebra.patterns import Pattern
from vpclint.truth import Fact


class Known(Struct, frozen=True):
    """The key is in the request with this value, or with these where it can hold several."""

    values: tuple[str, ...]
    several: bool = False

    @property
    def is_empty_text(self) -> bool:
        """Whether the one value is a text without characters, of which AWS does not say that it is a value."""
        return self.values == ("",) and not self.several


class Absent(Struct, frozen=True):
    """The key is not in the request."""


class Like(Struct, frozen=True):
    """The key is in the request with one value, which this pattern matches."""

    pattern: Pattern


class Within(Struct, frozen=True):
    """The key is in the request with one address, any of this block."""

    block: str

    @property
    def pattern(self) -> Pattern:
        """What the text of every such address matches: the octets that are the same for all, and of one address all."""
        network, _, length = self.block.partition("/")
        same = int(length) // 8 if length.isdecimal() and ":" not in network else 0
        return Pattern.glob(".".join([*network.split(".")[:same], "*"]) if same < 4 else network)


class OneOf(Struct, frozen=True):
    """One of these, and it is not known which."""

    options: "tuple[Value, ...]"


class Unknown(Struct, frozen=True):
    """The key may be in the request or not, with any value; the fact would tell."""

    fact: Fact


Value: TypeAlias = Known | Absent | Like | Within | OneOf | Unknown
ABSENT = Absent()


def known(*values: str, several: bool = False) -> Known:
    """A key with this value, or with these."""
    return Known(values, several)


def may_be(known_so_far: Value, value: Value) -> bool:
    """Whether a key may turn out to have a value."""
    if isinstance(known_so_far, Like):
        return isinstance(value, Known) and bool(known_so_far.pattern.matcher()(value.values[0]))
    return isinstance(known_so_far, Unknown)


class Context:
    """The condition keys of a request. Keys are compared without case; one that nobody names is not known.

    A key that ends with a slash, such as `aws:PrincipalTag/`, stands for all that begin so and are not named.
    """

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = {key.lower(): value for key, value in values.items()}

    def __getitem__(self, key: str) -> Value:
        folded = key.lower()
        family = "".join(folded.partition("/")[:2])
        value = self._values.get(folded) or self._values.get(family)
        return Unknown(untold(key)) if value is None else value

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __or__(self, values: Mapping[str, Value]) -> "Context":
        """The same with other values for some keys."""
        return Context({**self._values, **{key.lower(): value for key, value in values.items()}})


def untold(key: str) -> Fact:
    """The fact that a condition key has a value which is not known."""
    return Fact("", "", "", f"the value of {key} is not known")


def empty(key: str) -> Fact:
    """The fact that a condition key has a value without characters, which may count as none."""
    return Fact("", "", "", f"AWS does not say whether an empty {key} counts as a value")
