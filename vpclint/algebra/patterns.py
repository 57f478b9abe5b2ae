"""Wildcard patterns, and what several of them match together: exact, for every string there is.

A pattern is a row of tokens: `*` takes a run of any length, `?` any one character, everything else itself or one of
several characters. To ask what several patterns have in common, they are laid side by side: each position in each of
them is one bit of an integer, so that a step over one character moves through all of them at once. Characters that no
pattern tells apart are one class.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise
from typing import TypeAlias

from msgspec import Struct

from vpclint.algebra.domains import EVERYTHING, Domain

COLON = ":"
_OTHERS = "xyzwabcdefghijklmnopqrstuv0123456789"
"""Of the characters that no pattern names, the first stands for all."""


class Token(Struct, frozen=True, gc=False):
    """A step of a pattern.

    Attributes:
        text: the characters of which it takes one; empty where it takes any.
        many: it takes any number of them, none as well.
        within: it takes no colon, as a wildcard within a field of an ARN.
    """

    text: str = ""
    many: bool = False
    within: bool = False

    def takes(self, char: str) -> bool:
        """Whether it takes this character."""
        return char in self.text if self.text else not (self.within and char == COLON)

    @property
    def expression(self) -> str:
        """The regular expression for one character of it."""
        if self.text:
            several = "".join(map(re.escape, self.text))
            return several if len(self.text) == 1 else f"[{several}]"
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

    def cased(self) -> "Pattern":
        """The pattern of all texts that match it in lower case, as it stands in lower case.

        A text whose lower case has more characters than itself is not among them: of single ones that is U+0130 alone.
        """
        return Pattern(tuple(Token(_of_case(token.text)) if token.text else token for token in self.folded().tokens))

    @property
    def text(self) -> str | None:
        """The one text that it matches; None where it has wildcards, or leaves a choice."""
        single = all(len(token.text) == 1 for token in self.tokens)
        return "".join(token.text for token in self.tokens) if single else None

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


def _of_case(char: str) -> str:
    """The characters that are this one in lower case."""
    candidates = (char, char.upper(), char.title(), *_ODD.get(char, ""))
    return "".join(dict.fromkeys(each for each in candidates if each.lower() == char))


_ODD = {"k": "\u212a", "å": "\u212b", "ω": "\u2126", "θ": "\u03f4", "ß": "\u1e9e"}
"""Characters in upper case that are not the upper case of their own lower case."""


class Exhausted(Exception):  # noqa: N818 - a question that is given up is no error
    """A question took more than it was given."""


class Budget:
    """How much may be looked at for an answer; what is counted is the same on every machine.

    Attributes:
        left, steps: the states and the steps that are left.

    Args:
        states: how many states, or combinations of what a request may be.
        steps: how many steps over one character, each of which counts once more for every thousand positions.
        expired: whether time is up; asked now and then.
    """

    def __init__(
        self, states: int = 300_000, steps: int = 3_000_000, expired: Callable[[], bool] = lambda: False
    ) -> None:
        self.left = states
        self.steps = steps
        self._expired = expired
        self._unasked = 0

    def spend(self, states: int = 1, steps: int = 0) -> None:
        """Takes this much.

        Raises:
            Exhausted: there is no more.
        """
        self.left -= states
        self.steps -= steps
        self._unasked += 1 + states
        if self._unasked > _ASKED_EVERY:
            self._unasked = 0
            if self._expired():
                raise Exhausted
        if self.left < 0 or self.steps < 0:
            raise Exhausted


_ASKED_EVERY = 256
"""What is spent before it is asked again whether time is up."""
_ANY_RUN = Token(many=True)
_State: TypeAlias = tuple[int, int]
"""The positions of the patterns, and the place in the domain."""
_Seen: TypeAlias = dict[_State, tuple[_State, str]]
"""Each state with that before it, and the character between them."""
_Waiting: TypeAlias = tuple[_State, int]


class Automaton:
    """Several patterns side by side.

    A state is an integer in which a bit is set for each position, in any pattern, up to which the characters so far
    can have been taken. The positions of a pattern are one more than its tokens; the last one means that it matches.

    Attributes:
        alphabet: one character of each class that the patterns, and the texts of the domain, tell apart.
        start: the state before any character.
        clipped: whether texts were left out that are longer than the domain takes, so that there may be combinations
            which were not found.
    """

    def __init__(self, patterns: Sequence[Pattern], domain: Domain = EVERYTHING) -> None:
        rows = [pattern._merged() for pattern in patterns]  # noqa: SLF001 - the same thing, looked at from inside
        named = {char for row in rows for token in row for char in token.text} | {COLON, *domain.named}
        other = next(char for char in chain(_OTHERS, map(chr, range(0x4E00, 0xFFFF))) if char not in named)
        self.alphabet = (other, *sorted(named))
        self.clipped = False
        self._domain = domain
        self._spelled = dict.fromkeys(self.alphabet, 0)
        self._stays = dict.fromkeys(self.alphabet, 0)
        self._runs = self._settled = self.start = 0
        self._ends: list[int] = []
        self._rows: list[int] = []
        self._found: dict[int, int] = {}
        self._kept: dict[int, int] = {}
        wild = {wildcard: 0 for row in rows for wildcard in row if not wildcard.text}
        offset = 0
        for row in rows:
            self.start |= 1 << offset
            self._rows.append(((2 << len(row)) - 1) << offset)
            for position, token in enumerate(row, offset):
                self._runs |= token.many << position
                for char in token.text:
                    self._spelled[char] |= 1 << position
                if not token.text:
                    wild[token] |= 1 << position
            offset += len(row)
            if row and row[-1] == _ANY_RUN:
                self._settled |= 1 << (offset - 1)
            self._ends.append(1 << offset)
            offset += 1
        self._takes = dict(self._spelled)
        for wildcard, positions in wild.items():
            for char in filter(wildcard.takes, self.alphabet):
                (self._stays if wildcard.many else self._takes)[char] |= positions
        self.start |= (self.start & self._runs) << 1
        self._last = sum(self._ends)
        self._literals = [(char, spelled) for char, spelled in self._spelled.items() if spelled and char != COLON]
        self._cost = 1 + offset // 1000

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

    def matching(self, state: int) -> int:
        """The patterns that match as it stands, as bits in their order."""
        ended = state & self._last
        if ended not in self._found:
            self._found[ended] = sum(1 << index for index, end in enumerate(self._ends) if ended & end)
        return self._found[ended]

    def within(
        self, indexes: Sequence[int], budget: Budget, hopeless: Callable[[int], bool] = lambda _: False
    ) -> Iterator[tuple[int, str]]:
        """Each combination of patterns that some text of the domain matches which all patterns of these indexes match.

        States are found in the order of their length, so that the first text that leads to one is a shortest, also
        from the place on from which a limit of the domain counts: what is too long there has no shorter way.

        Args:
            indexes: of one or several patterns; every combination holds their bits.
            budget: what may be looked at.
            hopeless: whether nothing is wanted of texts that all of these patterns match, as bits in their order; such
                ones are left out as soon as that is sure.

        Yields:
            The patterns as bits, and a shortest text that they, and no others, match.

        Raises:
            Exhausted: it takes more than the budget; what was yielded until then holds.
        """
        wanted = sum({1 << index for index in indexes})
        rows = [self._rows[index] for index in indexes]
        first = self.start, self._domain.start
        seen: _Seen = {first: (first, "")}
        found: set[int] = set()
        waiting = deque([(first, 0)])
        lost: dict[int, bool] = {}
        while waiting:
            here, length = waiting.popleft()
            matching = self.matching(here[0])
            if matching & wanted == wanted and matching not in found and self._domain.ends(here[1]):
                found.add(matching)
                yield matching, _way(seen, here)
            chars = self._told_apart(*here)
            budget.spend(1, len(chars) * self._cost)
            for char in chars:
                reached = self._reach(here, length, char, rows)
                if reached is None or reached[0] in seen:
                    continue
                settled = reached[0][0] & self._settled
                if settled not in lost:
                    lost[settled] = bool(settled) and hopeless(self.matching(settled << 1))
                if not lost[settled]:
                    seen[reached[0]] = here, char
                    waiting.append(reached)

    def _told_apart(self, state: int, place: int) -> list[str]:
        """Characters that lead from here to all states there are next: all others lead where the first one does."""
        if self.alphabet[0] not in _OTHERS:
            return list(self.alphabet)
        told = self._domain.told(place)
        chars = [self.alphabet[0], COLON, *told] if COLON not in told else [self.alphabet[0], *told]
        chars += [char for char, spelled in self._literals if state & spelled and char not in told]
        return chars

    def _reach(self, here: _State, length: int, char: str, rows: Sequence[int]) -> _Waiting | None:
        """The state that a character leads to; None where one of some patterns can't match any more, or none is."""
        state, place = here
        taken, kept = state & self._takes[char], state & self._stays[char]
        alive = taken | kept
        for row in rows:
            if not alive & row:
                return None
        reached = self._domain.step(place, char)
        if reached < 0:
            return None
        count = self._domain.count(reached, length)
        if count > self._domain.limit(reached):
            self.clipped |= not self._domain.exact(reached)
            return None
        after = (taken << 1) | kept
        return (self._sure(after | (after & self._runs) << 1), reached), count

    def _sure(self, state: int) -> int:
        """The state without what makes no difference: how else a pattern might match that matches whatever follows."""
        settled = state & self._settled
        if not settled:
            return state
        if settled not in self._kept:
            rows = [row for row in self._rows if row & settled]
            self._kept[settled] = ~sum(rows) | settled | settled << 1
        return state & self._kept[settled]


