"""The comments of a YAML text, which PyYAML passes over."""

import re
from collections.abc import Iterator

import yaml
from msgspec import Struct
from yaml.tokens import ScalarToken

from vpclint.text.nodes import Span

# The characters that end a line, and so a comment, in YAML 1.1 (5.4).
_LINE_ENDS = "\r\n\x85\u2028\u2029"
_COMMENT = re.compile(f"#[^{_LINE_ENDS}]*")
_BLOCK_HEADER = re.compile(rf"[|>][0-9+-]*[ \t]+(#[^{_LINE_ENDS}]*)")


class Comment(Struct, frozen=True):
    """A comment.

    Attributes:
        text: from its `#` to the end of its line.
        span: where it stands.
        about: the offset of what it is about: of itself where something stands before it in its line, else of what
            comes next in the text, however many comments and empty lines there are between.
    """

    text: str
    span: Span
    about: int


def yaml_comments(text: str) -> Iterator[Comment]:
    """Each comment of a text in YAML; of a broken one, those before the place where it can't be read.

    What looks like a comment in a scalar is none. Whatever stands between two tokens is blank or a comment.

    Args:
        text: without a byte order mark.
    """
    end = 0
    try:
        for token in yaml.scan(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            start = token.start_mark.index
            if start > end:
                yield from _between(text, end, start)
            if isinstance(token, ScalarToken) and token.style in ("|", ">"):
                yield from _beside_header(text, start)
            end = max(end, token.end_mark.index)
    except yaml.YAMLError:
        return


def _between(text: str, start: int, end: int) -> Iterator[Comment]:
    """The comments between two tokens, the second of which begins at `end`."""
    while found := _COMMENT.search(text, start, end):
        yield Comment(found[0], Span(*found.span()), end if _is_alone(text, found.start()) else found.start())
        start = found.end()


def _is_alone(text: str, at: int) -> bool:
    """Whether nothing but blanks stands before a place in its line."""
    while at and text[at - 1] in " \t":
        at -= 1
    return not at or text[at - 1] in _LINE_ENDS


def _beside_header(text: str, start: int) -> Iterator[Comment]:
    """The comment after the sign with which a block scalar begins: it belongs to the token."""
    if found := _BLOCK_HEADER.match(text, start):
        span = Span(*found.span(1))
        yield Comment(found[1], span, span.start)
