"""Text from outside, made safe to print."""

import re

# Letters and marks that leave nothing on the screen, though Unicode counts them as printable:
# the combining grapheme joiner, the Hangul fillers and two inherent vowels of Khmer.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
LOG_COMMAND = re.compile(r"##(?=\w*\[)")
"""Where a CI server finds a command anywhere in a line: GitHub in `##[error]`, Azure Pipelines in `##vso[…]`."""

_COMMAND_AT_START = r"(?m)^([ \t]*):(?=:(?!: ))"
_ESCAPE_CUT_SHORT = r"\\(?:x[0-9a-f]?|u[0-9a-f]{0,3}|U[0-9a-f]{0,7})?$"


def is_visible(char: str) -> bool:
    """Whether a character shows as what it is, and as nothing else."""
    return char.isprintable() and char not in _INVISIBLE


def _escaped(char: str) -> str:
    code = ord(char)
    if is_visible(char):
        return char
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def visible(text: str, limit: int = 200) -> str:
    r"""The text as one line that no terminal obeys and no reader misreads.

    Control characters (so ANSI escapes too), line and paragraph separators, bidirectional controls, zero-width and
    other invisible characters, spaces that are not U+0020, and lone surrogates become `\xNN`, `\uNNNN` or
    `\UNNNNNNNN`, and so does the second `#` of what a CI server obeys anywhere in a line of its log, such as `##[` or
    `##vso[`. Every other character stays.

    Args:
        text: any string.
        limit: the length of the result at most, at least 1; what is longer ends in an ellipsis.
    """
    if text.isascii() and text.isprintable() and len(text) <= limit and "##" not in text:  # as nearly all are
        return text
    shown = LOG_COMMAND.sub(r"#\\x23", "".join(map(_escaped, text[:limit])))
    if len(text) <= limit and len(shown) <= limit:
        return shown
    cut = shown[: limit - 1]
    return (re.sub(_ESCAPE_CUT_SHORT, "", cut) if len(shown) > limit - 1 else cut) + "…"


def quoted(text: str, limit: int = 40) -> str:
    """The text as `visible` shows it, between single quotes."""
    return f"'{visible(text, limit)}'"


def logged(text: str) -> str:
    r"""Visible text of several lines, none of which a CI server obeys that finds it in its log.

    GitHub obeys a line that begins with two colons and a command: the first one becomes `\x3a`. Three and a blank, as
    before a further place in a frame, begin no command.
    """
    return re.sub(_COMMAND_AT_START, r"\1\\x3a", text) if "::" in text else text


def encodable(value: object) -> object:
    r"""The same JSON value in characters that UTF-8 has: a lone surrogate, in a key or a text, becomes its escape."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {encodable(key): encodable(member) for key, member in value.items()}
    return [encodable(item) for item in value] if isinstance(value, (list, tuple)) else value
