"""Wildcard patterns, and what several of them match together: exact, for every string there is.

A pattern is a row of tokens: `*` takes a run of any length, `?` any one character, everything else itself. To ask what
several patterns have in common, they are laid side by side: each position in each of them is one bit of an integer, so
that a step over one character moves through all of them at once. Characters that no pattern tells apart are one class.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise

from msgspec import Struct

COLON = ":"
_OTHERS = "xyzw0123456789"
"""Of the characters that no pattern names, the first stands for all."""


class Token(Struct, frozen=True, gc=False):
    """A step of a pattern.

    Attributes:
        text: the one character that it takes; empty where it takes any.
        many: it takes any number of them, none as well.
        within: it takes no colon, as a wildcard within a field of an ARN.
    """

    text: str = ""
    many: bool = False
    within: bool = False

    def takes(self, char: str) -> bool:
        """Whether it takes this character."""
        return char == self.text if self.text else not (self.within and char == COLON)

    @property
    def expression(self) -> str:
        """The regular expression for one character of it."""
        if self.text:
            return re.escape(self.text)
        return f"[^{COLON}]" if self.within else "."


class Pattern(Struct, frozen=True):
    """A row of tokens, which matches a string as a whole."""

    tokens: tuple[Token, ...] = ()

    @classmethod
    def glob(cls, text: str, *, within: bool = False) -> "Pattern":
        """The pattern of a text with the wildcards `*` and `?`, which take no colon where they are within a field."""
        wildcards = {"*": Token(many=True, within=within), "?": Token(within=within)}
        return cls(tuple(wildcards.get(char) or Token(char) for char in text))

    @classmethod
    def exact(cls, text: str) -> "Pattern":
        """The pattern that matches this text only, whatever is in it."""
        return cls(tuple(map(Token, text)))

    def __add__(self, other: "Pattern") -> "Pattern":
        return Pattern(self.tokens + other.tokens)

    def folded(self) -> "Pattern":
        """The pattern in lower case, for names in lower case."""
        return Pattern(tuple(Token(char) if token.text else token for token in self.tokens for char in _lower(token)))

    @property
    def text(self) -> str | None:
        """The one text that it matches; None where it has wildcards."""
        return "".join(token.text for token in self.tokens) if all(token.text for token in self.tokens) else None

    def matcher(self) -> Callable[[str], object]:
        """What tells, by its truth, whether a text matches; takes time in proportion to the text and the pattern.

        What stands between two runs is looked for once, at its first place, where no later one could match more: the
        groups of the expression are atomic, so that no text makes the search go back. That holds as long as no
        wildcard that takes a colon stands before one that takes none; else all ways are followed side by side.
        """
        if self.text is not None:
            return self.text.__eq__
        tokens = self._merged()
        if any(later and not earlier for earlier, later in pairwise(each.within for each in tokens if not each.text)):
            return Automaton([self]).matches
        runs = [index for index, token in enumerate(tokens) if token.many]
        edges = [-1, *runs, len(tokens)]
        pieces = ["".join(each.expression for each in tokens[start + 1 : end]) for start, end in pairwise(edges)]
        before, *between = pieces
        for index, (run, piece) in enumerate(zip(runs, between, strict=True), 1):
            one = tokens[run].expression
            before += f"{one}*{piece}" if index == len(runs) else f"(?>{one}*?{piece})"
        return re.compile(before, re.DOTALL).fullmatch

    def _merged(self) -> tuple[Token, ...]:
        """The tokens with each row of neighbouring runs as one; it takes a colon where one of them does."""
        merged: list[Token] = []
        for token in self.tokens:
            if merged and token.many and merged[-1].many:
                merged[-1] = Token(many=True, within=token.within and merged[-1].within)
            else:
                merged.append(token)
        return tuple(merged)


def _lower(token: Token) -> str:
    """The characters of a token in lower case, which may be several; one of any kind for a wildcard."""
    return token.text.lower() or COLON


class Exhausted(Exception):  # noqa: N818 - a question that is given up is no error
    """A question took more states than it was given."""


class Automaton:
    """Several patterns side by side.

    A state is an integer in which a bit is set for each position, in any pattern, up to which the characters so far
    can have been taken. The positions of a pattern are one more than its tokens; the last one means that it matches.

    Attributes:
        alphabet: one character of each class that the patterns tell apart.
        start: the state before any character.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        rows = [pattern._merged() for pattern in patterns]  # noqa: SLF001 - the same thing, looked at from inside
        named = {token.text for row in rows for token in row if token.text} | {COLON}
        other = next(char for char in chain(_OTHERS, map(chr, range(0x4E00, 0xFFFF))) if char not in named)
        self.alphabet = (other, *sorted(named))
        self._takes = dict.fromkeys(self.alphabet, 0)
        self._stays = dict.fromkeys(self.alphabet, 0)
        self._runs = self.start = 0
        self._ends: list[int] = []
        self._rows: list[int] = []
        wild = {wildcard: 0 for row in rows for wildcard in row if not wildcard.text}
        offset = 0
        for row in rows:
            self.start |= 1 << offset
            self._rows.append(((2 << len(row)) - 1) << offset)
            for position, token in enumerate(row, offset):
                self._runs |= token.many << position
                if token.text:
                    self._takes[token.text] |= 1 << position
                else:
                    wild[token] |= 1 << position
            offset += len(row)
            self._ends.append(1 << offset)
            offset += 1
        for wildcard, positions in wild.items():
            for char in filter(wildcard.takes, self.alphabet):
                (self._stays if wildcard.many else self._takes)[char] |= positions
        self.start |= (self.start & self._runs) << 1

    def matches(self, text: str) -> int:
        """The patterns that match a text, as bits in their order."""
        state, other = self.start, self.alphabet[0]
        for char in text:
            state = self.step(state, char if char in self._takes else other)
        return self.matching(state)

    def step(self, state: int, char: str) -> int:
        """The state after one more character, which is one of the alphabet."""
        after = ((state & self._takes[char]) << 1) | (state & self._stays[char])
        return after | (after & self._runs) << 1

    def alive(self, state: int, index: int) -> bool:
        """Whether a pattern may match yet, by some further characters."""
        return bool(state & self._rows[index])

    def matching(self, state: int) -> int:
        """The patterns that match as it stands, as bits in their order."""
        return sum(1 << index for index, end in enumerate(self._ends) if state & end)

    def within(self, index: int, budget: int) -> Iterator[tuple[int, str]]:
        """Each combination of patterns that some string matches which the pattern of this index matches.

        Args:
            index: of a pattern; every combination holds its bit.
            budget: how many states may be looked at.

        Yields:
            The patterns as bits, and a shortest string that they, and no others, match.

        Raises:
            Exhausted: there are more states than the budget; what was yielded until then holds.
        """
        seen: dict[int, tuple[int, str]] = {self.start: (0, "")}
        found: set[int] = set()
        waiting = deque([self.start])
        while waiting:
            state = waiting.popleft()
            matching = self.matching(state)
            if matching >> index & 1 and matching not in found:
                found.add(matching)
                yield matching, self._way(seen, state)
            for char in self.alphabet:
                after = self.step(state, char)
                if after not in seen and self.alive(after, index):
                    if len(seen) >= budget:
                        raise Exhausted
                    seen[after] = state, char
                    waiting.append(after)

    def _way(self, seen: dict[int, tuple[int, str]], state: int) -> str:
        """The characters that led to a state."""
        chars: list[str] = []
        while seen[state][1]:
            state, char = seen[state]
            chars.append(char)
        return "".join(reversed(chars))


def share(of: Pattern, in_: Pattern, budget: int = 20_000) -> bool | None:
    """Whether what the one pattern matches is matched by the other: all of it, nothing of it (None: some).

    What both begin or end with alike makes no difference, and needs no automaton.

    Raises:
        Exhausted: it takes more states to tell than the budget.
    """
    one, other = of.tokens, in_.tokens
    for step in (1, -1):
        alike = 0
        for each, against in zip(one[::step], other[::step], strict=False):
            if not (each.text and against.text):
                break
            if each != against:
                return False
            alike += 1
        one, other = one[::step][alike:][::step], other[::step][alike:][::step]
    if other == (Token(many=True),):
        return True
    both = {bits for bits, _ in Automaton([Pattern(one), Pattern(other)]).within(0, budget)}
    return None if both == {1, 3} else both == {3}
