"""Text from outside in Markdown: what Markdown, HTML or GitHub could act upon stands in code, where nothing does."""

import re
from collections.abc import Iterator
from itertools import groupby

from vpclint.text.escape import visible

_BEFORE, _BEHIND = "(\"'", ")\"'.,:;"
"""What may stand before and behind a word of a sentence."""

_PLAIN = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*|[·…]")
_REFERENCE = re.compile(r"(?=.*\d).*-.*|(?=.*\d)[0-9a-f]{7,}", re.IGNORECASE)
"""What is, or GitHub may take for, the name of something: `rtb-07f…`, `GH-1`, the hash of a commit."""


def prose(text: str, limit: int = 1000) -> str:
    """A sentence in which every word that is more than letters and digits, such as an id or a path, is code."""
    words = [_split(word) for word in visible(text, limit).split(" ")]
    return " ".join(_joined(words))


def _joined(words: list[tuple[str, str, str, bool]]) -> Iterator[str]:
    """The words; neighbours that are code and have nothing between them become one."""
    pieces: list[list[tuple[str, str, str, bool]]] = []
    for word in words:
        last = pieces[-1][-1] if pieces else None
        if last and last[3] and word[3] and not last[2] and not word[0]:
            pieces[-1].append(word)
        else:
            pieces.append([word])
    for piece in pieces:
        body = " ".join(word[1] for word in piece)
        yield f"{piece[0][0]}{code(body, len(body) + 1) if piece[0][3] else body}{piece[-1][2]}"


def _split(word: str) -> tuple[str, str, str, bool]:
    """What stands before a word, the word, what stands behind it, and whether it has to be code."""
    begun = word.lstrip(_BEFORE)
    body = begun.rstrip(_BEHIND)
    if not body:
        return "", word, "", bool(word)
    before, behind = word[: len(word) - len(begun)], begun[len(body) :]
    return before, body, behind, not _PLAIN.fullmatch(body) or bool(_REFERENCE.fullmatch(body))


def code(text: str, limit: int = 300, *, cell: bool = False) -> str:
    """A text as a code span; nothing for an empty one.

    Args:
        text: any.
        limit: the characters of it that are shown at most.
        cell: whether it stands in a table, which takes a bar in code for the end of the cell.
    """
    shown = visible(text, limit)
    if not shown:
        return ""
    fence = "`" * (_longest_run(shown) + 1)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    inside = shown.replace("|", "\\|") if cell else shown
    return f"{fence}{pad}{inside}{pad}{fence}"


def block(text: str, language: str = "") -> str:
    """Lines as a block of code, whose fence is longer than any in it."""
    lines = [visible(line, 4000) for line in text.split("\n")]
    fence = "`" * max(3, *(_longest_run(line) + 1 for line in lines))
    return "\n".join([f"{fence}{language}", *lines, fence])


def _longest_run(text: str) -> int:
    """How many backticks follow each other at most."""
    return max((sum(1 for _ in run) for char, run in groupby(text) if char == "`"), default=0)
