"""Comments to vpclint in YAML: what they say, which line they are about, and what is none."""

import pytest

from vpclint.errors import InputError
from vpclint.sources.comments import comments_in


def said(text: str) -> list[tuple[tuple[str, ...], str, int]]:
    """The rules, the reason and the line of each suppression in a text."""
    found = [*comments_in("job.yaml", text)]
    return [
        ("", str(each), 0) if isinstance(each, InputError) else (each.rules, each.reason, each.line) for each in found
    ]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1 # vpclint: ignore[s3] x y\n", [(("s3",), "x y", 1)]),
        ("a: 1 #vpclint:ignore[ s3 , route-missing,] : x\n", [(("s3", "route-missing"), "x", 1)]),
        ("##  vpclint : ignore [s3] x\n\na: 1\n", [(("s3",), "x", 3)]),
        ("# vpclint: ignore[s3] x\n# vpclint: ignore[names] y\na: 1\n", [(("s3",), "x", 3), (("names",), "y", 3)]),
        ("a: '# vpclint: ignore[s3] x'\n", []),
        ("a: |\n  # vpclint: ignore[s3] x\n", []),
        ("a: 1 # see vpclint: ignore[s3] x\n", []),
        ("a: 1 # vpclint is not asked\n", []),
    ],
)
def test_a_comment_says_which_rules_are_ignored_in_which_line(
    text: str, expected: list[tuple[tuple[str, ...], str, int]]
) -> None:
    assert said(text) == expected


def test_a_comment_that_says_something_else_is_told_with_its_place() -> None:
    [(_, told, _)] = said("a: 1\nb: 2 # vpclint: ignore [s3\n")
    assert told == "job.yaml:2:6: a comment to vpclint says 'ignore[rule] reason', this one 'ignore [s3'"
