"""Comments of a YAML text are found where PyYAML passes them over, and nowhere else."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from vpclint.text.yamlcomments import yaml_comments


def found(text: str) -> list[tuple[str, str]]:
    """Each comment, and the beginning of what it is about, up to the end of the line."""
    return [(each.text, text[each.about :].partition("\n")[0]) for each in yaml_comments(text)]


@pytest.mark.parametrize(
    ("text", "comments"),
    [
        ("a: 1 # one\nb: 2\n", [("# one", "# one")]),
        ("# one\na: 1\n", [("# one", "a: 1")]),
        ("a: 1\n  # one\n\n# two\nb: 2\n", [("# one", "b: 2"), ("# two", "b: 2")]),
        ('a: "x # no" # one\n', [("# one", "# one")]),
        ("a: 'it''s # no'\n", []),
        ("a: b#no # one\n", [("# one", "# one")]),
        ("a: b\n  c # one\n", [("# one", "# one")]),
        ("a: | # one\n  # no\n  text\n# two\nb: 1\n", [("# one", "# one"), ("# two", "b: 1")]),
        ("a: >-2 # one\n   # no\n", [("# one", "# one")]),
        ("a: |\n  # no\n", []),
        ("a: [1, # one\n  2] # two\n", [("# one", "# one"), ("# two", "# two")]),
        ("- # one\n  a: 1\n", [("# one", "# one")]),
        ("a: 'x\n  # no\n  y'\n", []),
        ('"a # no": 1\n', []),
        ("a: !!str b # one\n", [("# one", "# one")]),
        ("a: 1\r\n# one\r\nb: 2\r\n", [("# one", "b: 2\r")]),
        ("a: 1\n# one", [("# one", "")]),
        ("# one\n", [("# one", "")]),
        ("--- # one\na: 1\n--- # two\n", [("# one", "# one"), ("# two", "# two")]),
        ("", []),
    ],
)
def test_comments(text: str, comments: list[tuple[str, str]]) -> None:
    assert found(text) == comments


def test_of_a_broken_text_the_comments_before_the_break_are_found() -> None:
    assert found("a: 1 # one\nb: [\n# two\nc: ]\nd: '") == [("# one", "# one"), ("# two", "c: ]")]


@given(st.text("ab:-[]{}'\"|>#&*!,? \n", max_size=40))
def test_without_its_comments_a_text_means_the_same(text: str) -> None:
    """What is taken for a comment is nothing to PyYAML, wherever it stands."""
    try:
        before = list(yaml.safe_load_all(text))
    except (yaml.YAMLError, ValueError, TypeError):
        return
    without = text
    for comment in reversed([*yaml_comments(text)]):
        without = without[: comment.span.start] + without[comment.span.end :]
    assert list(yaml.safe_load_all(without)) == before
    assert [*yaml_comments(without)] == []