def _way(seen: _Seen, here: _State) -> str:
    """The characters that led to a state."""
    chars: list[str] = []
    while seen[here][1]:
        here, char = seen[here]
        chars.append(char)
    return "".join(reversed(chars))


def share(of: Pattern, in_: Pattern, budget: int = 20_000) -> bool | None:
    """Whether what the one pattern matches is matched by the other: all of it, nothing of it (None: some).

    What both begin or end with alike makes no difference, and needs no automaton.

    Raises:
        Exhausted: it takes more states to tell than the budget.
    """
    one, other = _unlike(of, in_)
    if one and other and any(_differ(one[end], other[end]) for end in (0, -1)):
        return False
    if other == (_ANY_RUN,):
        return True
    both = {bits for bits, _ in Automaton([Pattern(one), Pattern(other)]).within([0], Budget(budget))}
    return None if both == {1, 3} else both == {3}


def _unlike(one: Pattern, other: Pattern) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """Two patterns without the characters that both begin or end with."""
    rest, others = one.tokens, other.tokens
    for step in (1, -1):
        alike = 0
        for here, there in zip(rest[::step], others[::step], strict=False):
            if here != there or not here.text:
                break
            alike += 1
        if alike:
            kept = slice(alike, None) if step == 1 else slice(None, -alike)
            rest, others = rest[kept], others[kept]
    return rest, others


def _differ(one: Token, other: Token) -> bool:
    """Whether no character is taken by both, where each takes one of a few."""
    return bool(one.text and other.text) and not set(one.text) & set(other.text)
