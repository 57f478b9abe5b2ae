"""Where a text lost a quote, a bracket or its end, nobody knows which statements it had."""

import json
from collections.abc import Iterator

import pytest

from vpclint.policy.callers import ANONYMOUS
from vpclint.policy.document import PolicyType
from vpclint.policy.evaluate import Evaluator, Request
from vpclint.policy.grammar import read_policy
from vpclint.policy.values import Context
from vpclint.truth import Truth

EVERYTHING = {"Principal": "*", "Action": "*", "Resource": "*"}
ALLOW, DENY = {"Effect": "Allow", **EVERYTHING}, {"Effect": "Deny", **EVERYTHING}
REQUEST = Request("s3:GetObject", "arn:aws:s3:::raw/key", ANONYMOUS, Context({}))


def verdicts(text: str) -> Iterator[Truth]:
    """Whether each policy that the text was read as lets the request pass."""
    for policy in read_policy(text, PolicyType.ENDPOINT).policies:
        ruling = Evaluator(policy).rule(REQUEST)
        yield ruling.allowed & ~ruling.denied


def text_of(*statements: dict[str, str]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [*statements]})


@pytest.mark.parametrize("statements", [(ALLOW, DENY), (DENY, ALLOW), (ALLOW, ALLOW, DENY)], ids=str)
def test_a_text_that_is_cut_off_may_have_said_anything_behind_the_cut(statements: tuple[dict[str, str], ...]) -> None:
    text = text_of(*statements)
    denied = json.dumps(DENY)
    for end in range(1, len(text) - 1):
        for answer in verdicts(text[:end]):
            assert not answer.is_yes, text[:end]
            assert not answer.is_no or denied in text[:end], text[:end]


@pytest.mark.parametrize("wrong", ["", '""'], ids=["a quote is missing", "a quote too many"])
def test_a_quote_more_or_less_hides_no_statement(wrong: str) -> None:
    unless = DENY | {"Condition": {"StringEquals": {"aws:SourceVpce": ["vpce-1", "vpce-2"]}}}
    text = json.dumps({"Statement": [ALLOW, unless, ALLOW]}, indent=1)
    sound = list(verdicts(text))
    assert [each.is_unknown for each in sound] == [True]
    for index, char in enumerate(text):
        if char == '"':
            assert all(answer.is_unknown for answer in verdicts(text[:index] + wrong + text[index + 1 :])), index


def test_a_slip_leaves_the_statements_as_they_are() -> None:
    commas = text_of(ALLOW, DENY).replace("}]", "},]")
    assert [answer.is_no for answer in verdicts(commas)] == [True]
    assert [answer.is_yes for answer in verdicts("// all\n" + text_of(ALLOW))] == [True]
