"""Texts to read: valid ones, damaged ones, and none at all."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from hypothesis import strategies as st

from vpclint.text.lines import Lines
from vpclint.text.nodes import Node
from vpclint.text.problems import Problem


class Case(NamedTuple):
    """A text, what is wrong with it, and the documents that are read from it."""

    text: str
    told: list[tuple[str, int, int, str]]
    values: list[object]


characters = st.characters()  # lone surrogates too
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.text(characters, max_size=4)
    | st.sampled_from(["", "a", "/", "~", "~1", "0", "[", '"}', "\\", "\n", "é", "\U0001f600", "\u2028"])
)
keys = st.text(max_size=4) | st.sampled_from(["", "a", "b", "0", "a/b", "m~n", '"', "\\", "ü", "\U0001f600", "é\n"])
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=20
)


@st.composite
def json_texts(draw: st.DrawFn) -> str:
    """Valid JSON, laid out in one of many ways."""
    text = json.dumps(
        draw(values),
        indent=draw(st.sampled_from([None, 0, 2, "\t"])),
        separators=draw(st.sampled_from([(",", ":"), (", ", ": "), (" ,\r\n", "\t: ")])),
        ensure_ascii=draw(st.booleans()),
    )
    spaces = st.text(" \t\r\n", max_size=2)
    return draw(spaces) + text + draw(spaces)


# What JSON consists of, and what it is mistaken for.
PIECES = [
    *"{}[],:\"'/\\#*-+.0eE \n\r\t",
    *(
        "1",
        "01",
        "1.5",
        "-0",
        "1e5",
        "+1",
        ".5",
        "1.",
        "0x1F",
        "1_0",
        "NaN",
        "-Infinity",
        "true",
        "True",
        "null",
        "nan",
    ),
    *('"a"', '"b":', "'a'", "a:", "a", '"\\u00e9"', '"\\ud83d', "\\ude00", "\\x", '"a\nb"', "//", "/*", "*/", "# c\n"),
    *(
        "{}",
        "[]",
        '{"a":1}',
        '{"a":1,"a":2}',
        "\ufeff",
        "\u00a0",
        "\x00",
        "\u201c",
        "\u201d",
        "\u2018",
        "\ud800",
        "é",
        "\U0001f600",
    ),
]


@st.composite
def damaged(draw: st.DrawFn, texts: st.SearchStrategy[str], pieces: list[str]) -> str:
    """A text after a few cuts, insertions and repetitions."""
    text = draw(texts)
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 5)))
        middle = draw(st.sampled_from(["", *pieces]) | st.just(text[start:end] * 2))
        text = text[:start] + middle + text[end:]
    return text


def assembled(pieces: list[str]) -> st.SearchStrategy[str]:
    """Pieces in any order."""
    return st.lists(st.sampled_from(pieces), max_size=25).map("".join)


any_json_like = damaged(json_texts(), PIECES) | assembled(PIECES) | st.text(characters, max_size=30)


def walk(node: Node) -> Iterator[Node]:
    """The node and all in it."""
    yield node
    if isinstance(node.value, dict):
        for child in node.value.values():
            yield from walk(child)
    elif isinstance(node.value, list):
        for child in node.value:
            yield from walk(child)


def told(text: str, problems: tuple[Problem, ...]) -> list[tuple[str, int, int, str]]:
    """The problems as a user reads them: kind, line, column, message."""
    lines = Lines(text)
    places = [lines.position(problem.span.start) for problem in problems]
    return [
        (problem.kind.value, place.line, place.column, problem.message)
        for problem, place in zip(problems, places, strict=True)
    ]


def assert_sound(text: str, problems: tuple[Problem, ...]) -> None:
    """Every problem lies in the text, stands in order, and has a message that keeps to the house grammar."""
    starts = [problem.span.start for problem in problems]
    assert starts == sorted(starts)
    for problem in problems:
        for span in (problem.span, *(related for related, _ in problem.related)):
            assert 0 <= span.start <= span.end <= len(text)
        for message in (problem.message, *(note for _, note in problem.related)):
            assert message
            assert message.isprintable()
            assert not message.endswith(".")
            assert len(message) < 250
