"""Suppressions that stand beside what they are about: `# vpclint: ignore[rule, rule] reason`, in YAML."""

import re
from collections.abc import Iterator

from vpclint.errors import InputError
from vpclint.finding import Place, Suppression
from vpclint.text.escape import quoted
from vpclint.text.lines import Lines
from vpclint.text.yamlcomments import Comment, yaml_comments

_TO_VPCLINT = re.compile(r"#+[ \t]*vpclint[ \t]*:(.*)", re.DOTALL)
_IGNORE = re.compile(r"\s*ignore\s*\[([^\]]*)\](.*)", re.DOTALL)


def comments_in(file: str, text: str) -> Iterator[Suppression | InputError]:
    """The suppressions in the comments of a file in YAML, and what is wrong with those that are none.

    Args:
        file: its name.
        text: its text, without a byte order mark.
    """
    lines = Lines(text)
    for comment in yaml_comments(text):
        if found := _TO_VPCLINT.fullmatch(comment.text):
            suppression = _read(found[1], comment, file, lines)
            if isinstance(suppression, str):
                position = lines.position(comment.span.start)
                yield InputError(suppression, file, position.line, position.column)
            else:
                yield suppression


def _read(text: str, comment: Comment, file: str, lines: Lines) -> Suppression | str:
    """What a comment to vpclint says, or what is wrong with it."""
    found = _IGNORE.fullmatch(text)
    if not found:
        return f"a comment to vpclint says 'ignore[rule] reason', this one {quoted(text.strip(), 80)}"
    rules = tuple(filter(None, (each.strip() for each in found[1].split(","))))
    if not rules:
        return "the comment names no rule between its brackets"
    reason = found[2].strip().removeprefix(":").strip()
    if not reason:
        return (
            f"the comment gives no reason to ignore {', '.join(map(quoted, rules))}, one was expected after the bracket"
        )
    place = Place(file, span=(comment.span.start, comment.span.end))
    return Suppression(rules=rules, reason=reason, place=place, line=lines.position(comment.about).line)
