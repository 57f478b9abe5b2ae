"""Many globs asked of many texts, in less time than it takes to put each to each."""

import re
from collections.abc import Iterable
from fnmatch import translate

_WILD = re.compile(r"[*?\[]")
_WILDCARDS = re.compile(r"[*?]+")


class Globs:
    """Finds those of many globs that a text matches; a glob matches also the text that it is itself.

    Each glob is filed under the longest part of it without wildcards, and a text asks only for those of its own parts
    under which something is filed.
    """

    __slots__ = ("_exact", "_filed", "_found", "_lengths", "_patterns")

    def __init__(self, globs: Iterable[str]) -> None:
        self._exact: set[str] = set()
        self._filed: dict[str, list[str]] = {}
        self._patterns: dict[str, re.Pattern[str]] = {}
        self._found: dict[str, tuple[str, ...]] = {}
        for glob in dict.fromkeys(globs):
            self._exact.add(glob)
            if _WILD.search(glob):
                part = max(_WILDCARDS.split(glob.partition("[")[0]), key=len)
                self._filed.setdefault(part, []).append(glob)
        self._lengths = sorted({len(part) for part in self._filed})

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._exact)

    def matching(self, text: str) -> tuple[str, ...]:
        """The globs that the whole text matches, with regard to case; `*` stands for any characters, `/` too."""
        if text not in self._found:
            parts = {text[at : at + length] for length in self._lengths for at in range(len(text) - length + 1)}
            near = (each for part in parts & self._filed.keys() for each in self._filed[part])
            exact = (text,) if text in self._exact else ()
            found = (glob for glob in near if glob != text and self._pattern(glob).match(text))
            self._found[text] = (*exact, *found)
        return self._found[text]

    def _pattern(self, glob: str) -> re.Pattern[str]:
        """A glob as a regular expression, made once it is tried: of many globs few ever are."""
        if glob not in self._patterns:
            self._patterns[glob] = re.compile(translate(glob))
        return self._patterns[glob]
