"""Which known messages a text holds, or is cut out of: decided word by word, without a measure of likeness.

A *message* is a sequence of words in which `…` stands for what differs: an id, a name, a count. A *text* is what
somebody pasted. The two are laid beside each other, and the text holds the message where they do not contradict: where
they part, one of them has to be at its end. The text ends at its own ends, and, as logs are wrapped and cut anywhere,
at every line end, ellipsis and quotation mark, there also inside a word or a name. A stretch may be left out without a
mark where six words stand before it and six follow, to the end of the message.

    text      … detected: Value 'a' at 'tableName' failed to satisfy constraint: Member must have length …
    message              Value '[]' at 'securityGroupIds' failed to satisfy constraint: Member must have length …

share eleven words in a row and still contradict, at `tableName`: another message, which is not found.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

GAP = "…"
ENOUGH = 6
"""So many words of a message are taken for it; fewer only if they are the whole message."""
FEW = 3
"""So many words are enough where they are the whole text, but for a word before them, such as `ClientError:`."""
REACH = 40
"""So many words of a text fill a gap of a message at most: a long URL, a list of ids."""

_LINE_END = re.compile(r"\\[nrt]")
_ESCAPE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\\u(?!0027|2019)[0-9a-fA-F]{4}")
_DROPPED = re.compile(r"\\u0027|\\u2019|[\\'`\u2018\u2019\u00ad\u200b-\u200d\ufeff]")
_TOKEN = re.compile(r'([a-z0-9]+)|([\n\r"\u201c\u201d…]|\.{3,})|[^\S\n\r]+')


class Message(Struct, frozen=True):
    """A message as words.

    Attributes:
        words: in small letters, without marks.
        gaps: the words before which something is left out.
    """

    words: tuple[str, ...]
    gaps: frozenset[int]


class Excerpt(Struct, frozen=True):
    """A text as words.

    Attributes:
        words: in small letters, without marks.
        names: for each word, the number of what stands between white space that it is a part of.
        cuts: the words before which the text may be cut; beyond the last word too.
    """

    words: Sequence[str]
    names: Sequence[int]
    cuts: frozenset[int]


class _Run(NamedTuple):
    """How many words of a message a text holds one after the other, and the word of the text after the last of them."""

    held: int
    end: int


_NO_RUN = _Run(0, 0)


def message(text: str) -> Message:
    """The message that is written so."""
    words: list[str] = []
    gaps: set[int] = set()
    for piece in text.split(GAP):
        gaps.add(len(words))
        words += excerpt(piece).words
    return Message(tuple(words), frozenset(gaps - {0, len(words)}))


def excerpt(text: str) -> Excerpt:
    """The words of a text, also of one that is escaped for HTML, JSON or a terminal."""
    words: list[str] = []
    names: list[int] = []
    cuts = {0}
    name = 0
    for token in _TOKEN.finditer(_plain(text)):
        if token[1]:
            words.append(token[1])
            names.append(name)
            continue
        name += 1
        if token[2]:
            cuts.add(len(words))
    return Excerpt(words, names, frozenset({*cuts, len(words)}))


def _plain(text: str) -> str:
    """The text in small letters; apostrophes are dropped, since a shell eats them too."""
    if "&" in text:
        import html  # noqa: PLC0415 - only a text from a page needs it

        text = html.unescape(text)
    return _DROPPED.sub("", _ESCAPE.sub(" ", _LINE_END.sub("\n", text))).lower()


class Index:
    """Messages by the words that they can begin with in a text."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self._messages = messages
        self._parts: dict[str, list[tuple[int, int]]] = {}
        self._pairs: dict[tuple[str, str], list[tuple[int, int]]] = {}
        self._ends: dict[str, list[tuple[int, int]]] = {}
        for number, each in enumerate(messages):
            for at, word in enumerate(each.words):
                if at == 0 or at in each.gaps:
                    self._parts.setdefault(word, []).append((number, at))
                elif at + 1 in each.gaps:
                    self._ends.setdefault(word, []).append((number, at))
                elif at + 1 < len(each.words):
                    self._pairs.setdefault((word, each.words[at + 1]), []).append((number, at))

    def find(self, text: Excerpt) -> Mapping[int, int]:
        """How many words of each message the text holds, by the message's number; those that it does not are absent."""
        found: dict[int, int] = {}
        cut = 0
        for here, word in enumerate(text.words):
            if here in text.cuts:
                cut = here
            for number, at in self._begin(text, here, cut, word):
                run = _run(self._messages[number], text, at, here)
                whole = here <= 1 and run.held >= FEW and run.end == len(text.words)
                if whole or run.held >= min(ENOUGH, len(self._messages[number].words)):
                    found[number] = max(run.held, found.get(number, 0))
        return found

    def _begin(self, text: Excerpt, here: int, cut: int, word: str) -> Iterator[tuple[int, int]]:
        """The messages, each with one of its words, that may begin here, by what stands since the last cut."""
        for number, at in self._parts.get(word, ()):
            if not at or _fills(text, cut, here):
                yield number, at
        if here > cut + 1 or here + 1 == len(text.words):
            return
        for number, at in self._ends.get(word, ()) if here == cut else ():
            if self._messages[number].words[at + 1] in text.words[here : here + REACH]:
                yield number, at
        for number, at in self._pairs.get((word, text.words[here + 1]), ()):
            if here == cut or self._messages[number].words[at - 1].endswith(text.words[cut]):
                yield number, at


def _fills(text: Excerpt, first: int, end: int) -> bool:
    """Whether these words can be what is left of one name where the text is cut within it."""
    return first == end or (end - first <= REACH and text.names[first] == text.names[end - 1])


def _run(message: Message, text: Excerpt, at: int, here: int, held: int = 0) -> _Run:
    """The longest run from two equal words on, to the end of the message or to where the text is cut."""
    best = _NO_RUN
    while True:
        at, here, held = at + 1, here + 1, held + 1
        if at == len(message.words):
            return _Run(held, here)
        if here in text.cuts:
            best = _Run(held, here)
        if at in message.gaps:
            return max(best, _beyond_gap(message, text, at, here, held))
        if here == len(text.words):
            return best
        if text.words[here] != message.words[at]:
            return max(best, _beyond_break(message, text, at, here, held))


def _beyond_gap(message: Message, text: Excerpt, at: int, here: int, held: int) -> _Run:
    """The longest run that goes on after something that the message leaves out, where what follows it stands first."""
    best = _NO_RUN
    part = list(message.words[at : min((gap for gap in message.gaps if gap > at), default=None)])
    for end in range(here, min(here + REACH, len(text.words)) + 1):
        if end in text.cuts and _fills(text, here, end):
            best = max(best, _Run(held, end))
        if text.words[end : end + 1] == part[:1]:
            best = max(best, _run(message, text, at, end, held))
            if text.words[end : end + len(part)] == part:
                break
    return best


def _beyond_break(message: Message, text: Excerpt, at: int, here: int, held: int) -> _Run:
    """The run that goes on where text and message part: within a word that is cut, or after words that are left out."""
    if here + 1 in text.cuts and message.words[at].startswith(text.words[here]):
        return _Run(held, here + 1)
    if held >= ENOUGH:
        for later in range(at + 1, len(message.words) - ENOUGH + 1):
            rest = list(message.words[later:])
            for start in (here, here + 1):
                if text.words[start : start + len(rest)] == rest:
                    return _Run(held + len(rest), start + len(rest))
    return _NO_RUN
