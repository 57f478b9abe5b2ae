"""Many globs at once find what each finds by itself."""

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.text.globs import Globs

TEXTS = st.text("ab*?[]!/-", max_size=6)


@given(st.lists(TEXTS, max_size=8), TEXTS)
def test_a_text_finds_the_globs_that_it_matches_or_is(globs: list[str], text: str) -> None:
    expected = {glob for glob in globs if glob == text or fnmatchcase(text, glob)}
    found = Globs(globs).matching(text)
    assert set(found) == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize(
    ("glob", "text", "found"),
    [
        ("jobs/*", "jobs/old/a.yaml", True),
        ("*", "", True),
        ("subnet-?", "SUBNET-1", False),
        ("ProcessingInputs[0]", "ProcessingInputs[0]", True),
        ("a*", "ab\nc", True),
        ("", "a", False),
    ],
)
def test_what_a_glob_means(glob: str, text: str, found: bool) -> None:  # noqa: FBT001 - an answer
    assert Globs([glob]).matching(text) == ((glob,) if found else ())


def test_only_globs_that_share_a_part_with_the_text_are_tried() -> None:
    """Were each of 20,000 globs put to each of 20,000 texts, this would not end."""
    globs = Globs(f"*-{number:05}*" for number in range(20_000))
    assert sum(len(globs.matching(f"rtb-{number:05}f")) for number in range(20_000)) == 20_000
