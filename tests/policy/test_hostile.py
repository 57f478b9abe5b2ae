"""Policies and questions made to keep vpclint busy take time in proportion to their length, else these never end."""

import re

import pytest
from counting import grows_with_its_input
from hypothesis import given
from hypothesis import strategies as st

from vpclint.algebra.patterns import Pattern, share
from vpclint.errors import UsageError
from vpclint.policy.document import PolicyType
from vpclint.policy.grammar import read_policy
from vpclint.policy.matching import Arn, _fields_of
from vpclint.policy.requests import context_of
from vpclint.policy.values import Context

from .documents import document, statement

MEGABYTE = 1_000_000


@pytest.mark.parametrize("piece", [":", "{", "}", "a", "${a:", "${:}", "{:"])
def test_an_arn_of_colons_and_braces_is_compared(piece: str) -> None:
    text = "${" + piece * (MEGABYTE // len(piece)) + "}"
    assert Arn(text, variables=True, everywhere=True).means("arn:aws:s3:::raw", Context({})) is not None


@given(st.text(st.sampled_from("a:${}"), max_size=14))
def test_colons_within_variables_end_no_field(text: str) -> None:
    shown = re.sub(r"\$\{[^${}]+\}", lambda found: found[0].replace(":", " "), text)
    assert [each.replace(":", " ") for each in _fields_of(text)[:5]] == shown.split(":", 5)[:5]
    assert ":".join(_fields_of(text)) == text


@pytest.mark.parametrize("text", [":" * MEGABYTE, "a:" * MEGABYTE, "a" * MEGABYTE, "a:" + "b" * MEGABYTE])
def test_an_entry_that_says_nothing_of_a_key_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="says nothing of a condition key"):
        context_of([text])


def test_an_entry_without_a_service_is_refused_however_many_colons_it_has() -> None:
    for text in (":a=x", "::a=x", ":=x"):
        with pytest.raises(UsageError, match="says nothing of a condition key"):
            context_of([text])


def test_long_patterns_that_begin_and_end_alike_are_compared() -> None:
    long = "a" * 300_000
    assert share(Pattern.glob(f"{long}*{long}"), Pattern.glob(f"{long}*{long}")) is True
    assert share(Pattern.glob(f"{long}b*"), Pattern.glob(f"{long}c*")) is False
    assert share(Pattern.glob(f"*b{long}"), Pattern.glob(f"*c{long}")) is False


def test_what_is_wrong_with_many_statements_is_read_in_proportion_to_their_number() -> None:
    def read(number: int) -> None:
        read_policy(document(*(statement(Action=f"bad{each}") for each in range(number))), PolicyType.ENDPOINT)

    assert grows_with_its_input(read, 400)
